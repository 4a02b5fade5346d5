/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-build-source.h"

#include <string.h>

#include "data/formats/birge-catalogue.h"
#include "data/formats/birge-clock.h"
#include "data/formats/birge-digest.h"
#include "data/formats/birge-name.h"
#include "data/sync/birge-folder-source.h"
#include "data/sync/birge-repository.h"
#include "data/trust/birge-metadata.h"

#define SUFFIX       ".cat.zst"
#define MAX_CHANNELS 32
#define LIFE_S       (366 * 24 * 60 * G_GINT64_CONSTANT (60)) /* nobody looks at it: content of a build does not expire */

struct _BirgeBuildSource {
  GObject parent;

  BirgeSource *objects; /* owned: the folder of the build */
  GHashTable  *files;   /* path below the repository → GBytes */
};

static void birge_build_source_init_interface (BirgeSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BirgeBuildSource, birge_build_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BIRGE_TYPE_SOURCE, birge_build_source_init_interface))

static GBytes *
birge_build_source_read (BirgeSource *source, const char *path, gsize max_bytes, GBytes *known, GCancellable *cancellable,
                       GError **error)
{
  GBytes *bytes = g_hash_table_lookup (BIRGE_BUILD_SOURCE (source)->files, path);

  if (bytes == NULL)
    g_set_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND, "%s: there is no such file: build the content again",
                 path);
  return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

static gboolean
birge_build_source_fetch (BirgeSource *source, GPtrArray *wants, BirgeIncoming *incoming, BirgeFetchProgress progress,
                        gpointer user_data, GCancellable *cancellable, GError **error)
{
  return birge_source_fetch (BIRGE_BUILD_SOURCE (source)->objects, wants, incoming, progress, user_data, cancellable, error);
}

static const char *
birge_build_source_get_name (BirgeSource *source)
{
  return birge_source_get_name (BIRGE_BUILD_SOURCE (source)->objects);
}

static void
birge_build_source_init_interface (BirgeSourceInterface *iface)
{
  iface->read = birge_build_source_read;
  iface->fetch = birge_build_source_fetch;
  iface->get_name = birge_build_source_get_name;
}

static void
birge_build_source_finalize (GObject *object)
{
  BirgeBuildSource *self = BIRGE_BUILD_SOURCE (object);

  g_clear_object (&self->objects);
  g_hash_table_unref (self->files);
  G_OBJECT_CLASS (birge_build_source_parent_class)->finalize (object);
}

static void
birge_build_source_class_init (BirgeBuildSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = birge_build_source_finalize;
}

