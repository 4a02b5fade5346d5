/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/birge-recorder-private.h"
#include "media/birge-take-private.h"

#include <ebur128.h>
#include <math.h>

#include "data/formats/birge-opus.h"
#include "media/birge-media.h"
#include "media/birge-pcm-private.h"
#include "tests/unit/media/media-fixture.h"

#define RATE BIRGE_TAKE_RATE
#define PATIENCE_MS 30000

static double
from_db (double db)
{
  return pow (10, db / 20);
}

/* Something like a voice: a hum with overtones that swells and pauses, between two silences, over noise. */
static GArray *
make_speech (double silence_s, double speech_s, double peak, double noise)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  guint n = (guint) ((2 * silence_s + speech_s) * RATE);
  GArray *samples = g_array_sized_new (FALSE, FALSE, sizeof (float), n);

  for (guint i = 0; i < n; i++)
    {
      double t = (double) i / RATE - silence_s;
      double syllable = t >= 0 && t < speech_s ? MAX (0, sin (2 * G_PI * 3 * t)) : 0;
      double voice = 0;
      float value;

      for (guint k = 1; k <= 12; k++)
        voice += sin (2 * G_PI * 140 * k * t + k) / k;
      value = (float) (peak * syllable * voice / 2.2 + noise * g_rand_double_range (rand, -1.7, 1.7));
      value = CLAMP (value, -1.0f, 1.0f);
      g_array_append_val (samples, value);
    }
  return samples;
}

static double
measure (const GArray *samples, double *true_peak)
{
  ebur128_state *state = ebur128_init (1, RATE, EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK);
  double lufs;

  ebur128_add_frames_float (state, (const float *) (gconstpointer) samples->data, samples->len);
  ebur128_loudness_global (state, &lufs);
  ebur128_true_peak (state, 0, true_peak);
  ebur128_destroy (&state);
  return lufs;
}

static GArray *
shape (const GArray *samples, BirgeTake *take)
{
  return _birge_take_shape ((const float *) (gconstpointer) samples->data, samples->len, take);
}

static void
test_evens_every_voice_to_the_same_loudness (void)
{
  static const double peaks_db[] = { -2, -8, -14, -20, -26 };

  for (guint i = 0; i < G_N_ELEMENTS (peaks_db); i++)
    {
      g_autoptr(GArray) samples = make_speech (1, 3, from_db (peaks_db[i]), from_db (-72));
      BirgeTake take = { 0 };
      g_autoptr(GArray) words = shape (samples, &take);
      double true_peak, lufs = measure (words, &true_peak);

      g_test_message ("peak %.0f dB: spoken %.1f LUFS, kept %.1f LUFS, true peak %.2f", peaks_db[i], take.spoken_lufs, lufs, true_peak);
      g_assert_cmpint (take.flaws, ==, BIRGE_TAKE_GOOD);
      g_assert_cmpfloat (lufs, >, -21);
      g_assert_cmpfloat (lufs, <, -17.5);
      g_assert_cmpfloat_with_epsilon (lufs, take.loudness_lufs, 0.1);
      g_assert_cmpfloat (true_peak, <, from_db (-0.5));
    }
}

static void
test_cuts_the_silence_at_both_ends (void)
{
  g_autoptr(GArray) samples = make_speech (2.5, 2, from_db (-8), from_db (-66));
  BirgeTake take = { 0 };
  g_autoptr(GArray) words = shape (samples, &take);

  g_assert_cmpint (take.flaws, ==, BIRGE_TAKE_GOOD);
  g_assert_cmpint (take.duration_ms, >=, 1900); /* no word is lost… */
  g_assert_cmpint (take.duration_ms, <=, 2600); /* …and seven seconds are no more than the words and a breath */
  g_assert_cmpfloat (fabsf (g_array_index (words, float, 0)), <, 0.001);
  g_assert_cmpfloat (fabsf (g_array_index (words, float, words->len - 1)), <, 0.001);
}

static void
test_keeps_a_single_word (void)
{
  g_autoptr(GArray) samples = make_speech (0.05, 0.16, from_db (-10), from_db (-70));
  BirgeTake take = { 0 };
  g_autoptr(GArray) words = shape (samples, &take);

  g_assert_cmpint (take.flaws, ==, BIRGE_TAKE_GOOD);
  g_assert_cmpuint (words->len, >=, RATE / 2);
}

static void
assert_flaws (double peak_db, double noise_db, BirgeTakeFlaws flaws)
{
  g_autoptr(GArray) samples = make_speech (1, 2, from_db (peak_db), from_db (noise_db));
  BirgeTake take = { 0 };
  g_autoptr(GArray) words = shape (samples, &take);

  g_test_message ("peak %.0f dB, noise %.0f dB: %.1f LUFS, %.1f dB over noise", peak_db, noise_db, take.spoken_lufs, take.over_noise_db);
  g_assert_cmpint (take.flaws, ==, (gint) flaws);
  g_assert_true ((words->len == 0) == (flaws == BIRGE_TAKE_EMPTY));
}

