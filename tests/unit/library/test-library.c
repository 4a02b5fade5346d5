/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/library/library-fixture.h"

static void
test_lists_in_shelf_order (Fixture *fixture, gconstpointer unused)
{
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SECTIONS, "rights", "en", "section/papers section/work");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SECTIONS, "first-aid", "en", "section/injuries");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SECTION, "work", "en", "guide/wages");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SECTION, "section/work", "en", "guide/wages");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SECTION, NULL, "en", "guide/permit guide/wages topic/burns");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_JOURNEY, "rights", "en", "guide/permit guide/wages");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_JOURNEY, "first-aid", "en", "topic/burns");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_FILMS, NULL, "en", "film/burns");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_COURSES, NULL, "en", "course/basic");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_LESSONS, "course/basic", "en", "lesson/basic/01 lesson/basic/02");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_LESSONS, "basic", "en", "lesson/basic/01 lesson/basic/02");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_PLACES, NULL, "en", "place/112 place/102");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_PLACES, "embassy", "en", "");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_PLACES_OFF, NULL, "en", "place/embassy");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_NOTICES, NULL, "en", "");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_IDS, "place/102 nothing/here guide/wages  place/embassy", "en",
                       "place/102 guide/wages");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_IDS, NULL, "en", "");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_ALL, NULL, "en", "guide/permit guide/wages topic/burns film/burns "
                       "course/basic lesson/basic/01 lesson/basic/02 place/112 place/102");
}

static void
test_texts_carry_their_real_language (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeItem) uzbek = birge_library_get_item (fixture->library, "guide/wages", "uz", NULL);
  g_autoptr(BirgeItem) tajik = birge_library_get_item (fixture->library, "guide/wages", "tg", NULL);
  g_autoptr(BirgeItem) cyrillic = birge_library_get_item (fixture->library, "guide/wages", "uz-cyrl", NULL);
  g_autoptr(BirgeItem) unknown = birge_library_get_item (fixture->library, "guide/wages", "xx", NULL);

  g_assert_cmpstr (birge_item_get_title (uzbek), ==, "Maosh to\u02bblanmadi");
  g_assert_cmpstr (birge_item_get_title_language (uzbek), ==, "uz");
  g_assert_true (birge_item_is_draft (uzbek));
  g_assert_cmpstr (birge_item_get_summary_language (uzbek), !=, "uz"); /* no summary in Uzbek */
  g_assert_cmpstr (birge_item_get_summary (uzbek), !=, "");

  g_assert_cmpstr (birge_item_get_title_language (tajik), ==, "ru"); /* Tajik reads Russian before English */
  g_assert_cmpstr (birge_item_get_title (tajik), ==, "Не платят зарплату");
  g_assert_false (birge_item_is_draft (tajik));
  g_assert_cmpstr (birge_item_get_title_language (cyrillic), ==, "uz");
  g_assert_nonnull (birge_item_get_title (unknown));
}

static void
test_item_knows_all_of_its_kind (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GListModel) off = birge_library_list (fixture->library, BIRGE_LIST_PLACES_OFF, NULL, "ru", NULL);
  g_autoptr(BirgeItem) embassy = g_list_model_get_item (off, 0);
  g_autoptr(BirgeItem) police = birge_library_get_item (fixture->library, "place/102", "ru", NULL);
  g_autoptr(BirgeItem) lesson = birge_library_get_item (fixture->library, "lesson/basic/02", "en", NULL);
  g_autoptr(BirgeItem) permit = birge_library_get_item (fixture->library, "guide/permit", "en", NULL);

  g_assert_cmpstr (birge_item_get_why_off (embassy), ==, "number not confirmed");
  g_assert_cmpstr (birge_item_get_number (police), ==, "102");
  g_assert_cmpstr (birge_item_get_category (police), ==, "emergency");
  g_assert_cmpstr (birge_item_get_hours (police), ==, "24/7");
  g_assert_true (birge_item_is_free (police));
  g_assert_cmpstr (birge_item_get_summary (police), ==, "When somebody hurts you");
  g_assert_cmpstr (birge_item_get_kind (lesson), ==, "lesson");
  g_assert_cmpstr (birge_item_get_section (permit), ==, "papers");
  g_assert_cmpstr (birge_item_get_kind (permit), ==, "guide");
  g_assert_cmpstr (birge_item_get_picture (permit), ==, "📄");
  g_assert_null (birge_item_get_number (permit));
}

