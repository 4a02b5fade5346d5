/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/library/library-fixture.h"

#include <sqlite3.h>

static char *
dup_database (Fixture *fixture)
{
  return g_build_filename (fixture->state, "content", "current", "content.db", NULL);
}

/* Where the state folder keeps the object of a part: the same name as in the folder it came from. */
static char *
dup_object (Fixture *fixture, const char *id, const char *part, const char *lang)
{
  g_autofree char *other = g_build_filename (fixture->root, "again", NULL);
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  ContentMaker *maker = content_maker_new (other, "starter", 1);
  char folder[3] = "";

  g_assert_cmpstr (id, ==, "guide/wages"); /* the text below is the sample's */
  g_assert_cmpstr (part, ==, "text");
  content_maker_add_text (maker, id, lang, g_str_equal (lang, "uz") ?
    "Har kuni yozib boring: ish haqi, jarima. release 1" : "Записывайте каждый день. Пеня.");
  path = content_maker_dup_path (maker, id, part, lang);
  content_maker_finish (maker);
  name = g_path_get_basename (path);
  memcpy (folder, name, 2);
  return g_build_filename (fixture->state, "objects", folder, name, NULL);
}

/* The answer does not matter, only that there is one. */
static void
drop (gpointer object)
{
  g_clear_object (&object);
}

static void
assert_open_fails (Fixture *fixture, int code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (birge_library_open (fixture->state, &error));
  g_assert_error (error, BIRGE_LIBRARY_ERROR, code);
}

static void
test_without_content_it_says_empty (Fixture *fixture, gconstpointer unused)
{
  fixture_close (fixture);
  content_remove (fixture->state);
  assert_open_fails (fixture, BIRGE_LIBRARY_ERROR_EMPTY);
  g_assert_cmpint (g_mkdir (fixture->state, 0700), ==, 0);
  assert_open_fails (fixture, BIRGE_LIBRARY_ERROR_EMPTY);
}

static void
test_damaged_database_is_an_error (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = dup_database (fixture);

  fixture_close (fixture);
  content_overwrite (path, 0);
  assert_open_fails (fixture, BIRGE_LIBRARY_ERROR_DAMAGED);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_open_fails (fixture, BIRGE_LIBRARY_ERROR_DAMAGED);
  g_assert_cmpint (g_remove (path), ==, 0);
  assert_open_fails (fixture, BIRGE_LIBRARY_ERROR_DAMAGED);
}

static void
test_every_cut_of_the_database_is_noticed (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = dup_database (fixture);
  g_autofree char *contents = NULL;
  gsize length = 0;

  fixture_close (fixture);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  for (gsize cut = 0; cut < length; cut += 4096 + 1000)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(BirgeLibrary) library = NULL;

      g_assert_true (g_file_set_contents (path, contents, (gssize) cut, NULL));
      library = birge_library_open (fixture->state, &error);
      if (library == NULL)
        continue;
      /* What opens may still answer, or say what is wrong; it never crashes. */
      drop (birge_library_list (library, BIRGE_LIST_ALL, NULL, "en", NULL));
      drop (birge_library_list (library, BIRGE_LIST_SEARCH, "pen", "en", NULL));
      g_assert_false (birge_library_check (library, &error));
      g_assert_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_DAMAGED);
      birge_library_close (library);
    }
}

static void
test_damage_in_the_middle_never_crashes (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = dup_database (fixture);
  g_autofree char *contents = NULL;
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  gsize length = 0;

  fixture_close (fixture);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  for (int i = 0; i < 60; i++)
    {
      g_autofree char *copy = g_memdup2 (contents, length);
      g_autoptr(BirgeLibrary) library = NULL;
      g_autoptr(GError) error = NULL;

      for (int k = 0; k < 40; k++)
        copy[g_rand_int_range (rand, 100, (gint32) length)] ^= (char) g_rand_int_range (rand, 1, 255);
      g_assert_true (g_file_set_contents (path, copy, (gssize) length, NULL));
      library = birge_library_open (fixture->state, NULL);
      if (library == NULL)
        continue;
      drop (birge_library_list (library, BIRGE_LIST_ALL, NULL, "uz", NULL));
      drop (birge_library_list (library, BIRGE_LIST_SEARCH, "pen", "uz", NULL));
      drop (birge_library_get_document (library, "guide/wages", "uz", NULL));
      drop (birge_library_get_film (library, "film/burns", "uz", NULL));
      g_assert_false (birge_library_check (library, &error)); /* one changed letter is enough */
      g_assert_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_DAMAGED);
      birge_library_close (library);
    }
}

