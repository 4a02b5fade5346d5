/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/faults/update.h"
#include "tests/unit/other-clock.h"
#include "tests/unit/library/content-maker.h"

/* What an update may not do, whatever happens: receive more in a second than the operator allows, spend more in a day, fill
 * the disk, bring back what a person took back. */

#define KIB          1024
#define MIB          (1024 * 1024)
#define CAP          50000   /* bytes per second */
#define WATCHED_US   (13 * G_USEC_PER_SEC)
#define DAY_BYTES    2000000 /* what may be spent in one */
#define KILLED_DAYS  3
#define SEED         20261123

static Update update;

/* The meter: what came until when, as the other side's kernel has acknowledged it. */

typedef struct {
  gint64 at_ms;
  gint64 bytes;
} Reading;

static GArray *
read_meter (const char *path)
{
  GArray *readings = g_array_new (FALSE, FALSE, sizeof (Reading));
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      Reading reading = { 0 };
      char *end = NULL;

      reading.at_ms = g_ascii_strtoll (lines[i], &end, 10);
      reading.bytes = g_ascii_strtoll (end, NULL, 10);
      g_array_append_val (readings, reading);
    }
  g_assert_cmpuint (readings->len, >, 2);
  return readings;
}

static gint64
get_received (const char *meter)
{
  g_autoptr(GArray) readings = NULL;

  g_usleep (200 * 1000); /* it looks each twentieth of a second */
  readings = read_meter (meter);
  return g_array_index (readings, Reading, readings->len - 1).bytes;
}

/* The most that came in any window of so many milliseconds. */
static gint64
find_most (GArray *readings, gint64 window_ms)
{
  gint64 most = 0;
  guint from = 0;

  for (guint to = 0; to < readings->len; to++)
    {
      while (g_array_index (readings, Reading, to).at_ms - g_array_index (readings, Reading, from).at_ms > window_ms)
        from++;
      most = MAX (most, g_array_index (readings, Reading, to).bytes - g_array_index (readings, Reading, from).bytes);
    }
  return most;
}

static void
test_cap_is_held_in_any_second (void)
{
  g_autofree char *meter = g_build_filename (update.root, "meter", NULL);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GArray) readings = NULL;
  gint64 second, ten;

  update_serve (&update, NULL, NULL, meter);
  update_set (&update, "CapKilobytesPerSecond=50\n");
  update_reset (&update);
  process = update_start (&update, NULL, update.url);
  g_usleep (WATCHED_US);
  for (guint i = 0; i < 100 && update_find_release (&update, "guide/wages") != UPDATE_NEXT; i++)
    g_usleep (G_USEC_PER_SEC / 2); /* a busy machine */
  g_subprocess_send_signal (process, SIGKILL);
  g_subprocess_wait (process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_signaled (process)); /* there was more to come */
  readings = read_meter (meter);
  second = find_most (readings, 1000);
  ten = find_most (readings, 10000);
  g_test_message ("of %d bytes per second at most %" G_GINT64_FORMAT " in one and %" G_GINT64_FORMAT " in ten", CAP, second, ten);
  g_assert_cmpint (second, <=, 2 * CAP);
  g_assert_cmpint (ten, <=, 11 * CAP);
  g_assert_cmpint (ten, >=, 5 * CAP); /* and it is used */
  update_assert_sound (&update, UPDATE_EXACT);
  /* Texts are shown while films are on their way. */
  g_assert_cmpint (update_find_release (&update, "guide/wages"), ==, UPDATE_NEXT);
  g_assert_cmpint (update_find_release (&update, "film/burns"), ==, UPDATE_FIRST);
  update_set (&update, "");
  update_assert_finishes (&update, update.url, UPDATE_EXACT);
  update_stop_serving (&update);
}

/* A day of kills and new beginnings, then nobody disturbs it until it pauses. What a killed run had reserved counts as spent:
 * on a slow computer that is most of it, so there are quiet days, too. Returns whether it was finished. */
static gboolean
spend_a_day (guint day, GRand *rand, const char *meter)
{
  g_autofree char *clock = g_strdup_printf ("+%ud", day);
  g_auto(GStrv) words = other_clock_wrap (clock);
  const char *const *wrap = (const char *const *) words;
  g_auto(UpdateRun) run = { 0 };
  gint64 before = get_received (meter);
  gint64 spent;

  for (guint i = 0; i < 3 && day < KILLED_DAYS; i++)
    {
      g_autoptr(GSubprocess) process = update_start (&update, wrap, update.url);

      g_usleep ((gulong) g_rand_int_range (rand, 100, 900) * 1000);
      g_subprocess_send_signal (process, SIGKILL);
      g_subprocess_wait (process, NULL, NULL);
      update_assert_sound (&update, UPDATE_EXACT);
    }
  run = update_run (&update, wrap, update.url);
  spent = get_received (meter) - before;
  g_test_message ("day %u: %s %s, %" G_GINT64_FORMAT " bytes", day, run.outcome, run.paused, spent);
  update_assert_orderly (&run);
  g_assert_cmpint (spent, <=, DAY_BYTES);
  if (g_strcmp0 (run.outcome, "paused") == 0)
    g_assert_cmpstr (run.paused, ==, "budget");
  return g_strcmp0 (run.outcome, "done") == 0 || g_strcmp0 (run.outcome, "nothing") == 0;
}

