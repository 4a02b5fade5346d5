/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-pcm-private.h"

#include <espeak-ng/espeak_ng.h>
#include <espeak-ng/speak_lib.h>
#include <locale.h>

/* libespeak-ng is one global machine without locks of its own: everything here happens under engine_lock. Neither it
 * nor we write down what is spoken. */
static GMutex engine_lock;
static enum { ENGINE_UNTRIED, ENGINE_READY, ENGINE_MISSING } engine;
static char *engine_voice;        /* the one that is loaded */
static BirgePcmFunc current_func; /* of the reading under way */
static BirgeWordFunc current_words;
static gpointer current_data;
static gboolean current_stopped;

static void
tell_words (const espeak_EVENT *events)
{
  for (; current_words != NULL && events != NULL && events->type != espeakEVENT_LIST_TERMINATED; events++)
    if (events->type == espeakEVENT_WORD && events->text_position > 0 && events->length > 0)
      current_words ((gsize) events->text_position - 1, (gsize) events->length, events->audio_position * (gint64) 1000,
                     current_data);
}

static int
on_samples (short       *samples,
            int          n_samples,
            espeak_EVENT *events)
{
  if (!current_stopped)
    tell_words (events);
  if (samples == NULL || n_samples <= 0)
    return 0;

  if (!current_stopped && !current_func (samples, n_samples, espeak_ng_GetSampleRate (), current_data))
    current_stopped = TRUE;
  return current_stopped;
}

/* Adds the names of the files in @folder, and in the folders one below: that is where the voices of languages lie. */
static void
collect_voices (GHashTable *voices,
                const char *folder,
                guint       depth)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (depth > 0 && g_file_test (path, G_FILE_TEST_IS_DIR))
        collect_voices (voices, path, depth - 1);
      else
        g_hash_table_add (voices, g_ascii_strdown (name, -1));
    }
}

char *
_birge_espeak_dup_data_path (const char *name)
{
  static gsize folder;

  if (g_once_init_enter (&folder)) /* once, as the library writes it down where its own threads read it */
    {
      const char *data = NULL;

      espeak_ng_InitializePath (NULL);
      espeak_Info (&data);
      g_once_init_leave (&folder, (gsize) g_strdup (data != NULL ? data : ""));
    }
  return g_build_filename ((const char *) folder, name, NULL);
}

/* Names of all voices, in small letters; read once. */
static GHashTable *
get_voices (void)
{
  static gsize voices;

  if (g_once_init_enter (&voices))
    {
      GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autofree char *folder = _birge_espeak_dup_data_path ("lang");

      collect_voices (found, folder, 1);
      g_once_init_leave (&voices, (gsize) found);
    }
  return (GHashTable *) voices;
}

/* The espeak_ng_ calls, as espeak_Initialize() prints and, by default, ends the program when its data is missing. */
static gboolean
start_engine (void)
{
  g_autofree char *ctype = NULL;
  espeak_ng_STATUS status;

  if (engine != ENGINE_UNTRIED)
    return engine == ENGINE_READY;

  ctype = g_strdup (setlocale (LC_CTYPE, NULL)); /* which the call below changes for the whole program */
  g_free (_birge_espeak_dup_data_path ("")); /* finds the data */
  status = espeak_ng_Initialize (NULL);
  setlocale (LC_CTYPE, ctype);

  if (status == ENS_OK)
    status = espeak_ng_InitializeOutput (ENOUTPUT_MODE_SYNCHRONOUS, 0, NULL);
  engine = status == ENS_OK ? ENGINE_READY : ENGINE_MISSING;
  if (engine == ENGINE_READY)
    espeak_SetSynthCallback (on_samples);
  else
    g_message ("voices: not available: the data of espeak-ng cannot be read: install the package espeak-ng-data");

  return engine == ENGINE_READY;
}

/* A reading without a loaded voice crashes inside the library, so nothing is read unless this says yes. */
static gboolean
load_voice (const char *voice)
{
  if (!start_engine ())
    return FALSE;
  if (g_strcmp0 (engine_voice, voice) == 0)
    return TRUE;

  g_clear_pointer (&engine_voice, g_free);
  if (espeak_ng_SetVoiceByName (voice) != ENS_OK)
    return FALSE;

  engine_voice = g_strdup (voice);
  return TRUE;
}

/* Asked for every tile of the wall, before the first frame: so it does not start the engine, which reads some hundred
 * files, but looks whether the voice's own file is there. */
gboolean
_birge_espeak_has_voice (const char *voice)
{
  g_autofree char *name = g_ascii_strdown (voice, -1);

  return g_hash_table_contains (get_voices (), name);
}

/* Reads @text, UTF-8, about 300 times faster than it is spoken. Returns whether the voice exists and nothing broke. */
gboolean
_birge_espeak_read_words (const char   *voice,
                          const char   *text,
                          int           words_per_minute,
                          BirgePcmFunc  func,
                          BirgeWordFunc words,
                          gpointer      user_data)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  espeak_ng_STATUS status = ENS_VOICE_NOT_FOUND;

  g_mutex_lock (&engine_lock);
  if (load_voice (voice))
    {
      current_func = func;
      current_words = words;
      current_data = user_data;
      current_stopped = FALSE;
      espeak_ng_SetParameter (espeakRATE, words_per_minute, 0);
      status = espeak_ng_Synthesize (valid, 0, 0, POS_CHARACTER, 0, espeakCHARS_UTF8 | espeakENDPAUSE, NULL, NULL);
      current_func = NULL;
    }
  g_mutex_unlock (&engine_lock);

  return status == ENS_OK;
}

gboolean
_birge_espeak_read (const char   *voice,
                    const char   *text,
                    int           words_per_minute,
                    BirgePcmFunc  func,
                    gpointer      user_data)
{
  return _birge_espeak_read_words (voice, text, words_per_minute, func, NULL, user_data);
}
