/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-object.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/formats/birge-digest.h"

BirgeObject
birge_object_of_part (const BirgeCataloguePart *part)
{
  return (BirgeObject) { part->sha256, part->stored, part->enc, part->size, part->len,
                         birge_catalogue_part_is_packed (part) ? part->obj : NULL, part->off };
}

char *
birge_object_dup_path (const char *state_dir, const char *name)
{
  char folder[3];

  g_return_val_if_fail (state_dir != NULL, NULL);
  g_return_val_if_fail (birge_digest_is_valid (name), NULL); /* nothing else may become a path */

  folder[0] = name[0];
  folder[1] = name[1];
  folder[2] = '\0';
  return g_build_filename (state_dir, "objects", folder, name, NULL);
}

gint64
birge_object_get_length (const char *state_dir, const char *name)
{
  g_autofree char *path = birge_object_dup_path (state_dir, name);
  struct stat info;

  return lstat (path, &info) == 0 && S_ISREG (info.st_mode) ? info.st_size : -1;
}

gboolean
birge_object_is_here (const char *state_dir, const BirgeObject *object)
{
  if (object->pack != NULL && birge_object_get_length (state_dir, object->pack) >= object->off + object->len)
    return TRUE;
  return birge_object_get_length (state_dir, object->stored) == object->len;
}

static gboolean
damaged (const BirgeObject *object, const char *why, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "object %s: %s: install the content again", object->stored,
               why);
  return FALSE;
}

static gboolean
has_digest (GBytes *bytes, const char *expected)
{
  g_autofree char *digest = birge_digest_bytes (bytes);

  return g_str_equal (digest, expected);
}

/* How many of @length bytes there are at @offset, up to the first that cannot be read. */
static gsize
read_range (int fd, guint8 *data, gsize length, gint64 offset)
{
  gsize done = 0;

  while (done < length)
    {
      ssize_t n = pread (fd, data + done, length - done, offset + (gint64) done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      done += (gsize) n;
    }
  return done;
}

/* Exactly @object->len bytes at @offset of the object @name; all of it unless that is the pack. */
static GBytes *
read_stored (const char *state_dir, const BirgeObject *object, const char *name, gint64 offset, GError **error)
{
  g_autofree char *path = birge_object_dup_path (state_dir, name);
  g_autofree guint8 *data = NULL;
  g_autoptr(GBytes) stored = NULL;
  gsize length = (gsize) object->len;
  gsize more = name == object->pack ? 0 : 1; /* one more byte shows a file that is too long */
  gsize done;
  int fd = TEMP_FAILURE_RETRY (open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW));

  if (fd < 0)
    {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, (gint) g_io_error_from_errno (saved), "object %s: %s: install the content again",
                   name, g_strerror (saved));
      return NULL;
    }
  data = g_malloc (length + 1);
  done = read_range (fd, data, length + more, offset);
  close (fd);
  if (done != length)
    {
      damaged (object, "it has another length than the catalogue says", error);
      return NULL;
    }
  stored = g_bytes_new_take (g_steal_pointer (&data), length);
  if (!has_digest (stored, object->stored))
    {
      damaged (object, "its bytes have changed", error);
      return NULL;
    }
  return g_steal_pointer (&stored);
}

GBytes *
birge_object_load_stored (const char *state_dir, const BirgeObject *object, GError **error)
{
  g_autoptr(GError) in_pack = NULL;
  g_autoptr(GError) alone = NULL;
  GBytes *stored = NULL;

  if (object->len < 0 || object->len > 2 * BIRGE_OBJECT_MAX_BYTES || object->off < 0)
    {
      damaged (object, "it is too large to be read into memory", error);
      return NULL;
    }
  if (object->pack != NULL)
    stored = read_stored (state_dir, object, object->pack, object->off, &in_pack);
  if (stored == NULL)
    stored = read_stored (state_dir, object, object->stored, 0, &alone);
  if (stored != NULL)
    return stored;

  /* Of a pack that is there and an object that is not, the pack is what somebody must look at. */
  if (in_pack != NULL && g_error_matches (alone, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&in_pack));
  else
    g_propagate_error (error, g_steal_pointer (&alone));
  return NULL;
}

GBytes *
birge_object_load (const char *state_dir, const BirgeObject *object, GError **error)
{
  g_autoptr(GBytes) stored = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (object->size > BIRGE_OBJECT_MAX_BYTES || object->size < 0)
    {
      damaged (object, "it is too large to be read into memory", error);
      return NULL;
    }
  stored = birge_object_load_stored (state_dir, object, error);
  if (stored == NULL || g_str_equal (object->enc, "none"))
    return g_steal_pointer (&stored);

  bytes = birge_zstd_decompress (stored, (gsize) object->size, error);
  if (bytes == NULL)
    return NULL;
  if ((gint64) g_bytes_get_size (bytes) != object->size || !has_digest (bytes, object->sha256))
    {
      damaged (object, "it does not unpack to what the catalogue says", error);
      return NULL;
    }
  return g_steal_pointer (&bytes);
}

gboolean
birge_object_verify (const char *state_dir, const char *name)
{
  g_autofree char *path = birge_object_dup_path (state_dir, name);
  g_autofree char *digest = NULL;

  if (birge_object_get_length (state_dir, name) < 0)
    return FALSE;
  digest = birge_digest_file (path, NULL);
  return g_strcmp0 (digest, name) == 0;
}
