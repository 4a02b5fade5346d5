/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/state/state-fixture.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>

static void
exec_file (Fixture *fixture, const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->dir, "state.db", NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
overwrite (Fixture *fixture, const char *name, gsize from)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  for (gsize i = from; i < length; i++)
    contents[i] = (char) (i * 37 + 11);
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
}

static gboolean
has_file_with_prefix (const char *folder, const char *prefix)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix))
      return TRUE;
  return FALSE;
}

static void
test_refuses_a_later_file (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  BirgeState *state = fixture_open (fixture);

  fixture_close (state);
  exec_file (fixture, "PRAGMA user_version = 999;");
  state = birge_state_open (fixture->dir, &error);
  g_assert_error (error, BIRGE_STATE_ERROR, BIRGE_STATE_ERROR_TOO_NEW);
  g_assert_null (state);
}

/* Version 0, the only one before this: a file without tables. */
static void
test_migrates_an_empty_file (Fixture *fixture, gconstpointer unused)
{
  BirgeState *state;

  g_assert_cmpint (g_mkdir (fixture->dir, 0700), ==, 0);
  exec_file (fixture, "PRAGMA user_version = 0;");
  state = fixture_open (fixture);
  g_assert_false (birge_state_is_volatile (state));
  g_assert_true (birge_state_set (state, "volume", "3", NULL));
  fixture_close (state);
}

/* Day one: a setting; day two: the good copy is taken at the start; then the file is damaged. */
static void
check_restores (Fixture *fixture, gsize damage_from)
{
  BirgeState *state = fixture_open (fixture);
  g_autoptr(GPtrArray) log = NULL;

  g_assert_true (birge_state_set (state, "volume", "40", NULL));
  g_assert_true (birge_state_set_hidden (state, "guide/wrong", TRUE, NULL));
  fixture_close (state);
  birge_clock_set_for_tests (G_USEC_PER_SEC, g_get_real_time () / G_USEC_PER_SEC + 2 * 86400);
  state = fixture_open (fixture);
  fixture_close (state);

  overwrite (fixture, "state.db", damage_from);
  state = fixture_open (fixture);
  g_assert_false (birge_state_is_volatile (state));
  g_assert_cmpstr (birge_state_get (state, "volume"), ==, "40");
  g_assert_true (has_file_with_prefix (fixture->dir, "state.db.damaged-20"));
  log = birge_state_dup_log (state, 1);
  g_assert_cmpstr (((BirgeLogEntry *) g_ptr_array_index (log, 0))->action, ==, "state-restored");
  fixture_close (state);
}

static void
test_damaged_header_is_restored (Fixture *fixture, gconstpointer unused)
{
  check_restores (fixture, 0);
}

static void
test_damaged_pages_are_restored (Fixture *fixture, gconstpointer unused)
{
  check_restores (fixture, 4096);
}

/* One flipped bit in the header; SQLite's own check does not look at the version. */
static void
check_restores_version (Fixture *fixture, const char *pragma)
{
  BirgeState *state = fixture_open (fixture);

  g_assert_true (birge_state_set (state, "volume", "40", NULL));
  fixture_close (state);
  birge_clock_set_for_tests (G_USEC_PER_SEC, g_get_real_time () / G_USEC_PER_SEC + 2 * 86400);
  state = fixture_open (fixture);
  fixture_close (state);

  exec_file (fixture, pragma);
  state = fixture_open (fixture);
  g_assert_false (birge_state_is_volatile (state));
  g_assert_cmpstr (birge_state_get (state, "volume"), ==, "40");
  g_assert_true (has_file_with_prefix (fixture->dir, "state.db.damaged-20"));
  fixture_close (state);
}

static void
test_impossible_versions_are_restored (Fixture *fixture, gconstpointer unused)
{
  check_restores_version (fixture, "PRAGMA user_version = -2147483647;");
}

static void
test_lost_versions_are_restored (Fixture *fixture, gconstpointer unused)
{
  check_restores_version (fixture, "PRAGMA user_version = 0;");
}

