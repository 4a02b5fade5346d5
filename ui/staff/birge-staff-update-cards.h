/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-update-notes.h"
#include "ui/shell/birge-page.h"
#include "ui/shell/birge-updates.h"

G_BEGIN_DECLS

/* Cards of the room where new content comes from; each is made for one state and thrown away with it. */

/* A picture and a sentence; what belongs to it is added below. @hue: "sky", "aid", "learn" or "alarm". */
GtkWidget *birge_staff_card_new           (const char              *hue,
                                           const char              *icon,
                                           const char              *sentence);
/* How it stands: when it was looked, what came, what is still to come and why. */
GtkWidget *birge_staff_standing_card_new  (BirgePage               *page,
                                           const BirgeUpdateNotes  *notes);
/* A task at work, and @words on what to do meanwhile; update it as it goes on. Buttons are the caller's to add. */
GtkWidget *birge_staff_progress_card_new  (const char              *words);
void       birge_staff_progress_card_show (GtkWidget               *card,
                                           BirgePage               *page,
                                           const BirgeUpdatesState *state);
/* What a task came to, with what is new, changed and gone. */
GtkWidget *birge_staff_outcome_card_new   (BirgePage               *page,
                                           const BirgeUpdatesState *state);
/* What lies on a stick. */
GtkWidget *birge_staff_preview_card_new   (BirgePage               *page,
                                           const BirgeUpdatesState *state,
                                           const char              *stick);

G_END_DECLS
