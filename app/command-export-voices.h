/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `birge export STICK --voices`. @is_json: the end is told as one line, as `birge sync --progress=json` tells its own.
 * Returns the exit code. */
int command_export_voices (const char *state,
                           const char *stick,
                           gboolean    is_json);

G_END_DECLS
