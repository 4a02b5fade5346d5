/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/film/birge-film-private.h"

#include <math.h>
#include <string.h>

#define RATE BIRGE_FILM_SOUND_RATE

/* Louder sounds would drown the voice; measured against a voice at full volume. */
#define CLICK_LEVEL  0.30
#define BREATH_LEVEL 0.22
#define BEEP_LEVEL   0.20
#define RING_LEVEL   0.16

static const double lengths_s[] = {
  [BIRGE_SCENE_SOUND_CLICK] = 0.06, [BIRGE_SCENE_SOUND_BREATH] = 1.0, [BIRGE_SCENE_SOUND_BEEP] = 0.25, [BIRGE_SCENE_SOUND_RING] = 0.9,
};

static void
mix (gint32 *mixed, guint n_samples, gint64 at, double level)
{
  if (at >= 0 && at < n_samples)
    mixed[at] += (gint32) lrint (level * 32767);
}

/* Wood on wood: two tones that die at once. */
static double
click_at (double t)
{
  return CLICK_LEVEL * exp (-70 * t) * (sin (2 * G_PI * 1400 * t) + 0.5 * sin (2 * G_PI * 2870 * t));
}

static double
beep_at (double t, double length_s)
{
  double edge = MIN (1, MIN (t, length_s - t) / 0.02);

  return BEEP_LEVEL * edge * sin (2 * G_PI * 880 * t);
}

/* A telephone far away: two tones, beating. */
static double
ring_at (double t, double length_s)
{
  double edge = MIN (1, MIN (t, length_s - t) / 0.03);

  return RING_LEVEL * edge * (0.6 + 0.4 * sin (2 * G_PI * 20 * t)) * (sin (2 * G_PI * 440 * t) + sin (2 * G_PI * 480 * t));
}

/* Air: noise that swells and sinks. The noise is the same in every film. */
static void
mix_breath (gint32 *mixed, guint n_samples, gint64 start, guint length)
{
  guint32 state = 0x2545F491;
  double smooth = 0;

  for (guint i = 0; i < length; i++)
    {
      double envelope = sin (G_PI * i / length);

      state = state * 1664525u + 1013904223u;
      smooth += 0.18 * (((state >> 8) / (double) (1 << 23)) - 1 - smooth);
      mix (mixed, n_samples, start + i, BREATH_LEVEL * envelope * envelope * smooth * 2);
    }
}

static void
mix_sound (gint32 *mixed, guint n_samples, BirgeSceneSoundKind kind, double at_s)
{
  guint length = (guint) (lengths_s[kind] * RATE);
  gint64 start = (gint64) (at_s * RATE);

  if (kind == BIRGE_SCENE_SOUND_BREATH)
    {
      mix_breath (mixed, n_samples, start, length);
      return;
    }

  for (guint i = 0; i < length; i++)
    {
      double t = (double) i / RATE;
      double level = kind == BIRGE_SCENE_SOUND_CLICK  ? click_at (t)
                     : kind == BIRGE_SCENE_SOUND_BEEP ? beep_at (t, lengths_s[kind])
                                                : ring_at (t, lengths_s[kind]);

      mix (mixed, n_samples, start + i, level);
    }
}

/* A beat sounds at the middle of each period, where a swinging motion is at its far end: the click is heard when the
 * hands are down. */
static void
mix_scene_sound (gint32 *mixed, guint n_samples, const BirgeSceneSound *sound, double scene_at_s, double scene_s)
{
  double start_s = birge_span_get_start_s (&sound->span, scene_s);
  double end_s = MIN (birge_span_get_end_s (&sound->span, scene_s), scene_s);

  if (sound->beat <= 0)
    {
      mix_sound (mixed, n_samples, sound->kind, scene_at_s + start_s);
      return;
    }

  for (guint i = 0; start_s + (i + 0.5) * 60 / sound->beat < end_s; i++)
    mix_sound (mixed, n_samples, sound->kind, scene_at_s + start_s + (i + 0.5) * 60 / sound->beat);
}

static void
mix_line (gint32 *mixed, guint n_samples, GArray *line, double at_s)
{
  gint64 start = (gint64) (at_s * RATE);

  for (guint i = 0; i < line->len && start + i < n_samples; i++)
    mixed[start + i] += g_array_index (line, gint16, i);
}

GBytes *
_birge_film_sound_mix (const BirgeFilmPlan *plan, const BirgeFilmTrack *track)
{
  guint n_samples = (guint) ((guint64) _birge_film_plan_count (plan) * RATE / plan->storyboard->rate);
  g_autofree gint32 *mixed = g_new0 (gint32, MAX (n_samples, 1));
  gint16 *samples = g_new (gint16, MAX (n_samples, 1));

  for (guint i = 0; i < plan->storyboard->scenes->len; i++)
    {
      const BirgeScene *scene = g_ptr_array_index (plan->storyboard->scenes, i);
      double at_s = (double) plan->first_frame[i] / plan->storyboard->rate;

      for (guint j = 0; j < scene->sounds->len; j++)
        mix_scene_sound (mixed, n_samples, g_ptr_array_index (scene->sounds, j), at_s, _birge_film_plan_scene_s (plan, i));
      if (track != NULL)
        mix_line (mixed, n_samples, ((BirgeFilmLine *) g_ptr_array_index (track->lines, i))->sound, at_s + scene->say_at_s);
    }

  for (guint i = 0; i < n_samples; i++)
    samples[i] = (gint16) CLAMP (mixed[i], G_MININT16, G_MAXINT16);
  return g_bytes_new_take (samples, n_samples * sizeof *samples);
}
