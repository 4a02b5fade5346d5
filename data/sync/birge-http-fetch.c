/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-http-source-private.h"

#include <string.h>

#include "data/formats/birge-clock.h"
#include "data/sync/birge-http-take.h"

/* One fetch: files are opened in order and cut into pieces, pieces are asked for of the first server that may have them, a
 * few at a time. A piece that fails is not mended: when the last piece of a file is done, what is still missing of it is cut
 * again. So every way to fail is the same way to go on. */

#define TICK_MS       100
#define REQUEST_BYTES 8192 /* reserved for headers and a handshake */
#define MAX_FAILS     3
#define DAYS          30
#define BUDGET_PARTS  64   /* pieces that a day's budget is worth, at least */
#define MAX_GONE      4    /* single parts of a lost pack that are asked for in vain */

static BirgeHttpMirror *
get_mirror (BirgeHttpFetch *self, guint i)
{
  return g_ptr_array_index (self->source->mirrors, i);
}

/* The server to ask for something of a file that came wrong @turn times; the first ones first, then around. */
static BirgeHttpMirror *
choose_mirror (BirgeHttpFetch *self, const BirgeHttpFile *file, guint turn)
{
  BirgeHttpMirror *able[BIRGE_HTTP_MAX_MIRRORS];
  guint n = 0;

  for (guint i = 0; i < self->source->mirrors->len; i++)
    {
      BirgeHttpMirror *mirror = get_mirror (self, i);

      if (!mirror->down && (file->missing & mirror->bit) == 0)
        able[n++] = mirror;
    }
  return n > 0 ? able[turn % n] : NULL;
}

static gboolean
is_everywhere_missing (BirgeHttpFetch *self, const BirgeHttpFile *file)
{
  for (guint i = 0; i < self->source->mirrors->len; i++)
    if ((file->missing & get_mirror (self, i)->bit) == 0)
      return FALSE;
  return TRUE;
}

/* Closes what is still open of a file. */
static void
close_file (BirgeHttpFetch *self, BirgeHttpFile *file, BirgeWantState state)
{
  for (guint i = 0; i < file->slots->len; i++)
    if (!((BirgeHttpSlot *) g_ptr_array_index (file->slots, i))->closed)
      _birge_http_fetch_close (self, g_ptr_array_index (file->slots, i), state);
  g_clear_pointer (&file->partial, birge_partial_free);
}

/* Opening and reviewing files */

static void
open_partial (BirgeHttpFetch *self, BirgeHttpFile *file)
{
  BirgeHttpSlot *slot = g_ptr_array_index (file->slots, 0);
  g_autoptr(GError) error = NULL;

  if (!file->is_pack)
    {
      file->length = slot->part->len;
      file->partial = birge_incoming_begin (self->incoming, slot->part, &error);
    }
  else if (_birge_http_file_is_whole (file))
    {
      g_autoptr(GPtrArray) parts = g_ptr_array_new ();

      for (guint i = 0; i < file->slots->len; i++)
        g_ptr_array_add (parts, (gpointer) ((BirgeHttpSlot *) g_ptr_array_index (file->slots, i))->part);
      file->partial = birge_incoming_begin_pack (self->incoming, parts, file->length, &error);
    }
  if (error != NULL && (!file->is_pack || _birge_http_is_fatal (error)))
    {
      if (_birge_http_is_fatal (error))
        _birge_http_fetch_fail (self, g_steal_pointer (&error));
      close_file (self, file, BIRGE_WANT_DAMAGED);
    }
}

/* All bytes are here: whether they are right as a whole. TRUE when the file is done with. */
static gboolean
finish_file (BirgeHttpFetch *self, BirgeHttpFile *file)
{
  g_autoptr(GError) error = NULL;

  if (birge_partial_finish (file->partial, &error))
    {
      close_file (self, file, BIRGE_WANT_HERE);
      if (file->pack != NULL)
        file->pack->n_gone = 0;
      return TRUE;
    }
  if (_birge_http_is_fatal (error))
    {
      _birge_http_fetch_fail (self, g_steal_pointer (&error));
      return TRUE;
    }
  file->wrong++;
  if (file->is_pack)
    g_clear_pointer (&file->partial, birge_partial_free); /* its parts may still be right, one by one */
  else if (g_error_matches (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_CATALOGUE))
    close_file (self, file, BIRGE_WANT_DAMAGED);
  return FALSE;
}

static gboolean
is_open (const BirgeHttpFile *file)
{
  for (guint i = 0; i < file->slots->len; i++)
    if (!((BirgeHttpSlot *) g_ptr_array_index (file->slots, i))->closed)
      return TRUE;
  return FALSE;
}

