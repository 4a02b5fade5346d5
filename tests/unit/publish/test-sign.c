/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/publish/publish-fixture.h"

#include "data/trust/birge-envelope.h"
#include "data/trust/birge-signer-private.h"

/* Rollouts, withdrawals, keys that come and go, people who sign elsewhere, and those who would like to. */

static void
assert_release (Office *office, int release)
{
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_DONE);
  g_assert_cmpint (fixture_get_release (&office->base), ==, release);
}

static void
rotate (BirgePublisher *publisher, const char *key, gboolean is_lost)
{
  const char *const keys[] = { key, NULL };
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_publisher_rotate (publisher, keys, is_lost, &result, &error));
  g_assert_no_error (error);
  g_assert_true (result.published);
}

static void
rollout (BirgePublisher *publisher, const char *id, guint permille)
{
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_publisher_rollout (publisher, id, permille, BIRGE_PUBLISH_NONE, &result, &error));
  g_assert_no_error (error);
  g_assert_true (result.published);
}

static void
withdraw (BirgePublisher *publisher)
{
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_publisher_withdraw (publisher, "starter", 0, &result, &error));
  g_assert_no_error (error);
  g_assert_true (result.published);
}

static void
test_rollout_reaches_as_many_as_it_says (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GError) error = NULL;

  office_init (office, "small");
  publisher = office_open (office);
  office_release (office, publisher, 1);
  assert_release (office, 1);
  office_add (office, publisher, 2);
  rollout (publisher, "spring", 0);
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_NOTHING);
  rollout (publisher, "spring", 999);
  if (office_sync (office) == BIRGE_SYNC_DONE) /* one kiosk in a thousand */
    g_assert_cmpint (fixture_get_release (&office->base), ==, 2);
  g_assert_false (birge_publisher_rollout (publisher, "autumn", 500, BIRGE_PUBLISH_NONE, &result, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_CONTENT);
  rollout (publisher, "spring", 1000);
  office_sync (office);
  g_assert_cmpint (fixture_get_release (&office->base), ==, 2);
  office_release (office, publisher, 3);
  assert_release (office, 3);
}

static void
test_withdrawn_rollout_is_followed (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;

  office_init (office, "small");
  publisher = office_open (office);
  office_release (office, publisher, 1);
  assert_release (office, 1);
  office_add (office, publisher, 2);
  rollout (publisher, "spring", 999);
  office_sync (office);
  withdraw (publisher);
  office_sync (office);
  g_assert_cmpint (fixture_get_release (&office->base), ==, 1);
  office_assert_right (publisher);
}

static void
test_withdraw_goes_back_step_by_step (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GError) error = NULL;

  office_init (office, "small");
  publisher = office_open (office);
  for (gint64 release = 1; release <= 3; release++)
    office_release (office, publisher, release);
  assert_release (office, 3);
  withdraw (publisher);
  assert_release (office, 2);
  withdraw (publisher);
  assert_release (office, 1);
  g_assert_false (birge_publisher_withdraw (publisher, "starter", 0, &result, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_CONTENT);
  g_clear_error (&error);
  g_assert_false (birge_publisher_withdraw (publisher, "nothing", 0, &result, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_CONTENT);
  g_clear_error (&error);
  g_assert_true (birge_publisher_withdraw (publisher, "starter", 3, &result, &error));
  assert_release (office, 3);
}

static void
test_kiosks_follow_new_keys (Office *office, gconstpointer unused)
{
  static const char *const keys[] = { "timestamp-1", "snapshot-1", "targets-1", "starter-1", "root-1" };
  g_autoptr(BirgePublisher) publisher = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *gone = g_build_filename (office->dir, "keys", "revoked", "timestamp-1.pem", NULL);

  office_init (office, "small");
  publisher = office_open (office);
  office_release (office, publisher, 1);
  assert_release (office, 1);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      rotate (publisher, keys[i], FALSE);
      office_assert_right (publisher);
      g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_NOTHING);
    }
  g_assert_true (g_file_test (gone, G_FILE_TEST_EXISTS));
  office_release (office, publisher, 2);
  assert_release (office, 2);

  /* and those of a thief do not count any more */
  rotate (publisher, "starter-2", TRUE);
  rotate (publisher, "timestamp-2", TRUE);
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_NOTHING);
  office_release (office, publisher, 3);
  assert_release (office, 3);
  office_assert_right (publisher);
  g_assert_true (birge_publisher_timestamp (publisher, &error));
  g_assert_no_error (error);
}

