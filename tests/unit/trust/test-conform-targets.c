/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of the conformance of TUF clients ask for: delegations of every shape, odd names, and getting targets. */
#include <string.h>

#include "tests/unit/trust/test-client.h"

#define ODD "?", "#", "/delegatedrole", "../delegatedrole", ".", "..", "a b", "ҙур", "100%41", "a\nb", "a\\b", "..."
#define LONG "a role whose name is far longer than any file can be called when all of its odd letters are written out: " \
             "ҡабырғаһы ҡабырғаһы ҡабырғаһы ҡабырғаһы ҡабырғаһы ҡабырғаһы ҡабырғаһы ҡабырғаһы ҡабырғаһы ҡабырғаһы"

static void
begin (TestClient *client)
{
  g_autofree char *requests = NULL;

  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  g_assert_cmpint (test_client_refresh (client), ==, 0);
  requests = repository_maker_take_requests (client->repo);
}

/* What was asked for after "2.root timestamp 1.snapshot 1.targets". */
static char *
take_delegated_requests (TestClient *client)
{
  g_autofree char *all = repository_maker_take_requests (client->repo);
  g_auto(GStrv) words = g_strsplit (all, " ", 5);

  g_assert_cmpuint (g_strv_length (words), >=, 4);
  return g_strdup (words[4] != NULL ? words[4] : "");
}

/* Delegations: "targets>A" with "!" behind for a terminating one and ":PATHS". */
static const struct {
  const char *name;
  const char *delegations[6];
  const char *asked;
} graphs[] = {
  { "one", { "targets>A" }, "1.A" },
  { "two", { "targets>A", "targets>B" }, "1.A 1.B" },
  { "two levels", { "targets>A", "targets>B", "B>C" }, "1.A 1.B 1.C" },
  { "two levels, depth first", { "targets>A", "targets>B", "A>C", "A>D" }, "1.A 1.C 1.D 1.B" },
  { "three levels, depth first", { "targets>A", "targets>B", "A>C", "C>D" }, "1.A 1.C 1.D 1.B" },
  { "terminating below", { "targets>A", "targets>B", "A>C!", "A>D" }, "1.A 1.C" },
  { "terminating, its own are asked", { "targets>A", "targets>B", "A>C!", "C>D" }, "1.A 1.C 1.D" },
  { "terminating at the top", { "targets>A!", "targets>B", "A>C" }, "1.A 1.C" },
  { "terminating, but for other paths", { "targets>A!:*.py", "targets>B" }, "1.B" },
  { "only what matches", { "targets>A:*.py", "targets>B", "A>C" }, "1.B" },
  { "only what matches, below", { "targets>A", "targets>B", "A>C:*.py", "C>D" }, "1.A 1.B" },
  { "a circle", { "targets>A", "targets>B", "B>C", "C>D", "D>B" }, "1.A 1.B 1.C 1.D" },
  { "to itself", { "targets>A", "A>A" }, "1.A" },
  { "two to the same", { "targets>A", "targets>B", "B>C", "A>C" }, "1.A 1.C 1.B" },
  { "two to the same, one for other paths", { "targets>A", "targets>B", "B>C", "A>C:*.py" }, "1.A 1.B 1.C" },
};

static void
make_graph (TestClient *client, const char *const *delegations)
{
  for (; *delegations != NULL; delegations++)
    {
      g_auto(GStrv) sides = g_strsplit (*delegations, ">", 2);
      g_auto(GStrv) right = g_strsplit (sides[1], ":", 2);
      gboolean terminating = g_str_has_suffix (right[0], "!");
      g_autofree char *role = g_strndup (right[0], strlen (right[0]) - terminating);

      repository_maker_delegate (client->repo, sides[0], role, right[1] != NULL ? right[1] : "*", terminating);
    }
}

static void
publish_letters (TestClient *client)
{
  static const char *const letters[] = { "A", "B", "C", "D" };

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    if (g_hash_table_contains (client->repo->contents, letters[i]))
      repository_maker_publish (client->repo, letters[i], NULL);
}

