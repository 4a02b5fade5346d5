/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-partial-private.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "data/formats/birge-clock.h"
#include "data/formats/birge-digest.h"

/* An object under way. The file is its own journal: what was written is data, what was not is a hole. A block is right when
 * its bytes have the hash that the catalogue says, and a right block is marked in sync.db once it is on the disk. At the
 * start of the next run marked blocks are believed, others are hashed, and the bytes of half a block are kept and judged
 * with the block when the rest has come. So a kill costs at most a page at each end of what was being written, and a power
 * cut what lies behind the last checkpoint. */

#define CHECKPOINT_BYTES    (64 * 1024 * 1024) /* on a fast link, what a power cut may cost */
#define CHECKPOINT_US       G_USEC_PER_SEC
#define CHECKPOINT_SLOW     (1024 * 1024)      /* on a slow one */
#define CHECKPOINT_SLOW_US  (30 * G_USEC_PER_SEC)
#define MODE                0644

static void
free_pack_part (gpointer data)
{
  BirgePackPart *part = data;

  g_free (part->stored);
  g_free (part);
}

static const char *
get_hash (BirgePartial *self, guint block)
{
  return self->blocks != NULL ? self->blocks[block] : self->name;
}

/* The hole is for the next run, which would hash them in vain; without one it does. */
void
_birge_partial_drop (BirgePartial *self, gint64 from, gint64 to)
{
  birge_ranges_remove (self->written, from, to);
  if (fallocate (self->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, from, to - from) != 0)
    g_debug ("%s: no hole could be made: %s", self->name, g_strerror (errno));
  if (self->block_from < to && from < self->block_to)
    self->block_from = self->block_to = -1;
  if (from < self->whole_to)
    {
      _birge_sum_reset (self->whole_sum);
      self->whole_to = 0;
    }
}

/* After the disk refused to keep what was written: only what it kept before is believed. */
static void
drop_unmarked (BirgePartial *self)
{
  for (guint i = 0; i < self->unmarked->len; i++)
    self->right[g_array_index (self->unmarked, guint, i)] = FALSE;
  for (guint block = 0; block < self->n_blocks; block++)
    if (self->assumed[block])
      self->right[block] = self->assumed[block] = FALSE;
  g_array_set_size (self->unmarked, 0);
  for (guint block = 0; block < self->n_blocks; block++)
    if (!self->right[block])
      _birge_partial_drop (self, _birge_partial_start (self, block), _birge_partial_end (self, block));
}

gboolean
_birge_partial_checkpoint (BirgePartial *self, GError **error)
{
  g_autoptr(GError) local = NULL;

  if (fdatasync (self->fd) != 0)
    {
      int saved = errno;

      drop_unmarked (self);
      return _birge_incoming_failed (self->incoming, self->name, saved, error);
    }
  self->unsynced = 0;
  self->synced_us = birge_clock_get_monotonic_us ();
  if (self->blocks == NULL || self->unmarked->len == 0)
    return TRUE;
  if (!birge_sync_db_mark_blocks (self->incoming->db, self->name, (const guint *) (gpointer) self->unmarked->data,
                                  self->unmarked->len, &local))
    return _birge_incoming_failed_by (local, error);
  self->has_marks = TRUE;
  g_array_set_size (self->unmarked, 0);
  return TRUE;
}

static gboolean
is_time_for_checkpoint (BirgePartial *self)
{
  gint64 spent_us = birge_clock_get_monotonic_us () - self->synced_us;

  return self->unsynced >= CHECKPOINT_BYTES || (self->unsynced >= CHECKPOINT_SLOW && spent_us >= CHECKPOINT_US) ||
         (self->unsynced > 0 && spent_us >= CHECKPOINT_SLOW_US);
}

gboolean
_birge_partial_is_right (BirgePartial *self, guint block)
{
  gint64 from = _birge_partial_start (self, block);
  gint64 to = _birge_partial_end (self, block);

  if (self->block_from != from || self->block_to < from)
    {
      _birge_sum_reset (self->block_sum);
      self->block_to = from;
    }
  /* What came out of order is read again. */
  if (!_birge_sum_add_file (self->block_sum, self->fd, self->block_to, to - self->block_to))
    {
      self->block_from = self->block_to = -1;
      return FALSE;
    }
  self->block_from = self->block_to = -1;
  return _birge_sum_is (self->block_sum, get_hash (self, block));
}

