/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* Learning to press 100 to 120 times a minute: a metronome to touch to, thirty times, then two breaths, and how it went.
 * Nothing of it is kept. */
#define BIRGE_TYPE_RHYTHM_PAGE (birge_rhythm_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgeRhythmPage, birge_rhythm_page, BIRGE, RHYTHM_PAGE, BirgePage)

G_END_DECLS
