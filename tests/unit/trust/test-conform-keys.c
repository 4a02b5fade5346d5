/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of the conformance of TUF clients ask for: keys, thresholds, rotations, and what rollback they may allow. */
#include <string.h>

#include "tests/unit/trust/test-client.h"

#define N_SIGNERS 10

static void
begin (TestClient *client)
{
  g_autofree char *requests = NULL;

  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  requests = repository_maker_take_requests (client->repo);
}

static GPtrArray *
signers_of (TestClient *client, const char *role)
{
  return g_hash_table_lookup (client->repo->signers, role);
}

static json_t *
role_of (TestClient *client, const char *role)
{
  return json_object_get (json_object_get (repository_maker_content (client->repo, "root"), "roles"), role);
}

/* Changes what was served last without signing it again. */
static void
tamper (TestClient *client, const char *role, void (*change) (json_t *signatures, const char *key_id), const char *key_id)
{
  g_autoptr(GBytes) bytes = repository_maker_withdraw (client->repo, role);
  g_autoptr(json_t) object = birge_json_read (bytes, G_MAXINT, NULL);
  g_autoptr(GBytes) changed = NULL;
  char *text = NULL;

  change (json_object_get (object, "signatures"), key_id);
  text = json_dumps (object, JSON_INDENT (1));
  changed = g_bytes_new (text, strlen (text));
  free (text);
  repository_maker_serve (client->repo, role, changed);
}

static json_t *
signature_by (json_t *signatures, const char *key_id)
{
  json_t *entry;
  size_t i;

  json_array_foreach (signatures, i, entry)
    if (g_str_equal (json_string_value (json_object_get (entry, "keyid")), key_id))
      return entry;
  g_assert_not_reached ();
}

static void
repeat_signature (json_t *signatures, const char *key_id)
{
  for (guint i = 0; i < 8; i++)
    json_array_append (signatures, signature_by (signatures, key_id));
}

static void
garble_signature (json_t *signatures, const char *key_id)
{
  json_t *entry = signature_by (signatures, key_id);
  g_autofree char *text = g_strdup (json_string_value (json_object_get (entry, "sig")));

  text[20] = text[20] == '0' ? '1' : '0';
  json_object_set_new (entry, "sig", json_string (text));
}

static void
empty_signature (json_t *signatures, const char *key_id)
{
  json_object_set_new (signature_by (signatures, key_id), "sig", json_string (""));
}

static void
mistype_signature (json_t *signatures, const char *key_id)
{
  json_object_set_new (signature_by (signatures, key_id), "sig", json_string ("not hexadecimal!"));
}

/* Thresholds */

static void
test_counts_to_the_threshold (TestClient *client)
{
  repository_maker_set_threshold (client->repo, "snapshot", 3);
  for (guint i = 0; i < 2; i++)
    repository_maker_add_key (client->repo, "root", "snapshot", NULL);
  repository_maker_publish (client->repo, "root", "targets", "snapshot", "timestamp", NULL);
  begin (client);
  assert_trusted (client, "root:2 snapshot:2 targets:2 timestamp:2");

  g_ptr_array_remove_index (signers_of (client, "snapshot"), 0);
  repository_maker_release (client->repo);
  g_assert_cmpint (test_client_refresh (client), ==, 1);
  assert_trusted (client, "root:2 snapshot:2 targets:2 timestamp:3");
}

static void
test_more_signatures_than_keys_are_never_there (TestClient *client)
{
  begin (client);
  for (guint i = 0; i < 4; i++)
    repository_maker_add_key (client->repo, "root", "snapshot", NULL);
  repository_maker_set_threshold (client->repo, "snapshot", 6);
  repository_maker_publish (client->repo, "root", "snapshot", "timestamp", NULL);
  g_assert_cmpint (test_client_refresh (client), ==, 1);
  assert_trusted (client, "root:2 snapshot:1 targets:1 timestamp:2");
}

