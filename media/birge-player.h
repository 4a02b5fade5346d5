/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/birge-frame.h"

G_BEGIN_DECLS

#define BIRGE_PLAYER_ERROR (birge_player_error_quark ())
GQuark birge_player_error_quark (void);
typedef enum {
  BIRGE_PLAYER_ERROR_MISSING_FILE,   /* there is nothing at this place, or it cannot be opened */
  BIRGE_PLAYER_ERROR_MISSING_PLUGIN, /* this computer cannot read films of this kind */
  BIRGE_PLAYER_ERROR_DAMAGED,        /* the file is not, or not wholly, a film */
  BIRGE_PLAYER_ERROR_FAILED,         /* anything else; the message says what */
} BirgePlayerError;

typedef enum {
  BIRGE_PLAYER_EMPTY,   /* no film */
  BIRGE_PLAYER_LOADING, /* on the way to the first frame */
  BIRGE_PLAYER_READY,   /* paused, a frame is shown */
  BIRGE_PLAYER_PLAYING,
  BIRGE_PLAYER_ENDED,   /* the last frame stays; play begins again */
  BIRGE_PLAYER_FAILED,  /* see birge_player_get_error(); stays so until another film is set */
} BirgePlayerState;
#define BIRGE_TYPE_PLAYER_STATE (birge_player_state_get_type ())
GType birge_player_state_get_type (void) G_GNUC_CONST;

/* Speed that still sounds like speech. */
#define BIRGE_PLAYER_MIN_RATE 0.5
#define BIRGE_PLAYER_MAX_RATE 2.0

typedef struct {
  guint64 shown;   /* frames handed to the main context */
  guint64 dropped; /* frames nobody saw: late, or replaced before the main context came */
  guint64 late;    /* those among them whose time was over before they were ready */
} BirgePlayerStats;

#define BIRGE_TYPE_PLAYER (birge_player_get_type ())
G_DECLARE_FINAL_TYPE (BirgePlayer, birge_player, BIRGE, PLAYER, GObject)

BirgePlayer      *birge_player_new                 (void);
void              birge_player_close               (BirgePlayer      *self);

void              birge_player_set_path            (BirgePlayer      *self,
                                                    const char       *path);
void              birge_player_play                (BirgePlayer      *self);
void              birge_player_pause               (BirgePlayer      *self);
void              birge_player_seek                (BirgePlayer      *self,
                                                    gint64            position_us);
void              birge_player_skip                (BirgePlayer      *self,
                                                    gint64            delta_us);
void              birge_player_set_rate            (BirgePlayer      *self,
                                                    double            rate);
void              birge_player_set_stop            (BirgePlayer      *self,
                                                    gint64            position_us);
void              birge_player_set_loop            (BirgePlayer      *self,
                                                    gint64            start_us,
                                                    gint64            end_us);
void              birge_player_set_volume          (BirgePlayer      *self,
                                                    double            volume);
void              birge_player_set_audio_language  (BirgePlayer      *self,
                                                    const char       *language);

BirgePlayerState  birge_player_get_state           (BirgePlayer      *self);
gint64            birge_player_get_position_us     (BirgePlayer      *self);
gint64            birge_player_get_duration_us     (BirgePlayer      *self);
double            birge_player_get_rate            (BirgePlayer      *self);
gboolean          birge_player_is_at_stop          (BirgePlayer      *self);
gboolean          birge_player_is_silent           (BirgePlayer      *self);
const GError     *birge_player_get_error           (BirgePlayer      *self);
char            **birge_player_get_audio_languages (BirgePlayer      *self);
char             *birge_player_dup_audio_language  (BirgePlayer      *self);
BirgeFrame       *birge_player_dup_frame           (BirgePlayer      *self);
void              birge_player_get_stats           (BirgePlayer      *self,
                                                    BirgePlayerStats *stats);

G_END_DECLS
