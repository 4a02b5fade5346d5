/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-folder-source-private.h"

/* Brings wanted parts from a folder. A part lies there alone under its own name, as `birge export` writes it, or in the
 * object its line names. A pack of which most is wanted is taken whole. While a piece is hashed and written the next one is
 * read. */

#define PIECE_BYTES     (1024 * 1024)
#define SMALL_BYTES     (1024 * 1024) /* what is read whole */
#define PACK_SHARE      70            /* per cent of a pack that must be wanted to take it whole */
#define TICK_US         (G_USEC_PER_SEC / 10)
#define MAX_HUNG        3             /* each took half a minute */
#define MAX_FAILED      16            /* in a row */

typedef struct {
  BirgeFolderSource *source;
  BirgeIncoming     *incoming;
  GPtrArray         *wants;
  GHashTable        *packs;      /* name of the object (borrowed) → GPtrArray of BirgeWant: what is packed in it and not
                                    yet tried */
  BirgeFetchProgress progress;
  gpointer           user_data;
  GCancellable      *cancellable;

  BirgeFetchStatus   status;
  gint64             under_way;  /* bytes of the object under way that are here */
  gint64             tick_us;
  gint64             tick_wire;
  guint              n_failed;   /* reads in a row */
} Fetch;

static void
tell (Fetch *self, gboolean for_sure)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 spent_us = now_us - self->tick_us;
  BirgeFetchStatus status;

  if (spent_us >= TICK_US)
    {
      gint64 rate = (self->status.wire_bytes - self->tick_wire) * G_USEC_PER_SEC / spent_us;

      self->status.bytes_per_second = self->status.bytes_per_second == 0 ? rate
                                                                         : (3 * self->status.bytes_per_second + rate) / 4;
      self->tick_us = now_us;
      self->tick_wire = self->status.wire_bytes;
    }
  else if (!for_sure)
    return;
  status = self->status;
  status.done_bytes += self->under_way;
  if (self->progress != NULL)
    self->progress (&status, self->user_data);
}

static gboolean
is (const GError *error, GQuark domain, int code)
{
  return error->domain == domain && error->code == code;
}

/* Whether an error is about one object and not about all of them. */
static gboolean
is_about_object (const GError *error)
{
  return error->domain == BIRGE_SOURCE_ERROR ||
         is (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_WRONG) ||
         is (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_CATALOGUE);
}

static gboolean
damaged (const char *path, const char *why, GError **error)
{
  g_set_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_DAMAGED, "%s: %s: make the stick again", path, why);
  return FALSE;
}

/* One answer of the reader. */
static GBytes *
take_piece (Fetch *self, GError **error)
{
  g_autoptr(GBytes) bytes = _birge_reader_wait (self->source->reader, self->cancellable, error);

  if (bytes == NULL)
    return NULL;
  self->n_failed = 0;
  self->status.wire_bytes += (gint64) g_bytes_get_size (bytes);
  return g_steal_pointer (&bytes);
}

/* Writes what the file has at @offset + [from, from + length) into the object. A wrong block does not stop it. */
static gboolean
copy_range (Fetch *self, BirgePartial *partial, gint64 offset, gint64 from, gint64 length, GError **wrong, GError **error)
{
  BirgeReader *reader = self->source->reader;
  gint64 end = from + length;

  _birge_reader_begin (reader, offset + from, (gsize) MIN (length, PIECE_BYTES));
  while (from < end)
    {
      g_autoptr(GBytes) bytes = take_piece (self, error);
      g_autoptr(GError) local = NULL;
      gsize size = 0;
      gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
      gint64 next = from + (gint64) size;

      if (bytes == NULL)
        return FALSE;
      if (next < end)
        _birge_reader_begin (reader, offset + next, (gsize) MIN (end - next, PIECE_BYTES));
      if (!birge_partial_write (partial, from, data, size, &local))
        {
          if (!is (local, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_WRONG))
            {
              g_propagate_error (error, g_steal_pointer (&local));
              return FALSE;
            }
          g_clear_error (wrong);
          *wrong = g_steal_pointer (&local);
        }
      self->under_way += (gint64) size;
      from = next;
      tell (self, FALSE);
    }
  return TRUE;
}

