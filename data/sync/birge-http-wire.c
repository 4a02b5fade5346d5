/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-http-private.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

/* What went over each connection, headers, handshakes and repetitions included: the kernel counts it, and who pays by the
 * byte pays for all of it. */

#define SEGMENT_BYTES 52 /* headers of IP (version 4) and of TCP with a time stamp, on each segment */

typedef struct {
  int    fd;
  gint64 counted; /* was charged to somebody */
} Wire;

struct _BirgeHttpWires
{
  GArray *open;  /* of Wire */
  gint64  loose; /* of connections that are closed, charged to nobody yet */
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

static gint64
charge (Wire *wire)
{
  gint64 total = read_total (wire->fd);
  gint64 fresh = MAX (total - wire->counted, 0);

  wire->counted += fresh;
  return fresh;
}

void
_birge_http_wires_add (BirgeHttpWires *self, int fd)
{
  const Wire wire = { fd, 0 };

  g_array_append_val (self->open, wire);
}

void
_birge_http_wires_remove (BirgeHttpWires *self, int fd)
{
  for (guint i = 0; i < self->open->len; i++)
    if (g_array_index (self->open, Wire, i).fd == fd)
      {
        self->loose += charge (&g_array_index (self->open, Wire, i));
        g_array_remove_index_fast (self->open, i);
        return;
      }
}

gint64
_birge_http_wires_charge (BirgeHttpWires *self, int fd)
{
  gint64 fresh = self->loose;

  self->loose = 0;
  for (guint i = 0; i < self->open->len; i++)
    if (g_array_index (self->open, Wire, i).fd == fd)
      fresh += charge (&g_array_index (self->open, Wire, i));
  return fresh;
}
