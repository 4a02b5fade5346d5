/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  BIRGE_SOUND_TAP,       /* a touch was noticed */
  BIRGE_SOUND_RIGHT,     /* the answer is right: two rising notes */
  BIRGE_SOUND_WRONG,     /* try again: two low falling notes, never a buzzer */
  BIRGE_SOUND_ATTENTION, /* somebody is wanted at the screen: three bells */
  BIRGE_N_SOUNDS,
} BirgeSound;

#define BIRGE_TYPE_SOUNDS (birge_sounds_get_type ())
G_DECLARE_FINAL_TYPE (BirgeSounds, birge_sounds, BIRGE, SOUNDS, GObject)

BirgeSounds *birge_sounds_new        (void);
void         birge_sounds_play       (BirgeSounds *self,
                                      BirgeSound   sound);
void         birge_sounds_stop       (BirgeSounds *self);
void         birge_sounds_set_volume (BirgeSounds *self,
                                      double       volume);

G_END_DECLS
