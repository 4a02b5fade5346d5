/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-http-source.h"

#include <string.h>

#include "data/formats/birge-clock.h"
#include "data/formats/birge-digest.h"
#include "data/sync/birge-http-source-private.h"

/* Small files, and what a fetch shares with them: mirrors, budget, doubts about the clock. Objects: birge-http-fetch.c. */

#define SMALL_BYTES    8192 /* reserved for a small file; more is settled afterwards */
#define AHEAD_S        (400 * 24 * 60 * 60) /* a clock so far ahead of the last signed time is doubted */
#define STAMP          "timestamp.json"
#define ROOT           ".root.json"
#define JSON           ".json"
#define MAX_TRIES      2

static void birge_http_source_iface_init (BirgeSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BirgeHttpSource, birge_http_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BIRGE_TYPE_SOURCE, birge_http_source_iface_init))

/* One small file being read. */
typedef struct {
  BirgeHttpSource *source;
  const char      *path;
  gsize            max_bytes;
  GBytes          *known;
  gint64           until_us;  /* monotonic */
  GByteArray      *body;
  gboolean         done;
} Reading;

static void
birge_http_source_finalize (GObject *object)
{
  BirgeHttpSource *self = BIRGE_HTTP_SOURCE (object);

  g_clear_pointer (&self->link, _birge_http_link_free);
  g_clear_pointer (&self->mirrors, g_ptr_array_unref);
  g_clear_pointer (&self->stamp, g_bytes_unref);
  g_free (self->stamp_path);
  g_clear_object (&self->db);
  G_OBJECT_CLASS (birge_http_source_parent_class)->finalize (object);
}

static void
birge_http_source_class_init (BirgeHttpSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = birge_http_source_finalize;
}

static void
birge_http_source_init (BirgeHttpSource *self)
{
  self->clock_is_set = -1;
  self->mirrors = g_ptr_array_new_with_free_func ((GDestroyNotify) _birge_http_mirror_free);
}

static gboolean
add_mirror (BirgeHttpSource *self, const char *address, GError **error)
{
  BirgeHttpMirror *mirror = g_new0 (BirgeHttpMirror, 1);

  mirror->bit = 1u << self->mirrors->len;
  g_ptr_array_add (self->mirrors, mirror);
  return _birge_http_address_parse (&mirror->address, address, error) && _birge_http_mirror_load (self, mirror, error);
}

/**
 * birge_http_source_open:
 *
 * Opens a repository on web servers. Nothing is asked for yet.
 *
 * Errors: `G_IO_ERROR_INVALID_ARGUMENT` for an address that may not be used, or none; those of `sync.db`.
 *
 * Returns: (transfer full): the source
 */
BirgeHttpSource *
birge_http_source_open (const BirgeHttpOptions *options, BirgeSyncDb *db, GError **error)
{
  g_autoptr(BirgeHttpSource) self = NULL;
  guint n_mirrors;

  g_return_val_if_fail (options != NULL, NULL);
  g_return_val_if_fail (db == NULL || BIRGE_IS_SYNC_DB (db), NULL);

  n_mirrors = options->mirrors != NULL ? g_strv_length ((char **) options->mirrors) : 0;
  if (n_mirrors == 0 || n_mirrors > BIRGE_HTTP_MAX_MIRRORS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "mirrors: %s: give from 1 to %d addresses",
                   n_mirrors == 0 ? "there is none" : "there are too many", BIRGE_HTTP_MAX_MIRRORS);
      return NULL;
    }
  self = g_object_new (BIRGE_TYPE_HTTP_SOURCE, NULL);
  self->db = db != NULL ? g_object_ref (db) : NULL;
  self->budget = options->budget;
  for (guint i = 0; i < n_mirrors; i++)
    if (!add_mirror (self, options->mirrors[i], error))
      return NULL;
  self->link = _birge_http_link_new (options->cap_bytes_per_second, options->certificate_file);
  return g_steal_pointer (&self);
}

void
birge_http_source_forget_waits (BirgeHttpSource *self)
{
  g_return_if_fail (BIRGE_IS_HTTP_SOURCE (self));

  for (guint i = 0; i < self->mirrors->len; i++)
    _birge_http_mirror_praise (self, g_ptr_array_index (self->mirrors, i));
}

