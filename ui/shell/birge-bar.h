/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* The one bar of every page: back, home, language, comfort, listen, finish, help. Emits "panel" ("language" or
 * "comfort") and "listen"; the rest it does itself. */
#define BIRGE_TYPE_BAR (birge_bar_get_type ())
G_DECLARE_FINAL_TYPE (BirgeBar, birge_bar, BIRGE, BAR, GtkWidget)

GtkWidget *birge_bar_new            (BirgeShell *shell);
/* What the page allows: on the wall there is no way back and there are no words. */
void       birge_bar_update         (BirgeBar   *self,
                                     BirgePlace  place,
                                     gboolean    can_listen);
void       birge_bar_locale_changed (BirgeBar *self);

/* Gives the focus back to the button that opened a panel: "language" or "comfort". */
void       birge_bar_focus          (BirgeBar   *self,
                                     const char *panel);

G_END_DECLS
