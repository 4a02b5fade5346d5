/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/sync/birge-collect.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/library/birge-generation.h"
#include "data/library/birge-object.h"
#include "tests/unit/sync/sync-fixture.h"

/* What is taken away, when, and what never is. */

#define NOW_S   G_GINT64_CONSTANT (1795392000) /* the fixture's */
#define DAY_S   (24 * 60 * 60)
#define FILM    300000
#define SOUND   200000
#define PICTURE 100000 /* before it is packed, which does not make it smaller */

/* A guide with a text, and a picture, a sound and a film of its release. */
static void
make (Fixture *fixture, gint64 release)
{
  ContentMaker *maker;
  g_autoptr(GRand) rand = g_rand_new_with_seed ((guint32) release);
  g_autofree char *text = g_strdup_printf ("release %d", (int) release);
  g_autofree guint32 *noise = g_new (guint32, FILM / 4);

  for (guint i = 0; i < FILM / 4; i++)
    noise[i] = g_rand_int (rand);
  content_remove (fixture->out);
  maker = content_maker_new (fixture->out, "guides", release);
  content_maker_add_meta (maker, "section/work", "{\"title\":{\"en\":\"Work\"},\"journey\":\"rights\"}");
  content_maker_add_meta (maker, "guide/wages", "{\"title\":{\"en\":\"Wages\"},\"section\":\"section/work\"}");
  content_maker_add_text (maker, "guide/wages", "en", text);
  content_maker_add (maker, "guide/wages", "picture/a", NULL, 1, noise, PICTURE);
  content_maker_add (maker, "guide/wages", "voice/01", "en", 2, noise, SOUND);
  content_maker_add (maker, "guide/wages", "film", NULL, 3, noise, FILM);
  content_maker_finish (maker);
}

static void
make_and_install (Fixture *fixture, gint64 release)
{
  make (fixture, release);
  fixture_install (fixture);
}

static char *
dup_stray (Fixture *fixture, const char *folder, char letter)
{
  g_autofree char *name = g_strnfill (BIRGE_DIGEST_LENGTH, letter);

  return g_str_equal (folder, "partial") ? g_build_filename (fixture->state, folder, name, NULL)
                                         : birge_object_dup_path (fixture->state, name);
}

static void
set_age (const char *path, gint64 age_s)
{
  struct timespec times[2] = { { NOW_S - age_s, 0 }, { NOW_S - age_s, 0 } };

  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

/* A file that no catalogue names, so many seconds old. */
static void
stray (Fixture *fixture, const char *folder, char letter, gint64 age_s)
{
  g_autofree char *path = dup_stray (fixture, folder, letter);
  g_autofree char *dir = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (dir, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, "stray", 5, NULL));
  set_age (path, age_s);
}

static gboolean
is_there (Fixture *fixture, const char *folder, char letter)
{
  g_autofree char *path = dup_stray (fixture, folder, letter);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Which of a generation's parts are here: "t" text, "p" picture, "s" sound, "f" film. */
static char *
list_here (Fixture *fixture, guint number)
{
  g_autofree char *dir = birge_generation_dup_dir (fixture->state, number);
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeRelease) release = birge_release_load (dir, &error);
  GString *here = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < release->parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (release->parts, i);
      BirgeObject object = birge_object_of_part (part);

      if (birge_object_is_here (fixture->state, &object) && !g_str_equal (part->part, "meta"))
        g_string_append_c (here, part->part[0] == 'v' ? 's' : part->part[0]);
    }
  return g_string_free (here, FALSE);
}

static void
assert_here (Fixture *fixture, guint number, const char *expected)
{
  g_autofree char *here = list_here (fixture, number);

  g_assert_cmpstr (here, ==, expected);
}

static void
test_what_nobody_needs_goes_when_it_is_old (Fixture *fixture, gconstpointer unused)
{
  BirgeCollected collected;

  make_and_install (fixture, 1);
  make_and_install (fixture, 2);
  stray (fixture, "objects", 'a', 13 * DAY_S);
  stray (fixture, "objects", 'b', 15 * DAY_S);
  stray (fixture, "objects", 'c', -15 * DAY_S); /* the clock was wrong then */
  stray (fixture, "partial", 'a', 13 * DAY_S);
  stray (fixture, "partial", 'b', 15 * DAY_S);
  collected = birge_collect (fixture->state, NULL, NULL, 0);
  g_assert_cmpuint (collected.n_objects, ==, 3);
  g_assert_cmpint (collected.freed_bytes, >, 0);
  g_assert_false (collected.has_thinned);
  g_assert_true (is_there (fixture, "objects", 'a'));
  g_assert_false (is_there (fixture, "objects", 'b'));
  g_assert_false (is_there (fixture, "objects", 'c'));
  g_assert_true (is_there (fixture, "partial", 'a'));
  g_assert_false (is_there (fixture, "partial", 'b'));
  assert_here (fixture, 1, "fpts");
  assert_here (fixture, 2, "fpts");
  fixture_assert_clean (fixture);
}

