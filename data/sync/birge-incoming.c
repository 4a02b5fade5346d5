/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-incoming-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/formats/birge-clock.h"
#include "data/formats/birge-digest.h"
#include "data/library/birge-object.h"
#include "data/sync/birge-sum-private.h"

/* The store's gate: parts that come whole, and batches. Objects that come in pieces: birge-partial.c.
 *
 * What is right but not yet on the disk waits in a batch, so that thousands of small parts cost one syncfs() and not one
 * fsync() each. Only then are they renamed to where they count. A power cut before that costs the batch; a kill costs
 * nothing, since the files lie in partial/ and are found again. */

#define BATCH_BYTES      (64 * 1024 * 1024)
#define BATCH_SLOW_BYTES (128 * 1024) /* what may be lost to a power cut on a slow link */
#define BATCH_FILES      4096
#define BATCH_US         G_USEC_PER_SEC
#define SLOW_PER_S       (1024 * 1024)
#define MODE             0644

G_DEFINE_QUARK (birge-incoming-error-quark, birge_incoming_error)

G_DEFINE_FINAL_TYPE (BirgeIncoming, birge_incoming, G_TYPE_OBJECT)

static void
birge_incoming_finalize (GObject *object)
{
  BirgeIncoming *self = BIRGE_INCOMING (object);

  if (self->partial_fd >= 0)
    close (self->partial_fd);
  g_clear_object (&self->db);
  g_ptr_array_unref (self->marked);
  g_hash_table_unref (self->batch);
  g_free (self->partial_dir);
  g_free (self->state_dir);
  G_OBJECT_CLASS (birge_incoming_parent_class)->finalize (object);
}

static void
birge_incoming_class_init (BirgeIncomingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = birge_incoming_finalize;
}

static void
birge_incoming_init (BirgeIncoming *self)
{
  self->partial_fd = -1;
  self->batch = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->marked = g_ptr_array_new ();
}

gboolean
_birge_incoming_failed (BirgeIncoming *self, const char *name, int saved_errno, GError **error)
{
  gboolean full = saved_errno == ENOSPC || saved_errno == EDQUOT || saved_errno == EFBIG;

  g_set_error (error, BIRGE_INCOMING_ERROR, full ? BIRGE_INCOMING_ERROR_NO_SPACE : BIRGE_INCOMING_ERROR_STORAGE,
               "%s/%s: %s: %s", self->partial_dir, name, g_strerror (saved_errno),
               full ? "make room on the disk" : "check the disk, and that the folder can be written");
  return FALSE;
}

gboolean
_birge_incoming_failed_by (GError *cause, GError **error)
{
  gboolean full = g_error_matches (cause, BIRGE_SYNC_DB_ERROR, BIRGE_SYNC_DB_ERROR_NO_SPACE);

  g_set_error_literal (error, BIRGE_INCOMING_ERROR,
                       full ? BIRGE_INCOMING_ERROR_NO_SPACE : BIRGE_INCOMING_ERROR_STORAGE, cause->message);
  return FALSE;
}

gboolean
_birge_incoming_refuse (const char *name, BirgeIncomingError code, const char *why, GError **error)
{
  g_set_error (error, BIRGE_INCOMING_ERROR, code, "object %s: %s: %s", name, why,
               code == BIRGE_INCOMING_ERROR_CATALOGUE ? "publish the content again" : "it is fetched again");
  return FALSE;
}

gboolean
_birge_incoming_write (int fd, gconstpointer data, gsize length, gint64 offset)
{
  const guint8 *bytes = data;

  while (length > 0)
    {
      ssize_t n = pwrite (fd, bytes, length, offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          errno = n == 0 ? ENOSPC : errno;
          return FALSE;
        }
      bytes += n;
      offset += n;
      length -= (gsize) n;
    }
  return TRUE;
}

/* Takes the batch over that a killed run left: files that are what their names say. Larger ones are hashed when somebody
 * asks for them. */
