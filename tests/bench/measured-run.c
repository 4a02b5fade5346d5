/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs a command and says what it cost:
 *
 *   measured-run OUT [--in PID] [--kill-after MS] COMMAND …
 *
 * OUT becomes one line of JSON: exit status, seconds, seconds of CPU, and the most memory that it or a process it waited for
 * had, in KiB. With --in, in the namespaces of another process. Small, so that its own memory does not count (a process is
 * said to have had as much as the one that started it). */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pid_t child;

static void
fail (const char *what)
{
  fprintf (stderr, "measured-run: %s: %s\n", what, strerror (errno));
  exit (125);
}

static void
enter (const char *pid, const char *kind, int type)
{
  char theirs[64], ours[64];
  struct stat a, b;
  int fd;

  snprintf (theirs, sizeof theirs, "/proc/%s/ns/%s", pid, kind);
  snprintf (ours, sizeof ours, "/proc/self/ns/%s", kind);
  if (stat (theirs, &a) == 0 && stat (ours, &b) == 0 && a.st_ino == b.st_ino)
    return;
  fd = open (theirs, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || setns (fd, type) != 0)
    fail (theirs);
  close (fd);
}

static double
now_s (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static double
as_seconds (struct timeval time)
{
  return (double) time.tv_sec + (double) time.tv_usec / 1e6;
}

static void
on_signal (int number)
{
  if (child > 0)
    kill (-child, number == SIGALRM ? SIGKILL : number);
}

static void
start (char **command)
{
  child = fork ();
  if (child < 0)
    fail ("fork");
  if (child > 0)
    return;
  setpgid (0, 0);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  execvp (command[0], command);
  fail (command[0]);
}

int
main (int argc, char **argv)
{
  long kill_after_ms = 0;
  int at = 2, status = 0;
  struct rusage usage;
  double began_s;
  FILE *out;

  while (at + 1 < argc && strncmp (argv[at], "--", 2) == 0)
    {
      if (strcmp (argv[at], "--in") == 0)
        {
          enter (argv[at + 1], "user", CLONE_NEWUSER);
          enter (argv[at + 1], "net", CLONE_NEWNET);
        }
      else
        kill_after_ms = atol (argv[at + 1]);
      at += 2;
    }
  if (at >= argc)
    {
      fprintf (stderr, "usage: measured-run OUT [--in PID] [--kill-after MS] COMMAND ...\n");
      return 2;
    }
  signal (SIGTERM, on_signal);
  signal (SIGINT, on_signal);
  signal (SIGALRM, on_signal);
  began_s = now_s ();
  start (argv + at);
  if (kill_after_ms > 0)
    {
      struct itimerval timer = { .it_value = { kill_after_ms / 1000, kill_after_ms % 1000 * 1000 } };

      setitimer (ITIMER_REAL, &timer, NULL);
    }
  while (waitpid (child, &status, 0) < 0)
    if (errno != EINTR)
      fail ("wait");
  getrusage (RUSAGE_CHILDREN, &usage);
  out = fopen (argv[1], "w");
  if (out == NULL)
    fail (argv[1]);
  fprintf (out, "{\"status\": %d, \"seconds\": %.4f, \"cpu\": %.4f, \"peak_kib\": %ld}\n",
           WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status), now_s () - began_s,
           as_seconds (usage.ru_utime) + as_seconds (usage.ru_stime), usage.ru_maxrss);
  return fclose (out) == 0 ? 0 : 1;
}
