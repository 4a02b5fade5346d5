/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/trust/birge-envelope.h"
#include "data/trust/birge-expected-private.h"
#include "data/trust/birge-verified.h"

G_BEGIN_DECLS

/* Who may sign for a role, and how many must. */
typedef struct {
  GPtrArray *keys;      /* owned; of BirgeKey */
  gint64     threshold; /* at least 1 */
} BirgeGrant;

/* What a timestamp says of the snapshot, or a snapshot of a role. */
typedef struct {
  gint64        version;
  BirgeExpected expected;
} BirgeMeta;

/* Trust in some paths, handed on by a targets role. */
typedef struct {
  char       *name;
  BirgeGrant  grant;
  gboolean    terminating;
  char      **paths;    /* patterns; NULL when hashes are given, or neither */
  char      **prefixes; /* of the SHA-256 of the path */
} BirgeDelegation;

struct _BirgeVerified {
  gatomicrefcount refs;
  BirgeRoleKind kind;
  char *role;
  gint64 version;
  gint64 expires_s;
  GBytes *bytes;
  BirgeEnvelope *envelope;
  GHashTable *keys;       /* root, targets: key id → BirgeKey */
  gboolean consistent;    /* root */
  GHashTable *roles;      /* root: name → BirgeGrant */
  GHashTable *meta;       /* timestamp, snapshot: file name → BirgeMeta */
  GHashTable *targets;    /* targets: path → BirgeVerifiedTarget */
  GPtrArray *delegations; /* targets: of BirgeDelegation, in order; NULL: none */
  guint bin_bits;         /* targets: it delegates to 2^bin_bits bins; 0: it does not */
  char *bin_prefix;
  BirgeGrant bin_grant;
};

/* The one way to make one. @envelope (transfer full) was signed by whoever may: the caller has checked it. */
BirgeVerified    *_birge_verified_new        (BirgeEnvelope  *envelope,
                                              GBytes         *bytes,
                                              BirgeRoleKind   kind,
                                              const char     *role,
                                              GError        **error);
void              _birge_grant_clear         (BirgeGrant     *self);
gboolean          _birge_grant_check         (const BirgeGrant *self,
                                              const char     *role,
                                              BirgeEnvelope  *envelope,
                                              GError        **error);
const BirgeGrant *_birge_verified_get_grant  (BirgeVerified  *self,
                                              const char     *role);
const BirgeMeta  *_birge_verified_get_meta   (BirgeVerified  *self,
                                              const char     *role);
void              _birge_delegation_free     (BirgeDelegation *self);

BirgeVerifiedTarget *_birge_verified_target_new (const char     *path,
                                                 const char     *role,
                                                 const json_t   *object,
                                                 GError        **error);
gboolean          _birge_verified_target_is_checkable (BirgeVerifiedTarget *self);

/* The roles that may vouch for a path, in order: calls @visit for each until it returns FALSE. */
typedef gboolean (*BirgeVisitFunc) (const char *role, gboolean terminating, gpointer user_data);
void              _birge_verified_each_delegate (BirgeVerified  *self,
                                                 const char     *path,
                                                 BirgeVisitFunc  visit,
                                                 gpointer        user_data);
gboolean          _birge_path_matches        (const char     *pattern,
                                              const char     *path);

G_END_DECLS