/* Nobody has the pack. A server that was filled from a kiosk or a stick may hold its parts on their own; one that lost the
 * pack does not, which a few requests show. */
static void
ask_for_single_parts (BirgeHttpFetch *self, BirgeHttpFile *pack)
{
  g_autoptr(GPtrArray) files = _birge_http_file_split (pack);

  for (guint i = 0; i < files->len; i++)
    g_ptr_array_insert (self->files, (int) (self->n_opened + i), g_ptr_array_index (files, i));
}

static void
give_up_missing (BirgeHttpFetch *self, BirgeHttpFile *file)
{
  if (file->is_pack)
    {
      g_clear_pointer (&file->partial, birge_partial_free);
      ask_for_single_parts (self, file);
      return;
    }
  if (file->pack != NULL)
    file->pack->n_gone++;
  close_file (self, file, file->is_odd || (file->pack != NULL && file->pack->is_odd) ? BIRGE_WANT_DAMAGED : BIRGE_WANT_MISSING);
}

/* No piece of the file is waiting or under way: what next? */
static void
review_file (BirgeHttpFetch *self, BirgeHttpFile *file)
{
  g_autoptr(GPtrArray) pieces = NULL;
  gint64 length = 0;

  while (file->partial != NULL && birge_partial_get_missing (file->partial, 0, &length) < 0)
    if (finish_file (self, file))
      return;
  if (file->is_pack && file->wrong > 0)
    g_clear_pointer (&file->partial, birge_partial_free);
  if (!is_open (file) || self->error != NULL)
    return;
  if (is_everywhere_missing (self, file))
    {
      give_up_missing (self, file);
      return;
    }
  if (!file->is_pack && file->wrong > self->source->mirrors->len)
    {
      close_file (self, file, BIRGE_WANT_DAMAGED);
      return;
    }
  pieces = _birge_http_file_cut (file, self->piece_bytes);
  for (guint i = pieces->len; i > 0; i--)
    g_queue_push_head (&self->waiting, g_ptr_array_index (pieces, i - 1));
}

/* What a killed run had reserved counts as spent: a small part of what a day may bring. */
static gint64
get_most_piece_bytes (BirgeHttpFetch *self)
{
  const BirgeBudget *budget = &self->source->budget;
  gint64 day_bytes = G_MAXINT64;

  if (budget->day_bytes > 0)
    day_bytes = budget->day_bytes;
  if (budget->month_bytes > 0)
    day_bytes = MIN (day_bytes, budget->month_bytes / DAYS);
  return CLAMP (day_bytes / BUDGET_PARTS, BIRGE_HTTP_PIECE_LEAST, BIRGE_HTTP_PIECE_MOST);
}

/* Small enough that at the end all connections have something to do, large enough that requests are few. */
static void
choose_piece_bytes (BirgeHttpFetch *self, const BirgeHttpFile *file)
{
  self->piece_bytes = CLAMP (self->uncut_bytes / (2 * self->width), BIRGE_HTTP_PIECE_LEAST, get_most_piece_bytes (self));
  for (guint i = 0; i < file->slots->len && file->pack == NULL; i++)
    self->uncut_bytes -= ((BirgeHttpSlot *) g_ptr_array_index (file->slots, i))->part->len;
}

static void
open_next_file (BirgeHttpFetch *self)
{
  BirgeHttpFile *file = g_ptr_array_index (self->files, self->n_opened++);

  if (file->pack != NULL && file->pack->n_gone >= MAX_GONE)
    {
      close_file (self, file, file->pack->is_odd ? BIRGE_WANT_DAMAGED : BIRGE_WANT_MISSING);
      return;
    }
  choose_piece_bytes (self, file);
  open_partial (self, file);
  if (self->error == NULL && is_open (file))
    review_file (self, file);
}

/* Ending pieces */

static void
forget_waiting (BirgeHttpFetch *self, BirgeHttpFile *file)
{
  for (GList *link = self->waiting.head, *next; link != NULL; link = next)
    {
      BirgeHttpPiece *piece = link->data;

      next = link->next;
      if (piece->file != file)
        continue;
      g_queue_delete_link (&self->waiting, link);
      _birge_http_piece_free (piece);
      file->n_pieces--;
    }
}

static void
drop_piece (BirgeHttpFetch *self, BirgeHttpPiece *piece)
{
  BirgeHttpFile *file = piece->file;

  _birge_http_piece_free (piece);
  if (--file->n_pieces == 0 && self->error == NULL)
    review_file (self, file);
}

