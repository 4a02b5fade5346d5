/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/sync/birge-turn.h"

#include "tests/unit/sync/sync-fixture.h"

#include <glib/gstdio.h>
#include <utime.h>

#define NOW(fixture, error) birge_turn_take ((fixture)->state, BIRGE_TURN_ONCE, NULL, error)

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture_set_up (fixture, NULL);
  g_assert_cmpint (g_mkdir (fixture->state, 0700), ==, 0);
}

static char *
dup_lock (Fixture *fixture)
{
  return g_build_filename (fixture->state, "install.lock", NULL);
}

static void
test_one_at_a_time (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *expected = g_strdup_printf ("process %d ", (int) getpid ());
  g_autoptr(GError) error = NULL;
  int lock = NOW (fixture, NULL);

  g_assert_cmpint (lock, >=, 0);
  g_assert_cmpint (NOW (fixture, &error), ==, -1);
  g_assert_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, expected));
  g_clear_error (&error);
  /* Who does not give way is not waited for, whoever asks. */
  g_assert_cmpint (birge_turn_take (fixture->state, BIRGE_TURN_ASKING, NULL, &error), ==, -1);
  g_assert_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_BUSY);
  g_assert_false (birge_turn_is_wanted (fixture->state));
  birge_turn_end (lock);
  lock = NOW (fixture, NULL);
  g_assert_cmpint (lock, >=, 0);
  birge_turn_end (lock);
}

/* Gives way as soon as somebody asks. */
static gpointer
work_in_background (gpointer data)
{
  Fixture *fixture = data;
  int lock = birge_turn_take (fixture->state, BIRGE_TURN_GIVING_WAY, NULL, NULL);

  g_assert_cmpint (lock, >=, 0);
  birge_turn_tell (lock, &(BirgeSyncStatus) { .step = BIRGE_SYNC_STEP_FETCH });
  while (!birge_turn_is_wanted (fixture->state))
    g_usleep (1000);
  birge_turn_end (lock);
  return NULL;
}

static void
wait_until_at_work (Fixture *fixture)
{
  BirgeSyncStatus status;

  while (!birge_turn_peek (fixture->state, &status))
    g_usleep (1000);
}

static void
test_who_is_asked_gives_way (Fixture *fixture, gconstpointer unused)
{
  GThread *thread = g_thread_new ("background", work_in_background, fixture);
  g_autoptr(GError) error = NULL;
  int lock;

  wait_until_at_work (fixture);
  g_assert_cmpint (NOW (fixture, &error), ==, -1); /* that one does not ask */
  g_assert_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_BUSY);
  g_clear_error (&error);
  lock = birge_turn_take (fixture->state, BIRGE_TURN_ASKING, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (lock, >=, 0);
  g_thread_join (thread);
  g_assert_false (birge_turn_is_wanted (fixture->state)); /* the wish is over */
  birge_turn_end (lock);
}

static gpointer
cancel_when_wanted (gpointer data)
{
  GCancellable *cancellable = data;
  const char *state = g_object_get_data (G_OBJECT (cancellable), "state");

  while (!birge_turn_is_wanted (state))
    g_usleep (1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_who_waits_may_change_his_mind (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  GThread *thread;
  int lock = birge_turn_take (fixture->state, BIRGE_TURN_GIVING_WAY, NULL, NULL);

  g_object_set_data (G_OBJECT (cancellable), "state", fixture->state);
  thread = g_thread_new ("cancel", cancel_when_wanted, cancellable);
  g_assert_cmpint (birge_turn_take (fixture->state, BIRGE_TURN_ASKING, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_assert_false (birge_turn_is_wanted (fixture->state));
  birge_turn_end (lock);
}

static void
test_others_see_what_is_done (Fixture *fixture, gconstpointer unused)
{
  const BirgeSyncStatus told = { .step = BIRGE_SYNC_STEP_FETCH, .tier = 3, .done = 5000000000, .total = 6000000000, .bytes_per_second = 70000 };
  g_autofree char *path = dup_lock (fixture);
  const struct utimbuf long_ago = { 1, 1 };
  BirgeSyncStatus seen = { 0 };
  int lock;

  g_assert_false (birge_turn_peek (fixture->state, &seen)); /* nobody was here yet */
  lock = NOW (fixture, NULL);
  g_assert_false (birge_turn_peek (fixture->state, &seen));
  birge_turn_tell (lock, &told);
  g_assert_true (birge_turn_peek (fixture->state, &seen));
  g_assert_cmpint (seen.step, ==, told.step);
  g_assert_cmpuint (seen.tier, ==, told.tier);
  g_assert_cmpint (seen.done, ==, told.done);
  g_assert_cmpint (seen.total, ==, told.total);
  g_assert_cmpint (seen.bytes_per_second, ==, told.bytes_per_second);
  /* A shorter line leaves nothing of a longer one. */
  birge_turn_tell (lock, &(BirgeSyncStatus) { .step = BIRGE_SYNC_STEP_COLLECT });
  g_assert_true (birge_turn_peek (fixture->state, &seen));
  g_assert_cmpint (seen.step, ==, BIRGE_SYNC_STEP_COLLECT);
  g_assert_cmpint (seen.total, ==, 0);
  g_assert_cmpint (utime (path, &long_ago), ==, 0); /* it was killed long ago */
  g_assert_false (birge_turn_peek (fixture->state, &seen));
  birge_turn_tell (lock, &told);
  birge_turn_end (lock);
  g_assert_false (birge_turn_peek (fixture->state, &seen));
}

static void
test_nobody_falls_over_what_is_no_line (Fixture *fixture, gconstpointer unused)
{
  static const char *const lines[] = {
    "", "\n", "3 3 1 2\n", "3 3 1 2 3", "9 0 0 0 0\n", "3 4 0 0 0\n", "-1 0 0 0 0\n", "3 0 -5 0 0\n", "a b c d e\n", "3 0 0 0 0 x\n",
    "3 0 1e9 2 3\n", "3 0 0x10 2 3\n",
  };
  g_autofree char *path = dup_lock (fixture);
  BirgeSyncStatus seen;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *text = g_strdup_printf ("%-63s\n%s", "1", lines[i]);

      g_assert_true (g_file_set_contents (path, text, -1, NULL));
      g_test_message ("%s", lines[i]);
      g_assert_false (birge_turn_peek (fixture->state, &seen));
    }
  g_assert_true (g_file_set_contents (path, "1", -1, NULL)); /* of a Birge from before */
  g_assert_false (birge_turn_peek (fixture->state, &seen));
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (symlink ("/dev/zero", path), ==, 0);
  g_assert_false (birge_turn_peek (fixture->state, &seen));
}

#define ADD(name, function) g_test_add ("/turn/" name, Fixture, NULL, set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("who-is-asked-gives-way", test_who_is_asked_gives_way);
  ADD ("who-waits-may-change-his-mind", test_who_waits_may_change_his_mind);
  ADD ("others-see-what-is-done", test_others_see_what_is_done);
  ADD ("nobody-falls-over-what-is-no-line", test_nobody_falls_over_what_is_no_line);
  return g_test_run ();
}
