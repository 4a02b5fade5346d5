/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-http-source-private.h"

#include "data/formats/birge-clock.h"

#define MAX_STRIKES 3 /* no answer, again and again */
#define MAX_ODD     8 /* answers, but none that makes sense */

gboolean
_birge_http_mirror_load (BirgeHttpSource *source, BirgeHttpMirror *self, GError **error)
{
  return source->db == NULL || birge_sync_db_get_source (source->db, self->address.base, &self->record, error);
}

void
_birge_http_mirror_free (BirgeHttpMirror *self)
{
  _birge_http_address_clear (&self->address);
  birge_source_record_clear (&self->record);
  g_clear_error (&self->error);
  g_free (self);
}

/* A record that cannot be written costs a request too many next time, no more. */
static void
save (BirgeHttpSource *source, BirgeHttpMirror *self)
{
  g_autoptr(GError) error = NULL;

  if (source->db != NULL && !birge_sync_db_set_source (source->db, self->address.base, &self->record, &error))
    g_debug ("%s: not remembered: %s", self->address.base, error->message);
}

static BirgeSourceError
get_code (BirgeHttpOutcome outcome)
{
  switch (outcome)
    {
    case BIRGE_HTTP_BUSY:
      return BIRGE_SOURCE_ERROR_BUSY;
    case BIRGE_HTTP_PORTAL:
    case BIRGE_HTTP_TIME:
      return BIRGE_SOURCE_ERROR_PORTAL;
    case BIRGE_HTTP_NOT_FOUND:
      return BIRGE_SOURCE_ERROR_NOT_FOUND;
    case BIRGE_HTTP_TOO_LARGE:
      return BIRGE_SOURCE_ERROR_TOO_LARGE;
    case BIRGE_HTTP_UNREACHABLE:
      return BIRGE_SOURCE_ERROR_UNREACHABLE;
    default:
      return BIRGE_SOURCE_ERROR_DAMAGED;
    }
}

static const char *
get_advice (BirgeHttpOutcome outcome)
{
  switch (outcome)
    {
    case BIRGE_HTTP_BUSY:
      return "it is asked again later";
    case BIRGE_HTTP_PORTAL:
      return "sign in to the network if it asks for that, or check the certificate file";
    case BIRGE_HTTP_TIME:
      return "set this computer's clock";
    case BIRGE_HTTP_UNREACHABLE:
      return "check the connection";
    default:
      return "tell whoever runs the server";
    }
}

void
_birge_http_request_set_error (BirgeHttpRequest *request, GError **error)
{
  g_set_error (error, BIRGE_SOURCE_ERROR, (int) get_code (request->outcome), "%s: %s: %s", request->url, request->why,
               get_advice (request->outcome));
}

void
_birge_http_mirror_put_down (BirgeHttpSource *source, BirgeHttpMirror *self, BirgeHttpRequest *request)
{
  const gint64 now_s = birge_clock_get_real_s ();
  gint64 wait_s;

  if (self->down)
    return; /* others that were under way tell the same */
  self->down = TRUE;
  if (request->outcome == BIRGE_HTTP_PORTAL || request->outcome == BIRGE_HTTP_TIME)
    wait_s = _birge_http_link_get_limits (source->link)->portal_s; /* ends when somebody signs in, not by waiting */
  else
    wait_s = birge_backoff_get_wait_s (++self->record.fails, request->retry_after_s, source->random, source->random_data);
  self->record.next_at_s = now_s + wait_s;
  save (source, self);

  g_clear_error (&self->error);
  _birge_http_request_set_error (request, &self->error);
}