static void
test_budget_is_held_over_kills (void)
{
  g_autofree char *meter = g_build_filename (update.root, "meter", NULL);
  g_autoptr(GRand) rand = g_rand_new_with_seed (SEED);
  guint day = 0;

  if (!other_clock_is_here ())
    return;
  update_serve (&update, NULL, NULL, meter);
  update_set (&update, "DayMegabytes=2\nCapKilobytesPerSecond=1000\n");
  update_reset (&update);
  while (!spend_a_day (day, rand, meter))
    g_assert_cmpuint (++day, <, 12);
  g_assert_cmpuint (day, >=, 2); /* it is more than two days' worth */
  update_assert_finished (&update, UPDATE_EXACT);
  update_set (&update, "");
  update_stop_serving (&update);
}

/* Rolled back */

static int
get_release (void)
{
  g_autofree char *output = NULL;

  update_command (&update, &output, "status", NULL);
  g_assert_nonnull (strstr (output, "starter "));
  return atoi (strstr (output, "starter ") + strlen ("starter "));
}

static void
test_rolled_back_stays_rolled_back (void)
{
  update_reset (&update);
  update_assert_finishes (&update, update.v1, UPDATE_EXACT);
  g_assert_cmpint (update_command (&update, NULL, "rollback", NULL), ==, 0);
  g_assert_cmpint (get_release (), ==, UPDATE_FIRST);
  for (guint i = 0; i < 3; i++)
    {
      g_auto(UpdateRun) run = update_run (&update, NULL, update.v1);

      g_assert_cmpint (run.status, ==, 0);
      g_assert_cmpstr (run.outcome, ==, "nothing");
      g_assert_nonnull (strstr (update_run_get_end (&run), "\"starter 3\""));
      g_assert_nonnull (strstr (update_run_get_end (&run), "\"wages 3\""));
      g_assert_cmpint (get_release (), ==, UPDATE_FIRST);
    }
}

/* The last test: it changes what is published. */
static void
test_newer_release_lifts_the_hold (void)
{
  g_auto(UpdateRun) run = { 0 };

  g_assert_cmpint (get_release (), ==, UPDATE_FIRST);
  update_publish (&update, UPDATE_NEXT + 1);
  run = update_run (&update, NULL, update.v1);
  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpstr (run.outcome, ==, "done");
  g_assert_cmpint (get_release (), ==, UPDATE_NEXT + 1);
  g_assert_cmpint (update_command (&update, NULL, "status", NULL), ==, 0); /* nothing is held any more */
}

/* Small disks */

static gint64
get_free (const char *path)
{
  struct statvfs info;

  g_assert_cmpint (statvfs (path, &info), ==, 0);
  return (gint64) info.f_bavail * (gint64) info.f_frsize;
}

