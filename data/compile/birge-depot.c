/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-depot.h"

#include "data/formats/birge-digest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define N_FOLDERS 256
#define PIECE_BYTES (256 * 1024)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)

struct _BirgeDepot {
  int  lock;               /* (owned) the output folder, locked while we write to it */
  int  folders[N_FOLDERS]; /* (owned) objects/00 to objects/ff */
  gint n_written;          /* atomic */
  gint n_temporary;        /* atomic: makes names */
};

static gboolean
fail (GError **error, const char *doing, int number)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "%s: %s", doing, g_strerror (number));
  return FALSE;
}

static int
open_folder (int parent, const char *name, GError **error)
{
  int fd;

  if (mkdirat (parent, name, 0755) != 0 && errno != EEXIST)
    {
      fail (error, "making a folder for objects", errno);
      return -1;
    }
  fd = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    fail (error, "opening a folder of objects", errno);
  return fd;
}

static gboolean
open_folders (BirgeDepot *self, GError **error)
{
  int objects = open_folder (self->lock, "objects", error);

  for (guint i = 0; objects >= 0 && i < N_FOLDERS; i++)
    {
      char name[3];

      g_snprintf (name, sizeof name, "%02x", i);
      self->folders[i] = open_folder (objects, name, error);
      if (self->folders[i] < 0)
        {
          close (objects);
          return FALSE;
        }
    }

  if (objects < 0)
    return FALSE;
  close (objects);
  return TRUE;
}

/**
 * birge_depot_open:
 * @out_dir: the output folder; made if it is not there
 * @error: return location for an error
 *
 * Opens the objects of an output folder for writing. One process at a time.
 *
 * Errors: G_FILE_ERROR; `AGAIN` when another build writes there.
 *
 * Returns: (transfer full): the store, or NULL
 */
BirgeDepot *
birge_depot_open (const char *out_dir, GError **error)
{
  g_autoptr(BirgeDepot) self = g_new0 (BirgeDepot, 1);

  memset (self->folders, -1, sizeof self->folders);
  self->lock = -1;
  if (g_mkdir_with_parents (out_dir, 0755) != 0)
    {
      fail (error, "making the output folder", errno);
      return NULL;
    }

  self->lock = open (out_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->lock < 0 || flock (self->lock, LOCK_EX | LOCK_NB) != 0)
    {
      if (self->lock >= 0 && errno == EWOULDBLOCK)
        g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_AGAIN, "another build writes to this folder");
      else
        fail (error, "opening the output folder", errno);
      return NULL;
    }

  return open_folders (self, error) ? g_steal_pointer (&self) : NULL;
}

void
birge_depot_close (BirgeDepot *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < N_FOLDERS; i++)
    if (self->folders[i] >= 0)
      close (self->folders[i]);
  if (self->lock >= 0)
    close (self->lock);
  g_free (self);
}

guint
birge_depot_get_n_written (BirgeDepot *self)
{
  return (guint) g_atomic_int_get (&self->n_written);
}

void
birge_deposit_clear (BirgeDeposit *stored)
{
  g_clear_pointer (&stored->sha256, g_free);
  g_clear_pointer (&stored->stored, g_free);
  g_clear_pointer (&stored->blocks, g_strfreev);
}

static int
find_folder (BirgeDepot *self, const char *hash)
{
  return self->folders[g_ascii_xdigit_value (hash[0]) * 16 + g_ascii_xdigit_value (hash[1])];
}

