/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Words at the lower edge of a film, in one language or two. However large the letters are, the film is seen above them:
 * when both languages take too much of its height the second is left out, and then the first gets smaller. Main thread
 * only. */
#define BIRGE_TYPE_CAPTION_BOX (birge_caption_box_get_type ())
G_DECLARE_FINAL_TYPE (BirgeCaptionBox, birge_caption_box, BIRGE, CAPTION_BOX, GtkWidget)

#define BIRGE_CAPTION_BOX_SHARE 0.45 /* of the height */

GtkWidget *birge_caption_box_new      (void);
/* @which: 0 for the visitor's language, 1 for the second. NULL or "" for none; the language may be NULL. */
void       birge_caption_box_set_text (BirgeCaptionBox *self,
                                       guint            which,
                                       const char      *text,
                                       const char      *language);

G_END_DECLS
