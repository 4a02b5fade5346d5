/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/trust/birge-expected.h"

G_BEGIN_DECLS

/* Metadata and targets whose signatures were checked. Only the verifier of this folder can make them, so that whoever
 * takes one as an argument needs no further proof. They never change; counted references, any thread. */
typedef struct _BirgeVerified BirgeVerified;
typedef struct _BirgeVerifiedTarget BirgeVerifiedTarget;

typedef enum {
  BIRGE_ROLE_ROOT,
  BIRGE_ROLE_TIMESTAMP,
  BIRGE_ROLE_SNAPSHOT,
  BIRGE_ROLE_TARGETS, /* the top one and all it delegates to */
} BirgeRoleKind;

BirgeVerified *birge_verified_ref            (BirgeVerified *self);
void           birge_verified_unref          (BirgeVerified *self);
BirgeRoleKind  birge_verified_get_kind       (BirgeVerified *self);
const char    *birge_verified_get_role       (BirgeVerified *self); /* "root", or the name of a delegated role */
gint64         birge_verified_get_version    (BirgeVerified *self);
gint64         birge_verified_get_expires_s  (BirgeVerified *self); /* seconds since 1970 */
/* (transfer none): byte for byte as it was served */
GBytes        *birge_verified_get_bytes      (BirgeVerified *self);
/* (transfer none): all that was signed, with members this version does not know; never change it */
const json_t  *birge_verified_get_content    (BirgeVerified *self);

/* Root only. */
gboolean       birge_verified_is_consistent  (BirgeVerified *self);

/* Targets only. */
/* (transfer full) (nullable): what this role itself says about a path; birge_updater_find() asks all who may */
BirgeVerifiedTarget *birge_verified_dup_target (BirgeVerified *self,
                                                const char    *path);
/* (transfer full): all paths, sorted */
char         **birge_verified_list_targets   (BirgeVerified *self);

/* A file that is vouched for. */
BirgeVerifiedTarget *birge_verified_target_ref   (BirgeVerifiedTarget *self);
void                 birge_verified_target_unref (BirgeVerifiedTarget *self);
const char          *birge_verified_target_get_path     (BirgeVerifiedTarget *self);
const char          *birge_verified_target_get_role     (BirgeVerifiedTarget *self); /* who vouches */
const BirgeExpected *birge_verified_target_get_expected (BirgeVerifiedTarget *self); /* length and at least one hash */
const json_t        *birge_verified_target_get_custom   (BirgeVerifiedTarget *self); /* (nullable) */
/* (transfer full): where it lies below the base of targets, percent-encoded */
char                *birge_verified_target_dup_url_path (BirgeVerifiedTarget *self,
                                                         gboolean             consistent);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeVerified, birge_verified_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeVerifiedTarget, birge_verified_target_unref)

G_END_DECLS
