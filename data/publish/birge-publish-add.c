/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-publish"

#include "data/publish/birge-publisher-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "data/formats/birge-digest.h"
#include "data/formats/birge-name.h"
#include "data/publish/birge-publish-catalogue-private.h"

/* Takes a build in: objects go to their place at once, as nothing names them yet; catalogues wait in work/catalog. */

#define PIECE_BYTES  (256 * 1024)
#define MAX_CHANNELS 32

void
birge_publish_added_free (BirgePublishAdded *self)
{
  birge_preview_clear (&self->preview);
  g_free (self->channel);
  g_free (self);
}

static gboolean
refuse_content (const char *what, const char *why, GError **error)
{
  return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_CONTENT, what, why, "run “birge content build” again and add that", error);
}

static gboolean
write_all (int fd, const char *data, gssize size)
{
  while (size > 0)
    {
      gssize n = TEMP_FAILURE_RETRY (write (fd, data, (gsize) size));

      if (n < 0)
        return FALSE;
      data += n;
      size -= n;
    }
  return TRUE;
}

/* 0 or errno; the hash of what was copied. */
static int
copy_bytes (int from, int to, char **digest)
{
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *piece = g_malloc (PIECE_BYTES);
  gssize n;

  while ((n = TEMP_FAILURE_RETRY (read (from, piece, PIECE_BYTES))) > 0)
    {
      g_checksum_update (sum, (const guchar *) piece, n);
      if (!write_all (to, piece, n))
        return errno;
    }
  if (n < 0 || fdatasync (to) != 0)
    return errno;
  *digest = g_strdup (g_checksum_get_string (sum));
  return 0;
}

gboolean
_birge_publish_copy_object (const char *from, const char *to, const char *name, GError **error)
{
  g_autofree char *aside = g_strconcat (to, ".tmp", NULL);
  g_autofree char *folder = g_path_get_dirname (to);
  g_autofree char *digest = NULL;
  int in = open (from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  int out = -1;
  int failed;

  if (in < 0)
    return refuse_content (from, g_strerror (errno), error);
  failed = g_mkdir_with_parents (folder, 0755) == 0 ? 0 : errno;
  if (failed == 0 && (out = open (aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644)) < 0)
    failed = errno;
  if (failed == 0)
    failed = copy_bytes (in, out, &digest);
  close (in);
  if (out >= 0 && close (out) != 0 && failed == 0)
    failed = errno;
  if (failed == 0 && !g_str_equal (digest, name))
    {
      g_unlink (aside);
      return refuse_content (from, "its bytes are not those its name stands for", error);
    }
  if (failed == 0 && g_rename (aside, to) != 0)
    failed = errno;
  if (failed == 0)
    return TRUE;
  g_unlink (aside);
  return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, to, g_strerror (failed), "see that the disk has room", error);
}

/* All parts in one object must be where the catalogue says. */
static gboolean
check_part (const BirgeCataloguePart *part, GMappedFile *object, const char *path, GError **error)
{
  gint64 length = (gint64) g_mapped_file_get_length (object);
  g_autoptr(GBytes) range = NULL;
  g_autofree char *digest = NULL;

  if (part->off > length || part->len > length - part->off)
    return refuse_content (path, "it is shorter than the catalogue says", error);
  if (g_str_equal (part->obj, part->stored))
    return (part->off == 0 && part->len == length) || refuse_content (path, "it is longer than the catalogue says", error);
  range = g_bytes_new_static (g_mapped_file_get_contents (object) + part->off, (gsize) part->len);
  digest = birge_digest_bytes (range);
  return g_str_equal (digest, part->stored) || refuse_content (path, "a part in it is not the one of the catalogue", error);
}

static gboolean
take_object (BirgePublisher *self, const char *out_dir, const char *name, GError **error)
{
  g_autofree char *to = _birge_publisher_dup_object (self, name);
  g_autofree char *from = g_strdup_printf ("%s/objects/%.2s/%s", out_dir, name, name);
  g_autofree char *digest = g_file_test (to, G_FILE_TEST_IS_REGULAR) ? birge_digest_file (to, NULL) : NULL;

  return g_strcmp0 (digest, name) == 0 || _birge_publish_copy_object (from, to, name, error);
}

