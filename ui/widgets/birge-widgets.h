/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/widgets/birge-picture.h"

G_BEGIN_DECLS

/* The few shapes every page is made of. Sizes and colours are in style.css, by the class names given here. */

/* A label that wraps, in the fonts and letter shapes of @language (NULL: of the page). */
GtkWidget *birge_label_new         (const char *text,
                                    const char *language,
                                    const char *css_class);
void       birge_label_set         (GtkWidget  *label,
                                    const char *text,
                                    const char *language);

/* Says what a control is called, to screen readers and tests: the visible or spoken text. */
void       birge_name_control      (GtkWidget  *widget,
                                    const char *name);

/* Picture above or before words. Classes: "birge-button" and @css_class. */
GtkWidget *birge_button_new        (const char *icon,
                                    const char *text,
                                    const char *css_class);
void       birge_button_set_text   (GtkWidget  *button,
                                    const char *text);
/* The words below the picture instead of beside it. */
void       birge_button_set_upright (GtkWidget *button,
                                     gboolean   upright);
/* The picture of such a button, to load something else into; NULL when it has none. */
GtkWidget *birge_button_get_picture (GtkWidget *button);
/* A round button with a picture only; @name is what it is called. */
GtkWidget *birge_round_button_new  (const char *icon,
                                    const char *name,
                                    const char *css_class);

/* A box of class @css_class. */
GtkWidget *birge_box_new           (GtkOrientation orientation,
                                    const char    *css_class);
/* Appends and returns @child. */
GtkWidget *birge_box_add           (GtkWidget *box,
                                    GtkWidget *child);
void       birge_box_clear         (GtkWidget *box);

/* Calls @run a moment later, unless @widget has left the window by then: for a touch that replaces the very button that was
 * touched, which must not go while its own signal runs. */
void       birge_widget_later      (GtkWidget  *widget,
                                    void      (*run) (GtkWidget *widget));

/* "This text is in Russian": shown where a text is not in the visitor's language. */
GtkWidget *birge_language_badge_new (const char *language);

G_END_DECLS