/* A flipped bit can take a value away, or make text that is none; SQLite passes it on until somebody checks the file.
 * @table loses its NOT NULLs, then @sql spoils a value. */
static void
spoil_rows (Fixture *fixture, const char *table, const char *sql)
{
  g_autofree char *path = dup_database (fixture);
  g_autofree char *loosen = g_strdup_printf (
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace (sql, ' NOT NULL', '') WHERE name = '%s';", table);
  sqlite3 *db = NULL;

  fixture_close (fixture);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, loosen, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
open_pages (Fixture *fixture, gboolean *all_texts_valid)
{
  g_autoptr(BirgeLibrary) library = birge_library_open (fixture->state, NULL);
  g_autoptr(GListModel) items = NULL;

  if (library == NULL)
    return;
  items = birge_library_list (library, BIRGE_LIST_ALL, NULL, "en", NULL);
  for (guint i = 0; items != NULL && i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(BirgeItem) item = g_list_model_get_item (items, i);

      *all_texts_valid = *all_texts_valid && g_utf8_validate (birge_item_get_title (item), -1, NULL);
    }
  drop (birge_library_get_document (library, "guide/wages", "en", NULL));
  drop (birge_library_get_film (library, "film/burns", "en", NULL));
  drop (birge_library_list_words (library, "lesson/basic/01", "en", NULL));
  birge_library_close (library);
}

static void
test_rows_without_values_are_damage (Fixture *fixture, gconstpointer unused)
{
  const char *const spoils[][2] = {
    { "language", "UPDATE language SET tag = NULL WHERE n = 2;" },
    { "item", "UPDATE item SET id = NULL WHERE id = 'guide/wages';" },
    { "item", "UPDATE item SET kind = NULL WHERE kind = 'guide';" },
    { "object", "UPDATE object SET enc = NULL;" },
    { "object", "UPDATE object SET size = -1;" },
    { "part", "UPDATE part SET sha256 = NULL;" },
    { "wording", "UPDATE wording SET text = NULL;" },
  };
  gboolean all_texts_valid = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (spoils); i++)
    {
      g_autoptr(BirgeStatus) status = NULL;

      spoil_rows (fixture, spoils[i][0], spoils[i][1]);
      open_pages (fixture, &all_texts_valid);
      status = birge_status_new (fixture->state, FALSE, NULL);
      g_assert_cmpuint (status->problems->len, >, 0);
      g_assert_cmpuint (birge_install_repair (fixture->state, NULL), ==, 1);
    }
  g_assert_true (all_texts_valid);
}

static void
test_letters_that_are_none_never_leave (Fixture *fixture, gconstpointer unused)
{
  gboolean all_texts_valid = TRUE;

  spoil_rows (fixture, "wording", "UPDATE wording SET text = 'Wages' || CAST (x'd0' AS TEXT);");
  open_pages (fixture, &all_texts_valid);
  g_assert_true (all_texts_valid);
}

static void
test_check_passes_what_is_whole (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_library_check (fixture->library, &error));
  g_assert_no_error (error);
}

static void
test_later_forms_are_refused (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = dup_database (fixture);
  g_autofree char *contents = NULL;
  gsize length = 0;

  fixture_close (fixture);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  contents[63] = 99; /* user_version, big-endian at offset 60 */
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
  assert_open_fails (fixture, BIRGE_LIBRARY_ERROR_TOO_NEW);
  contents[63] = 0;
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
  assert_open_fails (fixture, BIRGE_LIBRARY_ERROR_DAMAGED);
}

/* A text in the visitor's language that cannot be read: the next language, then none, and the page is there all along. */
static void
check_lost_text (Fixture *fixture, void (*spoil) (const char *path))
{
  g_autofree char *uzbek = dup_object (fixture, "guide/wages", "text", "uz");
  g_autoptr(GError) error = NULL;

  spoil (uzbek);
  {
    g_autoptr(BirgeDocument) document = birge_library_get_document (fixture->library, "guide/wages", "uz", &error);

    g_assert_no_error (error);
    g_assert_nonnull (birge_document_get_body (document));
    g_assert_cmpstr (birge_document_get_language (document), !=, "uz");
    g_assert_cmpstr (birge_item_get_title_language (birge_document_get_item (document)), ==, "uz");
  }
}