/* Leaves so much room. Somebody else may take some of it meanwhile. */
static void
fill (const char *disk, gint64 left)
{
  g_autofree char *ballast = g_build_filename (disk, "ballast", NULL);
  int fd = open (ballast, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  for (gint64 piece = get_free (disk) - left; piece > 0; piece = MIN (get_free (disk) - left, piece))
    {
      if (fallocate (fd, 0, lseek (fd, 0, SEEK_END), piece) != 0)
        piece /= 2;
    }
  close (fd);
}

static void
copy_tree (const char *from, const char *to)
{
  const char *argv[] = { "cp", "-a", from, to, NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

static void
empty (const char *disk)
{
  g_autofree char *ballast = g_build_filename (disk, "ballast", NULL);

  g_assert_cmpint (g_remove (ballast), ==, 0);
}

static void
assert_pauses_for_space (UpdateRun *run)
{
  g_assert_true (WIFEXITED (run->status));
  g_assert_cmpint (WEXITSTATUS (run->status), ==, 0);
  g_assert_cmpstr (run->outcome, ==, "paused");
  g_assert_cmpstr (run->paused, ==, "space");
}

/* What is planned beforehand: nothing is begun that has no room. */
static void
pause_before_it_is_full (const char *disk, gint64 left, const char *left_out, const char *brought)
{
  g_auto(UpdateRun) run = { 0 };

  update_reset (&update);
  fill (disk, left);
  run = update_run (&update, NULL, update.v1);
  assert_pauses_for_space (&run);
  update_assert_sound (&update, UPDATE_EXACT);
  g_assert_cmpint (update_find_release (&update, left_out), ==, UPDATE_FIRST);
  if (brought != NULL)
    g_assert_cmpint (update_find_release (&update, brought), ==, UPDATE_NEXT);
  empty (disk);
  update_assert_finishes (&update, update.v1, UPDATE_EXACT);
}

/* Somebody else fills the disk while it is at work. */
static void
pause_when_it_is_full (const char *disk, guint after_ms, gint64 left)
{
  g_autoptr(GSubprocess) process = NULL;
  g_auto(UpdateRun) run = { 0 };

  update_reset (&update);
  process = update_start (&update, NULL, update.url);
  g_usleep (after_ms * 1000);
  fill (disk, left);
  run = update_wait (process);
  assert_pauses_for_space (&run);
  update_assert_sound (&update, UPDATE_EXACT);
  empty (disk);
  update_assert_finishes (&update, update.url, UPDATE_EXACT);
}

/* It was full all the while: not even a note can be written. */
static void
stay_when_it_was_full (const char *disk)
{
  g_auto(UpdateRun) run = { 0 };
  g_autofree char *said = NULL;

  update_reset (&update);
  fill (disk, 0);
  run = update_run (&update, NULL, update.v1);
  assert_pauses_for_space (&run);
  g_assert_cmpint (update_command (&update, &said, "sync", "--config", update.settings, "--from", update.v1, NULL), ==, 0);
  g_assert_nonnull (strstr (said, "make room"));
  g_assert_cmpint (update_assert_sound (&update, UPDATE_EXACT), ==, UPDATE_FIRST);
  empty (disk);
  update_assert_finishes (&update, update.v1, UPDATE_EXACT);
}

/* In a mount namespace of this thread and of what it starts from now on. */
static gboolean
mount_small_disk (const char *disk)
{
  g_assert_cmpint (g_mkdir (disk, 0700), ==, 0);
  if (unshare (CLONE_NEWNS) == 0 && mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
      mount ("birge-test", disk, "tmpfs", 0, "size=300m") == 0)
    return TRUE;
  g_test_message ("%s", g_strerror (errno));
  g_test_skip ("no disk can be mounted here");
  return FALSE;
}

static void
test_small_disk_pauses_and_keeps_the_old (void)
{
  g_autofree char *disk = g_build_filename (update.root, "disk", NULL);
  g_autofree char *template = g_strdup (update.template);
  g_autofree char *state = g_strdup (update.state);

  if (!mount_small_disk (disk))
    return;
  g_free (update.template);
  g_free (update.state);
  update.template = g_build_filename (disk, "template", NULL); /* hard links do not reach over here */
  update.state = g_build_filename (disk, "state", NULL);
  copy_tree (template, update.template);

  pause_before_it_is_full (disk, 100 * MIB, "guide/wages", NULL); /* not for a single text: 64 MiB and the reserve stay free */
  pause_before_it_is_full (disk, 129 * MIB + 800 * KIB, "film/burns", "guide/wages"); /* for all but the film */
  stay_when_it_was_full (disk);
  update_serve (&update, NULL, NULL, NULL);
  update_set (&update, "CapKilobytesPerSecond=1000\n");
  pause_when_it_is_full (disk, 900, 0);
  pause_when_it_is_full (disk, 1500, 200 * KIB);
  update_set (&update, "");
  update_stop_serving (&update);

  g_assert_cmpint (umount (disk), ==, 0);
  g_free (update.template);
  g_free (update.state);
  update.template = g_steal_pointer (&template);
  update.state = g_steal_pointer (&state);
}

int
main (int argc, char **argv)
{
  int result;

  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2); /* `birge` */
  update_set_up (&update, argv[1]);
  g_test_add_func ("/update-limits/cap-is-held-in-any-second", test_cap_is_held_in_any_second);
  g_test_add_func ("/update-limits/budget-is-held-over-kills", test_budget_is_held_over_kills);
  g_test_add_func ("/update-limits/small-disk-pauses-and-keeps-the-old", test_small_disk_pauses_and_keeps_the_old);
  g_test_add_func ("/update-limits/rolled-back-stays-rolled-back", test_rolled_back_stays_rolled_back);
  g_test_add_func ("/update-limits/newer-release-lifts-the-hold", test_newer_release_lifts_the_hold);
  result = g_test_run ();
  update_tear_down (&update);
  return result;
}
