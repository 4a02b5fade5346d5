/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/birge-media.h"
#include "media/birge-metronome-private.h"

#include "tests/unit/media/media-fixture.h"

#include <math.h>
#include <gst/audio/audio.h>
#include <stdlib.h>

#define RATE BIRGE_METRONOME_RATE
#define MS (RATE / 1000)
#define LOUD 2000
#define PATIENCE_MS 15000
/* After the end of a click nothing is loud for longer than this. */
#define QUIET (80 * MS)

/* Where clicks begin in a stretch of sound: loud, after some quiet. */
static GArray *
find_clicks (const gint16 *samples, gsize n, guint64 offset)
{
  GArray *clicks = g_array_new (FALSE, FALSE, sizeof (guint64));
  gint64 quiet_since = -QUIET;

  for (gint64 i = 0; i < (gint64) n; i++)
    if (abs (samples[i]) > LOUD)
      {
        guint64 at = offset + (guint64) i;

        if (i - quiet_since >= QUIET)
          g_array_append_val (clicks, at);
        quiet_since = i;
      }
  return clicks;
}

/* A minute, made in blocks of any length: each click is where it belongs, to a sample, and none is missing. */
static void
test_clicks_are_where_they_belong (void)
{
  static const guint rates[] = { 40, 90, 100, 110, 113, 120, 200 };
  const gsize n = 60 * RATE;
  g_autofree gint16 *samples = g_new (gint16, n);
  g_autoptr(GRand) rand = g_rand_new_with_seed (110);

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      g_autoptr(GArray) clicks = NULL;
      gint64 lag = 0;

      for (gsize at = 0; at < n;)
        {
          gsize block = (gsize) g_rand_int_range (rand, 1, 20000);

          block = MIN (block, n - at);
          _birge_metronome_render (rates[i], at, samples + at, block);
          at += block;
        }
      clicks = find_clicks (samples, n, 0);
      g_assert_cmpint (abs ((int) clicks->len - (int) rates[i]), <=, 1);
      for (guint j = 0; j < clicks->len; j++)
        {
          double wanted = RATE / 2.0 + j * 60.0 * RATE / rates[i];
          gint64 late = (gint64) g_array_index (clicks, guint64, j) - (gint64) floor (wanted + 0.5);

          lag = j == 0 ? late : lag; /* the sound itself takes some samples to be loud: the same for each */
          g_assert_cmpint (late, ==, lag);
        }
      g_assert_cmpint (lag, <, MS);
    }
}

static void
test_clicks_are_sound_not_noise (void)
{
  gint16 samples[RATE];
  int peak = 0;

  _birge_metronome_render (110, 0, samples, RATE);
  for (guint i = 0; i < RATE; i++)
    peak = MAX (peak, abs (samples[i]));
  g_assert_cmpint (peak, >, G_MAXINT16 / 5);
  g_assert_cmpint (peak, <, G_MAXINT16);
  g_assert_cmpint (samples[RATE / 2], ==, 0); /* begins from nothing */
}

/* What comes out at the end of the pipeline, with its own time. */
typedef struct {
  GMutex  lock;
  GArray *samples; /* of gint16 */
  guint   gaps;
} Tape;

static void
on_buffer (GstElement *sink, GstBuffer *buffer, GstPad *pad, gpointer data)
{
  Tape *tape = data;
  GstMapInfo map;

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
  g_mutex_lock (&tape->lock);
  if (llabs ((gint64) GST_BUFFER_PTS (buffer) - (gint64) gst_util_uint64_scale (tape->samples->len, GST_SECOND, RATE)) > GST_MSECOND)
    tape->gaps++;
  g_array_append_vals (tape->samples, map.data, (guint) (map.size / sizeof (gint16)));
  g_mutex_unlock (&tape->lock);
  gst_buffer_unmap (buffer, &map);
}

static GstElement *
tape_new_sink (Tape *tape)
{
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  GstElement *filter = gst_element_factory_make ("capsfilter", NULL);
  GstElement *bin = gst_bin_new (NULL);
  g_autoptr(GstCaps) caps = gst_caps_from_string ("audio/x-raw,format=" GST_AUDIO_NE (S16));
  g_autoptr(GstPad) pad = gst_element_get_static_pad (filter, "sink");

  tape->samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  g_object_set (filter, "caps", caps, NULL);
  g_object_set (sink, "sync", TRUE, "signal-handoffs", TRUE, NULL);
  g_signal_connect (sink, "handoff", G_CALLBACK (on_buffer), tape);
  gst_bin_add_many (GST_BIN (bin), filter, sink, NULL);
  gst_element_link (filter, sink);
  gst_element_add_pad (bin, gst_ghost_pad_new ("sink", pad));
  return bin;
}