static void
test_spare_key_carries_on (Office *office, gconstpointer unused)
{
  static const char *const keys[] = { "root-1", "targets-1", "starter-1", "snapshot-1", "timestamp-1", NULL };
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(BirgePublishResult) result = { 0 };
  g_auto(BirgePublishResult) second = { 0 };
  g_autoptr(GError) error = NULL;

  office_init (office, "small");
  publisher = office_open (office);
  office_release (office, publisher, 1);
  assert_release (office, 1);
  g_assert_true (birge_publisher_rotate (publisher, keys, TRUE, &result, &error)); /* the spare is in the safe */
  g_assert_no_error (error);
  g_assert_false (result.published);
  g_assert_nonnull (strstr (result.missing[0], "root-2"));
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_NOTHING);
  g_assert_true (birge_keyring_add_folder (birge_publisher_get_keyring (publisher), office->backup, &error));
  g_assert_true (birge_publisher_sign (publisher, NULL, &second, &error));
  g_assert_no_error (error);
  g_assert_true (second.published);
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_NOTHING);
  office_release (office, publisher, 2);
  assert_release (office, 2);
}

static void
move_key (Office *office, const char *name, const char *folder)
{
  static const char *const suffixes[] = { ".pem", ".pub" };

  g_mkdir_with_parents (folder, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (name, suffixes[i], NULL);
      g_autofree char *from = g_build_filename (office->dir, "keys", file, NULL);
      g_autofree char *to = g_build_filename (folder, file, NULL);

      office_copy (from, to);
      if (i == 0)
        g_assert_cmpint (g_remove (from), ==, 0);
    }
}

static void
test_people_sign_elsewhere (Office *office, gconstpointer unused)
{
  static const char *const lost[] = { "timestamp-1", NULL };
  g_autofree char *elsewhere = g_build_filename (office->base.root, "holder", NULL);
  g_autofree char *carried = g_build_filename (office->base.root, "2.root.json", NULL);
  g_autofree char *waiting = g_build_filename (office->dir, "work", "pending", "metadata", "2.root.json", NULL);
  const char *const files[] = { carried, NULL };
  g_autoptr(BirgeKeyring) keyring = birge_keyring_new (office_answer, office);
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(BirgePublishResult) result = { 0 };
  g_auto(BirgePublishResult) second = { 0 };
  g_autofree char *description = NULL;
  g_autoptr(GError) error = NULL;

  office_init (office, "organisation");
  for (guint i = 2; i <= 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("root-%u", i);

      move_key (office, name, elsewhere);
    }
  publisher = office_open (office);
  office_release (office, publisher, 1);
  assert_release (office, 1);
  g_assert_true (birge_publisher_rotate (publisher, lost, TRUE, &result, &error));
  g_assert_no_error (error);
  g_assert_false (result.published);
  g_assert_nonnull (strstr (result.missing[0], "1 more of root-2 root-3 root-4"));
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_NOTHING);

  /* nothing else can begin meanwhile */
  g_assert_false (birge_publisher_rotate (publisher, lost, TRUE, &second, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_REFUSED);
  g_clear_error (&error);

  office_copy (waiting, carried);
  g_assert_true (birge_keyring_add_folder (keyring, elsewhere, &error));
  g_assert_cmpint (birge_publish_sign_file (carried, keyring, &description, &error), ==, 3);
  g_assert_nonnull (strstr (description, "root, version 2"));
  g_assert_true (birge_publisher_sign (publisher, files, &second, &error));
  g_assert_no_error (error);
  g_assert_true (second.published);
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_NOTHING);
  office_release (office, publisher, 2);
  assert_release (office, 2);
}

