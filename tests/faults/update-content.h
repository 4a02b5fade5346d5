/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define UPDATE_N_GUIDES  36
#define UPDATE_GOING     30 /* guides from here on are taken away by release 3 … */
#define UPDATE_COMING    33 /* … and those from here on come with it */

/* Makes release 1, 2 or a later one as `birge content build` would: every third guide changes with each release, some have
 * pictures and sounds, a film of two blocks is another one each time. */
void update_content_make (const char *out_dir,
                          int         release);

G_END_DECLS
