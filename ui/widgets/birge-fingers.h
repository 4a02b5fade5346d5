/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where fingers (or the pointer's button) lie on the glass, so that nothing is taken from under them.
 *
 * GTK counts a touch on the widget it comes down on and on all above that one, and takes it off the count when it lifts.
 * What has left the screen by then keeps its count, and whatever lies there now loses one it never had: GTK warns
 * ("Broken accounting of active state"), and a button that comes back later looks pressed and misses the next touch. So what a
 * finger lies on is out of sight and of reach at once, and leaves when the last finger on it lifts. */

/* From now on the functions below know of the touches in @window; in other windows there are none. */
void     birge_fingers_watch       (GtkWidget *window);

/* Takes @widget off the screen for good. @remove takes it from its parent: now, or when no finger lies on it. */
void     birge_fingers_take_away   (GtkWidget *widget,
                                    void     (*remove) (GtkWidget *widget));

/* Takes away what a parent without other children shows, and shows @child (NULL: nothing) there instead. The parent lays
 * one child over the other, and unparents what it has when it is disposed of. */
void     birge_fingers_replace     (GtkWidget *parent,
                                    GtkWidget *child);

/* Shows @widget, or hides it: now, or when no finger lies on it. */
void     birge_fingers_set_visible (GtkWidget *widget,
                                    gboolean   visible);

G_END_DECLS
