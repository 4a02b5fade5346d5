/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/birge-media.h"
#include "media/birge-pcm-private.h"
#include "media/birge-speech-private.h"
#include "media/birge-speech.h"

#include "tests/unit/media/media-fixture.h"

#include <stdlib.h>
#include <string.h>

#define PATIENCE_MS 30000

typedef struct {
  Ear               ear;
  BirgeSpeech      *speech;
  GstElement       *sink;  /* borrowed */
  GString          *story; /* what happened, in a word each */
  gboolean          is_finished;
  guint             n_started;
  gint64            heard[8]; /* samples, when each sentence was marked */
} Fixture;

static void
on_sentence_started (BirgeSpeech *speech,
                     guint        index,
                     Fixture     *fixture)
{
  g_string_append_printf (fixture->story, "%u ", index);
  fixture->n_started++;
  fixture->heard[index] = ear_get_heard (&fixture->ear);
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
  fixture->speech = birge_speech_new ();
  fixture->sink = ear_new_sink (&fixture->ear);
  _birge_speech_set_sink (fixture->speech, fixture->sink);
  g_signal_connect (fixture->speech, "sentence-started", G_CALLBACK (on_sentence_started), fixture);
  g_signal_connect (fixture->speech, "finished", G_CALLBACK (on_finished), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  unused)
{
  birge_speech_close (fixture->speech);
  g_assert_finalize_object (fixture->speech);
  g_string_free (fixture->story, TRUE);
}

static gboolean
is_finished (gpointer data)
{
  return ((Fixture *) data)->is_finished;
}

static gboolean
hears_something (gpointer data)
{
  return ear_get_peak (&((Fixture *) data)->ear) > 500;
}

static gboolean
hears_marked_sentence (gpointer data)
{
  return hears_something (data) && ((Fixture *) data)->n_started > 0;
}

static void
speak (Fixture              *fixture,
       const BirgeUtterance *utterances,
       guint                 n)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_speech_speak (fixture->speech, utterances, n, &error));
  g_assert_no_error (error);
  fixture->is_finished = FALSE; /* what was spoken before has just been stopped */
  g_assert_true (birge_speech_is_speaking (fixture->speech));
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
test_knows_its_languages (void)
{
  static const char *const spoken[] = { "kk", "ru", "uz", "uz-Cyrl", "ky", "zh-Hans", "tr", "en", "fa" };

  for (guint i = 0; i < G_N_ELEMENTS (spoken); i++)
    {
      g_test_message ("%s", spoken[i]);
      g_assert_true (birge_speech_can_speak (spoken[i]));
    }
  g_assert_false (birge_speech_can_speak ("tg"));
  g_assert_false (birge_speech_can_speak ("xx"));
  g_assert_false (birge_speech_can_speak (""));
}

static gboolean
count_samples (const gint16 *samples,
               gsize         n_samples,
               int           rate,
               gpointer      data)
{
  *(gsize *) data += n_samples;
  return TRUE;
}

static gsize
length_of (const char *voice,
           const char *text,
           int         pace)
{
  gsize n = 0;

  g_assert_true (_birge_espeak_read (voice, text, pace, count_samples, &n));
  return n;
}

static void
test_unknown_voice_is_refused_not_replaced (void)
{
  gsize n = 0;

  g_assert_true (_birge_espeak_has_voice ("kk"));
  g_assert_false (_birge_espeak_has_voice ("no-such-voice"));
  g_assert_false (_birge_espeak_has_voice ("tg"));
  g_assert_false (_birge_espeak_read ("no-such-voice", "салом", 150, count_samples, &n));
  g_assert_cmpuint (n, ==, 0);
  /* And the next one is not disturbed by it. */
  g_assert_cmpuint (length_of ("kk", "сәлеметсіз бе", 150), >, 22050 / 3);
}

