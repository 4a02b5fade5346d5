/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/sync/birge-sync.h"

#include "data/library/birge-generation.h"
#include "data/library/birge-object.h"
#include "data/trust/birge-metadata.h"
#include "data/trust/birge-trust.h"
#include "tests/unit/sync/publisher.h"
#include "tests/unit/sync/sync-fixture.h"

/* A kiosk that follows a publisher. */
typedef struct {
  Fixture          folders;
  PublisherSource *publisher;
  BirgeSettings   *settings;
  BirgeSyncResult  result;
} Kiosk;

#define DAY_S (24 * 60 * G_GINT64_CONSTANT (60))

static void
set_clock (int days)
{
  birge_clock_set_for_tests (1, g_get_real_time () / G_USEC_PER_SEC + days * DAY_S);
}

static void
kiosk_set_up (Kiosk *kiosk, gconstpointer unused)
{
  fixture_set_up (&kiosk->folders, NULL);
  set_clock (0); /* the publisher's dates count from the real one */
  kiosk->publisher = publisher_source_new (kiosk->folders.out);
  kiosk->settings = birge_settings_new ();
  kiosk->settings->root = g_build_filename (kiosk->folders.root, "root.json", NULL);
  kiosk->settings->reserve_megabytes = 64;
  publisher_source_write_root (kiosk->publisher, kiosk->settings->root);
}

static void
kiosk_tear_down (Kiosk *kiosk, gconstpointer unused)
{
  birge_sync_result_clear (&kiosk->result);
  birge_settings_free (kiosk->settings);
  g_assert_finalize_object (kiosk->publisher);
  fixture_tear_down (&kiosk->folders, NULL);
}

static void
publish (Kiosk *kiosk, int release, json_t *custom)
{
  fixture_make (&kiosk->folders, release);
  publisher_source_release (kiosk->publisher, custom);
}

static BirgeSyncOutcome
run (Kiosk *kiosk, BirgeSyncFlags flags, GError **error)
{
  g_autoptr(BirgeSync) sync = birge_sync_open (kiosk->folders.state, error);
  BirgeSyncRun request = { .source = BIRGE_SOURCE (kiosk->publisher), .settings = kiosk->settings, .flags = flags };

  birge_sync_result_clear (&kiosk->result);
  if (sync == NULL)
    return BIRGE_SYNC_FAILED;
  birge_sync_run (sync, &request, &kiosk->result, error);
  return kiosk->result.outcome;
}

static void
assert_outcome (Kiosk *kiosk, BirgeSyncFlags flags, BirgeSyncOutcome outcome, guint generation)
{
  g_autoptr(GError) error = NULL;
  BirgeSyncOutcome got = run (kiosk, flags, &error);

  if (outcome <= BIRGE_SYNC_PAUSED)
    g_assert_no_error (error);
  else
    g_assert_nonnull (error);
  g_assert_cmpstr (birge_sync_outcome_get_name (got), ==, birge_sync_outcome_get_name (outcome));
  g_assert_cmpuint (kiosk->result.generation, ==, generation);
  g_assert_cmpuint (birge_generation_get_current (kiosk->folders.state), ==, generation);
}

/* Tier by tier: a first install of texts, pictures, sound and films makes four generations, each with less missing. */
static void
test_follows_a_publisher (Kiosk *kiosk, gconstpointer unused)
{
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;

  publish (kiosk, 1, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 4);
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 1);
  first = publisher_source_take_reads (kiosk->publisher);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_NOTHING, 4);
  again = publisher_source_take_reads (kiosk->publisher);
  g_assert_cmpstr (again, ==, "metadata/2.root.json metadata/timestamp.json");
  g_assert_nonnull (strstr (first, "metadata/1.starter.json targets/catalog/"));

  publish (kiosk, 2, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 6); /* texts, a film */
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 2);
  g_assert_cmpuint (birge_generation_get_previous (kiosk->folders.state, 6), ==, 4); /* all of release 1 */
  fixture_assert_clean (&kiosk->folders);
}

static void
test_trusts_nobody_by_itself (Kiosk *kiosk, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  publish (kiosk, 1, NULL);
  g_clear_pointer (&kiosk->settings->root, g_free);
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, &error), ==, BIRGE_SYNC_FAILED);
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_NO_TARGET);
  g_assert_cmpuint (birge_generation_get_current (kiosk->folders.state), ==, 0);
}

