/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each role of metadata may hold: everything else is refused, though it is signed. */
#include <string.h>

#include "data/trust/birge-trusted-set.h"
#include "data/trust/birge-verified-private.h"
#include "tests/unit/trust/repository-maker.h"

/* Changes to the signed part of a role, as JSON; "-" takes a member away. */
static const struct {
  const char *role;
  const char *member;
  const char *values[10];
} broken[] = {
  { "root", "_type", { "-", "\"targets\"", "1" } },
  { "root", "version", { "-", "0", "-1", "\"1\"", "null" } },
  { "root", "expires", { "-", "\"\"", "\"2030-01-01\"", "\"2030-01-01T00:00:00\"", "\"2030-13-01T00:00:00Z\"", "\"2030-02-30T00:00:00Z\"",
                         "\"2030-01-01T00:00:00.000Z\"", "\"2030-01-01T00:00:00+00\"", "1893456000" } },
  { "root", "spec_version", { "-", "\"2.0.0\"", "1", "\"\"", "\"1.\"", "\"1.0.0.0\"", "\"one\"" } },
  { "root", "consistent_snapshot", { "\"true\"", "1", "null" } },
  { "root", "keys", { "-", "[]", "{\"id\":1}", "{\"id\":{}}" } },
  { "root", "roles", { "-", "{}", "[]" } },
  { "timestamp", "_type", { "-", "\"snapshot\"" } },
  { "timestamp", "version", { "-", "0" } },
  { "timestamp", "meta", { "-", "{}", "[]", "{\"snapshot.json\":1}", "{\"snapshot.json\":{}}", "{\"snapshot.json\":{\"version\":0}}",
                           "{\"snapshot.json\":{\"version\":1,\"length\":-1}}", "{\"snapshot.json\":{\"version\":1,\"hashes\":{}}}",
                           "{\"snapshot.json\":{\"version\":1,\"hashes\":{\"sha256\":\"ABC\"}}}" } },
  { "snapshot", "meta", { "-", "{}", "{\"a.json\":{\"version\":1}}", "{\"targets.json\":{\"version\":\"1\"}}",
                          "{\"targets.json\":{\"version\":1,\"hashes\":{\"md5\":\"00\"}}}", "{\"targets.json\":{\"version\":1,\"length\":\"9\"}}" } },
  { "targets", "targets", { "-", "[]", "{\"a\":1}", "{\"a\":{}}", "{\"a\":{\"length\":1}}", "{\"a\":{\"length\":-1,\"hashes\":{}}}",
                            "{\"a\":{\"length\":1,\"hashes\":{\"sha256\":1}}}", "{\"a\":{\"length\":1,\"hashes\":{\"sha512\":\"00\"}}}" } },
  { "targets", "delegations", { "{}", "{\"keys\":{}}", "{\"roles\":[]}", "{\"keys\":{},\"roles\":[1]}", "{\"keys\":{},\"roles\":[{}]}",
                                "{\"keys\":{},\"roles\":[{\"name\":\"a\",\"keyids\":[1],\"threshold\":1}]}",
                                "{\"keys\":{},\"roles\":[{\"name\":\"a\",\"keyids\":[],\"threshold\":1,\"paths\":\"*\"}]}",
                                "{\"keys\":{},\"roles\":[],\"succinct_roles\":{}}",
                                "{\"keys\":{},\"succinct_roles\":{\"bit_length\":0,\"name_prefix\":\"b\",\"keyids\":[],\"threshold\":1}}",
                                "{\"keys\":{},\"succinct_roles\":{\"bit_length\":4,\"keyids\":[],\"threshold\":1}}" } },
};

/* Brings all four roles to a set, up to an error. */
static gboolean
trust_all (RepositoryMaker *repo, GError **error)
{
  g_autoptr(BirgeTrustedSet) set = birge_trusted_set_new (repository_maker_latest (repo, "root"), 0, BIRGE_TRUST_EXPIRY_STRICT, error);
  g_autoptr(BirgeVerified) targets = NULL;
  gboolean is_newer = FALSE;

  if (set == NULL || !birge_trusted_set_update_timestamp (set, repository_maker_latest (repo, "timestamp"), &is_newer, error)
      || !birge_trusted_set_update_snapshot (set, repository_maker_latest (repo, "snapshot"), error))
    return FALSE;
  targets = birge_trusted_set_update_targets (set, NULL, "targets", repository_maker_latest (repo, "targets"), error);
  return targets != NULL;
}

