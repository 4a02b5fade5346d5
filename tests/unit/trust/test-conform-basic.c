/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of the conformance of TUF clients ask for: requests, what is trusted when, expiry, rollback. */
#include <string.h>

#include "tests/unit/trust/test-client.h"

#define FIRST "2.root timestamp 1.snapshot 1.targets"
#define AGAIN "2.root timestamp"
#define ALL_1 "root:1 snapshot:1 targets:1 timestamp:1"

static void
begin (TestClient *client)
{
  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  assert_requests (client, FIRST);
}

static void
test_asks_in_order_and_keeps_what_was_served (TestClient *client)
{
  static const char *const roles[] = { "root", "timestamp", "snapshot", "targets" };

  begin (client);
  assert_trusted (client, ALL_1);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr(GBytes) bytes = test_client_file (client, roles[i]);

      g_assert_true (g_bytes_equal (bytes, repository_maker_latest (client->repo, roles[i])));
    }
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  assert_requests (client, AGAIN);
}

static void
test_download_refreshes_first (TestClient *client)
{
  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  g_assert_cmpint (test_client_download (client, "no such thing", NULL), ==, 1);
  assert_requests (client, FIRST);
  assert_trusted (client, ALL_1);
}

static void
test_refuses_a_broken_first_root (TestClient *client)
{
  json_object_del (repository_maker_content (client->repo, "root"), "version");
  json_object_set_new (repository_maker_content (client->repo, "root"), "version", json_string ("1"));
  repository_maker_republish (client->repo, "root");
  g_assert_cmpint (test_client_init (client, NULL), ==, 1);
  g_assert_cmpint (test_client_refresh (client), ==, 1);
  assert_requests (client, "");
  assert_trusted (client, "");
}

static void
test_refuses_an_unsigned_first_root (TestClient *client)
{
  g_ptr_array_set_size (g_hash_table_lookup (client->repo->signers, "root"), 0);
  repository_maker_republish (client->repo, "root");
  g_assert_cmpint (test_client_init (client, NULL), ==, 1);
  g_assert_cmpint (test_client_refresh (client), ==, 1);
  assert_requests (client, "");
}

/* Each role in turn is not signed: all before it are kept, nothing after it. */
static const struct {
  const char *role;
  const char *unsigned_trusted;
  const char *skipping_trusted;
} stops[] = {
  { "root", "root:1", "root:1" },
  { "timestamp", "root:2", NULL },
  { "snapshot", "root:2 timestamp:2", "root:2 timestamp:2" },
  { "targets", "root:2 snapshot:2 timestamp:2", "root:2 snapshot:2 timestamp:2" },
};

static void
test_stops_where_a_signature_is_missing (TestClient *client)
{
  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);

      g_ptr_array_set_size (g_hash_table_lookup (fresh->repo->signers, stops[i].role), 0);
      repository_maker_publish (fresh->repo, "root", "targets", "snapshot", "timestamp", NULL);
      g_assert_cmpint (test_client_init (fresh, NULL), ==, 0);
      g_assert_cmpint (test_client_refresh (fresh), ==, 1);
      assert_trusted (fresh, stops[i].unsigned_trusted);
    }
}

/* The file called 2.ROLE.json says that it is version 3. */
static void
test_stops_where_a_version_is_another (TestClient *client)
{
  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);
      json_t *content = repository_maker_content (fresh->repo, stops[i].role);

      if (stops[i].skipping_trusted == NULL)
        continue;
      repository_maker_publish (fresh->repo, "root", "targets", "snapshot", "timestamp", NULL);
      json_object_set_new (content, "version", json_integer (3));
      repository_maker_republish (fresh->repo, stops[i].role);
      g_assert_cmpint (test_client_init (fresh, NULL), ==, 0);
      g_assert_cmpint (test_client_refresh (fresh), ==, 1);
      assert_trusted (fresh, stops[i].skipping_trusted);
    }
}

