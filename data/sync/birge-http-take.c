/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-http-take.h"

#include "data/formats/birge-clock.h"

#define TELL_US     (G_USEC_PER_SEC / 10)
#define RATE_US     (G_USEC_PER_SEC / 2)
#define WORTH_BYTES (64 * 1024) /* to come, for each connection: opening one costs about 4 KB and three ways there and back */
#define SMALL_BYTES (32 * 1024) /* parts up to this wait in memory; of larger ones a killed run leaves what came */

void
_birge_http_fetch_begin (BirgeHttpFetch *self, GPtrArray *wants)
{
  g_autoptr(GPtrArray) open = g_ptr_array_new ();

  self->running = g_ptr_array_new ();
  self->stamp = g_byte_array_new ();
  self->wire_before = _birge_http_link_get_wire_bytes (self->source->link);
  self->rated_us = birge_clock_get_monotonic_us ();
  self->status.n_total = wants->len;
  for (guint i = 0; i < wants->len; i++)
    {
      BirgeWant *want = g_ptr_array_index (wants, i);

      self->status.total_bytes += want->part->len;
      if (birge_incoming_has (self->incoming, want->part))
        {
          want->state = BIRGE_WANT_HERE;
          self->closed_bytes += want->part->len;
          self->status.n_here++;
          continue;
        }
      want->state = BIRGE_WANT_WAITING;
      g_ptr_array_add (open, want);
    }
  self->width = (guint) CLAMP ((self->status.total_bytes - self->closed_bytes) / WORTH_BYTES, 1,
                               _birge_http_link_get_width (self->source->link));
  self->files = _birge_http_files_new (open);
  self->uncut_bytes = self->status.total_bytes - self->closed_bytes;
}

void
_birge_http_fetch_end (BirgeHttpFetch *self)
{
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->running);
  g_byte_array_unref (self->stamp);
}

