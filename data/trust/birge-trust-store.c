/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-trust"

#include "data/trust/birge-trust-store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/formats/birge-digest.h"
#include "data/trust/birge-trust-private.h"

#define ASIDE ".new" /* one name is enough: writers hold a lock, and a killed one leaves nothing but this */
#define ROOTS "roots"
#define MAX_ENCODED_BYTES 240 /* with ".json" still a file name */

struct _BirgeTrustStore {
  gatomicrefcount refs;
  char *folder; /* owned */
  int fd;       /* owned; of the folder */
  BirgeTrustStoreFlags flags;
};

static gboolean
refuse (const char *folder, const char *name, GError **error)
{
  int number = errno;
  gboolean full = number == ENOSPC || number == EDQUOT || number == EFBIG;

  return _birge_trust_refuse (error, full ? BIRGE_TRUST_ERROR_NO_SPACE : BIRGE_TRUST_ERROR_STORAGE, folder, "%s: %s: %s", name,
                              g_strerror (number), full ? "make room on the disk" : "check the disk and who may write there");
}

BirgeTrustStore *
birge_trust_store_open (const char *folder, BirgeTrustStoreFlags flags, GError **error)
{
  BirgeTrustStore *self = NULL;
  int fd;

  g_return_val_if_fail (folder != NULL, NULL);

  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      refuse (folder, "the folder", error);
      return NULL;
    }
  fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    {
      refuse (folder, "the folder", error);
      return NULL;
    }
  self = g_new0 (BirgeTrustStore, 1);
  g_atomic_ref_count_init (&self->refs);
  self->folder = g_strdup (folder);
  self->fd = fd;
  self->flags = flags;
  return self;
}

BirgeTrustStore *
birge_trust_store_ref (BirgeTrustStore *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
birge_trust_store_unref (BirgeTrustStore *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  close (self->fd);
  g_free (self->folder);
  g_free (self);
}

const char *
birge_trust_store_get_folder (BirgeTrustStore *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->folder;
}

char *
birge_trust_encode_role (const char *role)
{
  g_return_val_if_fail (role != NULL, NULL);

  return g_uri_escape_string (role, NULL, FALSE);
}

/**
 * birge_trust_file_name:
 * @suffix: ".json", or ""
 *
 * A name of metadata as a file name. No encoded name has a percent sign before an "s", so none can pretend to be a hash.
 *
 * Returns: (transfer full): the name
 */
char *
birge_trust_file_name (const char *name, const char *suffix)
{
  g_autofree char *encoded = NULL;
  g_autofree char *hash = NULL;
  g_autoptr(GBytes) bytes = NULL;

  g_return_val_if_fail (name != NULL && suffix != NULL, NULL);

  encoded = birge_trust_encode_role (name);
  if (strlen (encoded) <= MAX_ENCODED_BYTES)
    return g_strconcat (encoded, suffix, NULL);
  bytes = g_bytes_new (name, strlen (name));
  hash = birge_digest_bytes (bytes);
  return g_strconcat ("%sha256-", hash, suffix, NULL);
}

static GBytes *
read_all (int fd, gsize size)
{
  g_autofree guint8 *data = g_malloc (size + 1);
  gsize done = 0;

  while (done <= size)
    {
      ssize_t n = read (fd, data + done, size + 1 - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return NULL;
      if (n == 0)
        break;
      done += (gsize) n;
    }
  return g_bytes_new_take (g_steal_pointer (&data), MIN (done, size));
}

/**
 * birge_trust_store_read:
 * @role: "root", or the name of a delegated role
 *
 * Reads a file that was trusted in an earlier run.
 *
 * Errors: `NOT_FOUND`, `TOO_LARGE`, `STORAGE`.
 * Threads: blocks on the disk.
 *
 * Returns: (transfer full) (nullable): its bytes, to be verified again
 */
GBytes *
birge_trust_store_read (BirgeTrustStore *self, const char *role, gsize max_bytes, GError **error)
{
  g_autofree char *name = NULL;
  GBytes *bytes = NULL;
  struct stat info;
  int fd;

  g_return_val_if_fail (self != NULL && role != NULL, NULL);

  name = birge_trust_file_name (role, ".json");
  fd = openat (self->fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO in its place must not hang us */
  if (fd < 0)
    {
      if (errno == ENOENT)
        _birge_trust_refuse (error, BIRGE_TRUST_ERROR_NOT_FOUND, self->folder, "there is no %s", name);
      else
        refuse (self->folder, name, error);
      return NULL;
    }
  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    _birge_trust_refuse (error, BIRGE_TRUST_ERROR_STORAGE, self->folder, "%s is not a file: remove it", name);
  else if (info.st_size < 0 || (gsize) info.st_size > max_bytes)
    _birge_trust_refuse (error, BIRGE_TRUST_ERROR_TOO_LARGE, self->folder, "%s has more than %" G_GSIZE_FORMAT " bytes", name, max_bytes);
  else
    {
      bytes = read_all (fd, (gsize) info.st_size);
      if (bytes == NULL)
        refuse (self->folder, name, error);
    }
  close (fd);
  return bytes;
}

/* Writing */

static gboolean
write_all (int fd, GBytes *bytes)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  while (size > 0)
    {
      ssize_t n = write (fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      data += n;
      size -= (gsize) n;
    }
  return TRUE;
}

static gboolean
replace_file (int folder, const char *name, GBytes *bytes)
{
  int fd = openat (folder, ASIDE, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
  gboolean written;
  int number;

  if (fd < 0)
    return FALSE;
  written = write_all (fd, bytes) && fsync (fd) == 0;
  number = errno;
  written = close (fd) == 0 && written;
  if (written && renameat (folder, ASIDE, folder, name) == 0 && fsync (folder) == 0)
    return TRUE;
  number = written ? errno : number;
  unlinkat (folder, ASIDE, 0);
  errno = number;
  return FALSE;
}

/* Before root.json: whoever has a root has all between it and the first. */
static gboolean
keep_root (BirgeTrustStore *self, gint64 version, GBytes *bytes)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".root.json", version);
  gboolean kept;
  int number;
  int fd;

  if (mkdirat (self->fd, ROOTS, 0755) != 0 && errno != EEXIST)
    return FALSE;
  fd = openat (self->fd, ROOTS, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0)
    return FALSE;
  kept = replace_file (fd, name, bytes);
  number = errno;
  close (fd);
  errno = number;
  return kept;
}

/**
 * birge_trust_store_write:
 * @role: "root", or the name of a delegated role
 * @version: of the file
 *
 * Replaces a file of trusted metadata.
 *
 * Errors: `STORAGE`; the file that was there before is then still there, whole.
 * Threads: blocks on the disk.
 */
gboolean
birge_trust_store_write (BirgeTrustStore *self, const char *role, gint64 version, GBytes *bytes, GError **error)
{
  g_autofree char *name = NULL;
  gboolean kept = TRUE;
  int number;

  g_return_val_if_fail (self != NULL && role != NULL && bytes != NULL, FALSE);

  name = birge_trust_file_name (role, ".json");
  while (flock (self->fd, LOCK_EX) != 0)
    if (errno != EINTR)
      return refuse (self->folder, name, error);
  if ((self->flags & BIRGE_TRUST_STORE_KEEP_ROOTS) != 0 && g_str_equal (role, "root"))
    kept = keep_root (self, version, bytes);
  kept = kept && replace_file (self->fd, name, bytes);
  number = errno;
  flock (self->fd, LOCK_UN);
  errno = number;
  return kept || refuse (self->folder, name, error);
}