gboolean
birge_http_source_is_time_doubted (BirgeHttpSource *self)
{
  g_return_val_if_fail (BIRGE_IS_HTTP_SOURCE (self), FALSE);
  return _birge_http_link_get_tls (self->link)->skip_time;
}

gint64
birge_http_source_get_wire_bytes (BirgeHttpSource *self)
{
  g_return_val_if_fail (BIRGE_IS_HTTP_SOURCE (self), 0);
  return _birge_http_link_get_wire_bytes (self->link);
}

BirgeHttpLimits *
_birge_http_source_get_limits (BirgeHttpSource *self)
{
  return _birge_http_link_get_limits (self->link);
}

void
_birge_http_source_set_clock (BirgeHttpSource *self, gboolean clock_is_set)
{
  self->clock_is_set = clock_is_set;
}

/* Budget */

static gint64
get_midnight_s (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_local (birge_clock_get_real_s ());
  g_autoptr(GDateTime) tomorrow = now != NULL ? g_date_time_add_days (now, 1) : NULL;
  g_autoptr(GDateTime) midnight = NULL;

  if (tomorrow != NULL)
    midnight = g_date_time_new_local (g_date_time_get_year (tomorrow), g_date_time_get_month (tomorrow),
                                      g_date_time_get_day_of_month (tomorrow), 0, 0, 0);
  return midnight != NULL ? g_date_time_to_unix (midnight) : 0;
}

void
_birge_http_source_set_budget_error (BirgeHttpSource *self, GError **error)
{
  self->retry_s = birge_sync_db_get_budget_at_s (self->db, &self->budget, NULL);
  if (self->retry_s <= 0)
    self->retry_s = get_midnight_s (); /* something is left, but not enough for anything */
  g_set_error_literal (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_BUDGET,
                       "updates: what may be spent on them is spent: they go on when there is something left again");
}

gboolean
_birge_http_source_reserve (BirgeHttpSource *self, gint64 wanted, gint64 least, BirgeReservation *reservation,
                            GError **error)
{
  memset (reservation, 0, sizeof *reservation);
  if (self->db == NULL || (self->budget.day_bytes == 0 && self->budget.month_bytes == 0))
    return TRUE;
  if (!birge_sync_db_reserve (self->db, &self->budget, wanted, reservation, error))
    return FALSE;
  if (reservation->bytes >= least)
    return TRUE;
  _birge_http_source_settle (self, reservation, 0);
  _birge_http_source_set_budget_error (self, error);
  return FALSE;
}

/* A settlement that cannot be written leaves more counted than was spent: safe. */
void
_birge_http_source_settle (BirgeHttpSource *self, BirgeReservation *reservation, gint64 spent)
{
  g_autoptr(GError) error = NULL;

  if (reservation->day[0] != '\0' && !birge_sync_db_settle (self->db, reservation, spent, &error))
    g_debug ("%s", error->message);
  memset (reservation, 0, sizeof *reservation);
}

/* Doubts about the clock */

static gboolean
is_clock_doubtful (BirgeHttpSource *self)
{
  gint64 floor_s;

  if (self->clock_is_set < 0 ? _birge_http_tls_clock_is_unset () : !self->clock_is_set)
    return TRUE;
  floor_s = self->db != NULL ? birge_sync_db_get_floor_s (self->db, NULL) : 0;
  return floor_s > 0 && birge_clock_get_real_s () - floor_s > AHEAD_S;
}

gboolean
_birge_http_source_doubt (BirgeHttpSource *self, BirgeHttpRequest *request)
{
  BirgeHttpTls *tls = _birge_http_link_get_tls (self->link);

  if (tls->skip_time)
    return TRUE; /* it was under way when the doubts came */
  if (!is_clock_doubtful (self))
    return FALSE;
  g_message ("%s: its certificate does not fit this computer's clock, which nobody has set: who it is was checked, when it "
             "was issued was not", request->address->base);
  tls->skip_time = TRUE;
  return TRUE;
}

/* Small files */

static gboolean
take_bytes (BirgeHttpRequest *request, gint64 offset, const guint8 *data, gsize length, GError **error)
{
  Reading *reading = request->user_data;

  g_byte_array_append (reading->body, data, (guint) length);
  return TRUE;
}