static gboolean
has_samples (Tape *tape, guint n)
{
  gboolean enough;

  g_mutex_lock (&tape->lock);
  enough = tape->samples->len >= n;
  g_mutex_unlock (&tape->lock);
  return enough;
}

static gboolean
has_begun (gpointer tape)
{
  return has_samples (tape, 1);
}

static gboolean
has_four_seconds (gpointer tape)
{
  return has_samples (tape, 4 * RATE);
}

/* Through the whole pipeline, with a main loop that is blocked again and again. */
static void
test_clicks_come_out_in_time (void)
{
  Tape tape = { 0 };
  BirgeMetronome *metronome = birge_metronome_new ();
  g_autoptr(GArray) clicks = NULL;
  double worst_ms = 0;

  _birge_metronome_set_sink (metronome, tape_new_sink (&tape));
  birge_metronome_start (metronome, 110);
  g_assert_true (wait_until (has_begun, &tape, PATIENCE_MS));
  for (guint i = 0; i < 40 && !has_four_seconds (&tape); i++)
    {
      g_usleep (700 * 1000);
      wait_ms (20);
    }
  g_assert_true (has_four_seconds (&tape));
  birge_metronome_stop (metronome);
  g_assert_cmpuint (tape.gaps, ==, 0);

  clicks = find_clicks ((const gint16 *) (gconstpointer) tape.samples->data, tape.samples->len, 0);
  g_assert_cmpuint (clicks->len, >=, 6);
  for (guint i = 1; i < clicks->len; i++)
    {
      double interval_ms = (double) (g_array_index (clicks, guint64, i) - g_array_index (clicks, guint64, i - 1)) / MS;

      worst_ms = MAX (worst_ms, fabs (interval_ms - 60000.0 / 110));
    }
  g_test_message ("worst of %u intervals: %g ms", clicks->len - 1, worst_ms);
  g_assert_cmpfloat (worst_ms, <=, 0.05); /* 5 ms are allowed */
  g_assert_finalize_object (metronome);
  g_array_unref (tape.samples);
}

static gboolean
is_past_a_second (gpointer metronome)
{
  return birge_metronome_get_position_us (metronome) > G_USEC_PER_SEC;
}

typedef struct {
  Tape   tape;
  gint64 wanted_us;
} Heard;

static gboolean
has_heard_wanted (gpointer data)
{
  Heard *heard = data;
  gint64 end_us;

  g_mutex_lock (&heard->tape.lock);
  end_us = (gint64) gst_util_uint64_scale (heard->tape.samples->len, G_USEC_PER_SEC, RATE);
  g_mutex_unlock (&heard->tape.lock);
  return end_us >= heard->wanted_us;
}

/* The clock that pictures go by is that of the sound, and never goes back. */
static void
test_time_is_what_is_heard (void)
{
  Heard heard = { 0 };
  BirgeMetronome *metronome = birge_metronome_new ();
  gint64 last_us = 0;

  _birge_metronome_set_sink (metronome, tape_new_sink (&heard.tape));
  g_assert_cmpint (birge_metronome_get_position_us (metronome), ==, 0);
  birge_metronome_start (metronome, 120);
  for (guint i = 0; i < 60; i++)
    {
      heard.wanted_us = birge_metronome_get_position_us (metronome);
      g_assert_cmpint (heard.wanted_us, >=, last_us);
      g_assert_true (wait_until (has_heard_wanted, &heard, PATIENCE_MS));
      last_us = heard.wanted_us;
      wait_ms (10);
    }
  g_assert_true (wait_until (is_past_a_second, metronome, PATIENCE_MS));
  g_assert_cmpfloat_with_epsilon (birge_metronome_get_beat (metronome, 500000), 0, 0.001);
  g_assert_cmpfloat_with_epsilon (birge_metronome_get_beat (metronome, 1750000), 2.5, 0.001);
  g_assert_cmpfloat (birge_metronome_get_beat (metronome, 0), <, 0);

  do /* another rate begins anew; once more where the machine did something else between the two lines */
    birge_metronome_start (metronome, 100);
  while (birge_metronome_get_position_us (metronome) > G_USEC_PER_SEC);
  birge_metronome_stop (metronome);
  g_assert_cmpint (birge_metronome_get_position_us (metronome), ==, 0);
  g_assert_finalize_object (metronome);
  g_array_unref (heard.tape.samples);
}