static void
test_what_was_taken_back_stays_back (Kiosk *kiosk, gconstpointer unused)
{
  publish (kiosk, 1, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 4);
  publish (kiosk, 2, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 6);
  g_assert_cmpuint (birge_install_rollback (kiosk->folders.state, NULL), ==, 4);

  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_NOTHING, 4);
  g_assert_cmpstr (kiosk->result.held[0], ==, "starter 2");
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 1);

  publish (kiosk, 3, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 6);
  g_assert_null (kiosk->result.held);
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 3);
}

static void
publish_one_guide (Kiosk *kiosk, gint64 release, json_t *custom)
{
  ContentMaker *maker;

  content_remove (kiosk->folders.out);
  maker = content_maker_new (kiosk->folders.out, PUBLISHER_CHANNEL, release);
  content_maker_add_meta (maker, "guide/wages", "{\"title\":{\"en\":\"Wages\"}}");
  content_maker_add_text (maker, "guide/wages", "en", "All that is left. release 7");
  content_maker_finish (maker);
  publisher_source_release (kiosk->publisher, custom);
}

static void
test_loses_most_items_only_if_meant (Kiosk *kiosk, gconstpointer unused)
{
  publish (kiosk, 1, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 4);
  publish_one_guide (kiosk, 7, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_NOTHING, 4);
  g_assert_cmpstr (kiosk->result.held[0], ==, "starter 7");
  publish_one_guide (kiosk, 8, json_pack ("{s:b}", "shrink_ok", 1));
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 5);
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 7);
}

static void
test_preview_changes_nothing (Kiosk *kiosk, gconstpointer unused)
{
  publish (kiosk, 1, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 4);
  publish (kiosk, 2, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_PREVIEW, BIRGE_SYNC_SEEN, 4);
  g_assert_cmpstr (kiosk->result.preview.added[0], ==, "guide/arrival");
  g_assert_null (kiosk->result.preview.added[1]);
  g_assert_true (g_strv_contains ((const char *const *) kiosk->result.preview.changed, "guide/wages"));
  g_assert_false (g_strv_contains ((const char *const *) kiosk->result.preview.changed, "guide/permit"));
  g_assert_cmpuint (g_strv_length (kiosk->result.preview.removed), ==, 0);
  g_assert_cmpint (kiosk->result.preview.missing_bytes, >, 300000); /* the film */
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 1);
}

static void
test_metered_link_brings_texts_and_pictures (Kiosk *kiosk, gconstpointer unused)
{
  publish (kiosk, 1, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_METERED, BIRGE_SYNC_PAUSED, 2);
  g_assert_cmpint (kiosk->result.paused, ==, BIRGE_SYNC_PAUSED_METERED);
  g_assert_cmpuint (kiosk->result.first_tier_left, ==, 2);
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 1);
  assert_outcome (kiosk, BIRGE_SYNC_METERED, BIRGE_SYNC_PAUSED, 2); /* nothing is built again for nothing */
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 4);
  g_assert_cmpint (kiosk->result.left_bytes, ==, 0);
  g_assert_cmpuint (birge_generation_get_previous (kiosk->folders.state, 4), ==, 0); /* there was nothing before */
}

/* Killed when the film had come and was not yet shown: nothing is missing any more, and still something is to be done. */
static void
test_shows_what_came_before_a_kill (Kiosk *kiosk, gconstpointer unused)
{
  g_autofree char *objects = g_build_filename (kiosk->folders.out, "objects", ".", NULL);
  const char *argv[] = { "cp", "-a", objects, NULL, NULL };
  g_autofree char *store = g_build_filename (kiosk->folders.state, "objects", NULL);
  g_autoptr(BirgeLibrary) library = NULL;
  g_autoptr(BirgeFilm) film = NULL;
  g_autofree char *contents = NULL;
  int status = -1;

  publish (kiosk, 1, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 4);
  publish (kiosk, 2, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_METERED, BIRGE_SYNC_PAUSED, 5);
  argv[3] = store;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 6);
  library = birge_library_open (kiosk->folders.state, NULL);
  film = birge_library_get_film (library, "film/burns", "en", NULL);
  g_assert_true (g_file_get_contents (birge_film_get_path (film), &contents, NULL, NULL));
  g_assert_cmpint (contents[0], ==, 'a' + 2);
  birge_library_close (library);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_NOTHING, 6);
}

