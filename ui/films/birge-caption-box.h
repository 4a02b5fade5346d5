/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Words at the lower edge of a film, in one language or two. However large the letters are, the film is seen above them:
 * when both languages take too much of its height the second is left out, and then the first gets smaller. Below the film
 * both get a little smaller first. Main thread only. */
#define BIRGE_TYPE_CAPTION_BOX (birge_caption_box_get_type ())
G_DECLARE_FINAL_TYPE (BirgeCaptionBox, birge_caption_box, BIRGE, CAPTION_BOX, GtkWidget)

#define BIRGE_CAPTION_BOX_SHARE 0.45 /* of the height */

GtkWidget *birge_caption_box_new       (void);
/* It stands below the film and has its place to itself, which the style sheet makes high enough. */
void       birge_caption_box_set_below (BirgeCaptionBox *self,
                                        gboolean         below);
/* @which: 0 for the visitor's language, 1 for the second. NULL or "" for none; the language may be NULL. */
void       birge_caption_box_set_text  (BirgeCaptionBox *self,
                                        guint            which,
                                        const char      *text,
                                        const char      *language);

G_END_DECLS
