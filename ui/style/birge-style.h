/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The style sheet, made anew for each size of the window, letter size, contrast and direction.
 *
 * style.css is written in units: "56u" is 56 / 1080 of the shorter side of the window, "28t" the same but growing with
 * the letter size, "$ink" a colour of the table in birge-style.c, "$start" and "$end" the sides of the reading direction,
 * "$target" the least size of what a finger touches, "$touch-96" the same but at least 96 units. Main thread only. */
#define BIRGE_TYPE_STYLE (birge_style_get_type ())
G_DECLARE_FINAL_TYPE (BirgeStyle, birge_style, BIRGE, STYLE, GObject)

BirgeStyle *birge_style_new          (GdkDisplay *display);

/* @px_per_mm: of the glass; 0 when nobody knows. */
void        birge_style_set_glass    (BirgeStyle *self,
                                      int         width,
                                      int         height,
                                      double      px_per_mm);
void        birge_style_set_comfort  (BirgeStyle *self,
                                      double      letter_scale,
                                      gboolean    high_contrast);
void        birge_style_set_rtl      (BirgeStyle *self,
                                      gboolean    rtl);

double      birge_style_get_unit     (BirgeStyle *self); /* pixels */
double      birge_style_get_target   (BirgeStyle *self); /* pixels a touch target has at least */
gboolean    birge_style_is_portrait  (BirgeStyle *self);
/* A colour of the table, for what is drawn without the style sheet: "aid", "paper". */
void        birge_style_get_colour   (BirgeStyle *self,
                                      const char *name,
                                      GdkRGBA    *colour);
/* Pixels; each may be NULL. */
void        birge_style_get_glass    (BirgeStyle *self,
                                      int        *width,
                                      int        *height);

/* For tests: what style.css becomes. (transfer full) */
char       *birge_style_expand       (const char *css,
                                      double      unit,
                                      double      letter_scale,
                                      double      target,
                                      gboolean    high_contrast,
                                      gboolean    rtl);

G_END_DECLS
