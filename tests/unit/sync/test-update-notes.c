/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/sync/birge-update-notes.h"

#include <glib/gstdio.h>

#include "data/formats/birge-clock.h"
#include "data/trust/birge-trust.h"
#include "tests/unit/library/content-maker.h"

/* What updates leave behind for `birge status` and for the staff. */

#define NOON_S G_GINT64_CONSTANT (1795435200) /* 2026-11-23 12:00 UTC */
#define SOURCE "https://a.example/birge"

typedef struct {
  char *dir;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->dir = g_dir_make_tmp ("birge-update-notes-XXXXXX", NULL);
  g_assert_nonnull (fixture->dir);
  birge_clock_set_for_tests (1, NOON_S);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  birge_clock_set_for_tests (-1, -1);
  content_remove (fixture->dir);
  g_free (fixture->dir);
}

/* A run that ended like this. */
static void
note (Fixture *fixture, BirgeSyncResult result, gboolean is_planned, const GError *error)
{
  g_autoptr(GError) trouble = NULL;
  g_autoptr(BirgeSyncDb) db = birge_sync_db_open (fixture->dir, &trouble);

  g_assert_no_error (trouble);
  birge_update_notes_write (db, &result, is_planned, SOURCE, error);
}

static void
test_nothing_was_ever_noted (Fixture *fixture, gconstpointer unused)
{
  g_auto(BirgeUpdateNotes) notes = { .last_check_s = 7 };

  birge_update_notes_read (&notes, fixture->dir);
  g_assert_cmpint (notes.last_check_s, ==, 0);
  g_assert_cmpint (notes.left_bytes, ==, 0);
  g_assert_null (notes.source);
  birge_update_notes_read (&notes, "/nowhere");
  g_assert_cmpint (notes.last_check_s, ==, 0);
}

static void
test_all_that_was_noted_is_read (Fixture *fixture, gconstpointer unused)
{
  char *held[] = { (char *) "guides 8", (char *) "lessons 3", NULL };
  g_auto(BirgeUpdateNotes) notes = { 0 };

  note (fixture, (BirgeSyncResult) { .outcome = BIRGE_SYNC_PAUSED, .is_new = TRUE, .paused = BIRGE_SYNC_PAUSED_SPACE, .first_tier_left = 3,
                                     .left_bytes = 5000000000, .short_bytes = 4000000000, .expires_s = NOON_S + 9, .held = held },
        TRUE, NULL);
  birge_update_notes_read (&notes, fixture->dir);
  g_assert_cmpint (notes.last_check_s, ==, NOON_S);
  g_assert_cmpint (notes.last_update_s, ==, NOON_S);
  g_assert_cmpint (notes.fresh_until_s, ==, NOON_S + 9);
  g_assert_cmpint (notes.outcome, ==, BIRGE_SYNC_PAUSED);
  g_assert_cmpint (notes.paused, ==, BIRGE_SYNC_PAUSED_SPACE);
  g_assert_cmpint (notes.left_bytes, ==, 5000000000);
  g_assert_cmpint (notes.short_bytes, ==, 4000000000);
  g_assert_cmpuint (notes.first_tier_left, ==, 3);
  g_assert_cmpstr (notes.source, ==, SOURCE);
  g_assert_cmpstr (notes.held, ==, "guides 8, lessons 3");
  g_assert_null (notes.why);
  g_assert_null (notes.alarm);
}

/* The link may be gone for weeks: what is left to bring stays known. */
static void
test_a_check_that_fails_says_nothing_about_what_is_left (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = g_error_new_literal (BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_UNREACHABLE, "no such host: look at the cable");
  g_auto(BirgeUpdateNotes) notes = { 0 };

  note (fixture, (BirgeSyncResult) { .outcome = BIRGE_SYNC_PAUSED, .paused = BIRGE_SYNC_PAUSED_HOURS, .left_bytes = 17, .expires_s = 5 }, TRUE, NULL);
  birge_clock_set_for_tests (1, NOON_S + 60);
  note (fixture, (BirgeSyncResult) { .outcome = BIRGE_SYNC_LATER }, FALSE, error);
  birge_update_notes_read (&notes, fixture->dir);
  g_assert_cmpint (notes.last_check_s, ==, NOON_S + 60);
  g_assert_cmpint (notes.last_update_s, ==, 0);
  g_assert_cmpint (notes.outcome, ==, BIRGE_SYNC_LATER);
  g_assert_cmpstr (notes.why, ==, error->message);
  g_assert_cmpint (notes.left_bytes, ==, 17);
  g_assert_cmpint (notes.paused, ==, BIRGE_SYNC_PAUSED_HOURS);
  g_assert_cmpint (notes.fresh_until_s, ==, 5);
}