void
_birge_http_fetch_fail (BirgeHttpFetch *self, GError *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

void
_birge_http_fetch_close (BirgeHttpFetch *self, BirgeHttpSlot *slot, BirgeWantState state)
{
  _birge_http_slot_close (slot, state);
  if (state == BIRGE_WANT_HERE)
    {
      self->closed_bytes += slot->part->len * slot->wants->len;
      self->status.n_here += slot->wants->len;
    }
  else
    self->status.n_left_out += slot->wants->len;
}

void
_birge_http_fetch_mark_wrong (BirgeHttpFetch *self, BirgeHttpSlot *slot)
{
  if (!slot->closed && ++slot->wrong > self->source->mirrors->len)
    _birge_http_fetch_close (self, slot, BIRGE_WANT_DAMAGED);
}

/* Progress */

static gint64
count_under_way (BirgeHttpFetch *self)
{
  gint64 bytes = 0;

  for (guint i = 0; i < self->n_opened; i++)
    {
      BirgeHttpFile *file = g_ptr_array_index (self->files, i);
      gint64 from = 0;
      gint64 length = 0;

      if (file->partial == NULL)
        continue;
      bytes += file->length;
      for (; (from = birge_partial_get_missing (file->partial, from, &length)) >= 0; from += length)
        bytes -= length;
    }
  for (guint i = 0; i < self->running->len; i++)
    {
      BirgeHttpPiece *piece = g_ptr_array_index (self->running, i);

      bytes += piece->buffer != NULL ? piece->buffer->len : 0;
    }
  return bytes;
}

static void
measure_rate (BirgeHttpFetch *self, gint64 now_us)
{
  gint64 passed_us = now_us - self->rated_us;
  gint64 now;

  if (passed_us < RATE_US)
    return;
  now = (self->status.wire_bytes - self->rated_bytes) * G_USEC_PER_SEC / passed_us;
  self->status.bytes_per_second = self->rated_bytes == 0 ? now : (3 * self->status.bytes_per_second + now) / 4;
  self->rated_us = now_us;
  self->rated_bytes = self->status.wire_bytes;
}

void
_birge_http_fetch_tell (BirgeHttpFetch *self, gboolean last)
{
  const gint64 now_us = birge_clock_get_monotonic_us ();

  if (self->progress == NULL || (!last && now_us - self->told_us < TELL_US))
    return;
  self->told_us = now_us;
  self->status.wire_bytes = _birge_http_link_get_wire_bytes (self->source->link) - self->wire_before;
  for (guint i = 0; i < self->running->len; i++)
    self->status.wire_bytes += ((BirgeHttpPiece *) g_ptr_array_index (self->running, i))->request->body_bytes;
  measure_rate (self, now_us);
  self->status.done_bytes = MIN (self->closed_bytes + count_under_way (self), self->status.total_bytes);
  self->progress (&self->status, self->user_data);
}

/* Bytes */

gboolean
_birge_http_is_fatal (const GError *error)
{
  return error->domain != BIRGE_INCOMING_ERROR || error->code == BIRGE_INCOMING_ERROR_STORAGE ||
         error->code == BIRGE_INCOMING_ERROR_NO_SPACE;
}

/* A part that is large enough to be kept piece by piece. TRUE unless the disk refuses. */
static gboolean
begin_part (BirgeHttpFetch *self, BirgeHttpPiece *piece, BirgeHttpSlot *slot, GError **error)
{
  g_autoptr(GError) local = NULL;

  piece->part = birge_incoming_begin (self->incoming, slot->part, &local);
  if (piece->part != NULL)
    return TRUE;
  if (_birge_http_is_fatal (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  _birge_http_fetch_close (self, slot, BIRGE_WANT_DAMAGED);
  return TRUE;
}

gboolean
_birge_http_take_resume (BirgeHttpFetch *self, BirgeHttpPiece *piece, GError **error)
{
  BirgeHttpSlot *slot = g_ptr_array_index (piece->file->slots, piece->slot);
  gint64 length = 0;
  gint64 missing;

  if (!piece->in_parts || piece->first != slot->part->off || slot->part->len <= SMALL_BYTES || piece->mirror->no_ranges)
    return TRUE;
  if (!begin_part (self, piece, slot, error))
    return FALSE;
  missing = piece->part != NULL ? birge_partial_get_missing (piece->part, 0, &length) : 0;
  if (missing > 0)
    piece->first += missing;
  return TRUE;
}

/* The pack is not what it seemed to be from what is wanted of it: the piece gives single parts. */
static void
split_up (BirgeHttpPiece *piece)
{
  BirgeHttpFile *file = piece->file;

  g_clear_pointer (&file->partial, birge_partial_free);
  piece->in_parts = TRUE;
  piece->slot = 0;
  while (piece->slot < file->slots->len &&
         ((BirgeHttpSlot *) g_ptr_array_index (file->slots, piece->slot))->part->off < piece->request->first)
    piece->slot++;
  piece->end_slot = file->slots->len;
}

gboolean
_birge_http_take_begin (BirgeHttpRequest *request, gint64 total, GError **error)
{
  BirgeHttpPiece *piece = request->user_data;
  BirgeHttpFile *file = piece->file;

  if (!piece->in_parts && file->is_pack && (file->partial == NULL || (total >= 0 && total != file->length)))
    split_up (piece);
  return TRUE;
}

/* A part that came to its end. TRUE unless the disk refuses. */
static gboolean
finish_part (BirgeHttpPiece *piece, BirgeHttpSlot *slot, GError **error)
{
  BirgeHttpFetch *fetch = piece->fetch;
  g_autoptr(GError) local = NULL;
  gboolean right;

  if (piece->part != NULL)
    {
      right = birge_partial_finish (piece->part, &local);
      g_clear_pointer (&piece->part, birge_partial_free);
    }
  else
    {
      g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&piece->buffer));

      right = birge_incoming_put (fetch->incoming, slot->part, bytes, &local);
    }
  if (right)
    {
      _birge_http_fetch_close (fetch, slot, BIRGE_WANT_HERE);
      piece->request->is_useful = TRUE;
      _birge_http_mirror_praise (fetch->source, piece->mirror);
      return TRUE;
    }
  if (_birge_http_is_fatal (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  _birge_http_fetch_mark_wrong (fetch, slot);
  return TRUE;
}

/* Bytes of one wanted part, from its @offset. */
static gboolean
take_part (BirgeHttpPiece *piece, BirgeHttpSlot *slot, gint64 offset, const guint8 *data, gsize length, GError **error)
{
  g_autoptr(GError) local = NULL;

  if (offset == 0 && slot->part->len > SMALL_BYTES && piece->part == NULL)
    {
      if (!begin_part (piece->fetch, piece, slot, error))
        return FALSE;
      if (slot->closed)
        return TRUE;
    }
  if (offset == 0 && piece->part == NULL)
    piece->buffer = g_byte_array_sized_new ((guint) slot->part->len);

  if (piece->part != NULL && !birge_partial_write (piece->part, offset, data, length, &local) &&
      _birge_http_is_fatal (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  piece->request->is_useful |= piece->part != NULL;
  if (piece->buffer != NULL)
    g_byte_array_append (piece->buffer, data, (guint) length);
  if (offset + (gint64) length < slot->part->len || (piece->part == NULL && piece->buffer == NULL))
    return TRUE; /* not the end, or its beginning was not asked for */
  return finish_part (piece, slot, error);
}

static gboolean
take_parts (BirgeHttpPiece *piece, gint64 offset, const guint8 *data, gsize length, GError **error)
{
  while (length > 0 && piece->slot < piece->end_slot)
    {
      BirgeHttpSlot *slot = g_ptr_array_index (piece->file->slots, piece->slot);
      const gint64 end = slot->part->off + slot->part->len;
      gsize n;

      if (slot->closed || offset >= end)
        {
          piece->slot++;
          continue;
        }
      if (offset < slot->part->off)
        n = (gsize) MIN ((gint64) length, slot->part->off - offset); /* a gap */
      else
        {
          n = (gsize) MIN ((gint64) length, end - offset);
          if (!take_part (piece, slot, offset - slot->part->off, data, n, error))
            return FALSE;
        }
      offset += (gint64) n;
      data += n;
      length -= n;
      if (offset == end)
        piece->slot++;
    }
  return TRUE;
}

gboolean
_birge_http_take_write (BirgeHttpRequest *request, gint64 offset, const guint8 *data, gsize length, GError **error)
{
  BirgeHttpPiece *piece = request->user_data;
  BirgeHttpFile *file = piece->file;
  g_autoptr(GError) local = NULL;

  piece->mirror->paced_bytes += (gint64) length;
  if (piece->in_parts || file->partial == NULL)
    return take_parts (piece, offset, data, length, error);
  if (birge_partial_write (file->partial, offset, data, length, &local))
    {
      request->is_useful = TRUE;
      piece->mirror->n_odd = 0;
      /* A block is complete, and right. */
      if (offset / BIRGE_HTTP_PIECE_MOST != (offset + (gint64) length) / BIRGE_HTTP_PIECE_MOST)
        _birge_http_mirror_praise (piece->fetch->source, piece->mirror);
      return TRUE;
    }
  if (_birge_http_is_fatal (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  file->wrong++;
  return TRUE;
}