static void
test_stops_where_a_file_is_missing (TestClient *client)
{
  static const struct { const char *role, *trusted, *requests; } cases[] = {
    { "timestamp", ALL_1, "2.root timestamp" },
    { "snapshot", "root:1 snapshot:1 targets:1 timestamp:2", "2.root timestamp 2.snapshot" },
    { "targets", "root:1 snapshot:2 targets:1 timestamp:2", "2.root timestamp 2.snapshot 2.targets" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);
      g_autoptr(GBytes) gone = NULL;

      begin (fresh);
      repository_maker_release (fresh->repo);
      gone = repository_maker_withdraw (fresh->repo, cases[i].role);
      if (i == 0)
        g_ptr_array_set_size (g_hash_table_lookup (fresh->repo->published, "timestamp"), 0);
      g_assert_cmpint (test_client_refresh (fresh), ==, 1);
      assert_trusted (fresh, cases[i].trusted);
      assert_requests (fresh, cases[i].requests);
    }
}

static void
test_same_timestamp_version_changes_nothing (TestClient *client)
{
  json_t *meta = NULL;
  g_autoptr(GBytes) first = NULL;
  g_autoptr(GBytes) second = NULL;

  begin (client);
  first = test_client_file (client, "timestamp");
  meta = json_object_get (repository_maker_content (client->repo, "timestamp"), "meta");
  json_object_set_new (meta, "snapshot.json", json_pack ("{s:i}", "version", 100));
  repository_maker_republish (client->repo, "timestamp");
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  assert_requests (client, AGAIN);
  second = test_client_file (client, "timestamp");
  g_assert_true (g_bytes_equal (first, second));
}

static void
test_targets_that_no_snapshot_names_are_not_asked_for (TestClient *client)
{
  begin (client);
  repository_maker_publish (client->repo, "targets", NULL);
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  assert_requests (client, AGAIN);
  assert_trusted (client, ALL_1);
}

static void
test_checks_hashes_of_metadata (TestClient *client)
{
  json_t *meta = NULL;

  client->repo->with_hashes = TRUE;
  repository_maker_release (client->repo);
  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  assert_trusted (client, "root:1 snapshot:2 targets:2 timestamp:2");

  repository_maker_publish (client->repo, "targets", NULL);
  meta = json_object_get (json_object_get (repository_maker_content (client->repo, "snapshot"), "meta"), "targets.json");
  json_object_set_new (json_object_get (meta, "hashes"), "sha256",
                       json_string ("46419349341cfb2d95f6ae3d4cd5c3d3dd7f4673985dad42a45130be5e0531a0"));
  repository_maker_publish (client->repo, "snapshot", "timestamp", NULL);
  g_assert_cmpint (test_client_refresh (client), ==, 1);
  assert_trusted (client, "root:1 snapshot:3 targets:2 timestamp:3");
}

static void
test_checks_hashes_of_the_snapshot (TestClient *client)
{
  json_t *meta = NULL;

  client->repo->with_hashes = TRUE;
  repository_maker_release (client->repo);
  meta = json_object_get (json_object_get (repository_maker_content (client->repo, "timestamp"), "meta"), "snapshot.json");
  json_object_set_new (json_object_get (meta, "hashes"), "sha256",
                       json_string ("46419349341cfb2d95f6ae3d4cd5c3d3dd7f4673985dad42a45130be5e0531a0"));
  repository_maker_publish (client->repo, "timestamp", NULL);
  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  g_assert_cmpint (test_client_refresh (client), ==, 1);
  assert_requests (client, "2.root timestamp 2.snapshot");
  assert_trusted (client, "root:1 timestamp:3");
}

/* The version is the same, the file is not: what the timestamp signs for counts. */
static void
test_asks_again_for_a_file_that_is_not_the_one_signed_for (TestClient *client)
{
  client->repo->with_hashes = TRUE;
  repository_maker_release (client->repo);
  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  g_free (repository_maker_take_requests (client->repo));

  json_object_set_new (repository_maker_content (client->repo, "snapshot"), "version", json_integer (1));
  json_object_set_new (repository_maker_content (client->repo, "snapshot"), "note", json_string ("other"));
  g_bytes_unref (repository_maker_withdraw (client->repo, "snapshot"));
  repository_maker_publish (client->repo, "snapshot", "timestamp", NULL);
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  assert_requests (client, "2.root timestamp 2.snapshot");
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  assert_requests (client, AGAIN);
}

