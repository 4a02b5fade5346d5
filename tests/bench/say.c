/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long after the touch the voice is heard, language by language: from the call to the first audible sample at the end
 * of the pipeline, a whole paragraph waiting behind it. The first figure of each language is that of the first touch, when
 * its voice is read (for the first of all the engine too, for Chinese the dictionary), the second the median of those that
 * follow. The peer is the espeak-ng program, from its start to its first samples. A real device adds its own buffer, 40 ms
 * as the speech service asks for it. Then how long the screen is held up by the call, and by a stop; and how long after the
 * touch a short sound is heard.
 *
 * A line of JSON for each figure, as tests/bench/figures.py writes them. */
#include "media/birge-media.h"
#include "media/birge-sounds-private.h"
#include "media/birge-speech-private.h"
#include "media/birge-speech.h"

#include <gio/gio.h>
#include <stdlib.h>

#define GOAL_MS 150.0
#define CALL_GOAL_MS 50.0
#define STOP_GOAL_MS 100.0
#define SOUND_GOAL_MS 100.0
#define N_TOUCHES 9
#define AUDIBLE 500
#define PATIENCE_US (10 * G_USEC_PER_SEC)

static const struct {
  const char *language, *voice, *text;
} paragraphs[] = {
  { "kk", "kk", "Жауап жоқ, тыныс жоқ: 103-ке қоңырау шалыңыз. Кеуденің ортасын 5–6 см тереңдікке басыңыз, минутына 100–120 рет." },
  { "ru", "ru", "Нет ответа, нет дыхания: звоните 103. Давите на середину груди на глубину 5–6 см, 100–120 раз в минуту." },
  { "uz", "uz", "Javob yoʻq, nafas yoʻq: 103 ga qoʻngʻiroq qiling. Koʻkrak oʻrtasini 5–6 sm bosing, daqiqasiga 100–120 marta." },
  { "ky", "ky", "Жооп жок, дем жок: 103кө чалыңыз. Көкүрөктүн ортосун 5–6 см басыңыз, мүнөтүнө 100–120 жолу." },
  { "tr", "tr", "Yanıt yok, solunum yok: 103'ü arayın. Göğsün ortasına 5–6 cm bastırın, dakikada 100–120 kez." },
  { "en", "en", "No answer, no breathing: call 103. Press the middle of the chest 5–6 cm deep, 100–120 times a minute." },
  { "fa", "fa", "جواب نمی‌دهد، نفس نمی‌کشد: به 103 زنگ بزنید. وسط سینه را ۵ تا ۶ سانتی‌متر فشار دهید." },
  { "zh-Hans", "cmn-latn-pinyin", "没有反应，没有呼吸：打103。按胸部正中，深5–6厘米，每分钟100–120次。" },
};

typedef struct {
  gint     is_heard; /* atomic */
  gint64   heard_us;
} Ear;

