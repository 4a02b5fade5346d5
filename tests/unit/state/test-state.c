/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/state/state-fixture.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

static void
test_keeps_settings_over_a_restart (Fixture *fixture, gconstpointer unused)
{
  BirgeState *state = fixture_open (fixture);

  g_assert_null (birge_state_get (state, BIRGE_STATE_VOLUME));
  g_assert_cmpint (birge_state_get_int (state, BIRGE_STATE_VOLUME, 70), ==, 70);
  g_assert_true (birge_state_set (state, BIRGE_STATE_VOLUME, "40", NULL));
  g_assert_true (birge_state_set (state, BIRGE_STATE_CENTRE ("room"), "12, второй этаж", NULL));
  g_assert_true (birge_state_set (state, BIRGE_STATE_CENTRE ("city"), "Almaty", NULL));
  g_assert_true (birge_state_set (state, BIRGE_STATE_CENTRE ("city"), NULL, NULL));
  fixture_close (state);

  state = fixture_open (fixture);
  g_assert_false (birge_state_is_volatile (state));
  g_assert_cmpint (birge_state_get_int (state, BIRGE_STATE_VOLUME, 70), ==, 40);
  g_assert_cmpstr (birge_state_get (state, BIRGE_STATE_CENTRE ("room")), ==, "12, второй этаж");
  g_assert_null (birge_state_get (state, BIRGE_STATE_CENTRE ("city")));
  g_assert_cmpint (birge_state_get_int (state, BIRGE_STATE_CENTRE ("room"), 5), ==, 5);
  fixture_close (state);
}

static void
test_hides_logs_and_undoes (Fixture *fixture, gconstpointer unused)
{
  BirgeState *state = fixture_open (fixture);
  g_autoptr(GPtrArray) log = NULL;
  g_auto(GStrv) hidden = NULL;
  const BirgeLogEntry *newest;

  g_assert_true (birge_state_set_hidden (state, "guide/wages", TRUE, NULL));
  g_assert_true (birge_state_set_hidden (state, "guide/wages", TRUE, NULL)); /* no change, no entry */
  g_assert_true (birge_state_set_hidden (state, "film/cpr", TRUE, NULL));
  g_assert_true (birge_state_set_hidden (state, "guide/wages", FALSE, NULL));
  fixture_close (state);

  state = fixture_open (fixture);
  hidden = birge_state_dup_hidden (state);
  g_assert_cmpstrv (hidden, ((const char *[]) { "film/cpr", NULL }));
  log = birge_state_dup_log (state, 10);
  g_assert_cmpuint (log->len, ==, 3);
  newest = g_ptr_array_index (log, 0);
  g_assert_cmpstr (newest->action, ==, "show");
  g_assert_cmpstr (newest->detail, ==, "guide/wages");
  g_assert_cmpstr (newest->time, ==, "2026-11-23 00:00:00");
  g_ptr_array_unref (log);
  log = birge_state_dup_log (state, 2);
  g_assert_cmpuint (log->len, ==, 2);
  fixture_close (state);
}

static void
test_log_refuses_changes (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (fixture->dir, "state.db", NULL);
  BirgeState *state = fixture_open (fixture);
  sqlite3 *db = NULL;

  birge_state_log (state, "rollback", "4");
  fixture_close (state);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE log SET detail = '5';", NULL, NULL, NULL), ==, SQLITE_CONSTRAINT);
  g_assert_cmpint (sqlite3_exec (db, "DELETE FROM log;", NULL, NULL, NULL), ==, SQLITE_CONSTRAINT);
  g_assert_cmpint (sqlite3_changes (db), ==, 0);
  sqlite3_close (db);
}

static void
test_only_the_owner_may_read (Fixture *fixture, gconstpointer unused)
{
  const char *const files[] = { "state.db", "state.db.good", "kiosk.lock" };
  BirgeState *state;
  mode_t old = umask (0);
  GStatBuf info;

  state = fixture_open (fixture);
  g_assert_true (birge_state_lock (state, NULL));
  fixture_close (state);
  umask (old);
  g_assert_cmpint (g_stat (fixture->dir, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (fixture->dir, files[i], NULL);

      g_assert_cmpint (g_stat (path, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 07777, ==, 0600);
    }
}

static void
test_second_kiosk_is_told_who_holds_the_lock (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *pid = g_strdup_printf ("process %d ", (int) getpid ());
  g_autoptr(GError) error = NULL;
  BirgeState *first = fixture_open (fixture);
  BirgeState *second = fixture_open (fixture);

  g_assert_true (birge_state_lock (first, NULL));
  g_assert_true (birge_state_lock (first, NULL)); /* asking again is harmless */
  g_assert_false (birge_state_lock (second, &error));
  g_assert_error (error, BIRGE_STATE_ERROR, BIRGE_STATE_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, pid));
  fixture_close (first);
  g_assert_true (birge_state_lock (second, NULL));
  fixture_close (second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/state/keeps-settings-over-a-restart", test_keeps_settings_over_a_restart);
  FIXTURE_TEST ("/state/hides-logs-and-undoes", test_hides_logs_and_undoes);
  FIXTURE_TEST ("/state/log-refuses-changes", test_log_refuses_changes);
  FIXTURE_TEST ("/state/only-the-owner-may-read", test_only_the_owner_may_read);
  FIXTURE_TEST ("/state/second-kiosk-is-told-who-holds-the-lock", test_second_kiosk_is_told_who_holds_the_lock);
  return g_test_run ();
}
