/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-update-notes.h"
#include "ui/shell/birge-page.h"
#include "ui/shell/birge-updates.h"

G_BEGIN_DECLS

/* Sentences for the facts of updates, in the page's language. All (transfer full). */

/* "12 MB", never less than it is */
char *birge_staff_dup_size     (BirgePage               *page,
                                gint64                   bytes);
/* Day and time of this place. */
char *birge_staff_dup_moment   (BirgePage               *page,
                                gint64                   seconds);
/* The day alone. */
char *birge_staff_dup_day      (BirgePage               *page,
                                gint64                   seconds);
/* Why something is still to come; @short_bytes: so much more room is needed, 0: not known. NULL when nothing is. */
char *birge_staff_dup_paused   (BirgePage               *page,
                                BirgeSyncPaused          paused,
                                gint64                   short_bytes);
/* What a task is at. */
char *birge_staff_dup_step     (BirgePage               *page,
                                const BirgeUpdatesState *state);
/* "12 MB of 45 MB · 3 MB a second · Time left: 0:11"; NULL when nothing is known. */
char *birge_staff_dup_amount   (BirgePage               *page,
                                const BirgeUpdatesState *state);
/* What a task came to. */
char *birge_staff_dup_outcome  (BirgePage               *page,
                                const BirgeUpdatesState *state);
/* How it stands with this machine's content, by what the last updates left. */
char *birge_staff_dup_standing (BirgePage               *page,
                                const BirgeUpdateNotes  *notes,
                                gint64                   now_s);
/* "For the technician: …", in whose language it is. */
char *birge_staff_dup_technical (BirgePage              *page,
                                 const char             *words);

G_END_DECLS
