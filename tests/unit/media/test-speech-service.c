/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/birge-media.h"
#include "media/birge-pcm-private.h"
#include "media/birge-speech-private.h"
#include "media/birge-speech.h"

#include "tests/unit/media/media-fixture.h"

#include <gst/base/gstbasesink.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#define PATIENCE_MS 30000

typedef struct {
  Ear          ear;
  BirgeSpeech *speech;
  GstElement  *sink;  /* borrowed */
  const char  *text;  /* of the sentence whose words are noted */
  GString     *story; /* what happened, in a word each */
  GString     *words; /* as they are shown, with a bar behind each */
  gint64       heard; /* samples, when the last word was marked */
  gboolean     is_finished;
} Fixture;

static void
on_sentence_started (BirgeSpeech *speech,
                     guint        index,
                     Fixture     *fixture)
{
  g_string_append_printf (fixture->story, "%u ", index);
}

static void
on_word_started (BirgeSpeech *speech,
                 guint        index,
                 guint        start,
                 guint        length,
                 Fixture     *fixture)
{
  if (fixture->text == NULL)
    return;
  g_assert_cmpuint (start + length, <=, strlen (fixture->text));
  fixture->heard = ear_get_heard (&fixture->ear);
  g_string_append_len (fixture->words, fixture->text + start, length);
  g_string_append_c (fixture->words, '|');
}

static void
on_finished (BirgeSpeech       *speech,
             BirgeSpeechReason  reason,
             Fixture           *fixture)
{
  static const char *const names[] = { "done", "stopped", "failed" };

  g_string_append_printf (fixture->story, "%s ", names[reason]);
  fixture->is_finished = TRUE;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  unused)
{
  fixture->story = g_string_new (NULL);
  fixture->words = g_string_new (NULL);
  fixture->speech = birge_speech_new ();
  fixture->sink = ear_new_sink (&fixture->ear);
  _birge_speech_set_sink (fixture->speech, fixture->sink);
  g_signal_connect (fixture->speech, "sentence-started", G_CALLBACK (on_sentence_started), fixture);
  g_signal_connect (fixture->speech, "word-started", G_CALLBACK (on_word_started), fixture);
  g_signal_connect (fixture->speech, "finished", G_CALLBACK (on_finished), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  unused)
{
  birge_speech_close (fixture->speech);
  g_assert_finalize_object (fixture->speech);
  g_string_free (fixture->story, TRUE);
  g_string_free (fixture->words, TRUE);
}

static gboolean
is_finished (gpointer data)
{
  return ((Fixture *) data)->is_finished;
}

static gboolean
hears_marked_sentence (gpointer data)
{
  Fixture *fixture = data;

  return ear_get_peak (&fixture->ear) > 500 && fixture->story->len > 0;
}

static void
speak (Fixture              *fixture,
       const BirgeUtterance *utterances,
       guint                 n)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_speech_speak (fixture->speech, utterances, n, &error));
  g_assert_no_error (error);
  fixture->is_finished = FALSE;
}

static void
expect_end (Fixture    *fixture,
            const char *story)
{
  g_assert_true (wait_until (is_finished, fixture, PATIENCE_MS));
  g_assert_cmpstr (fixture->story->str, ==, story);
  g_assert_false (birge_speech_is_speaking (fixture->speech));
}

static void
expect_words (Fixture    *fixture,
              const char *language,
              const char *text,
              const char *words)
{
  const BirgeUtterance list[] = { { text, language } };

  g_string_truncate (fixture->story, 0);
  g_string_truncate (fixture->words, 0);
  ear_reset (&fixture->ear);
  fixture->text = text;
  speak (fixture, list, 1);
  expect_end (fixture, "0 done ");
  g_assert_cmpstr (fixture->words->str, ==, words);
}

static void
test_words_are_marked_as_they_are_heard (Fixture       *fixture,
                                         gconstpointer  unused)
{
  expect_words (fixture, "ru", "Звоните 103, потом ждите врача у двери.", "Звоните|103|потом|ждите|врача|у|двери|");
  /* The last one when the others have been heard, not all at once. */
  g_assert_cmpint (fixture->heard, >, 48000 * 12 / 10);

  expect_words (fixture, "zh-Hans", "银行在2楼。", "银行|在|2|楼|");
  expect_words (fixture, "fa", "به 112 زنگ بزنید", "به|112|زنگ|بزنید|");
  expect_words (fixture, "uz-Cyrl", "Тез қўнғироқ қилинг", "Тез|қўнғироқ|қилинг|");
}

