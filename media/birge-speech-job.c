/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-speech-private.h"

#include "data/formats/birge-language.h"
#include "media/birge-pcm-private.h"
#include "media/say/birge-say.h"

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
  char *language;
  char *recording_path; /* NULL: there is none */
} Sentence;

struct _BirgeSpeechJob
{
  GPtrArray *sentences; /* of Sentence, never changed */
  int        words_per_minute;

  GMutex            lock;
  GCond             woken;
  BirgeAudioOutput *output;    /* under lock; NULL once cancelled */
  GArray           *marks;     /* under lock: BirgeSpeechMark, in order of time */
  gboolean          failed;    /* under lock */

  /* Of the piece that is read just now; the worker's alone. */
  guint               sentence;
  const BirgeSayPart *part;
  gsize               first_letter;
  gint64              begin_us;
};

static void
sentence_free (gpointer data)
{
  Sentence *self = data;

  g_free (self->text);
  g_free (self->language);
  g_free (self->recording_path);
  g_free (self);
}

static Sentence *
sentence_new (const BirgeUtterance *utterance)
{
  Sentence *self = g_new0 (Sentence, 1);

  self->text = g_utf8_make_valid (utterance->text, -1);
  self->language = g_strdup (utterance->language);
  self->recording_path = g_strdup (utterance->recording_path);
  return self;
}

/* Returns: (transfer full) (nullable): the voice that really speaks this language here and now */
char *
_birge_speech_dup_voice (const char *tag)
{
  const BirgeLanguage *language = birge_language_find (tag);
  const char *voice = language != NULL ? birge_language_get_voice (language) : NULL;

  if (voice == NULL || !_birge_espeak_has_voice (voice))
    return NULL;
  if (strstr (voice, "pinyin") != NULL && !birge_say_has_chinese ())
    return NULL;

  return g_strdup (voice);
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
  self->marks = g_array_new (FALSE, FALSE, sizeof (BirgeSpeechMark));
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
  g_array_unref (self->marks);
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

/* Main context, not cancelled. */
gboolean
_birge_speech_job_get_mark (BirgeSpeechJob  *self,
                            guint            n,
                            BirgeSpeechMark *mark)
{
  gboolean is_heard = FALSE;

  g_mutex_lock (&self->lock);
  if (n < self->marks->len)
    {
      *mark = g_array_index (self->marks, BirgeSpeechMark, n);
      is_heard = mark->at_us <= _birge_audio_output_get_heard_us (self->output);
    }
  g_mutex_unlock (&self->lock);
  return is_heard;
}

guint
_birge_speech_job_get_length (BirgeSpeechJob *self)
{
  return self->sentences->len;
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

static gint64
get_pushed_us (BirgeSpeechJob *self)
{
  gint64 now_us;

  g_mutex_lock (&self->lock);
  now_us = self->output != NULL ? _birge_audio_output_get_pushed_us (self->output) : 0;
  g_mutex_unlock (&self->lock);
  return now_us;
}

static void
note (BirgeSpeechJob *self,
      gint64          at_us,
      guint           start,
      guint           length)
{
  BirgeSpeechMark mark = { at_us, self->sentence, start, length };

  g_mutex_lock (&self->lock);
  g_array_append_val (self->marks, mark);
  g_mutex_unlock (&self->lock);
}

/* BirgeWordFunc: worker thread. A number of many words is one mark; a word nobody sees is none. */
static void
note_word (gsize    first,
           gsize    n,
           gint64   at_us,
           gpointer data)
{
  BirgeSpeechJob *self = data;
  const BirgeSpeechMark *last = &g_array_index (self->marks, BirgeSpeechMark, self->marks->len - 1);
  BirgeSayRange place;

  if (!birge_say_part_find (self->part, self->first_letter + first, n, &place))
    return;
  if (last->sentence == self->sentence && place.start < last->start + last->length)
    return;

  note (self, self->begin_us + at_us, place.start, place.end - place.start);
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

/* Returns FALSE when the voice failed. */
static gboolean
read_part (BirgeSpeechJob     *self,
           const BirgeSayPart *part)
{
  const char *rest = part->said->text->str;

  self->part = part;
  self->first_letter = 0;
  while (*rest != '\0')
    {
      gsize length = piece_length (rest);
      g_autofree char *piece = g_strndup (rest, length);

      if (!wait_for_turn (self))
        return TRUE;
      self->begin_us = get_pushed_us (self);
      if (!_birge_espeak_read_words (part->voice, piece, self->words_per_minute, push_samples, note_word, self))
        return FALSE;
      self->first_letter += (gsize) g_utf8_strlen (piece, -1);
      rest += length;
    }

  return TRUE;
}

static gboolean
read_text (BirgeSpeechJob *self,
           const Sentence *sentence)
{
  g_autoptr(GPtrArray) parts = birge_say_prepare (sentence->language, sentence->text);

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    if (!read_part (self, g_ptr_array_index (parts, i)))
      return FALSE;

  return parts != NULL;
}

static gboolean
speak_sentence (BirgeSpeechJob *self,
                const Sentence *sentence)
{
  if (sentence->recording_path != NULL && _birge_recording_read (sentence->recording_path, push_in_turn, self))
    {
      push_pause (self);
      return TRUE;
    }
  if (sentence->recording_path != NULL) /* without its name, which tells what was listened to */
    g_message ("a recorded voice cannot be heard: it is damaged or no Opus or Vorbis file: run birge verify, or record it again");

  return read_text (self, sentence);
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

      self->sentence = i;
      note (self, get_pushed_us (self), 0, 0);
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
