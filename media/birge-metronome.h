/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A beat to press to, and two breaths: sound, and the clock that pictures go by.
 *
 * Each click has its sample in one stream of sound, so that no timer and no other work of the machine moves it. Time is what
 * has been heard of that stream; where there is no sound it goes on by the same clock that would have played it. */
#define BIRGE_METRONOME_LEAST 40
#define BIRGE_METRONOME_MOST 200

/* When a breath begins, after birge_metronome_breathe(), how long it lasts, and when it is time to press again. */
#define BIRGE_METRONOME_N_BREATHS 2
#define BIRGE_METRONOME_BREATH_US G_GINT64_CONSTANT (1000000)
#define BIRGE_METRONOME_FIRST_BREATH_US G_GINT64_CONSTANT (1500000)
#define BIRGE_METRONOME_NEXT_BREATH_US G_GINT64_CONSTANT (2000000)
#define BIRGE_METRONOME_BREATHS_END_US G_GINT64_CONSTANT (6000000)

#define BIRGE_TYPE_METRONOME (birge_metronome_get_type ())
G_DECLARE_FINAL_TYPE (BirgeMetronome, birge_metronome, BIRGE, METRONOME, GObject)

BirgeMetronome *birge_metronome_new             (void);
/* Clicks without end, the first one half a second after the beginning. Anew when it runs already. */
void            birge_metronome_start           (BirgeMetronome *self,
                                                 guint           per_minute);
void            birge_metronome_breathe         (BirgeMetronome *self);
void            birge_metronome_stop            (BirgeMetronome *self);
gboolean        birge_metronome_is_running      (BirgeMetronome *self);
/* 0.0 is silence; half sounds about half as loud. */
void            birge_metronome_set_volume      (BirgeMetronome *self,
                                                 double          volume);
/* TRUE: nobody hears it, as there is no sound device. */
gboolean        birge_metronome_is_silent       (BirgeMetronome *self);
/* Time since the beginning as it is heard; never goes back. 0 when it does not run. */
gint64          birge_metronome_get_position_us (BirgeMetronome *self);
/* How many clicks were heard by @position_us, with the part of the way to the next: 2.25; below 0 before the first. */
double          birge_metronome_get_beat        (BirgeMetronome *self,
                                                 gint64          position_us);
/* How full the lungs are at @position_us of the breaths: 0 to 1. @breath: (out) (optional): which one, from 0, or -1. */
double          birge_metronome_get_air         (gint64          position_us,
                                                 int            *breath);

G_END_DECLS
