/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where things lie, installed or run from the build folder. All (transfer full). */
char *kiosk_paths_find_birge   (void);
char *kiosk_paths_find_starter (void); /* NULL when there is none */
char *kiosk_paths_dup_state    (void); /* the default state folder */

G_END_DECLS
