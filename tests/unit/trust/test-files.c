/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store of trusted metadata, and checks of the bytes that metadata speaks of. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/trust/birge-expected.h"
#include "data/trust/birge-trust-store.h"
#include "data/trust/birge-updater.h"
#include "tests/unit/trust/repository-maker.h"

typedef struct {
  char *folder;
  BirgeTrustStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer flags)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *inner = NULL;

  fixture->folder = g_dir_make_tmp ("birge-store-XXXXXX", NULL);
  inner = g_build_filename (fixture->folder, "deep", "down", NULL);
  fixture->store = birge_trust_store_open (inner, GPOINTER_TO_UINT (flags), &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer flags)
{
  g_autofree char *command = g_strdup_printf ("rm -r %s", fixture->folder);

  birge_trust_store_unref (fixture->store);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_assert_false (g_file_test (fixture->folder, G_FILE_TEST_EXISTS));
  g_free (fixture->folder);
}

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static char *
path_of (Fixture *fixture, const char *name)
{
  return g_build_filename (birge_trust_store_get_folder (fixture->store), name, NULL);
}

static void
write_text (Fixture *fixture, const char *role, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = bytes_of (text);

  g_assert_true (birge_trust_store_write (fixture->store, role, 7, bytes, &error));
  g_assert_no_error (error);
}

static void
assert_text (Fixture *fixture, const char *role, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = birge_trust_store_read (fixture->store, role, 1000, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}

static void
test_replaces_files_and_leaves_nothing_else (Fixture *fixture, gconstpointer flags)
{
  g_autoptr(GDir) dir = NULL;
  g_autofree char *path = path_of (fixture, "a%2Fb%2F..json");

  write_text (fixture, "root", "first");
  write_text (fixture, "root", "the second, which is longer");
  write_text (fixture, "root", "third");
  write_text (fixture, "a/b/.", "delegated");
  assert_text (fixture, "root", "third");
  assert_text (fixture, "a/b/.", "delegated");
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));

  dir = g_dir_open (birge_trust_store_get_folder (fixture->store), 0, NULL);
  for (guint n = 0; n < 2; n++)
    g_assert_nonnull (g_dir_read_name (dir));
  g_assert_null (g_dir_read_name (dir));
}

static void
test_keeps_all_roots_if_asked (Fixture *fixture, gconstpointer flags)
{
  g_autoptr(GBytes) second = bytes_of ("root 8");
  g_autofree char *seven = path_of (fixture, "roots/7.root.json");
  g_autofree char *eight = path_of (fixture, "roots/8.root.json");

  write_text (fixture, "root", "root 7");
  g_assert_true (birge_trust_store_write (fixture->store, "root", 8, second, NULL));
  write_text (fixture, "timestamp", "no root");
  g_assert_true (g_file_test (seven, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_test (eight, G_FILE_TEST_IS_REGULAR));
  assert_text (fixture, "root", "root 8");
}

static void
test_what_a_killed_writer_left_is_overwritten (Fixture *fixture, gconstpointer flags)
{
  g_autofree char *aside = path_of (fixture, ".new");

  g_assert_true (g_file_set_contents (aside, "half a file that is longer than the new one", -1, NULL));
  write_text (fixture, "root", "whole");
  assert_text (fixture, "root", "whole");
  g_assert_false (g_file_test (aside, G_FILE_TEST_EXISTS));
}

static void
test_reads_only_files_of_fair_size (Fixture *fixture, gconstpointer flags)
{
  g_autofree char *fifo = path_of (fixture, "fifo.json");
  g_autofree char *folder = path_of (fixture, "folder.json");
  g_autofree char *sparse = path_of (fixture, "sparse.json");
  static const struct { const char *role; int code; } cases[] = {
    { "missing", BIRGE_TRUST_ERROR_NOT_FOUND }, { "fifo", BIRGE_TRUST_ERROR_STORAGE },
    { "folder", BIRGE_TRUST_ERROR_STORAGE },    { "sparse", BIRGE_TRUST_ERROR_TOO_LARGE },
  };
  int fd;

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  fd = open (sparse, O_CREAT | O_WRONLY, 0600);
  g_assert_cmpint (ftruncate (fd, G_GINT64_CONSTANT (4) << 30), ==, 0);
  close (fd);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (birge_trust_store_read (fixture->store, cases[i].role, 1000, &error));
      g_assert_error (error, BIRGE_TRUST_ERROR, cases[i].code);
    }
}

