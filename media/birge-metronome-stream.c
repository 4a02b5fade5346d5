/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-metronome-private.h"

#include <math.h>
#include <string.h>

#define RATE BIRGE_METRONOME_RATE

/* The same wood as in the films. */
#define CLICK_SAMPLES (RATE * 6 / 100)
#define CLICK_LEVEL 0.45
#define BREATH_LEVEL 0.6
/* Time to get ready. */
#define FIRST_CLICK (RATE / 2)

static gint16
to_sample (double level)
{
  return (gint16) lround (CLAMP (level, -1, 1) * G_MAXINT16);
}

static const gint16 *
get_click (void)
{
  static gint16 click[CLICK_SAMPLES];
  static gsize made = 0;

  if (g_once_init_enter (&made))
    {
      for (guint i = 0; i < CLICK_SAMPLES; i++)
        {
          double t = (double) i / RATE;

          click[i] = to_sample (CLICK_LEVEL * exp (-70 * t) * (sin (2 * G_PI * 1400 * t) + 0.5 * sin (2 * G_PI * 2870 * t)));
        }
      g_once_init_leave (&made, 1);
    }
  return click;
}

/* The sample at which a click begins: rounded from the exact place of each, so that no error adds up. */
guint64
_birge_metronome_find_click (guint per_minute, guint64 click)
{
  return FIRST_CLICK + (click * 60 * RATE + per_minute / 2) / per_minute;
}

static guint64
count_clicks (guint per_minute, guint64 until)
{
  guint64 n = until > FIRST_CLICK ? (until - FIRST_CLICK) * per_minute / (60 * RATE) : 0;

  while (_birge_metronome_find_click (per_minute, n) < until)
    n++;
  return n;
}

void
_birge_metronome_render (guint per_minute, guint64 from, gint16 *samples, gsize n_samples)
{
  const gint16 *click = get_click ();
  guint64 end = count_clicks (per_minute, from + n_samples);

  memset (samples, 0, n_samples * sizeof (gint16));
  /* a click may have begun before */
  for (guint64 i = count_clicks (per_minute, from > CLICK_SAMPLES ? from - CLICK_SAMPLES : 0); i < end; i++)
    {
      guint64 start = _birge_metronome_find_click (per_minute, i);
      guint64 first = MAX (start, from), last = MIN (start + CLICK_SAMPLES, from + n_samples);

      if (first < last)
        memcpy (samples + (first - from), click + (first - start), (last - first) * sizeof (gint16));
    }
}

/* Air: noise that swells and sinks. It depends on the place alone. */
static double
noise_at (guint64 sample)
{
  guint32 state = (guint32) sample * 2654435761u;

  state ^= state >> 15;
  state *= 2246822519u;
  state ^= state >> 13;
  return (double) (state >> 8) / (1 << 23) - 1;
}

void
_birge_metronome_render_breaths (guint64 from, gint16 *samples, gsize n_samples)
{
  for (gsize i = 0; i < n_samples; i++)
    {
      guint64 sample = from + i;
      gint64 at_us = (gint64) (sample * G_USEC_PER_SEC / RATE);
      double air = birge_metronome_get_air (at_us, NULL), smooth = 0;

      for (guint j = 0; j < 6 && air > 0; j++) /* a soft low-pass, without memory */
        smooth += noise_at (sample + j) / 6;
      samples[i] = to_sample (BREATH_LEVEL * air * air * smooth);
    }
}

double
birge_metronome_get_air (gint64 position_us, int *breath)
{
  if (breath != NULL)
    *breath = -1;
  for (int i = 0; i < BIRGE_METRONOME_N_BREATHS; i++)
    {
      gint64 since_us = position_us - BIRGE_METRONOME_FIRST_BREATH_US - i * BIRGE_METRONOME_NEXT_BREATH_US;

      if (since_us < 0 || since_us >= BIRGE_METRONOME_BREATH_US)
        continue;
      if (breath != NULL)
        *breath = i;
      return sin (G_PI * (double) since_us / BIRGE_METRONOME_BREATH_US);
    }
  return 0;
}
