/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-install-private.h"

G_BEGIN_DECLS

/* Makes a generation of what is in the store and switches to it: the best version of each item that is here with its texts.
 * @self: release, older, state_dir and progress are set; the caller holds the lock. @whole: refuse unless each item of the
 * release has its texts in some version. @is_damaged: TRUE when objects proved to be damaged: they are gone, to be brought
 * again. Returns the number of the generation; 0 without an error when damage was found or nothing can be shown yet. */
guint _birge_activate         (BirgeInstallRun  *self,
                               gboolean          whole,
                               gboolean         *is_damaged,
                               GError          **error);
/* Whether @number shows all of the release that can be shown. @all_here: nothing is left to fetch. */
gboolean _birge_activate_is_done (BirgeInstallRun *self,
                                  guint            number,
                                  gboolean         all_here);

G_END_DECLS