void
_birge_partial_take (BirgePartial *self, guint block)
{
  self->right[block] = TRUE;
  g_array_append_val (self->unmarked, block);
  birge_ranges_add (self->written, _birge_partial_start (self, block), _birge_partial_end (self, block));
}

gboolean
_birge_partial_judge (BirgePartial *self, guint block)
{
  self->right[block] = self->assumed[block] = FALSE;
  if (_birge_partial_is_right (self, block))
    _birge_partial_take (self, block);
  else
    _birge_partial_drop (self, _birge_partial_start (self, block), _birge_partial_end (self, block));
  return self->right[block];
}

static BirgePartial *
begin (BirgeIncoming *incoming, const char *name, gint64 length, GStrv blocks, GError **error)
{
  g_autoptr(BirgePartial) self = g_new0 (BirgePartial, 1);

  self->incoming = g_object_ref (incoming);
  self->name = g_strdup (name);
  self->length = length;
  self->blocks = g_strdupv (blocks);
  self->block_bytes = blocks != NULL ? BIRGE_BLOCK_BYTES : MAX (length, 1);
  self->n_blocks = blocks != NULL ? g_strv_length (blocks) : 1;
  self->right = g_new0 (gboolean, self->n_blocks);
  self->assumed = g_new0 (gboolean, self->n_blocks);
  self->unmarked = g_array_new (FALSE, FALSE, sizeof (guint));
  self->written = birge_ranges_new ();
  self->block_sum = _birge_sum_new ();
  self->block_from = self->block_to = -1;
  self->whole_sum = _birge_sum_new ();
  self->synced_us = birge_clock_get_monotonic_us ();
  self->fd = openat (incoming->partial_fd, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, MODE);
  if (self->fd < 0)
    {
      _birge_incoming_failed (incoming, name, errno, error);
      return NULL;
    }
  return _birge_partial_resume (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * birge_incoming_begin:
 * @part: a line of a verified catalogue; need not outlive the call
 *
 * Goes on with an object that comes in pieces, or begins it.
 *
 * Errors: `STORAGE`, `NO_SPACE`; `CATALOGUE` when the line has not one hash for each block.
 *
 * Returns: (transfer full): the object; birge_partial_get_missing() says what to bring
 */
BirgePartial *
birge_incoming_begin (BirgeIncoming *self, const BirgeCataloguePart *part, GError **error)
{
  guint n_blocks;

  g_return_val_if_fail (BIRGE_IS_INCOMING (self), NULL);
  g_return_val_if_fail (part != NULL && birge_digest_is_valid (part->stored) && part->len >= 0, NULL);

  n_blocks = part->blocks != NULL ? g_strv_length (part->blocks) : 0;
  if (part->blocks != NULL && n_blocks != (part->len + BIRGE_BLOCK_BYTES - 1) / BIRGE_BLOCK_BYTES)
    {
      _birge_incoming_refuse (part->stored, BIRGE_INCOMING_ERROR_CATALOGUE, "it has not one hash for each 4 MiB", error);
      return NULL;
    }
  /* One block is the whole: its hash is the name. */
  return begin (self, part->stored, part->len, n_blocks > 1 ? part->blocks : NULL, error);
}

static GPtrArray *
copy_pack_parts (GPtrArray *parts, gint64 *least)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (free_pack_part);

  *least = 0;
  for (guint i = 0; i < parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (parts, i);
      BirgePackPart *copy = g_new (BirgePackPart, 1);

      *copy = (BirgePackPart) { g_strdup (part->stored), part->off, part->len };
      *least = MAX (*least, part->off + part->len);
      g_ptr_array_add (copies, copy);
    }
  return copies;
}

BirgePartial *
birge_incoming_begin_pack (BirgeIncoming *self, GPtrArray *parts, gint64 length, GError **error)
{
  const BirgeCataloguePart *first;
  g_autoptr(GPtrArray) copies = NULL;
  BirgePartial *pack;
  gint64 least = 0;

  g_return_val_if_fail (BIRGE_IS_INCOMING (self), NULL);
  g_return_val_if_fail (parts != NULL && parts->len > 0, NULL);

  first = g_ptr_array_index (parts, 0);
  copies = copy_pack_parts (parts, &least);
  if (length < least || length > BIRGE_PACK_MAX_BYTES)
    {
      _birge_incoming_refuse (first->obj, BIRGE_INCOMING_ERROR_WRONG, "it has another length than the catalogue says",
                              error);
      return NULL;
    }
  pack = begin (self, first->obj, length, NULL, error);
  if (pack != NULL)
    pack->parts = g_steal_pointer (&copies);
  return pack;
}

void
birge_partial_expect_order (BirgePartial *self)
{
  g_return_if_fail (self != NULL);

  self->in_order = self->blocks != NULL;
}

gint64
birge_partial_get_missing (BirgePartial *self, gint64 from, gint64 *length)
{
  BirgeRange gap;

  g_return_val_if_fail (self != NULL && from >= 0 && length != NULL, -1);

  if (!birge_ranges_find_gap (self->written, from, self->length, &gap))
    return -1;
  *length = gap.to - gap.from;
  return gap.from;
}

/* Writes within one block. */
static gboolean
write_in_block (BirgePartial *self, guint block, gint64 offset, const guint8 *data, gsize length, GError **error)
{
  const gint64 end = offset + (gint64) length;
  const gboolean is_next = self->in_order && self->whole_to == offset;

  if (self->right[block])
    return TRUE;
  if (!_birge_incoming_write (self->fd, data, length, offset))
    return _birge_incoming_failed (self->incoming, self->name, errno, error);
  birge_ranges_add (self->written, offset, end);
  self->unsynced += (gint64) length;

  if (offset == _birge_partial_start (self, block) && !is_next)
    {
      _birge_sum_reset (self->block_sum);
      self->block_from = self->block_to = offset;
    }
  if (self->block_from == _birge_partial_start (self, block) && self->block_to == offset && !is_next)
    {
      _birge_sum_add (self->block_sum, data, length);
      self->block_to = end;
    }
  if (self->blocks != NULL && self->whole_to == offset)
    {
      _birge_sum_add (self->whole_sum, data, length);
      self->whole_to = end;
    }
  if (!birge_ranges_contain (self->written, _birge_partial_start (self, block), _birge_partial_end (self, block)))
    return TRUE;
  if (is_next)
    self->right[block] = self->assumed[block] = TRUE;
  if (is_next || _birge_partial_judge (self, block))
    return TRUE;
  return _birge_incoming_refuse (self->name, BIRGE_INCOMING_ERROR_WRONG, "its bytes are not those of the catalogue", error);
}

/**
 * birge_partial_write:
 *
 * Takes bytes that came.
 *
 * Errors: `WRONG` when a block is complete and not right: it was dropped; `STORAGE`, `NO_SPACE`: what came before stays.
 */
gboolean
birge_partial_write (BirgePartial *self, gint64 offset, gconstpointer data, gsize length, GError **error)
{
  const guint8 *bytes = data;
  g_autoptr(GError) wrong = NULL;

  g_return_val_if_fail (self != NULL && self->fd >= 0 && offset >= 0, FALSE);

  if (offset > self->length || (gint64) length > self->length - offset)
    return _birge_incoming_refuse (self->name, BIRGE_INCOMING_ERROR_WRONG, "there is more than the catalogue says", error);
  while (length > 0)
    {
      guint block = (guint) (offset / self->block_bytes);
      gsize n = (gsize) MIN ((gint64) length, _birge_partial_end (self, block) - offset);
      g_autoptr(GError) local = NULL;

      if (!write_in_block (self, block, offset, bytes, n, &local))
        {
          if (!g_error_matches (local, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_WRONG))
            {
              g_propagate_error (error, g_steal_pointer (&local));
              return FALSE;
            }
          g_clear_error (&wrong); /* what follows belongs to the next block */
          wrong = g_steal_pointer (&local);
        }
      bytes += n;
      offset += (gint64) n;
      length -= n;
    }
  if (is_time_for_checkpoint (self) && !_birge_partial_checkpoint (self, error))
    return FALSE;
  if (wrong == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&wrong));
  return FALSE;
}

