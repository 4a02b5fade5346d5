/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/sync/birge-sync-db.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "data/formats/birge-clock.h"
#include "tests/unit/library/content-maker.h"

/* What an update remembers, and that no state of the file keeps it from beginning anew. */

#define NOON_S G_GINT64_CONSTANT (1795435200) /* 2026-11-23 12:00 UTC */
#define DAY_S  (24 * 60 * 60)
#define KIB    1024

static const char stored[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
static const char other[]  = "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

typedef struct {
  char *dir;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->dir = g_dir_make_tmp ("birge-sync-db-XXXXXX", NULL);
  g_assert_nonnull (fixture->dir);
  fixture->path = g_build_filename (fixture->dir, "sync.db", NULL);
  birge_clock_set_for_tests (1, NOON_S);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  birge_clock_set_for_tests (-1, -1);
  content_remove (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->path);
}

static BirgeSyncDb *
open_db (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  BirgeSyncDb *db = birge_sync_db_open (fixture->dir, &error);

  g_assert_no_error (error);
  g_assert_nonnull (db);
  return db;
}

static void
assert_blocks (BirgeSyncDb *db, const char *name, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) blocks = birge_sync_db_list_blocks (db, name, &error);
  g_autoptr(GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < blocks->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? " " : "", g_array_index (blocks, guint, i));
  g_assert_cmpstr (text->str, ==, expected);
}

static void
mark (BirgeSyncDb *db, const char *name, guint number)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_sync_db_mark_blocks (db, name, &number, 1, &error));
  g_assert_no_error (error);
}

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
test_blocks_are_remembered (Fixture *fixture, gconstpointer unused)
{
  static const guint numbers[] = { 7, 0, 3 };
  static const char *const names[] = { stored, NULL };
  BirgeSyncDb *db = open_db (fixture);
  g_autoptr(GError) error = NULL;

  assert_blocks (db, stored, "");
  g_assert_true (birge_sync_db_mark_blocks (db, stored, numbers, G_N_ELEMENTS (numbers), &error));
  g_assert_true (birge_sync_db_mark_blocks (db, stored, numbers, 1, &error)); /* a second time changes nothing */
  g_assert_no_error (error);
  mark (db, other, 9);
  g_assert_finalize_object (db);

  db = open_db (fixture);
  g_assert_null (birge_sync_db_get_aside (db));
  assert_blocks (db, stored, "0 3 7");
  g_assert_true (birge_sync_db_forget_blocks (db, names, &error));
  g_assert_no_error (error);
  assert_blocks (db, stored, "");
  assert_blocks (db, other, "9");
  g_assert_finalize_object (db);
}

static gint64
reserve (BirgeSyncDb *db, gint64 day, gint64 month, gint64 wanted, BirgeReservation *reservation)
{
  const BirgeBudget budget = { day, month };
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_sync_db_reserve (db, &budget, wanted, reservation, &error));
  g_assert_no_error (error);
  return reservation->bytes;
}

static void
settle (BirgeSyncDb *db, BirgeReservation *reservation, gint64 spent)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_sync_db_settle (db, reservation, spent, &error));
  g_assert_no_error (error);
  g_assert_cmpint (reservation->bytes, ==, 0);
}

static void
assert_spent (BirgeSyncDb *db, gint64 day, gint64 month)
{
  g_autoptr(GError) error = NULL;
  gint64 found_day = -1;
  gint64 found_month = -1;

  g_assert_true (birge_sync_db_get_spent (db, &found_day, &found_month, &error));
  g_assert_no_error (error);
  g_assert_cmpint (found_day, ==, day);
  g_assert_cmpint (found_month, ==, month);
}

static void
assert_again_at (BirgeSyncDb *db, gint64 day, gint64 month, gint64 expected)
{
  const BirgeBudget budget = { day, month };

  g_assert_cmpint (birge_sync_db_get_budget_at_s (db, &budget, NULL), ==, expected);
}

