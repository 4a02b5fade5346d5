/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-opus.h"
#include "data/formats/birge-voice-text.h"
#include "media/birge-media.h"
#include "media/film/birge-film-private.h"

#include "tests/unit/media/media-fixture.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Which languages a film speaks, by whose voice. Nothing is drawn here. */

#define PICTURE "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1280 720\"/>"
#define STORYBOARD \
  "[Film]\nNarration=uz en tg\nSize=160x90\n" \
  "[Scene1]\nPicture=a.svg\nSeconds=1\nCaption[en]=One\nCaption[uz]=Bir\nCaption[tg]=Як\n" \
  "[Scene2]\nPicture=a.svg\nSeconds=1\nCaption[en]=Two\nCaption[uz]=Ikki\nCaption[tg]=Ду\n"

typedef struct {
  char          *dir;
  BirgeProblems *problems;
} Fixture;

static void
write_text (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->dir = g_dir_make_tmp ("birge-film-XXXXXX", NULL);
  fixture->problems = birge_problems_new ();
  write_text (fixture, "a.svg", PICTURE);
  write_text (fixture, "storyboard.ini", STORYBOARD);
}

static int
remove_one (const char *path, const struct stat *info, int type, struct FTW *walk)
{
  return remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  nftw (fixture->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  g_free (fixture->dir);
  birge_problems_free (fixture->problems);
}

/* A person says scene @scene; made for @text, or for nobody knows what. */
static void
record (Fixture *fixture, const char *language, guint scene, const char *text)
{
  g_autofree char *voice = fixture_make_voice ("voice.opus", 440, 2500);
  g_autofree char *folder = g_build_filename (fixture->dir, "voices", language, NULL);
  g_autofree char *target = g_strdup_printf ("%s/%02u.opus", folder, scene);
  g_autofree char *key = text != NULL ? birge_voice_text_dup_key (text) : NULL;
  g_autofree char *tag = g_strdup_printf (BIRGE_VOICE_TAG_TEXT "=%s", key);
  const char *const tags[] = { text != NULL ? tag : NULL, NULL };
  g_autofree char *contents = NULL;
  g_autoptr(GBytes) plain = NULL;
  g_autoptr(GBytes) tagged = NULL;
  gsize length;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_get_contents (voice, &contents, &length, NULL));
  plain = g_bytes_new (contents, length);
  tagged = birge_opus_with_tags (plain, tags, NULL);
  g_assert_nonnull (tagged);
  g_assert_true (g_file_set_contents (target, g_bytes_get_data (tagged, NULL), (gssize) g_bytes_get_size (tagged), NULL));
  fixture_remove_folder ();
}

static BirgeFilmPlan *
make_plan (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  BirgeFilmPlan *made = _birge_film_plan_new (fixture->dir, NULL, fixture->problems, NULL, &error);

  g_assert_no_error (error);
  return made;
}

static const BirgeFilmTrack *
find_track (const BirgeFilmPlan *film, const char *language)
{
  for (guint i = 0; i < film->tracks->len; i++)
    {
      const BirgeFilmTrack *track = g_ptr_array_index (film->tracks, i);

      if (g_str_equal (track->language, language))
        return track;
    }
  return NULL;
}

static void
assert_warned (Fixture *fixture, const char *code, const char *words)
{
  const BirgeProblem *problem = birge_problems_get (fixture->problems, 0);

  g_assert_cmpuint (birge_problems_get_length (fixture->problems), ==, 1);
  g_assert_cmpint (problem->severity, ==, BIRGE_PROBLEM_WARNING);
  g_assert_cmpstr (problem->code, ==, code);
  g_test_message ("%s", problem->what);
  g_assert_nonnull (strstr (problem->what, words));
}

/* Half of the scenes are enough for a track; each recording is heard in its scene, and who is silent is told. */
static void
test_takes_a_recording (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeFilmPlan) film = NULL;
  const BirgeFilmTrack *track;
  const BirgeFilmLine *line;

  record (fixture, "tg", 2, NULL);
  film = make_plan (fixture);
  assert_warned (fixture, "silent-scene", "tg nobody speaks in the scenes 1");
  g_assert_cmpuint (film->tracks->len, ==, 3);
  track = g_ptr_array_index (film->tracks, 2);
  g_assert_cmpstr (track->language, ==, "tg");
  line = g_ptr_array_index (track->lines, 0);
  g_assert_cmpuint (line->sound->len, ==, 0);
  line = g_ptr_array_index (track->lines, 1);
  g_assert_cmpfloat_with_epsilon ((double) line->sound->len / BIRGE_FILM_SOUND_RATE, 2.5, 0.1);
  g_assert_cmpfloat (_birge_film_plan_scene_s (film, 1), >=, 2.8); /* the scene grew */
}