static void
test_a_key_counts_once (TestClient *client)
{
  g_autoptr(BirgeSigner) signer = birge_signer_generate (BIRGE_SIGNER_ED25519);
  BirgeKey *key = birge_signer_get_key (signer);

  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  repository_maker_add_key (client->repo, "root", "snapshot", signer);
  for (guint i = 0; i < 8; i++)
    repository_maker_allow (client->repo, "root", "snapshot", key);
  repository_maker_set_threshold (client->repo, "snapshot", 6);
  repository_maker_publish (client->repo, "root", "snapshot", "timestamp", NULL);
  tamper (client, "snapshot", repeat_signature, birge_key_get_id (key));
  g_assert_cmpint (test_client_refresh (client), ==, 1);
  assert_trusted (client, "root:2 timestamp:2");
}

static void
test_a_key_under_two_ids_counts_once (TestClient *client)
{
  BirgeSigner *signer = g_ptr_array_index (signers_of (client, "timestamp"), 0);
  g_autoptr(json_t) object = birge_key_dup_json (birge_signer_get_key (signer));
  g_autoptr(BirgeKey) twin = NULL;
  g_autoptr(BirgeEnvelope) envelope = NULL;
  g_autoptr(GBytes) old = NULL;
  g_autoptr(GBytes) new = NULL;
  g_autofree char *signature = NULL;

  json_object_set_new (object, "note", json_string ("the same, with another id"));
  twin = birge_key_from_json (object, NULL);
  repository_maker_allow (client->repo, "root", "timestamp", twin);
  repository_maker_set_threshold (client->repo, "timestamp", 2);
  repository_maker_publish (client->repo, "root", "timestamp", NULL);
  old = repository_maker_withdraw (client->repo, "timestamp");
  envelope = birge_envelope_from_bytes (old, G_MAXINT, NULL);
  signature = birge_signer_sign (signer, birge_envelope_get_canonical (envelope));
  g_assert_true (birge_envelope_add_signature (envelope, twin, signature));
  new = birge_envelope_to_bytes (envelope);
  repository_maker_serve (client->repo, "timestamp", new);

  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  g_assert_cmpint (test_client_refresh (client), ==, 1);
  assert_trusted (client, "root:2");
}

static void
test_refuses_two_signatures_of_one_key (TestClient *client)
{
  BirgeSigner *signer = g_ptr_array_index (signers_of (client, "snapshot"), 0);

  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  tamper (client, "snapshot", repeat_signature, birge_key_get_id (birge_signer_get_key (signer)));
  g_assert_cmpint (test_client_refresh (client), ==, 1);
  assert_trusted (client, "root:1 timestamp:1");
}

static void
test_a_wrong_signature_beside_enough_right_ones_does_no_harm (TestClient *client)
{
  static void (*const changes[]) (json_t *, const char *) = { garble_signature, empty_signature, mistype_signature };
  BirgeSigner *first = g_ptr_array_index (signers_of (client, "timestamp"), 0);

  begin (client);
  repository_maker_add_key (client->repo, "root", "timestamp", NULL);
  repository_maker_publish (client->repo, "root", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      repository_maker_publish (client->repo, "timestamp", NULL);
      tamper (client, "timestamp", changes[i], birge_key_get_id (birge_signer_get_key (first)));
      g_assert_cmpint (test_client_refresh (client), ==, 0);
    }
  assert_trusted (client, "root:2 snapshot:1 targets:1 timestamp:4");
}

/* Keys */

