/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BIRGE_VOICES_ERROR (birge_voices_error_quark ())
GQuark birge_voices_error_quark (void);
typedef enum {
  BIRGE_VOICES_ERROR_NO_SPACE,   /* of the disk */
  BIRGE_VOICES_ERROR_STORAGE,    /* it refuses */
  BIRGE_VOICES_ERROR_NO_CONSENT, /* the speaker's was taken away meanwhile */
  BIRGE_VOICES_ERROR_RECORDING,  /* what came is no recording */
} BirgeVoicesError;

/* Voices recorded at this kiosk:
 *
 *   <state>/voices/<language>/<speaker>/consent.opus   without it nothing of the speaker counts, or stays
 *   <state>/voices/<language>/<speaker>/<key>.opus     for exactly the text of that key (birge-voice-text.h)
 *
 * Each file is written beside its place, then moved there; a killed kiosk leaves nothing half. Nobody's name is asked: a
 * speaker is eight figures. Any thread; all but finding and counting blocks on the disk. */
typedef struct _BirgeVoices BirgeVoices;

/* What the volunteer read, and where the editors keep it. */
typedef struct {
  char *text;
  char *place; /* "guide/wages/03", or BIRGE_VOICES_SHARED */
} BirgeVoiceText;
#define BIRGE_VOICES_SHARED "shared"

typedef struct {
  char  *language;
  char  *id;
  guint  n;       /* texts, without the consent */
  gint64 since_s; /* when consent was given */
} BirgeVoiceSpeaker;

typedef enum {
  BIRGE_VOICES_KEEP, /* the kiosk: one of a folder; what was left half written is taken away */
  BIRGE_VOICES_READ, /* anybody beside it */
} BirgeVoicesUse;

BirgeVoices *birge_voices_new            (const char  *state_dir,
                                          BirgeVoicesUse use);
BirgeVoices *birge_voices_ref            (BirgeVoices *self);
void         birge_voices_unref          (BirgeVoices *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeVoices, birge_voices_unref)

/* Path of the newest recording of a text, or NULL. At once. */
char        *birge_voices_dup_path       (BirgeVoices *self,
                                          const char  *language,
                                          const char  *text);
/* Texts of a language that somebody read; NULL: of all. At once. */
guint        birge_voices_count          (BirgeVoices *self,
                                          const char  *language);
/* (transfer full): of BirgeVoiceSpeaker, newest first. */
GPtrArray   *birge_voices_list_speakers  (BirgeVoices *self);
void         birge_voice_speaker_free    (BirgeVoiceSpeaker *speaker);

/* A volunteer said @words, the consent. Returns whose recordings may be kept from now on. */
char        *birge_voices_add_speaker    (BirgeVoices *self,
                                          const char  *language,
                                          const char  *words,
                                          GBytes      *opus,
                                          GError     **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean     birge_voices_keep           (BirgeVoices *self,
                                          const char  *language,
                                          const char  *speaker,
                                          const BirgeVoiceText *text,
                                          GBytes      *opus,
                                          GError     **error);
/* The speaker's recording of a text, if there is one. */
gboolean     birge_voices_remove         (BirgeVoices *self,
                                          const char  *language,
                                          const char  *speaker,
                                          const char  *text,
                                          GError     **error);
/* All a speaker said, the consent first. */
gboolean     birge_voices_remove_speaker (BirgeVoices *self,
                                          const char  *language,
                                          const char  *speaker,
                                          GError     **error);

/* Of all recordings and consents: their paths, in order. */
GPtrArray   *birge_voices_list_files     (BirgeVoices *self);

G_END_DECLS
