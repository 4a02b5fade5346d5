/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-take-private.h"

#include <ebur128.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Loudness of speech on a kiosk: EBU R128's scale, within −16 … −23 LUFS, so that no text is louder than the next. */
#define TARGET_LUFS   (-19.0)
#define MAX_GAIN_DB   30.0
#define LIMIT         0.84f /* −1.5 dB: what lies between the samples stays below full scale too */

/* Silence is told from speech in blocks of 10 ms. */
#define BLOCK         (BIRGE_TAKE_RATE / 100)
#define BEFORE        (BIRGE_TAKE_RATE * 15 / 100) /* kept of what was before the first word… */
#define AFTER         (BIRGE_TAKE_RATE * 25 / 100) /* …and behind the last: it dies away */
#define FADE          (BIRGE_TAKE_RATE / 100)
#define LEAST         (BIRGE_TAKE_RATE / 2)        /* loudness is measured over 0.4 s */
#define LEAST_VOICED  12                           /* blocks: a word is longer than a cough of the chair */

/* When to ask for another try; found with voices of espeak-ng under noise of known strength. */
#define DEAF_DB       (-62.0) /* no microphone of any kind is so quiet when somebody speaks */
#define QUIET_LUFS    (-45.0)
#define NOISY_DB      18.0
#define CLIP          0.985f
#define CLIP_RUN      3       /* samples at the rail, one after another… */
#define CLIP_RUNS     4       /* …so many times */

void
birge_take_free (BirgeTake *self)
{
  g_clear_pointer (&self->opus, g_bytes_unref);
  g_free (self);
}

static gboolean
is_clipped (const float *samples, gsize n)
{
  guint run = 0, runs = 0;

  for (gsize i = 0; i < n; i++)
    {
      run = fabsf (samples[i]) >= CLIP ? run + 1 : 0;
      runs += run == CLIP_RUN;
    }
  return runs >= CLIP_RUNS;
}

/* Below a voice there is only rumble: a Butterworth of second order at 80 Hz. */
static void
cut_rumble (float *samples, gsize n)
{
  const double w = 2 * G_PI * 80 / BIRGE_TAKE_RATE;
  const double alpha = sin (w) / G_SQRT2;
  const double a0 = 1 + alpha;
  const double b0 = (1 + cos (w)) / 2 / a0;
  const double a1 = -2 * cos (w) / a0;
  const double a2 = (1 - alpha) / a0;
  double x1 = 0, x2 = 0, y1 = 0, y2 = 0;

  for (gsize i = 0; i < n; i++)
    {
      double x = samples[i];
      double y = b0 * (x - 2 * x1 + x2) - a1 * y1 - a2 * y2;

      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      samples[i] = (float) y;
    }
}

/* Where the words are */

static GArray *
measure_blocks (const float *samples, gsize n)
{
  GArray *levels = g_array_sized_new (FALSE, FALSE, sizeof (double), (guint) (n / BLOCK + 1));

  for (gsize start = 0; start + BLOCK <= n; start += BLOCK)
    {
      double sum = 1e-12, level;

      for (gsize i = start; i < start + BLOCK; i++)
        sum += (double) samples[i] * (double) samples[i];
      level = 10 * log10 (sum / BLOCK);
      g_array_append_val (levels, level);
    }
  return levels;
}

static int
compare_levels (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return (left > right) - (left < right);
}

/* The level that @share of the blocks lie below. */
static double
get_level (const GArray *levels, double share)
{
  g_autofree double *sorted = g_memdup2 (levels->data, levels->len * sizeof (double));

  qsort (sorted, levels->len, sizeof (double), compare_levels);
  return sorted[(guint) (share * (levels->len - 1))];
}

/* Most of the blocks around it are louder than silence: a click is no word. */
static gboolean
is_voiced (const GArray *levels, guint i, double threshold)
{
  guint n = 0;

  for (guint j = i >= 2 ? i - 2 : 0; j <= i + 2 && j < levels->len; j++)
    n += g_array_index (levels, double, j) > threshold;
  return n >= 3;
}

/* From the first word to the last; FALSE when there is none. */
static gboolean
find_words (const float *samples, gsize n, gsize *first, gsize *end, double *over_noise_db)
{
  g_autoptr(GArray) levels = measure_blocks (samples, n);
  double noise, voice, threshold;
  guint n_voiced = 0;

  if (levels->len < LEAST_VOICED)
    return FALSE;
  noise = MAX (get_level (levels, 0.05), -90);
  voice = get_level (levels, 0.95);
  threshold = MIN (MAX (noise + 8, voice - 35), voice - 10);
  *over_noise_db = voice - noise;
  for (guint i = 0; i < levels->len; i++)
    if (is_voiced (levels, i, threshold))
      {
        *first = n_voiced++ == 0 ? (gsize) i * BLOCK : *first;
        *end = (gsize) (i + 1) * BLOCK;
      }
  return voice > DEAF_DB && n_voiced >= LEAST_VOICED;
}

