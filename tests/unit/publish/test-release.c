/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/publish/publish-fixture.h"

#include <sys/wait.h>

#include "data/trust/birge-signer-private.h"

/* From keys to kiosks: what is published arrives, and nothing else does. */

static void
test_kiosk_follows_releases (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;

  office_init (office, "small");
  publisher = office_open (office);
  office_assert_right (publisher);
  office_release (office, publisher, 1);
  office_assert_right (publisher);
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_DONE);
  g_assert_cmpint (fixture_get_release (&office->base), ==, 1);
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_NOTHING);
  office_release (office, publisher, 2);
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_DONE);
  g_assert_cmpint (fixture_get_release (&office->base), ==, 2);
  office_assert_right (publisher);
}

static void
test_release_says_what_changed (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_autoptr(GPtrArray) added = NULL;
  g_autoptr(GError) error = NULL;
  const BirgePublishAdded *first;

  office_init (office, "small");
  publisher = office_open (office);
  office_release (office, publisher, 1);
  fixture_make (&office->base, 2);
  added = birge_publisher_add (publisher, office->base.out, &error);
  g_assert_no_error (error);
  first = added->pdata[0];
  g_assert_cmpstr (first->channel, ==, "starter");
  g_assert_cmpstr (first->preview.added[0], ==, "guide/arrival");
  g_assert_true (g_strv_contains ((const char *const *) first->preview.changed, "guide/wages"));
  g_assert_cmpstr (first->preview.removed[0], ==, NULL);
  g_assert_false (first->has_shrunk);
}

