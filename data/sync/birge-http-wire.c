/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-http-private.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

/* What went over each connection, headers, handshakes and repetitions included: the kernel counts it, and who pays by the
 * byte pays for all of it. One request follows the other on a connection, the next one often before the last one's end was
 * told: so a connection has a user, and what it carries is the user's until the next one begins. */

#define SEGMENT_BYTES 52 /* headers of IP (version 4) and of TCP with a time stamp, on each segment */

typedef struct {
  int               fd;
  BirgeHttpRequest *user;    /* borrowed, or NULL */
  gint64            counted; /* was charged to somebody */
} Wire;

struct _BirgeHttpWires
{
  GArray  *open;    /* of Wire */
  gint64   loose;   /* of connections that are closed, charged to nobody yet */
  gboolean is_told; /* this kernel counts */
};

BirgeHttpWires *
_birge_http_wires_new (void)
{
  BirgeHttpWires *self = g_new0 (BirgeHttpWires, 1);

  self->open = g_array_new (FALSE, FALSE, sizeof (Wire));
  return self;
}

void
_birge_http_wires_free (BirgeHttpWires *self)
{
  g_array_unref (self->open);
  g_free (self);
}

/* -1: the kernel does not say. */
static gint64
read_total (int fd)
{
  struct tcp_info info = { 0 };
  socklen_t length = sizeof info;

  if (getsockopt (fd, IPPROTO_TCP, TCP_INFO, &info, &length) != 0 ||
      length < offsetof (struct tcp_info, tcpi_bytes_sent) + sizeof info.tcpi_bytes_sent)
    return -1;
  return (gint64) info.tcpi_bytes_received + (gint64) info.tcpi_bytes_sent +
         ((gint64) info.tcpi_segs_in + info.tcpi_segs_out) * SEGMENT_BYTES;
}

/* What went over it since the last time is its user's. */
static void
charge (BirgeHttpWires *self, Wire *wire)
{
  const gint64 fresh = MAX (read_total (wire->fd) - wire->counted, 0);

  wire->counted += fresh;
  if (wire->user != NULL)
    wire->user->measured_bytes += fresh;
  else
    self->loose += fresh;
}

static int
get_local_port (int fd)
{
  struct sockaddr_storage address = { 0 };
  socklen_t length = sizeof address;

  if (getsockname (fd, (struct sockaddr *) &address, &length) != 0)
    return -1;
  if (address.ss_family == AF_INET6)
    return g_ntohs (((struct sockaddr_in6 *) &address)->sin6_port);
  return g_ntohs (((struct sockaddr_in *) &address)->sin_port);
}

void
_birge_http_wires_add (BirgeHttpWires *self, int fd)
{
  const Wire wire = { fd, NULL, 0 };

  g_array_append_val (self->open, wire);
  self->is_told = read_total (fd) >= 0;
}

void
_birge_http_wires_remove (BirgeHttpWires *self, int fd)
{
  for (guint i = 0; i < self->open->len; i++)
    if (g_array_index (self->open, Wire, i).fd == fd)
      {
        charge (self, &g_array_index (self->open, Wire, i));
        g_array_remove_index_fast (self->open, i);
        return;
      }
}

void
_birge_http_wires_begin (BirgeHttpWires *self, int local_port, BirgeHttpRequest *request)
{
  for (guint i = 0; i < self->open->len; i++)
    {
      Wire *wire = &g_array_index (self->open, Wire, i);

      if (get_local_port (wire->fd) != local_port)
        continue;
      if (wire->user != NULL)
        charge (self, wire);
      wire->user = request; /* of a new one, the handshake, too */
    }
}

gboolean
_birge_http_wires_end (BirgeHttpWires *self, BirgeHttpRequest *request)
{
  for (guint i = 0; i < self->open->len; i++)
    {
      Wire *wire = &g_array_index (self->open, Wire, i);

      if (wire->user != request)
        continue;
      charge (self, wire);
      wire->user = NULL;
    }
  request->measured_bytes += self->loose;
  self->loose = 0;
  return self->is_told;
}
