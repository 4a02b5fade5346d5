/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sync/sync-fixture.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static void
on_progress (BirgeInstallPhase phase, gint64 done, gint64 total, gpointer data)
{
  GArray *phases = data;

  g_assert_cmpint (done, >=, 0);
  g_assert_true (total == 0 || done <= total);
  if (phases->len == 0 || g_array_index (phases, BirgeInstallPhase, phases->len - 1) != phase)
    g_array_append_val (phases, phase);
}

static void
test_installs_and_tells_how_far_it_is (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GArray) phases = g_array_new (FALSE, FALSE, sizeof (BirgeInstallPhase));
  g_autoptr(GError) error = NULL;
  GStatBuf info;

  fixture_make (fixture, 1);
  g_assert_cmpuint (birge_install (fixture->out, fixture->state, on_progress, phases, NULL, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpuint (phases->len, ==, 5);
  for (guint i = 0; i < phases->len; i++)
    g_assert_cmpint (g_array_index (phases, BirgeInstallPhase, i), ==, BIRGE_INSTALL_PHASE_CHECK + i);
  g_assert_cmpint (fixture_get_release (fixture), ==, 1);
  g_assert_cmpint (g_stat (fixture->state, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0700);
  fixture_assert_clean (fixture);
}

static void
test_same_content_again_changes_nothing (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *database = g_build_filename (fixture->state, "content", "0001", "content.db", NULL);
  GStatBuf before, after;

  fixture_make (fixture, 1);
  g_assert_cmpuint (fixture_install (fixture), ==, 1);
  g_assert_cmpint (g_stat (database, &before), ==, 0);
  g_assert_cmpuint (fixture_install (fixture), ==, 1);
  g_assert_cmpint (g_stat (database, &after), ==, 0);
  g_assert_cmpint (before.st_ino, ==, after.st_ino);
  g_assert_cmpint (before.st_mtim.tv_nsec, ==, after.st_mtim.tv_nsec);
  fixture_assert_clean (fixture);
}

static void
test_same_content_gives_the_same_database (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *other = g_build_filename (fixture->root, "other", NULL);
  g_autofree char *first = g_build_filename (fixture->state, "content", "current", "content.db.sum", NULL);
  g_autofree char *second = g_build_filename (other, "content", "current", "content.db.sum", NULL);
  g_autofree char *first_sum = NULL;
  g_autofree char *second_sum = NULL;

  fixture_make (fixture, 1);
  fixture_install (fixture);
  g_assert_cmpuint (birge_install (fixture->out, other, NULL, NULL, NULL, NULL), ==, 1);
  g_assert_true (g_file_get_contents (first, &first_sum, NULL, NULL));
  g_assert_true (g_file_get_contents (second, &second_sum, NULL, NULL));
  g_assert_cmpstr (first_sum, ==, second_sum);
}

static void
test_keeps_one_generation_and_its_objects (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *first = g_build_filename (fixture->state, "content", "0001", NULL);
  g_autofree char *second = g_build_filename (fixture->state, "content", "0002", NULL);
  g_autofree char *objects = g_build_filename (fixture->state, "objects", NULL);
  g_autofree char *out_objects = NULL;
  guint n_third;

  for (int release = 1; release <= 3; release++)
    {
      fixture_make (fixture, release);
      g_assert_cmpuint (fixture_install (fixture), ==, release);
      g_assert_cmpint (fixture_get_release (fixture), ==, release);
    }
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (second, G_FILE_TEST_IS_DIR));

  /* What release 1 had alone is kept for a while, as it may be wanted again. */
  out_objects = g_build_filename (fixture->out, "objects", NULL);
  n_third = fixture_count_files (out_objects);
  g_assert_cmpuint (fixture_count_files (objects), ==, n_third + 6);
  fixture_let_days_pass (15);
  g_assert_cmpuint (fixture_install (fixture), ==, 3);

  /* What release 3 holds, and the three objects (two texts, a film) in which release 2 differs. */
  g_assert_cmpuint (fixture_count_files (objects), ==, n_third + 3);
  fixture_assert_clean (fixture);
}

static void
test_rolls_back_and_holds (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *hold = g_build_filename (fixture->state, "hold", NULL);
  g_autofree char *held = NULL;
  g_autoptr(GError) error = NULL;

  fixture_make (fixture, 1);
  fixture_install (fixture);
  g_assert_cmpuint (birge_install_rollback (fixture->state, &error), ==, 0);
  g_assert_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_NOTHING);
  g_clear_error (&error);

  fixture_make (fixture, 2);
  fixture_install (fixture);
  g_assert_false (g_file_test (hold, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (birge_install_rollback (fixture->state, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_get_release (fixture), ==, 1);
  g_assert_true (g_file_get_contents (hold, &held, NULL, NULL));
  g_assert_cmpstr (held, ==, "starter 2\n");
  g_assert_cmpuint (birge_install_rollback (fixture->state, &error), ==, 0); /* no further back, and not forward */
  g_assert_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_NOTHING);

  g_assert_cmpuint (fixture_install (fixture), ==, 3); /* a person takes the release after all */
  g_assert_cmpint (fixture_get_release (fixture), ==, 2);
  g_assert_false (g_file_test (hold, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  g_assert_cmpuint (birge_install_rollback (fixture->state, &error), ==, 1);
  g_assert_cmpint (fixture_get_release (fixture), ==, 1);
}

static void
write_catalogue (Fixture *fixture, const char *name, const char *contents, gssize length)
{
  g_autofree char *path = g_build_filename (fixture->out, "catalog", name, NULL);

  g_assert_true (g_file_set_contents (path, contents, length, NULL));
}

static void
test_refuses_what_is_no_content (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *good = NULL;
  g_autofree char *path = g_build_filename (fixture->out, "catalog", "starter.cat.zst", NULL);
  gsize length = 0;

  fixture_make (fixture, 1);
  fixture_install (fixture);
  fixture_make (fixture, 2);
  g_assert_true (g_file_get_contents (path, &good, &length, NULL));

  write_catalogue (fixture, "starter.cat.zst", "nonsense", -1);
  fixture_refuse (fixture, BIRGE_INSTALL_ERROR_SOURCE);
  write_catalogue (fixture, "starter.cat.zst", good, (gssize) length / 2);
  fixture_refuse (fixture, BIRGE_INSTALL_ERROR_SOURCE);
  write_catalogue (fixture, "starter.cat.zst", good, (gssize) length);
  write_catalogue (fixture, "other.cat.zst", good, (gssize) length); /* not the channel it says */
  fixture_refuse (fixture, BIRGE_INSTALL_ERROR_SOURCE);
  content_remove (fixture->out);
  fixture_refuse (fixture, BIRGE_INSTALL_ERROR_SOURCE);
  g_assert_cmpint (g_mkdir (fixture->out, 0755), ==, 0);
  fixture_refuse (fixture, BIRGE_INSTALL_ERROR_SOURCE);
  g_assert_cmpint (fixture_get_release (fixture), ==, 1);
  fixture_assert_clean (fixture);
}

typedef void (*Spoil) (const char *path);

/* Spoils the object of a part of release 2 and expects that release 1 stays. */
static void
check_spoilt_object (Fixture *fixture, Spoil spoil)
{
  g_autofree char *path = NULL;
  ContentMaker *maker;

  fixture_make (fixture, 1);
  fixture_install (fixture);
  content_remove (fixture->out);
  maker = content_maker_new (fixture->out, "starter", 2);
  content_maker_add_meta (maker, "guide/new", "{\"title\":{\"en\":\"New\"}}");
  content_maker_add_text (maker, "guide/new", "en", "A new text that release one does not have.");
  path = content_maker_dup_path (maker, "guide/new", "text", "en");
  content_maker_finish (maker);
  spoil (path);
  fixture_refuse (fixture, BIRGE_INSTALL_ERROR_SOURCE);
  g_assert_cmpint (fixture_get_release (fixture), ==, 1);
  fixture_assert_clean (fixture);
}

static void
remove_file (const char *path)
{
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
cut_file (const char *path)
{
  g_assert_cmpint (truncate (path, 20), ==, 0);
}

static void
change_file (const char *path)
{
  content_overwrite (path, 12);
}

static void
link_file (const char *path)
{
  g_autofree char *other = g_strconcat (path, ".moved", NULL);

  g_assert_cmpint (g_rename (path, other), ==, 0);
  g_assert_cmpint (symlink (other, path), ==, 0);
}

static void
make_folder (const char *path)
{
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0755), ==, 0);
}

static void
test_refuses_missing_texts (Fixture *fixture, gconstpointer unused)
{
  check_spoilt_object (fixture, remove_file);
}

static void
test_refuses_truncated_objects (Fixture *fixture, gconstpointer unused)
{
  check_spoilt_object (fixture, cut_file);
}

static void
test_refuses_changed_objects (Fixture *fixture, gconstpointer unused)
{
  check_spoilt_object (fixture, change_file);
}

static void
test_refuses_links_and_folders_for_objects (Fixture *fixture, gconstpointer unused)
{
  check_spoilt_object (fixture, link_file);
  content_remove (fixture->state);
  check_spoilt_object (fixture, make_folder);
}

static void
make_pipe (const char *path)
{
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (mkfifo (path, 0644), ==, 0);
}

/* Nobody writes to them: opened without care they would be waited for for ever. */
static void
test_does_not_wait_for_pipes (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *catalogue = g_build_filename (fixture->out, "catalog", "starter.cat.zst", NULL);

  check_spoilt_object (fixture, make_pipe);
  make_pipe (catalogue);
  fixture_refuse (fixture, BIRGE_INSTALL_ERROR_SOURCE);
  g_assert_cmpint (fixture_get_release (fixture), ==, 1);
}

/* The catalogue says what the object unpacks to; the bytes as stored are right, what is in them is not. */
static void
test_refuses_objects_that_unpack_to_something_else (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (fixture->out, "catalog", "starter.cat.zst", NULL);
  g_autofree char *contents = NULL;
  g_autoptr(GBytes) packed = NULL;
  g_autoptr(GBytes) plain = NULL;
  g_autoptr(GBytes) again = NULL;
  g_autofree char *text = NULL;
  char *size;
  gsize length = 0;

  fixture_make (fixture, 1);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  packed = g_bytes_new (contents, length);
  plain = birge_zstd_decompress (packed, 1000000, NULL);
  text = g_strndup (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
  size = strstr (text, "\"part\":\"text\"");
  g_assert_nonnull (size);
  size = strstr (size, "\"size\":");
  g_assert_nonnull (size);
  size[strlen ("\"size\":")] = size[strlen ("\"size\":")] == '9' ? '8' : '9';
  again = g_bytes_new (text, strlen (text));
  g_clear_pointer (&packed, g_bytes_unref);
  packed = birge_zstd_compress (again);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (packed, NULL), (gssize) g_bytes_get_size (packed), NULL));
  fixture_refuse (fixture, BIRGE_INSTALL_ERROR_SOURCE);
}

static void
test_takes_parts_out_of_packs (Fixture *fixture, gconstpointer unused)
{
  ContentMaker *maker = content_maker_new (fixture->out, "starter", 1);
  g_autofree char *text_path = NULL;
  g_autofree char *pack_path = NULL;
  g_autofree char *text = NULL;

  content_maker_add_meta (maker, "guide/wages", "{\"title\":{\"en\":\"Wages\"}}");
  content_maker_add_text (maker, "guide/wages", "en", "From a pack. release 7");
  text_path = content_maker_dup_path (maker, "guide/wages", "text", "en");
  pack_path = content_maker_pack (maker, "guide/wages", "text", "en");
  content_maker_finish (maker);
  g_assert_false (g_file_test (text_path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (pack_path, G_FILE_TEST_EXISTS));
  fixture_install (fixture);
  g_assert_cmpint (fixture_get_release (fixture), ==, 7);
}

static void
test_second_install_is_told_who_runs (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (fixture->state, "install.lock", NULL);
  g_autofree char *expected = g_strdup_printf ("process %d ", (int) getpid ());
  g_autoptr(GError) error = NULL;
  int fd;

  fixture_make (fixture, 1);
  fixture_install (fixture);
  fd = open (path, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  fixture_refuse (fixture, BIRGE_INSTALL_ERROR_BUSY);
  g_assert_cmpuint (birge_install_rollback (fixture->state, &error), ==, 0);
  g_assert_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, expected)); /* the last who held it was this process too */
  g_clear_error (&error);
  g_assert_cmpuint (birge_install_repair (fixture->state, &error), ==, 0);
  g_assert_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_BUSY);
  close (fd);
  g_assert_cmpuint (fixture_install (fixture), ==, 1);
}

static void
test_says_when_the_folder_cannot_be_written (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  fixture_make (fixture, 1);
  g_assert_cmpuint (birge_install (fixture->out, "/proc/birge-state", NULL, NULL, NULL, &error), ==, 0);
  g_assert_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_STORAGE);
}

