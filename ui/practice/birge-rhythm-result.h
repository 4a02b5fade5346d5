/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/birge-pulse.h"
#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* A round as a picture: how many touches were in time, and whether they were even. */
GtkWidget  *birge_rhythm_result_new       (BirgePage  *page,
                                           BirgePulse *pulse);
/* Borrowed: adds a big button under it. */
GtkWidget  *birge_rhythm_result_add_button (GtkWidget *self,
                                            GtkWidget *button);
/* The one sentence that says it all, as a message of the interface: it is spoken. */
const char *birge_rhythm_result_get_msgid (BirgePulse *pulse);

G_END_DECLS
