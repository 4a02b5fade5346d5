/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-sync.h"

G_BEGIN_DECLS

/* Whose turn it is to change a state folder: one at a time. Who works in the background, for hours when the connection is bad,
 * gives way to whom a person has sent, and goes on later where it was. All by locks of files, which end with their process. */

/* Descriptor that holds <state>/install.lock, for birge_turn_end(); -1 on error. ASKING blocks for up to half a minute, while
 * who gives way comes to an end. @cancellable: of that wait, or NULL.
 * Errors: BIRGE_INSTALL_ERROR: BUSY with who holds it, STORAGE; G_IO_ERROR_CANCELLED. */
int      birge_turn_take      (const char            *state_dir,
                               BirgeTurn              turn,
                               GCancellable          *cancellable,
                               GError               **error);
/* For who gives way, now and then: whether somebody asks. */
gboolean birge_turn_is_wanted (const char            *state_dir);
/* What is done, for others to see. */
void     birge_turn_tell      (int                    lock,
                               const BirgeSyncStatus *status);
/* What another process does with this folder just now; FALSE: nothing that it tells of. Looks only, at a file of one line. */
gboolean birge_turn_peek      (const char            *state_dir,
                               BirgeSyncStatus       *status);
void     birge_turn_end       (int                    lock);

G_END_DECLS