static const BirgeCataloguePart *
find_film (const BirgeRelease *release)
{
  for (guint i = 0; i < release->parts->len; i++)
    if (g_str_equal (((BirgeCataloguePart *) release->parts->pdata[i])->part, "film"))
      return release->parts->pdata[i];
  g_assert_not_reached ();
}

static void
test_what_is_being_fetched_stays (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeRelease) pending = NULL;
  g_autoptr(BirgeSyncDb) db = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *part_path = NULL;
  g_autofree char *partial = g_build_filename (fixture->state, "partial", NULL);
  g_autofree char *gone_name = g_strnfill (BIRGE_DIGEST_LENGTH, 'a');
  g_autoptr(GArray) kept = NULL;
  g_autoptr(GArray) gone = NULL;
  const BirgeCataloguePart *film = NULL;
  guint block = 0;

  make_and_install (fixture, 1);
  db = birge_sync_db_open (fixture->state, &error);
  g_assert_no_error (error);
  make (fixture, 2);
  pending = birge_release_load (fixture->out, &error);
  g_assert_no_error (error);
  film = find_film (pending);
  path = birge_object_dup_path (fixture->state, film->stored);
  part_path = g_build_filename (partial, film->stored, NULL);
  g_assert_cmpint (g_mkdir_with_parents (partial, 0755), ==, 0);
  {
    g_autofree char *folder = g_path_get_dirname (path);

    g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  }
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  g_assert_true (g_file_set_contents (part_path, "x", 1, NULL));
  set_age (path, 100 * DAY_S);
  set_age (part_path, 100 * DAY_S);
  stray (fixture, "partial", 'a', 100 * DAY_S);
  g_assert_true (birge_sync_db_mark_blocks (db, film->stored, &block, 1, &error));
  g_assert_true (birge_sync_db_mark_blocks (db, gone_name, &block, 1, &error));

  birge_collect (fixture->state, pending, db, 1);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (part_path, G_FILE_TEST_EXISTS));
  kept = birge_sync_db_list_blocks (db, film->stored, &error);
  g_assert_cmpuint (kept->len, ==, 1);
  gone = birge_sync_db_list_blocks (db, gone_name, &error);
  g_assert_cmpuint (gone->len, ==, 0);

  birge_collect (fixture->state, NULL, db, 0);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (part_path, G_FILE_TEST_EXISTS));
}

static void
test_under_pressure_films_to_go_back_to_go_first (Fixture *fixture, gconstpointer unused)
{
  BirgeCollected collected;

  make_and_install (fixture, 1);
  make_and_install (fixture, 2);
  stray (fixture, "objects", 'a', 0);
  collected = birge_collect (fixture->state, NULL, NULL, 1);
  g_assert_false (is_there (fixture, "objects", 'a')); /* at once, and that is enough */
  g_assert_false (collected.has_thinned);
  assert_here (fixture, 1, "fpts");

  collected = birge_collect (fixture->state, NULL, NULL, FILM / 2);
  g_assert_true (collected.has_thinned);
  g_assert_cmpuint (collected.n_objects, ==, 1);
  g_assert_cmpint (collected.freed_bytes, >=, FILM);
  assert_here (fixture, 1, "pts");
  birge_collect (fixture->state, NULL, NULL, SOUND / 2);
  assert_here (fixture, 1, "pt");
  collected = birge_collect (fixture->state, NULL, NULL, G_MAXINT64);
  assert_here (fixture, 1, "t");
  collected = birge_collect (fixture->state, NULL, NULL, G_MAXINT64);
  g_assert_cmpuint (collected.n_objects, ==, 0);
  assert_here (fixture, 1, "t");
  assert_here (fixture, 2, "fpts");
  fixture_assert_clean (fixture);

  g_assert_cmpuint (birge_install_rollback (fixture->state, NULL), ==, 1); /* and one can still go back */
  g_assert_cmpint (fixture_get_release (fixture), ==, 1);
}