/* Brings what is missing of an object; the file has it at @offset. */
static gboolean
copy_partial (Fetch *self, BirgePartial *partial, gint64 offset, gint64 length, GError **error)
{
  g_autoptr(GError) wrong = NULL;
  gint64 missing = 0;
  gint64 gap = 0;
  gboolean copied = TRUE;

  for (gint64 at = birge_partial_get_missing (partial, 0, &gap); at >= 0;
       at = birge_partial_get_missing (partial, at + gap, &gap))
    missing += gap;
  self->under_way = length - missing;
  if (missing == length)
    birge_partial_expect_order (partial);
  /* Forward only: what turns out wrong behind us is not read a second time. */
  for (gint64 at = birge_partial_get_missing (partial, 0, &gap); at >= 0 && copied;
       at = birge_partial_get_missing (partial, at + gap, &gap))
    copied = copy_range (self, partial, offset, at, gap, &wrong, error);
  if (copied && wrong != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&wrong));
      copied = FALSE;
    }
  return copied && birge_partial_finish (partial, error);
}

static gboolean
copy_small (Fetch *self, const BirgeCataloguePart *part, gint64 offset, GError **error)
{
  g_autoptr(GBytes) bytes = NULL;

  if (part->len == 0)
    bytes = g_bytes_new (NULL, 0);
  else
    {
      _birge_reader_begin (self->source->reader, offset, (gsize) part->len);
      bytes = take_piece (self, error);
    }
  return bytes != NULL && birge_incoming_put (self->incoming, part, bytes, error);
}

/* From the file that is open. */
static gboolean
copy_part (Fetch *self, const BirgeCataloguePart *part, gint64 offset, GError **error)
{
  g_autoptr(BirgePartial) partial = NULL;

  if (part->len <= SMALL_BYTES)
    return copy_small (self, part, offset, error);
  partial = birge_incoming_begin (self->incoming, part, error);
  return partial != NULL && copy_partial (self, partial, offset, part->len, error);
}

/* A file of its own. */
static gboolean
fetch_alone (Fetch *self, const BirgeCataloguePart *part, GError **error)
{
  g_autofree char *path = _birge_folder_source_dup_object (self->source, part->stored);
  gint64 size = _birge_reader_open (self->source->reader, path, self->cancellable, error);

  if (size < 0)
    return FALSE;
  if (size != part->len)
    return damaged (path, "it has another length than the catalogue says", error);
  return copy_part (self, part, 0, error);
}

/* What of the wanted parts of a pack is not here. */
static GPtrArray *
list_missing (Fetch *self, GPtrArray *group, gint64 *bytes)
{
  GPtrArray *parts = g_ptr_array_new ();

  *bytes = 0;
  for (guint i = 0; i < group->len; i++)
    {
      const BirgeWant *want = g_ptr_array_index (group, i);

      if (birge_incoming_has (self->incoming, want->part))
        continue;
      g_ptr_array_add (parts, (gpointer) want->part);
      *bytes += want->part->len;
    }
  return parts;
}

/* The pack that is open, when it is worth it. TRUE: all of its parts are here. */
static gboolean
fetch_pack (Fetch *self, GPtrArray *group, gint64 size, GError **error)
{
  g_autoptr(BirgePartial) partial = NULL;
  g_autoptr(GPtrArray) parts = NULL;
  gint64 bytes = 0;

  parts = list_missing (self, group, &bytes);
  if (size > BIRGE_PACK_MAX_BYTES || bytes * 100 < size * PACK_SHARE)
    return FALSE;
  partial = birge_incoming_begin_pack (self->incoming, parts, size, error);
  return partial != NULL && copy_partial (self, partial, 0, size, error);
}