/* Recorded in one scene of three, a film would be silent most of the time. */
static void
test_a_few_recordings_make_no_track (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeFilmPlan) film = NULL;

  write_text (fixture, "storyboard.ini",
              STORYBOARD "[Scene3]\nPicture=a.svg\nSeconds=1\nCaption[en]=Three\nCaption[uz]=Uch\nCaption[tg]=Се\n");
  record (fixture, "tg", 2, NULL);
  film = make_plan (fixture);
  g_assert_null (find_track (film, "tg"));
  g_assert_nonnull (find_track (film, "uz"));
  assert_warned (fixture, "few-voices", "1 of 3 scenes");
}

/* Nobody edits the storyboard when a volunteer has read it. */
static void
test_a_recorded_language_need_not_be_named (Fixture *fixture, gconstpointer unused)
{
  static const char *const english[] = { "en", NULL };
  BirgeFilmOptions options = { .languages = english };
  g_autoptr(BirgeFilmPlan) film = NULL;
  g_autoptr(BirgeFilmPlan) asked = NULL;
  g_autoptr(GError) error = NULL;

  write_text (fixture, "storyboard.ini",
              "[Film]\nNarration=en\nSize=160x90\n[Scene1]\nPicture=a.svg\nSeconds=1\nCaption[en]=One\nCaption[fa]=یک\n");
  record (fixture, "fa", 1, "یک");
  film = make_plan (fixture);
  g_assert_cmpuint (birge_problems_get_length (fixture->problems), ==, 0);
  g_assert_cmpuint (film->tracks->len, ==, 2);
  g_assert_nonnull (find_track (film, "fa"));
  asked = _birge_film_plan_new (fixture->dir, &options, fixture->problems, NULL, &error); /* who names languages means them */
  g_assert_no_error (error);
  g_assert_cmpuint (asked->tracks->len, ==, 1);
  g_assert_cmpstr (film->inputs, !=, asked->inputs);
}

/* The scene says something else today. */
static void
test_a_recording_of_another_text_is_left_out (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeFilmPlan) before = NULL;
  g_autoptr(BirgeFilmPlan) after = NULL;
  const BirgeFilmLine *line;

  write_text (fixture, "storyboard.ini",
              "[Film]\nNarration=uz\nSize=160x90\n[Scene1]\nPicture=a.svg\nSeconds=1\nCaption[en]=One\nCaption[uz]=1\nSay[uz]=Bir\n");
  record (fixture, "uz", 1, "Bir");
  before = make_plan (fixture);
  g_assert_cmpuint (birge_problems_get_length (fixture->problems), ==, 0);
  line = g_ptr_array_index (((BirgeFilmTrack *) g_ptr_array_index (before->tracks, 0))->lines, 0);
  g_assert_cmpfloat_with_epsilon ((double) line->sound->len / BIRGE_FILM_SOUND_RATE, 2.5, 0.1);

  record (fixture, "uz", 1, "1"); /* what is written there, not what is said */
  after = make_plan (fixture);
  assert_warned (fixture, "other-text", "changed");
  line = g_ptr_array_index (((BirgeFilmTrack *) g_ptr_array_index (after->tracks, 0))->lines, 0);
  g_assert_cmpuint (line->sound->len, <, 1.5 * BIRGE_FILM_SOUND_RATE); /* the machine says it */
  g_assert_cmpuint (line->sound->len, >, 0);
}

/* Only that line: the others keep the machine's voice. */
static void
test_a_recording_replaces_the_machine (Fixture *fixture, gconstpointer unused)
{
  guint samples[2][2]; /* of a line, before and after */

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(BirgeFilmPlan) film = make_plan (fixture);
      const BirgeFilmTrack *track = g_ptr_array_index (film->tracks, 0);

      g_assert_cmpstr (track->language, ==, "uz");
      for (guint line = 0; line < 2; line++)
        samples[line][i] = ((BirgeFilmLine *) g_ptr_array_index (track->lines, line))->sound->len;
      record (fixture, "uz", 1, NULL);
    }

  g_assert_cmpuint (samples[0][0], <, 1.5 * BIRGE_FILM_SOUND_RATE); /* “Bir” */
  g_assert_cmpfloat_with_epsilon ((double) samples[0][1] / BIRGE_FILM_SOUND_RATE, 2.5, 0.1);
  g_assert_cmpfloat_with_epsilon (samples[1][0], samples[1][1], 0.1 * BIRGE_FILM_SOUND_RATE);
}

#define ADD(name, func) g_test_add ("/media/film-voices/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (birge_media_init (NULL));
  ADD ("takes-a-recording", test_takes_a_recording);
  ADD ("a-few-recordings-make-no-track", test_a_few_recordings_make_no_track);
  ADD ("a-recorded-language-need-not-be-named", test_a_recorded_language_need_not_be_named);
  ADD ("a-recording-of-another-text-is-left-out", test_a_recording_of_another_text_is_left_out);
  ADD ("a-recording-replaces-the-machine", test_a_recording_replaces_the_machine);
  return g_test_run ();
}