static gboolean
take_objects (BirgePublisher *self, const char *out_dir, const BirgeCatalogue *catalogue, GError **error)
{
  g_autoptr(GHashTable) objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_mapped_file_unref);

  for (guint i = 0; i < catalogue->parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (catalogue->parts, i);
      g_autofree char *path = _birge_publisher_dup_object (self, part->obj);
      GMappedFile *object = g_hash_table_lookup (objects, part->obj);

      if (object == NULL)
        {
          if (!take_object (self, out_dir, part->obj, error))
            return FALSE;
          object = g_mapped_file_new (path, FALSE, NULL);
          if (object == NULL)
            return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, path, "it cannot be read", "check the disk", error);
          g_hash_table_insert (objects, g_strdup (part->obj), object);
        }
      if (!check_part (part, object, path, error))
        return FALSE;
    }
  return TRUE;
}

static BirgePublishAdded *
compare (BirgePublisher *self, const BirgeCatalogue *catalogue, GError **error)
{
  g_autoptr(BirgeCatalogue) before = NULL;
  g_autoptr(BirgeRelease) current = birge_release_new ();
  g_autoptr(BirgeRelease) next = birge_release_new ();
  BirgePublishAdded *added;

  if (!_birge_publisher_read_target (self, catalogue->channel, BIRGE_PUBLISH_SUFFIX, NULL, &before, error))
    return NULL;
  added = g_new0 (BirgePublishAdded, 1);
  added->channel = g_strdup (catalogue->channel);
  if (before != NULL)
    g_ptr_array_extend (current->parts, before->parts, NULL, NULL);
  g_ptr_array_extend (next->parts, catalogue->parts, NULL, NULL);
  added->n_items = _birge_publish_count_items (catalogue);
  added->n_before = before != NULL ? _birge_publish_count_items (before) : 0;
  added->has_shrunk = _birge_publish_has_shrunk (before, catalogue);
  birge_preview_compare (&added->preview, current, next);
  return added;
}

static gboolean
add_catalogue (BirgePublisher *self, const char *out_dir, const char *file, GPtrArray *list, GError **error)
{
  g_autofree char *path = g_build_filename (out_dir, "catalog", file, NULL);
  g_autofree char *channel = g_strndup (file, strlen (file) - strlen (BIRGE_PUBLISH_SUFFIX));
  g_autofree char *below = g_strconcat (BIRGE_PUBLISH_ADDED "/", file, NULL);
  g_autofree char *to = _birge_publisher_dup_path (self, below);
  g_autoptr(GBytes) bytes = _birge_publish_read (path, BIRGE_CATALOGUE_MAX_BYTES, error);
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  g_autoptr(GError) local = NULL;
  BirgePublishAdded *added;

  if (bytes == NULL)
    return FALSE;
  if (!g_hash_table_contains (self->channels, channel))
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_CONTENT, path, "this publisher has no such channel",
                                  "build with “--channel” and the name of one that “birge publish verify” lists", error);
  catalogue = birge_catalogue_from_bytes (bytes, &local);
  if (catalogue == NULL || !g_str_equal (catalogue->channel, channel))
    return refuse_content (path, local != NULL ? local->message : "its name is not that of its channel", error);
  if (!take_objects (self, out_dir, catalogue, error))
    return FALSE;
  added = compare (self, catalogue, error);
  if (added == NULL)
    return FALSE;
  g_ptr_array_add (list, added);
  return _birge_publish_sync (self->dir, error) && _birge_publish_write (to, bytes, error);
}

GPtrArray *
birge_publisher_add (BirgePublisher *self, const char *out_dir, GError **error)
{
  g_autofree char *folder = g_build_filename (out_dir, "catalog", NULL);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_publish_added_free);
  g_autoptr(GPtrArray) files = _birge_publish_list (folder);

  for (guint i = 0; i < files->len && list->len < MAX_CHANNELS; i++)
    if (g_str_has_suffix (files->pdata[i], BIRGE_PUBLISH_SUFFIX) && strchr (files->pdata[i], '/') == NULL &&
        !add_catalogue (self, out_dir, files->pdata[i], list, error))
      return NULL;
  if (list->len == 0)
    {
      _birge_publish_refuse (BIRGE_PUBLISH_ERROR_CONTENT, out_dir, "it holds no catalogue",
                             "name the folder that “birge content build” wrote", error);
      return NULL;
    }
  return g_steal_pointer (&list);
}
