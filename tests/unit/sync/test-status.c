/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sync/sync-fixture.h"

#include "data/formats/birge-clock.h"
#include "data/library/birge-troubles.h"

#include <jansson.h>
#include <unistd.h>

static void
assert_problem (const BirgeStatus *status, guint i, BirgeStatusCode code, guint number, const char *detail)
{
  const BirgeStatusFact *fact;

  g_assert_cmpuint (i, <, status->problems->len);
  fact = g_ptr_array_index (status->problems, i);
  g_assert_cmpint (fact->code, ==, code);
  g_assert_cmpuint (fact->number, ==, number);
  g_assert_cmpstr (fact->detail, ==, detail);
}

static const BirgeStatusCount *
find_count (const BirgeStatus *status, const char *kind, const char *language)
{
  for (guint i = 0; i < status->counts->len; i++)
    {
      const BirgeStatusCount *count = g_ptr_array_index (status->counts, i);

      if (g_str_equal (count->kind, kind) && g_str_equal (count->language, language))
        return count;
    }
  return NULL;
}

static void
test_counts_by_kind_and_language (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeStatus) status = NULL;

  fixture_make (fixture, 1);
  fixture_install (fixture);
  status = birge_status_new (fixture->state, FALSE, NULL);
  g_assert_cmpuint (status->generation, ==, 1);
  g_assert_cmpuint (status->previous_generation, ==, 0);
  g_assert_cmpstr (status->issued, ==, "2026-11-23");
  g_assert_cmpstr (status->releases, ==, "starter 1");
  g_assert_cmpuint (status->n_items, ==, 9); /* neither sections nor the embassy that is off */
  g_assert_cmpuint (find_count (status, "guide", "en")->items, ==, 2);
  g_assert_cmpuint (find_count (status, "guide", "uz")->items, ==, 1);
  g_assert_cmpuint (find_count (status, "guide", "uz")->drafts, ==, 1);
  g_assert_cmpuint (find_count (status, "topic", "ru")->items, ==, 1);
  g_assert_null (find_count (status, "topic", "en")); /* a title, but no text */
  g_assert_null (find_count (status, "section", "en"));
  g_assert_cmpuint (find_count (status, "place", "en")->items, ==, 2);
  g_assert_cmpuint (status->n_drafts, ==, 2);
  g_assert_cmpuint (status->n_unreviewed, ==, 4); /* permit, burns, its film, the course */
  g_assert_cmpuint (status->n_overdue, ==, 1);
  assert_problem (status, 0, BIRGE_STATUS_TEXTS_OVERDUE, 1, NULL);
  g_assert_cmpuint (status->problems->len, ==, 1);
}

static void
test_says_what_was_not_shown (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeStatus) status = NULL;
  g_autoptr(BirgeStatus) mended = NULL;
  g_autofree char *json = NULL;

  fixture_make (fixture, 1);
  fixture_install (fixture);
  birge_clock_set_for_tests (-1, G_GINT64_CONSTANT (1893456000));
  birge_troubles_set (fixture->state, BIRGE_TROUBLES_SOUND, "no-device");
  birge_troubles_set (fixture->state, "film/burns", "damaged");
  birge_troubles_set (fixture->state, "film/a", "missing-decoder");
  birge_clock_set_for_tests (-1, -1);
  status = birge_status_new (fixture->state, FALSE, NULL);
  assert_problem (status, 1, BIRGE_STATUS_NO_SOUND, 0, "2030-01-01");
  assert_problem (status, 2, BIRGE_STATUS_FILMS_FAILED, 2, "film/a missing-decoder 2030-01-01, film/burns damaged 2030-01-01");
  json = birge_status_to_json (status);
  g_assert_nonnull (strstr (json, "films-failed"));
  g_assert_nonnull (strstr (json, "no-sound"));

  birge_troubles_set (fixture->state, BIRGE_TROUBLES_SOUND, NULL);
  birge_troubles_set (fixture->state, "film/burns", NULL);
  birge_troubles_set (fixture->state, "film/a", NULL);
  mended = birge_status_new (fixture->state, FALSE, NULL);
  g_assert_cmpuint (mended->problems->len, ==, 1); /* the overdue text */
}