static void
test_every_script_is_really_read (void)
{
  static const struct { const char *voice, *text, *longer; } samples[] = {
    { "kk", "су", "судың қасында тұрыңыз" },   { "ru", "вода", "вода стоит рядом с вами" },
    { "uz", "suv", "suv yoningizda turibdi" }, { "ky", "суу", "суу жаныңызда турат" },
    { "tr", "su", "su yanınızda duruyor" },    { "fa", "آب", "آب کنار شما است" },
    { "en", "water", "the water is near you" }, { "cmn-latn-pinyin", "水", "水在你旁边站着" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_test_message ("%s", samples[i].voice);
      g_assert_cmpuint (length_of (samples[i].voice, samples[i].longer, 150), >,
                        length_of (samples[i].voice, samples[i].text, 150) * 3 / 2);
      g_assert_cmpuint (length_of (samples[i].voice, samples[i].longer, 110), >,
                        length_of (samples[i].voice, samples[i].longer, 150) * 11 / 10);
    }
  /* Bytes that are no text are no reason to fall. */
  g_assert_cmpuint (length_of ("en", "\xff\xfe one \xc3", 150), >, 0);
  length_of ("en", "", 150);
}

static void
test_sentences_come_in_order (Fixture       *fixture,
                              gconstpointer  unused)
{
  static const BirgeUtterance list[] = {
    { "Біріншіден, полицияға хабарласыңыз.", "kk" }, { "Затем позвоните в центр.", "ru" }, { "Thank you.", "en" },
  };

  speak (fixture, list, G_N_ELEMENTS (list));
  expect_end (fixture, "0 1 2 done ");
  /* Each is marked when those before it have been heard, not when it is made ready. */
  g_assert_cmpint (fixture->heard[1], >, 48000);
  g_assert_cmpint (fixture->heard[2], >, 48000 * 17 / 10);
  g_assert_cmpint (ear_get_heard (&fixture->ear), >, 48000 * 21 / 10);
  g_assert_cmpint (ear_get_peak (&fixture->ear), >, 3000);
}

/* How soon it speaks, and stops, is measured in tests/bench/say.c. */
static void
test_stop_is_silence_at_once (Fixture       *fixture,
                              gconstpointer  unused)
{
  static const BirgeUtterance list[] = {
    { "Это длинное предложение, которое ещё долго будет звучать в этом зале.", "ru" }, { "Конец.", "ru" },
  };

  speak (fixture, list, G_N_ELEMENTS (list));
  g_assert_true (wait_until (hears_marked_sentence, fixture, PATIENCE_MS));
  birge_speech_stop (fixture->speech);
  g_assert_cmpstr (fixture->story->str, ==, "0 stopped ");
  ear_reset (&fixture->ear);
  wait_ms (300);
  g_assert_cmpint (ear_get_heard (&fixture->ear), ==, 0);

  birge_speech_stop (fixture->speech); /* nothing more to tell */
  g_assert_cmpstr (fixture->story->str, ==, "0 stopped ");
}

static void
test_new_list_replaces_the_old_one (Fixture       *fixture,
                                    gconstpointer  unused)
{
  static const BirgeUtterance old[] = { { "Это длинное предложение, оно не дозвучит до конца.", "ru" } };
  static const BirgeUtterance new[] = { { "Жаңа.", "kk" }, { "Тағы.", "kk" } };

  speak (fixture, old, 1);
  g_assert_true (wait_until (hears_marked_sentence, fixture, PATIENCE_MS));
  speak (fixture, new, 2);
  expect_end (fixture, "0 stopped 0 1 done ");

  /* Very quick touches one after another. */
  g_string_truncate (fixture->story, 0);
  for (int i = 0; i < 10; i++)
    speak (fixture, old, 1);
  g_string_truncate (fixture->story, 0);
  speak (fixture, new, 2);
  expect_end (fixture, "stopped 0 1 done ");
}

static void
test_language_without_voice_is_refused (Fixture       *fixture,
                                        gconstpointer  unused)
{
  static const BirgeUtterance list[] = { { "Здравствуйте.", "ru" }, { "Салом, секретный текст.", "tg" } };
  g_autoptr(GError) error = NULL;

  g_assert_false (birge_speech_speak (fixture->speech, list, 2, &error));
  g_assert_error (error, BIRGE_SPEECH_ERROR, BIRGE_SPEECH_ERROR_NO_VOICE);
  g_assert_true (g_str_has_prefix (error->message, "tg: "));
  g_assert_null (strstr (error->message, "текст"));
  g_assert_false (birge_speech_is_speaking (fixture->speech));
  wait_ms (100);
  g_assert_cmpstr (fixture->story->str, ==, "");
}

static void
test_recorded_voice_comes_first (Fixture       *fixture,
                                 gconstpointer  unused)
{
  g_autofree char *voice = fixture_make_voice ("salom.opus", 440.0, 900);
  const BirgeUtterance list[] = { { "Салом.", "tg", voice }, { "Здравствуйте.", "ru", voice } };

  speak (fixture, list, 2);
  expect_end (fixture, "0 1 done ");
  /* Two times 0.9 s of tone and the pauses, and nothing but the tone. */
  g_assert_cmpint (ear_get_heard (&fixture->ear), >, 48000 * 18 / 10);
  g_assert_cmpint (ear_get_heard (&fixture->ear), <, 48000 * 23 / 10);
  g_assert_cmpfloat (ear_get_tone (&fixture->ear) * (double) ear_get_heard (&fixture->ear) / 48000, >, 440 * 1.7);
  g_assert_cmpfloat (ear_get_tone (&fixture->ear) * (double) ear_get_heard (&fixture->ear) / 48000, <, 440 * 1.95);
}

static void
test_damaged_recording_is_read_instead (Fixture       *fixture,
                                        gconstpointer  unused)
{
  g_autofree char *broken = fixture_write ("broken.opus", "OggS and then nothing of use", 28);
  g_autofree char *missing = fixture_dup_path ("missing.opus");
  const BirgeUtterance list[] = { { "Здравствуйте, как дела.", "ru", broken }, { "Хорошо.", "ru", missing } };
  g_autoptr(GString) lines = g_string_new (NULL);

  log_begin (lines);
  speak (fixture, list, 2);
  expect_end (fixture, "0 1 done ");
  log_end ();
  g_assert_nonnull (strstr (lines->str, "cannot be heard"));
  g_assert_null (strstr (lines->str, "broken")); /* by its name one knows what somebody listened to */
  g_assert_cmpint (ear_get_heard (&fixture->ear), >, 48000 * 12 / 10);
}

static void
test_damaged_recording_without_voice_fails (Fixture       *fixture,
                                            gconstpointer  unused)
{
  g_autofree char *broken = fixture_write ("broken.opus", "OggS and then nothing of use", 28);
  const BirgeUtterance list[] = { { "Здравствуйте.", "ru" }, { "Салом.", "tg", broken }, { "Да.", "ru" } };

  speak (fixture, list, 3);
  /* What came before is heard to its end; the sentence that is missing is not passed over. */
  expect_end (fixture, "0 1 failed ");
  g_assert_cmpint (ear_get_heard (&fixture->ear), >, 48000 / 2);
}

static void
test_cyrillic_uzbek_sounds_like_latin (Fixture       *fixture,
                                       gconstpointer  unused)
{
  static const BirgeUtterance latin[] = { { "Sizga toʻlanmagan ish haqi haqida gapiring.", "uz" } };
  static const BirgeUtterance cyrillic[] = { { "Сизга тўланмаган иш ҳақи ҳақида гапиринг.", "uz-Cyrl" } };
  gint64 heard;

  speak (fixture, latin, 1);
  expect_end (fixture, "0 done ");
  heard = ear_get_heard (&fixture->ear);
  ear_reset (&fixture->ear);
  speak (fixture, cyrillic, 1);
  expect_end (fixture, "0 done 0 done ");
  g_assert_cmpint (llabs (ear_get_heard (&fixture->ear) - heard), <, heard / 50);
}

static void
test_slow_takes_longer_and_volume_is_obeyed (Fixture       *fixture,
                                             gconstpointer  unused)
{
  static const BirgeUtterance list[] = { { "Повторите за мной, пожалуйста.", "ru" } };
  gint64 heard;
  int peak;

  speak (fixture, list, 1);
  expect_end (fixture, "0 done ");
  heard = ear_get_heard (&fixture->ear);
  peak = ear_get_peak (&fixture->ear);

  ear_reset (&fixture->ear);
  birge_speech_set_slow (fixture->speech, TRUE);
  birge_speech_set_volume (fixture->speech, 0.5);
  speak (fixture, list, 1);
  expect_end (fixture, "0 done 0 done ");
  g_assert_cmpint (ear_get_heard (&fixture->ear), >, heard * 12 / 10);
  g_assert_cmpint (ear_get_peak (&fixture->ear), <, peak / 4);
  g_assert_cmpint (ear_get_peak (&fixture->ear), >, 100);
}

static void
test_nothing_to_say_ends_too (Fixture       *fixture,
                              gconstpointer  unused)
{
  static const BirgeUtterance list[] = { { "", "ru" }, { " — ", "kk" }, { "\n", "en" } };

  speak (fixture, list, 3);
  expect_end (fixture, "0 1 2 done ");
}

/* Bytes that wait to be heard. */
static guint64
get_waiting (Fixture *fixture)
{
  g_autoptr(GstObject) pipeline = gst_object_get_parent (GST_OBJECT (fixture->sink));
  GstIterator *sources = gst_bin_iterate_sources (GST_BIN (pipeline));
  GValue value = G_VALUE_INIT;
  guint64 waiting = 0;

  g_assert_cmpint (gst_iterator_next (sources, &value), ==, GST_ITERATOR_OK);
  g_object_get (g_value_get_object (&value), "current-level-bytes", &waiting, NULL);
  g_value_unset (&value);
  gst_iterator_free (sources);
  return waiting;
}

static gboolean
is_made_ahead (gpointer data)
{
  return get_waiting (data) > 2 * 44100;
}

/* The first piece is waiting, a minute at most; the rest is not made yet. */
static void
test_long_text_is_made_as_it_is_heard (Fixture       *fixture,
                                       gconstpointer  unused)
{
  g_autoptr(GString) page = g_string_new (NULL);
  BirgeUtterance list[1] = { { NULL, "en" } };

  for (int i = 0; i < 800; i++) /* a quarter of an hour */
    g_string_append (page, "Go to the centre. ");
  list[0].text = page->str;
  speak (fixture, list, 1);
  g_assert_true (wait_until (is_made_ahead, fixture, PATIENCE_MS));
  wait_ms (700);
  g_assert_cmpuint (get_waiting (fixture), <, 120 * 44100);
  birge_speech_stop (fixture->speech);
  g_assert_cmpstr (fixture->story->str, ==, "0 stopped ");
}

/* Without a clock: as fast as it can be made. Returns how many samples. */
static gint64
length_of_speech (const char *text,
                  const char *language)
{
  const BirgeUtterance list[] = { { text, language } };
  GstElement *ear_sink, *sink;
  Fixture fixture = { 0 };

  ear_sink = ear_new_sink (&fixture.ear);
  sink = gst_bin_get_by_name (GST_BIN (ear_sink), "ear");
  g_object_set (sink, "sync", FALSE, NULL);
  gst_object_unref (sink);
  fixture.story = g_string_new (NULL);
  fixture.speech = birge_speech_new ();
  _birge_speech_set_sink (fixture.speech, ear_sink);
  g_signal_connect (fixture.speech, "finished", G_CALLBACK (on_finished), &fixture);
  speak (&fixture, list, 1);
  expect_end (&fixture, "done ");
  birge_speech_close (fixture.speech);
  g_assert_finalize_object (fixture.speech);
  g_string_free (fixture.story, TRUE);
  return ear_get_heard (&fixture.ear);
}

static void
test_long_text_is_read_to_its_end (void)
{
  static const char *const sentence = "Go to the centre and ask for help. ";
  gint64 one = length_of_speech (sentence, "en");
  gint64 two = length_of_speech ("Go to the centre and ask for help. Go to the centre and ask for help. ", "en");
  g_autoptr(GString) many = g_string_new (NULL);
  gint64 all, wanted;

  for (int i = 0; i < 100; i++)
    g_string_append (many, sentence);
  all = length_of_speech (many->str, "en");
  wanted = two + 98 * (two - one);
  g_assert_cmpint (llabs (all - wanted), <, wanted / 25);

  /* Chinese has no spaces to cut at, and one long word has nothing at all. */
  g_string_truncate (many, 0);
  for (int i = 0; i < 200; i++)
    g_string_append (many, "水在你旁边站着。");
  g_assert_cmpint (length_of_speech (many->str, "zh-Hans"), >, 100 * length_of_speech ("水在你旁边站着。", "zh-Hans"));
  g_string_truncate (many, 0);
  for (int i = 0; i < 1500; i++)
    g_string_append (many, "ы");
  length_of_speech (many->str, "ru");
}

static void
on_finished_speak_again (BirgeSpeech       *speech,
                         BirgeSpeechReason  reason,
                         Fixture           *fixture)
{
  static const BirgeUtterance list[] = { { "Да.", "ru" } };

  if (fixture->n_started == 1)
    speak (fixture, list, 1);
}

static void
test_handler_may_speak_again (Fixture       *fixture,
                              gconstpointer  unused)
{
  static const BirgeUtterance list[] = { { "Нет.", "ru" } };

  g_signal_connect (fixture->speech, "finished", G_CALLBACK (on_finished_speak_again), fixture);
  speak (fixture, list, 1);
  expect_end (fixture, "0 done 0 done ");
}

static void
set_up_device (Fixture *fixture,
               Device  *device)
{
  fixture->story = g_string_new (NULL);
  fixture->speech = birge_speech_new ();
  _birge_speech_set_sink (fixture->speech, device_new_sink (device));
  g_signal_connect (fixture->speech, "sentence-started", G_CALLBACK (on_sentence_started), fixture);
  g_signal_connect (fixture->speech, "finished", G_CALLBACK (on_finished), fixture);
}

static gboolean
has_started (gpointer data)
{
  return ((Fixture *) data)->n_started > 0;
}

/* A plug that was pulled out and put in again: the next touch is heard, not the one ten seconds later. */
static void
test_device_that_comes_back_is_opened_again (void)
{
  static const BirgeUtterance list[] = { { "Это предложение прервут, вынув вилку.", "ru" } };
  static const BirgeUtterance again[] = { { "Да.", "ru" } };
  Fixture fixture = { 0 };
  Device device = { .is_missing = TRUE };
  g_autoptr(GError) error = NULL;

  set_up_device (&fixture, &device);
  speak (&fixture, list, 1);
  g_assert_true (wait_until (has_started, &fixture, PATIENCE_MS));
  g_assert_true (birge_speech_is_silent (fixture.speech));
  g_atomic_int_set (&device.is_pulled, TRUE);
  expect_end (&fixture, "0 failed ");
  g_assert_false (birge_speech_speak (fixture.speech, again, 1, &error));
  g_assert_error (error, BIRGE_SPEECH_ERROR, BIRGE_SPEECH_ERROR_NO_SOUND);

  device.is_missing = FALSE;
  g_atomic_int_set (&device.is_pulled, FALSE);
  speak (&fixture, again, 1);
  expect_end (&fixture, "0 failed 0 done ");
  g_assert_false (birge_speech_is_silent (fixture.speech));
  speak (&fixture, again, 1);
  expect_end (&fixture, "0 failed 0 done 0 done ");
  g_assert_cmpuint (device.n_opened, ==, 2); /* and stays open then */
  tear_down (&fixture, NULL);
}

static gboolean
is_audio_sink (GstPluginFeature *feature,
               gpointer          unused)
{
  return GST_IS_ELEMENT_FACTORY (feature)
         && gst_element_factory_list_is_type (GST_ELEMENT_FACTORY (feature), GST_ELEMENT_FACTORY_TYPE_SINK
                                              | GST_ELEMENT_FACTORY_TYPE_MEDIA_AUDIO);
}

/* As on a computer without any sound device: nothing is left for the automatic choice. */
static void
test_marks_move_without_sound_device (void)
{
  static const BirgeUtterance list[] = { { "Первое предложение.", "ru" }, { "Второе.", "ru" } };
  GList *sinks = gst_registry_feature_filter (gst_registry_get (), is_audio_sink, FALSE, NULL);
  Fixture fixture = { 0 };

  for (GList *each = sinks; each != NULL; each = each->next)
    if (!g_str_equal (GST_OBJECT_NAME (each->data), "autoaudiosink"))
      gst_plugin_feature_set_rank (each->data, GST_RANK_NONE);
  gst_plugin_feature_list_free (sinks);

  fixture.story = g_string_new (NULL);
  fixture.speech = birge_speech_new ();
  g_signal_connect (fixture.speech, "sentence-started", G_CALLBACK (on_sentence_started), &fixture);
  g_signal_connect (fixture.speech, "finished", G_CALLBACK (on_finished), &fixture);
  speak (&fixture, list, 2);
  expect_end (&fixture, "0 1 done ");
  g_assert_true (birge_speech_is_silent (fixture.speech));
  birge_speech_close (fixture.speech);
  g_assert_finalize_object (fixture.speech);
  g_string_free (fixture.story, TRUE);
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_setenv ("PULSE_SERVER", "unix:/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_true (birge_media_init (NULL));
  g_test_add_func ("/speech/knows-its-languages", test_knows_its_languages);
  g_test_add_func ("/speech/unknown-voice-is-refused-not-replaced", test_unknown_voice_is_refused_not_replaced);
  g_test_add_func ("/speech/every-script-is-really-read", test_every_script_is_really_read);

#define ADD(name, func) g_test_add ("/speech/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("sentences-come-in-order", test_sentences_come_in_order);
  ADD ("stop-is-silence-at-once", test_stop_is_silence_at_once);
  ADD ("new-list-replaces-the-old-one", test_new_list_replaces_the_old_one);
  ADD ("language-without-voice-is-refused", test_language_without_voice_is_refused);
  ADD ("recorded-voice-comes-first", test_recorded_voice_comes_first);
  ADD ("damaged-recording-is-read-instead", test_damaged_recording_is_read_instead);
  ADD ("damaged-recording-without-voice-fails", test_damaged_recording_without_voice_fails);
  ADD ("cyrillic-uzbek-sounds-like-latin", test_cyrillic_uzbek_sounds_like_latin);
  ADD ("slow-takes-longer-and-volume-is-obeyed", test_slow_takes_longer_and_volume_is_obeyed);
  ADD ("nothing-to-say-ends-too", test_nothing_to_say_ends_too);
  ADD ("long-text-is-made-as-it-is-heard", test_long_text_is_made_as_it_is_heard);
  ADD ("handler-may-speak-again", test_handler_may_speak_again);
  g_test_add_func ("/speech/long-text-is-read-to-its-end", test_long_text_is_read_to_its_end);
  g_test_add_func ("/speech/device-that-comes-back-is-opened-again", test_device_that_comes_back_is_opened_again);
  g_test_add_func ("/speech/marks-move-without-sound-device", test_marks_move_without_sound_device);

  result = g_test_run ();
  fixture_remove_folder ();
  return result;
}
