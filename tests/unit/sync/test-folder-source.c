/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/sync/birge-reader-private.h"
#include "tests/unit/sync/stick-fixture.h"

/* A good stick. What bad ones do: tests/faults/test-sticks.c. */

static void
test_small_files_are_read (Stick *stick, gconstpointer unused)
{
  g_autoptr(BirgeSource) source = stick_open (stick);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) known = g_bytes_new_static ("{}", 2);
  g_autoptr(GBytes) same = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *path = stick_dup_path (stick, "targets/catalog/empty.cat.zst");
  g_autoptr(GBytes) empty = NULL;

  g_assert_cmpstr (birge_source_get_name (source), ==, "USB stick TEST");
  g_assert_cmpint (birge_source_get_retry_s (source), ==, 0);
  bytes = birge_source_read (source, "metadata/timestamp.json", 2, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, known));
  same = birge_source_read (source, "metadata/timestamp.json", 2, known, NULL, &error);
  g_assert_true (same == known);

  stick_write (path, (const guint8 *) "", 0);
  empty = birge_source_read (source, "targets/catalog/empty.cat.zst", 2, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (empty), ==, 0);

  g_assert_null (birge_source_read (source, "metadata/timestamp.json", 1, NULL, NULL, &error));
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (birge_source_read (source, "metadata/2.root.json", 100, NULL, NULL, &error));
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND);
}

static void
test_repository_is_found (Stick *stick, gconstpointer unused)
{
  static const char *const below[] = { "birge/v1", "v1", "" };
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeFolderSource) none = NULL;
  g_autofree char *nowhere = g_build_filename (stick->stick, "nowhere", NULL);
  g_autofree char *file = g_build_filename (stick->base, "metadata", "timestamp.json", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (below); i++)
    {
      g_autofree char *top = g_strdup_printf ("%s/%u", stick->gate.root, i);
      g_autofree char *mark = g_build_filename (top, below[i], "metadata", "timestamp.json", NULL);
      g_autoptr(BirgeFolderSource) source = NULL;
      g_autoptr(GBytes) bytes = NULL;

      stick_write (mark, (const guint8 *) "x", 1);
      source = birge_folder_source_open (top, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (birge_source_get_name (BIRGE_SOURCE (source)), ==, top);
      bytes = birge_source_read (BIRGE_SOURCE (source), "metadata/timestamp.json", 9, NULL, NULL, &error);
      g_assert_no_error (error);
    }
  none = birge_folder_source_open (stick->gate.state, "USB stick PHOTOS", &error);
  g_assert_null (none);
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "USB stick PHOTOS: there is no repository on it"));
  g_clear_error (&error);
  g_assert_null (birge_folder_source_open (nowhere, NULL, &error));
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (birge_folder_source_open (file, NULL, &error));
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND);
}

static void
test_parts_alone_are_brought (Stick *stick, gconstpointer unused)
{
  stick_add (stick, 1, 0, TRUE);
  stick_add (stick, 2, 1, TRUE);
  stick_add (stick, 3, MIB, TRUE);
  stick_add (stick, 4, MIB + 1, TRUE);
  stick_add (stick, 5, 2 * BLOCK + 1, TRUE);
  stick_add (stick, 5, 2 * BLOCK + 1, TRUE); /* another item with the same picture */
  stick_fetch (stick);
  stick_assert_all_here (stick);
  for (guint i = 0; i < stick->parts->len; i++)
    g_assert_true (is_in_store (&stick->gate, ((BirgeCataloguePart *) stick->parts->pdata[i])->stored));
  stick_fetch (stick); /* and there is nothing more to do */
  stick_assert_all_here (stick);
}

static void
test_wanted_pack_is_taken_whole (Stick *stick, gconstpointer unused)
{
  const char *pack = stick_add_pack (stick, 10, 50, 20000, 100);

  stick_fetch (stick);
  stick_assert_all_here (stick);
  g_assert_true (is_in_store (&stick->gate, pack));
  g_assert_false (is_in_store (&stick->gate, ((BirgeCataloguePart *) stick->parts->pdata[7])->stored));
}

static void
test_few_parts_are_taken_out_of_their_pack (Stick *stick, gconstpointer unused)
{
  const char *pack = stick_add_pack (stick, 10, 20, 20000, 50000);

  stick_fetch (stick);
  stick_assert_all_here (stick);
  g_assert_false (is_in_store (&stick->gate, pack));
  g_assert_true (is_in_store (&stick->gate, ((BirgeCataloguePart *) stick->parts->pdata[7])->stored));
}

static void
test_what_is_played_gets_a_file_of_its_own (Stick *stick, gconstpointer unused)
{
  const char *pack = stick_add_pack (stick, 10, 10, 20000, 0);
  BirgeCataloguePart *picture = stick->parts->pdata[3];

  g_free (picture->enc);
  picture->enc = g_strdup ("none");
  stick_fetch (stick);
  stick_assert_all_here (stick);
  g_assert_true (is_in_store (&stick->gate, pack));
  g_assert_true (is_in_store (&stick->gate, picture->stored));
}

