/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The kiosk's state folder, as both programs find it: /var/lib/birge where an installation made one that this user may
 * write, else "birge" in the user's data folder. (transfer full) */
char    *state_folder_dup_default  (void);
/* Called as root, the program goes on as the user who owns the folder, so that the kiosk can still write what it leaves
 * there. FALSE when that is not allowed. */
gboolean state_folder_become_owner (const char *folder);

G_END_DECLS
