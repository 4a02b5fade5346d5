/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/state/state-fixture.h"

#include <sqlite3.h>
#include <string.h>

#define RIGHT "4827"
#define WRONG "4828"

static gint64 monotonic_us;
static gint64 real_s;

static void
set_clock (gint64 monotonic_s, gint64 wall_s)
{
  monotonic_us = monotonic_s * G_USEC_PER_SEC;
  real_s = wall_s;
  birge_clock_set_for_tests (monotonic_us, real_s);
}

static void
advance (gint64 seconds)
{
  birge_clock_set_for_tests (monotonic_us += seconds * G_USEC_PER_SEC, real_s += seconds);
}

static BirgeState *
open_with_pin (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  BirgeState *state = fixture_open (fixture);

  set_clock (100, FIXTURE_NOW_S);
  g_assert_true (birge_state_set_pin (state, RIGHT, &error));
  g_assert_no_error (error);
  return state;
}

static void
try_pin (BirgeState *state, const char *pin, int expected)
{
  g_autoptr(GError) error = NULL;

  if (birge_state_check_pin (state, pin, &error))
    g_assert_cmpint (expected, ==, -1);
  else
    g_assert_error (error, BIRGE_STATE_ERROR, expected);
}

static void
test_refuses_bad_and_easy_pins (Fixture *fixture, gconstpointer unused)
{
  const char *const bad[] = { "", "482", "4827482748274", "48a7", "４８２７", " 4827", "0000", "1111", "77777777", "1234",
    "2345", "0123", "8901", "4321", "9876", "3210", "1212", "909090" };
  BirgeState *state = fixture_open (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (birge_state_set_pin (state, bad[i], &error));
      g_assert_error (error, BIRGE_STATE_ERROR, BIRGE_STATE_ERROR_BAD_PIN);
    }
  g_assert_false (birge_state_has_pin (state));
  try_pin (state, "4827", BIRGE_STATE_ERROR_WRONG_PIN);
  fixture_close (state);
}

static void
test_knows_the_right_pin_over_a_restart (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (fixture->dir, "state.db", NULL);
  g_autofree char *contents = NULL;
  gsize length = 0;
  BirgeState *state = open_with_pin (fixture);

  fixture_close (state);
  state = fixture_open (fixture);
  g_assert_true (birge_state_has_pin (state));
  try_pin (state, WRONG, BIRGE_STATE_ERROR_WRONG_PIN);
  try_pin (state, RIGHT, -1);
  fixture_close (state);

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_nonnull (memmem (contents, length, "$y$", 3)); /* yescrypt, not the digits */
  g_assert_null (memmem (contents, length, RIGHT, strlen (RIGHT)));
}

static void
test_slows_down_but_never_locks_out (Fixture *fixture, gconstpointer unused)
{
  const guint waits[] = { 0, 0, 5, 10, 20, 40, 80, 160, 300, 300 };
  BirgeState *state = open_with_pin (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      try_pin (state, WRONG, BIRGE_STATE_ERROR_WRONG_PIN);
      g_assert_cmpuint (birge_state_get_pin_wait_s (state), ==, waits[i]);
      if (waits[i] > 0)
        {
          try_pin (state, RIGHT, BIRGE_STATE_ERROR_TOO_SOON); /* not even the right one */
          advance (waits[i] - 1);
          g_assert_cmpuint (birge_state_get_pin_wait_s (state), ==, 1);
          advance (1);
          g_assert_cmpuint (birge_state_get_pin_wait_s (state), ==, 0);
        }
    }
  try_pin (state, RIGHT, -1);
  try_pin (state, WRONG, BIRGE_STATE_ERROR_WRONG_PIN); /* counted from the start again */
  g_assert_cmpuint (birge_state_get_pin_wait_s (state), ==, 0);
  fixture_close (state);
}

