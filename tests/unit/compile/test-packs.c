/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/compile/content-fixture.h"

#include "data/compile/birge-packer.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What lies where in the output, and what a build leaves alone. */

static void
assert_has_files (GHashTable *first, GHashTable *second)
{
  GHashTableIter iter;
  gpointer file, bytes;

  g_hash_table_iter_init (&iter, second);
  while (g_hash_table_iter_next (&iter, &file, &bytes))
    {
      GBytes *other = g_hash_table_lookup (first, file);

      if (other == NULL || !g_bytes_equal (bytes, other))
        g_error ("%s %s", (char *) file, other == NULL ? "is only in one of them" : "differs");
    }
}

static void
assert_same_files (GHashTable *first, GHashTable *second)
{
  assert_has_files (first, second);
  assert_has_files (second, first);
}

static void
test_same_input_gives_same_bytes (Content *content, gconstpointer unused)
{
  g_autoptr(GHashTable) first = NULL;
  g_autoptr(GHashTable) again = NULL;
  g_autoptr(GHashTable) anew = NULL;

  content_build (content);
  first = content_snapshot (content->out);
  content_build (content);
  again = content_snapshot (content->out);
  assert_same_files (first, again);

  content_remove (content->out);
  content_build (content);
  anew = content_snapshot (content->out);
  assert_same_files (first, anew);
}

/* Inode of every object: who was written again has another one. */
static GHashTable *
list_inodes (const char *out)
{
  GHashTable *inodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) files = content_snapshot (out);
  GHashTableIter iter;
  gpointer file;

  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &file, NULL))
    {
      g_autofree char *path = g_build_filename (out, file, NULL);
      GStatBuf info;

      g_assert_cmpint (g_stat (path, &info), ==, 0);
      if (g_str_has_prefix (file, "objects/"))
        g_hash_table_insert (inodes, g_strdup (file), GSIZE_TO_POINTER (info.st_ino));
    }
  return inodes;
}

/* Files of @after that are not in @before; those that are in both must be the same files. */
static guint
count_new (GHashTable *before, GHashTable *after)
{
  GHashTableIter iter;
  gpointer file, inode;
  guint n_new = 0;

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &file, &inode))
    if (!g_hash_table_contains (before, file))
      n_new++;
    else
      g_assert_true (g_hash_table_lookup (before, file) == inode);
  return n_new;
}

static void
test_one_change_writes_one_object (Content *content, gconstpointer unused)
{
  g_autoptr(GHashTable) before = NULL;
  g_autoptr(GHashTable) after = NULL;

  content_build (content);
  before = list_inodes (content->out);
  content_replace (content, "guide/wages/en.md", "Write it down.", "Write it all down.");
  content_build (content);
  after = list_inodes (content->out);

  g_assert_cmpuint (g_hash_table_size (before), ==, g_hash_table_size (after)); /* the old text is gone */
  g_assert_cmpuint (count_new (before, after), ==, 1);
}

/* Guides that differ in one figure: @changed is of another year. */
static void
write_guides (Content *content, guint n, guint changed)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *folder = g_strdup_printf ("guide/many-%02u", i);
      g_autofree char *ini = g_strconcat (folder, "/item.ini", NULL);
      g_autofree char *text = g_strconcat (folder, "/en.md", NULL);
      g_autofree char *body = g_strdup_printf ("Write down what number %u says%s.\n", i, i == changed ? " again" : "");

      content_write (content, ini, "[Item]\nSection=work\nPicture=paper\nTitle[en]=A guide\nSummary[en]=Ask\nSource=S1\n"
                     "Facts=R1\nWritten=2026-11-20\nReviewed=no\nCheckAgain=2027-01-31\n");
      content_write (content, text, body);
    }
}

static gint64
get_pack_length (Content *content, const char *name)
{
  g_autofree char *path = content_object_path (content, name);
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_size;
}

