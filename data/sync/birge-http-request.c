/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-http-private.h"

#include <string.h>

#include "data/formats/birge-clock.h"
#include "data/sync/birge-backoff.h"

#define MAX_REDIRECTS     3
#define MAX_FIELD         512  /* of a header that is kept */
#define MAX_IDLE_BYTES    4096 /* the body of a refusal is read to its end if that saves a new connection */
#define USEFUL_BYTES      1024
#define HANDSHAKE_BYTES   5000 /* about what a new TLS connection costs, where the kernel does not say */

enum {
  STATUS_OK = 200,
  STATUS_PARTIAL = 206,
  STATUS_UNCHANGED = 304,
  STATUS_UNAUTHORIZED = 401,
  STATUS_FORBIDDEN = 403,
  STATUS_NOT_FOUND = 404,
  STATUS_TIMEOUT = 408,
  STATUS_GONE = 410,
  STATUS_TOO_MANY = 429,
  STATUS_SERVER = 500,
  STATUS_UNAVAILABLE = 503,
  STATUS_PORTAL = 511,
};

BirgeHttpRequest *
_birge_http_request_new (const BirgeHttpAddress *address, const char *path)
{
  BirgeHttpRequest *self = g_new0 (BirgeHttpRequest, 1);

  self->address = address;
  self->url = g_strconcat (address->base, "/", path, NULL);
  self->first = -1;
  self->total = -1;
  self->retry_after_s = -1;
  return self;
}

void
_birge_http_request_free (BirgeHttpRequest *self)
{
  g_free (self->url);
  g_free (self->etag);
  g_free (self->modified);
  g_free (self->why);
  g_clear_error (&self->error);
  g_free (self->answer_etag);
  g_free (self->answer_modified);
  g_free (self->redirect);
  curl_slist_free_all (self->headers);
  g_clear_pointer (&self->easy, curl_easy_cleanup);
  g_free (self);
}

gboolean
_birge_http_request_was_useful (const BirgeHttpRequest *self)
{
  return self->is_useful && self->body_bytes >= USEFUL_BYTES;
}

/* The first judgement stands. */
static void
judge (BirgeHttpRequest *self, BirgeHttpOutcome outcome, const char *why)
{
  if (self->judged)
    return;
  self->judged = TRUE;
  self->outcome = outcome;
  g_free (self->why);
  self->why = g_strdup (why);
}

static gboolean
is_ranged (const BirgeHttpRequest *self)
{
  return self->first >= 0;
}

/* How long the body has to be; -1 when nobody knows. */
static gint64
get_body_length (const BirgeHttpRequest *self)
{
  if (is_ranged (self))
    return self->last - self->first + 1;
  return self->total >= 0 ? self->total : self->content_length;
}

static void
judge_partial (BirgeHttpRequest *self)
{
  if (!is_ranged (self))
    judge (self, BIRGE_HTTP_DAMAGED, "it sent a part of the file where the whole was asked for");
  else if (self->n_ranges != 1 || self->range_is_bad)
    judge (self, BIRGE_HTTP_DAMAGED, "it does not say which part of the file it sends");
  else if (self->range.first != self->first || self->range.last != self->last)
    judge (self, BIRGE_HTTP_DAMAGED, "it sent another part of the file than the one asked for");
  else if (self->total >= 0 && self->range.total != self->total)
    judge (self, BIRGE_HTTP_DAMAGED, "its file has another length than was signed for");
  else if (self->range.total > self->max_bytes)
    judge (self, BIRGE_HTTP_TOO_LARGE, "its file is too long");
}

static void
judge_success (BirgeHttpRequest *self)
{
  gint64 length;

  if (self->html && !self->any_type)
    judge (self, BIRGE_HTTP_PORTAL, "a web page came instead of the file");
  else if (self->encoded)
    judge (self, BIRGE_HTTP_DAMAGED, "it sent the file compressed, which was not asked for");
  else if (self->status == STATUS_PARTIAL)
    judge_partial (self);
  else if (is_ranged (self))
    judge (self, BIRGE_HTTP_NO_RANGES, "it sent the whole file where a part was asked for");

  length = get_body_length (self);
  if (self->content_length >= 0 && length >= 0 && self->content_length != length)
    judge (self, BIRGE_HTTP_DAMAGED, "its file has another length than was signed for");
  if (!is_ranged (self) && self->content_length > self->max_bytes)
    judge (self, BIRGE_HTTP_TOO_LARGE, "its file is too long");
}