static void
test_no_more_than_the_budget_is_granted (Fixture *fixture, gconstpointer unused)
{
  BirgeSyncDb *db = open_db (fixture);
  BirgeReservation first;
  BirgeReservation second;

  g_assert_cmpint (reserve (db, 1000, 1500, 700, &first), ==, 700);
  g_assert_cmpint (reserve (db, 1000, 1500, 700, &second), ==, 300); /* what is reserved is not granted twice */
  assert_spent (db, 1000, 1000);
  settle (db, &first, 400);
  settle (db, &second, 310); /* the last packet was longer than was thought */
  assert_spent (db, 710, 710);
  assert_again_at (db, 1000, 1500, 0);
  g_assert_cmpint (reserve (db, 1000, 1500, 700, &first), ==, 290);
  settle (db, &first, 290);
  g_assert_cmpint (reserve (db, 1000, 1500, 1, &first), ==, 0);
  settle (db, &first, 0);
  assert_again_at (db, 1000, 1500, NOON_S + DAY_S / 2);
  assert_again_at (db, 0, 0, 0);

  birge_clock_set_for_tests (1, NOON_S + DAY_S);
  assert_spent (db, 0, 1000);
  g_assert_cmpint (reserve (db, 1000, 1500, 1000, &first), ==, 500);
  settle (db, &first, 500);
  assert_again_at (db, 1000, 1500, NOON_S + 7 * DAY_S + DAY_S / 2); /* 1 December */

  birge_clock_set_for_tests (1, NOON_S + 8 * DAY_S);
  assert_spent (db, 0, 0);
  g_assert_cmpint (reserve (db, 0, 0, G_GINT64_CONSTANT (1) << 40, &first), ==, G_GINT64_CONSTANT (1) << 40);
  g_assert_finalize_object (db);
}

static void
test_what_a_dead_run_reserved_is_spent (Fixture *fixture, gconstpointer unused)
{
  BirgeSyncDb *db = open_db (fixture);
  BirgeReservation lost;

  g_assert_cmpint (reserve (db, 1000, 0, 600, &lost), ==, 600);
  g_assert_finalize_object (db);
  db = open_db (fixture);
  assert_spent (db, 600, 600);
  g_assert_cmpint (reserve (db, 1000, 0, 600, &lost), ==, 400);
  settle (db, &lost, 0);
  assert_spent (db, 600, 600);
  g_assert_finalize_object (db);

  birge_clock_set_for_tests (1, NOON_S + 90 * DAY_S); /* and old days do not pile up */
  db = open_db (fixture);
  birge_clock_set_for_tests (1, NOON_S);
  assert_spent (db, 0, 0);
  g_assert_finalize_object (db);
}

