/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define BIRGE_SPEECH_ERROR (birge_speech_error_quark ())
GQuark birge_speech_error_quark (void);
typedef enum {
  BIRGE_SPEECH_ERROR_NO_VOICE, /* neither a recording nor a voice for the language */
  BIRGE_SPEECH_ERROR_NO_SOUND, /* this computer cannot play sound at all, not even silently */
} BirgeSpeechError;

typedef enum {
  BIRGE_SPEECH_DONE,    /* heard to the end */
  BIRGE_SPEECH_STOPPED, /* broken off on purpose */
  BIRGE_SPEECH_FAILED,  /* the sound broke off, or a sentence could not be spoken after all */
} BirgeSpeechReason;
#define BIRGE_TYPE_SPEECH_REASON (birge_speech_reason_get_type ())
GType birge_speech_reason_get_type (void) G_GNUC_CONST;

/* One sentence or paragraph. All borrowed for the time of the call. */
typedef struct {
  const char *text;           /* UTF-8; what is read when there is no recording */
  const char *language;       /* BCP 47 tag of the text */
  const char *recording_path; /* (nullable) Opus or Vorbis in Ogg, spoken by a person; comes before any machine */
} BirgeUtterance;

#define BIRGE_TYPE_SPEECH (birge_speech_get_type ())
G_DECLARE_FINAL_TYPE (BirgeSpeech, birge_speech, BIRGE, SPEECH, GObject)

BirgeSpeech *birge_speech_new         (void);
void         birge_speech_close       (BirgeSpeech           *self);

gboolean     birge_speech_can_speak   (const char            *language);
gboolean     birge_speech_speak       (BirgeSpeech           *self,
                                       const BirgeUtterance  *utterances,
                                       guint                  n_utterances,
                                       GError               **error);
gboolean     birge_speech_add         (BirgeSpeech           *self,
                                       const BirgeUtterance  *utterances,
                                       guint                  n_utterances,
                                       GError               **error);
void         birge_speech_stop        (BirgeSpeech           *self);
void         birge_speech_set_paused  (BirgeSpeech           *self,
                                       gboolean               paused);
gboolean     birge_speech_is_paused   (BirgeSpeech           *self);
gboolean     birge_speech_is_speaking (BirgeSpeech           *self);
gboolean     birge_speech_is_silent   (BirgeSpeech           *self);
void         birge_speech_set_volume  (BirgeSpeech           *self,
                                       double                 volume);
void         birge_speech_set_slow    (BirgeSpeech           *self,
                                       gboolean               slow);

G_END_DECLS