static void
check_stamp (BirgeHttpRequest *request)
{
  BirgeHttpFetch *self = request->user_data;

  self->stamp_request = NULL;
  if (request->outcome == BIRGE_HTTP_OK)
    {
      gsize length = 0;
      gconstpointer known = g_bytes_get_data (self->source->stamp, &length);

      if (self->stamp->len != length || memcmp (known, self->stamp->data, length) != 0)
        _birge_http_fetch_fail (self, g_error_new (BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_CHANGED,
                                                   "%s: a newer release was published meanwhile: begin again with it",
                                                   request->address->base));
    }
  _birge_http_request_free (request);
}

static gboolean
take_stamp (BirgeHttpRequest *request, gint64 offset, const guint8 *data, gsize length, GError **error)
{
  BirgeHttpFetch *self = request->user_data;

  g_byte_array_append (self->stamp, data, (guint) length);
  return TRUE;
}

/* An object is gone: has the server a newer release, which does without it? Asked once. */
static void
ask_for_stamp (BirgeHttpFetch *self, BirgeHttpMirror *mirror)
{
  const BirgeHttpLimits *limits = _birge_http_link_get_limits (self->source->link);

  if (mirror->asked || self->source->stamp == NULL || self->stamp_request != NULL)
    return;
  mirror->asked = TRUE;
  self->stamp_request = _birge_http_request_new (&mirror->address, self->source->stamp_path);
  self->stamp_request->max_bytes = BIRGE_HTTP_STAMP_MOST;
  self->stamp_request->timeout_ms = limits->metadata_ms;
  self->stamp_request->write = take_stamp;
  self->stamp_request->done = check_stamp;
  self->stamp_request->user_data = self;
  g_byte_array_set_size (self->stamp, 0);
  _birge_http_link_start (self->source->link, self->stamp_request);
}

/* This server is not asked for the file again in this run. */
static void
strike_off (BirgeHttpFetch *self, BirgeHttpPiece *piece)
{
  piece->file->missing |= piece->mirror->bit;
  if (is_everywhere_missing (self, piece->file))
    forget_waiting (self, piece->file);
}

static void
judge_piece (BirgeHttpFetch *self, BirgeHttpPiece *piece, BirgeHttpRequest *request)
{
  switch (request->outcome)
    {
    case BIRGE_HTTP_NOT_FOUND:
      strike_off (self, piece);
      ask_for_stamp (self, piece->mirror);
      break;
    case BIRGE_HTTP_NO_RANGES:
      piece->mirror->no_ranges = TRUE;
      break;
    case BIRGE_HTTP_DAMAGED:
    case BIRGE_HTTP_TOO_LARGE:
      piece->file->is_odd = TRUE;
      strike_off (self, piece);
      break;
    case BIRGE_HTTP_BUSY:
      if (!request->is_told_to_wait)
        strike_off (self, piece);
      break;
    case BIRGE_HTTP_UNREACHABLE:
      piece->file->n_fails = _birge_http_request_was_useful (request) ? 0 : piece->file->n_fails + 1;
      if (piece->file->n_fails > MAX_FAILS)
        strike_off (self, piece);
      break;
    case BIRGE_HTTP_TIME:
      if (_birge_http_source_doubt (self->source, request))
        return;
      break;
    case BIRGE_HTTP_REFUSED:
      if (request->error != NULL)
        _birge_http_fetch_fail (self, g_steal_pointer (&request->error));
      break;
    default:
      break;
    }
  _birge_http_mirror_judge (self->source, piece->mirror, request);
}

static void
on_piece_done (BirgeHttpRequest *request)
{
  BirgeHttpPiece *piece = request->user_data;
  BirgeHttpFetch *self = piece->fetch;

  g_ptr_array_remove_fast (self->running, piece);
  _birge_http_source_settle (self->source, &piece->reservation, request->wire_bytes);
  judge_piece (self, piece, request);
  drop_piece (self, piece);
}

/* Starting pieces */

static gboolean
is_busy_with (BirgeHttpFetch *self, const BirgeHttpFile *file)
{
  for (guint i = 0; i < self->running->len; i++)
    if (((BirgeHttpPiece *) g_ptr_array_index (self->running, i))->file == file)
      return TRUE;
  return FALSE;
}

