/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-release.h"
#include "data/sync/birge-source.h"
#include "data/trust/birge-trusted-set.h"

G_BEGIN_DECLS

/* What a source offers, as far as signatures vouch for it: metadata first, by the rules of data/trust, then the catalogues
 * that the metadata names. What was trusted lies in <state>/trust, catalogues on their way in <state>/catalog. */
typedef struct _BirgeRepository BirgeRepository;

typedef struct {
  const char        *state_dir;
  const char        *root_file;  /* root.json that the operator trusts, or NULL */
  const char *const *channels;   /* those wanted; NULL or empty: all */
  BirgeTrustExpiry   expiry;
  gboolean           is_by_hand; /* a person at this computer chose the folder: it may be the first that is trusted, or
                                    signed with keys that were thrown away */
  gboolean           is_empty;   /* nothing is shown: older content than was once trusted is better than none */
} BirgeRepositoryOptions;

/* Errors of all below: BIRGE_TRUST_ERROR, BIRGE_SOURCE_ERROR as the source gave it, G_IO_ERROR_CANCELLED. */

/* Finds out whom to trust. Copies @options. NO_TARGET: nobody yet. */
BirgeRepository *birge_repository_open             (BirgeSource                  *source,
                                                    const BirgeRepositoryOptions *options,
                                                    GCancellable                 *cancellable,
                                                    GError                      **error) G_GNUC_WARN_UNUSED_RESULT;
void             birge_repository_free             (BirgeRepository              *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeRepository, birge_repository_free)
/* Brings the metadata up to date. @now_s: the greater of clock and floor. Call again with another time if a wrong clock
 * was the trouble. */
gboolean         birge_repository_refresh          (BirgeRepository              *self,
                                                    gint64                        now_s,
                                                    GCancellable                 *cancellable,
                                                    GError                      **error) G_GNUC_WARN_UNUSED_RESULT;
/* The catalogues of all wanted channels. @current (nullable): what is shown now; what it has is not read again. A folder need
 * not carry all channels: those it lacks stay as they are shown. */
BirgeRelease    *birge_repository_load_release     (BirgeRepository              *self,
                                                    const BirgeRelease           *current,
                                                    GCancellable                 *cancellable,
                                                    GError                      **error) G_GNUC_WARN_UNUSED_RESULT;
/* When the publisher promised to have signed again, seconds since 1970; 0 before a timestamp was trusted. */
gint64           birge_repository_get_expires_s    (BirgeRepository              *self);
/* When the word ended that the last refresh refused for its age alone: of the timestamp, which a person may accept. 0: none. */
gint64           birge_repository_get_expired_s    (BirgeRepository              *self);
/* Whether its keys were thrown away: it proves where content does not come from a stranger, and nothing more. */
gboolean         birge_repository_is_throw_away    (BirgeRepository              *self);
/* (transfer full) (nullable): an id of whoever is followed, the same for as long as they are: the hash of the first of their
 * roots that this kiosk trusted; BIRGE_REPOSITORY_THROW_AWAY for keys that were thrown away. */
char            *birge_repository_dup_publisher    (BirgeRepository              *self);
/* Removes catalogues that came for releases before. */
void             birge_repository_forget_catalogues (const char                  *state_dir);

/* The name of a member of the signed part of root.json whose keys were thrown away. */
#define BIRGE_REPOSITORY_THROW_AWAY "x-birge-throw-away"

G_END_DECLS