static void
judge_status (BirgeHttpRequest *self)
{
  g_autofree char *why = g_strdup_printf ("it answered with status %ld", self->status);

  switch (self->status)
    {
    case STATUS_OK:
    case STATUS_PARTIAL:
      judge_success (self);
      break;
    case STATUS_UNCHANGED:
      judge (self, self->etag != NULL || self->modified != NULL ? BIRGE_HTTP_UNCHANGED : BIRGE_HTTP_DAMAGED, why);
      break;
    case 301: case 302: case 303: case 307: case 308:
      judge (self, BIRGE_HTTP_REDIRECT, why);
      break;
    case STATUS_UNAUTHORIZED: case STATUS_FORBIDDEN: case STATUS_NOT_FOUND: case STATUS_GONE:
      judge (self, BIRGE_HTTP_NOT_FOUND, why);
      break;
    case STATUS_PORTAL:
      judge (self, BIRGE_HTTP_PORTAL, why);
      break;
    case STATUS_TIMEOUT: case STATUS_TOO_MANY:
      judge (self, BIRGE_HTTP_BUSY, why);
      break;
    default: /* 416, too: we never ask for more than the file has, so it has another one */
      judge (self, self->status >= STATUS_SERVER ? BIRGE_HTTP_BUSY : BIRGE_HTTP_DAMAGED, why);
    }
  self->is_told_to_wait = self->outcome == BIRGE_HTTP_BUSY &&
                          (self->status == STATUS_TOO_MANY || self->status == STATUS_UNAVAILABLE || self->retry_after_s >= 0);
}

/* The headers of an answer have ended. FALSE ends the transfer. */
static gboolean
begin_body (BirgeHttpRequest *self)
{
  if (self->status < STATUS_OK) /* another one follows */
    return TRUE;
  self->in_body = TRUE;
  judge_status (self);
  if (self->judged)
    return self->content_length >= 0 && self->content_length <= MAX_IDLE_BYTES;
  if (self->begin != NULL && !self->begin (self, is_ranged (self) ? self->range.total : get_body_length (self),
                                           &self->error))
    {
      judge (self, BIRGE_HTTP_REFUSED, NULL);
      return FALSE;
    }
  return TRUE;
}

static void
begin_answer (BirgeHttpRequest *self, const char *line)
{
  const char *space = strchr (line, ' ');

  self->status = space != NULL ? (long) g_ascii_strtoull (space + 1, NULL, 10) : 0;
  self->content_length = -1;
  self->n_ranges = 0;
  self->range_is_bad = self->encoded = self->html = FALSE;
  self->range = (BirgeContentRange) { -1, -1, -1 };
}

static void
take_field (BirgeHttpRequest *self, const char *name, const char *value)
{
  if (g_ascii_strcasecmp (name, "Content-Range") == 0)
    {
      self->n_ranges++;
      self->range_is_bad |= !birge_content_range_parse (value, strlen (value), &self->range);
    }
  else if (g_ascii_strcasecmp (name, "Content-Length") == 0)
    self->content_length = strlen (value) <= 18 ? g_ascii_strtoll (value, NULL, 10) : G_MAXINT64;
  else if (g_ascii_strcasecmp (name, "Content-Encoding") == 0)
    self->encoded |= g_ascii_strcasecmp (value, "identity") != 0;
  else if (g_ascii_strcasecmp (name, "Content-Type") == 0)
    self->html = g_ascii_strncasecmp (value, "text/html", 9) == 0;
  else if (g_ascii_strcasecmp (name, "Retry-After") == 0)
    self->retry_after_s = birge_backoff_parse_retry_after (value, birge_clock_get_real_s ());
  else if (g_ascii_strcasecmp (name, "Date") == 0)
    self->date_s = MAX (birge_backoff_parse_http_date (value), 0);
  else if (g_ascii_strcasecmp (name, "ETag") == 0 && strlen (value) <= MAX_FIELD)
    g_free (self->answer_etag), self->answer_etag = g_strdup (value);
  else if (g_ascii_strcasecmp (name, "Last-Modified") == 0 && strlen (value) <= MAX_FIELD)
    g_free (self->answer_modified), self->answer_modified = g_strdup (value);
}