/* Not how we would write it: what is kept is what came. */
static void
test_keeps_every_byte (TestClient *client)
{
  g_autoptr(GBytes) old = repository_maker_withdraw (client->repo, "timestamp");
  g_autofree char *text = g_strdup_printf ("  %.*s \n\n", (int) g_bytes_get_size (old), (const char *) g_bytes_get_data (old, NULL));
  g_autoptr(GBytes) spaced = g_bytes_new (text, strlen (text));
  g_autoptr(GBytes) kept = NULL;

  repository_maker_serve (client->repo, "timestamp", spaced);
  begin (client);
  kept = test_client_file (client, "timestamp");
  g_assert_true (g_bytes_equal (kept, spaced));
}

static void
test_members_it_does_not_know_are_signed_too (TestClient *client)
{
  g_autoptr(BirgeSigner) signer = birge_signer_generate (BIRGE_SIGNER_ED25519);
  g_autoptr(json_t) key = birge_key_dup_json (birge_signer_get_key (signer));
  g_autoptr(BirgeKey) odd = NULL;
  json_t *root = repository_maker_content (client->repo, "root");

  begin (client);
  json_object_set_new (key, "keyid_hash_algorithms", json_string ("md5"));
  json_object_set_new (key, "extra", json_pack ("{s:i, s:[n,b]}", "a", 1, "b", 1));
  odd = birge_key_from_json (key, NULL);
  repository_maker_allow (client->repo, "root", "root", odd);
  json_object_set_new (root, "custom", json_string ("value \"quoted\" \\ \001\t ҙ"));
  json_object_set_new (json_object_get (json_object_get (root, "roles"), "root"), "another", json_string ("value"));
  repository_maker_publish (client->repo, "root", NULL);
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  assert_trusted (client, "root:2 snapshot:1 targets:1 timestamp:1");
}

/* A snapshot that would do as a timestamp, and is signed by its key. */
static void
test_checks_the_type (TestClient *client)
{
  BirgeSigner *signer = g_ptr_array_index ((GPtrArray *) g_hash_table_lookup (client->repo->signers, "timestamp"), 0);
  g_autoptr(GBytes) bytes = NULL;

  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  repository_maker_add_key (client->repo, "root", "snapshot", signer);
  json_object_set_new (repository_maker_content (client->repo, "snapshot"), "meta", json_pack ("{s:{s:i}}", "snapshot.json", "version", 1));
  repository_maker_publish (client->repo, "root", "snapshot", NULL);
  bytes = repository_maker_withdraw (client->repo, "snapshot");
  repository_maker_serve (client->repo, "timestamp", bytes);
  g_assert_cmpint (test_client_refresh (client), ==, 1);
  assert_trusted (client, "root:2");
}

static void
test_knows_versions_of_the_format (TestClient *client)
{
  static const struct { const char *version; int result; } cases[] = {
    { "1.0.0", 0 }, { "1.0", 0 }, { "1.99.7", 0 }, { "2.0.0", 1 }, { "0.9", 1 }, { "1", 1 }, { "1.0.x", 1 }, { "", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);

      json_object_set_new (repository_maker_content (fresh->repo, "targets"), "spec_version", json_string (cases[i].version));
      repository_maker_release (fresh->repo);
      g_assert_cmpint (test_client_init (fresh, NULL), ==, 0);
      g_assert_cmpint (test_client_refresh (fresh), ==, cases[i].result);
    }
}

static void
test_works_without_consistent_snapshots (TestClient *client)
{
  json_t *root = repository_maker_content (client->repo, "root");

  json_object_set_new (root, "consistent_snapshot", json_false ());
  repository_maker_republish (client->repo, "root");
  repository_maker_add_artifact (client->repo, "targets", "a/b.txt", "text", "sha256");
  repository_maker_release (client->repo);
  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  g_assert_cmpint (test_client_download (client, "a/b.txt", NULL), ==, 0);
  assert_requests (client, "2.root timestamp snapshot targets targets/a/b.txt");
  assert_targets (client, "text");

  json_object_del (root, "consistent_snapshot"); /* it may be left out */
  repository_maker_publish (client->repo, "root", NULL);
  repository_maker_release (client->repo);
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  assert_requests (client, "2.root 3.root timestamp snapshot targets");
}

