/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-speech.h"
#include "media/birge-speech-private.h"

#include <math.h>

/* Speaks a list of sentences, one after another, and tells which one is heard, so that the page can mark it.
 *
 * A job on a worker thread turns words into samples, the audio output plays them, and a tick on the main context
 * compares the output's clock with the times the job noted. Text is never logged and never written to disk. */
#define TICK_MS 40
/* Words a minute; slow is for learners. */
#define RATE_NORMAL 150
#define RATE_SLOW 110

struct _BirgeSpeech
{
  GObject parent_instance;

  BirgeAudioOutput *output;
  GThreadPool      *workers; /* one thread, as the voice engine is one */
  BirgeSpeechJob   *job;     /* NULL while nothing is spoken */
  GQueue            waiting; /* of BirgeSpeechJob: what comes after it */
  guint             tick_id;
  guint             n_announced; /* marks of the job */
  guint             n_before;    /* sentences of the jobs before it */
  gboolean          is_paused;
  double            volume;
  gboolean          slow;
  gboolean          is_silent;
};

enum { PROP_SPEAKING = 1, PROP_PAUSED, PROP_SILENT, PROP_VOLUME, PROP_SLOW, N_PROPS };
enum { SIGNAL_SENTENCE_STARTED, SIGNAL_WORD_STARTED, SIGNAL_FINISHED, N_SIGNALS };

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_QUARK (birge-speech-error-quark, birge_speech_error)
G_DEFINE_FINAL_TYPE (BirgeSpeech, birge_speech, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (BirgeSpeechReason, birge_speech_reason,
                    G_DEFINE_ENUM_VALUE (BIRGE_SPEECH_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (BIRGE_SPEECH_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (BIRGE_SPEECH_FAILED, "failed"))

/* A handler may stop or begin something else, so each step looks again whether it is still the same job. */
static void
announce (BirgeSpeech    *self,
          BirgeSpeechJob *job)
{
  BirgeSpeechMark mark;

  while (self->job == job && _birge_speech_job_get_mark (job, self->n_announced, &mark))
    {
      self->n_announced++;
      if (mark.length == 0)
        g_signal_emit (self, signals[SIGNAL_SENTENCE_STARTED], 0, self->n_before + mark.sentence);
      else
        g_signal_emit (self, signals[SIGNAL_WORD_STARTED], 0, self->n_before + mark.sentence, mark.start, mark.length);
    }
}

static gboolean
on_tick (gpointer data)
{
  g_autoptr(BirgeSpeech) self = g_object_ref (data);

  announce (self, self->job);
  return G_SOURCE_CONTINUE;
}

static void
clear_job (BirgeSpeech *self)
{
  _birge_speech_job_cancel (self->job);
  g_clear_pointer (&self->job, _birge_speech_job_unref);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  _birge_audio_output_stop (self->output);
}

static void
finish (BirgeSpeech       *self,
        BirgeSpeechReason  reason)
{
  if (self->job == NULL)
    return;

  clear_job (self);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) _birge_speech_job_unref);
  if (self->is_paused)
    {
      self->is_paused = FALSE;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAUSED]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SPEAKING]);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0, reason);
}

static void
set_silent (BirgeSpeech *self,
            gboolean     silent)
{
  if (self->is_silent == silent)
    return;

  self->is_silent = silent;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SILENT]);
}

static void
run_job (gpointer data,
         gpointer unused)
{
  _birge_speech_job_run (data);
  _birge_speech_job_unref (data);
}

/* @job: (transfer full). Returns whether this computer can make sound. */
static gboolean
begin_job (BirgeSpeech    *self,
           BirgeSpeechJob *job)
{
  if (!_birge_audio_output_start (self->output))
    {
      _birge_speech_job_unref (job);
      return FALSE;
    }
  if (self->workers == NULL)
    self->workers = g_thread_pool_new (run_job, NULL, 1, FALSE, NULL);

  self->n_announced = 0;
  self->job = job;
  self->tick_id = g_timeout_add (TICK_MS, on_tick, self);
  g_thread_pool_push (self->workers, _birge_speech_job_ref (job), NULL);
  if (self->is_paused) /* when the list before had just been heard */
    _birge_audio_output_set_paused (self->output, TRUE);
  set_silent (self, _birge_audio_output_is_silent (self->output));
  return TRUE;
}

