/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/birge-pulse.h"
#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* Slow on the left, good in the middle, fast on the right, in every language. A gauge has a hand that points at the rate of
 * now; a chart has all touches of a round, one after the other. Decorative: words beside it say the same. */
#define BIRGE_TYPE_RHYTHM_GAUGE (birge_rhythm_gauge_get_type ())
G_DECLARE_FINAL_TYPE (BirgeRhythmGauge, birge_rhythm_gauge, BIRGE, RHYTHM_GAUGE, GtkWidget)

GtkWidget *birge_rhythm_gauge_new       (BirgePage        *page);
/* 0: no hand. */
void       birge_rhythm_gauge_set_rate  (BirgeRhythmGauge *self,
                                         double            rate);
/* Becomes a chart of these touches. */
void       birge_rhythm_gauge_set_taps  (BirgeRhythmGauge *self,
                                         BirgePulse       *pulse);

G_END_DECLS
