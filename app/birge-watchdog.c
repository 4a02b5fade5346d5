/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/birge-watchdog.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The few bytes of systemd's notification protocol that a kiosk needs, see
 * sd_notify(3), without its library.  The pings come from the main loop, so
 * that a user interface that hangs stops pinging and is started again.
 */

/* Sends one message to the service manager.  An address that begins with @ is
 * abstract, which is a zero byte on the wire. */
static gboolean
notify (const char *address, const char *message)
{
  struct sockaddr_un to = { .sun_family = AF_UNIX };
  gsize length = strlen (address);
  int fd;
  ssize_t sent;

  if (length < 2 || length >= sizeof to.sun_path || (address[0] != '/' && address[0] != '@'))
    return FALSE;

  memcpy (to.sun_path, address, length);
  if (to.sun_path[0] == '@')
    to.sun_path[0] = '\0';

  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return FALSE;

  sent = sendto (fd, message, strlen (message), MSG_NOSIGNAL | MSG_DONTWAIT,
                 (const struct sockaddr *) &to, offsetof (struct sockaddr_un, sun_path) + length);
  close (fd);
  return sent >= 0;
}

static gboolean
on_ping (gpointer address)
{
  notify (address, "WATCHDOG=1");
  return G_SOURCE_CONTINUE;
}

/**
 * birge_watchdog_start:
 *
 * Tells the service manager that the kiosk is up, and from now on that its
 * main loop turns.
 *
 * Does nothing where no manager asked for it.  WATCHDOG_PID is not compared,
 * as it names the compositor, whose child the kiosk is.
 *
 * Units: WATCHDOG_USEC is in microseconds; pings come twice as often.
 * Threads: the main thread.
 *
 * Returns: whether pings are sent
 */
gboolean
birge_watchdog_start (void)
{
  const char *address = g_getenv ("NOTIFY_SOCKET");
  const char *interval = g_getenv ("WATCHDOG_USEC");
  guint64 interval_us;

  if (address == NULL)
    return FALSE;

  if (!notify (address, "READY=1"))
    {
      g_info ("the service manager does not listen at NOTIFY_SOCKET");
      return FALSE;
    }

  if (interval == NULL || !g_ascii_string_to_unsigned (interval, 10, 2000, G_MAXUINT32, &interval_us, NULL))
    return FALSE;

  notify (address, "WATCHDOG=1");
  g_timeout_add_full (G_PRIORITY_DEFAULT, (guint) (interval_us / 2000), on_ping, g_strdup (address), g_free);
  return TRUE;
}