/* Reads all blocks again and drops those that came wrong, or that the disk has changed. Returns how many. */
static guint
drop_changed_blocks (BirgePartial *self)
{
  guint n = 0;

  g_array_set_size (self->unmarked, 0);
  for (guint block = 0; block < self->n_blocks; block++)
    n += !_birge_partial_judge (self, block);
  return n;
}

static gboolean
check_whole (BirgePartial *self, GError **error)
{
  const char *names[] = { self->name, NULL };

  if (self->blocks == NULL)
    return TRUE; /* the one block is the whole */
  if (_birge_sum_add_file (self->whole_sum, self->fd, self->whole_to, self->length - self->whole_to) &&
      _birge_sum_is (self->whole_sum, self->name))
    return TRUE;

  _birge_sum_reset (self->whole_sum);
  self->whole_to = 0;
  birge_sync_db_forget_blocks (self->incoming->db, names, NULL); /* those that are right are marked again */
  if (drop_changed_blocks (self) > 0)
    return _birge_incoming_refuse (self->name, BIRGE_INCOMING_ERROR_WRONG, "its bytes are not those of the catalogue", error);
  unlinkat (self->incoming->partial_fd, self->name, 0);
  return _birge_incoming_refuse (self->name, BIRGE_INCOMING_ERROR_CATALOGUE,
                                 "its blocks are right, but the whole is not what the catalogue says", error);
}

