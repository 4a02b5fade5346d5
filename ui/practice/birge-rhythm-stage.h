/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/birge-pulse.h"
#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* The field that is touched: somebody presses on it in time, and breathes; a frame lights up with each beat, and a number
 * counts. Emits "tap" (guint, time of the event in milliseconds) for each finger, click and press of the space bar. */
#define BIRGE_TYPE_RHYTHM_STAGE (birge_rhythm_stage_get_type ())
G_DECLARE_FINAL_TYPE (BirgeRhythmStage, birge_rhythm_stage, BIRGE, RHYTHM_STAGE, GtkWidget)

GtkWidget *birge_rhythm_stage_new      (BirgePage         *page);
/* The beat that is heard at the moment the next frame is seen, as birge_metronome_get_beat() counts. */
void       birge_rhythm_stage_set_beat (BirgeRhythmStage  *self,
                                        double             beat);
/* @air: how full the lungs are, 0 to 1. */
void       birge_rhythm_stage_set_air  (BirgeRhythmStage  *self,
                                        double             air);
/* The number, and how much of its ring is full; @number 0: none. */
void       birge_rhythm_stage_set_count (BirgeRhythmStage *self,
                                        guint              number,
                                        double             filled);
/* Colours the mark where the last finger came down. */
void       birge_rhythm_stage_judge    (BirgeRhythmStage  *self,
                                        BirgePulseVerdict  verdict);
/* "aid", "learn" or "rights": what stands for a verdict. */
const char *birge_rhythm_colour        (BirgePulseVerdict  verdict);

G_END_DECLS