static void
test_part_alone_comes_before_the_pack (Stick *stick, gconstpointer unused)
{
  const char *pack = stick_add_pack (stick, 10, 3, 20000, 0);
  g_autofree char *path = stick_dup_object (stick, pack);

  for (guint i = 0; i < 3; i++)
    {
      const BirgeCataloguePart *part = stick->parts->pdata[i];
      g_autofree guint8 *data = noise_new (10 + i, 20000);
      g_autofree char *alone = stick_dup_object (stick, part->stored);

      stick_write (alone, data, 20000);
    }
  g_assert_cmpint (g_unlink (path), ==, 0);
  stick_fetch (stick);
  stick_assert_all_here (stick);
}

static void
test_what_is_not_there_is_left_out (Stick *stick, gconstpointer unused)
{
  g_autofree char *path = NULL;

  stick_add (stick, 1, 1000, TRUE);
  stick_add (stick, 2, 1000, FALSE);
  path = stick_dup_object (stick, stick_add_pack (stick, 10, 2, 1000, 0));
  g_assert_cmpint (g_unlink (path), ==, 0);
  stick_fetch (stick);
  g_assert_cmpint (stick_get_state (stick, 0), ==, BIRGE_WANT_HERE);
  g_assert_cmpint (stick_get_state (stick, 1), ==, BIRGE_WANT_MISSING);
  g_assert_cmpint (stick_get_state (stick, 2), ==, BIRGE_WANT_MISSING);
  g_assert_cmpint (stick_get_state (stick, 3), ==, BIRGE_WANT_MISSING);
}

typedef struct {
  BirgeFetchStatus last;
  guint            n;
  GCancellable    *cancel_after; /* when a part of the film came */
} Told;

static void
on_progress (const BirgeFetchStatus *status, gpointer user_data)
{
  Told *told = user_data;

  g_assert_cmpint (status->done_bytes, >=, told->last.done_bytes);
  g_assert_cmpint (status->done_bytes, <=, status->total_bytes);
  told->last = *status;
  told->n++;
  if (told->cancel_after != NULL && status->wire_bytes >= MIB)
    g_cancellable_cancel (told->cancel_after);
}

static void
test_progress_adds_up (Stick *stick, gconstpointer unused)
{
  g_autoptr(BirgeSource) source = NULL;
  Told told = { { 0 } };

  stick_add (stick, 1, 5 * MIB, TRUE);
  stick_add (stick, 2, 1000, FALSE);
  stick_add_pack (stick, 10, 10, 1000, 0);
  source = stick_open (stick);
  g_assert_true (birge_source_fetch (source, stick->wants, stick->gate.incoming, on_progress, &told, NULL, NULL));
  g_assert_cmpuint (told.n, >=, 2);
  g_assert_cmpint (told.last.total_bytes, ==, 5 * MIB + 11000);
  g_assert_cmpint (told.last.done_bytes, ==, 5 * MIB + 10000);
  g_assert_cmpint (told.last.wire_bytes, ==, 5 * MIB + 10000);
  g_assert_cmpuint (told.last.n_here, ==, 11);
  g_assert_cmpuint (told.last.n_left_out, ==, 1);
  g_assert_cmpuint (told.last.n_total, ==, 12);
}

static ssize_t
read_slowly (int fd, void *data, size_t length, off_t offset)
{
  g_usleep (G_USEC_PER_SEC / 20);
  return pread (fd, data, length, offset);
}

static void
test_cancel_keeps_what_came (Stick *stick, gconstpointer unused)
{
  g_autoptr(BirgeSource) source = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  Told told = { .cancel_after = cancellable };

  stick_add (stick, 1, 1000, TRUE);
  stick_add (stick, 2, 16 * MIB, TRUE);
  source = stick_open (stick);
  g_cancellable_cancel (cancellable);
  g_assert_false (birge_source_fetch (source, stick->wants, stick->gate.incoming, on_progress, &told, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (stick_get_state (stick, 0), ==, BIRGE_WANT_WAITING);

  g_cancellable_reset (cancellable);
  told.last = (BirgeFetchStatus) { 0 };
  _birge_reader_set_for_tests (read_slowly, 0);
  g_assert_false (birge_source_fetch (source, stick->wants, stick->gate.incoming, on_progress, &told, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  _birge_reader_set_for_tests (NULL, 0);
  g_assert_true (is_in_store (&stick->gate, ((BirgeCataloguePart *) stick->parts->pdata[0])->stored));
  g_assert_cmpuint (count_partials (&stick->gate), ==, 1);
  stick_fetch (stick);
  stick_assert_all_here (stick);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STICK_TEST ("/folder-source/small-files-are-read", test_small_files_are_read);
  STICK_TEST ("/folder-source/repository-is-found", test_repository_is_found);
  STICK_TEST ("/folder-source/parts-alone-are-brought", test_parts_alone_are_brought);
  STICK_TEST ("/folder-source/wanted-pack-is-taken-whole", test_wanted_pack_is_taken_whole);
  STICK_TEST ("/folder-source/few-parts-are-taken-out-of-their-pack", test_few_parts_are_taken_out_of_their_pack);
  STICK_TEST ("/folder-source/what-is-played-gets-a-file-of-its-own", test_what_is_played_gets_a_file_of_its_own);
  STICK_TEST ("/folder-source/part-alone-comes-before-the-pack", test_part_alone_comes_before_the_pack);
  STICK_TEST ("/folder-source/what-is-not-there-is-left-out", test_what_is_not_there_is_left_out);
  STICK_TEST ("/folder-source/progress-adds-up", test_progress_adds_up);
  STICK_TEST ("/folder-source/cancel-keeps-what-came", test_cancel_keeps_what_came);
  return g_test_run ();
}