static size_t
on_header (char *data, size_t unit, size_t length, void *user_data)
{
  BirgeHttpRequest *self = user_data;
  g_autofree char *line = NULL;
  char *colon;

  self->header_bytes += (gint64) length;
  _birge_http_link_count (self->link, (gint64) length);
  if (self->header_bytes > _birge_http_link_get_limits (self->link)->max_header_bytes)
    {
      judge (self, BIRGE_HTTP_DAMAGED, "its headers have no end");
      return 0;
    }
  if (self->in_body)
    return length; /* after a body in chunks; says nothing to us */

  line = g_strstrip (g_strndup (data, length));
  if (*line == '\0')
    return begin_body (self) ? length : 0;
  if (g_str_has_prefix (line, "HTTP/"))
    {
      begin_answer (self, line);
      return length;
    }
  colon = strchr (line, ':');
  if (colon != NULL)
    {
      *colon = '\0';
      take_field (self, line, g_strchug (colon + 1));
    }
  return length;
}

static size_t
on_body (char *data, size_t unit, size_t length, void *user_data)
{
  BirgeHttpRequest *self = user_data;
  gint64 offset = self->body_bytes + (is_ranged (self) ? self->first : 0);
  gint64 expected = get_body_length (self);

  _birge_http_link_count (self->link, (gint64) length);
  self->body_bytes += (gint64) length;
  if (self->judged)
    return self->body_bytes <= MAX_IDLE_BYTES ? length : 0;
  /* What the headers promised is not what comes: count for ourselves. */
  if (expected >= 0 && self->body_bytes > expected)
    {
      judge (self, BIRGE_HTTP_DAMAGED, "it sends more than there is");
      return 0;
    }
  if (self->body_bytes > self->max_bytes)
    {
      judge (self, BIRGE_HTTP_TOO_LARGE, "its file is too long");
      return 0;
    }
  if (!self->write (self, offset, (const guint8 *) data, length, &self->error))
    {
      judge (self, BIRGE_HTTP_REFUSED, NULL);
      return 0;
    }
  return length;
}

static int
on_connection (void *user_data, char *server_ip, char *own_ip, int server_port, int own_port)
{
  BirgeHttpRequest *self = user_data;

  _birge_http_link_begin (self->link, self, own_port);
  return CURL_PREREQFUNC_OK;
}

static void
add_header (BirgeHttpRequest *self, const char *name, const char *value)
{
  g_autofree char *line = NULL;

  if (value == NULL)
    return;
  line = g_strdup_printf ("%s: %s", name, value);
  self->headers = curl_slist_append (self->headers, line);
}

static void
reset_answer (BirgeHttpRequest *self)
{
  self->judged = self->in_body = self->is_told_to_wait = self->is_measured = FALSE;
  self->outcome = BIRGE_HTTP_OK;
  self->status = 0;
  self->header_bytes = self->body_bytes = self->measured_bytes = 0;
  self->content_length = -1;
  self->retry_after_s = -1;
  g_clear_pointer (&self->why, g_free);
  g_clear_pointer (&self->answer_etag, g_free);
  g_clear_pointer (&self->answer_modified, g_free);
  g_clear_pointer (&self->headers, curl_slist_free_all);
}