static BirgeHttpRequest *
new_request (BirgeHttpPiece *piece)
{
  const BirgeHttpFile *file = piece->file;
  const BirgeCataloguePart *part = ((BirgeHttpSlot *) g_ptr_array_index (file->slots, 0))->part;
  const char *name = file->is_pack ? part->obj : part->stored;
  g_autofree char *path = g_strdup_printf ("objects/%.2s/%s", name, name);
  BirgeHttpRequest *request = _birge_http_request_new (&piece->mirror->address, path);

  request->total = file->is_pack ? -1 : file->length;
  request->max_bytes = file->is_pack ? BIRGE_PACK_MAX_BYTES : file->length;
  /* What is wanted as a whole needs no range, and a server may answer as it likes best. */
  if (!piece->mirror->no_ranges && (file->is_pack || piece->first > 0 || piece->last + 1 < file->length))
    {
      request->first = piece->first;
      request->last = piece->last;
    }
  request->begin = _birge_http_take_begin;
  request->write = _birge_http_take_write;
  request->done = on_piece_done;
  request->user_data = piece;
  return request;
}

static gint64
with_headers (gint64 bytes)
{
  return bytes + bytes / BIRGE_HTTP_HEADER_PARTS + REQUEST_BYTES;
}

/* The inverse, to the byte. */
static gint64
without_headers (gint64 bytes)
{
  const gint64 gross = MAX (bytes - REQUEST_BYTES, 0);

  return gross - (gross + 1) / (BIRGE_HTTP_HEADER_PARTS + 1);
}

/* Nothing is spent that was not granted. FALSE: no more than what is under way. */
static gboolean
reserve (BirgeHttpFetch *self, BirgeHttpPiece *piece)
{
  const gint64 length = piece->last - piece->first + 1;
  const gint64 least = piece->mirror->no_ranges ? length : MIN (length, BIRGE_HTTP_PIECE_LEAST);

  if (!_birge_http_source_reserve (self->source, with_headers (length), with_headers (least), &piece->reservation,
                                   &self->late_error))
    return FALSE;
  if (piece->reservation.bytes == 0 || _birge_http_piece_shorten (piece, without_headers (piece->reservation.bytes)))
    return TRUE;
  _birge_http_source_settle (self->source, &piece->reservation, 0);
  _birge_http_source_set_budget_error (self->source, &self->late_error);
  return FALSE;
}

static void
start_piece (BirgeHttpFetch *self, BirgeHttpPiece *piece)
{
  g_autoptr(GError) error = NULL;

  if (!_birge_http_take_resume (self, piece, &error))
    {
      _birge_http_fetch_fail (self, g_steal_pointer (&error));
      drop_piece (self, piece);
      return;
    }
  if (!reserve (self, piece))
    {
      g_queue_push_head (&self->waiting, piece);
      return;
    }
  piece->request = new_request (piece);
  g_ptr_array_add (self->running, piece);
  _birge_http_link_start (self->source->link, piece->request);
}

/* Takes the first piece that somebody can be asked for now. */
static BirgeHttpPiece *
take_piece (BirgeHttpFetch *self)
{
  const gint64 now_us = birge_clock_get_monotonic_us ();

  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    {
      BirgeHttpPiece *piece = link->data;
      BirgeHttpMirror *mirror = choose_mirror (self, piece->file, piece->turn);

      if (mirror == NULL || mirror->ready_us > now_us || (mirror->no_ranges && is_busy_with (self, piece->file)))
        continue;
      g_queue_delete_link (&self->waiting, link);
      if (mirror->no_ranges)
        {
          BirgeHttpFile *file = piece->file;

          _birge_http_piece_free (piece);
          file->n_pieces--;
          forget_waiting (self, file);
          piece = _birge_http_file_cut_whole (file);
          if (piece == NULL)
            return NULL;
        }
      piece->mirror = mirror;
      piece->fetch = self;
      return piece;
    }
  return NULL;
}

static void
start_pieces (BirgeHttpFetch *self)
{
  while (self->error == NULL && self->late_error == NULL && self->running->len < self->width)
    {
      BirgeHttpPiece *piece = take_piece (self);

      if (piece != NULL)
        start_piece (self, piece);
      else if (self->n_opened < self->files->len)
        open_next_file (self);
      else
        return;
    }
}

/* The whole */

/* What waits can be asked of nobody in this run: those who may have it are down. */
static gboolean
is_stuck (BirgeHttpFetch *self)
{
  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    {
      BirgeHttpPiece *piece = link->data;

      if (choose_mirror (self, piece->file, piece->turn) != NULL)
        return FALSE;
    }
  return self->waiting.length > 0;
}

