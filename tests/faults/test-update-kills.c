/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/faults/update.h"

/* `birge sync` is killed at random moments. The moments are spread evenly over the steps of an update, however short a step
 * is, and then over the time that it takes. */

#define SEED        20261123
#define KILLS       (15 / UPDATE_FEWER) /* from a folder, and as many over HTTP */
#define KILLS_LONG  250
#define MOST_STEPS  64
#define BEFORE      "before"

static Update update;

/* When an update goes from one step to the next. */
typedef struct {
  char  *names[MOST_STEPS];
  gint64 began_us[MOST_STEPS + 1]; /* since it was started */
  guint  n;
} Course;

static void
course_clear (Course *course)
{
  for (guint i = 0; i < course->n; i++)
    g_free (course->names[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Course, course_clear)

/* "fetch" of {"phase":"fetch",… */
static char *
dup_step (const char *line)
{
  const char *at = strstr (line, "\"phase\":\"");

  return at != NULL ? g_strndup (at + 9, strcspn (at + 9, "\"")) : g_strdup ("");
}

static void
note_step (Course *course, const char *name, gint64 at_us)
{
  if (course->n > 0 && g_str_equal (course->names[course->n - 1], name))
    return;
  g_assert_cmpuint (course->n, <, MOST_STEPS);
  course->names[course->n] = g_strdup (name);
  course->began_us[course->n++] = at_us;
}

/* Reads progress until step @until has begun; all of it with G_MAXUINT. */
static void
follow (Course *course, GDataInputStream *lines, gint64 start_us, guint until)
{
  char *line;

  while (course->n <= until && (line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      g_autofree char *name = dup_step (line);

      note_step (course, name, g_get_monotonic_time () - start_us);
      g_free (line);
    }
}

/* One update; @step with @share of its time is when it is killed, G_MAXUINT: never. Returns the wait status. */
static int
run_until (Course *course, const char *from, guint step, gint64 wait_us)
{
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr(GSubprocess) process = update_start (&update, NULL, from);
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));

  *course = (Course) { 0 };
  note_step (course, BEFORE, 0);
  follow (course, lines, start_us, step);
  if (step != G_MAXUINT)
    {
      g_usleep ((gulong) wait_us);
      g_subprocess_send_signal (process, SIGKILL);
      follow (course, lines, start_us, G_MAXUINT);
    }
  course->began_us[course->n] = g_get_monotonic_time () - start_us;
  g_subprocess_wait (process, NULL, NULL);
  return g_subprocess_get_status (process);
}

static void
count_hit (GHashTable *hits, const char *name)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (hits, name));

  g_hash_table_replace (hits, g_strdup (name), GUINT_TO_POINTER (n + 1));
}

static void
say_hits (GHashTable *hits, guint n_killed, guint n, const guint *seen)
{
  g_autoptr(GString) text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer name, number;

  g_hash_table_iter_init (&iter, hits);
  while (g_hash_table_iter_next (&iter, &name, &number))
    g_string_append_printf (text, ", %s %u", (const char *) name, GPOINTER_TO_UINT (number));
  g_test_message ("%u of %u killed%s; then %u showed the old list of items, %u the new", n_killed, n, text->str,
                  seen[UPDATE_FIRST], seen[UPDATE_NEXT]);
}

static void
kill_often (const char *from)
{
  g_autoptr(GHashTable) hits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GRand) rand = g_rand_new_with_seed (SEED);
  const guint n = update_is_long () ? KILLS_LONG : KILLS;
  guint seen[UPDATE_NEXT + 1] = { 0 };
  guint n_killed = 0;
  guint n_late_here = 0;
  guint n_runs = 0;
  g_auto(Course) whole = { 0 };

  update_reset (&update);
  g_assert_cmpint (run_until (&whole, from, G_MAXUINT, 0), ==, 0);
  update_assert_finished (&update, UPDATE_EXACT);
  g_assert_cmpuint (whole.n, >=, 6); /* check, meta, plan, fetch, activate, collect */

  for (; n_killed < n; n_runs++)
    {
      guint step = n_runs % (whole.n - 1) / (1 + n_late_here); /* not after its last word */
      gint64 lasts_us = (whole.began_us[step + 1] - whole.began_us[step]) / (1 + n_late_here);
      g_auto(Course) course = { 0 };
      int status;

      update_reset (&update);
      status = run_until (&course, from, step, (gint64) (g_rand_double (rand) * (double) lasts_us));
      g_assert_true (status == 0 || (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL));
      if (WIFSIGNALED (status))
        count_hit (hits, course.names[course.n - 1]);
      if (g_test_verbose ())
        g_test_message ("%u: step %u, %s", n_runs, step, course.names[course.n - 1]);
      n_killed += WIFSIGNALED (status);
      n_late_here = WIFSIGNALED (status) ? 0 : n_late_here + 1; /* a busy machine: the next aim is earlier */
      g_assert_cmpuint (n_late_here, <, 20);
      seen[update_assert_sound (&update, UPDATE_EXACT)]++;
      update_assert_finishes (&update, from, UPDATE_EXACT);
    }
  say_hits (hits, n_killed, n_runs, seen);
  g_assert_cmpuint (g_hash_table_size (hits), >=, 2);
}