static void
limit (BirgeHttpRequest *self, const BirgeHttpLimits *limits)
{
  curl_easy_setopt (self->easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (self->easy, CURLOPT_PROTOCOLS_STR, self->address->loopback ? "http,https" : "https");
  curl_easy_setopt (self->easy, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
  curl_easy_setopt (self->easy, CURLOPT_CONNECTTIMEOUT_MS, (long) limits->connect_ms);
  curl_easy_setopt (self->easy, CURLOPT_LOW_SPEED_LIMIT, (long) limits->low_speed_bytes);
  curl_easy_setopt (self->easy, CURLOPT_LOW_SPEED_TIME, (long) limits->low_speed_s);
  curl_easy_setopt (self->easy, CURLOPT_TIMEOUT_MS, (long) self->timeout_ms);
  curl_easy_setopt (self->easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t) self->max_bytes);
  curl_easy_setopt (self->easy, CURLOPT_PATH_AS_IS, 1L);
  if (self->address->loopback)
    curl_easy_setopt (self->easy, CURLOPT_NOPROXY, "*");
}

void
_birge_http_request_prepare (BirgeHttpRequest *self, const BirgeHttpLimits *limits)
{
  reset_answer (self);
  self->easy = curl_easy_init ();
  limit (self, limits);
  curl_easy_setopt (self->easy, CURLOPT_URL, self->redirect != NULL ? self->redirect : self->url);
  curl_easy_setopt (self->easy, CURLOPT_USERAGENT, "birge");
  curl_easy_setopt (self->easy, CURLOPT_PREREQFUNCTION, on_connection);
  curl_easy_setopt (self->easy, CURLOPT_PREREQDATA, self);
  curl_easy_setopt (self->easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt (self->easy, CURLOPT_HEADERDATA, self);
  curl_easy_setopt (self->easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt (self->easy, CURLOPT_WRITEDATA, self);
  curl_easy_setopt (self->easy, CURLOPT_PRIVATE, self);
  if (is_ranged (self))
    {
      g_autofree char *range = g_strdup_printf ("%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, self->first, self->last);

      curl_easy_setopt (self->easy, CURLOPT_RANGE, range);
    }
  add_header (self, "If-None-Match", self->etag);
  add_header (self, "If-Modified-Since", self->etag == NULL ? self->modified : NULL);
  curl_easy_setopt (self->easy, CURLOPT_HTTPHEADER, self->headers);
}

/* What libcurl says went wrong, where no judgement was made of what came before. */
static void
judge_code (BirgeHttpRequest *self, CURLcode code)
{
  const char *why = curl_easy_strerror (code);

  switch (code)
    {
    case CURLE_PEER_FAILED_VERIFICATION:
      judge (self, _birge_http_tls_is_about_time (self->easy) ? BIRGE_HTTP_TIME : BIRGE_HTTP_PORTAL, why);
      break;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_ISSUER_ERROR:
      judge (self, BIRGE_HTTP_PORTAL, why);
      break;
    case CURLE_FILESIZE_EXCEEDED: /* before the headers ended */
      if (is_ranged (self) && self->status == STATUS_OK)
        judge (self, BIRGE_HTTP_NO_RANGES, why);
      else if (self->status < 300)
        judge (self, BIRGE_HTTP_TOO_LARGE, "its file is too long");
      else
        judge_status (self);
      break;
#if LIBCURL_VERSION_NUM >= 0x080600
    case CURLE_TOO_LARGE:
#endif
    case CURLE_OUT_OF_MEMORY: /* what older versions of libcurl call a header that fills its buffer */
      judge (self, BIRGE_HTTP_DAMAGED, "its headers have no end");
      break;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_RANGE_ERROR:
    case CURLE_WRITE_ERROR:
      judge (self, BIRGE_HTTP_DAMAGED, why);
      break;
    default:
      judge (self, BIRGE_HTTP_UNREACHABLE, why);
    }
}

static void
judge_end (BirgeHttpRequest *self)
{
  gint64 expected = get_body_length (self);

  if (!self->in_body)
    judge (self, BIRGE_HTTP_DAMAGED, "its answer has no beginning");
  else if (expected >= 0 && self->body_bytes < expected)
    judge (self, BIRGE_HTTP_UNREACHABLE, "the connection ended before the file did");
  else
    judge (self, BIRGE_HTTP_OK, NULL);
}

static gboolean
follow (BirgeHttpRequest *self)
{
  char *url = NULL;

  curl_easy_getinfo (self->easy, CURLINFO_REDIRECT_URL, &url);
  self->judged = FALSE;
  if (url == NULL)
    judge (self, BIRGE_HTTP_DAMAGED, "it leads nowhere");
  else if (!_birge_http_address_leads (self->address, url))
    judge (self, BIRGE_HTTP_PORTAL, "it leads to another server");
  else if (self->n_redirects++ == MAX_REDIRECTS)
    judge (self, BIRGE_HTTP_DAMAGED, "it leads in circles");
  else
    {
      g_free (self->redirect);
      self->redirect = g_strdup (url);
      return TRUE;
    }
  return FALSE;
}

static void
count_wire (BirgeHttpRequest *self)
{
  const gint64 told = self->header_bytes + self->body_bytes;
  long sent = 0, connections = 0;
  char *scheme = NULL;

  if (self->is_measured)
    {
      self->wire_bytes += self->measured_bytes;
      return;
    }
  curl_easy_getinfo (self->easy, CURLINFO_REQUEST_SIZE, &sent);
  curl_easy_getinfo (self->easy, CURLINFO_NUM_CONNECTS, &connections);
  curl_easy_getinfo (self->easy, CURLINFO_SCHEME, &scheme);
  self->wire_bytes += sent + told;
  if (connections > 0 && g_strcmp0 (scheme, "HTTPS") == 0)
    self->wire_bytes += HANDSHAKE_BYTES;
}

gboolean
_birge_http_request_finish (BirgeHttpRequest *self, CURLcode code)
{
  gboolean again = FALSE;

  count_wire (self);
  if (code != CURLE_OK)
    judge_code (self, code);
  else
    judge_end (self);
  if (self->outcome == BIRGE_HTTP_REDIRECT)
    again = follow (self);
  g_clear_pointer (&self->easy, curl_easy_cleanup);
  return again;
}