static void
adopt (BirgeIncoming *self)
{
  g_autoptr(GDir) dir = g_dir_open (self->partial_dir, 0, NULL);
  g_autoptr(BirgeSum) sum = _birge_sum_new ();
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      struct stat info;
      int fd = birge_digest_is_valid (name) ? openat (self->partial_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
                                            : -1;

      _birge_sum_reset (sum);
      if (fd >= 0 && fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_size <= BIRGE_PACK_MAX_BYTES &&
          _birge_sum_add_file (sum, fd, 0, info.st_size) && _birge_sum_is (sum, name))
        {
          g_hash_table_add (self->batch, g_strdup (name));
          self->batch_bytes += info.st_size;
        }
      if (fd >= 0)
        close (fd);
    }
  self->batch_began_us = birge_clock_get_monotonic_us ();
}

/**
 * birge_incoming_open:
 *
 * Opens the gate of a store.
 *
 * Errors: `STORAGE`, `NO_SPACE`.
 *
 * Returns: (transfer full): the writer
 */
BirgeIncoming *
birge_incoming_open (const char *state_dir, BirgeSyncDb *db, GError **error)
{
  g_autoptr(BirgeIncoming) self = NULL;

  g_return_val_if_fail (state_dir != NULL, NULL);
  g_return_val_if_fail (BIRGE_IS_SYNC_DB (db), NULL);

  self = g_object_new (BIRGE_TYPE_INCOMING, NULL);
  self->state_dir = g_strdup (state_dir);
  self->partial_dir = g_build_filename (state_dir, "partial", NULL);
  self->db = g_object_ref (db);
  if (g_mkdir_with_parents (self->partial_dir, 0755) == 0)
    self->partial_fd = open (self->partial_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (self->partial_fd < 0)
    {
      _birge_incoming_failed (self, "", errno, error);
      return NULL;
    }
  adopt (self);
  return g_steal_pointer (&self);
}

gboolean
birge_incoming_has (BirgeIncoming *self, const BirgeCataloguePart *part)
{
  BirgeObject object;

  g_return_val_if_fail (BIRGE_IS_INCOMING (self), FALSE);
  g_return_val_if_fail (part != NULL, FALSE);

  object = birge_object_of_part (part);
  return g_hash_table_contains (self->batch, object.stored) ||
         (object.pack != NULL && g_hash_table_contains (self->batch, object.pack)) ||
         birge_object_is_here (self->state_dir, &object);
}

/* Renames an object whose bytes are on the disk to where it counts. */
static gboolean
place (BirgeIncoming *self, const char *name, GError **error)
{
  g_autofree char *from = g_build_filename (self->partial_dir, name, NULL);
  g_autofree char *to = birge_object_dup_path (self->state_dir, name);
  g_autofree char *folder = g_path_get_dirname (to);

  if (g_rename (from, to) == 0 || (g_mkdir_with_parents (folder, 0755) == 0 && g_rename (from, to) == 0))
    return TRUE;
  return _birge_incoming_failed (self, name, errno, error);
}

static void
empty_batch (BirgeIncoming *self)
{
  g_ptr_array_set_size (self->marked, 0);
  g_hash_table_remove_all (self->batch);
  self->batch_bytes = 0;
}

/* The disk did not take what was written, so nobody knows what lies there, whatever the cache of the kernel says. */
static void
drop_batch (BirgeIncoming *self)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->batch);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    unlinkat (self->partial_fd, name, 0);
  empty_batch (self);
}

static gboolean
place_batch (BirgeIncoming *self, GError **error)
{
  g_autoptr(GError) local = NULL;
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->batch);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!place (self, name, error))
      return FALSE;
  g_ptr_array_add (self->marked, NULL);
  return birge_sync_db_forget_blocks (self->db, (const char *const *) self->marked->pdata, &local) ||
         _birge_incoming_failed_by (local, error);
}