static void
test_says_what_a_person_must_do (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeStatus) none = birge_status_new (fixture->state, FALSE, &error);
  g_autoptr(BirgeStatus) empty = NULL;
  g_autoptr(BirgeStatus) held = NULL;

  g_assert_null (none);
  g_assert_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_STORAGE);
  g_assert_cmpint (g_mkdir (fixture->state, 0700), ==, 0);
  empty = birge_status_new (fixture->state, FALSE, NULL);
  g_assert_cmpuint (empty->generation, ==, 0);
  assert_problem (empty, 0, BIRGE_STATUS_NOTHING_INSTALLED, 0, NULL);

  fixture_make (fixture, 1);
  fixture_install (fixture);
  fixture_make (fixture, 2);
  fixture_install (fixture);
  g_assert_cmpuint (birge_install_rollback (fixture->state, NULL), ==, 1);
  held = birge_status_new (fixture->state, FALSE, NULL);
  g_assert_cmpuint (held->generation, ==, 1);
  assert_problem (held, 1, BIRGE_STATUS_RELEASE_HELD, 0, "starter 2");
}

static void
test_json_can_be_read_back (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeStatus) status = NULL;
  g_autofree char *text = NULL;
  json_t *problem;
  json_t *root;

  g_assert_cmpint (g_mkdir (fixture->state, 0700), ==, 0);
  status = birge_status_new (fixture->state, FALSE, NULL);
  text = birge_status_to_json (status);
  root = json_loads (text, JSON_REJECT_DUPLICATES, NULL);
  g_assert_true (json_is_null (json_object_get (root, "issued")));
  json_decref (root);
  g_free (text);
  birge_status_free (status);

  fixture_make (fixture, 1);
  fixture_install (fixture);
  status = birge_status_new (fixture->state, TRUE, NULL);
  text = birge_status_to_json (status);
  root = json_loads (text, JSON_REJECT_DUPLICATES, NULL);
  g_assert_nonnull (root);
  g_assert_cmpint (json_integer_value (json_object_get (root, "generation")), ==, 1);
  g_assert_cmpuint (json_array_size (json_object_get (root, "counts")), ==, status->counts->len);
  g_assert_cmpuint (json_array_size (json_object_get (root, "problems")), ==, 1);
  problem = json_array_get (json_object_get (root, "problems"), 0);
  g_assert_cmpstr (json_string_value (json_object_get (problem, "code")), ==, "texts-overdue");
  g_assert_cmpint (json_integer_value (json_object_get (problem, "number")), ==, 1);
  g_assert_true (json_is_null (json_object_get (problem, "detail")));
  json_decref (root);
}

static void
test_json_keeps_problems_with_names_that_are_no_text (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *state = g_build_filename (fixture->root, "st\xff" "ate", NULL);
  g_autofree char *catalogue = g_build_filename (state, "content", "0001", "catalog", "starter.cat.zst", NULL);
  g_autoptr(BirgeStatus) status = NULL;
  g_autofree char *text = NULL;
  json_t *root;

  fixture_make (fixture, 1);
  g_assert_cmpuint (birge_install (fixture->out, state, NULL, NULL, NULL, NULL), ==, 1);
  g_assert_cmpint (g_remove (catalogue), ==, 0);
  status = birge_status_new (state, FALSE, NULL);
  text = birge_status_to_json (status);
  root = json_loads (text, JSON_REJECT_DUPLICATES, NULL);
  g_assert_cmpuint (json_array_size (json_object_get (root, "problems")), ==, status->problems->len);
  json_decref (root);
}

/* As an ordinary user: root may read everything. */
static void
test_a_folder_one_may_not_read_is_no_empty_one (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeStatus) status = NULL;
  g_autoptr(GError) error = NULL;

  fixture_make (fixture, 1);
  fixture_install (fixture);
  g_assert_cmpint (g_chmod (fixture->root, 0755), ==, 0);
  if (geteuid () == 0)
    g_assert_cmpint (seteuid (65534), ==, 0);
  else
    g_assert_cmpint (g_chmod (fixture->state, 0), ==, 0);
  status = birge_status_new (fixture->state, FALSE, &error);
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
  else
    g_assert_cmpint (g_chmod (fixture->state, 0700), ==, 0);
  g_assert_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, "run this as root"));
  g_assert_null (status);
}