static void
test_refuses_what_makes_no_sense (void)
{
  g_autoptr(RepositoryMaker) repo = repository_maker_new ();
  g_autoptr(GError) error = NULL;

  g_assert_true (trust_all (repo, &error));
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    for (guint j = 0; j < G_N_ELEMENTS (broken[i].values) && broken[i].values[j] != NULL; j++)
      {
        json_t *content = repository_maker_content (repo, broken[i].role);
        g_autoptr(json_t) before = json_deep_copy (content);

        g_test_message ("%s: %s: %s", broken[i].role, broken[i].member, broken[i].values[j]);
        if (g_str_equal (broken[i].values[j], "-"))
          json_object_del (content, broken[i].member);
        else
          json_object_set_new (content, broken[i].member, json_loads (broken[i].values[j], JSON_DECODE_ANY, NULL));
        repository_maker_republish (repo, broken[i].role);
        g_assert_false (trust_all (repo, &error));
        g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SYNTAX);
        g_clear_error (&error);
        json_object_clear (content);
        json_object_update (content, before);
        repository_maker_republish (repo, broken[i].role);
      }
  g_assert_true (trust_all (repo, &error));
}

static void
test_a_root_needs_all_roles (void)
{
  static const char *const roles[] = { "root", "timestamp", "snapshot", "targets" };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr(RepositoryMaker) repo = repository_maker_new ();
      g_autoptr(GError) error = NULL;

      json_object_del (json_object_get (repository_maker_content (repo, "root"), "roles"), roles[i]);
      repository_maker_republish (repo, "root");
      g_assert_false (trust_all (repo, &error));
      g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SYNTAX);
    }
}

/* Every byte counts: whichever is changed, nothing of it is trusted as if it were what was signed. */
static void
test_no_changed_byte_is_trusted (void)
{
  g_autoptr(RepositoryMaker) repo = repository_maker_new ();
  GBytes *root = repository_maker_latest (repo, "root");
  gsize size = g_bytes_get_size (root);
  g_autoptr(BirgeTrustedSet) set = birge_trusted_set_new (root, 0, BIRGE_TRUST_EXPIRY_STRICT, NULL);
  const json_t *content = birge_verified_get_content (birge_trusted_set_get_root (set));

  for (gsize i = 0; i < size; i++)
    {
      g_autofree char *text = g_memdup2 (g_bytes_get_data (root, NULL), size);
      g_autoptr(GBytes) changed = NULL;
      g_autoptr(BirgeTrustedSet) other = NULL;

      text[i] ^= 1;
      changed = g_bytes_new (text, size);
      other = birge_trusted_set_new (changed, 0, BIRGE_TRUST_EXPIRY_STRICT, NULL);
      /* Only hexadecimal figures of a signature can be written in two ways. */
      g_assert_true (other == NULL || json_equal ((json_t *) birge_verified_get_content (birge_trusted_set_get_root (other)), (json_t *) content));
    }
}

static void
test_no_shortened_file_is_trusted (void)
{
  g_autoptr(RepositoryMaker) repo = repository_maker_new ();
  GBytes *root = repository_maker_latest (repo, "root");

  for (gsize size = 0; size + 1 < g_bytes_get_size (root); size++) /* it ends with a new line */
    {
      g_autoptr(GBytes) part = g_bytes_new_from_bytes (root, 0, size);

      g_assert_null (birge_trusted_set_new (part, 0, BIRGE_TRUST_EXPIRY_STRICT, NULL));
    }
}

static void
test_a_role_tells_what_it_vouches_for (void)
{
  g_autoptr(RepositoryMaker) repo = repository_maker_new ();
  g_autoptr(BirgeTrustedSet) set = NULL;
  g_autoptr(BirgeVerified) targets = NULL;
  g_autoptr(BirgeVerifiedTarget) target = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *hashed = NULL;
  g_auto(GStrv) paths = NULL;
  gboolean is_newer;

  repository_maker_add_artifact (repo, "targets", "b/ü ?.txt", "text", "sha256 sha512");
  repository_maker_add_artifact (repo, "targets", "a", "text", "other");
  json_object_set_new (json_object_get (json_object_get (repository_maker_content (repo, "targets"), "targets"), "b/ü ?.txt"), "custom",
                       json_pack ("{s:i}", "n", 42));
  repository_maker_release (repo);
  set = birge_trusted_set_new (repository_maker_latest (repo, "root"), 0, BIRGE_TRUST_EXPIRY_STRICT, NULL);
  g_assert_true (birge_trusted_set_update_timestamp (set, repository_maker_latest (repo, "timestamp"), &is_newer, NULL));
  g_assert_true (birge_trusted_set_update_snapshot (set, repository_maker_latest (repo, "snapshot"), NULL));
  targets = birge_trusted_set_update_targets (set, NULL, "targets", repository_maker_latest (repo, "targets"), NULL);

  paths = birge_verified_list_targets (targets);
  g_assert_cmpuint (g_strv_length (paths), ==, 2);
  g_assert_cmpstr (paths[1], ==, "b/ü ?.txt");
  g_assert_null (birge_verified_dup_target (targets, "a")); /* its bytes could not be checked */
  g_assert_null (birge_verified_dup_target (targets, "c"));
  target = birge_verified_dup_target (targets, "b/ü ?.txt");
  g_assert_cmpint (birge_verified_target_get_expected (target)->length, ==, 4);
  g_assert_cmpint (json_integer_value (json_object_get (birge_verified_target_get_custom (target), "n")), ==, 42);
  g_assert_cmpstr (birge_verified_target_get_role (target), ==, "targets");
  plain = birge_verified_target_dup_url_path (target, FALSE);
  hashed = birge_verified_target_dup_url_path (target, TRUE);
  g_assert_cmpstr (plain, ==, "b/%C3%BC%20%3F.txt");
  g_assert_cmpstr (hashed, ==, "b/982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1.%C3%BC%20%3F.txt");
}