static void
on_ended (BirgeSpeech *self)
{
  BirgeSpeechJob *job = self->job;
  BirgeSpeechJob *next;

  if (job == NULL)
    return;

  /* The last words may have been shorter than a tick. */
  announce (self, job);
  if (self->job != job)
    return;

  next = _birge_speech_job_has_failed (job) ? NULL : g_queue_pop_head (&self->waiting);
  if (next == NULL)
    {
      finish (self, _birge_speech_job_has_failed (job) ? BIRGE_SPEECH_FAILED : BIRGE_SPEECH_DONE);
      return;
    }

  self->n_before += _birge_speech_job_get_length (job);
  clear_job (self);
  if (!begin_job (self, next))
    { /* the device went between two lists */
      g_queue_clear_full (&self->waiting, (GDestroyNotify) _birge_speech_job_unref);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SPEAKING]);
      g_signal_emit (self, signals[SIGNAL_FINISHED], 0, BIRGE_SPEECH_FAILED);
    }
}

static void
on_output_event (BirgeAudioOutputEvent event,
                 gpointer              data)
{
  g_autoptr(BirgeSpeech) self = g_object_ref (data);

  switch (event)
    {
    case BIRGE_AUDIO_OUTPUT_ENDED:
      on_ended (self);
      break;
    case BIRGE_AUDIO_OUTPUT_FAILED:
      finish (self, BIRGE_SPEECH_FAILED);
      break;
    case BIRGE_AUDIO_OUTPUT_SILENT:
    default:
      set_silent (self, TRUE);
      break;
    }
}

