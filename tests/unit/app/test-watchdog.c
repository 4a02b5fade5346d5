/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/birge-watchdog.h"

#include <glib/gstdio.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The service manager's end, as a file or an abstract name. */
typedef struct
{
  char *folder;
  char *address;
  int fd;
} Manager;

static void
listen_at (Manager *manager, const char *address)
{
  struct sockaddr_un at = { .sun_family = AF_UNIX };
  gsize length = strlen (address);

  g_assert_cmpuint (length, <, sizeof at.sun_path);
  memcpy (at.sun_path, address, length);
  if (address[0] == '@')
    at.sun_path[0] = '\0';
  manager->address = g_strdup (address);
  manager->fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (manager->fd, >=, 0);
  g_assert_no_errno (bind (manager->fd, (const struct sockaddr *) &at,
                           offsetof (struct sockaddr_un, sun_path) + length));
}

static void
set_up (Manager *manager, gconstpointer kind)
{
  g_autofree char *address = NULL;

  manager->folder = g_dir_make_tmp ("birge-watchdog-XXXXXX", NULL);
  address = g_str_equal (kind, "abstract") ? g_strdup_printf ("@birge-test-%d", (int) getpid ())
                                           : g_build_filename (manager->folder, "notify", NULL);
  listen_at (manager, address);
  g_setenv ("NOTIFY_SOCKET", address, TRUE);
}

static void
tear_down (Manager *manager, gconstpointer kind)
{
  g_unsetenv ("NOTIFY_SOCKET");
  g_unsetenv ("WATCHDOG_USEC");
  close (manager->fd);
  if (manager->address[0] == '/')
    g_unlink (manager->address);
  g_rmdir (manager->folder);
  g_free (manager->address);
  g_free (manager->folder);
}

static void
assert_message (Manager *manager, const char *expected)
{
  char message[64] = "";

  g_assert_cmpint (recv (manager->fd, message, sizeof message - 1, MSG_DONTWAIT), >, 0);
  g_assert_cmpstr (message, ==, expected);
}

static void
assert_silence (Manager *manager)
{
  char message[64];

  g_assert_cmpint (recv (manager->fd, message, sizeof message, MSG_DONTWAIT), <, 0);
}

static gboolean
on_enough (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
turn_for (guint milliseconds)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_timeout_add (milliseconds, on_enough, loop);
  g_main_loop_run (loop);
}

static void
test_pings_while_the_loop_turns (Manager *manager, gconstpointer kind)
{
  int pings = 0;
  char message[64];

  g_setenv ("WATCHDOG_USEC", "40000", TRUE);
  g_assert_true (birge_watchdog_start ());
  assert_message (manager, "READY=1");
  assert_message (manager, "WATCHDOG=1");
  assert_silence (manager); /* the loop stands still, so nothing more comes */

  turn_for (500);
  while (recv (manager->fd, message, sizeof message, MSG_DONTWAIT) > 0)
    pings++;
  g_assert_cmpint (pings, >=, 3);
  g_assert_cmpint (pings, <=, 25);
}

static void
test_is_ready_without_a_watchdog (Manager *manager, gconstpointer kind)
{
  g_assert_false (birge_watchdog_start ());
  assert_message (manager, "READY=1");
  turn_for (50);
  assert_silence (manager);
}

static void
test_refuses_a_bad_interval (Manager *manager, gconstpointer kind)
{
  const char *const bad[] = { "", "0", "-5", "soon", "99999999999999999999", "1000" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_setenv ("WATCHDOG_USEC", bad[i], TRUE);
      g_assert_false (birge_watchdog_start ());
      assert_message (manager, "READY=1");
      assert_silence (manager);
    }
}

static void
test_does_nothing_without_a_manager (void)
{
  g_autofree char *long_address = g_strnfill (200, 'a');
  const char *const bad[] = { "", "/", "relative", "/nonexistent/notify", long_address };

  g_unsetenv ("NOTIFY_SOCKET");
  g_setenv ("WATCHDOG_USEC", "40000", TRUE);
  g_assert_false (birge_watchdog_start ());
  long_address[0] = '/';
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_setenv ("NOTIFY_SOCKET", bad[i], TRUE);
      g_assert_false (birge_watchdog_start ());
    }
  g_unsetenv ("NOTIFY_SOCKET");
  g_unsetenv ("WATCHDOG_USEC");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/watchdog/pings-while-the-loop-turns", Manager, "file", set_up, test_pings_while_the_loop_turns, tear_down);
  g_test_add ("/watchdog/speaks-to-an-abstract-name", Manager, "abstract", set_up, test_pings_while_the_loop_turns, tear_down);
  g_test_add ("/watchdog/is-ready-without-a-watchdog", Manager, "file", set_up, test_is_ready_without_a_watchdog, tear_down);
  g_test_add ("/watchdog/refuses-a-bad-interval", Manager, "file", set_up, test_refuses_a_bad_interval, tear_down);
  g_test_add_func ("/watchdog/does-nothing-without-a-manager", test_does_nothing_without_a_manager);
  return g_test_run ();
}