typedef struct {
  GCancellable      *cancellable;
  BirgeInstallPhase  phase;
} Stop;

static void
on_progress_stop (BirgeInstallPhase phase, gint64 done, gint64 total, gpointer data)
{
  Stop *stop = data;

  if (phase == stop->phase)
    g_cancellable_cancel (stop->cancellable);
}

static void
test_cancelled_installs_leave_the_old_content (Fixture *fixture, gconstpointer unused)
{
  fixture_make (fixture, 1);
  fixture_install (fixture);
  for (int phase = BIRGE_INSTALL_PHASE_CHECK; phase <= BIRGE_INSTALL_PHASE_VERIFY; phase++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GError) error = NULL;
      Stop stop = { cancellable, phase };

      fixture_make (fixture, phase + 2); /* something to copy each time */
      g_assert_cmpuint (birge_install (fixture->out, fixture->state, on_progress_stop, &stop, cancellable, &error), ==, 0);
      g_assert_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_CANCELLED);
      g_assert_cmpint (fixture_get_release (fixture), ==, 1);
      fixture_assert_clean (fixture);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/install/installs-and-tells-how-far-it-is", test_installs_and_tells_how_far_it_is);
  FIXTURE_TEST ("/install/same-content-again-changes-nothing", test_same_content_again_changes_nothing);
  FIXTURE_TEST ("/install/same-content-gives-the-same-database", test_same_content_gives_the_same_database);
  FIXTURE_TEST ("/install/keeps-one-generation-and-its-objects", test_keeps_one_generation_and_its_objects);
  FIXTURE_TEST ("/install/rolls-back-and-holds", test_rolls_back_and_holds);
  FIXTURE_TEST ("/install/refuses-what-is-no-content", test_refuses_what_is_no_content);
  FIXTURE_TEST ("/install/refuses-missing-texts", test_refuses_missing_texts);
  FIXTURE_TEST ("/install/refuses-truncated-objects", test_refuses_truncated_objects);
  FIXTURE_TEST ("/install/refuses-changed-objects", test_refuses_changed_objects);
  FIXTURE_TEST ("/install/refuses-links-and-folders-for-objects", test_refuses_links_and_folders_for_objects);
  FIXTURE_TEST ("/install/does-not-wait-for-pipes", test_does_not_wait_for_pipes);
  FIXTURE_TEST ("/install/refuses-objects-that-unpack-to-something-else", test_refuses_objects_that_unpack_to_something_else);
  FIXTURE_TEST ("/install/takes-parts-out-of-packs", test_takes_parts_out_of_packs);
  FIXTURE_TEST ("/install/second-install-is-told-who-runs", test_second_install_is_told_who_runs);
  FIXTURE_TEST ("/install/says-when-the-folder-cannot-be-written", test_says_when_the_folder_cannot_be_written);
  FIXTURE_TEST ("/install/cancelled-installs-leave-the-old-content", test_cancelled_installs_leave_the_old_content);
  return g_test_run ();
}