static void
on_read (BirgeHttpRequest *request)
{
  ((Reading *) request->user_data)->done = TRUE;
}

static gboolean
has_name (const char *path, const char *name)
{
  const char *slash = strrchr (path, '/');

  return g_str_equal (slash != NULL ? slash + 1 : path, name);
}

/* What was remembered of the timestamp holds only for the very bytes it was said of: "<sha256> <etag>". */
static void
add_conditions (Reading *reading, BirgeHttpMirror *mirror, BirgeHttpRequest *request)
{
  g_autofree char *digest = NULL;
  const char *tag = mirror->record.etag;

  if (reading->known == NULL || tag == NULL || !has_name (reading->path, STAMP))
    return;
  digest = birge_digest_bytes (reading->known);
  if (!g_str_has_prefix (tag, digest) || tag[BIRGE_DIGEST_LENGTH] != ' ')
    return;
  tag += BIRGE_DIGEST_LENGTH + 1;
  request->etag = *tag != '\0' ? g_strdup (tag) : NULL;
  request->modified = g_strdup (mirror->record.modified);
}

static void
remember_conditions (BirgeHttpSource *self, BirgeHttpMirror *mirror, BirgeHttpRequest *request, GBytes *bytes)
{
  g_autofree char *digest = birge_digest_bytes (bytes);
  g_autoptr(GError) error = NULL;

  g_free (mirror->record.etag);
  g_free (mirror->record.modified);
  mirror->record.etag = g_strdup_printf ("%s %s", digest, request->answer_etag != NULL ? request->answer_etag : "");
  mirror->record.modified = g_strdup (request->answer_modified);
  if (self->db != NULL && !birge_sync_db_set_source (self->db, mirror->address.base, &mirror->record, &error))
    g_debug ("%s: not remembered: %s", mirror->address.base, error->message);
}

/* Whether somebody who is not the server answered: a page, not what the name promises. */
static gboolean
is_foreign (const char *path, GByteArray *body)
{
  guint at = 0;

  while (at < body->len && strchr (" \t\r\n\xef\xbb\xbf", body->data[at]) != NULL && body->data[at] != '\0')
    at++;
  if (at == body->len)
    return g_str_has_suffix (path, JSON);
  return body->data[at] == '<' || (g_str_has_suffix (path, JSON) && body->data[at] != '{');
}

static void
ask (Reading *reading, BirgeHttpMirror *mirror, BirgeHttpRequest *request, GCancellable *cancellable)
{
  const gint64 now_us = birge_clock_get_monotonic_us ();

  reading->done = FALSE;
  g_byte_array_set_size (reading->body, 0);
  request->max_bytes = (gint64) reading->max_bytes;
  request->timeout_ms = (guint) MAX ((reading->until_us - now_us) / 1000, 1);
  request->write = take_bytes;
  request->done = on_read;
  request->user_data = reading;
  add_conditions (reading, mirror, request);
  _birge_http_link_start (reading->source->link, request);
  while (!reading->done && !g_cancellable_is_cancelled (cancellable))
    _birge_http_link_step (reading->source->link, 1000, cancellable);
  if (!reading->done)
    _birge_http_link_stop (reading->source->link, request);
  else if (request->outcome == BIRGE_HTTP_OK && is_foreign (reading->path, reading->body))
    {
      request->outcome = BIRGE_HTTP_PORTAL;
      request->why = g_strdup ("something else came than the file");
    }
}

static GBytes *
keep (Reading *reading, BirgeHttpMirror *mirror, BirgeHttpRequest *request)
{
  BirgeHttpSource *self = reading->source;
  GBytes *bytes;

  if (request->outcome == BIRGE_HTTP_UNCHANGED)
    bytes = g_bytes_ref (reading->known);
  else
    bytes = g_bytes_new (reading->body->data, reading->body->len);

  _birge_http_mirror_praise (self, mirror);
  if (has_name (reading->path, STAMP))
    {
      g_free (self->stamp_path);
      self->stamp_path = g_strdup (reading->path);
      g_clear_pointer (&self->stamp, g_bytes_unref);
      self->stamp = g_bytes_ref (bytes);
      if (request->outcome == BIRGE_HTTP_OK)
        remember_conditions (self, mirror, request, bytes);
    }
  return bytes;
}