/* The new text alone goes into a pack of its own; the pack it was in stays, and keeps what others name. */
static void
test_one_change_leaves_the_old_packs (Content *content, gconstpointer unused)
{
  g_autoptr(BirgeCatalogue) first = NULL;
  g_autoptr(BirgeCatalogue) second = NULL;
  g_autoptr(GHashTable) before = NULL;
  g_autoptr(GHashTable) after = NULL;
  const BirgeCataloguePart *changed;
  const BirgeCataloguePart *same;

  write_guides (content, 20, 99);
  content_build (content);
  first = content_read_catalogue (content);
  before = list_inodes (content->out);
  same = content_find_part (first, "guide/many-03", "text", "en");
  g_assert_cmpstr (same->obj, ==, content_find_part (first, "guide/many-17", "text", "en")->obj);
  g_assert_cmpstr (same->obj, !=, content_find_part (first, "guide/wages", "text", "uz")->obj);
  g_assert_cmpstr (same->obj, !=, content_find_part (first, "guide/many-03", "meta", NULL)->obj);

  write_guides (content, 20, 7);
  content_build (content);
  second = content_read_catalogue (content);
  after = list_inodes (content->out);
  g_assert_cmpuint (g_hash_table_size (after), ==, g_hash_table_size (before) + 1);
  g_assert_cmpuint (count_new (before, after), ==, 1);
  g_assert_cmpstr (content_find_part (second, "guide/many-03", "text", "en")->obj, ==, same->obj);
  g_assert_cmpint (content_find_part (second, "guide/many-03", "text", "en")->off, ==, same->off);
  changed = content_find_part (second, "guide/many-07", "text", "en");
  g_assert_cmpstr (changed->obj, !=, same->obj);
  g_assert_cmpint (get_pack_length (content, changed->obj), ==, changed->len);
  for (guint i = 0; i < second->parts->len; i++)
    g_bytes_unref (content_read_part (content, g_ptr_array_index (second->parts, i)));
}

/* What lives in a pack of which more than 30 % is dead moves into a new one. */
static void
test_packs_that_are_dead_for_a_third_are_given_up (Content *content, gconstpointer unused)
{
  g_autoptr(BirgeCatalogue) first = NULL;
  g_autoptr(BirgeCatalogue) second = NULL;
  g_autofree char *old = NULL;
  const BirgeCataloguePart *line;

  write_guides (content, 20, 99);
  content_build (content);
  first = content_read_catalogue (content);
  old = content_object_path (content, content_find_part (first, "guide/many-03", "text", "en")->obj);
  for (guint i = 8; i < 20; i++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/guide/many-%02u", content->root, i);

      content_remove (folder);
    }
  content_build (content);
  second = content_read_catalogue (content);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  line = content_find_part (second, "guide/many-03", "text", "en");
  g_assert_cmpstr (line->stored, ==, content_find_part (first, "guide/many-03", "text", "en")->stored);
  g_assert_cmpstr (line->obj, ==, content_find_part (second, "guide/wages", "text", "en")->obj);
  for (guint i = 0; i < second->parts->len; i++)
    g_bytes_unref (content_read_part (content, g_ptr_array_index (second->parts, i)));
}

/* A change a day must not make as many packs as there are days. */
static void
test_many_small_packs_become_one (Content *content, gconstpointer unused)
{
  guint most = 0;

  for (guint day = 0; day < BIRGE_PACKER_SMALL_PACKS + 4; day++)
    {
      g_autoptr(BirgeCatalogue) catalogue = NULL;
      g_autoptr(GHashTable) packs = g_hash_table_new (g_str_hash, g_str_equal);

      write_guides (content, day + 1, 99);
      content_build (content);
      catalogue = content_read_catalogue (content);
      for (guint i = 0; i <= day; i++)
        {
          g_autofree char *id = g_strdup_printf ("guide/many-%02u", i);
          const BirgeCataloguePart *line = content_find_part (catalogue, id, "text", "en");

          g_bytes_unref (content_read_part (content, line));
          g_hash_table_add (packs, line->obj);
        }
      most = MAX (most, g_hash_table_size (packs));
    }
  g_assert_cmpuint (most, >, 8);
  g_assert_cmpuint (most, <=, BIRGE_PACKER_SMALL_PACKS + 1);
}

static void
flip_bit (const char *path, gsize at)
{
  g_autofree char *data = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  g_assert_cmpuint (at, <, size);
  data[at] ^= 4;
  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
}

