/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-speech-private.h"

#include "data/formats/birge-language.h"
#include "data/formats/birge-uzbek.h"
#include "media/birge-pcm-private.h"

#include <string.h>

/* Reads the next sentence while the present one is heard, so that none waits for the machine; but not far ahead, so
 * that a whole page is not kept as samples. */
#define AHEAD_US (3 * G_USEC_PER_SEC)
#define LOOK_AGAIN_US (50 * 1000)
/* Longer texts are read in pieces: bounded memory, and nothing holds the voice engine for long. */
#define MAX_PIECE_BYTES 1000
/* What stands after each recording and at the end. */
#define PAUSE_SAMPLES 4800
#define PAUSE_RATE 48000

typedef struct {
  char *text;
  char *voice;          /* NULL: there is none */
  char *recording_path; /* NULL: there is none */
} Sentence;

struct _BirgeSpeechJob
{
  GPtrArray *sentences; /* of Sentence, never changed */
  int        words_per_minute;

  GMutex            lock;
  GCond             woken;
  BirgeAudioOutput *output;    /* under lock; NULL once cancelled */
  GArray           *starts_us; /* under lock: gint64, when each sentence so far begins to be heard */
  gboolean          failed;    /* under lock */
};

static void
sentence_free (gpointer data)
{
  Sentence *self = data;

  g_free (self->text);
  g_free (self->voice);
  g_free (self->recording_path);
  g_free (self);
}

/* No voice reads Cyrillic Uzbek: it is spoken from the letters it was derived from. */
static Sentence *
sentence_new (const BirgeUtterance *utterance)
{
  const BirgeLanguage *language = birge_language_find (utterance->language);
  const char *origin = language != NULL ? birge_language_get_derived_from (language) : NULL;
  Sentence *self = g_new0 (Sentence, 1);

  self->text = g_utf8_make_valid (utterance->text, -1);
  if (g_strcmp0 (origin, "uz") == 0)
    {
      g_autofree char *cyrillic = g_steal_pointer (&self->text);

      self->text = birge_uz_to_latin (cyrillic);
    }
  self->voice = _birge_speech_dup_voice (utterance->language);
  self->recording_path = g_strdup (utterance->recording_path);
  return self;
}

/* Returns: (transfer full) (nullable): the voice that really speaks this language here and now */
char *
_birge_speech_dup_voice (const char *tag)
{
  const BirgeLanguage *language = birge_language_find (tag);
  const char *voice = language != NULL ? birge_language_get_voice (language) : NULL;

  return voice != NULL && _birge_espeak_has_voice (voice) ? g_strdup (voice) : NULL;
}

BirgeSpeechJob *
_birge_speech_job_new (const BirgeUtterance *utterances,
                       guint                 n_utterances,
                       int                   words_per_minute,
                       BirgeAudioOutput     *output)
{
  BirgeSpeechJob *self = g_atomic_rc_box_new0 (BirgeSpeechJob);

  g_mutex_init (&self->lock);
  g_cond_init (&self->woken);
  self->sentences = g_ptr_array_new_with_free_func (sentence_free);
  self->starts_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->words_per_minute = words_per_minute;
  self->output = output;
  for (guint i = 0; i < n_utterances; i++)
    g_ptr_array_add (self->sentences, sentence_new (&utterances[i]));

  return self;
}

static void
job_clear (gpointer data)
{
  BirgeSpeechJob *self = data;

  g_ptr_array_unref (self->sentences);
  g_array_unref (self->starts_us);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->woken);
}