static void
test_asks_in_the_order_of_trust (TestClient *client)
{
  for (guint i = 0; i < G_N_ELEMENTS (graphs); i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);
      g_autofree char *asked = NULL;

      g_test_message ("%s", graphs[i].name);
      make_graph (fresh, graphs[i].delegations);
      publish_letters (fresh);
      repository_maker_release (fresh->repo);
      g_assert_cmpint (test_client_init (fresh, NULL), ==, 0);
      g_assert_cmpint (test_client_download (fresh, "missing", NULL), ==, 1);
      asked = take_delegated_requests (fresh);
      g_assert_cmpstr (asked, ==, graphs[i].asked);
    }
}

static void
test_finds_targets_by_their_paths (TestClient *client)
{
  static const char *const tree[] = { "targets>A:*.doc,*.md", "targets>B:releases/*/*", "B>C:releases/x/*", "B>D:releases/y/*.zip", NULL };
  static const struct { const char *path; int result; const char *asked; } cases[] = {
    { "targetfile", 0, "" },
    { "README.md", 0, "1.A" },
    { "releases/x/x_v1", 0, "1.B 1.C" },
    { "releases/y/y_v1.zip", 0, "1.B 1.D" },
    { "releases/z/z_v1.zip", 1, "1.B" }, /* D has it, but is not trusted with it */
    { "docs/README.md", 1, "" },         /* a star is no folder */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);
      g_autofree char *asked = NULL;

      make_graph (fresh, tree);
      repository_maker_add_artifact (fresh->repo, "targets", "targetfile", "of targets", "sha256");
      repository_maker_add_artifact (fresh->repo, "A", "README.md", "of A", "sha256");
      repository_maker_add_artifact (fresh->repo, "A", "docs/README.md", "of A too", "sha256");
      repository_maker_add_artifact (fresh->repo, "C", "releases/x/x_v1", "of C", "sha256");
      repository_maker_add_artifact (fresh->repo, "D", "releases/y/y_v1.zip", "of D", "sha256");
      repository_maker_add_artifact (fresh->repo, "D", "releases/z/z_v1.zip", "of D too", "sha256");
      publish_letters (fresh);
      repository_maker_release (fresh->repo);
      g_assert_cmpint (test_client_init (fresh, NULL), ==, 0);
      g_assert_cmpint (test_client_download (fresh, cases[i].path, NULL), ==, cases[i].result);
      asked = take_delegated_requests (fresh);
      if (strstr (asked, "targets/") != NULL)
        *strstr (asked, "targets/") = '\0';
      g_assert_cmpstr (g_strchomp (asked), ==, cases[i].asked);
    }
}

/* The first that is delegated to speaks first, and the delegator before all of them. */
static void
test_the_first_that_knows_is_believed (TestClient *client)
{
  static const char *const both[] = { "targets>A", "targets>B", NULL };

  make_graph (client, both);
  repository_maker_add_artifact (client->repo, "B", "file", "of B", "sha256");
  repository_maker_add_artifact (client->repo, "A", "file", "of A", "sha256");
  publish_letters (client);
  repository_maker_release (client->repo);
  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  g_assert_cmpint (test_client_download (client, "file", NULL), ==, 0);
  assert_targets (client, "of A");
}

/* C is signed for A alone. That it was verified for A must not make B vouch for it. */
static void
make_diamond (TestClient *client)
{
  repository_maker_delegate (client->repo, "targets", "A", "a", FALSE);
  repository_maker_delegate (client->repo, "targets", "B", "b", FALSE);
  repository_maker_delegate (client->repo, "A", "C", "a", FALSE);
  repository_maker_delegate (client->repo, "B", "C", "b", FALSE);
  repository_maker_add_artifact (client->repo, "C", "a", "text a", "sha256");
  repository_maker_add_artifact (client->repo, "C", "b", "text b", "sha256");
}