static void
test_sounds_have_packs_of_their_own (Content *content, gconstpointer unused)
{
  static const char *const parts[] = { "voice/00", "voice/01", "voice/02" };
  g_autoptr(BirgeCatalogue) first = NULL;
  g_autoptr(BirgeCatalogue) second = NULL;
  g_autofree char *pack = NULL;
  const BirgeCataloguePart *changed;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *file = g_strdup_printf ("guide/wages/voices/uz/%02u.opus", i);

      content_write_voice (content, file, (char) i);
    }
  content_write_voice (content, "guide/wages/voices/en/00.opus", 9);
  content_build (content);
  first = content_read_catalogue (content);
  pack = g_strdup (content_find_part (first, "guide/wages", "voice/00", "uz")->obj);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      const BirgeCataloguePart *line = content_find_part (first, "guide/wages", parts[i], "uz");

      g_bytes_unref (content_read_part (content, line));
      g_assert_cmpstr (line->enc, ==, "none");
      g_assert_cmpstr (line->obj, ==, pack);
      g_assert_cmpint (line->off, ==, 64 * (gint64) i);
    }
  g_assert_cmpstr (content_find_part (first, "guide/wages", "voice/00", "en")->obj, !=, pack);
  g_assert_cmpint (get_pack_length (content, pack), ==, 3 * 64);

  /* One third and a little is dead: the two that live move. */
  content_write_voice (content, "guide/wages/voices/uz/01.opus", 7);
  content_build (content);
  second = content_read_catalogue (content);
  changed = content_find_part (second, "guide/wages", "voice/01", "uz");
  g_assert_cmpstr (changed->obj, !=, pack);
  g_assert_cmpstr (content_find_part (second, "guide/wages", "voice/02", "uz")->obj, ==, changed->obj);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_bytes_unref (content_read_part (content, content_find_part (second, "guide/wages", parts[i], "uz")));
}

static void
test_lost_cut_and_damaged_packs_are_written_again (Content *content, gconstpointer unused)
{
  g_autoptr(GHashTable) before = NULL;
  g_autoptr(GHashTable) after = NULL;
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  g_autofree char *lost = NULL;
  g_autofree char *cut = NULL;
  g_autofree char *flipped = NULL;

  write_guides (content, 5, 99);
  content_build (content);
  before = content_snapshot (content->out);
  catalogue = content_read_catalogue (content);
  lost = content_object_path (content, content_find_part (catalogue, "guide/wages", "text", "en")->obj);
  cut = content_object_path (content, content_find_part (catalogue, "guide/wages", "text", "uz")->obj);
  flipped = content_object_path (content, content_find_part (catalogue, "guide/wages", "meta", NULL)->obj);
  g_assert_cmpint (g_unlink (lost), ==, 0);
  g_assert_cmpint (truncate (cut, 5), ==, 0);
  flip_bit (flipped, 200);
  content_build (content);
  after = content_snapshot (content->out);
  assert_same_files (before, after);
}