static gboolean
is_silent (gpointer metronome)
{
  birge_metronome_get_position_us (metronome);
  return birge_metronome_is_silent (metronome);
}

/* Without a device that works, time goes on all the same. */
static void
test_goes_on_without_sound (void)
{
  BirgeMetronome *metronome = birge_metronome_new ();
  GstElement *broken = gst_element_factory_make ("filesink", NULL);

  g_object_set (broken, "location", "/nonexistent/folder/sound", NULL);
  _birge_metronome_set_sink (metronome, broken);
  birge_metronome_start (metronome, 110);
  g_assert_true (wait_until (is_silent, metronome, PATIENCE_MS));
  g_assert_true (wait_until (is_past_a_second, metronome, PATIENCE_MS));
  birge_metronome_breathe (metronome);
  g_assert_true (wait_until (is_past_a_second, metronome, PATIENCE_MS));
  g_assert_finalize_object (metronome);
}

/* A device that is not there is told of once, when it is looked for; the next round is not heard either. */
static void
test_silence_is_told_each_round (void)
{
  BirgeMetronome *metronome = birge_metronome_new ();
  Device device = { .is_missing = TRUE };

  _birge_metronome_set_sink (metronome, device_new_sink (&device));
  for (guint i = 0; i < 3; i++)
    {
      birge_metronome_start (metronome, 110);
      g_assert_true (wait_until (is_silent, metronome, PATIENCE_MS));
      birge_metronome_breathe (metronome);
      g_assert_true (wait_until (is_silent, metronome, PATIENCE_MS));
      birge_metronome_stop (metronome);
    }
  g_assert_cmpuint (device.n_opened, ==, 1);
  g_assert_finalize_object (metronome);
}

/* A second each, and the whole pause within ten. */
static void
test_breathes_twice (void)
{
  const gsize n = (gsize) (BIRGE_METRONOME_BREATHS_END_US * RATE / G_USEC_PER_SEC);
  g_autofree gint16 *samples = g_new (gint16, n);
  g_autofree gint16 *again = g_new (gint16, n);
  guint breaths = 0, loud = 0;
  int last = -1, peak = 0;

  g_assert_cmpint (BIRGE_METRONOME_BREATHS_END_US, <=, 10 * G_USEC_PER_SEC);
  _birge_metronome_render_breaths (0, samples, n);
  for (gsize at = 0; at < n; at += 1000)
    _birge_metronome_render_breaths (at, again + at, MIN (1000, n - at));
  g_assert_cmpmem (samples, n * sizeof (gint16), again, n * sizeof (gint16));

  for (gsize i = 0; i < n; i++)
    {
      int breath;
      double air = birge_metronome_get_air ((gint64) (i * G_USEC_PER_SEC / RATE), &breath);

      breaths += breath >= 0 && last < 0;
      loud += breath >= 0;
      last = breath;
      peak = MAX (peak, abs (samples[i]));
      g_assert_true (air >= 0 && air <= 1 && (breath >= 0 || (air == 0 && samples[i] == 0)));
    }
  g_assert_cmpuint (breaths, ==, 2);
  g_assert_cmpint (abs ((int) loud - 2 * RATE), <, 10);
  g_assert_cmpint (peak, >, G_MAXINT16 / 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (birge_media_init (NULL));
  g_test_add_func ("/media/metronome/clicks-are-where-they-belong", test_clicks_are_where_they_belong);
  g_test_add_func ("/media/metronome/clicks-are-sound", test_clicks_are_sound_not_noise);
  g_test_add_func ("/media/metronome/clicks-come-out-in-time", test_clicks_come_out_in_time);
  g_test_add_func ("/media/metronome/time-is-what-is-heard", test_time_is_what_is_heard);
  g_test_add_func ("/media/metronome/goes-on-without-sound", test_goes_on_without_sound);
  g_test_add_func ("/media/metronome/silence-is-told-each-round", test_silence_is_told_each_round);
  g_test_add_func ("/media/metronome/breathes-twice", test_breathes_twice);
  return g_test_run ();
}