static void
test_each_delegator_must_trust_the_keys (TestClient *client)
{
  GPtrArray *signers = NULL;
  g_autofree char *asked = NULL;

  make_diamond (client);
  signers = g_hash_table_lookup (client->repo->signers, "C");
  g_ptr_array_remove_index (signers, 1);
  publish_letters (client);
  repository_maker_release (client->repo);
  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  g_assert_cmpint (test_client_download (client, "a", "b", NULL), ==, 1);
  asked = take_delegated_requests (client);
  *strstr (asked, "targets/") = '\0';
  g_assert_cmpstr (asked, ==, "1.A 1.C ");
  assert_targets (client, "text a");
  g_assert_cmpint (test_client_download (client, "b", NULL), ==, 1); /* nor is the file it left a proof */
  assert_targets (client, "text a");
}

static void
test_both_delegators_may_trust_it (TestClient *client)
{
  g_autofree char *requests = NULL;

  make_diamond (client);
  publish_letters (client);
  repository_maker_release (client->repo);
  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  g_assert_cmpint (test_client_download (client, "a", "b", NULL), ==, 0);
  assert_targets (client, "text a|text b");
  requests = repository_maker_take_requests (client->repo);
  g_assert_null (strstr (strstr (requests, "1.C") + 1, "1.C")); /* once is enough */
}

static void
test_delegated_roles_are_kept_and_not_asked_again (TestClient *client)
{
  repository_maker_delegate (client->repo, "targets", "A", "*", FALSE);
  repository_maker_publish (client->repo, "A", NULL);
  repository_maker_release (client->repo);
  begin (client);
  g_assert_cmpint (test_client_download (client, "missing", NULL), ==, 1);
  assert_requests (client, "2.root timestamp 1.A");
  g_assert_cmpint (test_client_download (client, "missing", "missing too", NULL), ==, 1);
  assert_requests (client, "2.root timestamp");
  assert_trusted (client, "A:1 root:1 snapshot:2 targets:2 timestamp:2");

  repository_maker_publish (client->repo, "A", "snapshot", "timestamp", NULL);
  g_assert_cmpint (test_client_download (client, "missing", NULL), ==, 1);
  assert_requests (client, "2.root timestamp 3.snapshot 2.A");
  assert_trusted (client, "A:2 root:1 snapshot:3 targets:2 timestamp:3");
}

static void
test_delegated_roles_are_checked_like_others (TestClient *client)
{
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);

      repository_maker_delegate (fresh->repo, "targets", "A", "*", FALSE);
      repository_maker_add_artifact (fresh->repo, "A", "file", "text", "sha256");
      fresh->repo->with_hashes = i == 3;
      if (i == 0) /* expired */
        repository_maker_expire (fresh->repo, "A", -1);
      if (i == 1) /* not signed */
        g_ptr_array_set_size (g_hash_table_lookup (fresh->repo->signers, "A"), 0);
      repository_maker_publish (fresh->repo, "A", NULL);
      repository_maker_release (fresh->repo);
      if (i == 2) /* another version than the snapshot names */
        json_object_set_new (repository_maker_content (fresh->repo, "A"), "version", json_integer (7));
      if (i == 3) /* another file than the snapshot names */
        json_object_set_new (repository_maker_content (fresh->repo, "A"), "note", json_string ("other"));
      if (i >= 2)
        repository_maker_republish (fresh->repo, "A");
      begin (fresh);
      g_assert_cmpint (test_client_download (fresh, "file", NULL), ==, 1);
      assert_targets (fresh, "");
      assert_trusted (fresh, "root:1 snapshot:2 targets:2 timestamp:2");
    }
}

static void
test_expired_delegated_roles_are_renewed (TestClient *client)
{
  if (!test_client_can_travel (client))
    return;
  repository_maker_delegate (client->repo, "targets", "A", "*", FALSE);
  repository_maker_expire (client->repo, "A", 7);
  repository_maker_add_artifact (client->repo, "A", "first", "1", "sha256");
  repository_maker_add_artifact (client->repo, "A", "second", "2", "sha256");
  repository_maker_publish (client->repo, "A", NULL);
  repository_maker_release (client->repo);
  g_assert_cmpint (test_client_init (client, NULL), ==, 0);
  g_assert_cmpint (test_client_download (client, "first", NULL), ==, 0);

  client->days = 18;
  g_assert_cmpint (test_client_download (client, "second", NULL), ==, 1);
  assert_targets (client, "1");
  repository_maker_expire (client->repo, "A", 21);
  repository_maker_publish (client->repo, "A", "snapshot", "timestamp", NULL);
  g_assert_cmpint (test_client_download (client, "second", NULL), ==, 0);
  assert_targets (client, "1|2");
}

