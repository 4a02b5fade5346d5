/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-object.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/formats/birge-digest.h"

char *
birge_object_dup_path (const char *state_dir, const char *stored)
{
  char folder[3];

  g_return_val_if_fail (state_dir != NULL, NULL);
  g_return_val_if_fail (birge_digest_is_valid (stored), NULL); /* nothing else may become a path */

  folder[0] = stored[0];
  folder[1] = stored[1];
  folder[2] = '\0';
  return g_build_filename (state_dir, "objects", folder, stored, NULL);
}

gboolean
birge_object_is_here (const char *state_dir, const BirgeObject *object)
{
  g_autofree char *path = birge_object_dup_path (state_dir, object->stored);
  struct stat info;

  return lstat (path, &info) == 0 && S_ISREG (info.st_mode) && info.st_size == object->len;
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

/* Exactly @object->len bytes, through one descriptor. */
static GBytes *
read_stored (const char *path, const BirgeObject *object, GError **error)
{
  g_autofree guint8 *data = NULL;
  gsize length = (gsize) object->len;
  gsize done = 0;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

  if (fd < 0)
    {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, (gint) g_io_error_from_errno (saved), "object %s: %s: install the content again",
                   object->stored, g_strerror (saved));
      return NULL;
    }

  data = g_malloc (length + 1); /* one more byte shows a file that is too long */
  while (done <= length)
    {
      ssize_t n = read (fd, data + done, length + 1 - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      done += (gsize) n;
    }
  close (fd);
  if (done != length)
    {
      damaged (object, "it has another length than the catalogue says", error);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&data), length);
}

GBytes *
birge_object_load (const char *state_dir, const BirgeObject *object, GError **error)
{
  g_autofree char *path = birge_object_dup_path (state_dir, object->stored);
  g_autoptr(GBytes) stored = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (object->size > BIRGE_OBJECT_MAX_BYTES || object->len > 2 * BIRGE_OBJECT_MAX_BYTES || object->size < 0 ||
      object->len < 0)
    {
      damaged (object, "it is too large to be read into memory", error);
      return NULL;
    }
  stored = read_stored (path, object, error);
  if (stored == NULL)
    return NULL;
  if (!has_digest (stored, object->stored))
    {
      damaged (object, "its bytes have changed", error);
      return NULL;
    }
  if (g_str_equal (object->enc, "none"))
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
birge_object_verify (const char *state_dir, const BirgeObject *object)
{
  g_autofree char *path = birge_object_dup_path (state_dir, object->stored);
  g_autofree char *digest = NULL;

  if (!birge_object_is_here (state_dir, object))
    return FALSE;
  digest = birge_digest_file (path, NULL);
  return g_strcmp0 (digest, object->stored) == 0;
}
