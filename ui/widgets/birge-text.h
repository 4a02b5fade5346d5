/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A GtkLabel that is quick to measure when it wraps. All of gtk_label_ works on it; birge_label_new() makes them. Main
 * thread only. */
#define BIRGE_TYPE_TEXT (birge_text_get_type ())
GType        birge_text_get_type   (void);

GtkWidget   *birge_text_new        (void);
/* The layout as it is drawn now (borrowed). gtk_label_get_layout() may have been measured for another width since. */
PangoLayout *birge_text_get_layout (GtkWidget *text);

G_END_DECLS
