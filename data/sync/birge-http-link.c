/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-http-private.h"

#include <sys/socket.h>
#include <unistd.h>

#include "data/formats/birge-clock.h"

/* A cap is held by not reading: while the bucket is empty the loop stands still, nothing is taken from any socket, and so
 * little fits into a socket's buffer that the sender stops. It stands still where the bytes are counted, since libcurl reads
 * on as long as a socket has something. */

#define CAPPED_SOCKET_BYTES 16384
#define CAPPED_READ_BYTES   2048  /* at once */
#define CAP_PER_CONNECTION  32768 /* fewer connections below: each fills its buffer, whatever the cap */

const BirgeHttpLimits _birge_http_limits = {
  .n_connections = 4,
  .connect_ms = 30 * 1000,
  .low_speed_bytes = 100,
  .low_speed_s = 60,
  .pace_s = 10 * 60,
  .pace_bytes_of_one = 256 * 1024,
  .pace_bytes_of_many = 4 * 1024 * 1024,
  .metadata_ms = 60 * 1000,
  .retry_ms = 1000,
  .portal_s = 5 * 60,
  .max_header_bytes = 16 * 1024,
};

struct _BirgeHttpLink {
  CURLM           *multi;      /* owned; keeps connections */
  CURLSH          *share;      /* owned; addresses and TLS sessions */
  GPtrArray       *active;     /* of BirgeHttpRequest, borrowed */
  BirgeHttpLimits  limits;
  BirgeHttpTls     tls;
  BirgeTokenBucket bucket;
  GCancellable    *cancellable; /* borrowed; of the step under way */
  BirgeHttpTick    tick;        /* or NULL */
  gpointer         tick_data;
  BirgeHttpWires  *wires;       /* owned */
  gint64           wire_bytes;
};

