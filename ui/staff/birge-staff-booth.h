/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* A card that shows one text, hears somebody read it, plays it back, and hands it over when it is to be kept. It keeps nothing
 * itself: what was not kept is gone with the card, and was never on the disk. */
typedef void (*BirgeBoothKeep) (GBytes  *opus,
                                gpointer user_data);

/* @text in @language. @keep: the volunteer wants this recording. */
GtkWidget *birge_staff_booth_new  (BirgePage      *page,
                                   const char     *text,
                                   const char     *language,
                                   BirgeBoothKeep  keep,
                                   gpointer        user_data);
/* It could not be kept, and why: the volunteer may try again. */
void       birge_staff_booth_fail (GtkWidget      *booth,
                                   const char     *words);

G_END_DECLS