static void
test_knows_each_kind_of_key (TestClient *client)
{
  for (BirgeSignerType type = BIRGE_SIGNER_ED25519; type <= BIRGE_SIGNER_RSA; type++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);
      g_autoptr(BirgeSigner) signer = birge_signer_generate (type);

      begin (fresh);
      repository_maker_add_key (fresh->repo, "root", "root", signer);
      repository_maker_set_threshold (fresh->repo, "root", 2);
      repository_maker_publish (fresh->repo, "root", NULL);
      g_assert_cmpint (test_client_refresh (fresh), ==, 0);
      assert_trusted (fresh, "root:2 snapshot:1 targets:1 timestamp:1");

      repository_maker_publish (fresh->repo, "root", NULL);
      tamper (fresh, "root", garble_signature, birge_key_get_id (birge_signer_get_key (signer)));
      g_assert_cmpint (test_client_refresh (fresh), ==, 1);
      assert_trusted (fresh, "root:2 snapshot:1 targets:1 timestamp:1");
    }
}

static void
test_refuses_a_key_that_is_not_what_its_id_says (TestClient *client)
{
  json_t *keys = json_object_get (repository_maker_content (client->repo, "root"), "keys");
  const char *id = json_string_value (json_array_get (json_object_get (role_of (client, "snapshot"), "keyids"), 0));

  begin (client);
  json_object_set_new (json_object_get (keys, id), "extra", json_string ("changes the id"));
  repository_maker_publish (client->repo, "root", NULL);
  g_assert_cmpint (test_client_refresh (client), ==, 1);
  assert_trusted (client, "root:1 snapshot:1 targets:1 timestamp:1");
}

static void
test_passes_over_keys_it_does_not_know (TestClient *client)
{
  g_autoptr(json_t) object = json_pack ("{s:s, s:s, s:{s:s}}", "keytype", "future", "scheme", "future-1", "keyval", "public", "?");
  g_autoptr(BirgeKey) key = birge_key_from_json (object, NULL);

  begin (client);
  repository_maker_allow (client->repo, "root", "snapshot", key);
  json_array_append_new (json_object_get (role_of (client, "snapshot"), "keyids"), json_string ("no such key"));
  repository_maker_publish (client->repo, "root", "targets", "snapshot", "timestamp", NULL);
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  assert_trusted (client, "root:2 snapshot:2 targets:2 timestamp:2");
}

/* Rotations. Keys and signatures are lists of figures, each a signer; "!" at the end: must be refused. */

typedef struct {
  const char *keys;
  int threshold;
  const char *signatures;
} RootVersion;

static const struct {
  const char *name;
  RootVersion versions[4];
  gboolean refused;
} root_rotations[] = {
  { "one by another", { { "1", 1, "1" }, { "2", 1, "21" }, { "2", 1, "2" } } },
  { "one by another, others sign too", { { "1", 1, "314" }, { "2", 1, "3214" }, { "2", 1, "324" } } },
  { "3 of 5 by other signers", { { "01234", 3, "024" }, { "01234", 3, "041" }, { "01234", 3, "013" }, { "01234", 3, "013" } } },
  { "3 of 5, one rotated", { { "01234", 3, "024" }, { "01345", 3, "041" } } },
  { "3 of 5, one rotated in two steps", { { "01234", 3, "024" }, { "01345", 3, "0245" }, { "01345", 3, "045" } } },
  { "3 of 5, all rotated", { { "01234", 3, "024" }, { "56789", 3, "024567" }, { "56789", 3, "567" } } },
  { "1 of 3 to 2 of 3", { { "123", 1, "1" }, { "123", 2, "12" } } },
  { "2 of 3 to 1 of 3", { { "123", 2, "12" }, { "123", 1, "12" }, { "123", 1, "1" } } },
  { "1 of 1 to 2 of 2", { { "1", 1, "1" }, { "12", 2, "12" } } },
  { "not signed by the old", { { "1", 1, "1" }, { "2", 1, "234" } }, TRUE },
  { "not signed by the new", { { "1", 1, "1" }, { "2", 1, "134" } }, TRUE },
  { "not enough new", { { "01234", 3, "024" }, { "01345", 3, "024" } }, TRUE },
  { "not enough old", { { "01234", 3, "024" }, { "01345", 3, "045" } }, TRUE },
  { "new threshold not reached", { { "123", 1, "1" }, { "123", 2, "2" } }, TRUE },
  { "old threshold not reached", { { "123", 2, "12" }, { "123", 1, "1" } }, TRUE },
};