static void
test_killed_while_it_reads_a_folder (void)
{
  kill_often (update.v1);
}

static void
test_killed_while_it_asks_a_server (void)
{
  update_serve (&update, NULL, NULL, NULL);
  kill_often (update.url);
  update_stop_serving (&update);
}

/* It is killed again and again, and never gets an undisturbed run until the end. */
static void
test_killed_again_and_again_it_comes_to_the_end (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (SEED);
  guint n_killed = 0;

  update_reset (&update);
  for (guint i = 0; i < 40; i++)
    {
      g_auto(Course) course = { 0 };
      int status = run_until (&course, update.v1, (guint) g_rand_int_range (rand, 1, 9), g_rand_int_range (rand, 0, 20000));

      update_assert_sound (&update, UPDATE_EXACT);
      if (status == 0)
        break;
      n_killed++;
    }
  g_test_message ("killed %u times in a row", n_killed);
  update_assert_finishes (&update, update.v1, UPDATE_EXACT);
}

/* Two at once */

static void
test_only_one_at_a_time (void)
{
  g_autoptr(GSubprocess) first = NULL;
  g_auto(UpdateRun) second = { 0 };
  g_autofree char *holder = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  Course course = { 0 };

  update_serve (&update, NULL, NULL, NULL);
  update_set (&update, "CapKilobytesPerSecond=100\n"); /* it takes its time */
  update_reset (&update);
  first = update_start (&update, NULL, update.url);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (first));
  follow (&course, lines, 0, 3);
  second = update_run (&update, NULL, update.v1);
  g_assert_true (WIFEXITED (second.status));
  g_assert_cmpint (WEXITSTATUS (second.status), ==, 1);
  holder = g_strdup_printf ("process %s", g_subprocess_get_identifier (first));
  g_assert_nonnull (strstr (second.lines[0], holder));
  g_assert_cmpint (update_command (&update, NULL, "rollback", NULL), !=, 0);

  g_subprocess_send_signal (first, SIGKILL); /* its lock goes with it */
  g_subprocess_wait (first, NULL, NULL);
  update_assert_sound (&update, UPDATE_EXACT);
  course_clear (&course);
  update_set (&update, "");
  update_assert_finishes (&update, update.url, UPDATE_EXACT);
  update_stop_serving (&update);
}

/* A technician with a stick does not wait for hours of a bad connection. */
static void
test_background_gives_way (void)
{
  g_autoptr(GSubprocess) background = NULL;
  g_auto(UpdateRun) stick = { 0 };
  g_autoptr(GDataInputStream) lines = NULL;
  g_auto(Course) course = { 0 };

  update_serve (&update, NULL, NULL, NULL);
  update_set (&update, "CapKilobytesPerSecond=20\n"); /* it would take five minutes */
  update_reset (&update);
  background = update_watch (&update, update.url);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (background));
  follow (&course, lines, 0, 4); /* it fetches */
  stick = update_run (&update, NULL, update.v1);
  g_assert_cmpint (stick.status, ==, 0);
  g_assert_cmpstr (stick.outcome, ==, "done");
  update_assert_finished (&update, UPDATE_EXACT);
  g_assert_nonnull (g_subprocess_get_identifier (background)); /* it comes again later */

  g_subprocess_send_signal (background, SIGTERM);
  g_subprocess_wait (background, NULL, NULL);
  g_assert_true (g_subprocess_get_if_exited (background));
  update_assert_sound (&update, UPDATE_EXACT);
  update_set (&update, "");
  update_stop_serving (&update);
}

int
main (int argc, char **argv)
{
  int result;

  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE); /* moments are spread over our work, not over that of a busy disk */
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2); /* `birge` */
  update_set_up (&update, argv[1]);
  g_test_add_func ("/update-kills/killed-while-it-reads-a-folder", test_killed_while_it_reads_a_folder);
  g_test_add_func ("/update-kills/killed-while-it-asks-a-server", test_killed_while_it_asks_a_server);
  g_test_add_func ("/update-kills/killed-again-and-again-it-comes-to-the-end", test_killed_again_and_again_it_comes_to_the_end);
  g_test_add_func ("/update-kills/only-one-at-a-time", test_only_one_at_a_time);
  g_test_add_func ("/update-kills/background-gives-way", test_background_gives_way);
  result = g_test_run ();
  update_tear_down (&update);
  return result;
}