static void
test_starts_anew_when_the_copy_is_damaged_too (Fixture *fixture, gconstpointer unused)
{
  BirgeState *state = fixture_open (fixture);

  g_assert_true (birge_state_set (state, "volume", "40", NULL));
  fixture_close (state);
  overwrite (fixture, "state.db", 0);
  overwrite (fixture, "state.db.good", 0);
  state = fixture_open (fixture);
  g_assert_false (birge_state_is_volatile (state));
  g_assert_null (birge_state_get (state, "volume"));
  g_assert_true (birge_state_set (state, "volume", "50", NULL));
  fixture_close (state);
}

static void
test_works_in_memory_where_nothing_can_be_written (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) counts = NULL;
  g_auto(GStrv) hidden = NULL;
  /* /proc takes no folders from anybody, root included. */
  BirgeState *state = birge_state_open ("/proc/birge-state", &error);

  g_assert_no_error (error);
  g_assert_true (birge_state_is_volatile (state));
  g_assert_true (birge_state_lock (state, NULL));
  g_assert_true (birge_state_set (state, "volume", "40", NULL));
  g_assert_cmpstr (birge_state_get (state, "volume"), ==, "40");
  g_assert_true (birge_state_set_hidden (state, "guide/wages", TRUE, NULL));
  hidden = birge_state_dup_hidden (state);
  g_assert_cmpuint (g_strv_length (hidden), ==, 1);
  birge_state_count (state, "guide/wages", "uz");
  birge_state_flush (state);
  counts = birge_state_dup_counts (state);
  g_assert_cmpuint (counts->len, ==, 1);
  fixture_close (state);
}

/* A limit on the size of files is what a full disk looks like to SQLite. */
static void
test_goes_on_in_memory_when_the_disk_is_full (Fixture *fixture, gconstpointer unused)
{
  BirgeState *state = fixture_open (fixture);
  g_autofree char *long_text = g_strnfill (200 * 1024, 'x');
  struct rlimit limit, old;

  g_assert_true (birge_state_set (state, "volume", "40", NULL));
  g_assert_true (birge_state_set_hidden (state, "guide/wrong", TRUE, NULL));
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  limit = old;
  limit.rlim_cur = 64 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);

  g_assert_true (birge_state_set (state, "centre-hours", long_text, NULL));
  g_assert_true (birge_state_is_volatile (state));
  g_assert_cmpstr (birge_state_get (state, "centre-hours"), ==, long_text);
  g_assert_cmpstr (birge_state_get (state, "volume"), ==, "40");
  g_assert_true (birge_state_set (state, "volume", "50", NULL));
  {
    g_auto(GStrv) hidden = birge_state_dup_hidden (state); /* what was on the disk came along */
    g_assert_cmpstrv (hidden, ((const char *[]) { "guide/wrong", NULL }));
  }
  fixture_close (state);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);

  state = fixture_open (fixture);
  g_assert_false (birge_state_is_volatile (state));
  g_assert_cmpstr (birge_state_get (state, "volume"), ==, "40");
  g_assert_null (birge_state_get (state, "centre-hours"));
  fixture_close (state);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/state-storage/refuses-a-later-file", test_refuses_a_later_file);
  FIXTURE_TEST ("/state-storage/migrates-an-empty-file", test_migrates_an_empty_file);
  FIXTURE_TEST ("/state-storage/damaged-header-is-restored", test_damaged_header_is_restored);
  FIXTURE_TEST ("/state-storage/damaged-pages-are-restored", test_damaged_pages_are_restored);
  FIXTURE_TEST ("/state-storage/impossible-versions-are-restored", test_impossible_versions_are_restored);
  FIXTURE_TEST ("/state-storage/lost-versions-are-restored", test_lost_versions_are_restored);
  FIXTURE_TEST ("/state-storage/starts-anew-when-the-copy-is-damaged-too", test_starts_anew_when_the_copy_is_damaged_too);
  FIXTURE_TEST ("/state-storage/works-in-memory-where-nothing-can-be-written", test_works_in_memory_where_nothing_can_be_written);
  FIXTURE_TEST ("/state-storage/goes-on-in-memory-when-the-disk-is-full", test_goes_on_in_memory_when_the_disk_is_full);
  return g_test_run ();
}