static void
set_keys (TestClient *client, const char *role, const RootVersion *version, BirgeSigner **signers)
{
  GPtrArray *signing = signers_of (client, role);

  repository_maker_clear_keys (client->repo, role);
  repository_maker_set_threshold (client->repo, role, version->threshold);
  for (const char *key = version->keys; *key != '\0'; key++)
    repository_maker_allow (client->repo, "root", role, birge_signer_get_key (signers[*key - '0']));
  for (const char *signer = version->signatures; *signer != '\0'; signer++)
    g_ptr_array_add (signing, birge_signer_ref (signers[*signer - '0']));
}

static void
make_signers (BirgeSigner **signers)
{
  for (guint i = 0; i < N_SIGNERS; i++)
    signers[i] = birge_signer_generate (BIRGE_SIGNER_ED25519);
}

static void
free_signers (BirgeSigner **signers)
{
  for (guint i = 0; i < N_SIGNERS; i++)
    birge_signer_unref (signers[i]);
}

static void
test_follows_rotations_of_the_root (TestClient *client)
{
  BirgeSigner *signers[N_SIGNERS];

  make_signers (signers);
  for (guint i = 0; i < G_N_ELEMENTS (root_rotations); i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);
      GPtrArray *roots = g_hash_table_lookup (fresh->repo->published, "root");
      g_autoptr(GBytes) kept = NULL;
      guint n = 0;

      g_test_message ("%s", root_rotations[i].name);
      g_ptr_array_set_size (roots, 0);
      for (; n < 4 && root_rotations[i].versions[n].keys != NULL; n++)
        {
          set_keys (fresh, "root", &root_rotations[i].versions[n], signers);
          repository_maker_publish (fresh->repo, "root", NULL);
        }
      g_assert_cmpint (test_client_init (fresh, NULL), ==, 0);
      g_assert_cmpint (test_client_refresh (fresh), ==, root_rotations[i].refused);
      kept = test_client_file (fresh, "root");
      g_assert_true (g_bytes_equal (kept, g_ptr_array_index (roots, n - (root_rotations[i].refused ? 2 : 1))));
    }
  free_signers (signers);
}

static const struct {
  const char *name;
  RootVersion version;
  gboolean refused;
} rotations[] = {
  { "another key", { "2", 1, "2" } },
  { "others sign too", { "1", 1, "314" } },
  { "3 of 5", { "01234", 3, "024" } },
  { "3 of 5, others", { "01234", 3, "041" } },
  { "3 of 5, others again", { "01234", 3, "234" } },
  { "not signed by the new", { "2", 1, "134" }, TRUE },
  { "3 of 5, one not expected", { "01345", 3, "024" }, TRUE },
  { "3 of 5, one missing", { "01345", 3, "04" }, TRUE },
};

static void
test_follows_rotations_of_other_roles (TestClient *client)
{
  static const char *const roles[] = { "timestamp", "snapshot", "targets" };
  BirgeSigner *signers[N_SIGNERS];

  make_signers (signers);
  for (guint i = 0; i < G_N_ELEMENTS (rotations); i++)
    for (guint j = 0; j < G_N_ELEMENTS (roles); j++)
      {
        g_autoptr(TestClient) fresh = test_client_new (client->program);
        g_autoptr(GBytes) kept = NULL;

        g_test_message ("%s: %s", roles[j], rotations[i].name);
        g_assert_cmpint (test_client_init (fresh, NULL), ==, 0);
        set_keys (fresh, roles[j], &rotations[i].version, signers);
        repository_maker_publish (fresh->repo, "root", "targets", "snapshot", "timestamp", NULL);
        g_assert_cmpint (test_client_refresh (fresh), ==, rotations[i].refused);
        kept = test_client_file (fresh, roles[j]);
        if (rotations[i].refused)
          g_assert_null (kept);
        else
          g_assert_true (g_bytes_equal (kept, repository_maker_latest (fresh->repo, roles[j])));
      }
  free_signers (signers);
}

