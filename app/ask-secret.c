/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/ask-secret.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static volatile sig_atomic_t caught; /* number of a signal that came while the terminal showed nothing */

static void
on_signal (int number)
{
  caught = number;
}

/* A line without its end, at most @size - 1 bytes of it. FALSE when nothing can be read, or a signal was caught.
 * @open_to: the signals are let through only while it waits, so that none comes unseen just before; NULL: no signals. */
static gboolean
read_line (int fd, const sigset_t *open_to, char *line, gsize size)
{
  gsize length = 0;
  ssize_t n = 0;
  char byte;

  while (length < size - 1)
    {
      struct pollfd ready = { .fd = fd, .events = POLLIN };

      n = open_to != NULL ? ppoll (&ready, 1, NULL, open_to) : 1;
      if (n > 0)
        n = read (fd, &byte, 1);
      if (n < 0 && errno == EINTR && caught == 0)
        continue;
      if (n <= 0 || byte == '\n' || byte == '\r')
        break;
      line[length++] = byte;
    }
  line[length] = '\0';
  return n >= 0 && (n > 0 || length > 0);
}

gboolean
ask_secret_read_line (int fd, char *line, gsize size)
{
  return read_line (fd, NULL, line, size);
}

/* Whoever stops this gets a terminal back that shows what is typed. */
gboolean
ask_secret (int fd, const char *question, char *line, gsize size)
{
  static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP };
  struct sigaction note = { .sa_handler = on_signal }; /* no SA_RESTART: waiting ends */
  struct sigaction before[G_N_ELEMENTS (signals)];
  struct termios shown, hidden;
  sigset_t held, open_to;
  gboolean done;

  if (tcgetattr (fd, &shown) != 0)
    return FALSE;
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t) (ECHO | ECHONL);
  sigemptyset (&held);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    sigaddset (&held, signals[i]);
  sigprocmask (SIG_BLOCK, &held, &open_to);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    sigaction (signals[i], &note, &before[i]);
  done = tcsetattr (fd, TCSAFLUSH, &hidden) == 0;
  if (done)
    {
      g_printerr ("%s", question);
      done = read_line (fd, &open_to, line, size) && caught == 0;
      tcsetattr (fd, TCSAFLUSH, &shown);
      g_printerr ("\n");
    }
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    sigaction (signals[i], &before[i], NULL);
  sigprocmask (SIG_SETMASK, &open_to, NULL);
  if (caught != 0)
    raise (caught);
  return done;
}