static void
test_strange_files_are_not_merged (Office *office, gconstpointer unused)
{
  static const char *const lost[] = { "root-1", NULL };
  g_autofree char *strange = g_build_filename (office->base.root, "2.root.json", NULL);
  g_autofree char *published = g_build_filename (office->v1, "metadata", "1.root.json", NULL);
  const char *const files[] = { strange, NULL };
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GError) error = NULL;

  office_init (office, "small");
  publisher = office_open (office);
  g_assert_false (birge_publisher_sign (publisher, NULL, &result, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_CONTENT);
  g_clear_error (&error);
  g_assert_true (birge_publisher_rotate (publisher, lost, TRUE, &result, &error));
  g_assert_false (result.published);
  birge_publish_result_clear (&result);
  office_copy (published, strange);
  g_assert_false (birge_publisher_sign (publisher, files, &result, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_CONTENT);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (strange, "{\"signed\":", -1, NULL));
  g_assert_false (birge_publisher_sign (publisher, files, &result, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_CONTENT);
  g_clear_error (&error);
  g_assert_true (birge_publisher_drop (publisher, &error));
  office_release (office, publisher, 1);
  assert_release (office, 1);
}

static void
test_renewal_keeps_all_alive (Office *office, gconstpointer unused)
{
  const gint64 day_s = 24 * 60 * 60;
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GError) error = NULL;

  office_init (office, "small");
  publisher = office_open (office);
  office_release (office, publisher, 1);
  g_assert_true (birge_publisher_renew (publisher, birge_clock_get_real_s () + 30 * day_s, &result, &error));
  g_assert_false (result.published);
  fixture_let_days_pass (380);
  g_assert_true (birge_publisher_renew (publisher, birge_clock_get_real_s () + 30 * day_s, &result, &error));
  g_assert_no_error (error);
  g_assert_true (result.published);
  fixture_let_days_pass (430);
  office_assert_right (publisher);
  assert_release (office, 1);
}

/* Attackers */

static void
test_old_copy_is_refused (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_autofree char *old = g_build_filename (office->base.root, "old", NULL);
  BirgeSyncOutcome outcome;

  office_init (office, "small");
  publisher = office_open (office);
  office_release (office, publisher, 1);
  office_copy (office->dir, old);
  office_release (office, publisher, 2);
  assert_release (office, 2);
  outcome = office_sync_from (office, old);
  g_assert_true (outcome == BIRGE_SYNC_ALARM || outcome == BIRGE_SYNC_STALE);
  g_assert_cmpint (fixture_get_release (&office->base), ==, 2);
}

static void
edit_file (const char *folder, const char *name, const char *from, const char *to)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  char *found;

  g_assert_cmpuint (strlen (from), ==, strlen (to));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  found = strstr (text, from);
  g_assert_nonnull (found);
  memcpy (found, to, strlen (to));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_edited_role_is_refused (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_autoptr(GError) error = NULL;

  office_init (office, "small");
  publisher = office_open (office);
  office_release (office, publisher, 1);
  edit_file (office->v1, "metadata/2.starter.json", "\"length\":", "\"lenght\":");
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_ALARM);
  g_clear_pointer (&publisher, birge_publisher_free);
  g_assert_null (birge_publisher_open (office->dir, office_answer, office, &error)); /* nor is it ever signed on */
  g_assert_nonnull (error);
}