static void
on_handoff (GstElement *sink,
            GstBuffer  *buffer,
            GstPad     *pad,
            Ear        *ear)
{
  GstMapInfo map;

  if (g_atomic_int_get (&ear->is_heard) || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;

  for (gsize i = 0; i < map.size / sizeof (gint16); i++)
    if (abs (((const gint16 *) (gconstpointer) map.data)[i]) > AUDIBLE)
      {
        ear->heard_us = g_get_monotonic_time ();
        g_atomic_int_set (&ear->is_heard, TRUE);
        break;
      }
  gst_buffer_unmap (buffer, &map);
}

static GstElement *
ear_new_sink (Ear *ear)
{
  GstElement *bin = gst_parse_bin_from_description ("capsfilter caps=audio/x-raw,format=S16LE,rate=48000,channels=1 ! "
                                                    "fakesink name=ear sync=true signal-handoffs=true", TRUE, NULL);
  g_autoptr(GstElement) sink = gst_bin_get_by_name (GST_BIN (bin), "ear");

  g_signal_connect (sink, "handoff", G_CALLBACK (on_handoff), ear);
  return bin;
}

/* Waits for the ear. Returns milliseconds since @begin_us. */
static double
wait_for (Ear    *ear,
          gint64  begin_us)
{
  while (!g_atomic_int_get (&ear->is_heard) && g_get_monotonic_time () - begin_us < PATIENCE_US)
    g_usleep (200);
  return (double) (ear->heard_us - begin_us) / 1000;
}

/* The longest that the screen was held up. */
static double slowest_call_ms, slowest_stop_ms;

static double
since_ms (gint64 begin_us)
{
  return (double) (g_get_monotonic_time () - begin_us) / 1000;
}

static double
touch (BirgeSpeech *speech,
       Ear         *ear,
       guint        which)
{
  const BirgeUtterance list[] = { { paragraphs[which].text, paragraphs[which].language } };
  gint64 begin_us = g_get_monotonic_time (), stop_us;
  double heard_ms;

  g_atomic_int_set (&ear->is_heard, FALSE);
  if (!birge_speech_speak (speech, list, 1, NULL))
    g_error ("%s is not spoken", list[0].language);
  slowest_call_ms = MAX (slowest_call_ms, since_ms (begin_us));
  heard_ms = wait_for (ear, begin_us);
  stop_us = g_get_monotonic_time ();
  birge_speech_stop (speech);
  slowest_stop_ms = MAX (slowest_stop_ms, since_ms (stop_us));
  return heard_ms;
}

static double
time_peer (guint which)
{
  const char *const command[] = { "espeak-ng", "--stdout", "-v", paragraphs[which].voice, paragraphs[which].text, NULL };
  g_autoptr(GSubprocess) peer = NULL;
  gint64 begin_us = g_get_monotonic_time ();
  char head[1024];

  peer = g_subprocess_newv (command, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
  if (peer == NULL)
    return -1;
  g_input_stream_read_all (g_subprocess_get_stdout_pipe (peer), head, sizeof head, NULL, NULL, NULL);
  return (double) (g_get_monotonic_time () - begin_us) / 1000;
}

/* @peer: 0: the goal is all there is beside it. */
static gboolean
report (const char *name,
        double      value,
        double      peer,
        double      goal)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE], ratio[G_ASCII_DTOSTR_BUF_SIZE], beside[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (number, sizeof number, "%.2f", value);
  g_ascii_formatd (ratio, sizeof ratio, "%.3f", value / (peer > 0 ? peer : goal));
  g_ascii_formatd (beside, sizeof beside, "%.2f", peer > 0 ? peer : goal);
  g_print ("{\"name\": \"%s\", \"value\": %s, \"unit\": \"ms\", \"peer\": \"%s: %s\", \"ratio\": %s, "
           "\"goal\": %d, \"reached\": %s}\n", name, number, peer > 0 ? "espeak-ng" : "goal", beside, ratio, (int) goal,
           value <= goal ? "true" : "false");
  return value <= goal;
}

static int
compare (const void *a,
         const void *b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return left < right ? -1 : left > right;
}

/* Returns whether both figures are within the goal. */
static gboolean
measure_language (guint which)
{
  Ear ear = { 0 };
  g_autoptr(BirgeSpeech) speech = birge_speech_new ();
  g_autofree char *first = g_strdup_printf ("speech starts, %s, first touch", paragraphs[which].language);
  g_autofree char *median = g_strdup_printf ("speech starts, %s, median touch", paragraphs[which].language);
  double cold, warm[N_TOUCHES], peer = time_peer (which);
  gboolean reached;

  _birge_speech_set_sink (speech, ear_new_sink (&ear));
  cold = touch (speech, &ear, which);
  for (guint i = 0; i < N_TOUCHES; i++)
    warm[i] = touch (speech, &ear, which);
  birge_speech_close (speech);
  qsort (warm, N_TOUCHES, sizeof *warm, compare);

  reached = report (first, cold, peer, GOAL_MS);
  return report (median, warm[N_TOUCHES / 2], peer, GOAL_MS) && reached;
}

static double
measure_sound (void)
{
  Ear ear = { 0 };
  g_autoptr(BirgeSounds) sounds = birge_sounds_new ();
  double took[N_TOUCHES];

  _birge_sounds_set_sink (sounds, ear_new_sink (&ear));
  for (guint i = 0; i < N_TOUCHES; i++)
    {
      gint64 begin_us = g_get_monotonic_time ();

      g_atomic_int_set (&ear.is_heard, FALSE);
      birge_sounds_play (sounds, BIRGE_SOUND_RIGHT);
      took[i] = wait_for (&ear, begin_us);
    }
  qsort (took, N_TOUCHES, sizeof *took, compare);
  return took[N_TOUCHES / 2];
}

int
main (void)
{
  gboolean reached = TRUE;

  birge_media_init (NULL);
  for (guint which = 0; which < G_N_ELEMENTS (paragraphs); which++)
    reached = measure_language (which) && reached;
  reached = report ("speech holds the screen up when it starts, at most", slowest_call_ms, 0, CALL_GOAL_MS) && reached;
  reached = report ("speech holds the screen up when it stops, at most", slowest_stop_ms, 0, STOP_GOAL_MS) && reached;
  reached = report ("a short sound is heard, median touch", measure_sound (), 0, SOUND_GOAL_MS) && reached;
  return reached ? EXIT_SUCCESS : EXIT_FAILURE;
}