/* Nothing is under way: whether that was all, or all that can be had in this run. */
static gboolean
is_over (BirgeHttpFetch *self)
{
  if (self->late_error != NULL)
    _birge_http_fetch_fail (self, g_steal_pointer (&self->late_error));
  else if (is_stuck (self))
    _birge_http_mirrors_give_up (self->source, &self->error);
  return self->error != NULL || (self->waiting.length == 0 && self->n_opened == self->files->len);
}

static gboolean
is_asked_now (BirgeHttpFetch *self, const BirgeHttpMirror *mirror)
{
  for (guint i = 0; i < self->running->len; i++)
    if (((BirgeHttpPiece *) g_ptr_array_index (self->running, i))->mirror == mirror)
      return TRUE;
  return FALSE;
}

static void
stop_asking (BirgeHttpFetch *self, BirgeHttpMirror *mirror)
{
  for (guint i = self->running->len; i > 0; i--)
    {
      BirgeHttpPiece *piece = g_ptr_array_index (self->running, i - 1);

      if (piece->mirror != mirror)
        continue;
      _birge_http_link_stop (self->source->link, piece->request);
      piece->request->outcome = BIRGE_HTTP_UNREACHABLE;
      g_free (piece->request->why);
      piece->request->why = g_strdup ("what it sends comes so slowly that it would never end");
      _birge_http_mirror_put_down (self->source, mirror, piece->request);
      on_piece_done (piece->request);
    }
}

static void
look_at_pace (BirgeHttpFetch *self)
{
  guint n_up = 0;

  for (guint i = 0; i < self->source->mirrors->len; i++)
    n_up += !get_mirror (self, i)->down;
  for (guint i = 0; i < self->source->mirrors->len && self->error == NULL; i++)
    {
      BirgeHttpMirror *mirror = get_mirror (self, i);

      if (!is_asked_now (self, mirror))
        mirror->paced_us = mirror->paced_bytes = 0;
      else if (_birge_http_mirror_is_crawling (self->source, mirror, n_up > 1))
        stop_asking (self, mirror);
    }
}

static void
on_tick (gpointer fetch)
{
  _birge_http_fetch_tell (fetch, FALSE);
}

static void
run (BirgeHttpFetch *self, GCancellable *cancellable)
{
  _birge_http_link_set_tick (self->source->link, on_tick, self);
  while (self->error == NULL)
    {
      start_pieces (self);
      if (self->error != NULL || (self->running->len == 0 && self->stamp_request == NULL && is_over (self)))
        break;
      _birge_http_link_step (self->source->link, TICK_MS, cancellable);
      if (self->error == NULL)
        g_cancellable_set_error_if_cancelled (cancellable, &self->error);
      look_at_pace (self);
      _birge_http_fetch_tell (self, FALSE);
    }
  _birge_http_link_set_tick (self->source->link, NULL, NULL);
}

static void
stop (BirgeHttpFetch *self)
{
  while (self->running->len > 0)
    {
      BirgeHttpPiece *piece = g_ptr_array_index (self->running, 0);

      g_ptr_array_remove_index_fast (self->running, 0);
      _birge_http_link_stop (self->source->link, piece->request);
      _birge_http_source_settle (self->source, &piece->reservation, piece->request->wire_bytes);
      _birge_http_piece_free (piece);
    }
  if (self->stamp_request != NULL)
    _birge_http_link_stop (self->source->link, self->stamp_request);
  g_clear_pointer (&self->stamp_request, _birge_http_request_free);
  g_clear_error (&self->late_error);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) _birge_http_piece_free);
}

gboolean
_birge_http_source_fetch (BirgeSource *source, GPtrArray *wants, BirgeIncoming *incoming, BirgeFetchProgress progress,
                          gpointer user_data, GCancellable *cancellable, GError **error)
{
  BirgeHttpFetch self = { .source = BIRGE_HTTP_SOURCE (source), .incoming = incoming, .progress = progress,
                          .user_data = user_data };
  g_autoptr(GError) flush_error = NULL;

  _birge_http_mirrors_begin (self.source);
  _birge_http_fetch_begin (&self, wants);
  run (&self, cancellable);
  stop (&self);
  /* Whatever stopped us, what came is kept. */
  if (!birge_incoming_flush (incoming, &flush_error) && self.error == NULL)
    self.error = g_steal_pointer (&flush_error);
  _birge_http_fetch_tell (&self, TRUE);
  _birge_http_fetch_end (&self);
  if (self.error == NULL)
    return TRUE;
  g_propagate_error (error, self.error);
  return FALSE;
}
