/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-http-source-private.h"

#include <string.h>

#include "data/sync/birge-incoming.h"

/* Only arithmetic: from wants to files, from files to ranges. Neighbours in a pack are asked for together with what little
 * lies between them; a range ends between parts, or at the blocks of a large file, so that what has come is of use. */

static void
free_slot (gpointer data)
{
  BirgeHttpSlot *self = data;

  g_ptr_array_unref (self->wants);
  g_free (self);
}

void
_birge_http_slot_close (BirgeHttpSlot *self, BirgeWantState state)
{
  self->closed = TRUE;
  for (guint i = 0; i < self->wants->len; i++)
    ((BirgeWant *) g_ptr_array_index (self->wants, i))->state = state;
}

void
_birge_http_file_free (BirgeHttpFile *self)
{
  g_clear_pointer (&self->partial, birge_partial_free);
  g_ptr_array_unref (self->slots);
  g_free (self);
}

void
_birge_http_piece_free (BirgeHttpPiece *self)
{
  g_clear_pointer (&self->request, _birge_http_request_free);
  g_clear_pointer (&self->buffer, g_byte_array_unref);
  g_clear_pointer (&self->part, birge_partial_free);
  g_free (self);
}

static gint
compare_offsets (gconstpointer a, gconstpointer b)
{
  const BirgeHttpSlot *first = *(BirgeHttpSlot *const *) a;
  const BirgeHttpSlot *second = *(BirgeHttpSlot *const *) b;

  return (first->part->off > second->part->off) - (first->part->off < second->part->off);
}

static BirgeHttpFile *
find_file (GHashTable *by_name, GPtrArray *files, const BirgeCataloguePart *part)
{
  BirgeHttpFile *file = g_hash_table_lookup (by_name, part->obj);

  if (file != NULL)
    return file;
  file = g_new0 (BirgeHttpFile, 1);
  file->slots = g_ptr_array_new_with_free_func (free_slot);
  file->is_pack = !g_str_equal (part->obj, part->stored);
  g_hash_table_insert (by_name, part->obj, file);
  g_ptr_array_add (files, file);
  return file;
}

GPtrArray *
_birge_http_files_new (GPtrArray *wants)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) _birge_http_file_free);
  g_autoptr(GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) by_bytes = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < wants->len; i++)
    {
      BirgeWant *want = g_ptr_array_index (wants, i);
      BirgeHttpSlot *slot = g_hash_table_lookup (by_bytes, want->part->stored);

      if (slot == NULL)
        {
          slot = g_new0 (BirgeHttpSlot, 1);
          slot->part = want->part;
          slot->wants = g_ptr_array_new ();
          g_hash_table_insert (by_bytes, want->part->stored, slot);
          g_ptr_array_add (find_file (by_name, files, want->part)->slots, slot);
        }
      g_ptr_array_add (slot->wants, want);
    }
  for (guint i = 0; i < files->len; i++)
    g_ptr_array_sort (((BirgeHttpFile *) g_ptr_array_index (files, i))->slots, compare_offsets);
  return files;
}

static const BirgeCataloguePart *
get_part (BirgeHttpFile *self, guint slot)
{
  return ((BirgeHttpSlot *) g_ptr_array_index (self->slots, slot))->part;
}

static gint64
get_end (const BirgeCataloguePart *part)
{
  return part->off + part->len;
}

gboolean
_birge_http_file_is_whole (BirgeHttpFile *self)
{
  gint64 end = 0;

  for (guint i = 0; i < self->slots->len; i++)
    {
      BirgeHttpSlot *slot = g_ptr_array_index (self->slots, i);

      if (slot->closed || !birge_catalogue_part_is_packed (slot->part) || slot->part->off - end > BIRGE_HTTP_GAP)
        return FALSE;
      end = get_end (slot->part);
    }
  self->length = end;
  return self->is_pack && self->slots->len > 1 && end <= BIRGE_PACK_MAX_BYTES;
}

GPtrArray *
_birge_http_file_split (BirgeHttpFile *self)
{
  GPtrArray *files = g_ptr_array_new ();
  guint i = 0;

  while (i < self->slots->len)
    {
      BirgeHttpFile *file;

      if (((BirgeHttpSlot *) g_ptr_array_index (self->slots, i))->closed)
        {
          i++;
          continue;
        }
      file = g_new0 (BirgeHttpFile, 1);
      file->slots = g_ptr_array_new_with_free_func (free_slot);
      g_ptr_array_add (file->slots, g_ptr_array_steal_index (self->slots, i));
      file->pack = self;
      g_ptr_array_add (files, file);
    }
  return files;
}