static void
assert_object (Fixture *fixture, const char *sha256, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  g_assert_nonnull (sha256);
  bytes = birge_library_load_object (fixture->library, sha256, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, strlen (expected));
}

static void
test_document_has_all_a_page_needs (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeDocument) wages = birge_library_get_document (fixture->library, "guide/wages", "uz", &error);
  g_autoptr(BirgeDocument) permit = birge_library_get_document (fixture->library, "guide/permit", "ru", NULL);
  const BirgeBlock *paragraph;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (birge_document_get_language (wages), ==, "uz");
  paragraph = g_ptr_array_index (birge_document_get_body (wages)->children, 0);
  text = birge_block_dup_text (paragraph, NULL, NULL);
  g_assert_cmpstr (text, ==, "Har kuni yozib boring: ish haqi, jarima. release 1");
  g_assert_cmpstr (birge_document_get_written (wages), ==, "2026-11-01");
  g_assert_cmpstr (birge_document_get_reviewed_on (wages), ==, "2026-11-02");
  g_assert_cmpstr (birge_document_get_reviewed_by (wages), ==, "A. Lawyer");
  g_assert_false (birge_document_is_overdue (wages));
  g_assert_true (birge_item_is_draft (birge_document_get_item (wages)));
  g_assert_cmpstr (birge_document_get_sources (wages), ==, "Трудовой кодекс");
  g_assert_cmpstrv (birge_document_get_related (wages), ((const char *[]) { "guide/permit", "place/102", NULL }));
  g_assert_cmpstrv (birge_document_get_languages (wages), ((const char *[]) { "ru", "uz", "en", NULL }));
  assert_object (fixture, birge_document_find_picture (wages, "no-money"), "<svg>own</svg>");
  assert_object (fixture, birge_document_find_picture (wages, "svg:letter"), "<svg>letter</svg>");
  g_assert_null (birge_document_find_picture (wages, "nowhere"));
  g_assert_nonnull (birge_document_find_voice (wages, 0));
  g_assert_nonnull (birge_document_find_voice (wages, 3));
  g_assert_null (birge_document_find_voice (wages, 1));
  g_assert_null (birge_document_get_film (wages));
  g_assert_false (birge_document_has_rhythm (wages));

  g_assert_null (birge_document_get_reviewed_on (permit));
  g_assert_true (birge_document_is_overdue (permit));
  g_assert_cmpstr (birge_document_get_sources (permit), ==, "");
  g_assert_cmpuint (g_strv_length ((char **) birge_document_get_related (permit)), ==, 0);
}

static void
test_finds_shared_voices_of_the_language_alone (Fixture *fixture, gconstpointer unused)
{
  assert_object (fixture, birge_library_find_shared_voice (fixture->library, "greeting", "uz"), "OggS greeting");
  g_assert_null (birge_library_find_shared_voice (fixture->library, "greeting", "ru"));
  g_assert_null (birge_library_find_shared_voice (fixture->library, "farewell", "uz"));
}

static void
test_document_falls_back_like_its_title (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeDocument) wages = birge_library_get_document (fixture->library, "guide/wages", "tg", NULL);
  g_autoptr(BirgeDocument) burns = birge_library_get_document (fixture->library, "topic/burns", "en", NULL);

  g_assert_cmpstr (birge_document_get_language (wages), ==, "ru");
  g_assert_null (birge_document_find_voice (wages, 0)); /* the voice reads Uzbek, the page does not */
  g_assert_cmpstr (birge_document_get_language (burns), ==, "ru"); /* the only one */
  g_assert_nonnull (birge_document_get_body (burns));
  g_assert_cmpstr (birge_document_get_film (burns), ==, "film/burns");
  g_assert_true (birge_document_has_rhythm (burns));
}

