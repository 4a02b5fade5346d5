/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/voices/birge-voice-import.h"

#include <string.h>

#include "data/formats/birge-opus.h"
#include "data/formats/birge-voice-text.h"
#include "tests/unit/compile/content-fixture.h"
#include "tests/unit/voices/tone.h"

/* Units of guide/wages in Uzbek: 00 title, 01 "Chegara …", 02 "Yozib qoʻying.", 03 "Hammasini.", … */
#define SECOND "Yozib qoʻying."
#define STICK  "../stick/"

static void
put (Content *content, const char *file, const char *text, const char *speaker, const char *date)
{
  g_autoptr(GBytes) tone = load_tone ();
  g_autofree char *key = text != NULL ? birge_voice_text_dup_key (text) : NULL;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *text_tag = g_strdup_printf (BIRGE_VOICE_TAG_TEXT "=%s", key);
  g_autofree char *speaker_tag = g_strdup_printf (BIRGE_VOICE_TAG_SPEAKER "=%s", speaker);
  g_autofree char *date_tag = g_strdup_printf (BIRGE_VOICE_TAG_DATE "=%s", date);
  g_auto(GStrv) tags = NULL;
  g_autoptr(GBytes) bytes = NULL;
  gsize size;
  const void *data;

  if (text != NULL)
    g_strv_builder_add (builder, text_tag);
  if (speaker != NULL)
    g_strv_builder_add (builder, speaker_tag);
  if (date != NULL)
    g_strv_builder_add (builder, date_tag);
  tags = g_strv_builder_end (builder);
  bytes = birge_opus_with_tags (tone, (const char *const *) tags, NULL);
  data = g_bytes_get_data (bytes, &size);
  content_write_bytes (content, file, data, size);
}

static BirgeVoiceImport *
plan (Content *content, BirgeVoiceImportFlags flags)
{
  g_autofree char *stick = g_build_filename (content->dir, "stick", NULL);
  g_autoptr(BirgeSource) source = birge_source_load (content->root, NULL, NULL, NULL);
  g_autoptr(GError) error = NULL;
  BirgeVoiceImport *import = birge_voice_import_plan (stick, source, flags, &error);

  g_assert_no_error (error);
  return import;
}

static void
assert_plan (Content *content, BirgeVoiceImportFlags flags, int action, const char *to, const char *code)
{
  g_autoptr(BirgeVoiceImport) import = plan (content, flags);

  g_assert_cmpuint (import->steps->len, ==, to != NULL);
  g_assert_cmpuint (birge_problems_get_length (import->problems), ==, code != NULL);
  if (to != NULL)
    {
      const BirgeVoiceImportStep *step = g_ptr_array_index (import->steps, 0);

      g_assert_cmpstr (step->to, ==, to);
      g_assert_cmpint (step->action, ==, action);
    }
  if (code != NULL)
    {
      const BirgeProblem *problem = birge_problems_get (import->problems, 0);

      g_assert_cmpstr (problem->code, ==, code);
      g_assert_nonnull (problem->why);
      g_assert_nonnull (problem->todo);
    }
}

static void
test_goes_where_its_text_stands (Content *content, gconstpointer unused)
{
  put (content, STICK "guide/wages/voices/uz/02.opus", SECOND, NULL, NULL);
  assert_plan (content, 0, BIRGE_VOICE_IMPORT_NEW, "guide/wages/voices/uz/02.opus", NULL);
}

/* Somebody put a paragraph in before it. */
static void
test_follows_a_text_that_moved (Content *content, gconstpointer unused)
{
  put (content, STICK "guide/wages/voices/uz/01.opus", SECOND, NULL, NULL);
  assert_plan (content, 0, BIRGE_VOICE_IMPORT_NEW, "guide/wages/voices/uz/02.opus", NULL);
}

static void
test_reads_a_stick_of_a_kiosk (Content *content, gconstpointer unused)
{
  put (content, STICK "birge-voices/guide/wages/voices/uz/02.opus", SECOND, NULL, NULL);
  assert_plan (content, 0, BIRGE_VOICE_IMPORT_NEW, "guide/wages/voices/uz/02.opus", NULL);
}