/* A long text is read in pieces; the places must not slip from one to the next. */
static void
test_marks_do_not_slip_in_long_text (void)
{
  Fixture fixture = { 0 };
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GString) words = g_string_new (NULL);
  GstElement *ear_sink = ear_new_sink (&fixture.ear);
  GstElement *sink = gst_bin_get_by_name (GST_BIN (ear_sink), "ear");

  for (int i = 0; i < 120; i++)
    {
      g_string_append (text, "Идите в центр. ");
      g_string_append (words, "Идите|в|центр|");
    }
  g_object_set (sink, "sync", FALSE, NULL); /* as fast as it can be made */
  gst_object_unref (sink);
  fixture.story = g_string_new (NULL);
  fixture.words = g_string_new (NULL);
  fixture.speech = birge_speech_new ();
  _birge_speech_set_sink (fixture.speech, ear_sink);
  g_signal_connect (fixture.speech, "word-started", G_CALLBACK (on_word_started), &fixture);
  g_signal_connect (fixture.speech, "finished", G_CALLBACK (on_finished), &fixture);
  fixture.text = text->str;
  speak (&fixture, (BirgeUtterance[]){ { text->str, "ru" } }, 1);
  expect_end (&fixture, "done ");
  g_assert_cmpstr (fixture.words->str, ==, words->str);
  tear_down (&fixture, NULL);
}

static void
test_recording_has_no_word_marks (Fixture       *fixture,
                                  gconstpointer  unused)
{
  g_autofree char *voice = fixture_make_voice ("salom.opus", 440.0, 300);
  const BirgeUtterance list[] = { { "Салом, дӯстон.", "tg", voice } };

  fixture->text = list[0].text;
  speak (fixture, list, 1);
  expect_end (fixture, "0 done ");
  g_assert_cmpstr (fixture->words->str, ==, "");
}

static void
test_pause_holds_on_and_goes_on (Fixture       *fixture,
                                 gconstpointer  unused)
{
  static const BirgeUtterance list[] = { { "Это предложение прервут посередине.", "ru" }, { "Второе.", "ru" } };
  gint64 heard;
  gsize marked;

  speak (fixture, list, 2);
  fixture->text = list[0].text;
  g_assert_true (wait_until (hears_marked_sentence, fixture, PATIENCE_MS));
  birge_speech_set_paused (fixture->speech, TRUE);
  g_assert_true (birge_speech_is_paused (fixture->speech));
  g_assert_cmpint (gst_element_get_state (fixture->sink, NULL, NULL, PATIENCE_MS * GST_MSECOND), ==, GST_STATE_CHANGE_SUCCESS);
  wait_ms (100); /* for the marks of what was heard till then */
  heard = ear_get_heard (&fixture->ear);
  marked = fixture->words->len;
  wait_ms (400);
  g_assert_cmpint (ear_get_heard (&fixture->ear), ==, heard);
  g_assert_cmpuint (fixture->words->len, ==, marked);
  g_assert_true (birge_speech_is_speaking (fixture->speech));

  birge_speech_set_paused (fixture->speech, FALSE);
  fixture->text = NULL;
  expect_end (fixture, "0 1 done ");
  g_assert_cmpint (ear_get_heard (&fixture->ear), >, heard + 48000);
}

static void
test_pause_ends_with_what_was_paused (Fixture       *fixture,
                                      gconstpointer  unused)
{
  static const BirgeUtterance list[] = { { "Это предложение прервут.", "ru" } };

  birge_speech_set_paused (fixture->speech, TRUE); /* nothing is spoken */
  g_assert_false (birge_speech_is_paused (fixture->speech));

  speak (fixture, list, 1);
  g_assert_true (wait_until (hears_marked_sentence, fixture, PATIENCE_MS));
  birge_speech_set_paused (fixture->speech, TRUE);
  birge_speech_stop (fixture->speech);
  g_assert_false (birge_speech_is_paused (fixture->speech));
  g_assert_cmpstr (fixture->story->str, ==, "0 stopped ");

  speak (fixture, list, 1);
  birge_speech_set_paused (fixture->speech, TRUE);
  speak (fixture, list, 1); /* a new touch is heard */
  g_assert_false (birge_speech_is_paused (fixture->speech));
  expect_end (fixture, "0 stopped stopped 0 done ");
}

