/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A pictogram: an SVG drawn in the style sheet's colour, or an emoji. Its size comes from the style sheet (min-width,
 * min-height) and it fills what it is given, keeping its proportions. Decorative: the control around it has the name. */
#define BIRGE_TYPE_PICTURE (birge_picture_get_type ())
G_DECLARE_FINAL_TYPE (BirgePicture, birge_picture, BIRGE, PICTURE, GtkWidget)

GtkWidget *birge_picture_new       (void);
/* @name: of ui/pictures, without ".svg". */
GtkWidget *birge_picture_new_icon  (const char *name);
void       birge_picture_set_icon  (BirgePicture *self,
                                    const char   *name);
/* An SVG that came out of the content; NULL clears. A picture that cannot be drawn stays empty and is logged. */
void       birge_picture_set_svg   (BirgePicture *self,
                                    GBytes       *svg);
void       birge_picture_set_emoji (BirgePicture *self,
                                    const char   *emoji);
/* Drawn as in a mirror when the page runs right to left (arrows, doors). */
void       birge_picture_set_mirrored_in_rtl (BirgePicture *self,
                                              gboolean      mirrored);
gboolean   birge_picture_is_empty  (BirgePicture *self);

G_END_DECLS