static void
test_tells_what_is_wrong (void)
{
  assert_flaws (-8, -66, BIRGE_TAKE_GOOD);
  assert_flaws (14, -60, BIRGE_TAKE_LOUD);
  assert_flaws (-40, -85, BIRGE_TAKE_QUIET);
  assert_flaws (-10, -24, BIRGE_TAKE_NOISY);
  assert_flaws (-120, -66, BIRGE_TAKE_EMPTY);
  assert_flaws (-120, -200, BIRGE_TAKE_EMPTY);
}

static void
test_takes_a_click_for_no_word (void)
{
  g_autoptr(GArray) samples = make_speech (1, 1, 0, from_db (-70));
  BirgeTake take = { 0 };
  g_autoptr(GArray) words = NULL;

  for (guint i = RATE; i < RATE + 200; i++)
    g_array_index (samples, float, i) = i % 2 == 0 ? 0.8f : -0.8f;
  words = shape (samples, &take);
  g_assert_cmpint (take.flaws, ==, BIRGE_TAKE_EMPTY);
  g_assert_cmpuint (words->len, ==, 0);
}

static void
test_survives_strange_sound (void)
{
  g_autoptr(GArray) none = g_array_new (FALSE, FALSE, sizeof (float));
  g_autoptr(GArray) constant = g_array_new (FALSE, TRUE, sizeof (float));
  g_autoptr(GArray) rails = g_array_new (FALSE, TRUE, sizeof (float));
  GArray *all[] = { none, constant, rails };

  g_array_set_size (constant, RATE);
  g_array_set_size (rails, 3 * RATE);
  for (guint i = 0; i < RATE; i++)
    g_array_index (constant, float, i) = 1;
  for (guint i = 0; i < 3 * RATE; i++)
    g_array_index (rails, float, i) = i / 100 % 2 == 0 ? 1 : -1;
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      BirgeTake take = { 0 };
      g_autoptr(GArray) words = shape (all[i], &take);

      g_assert_cmpint (take.flaws, !=, BIRGE_TAKE_GOOD);
      for (guint j = 0; j < words->len; j++)
        g_assert_cmpfloat (fabsf (g_array_index (words, float, j)), <=, 1);
    }
}

/* With a device in front */

typedef struct
{
  BirgeTake *take;
  GError    *error;
  gboolean   is_full;
} Outcome;

static void
on_stopped (GObject *recorder, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->take = birge_recorder_stop_finish (BIRGE_RECORDER (recorder), result, &outcome->error);
}

static void
on_failed (BirgeRecorder *recorder, const GError *error, Outcome *outcome)
{
  outcome->error = g_error_copy (error);
}

static gboolean
has_come (gpointer data)
{
  Outcome *outcome = data;

  return outcome->take != NULL || outcome->error != NULL;
}

static guint n_heard;

/* Each look that finds something has found a buffer, of 20 ms and more. */
static gboolean
has_heard_enough (gpointer recorder)
{
  double level = birge_recorder_get_level (recorder);

  n_heard += level > 0.7;
  return n_heard >= 45;
}

/* The thread that shaped a take lets go of the recorder when it is told of already. */
static gboolean
is_ours_alone (gpointer recorder)
{
  return g_atomic_int_get ((gint *) &G_OBJECT (recorder)->ref_count) == 1;
}

static gboolean
add_samples (const gint16 *samples, gsize n, int rate, gpointer total)
{
  *(gsize *) total += n;
  return TRUE;
}

static void
test_records_a_small_file_that_can_be_heard (void)
{
  g_autoptr(BirgeRecorder) recorder = birge_recorder_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeOpus) opus = NULL;
  g_autofree char *path = NULL;
  Outcome outcome = { 0 };
  gsize size, total = 0;
  const void *data;

  _birge_recorder_set_microphone (recorder, "audiotestsrc is-live=true wave=saw freq=180 volume=0.2");
  g_assert_true (birge_recorder_start (recorder, &error));
  g_assert_no_error (error);
  n_heard = 0;
  g_assert_true (wait_until (has_heard_enough, recorder, PATIENCE_MS));
  g_assert_true (birge_recorder_is_recording (recorder));
  birge_recorder_stop_async (recorder, NULL, on_stopped, &outcome);
  g_assert_false (birge_recorder_is_recording (recorder));
  g_assert_true (wait_until (has_come, &outcome, PATIENCE_MS));
  g_assert_no_error (outcome.error);

  g_assert_nonnull (outcome.take->opus);
  opus = birge_opus_read (outcome.take->opus, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (opus->n_channels, ==, 1);
  g_assert_cmpint (ABS (opus->duration_ms - outcome.take->duration_ms), <, 60);
  data = g_bytes_get_data (outcome.take->opus, &size);
  path = fixture_write ("take.opus", data, size);
  g_assert_true (_birge_recording_read (path, add_samples, &total));
  g_assert_cmpint (ABS ((gint64) total * 1000 / RATE - outcome.take->duration_ms), <, 100);
  birge_take_free (outcome.take);
  g_assert_true (wait_until (is_ours_alone, recorder, PATIENCE_MS));
  g_assert_finalize_object (g_steal_pointer (&recorder));
}