static void
test_brings_the_wanted_languages (Kiosk *kiosk, gconstpointer unused)
{
  const char *const languages[] = { "en", NULL };
  g_autofree char *uzbek = NULL;

  publish (kiosk, 1, NULL);
  g_strfreev (kiosk->settings->languages);
  kiosk->settings->languages = g_strdupv ((char **) languages);
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, BIRGE_SYNC_DONE);
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 1);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_NOTHING, kiosk->result.generation);

  g_strfreev (kiosk->settings->languages);
  kiosk->settings->languages = g_new0 (char *, 1);
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, BIRGE_SYNC_DONE); /* the others come */
}

static void
test_goes_without_what_the_source_lacks (Kiosk *kiosk, gconstpointer unused)
{
  g_autofree char *objects = g_build_filename (kiosk->folders.out, "objects", NULL);

  publish (kiosk, 1, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 4);
  publish (kiosk, 2, NULL);
  content_remove (objects);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_PAUSED, 5); /* the new list, with the old versions */
  g_assert_cmpint (kiosk->result.paused, ==, BIRGE_SYNC_PAUSED_MISSING);
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 1);

  fixture_make (&kiosk->folders, 2);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 7);
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 2);
  g_assert_cmpuint (birge_generation_get_previous (kiosk->folders.state, 7), ==, 4);
}

/* Staff who took it back may want it after all; a look at it changes nothing. */
static void
test_what_was_taken_back_comes_when_a_person_wants_it (Kiosk *kiosk, gconstpointer unused)
{
  publish (kiosk, 1, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 4);
  publish (kiosk, 2, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 6);
  g_assert_cmpuint (birge_install_rollback (kiosk->folders.state, NULL), ==, 4);

  assert_outcome (kiosk, BIRGE_SYNC_PREVIEW | BIRGE_SYNC_TAKE_HELD, BIRGE_SYNC_SEEN, 4);
  g_assert_null (kiosk->result.held);
  g_assert_nonnull (kiosk->result.preview.changed[0]);
  g_assert_cmpstr (kiosk->result.issued, !=, "");
  assert_outcome (kiosk, BIRGE_SYNC_PREVIEW, BIRGE_SYNC_SEEN, 4);
  g_assert_cmpstr (kiosk->result.held[0], ==, "starter 2");
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_TAKE_HELD, NULL), ==, BIRGE_SYNC_DONE);
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 2);
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, BIRGE_SYNC_NOTHING); /* it is not held any more */
  g_assert_null (kiosk->result.held);
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 2);
}

/* What else has expired, no person may accept: then there is no date to show. */
static void
test_only_a_timestamp_has_a_date_to_accept (Kiosk *kiosk, gconstpointer unused)
{
  publish (kiosk, 1, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 4);
  g_assert_cmpint (kiosk->result.expired_s, ==, 0);
  repository_maker_expire (publisher_source_get_maker (kiosk->publisher), "snapshot", -3);
  publish (kiosk, 2, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_STALE, 4);
  g_assert_cmpint (kiosk->result.expired_s, ==, 0);
  assert_outcome (kiosk, BIRGE_SYNC_ACCEPT_OLD, BIRGE_SYNC_STALE, 4);
}

static void
test_expired_word_is_no_alarm (Kiosk *kiosk, gconstpointer unused)
{
  publish (kiosk, 1, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 4);
  repository_maker_expire (publisher_source_get_maker (kiosk->publisher), "timestamp", -3);
  publish (kiosk, 2, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_STALE, 4);
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 1);
  g_assert_cmpint (ABS (kiosk->result.expired_s - (birge_clock_get_real_s () - 3 * DAY_S)), <, DAY_S / 2);
  assert_outcome (kiosk, BIRGE_SYNC_ACCEPT_OLD, BIRGE_SYNC_DONE, 6); /* a person has seen the date */
}

static void
test_wrong_signatures_are_an_alarm (Kiosk *kiosk, gconstpointer unused)
{
  RepositoryMaker *maker = publisher_source_get_maker (kiosk->publisher);

  publish (kiosk, 1, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 4);
  repository_maker_rotate (maker, "timestamp"); /* and no new root says so */
  publish (kiosk, 2, NULL);
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, BIRGE_SYNC_ALARM);
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 1);
  repository_maker_publish (maker, "root", "timestamp", NULL);
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, BIRGE_SYNC_DONE);
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 2);
}

