/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Scrolls its child by finger, and by two big buttons for those who do not know that one can. The scroller itself is
 * birge_scroller_get(). */
GtkWidget *birge_scroller_new      (GtkWidget *child);
GtkScrolledWindow *birge_scroller_get (GtkWidget *scroller);
/* For a list, which has no end to add room to: the buttons stand beside it, one above the other, and cover nothing. */
void       birge_scroller_stand_beside (GtkWidget *scroller);
/* What the two buttons are called. */
void       birge_scroller_set_names (GtkWidget *scroller,
                                     const char *up,
                                     const char *down);

G_END_DECLS