static void
test_patterns_mean_paths (void)
{
  static const struct { const char *pattern, *path; gboolean matches; } cases[] = {
    { "targets/*.tgz", "targets/foo.tgz", TRUE },
    { "targets/*.tgz", "targets/foo.txt", FALSE },
    { "foo-version-?.tgz", "foo-version-2.tgz", TRUE },
    { "foo-version-?.tgz", "foo-version-alpha.tgz", FALSE },
    { "*.tgz", "foo.tgz", TRUE },
    { "*.tgz", "targets/foo.tgz", FALSE },
    { "foo.tgz", "foo.tgz", TRUE },
    { "foo.tgz", "foo-tgz", FALSE },
    { "*", "", TRUE },
    { "", "", TRUE },
    { "", "a", FALSE },
    { "*", "a/b", FALSE },
    { "*/*", "a/b", TRUE },
    { "*/*", "a/b/c", FALSE },
    { "a/*", "a/", TRUE },
    { "a/*", "a", FALSE },
    { "/a", "a", FALSE },
    { "?", "ҙ", TRUE },
    { "??", "ҙ", FALSE },
    { "[a-c]x", "bx", TRUE },
    { "[a-c]x", "dx", FALSE },
    { "[!a-c]x", "dx", TRUE },
    { "[!a-c]x", "ax", FALSE },
    { "[]]", "]", TRUE },
    { "[]-a]", "b", FALSE },
    { "[a-]", "-", TRUE },
    { "[җ-ҙ]", "Ҙ", TRUE },
    { "[abc", "[abc", TRUE },
    { "[abc", "a", FALSE },
    { "*a*b*c", "xxaxxbxxc", TRUE },
    { "*a*b*c", "xxaxxcxxb", FALSE },
    { "**", "abc", TRUE },
    { "\\*", "\\x", TRUE },
    { ".*", ".hidden", TRUE },
    { "*", ".hidden", TRUE },
    { "[a/b]", "a", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s %s", cases[i].pattern, cases[i].path);
      g_assert_cmpint (_birge_path_matches (cases[i].pattern, cases[i].path), ==, cases[i].matches);
    }
}

/* A matcher that tries every star again would not come back from this one. */
static void
test_hostile_patterns_take_no_time (void)
{
  g_autofree char *path = g_strnfill (5000, 'a');
  GString *pattern = g_string_new (NULL);

  for (guint i = 0; i < 500; i++)
    g_string_append (pattern, "*a");
  g_string_append_c (pattern, 'b');
  g_assert_false (_birge_path_matches (pattern->str, path));
  g_string_free (pattern, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trust/roles/refuses-what-makes-no-sense", test_refuses_what_makes_no_sense);
  g_test_add_func ("/trust/roles/a-root-needs-all-roles", test_a_root_needs_all_roles);
  g_test_add_func ("/trust/roles/no-changed-byte-is-trusted", test_no_changed_byte_is_trusted);
  g_test_add_func ("/trust/roles/no-shortened-file-is-trusted", test_no_shortened_file_is_trusted);
  g_test_add_func ("/trust/roles/a-role-tells-what-it-vouches-for", test_a_role_tells_what_it_vouches_for);
  g_test_add_func ("/trust/roles/patterns-mean-paths", test_patterns_mean_paths);
  g_test_add_func ("/trust/roles/hostile-patterns-take-no-time", test_hostile_patterns_take_no_time);
  return g_test_run ();
}