static void
test_says_when_it_cannot_write (Fixture *fixture, gconstpointer flags)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *in_the_way = path_of (fixture, "root.json");
  g_autofree char *inner = g_build_filename (in_the_way, "inner", NULL);
  g_autoptr(GBytes) bytes = bytes_of ("text");

  g_assert_cmpint (g_mkdir_with_parents (inner, 0700), ==, 0);
  g_assert_false (birge_trust_store_write (fixture->store, "root", 1, bytes, &error));
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_null (birge_trust_store_open ("/dev/null/x", 0, &error));
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_STORAGE);
}

/* Damage of what is kept costs a request, not trust. */
static void
test_survives_damaged_files (Fixture *fixture, gconstpointer flags)
{
  static const char *const roles[] = { "timestamp", "snapshot", "targets" };
  static const char *const damages[] = { "", "{", "not JSON", "{\"signed\":{},\"signatures\":[]}" };
  g_autoptr(RepositoryMaker) repo = repository_maker_new ();
  g_autoptr(BirgeFetcher) fetcher = repository_fetcher_new (repo);

  g_assert_true (birge_updater_init (fixture->store, repository_maker_latest (repo, "root"), NULL));
  for (guint i = 0; i < G_N_ELEMENTS (roles) * G_N_ELEMENTS (damages); i++)
    {
      const char *role = roles[i % G_N_ELEMENTS (roles)];
      g_autoptr(GError) error = NULL;
      g_autoptr(BirgeUpdater) updater = NULL;
      g_autoptr(GBytes) kept = NULL;

      write_text (fixture, role, damages[i / G_N_ELEMENTS (roles)]);
      updater = birge_updater_new (fixture->store, fetcher, g_get_real_time () / G_USEC_PER_SEC, BIRGE_TRUST_EXPIRY_STRICT, &error);
      g_assert_no_error (error);
      g_assert_true (birge_updater_refresh (updater, NULL, &error));
      g_assert_no_error (error);
      kept = birge_trust_store_read (fixture->store, role, 10000, &error);
      g_assert_true (g_bytes_equal (kept, repository_maker_latest (repo, role)));
    }
}

static void
test_without_a_root_nothing_begins (Fixture *fixture, gconstpointer flags)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(RepositoryMaker) repo = repository_maker_new ();
  g_autoptr(BirgeFetcher) fetcher = repository_fetcher_new (repo);
  g_autofree char *requests = NULL;

  g_assert_null (birge_updater_new (fixture->store, fetcher, 0, BIRGE_TRUST_EXPIRY_STRICT, &error));
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_NOT_FOUND);
  requests = repository_maker_take_requests (repo);
  g_assert_cmpstr (requests, ==, "");
}

static gboolean
refreshes (Fixture *fixture, BirgeFetcher *fetcher, int days, BirgeTrustExpiry expiry, GError **error)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC + days * 24 * 60 * 60;
  g_autoptr(BirgeUpdater) updater = birge_updater_new (fixture->store, fetcher, now_s, expiry, error);

  return updater != NULL && birge_updater_refresh (updater, NULL, error);
}

/* A stick whose date staff confirmed may bring an old timestamp, nothing else that is old; the package anything. */
static void
test_expiry_is_excused_only_as_asked (Fixture *fixture, gconstpointer flags)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(RepositoryMaker) repo = repository_maker_new ();
  g_autoptr(BirgeFetcher) fetcher = repository_fetcher_new (repo);

  repository_maker_expire (repo, "timestamp", 5);
  repository_maker_release (repo);
  g_assert_true (birge_updater_init (fixture->store, repository_maker_latest (repo, "root"), NULL));
  g_assert_false (refreshes (fixture, fetcher, 10, BIRGE_TRUST_EXPIRY_STRICT, &error));
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_EXPIRED);
  g_clear_error (&error);
  g_assert_true (refreshes (fixture, fetcher, 10, BIRGE_TRUST_EXPIRY_OLD_TIMESTAMP, &error));
  g_assert_no_error (error);
  g_assert_false (refreshes (fixture, fetcher, 40, BIRGE_TRUST_EXPIRY_OLD_TIMESTAMP, &error));
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_EXPIRED);
  g_clear_error (&error);
  g_assert_true (refreshes (fixture, fetcher, 4000, BIRGE_TRUST_EXPIRY_IGNORED, &error));
  g_assert_no_error (error);
}