static void
test_film_has_its_file_and_chapters (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeFilm) film = birge_library_get_film (fixture->library, "film/burns", "ru", &error);
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_assert_no_error (error);
  g_assert_true (birge_item_is_here (birge_film_get_item (film)));
  g_assert_cmpint (birge_item_get_size_bytes (birge_film_get_item (film)), ==, 0);
  g_assert_true (g_path_is_absolute (birge_film_get_path (film)));
  g_assert_true (g_file_get_contents (birge_film_get_path (film), &contents, &length, NULL));
  g_assert_cmpuint (length, ==, 300000);
  assert_object (fixture, birge_film_get_poster (film), "<svg>poster</svg>");
  g_assert_cmpstr (birge_item_get_poster (birge_film_get_item (film)), ==, birge_film_get_poster (film));
  g_assert_cmpstrv (birge_film_get_audio_languages (film), ((const char *[]) { "ru", "uz", NULL }));
  g_assert_cmpstrv (birge_film_get_caption_languages (film), ((const char *[]) { "ru", NULL }));
  assert_object (fixture, birge_film_find_captions (film, "ru"), "WEBVTT\n\n00:00.000 --> 00:01.000\nВода\n");
  g_assert_null (birge_film_find_captions (film, "uz"));
  g_assert_cmpuint (birge_film_get_n_chapters (film), ==, 2);
  g_assert_cmpint (birge_film_get_chapter_us (film, 1), ==, 2000000);
  g_assert_cmpstr (birge_film_get_chapter_title (film, 1), ==, "Охладить");
  g_assert_cmpstr (birge_film_get_chapter_title_language (film, 1), ==, "ru");
  g_assert_cmpstr (birge_film_get_chapter_title (film, 0), ==, "Danger"); /* there is no Russian one */
  g_assert_cmpstr (birge_film_get_chapter_title_language (film, 0), ==, "en");
  g_assert_cmpuint (birge_film_get_n_stops (film), ==, 2);
  g_assert_cmpint (birge_film_get_stop_us (film, 0), ==, 2000000);
  g_assert_cmpstr (birge_film_get_stop_practice (film, 0), ==, "rhythm");
  g_assert_null (birge_film_get_stop_practice (film, 1));
}

/* In the visitor's language as far as there is one; what lacks a picture is not asked. */
static void
test_film_has_its_questions (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeFilm) film = birge_library_get_film (fixture->library, "film/burns", "ru", &error);
  const BirgeTaskPicture *picture;
  const BirgeTask *task;

  g_assert_no_error (error);
  g_assert_cmpuint (birge_film_get_n_tasks (film), ==, 3);
  task = birge_film_get_task (film, 0);
  g_assert_cmpint (task->kind, ==, BIRGE_QUESTION_CHOICE);
  g_assert_cmpstr (task->ask.text, ==, "Сколько?");
  g_assert_cmpstr (task->ask.language, ==, "ru");
  g_assert_cmpuint (task->answers->len, ==, 2);
  g_assert_cmpstr (((const BirgeWording *) g_ptr_array_index (task->answers, 0))->text, ==, "20 minutes"); /* the right one */
  g_assert_cmpstr (((const BirgeWording *) g_ptr_array_index (task->answers, 0))->language, ==, "en");

  task = birge_film_get_task (film, 1);
  g_assert_cmpint (task->kind, ==, BIRGE_QUESTION_ORDER);
  g_assert_cmpuint (task->pictures->len, ==, 2);
  picture = g_ptr_array_index (task->pictures, 0);
  assert_object (fixture, picture->object, "cool");
  g_assert_cmpstr (picture->text.text, ==, "Охладите");
  g_assert_cmpint (picture->at_us, ==, 2000000);

  task = birge_film_get_task (film, 2);
  g_assert_cmpint (task->kind, ==, BIRGE_QUESTION_TOUCH);
  g_assert_cmpfloat_with_epsilon (((const BirgeFilmPart *) g_ptr_array_index (task->parts, 0))->height, 0.4, 1e-9);
}

