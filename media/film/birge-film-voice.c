/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/film/birge-film-private.h"

#include "data/formats/birge-language.h"

#include <espeak-ng/speak_lib.h>
#include <math.h>
#include <string.h>

/* Words a minute: slower than people talk, for listeners in a second language and in a noisy lobby. */
#define RATE 140
/* Quieter than this is silence at the ends of a line. */
#define SILENCE 200

/* The engine is one for the whole process and knows no threads. */
static GMutex lock;

static gboolean
engine_start (void)
{
  static gboolean started;

  if (!started)
    started = espeak_Initialize (AUDIO_OUTPUT_SYNCHRONOUS, 0, NULL, espeakINITIALIZE_DONT_EXIT) == BIRGE_FILM_SOUND_RATE;

  return started;
}

static const char *
find_voice (const char *language)
{
  const BirgeLanguage *known = birge_language_find (language);
  const char *voice = known ? birge_language_get_voice (known) : NULL;

  /* this voice reads Latin letters only: Chinese characters would be spelled in English */
  if (voice == NULL || strstr (voice, "pinyin") != NULL)
    return NULL;

  return voice;
}

static gboolean
use_voice (const char *language)
{
  const char *voice = find_voice (language);

  return voice != NULL && engine_start () && espeak_SetVoiceByName (voice) == EE_OK;
}

gboolean
_birge_film_voice_speaks (const char *language)
{
  gboolean speaks;

  g_mutex_lock (&lock);
  speaks = use_voice (language);
  g_mutex_unlock (&lock);
  return speaks;
}

static int
on_samples (short *samples, int n_samples, espeak_EVENT *events)
{
  if (samples != NULL && n_samples > 0 && events != NULL && events->user_data != NULL)
    g_array_append_vals (events->user_data, samples, n_samples);

  return 0;
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

GArray *
_birge_film_voice_speak (const char *language, const char *text)
{
  GArray *sound = NULL;

  g_mutex_lock (&lock);
  if (use_voice (language))
    {
      sound = g_array_new (FALSE, FALSE, sizeof (gint16));
      espeak_SetSynthCallback (on_samples);
      espeak_SetParameter (espeakRATE, RATE, 0);
      espeak_SetParameter (espeakVOLUME, 100, 0);
      espeak_Synth (text, strlen (text) + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, NULL, sound);
      trim (sound);
    }
  g_mutex_unlock (&lock);

  return sound;
}

char *
_birge_film_voice_dup_version (void)
{
  const char *path;

  return g_strdup (espeak_Info (&path));
}
