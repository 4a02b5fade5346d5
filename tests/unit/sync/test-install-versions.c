/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sync/sync-fixture.h"

/* Which version of an item a generation shows. */

/* A guide whose text names the release; @min is what it asks of a kiosk. */
static void
add_guide (ContentMaker *maker, const char *id, int release, guint min)
{
  g_autofree char *text = g_strdup_printf ("release %d", release);

  content_maker_set_min (maker, min);
  content_maker_add_meta (maker, id, "{\"title\":{\"en\":\"A guide\"}}");
  content_maker_add_text (maker, id, "en", text);
  content_maker_set_min (maker, 1);
}

static ContentMaker *
begin (Fixture *fixture, int release)
{
  content_remove (fixture->out);
  return content_maker_new (fixture->out, "starter", release);
}

static void
assert_text (Fixture *fixture, const char *id, const char *expected)
{
  g_autofree char *text = fixture_read (fixture, id);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_too_new_items_keep_their_older_version (Fixture *fixture, gconstpointer unused)
{
  ContentMaker *maker = begin (fixture, 1);

  add_guide (maker, "guide/changed", 1, 1);
  add_guide (maker, "guide/same", 1, 1);
  add_guide (maker, "guide/dropped", 1, 1);
  content_maker_finish (maker);
  fixture_install (fixture);

  for (int release = 2; release <= 4; release++) /* also from a version that was kept already */
    {
      maker = begin (fixture, release);
      add_guide (maker, "guide/changed", release, 2);
      add_guide (maker, "guide/same", release, 1);
      add_guide (maker, "guide/unknown", release, 2);
      content_maker_finish (maker);
      fixture_install (fixture);
      assert_text (fixture, "guide/changed", "release 1");
      assert_text (fixture, "guide/unknown", NULL); /* nothing older: left out */
      assert_text (fixture, "guide/dropped", NULL); /* what the release does not name is gone */
      fixture_assert_clean (fixture);
      g_assert_cmpuint (fixture_install (fixture), ==, release);
    }
  assert_text (fixture, "guide/same", "release 4");

  /* A rebuilt content.db makes the same choice. */
  {
    g_autofree char *path = g_build_filename (fixture->state, "content", "current", "content.db", NULL);

    content_overwrite (path, 0);
    g_assert_cmpuint (birge_install_repair (fixture->state, NULL), ==, 4);
    assert_text (fixture, "guide/changed", "release 1");
    assert_text (fixture, "guide/unknown", NULL);
  }

  maker = begin (fixture, 5);
  add_guide (maker, "guide/changed", 5, 1);
  content_maker_finish (maker);
  fixture_install (fixture);
  assert_text (fixture, "guide/changed", "release 5");
}

static void
add_film (ContentMaker *maker, int release, gboolean with_file)
{
  g_autofree char *title = g_strdup_printf ("{\"title\":{\"en\":\"Film %d\"}}", release);
  g_autofree char *film = g_strdup_printf ("WebM of release %d", release);
  g_autofree char *path = NULL;

  content_maker_add_meta (maker, "film/cpr", title);
  content_maker_add (maker, "film/cpr", "film", NULL, 3, film, -1);
  path = content_maker_dup_path (maker, "film/cpr", "film", NULL);
  if (!with_file)
    g_assert_cmpint (g_remove (path), ==, 0);
}

static void
assert_film (Fixture *fixture, const char *title, gboolean here)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeLibrary) library = birge_library_open (fixture->state, &error);
  g_autoptr(BirgeFilm) film = NULL;
  BirgeItem *item;

  g_assert_no_error (error);
  film = birge_library_get_film (library, "film/cpr", "en", &error);
  g_assert_no_error (error);
  item = birge_film_get_item (film);
  g_assert_cmpstr (birge_item_get_title (item), ==, title);
  g_assert_cmpint (birge_item_is_here (item), ==, here);
  g_assert_cmpint (birge_film_get_path (film) != NULL, ==, here);
  g_assert_cmpint (birge_item_get_size_bytes (item), ==, here ? 0 : (gint64) strlen ("WebM of release 1"));
  birge_library_close (library);
}

static void
test_films_that_are_not_here_say_so (Fixture *fixture, gconstpointer unused)
{
  ContentMaker *maker = begin (fixture, 1);

  add_film (maker, 1, FALSE);
  content_maker_finish (maker);
  fixture_install (fixture);
  assert_film (fixture, "Film 1", FALSE);

  maker = begin (fixture, 1); /* the same release, now with its film */
  add_film (maker, 1, TRUE);
  content_maker_finish (maker);
  fixture_install (fixture);
  assert_film (fixture, "Film 1", TRUE);
}

static void
test_a_film_without_its_new_file_stays_the_old_one (Fixture *fixture, gconstpointer unused)
{
  ContentMaker *maker = begin (fixture, 1);

  add_film (maker, 1, TRUE);
  content_maker_finish (maker);
  fixture_install (fixture);
  maker = begin (fixture, 2);
  add_film (maker, 2, FALSE);
  content_maker_finish (maker);
  fixture_install (fixture);
  assert_film (fixture, "Film 1", TRUE);

  maker = begin (fixture, 2);
  add_film (maker, 2, TRUE);
  content_maker_finish (maker);
  fixture_install (fixture);
  assert_film (fixture, "Film 2", TRUE);
  fixture_assert_clean (fixture);
}

static void
test_channels_are_read_as_one (Fixture *fixture, gconstpointer unused)
{
  ContentMaker *maker = begin (fixture, 1);

  add_guide (maker, "guide/both", 1, 1);
  content_maker_add_meta (maker, "guide/first", "{\"title\":{\"en\":\"First\"},\"picture\":\"svg:one\"}");
  content_maker_add (maker, "shared/pictures", "picture/two", NULL, 1, "<svg>two</svg>", -1);
  content_maker_finish (maker);
  maker = content_maker_new (fixture->out, "another", 9);
  add_guide (maker, "guide/both", 9, 1);
  content_maker_add (maker, "shared/pictures", "picture/one", NULL, 1, "<svg>one</svg>", -1);
  content_maker_finish (maker);
  fixture_install (fixture);
  assert_text (fixture, "guide/both", "release 9"); /* "another" comes before "starter" */
  {
    g_autoptr(BirgeLibrary) library = birge_library_open (fixture->state, NULL);
    g_autoptr(BirgeItem) item = birge_library_get_item (library, "guide/first", "en", NULL);
    g_autoptr(GBytes) picture = birge_library_load_object (library, birge_item_get_picture (item), NULL);

    g_assert_nonnull (picture);
    birge_library_close (library);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/install-versions/too-new-items-keep-their-older-version", test_too_new_items_keep_their_older_version);
  FIXTURE_TEST ("/install-versions/films-that-are-not-here-say-so", test_films_that_are_not_here_say_so);
  FIXTURE_TEST ("/install-versions/a-film-without-its-new-file-stays-the-old-one", test_a_film_without_its_new_file_stays_the_old_one);
  FIXTURE_TEST ("/install-versions/channels-are-read-as-one", test_channels_are_read_as_one);
  return g_test_run ();
}