static void
test_leaves_a_recording_of_another_text (Content *content, gconstpointer unused)
{
  put (content, STICK "guide/wages/voices/uz/02.opus", "Boshqa matn.", NULL, NULL);
  assert_plan (content, 0, 0, NULL, "other-text");
}

static void
test_takes_what_others_laid_out_by_hand (Content *content, gconstpointer unused)
{
  put (content, STICK "guide/wages/voices/uz/03.opus", NULL, NULL, NULL);
  assert_plan (content, 0, BIRGE_VOICE_IMPORT_NEW, "guide/wages/voices/uz/03.opus", NULL);
}

static void
test_overwrites_nothing_newer_unasked (Content *content, gconstpointer unused)
{
  put (content, STICK "guide/wages/voices/uz/02.opus", SECOND, NULL, "2026-11-20T10:00:00Z");
  put (content, "guide/wages/voices/uz/02.opus", SECOND, NULL, "2026-11-21T10:00:00Z");
  assert_plan (content, 0, BIRGE_VOICE_IMPORT_LEAVE, "guide/wages/voices/uz/02.opus", NULL);
  assert_plan (content, BIRGE_VOICE_IMPORT_OVER_NEWER, BIRGE_VOICE_IMPORT_REPLACE, "guide/wages/voices/uz/02.opus", NULL);
  put (content, "guide/wages/voices/uz/02.opus", SECOND, NULL, "2026-11-19T10:00:00Z");
  assert_plan (content, 0, BIRGE_VOICE_IMPORT_REPLACE, "guide/wages/voices/uz/02.opus", NULL);
  put (content, "guide/wages/voices/uz/02.opus", SECOND, NULL, NULL); /* nobody knows how old */
  assert_plan (content, 0, BIRGE_VOICE_IMPORT_LEAVE, "guide/wages/voices/uz/02.opus", NULL);
  put (content, "guide/wages/voices/uz/02.opus", "Eski matn.", NULL, "2026-11-21T10:00:00Z"); /* of no use any more */
  assert_plan (content, 0, BIRGE_VOICE_IMPORT_REPLACE, "guide/wages/voices/uz/02.opus", NULL);
  put (content, "guide/wages/voices/uz/02.opus", SECOND, NULL, "2026-11-20T10:00:00Z");
  assert_plan (content, 0, BIRGE_VOICE_IMPORT_SAME, "guide/wages/voices/uz/02.opus", NULL);
}

static void
test_wants_the_consent (Content *content, gconstpointer unused)
{
  g_autoptr(BirgeVoiceImport) import = NULL;

  put (content, STICK "guide/wages/voices/uz/02.opus", SECOND, "0123abcd", NULL);
  assert_plan (content, 0, 0, NULL, "no-consent");
  put (content, STICK "voices/uz/consent-0123abcd.opus", "Roziman.", "0123abcd", NULL);
  import = plan (content, 0);
  g_assert_cmpuint (import->steps->len, ==, 2);
  g_assert_cmpuint (birge_problems_get_length (import->problems), ==, 0);
}

static const struct
{
  const char *file;
  const char *code;
} bad[] = {
  { STICK "guide/wages/voices/xx/02.opus", "bad-language" },
  { STICK "guide/wages/voices/02.opus", "bad-place" },
  { STICK "02.opus", "bad-place" },
  { STICK "guide/nothing/voices/uz/02.opus", "no-text" },
  { STICK "guide/wages/voices/ru/02.opus", "no-text" },
  { STICK "voices/uz/0123456789abcdef0123456789abcdef.opus", "other-text" },
};

static void
test_says_what_is_wrong (Content *content, gconstpointer unused)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      put (content, bad[i].file, SECOND, NULL, NULL);
      g_test_message ("%s", bad[i].file);
      assert_plan (content, 0, 0, NULL, bad[i].code);
      content_write (content, bad[i].file, NULL);
    }
  content_write (content, STICK "guide/wages/voices/uz/02.opus", "RIFF....WAVE");
  assert_plan (content, 0, 0, NULL, "bad-voice");
}