static void
test_swapped_catalogue_is_refused (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(BirgePublishReport) report = { 0 };
  g_autofree char *folder = g_build_filename (office->v1, "targets", "catalog", NULL);
  g_autoptr(GDir) dir = NULL;
  g_autofree char *path = NULL;
  g_autofree char *other = NULL;
  g_autoptr(GError) error = NULL;

  office_init (office, "small");
  publisher = office_open (office);
  office_release (office, publisher, 1);
  dir = g_dir_open (folder, 0, NULL);
  path = g_build_filename (folder, g_dir_read_name (dir), NULL);
  fixture_make (&office->base, 5);
  other = g_build_filename (office->base.out, "catalog", "starter.cat.zst", NULL);
  office_copy (other, path);
  g_assert_cmpint (office_sync (office), !=, BIRGE_SYNC_DONE);
  g_assert_true (birge_publisher_verify (publisher, &report, &error));
  g_assert_nonnull (report.problems[0]);
}

/* Interruptions */

static void
test_interrupted_publication_is_finished (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_autofree char *before = g_build_filename (office->base.root, "before", NULL);
  g_autofree char *outgoing = g_build_filename (office->dir, "work", "outgoing", NULL);
  g_autofree char *now = g_build_filename (office->v1, "metadata", "timestamp.json", NULL);
  g_autofree char *then = g_build_filename (before, "v1", "metadata", "timestamp.json", NULL);
  g_autofree char *metadata = g_build_filename (outgoing, "metadata", NULL);
  g_autofree char *targets = g_build_filename (outgoing, "targets", NULL);
  g_autofree char *v1_targets = g_build_filename (office->v1, "targets", "catalog", NULL);
  static const char *const files[] = { "3.starter.json", "3.snapshot.json", "timestamp.json" };

  office_init (office, "small");
  publisher = office_open (office);
  office_release (office, publisher, 1);
  assert_release (office, 1);
  office_copy (office->dir, before);
  office_release (office, publisher, 2);

  /* as it is just before the timestamp: all is there, nothing names it */
  g_clear_pointer (&publisher, birge_publisher_free);
  g_mkdir_with_parents (metadata, 0755);
  g_mkdir_with_parents (targets, 0755);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *from = g_build_filename (office->v1, "metadata", files[i], NULL);

      office_copy (from, metadata);
    }
  office_copy (v1_targets, targets);
  office_copy (then, now);
  g_assert_cmpint (office_sync (office), ==, BIRGE_SYNC_NOTHING);
  publisher = office_open (office);
  assert_release (office, 2);
  g_assert_false (g_file_test (outgoing, G_FILE_TEST_EXISTS));
  office_release (office, publisher, 3);
  assert_release (office, 3);
}

/* Ways out of the office */

static void
test_order_names_what_is_needed_first (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(GStrv) first = NULL;
  g_auto(GStrv) second = NULL;
  guint last;

  office_init (office, "small");
  publisher = office_open (office);
  office_release (office, publisher, 1);
  first = birge_publisher_order (publisher, NULL);
  last = g_strv_length (first) - 1;
  g_assert_cmpstr (first[last], ==, "metadata/timestamp.json");
  g_assert_cmpstr (first[last - 1], ==, "metadata/1.root.json");
  g_assert_true (g_str_has_prefix (first[0], "objects/"));
  rotate (publisher, "timestamp-1", FALSE);
  second = birge_publisher_order (publisher, (const char *const *) first);
  last = g_strv_length (second) - 1;
  g_assert_cmpuint (last, ==, 2);
  g_assert_cmpstr (second[0], ==, "metadata/3.snapshot.json");
  g_assert_cmpstr (second[1], ==, "metadata/timestamp.json"); /* signed by the old key too */
  g_assert_cmpstr (second[2], ==, "metadata/2.root.json");
}