/* A pack that is what its name says may still not be what the lines say. */
static gboolean
check_parts (BirgePartial *self, GError **error)
{
  for (guint i = 0; self->parts != NULL && i < self->parts->len; i++)
    {
      const BirgePackPart *part = g_ptr_array_index (self->parts, i);

      _birge_sum_reset (self->block_sum);
      if (_birge_sum_add_file (self->block_sum, self->fd, part->off, part->len) &&
          _birge_sum_is (self->block_sum, part->stored))
        continue;
      unlinkat (self->incoming->partial_fd, self->name, 0);
      return _birge_incoming_refuse (self->name, BIRGE_INCOMING_ERROR_CATALOGUE,
                                     "the pack holds other parts than the catalogue says", error);
    }
  return TRUE;
}

/**
 * birge_partial_finish:
 *
 * Checks the whole once more and hands it to the store; it counts after the next birge_incoming_flush().
 *
 * Errors: `WRONG` when something is missing or the disk changed it: birge_partial_get_missing() says what;
 * `CATALOGUE`, `STORAGE`, `NO_SPACE`.
 */
gboolean
birge_partial_finish (BirgePartial *self, GError **error)
{
  g_return_val_if_fail (self != NULL && self->fd >= 0, FALSE);

  for (guint block = 0; block < self->n_blocks; block++)
    if (!self->right[block])
      return _birge_incoming_refuse (self->name, BIRGE_INCOMING_ERROR_WRONG, "it is not complete", error);
  if (!check_whole (self, error) || !check_parts (self, error))
    return FALSE;
  close (self->fd);
  self->fd = -1;
  return _birge_incoming_queue (self->incoming, self->name, self->length, self->has_marks, error);
}

void
birge_partial_free (BirgePartial *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    {
      if (self->written != NULL && self->unsynced > 0)
        _birge_partial_checkpoint (self, NULL); /* only saves the next run some hashing */
      close (self->fd);
    }
  g_clear_object (&self->incoming);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->unmarked, g_array_unref);
  birge_ranges_free (self->written);
  _birge_sum_free (self->block_sum);
  _birge_sum_free (self->whole_sum);
  g_strfreev (self->blocks);
  g_free (self->right);
  g_free (self->assumed);
  g_free (self->name);
  g_free (self);
}