static BirgeHttpPiece *
new_piece (BirgeHttpFile *file, gint64 first, gint64 end)
{
  BirgeHttpPiece *piece = g_new0 (BirgeHttpPiece, 1);

  piece->file = file;
  piece->first = first;
  piece->last = end - 1;
  return piece;
}

static void
cut_stream (BirgeHttpFile *self, gint64 size, GPtrArray *pieces)
{
  gint64 from = 0;
  gint64 length = 0;

  while ((from = birge_partial_get_missing (self->partial, from, &length)) >= 0)
    {
      gint64 block_end = (from / BIRGE_HTTP_PIECE_MOST + 1) * BIRGE_HTTP_PIECE_MOST;
      gint64 end = MIN (from + MIN (length, size), block_end);
      BirgeHttpPiece *piece;

      if (from + length - end < BIRGE_HTTP_GAP && from + length <= block_end)
        end = from + length; /* no request for a crumb */
      piece = new_piece (self, from, end);
      piece->turn = self->wrong;
      g_ptr_array_add (pieces, piece);
      from = end;
    }
}

static void
cut_parts (BirgeHttpFile *self, gint64 size, GPtrArray *pieces)
{
  BirgeHttpPiece *piece = NULL;

  for (guint i = 0; i < self->slots->len; i++)
    {
      BirgeHttpSlot *slot = g_ptr_array_index (self->slots, i);
      gboolean far;

      if (slot->closed)
        continue;
      /* What was wrong once is asked for alone, perhaps of another server. */
      far = piece == NULL || slot->part->off - (piece->last + 1) > BIRGE_HTTP_GAP || slot->wrong != piece->turn ||
            slot->wrong > 0 || get_end (slot->part) - piece->first > size;
      if (far)
        {
          piece = new_piece (self, slot->part->off, get_end (slot->part));
          piece->slot = i;
          piece->turn = slot->wrong;
          piece->in_parts = TRUE;
          g_ptr_array_add (pieces, piece);
        }
      piece->last = MAX (piece->last, get_end (slot->part) - 1);
      piece->end_slot = i + 1;
    }
}

GPtrArray *
_birge_http_file_cut (BirgeHttpFile *self, gint64 size)
{
  GPtrArray *pieces = g_ptr_array_new ();

  if (self->partial != NULL)
    cut_stream (self, size, pieces);
  else
    cut_parts (self, size, pieces);
  self->n_pieces += pieces->len;
  return pieces;
}

BirgeHttpPiece *
_birge_http_file_cut_whole (BirgeHttpFile *self)
{
  g_autoptr(GPtrArray) pieces = _birge_http_file_cut (self, G_MAXINT32);
  BirgeHttpPiece *whole = NULL;

  self->n_pieces -= pieces->len;
  if (pieces->len > 0)
    {
      BirgeHttpPiece *first = g_ptr_array_index (pieces, 0);
      BirgeHttpPiece *last = g_ptr_array_index (pieces, pieces->len - 1);

      whole = new_piece (self, 0, self->partial != NULL ? self->length : last->last + 1);
      whole->slot = first->slot;
      whole->end_slot = last->end_slot;
      whole->in_parts = first->in_parts;
      whole->turn = first->turn;
      self->n_pieces++;
    }
  g_ptr_array_set_free_func (pieces, (GDestroyNotify) _birge_http_piece_free);
  return whole;
}

gboolean
_birge_http_piece_shorten (BirgeHttpPiece *self, gint64 bytes)
{
  if (self->last - self->first + 1 <= bytes)
    return TRUE;
  if (!self->in_parts)
    {
      self->last = self->first + bytes - 1;
      return bytes >= BIRGE_HTTP_PIECE_LEAST;
    }
  while (self->end_slot > self->slot && get_end (get_part (self->file, self->end_slot - 1)) - self->first > bytes)
    self->end_slot--;
  if (self->end_slot == self->slot)
    return FALSE;
  self->last = get_end (get_part (self->file, self->end_slot - 1)) - 1;
  return TRUE;
}