static void
test_stick_is_enough (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_autofree char *stick = g_build_filename (office->base.root, "stick", NULL);
  g_autoptr(GError) error = NULL;

  office_init (office, "small");
  publisher = office_open (office);
  office_release (office, publisher, 1);
  g_assert_false (birge_publisher_copy (publisher, stick, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_cmpint (g_mkdir (stick, 0755), ==, 0);
  g_assert_true (birge_publisher_copy (publisher, stick, &error));
  g_assert_no_error (error);
  g_assert_cmpint (office_sync_from (office, stick), ==, BIRGE_SYNC_DONE);
  g_assert_cmpint (fixture_get_release (&office->base), ==, 1);
  office_release (office, publisher, 2);
  g_assert_true (birge_publisher_copy (publisher, stick, &error));
  g_assert_cmpint (office_sync_from (office, stick), ==, BIRGE_SYNC_DONE);
  g_assert_cmpint (fixture_get_release (&office->base), ==, 2);
}

static void
test_drill_changes_nothing (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(GStrv) lost = NULL;
  g_auto(GStrv) again = NULL;
  g_auto(GStrv) before = NULL;
  g_auto(GStrv) after = NULL;
  g_autoptr(GError) error = NULL;

  office_init (office, "small");
  publisher = office_open (office);
  office_release (office, publisher, 1);
  before = birge_publisher_order (publisher, NULL);
  g_clear_pointer (&publisher, birge_publisher_free);
  g_assert_false (birge_publish_drill (office->dir, NULL, NULL, office_answer, office, &lost, &error));
  g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_KEY); /* without the spare key it would be the end */
  g_assert_nonnull (strstr (error->message, "root-2"));
  g_clear_error (&error);
  g_assert_true (birge_publish_drill (office->dir, NULL, office->backup, office_answer, office, &again, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (again), ==, 5);
  publisher = office_open (office);
  after = birge_publisher_order (publisher, NULL);
  g_assert_true (g_strv_equal ((const char *const *) before, (const char *const *) after));
  office_assert_right (publisher);
}

static void
test_old_objects_go (Office *office, gconstpointer unused)
{
  g_autoptr(BirgePublisher) publisher = NULL;
  g_autofree char *objects = g_build_filename (office->v1, "objects", NULL);
  guint before, after;

  office_init (office, "small");
  publisher = office_open (office);
  for (gint64 release = 1; release <= 5; release++)
    office_release (office, publisher, release);
  before = fixture_count_files (objects);
  fixture_let_days_pass (200); /* what was written until now is old */
  office_release (office, publisher, 6);
  after = fixture_count_files (objects);
  g_assert_cmpuint (after, <, before);
  office_assert_right (publisher);
  assert_release (office, 6);
  withdraw (publisher);
  assert_release (office, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  _birge_signer_use_quick_keys ();
  OFFICE_TEST ("/publish/rollout-reaches-as-many-as-it-says", test_rollout_reaches_as_many_as_it_says);
  OFFICE_TEST ("/publish/withdrawn-rollout-is-followed", test_withdrawn_rollout_is_followed);
  OFFICE_TEST ("/publish/withdraw-goes-back-step-by-step", test_withdraw_goes_back_step_by_step);
  OFFICE_TEST ("/publish/kiosks-follow-new-keys", test_kiosks_follow_new_keys);
  OFFICE_TEST ("/publish/spare-key-carries-on", test_spare_key_carries_on);
  OFFICE_TEST ("/publish/people-sign-elsewhere", test_people_sign_elsewhere);
  OFFICE_TEST ("/publish/strange-files-are-not-merged", test_strange_files_are_not_merged);
  OFFICE_TEST ("/publish/renewal-keeps-all-alive", test_renewal_keeps_all_alive);
  OFFICE_TEST ("/publish/old-copy-is-refused", test_old_copy_is_refused);
  OFFICE_TEST ("/publish/edited-role-is-refused", test_edited_role_is_refused);
  OFFICE_TEST ("/publish/swapped-catalogue-is-refused", test_swapped_catalogue_is_refused);
  OFFICE_TEST ("/publish/interrupted-publication-is-finished", test_interrupted_publication_is_finished);
  OFFICE_TEST ("/publish/order-names-what-is-needed-first", test_order_names_what_is_needed_first);
  OFFICE_TEST ("/publish/stick-is-enough", test_stick_is_enough);
  OFFICE_TEST ("/publish/drill-changes-nothing", test_drill_changes_nothing);
  OFFICE_TEST ("/publish/old-objects-go", test_old_objects_go);
  return g_test_run ();
}