void
_birge_http_mirror_judge (BirgeHttpSource *source, BirgeHttpMirror *self, BirgeHttpRequest *request)
{
  const BirgeHttpLimits *limits = _birge_http_link_get_limits (source->link);

  if (request->date_s > 0)
    source->date_s = request->date_s;
  switch (request->outcome)
    {
    case BIRGE_HTTP_PORTAL:
    case BIRGE_HTTP_TIME:
      _birge_http_mirror_put_down (source, self, request);
      break;
    case BIRGE_HTTP_BUSY:
    case BIRGE_HTTP_UNREACHABLE:
      self->n_strikes = _birge_http_request_was_useful (request) ? 1 : self->n_strikes + 1;
      if (request->is_told_to_wait)
        self->n_strikes = MAX_STRIKES;
      self->ready_us = birge_clock_get_monotonic_us () + (gint64) self->n_strikes * limits->retry_ms * 1000;
      if (self->n_strikes >= MAX_STRIKES)
        _birge_http_mirror_put_down (source, self, request);
      break;
    case BIRGE_HTTP_DAMAGED:
    case BIRGE_HTTP_TOO_LARGE:
      if (++self->n_odd >= MAX_ODD)
        _birge_http_mirror_put_down (source, self, request);
      break;
    case BIRGE_HTTP_OK:
      self->n_strikes = 0;
      break;
    default:
      break;
    }
}

void
_birge_http_mirror_praise (BirgeHttpSource *source, BirgeHttpMirror *self)
{
  self->n_strikes = self->n_odd = 0;
  self->ready_us = 0;
  if (self->record.fails == 0 && self->record.next_at_s == 0)
    return;
  self->record.fails = 0;
  self->record.next_at_s = 0;
  save (source, self);
}

/* The limit that ends a connection is passed by a server that sends a little more than it: pages of a pack for days. So what
 * a server brings as a whole is looked at, too. */
gboolean
_birge_http_mirror_is_crawling (BirgeHttpSource *source, BirgeHttpMirror *self, gboolean has_others)
{
  const BirgeHttpLimits *limits = _birge_http_link_get_limits (source->link);
  const gint64 now_us = birge_clock_get_monotonic_us ();
  gboolean is_crawling;

  if (self->paced_us != 0 && now_us - self->paced_us < (gint64) limits->pace_s * G_USEC_PER_SEC)
    return FALSE;
  is_crawling = self->paced_us != 0 &&
                self->paced_bytes < (gint64) (has_others ? limits->pace_bytes_of_many : limits->pace_bytes_of_one);
  self->paced_us = now_us;
  self->paced_bytes = 0;
  return is_crawling;
}

void
_birge_http_mirrors_begin (BirgeHttpSource *source)
{
  const gint64 now_s = birge_clock_get_real_s ();

  source->retry_s = 0;
  for (guint i = 0; i < source->mirrors->len; i++)
    {
      BirgeHttpMirror *mirror = g_ptr_array_index (source->mirrors, i);

      mirror->down = mirror->record.next_at_s > now_s;
      mirror->n_strikes = mirror->n_odd = 0;
      mirror->ready_us = 0;
      mirror->asked = FALSE;
      mirror->paced_us = mirror->paced_bytes = 0;
      if (!mirror->down)
        g_clear_error (&mirror->error);
    }
}

/* Which of two reasons says more about what to do. */
static int
get_weight (const GError *error)
{
  if (error == NULL)
    return 0;
  switch (error->code)
    {
    case BIRGE_SOURCE_ERROR_BUSY:
      return 4;
    case BIRGE_SOURCE_ERROR_PORTAL:
      return 3;
    case BIRGE_SOURCE_ERROR_UNREACHABLE:
      return 2;
    default:
      return 1;
    }
}

gboolean
_birge_http_mirrors_give_up (BirgeHttpSource *source, GError **error)
{
  const GError *reason = NULL;

  for (guint i = 0; i < source->mirrors->len; i++)
    {
      BirgeHttpMirror *mirror = g_ptr_array_index (source->mirrors, i);
      gint64 at_s = mirror->record.next_at_s;

      if (mirror->down && (source->retry_s == 0 || at_s < source->retry_s))
        source->retry_s = at_s;
      if (get_weight (mirror->error) > get_weight (reason))
        reason = mirror->error;
    }
  if (reason != NULL)
    g_propagate_error (error, g_error_copy (reason));
  else
    g_set_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_BUSY,
                 "%s: it could not serve us when it was asked last: it is asked again later",
                 birge_source_get_name (BIRGE_SOURCE (source)));
  return FALSE;
}