/* Of the language alone: who records Tajik cannot read Russian for it. */
static void
test_film_tells_what_it_says (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) uzbek = birge_library_list_narration (fixture->library, "film/burns", "uz", &error);
  g_autoptr(GPtrArray) russian = birge_library_list_narration (fixture->library, "film/burns", "ru", &error);
  g_autoptr(GPtrArray) persian = birge_library_list_narration (fixture->library, "film/burns", "fa", &error);
  g_autoptr(GPtrArray) guide = birge_library_list_narration (fixture->library, "guide/wages", "uz", &error);
  const BirgeNarration *line;

  g_assert_no_error (error);
  g_assert_cmpuint (uzbek->len, ==, 2);
  line = g_ptr_array_index (uzbek, 0);
  g_assert_cmpstr (line->text, ==, "Xavf bor");
  g_assert_cmpuint (line->scene, ==, 1);
  g_assert_true (line->is_recorded);
  line = g_ptr_array_index (uzbek, 1);
  g_assert_cmpstr (line->text, ==, "Yoping");
  g_assert_cmpuint (line->scene, ==, 3);
  g_assert_false (line->is_recorded);
  g_assert_cmpuint (russian->len, ==, 2);
  g_assert_cmpuint (persian->len, ==, 0); /* what is no text is none */
  g_assert_cmpuint (guide->len, ==, 0);
  g_assert_null (birge_library_list_narration (fixture->library, "film/none", "uz", &error));
  g_assert_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_NOT_FOUND);
}

static void
test_words_pair_target_and_meaning (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) words = birge_library_list_words (fixture->library, "lesson/basic/01", "ru", &error);
  g_autoptr(GListModel) none = birge_library_list_words (fixture->library, "lesson/basic/02", "ru", &error);
  g_autoptr(BirgeWord) hello = NULL;
  g_autoptr(BirgeWord) letter = NULL;
  g_autoptr(BirgeWord) gone = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (none), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (words), ==, 3); /* what has no Kazakh word is not taught */
  hello = g_list_model_get_item (words, 0);
  letter = g_list_model_get_item (words, 1);
  gone = g_list_model_get_item (words, 2);
  g_assert_cmpstr (birge_word_get_target (hello), ==, "Сәлем");
  g_assert_cmpstr (birge_word_get_target_language (hello), ==, "kk");
  g_assert_cmpstr (birge_word_get_meaning (hello), ==, "Привет");
  g_assert_cmpstr (birge_word_get_meaning_language (hello), ==, "ru");
  g_assert_cmpstr (birge_word_get_sentence (hello), ==, "Сәлем, дос!");
  g_assert_cmpstr (birge_word_get_picture (hello), ==, "👋");
  g_assert_cmpstr (birge_word_get_meaning_language (letter), ==, "en");
  g_assert_cmpstr (birge_word_get_sentence (letter), ==, "");
  assert_object (fixture, birge_word_get_picture (letter), "<svg>letter</svg>");
  g_assert_null (birge_word_get_picture (gone));
}

static void
test_hidden_items_are_nowhere (Fixture *fixture, gconstpointer unused)
{
  const char *const hidden[] = { "guide/wages", "place/112", "film/burns", NULL };
  g_autoptr(GError) error = NULL;

  birge_library_set_hidden (fixture->library, hidden);
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_JOURNEY, "rights", "en", "guide/permit");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_PLACES, NULL, "en", "place/102");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_IDS, "guide/wages place/102", "en", "place/102");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_SEARCH, "wages", "en", "");
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_HIDDEN, NULL, "en", "film/burns guide/wages place/112");
  g_assert_null (birge_library_get_item (fixture->library, "guide/wages", "en", &error));
  g_assert_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (birge_library_get_document (fixture->library, "guide/wages", "en", &error));
  g_assert_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (birge_library_get_film (fixture->library, "film/burns", "en", &error));
  g_assert_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_NOT_FOUND);

  birge_library_set_hidden (fixture->library, NULL);
  FIXTURE_ASSERT_LIST (fixture, BIRGE_LIST_JOURNEY, "rights", "en", "guide/permit guide/wages");
}