static void
test_an_alarm_stays_until_somebody_proves_right (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = g_error_new_literal (BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SIGNATURE, "wrong signature");
  g_autoptr(GError) away = g_error_new_literal (BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_UNREACHABLE, "away");
  g_auto(BirgeUpdateNotes) first = { 0 };
  g_auto(BirgeUpdateNotes) second = { 0 };
  g_auto(BirgeUpdateNotes) third = { 0 };

  note (fixture, (BirgeSyncResult) { .outcome = BIRGE_SYNC_ALARM }, FALSE, error);
  birge_update_notes_read (&first, fixture->dir);
  g_assert_cmpint (first.outcome, ==, BIRGE_SYNC_ALARM);
  g_assert_cmpstr (first.alarm, ==, SOURCE ": wrong signature");
  note (fixture, (BirgeSyncResult) { .outcome = BIRGE_SYNC_LATER }, FALSE, away);
  birge_update_notes_read (&second, fixture->dir);
  g_assert_cmpstr (second.alarm, ==, first.alarm);
  note (fixture, (BirgeSyncResult) { .outcome = BIRGE_SYNC_NOTHING }, TRUE, NULL);
  birge_update_notes_read (&third, fixture->dir);
  g_assert_null (third.alarm);
  g_assert_null (third.why);
}

static void
test_being_switched_off_is_no_outcome (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  g_auto(BirgeUpdateNotes) notes = { 0 };

  note (fixture, (BirgeSyncResult) { .outcome = BIRGE_SYNC_NOTHING }, TRUE, NULL);
  birge_clock_set_for_tests (1, NOON_S + 60);
  note (fixture, (BirgeSyncResult) { .outcome = BIRGE_SYNC_FAILED, .is_new = TRUE, .left_bytes = 9 }, TRUE, error);
  birge_update_notes_read (&notes, fixture->dir);
  g_assert_cmpint (notes.outcome, ==, BIRGE_SYNC_NOTHING);
  g_assert_cmpint (notes.last_check_s, ==, NOON_S);
  g_assert_cmpint (notes.last_update_s, ==, NOON_S + 60);
  g_assert_cmpint (notes.left_bytes, ==, 9);
}

static void
test_notes_without_sense_count_as_none (Fixture *fixture, gconstpointer unused)
{
  static const char *const texts[] = { "", "-1", "1e9", "99999999999999999999", "x", "7 ", NULL };
  g_autoptr(BirgeSyncDb) db = birge_sync_db_open (fixture->dir, NULL);

  for (guint i = 0; texts[i] != NULL; i++)
    {
      static const char *const keys[] = { "last-check", "outcome", "paused", "left-bytes", "first-tier-left", NULL };
      g_auto(BirgeUpdateNotes) notes = { 0 };

      for (guint k = 0; keys[k] != NULL; k++)
        g_assert_true (birge_sync_db_set_note (db, keys[k], texts[i], NULL));
      birge_update_notes_read (&notes, fixture->dir); /* beside one who writes, too */
      g_assert_cmpint (notes.last_check_s, ==, 0);
      g_assert_cmpint (notes.outcome, ==, BIRGE_SYNC_DONE);
      g_assert_cmpint (notes.paused, ==, BIRGE_SYNC_PAUSED_NOT);
      g_assert_cmpint (notes.left_bytes, ==, 0);
      g_assert_cmpuint (notes.first_tier_left, ==, 0);
    }
}

static void
test_a_file_that_is_damaged_holds_no_notes (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (fixture->dir, "sync.db", NULL);
  g_auto(BirgeUpdateNotes) notes = { 0 };

  g_assert_true (g_file_set_contents (path, "no database, whatever its name says", -1, NULL));
  birge_update_notes_read (&notes, fixture->dir);
  g_assert_cmpint (notes.last_check_s, ==, 0);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

#define TEST(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/update-notes/nothing", test_nothing_was_ever_noted);
  TEST ("/update-notes/all", test_all_that_was_noted_is_read);
  TEST ("/update-notes/failed-check", test_a_check_that_fails_says_nothing_about_what_is_left);
  TEST ("/update-notes/alarm", test_an_alarm_stays_until_somebody_proves_right);
  TEST ("/update-notes/cancelled", test_being_switched_off_is_no_outcome);
  TEST ("/update-notes/without-sense", test_notes_without_sense_count_as_none);
  TEST ("/update-notes/damaged-file", test_a_file_that_is_damaged_holds_no_notes);
  return g_test_run ();
}
