/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-shell.h"

G_BEGIN_DECLS

/* What lies over a page for a moment. Each fills itself with words when it is made; the window makes it anew. */

/* Letter size, contrast, volume, controls in the lower half. */
GtkWidget *birge_comfort_panel_new  (BirgeShell *shell);
/* All languages; choosing one switches in place. @chosen is called after that. */
GtkWidget *birge_language_panel_new (BirgeShell *shell,
                                     GCallback   chosen,
                                     gpointer    user_data);
/* "Still there?", the whole screen one big yes; @yes is called. */
GtkWidget *birge_still_there_new    (BirgeShell *shell,
                                     GCallback   yes,
                                     gpointer    user_data);
void       birge_still_there_set_seconds (GtkWidget *self,
                                          guint      seconds);

G_END_DECLS