static void
test_unknown_things_are_errors (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *zeros = g_strnfill (64, '0');
  const char *const names[] = { zeros, "../../etc/passwd", "" };
  g_autoptr(GError) error = NULL;

  g_assert_null (birge_library_get_item (fixture->library, "guide/none", "en", &error));
  g_assert_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (birge_library_get_item (fixture->library, "shared/pictures", "en", &error));
  g_assert_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_NOT_FOUND);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_clear_error (&error);
      g_assert_null (birge_library_load_object (fixture->library, names[i], &error));
      g_assert_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_NOT_FOUND);
      g_assert_null (birge_library_dup_object_path (fixture->library, names[i]));
    }
}

static void
test_reader_keeps_its_generation (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *first = g_build_filename (fixture->state, "content", "0001", NULL);
  g_autoptr(GError) error = NULL;

  for (int release = 2; release <= 4; release++)
    {
      content_remove (fixture->out);
      content_maker_sample (fixture->out, release);
      g_assert_cmpuint (birge_install (fixture->out, fixture->state, NULL, NULL, NULL, &error), ==, release);
      g_assert_no_error (error);
    }
  /* Neither current nor previous, but being read: all of it is still there. */
  g_assert_true (g_file_test (first, G_FILE_TEST_IS_DIR));
  g_assert_cmpuint (birge_library_get_generation (fixture->library), ==, 1);
  {
    g_autoptr(BirgeDocument) wages = birge_library_get_document (fixture->library, "guide/wages", "uz", &error);
    g_autoptr(BirgeFilm) film = birge_library_get_film (fixture->library, "film/burns", "uz", &error);

    g_assert_no_error (error);
    g_assert_nonnull (birge_document_get_body (wages));
    g_assert_nonnull (birge_film_get_path (film));
  }

  fixture_close (fixture);
  content_remove (fixture->out);
  content_maker_sample (fixture->out, 5);
  g_assert_cmpuint (birge_install (fixture->out, fixture->state, NULL, NULL, NULL, &error), ==, 5);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/library/lists-in-shelf-order", test_lists_in_shelf_order);
  FIXTURE_TEST ("/library/texts-carry-their-real-language", test_texts_carry_their_real_language);
  FIXTURE_TEST ("/library/item-knows-all-of-its-kind", test_item_knows_all_of_its_kind);
  FIXTURE_TEST ("/library/document-has-all-a-page-needs", test_document_has_all_a_page_needs);
  FIXTURE_TEST ("/library/finds-shared-voices-of-the-language-alone", test_finds_shared_voices_of_the_language_alone);
  FIXTURE_TEST ("/library/document-falls-back-like-its-title", test_document_falls_back_like_its_title);
  FIXTURE_TEST ("/library/film-has-its-file-and-chapters", test_film_has_its_file_and_chapters);
  FIXTURE_TEST ("/library/film-has-its-questions", test_film_has_its_questions);
  FIXTURE_TEST ("/library/film-tells-what-it-says", test_film_tells_what_it_says);
  FIXTURE_TEST ("/library/words-pair-target-and-meaning", test_words_pair_target_and_meaning);
  FIXTURE_TEST ("/library/hidden-items-are-nowhere", test_hidden_items_are_nowhere);
  FIXTURE_TEST ("/library/unknown-things-are-errors", test_unknown_things_are_errors);
  FIXTURE_TEST ("/library/reader-keeps-its-generation", test_reader_keeps_its_generation);
  return g_test_run ();
}