/* What an update noted, as a fact or as none. */
static void
test_updates_ask_for_a_person (Fixture *fixture, gconstpointer unused)
{
  static const struct { BirgeSyncResult result; gint code; guint number; const char *detail; } cases[] = {
    { { .outcome = BIRGE_SYNC_NOTHING }, -1 },
    { { .outcome = BIRGE_SYNC_LATER }, -1 },
    { { .outcome = BIRGE_SYNC_PORTAL }, -1 },
    { { .outcome = BIRGE_SYNC_PAUSED, .paused = BIRGE_SYNC_PAUSED_BUDGET, .left_bytes = 5 }, -1 },
    { { .outcome = BIRGE_SYNC_PAUSED, .paused = BIRGE_SYNC_PAUSED_HOURS, .left_bytes = 5 }, -1 },
    { { .outcome = BIRGE_SYNC_PAUSED, .paused = BIRGE_SYNC_PAUSED_METERED, .left_bytes = 5 }, -1 },
    { { .outcome = BIRGE_SYNC_PAUSED, .paused = BIRGE_SYNC_PAUSED_SPACE, .left_bytes = 5, .short_bytes = 7, .first_tier_left = 3 },
      BIRGE_STATUS_UPDATE_NO_SPACE, 3, "7 bytes" },
    { { .outcome = BIRGE_SYNC_PAUSED, .paused = BIRGE_SYNC_PAUSED_SPACE, .left_bytes = 5, .first_tier_left = 0 },
      BIRGE_STATUS_UPDATE_NO_SPACE, 0, NULL },
    { { .outcome = BIRGE_SYNC_PAUSED, .paused = BIRGE_SYNC_PAUSED_MISSING, .left_bytes = 5 }, BIRGE_STATUS_UPDATE_INCOMPLETE, 0, "here" },
    { { .outcome = BIRGE_SYNC_ALARM }, BIRGE_STATUS_UPDATE_ALARM, 0, "here: why" },
    { { .outcome = BIRGE_SYNC_FAILED }, BIRGE_STATUS_UPDATE_FAILED, 0, "why" },
    { { .outcome = BIRGE_SYNC_STALE }, BIRGE_STATUS_UPDATE_FAILED, 0, "why" },
    { { .outcome = BIRGE_SYNC_STALE, .expires_s = 1795348800 }, BIRGE_STATUS_UPDATE_STALE, 0, "2026-11-22" },
  };
  g_autoptr(GError) why = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "why");

  fixture_make (fixture, 1);
  fixture_install (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_build_filename (fixture->state, "sync.db", NULL);
      g_autoptr(BirgeSyncDb) db = NULL;
      g_autoptr(BirgeStatus) status = NULL;
      g_autofree char *text = NULL;
      json_t *root;

      g_assert_cmpint (g_remove (path), ==, 0);
      db = birge_sync_db_open (fixture->state, NULL);
      birge_update_notes_write (db, &cases[i].result, TRUE, "here", cases[i].result.outcome > BIRGE_SYNC_PAUSED ? why : NULL);
      status = birge_status_new (fixture->state, FALSE, NULL);
      g_assert_cmpuint (status->problems->len, ==, cases[i].code < 0 ? 1 : 2); /* the sample has a text that is overdue */
      if (cases[i].code >= 0)
        assert_problem (status, 1, (BirgeStatusCode) cases[i].code, cases[i].number, cases[i].detail);
      text = birge_status_to_json (status);
      root = json_loads (text, JSON_REJECT_DUPLICATES, NULL);
      g_assert_cmpstr (json_string_value (json_object_get (json_object_get (root, "updates"), "source")), ==, "here");
      json_decref (root);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/status/counts-by-kind-and-language", test_counts_by_kind_and_language);
  FIXTURE_TEST ("/status/says-what-was-not-shown", test_says_what_was_not_shown);
  FIXTURE_TEST ("/status/says-what-a-person-must-do", test_says_what_a_person_must_do);
  FIXTURE_TEST ("/status/json-can-be-read-back", test_json_can_be_read_back);
  FIXTURE_TEST ("/status/json-keeps-problems-with-names-that-are-no-text", test_json_keeps_problems_with_names_that_are_no_text);
  FIXTURE_TEST ("/status/a-folder-one-may-not-read-is-no-empty-one", test_a_folder_one_may_not_read_is_no_empty_one);
  FIXTURE_TEST ("/status/updates-ask-for-a-person", test_updates_ask_for_a_person);
  return g_test_run ();
}
