/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/film/birge-film-private.h"

#include "data/formats/birge-language.h"
#include "media/birge-pcm-private.h"

#include <string.h>

/* Words a minute: slower than people talk, for listeners in a second language and in a noisy lobby. */
#define WORDS_PER_MINUTE 140
/* Quieter than this is silence at the ends of a line. */
#define SILENCE 200
/* No line of a film is longer; a recording that is was meant for something else. */
#define MAX_SAMPLES (60 * BIRGE_FILM_SOUND_RATE)

/* A line on its way to the film's rate. */
typedef struct {
  GArray *sound;
  double  sum;   /* of the samples that make the next one */
  double  weight;
} Intake;

static void
push (Intake *self, double sample)
{
  gint16 rounded = (gint16) CLAMP (sample, G_MININT16, G_MAXINT16);

  if (self->sound->len < MAX_SAMPLES)
    g_array_append_val (self->sound, rounded);
}

/* Each new sample is the mean of the old ones it covers. */
static gboolean
on_samples (const gint16 *samples, gsize n_samples, int rate, gpointer user_data)
{
  Intake *self = user_data;
  double step = (double) BIRGE_FILM_SOUND_RATE / rate;

  if (rate == BIRGE_FILM_SOUND_RATE && self->sound->len + n_samples <= MAX_SAMPLES)
    {
      g_array_append_vals (self->sound, samples, n_samples);
      return TRUE;
    }

  for (gsize i = 0; i < n_samples; i++)
    {
      double rest = step;

      while (self->weight + rest >= 1)
        {
          double part = 1 - self->weight;

          push (self, self->sum + samples[i] * part);
          rest -= part;
          self->sum = 0;
          self->weight = 0;
        }
      self->sum += samples[i] * rest;
      self->weight += rest;
    }

  return self->sound->len < MAX_SAMPLES;
}

static void
trim (GArray *sound)
{
  guint first = 0, end = sound->len;

  while (end > 0 && ABS (g_array_index (sound, gint16, end - 1)) < SILENCE)
    end--;
  g_array_set_size (sound, end);
  while (first < end && ABS (g_array_index (sound, gint16, first)) < SILENCE)
    first++;
  if (first > 0)
    g_array_remove_range (sound, 0, first);
}

static const char *
find_voice (const char *language)
{
  const BirgeLanguage *known = birge_language_find (language);
  const char *voice = known ? birge_language_get_voice (known) : NULL;

  /* this voice reads Latin letters only: Chinese characters would be spelled in English */
  if (voice == NULL || strstr (voice, "pinyin") != NULL || !_birge_espeak_has_voice (voice))
    return NULL;

  return voice;
}

gboolean
_birge_film_voice_speaks (const char *language)
{
  return find_voice (language) != NULL;
}

/* Returns: (transfer full): the samples; empty when neither a person nor a voice speaks */
GArray *
_birge_film_voice_speak (const char *language, const char *text, const char *recording)
{
  Intake intake = { g_array_new (FALSE, FALSE, sizeof (gint16)), 0, 0 };
  const char *voice = find_voice (language);

  if (recording == NULL || !_birge_recording_read (recording, on_samples, &intake))
    {
      g_array_set_size (intake.sound, 0);
      if (voice != NULL && text != NULL)
        _birge_espeak_read (voice, text, WORDS_PER_MINUTE, on_samples, &intake);
    }

  trim (intake.sound);
  return intake.sound;
}