static void
test_writes_what_it_planned (Content *content, gconstpointer unused)
{
  g_autofree char *key = birge_voice_text_dup_key ("Assalomu alaykum!");
  g_autofree char *shared = g_strdup_printf (STICK "voices/uz/%s.opus", key);
  g_autofree char *written = content_path (content, "guide/wages/voices/uz/02.opus");
  g_autofree char *written_shared = g_strdup_printf ("%s/voices/uz/%s.opus", content->root, key);
  g_autoptr(BirgeVoiceImport) import = NULL;
  g_autoptr(BirgeVoiceImport) again = NULL;
  g_autoptr(BirgeSource) source = NULL;
  g_autoptr(GError) error = NULL;
  BirgeReport report;

  put (content, STICK "guide/wages/voices/uz/02.opus", SECOND, NULL, NULL);
  put (content, shared, "Assalomu alaykum!", NULL, NULL);
  import = plan (content, 0);
  g_assert_true (birge_voice_import_apply (import, content->root, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (written, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_test (written_shared, G_FILE_TEST_IS_REGULAR));
  again = plan (content, 0);
  g_assert_cmpuint (birge_voice_import_count (again, BIRGE_VOICE_IMPORT_SAME), ==, 2);

  source = content_load (content, &report); /* the editors' checker takes it */
  g_assert_cmpuint (birge_problems_count (source->problems, BIRGE_PROBLEM_ERROR), ==, 0);
  g_assert_null (content_find_problem (source, "other-text"));
}

/* The text changes behind it: the build leaves it out, and says so. */
static void
test_a_changed_text_loses_its_voice (Content *content, gconstpointer unused)
{
  g_autoptr(BirgeSource) source = NULL;
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  BirgeReport report;

  put (content, "guide/wages/voices/uz/02.opus", SECOND, NULL, NULL);
  put (content, "guide/wages/voices/uz/03.opus", "Hammasini.", NULL, NULL);
  put (content, "voices/uz/consent-0123abcd.opus", "Roziman.", "0123abcd", NULL);
  content_replace (content, "guide/wages/uz.md", "Yozib qoʻying.", "Hammasini yozing.");
  source = content_load (content, &report);
  g_assert_cmpstr (content_find_problem (source, "other-text")->file, ==, "guide/wages/voices/uz/02.opus");
  content_build (content);
  catalogue = content_read_catalogue (content);
  g_assert_null (content_find_part (catalogue, "guide/wages", "voice/02", "uz"));
  g_assert_nonnull (content_find_part (catalogue, "guide/wages", "voice/03", "uz"));
  g_assert_null (content_find_part (catalogue, "shared/voices", "voice/consent-0123abcd", "uz")); /* nobody's consent is sent around */
}

/* Films */

#define FILM_VOICES "film/press/voices/uz/"
#define OTHER_VOICES "film/other/voices/uz/"

static void
add_films (Content *content)
{
  static const char picture[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>\n";

  content_write (content, "film/press/storyboard.ini",
                 "[Film]\n[Scene1]\nPicture=scenes/a.svg\nSeconds=1\nCaption[en]=Look\nCaption[uz]=Qarang\n"
                 "[Scene2]\nPicture=scenes/a.svg\nSeconds=1\nCaption[en]=Press 30 times\nCaption[uz]=30 marta bosing\n"
                 "Say[uz]=Oʻttiz marta bosing\n"
                 "[Scene3]\nPicture=scenes/a.svg\nSeconds=1\nCaption[en]=Wait\n");
  content_write (content, "film/press/scenes/a.svg", picture);
  content_write (content, "film/other/item.ini", "[Item]\nPicture=paper\nTitle[en]=Other\nSummary[en]=Other\nSource=S1\nFacts=R1\n"
                                                 "Written=2026-11-02\nReviewed=no\nCheckAgain=2027-11-02\n");
  content_write (content, "film/other/storyboard.ini",
                 "[Film]\n[Scene1]\nPicture=scenes/a.svg\nSeconds=1\nCaption[en]=Look\nCaption[uz]=Qarang\n");
  content_write (content, "film/other/scenes/a.svg", picture);
}

/* What is spoken counts, not what is written below it. */
static void
test_a_line_of_a_film_goes_to_its_scene (Content *content, gconstpointer unused)
{
  add_films (content);
  put (content, STICK FILM_VOICES "02.opus", "Oʻttiz marta bosing", NULL, NULL);
  assert_plan (content, 0, BIRGE_VOICE_IMPORT_NEW, FILM_VOICES "02.opus", NULL);
  put (content, STICK FILM_VOICES "02.opus", "30 marta bosing", NULL, NULL);
  assert_plan (content, 0, 0, NULL, "other-text");
  put (content, STICK FILM_VOICES "02.opus", NULL, NULL, NULL); /* laid out by hand */
  assert_plan (content, 0, BIRGE_VOICE_IMPORT_NEW, FILM_VOICES "02.opus", NULL);
  content_write (content, STICK FILM_VOICES "02.opus", NULL);
  put (content, STICK FILM_VOICES "01.opus", "Oʻttiz marta bosing", NULL, NULL); /* a scene was put in before it */
  assert_plan (content, 0, BIRGE_VOICE_IMPORT_NEW, FILM_VOICES "02.opus", NULL);
}

static void
test_a_film_takes_no_voice_for_a_scene_it_has_not (Content *content, gconstpointer unused)
{
  static const char *const names[] = { "00", "03", "04", "99", "xy" };

  add_films (content);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_strdup_printf (STICK FILM_VOICES "%s.opus", names[i]);

      g_test_message ("%s", file);
      put (content, file, NULL, NULL, NULL);
      assert_plan (content, 0, 0, NULL, "other-text");
      content_write (content, file, NULL);
    }
  put (content, STICK "film/press/voices/tg/01.opus", "Нигоҳ кунед", NULL, NULL);
  assert_plan (content, 0, 0, NULL, "other-text");
}

/* Neither the consent is forgotten for films, nor what is there overwritten. */
static void
test_films_are_as_careful_as_pages (Content *content, gconstpointer unused)
{
  add_films (content);
  put (content, STICK FILM_VOICES "02.opus", "Oʻttiz marta bosing", "0123abcd", "2026-11-20T10:00:00Z");
  assert_plan (content, 0, 0, NULL, "no-consent");
  put (content, STICK FILM_VOICES "02.opus", "Oʻttiz marta bosing", NULL, "2026-11-20T10:00:00Z");
  put (content, FILM_VOICES "02.opus", "Oʻttiz marta bosing", NULL, "2026-11-21T10:00:00Z");
  assert_plan (content, 0, BIRGE_VOICE_IMPORT_LEAVE, FILM_VOICES "02.opus", NULL);
  put (content, FILM_VOICES "02.opus", "Bosing", NULL, "2026-11-21T10:00:00Z"); /* of no use any more */
  assert_plan (content, 0, BIRGE_VOICE_IMPORT_REPLACE, FILM_VOICES "02.opus", NULL);
}

/* The booth asks for a sentence once: here it stands in two films. */
static void
test_a_sentence_goes_to_all_films_that_say_it (Content *content, gconstpointer unused)
{
  g_autofree char *key = birge_voice_text_dup_key ("Qarang");
  g_autofree char *shared = g_strdup_printf (STICK "voices/uz/%s.opus", key);
  g_autofree char *written = content_path (content, OTHER_VOICES "01.opus");
  g_autoptr(BirgeVoiceImport) first = NULL;
  g_autoptr(BirgeVoiceImport) both = NULL;
  g_autoptr(BirgeVoiceImport) third = NULL;
  g_autoptr(BirgeVoiceImport) again = NULL;
  g_autoptr(GError) error = NULL;

  add_films (content);
  put (content, STICK FILM_VOICES "01.opus", "Qarang", NULL, "2026-11-20T10:00:00Z");
  first = plan (content, 0);
  g_assert_cmpuint (first->steps->len, ==, 2);
  g_assert_cmpstr (((BirgeVoiceImportStep *) g_ptr_array_index (first->steps, 0))->to, ==, OTHER_VOICES "01.opus");
  g_assert_cmpstr (((BirgeVoiceImportStep *) g_ptr_array_index (first->steps, 1))->to, ==, FILM_VOICES "01.opus");

  put (content, STICK OTHER_VOICES "01.opus", "Qarang", NULL, "2026-11-19T10:00:00Z"); /* its own goes before */
  both = plan (content, 0);
  g_assert_cmpuint (both->steps->len, ==, 2);
  g_assert_cmpuint (birge_problems_get_length (both->problems), ==, 0);
  g_assert_cmpstr (((BirgeVoiceImportStep *) g_ptr_array_index (both->steps, 0))->from, ==, OTHER_VOICES "01.opus");

  content_write (content, STICK OTHER_VOICES "01.opus", NULL);
  content_write (content, STICK FILM_VOICES "01.opus", NULL);
  put (content, shared, "Qarang", NULL, "2026-11-20T10:00:00Z"); /* or no film's */
  third = plan (content, 0);
  g_assert_cmpuint (third->steps->len, ==, 3);
  g_assert_true (birge_voice_import_apply (third, content->root, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (written, G_FILE_TEST_IS_REGULAR));
  again = plan (content, 0);
  g_assert_cmpuint (birge_voice_import_count (again, BIRGE_VOICE_IMPORT_SAME), ==, 3);
}

/* Checker and build see a changed scene as they see a changed paragraph. */
static void
test_a_changed_scene_loses_its_voice (Content *content, gconstpointer unused)
{
  g_autoptr(BirgeSource) source = NULL;
  g_autoptr(BirgeSource) changed = NULL;
  BirgeReport report;

  add_films (content);
  put (content, FILM_VOICES "01.opus", "Qarang", NULL, NULL);
  source = content_load (content, &report);
  g_assert_null (content_find_problem (source, "other-text"));
  content_replace (content, "film/press/storyboard.ini", "Caption[uz]=Qarang", "Caption[uz]=Yaxshilab qarang");
  changed = content_load (content, &report);
  g_assert_cmpstr (content_find_problem (changed, "other-text")->file, ==, FILM_VOICES "01.opus");
}

#define ADD(name, function) g_test_add ("/voice-import/" name, Content, NULL, content_set_up, function, content_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("goes-where-its-text-stands", test_goes_where_its_text_stands);
  ADD ("follows-a-text-that-moved", test_follows_a_text_that_moved);
  ADD ("reads-a-stick-of-a-kiosk", test_reads_a_stick_of_a_kiosk);
  ADD ("leaves-a-recording-of-another-text", test_leaves_a_recording_of_another_text);
  ADD ("takes-what-others-laid-out-by-hand", test_takes_what_others_laid_out_by_hand);
  ADD ("overwrites-nothing-newer-unasked", test_overwrites_nothing_newer_unasked);
  ADD ("wants-the-consent", test_wants_the_consent);
  ADD ("says-what-is-wrong", test_says_what_is_wrong);
  ADD ("writes-what-it-planned", test_writes_what_it_planned);
  ADD ("a-changed-text-loses-its-voice", test_a_changed_text_loses_its_voice);
  ADD ("a-line-of-a-film-goes-to-its-scene", test_a_line_of_a_film_goes_to_its_scene);
  ADD ("a-film-takes-no-voice-for-a-scene-it-has-not", test_a_film_takes_no_voice_for_a_scene_it_has_not);
  ADD ("films-are-as-careful-as-pages", test_films_are_as_careful_as_pages);
  ADD ("a-sentence-goes-to-all-films-that-say-it", test_a_sentence_goes_to_all_films_that_say_it);
  ADD ("a-changed-scene-loses-its-voice", test_a_changed_scene_loses_its_voice);
  return g_test_run ();
}