static void
birge_build_source_init (BirgeBuildSource *self)
{
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

static void
add_file (BirgeBuildSource *self, char *path, GBytes *bytes)
{
  g_hash_table_insert (self->files, path, bytes);
}

/* Signs and keeps a file; it is lent. */
static GBytes *
add_metadata (BirgeBuildSource *self, json_t *content, BirgeSigner *signer, char *path)
{
  g_autoptr(json_t) owned = content;
  g_autoptr(BirgeEnvelope) envelope = birge_envelope_new (owned);
  GBytes *bytes;

  birge_envelope_sign (envelope, signer);
  bytes = birge_envelope_to_bytes (envelope);
  add_file (self, path, bytes);
  return bytes;
}

static void
add_channel (BirgeBuildSource *self, const char *channel, GBytes *catalogue, gint64 expires_s, BirgeSigner *signer)
{
  json_t *content = birge_metadata_new_channel (1, expires_s);
  g_autofree char *target = g_strconcat ("catalog/", channel, SUFFIX, NULL);
  g_autofree char *digest = birge_digest_bytes (catalogue);

  birge_metadata_add_target (content, target, catalogue, NULL);
  add_metadata (self, content, signer, g_strconcat ("metadata/1.", channel, ".json", NULL));
  add_file (self, g_strconcat ("targets/catalog/", digest, ".", channel, SUFFIX, NULL), g_bytes_ref (catalogue));
}

static void
sign_all (BirgeBuildSource *self, GPtrArray *channels, GPtrArray *catalogues)
{
  gint64 expires_s = birge_clock_get_real_s () + LIFE_S;
  g_autoptr(BirgeSigner) signer = birge_signer_generate (BIRGE_SIGNER_ED25519);
  g_autoptr(GPtrArray) keys = g_ptr_array_new ();
  const BirgeRoleKeys roles[] = { { "root", keys, 1 }, { "timestamp", keys, 1 }, { "snapshot", keys, 1 }, { "targets", keys, 1 } };
  g_autofree BirgeRoleKeys *delegates = g_new0 (BirgeRoleKeys, channels->len);
  json_t *root = NULL;
  json_t *snapshot = birge_metadata_new_snapshot (1, expires_s);
  GBytes *snapshot_bytes = NULL;

  g_ptr_array_add (keys, birge_signer_get_key (signer));
  root = birge_metadata_new_root (1, expires_s, roles, G_N_ELEMENTS (roles));
  json_object_set_new (root, BIRGE_REPOSITORY_THROW_AWAY, json_true ());
  add_metadata (self, root, signer, g_strdup ("metadata/1.root.json"));
  birge_metadata_add_role (snapshot, "targets", 1);
  for (guint i = 0; i < channels->len; i++)
    {
      delegates[i] = (BirgeRoleKeys) { g_ptr_array_index (channels, i), keys, 1 };
      add_channel (self, delegates[i].role, g_ptr_array_index (catalogues, i), expires_s, signer);
      birge_metadata_add_role (snapshot, delegates[i].role, 1);
    }
  add_metadata (self, birge_metadata_new_targets (1, expires_s, delegates, channels->len), signer,
                g_strdup ("metadata/1.targets.json"));
  snapshot_bytes = add_metadata (self, snapshot, signer, g_strdup ("metadata/1.snapshot.json"));
  add_metadata (self, birge_metadata_new_timestamp (1, expires_s, 1, snapshot_bytes), signer,
                g_strdup ("metadata/timestamp.json"));
}

static gboolean
refuse (const char *path, const char *why, GError **error)
{
  g_set_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND,
               "%s: %s: give a folder that “birge content build” or “birge publish” wrote", path, why);
  return FALSE;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static gboolean
list_channels (const char *folder, GPtrArray *channels, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GDir) dir = g_dir_open (folder, 0, &local);
  const char *name;

  if (dir == NULL)
    return refuse (folder, local->message, error);
  while (channels->len <= MAX_CHANNELS && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *channel = g_str_has_suffix (name, SUFFIX) ? g_strndup (name, strlen (name) - strlen (SUFFIX)) : NULL;

      if (channel != NULL && birge_name_is_name (channel))
        g_ptr_array_add (channels, g_steal_pointer (&channel));
    }
  if (channels->len == 0 || channels->len > MAX_CHANNELS)
    return refuse (folder, channels->len == 0 ? "it holds no catalogue" : "it holds too many catalogues", error);
  g_ptr_array_sort (channels, compare_names);
  return TRUE;
}

static gboolean
read_catalogues (BirgeBuildSource *self, const char *build_dir, GPtrArray *channels, GPtrArray *catalogues, GError **error)
{
  g_autofree char *folder = g_build_filename (build_dir, "catalog", NULL);

  if (!list_channels (folder, channels, error))
    return FALSE;
  for (guint i = 0; i < channels->len; i++)
    {
      g_autofree char *path = g_strconcat ("catalog/", g_ptr_array_index (channels, i), SUFFIX, NULL);
      GBytes *bytes = birge_source_read (self->objects, path, BIRGE_CATALOGUE_MAX_BYTES, NULL, NULL, error);

      if (bytes == NULL)
        return FALSE;
      g_ptr_array_add (catalogues, bytes);
    }
  return TRUE;
}

BirgeBuildSource *
birge_build_source_new (const char *build_dir, GError **error)
{
  g_autoptr(BirgeBuildSource) self = g_object_new (BIRGE_TYPE_BUILD_SOURCE, NULL);
  g_autoptr(GPtrArray) channels = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) catalogues = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  BirgeFolderSource *folder = birge_folder_source_open_build (build_dir, error);

  if (folder == NULL)
    return NULL;
  self->objects = BIRGE_SOURCE (folder);
  if (!read_catalogues (self, build_dir, channels, catalogues, error))
    return NULL;
  sign_all (self, channels, catalogues);
  return g_steal_pointer (&self);
}
