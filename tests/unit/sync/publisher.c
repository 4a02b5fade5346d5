/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sync/publisher.h"

#include <string.h>

#include "data/sync/birge-folder-source.h"
#include "data/trust/birge-metadata.h"

#define TARGET "catalog/" PUBLISHER_CHANNEL ".cat.zst"

struct _PublisherSource {
  GObject parent;

  RepositoryMaker *maker;
  GString         *reads;
  char            *out;
};

static void publisher_source_init_source (BirgeSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PublisherSource, publisher_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BIRGE_TYPE_SOURCE, publisher_source_init_source))

static GBytes *
publisher_source_read (BirgeSource *source, const char *path, gsize max_bytes, GBytes *known, GCancellable *cancellable,
                       GError **error)
{
  PublisherSource *self = PUBLISHER_SOURCE (source);
  GBytes *bytes = repository_maker_answer (self->maker, path);

  g_string_append_printf (self->reads, "%s%s", self->reads->len > 0 ? " " : "", path);
  if (bytes == NULL)
    g_set_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND, "%s", path);
  else if (g_bytes_get_size (bytes) > max_bytes)
    {
      g_clear_pointer (&bytes, g_bytes_unref);
      g_set_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_TOO_LARGE, "%s", path);
    }
  return bytes;
}

static gboolean
publisher_source_fetch (BirgeSource *source, GPtrArray *wants, BirgeIncoming *incoming, BirgeFetchProgress progress,
                        gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autoptr(BirgeFolderSource) objects = birge_folder_source_open_build (PUBLISHER_SOURCE (source)->out, error);

  return objects != NULL &&
         birge_source_fetch (BIRGE_SOURCE (objects), wants, incoming, progress, user_data, cancellable, error);
}

static const char *
publisher_source_get_name (BirgeSource *source)
{
  return "the publisher";
}

static void
publisher_source_init_source (BirgeSourceInterface *iface)
{
  iface->read = publisher_source_read;
  iface->fetch = publisher_source_fetch;
  iface->get_name = publisher_source_get_name;
}

static void
publisher_source_finalize (GObject *object)
{
  PublisherSource *self = PUBLISHER_SOURCE (object);

  repository_maker_free (self->maker);
  g_string_free (self->reads, TRUE);
  g_free (self->out);
  G_OBJECT_CLASS (publisher_source_parent_class)->finalize (object);
}

static void
publisher_source_class_init (PublisherSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = publisher_source_finalize;
}

static void
publisher_source_init (PublisherSource *self)
{
  self->maker = repository_maker_new ();
  self->reads = g_string_new (NULL);
  repository_maker_delegate (self->maker, "targets", PUBLISHER_CHANNEL, TARGET ",catalog/" PUBLISHER_CHANNEL ".next.cat.zst", TRUE);
}

PublisherSource *
publisher_source_new (const char *out)
{
  PublisherSource *self = g_object_new (PUBLISHER_TYPE_SOURCE, NULL);

  self->out = g_strdup (out);
  return self;
}

RepositoryMaker *
publisher_source_get_maker (PublisherSource *self)
{
  return self->maker;
}

void
publisher_source_release (PublisherSource *self, json_t *custom)
{
  g_autofree char *path = g_build_filename (self->out, TARGET, NULL);
  g_autoptr(GBytes) bytes = NULL;
  char *data = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  bytes = g_bytes_new_take (data, size);
  birge_metadata_add_target (repository_maker_content (self->maker, PUBLISHER_CHANNEL), TARGET, bytes, custom);
  g_hash_table_insert (self->maker->artifacts, g_strdup (TARGET), g_bytes_ref (bytes));
  json_decref (custom);
  repository_maker_publish (self->maker, PUBLISHER_CHANNEL, "targets", "snapshot", "timestamp", NULL);
}

char *
publisher_source_take_reads (PublisherSource *self)
{
  char *reads = g_strdup (self->reads->str);

  g_string_truncate (self->reads, 0);
  return reads;
}

void
publisher_source_write_root (PublisherSource *self, const char *path)
{
  GBytes *root = repository_maker_latest (self->maker, "root");
  gsize size = 0;
  const char *data = g_bytes_get_data (root, &size);

  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
}