/* NULL without an error: ask another server. */
static GBytes *
read_from (Reading *reading, BirgeHttpMirror *mirror, GError **not_found, GCancellable *cancellable, GError **error)
{
  for (guint n = 0; n < MAX_TRIES && !mirror->down && birge_clock_get_monotonic_us () < reading->until_us; n++)
    {
      g_autoptr(BirgeHttpRequest) request = _birge_http_request_new (&mirror->address, reading->path);
      BirgeReservation reservation;

      if (!_birge_http_source_reserve (reading->source, SMALL_BYTES, SMALL_BYTES, &reservation, error))
        return NULL;
      ask (reading, mirror, request, cancellable);
      _birge_http_source_settle (reading->source, &reservation, request->wire_bytes);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (request->outcome == BIRGE_HTTP_TIME && _birge_http_source_doubt (reading->source, request))
        continue;
      _birge_http_mirror_judge (reading->source, mirror, request);
      if (request->outcome == BIRGE_HTTP_OK || request->outcome == BIRGE_HTTP_UNCHANGED)
        return keep (reading, mirror, request);
      if (request->outcome == BIRGE_HTTP_NOT_FOUND || request->outcome == BIRGE_HTTP_DAMAGED ||
          request->outcome == BIRGE_HTTP_TOO_LARGE)
        {
          g_clear_error (not_found);
          _birge_http_request_set_error (request, not_found);
          return NULL;
        }
      if (n + 1 == MAX_TRIES || birge_clock_get_monotonic_us () >= reading->until_us)
        _birge_http_mirror_put_down (reading->source, mirror, request);
    }
  return NULL;
}

static GBytes *
birge_http_source_read (BirgeSource *source, const char *path, gsize max_bytes, GBytes *known, GCancellable *cancellable,
                        GError **error)
{
  BirgeHttpSource *self = BIRGE_HTTP_SOURCE (source);
  g_autoptr(GByteArray) body = g_byte_array_new ();
  g_autoptr(GError) not_found = NULL;
  g_autoptr(GError) local = NULL;
  Reading reading = { self, path, max_bytes, known, 0, body, FALSE };
  const guint n = self->mirrors->len;
  const guint first = self->current;
  gboolean some_down = FALSE;

  _birge_http_mirrors_begin (self);
  reading.until_us = birge_clock_get_monotonic_us () + (gint64) _birge_http_source_get_limits (self)->metadata_ms * 1000;
  for (guint i = 0; i < n && local == NULL; i++)
    {
      BirgeHttpMirror *mirror = g_ptr_array_index (self->mirrors, (first + i) % n);
      g_autoptr(GBytes) bytes = read_from (&reading, mirror, &not_found, cancellable, &local);

      some_down |= mirror->down;
      if (bytes != NULL)
        {
          self->current = (first + i) % n;
          return g_steal_pointer (&bytes);
        }
      /* The end of the chain of roots is a file that is not there: nobody else is asked. */
      if (not_found != NULL && not_found->code == BIRGE_SOURCE_ERROR_NOT_FOUND && g_str_has_suffix (path, ROOT))
        break;
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (not_found != NULL && (!some_down || g_str_has_suffix (path, ROOT)))
    g_propagate_error (error, g_steal_pointer (&not_found));
  else
    _birge_http_mirrors_give_up (self, error);
  return NULL;
}

static const char *
birge_http_source_get_name (BirgeSource *source)
{
  BirgeHttpMirror *first = g_ptr_array_index (BIRGE_HTTP_SOURCE (source)->mirrors, 0);

  return first->address.base;
}

static gint64
birge_http_source_get_retry_s (BirgeSource *source)
{
  return BIRGE_HTTP_SOURCE (source)->retry_s;
}

static gint64
birge_http_source_get_date_s (BirgeSource *source)
{
  return BIRGE_HTTP_SOURCE (source)->date_s;
}

static void
birge_http_source_iface_init (BirgeSourceInterface *iface)
{
  iface->is_remote = TRUE;
  iface->get_date_s = birge_http_source_get_date_s;
  iface->read = birge_http_source_read;
  iface->fetch = _birge_http_source_fetch;
  iface->get_name = birge_http_source_get_name;
  iface->get_retry_s = birge_http_source_get_retry_s;
}