static void
test_sources_are_remembered (Fixture *fixture, gconstpointer unused)
{
  BirgeSyncDb *db = open_db (fixture);
  BirgeSourceRecord wanted = { 3, NOON_S + 60, (char *) "\"abc'); DROP TABLE source; --\"", NULL };
  g_auto(BirgeSourceRecord) found = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_sync_db_get_source (db, "https://a.example/birge", &found, &error));
  g_assert_cmpuint (found.fails, ==, 0);
  g_assert_null (found.etag);
  g_assert_true (birge_sync_db_set_source (db, "https://a.example/birge", &wanted, &error));
  g_assert_true (birge_sync_db_get_source (db, "https://a.example/birge", &found, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (found.fails, ==, 3);
  g_assert_cmpint (found.next_at_s, ==, NOON_S + 60);
  g_assert_cmpstr (found.etag, ==, wanted.etag);
  g_assert_null (found.modified);

  /* The clock was a year ahead when the source failed: it is not left alone for a year. */
  birge_source_record_clear (&found);
  wanted.next_at_s = NOON_S + 365 * DAY_S;
  g_assert_true (birge_sync_db_set_source (db, "https://a.example/birge", &wanted, &error));
  g_assert_true (birge_sync_db_get_source (db, "https://a.example/birge", &found, &error));
  g_assert_cmpint (found.next_at_s, ==, NOON_S + BIRGE_SYNC_DB_LONGEST_WAIT_S);
  g_assert_finalize_object (db);
}

static void
test_notes_are_kept_and_taken_away (Fixture *fixture, gconstpointer unused)
{
  BirgeSyncDb *db = open_db (fixture);
  g_autoptr(GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_null (birge_sync_db_dup_note (db, "last-check", &error));
  g_assert_true (birge_sync_db_set_note (db, "last-check", "1795435200", &error));
  g_assert_true (birge_sync_db_set_note (db, "paused", "no space", &error));
  g_assert_true (birge_sync_db_set_note (db, "paused", NULL, &error));
  first = birge_sync_db_dup_note (db, "last-check", &error);
  g_assert_cmpstr (first, ==, "1795435200");
  second = birge_sync_db_dup_note (db, "paused", &error);
  g_assert_null (second);
  g_assert_no_error (error);
  g_assert_finalize_object (db);
}

static void
test_floor_only_rises (Fixture *fixture, gconstpointer unused)
{
  BirgeSyncDb *db = open_db (fixture);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (birge_sync_db_get_floor_s (db, &error), ==, 0);
  g_assert_true (birge_sync_db_raise_floor_s (db, NOON_S + 5 * DAY_S, &error));
  g_assert_true (birge_sync_db_raise_floor_s (db, NOON_S + 2 * DAY_S, &error));
  g_assert_cmpint (birge_sync_db_get_floor_s (db, &error), ==, NOON_S + 5 * DAY_S);
  g_assert_cmpint (birge_clock_get_real_s (), ==, NOON_S + 5 * DAY_S);
  g_assert_finalize_object (db);

  birge_clock_set_for_tests (1, 0); /* the battery died: 1970 */
  db = open_db (fixture);
  g_assert_cmpint (birge_clock_get_real_s (), ==, NOON_S + 5 * DAY_S);
  g_assert_finalize_object (db);

  /* A floor that the disk changed would stop all updates until that day. */
  run_sql (fixture->path, "UPDATE note SET value = replace (value, '17', '97') WHERE key = 'floor';");
  birge_clock_set_for_tests (1, NOON_S);
  db = open_db (fixture);
  g_assert_cmpint (birge_sync_db_get_floor_s (db, &error), ==, 0);
  g_assert_cmpint (birge_clock_get_real_s (), ==, NOON_S);
  g_assert_no_error (error);
  g_assert_finalize_object (db);
}

/* Opens what lies there and expects it to be set aside, and a new file to work. */
static void
assert_begun_anew (Fixture *fixture, const char *what)
{
  g_autofree char *aside = g_strconcat (fixture->path, ".damaged", NULL);
  BirgeSyncDb *db;

  g_test_message ("%s", what);
  g_test_expect_message ("birge-sync", G_LOG_LEVEL_MESSAGE, "*damaged or not ours*");
  db = open_db (fixture);
  g_test_assert_expected_messages ();
  g_assert_cmpstr (birge_sync_db_get_aside (db), ==, aside);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  assert_blocks (db, stored, "");
  mark (db, stored, 1);
  g_assert_finalize_object (db);

  db = open_db (fixture);
  g_assert_null (birge_sync_db_get_aside (db));
  assert_blocks (db, stored, "1");
  g_assert_finalize_object (db);
}

static void
test_unusable_file_is_set_aside (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *aside = g_strconcat (fixture->path, ".damaged", NULL);
  g_autofree char *inside = g_build_filename (fixture->path, "file", NULL);
  g_autofree char *noise = g_strnfill (20000, 'x');

  g_assert_true (g_file_set_contents (fixture->path, noise, 20000, NULL));
  assert_begun_anew (fixture, "noise");
  run_sql (fixture->path, "PRAGMA user_version = 99;");
  assert_begun_anew (fixture, "of a later Birge");
  run_sql (fixture->path, "DROP TABLE source;");
  assert_begun_anew (fixture, "without a table");
  run_sql (fixture->path, "PRAGMA ignore_check_constraints = ON; INSERT INTO spent VALUES ('2026-11-23', -5, 0);");
  assert_begun_anew (fixture, "an impossible figure");
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  run_sql (fixture->path, "CREATE TABLE recipe (name TEXT); PRAGMA user_version = 1;");
  assert_begun_anew (fixture, "another program's, of the same version");
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  run_sql (fixture->path, "CREATE TABLE recipe (name TEXT);");
  assert_begun_anew (fixture, "another program's, without a version");
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  g_assert_cmpint (symlink ("/dev/zero", fixture->path), ==, 0);
  assert_begun_anew (fixture, "a symbolic link");
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  g_assert_cmpint (g_unlink (aside), ==, 0);
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  assert_begun_anew (fixture, "a folder");
}

static void
be_quiet (const char *domain, GLogLevelFlags level, const char *message, gpointer unused)
{
}

/* The file is changed in one place after the other: it is read right, or set aside, and never a crash. */
static void
test_any_damage_costs_only_bytes (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *good = NULL;
  gsize length = 0;
  guint n_aside = 0;
  BirgeSyncDb *db = open_db (fixture);

  for (guint i = 0; i < 50; i++)
    mark (db, stored, i);
  g_assert_finalize_object (db);
  g_assert_true (g_file_get_contents (fixture->path, &good, &length, NULL));
  g_log_set_handler ("birge-sync", G_LOG_LEVEL_MESSAGE, be_quiet, NULL);

  for (gsize at = 0; at < length; at += 331)
    {
      g_autofree char *bad = g_memdup2 (good, length);
      g_autoptr(GError) error = NULL;
      g_autoptr(GArray) blocks = NULL;

      for (gsize i = at; i < MIN (at + 8, length); i++)
        bad[i] = (char) (bad[i] ^ 0x5a);
      g_assert_true (g_file_set_contents (fixture->path, bad, (gssize) length, NULL));
      db = birge_sync_db_open (fixture->dir, &error);
      g_assert_no_error (error);
      n_aside += birge_sync_db_get_aside (db) != NULL;
      blocks = birge_sync_db_list_blocks (db, stored, &error);
      g_assert_no_error (error);
      mark (db, other, 1);
      g_clear_object (&db);
    }
  g_assert_cmpuint (n_aside, >, 0);
}

static void
test_looking_changes_nothing (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  BirgeSyncDb *db;
  BirgeSyncDb *looker;
  BirgeReservation reservation;

  g_assert_null (birge_sync_db_look (fixture->dir, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));

  db = open_db (fixture);
  g_assert_cmpint (reserve (db, 0, 0, 600, &reservation), ==, 600);
  looker = birge_sync_db_look (fixture->dir, &error);
  g_assert_no_error (error);
  assert_spent (looker, 600, 600);
  g_assert_false (birge_sync_db_set_note (looker, "paused", "x", &error));
  g_assert_error (error, BIRGE_SYNC_DB_ERROR, BIRGE_SYNC_DB_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_finalize_object (looker);
  settle (db, &reservation, 10); /* still reserved: the look did not take it for that of a dead run */
  assert_spent (db, 10, 10);
  g_assert_finalize_object (db);

  g_assert_true (g_file_set_contents (fixture->path, "noise", 5, NULL));
  g_assert_null (birge_sync_db_look (fixture->dir, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
copy_file (const char *from, const char *to)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (from, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (to, contents, (gssize) length, NULL));
}

/* What a kill in the middle of a write leaves: the file half-written, and the journal with which to take that back. */
static void
test_write_that_was_cut_is_taken_back (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *journal = g_strconcat (fixture->path, "-journal", NULL);
  g_autofree char *saved = g_build_filename (fixture->dir, "saved", NULL);
  g_autofree char *saved_journal = g_build_filename (fixture->dir, "saved-journal", NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *note = NULL;
  BirgeSyncDb *db = open_db (fixture);
  sqlite3 *raw = NULL;

  mark (db, stored, 5);
  g_assert_true (birge_sync_db_set_note (db, "last-check", "1", &error));
  g_assert_finalize_object (db);
  g_assert_cmpint (sqlite3_open (fixture->path, &raw), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (raw, "PRAGMA cache_size = 1; BEGIN; UPDATE note SET value = '2';"
                                 " INSERT INTO note SELECT hex (randomblob (500)), hex (randomblob (500)) FROM"
                                 " (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)"
                                 "  SELECT i FROM n);", NULL, NULL, NULL), ==, SQLITE_OK);
  copy_file (fixture->path, saved);
  copy_file (journal, saved_journal);
  g_assert_cmpint (sqlite3_close (raw), ==, SQLITE_OK);
  g_assert_cmpint (g_rename (saved, fixture->path), ==, 0);
  g_assert_cmpint (g_rename (saved_journal, journal), ==, 0);

  g_assert_null (birge_sync_db_look (fixture->dir, &error)); /* who looks may not write */
  g_assert_no_error (error);
  db = open_db (fixture);
  g_assert_null (birge_sync_db_get_aside (db));
  assert_blocks (db, stored, "5");
  note = birge_sync_db_dup_note (db, "last-check", &error);
  g_assert_cmpstr (note, ==, "1");
  g_assert_finalize_object (db);
}

static void
test_full_disk_is_said_and_changes_nothing (Fixture *fixture, gconstpointer unused)
{
  BirgeSyncDb *db = open_db (fixture);
  struct rlimit old;
  struct rlimit limit;
  g_autoptr(GError) error = NULL;
  g_autofree char *long_text = g_strnfill (200 * KIB, 'x');
  g_autofree char *found = NULL;

  g_assert_true (birge_sync_db_set_note (db, "last-check", "1", &error));
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  limit = old;
  limit.rlim_cur = 100 * KIB;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (birge_sync_db_set_note (db, "last-check", long_text, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_error (error, BIRGE_SYNC_DB_ERROR, BIRGE_SYNC_DB_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "make room"));
  g_clear_error (&error);

  found = birge_sync_db_dup_note (db, "last-check", &error);
  g_assert_cmpstr (found, ==, "1");
  g_assert_true (birge_sync_db_set_note (db, "last-check", long_text, &error));
  g_assert_no_error (error);
  g_assert_finalize_object (db);
}

static void
test_missing_folder_is_an_error (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *nowhere = g_build_filename (fixture->dir, "nowhere", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (birge_sync_db_open (nowhere, &error));
  g_assert_error (error, BIRGE_SYNC_DB_ERROR, BIRGE_SYNC_DB_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, nowhere));
}

#define TEST(path, function) g_test_add ("/sync-db/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("blocks-are-remembered", test_blocks_are_remembered);
  TEST ("no-more-than-the-budget-is-granted", test_no_more_than_the_budget_is_granted);
  TEST ("what-a-dead-run-reserved-is-spent", test_what_a_dead_run_reserved_is_spent);
  TEST ("sources-are-remembered", test_sources_are_remembered);
  TEST ("notes-are-kept-and-taken-away", test_notes_are_kept_and_taken_away);
  TEST ("floor-only-rises", test_floor_only_rises);
  TEST ("unusable-file-is-set-aside", test_unusable_file_is_set_aside);
  TEST ("looking-changes-nothing", test_looking_changes_nothing);
  TEST ("write-that-was-cut-is-taken-back", test_write_that_was_cut_is_taken_back);
  TEST ("full-disk-is-said-and-changes-nothing", test_full_disk_is_said_and_changes_nothing);
  TEST ("missing-folder-is-an-error", test_missing_folder_is_an_error);
  TEST ("any-damage-costs-only-bytes", test_any_damage_costs_only_bytes); /* last: it quiets the log */
  return g_test_run ();
}