BirgeSpeechJob *
_birge_speech_job_ref (BirgeSpeechJob *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
_birge_speech_job_unref (BirgeSpeechJob *self)
{
  g_atomic_rc_box_release_full (self, job_clear);
}

/* Main context. Afterwards the job touches its output no more; the thread leaves by itself, nobody waits for it. */
void
_birge_speech_job_cancel (BirgeSpeechJob *self)
{
  g_mutex_lock (&self->lock);
  self->output = NULL;
  g_cond_signal (&self->woken);
  g_mutex_unlock (&self->lock);
}

gboolean
_birge_speech_job_has_failed (BirgeSpeechJob *self)
{
  gboolean failed;

  g_mutex_lock (&self->lock);
  failed = self->failed;
  g_mutex_unlock (&self->lock);
  return failed;
}

/* Main context, not cancelled. How many sentences have begun to be heard. */
guint
_birge_speech_job_count_started (BirgeSpeechJob *self)
{
  gint64 heard_us;
  guint n = 0;

  g_mutex_lock (&self->lock);
  heard_us = _birge_audio_output_get_heard_us (self->output);
  while (n < self->starts_us->len && g_array_index (self->starts_us, gint64, n) <= heard_us)
    n++;
  g_mutex_unlock (&self->lock);
  return n;
}

/* BirgePcmFunc: worker thread. */
static gboolean
push_samples (const gint16 *samples,
              gsize         n_samples,
              int           rate,
              gpointer      data)
{
  BirgeSpeechJob *self = data;
  gboolean wanted;

  g_mutex_lock (&self->lock);
  wanted = self->output != NULL;
  if (wanted && n_samples > 0)
    _birge_audio_output_push (self->output, samples, n_samples, rate);
  g_mutex_unlock (&self->lock);
  return wanted;
}

static void
push_pause (BirgeSpeechJob *self)
{
  static const gint16 silence[PAUSE_SAMPLES];

  push_samples (silence, PAUSE_SAMPLES, PAUSE_RATE, self);
}

static gint64
get_ahead_us (BirgeAudioOutput *output)
{
  return _birge_audio_output_get_pushed_us (output) - _birge_audio_output_get_heard_us (output);
}

/* Waits until little enough is left to be heard. Returns FALSE when cancelled. */
static gboolean
wait_for_turn (BirgeSpeechJob *self)
{
  gboolean wanted;

  g_mutex_lock (&self->lock);
  while (self->output != NULL && get_ahead_us (self->output) > AHEAD_US)
    g_cond_wait_until (&self->woken, &self->lock, g_get_monotonic_time () + LOOK_AGAIN_US);
  wanted = self->output != NULL;
  g_mutex_unlock (&self->lock);
  return wanted;
}

/* BirgePcmFunc: worker thread. A recording can be long, and reading it holds nobody up: it keeps pace with the ear. */
static gboolean
push_in_turn (const gint16 *samples,
              gsize         n_samples,
              int           rate,
              gpointer      data)
{
  return wait_for_turn (data) && push_samples (samples, n_samples, rate, data);
}

static void
note_start (BirgeSpeechJob *self)
{
  g_mutex_lock (&self->lock);
  if (self->output != NULL)
    {
      gint64 now_us = _birge_audio_output_get_pushed_us (self->output);

      g_array_append_val (self->starts_us, now_us);
    }
  g_mutex_unlock (&self->lock);
}

/* Where to cut a long text: after the last end of a sentence that fits, else the last space, else between letters. */
static gsize
piece_length (const char *text)
{
  static const char *const marks[] = { ". ", "! ", "? ", "\n", "。", "！", "？", "؟ ", "۔ ", " " };
  gsize length = strlen (text);

  if (length <= MAX_PIECE_BYTES)
    return length;

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      const char *cut = g_strrstr_len (text, MAX_PIECE_BYTES, marks[i]);

      if (cut != NULL)
        return cut - text + strlen (marks[i]);
    }

  return g_utf8_find_prev_char (text, text + MAX_PIECE_BYTES) - text;
}

static gboolean
read_text (BirgeSpeechJob *self,
           Sentence       *sentence)
{
  const char *rest = sentence->text;

  while (*rest != '\0')
    {
      gsize length = piece_length (rest);
      g_autofree char *piece = g_strndup (rest, length);

      if (!wait_for_turn (self))
        return TRUE;
      if (!_birge_espeak_read (sentence->voice, piece, self->words_per_minute, push_samples, self))
        return FALSE;
      rest += length;
    }

  return TRUE;
}

static gboolean
speak_sentence (BirgeSpeechJob *self,
                Sentence       *sentence)
{
  if (sentence->recording_path != NULL && _birge_recording_read (sentence->recording_path, push_in_turn, self))
    {
      push_pause (self);
      return TRUE;
    }

  return sentence->voice != NULL && read_text (self, sentence);
}

/* Worker thread. */
void
_birge_speech_job_run (BirgeSpeechJob *self)
{
  gboolean spoken = TRUE;

  for (guint i = 0; spoken && i < self->sentences->len; i++)
    {
      if (!wait_for_turn (self))
        return;

      note_start (self);
      spoken = speak_sentence (self, g_ptr_array_index (self->sentences, i));
    }

  /* What has been read is heard to its end, also when the rest failed. Nothing at all would never end either. */
  push_pause (self);
  g_mutex_lock (&self->lock);
  self->failed = !spoken;
  if (self->output != NULL)
    _birge_audio_output_finish (self->output);
  g_mutex_unlock (&self->lock);
}
