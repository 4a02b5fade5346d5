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
guint            _birge_speech_job_count_started (BirgeSpeechJob  *self);

G_END_DECLS
