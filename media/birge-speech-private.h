/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/birge-audio-output-private.h"
#include "media/birge-speech.h"

G_BEGIN_DECLS

/* For tests, before the first sentence. */
void             _birge_speech_set_sink     (BirgeSpeech          *self,
                                             GstElement           *sink);

/* birge-speech-job.c: one list of utterances on its way from words to samples, on a thread of its own. */
typedef struct _BirgeSpeechJob BirgeSpeechJob;

/* Something begins to be heard: a sentence, or with a length one of its words. */
typedef struct {
  gint64 at_us;
  guint  sentence;
  guint  start; /* bytes of the text that was given */
  guint  length;
} BirgeSpeechMark;

char            *_birge_speech_dup_voice    (const char           *language);
BirgeSpeechJob  *_birge_speech_job_new      (const BirgeUtterance *utterances,
                                             guint                 n_utterances,
                                             int                   words_per_minute,
                                             BirgeAudioOutput     *output);
BirgeSpeechJob  *_birge_speech_job_ref      (BirgeSpeechJob       *self);
void             _birge_speech_job_unref    (BirgeSpeechJob       *self);
void             _birge_speech_job_run      (BirgeSpeechJob       *self);
void             _birge_speech_job_cancel   (BirgeSpeechJob       *self);
gboolean         _birge_speech_job_has_failed (BirgeSpeechJob     *self);
/* Mark @n, from 0 on, if it is heard by now. */
gboolean         _birge_speech_job_get_mark (BirgeSpeechJob       *self,
                                             guint                 n,
                                             BirgeSpeechMark      *mark);
guint            _birge_speech_job_get_length (BirgeSpeechJob     *self);

G_END_DECLS