static void
test_odd_names_of_roles (TestClient *client)
{
  static const char *const names[] = { ODD, LONG };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);
      g_autofree char *encoded = g_uri_escape_string (names[i], NULL, FALSE);
      g_autofree char *expected = g_strconcat ("1.", encoded, NULL);
      g_autofree char *asked = NULL;
      g_autofree char *trusted = NULL;
      g_auto(GStrv) files = NULL;

      repository_maker_delegate (fresh->repo, "targets", names[i], "*", FALSE);
      repository_maker_publish (fresh->repo, names[i], NULL);
      repository_maker_release (fresh->repo);
      g_assert_cmpint (test_client_init (fresh, NULL), ==, 0);
      g_assert_cmpint (test_client_download (fresh, "missing", NULL), ==, 1);
      asked = take_delegated_requests (fresh);
      g_assert_cmpstr (asked, ==, expected);
      trusted = test_client_trusted (fresh); /* all five lie flat in the folder */
      files = g_strsplit (trusted, " ", -1);
      g_assert_cmpuint (g_strv_length (files), ==, 5);
      g_assert_cmpint (test_client_download (fresh, "missing", NULL), ==, 1);
      assert_requests (fresh, "2.root timestamp");
    }
}

static void
test_no_role_takes_the_place_of_a_top_role (TestClient *client)
{
  static const char *const names[] = { "root", "timestamp", "snapshot", "targets", "" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);

      repository_maker_delegate (fresh->repo, "targets", "A", "*", FALSE);
      json_object_set_new (repository_maker_delegation (fresh->repo, "targets", "A"), "name", json_string (names[i]));
      repository_maker_release (fresh->repo);
      g_assert_cmpint (test_client_init (fresh, NULL), ==, 0);
      g_assert_cmpint (test_client_refresh (fresh), ==, 1);
      assert_trusted (fresh, "root:1 snapshot:2 timestamp:2");
    }
}

/* Bins */

static char *
hash_of (const char *path)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, path, -1);
}

static void
test_finds_bins_by_hash_prefixes (TestClient *client)
{
  g_autofree char *hash = hash_of ("some/path");
  g_autofree char *prefix = g_strndup (hash, 3);

  repository_maker_delegate (client->repo, "targets", "A", NULL, FALSE);
  repository_maker_delegate (client->repo, "targets", "B", NULL, FALSE);
  json_object_set_new (repository_maker_delegation (client->repo, "targets", "A"), "path_hash_prefixes", json_pack ("[s,s]", "xyz", "00112233445566"));
  json_object_set_new (repository_maker_delegation (client->repo, "targets", "B"), "path_hash_prefixes", json_pack ("[s,s]", "f0f0f0f0f0", prefix));
  repository_maker_add_artifact (client->repo, "B", "some/path", "text", "sha256");
  publish_letters (client);
  repository_maker_release (client->repo);
  begin (client);
  g_assert_cmpint (test_client_download (client, "some/path", NULL), ==, 0);
  g_assert_cmpint (test_client_download (client, "another", NULL), ==, 1);
  assert_trusted (client, "B:1 root:1 snapshot:2 targets:2 timestamp:2");
}