/* No more than 32 in a run; the next run goes on from there. */
static void
test_follows_many_roots_in_several_runs (TestClient *client)
{
  g_autofree char *requests = NULL;

  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  for (guint i = 0; i < 40; i++)
    repository_maker_publish (client->repo, "root", NULL);
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  requests = repository_maker_take_requests (client->repo);
  g_assert_true (g_str_has_suffix (requests, " 33.root timestamp 1.snapshot 1.targets"));
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  assert_requests (client, "34.root 35.root 36.root 37.root 38.root 39.root 40.root 41.root 42.root timestamp");
  assert_trusted (client, "root:41 snapshot:1 targets:1 timestamp:1");
}

/* Expiry */

static void
test_expired_root_is_kept_but_ends_the_update (TestClient *client)
{
  begin (client);
  repository_maker_publish (client->repo, "root", NULL);
  repository_maker_expire (client->repo, "root", -1);
  repository_maker_publish (client->repo, "root", NULL);
  repository_maker_release (client->repo);
  g_assert_cmpint (test_client_refresh (client), ==, 1);
  assert_requests (client, "2.root 3.root 4.root");
  assert_trusted (client, "root:3 snapshot:1 targets:1 timestamp:1");

  repository_maker_expire (client->repo, "root", 30);
  repository_maker_publish (client->repo, "root", NULL);
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  assert_trusted (client, "root:4 snapshot:2 targets:2 timestamp:2");
}

static void
test_expired_metadata_is_not_adopted (TestClient *client)
{
  static const struct { const char *role, *trusted; } cases[] = {
    { "timestamp", ALL_1 },
    { "snapshot", "root:1 snapshot:1 targets:1 timestamp:2" },
    { "targets", "root:1 snapshot:2 targets:1 timestamp:2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);

      begin (fresh);
      repository_maker_expire (fresh->repo, cases[i].role, -5);
      repository_maker_release (fresh->repo);
      g_assert_cmpint (test_client_refresh (fresh), ==, 1);
      assert_trusted (fresh, cases[i].trusted);
    }
}

static void
test_time_passes (TestClient *client)
{
  if (!test_client_can_travel (client))
    return;
  repository_maker_expire (client->repo, "timestamp", 7);
  repository_maker_release (client->repo);
  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  g_assert_cmpint (test_client_refresh (client), ==, 0);

  client->days = 8; /* nothing new, and what is here has expired */
  g_assert_cmpint (test_client_refresh (client), ==, 1);
  repository_maker_expire (client->repo, "timestamp", 21);
  repository_maker_release (client->repo);
  client->days = 18; /* what has expired is still what newer versions are measured by */
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  assert_trusted (client, "root:1 snapshot:3 targets:3 timestamp:3");
  client->days = 31; /* the root */
  g_assert_cmpint (test_client_refresh (client), ==, 1);
}

static void
test_each_role_expires (TestClient *client)
{
  static const char *const roles[] = { "root", "timestamp", "snapshot", "targets" };

  if (!test_client_can_travel (client))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);

      repository_maker_expire (fresh->repo, roles[i], 7);
      repository_maker_publish (fresh->repo, "root", "targets", "snapshot", "timestamp", NULL);
      g_assert_cmpint (test_client_init (fresh, NULL), ==, 0);
      fresh->days = 6;
      g_assert_cmpint (test_client_refresh (fresh), ==, 0);
      fresh->days = 8; /* what is here is no better than what would come */
      g_assert_cmpint (test_client_refresh (fresh), ==, 1);
    }
}

static void
test_expired_files_still_guard_against_older_ones (TestClient *client)
{
  if (!test_client_can_travel (client))
    return;
  repository_maker_expire (client->repo, "timestamp", 7);
  repository_maker_release (client->repo);
  repository_maker_release (client->repo);
  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  g_assert_cmpint (test_client_refresh (client), ==, 0);

  repository_maker_expire (client->repo, "timestamp", 21);
  json_object_set_new (repository_maker_content (client->repo, "timestamp"), "version", json_integer (2));
  repository_maker_republish (client->repo, "timestamp");
  client->days = 18;
  g_assert_cmpint (test_client_refresh (client), ==, 1);
  assert_trusted (client, "root:1 snapshot:3 targets:3 timestamp:3");
}