/* The words with a little of the room around them, faded. What is not there is silence. */
static GArray *
cut_out (const float *samples, gsize n, gsize first, gsize end)
{
  gsize start = first > BEFORE ? first - BEFORE : 0;
  gsize stop = MIN (end + AFTER, n);
  GArray *words = g_array_sized_new (FALSE, TRUE, sizeof (float), (guint) MAX (stop - start, LEAST));

  g_array_append_vals (words, samples + start, (guint) (stop - start));
  for (guint i = 0; i < FADE && i < words->len; i++)
    {
      float share = (float) i / FADE;

      g_array_index (words, float, i) *= share;
      g_array_index (words, float, words->len - 1 - i) *= share;
    }
  if (words->len < LEAST)
    g_array_set_size (words, LEAST);
  return words;
}

/* Loudness */

static double
measure_loudness (const GArray *samples)
{
  ebur128_state *state = ebur128_init (1, BIRGE_TAKE_RATE, EBUR128_MODE_I);
  double lufs = -HUGE_VAL;

  if (state == NULL)
    g_error ("not enough memory to measure loudness");
  ebur128_add_frames_float (state, (const float *) (gconstpointer) samples->data, samples->len);
  ebur128_loudness_global (state, &lufs);
  ebur128_destroy (&state);
  return isfinite (lufs) ? lufs : -HUGE_VAL;
}

/* How much each piece of 5 ms may be raised at its edges, so that no sample passes LIMIT; the way down and up again is slow
 * enough not to be heard. */
static GArray *
plan_limits (const GArray *samples, float gain)
{
  const guint piece = BIRGE_TAKE_RATE / 200;
  const float slope = 1.06f; /* half a decibel a piece */
  guint n = samples->len / piece + 1;
  GArray *edges = g_array_sized_new (FALSE, FALSE, sizeof (float), n + 1);
  float *edge;

  g_array_set_size (edges, n + 1);
  edge = (float *) (gpointer) edges->data;
  for (guint i = 0; i <= n; i++)
    edge[i] = 1;
  for (guint i = 0; i < samples->len; i++)
    {
      float level = fabsf (g_array_index (samples, float, i)) * gain;
      guint at = i / piece;

      if (level * edge[at] > LIMIT)
        edge[at] = LIMIT / level;
      if (level * edge[at + 1] > LIMIT)
        edge[at + 1] = LIMIT / level;
    }
  for (guint i = 1; i <= n; i++)
    edge[i] = MIN (edge[i], edge[i - 1] * slope);
  for (guint i = n; i > 0; i--)
    edge[i - 1] = MIN (edge[i - 1], edge[i] * slope);
  return edges;
}

static GArray *
amplify (const GArray *samples, double gain_db)
{
  const guint piece = BIRGE_TAKE_RATE / 200;
  float gain = (float) pow (10, gain_db / 20);
  g_autoptr(GArray) edges = plan_limits (samples, gain);
  GArray *louder = g_array_sized_new (FALSE, FALSE, sizeof (float), samples->len);

  for (guint i = 0; i < samples->len; i++)
    {
      float before = g_array_index (edges, float, i / piece);
      float behind = g_array_index (edges, float, i / piece + 1);
      float share = (float) (i % piece) / (float) piece;
      float value = g_array_index (samples, float, i) * gain * (before + share * (behind - before));

      g_array_append_val (louder, value);
    }
  return louder;
}

/* Peaks that had to be lowered take loudness with them: it is measured again, and raised a little more. */
static GArray *
even (const GArray *words, BirgeTake *take)
{
  double gain_db = MIN (TARGET_LUFS - take->spoken_lufs, MAX_GAIN_DB);
  GArray *evened = amplify (words, gain_db);

  take->loudness_lufs = measure_loudness (evened);
  for (guint i = 0; i < 3 && TARGET_LUFS - take->loudness_lufs > 0.5 && gain_db < MAX_GAIN_DB; i++)
    {
      gain_db = MIN (gain_db + TARGET_LUFS - take->loudness_lufs, MAX_GAIN_DB);
      g_array_unref (evened);
      evened = amplify (words, gain_db);
      take->loudness_lufs = measure_loudness (evened);
    }
  return evened;
}

GArray *
_birge_take_shape (const float *samples, gsize n_samples, BirgeTake *take)
{
  g_autofree float *clean = g_memdup2 (samples, n_samples * sizeof (float));
  g_autoptr(GArray) words = NULL;
  gsize first = 0, end = 0;

  take->flaws = BIRGE_TAKE_GOOD;
  if (n_samples >= (gsize) BIRGE_TAKE_MAX_S * BIRGE_TAKE_RATE)
    take->flaws |= BIRGE_TAKE_LONG;
  if (is_clipped (samples, n_samples))
    take->flaws |= BIRGE_TAKE_LOUD;
  cut_rumble (clean, n_samples);
  if (find_words (clean, n_samples, &first, &end, &take->over_noise_db))
    {
      words = cut_out (clean, n_samples, first, end);
      take->spoken_lufs = measure_loudness (words);
    }
  if (words == NULL || take->spoken_lufs == -HUGE_VAL)
    {
      take->flaws = BIRGE_TAKE_EMPTY;
      return g_array_new (FALSE, FALSE, sizeof (float));
    }

  if (take->spoken_lufs < QUIET_LUFS)
    take->flaws |= BIRGE_TAKE_QUIET;
  if (take->over_noise_db < NOISY_DB)
    take->flaws |= BIRGE_TAKE_NOISY;
  take->duration_ms = (gint64) words->len * 1000 / BIRGE_TAKE_RATE;
  return even (words, take);
}
