/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/library/birge-item.h"
#include "ui/guides/birge-spoken.h"
#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* A place in a list: number, name, whether it is free and open day and night, and a loudspeaker. Opens the place's page.
 * @spoken: may be NULL. */
GtkWidget  *birge_contact_row_new       (BirgePage   *page,
                                         BirgeSpoken *spoken,
                                         BirgeItem   *item);

/* "Free", "Day and night", as pictures with words; NULL when neither is known. */
GtkWidget  *birge_contact_marks_new     (BirgePage   *page,
                                         BirgeItem   *item);
/* Name, then the number figure by figure. (transfer full) */
char       *birge_contact_dup_spoken    (BirgeItem   *item);

G_END_DECLS