BirgeHttpLink *
_birge_http_link_new (gint64 cap, const char *certificate_file)
{
  static gsize once = 0;
  BirgeHttpLink *self = g_new0 (BirgeHttpLink, 1);

  if (g_once_init_enter (&once))
    {
      curl_global_init (CURL_GLOBAL_DEFAULT);
      g_once_init_leave (&once, 1);
    }
  self->limits = _birge_http_limits;
  self->tls.certificate_file = g_strdup (certificate_file);
  self->active = g_ptr_array_new ();
  self->wires = _birge_http_wires_new ();
  birge_token_bucket_init (&self->bucket, cap, birge_clock_get_monotonic_us ());
  self->multi = curl_multi_init ();
  curl_multi_setopt (self->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long) self->limits.n_connections);
  curl_multi_setopt (self->multi, CURLMOPT_PIPELINING, (long) CURLPIPE_NOTHING);
  self->share = curl_share_init ();
  curl_share_setopt (self->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
  curl_share_setopt (self->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  return self;
}

void
_birge_http_link_free (BirgeHttpLink *self)
{
  while (self->active->len > 0)
    _birge_http_link_stop (self, g_ptr_array_index (self->active, 0));
  curl_multi_cleanup (self->multi);
  curl_share_cleanup (self->share);
  _birge_http_wires_free (self->wires);
  g_ptr_array_unref (self->active);
  g_free (self->tls.certificate_file);
  g_free (self);
}

BirgeHttpLimits *
_birge_http_link_get_limits (BirgeHttpLink *self)
{
  return &self->limits;
}

BirgeHttpTls *
_birge_http_link_get_tls (BirgeHttpLink *self)
{
  return &self->tls;
}

guint
_birge_http_link_get_width (BirgeHttpLink *self)
{
  if (self->bucket.rate == 0)
    return self->limits.n_connections;
  return (guint) CLAMP (self->bucket.rate / CAP_PER_CONNECTION, 1, self->limits.n_connections);
}

guint
_birge_http_link_get_active (BirgeHttpLink *self)
{
  return self->active->len;
}

gint64
_birge_http_link_get_wire_bytes (BirgeHttpLink *self)
{
  return self->wire_bytes;
}

static int
on_socket (void *link, curl_socket_t fd, curlsocktype purpose)
{
  BirgeHttpLink *self = link;
  const int size = CAPPED_SOCKET_BYTES;

  if (self->bucket.rate > 0)
    setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  _birge_http_wires_add (self->wires, fd);
  return CURL_SOCKOPT_OK;
}

static int
on_socket_end (void *link, curl_socket_t fd)
{
  BirgeHttpLink *self = link;

  _birge_http_wires_remove (self->wires, fd);
  return close (fd);
}

void
_birge_http_link_begin (BirgeHttpLink *self, BirgeHttpRequest *request, int local_port)
{
  _birge_http_wires_begin (self->wires, local_port, request);
}

/* Each transfer gets its part of the cap. */
static void
share_out (BirgeHttpLink *self)
{
  if (self->bucket.rate == 0 || self->active->len == 0)
    return;
  for (guint i = 0; i < self->active->len; i++)
    {
      BirgeHttpRequest *request = g_ptr_array_index (self->active, i);

      curl_easy_setopt (request->easy, CURLOPT_MAX_RECV_SPEED_LARGE,
                        (curl_off_t) MAX (self->bucket.rate / self->active->len, 1));
    }
}

static void
add (BirgeHttpLink *self, BirgeHttpRequest *request)
{
  _birge_http_request_prepare (request, &self->limits);
  _birge_http_tls_set_up (&self->tls, request->easy);
  curl_easy_setopt (request->easy, CURLOPT_SHARE, self->share);
  curl_easy_setopt (request->easy, CURLOPT_SOCKOPTFUNCTION, on_socket);
  curl_easy_setopt (request->easy, CURLOPT_SOCKOPTDATA, self);
  curl_easy_setopt (request->easy, CURLOPT_CLOSESOCKETFUNCTION, on_socket_end);
  curl_easy_setopt (request->easy, CURLOPT_CLOSESOCKETDATA, self);
  if (self->bucket.rate > 0)
    curl_easy_setopt (request->easy, CURLOPT_BUFFERSIZE, (long) CAPPED_READ_BYTES);
  g_ptr_array_add (self->active, request);
  share_out (self);
  curl_multi_add_handle (self->multi, request->easy);
}

void
_birge_http_link_start (BirgeHttpLink *self, BirgeHttpRequest *request)
{
  request->link = self;
  add (self, request);
}

void
_birge_http_link_stop (BirgeHttpLink *self, BirgeHttpRequest *request)
{
  gint64 before = request->wire_bytes;

  if (!g_ptr_array_remove_fast (self->active, request))
    return;
  curl_multi_remove_handle (self->multi, request->easy); /* closes its connection */
  request->is_measured = _birge_http_wires_end (self->wires, request);
  _birge_http_request_finish (request, CURLE_ABORTED_BY_CALLBACK);
  self->wire_bytes += request->wire_bytes - before;
  share_out (self);
}

static void
take_result (BirgeHttpLink *self, CURL *easy, CURLcode code)
{
  BirgeHttpRequest *request = NULL;
  gint64 before;

  curl_easy_getinfo (easy, CURLINFO_PRIVATE, (char **) &request);
  curl_multi_remove_handle (self->multi, easy);
  request->is_measured = _birge_http_wires_end (self->wires, request);
  g_ptr_array_remove_fast (self->active, request);
  before = request->wire_bytes;
  if (_birge_http_request_finish (request, code))
    {
      self->wire_bytes += request->wire_bytes - before;
      add (self, request);
      return;
    }
  self->wire_bytes += request->wire_bytes - before;
  share_out (self);
  request->done (request);
}

/* Ends at once when somebody cancels. */
static void
wait_for_bucket (BirgeHttpLink *self, gint64 most_us)
{
  const gint64 wait_us = birge_token_bucket_wait_us (&self->bucket, birge_clock_get_monotonic_us ());
  const int wait_ms = (int) (MIN (wait_us, most_us) + 999) / 1000;
  GPollFD poll;

  if (wait_us == 0)
    return;
  if (self->cancellable != NULL && g_cancellable_make_pollfd (self->cancellable, &poll))
    {
      g_poll (&poll, 1, wait_ms);
      g_cancellable_release_fd (self->cancellable);
    }
  else
    g_usleep ((gulong) wait_ms * 1000);
}

void
_birge_http_link_count (BirgeHttpLink *self, gint64 bytes)
{
  if (self->bucket.rate == 0)
    return;
  birge_token_bucket_take (&self->bucket, bytes + bytes / BIRGE_HTTP_HEADER_PARTS, birge_clock_get_monotonic_us ());
  wait_for_bucket (self, G_USEC_PER_SEC);
  if (self->tick != NULL)
    self->tick (self->tick_data);
}

void
_birge_http_link_set_tick (BirgeHttpLink *self, BirgeHttpTick tick, gpointer user_data)
{
  self->tick = tick;
  self->tick_data = user_data;
}

static void
wait_for_sockets (BirgeHttpLink *self, guint most_ms, GCancellable *cancellable)
{
  GPollFD poll;

  if (cancellable != NULL && g_cancellable_make_pollfd (cancellable, &poll))
    {
      struct curl_waitfd extra = { .fd = poll.fd, .events = CURL_WAIT_POLLIN };

      curl_multi_poll (self->multi, &extra, 1, (int) most_ms, NULL);
      g_cancellable_release_fd (cancellable);
    }
  else
    curl_multi_poll (self->multi, NULL, 0, (int) most_ms, NULL);
}

void
_birge_http_link_step (BirgeHttpLink *self, guint wait_ms, GCancellable *cancellable)
{
  int running = 0, left = 0;
  CURLMsg *message;

  self->cancellable = cancellable;
  curl_multi_perform (self->multi, &running);
  while ((message = curl_multi_info_read (self->multi, &left)) != NULL)
    if (message->msg == CURLMSG_DONE)
      {
        take_result (self, message->easy_handle, message->data.result);
        wait_ms = 0; /* there may be more to start */
      }
  if (wait_ms > 0)
    wait_for_sockets (self, wait_ms, cancellable);
  self->cancellable = NULL;
}
