/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/library/library-fixture.h"

static void
test_finds_titles_from_the_first_letter (Fixture *fixture, gconstpointer unused)
{
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "wages", "en", "guide/wages");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "WAG", "en", "guide/wages");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "w", "en", "guide/wages"); /* titles only: "write" is in a text */
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "paid my", "en", "guide/wages");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "bu", "en", "topic/burns film/burns");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "112", "en", "place/112");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "1", "en", "place/112 place/102");
}

static void
test_finds_words_of_texts (Fixture *fixture, gconstpointer unused)
{
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "penal", "en", "guide/permit guide/wages");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "penalty salary", "en", "guide/wages");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "proof", "en", "guide/wages"); /* summary */
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "letter", "en", "lesson/basic/01"); /* word of a lesson */
}

static void
test_own_language_comes_first (Fixture *fixture, gconstpointer unused)
{
  /* "пеня" is in the Russian text of one guide; the others only name it in English. */
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "Пеня", "ru", "guide/wages");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "penalty", "ru", "guide/permit guide/wages");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "re", "en", "guide/permit place/112");
}

static void
test_answers_in_the_visitors_language (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GListModel) found = birge_library_list (fixture->library, BIRGE_LIST_SEARCH, "tolanma", "ru", NULL);
  g_autoptr(BirgeItem) item = g_list_model_get_item (found, 0);

  g_assert_cmpuint (g_list_model_get_n_items (found), ==, 1); /* once, though it is found in title and text */
  g_assert_cmpstr (birge_item_get_title (item), ==, "Не платят зарплату");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "工资", "zh-Hans", "guide/wages");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "资", "zh-Hans", "guide/wages");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "发工", "zh-Hans", "");
}

static void
test_typed_syntax_is_only_text (Fixture *fixture, gconstpointer unused)
{
  const char *const typed[] = { "\"", "\"wages", "wages\" OR \"permit", "* NOT wages", "words:wages", "NEAR(wages permit)",
    "wages)", "'; DROP TABLE item; --", "^wages", "-", "\xff\xfe", "%", "\\", "AND", "a\" b*" };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GListModel) found = birge_library_list (fixture->library, BIRGE_LIST_SEARCH, typed[i], "en", &error);

      g_assert_no_error (error);
      g_assert_nonnull (found);
    }
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "\"wages\"", "en", "guide/wages");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "wages -paid", "en", "guide/wages");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "", "en", "");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, NULL, "en", "");
}

static void
test_places_that_are_off_are_not_found (Fixture *fixture, gconstpointer unused)
{
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "zanzibar", "en", "");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "embassy", "en", "");
}

static void
test_gives_fifty_at_most (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) found = NULL;
  g_autoptr(BirgeItem) first = NULL;

  fixture_close (fixture);
  content_remove (fixture->out);
  content_maker_many (fixture->out, 2, 200);
  g_assert_cmpuint (birge_install (fixture->out, fixture->state, NULL, NULL, NULL, &error), ==, 2);
  fixture->library = birge_library_open (fixture->state, &error);
  g_assert_no_error (error);
  found = birge_library_list (fixture->library, BIRGE_LIST_SEARCH, "guide", "en", &error);
  g_assert_cmpuint (g_list_model_get_n_items (found), ==, 50);
  first = g_list_model_get_item (found, 0);
  g_assert_cmpstr (birge_item_get_id (first), ==, "guide/g-00000"); /* shelf order */
}

/* A word that is typed leaves nothing behind, not even in a temporary file. */
static void
assert_no_marker (const char *path, const char *marker)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *contents = NULL;
      gsize length = 0;

      assert_no_marker (child, marker);
      if (g_file_get_contents (child, &contents, &length, NULL))
        g_assert_null (memmem (contents, length, marker, strlen (marker)));
      g_assert_null (strstr (name, marker));
    }
}

static void
test_leaves_nothing_of_what_was_typed (Fixture *fixture, gconstpointer unused)
{
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "xyzzymarker wages", "en", "");
  assert_no_marker (fixture->state, "xyzzymarker");
  fixture_close (fixture);
  assert_no_marker (fixture->state, "xyzzymarker");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/library-search/finds-titles-from-the-first-letter", test_finds_titles_from_the_first_letter);
  FIXTURE_TEST ("/library-search/finds-words-of-texts", test_finds_words_of_texts);
  FIXTURE_TEST ("/library-search/own-language-comes-first", test_own_language_comes_first);
  FIXTURE_TEST ("/library-search/answers-in-the-visitors-language", test_answers_in_the_visitors_language);
  FIXTURE_TEST ("/library-search/typed-syntax-is-only-text", test_typed_syntax_is_only_text);
  FIXTURE_TEST ("/library-search/places-that-are-off-are-not-found", test_places_that_are_off_are_not_found);
  FIXTURE_TEST ("/library-search/gives-fifty-at-most", test_gives_fifty_at_most);
  FIXTURE_TEST ("/library-search/leaves-nothing-of-what-was-typed", test_leaves_nothing_of_what_was_typed);
  return g_test_run ();
}