gboolean
birge_incoming_flush (BirgeIncoming *self, GError **error)
{
  gboolean placed;

  g_return_val_if_fail (BIRGE_IS_INCOMING (self), FALSE);

  if (g_hash_table_size (self->batch) == 0)
    return TRUE;
  if (syncfs (self->partial_fd) != 0)
    {
      int saved = errno;

      drop_batch (self);
      return _birge_incoming_failed (self, "", saved, error);
    }
  placed = place_batch (self, error);
  if (placed)
    self->arrived_bytes += self->batch_bytes;
  empty_batch (self); /* what could not be placed is found again by who asks for it */
  return placed;
}

gint64
birge_incoming_get_arrived_bytes (BirgeIncoming *self)
{
  g_return_val_if_fail (BIRGE_IS_INCOMING (self), 0);

  return self->arrived_bytes;
}

static gboolean
is_time_to_flush (BirgeIncoming *self)
{
  gint64 spent_us = birge_clock_get_monotonic_us () - self->batch_began_us;

  return self->batch_bytes >= BATCH_BYTES || g_hash_table_size (self->batch) >= BATCH_FILES || spent_us >= BATCH_US ||
         (self->batch_bytes >= BATCH_SLOW_BYTES && self->batch_bytes * G_USEC_PER_SEC < spent_us * SLOW_PER_S);
}

gboolean
_birge_incoming_queue (BirgeIncoming *self, const char *name, gint64 length, gboolean has_marks, GError **error)
{
  char *own;

  if (g_hash_table_contains (self->batch, name))
    return TRUE;
  if (g_hash_table_size (self->batch) == 0)
    self->batch_began_us = birge_clock_get_monotonic_us ();
  own = g_strdup (name);
  g_hash_table_add (self->batch, own);
  if (has_marks)
    g_ptr_array_add (self->marked, own);
  self->batch_bytes += length;
  return !is_time_to_flush (self) || birge_incoming_flush (self, error);
}

static gboolean
write_whole (BirgeIncoming *self, const char *name, GBytes *bytes, GError **error)
{
  gsize length = 0;
  gconstpointer data = g_bytes_get_data (bytes, &length);
  int fd = openat (self->partial_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, MODE);
  gboolean written = fd >= 0 && _birge_incoming_write (fd, data, length, 0);
  int saved = errno;

  if (fd >= 0 && close (fd) != 0 && written)
    {
      saved = errno;
      written = FALSE;
    }
  if (written)
    return TRUE;
  unlinkat (self->partial_fd, name, 0);
  return _birge_incoming_failed (self, name, saved, error);
}

/**
 * birge_incoming_put:
 * @part: a line of a verified catalogue
 * @bytes: as stored
 *
 * Takes a part that came whole.
 *
 * Errors: `WRONG` when they are not the bytes of the line; `STORAGE`, `NO_SPACE`.
 */
gboolean
birge_incoming_put (BirgeIncoming *self, const BirgeCataloguePart *part, GBytes *bytes, GError **error)
{
  g_autofree char *digest = NULL;

  g_return_val_if_fail (BIRGE_IS_INCOMING (self), FALSE);
  g_return_val_if_fail (part != NULL && birge_digest_is_valid (part->stored) && bytes != NULL, FALSE);

  if ((gint64) g_bytes_get_size (bytes) != part->len)
    return _birge_incoming_refuse (part->stored, BIRGE_INCOMING_ERROR_WRONG, "it has another length than the catalogue says",
                                   error);
  digest = birge_digest_bytes (bytes);
  if (!g_str_equal (digest, part->stored))
    return _birge_incoming_refuse (part->stored, BIRGE_INCOMING_ERROR_WRONG, "its bytes are not those of the catalogue",
                                   error);
  if (birge_incoming_has (self, part))
    return TRUE;
  return write_whole (self, part->stored, bytes, error) &&
         _birge_incoming_queue (self, part->stored, part->len, FALSE, error);
}