/* Made as a plain delegation, then told as bins with the same key. */
static void
delegate_to_bin (TestClient *client, const char *delegator, const char *bin, int bits)
{
  json_t *delegations = NULL;

  repository_maker_delegate (client->repo, delegator, bin, NULL, FALSE);
  delegations = json_object_get (repository_maker_content (client->repo, delegator), "delegations");
  json_object_set_new (delegations, "succinct_roles",
                       json_pack ("{s:i, s:s, s:O, s:i}", "bit_length", bits, "name_prefix", "bin", "keyids",
                                  json_object_get (repository_maker_delegation (client->repo, delegator, bin), "keyids"),
                                  "threshold", 1));
  json_object_del (delegations, "roles");
}

/* A path whose bin begins with a zero, and one whose bin does not. */
static char *
path_in_bin (const char *prefix, gboolean low)
{
  for (guint i = 0; TRUE; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u", prefix, i);
      g_autofree char *hash = hash_of (path);

      if ((hash[0] == '0') == low)
        return g_steal_pointer (&path);
    }
}

static void
test_finds_succinct_bins (TestClient *client)
{
  static const int bits[] = { 1, 4, 5, 8, 9, 32 };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (bits); i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);
      int n = bits[i / 2];
      g_autofree char *path = path_in_bin ("some/path", i % 2 == 0);
      g_autofree char *hash = hash_of (path);
      g_autofree char *start = g_strndup (hash, 8);
      guint64 number = g_ascii_strtoull (start, NULL, 16) >> (32 - n);
      g_autofree char *bin = g_strdup_printf ("bin-%0*" G_GINT64_MODIFIER "x", n <= 4 ? 1 : n <= 8 ? 2 : n <= 12 ? 3 : 8, number);
      g_autofree char *expected = g_strconcat ("2.root timestamp 1.", bin, " targets/", NULL);
      g_autofree char *requests = NULL;

      delegate_to_bin (fresh, "targets", bin, n);
      repository_maker_add_artifact (fresh->repo, bin, path, "text", "sha256");
      repository_maker_publish (fresh->repo, bin, NULL);
      repository_maker_release (fresh->repo);
      begin (fresh);
      g_assert_cmpint (test_client_download (fresh, path, NULL), ==, 0);
      assert_targets (fresh, "text");
      requests = repository_maker_take_requests (fresh->repo);
      g_assert_true (g_str_has_prefix (requests, expected));
    }
}

/* A path has one bin; if that does not know it, nobody else is asked. */
static void
test_bins_are_terminating (TestClient *client)
{
  g_autofree char *path = path_in_bin ("other", TRUE);

  repository_maker_delegate (client->repo, "targets", "A", "*/*", FALSE);
  repository_maker_delegate (client->repo, "targets", "B", "*/*", FALSE);
  delegate_to_bin (client, "A", "bin-0", 4);
  repository_maker_add_artifact (client->repo, "B", path, "of B", "sha256");
  repository_maker_publish (client->repo, "bin-0", NULL);
  publish_letters (client);
  repository_maker_release (client->repo);
  begin (client);
  g_assert_cmpint (test_client_download (client, path, NULL), ==, 1);
  assert_requests (client, "2.root timestamp 1.A 1.bin-0");
}

static void
test_refuses_delegations_that_make_no_sense (TestClient *client)
{
  static const char *const changes[] = { "both", "twice", "threshold", "terminating", "no roles", "bits", "paths" };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);
      json_t *delegations = NULL;
      json_t *entry = NULL;

      repository_maker_delegate (fresh->repo, "targets", "A", "*", FALSE);
      delegations = json_object_get (repository_maker_content (fresh->repo, "targets"), "delegations");
      entry = repository_maker_delegation (fresh->repo, "targets", "A");
      if (i == 0)
        json_object_set_new (entry, "path_hash_prefixes", json_array ());
      else if (i == 1)
        json_array_append_new (json_object_get (delegations, "roles"), json_deep_copy (entry));
      else if (i == 2)
        json_object_set_new (entry, "threshold", json_integer (0));
      else if (i == 3)
        json_object_set_new (entry, "terminating", json_string ("yes"));
      else if (i == 4)
        json_object_del (delegations, "roles");
      else if (i == 5)
        json_object_set_new (delegations, "succinct_roles", json_pack ("{s:i}", "bit_length", 33));
      else
        json_object_set_new (entry, "paths", json_pack ("[i]", 1));
      repository_maker_release (fresh->repo);
      g_assert_cmpint (test_client_init (fresh, NULL), ==, 0);
      g_assert_cmpint (test_client_refresh (fresh), ==, 1);
      assert_trusted (fresh, "root:1 snapshot:2 timestamp:2");
    }
}