static gboolean
is_there (BirgeDepot *self, const char *hash, gint64 len)
{
  struct stat info;

  return fstatat (find_folder (self, hash), hash, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (info.st_mode)
         && info.st_size == len;
}

static gboolean
write_all (int fd, const char *data, gsize size)
{
  while (size > 0)
    {
      gssize n = TEMP_FAILURE_RETRY (write (fd, data, size));

      if (n < 0)
        return FALSE;
      data += n;
      size -= n;
    }
  return TRUE;
}

static int
begin_object (BirgeDepot *self, int folder, char *name, gsize name_size, GError **error)
{
  int fd;

  g_snprintf (name, name_size, ".tmp-%d", g_atomic_int_add (&self->n_temporary, 1));
  fd = openat (folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd < 0)
    fail (error, "writing an object", errno);
  return fd;
}

/* Closes @fd and gives the file its name, or takes it away when it did not become whole. */
static gboolean
finish_object (BirgeDepot *self, int folder, int fd, const char *name, const char *hash, int number, GError **error)
{
  if (close (fd) != 0 && number == 0)
    number = errno;
  if (number == 0 && renameat (folder, name, folder, hash) != 0)
    number = errno;
  if (number == 0)
    {
      g_atomic_int_inc (&self->n_written);
      return TRUE;
    }

  unlinkat (folder, name, 0);
  return fail (error, "writing an object", number);
}

static gboolean
write_object (BirgeDepot *self, const char *hash, GBytes *bytes, GError **error)
{
  int folder = find_folder (self, hash);
  char name[32];
  int number;
  int fd = begin_object (self, folder, name, sizeof name, error);

  if (fd < 0)
    return FALSE;
  number = write_all (fd, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) ? 0 : errno;
  return finish_object (self, folder, fd, name, hash, number, error);
}

/* At most @max_bytes from @off, fewer where the disk fails; NULL and errno when there is no such file. */
static GBytes *
read_object (BirgeDepot *self, const char *name, gint64 off, gint64 max_bytes)
{
  int fd = openat (find_folder (self, name), name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  g_autofree guint8 *data = NULL;
  struct stat info;
  gint64 size;
  gint64 done = 0;
  gssize n;

  if (fd < 0)
    return NULL;
  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    {
      close (fd);
      errno = EINVAL;
      return NULL;
    }
  size = CLAMP (info.st_size - off, 0, max_bytes);
  data = g_malloc (size + 1);
  while (done < size && (n = TEMP_FAILURE_RETRY (pread (fd, data + done, size - done, off + done))) > 0)
    done += n;
  close (fd);
  return g_bytes_new_take (g_steal_pointer (&data), done);
}

gint64
birge_depot_verify (BirgeDepot *self, const char *name, gint64 max_bytes)
{
  g_autoptr(GBytes) bytes = read_object (self, name, 0, max_bytes + 1);
  g_autofree char *digest = NULL;
  gint64 length;

  if (bytes == NULL)
    return -1;
  length = g_bytes_get_size (bytes);
  digest = birge_digest_bytes (bytes);
  return length <= max_bytes && strcmp (digest, name) == 0 ? length : -1;
}

GBytes *
birge_depot_read (BirgeDepot *self, const char *name, gint64 off, gint64 len, GError **error)
{
  g_autoptr(GBytes) bytes = read_object (self, name, off, len);

  if (bytes != NULL && (gint64) g_bytes_get_size (bytes) == len)
    return g_steal_pointer (&bytes);
  fail (error, "reading an object", bytes == NULL ? errno : EIO);
  return NULL;
}

gboolean
birge_depot_put (BirgeDepot *self, GBytes *bytes, const char *name, GError **error)
{
  gint64 length = g_bytes_get_size (bytes);

  return birge_depot_verify (self, name, length) == length || write_object (self, name, bytes, error);
}

/* Hashes of a stream: the whole, and each block of it. */
typedef struct {
  EVP_MD_CTX   *whole;
  EVP_MD_CTX   *block;
  gint64        size;
  GStrvBuilder *blocks;
} Hashes;

static char *
dup_digest (EVP_MD_CTX *context)
{
  guint8 digest[EVP_MAX_MD_SIZE];
  GString *hex = g_string_new (NULL);
  guint length = 0;

  EVP_DigestFinal_ex (context, digest, &length);
  for (guint i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", digest[i]);
  return g_string_free (hex, FALSE);
}

static void
hash_piece (Hashes *self, const char *data, gsize size)
{
  EVP_DigestUpdate (self->whole, data, size);
  while (size > 0)
    {
      gsize room = BIRGE_DEPOT_BLOCK_BYTES - (gsize) (self->size % BIRGE_DEPOT_BLOCK_BYTES);
      gsize n = MIN (size, room);

      EVP_DigestUpdate (self->block, data, n);
      self->size += n;
      data += n;
      size -= n;
      if (n == room)
        {
          g_autofree char *hex = dup_digest (self->block);

          g_strv_builder_add (self->blocks, hex);
          EVP_DigestInit_ex (self->block, EVP_sha256 (), NULL);
        }
    }
}

/* Reads @fd from its start, hashes it, and writes it to @copy unless that is -1. */
static gboolean
pass_through (int fd, int copy, BirgeDeposit *stored, GError **error)
{
  g_autoptr(EVP_MD_CTX) whole = EVP_MD_CTX_new ();
  g_autoptr(EVP_MD_CTX) block = EVP_MD_CTX_new ();
  g_autoptr(GStrvBuilder) blocks = g_strv_builder_new ();
  g_autofree char *piece = g_malloc (PIECE_BYTES);
  Hashes hashes = { whole, block, 0, blocks };
  gssize n;

  EVP_DigestInit_ex (whole, EVP_sha256 (), NULL);
  EVP_DigestInit_ex (block, EVP_sha256 (), NULL);
  if (lseek (fd, 0, SEEK_SET) != 0)
    return fail (error, "reading a file", errno);

  while ((n = TEMP_FAILURE_RETRY (read (fd, piece, PIECE_BYTES))) > 0)
    {
      hash_piece (&hashes, piece, n);
      if (copy >= 0 && !write_all (copy, piece, n))
        return fail (error, "writing an object", errno);
    }
  if (n < 0)
    return fail (error, "reading a file", errno);

  if (hashes.size % BIRGE_DEPOT_BLOCK_BYTES != 0)
    {
      g_autofree char *hex = dup_digest (block);

      g_strv_builder_add (blocks, hex);
    }
  stored->size = stored->len = hashes.size;
  stored->sha256 = dup_digest (whole);
  stored->stored = g_strdup (stored->sha256);
  stored->packed = FALSE;
  stored->alone = TRUE;
  if (hashes.size > BIRGE_DEPOT_BLOCK_BYTES)
    stored->blocks = g_strv_builder_end (blocks);
  return TRUE;
}

gboolean
birge_depot_put_file (BirgeDepot *self, int fd, BirgeDeposit *stored, GError **error)
{
  BirgeDeposit copied = { 0 };
  char name[32];
  int folder;
  int copy;

  if (!pass_through (fd, -1, stored, error))
    return FALSE;
  if (is_there (self, stored->stored, stored->len))
    return TRUE;

  folder = find_folder (self, stored->stored);
  copy = begin_object (self, folder, name, sizeof name, error);
  if (copy < 0)
    return FALSE;
  if (!pass_through (fd, copy, &copied, error))
    {
      birge_deposit_clear (&copied);
      finish_object (self, folder, copy, name, stored->stored, EIO, NULL);
      return FALSE;
    }

  if (strcmp (copied.stored, stored->stored) != 0)
    {
      birge_deposit_clear (&copied);
      finish_object (self, folder, copy, name, stored->stored, EIO, NULL);
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "a file changed while it was copied");
      return FALSE;
    }
  birge_deposit_clear (&copied);
  return finish_object (self, folder, copy, name, stored->stored, 0, error);
}

guint
birge_depot_remove_others (BirgeDepot *self, GHashTable *named)
{
  guint n = 0;

  for (guint i = 0; i < N_FOLDERS; i++)
    {
      int fd = openat (self->folders[i], ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      DIR *dir = fd < 0 ? NULL : fdopendir (fd);
      const struct dirent *found;

      while (dir != NULL && (found = readdir (dir)) != NULL)
        {
          gboolean ours = birge_digest_is_valid (found->d_name);

          /* Only what has the form of our names: the folder may be anybody's. */
          if ((ours && !g_hash_table_contains (named, found->d_name)) || g_str_has_prefix (found->d_name, ".tmp-"))
            n += unlinkat (self->folders[i], found->d_name, 0) == 0 && ours;
        }
      if (dir != NULL)
        closedir (dir);
      else if (fd >= 0)
        close (fd);
    }
  return n;
}

gboolean
birge_depot_write_file (const char *path, GBytes *bytes, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autoptr(GMappedFile) there = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_mapped_file_new (path, FALSE, NULL) : NULL;

  if (there != NULL && g_mapped_file_get_length (there) == size
      && (size == 0 || memcmp (g_mapped_file_get_contents (there), data, size) == 0))
    return TRUE;
  return g_file_set_contents_full (path, data, size, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}