static void
test_errors_say_what_can_be_done (Fixture *fixture, gconstpointer flags)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(RepositoryMaker) repo = repository_maker_new ();
  g_autoptr(BirgeFetcher) fetcher = repository_fetcher_new (repo);
  g_autoptr(GBytes) html = bytes_of ("<!DOCTYPE html><title>Please log in</title>");
  g_autoptr(GBytes) large = g_bytes_new_take (g_strnfill (BIRGE_TRUST_MAX_TIMESTAMP_BYTES + 1, ' '), BIRGE_TRUST_MAX_TIMESTAMP_BYTES + 1);
  g_autoptr(GBytes) old = g_bytes_ref (repository_maker_latest (repo, "timestamp"));

  repository_maker_release (repo);
  g_assert_true (birge_updater_init (fixture->store, repository_maker_latest (repo, "root"), NULL));
  g_assert_true (refreshes (fixture, fetcher, 0, BIRGE_TRUST_EXPIRY_STRICT, &error));
  repository_maker_serve (repo, "timestamp", html); /* a portal */
  g_assert_false (refreshes (fixture, fetcher, 0, BIRGE_TRUST_EXPIRY_STRICT, &error));
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SYNTAX);
  g_clear_error (&error);
  repository_maker_serve (repo, "timestamp", large);
  g_assert_false (refreshes (fixture, fetcher, 0, BIRGE_TRUST_EXPIRY_STRICT, &error));
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_TOO_LARGE);
  g_clear_error (&error);
  repository_maker_serve (repo, "timestamp", old);
  g_assert_false (refreshes (fixture, fetcher, 0, BIRGE_TRUST_EXPIRY_STRICT, &error));
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_ROLLBACK);
  g_clear_error (&error);
  g_ptr_array_set_size (g_hash_table_lookup (repo->signers, "timestamp"), 0);
  repository_maker_publish (repo, "timestamp", NULL);
  g_assert_false (refreshes (fixture, fetcher, 0, BIRGE_TRUST_EXPIRY_STRICT, &error));
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SIGNATURE);
}

static gboolean
resumes (Fixture *fixture, const char *path, GError **error)
{
  g_autoptr(BirgeUpdater) updater = birge_updater_new (fixture->store, NULL, 0, BIRGE_TRUST_EXPIRY_IGNORED, error);
  g_autoptr(BirgeVerifiedTarget) target = NULL;

  if (updater != NULL && birge_updater_resume (updater, error))
    target = birge_updater_find (updater, path, NULL, error);
  return target != NULL;
}

static void
test_resumes_without_asking_anybody (Fixture *fixture, gconstpointer flags)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(RepositoryMaker) repo = repository_maker_new ();
  g_autoptr(BirgeFetcher) fetcher = repository_fetcher_new (repo);
  g_autofree char *snapshot = path_of (fixture, "snapshot.json");

  repository_maker_add_artifact (repo, "targets", "file", "text", "sha256");
  repository_maker_delegate (repo, "targets", "A", "*", FALSE);
  repository_maker_publish (repo, "A", NULL);
  repository_maker_release (repo);
  g_assert_true (birge_updater_init (fixture->store, repository_maker_latest (repo, "root"), NULL));
  g_assert_false (resumes (fixture, "file", &error)); /* nothing yet */
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (refreshes (fixture, fetcher, 0, BIRGE_TRUST_EXPIRY_STRICT, &error));
  g_assert_true (resumes (fixture, "file", &error));
  g_assert_false (resumes (fixture, "other", &error)); /* A was never asked */
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (g_remove (snapshot), ==, 0);
  g_assert_false (resumes (fixture, "file", &error));
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_NOT_FOUND);
}

