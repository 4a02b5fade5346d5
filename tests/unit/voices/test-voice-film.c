/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/voices/birge-voice-export.h"
#include "data/voices/birge-voice-import.h"
#include "data/voices/birge-voice-list.h"

#include <glib/gstdio.h>

#include "media/birge-media.h"
#include "media/film/birge-film-private.h"
#include "tests/unit/compile/content-fixture.h"
#include "tests/unit/voices/kiosk.h"
#include "tests/unit/voices/tone.h"

/* The whole way of a voice, from the booth of a kiosk into a film: each step with what the one before it left. */

#define SCENE(number, english, tajik) \
  "[Scene" number "]\nPicture=scenes/a.svg\nSeconds=1\nCaption[en]=" english "\n" tajik

static void
write_film (Content *content)
{
  content_write (content, "film/press/scenes/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1280 720\"/>\n");
  content_write (content, "film/press/storyboard.ini",
                 "[Film]\nSize=160x90\n" SCENE ("1", "Look", "Caption[tg]=Нигоҳ кунед\n")
                 SCENE ("2", "Press 30 times", "Caption[tg]=30 бор пахш кунед\nSay[tg]=Сӣ бор пахш кунед\n")
                 SCENE ("3", "Wait", "Caption[tg]=Интизор шавед\n"));
}

/* A kiosk that has the content as it is now. */
static BirgeLibrary *
install (Content *content, const char *state)
{
  content_build (content);
  return kiosk_install (content->out, state);
}

static void
close_library (BirgeLibrary *library)
{
  birge_library_close (library);
  g_object_unref (library);
}

static BirgeVoiceList *
list_films (BirgeLibrary *library)
{
  BirgeVoiceList *list = birge_voice_list_new ("tg");
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_voice_list_add_content (list, BIRGE_VOICE_GROUP_FILMS, library, &error));
  g_assert_no_error (error);
  return list;
}

/* A volunteer reads the first @n lines, and takes them to the editors. */
static void
read_lines (BirgeVoiceList *list, guint n, const char *state, const char *stick)
{
  g_autoptr(BirgeVoices) voices = birge_voices_new (state, BIRGE_VOICES_KEEP);
  g_autoptr(GBytes) tone = load_tone ();
  g_autoptr(GError) error = NULL;
  g_autofree char *speaker = birge_voices_add_speaker (voices, "tg", "Ман розӣ ҳастам.", tone, &error);
  BirgeVoiceExportResult result;

  for (guint i = 0; i < n; i++)
    g_assert_true (birge_voices_keep (voices, "tg", speaker, &birge_voice_list_get (list, i)->text, tone, &error));
  g_assert_cmpint (g_mkdir (stick, 0700), ==, 0);
  g_assert_true (birge_voice_export (state, stick, NULL, &result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (result.n_texts, ==, n);
}

static void
import (Content *content, const char *stick)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeSource) source = birge_source_load (content->root, NULL, NULL, &error);
  g_autoptr(BirgeVoiceImport) plan = birge_voice_import_plan (stick, source, BIRGE_VOICE_IMPORT_DEFAULT, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (birge_problems_get_length (plan->problems), ==, 0);
  g_assert_true (birge_voice_import_apply (plan, content->root, &error));
  g_assert_no_error (error);
}

/* How many scenes the film speaks in Tajik; 0: it has no such track. */
static guint
count_spoken (Content *content)
{
  g_autofree char *dir = content_path (content, "film/press");
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeFilmPlan) plan = _birge_film_plan_new (dir, NULL, problems, NULL, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < plan->tracks->len; i++)
    {
      const BirgeFilmTrack *track = g_ptr_array_index (plan->tracks, i);

      g_assert_cmpstr (track->language, ==, "tg");
      for (guint scene = 0; scene < track->lines->len; scene++)
        n += ((const BirgeFilmLine *) g_ptr_array_index (track->lines, scene))->sound->len > 0;
    }
  return n;
}

static void
test_what_is_read_is_heard_in_the_film (Content *content, gconstpointer unused)
{
  g_autofree char *state = g_build_filename (content->dir, "state", NULL);
  g_autofree char *stick = g_build_filename (content->dir, "stick", NULL);
  g_autofree char *second = g_build_filename (content->dir, "second", NULL);
  BirgeLibrary *library;

  write_film (content);
  library = install (content, state);
  g_assert_cmpuint (count_spoken (content), ==, 0);
  {
    g_autoptr(BirgeVoiceList) list = list_films (library);

    g_assert_cmpuint (birge_voice_list_get_length (list), ==, 3);
    g_assert_cmpstr (birge_voice_list_get (list, 1)->text.text, ==, "Сӣ бор пахш кунед"); /* as it is said, not as it is written */
    read_lines (list, 2, state, stick);
  }
  close_library (library);

  import (content, stick);
  g_assert_cmpuint (count_spoken (content), ==, 2);
  content_replace (content, "film/press/item.ini", "Written=2026-11-02", "Written=2026-11-03"); /* a new release */
  library = install (content, state);
  {
    g_autoptr(BirgeVoiceList) list = list_films (library);

    g_assert_true (birge_voice_list_get (list, 0)->is_recorded); /* nobody is asked twice */
    g_assert_true (birge_voice_list_get (list, 1)->is_recorded);
    g_assert_false (birge_voice_list_get (list, 2)->is_recorded);
  }
  close_library (library);

  content_replace (content, "film/press/storyboard.ini", "Caption[tg]=Нигоҳ", "Caption[tg]=Хуб нигоҳ"); /* the words change */
  g_assert_cmpuint (count_spoken (content), ==, 0); /* one of three is not enough */
  content_remove (state);
  library = install (content, second);
  {
    g_autoptr(BirgeVoiceList) list = list_films (library);

    g_assert_false (birge_voice_list_get (list, 0)->is_recorded); /* and it is asked for again */
    g_assert_true (birge_voice_list_get (list, 1)->is_recorded);
  }
  close_library (library);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (birge_media_init (NULL));
  g_test_add ("/voice-film/what-is-read-is-heard-in-the-film", Content, NULL, content_set_up, test_what_is_read_is_heard_in_the_film,
              content_tear_down);
  return g_test_run ();
}