/* 70 roles say nothing; the 71st would have it. */
static void
test_does_not_ask_for_ever (TestClient *client)
{
  g_autofree char *requests = NULL;

  for (guint i = 0; i <= 70; i++)
    {
      g_autofree char *role = g_strdup_printf ("role%u", i);

      repository_maker_delegate (client->repo, "targets", role, "*", FALSE);
      if (i == 70)
        repository_maker_add_artifact (client->repo, role, "file", "text", "sha256");
      repository_maker_publish (client->repo, role, NULL);
    }
  repository_maker_release (client->repo);
  begin (client);
  g_assert_cmpint (test_client_download (client, "file", NULL), ==, 1);
  requests = repository_maker_take_requests (client->repo);
  g_assert_nonnull (strstr (requests, "1.role63"));
  g_assert_null (strstr (requests, "1.role64"));
}

/* Getting targets */

static void
test_gets_what_is_signed_for_and_nothing_else (TestClient *client)
{
  repository_maker_add_artifact (client->repo, "targets", "file.txt", "right", "sha256");
  repository_maker_add_artifact (client->repo, "targets", "path/to/a/file.txt", "right too", "sha256");
  repository_maker_add_artifact (client->repo, "targets", "other.txt", "as long", "sha256");
  repository_maker_release (client->repo);
  begin (client);
  assert_targets (client, "");
  g_assert_cmpint (test_client_download (client, "file.txt", "path/to/a/file.txt", NULL), ==, 0);
  assert_targets (client, "right|right too");

  repository_maker_set_artifact (client->repo, "other.txt", "a lie!!");
  g_assert_cmpint (test_client_download (client, "other.txt", NULL), ==, 1);
  repository_maker_set_artifact (client->repo, "other.txt", "too long a text");
  g_assert_cmpint (test_client_download (client, "other.txt", NULL), ==, 1);
  repository_maker_set_artifact (client->repo, "other.txt", "short");
  g_assert_cmpint (test_client_download (client, "other.txt", NULL), ==, 1);
  g_hash_table_remove (client->repo->artifacts, "other.txt");
  g_assert_cmpint (test_client_download (client, "other.txt", NULL), ==, 1);
  assert_targets (client, "right|right too");
}

static void
test_what_is_there_is_not_asked_for_again (TestClient *client)
{
  if (client->program == NULL)
    return; /* files are the program's */
  repository_maker_add_artifact (client->repo, "targets", "file", "first", "sha256");
  repository_maker_release (client->repo);
  begin (client);
  g_assert_cmpint (test_client_download (client, "file", NULL), ==, 0);
  repository_maker_set_artifact (client->repo, "file", "a lie");
  g_free (repository_maker_take_requests (client->repo));
  g_assert_cmpint (test_client_download (client, "file", "file", NULL), ==, 0);
  assert_requests (client, "2.root timestamp");
  assert_targets (client, "first");

  repository_maker_add_artifact (client->repo, "targets", "file", "second", "sha256");
  repository_maker_release (client->repo);
  g_assert_cmpint (test_client_download (client, "file", NULL), ==, 0);
  assert_targets (client, "second");
}

static void
test_one_missing_target_does_not_stop_the_others (TestClient *client)
{
  repository_maker_add_artifact (client->repo, "targets", "file", "text", "sha256");
  repository_maker_release (client->repo);
  begin (client);
  g_assert_cmpint (test_client_download (client, "missing", "file", NULL), ==, 1);
  assert_targets (client, "text");
}