static void
test_swapped_catalogue_is_refused (Kiosk *kiosk, gconstpointer unused)
{
  RepositoryMaker *maker = publisher_source_get_maker (kiosk->publisher);
  g_autoptr(GBytes) other = g_bytes_new_static ("other", 5);

  publish (kiosk, 1, NULL);
  g_hash_table_insert (maker->artifacts, g_strdup ("catalog/starter.cat.zst"), g_bytes_ref (other));
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, BIRGE_SYNC_ALARM);
  g_assert_cmpuint (birge_generation_get_current (kiosk->folders.state), ==, 0);
}

static void
test_another_root_begins_anew (Kiosk *kiosk, gconstpointer unused)
{
  PublisherSource *first = kiosk->publisher;

  publish (kiosk, 1, NULL);
  publish (kiosk, 1, NULL); /* so that its versions are higher */
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 4);

  kiosk->publisher = publisher_source_new (kiosk->folders.out);
  publish (kiosk, 2, NULL);
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, BIRGE_SYNC_ALARM);
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 1);
  publisher_source_write_root (kiosk->publisher, kiosk->settings->root);
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, BIRGE_SYNC_DONE);
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 2);
  g_assert_finalize_object (first);
}

static void
test_one_at_a_time (Kiosk *kiosk, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeSync) first = birge_sync_open (kiosk->folders.state, NULL);

  publish (kiosk, 1, NULL);
  g_assert_nonnull (first);
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, &error), ==, BIRGE_SYNC_FAILED);
  g_assert_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_BUSY);
}

/* Of 1000 kiosks some have it, some not; each always the same. */
static void
test_rollout_comes_to_some (Kiosk *kiosk, gconstpointer unused)
{
  RepositoryMaker *maker = publisher_source_get_maker (kiosk->publisher);
  g_autofree char *path = g_build_filename (kiosk->folders.out, "catalog", "starter.cat.zst", NULL);
  int permilles[] = { 0, 1000 };

  publish (kiosk, 1, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 4);
  fixture_make (&kiosk->folders, 2);
  for (guint i = 0; i < G_N_ELEMENTS (permilles); i++)
    {
      g_autoptr(json_t) custom = json_pack ("{s:{s:s,s:i}}", "rollout", "id", "spring", "permille", permilles[i]);
      char *data = NULL;
      gsize size = 0;
      g_autoptr(GBytes) bytes = NULL;

      g_assert_true (g_file_get_contents (path, &data, &size, NULL));
      bytes = g_bytes_new_take (data, size);
      birge_metadata_add_target (repository_maker_content (maker, PUBLISHER_CHANNEL), "catalog/starter.next.cat.zst", bytes, custom);
      g_hash_table_insert (maker->artifacts, g_strdup ("catalog/starter.next.cat.zst"), g_bytes_ref (bytes));
      repository_maker_publish (maker, PUBLISHER_CHANNEL, "snapshot", "timestamp", NULL);
      g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, permilles[i] == 0 ? BIRGE_SYNC_NOTHING : BIRGE_SYNC_DONE);
      g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, permilles[i] == 0 ? 1 : 2);
    }
}

/* The day of a release is signed: a clock that fell back is not believed afterwards. */
static void
test_signed_day_raises_the_floor (Kiosk *kiosk, gconstpointer unused)
{
  g_autoptr(BirgeSyncDb) db = NULL;

  publish (kiosk, 1, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 4);
  db = birge_sync_db_look (kiosk->folders.state, NULL);
  g_assert_cmpint (birge_sync_db_get_floor_s (db, NULL), ==, G_GINT64_CONSTANT (1795392000)); /* what the catalogue says */
}

static gboolean
has_problem (Kiosk *kiosk, BirgeStatusCode code)
{
  g_autoptr(BirgeStatus) status = birge_status_new (kiosk->folders.state, FALSE, NULL);

  for (guint i = 0; i < status->problems->len; i++)
    if (((const BirgeStatusFact *) g_ptr_array_index (status->problems, i))->code == code)
      return TRUE;
  return FALSE;
}

/* An object of the kiosk, of a text. */
static char *
dup_text_object (Kiosk *kiosk)
{
  g_autofree char *dir = birge_generation_dup_dir (kiosk->folders.state, birge_generation_get_current (kiosk->folders.state));
  g_autofree char *path = g_build_filename (dir, "catalog", "starter.cat.zst", NULL);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  char *data = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  bytes = g_bytes_new_take (data, size);
  catalogue = birge_catalogue_from_bytes (bytes, NULL);
  for (guint i = 0; i < catalogue->parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (catalogue->parts, i);

      if (g_str_equal (part->part, "text") && !birge_catalogue_part_is_packed (part))
        return birge_object_dup_path (kiosk->folders.state, part->stored);
    }
  g_assert_not_reached ();
}

