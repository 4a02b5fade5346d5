/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long after the touch the voice is heard, language by language: from the call to the first audible sample at the end
 * of the pipeline, a whole paragraph waiting behind it. The first figure of each language is that of the first touch, when
 * its voice is read (for the first of all the engine too, for Chinese the dictionary), the second the median of those that
 * follow. The peer is the espeak-ng program, from its start to its first samples. A real device adds its own buffer, 40 ms
 * as the speech service asks for it.
 *
 * A line of JSON for each figure, as tests/bench/figures.py writes them. */
#include "media/birge-media.h"
#include "media/birge-speech-private.h"
#include "media/birge-speech.h"

#include <gio/gio.h>
#include <stdlib.h>

#define GOAL_MS 150.0
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

static double
touch (BirgeSpeech *speech,
       Ear         *ear,
       guint        which)
{
  const BirgeUtterance list[] = { { paragraphs[which].text, paragraphs[which].language } };
  gint64 begin_us = g_get_monotonic_time ();

  g_atomic_int_set (&ear->is_heard, FALSE);
  if (!birge_speech_speak (speech, list, 1, NULL))
    g_error ("%s is not spoken", list[0].language);
  while (!g_atomic_int_get (&ear->is_heard) && g_get_monotonic_time () - begin_us < PATIENCE_US)
    g_usleep (200);
  birge_speech_stop (speech);
  return (double) (ear->heard_us - begin_us) / 1000;
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

static void
report (const char *language,
        const char *what,
        double      value,
        double      peer)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE], ratio[G_ASCII_DTOSTR_BUF_SIZE], beside[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (number, sizeof number, "%.2f", value);
  g_ascii_formatd (ratio, sizeof ratio, "%.3f", value / (peer > 0 ? peer : GOAL_MS));
  g_ascii_formatd (beside, sizeof beside, "%.2f", peer > 0 ? peer : GOAL_MS);
  g_print ("{\"name\": \"speech starts, %s, %s\", \"value\": %s, \"unit\": \"ms\", \"peer\": \"%s: %s\", \"ratio\": %s, "
           "\"goal\": %d, \"reached\": %s}\n", language, what, number, peer > 0 ? "espeak-ng" : "goal", beside, ratio,
           (int) GOAL_MS, value <= GOAL_MS ? "true" : "false");
}

static int
compare (const void *a,
         const void *b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return left < right ? -1 : left > right;
}

int
main (void)
{
  gboolean reached = TRUE;

  birge_media_init (NULL);
  for (guint which = 0; which < G_N_ELEMENTS (paragraphs); which++)
    {
      Ear ear = { 0 };
      g_autoptr(BirgeSpeech) speech = birge_speech_new ();
      GstElement *bin = gst_parse_bin_from_description ("capsfilter caps=audio/x-raw,format=S16LE,rate=48000,channels=1 ! "
                                                        "fakesink name=ear sync=true signal-handoffs=true", TRUE, NULL);
      g_autoptr(GstElement) sink = gst_bin_get_by_name (GST_BIN (bin), "ear");
      double cold, warm[N_TOUCHES], peer = time_peer (which);

      g_signal_connect (sink, "handoff", G_CALLBACK (on_handoff), &ear);
      _birge_speech_set_sink (speech, bin);
      cold = touch (speech, &ear, which);
      for (guint i = 0; i < N_TOUCHES; i++)
        warm[i] = touch (speech, &ear, which);
      birge_speech_close (speech);
      qsort (warm, N_TOUCHES, sizeof *warm, compare);

      report (paragraphs[which].language, "first touch", cold, peer);
      report (paragraphs[which].language, "median touch", warm[N_TOUCHES / 2], peer);
      reached = reached && cold <= GOAL_MS && warm[N_TOUCHES / 2] <= GOAL_MS;
    }

  return reached ? EXIT_SUCCESS : EXIT_FAILURE;
}