static void
test_either_hash_will_do_and_both_must_be_right (TestClient *client)
{
  static const struct { const char *algorithms; int result; } cases[] = {
    { "sha256", 0 }, { "sha512", 0 }, { "sha256 sha512", 0 }, { "sha256 other", 0 }, { "other", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);

      repository_maker_add_artifact (fresh->repo, "targets", "file", "text", cases[i].algorithms);
      repository_maker_release (fresh->repo);
      begin (fresh);
      g_assert_cmpint (test_client_download (fresh, "file", NULL), ==, cases[i].result);
      assert_targets (fresh, cases[i].result == 0 ? "text" : "");
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(TestClient) fresh = test_client_new (client->program);
      json_t *hashes = NULL;
      g_autofree char *wrong = g_compute_checksum_for_string (i == 0 ? G_CHECKSUM_SHA256 : G_CHECKSUM_SHA512, "other", -1);

      repository_maker_add_artifact (fresh->repo, "targets", "file", "text", "sha256 sha512");
      hashes = json_object_get (json_object_get (json_object_get (repository_maker_content (fresh->repo, "targets"), "targets"), "file"), "hashes");
      json_object_set_new (hashes, i == 0 ? "sha256" : "sha512", json_string (wrong));
      repository_maker_release (fresh->repo);
      begin (fresh);
      g_assert_cmpint (test_client_download (fresh, "file", NULL), ==, 1);
      assert_targets (fresh, "");
    }
}

static void
test_odd_names_of_targets (TestClient *client)
{
  static const char *const names[] = { ODD, LONG, "a/../../b", "a//b", "/", "a/", ".hidden", "a&b=c;d+e", "[a]*", "-x" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    repository_maker_add_artifact (client->repo, "targets", names[i], names[i], "sha256");
  repository_maker_release (client->repo);
  begin (client);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *got = NULL;

      g_assert_cmpint (test_client_download (client, names[i], NULL), ==, 0);
      got = test_client_targets (client);
      g_assert_nonnull (strstr (got, names[i]));
    }
}

int
main (int argc, char **argv)
{
  test_client_setup (&argc, &argv);
  test_client_add ("asks-in-the-order-of-trust", test_asks_in_the_order_of_trust);
  test_client_add ("finds-targets-by-their-paths", test_finds_targets_by_their_paths);
  test_client_add ("the-first-that-knows-is-believed", test_the_first_that_knows_is_believed);
  test_client_add ("each-delegator-must-trust-the-keys", test_each_delegator_must_trust_the_keys);
  test_client_add ("both-delegators-may-trust-it", test_both_delegators_may_trust_it);
  test_client_add ("delegated-roles-are-kept-and-not-asked-again", test_delegated_roles_are_kept_and_not_asked_again);
  test_client_add ("delegated-roles-are-checked-like-others", test_delegated_roles_are_checked_like_others);
  test_client_add ("expired-delegated-roles-are-renewed", test_expired_delegated_roles_are_renewed);
  test_client_add ("odd-names-of-roles", test_odd_names_of_roles);
  test_client_add ("no-role-takes-the-place-of-a-top-role", test_no_role_takes_the_place_of_a_top_role);
  test_client_add ("finds-bins-by-hash-prefixes", test_finds_bins_by_hash_prefixes);
  test_client_add ("finds-succinct-bins", test_finds_succinct_bins);
  test_client_add ("bins-are-terminating", test_bins_are_terminating);
  test_client_add ("refuses-delegations-that-make-no-sense", test_refuses_delegations_that_make_no_sense);
  test_client_add ("does-not-ask-for-ever", test_does_not_ask_for_ever);
  test_client_add ("gets-what-is-signed-for-and-nothing-else", test_gets_what_is_signed_for_and_nothing_else);
  test_client_add ("what-is-there-is-not-asked-for-again", test_what_is_there_is_not_asked_for_again);
  test_client_add ("one-missing-target-does-not-stop-the-others", test_one_missing_target_does_not_stop_the_others);
  test_client_add ("either-hash-will-do-and-both-must-be-right", test_either_hash_will_do_and_both_must_be_right);
  test_client_add ("odd-names-of-targets", test_odd_names_of_targets);
  return g_test_run ();
}