static void
test_what_is_still_to_come_is_not_missing (Kiosk *kiosk, gconstpointer unused)
{
  g_autofree char *text = NULL;

  publish (kiosk, 1, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_METERED, BIRGE_SYNC_PAUSED, 2);
  g_assert_false (has_problem (kiosk, BIRGE_STATUS_FILES_MISSING));
  g_assert_false (has_problem (kiosk, BIRGE_STATUS_UPDATE_INCOMPLETE)); /* it goes on by itself */
  text = dup_text_object (kiosk);
  g_assert_cmpint (g_remove (text), ==, 0);
  g_assert_true (has_problem (kiosk, BIRGE_STATUS_FILES_MISSING)); /* which nobody waits for */
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, kiosk->result.generation + 3);
  g_assert_false (has_problem (kiosk, BIRGE_STATUS_FILES_MISSING));
  g_assert_cmpint (g_remove (text), ==, 0);
  g_assert_true (has_problem (kiosk, BIRGE_STATUS_FILES_MISSING));
}

typedef struct {
  Kiosk *kiosk;
  guint  n_looks;
} Onlooker;

/* From another program, as it were, while films are under way. */
static void
look_on (const BirgeSyncStatus *status, gpointer user_data)
{
  Onlooker *self = user_data;

  if (status->step != BIRGE_SYNC_STEP_FETCH || status->tier == 0)
    return;
  g_assert_false (has_problem (self->kiosk, BIRGE_STATUS_FILES_MISSING));
  self->n_looks++;
}

static void
test_what_is_under_way_is_not_missing (Kiosk *kiosk, gconstpointer unused)
{
  Onlooker onlooker = { kiosk };
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeSync) sync = birge_sync_open (kiosk->folders.state, &error);
  BirgeSyncRun request = { .source = BIRGE_SOURCE (kiosk->publisher), .settings = kiosk->settings, .progress = look_on,
                           .user_data = &onlooker };

  publish (kiosk, 1, NULL);
  birge_sync_run (sync, &request, &kiosk->result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (kiosk->result.outcome, ==, BIRGE_SYNC_DONE);
  g_assert_cmpuint (onlooker.n_looks, >, 2);
}

static void
test_staff_are_told_what_a_person_must_do (Kiosk *kiosk, gconstpointer unused)
{
  RepositoryMaker *maker = publisher_source_get_maker (kiosk->publisher);
  g_autofree char *objects = g_build_filename (kiosk->folders.out, "objects", NULL);

  repository_maker_expire (maker, "timestamp", 3);
  publish (kiosk, 1, NULL);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_DONE, 4);
  g_assert_false (has_problem (kiosk, BIRGE_STATUS_UPDATE_STALE));
  set_clock (4);
  g_assert_true (has_problem (kiosk, BIRGE_STATUS_UPDATE_STALE));
  set_clock (0);

  publish (kiosk, 2, NULL);
  content_remove (objects);
  assert_outcome (kiosk, BIRGE_SYNC_NONE, BIRGE_SYNC_PAUSED, 5);
  g_assert_true (has_problem (kiosk, BIRGE_STATUS_UPDATE_INCOMPLETE));
  g_assert_false (has_problem (kiosk, BIRGE_STATUS_FILES_MISSING)); /* the old versions are shown, whole */

  repository_maker_rotate (maker, "timestamp"); /* and no new root says so */
  publish (kiosk, 3, NULL);
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, BIRGE_SYNC_ALARM);
  g_assert_true (has_problem (kiosk, BIRGE_STATUS_UPDATE_ALARM));
  repository_maker_publish (maker, "root", "timestamp", NULL);
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, BIRGE_SYNC_DONE);
  g_assert_false (has_problem (kiosk, BIRGE_STATUS_UPDATE_ALARM));

  publish_one_guide (kiosk, 7, NULL);
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, BIRGE_SYNC_NOTHING);
  g_assert_true (has_problem (kiosk, BIRGE_STATUS_UPDATE_SHRUNK));
}