/* Bytes that metadata speaks of */

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define ABC_512 "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a" \
                "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"

static void
test_bytes_are_checked_for_length_and_hashes (Fixture *fixture, gconstpointer flags)
{
  static const struct { BirgeExpected expected; const char *text; int code; } cases[] = {
    { { 3, (char *) ABC, (char *) ABC_512 }, "abc", -1 },
    { { 3, (char *) ABC, NULL }, "abc", -1 },
    { { -1, NULL, (char *) ABC_512 }, "abc", -1 },
    { { -1, NULL, NULL }, "anything", -1 },
    { { 3, (char *) ABC, NULL }, "abd", BIRGE_TRUST_ERROR_MISMATCH },
    { { 3, (char *) ABC, (char *) ABC_512 }, "abd", BIRGE_TRUST_ERROR_MISMATCH },
    { { 4, (char *) ABC, NULL }, "abc", BIRGE_TRUST_ERROR_MISMATCH },
    { { 2, (char *) ABC, NULL }, "abc", BIRGE_TRUST_ERROR_TOO_LARGE },
    { { 0, NULL, NULL }, "a", BIRGE_TRUST_ERROR_TOO_LARGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) bytes = bytes_of (cases[i].text);
      gboolean right = birge_expected_check (&cases[i].expected, "file", bytes, &error);

      if (cases[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, BIRGE_TRUST_ERROR, cases[i].code);
      g_assert_cmpint (right, ==, cases[i].code < 0);
    }
}

static void
test_bytes_are_checked_piece_by_piece (Fixture *fixture, gconstpointer flags)
{
  const BirgeExpected expected = { 3, (char *) ABC, (char *) ABC_512 };
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeChecker) checker = birge_checker_new (&expected, "file");
  g_autoptr(BirgeChecker) greedy = birge_checker_new (&expected, "file");

  g_assert_true (birge_checker_feed (checker, "a", 1, &error));
  g_assert_true (birge_checker_feed (checker, "", 0, &error));
  g_assert_true (birge_checker_feed (checker, "bc", 2, &error));
  g_assert_true (birge_checker_finish (checker, &error));
  g_assert_no_error (error);
  g_assert_true (birge_checker_feed (greedy, "abc", 3, &error));
  g_assert_false (birge_checker_feed (greedy, "d", 1, &error)); /* at once, not at the end */
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
#define ADD(name, flags, test) g_test_add ("/trust/files/" name, Fixture, GUINT_TO_POINTER (flags), set_up, test, tear_down)
  g_test_init (&argc, &argv, NULL);
  ADD ("replaces-files-and-leaves-nothing-else", 0, test_replaces_files_and_leaves_nothing_else);
  ADD ("keeps-all-roots-if-asked", BIRGE_TRUST_STORE_KEEP_ROOTS, test_keeps_all_roots_if_asked);
  ADD ("what-a-killed-writer-left-is-overwritten", 0, test_what_a_killed_writer_left_is_overwritten);
  ADD ("reads-only-files-of-fair-size", 0, test_reads_only_files_of_fair_size);
  ADD ("says-when-it-cannot-write", 0, test_says_when_it_cannot_write);
  ADD ("survives-damaged-files", 0, test_survives_damaged_files);
  ADD ("without-a-root-nothing-begins", 0, test_without_a_root_nothing_begins);
  ADD ("expiry-is-excused-only-as-asked", 0, test_expiry_is_excused_only_as_asked);
  ADD ("errors-say-what-can-be-done", 0, test_errors_say_what_can_be_done);
  ADD ("resumes-without-asking-anybody", 0, test_resumes_without_asking_anybody);
  ADD ("bytes-are-checked-for-length-and-hashes", 0, test_bytes_are_checked_for_length_and_hashes);
  ADD ("bytes-are-checked-piece-by-piece", 0, test_bytes_are_checked_piece_by_piece);
#undef ADD
  return g_test_run ();
}