/* The contract knows 0 and 1 only. */
static void
test_wrong_usage_ends_with_one (TestClient *client)
{
  static const char *const usages[][8] = {
    { NULL },
    { "refresh" },
    { "--metadata-dir", "METADATA" },
    { "--metadata-dir", "METADATA", "refresh" },
    { "--metadata-dir", "METADATA", "--no-such-option", "refresh" },
    { "--metadata-dir", "METADATA", "dance" },
    { "--metadata-dir", "METADATA", "init" },
    { "--metadata-dir", "METADATA", "init", "no/such/file" },
    { "--metadata-dir", "METADATA", "init", "/" },
    { "--metadata-dir", "METADATA", "--metadata-url", "http://example.org/", "refresh" },
    { "--metadata-dir", "METADATA", "--metadata-url", "file:///etc/", "refresh" },
    { "--metadata-dir", "METADATA", "--metadata-url", "no address", "refresh" },
    { "--metadata-dir", "METADATA", "--metadata-url", "http://127.0.0.1/", "download" },
  };

  if (client->program == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (usages); i++)
    {
      const char *argv[12] = { client->program, "tuf" };
      g_autofree char *said = NULL;
      int status = 0;

      for (guint j = 0; j < 8 && usages[i][j] != NULL; j++)
        argv[j + 2] = g_str_equal (usages[i][j], "METADATA") ? client->metadata_dir : usages[i][j];
      g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, NULL, &said, &status, NULL));
      g_assert_true (WIFEXITED (status));
      g_assert_cmpint (WEXITSTATUS (status), ==, 1);
      g_assert_true (g_str_has_prefix (said, "birge: "));
    }
}

int
main (int argc, char **argv)
{
  test_client_setup (&argc, &argv);
  test_client_add ("wrong-usage-ends-with-one", test_wrong_usage_ends_with_one);
  test_client_add ("asks-in-order-and-keeps-what-was-served", test_asks_in_order_and_keeps_what_was_served);
  test_client_add ("download-refreshes-first", test_download_refreshes_first);
  test_client_add ("refuses-a-broken-first-root", test_refuses_a_broken_first_root);
  test_client_add ("refuses-an-unsigned-first-root", test_refuses_an_unsigned_first_root);
  test_client_add ("stops-where-a-signature-is-missing", test_stops_where_a_signature_is_missing);
  test_client_add ("stops-where-a-version-is-another", test_stops_where_a_version_is_another);
  test_client_add ("stops-where-a-file-is-missing", test_stops_where_a_file_is_missing);
  test_client_add ("same-timestamp-version-changes-nothing", test_same_timestamp_version_changes_nothing);
  test_client_add ("targets-that-no-snapshot-names-are-not-asked-for", test_targets_that_no_snapshot_names_are_not_asked_for);
  test_client_add ("checks-hashes-of-metadata", test_checks_hashes_of_metadata);
  test_client_add ("checks-hashes-of-the-snapshot", test_checks_hashes_of_the_snapshot);
  test_client_add ("asks-again-for-a-file-that-is-not-the-one-signed-for", test_asks_again_for_a_file_that_is_not_the_one_signed_for);
  test_client_add ("keeps-every-byte", test_keeps_every_byte);
  test_client_add ("members-it-does-not-know-are-signed-too", test_members_it_does_not_know_are_signed_too);
  test_client_add ("checks-the-type", test_checks_the_type);
  test_client_add ("knows-versions-of-the-format", test_knows_versions_of_the_format);
  test_client_add ("works-without-consistent-snapshots", test_works_without_consistent_snapshots);
  test_client_add ("follows-many-roots-in-several-runs", test_follows_many_roots_in_several_runs);
  test_client_add ("expired-root-is-kept-but-ends-the-update", test_expired_root_is_kept_but_ends_the_update);
  test_client_add ("expired-metadata-is-not-adopted", test_expired_metadata_is_not_adopted);
  test_client_add ("time-passes", test_time_passes);
  test_client_add ("each-role-expires", test_each_role_expires);
  test_client_add ("expired-files-still-guard-against-older-ones", test_expired_files_still_guard_against_older_ones);
  return g_test_run ();
}