/* The package's content has high numbers and many items, the publisher few: none of that is compared. */
static void
test_the_package_gives_way_to_a_publisher (Kiosk *kiosk, gconstpointer unused)
{
  g_autofree char *permit = NULL;

  fixture_make (&kiosk->folders, 8);
  fixture_install (&kiosk->folders);
  fixture_make (&kiosk->folders, 9);
  g_assert_cmpuint (fixture_install (&kiosk->folders), ==, 2);
  g_assert_cmpuint (birge_install_rollback (kiosk->folders.state, NULL), ==, 1);
  g_assert_false (has_problem (kiosk, BIRGE_STATUS_UPDATE_STALE));

  publish_one_guide (kiosk, 2, NULL);
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, BIRGE_SYNC_DONE);
  g_assert_null (kiosk->result.held);
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 7); /* what the publisher's guide says */
  permit = fixture_read (&kiosk->folders, "guide/permit");
  g_assert_null (permit); /* the publisher does not name it */
  g_assert_false (has_problem (kiosk, BIRGE_STATUS_RELEASE_HELD));
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, BIRGE_SYNC_NOTHING);

  publish (kiosk, 3, NULL);
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, BIRGE_SYNC_DONE);
  publish_one_guide (kiosk, 4, NULL); /* from now on the publisher's own mistakes are noticed */
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, BIRGE_SYNC_NOTHING);
  g_assert_cmpstr (kiosk->result.held[0], ==, "starter 4");

  fixture_make (&kiosk->folders, 9); /* a person may go back to the package, and the publisher comes again */
  fixture_install (&kiosk->folders);
  publish (kiosk, 5, NULL);
  g_assert_cmpint (run (kiosk, BIRGE_SYNC_NONE, NULL), ==, BIRGE_SYNC_DONE);
  g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 5);
}

#define KIOSK_TEST(path, function) g_test_add (path, Kiosk, NULL, kiosk_set_up, function, kiosk_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  KIOSK_TEST ("/sync/follows-a-publisher", test_follows_a_publisher);
  KIOSK_TEST ("/sync/trusts-nobody-by-itself", test_trusts_nobody_by_itself);
  KIOSK_TEST ("/sync/what-was-taken-back-stays-back", test_what_was_taken_back_stays_back);
  KIOSK_TEST ("/sync/loses-most-items-only-if-meant", test_loses_most_items_only_if_meant);
  KIOSK_TEST ("/sync/preview-changes-nothing", test_preview_changes_nothing);
  KIOSK_TEST ("/sync/metered-link-brings-texts-and-pictures", test_metered_link_brings_texts_and_pictures);
  KIOSK_TEST ("/sync/shows-what-came-before-a-kill", test_shows_what_came_before_a_kill);
  KIOSK_TEST ("/sync/brings-the-wanted-languages", test_brings_the_wanted_languages);
  KIOSK_TEST ("/sync/goes-without-what-the-source-lacks", test_goes_without_what_the_source_lacks);
  KIOSK_TEST ("/sync/expired-word-is-no-alarm", test_expired_word_is_no_alarm);
  KIOSK_TEST ("/sync/only-a-timestamp-has-a-date-to-accept", test_only_a_timestamp_has_a_date_to_accept);
  KIOSK_TEST ("/sync/what-was-taken-back-comes-when-a-person-wants-it", test_what_was_taken_back_comes_when_a_person_wants_it);
  KIOSK_TEST ("/sync/wrong-signatures-are-an-alarm", test_wrong_signatures_are_an_alarm);
  KIOSK_TEST ("/sync/swapped-catalogue-is-refused", test_swapped_catalogue_is_refused);
  KIOSK_TEST ("/sync/another-root-begins-anew", test_another_root_begins_anew);
  KIOSK_TEST ("/sync/one-at-a-time", test_one_at_a_time);
  KIOSK_TEST ("/sync/rollout-comes-to-some", test_rollout_comes_to_some);
  KIOSK_TEST ("/sync/signed-day-raises-the-floor", test_signed_day_raises_the_floor);
  KIOSK_TEST ("/sync/what-is-still-to-come-is-not-missing", test_what_is_still_to_come_is_not_missing);
  KIOSK_TEST ("/sync/what-is-under-way-is-not-missing", test_what_is_under_way_is_not_missing);
  KIOSK_TEST ("/sync/staff-are-told-what-a-person-must-do", test_staff_are_told_what_a_person_must_do);
  KIOSK_TEST ("/sync/the-package-gives-way-to-a-publisher", test_the_package_gives_way_to_a_publisher);
  return g_test_run ();
}
