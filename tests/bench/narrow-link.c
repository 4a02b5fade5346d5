/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A link as narrow, long and lossy as wanted, between two network namespaces, for kernels without netem: a TUN device in each,
 * and this program between them.
 *
 *   narrow-link BITS_PER_SECOND ROUND_TRIP_MS LOSS_PER_MILLE SEED
 *
 * Writes "CLIENT SERVER", two process ids in whose namespaces 10.9.0.1 and 10.9.0.2 are, and works until its input ends.
 * The same seed loses the same packets, counted from the start. Both ends speak TCP with CUBIC. Works as root, or as anybody
 * where user namespaces are allowed and /dev/net/tun may be opened. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define MTU          1500
#define N_SLOTS      8192 /* packets under way in one direction */
#define BUFFER_NS    300000000LL /* a router's buffer: so long may a packet wait for its turn */
#define LEAST_BUFFER 16 /* packets, however slow the link */
#define NS_PER_S     1000000000LL

typedef struct {
  int64_t due_ns;
  int     length;
  char    data[MTU];
} Packet;

typedef struct {
  int      from, to;   /* descriptors */
  Packet  *ring;
  unsigned first, n;
  int64_t  free_ns;    /* when the link has nothing more to send */
  uint64_t random;
} Way;

static int64_t bits_per_s, delay_ns, loss_per_mille;

static void
fail (const char *what)
{
  fprintf (stderr, "narrow-link: %s: %s\n", what, strerror (errno));
  exit (1);
}

static int64_t
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * NS_PER_S + now.tv_nsec;
}

static int
write_file (const char *path, const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  int done = fd >= 0 && write (fd, text, strlen (text)) == (ssize_t) strlen (text);

  if (fd >= 0)
    close (fd);
  return done;
}

/* Who is not root becomes it in a user namespace, where namespaces of the network may be made. */
static void
become_root (void)
{
  char users[64], groups[64];

  if (geteuid () == 0)
    return;
  snprintf (users, sizeof users, "0 %d 1", (int) geteuid ());
  snprintf (groups, sizeof groups, "0 %d 1", (int) getegid ());
  if (unshare (CLONE_NEWUSER) != 0)
    fail ("user namespaces are not allowed");
  if (!write_file ("/proc/self/setgroups", "deny") || !write_file ("/proc/self/gid_map", groups) ||
      !write_file ("/proc/self/uid_map", users))
    fail ("/proc/self/uid_map");
}

static void
set_address (int fd, unsigned long request, struct ifreq *what, const char *address)
{
  struct sockaddr_in *in = (struct sockaddr_in *) (void *) &what->ifr_addr;

  memset (in, 0, sizeof *in);
  in->sin_family = AF_INET;
  inet_pton (AF_INET, address, &in->sin_addr);
  if (ioctl (fd, request, what) != 0)
    fail (address);
}

static void
bring_up (int fd, const char *name)
{
  struct ifreq what = { 0 };

  snprintf (what.ifr_name, sizeof what.ifr_name, "%s", name);
  what.ifr_flags = IFF_UP | IFF_RUNNING;
  if (ioctl (fd, SIOCSIFFLAGS, &what) != 0)
    fail (name);
}

/* What most servers speak, whatever this machine does. Where a namespace may not choose for itself, a route may. */
static void
speak_cubic (const char *other)
{
  char command[128];

  if (write_file ("/proc/sys/net/ipv4/tcp_congestion_control", "cubic"))
    return;
  snprintf (command, sizeof command, "PATH=$PATH:/sbin:/usr/sbin ip route replace %s/32 dev link congctl cubic >&2", other);
  if (system (command) != 0)
    fail ("CUBIC");
}