/* Rollback, and recovery from versions that were driven up */

static void
set_version (TestClient *client, const char *role, int version)
{
  json_object_set_new (repository_maker_content (client->repo, role), "version", json_integer (version));
}

static void
set_meta (TestClient *client, const char *role, const char *file, int version)
{
  json_t *meta = json_object_get (repository_maker_content (client->repo, role), "meta");

  json_object_set_new (meta, file, json_pack ("{s:i}", "version", version));
}

static void
test_refuses_an_older_timestamp (TestClient *client)
{
  repository_maker_publish (client->repo, "timestamp", NULL);
  begin (client);
  set_version (client, "timestamp", 1);
  repository_maker_republish (client->repo, "timestamp");
  g_assert_cmpint (test_client_refresh (client), ==, 1);
  assert_requests (client, "2.root timestamp");
  assert_trusted (client, "root:1 snapshot:1 targets:1 timestamp:2");
}

static void
test_refuses_an_older_snapshot (TestClient *client)
{
  for (guint hashes = 0; hashes < 2; hashes++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);

      fresh->repo->with_hashes = hashes;
      repository_maker_release (fresh->repo);
      begin (fresh);
      set_meta (fresh, "timestamp", "snapshot.json", 1);
      repository_maker_publish (fresh->repo, "timestamp", NULL);
      g_assert_cmpint (test_client_refresh (fresh), ==, 1);
      assert_requests (fresh, "2.root timestamp");
      assert_trusted (fresh, "root:1 snapshot:2 targets:2 timestamp:2");
    }
}

static void
test_refuses_older_targets (TestClient *client)
{
  for (guint hashes = 0; hashes < 2; hashes++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);

      fresh->repo->with_hashes = hashes;
      repository_maker_release (fresh->repo);
      begin (fresh);
      set_meta (fresh, "snapshot", "targets.json", 1);
      repository_maker_publish (fresh->repo, "snapshot", "timestamp", NULL);
      g_assert_cmpint (test_client_refresh (fresh), ==, 1);
      assert_trusted (fresh, "root:1 snapshot:2 targets:2 timestamp:3");
    }
}

static void
test_refuses_a_snapshot_that_lost_a_role (TestClient *client)
{
  repository_maker_delegate (client->repo, "targets", "A", "*", FALSE);
  repository_maker_publish (client->repo, "A", "targets", "snapshot", "timestamp", NULL);
  begin (client);
  json_object_del (json_object_get (repository_maker_content (client->repo, "snapshot"), "meta"), "A.json");
  repository_maker_publish (client->repo, "snapshot", "timestamp", NULL);
  g_assert_cmpint (test_client_refresh (client), ==, 1);
  assert_trusted (client, "root:1 snapshot:2 targets:2 timestamp:3");
}

static void
test_recovers_timestamps_by_rotation (TestClient *client)
{
  for (guint i = 0; i < 9; i++)
    repository_maker_publish (client->repo, "timestamp", NULL);
  begin (client);
  assert_trusted (client, "root:1 snapshot:1 targets:1 timestamp:10");

  set_version (client, "timestamp", 1);
  repository_maker_rotate (client->repo, "timestamp");
  repository_maker_publish (client->repo, "root", NULL);
  repository_maker_republish (client->repo, "timestamp");
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  assert_trusted (client, "root:2 snapshot:1 targets:1 timestamp:1");
}