static void
test_keeps_to_24_kilobits_a_second (void)
{
  g_autoptr(GArray) samples = make_speech (0.2, 20, from_db (-8), from_db (-50));
  g_autoptr(GError) error = NULL;
  BirgeTake take = { 0 };
  g_autoptr(GArray) words = shape (samples, &take);
  g_autoptr(GBytes) bytes = _birge_take_encode (words, &error);
  double kbits = (double) g_bytes_get_size (bytes) * 8 / (double) take.duration_ms;

  g_assert_no_error (error);
  g_test_message ("%.1f kbit/s", kbits);
  g_assert_cmpfloat (kbits, <=, 24);
}

static void
assert_no_microphone (const char *description)
{
  g_autoptr(BirgeRecorder) recorder = birge_recorder_new ();
  g_autoptr(GError) error = NULL;
  Outcome outcome = { 0 };

  _birge_recorder_set_microphone (recorder, description);
  g_signal_connect (recorder, "failed", G_CALLBACK (on_failed), &outcome);
  if (birge_recorder_start (recorder, &error))
    {
      g_assert_true (wait_until (has_come, &outcome, PATIENCE_MS));
      error = g_steal_pointer (&outcome.error);
    }
  g_assert_error (error, BIRGE_RECORDER_ERROR, BIRGE_RECORDER_ERROR_NO_MICROPHONE);
  g_assert_false (birge_recorder_is_recording (recorder));
  g_assert_cmpfloat (birge_recorder_get_level (recorder), ==, 0);
}

static void
test_says_that_there_is_no_microphone (void)
{
  assert_no_microphone ("alsasrc device=birge-none");
  assert_no_microphone ("nosuchelement");
  assert_no_microphone ("filesrc location=/nonexistent");
}

static void
test_forgets_what_is_cancelled (void)
{
  g_autoptr(BirgeRecorder) recorder = birge_recorder_new ();
  Outcome outcome = { 0 };

  _birge_recorder_set_microphone (recorder, "audiotestsrc is-live=true wave=saw");
  g_assert_true (birge_recorder_start (recorder, NULL));
  wait_ms (200);
  birge_recorder_cancel (recorder);
  g_assert_false (birge_recorder_is_recording (recorder));
  birge_recorder_stop_async (recorder, NULL, on_stopped, &outcome); /* nothing is left of it */
  g_assert_true (wait_until (has_come, &outcome, PATIENCE_MS));
  g_assert_cmpint (outcome.take->flaws, ==, BIRGE_TAKE_EMPTY);
  g_assert_null (outcome.take->opus);
  birge_take_free (outcome.take);
  g_assert_true (wait_until (is_ours_alone, recorder, PATIENCE_MS));
  g_assert_true (birge_recorder_start (recorder, NULL)); /* goes while it records: nobody waits, nothing breaks */
  g_assert_finalize_object (g_steal_pointer (&recorder));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("BIRGE_MICROPHONE");
  g_test_add_func ("/recorder/evens-every-voice-to-the-same-loudness", test_evens_every_voice_to_the_same_loudness);
  g_test_add_func ("/recorder/cuts-the-silence-at-both-ends", test_cuts_the_silence_at_both_ends);
  g_test_add_func ("/recorder/keeps-a-single-word", test_keeps_a_single_word);
  g_test_add_func ("/recorder/tells-what-is-wrong", test_tells_what_is_wrong);
  g_test_add_func ("/recorder/takes-a-click-for-no-word", test_takes_a_click_for_no_word);
  g_test_add_func ("/recorder/survives-strange-sound", test_survives_strange_sound);
  g_test_add_func ("/recorder/records-a-small-file-that-can-be-heard", test_records_a_small_file_that_can_be_heard);
  g_test_add_func ("/recorder/keeps-to-24-kilobits-a-second", test_keeps_to_24_kilobits_a_second);
  g_test_add_func ("/recorder/says-that-there-is-no-microphone", test_says_that_there_is_no_microphone);
  g_test_add_func ("/recorder/forgets-what-is-cancelled", test_forgets_what_is_cancelled);
  status = g_test_run ();
  fixture_remove_folder ();
  return status;
}