/* Enters a new namespace with one end of the link in it; returns that end's packets. */
static int
make_end (const char *own, const char *other)
{
  struct ifreq what = { .ifr_flags = IFF_TUN | IFF_NO_PI };
  int tun, fd;

  if (unshare (CLONE_NEWNET) != 0)
    fail ("a network namespace");
  write_file ("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1"); /* it would speak by itself */
  write_file ("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
  write_file ("/proc/sys/net/ipv4/tcp_no_metrics_save", "1");   /* no run learns from the one before */
  tun = open ("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
  fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  snprintf (what.ifr_name, sizeof what.ifr_name, "link");
  if (tun < 0 || fd < 0 || ioctl (tun, TUNSETIFF, &what) != 0)
    fail ("/dev/net/tun");
  set_address (fd, SIOCSIFADDR, &what, own);
  set_address (fd, SIOCSIFDSTADDR, &what, other);
  bring_up (fd, "link");
  bring_up (fd, "lo");
  close (fd);
  speak_cubic (other);
  return tun;
}

/* A process that does nothing but stay in this namespace. */
static pid_t
leave_somebody (void)
{
  pid_t child = fork ();

  if (child < 0)
    fail ("fork");
  if (child > 0)
    return child;
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  for (;;)
    pause ();
}

static int
is_lost (Way *self)
{
  /* splitmix64 */
  uint64_t z = (self->random += 0x9e3779b97f4a7c15ULL);

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return (int64_t) ((z ^ (z >> 31)) % 1000) < loss_per_mille;
}

static void
take (Way *self)
{
  char data[MTU];
  ssize_t length;

  while ((length = read (self->from, data, sizeof data)) > 0)
    {
      int64_t now = now_ns ();
      int64_t turn_ns = bits_per_s > 0 ? length * 8 * NS_PER_S / bits_per_s : 0;
      int64_t start_ns = self->free_ns > now ? self->free_ns : now;
      int64_t buffer_ns = turn_ns * LEAST_BUFFER > BUFFER_NS ? turn_ns * LEAST_BUFFER : BUFFER_NS;
      Packet *packet;

      if (self->n == N_SLOTS || start_ns - now > buffer_ns)
        continue;
      self->free_ns = start_ns + turn_ns;
      if (is_lost (self))
        continue; /* it was sent, and did not arrive */
      packet = &self->ring[(self->first + self->n++) % N_SLOTS];
      packet->due_ns = self->free_ns + delay_ns;
      packet->length = (int) length;
      memcpy (packet->data, data, (size_t) length);
    }
}

static void
give (Way *self)
{
  while (self->n > 0 && self->ring[self->first].due_ns <= now_ns ())
    {
      const Packet *packet = &self->ring[self->first];

      if (write (self->to, packet->data, (size_t) packet->length) < 0 && errno == EAGAIN)
        break;
      self->first = (self->first + 1) % N_SLOTS;
      self->n--;
    }
}

static void
set_timer (int timer, const Way *ways)
{
  struct itimerspec at = { 0 };
  int64_t due_ns = INT64_MAX;

  for (int i = 0; i < 2; i++)
    if (ways[i].n > 0 && ways[i].ring[ways[i].first].due_ns < due_ns)
      due_ns = ways[i].ring[ways[i].first].due_ns;
  if (due_ns < INT64_MAX)
    {
      due_ns = due_ns > 1 ? due_ns : 1;
      at.it_value.tv_sec = due_ns / NS_PER_S;
      at.it_value.tv_nsec = due_ns % NS_PER_S;
    }
  timerfd_settime (timer, TFD_TIMER_ABSTIME, &at, NULL);
}

static void
carry (Way *ways)
{
  int timer = timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC);
  struct pollfd polls[] = { { ways[0].from, POLLIN, 0 }, { ways[1].from, POLLIN, 0 }, { timer, POLLIN, 0 },
                            { STDIN_FILENO, POLLIN, 0 } };

  while (poll (polls, 4, -1) >= 0 || errno == EINTR)
    {
      if (polls[3].revents != 0)
        return;
      for (int i = 0; i < 2; i++)
        {
          take (&ways[i]);
          give (&ways[i]);
        }
      set_timer (timer, ways);
    }
}

int
main (int argc, char **argv)
{
  Way ways[2] = { 0 };
  pid_t client;

  if (argc != 5)
    {
      fprintf (stderr, "usage: narrow-link BITS_PER_SECOND ROUND_TRIP_MS LOSS_PER_MILLE SEED\n");
      return 2;
    }
  bits_per_s = atoll (argv[1]);
  delay_ns = atoll (argv[2]) * 1000000 / 2;
  loss_per_mille = atoll (argv[3]);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  become_root ();
  ways[0].from = ways[1].to = make_end ("10.9.0.1", "10.9.0.2");
  client = leave_somebody ();
  ways[1].from = ways[0].to = make_end ("10.9.0.2", "10.9.0.1");
  for (int i = 0; i < 2; i++)
    {
      ways[i].ring = calloc (N_SLOTS, sizeof (Packet));
      ways[i].random = (uint64_t) atoll (argv[4]) * 2 + (uint64_t) i;
      if (ways[i].ring == NULL)
        fail ("memory");
    }
  printf ("%d %d\n", (int) client, (int) getpid ());
  fflush (stdout);
  carry (ways);
  kill (client, SIGKILL);
  return 0;
}