static void
test_waits_over_a_restart_whatever_the_clock_says (Fixture *fixture, gconstpointer unused)
{
  BirgeState *state = open_with_pin (fixture);

  for (int i = 0; i < 6; i++)
    {
      try_pin (state, WRONG, BIRGE_STATE_ERROR_WRONG_PIN);
      advance (i < 5 ? 300 : 0);
    }
  g_assert_cmpuint (birge_state_get_pin_wait_s (state), ==, 40);
  fixture_close (state);

  /* Restarted 15 s later; the monotonic clock begins again. */
  set_clock (3, real_s + 15);
  state = fixture_open (fixture);
  g_assert_cmpuint (birge_state_get_pin_wait_s (state), ==, 25);
  fixture_close (state);

  /* The wall clock was set back a year: not longer than the wait was. */
  set_clock (3, real_s - 365 * 86400);
  state = fixture_open (fixture);
  g_assert_cmpuint (birge_state_get_pin_wait_s (state), ==, 40);
  /* Setting the wall clock on while the program runs does not help. */
  birge_clock_set_for_tests (monotonic_us, real_s + 365 * 86400);
  g_assert_cmpuint (birge_state_get_pin_wait_s (state), ==, 40);
  fixture_close (state);
}

static void
test_a_new_pin_ends_the_wait (Fixture *fixture, gconstpointer unused)
{
  BirgeState *state = open_with_pin (fixture);

  for (int i = 0; i < 3; i++)
    try_pin (state, WRONG, BIRGE_STATE_ERROR_WRONG_PIN);
  g_assert_true (birge_state_set_pin (state, "5926", NULL));
  try_pin (state, RIGHT, BIRGE_STATE_ERROR_WRONG_PIN);
  try_pin (state, "5926", -1);
  fixture_close (state);
}

typedef struct {
  GMainLoop *loop;
  gboolean   right;
  GError    *error;
} Answer;

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->right = birge_state_check_pin_finish (BIRGE_STATE (source), result, &answer->error);
  g_main_loop_quit (answer->loop);
}

static void
check_async (BirgeState *state, const char *pin, int expected)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answer answer = { loop, FALSE, NULL };

  birge_state_check_pin_async (state, pin, NULL, on_checked, &answer);
  g_main_loop_run (loop);
  g_assert_cmpint (answer.right, ==, expected == -1);
  if (expected != -1)
    g_assert_error (answer.error, BIRGE_STATE_ERROR, expected);
  g_clear_error (&answer.error);
  /* The worker's thread may let go of its task, and so of the state, a moment after the answer. */
  while (g_atomic_int_get (&G_OBJECT (state)->ref_count) > 1)
    g_thread_yield ();
}

static void
test_async_check_keeps_the_same_rules (Fixture *fixture, gconstpointer unused)
{
  BirgeState *state = open_with_pin (fixture);

  check_async (state, RIGHT, -1);
  for (int i = 0; i < 3; i++)
    check_async (state, WRONG, BIRGE_STATE_ERROR_WRONG_PIN);
  check_async (state, RIGHT, BIRGE_STATE_ERROR_TOO_SOON);
  advance (5);
  check_async (state, RIGHT, -1);
  fixture_close (state);
}

/* Who finds no PIN may set one: a table that cannot be read must not look like an empty one. */
static void
test_an_unreadable_pin_is_still_a_pin (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (fixture->dir, "state.db", NULL);
  BirgeState *state = open_with_pin (fixture);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "DROP TABLE pin;", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  g_assert_true (birge_state_has_pin (state));
  try_pin (state, RIGHT, BIRGE_STATE_ERROR_WRONG_PIN);
  fixture_close (state);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/pin/refuses-bad-and-easy-pins", test_refuses_bad_and_easy_pins);
  FIXTURE_TEST ("/pin/knows-the-right-pin-over-a-restart", test_knows_the_right_pin_over_a_restart);
  FIXTURE_TEST ("/pin/slows-down-but-never-locks-out", test_slows_down_but_never_locks_out);
  FIXTURE_TEST ("/pin/waits-over-a-restart-whatever-the-clock-says", test_waits_over_a_restart_whatever_the_clock_says);
  FIXTURE_TEST ("/pin/a-new-pin-ends-the-wait", test_a_new_pin_ends_the_wait);
  FIXTURE_TEST ("/pin/async-check-keeps-the-same-rules", test_async_check_keeps_the_same_rules);
  FIXTURE_TEST ("/pin/an-unreadable-pin-is-still-a-pin", test_an_unreadable_pin_is_still_a_pin);
  return g_test_run ();
}
