/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/guides/birge-block-view.h"

G_BEGIN_DECLS

/* What stands above the text of a guide or topic: where we are, the title, listen, who checked it, in which language it
 * is. @section: title of its shelf, or NULL. @listen: (out): the big button. */
GtkWidget *birge_guide_head_new (BirgeBlockView *view,
                                 const char     *section,
                                 GtkWidget     **listen);

/* The listen button while something is read, and while not. */
void       birge_guide_head_set_listening (BirgePage *page,
                                           GtkWidget *listen,
                                           gboolean   listening);

/* Where a text comes from, for the end of the page; NULL when it does not say. */
GtkWidget *birge_guide_head_new_sources (BirgePage     *page,
                                         BirgeDocument *document);

G_END_DECLS
