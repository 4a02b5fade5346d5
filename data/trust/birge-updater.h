/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/trust/birge-fetcher.h"
#include "data/trust/birge-trust-store.h"
#include "data/trust/birge-trusted-set.h"

G_BEGIN_DECLS

/* One run of the client workflow over a store and a source: request by request in the order of the specification,
 * nothing twice, and each file kept as soon as it is trusted. For one thread. */
typedef struct _BirgeUpdater BirgeUpdater;

/* Begins a run from what is in the store. @fetcher (nullable): none, when only what is there is to be looked at.
 * Errors: NOT_FOUND without a root, STORAGE, SYNTAX, SIGNATURE. */
BirgeUpdater        *birge_updater_new     (BirgeTrustStore   *store,
                                            BirgeFetcher      *fetcher,
                                            gint64             now_s,
                                            BirgeTrustExpiry   expiry,
                                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;
void                 birge_updater_free    (BirgeUpdater      *self);
/* Root, timestamp, snapshot, targets. Call once. Errors: all but NO_TARGET and KEY. */
gboolean             birge_updater_refresh (BirgeUpdater      *self,
                                            GCancellable      *cancellable,
                                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;
/* Instead of a refresh: takes up what the last one left, asking nobody. For status and for sticks made from here.
 * Errors: NOT_FOUND when there was none, those of damage. */
gboolean             birge_updater_resume  (BirgeUpdater      *self,
                                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;
/* Looks for a target among all who may vouch for it, after refresh or resume. Errors: NO_TARGET, and those of refresh. */
BirgeVerifiedTarget *birge_updater_find    (BirgeUpdater      *self,
                                            const char        *path,
                                            GCancellable      *cancellable,
                                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none): what is trusted now */
BirgeTrustedSet     *birge_updater_get_set (BirgeUpdater      *self);

/* Puts a root of trust into a store that begins with it. Errors: SYNTAX, SIGNATURE, TOO_LARGE, STORAGE. */
gboolean             birge_updater_init    (BirgeTrustStore   *store,
                                            GBytes            *root,
                                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeUpdater, birge_updater_free)

G_END_DECLS