/* The pause that is touched when the last word of a list has just been heard holds for the list behind it, too. */
static void
test_pause_holds_between_two_lists (void)
{
  static const BirgeUtterance first[] = { { "Раз.", "ru" } }, second[] = { { "Два.", "ru" } };
  Fixture fixture = { 0 };
  GstElement *ear_sink = ear_new_sink (&fixture.ear);
  g_autoptr(GstElement) sink = gst_bin_get_by_name (GST_BIN (ear_sink), "ear");
  gint64 heard;

  g_object_set (sink, "sync", FALSE, NULL);
  fixture.story = g_string_new (NULL);
  fixture.words = g_string_new (NULL);
  fixture.speech = birge_speech_new ();
  _birge_speech_set_sink (fixture.speech, ear_sink);
  g_signal_connect (fixture.speech, "finished", G_CALLBACK (on_finished), &fixture);
  speak (&fixture, first, 1);
  g_assert_true (birge_speech_add (fixture.speech, second, 1, NULL));
  while (!g_atomic_int_get (&GST_BASE_SINK (sink)->eos)) /* without the main context: nobody has told it yet */
    g_usleep (1000);
  heard = ear_get_heard (&fixture.ear);
  birge_speech_set_paused (fixture.speech, TRUE);
  g_assert_false (wait_until (is_finished, &fixture, 500));
  g_assert_cmpint (ear_get_heard (&fixture.ear), ==, heard);
  g_assert_true (birge_speech_is_paused (fixture.speech));

  birge_speech_set_paused (fixture.speech, FALSE);
  expect_end (&fixture, "done ");
  g_assert_cmpint (ear_get_heard (&fixture.ear), >, heard);
  tear_down (&fixture, NULL);
}

static void
test_lists_wait_for_each_other (Fixture       *fixture,
                                gconstpointer  unused)
{
  static const BirgeUtterance first[] = { { "Раз.", "ru" } };
  static const BirgeUtterance second[] = { { "Екі.", "kk" }, { "Three.", "en" } };
  static const BirgeUtterance mute[] = { { "Салом.", "tg" } };
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_speech_add (fixture->speech, first, 1, &error)); /* nothing to wait for */
  g_assert_true (birge_speech_add (fixture->speech, second, 2, &error));
  g_assert_false (birge_speech_add (fixture->speech, mute, 1, &error));
  g_assert_error (error, BIRGE_SPEECH_ERROR, BIRGE_SPEECH_ERROR_NO_VOICE);
  expect_end (fixture, "0 1 2 done ");
}

static void
test_stop_forgets_what_waits (Fixture       *fixture,
                              gconstpointer  unused)
{
  static const BirgeUtterance first[] = { { "Первое.", "ru" } };
  static const BirgeUtterance second[] = { { "Второе.", "ru" } };
  static const BirgeUtterance third[] = { { "Третье.", "ru" } };

  speak (fixture, first, 1);
  g_assert_true (birge_speech_add (fixture->speech, second, 1, NULL));
  g_assert_true (wait_until (hears_marked_sentence, fixture, PATIENCE_MS));
  birge_speech_stop (fixture->speech);
  g_string_truncate (fixture->story, 0);
  speak (fixture, third, 1);
  expect_end (fixture, "0 done ");
}

typedef struct {
  guint n_words;
  guint n_calls;
} Start;

static void
count_word (gsize    first,
            gsize    n,
            gint64   at_us,
            gpointer data)
{
  ((Start *) data)->n_words++;
}

static gboolean
take_first (const gint16 *samples,
            gsize         n_samples,
            int           rate,
            gpointer      data)
{
  ((Start *) data)->n_calls += n_samples > 0;
  return ((Start *) data)->n_calls == 0;
}

/* The first samples come while the first words are read, long before the paragraph is read to its end. */
static void
test_sound_begins_before_all_is_read (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  Start start = { 0 };

  while (text->len < 900)
    g_string_append (text, "Вы можете обратиться в центр, там вам помогут бесплатно. ");
  _birge_espeak_read_words ("ru", text->str, 150, take_first, count_word, &start);
  g_test_message ("%u words before the first samples", start.n_words);
  g_assert_cmpuint (start.n_calls, ==, 1);
  g_assert_cmpuint (start.n_words, <, 5);
}

/* An engine that takes its time: somebody else's reading holds it. */
typedef struct {
  GMutex   lock;
  GCond    changed;
  gboolean is_held;
  gboolean is_over;
} Slow;

static gboolean
hold (const gint16 *samples,
      gsize         n_samples,
      int           rate,
      gpointer      data)
{
  Slow *slow = data;

  g_mutex_lock (&slow->lock);
  slow->is_held = TRUE;
  g_cond_broadcast (&slow->changed);
  while (!slow->is_over)
    g_cond_wait (&slow->changed, &slow->lock);
  g_mutex_unlock (&slow->lock);
  return FALSE;
}

static gpointer
read_slowly (gpointer data)
{
  _birge_espeak_read ("ru", "Долгое чтение.", 150, hold, data);
  return NULL;
}

static gboolean
count_tick (gpointer data)
{
  (*(guint *) data)++;
  return G_SOURCE_CONTINUE;
}