static void
test_same_content_is_no_release (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GError) error = NULL;

  office_init (office, "small");
  publisher = office_open (office);
  g_assert_false (birge_publisher_release (publisher, BIRGE_PUBLISH_NONE, &result, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_CONTENT);
  g_clear_error (&error);
  office_release (office, publisher, 1);
  office_add (office, publisher, 1);
  g_assert_false (birge_publisher_release (publisher, BIRGE_PUBLISH_NONE, &result, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_CONTENT);
}

static void
test_shrinking_must_be_meant (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_autoptr(GPtrArray) added = NULL;
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GError) error = NULL;
  ContentMaker *maker;

  office_init (office, "small");
  publisher = office_open (office);
  office_release (office, publisher, 1);
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_DONE);
  content_remove (office->base.out);
  maker = content_maker_new (office->base.out, "starter", 1);
  content_maker_add_meta (maker, "guide/wages", "{\"title\":{\"en\":\"Wages\"}}");
  content_maker_add_text (maker, "guide/wages", "en", "All that is left. release 9");
  content_maker_finish (maker);
  added = birge_publisher_add (publisher, office->base.out, &error);
  g_assert_no_error (error);
  g_assert_true (((BirgePublishAdded *) added->pdata[0])->has_shrunk);
  g_assert_false (birge_publisher_release (publisher, BIRGE_PUBLISH_NONE, &result, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (birge_publisher_release (publisher, BIRGE_PUBLISH_SHRINK_OK, &result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_DONE);
  g_assert_cmpint (fixture_get_release (&office->base), ==, 9);
}

static void
test_damaged_build_is_refused (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *object = NULL;
  ContentMaker *maker;

  office_init (office, "small");
  publisher = office_open (office);
  g_assert_null (birge_publisher_add (publisher, office->base.root, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_CONTENT);
  g_clear_error (&error);

  maker = content_maker_new (office->base.out, "starter", 1);
  content_maker_add_text (maker, "guide/wages", "en", "Words");
  object = content_maker_dup_path (maker, "guide/wages", "text", "en");
  content_maker_finish (maker);
  content_overwrite (object, 5);
  g_assert_null (birge_publisher_add (publisher, office->base.out, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_CONTENT);
  g_clear_error (&error);

  content_remove (office->base.out);
  maker = content_maker_new (office->base.out, "strange", 1);
  content_maker_add_text (maker, "guide/wages", "en", "Words");
  content_maker_finish (maker);
  g_assert_null (birge_publisher_add (publisher, office->base.out, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_CONTENT);
}

static void
test_check_finds_damage (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(BirgePublishReport) report = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *objects = g_build_filename (office->v1, "objects", NULL);
  g_autofree char *sought = NULL;
  ContentMaker *maker;

  office_init (office, "small");
  publisher = office_open (office);
  office_release (office, publisher, 1);
  maker = content_maker_new (office->base.out, "starter", 1);
  content_maker_add (maker, "film/burns", "captions", "ru", 0, "WEBVTT\n\n00:00.000 --> 00:01.000\nВода\n", -1);
  {
    g_autofree char *path = content_maker_dup_path (maker, "film/burns", "captions", "ru");
    sought = g_build_filename (objects, strstr (path, "/objects/") + strlen ("/objects/"), NULL);
  }
  content_maker_finish (maker);
  content_overwrite (sought, 3);
  g_assert_true (birge_publisher_verify (publisher, &report, &error));
  g_assert_nonnull (report.problems[0]);
  g_assert_nonnull (strstr (report.problems[0], "damaged"));
  g_assert_cmpstr (report.problems[1], ==, NULL);
  birge_publish_report_clear (&report);
  office_add (office, publisher, 1); /* brings the object again */
  office_assert_right (publisher);
}

static void
test_says_what_expires (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(BirgePublishReport) report = { 0 };
  g_auto(BirgePublishReport) later = { 0 };
  g_autoptr(GError) error = NULL;

  office_init (office, "small");
  publisher = office_open (office);
  office_release (office, publisher, 1);
  fixture_let_days_pass (39);
  g_assert_true (birge_publisher_verify (publisher, &report, &error));
  g_assert_cmpstr (report.problems[0], ==, NULL);
  g_assert_cmpstr (report.warnings[0], ==, NULL);
  birge_publish_report_clear (&report);
  fixture_let_days_pass (41);
  g_assert_true (birge_publisher_verify (publisher, &report, &error));
  g_assert_cmpstr (report.problems[0], ==, NULL);
  g_assert_nonnull (strstr (report.warnings[0], "birge publish timestamp"));
  g_assert_true (birge_publisher_timestamp (publisher, &error));
  g_assert_no_error (error);
  fixture_let_days_pass (102);
  g_assert_true (birge_publisher_verify (publisher, &later, &error));
  g_assert_nonnull (later.problems[0]);
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_STALE);
  g_assert_true (birge_publisher_timestamp (publisher, &error));
  g_assert_no_error (error);
  office_assert_right (publisher);
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_DONE);
}

static void
test_wrong_pass_phrase_publishes_nothing (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GError) error = NULL;

  office_init (office, "small");
  office->phrase[0] = 'T';
  office->n_asked = 0;
  office->patience = 2;
  publisher = office_open (office);
  office_add (office, publisher, 1);
  g_assert_false (birge_publisher_release (publisher, BIRGE_PUBLISH_NONE, &result, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_KEY);
  g_assert_cmpint (office_sync (office), !=, BIRGE_SYNC_DONE);
  g_clear_error (&error);

  office->phrase[0] = 't'; /* and nothing stands in the way of the right one */
  office->patience = 100;
  g_assert_true (birge_publisher_release (publisher, BIRGE_PUBLISH_NONE, &result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_DONE);
}

static void
test_init_refuses (Office *office, gconstpointer unused)
{
  const char *const channels[] = { "starter", NULL };
  const char *const bad[] = { "root", NULL };
  BirgePublishInit options = { birge_publish_profile_find ("small"), bad, office->backup };
  g_autoptr(GError) error = NULL;

  g_assert_false (birge_publisher_init (office->dir, &options, office_answer, office, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_REFUSED);
  g_clear_error (&error);
  options.channels = channels;
  g_free (office->phrase);
  office->phrase = g_strdup ("short");
  g_assert_false (birge_publisher_init (office->dir, &options, office_answer, office, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_KEY);
  g_assert_false (g_file_test (office->dir, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  g_assert_cmpint (g_mkdir (office->dir, 0755), ==, 0);
  {
    g_autofree char *file = g_build_filename (office->dir, "letter", NULL);
    g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  }
  g_assert_false (birge_publisher_init (office->dir, &options, office_answer, office, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (birge_publisher_open (office->dir, office_answer, office, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_FOLDER);
}

static void
test_one_at_a_time (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_autoptr(GError) error = NULL;

  office_init (office, "small");
  publisher = office_open (office);
  g_assert_null (birge_publisher_open (office->dir, office_answer, office, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_BUSY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  _birge_signer_use_quick_keys ();
  OFFICE_TEST ("/publish/kiosk-follows-releases", test_kiosk_follows_releases);
  OFFICE_TEST ("/publish/release-says-what-changed", test_release_says_what_changed);
  OFFICE_TEST ("/publish/same-content-is-no-release", test_same_content_is_no_release);
  OFFICE_TEST ("/publish/shrinking-must-be-meant", test_shrinking_must_be_meant);
  OFFICE_TEST ("/publish/damaged-build-is-refused", test_damaged_build_is_refused);
  OFFICE_TEST ("/publish/check-finds-damage", test_check_finds_damage);
  OFFICE_TEST ("/publish/says-what-expires", test_says_what_expires);
  OFFICE_TEST ("/publish/wrong-pass-phrase-publishes-nothing", test_wrong_pass_phrase_publishes_nothing);
  OFFICE_TEST ("/publish/init-refuses", test_init_refuses);
  OFFICE_TEST ("/publish/one-at-a-time", test_one_at_a_time);
  return g_test_run ();
}