/* The object that the line names. */
static gboolean
fetch_from_object (Fetch *self, const BirgeCataloguePart *part, GError **error)
{
  g_autofree char *path = _birge_folder_source_dup_object (self->source, part->obj);
  gint64 size = _birge_reader_open (self->source->reader, path, self->cancellable, error);
  GPtrArray *group = g_hash_table_lookup (self->packs, part->obj);
  g_autoptr(GError) local = NULL;

  if (size < 0)
    return FALSE;
  if (size < part->off || size - part->off < part->len)
    return damaged (path, "it is shorter than the catalogue says", error);
  if (group != NULL && birge_catalogue_part_is_packed (part))
    {
      gboolean whole = fetch_pack (self, group, size, &local);

      g_hash_table_remove (self->packs, part->obj);
      if (whole)
        return TRUE;
      /* A pack with a fault still holds parts without one. */
      if (local != NULL && !is_about_object (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (local != NULL && _birge_reader_open (self->source->reader, path, self->cancellable, error) < 0)
        return FALSE; /* after it hung, the file has to be opened again */
    }
  return copy_part (self, part, part->off, error);
}

/* Whether a medium that failed to read an object is given up. */
static gboolean
is_failing (Fetch *self, const GError *error)
{
  if (!is (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_UNREACHABLE))
    return FALSE;
  self->n_failed++;
  return self->n_failed >= MAX_FAILED || _birge_reader_get_n_hung (self->source->reader) >= MAX_HUNG;
}

/* FALSE: everything has to stop. */
static gboolean
fetch_want (Fetch *self, BirgeWant *want, GError **error)
{
  const BirgeCataloguePart *part = want->part;
  g_autoptr(GError) local = NULL;
  gboolean here = birge_incoming_has (self->incoming, part) || fetch_alone (self, part, &local);

  if (!here && is_about_object (local) && !g_str_equal (part->obj, part->stored))
    {
      g_clear_error (&local);
      here = fetch_from_object (self, part, &local);
    }
  if (here)
    {
      want->state = BIRGE_WANT_HERE;
      return TRUE;
    }
  if (is_about_object (local) && !_birge_folder_source_is_there (self->source, error))
    return FALSE;
  if (!is_about_object (local) || is_failing (self, local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_debug ("%s: %s", self->source->name, local->message);
  want->state = is (local, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND) ? BIRGE_WANT_MISSING : BIRGE_WANT_DAMAGED;
  return TRUE;
}

static void
count (Fetch *self, const BirgeWant *want)
{
  self->under_way = 0;
  if (want->state == BIRGE_WANT_HERE)
    {
      self->status.done_bytes += want->part->len;
      self->status.n_here++;
    }
  else
    self->status.n_left_out++;
}

static void
prepare (Fetch *self)
{
  self->packs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  self->status.n_total = self->wants->len;
  self->tick_us = g_get_monotonic_time ();
  for (guint i = 0; i < self->wants->len; i++)
    {
      BirgeWant *want = g_ptr_array_index (self->wants, i);
      GPtrArray *group;

      self->status.total_bytes += want->part->len;
      if (!birge_catalogue_part_is_packed (want->part))
        continue;
      group = g_hash_table_lookup (self->packs, want->part->obj);
      if (group == NULL)
        {
          group = g_ptr_array_new ();
          g_hash_table_insert (self->packs, want->part->obj, group);
        }
      g_ptr_array_add (group, want);
    }
}

gboolean
_birge_folder_source_fetch (BirgeSource *source, GPtrArray *wants, BirgeIncoming *incoming, BirgeFetchProgress progress,
                            gpointer user_data, GCancellable *cancellable, GError **error)
{
  Fetch self = { BIRGE_FOLDER_SOURCE (source), incoming, wants, NULL, progress, user_data, cancellable };
  g_autoptr(GError) local = NULL;

  prepare (&self);
  tell (&self, TRUE);
  for (guint i = 0; i < wants->len && local == NULL; i++)
    {
      BirgeWant *want = g_ptr_array_index (wants, i);

      if (!g_cancellable_set_error_if_cancelled (cancellable, &local) &&
          _birge_folder_source_is_there (self.source, &local) && fetch_want (&self, want, &local))
        {
          count (&self, want);
          tell (&self, FALSE);
        }
    }
  g_hash_table_unref (self.packs);
  if (!birge_incoming_flush (incoming, local == NULL ? &local : NULL)) /* what came until then stays */
    g_debug ("%s: the last batch was lost", self.source->name);
  tell (&self, TRUE);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