static gboolean
has_ticked (gpointer n_ticks)
{
  return *(guint *) n_ticks > 30;
}

static void
test_slow_engine_holds_up_nobody (Fixture       *fixture,
                                  gconstpointer  unused)
{
  static const BirgeUtterance list[] = { { "Здравствуйте.", "ru" } };
  Slow slow = { 0 };
  GThread *thread = g_thread_new ("slow", read_slowly, &slow);
  guint n_ticks = 0, tick_id;

  g_mutex_lock (&slow.lock);
  while (!slow.is_held)
    g_cond_wait (&slow.changed, &slow.lock);
  g_mutex_unlock (&slow.lock);

  /* Were any of these to wait for the engine, this test would never end. */
  g_assert_true (birge_speech_can_speak ("ru"));
  speak (fixture, list, 1);
  birge_speech_stop (fixture->speech);
  speak (fixture, list, 1);
  tick_id = g_timeout_add (10, count_tick, &n_ticks);
  g_assert_true (wait_until (has_ticked, &n_ticks, PATIENCE_MS));
  g_source_remove (tick_id);
  g_assert_cmpint (ear_get_heard (&fixture->ear), ==, 0);
  g_assert_true (birge_speech_is_speaking (fixture->speech));

  g_mutex_lock (&slow.lock);
  slow.is_over = TRUE;
  g_cond_broadcast (&slow.changed);
  g_mutex_unlock (&slow.lock);
  g_thread_join (thread);
  expect_end (fixture, "stopped 0 done ");
  g_mutex_clear (&slow.lock);
  g_cond_clear (&slow.changed);
}

/* From here on a byte written into any file ends the program. */
static void
forbid_files (void)
{
  struct rlimit none = { 0, 0 };

  signal (SIGXFSZ, SIG_DFL);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &none), ==, 0);
}

static void
test_nothing_is_written (void)
{
  if (g_test_subprocess ())
    {
      Fixture fixture = { 0 };
      g_autofree char *voice = fixture_make_voice ("short.opus", 440.0, 200);
      const BirgeUtterance list[] = {
        { "Секретный текст, 103.", "ru" }, { "银行。", "zh-Hans" }, { "Салом.", "tg", voice }, { "Secret.", "en" },
      };

      /* GStreamer's compiler and the library of the sound server ask for memory as a file, once: not for the text. */
      set_up (&fixture, NULL);
      speak (&fixture, (BirgeUtterance[]){ { "Да.", "ru" } }, 1);
      expect_end (&fixture, "0 done ");
      forbid_files ();
      speak (&fixture, list, G_N_ELEMENTS (list));
      expect_end (&fixture, "0 done 0 1 2 3 done ");
      tear_down (&fixture, NULL);
      fixture_remove_folder ();
      return;
    }

  g_test_trap_subprocess (NULL, 60 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

/* So that the test above can fail. */
static void
test_writing_would_be_noticed (void)
{
  if (g_test_subprocess ())
    {
      g_autofree char *path = g_build_filename (g_get_tmp_dir (), "birge-written", NULL);

      forbid_files ();
      g_file_set_contents_full (path, "x", 1, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
      return;
    }

  g_test_trap_subprocess (NULL, 60 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_setenv ("PULSE_SERVER", "unix:/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_true (birge_media_init (NULL));

#define ADD(name, func) g_test_add ("/speech-service/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("words-are-marked-as-they-are-heard", test_words_are_marked_as_they_are_heard);
  ADD ("recording-has-no-word-marks", test_recording_has_no_word_marks);
  ADD ("pause-holds-on-and-goes-on", test_pause_holds_on_and_goes_on);
  ADD ("pause-ends-with-what-was-paused", test_pause_ends_with_what_was_paused);
  ADD ("lists-wait-for-each-other", test_lists_wait_for_each_other);
  ADD ("stop-forgets-what-waits", test_stop_forgets_what_waits);
  ADD ("slow-engine-holds-up-nobody", test_slow_engine_holds_up_nobody);
  g_test_add_func ("/speech-service/pause-holds-between-two-lists", test_pause_holds_between_two_lists);
  g_test_add_func ("/speech-service/marks-do-not-slip-in-long-text", test_marks_do_not_slip_in_long_text);
  g_test_add_func ("/speech-service/sound-begins-before-all-is-read", test_sound_begins_before_all_is_read);
  g_test_add_func ("/speech-service/nothing-is-written", test_nothing_is_written);
  g_test_add_func ("/speech-service/writing-would-be-noticed", test_writing_would_be_noticed);

  result = g_test_run ();
  fixture_remove_folder ();
  return result;
}
