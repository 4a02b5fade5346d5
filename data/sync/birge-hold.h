/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-release.h"

G_BEGIN_DECLS

/* What must not come by itself: releases that somebody took back, and those that lost much of their content without the
 * publisher saying that it is meant. Only a newer release or a person brings such a channel on. */

/* Notes that @release was taken back; durable when it returns TRUE. Errors: BIRGE_INSTALL_ERROR. */
gboolean birge_hold_write (const char         *state_dir,
                           const BirgeRelease *release,
                           GError            **error);
/* In @offered, which is not closed yet, puts the channels of @current (nullable) in the place of those that must not come.
 * Returns which, "guides 8"; NULL for none. */
GStrv    birge_hold_apply (const char         *state_dir,
                           BirgeRelease       *offered,
                           const BirgeRelease *current);
void     birge_hold_lift  (const char         *state_dir);

G_END_DECLS
