/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/trust/birge-trust.h"
#include "data/trust/birge-verified.h"

G_BEGIN_DECLS

/* The rules of the client workflow (TUF specification 1.0.34, 5.2 to 5.6), without disk or network: takes bytes, says
 * whether they are trusted now. What it refuses leaves it as it was. */
typedef struct _BirgeTrustedSet BirgeTrustedSet;

typedef enum {
  BIRGE_TRUST_EXPIRY_STRICT = 0,
  BIRGE_TRUST_EXPIRY_OLD_TIMESTAMP = 1 << 0, /* from a stick whose date a person has confirmed */
  BIRGE_TRUST_EXPIRY_IGNORED = 1 << 1,       /* content that came with the package */
} BirgeTrustExpiry;

/* @root: the root this kiosk starts from; it must be signed by its own keys, and may have expired
 * @now_s: the fixed time of this update, seconds since 1970: the greater of clock and floor
 * Errors: SYNTAX, SIGNATURE, TOO_LARGE */
BirgeTrustedSet *birge_trusted_set_new               (GBytes            *root,
                                                      gint64             now_s,
                                                      BirgeTrustExpiry   expiry,
                                                      GError           **error) G_GNUC_WARN_UNUSED_RESULT;
void             birge_trusted_set_free              (BirgeTrustedSet   *self);

/* The next root, 5.3.4 to 5.3.8. */
gboolean         birge_trusted_set_update_root       (BirgeTrustedSet   *self,
                                                      GBytes            *bytes,
                                                      GError           **error) G_GNUC_WARN_UNUSED_RESULT;
/* There is no next one: 5.3.10. */
gboolean         birge_trusted_set_finish_root       (BirgeTrustedSet   *self,
                                                      GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* What was trusted in an earlier run. FALSE, without an error: it is not any more. It may have expired: it still guards
 * against older versions. If its keys were rotated, neither timestamp nor snapshot counts any longer (5.3.11), so that
 * a repository can recover from version numbers that an attacker has driven up. */
gboolean         birge_trusted_set_load_timestamp    (BirgeTrustedSet   *self,
                                                      GBytes            *bytes);
gboolean         birge_trusted_set_load_snapshot     (BirgeTrustedSet   *self,
                                                      GBytes            *bytes);

/* A timestamp from the source, 5.4.2 to 5.4.4. @is_newer: FALSE when it has the version that is trusted already, which
 * is then kept as it is. */
gboolean         birge_trusted_set_update_timestamp  (BirgeTrustedSet   *self,
                                                      GBytes            *bytes,
                                                      gboolean          *is_newer,
                                                      GError           **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the snapshot that was loaded is the one the timestamp names, and has not expired. */
gboolean         birge_trusted_set_is_snapshot_current (BirgeTrustedSet *self);
gboolean         birge_trusted_set_update_snapshot   (BirgeTrustedSet   *self,
                                                      GBytes            *bytes,
                                                      GError           **error) G_GNUC_WARN_UNUSED_RESULT;
/* A role of targets by whom it is vouched for: @delegator is NULL for the top one (by the root). 5.6.2 to 5.6.5. */
BirgeVerified   *birge_trusted_set_update_targets    (BirgeTrustedSet   *self,
                                                      BirgeVerified     *delegator,
                                                      const char        *role,
                                                      GBytes            *bytes,
                                                      GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) (nullable) */
BirgeVerified   *birge_trusted_set_get_root          (BirgeTrustedSet   *self);
BirgeVerified   *birge_trusted_set_get_timestamp     (BirgeTrustedSet   *self);
BirgeVerified   *birge_trusted_set_get_snapshot      (BirgeTrustedSet   *self);
BirgeVerified   *birge_trusted_set_get_targets       (BirgeTrustedSet   *self);
/* When a timestamp ended that was refused for nothing but that: what a person has to be told who may accept it. 0: none. */
gint64           birge_trusted_set_get_expired_s     (BirgeTrustedSet   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeTrustedSet, birge_trusted_set_free)

G_END_DECLS