static void
cut_in_half (const char *path)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (path, contents, (gssize) length / 2, NULL));
}

static void
flip_last_byte (const char *path)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  content_overwrite (path, length - 1);
}

static void
remove_file (const char *path)
{
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
test_missing_text_makes_the_page_poorer (Fixture *fixture, gconstpointer unused)
{
  check_lost_text (fixture, remove_file);
}

static void
test_truncated_text_makes_the_page_poorer (Fixture *fixture, gconstpointer unused)
{
  check_lost_text (fixture, cut_in_half);
}

static void
test_changed_text_makes_the_page_poorer (Fixture *fixture, gconstpointer unused)
{
  check_lost_text (fixture, flip_last_byte);
}

static void
test_without_any_object_pages_still_open (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *objects = g_build_filename (fixture->state, "objects", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeDocument) document = NULL;
  g_autoptr(BirgeFilm) film = NULL;
  g_autoptr(GListModel) words = NULL;
  g_autoptr(GBytes) picture = NULL;
  g_autoptr(GPtrArray) lines = NULL;

  content_remove (objects);
  document = birge_library_get_document (fixture->library, "guide/wages", "uz", &error);
  g_assert_no_error (error);
  g_assert_null (birge_document_get_body (document));
  g_assert_cmpstr (birge_item_get_title (birge_document_get_item (document)), ==, "Maosh to\u02bblanmadi");
  film = birge_library_get_film (fixture->library, "film/burns", "uz", &error);
  g_assert_no_error (error);
  g_assert_null (birge_film_get_path (film));
  words = birge_library_list_words (fixture->library, "lesson/basic/01", "uz", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (words), ==, 0);
  lines = birge_library_list_narration (fixture->library, "film/burns", "uz", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, 0);
  picture = birge_library_load_object (fixture->library, birge_document_find_picture (document, "work"), &error);
  g_assert_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_DAMAGED);
  g_assert_null (picture);
}

static void
test_damaged_film_has_no_path (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeFilm) film = birge_library_get_film (fixture->library, "film/burns", "uz", NULL);
  g_autoptr(BirgeFilm) again = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_strdup (birge_film_get_path (film));

  content_overwrite (path, 299000); /* the same length, other bytes */
  fixture_close (fixture);
  fixture->library = birge_library_open (fixture->state, &error);
  g_assert_no_error (error);
  again = birge_library_get_film (fixture->library, "film/burns", "uz", &error);
  g_assert_null (birge_film_get_path (again));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/library-damage/without-content-it-says-empty", test_without_content_it_says_empty);
  FIXTURE_TEST ("/library-damage/damaged-database-is-an-error", test_damaged_database_is_an_error);
  FIXTURE_TEST ("/library-damage/every-cut-of-the-database-is-noticed", test_every_cut_of_the_database_is_noticed);
  FIXTURE_TEST ("/library-damage/damage-in-the-middle-never-crashes", test_damage_in_the_middle_never_crashes);
  FIXTURE_TEST ("/library-damage/check-passes-what-is-whole", test_check_passes_what_is_whole);
  FIXTURE_TEST ("/library-damage/later-forms-are-refused", test_later_forms_are_refused);
  FIXTURE_TEST ("/library-damage/rows-without-values-are-damage", test_rows_without_values_are_damage);
  FIXTURE_TEST ("/library-damage/letters-that-are-none-never-leave", test_letters_that_are_none_never_leave);
  FIXTURE_TEST ("/library-damage/missing-text-makes-the-page-poorer", test_missing_text_makes_the_page_poorer);
  FIXTURE_TEST ("/library-damage/truncated-text-makes-the-page-poorer", test_truncated_text_makes_the_page_poorer);
  FIXTURE_TEST ("/library-damage/changed-text-makes-the-page-poorer", test_changed_text_makes_the_page_poorer);
  FIXTURE_TEST ("/library-damage/without-any-object-pages-still-open", test_without_any_object_pages_still_open);
  FIXTURE_TEST ("/library-damage/damaged-film-has-no-path", test_damaged_film_has_no_path);
  return g_test_run ();
}