static void
test_what_is_read_stays (Fixture *fixture, gconstpointer unused)
{
  BirgeCollected collected;
  guint number = 0;
  int lock;

  make_and_install (fixture, 1);
  lock = birge_generation_lock_current (fixture->state, &number);
  g_assert_cmpuint (number, ==, 1);
  make_and_install (fixture, 2);
  collected = birge_collect (fixture->state, NULL, NULL, G_MAXINT64); /* the previous one, read */
  g_assert_cmpuint (collected.n_objects, ==, 0);
  assert_here (fixture, 1, "fpts");
  make_and_install (fixture, 3);
  collected = birge_collect (fixture->state, NULL, NULL, 0); /* neither current nor previous, but read */
  g_assert_cmpuint (collected.n_generations, ==, 0);
  assert_here (fixture, 1, "fpts");

  close (lock);
  collected = birge_collect (fixture->state, NULL, NULL, 1);
  g_assert_cmpuint (collected.n_generations, ==, 1);
  g_assert_cmpuint (collected.n_objects, ==, 4);
  assert_here (fixture, 2, "fpts");
  assert_here (fixture, 3, "fpts");
}

static void
test_nothing_goes_on_a_guess (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *catalogue = g_build_filename (fixture->state, "content", "0001", "catalog", "guides.cat.zst", NULL);
  g_autofree char *link = g_build_filename (fixture->state, "content", "current", NULL);
  BirgeCollected collected;

  make_and_install (fixture, 1);
  make_and_install (fixture, 2);
  stray (fixture, "objects", 'a', 100 * DAY_S);
  content_overwrite (catalogue, 10);
  collected = birge_collect (fixture->state, NULL, NULL, G_MAXINT64);
  g_assert_cmpuint (collected.n_objects, ==, 0);
  g_assert_true (is_there (fixture, "objects", 'a'));

  g_assert_cmpint (g_unlink (link), ==, 0);
  collected = birge_collect (fixture->state, NULL, NULL, G_MAXINT64);
  g_assert_cmpuint (collected.n_objects, ==, 0);
  g_assert_true (is_there (fixture, "objects", 'a'));
}

/* What stands in for a disk that does not answer: a link to itself is no answer, and a folder is no file. */
static void
test_nothing_goes_when_the_disk_does_not_say (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *content = g_build_filename (fixture->state, "content", NULL);
  g_autofree char *aside = g_build_filename (fixture->state, "aside", NULL);
  g_autofree char *objects = g_build_filename (fixture->state, "objects", NULL);
  g_autofree char *previous = g_build_filename (content, "0003", "previous", NULL);
  g_autofree char *before = g_build_filename (content, "0002", NULL);
  guint n_objects;

  make_and_install (fixture, 1);
  make_and_install (fixture, 2);
  make_and_install (fixture, 3);
  n_objects = fixture_count_files (objects);

  g_assert_cmpint (g_rename (content, aside), ==, 0);
  g_assert_cmpint (symlink ("content", content), ==, 0);
  birge_collect (fixture->state, NULL, NULL, 1);
  g_assert_cmpint (g_unlink (content), ==, 0);
  g_assert_cmpint (g_rename (aside, content), ==, 0);
  g_assert_cmpuint (fixture_count_files (objects), ==, n_objects);

  g_assert_cmpint (g_unlink (previous), ==, 0);
  g_assert_cmpint (g_mkdir (previous, 0755), ==, 0);
  birge_collect (fixture->state, NULL, NULL, 1);
  g_assert_cmpuint (fixture_count_files (objects), ==, n_objects);
  g_assert_true (g_file_test (before, G_FILE_TEST_IS_DIR));
  g_assert_cmpint (g_rmdir (previous), ==, 0);
  g_assert_cmpint (fixture_get_release (fixture), ==, 3);
}

static void
test_empty_state_is_no_harm (Fixture *fixture, gconstpointer unused)
{
  BirgeCollected collected = birge_collect (fixture->state, NULL, NULL, 1);

  g_assert_cmpuint (collected.n_objects, ==, 0);
  g_assert_cmpuint (collected.n_generations, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/collect/what-nobody-needs-goes-when-it-is-old", test_what_nobody_needs_goes_when_it_is_old);
  FIXTURE_TEST ("/collect/what-is-being-fetched-stays", test_what_is_being_fetched_stays);
  FIXTURE_TEST ("/collect/under-pressure-films-to-go-back-to-go-first", test_under_pressure_films_to_go_back_to_go_first);
  FIXTURE_TEST ("/collect/what-is-read-stays", test_what_is_read_stays);
  FIXTURE_TEST ("/collect/nothing-goes-on-a-guess", test_nothing_goes_on_a_guess);
  FIXTURE_TEST ("/collect/nothing-goes-when-the-disk-does-not-say", test_nothing_goes_when_the_disk_does_not_say);
  FIXTURE_TEST ("/collect/empty-state-is-no-harm", test_empty_state_is_no_harm);
  return g_test_run ();
}