static void
birge_speech_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BirgeSpeech *self = BIRGE_SPEECH (object);

  switch (prop_id)
    {
    case PROP_SPEAKING:
      g_value_set_boolean (value, self->job != NULL);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->is_paused);
      break;
    case PROP_SILENT:
      g_value_set_boolean (value, self->is_silent);
      break;
    case PROP_VOLUME:
      g_value_set_double (value, self->volume);
      break;
    case PROP_SLOW:
      g_value_set_boolean (value, self->slow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
birge_speech_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  BirgeSpeech *self = BIRGE_SPEECH (object);

  if (prop_id == PROP_VOLUME)
    birge_speech_set_volume (self, g_value_get_double (value));
  else if (prop_id == PROP_SLOW)
    birge_speech_set_slow (self, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

/* Cancelled jobs own all they touch, so nothing here waits for the worker. */
static void
birge_speech_dispose (GObject *object)
{
  BirgeSpeech *self = BIRGE_SPEECH (object);

  if (self->output != NULL)
    finish (self, BIRGE_SPEECH_STOPPED);
  if (self->workers != NULL)
    g_thread_pool_free (g_steal_pointer (&self->workers), FALSE, FALSE);
  g_clear_pointer (&self->output, _birge_audio_output_free);
  G_OBJECT_CLASS (birge_speech_parent_class)->dispose (object);
}

static void
birge_speech_class_init (BirgeSpeechClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags read_write = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = birge_speech_get_property;
  object_class->set_property = birge_speech_set_property;
  object_class->dispose = birge_speech_dispose;

  props[PROP_SPEAKING] = g_param_spec_boolean ("speaking", NULL, NULL, FALSE, read_only);
  props[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, read_only);
  props[PROP_SILENT] = g_param_spec_boolean ("silent", NULL, NULL, FALSE, read_only);
  props[PROP_VOLUME] = g_param_spec_double ("volume", NULL, NULL, 0.0, 1.0, 1.0, read_write);
  props[PROP_SLOW] = g_param_spec_boolean ("slow", NULL, NULL, FALSE, read_write);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * BirgeSpeech::sentence-started:
   * @self: the speech
   * @index: place in the list that was given to birge_speech_speak(); those of birge_speech_add() follow
   *
   * This sentence begins to be heard. Comes once for each, in order.
   */
  signals[SIGNAL_SENTENCE_STARTED] = g_signal_new ("sentence-started", BIRGE_TYPE_SPEECH, G_SIGNAL_RUN_LAST, 0,
                                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  /**
   * BirgeSpeech::word-started:
   * @self: the speech
   * @index: the sentence, as above
   * @start: where the word stands in its text, in bytes
   * @length: how many bytes
   *
   * This word, number or Chinese word begins to be heard. A recording has no such marks.
   */
  signals[SIGNAL_WORD_STARTED] = g_signal_new ("word-started", BIRGE_TYPE_SPEECH, G_SIGNAL_RUN_LAST, 0,
                                               NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
  /**
   * BirgeSpeech::finished:
   * @self: the speech
   * @reason: a BirgeSpeechReason
   *
   * The list has come to its end. Comes exactly once for each list that was begun.
   */
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", BIRGE_TYPE_SPEECH, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, BIRGE_TYPE_SPEECH_REASON);
}

static void
birge_speech_init (BirgeSpeech *self)
{
  self->output = _birge_audio_output_new (on_output_event, self);
  self->volume = 1.0;
  g_queue_init (&self->waiting);
}

/**
 * birge_speech_new:
 *
 * Makes a mouth. Neither GStreamer nor the voice engine is touched before the first sentence.
 *
 * Returns: (transfer full): the speech; birge_speech_close() it when done
 */
BirgeSpeech *
birge_speech_new (void)
{
  return g_object_new (BIRGE_TYPE_SPEECH, NULL);
}

/**
 * birge_speech_close:
 * @self: the speech
 *
 * Stops, and waits for the worker thread to leave. A later list starts everything again.
 *
 * Threads: main context; waits a few hundredths of a second.
 */
void
birge_speech_close (BirgeSpeech *self)
{
  g_return_if_fail (BIRGE_IS_SPEECH (self));

  finish (self, BIRGE_SPEECH_STOPPED);
  if (self->workers != NULL)
    g_thread_pool_free (g_steal_pointer (&self->workers), FALSE, TRUE);
}

/**
 * birge_speech_can_speak:
 * @language: BCP 47 tag
 *
 * Tells whether a machine voice of this computer speaks a language. Never a voice of another language; recordings need
 * none.
 *
 * Threads: any thread; the first question about a language reads its voice from the disk, some milliseconds.
 *
 * Returns: whether a text without a recording can be heard
 */
gboolean
birge_speech_can_speak (const char *language)
{
  g_autofree char *voice = NULL;

  g_return_val_if_fail (language != NULL, FALSE);

  voice = _birge_speech_dup_voice (language);
  return voice != NULL;
}

static gboolean
check_voices (const BirgeUtterance *utterances,
              guint                 n_utterances,
              GError              **error)
{
  for (guint i = 0; i < n_utterances; i++)
    {
      const BirgeUtterance *each = &utterances[i];

      if (each->recording_path != NULL && g_file_test (each->recording_path, G_FILE_TEST_IS_REGULAR))
        continue;
      if (birge_speech_can_speak (each->language))
        continue;

      g_set_error (error, BIRGE_SPEECH_ERROR, BIRGE_SPEECH_ERROR_NO_VOICE,
                   "%s: cannot be spoken: there is neither a recording nor a voice for this language: record it",
                   each->language);
      return FALSE;
    }

  return TRUE;
}

static BirgeSpeechJob *
make_job (BirgeSpeech          *self,
          const BirgeUtterance *utterances,
          guint                 n_utterances)
{
  return _birge_speech_job_new (utterances, n_utterances, self->slow ? RATE_SLOW : RATE_NORMAL, self->output);
}

/**
 * birge_speech_speak:
 * @self: the speech
 * @utterances: (array length=n_utterances): what to say, in order; copied
 * @n_utterances: how many, at least one
 * @error: return location for an error
 *
 * Begins to speak; what was spoken before is stopped.
 *
 * Without a sound device time passes as if it were heard, so that the marks still move.
 *
 * Errors: `NO_VOICE`, then nothing at all is spoken; `NO_SOUND`.
 * Threads: main context; returns at once.
 *
 * Returns: whether it speaks
 */
gboolean
birge_speech_speak (BirgeSpeech           *self,
                    const BirgeUtterance  *utterances,
                    guint                  n_utterances,
                    GError               **error)
{
  g_return_val_if_fail (BIRGE_IS_SPEECH (self), FALSE);
  g_return_val_if_fail (utterances != NULL && n_utterances > 0, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  finish (self, BIRGE_SPEECH_STOPPED);
  if (!check_voices (utterances, n_utterances, error))
    return FALSE;

  self->n_before = 0;
  if (!begin_job (self, make_job (self, utterances, n_utterances)))
    {
      g_set_error (error, BIRGE_SPEECH_ERROR, BIRGE_SPEECH_ERROR_NO_SOUND,
                   "speech: cannot be heard: no sound output could be started: install gstreamer1.0-plugins-base");
      return FALSE;
    }

  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SPEAKING]);
  return TRUE;
}

/**
 * birge_speech_add:
 * @self: the speech
 * @utterances: (array length=n_utterances): what to say after all that is being said; copied
 * @n_utterances: how many, at least one
 * @error: return location for an error
 *
 * Goes on with these when the present list has been heard; begins at once when nothing is spoken. `finished` comes once,
 * after the last of them.
 *
 * Errors: as birge_speech_speak(); what is being said goes on.
 * Threads: main context; returns at once.
 *
 * Returns: whether they will be spoken
 */
gboolean
birge_speech_add (BirgeSpeech           *self,
                  const BirgeUtterance  *utterances,
                  guint                  n_utterances,
                  GError               **error)
{
  g_return_val_if_fail (BIRGE_IS_SPEECH (self), FALSE);
  g_return_val_if_fail (utterances != NULL && n_utterances > 0, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (self->job == NULL)
    return birge_speech_speak (self, utterances, n_utterances, error);
  if (!check_voices (utterances, n_utterances, error))
    return FALSE;

  g_queue_push_tail (&self->waiting, make_job (self, utterances, n_utterances));
  return TRUE;
}

/**
 * birge_speech_stop:
 * @self: the speech
 *
 * Silence, at once. `finished` comes before this returns, if anything was spoken.
 */
void
birge_speech_stop (BirgeSpeech *self)
{
  g_return_if_fail (BIRGE_IS_SPEECH (self));

  finish (self, BIRGE_SPEECH_STOPPED);
}

/**
 * birge_speech_set_paused:
 * @self: the speech
 * @paused: whether to hold on
 *
 * Holds on in the middle of a word, and goes on from there. Without effect when nothing is spoken; a new list goes at
 * once.
 */
void
birge_speech_set_paused (BirgeSpeech *self,
                         gboolean     paused)
{
  g_return_if_fail (BIRGE_IS_SPEECH (self));

  paused = !!paused;
  if (self->job == NULL || self->is_paused == paused)
    return;

  self->is_paused = paused;
  _birge_audio_output_set_paused (self->output, paused);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAUSED]);
}

gboolean
birge_speech_is_paused (BirgeSpeech *self)
{
  g_return_val_if_fail (BIRGE_IS_SPEECH (self), FALSE);

  return self->is_paused;
}

gboolean
birge_speech_is_speaking (BirgeSpeech *self)
{
  g_return_val_if_fail (BIRGE_IS_SPEECH (self), FALSE);

  return self->job != NULL;
}

/**
 * birge_speech_is_silent:
 * @self: the speech
 *
 * Whether no sound device was found, so that nobody hears what is spoken.
 *
 * Returns: %TRUE when nothing can be heard
 */
gboolean
birge_speech_is_silent (BirgeSpeech *self)
{
  g_return_val_if_fail (BIRGE_IS_SPEECH (self), FALSE);

  return self->is_silent;
}

/**
 * birge_speech_set_volume:
 * @self: the speech
 * @volume: 0.0 is silence, 1.0 as recorded; half sounds about half as loud
 *
 * Sets how loud speech is, also of the sentence that is heard just now.
 */
void
birge_speech_set_volume (BirgeSpeech *self,
                         double       volume)
{
  g_return_if_fail (BIRGE_IS_SPEECH (self));
  g_return_if_fail (isfinite (volume));

  volume = CLAMP (volume, 0.0, 1.0);
  if (self->volume == volume)
    return;

  self->volume = volume;
  _birge_audio_output_set_volume (self->output, volume);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VOLUME]);
}

/**
 * birge_speech_set_slow:
 * @self: the speech
 * @slow: whether to speak for learners
 *
 * Changes the pace of the lists to come; recordings keep theirs.
 */
void
birge_speech_set_slow (BirgeSpeech *self,
                       gboolean     slow)
{
  g_return_if_fail (BIRGE_IS_SPEECH (self));

  slow = !!slow;
  if (self->slow == slow)
    return;

  self->slow = slow;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SLOW]);
}

void
_birge_speech_set_sink (BirgeSpeech *self,
                        GstElement  *sink)
{
  _birge_audio_output_set_sink (self->output, sink);
}