/* With the snapshot's key alone or with both: either deletes both files. */
static void
test_recovers_snapshots_by_rotation (TestClient *client)
{
  for (guint both = 0; both < 2; both++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);

      for (guint i = 0; i < 9; i++)
        repository_maker_publish (fresh->repo, "snapshot", NULL);
      repository_maker_publish (fresh->repo, "timestamp", NULL);
      begin (fresh);
      assert_trusted (fresh, "root:1 snapshot:10 targets:1 timestamp:2");

      repository_maker_rotate (fresh->repo, "snapshot");
      if (both)
        repository_maker_rotate (fresh->repo, "timestamp");
      g_ptr_array_set_size (g_hash_table_lookup (fresh->repo->published, "snapshot"), 0);
      set_version (fresh, "snapshot", 1);
      repository_maker_publish (fresh->repo, "root", "snapshot", "timestamp", NULL);
      g_assert_cmpint (test_client_refresh (fresh), ==, 0);
      assert_trusted (fresh, "root:2 snapshot:1 targets:1 timestamp:3");
    }
}

/* With either key: the rotation of one deletes both files. */
static void
test_recovers_targets_by_rotation (TestClient *client)
{
  static const char *const roles[] = { "snapshot", "timestamp" };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);

      for (guint j = 0; j < 9; j++)
        repository_maker_publish (fresh->repo, "targets", NULL);
      repository_maker_publish (fresh->repo, "snapshot", "timestamp", NULL);
      begin (fresh);
      assert_trusted (fresh, "root:1 snapshot:2 targets:10 timestamp:2");

      repository_maker_rotate (fresh->repo, roles[i]);
      g_ptr_array_set_size (g_hash_table_lookup (fresh->repo->published, "targets"), 0);
      set_version (fresh, "targets", 1);
      repository_maker_publish (fresh->repo, "root", "targets", "snapshot", "timestamp", NULL);
      g_assert_cmpint (test_client_refresh (fresh), ==, 0);
      assert_trusted (fresh, "root:2 snapshot:3 targets:1 timestamp:3");
    }
}

int
main (int argc, char **argv)
{
  test_client_setup (&argc, &argv);
  test_client_add ("counts-to-the-threshold", test_counts_to_the_threshold);
  test_client_add ("more-signatures-than-keys-are-never-there", test_more_signatures_than_keys_are_never_there);
  test_client_add ("a-key-counts-once", test_a_key_counts_once);
  test_client_add ("a-key-under-two-ids-counts-once", test_a_key_under_two_ids_counts_once);
  test_client_add ("refuses-two-signatures-of-one-key", test_refuses_two_signatures_of_one_key);
  test_client_add ("a-wrong-signature-beside-enough-right-ones", test_a_wrong_signature_beside_enough_right_ones_does_no_harm);
  test_client_add ("knows-each-kind-of-key", test_knows_each_kind_of_key);
  test_client_add ("refuses-a-key-that-is-not-what-its-id-says", test_refuses_a_key_that_is_not_what_its_id_says);
  test_client_add ("passes-over-keys-it-does-not-know", test_passes_over_keys_it_does_not_know);
  test_client_add ("follows-rotations-of-the-root", test_follows_rotations_of_the_root);
  test_client_add ("follows-rotations-of-other-roles", test_follows_rotations_of_other_roles);
  test_client_add ("refuses-an-older-timestamp", test_refuses_an_older_timestamp);
  test_client_add ("refuses-an-older-snapshot", test_refuses_an_older_snapshot);
  test_client_add ("refuses-older-targets", test_refuses_older_targets);
  test_client_add ("refuses-a-snapshot-that-lost-a-role", test_refuses_a_snapshot_that_lost_a_role);
  test_client_add ("recovers-timestamps-by-rotation", test_recovers_timestamps_by_rotation);
  test_client_add ("recovers-snapshots-by-rotation", test_recovers_snapshots_by_rotation);
  test_client_add ("recovers-targets-by-rotation", test_recovers_targets_by_rotation);
  return g_test_run ();
}