/* A damaged catalogue tells nothing of what was packed: the result is the same. */
static void
test_damaged_catalogue_changes_nothing (Content *content, gconstpointer unused)
{
  static const char *const damages[] = { "", "x", "\n\n\n", NULL };
  g_autoptr(GHashTable) before = NULL;
  g_autofree char *path = g_build_filename (content->out, CONTENT_CATALOGUE, NULL);
  g_autofree char *good = NULL;
  gsize size;

  content_build (content);
  before = content_snapshot (content->out);
  g_assert_true (g_file_get_contents (path, &good, &size, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr(GHashTable) after = NULL;

      if (damages[i] != NULL)
        g_assert_true (g_file_set_contents (path, damages[i], -1, NULL));
      else
        flip_bit (path, size / 2);
      content_build (content);
      after = content_snapshot (content->out);
      assert_same_files (before, after);
    }
}

#define KILLS 8
#define SEED  20261123

static const char *self_path;

static int
run_build (char *root, char *out)
{
  Content content = { NULL, root, out };

  content_build (&content);
  return 0;
}

static GPid
start_build (Content *content)
{
  const char *argv[] = { self_path, "--build", content->root, content->out, NULL };
  g_autoptr(GError) error = NULL;
  GPid pid = 0;

  g_spawn_async (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  return pid;
}

static void
copy_output (Content *content, const char *from)
{
  const char *argv[] = { "cp", "-a", from, content->out, NULL };
  int status = -1;

  content_remove (content->out);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

/* The old catalogue or the new one, and every part that it names. */
static void
check_output (Content *content, GHashTable *first, GHashTable *second)
{
  g_autoptr(BirgeCatalogue) catalogue = content_read_catalogue (content);
  g_autoptr(GHashTable) files = content_snapshot (content->out);
  GBytes *bytes = g_hash_table_lookup (files, CONTENT_CATALOGUE);

  g_assert_true (g_bytes_equal (bytes, g_hash_table_lookup (first, CONTENT_CATALOGUE)) ||
                 g_bytes_equal (bytes, g_hash_table_lookup (second, CONTENT_CATALOGUE)));
  for (guint i = 0; i < catalogue->parts->len; i++)
    g_bytes_unref (content_read_part (content, g_ptr_array_index (catalogue->parts, i)));
}

static void
test_killed_at_any_moment_it_names_what_is_there (Content *content, gconstpointer unused)
{
  g_autofree char *template = g_build_filename (content->dir, "template", NULL);
  g_autoptr(GRand) rand = g_rand_new_with_seed (SEED);
  g_autoptr(GHashTable) first = NULL;
  g_autoptr(GHashTable) second = NULL;
  g_autoptr(GTimer) timer = NULL;
  int status = 0;
  guint n_killed = 0;
  double seconds;

  write_guides (content, 60, 99);
  content_build (content);
  first = content_snapshot (content->out);
  g_assert_cmpint (g_rename (content->out, template), ==, 0);
  content_replace (content, "values.csv", "mci,2026,4325", "mci,2026,4326");
  write_guides (content, 40, 7); /* a third goes, one changes: packs stay and packs are given up */
  for (guint i = 40; i < 60; i++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/guide/many-%02u", content->root, i);

      content_remove (folder);
    }
  copy_output (content, template);
  timer = g_timer_new ();
  g_assert_cmpint (waitpid (start_build (content), &status, 0), >, 0);
  seconds = g_timer_elapsed (timer, NULL);
  g_assert_cmpint (status, ==, 0);
  second = content_snapshot (content->out);

  for (guint i = 0; i < KILLS; i++)
    {
      g_autoptr(GHashTable) after = NULL;
      GPid pid;

      copy_output (content, template);
      pid = start_build (content);
      g_usleep ((gulong) (g_rand_double_range (rand, 0, seconds) * G_USEC_PER_SEC));
      kill (pid, SIGKILL);
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      n_killed += WIFSIGNALED (status);
      if (!WIFSIGNALED (status))
        seconds *= 0.75; /* the first one was the slowest: aim earlier */
      check_output (content, first, second);
      content_build (content); /* the next one finishes, to the same bytes */
      after = content_snapshot (content->out);
      assert_same_files (second, after);
    }
  g_assert_cmpuint (n_killed, >, 0);
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--build"))
    return run_build (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);
  self_path = argv[0];
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE); /* the moments are spread over our work, not over that of a busy disk */

#define ADD(name, function) g_test_add ("/packs/" name, Content, NULL, content_set_up, function, content_tear_down)
  ADD ("same-input-gives-same-bytes", test_same_input_gives_same_bytes);
  ADD ("one-change-writes-one-object", test_one_change_writes_one_object);
  ADD ("one-change-leaves-the-old-packs", test_one_change_leaves_the_old_packs);
  ADD ("packs-that-are-dead-for-a-third-are-given-up", test_packs_that_are_dead_for_a_third_are_given_up);
  ADD ("many-small-packs-become-one", test_many_small_packs_become_one);
  ADD ("sounds-have-packs-of-their-own", test_sounds_have_packs_of_their_own);
  ADD ("lost-cut-and-damaged-packs-are-written-again", test_lost_cut_and_damaged_packs_are_written_again);
  ADD ("damaged-catalogue-changes-nothing", test_damaged_catalogue_changes_nothing);
  ADD ("killed-at-any-moment-it-names-what-is-there", test_killed_at_any_moment_it_names_what_is_there);
  return g_test_run ();
}
