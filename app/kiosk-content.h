/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-shell.h"
#include "ui/shell/birge-window.h"

G_BEGIN_DECLS

/* Brings content onto the screen and keeps it there: opens the current generation, installs the starter content when
 * there is none, repairs a damaged one, and follows a new generation without a restart. The work is done by the program
 * `birge` as a subprocess, so that a crash there never touches the screen. Main thread only. */
typedef struct _KioskContent KioskContent;

KioskContent *kiosk_content_new   (BirgeShell  *shell,
                                   BirgeWindow *window,
                                   const char  *state_dir);
/* @ready is called once, when there is something to show. */
void          kiosk_content_start (KioskContent *self,
                                   void        (*ready) (gpointer user_data),
                                   gpointer      user_data);
void          kiosk_content_free  (KioskContent *self);

G_END_DECLS
