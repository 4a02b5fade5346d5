/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-trust"

#include "data/trust/birge-trusted-set.h"

#include "data/trust/birge-trust-private.h"
#include "data/trust/birge-verified-private.h"

struct _BirgeTrustedSet {
  gint64 now_s;
  BirgeTrustExpiry expiry;
  BirgeVerified *root;      /* owned */
  BirgeVerified *timestamp; /* owned; NULL: none yet */
  BirgeVerified *snapshot;  /* owned; of an earlier run until @is_current */
  BirgeVerified *targets;   /* owned; NULL: none yet */
  gboolean is_current;      /* @snapshot is the one @timestamp names */
  gboolean was_rotated;     /* keys are not those of the earlier run */
  gint64 expired_s;         /* see birge_trusted_set_get_expired_s() */
};

/* Reads bytes that were signed by those who may sign for this role. */
static BirgeVerified *
verify (const BirgeGrant *grant, BirgeRoleKind kind, const char *role, GBytes *bytes, gsize max_bytes, GError **error)
{
  g_autoptr(BirgeEnvelope) envelope = birge_envelope_from_bytes (bytes, max_bytes, error);
  BirgeVerified *verified = NULL;

  if (envelope == NULL)
    {
      g_prefix_error (error, "%s: ", role);
      return NULL;
    }
  if (!_birge_grant_check (grant, role, envelope, error))
    return NULL;
  verified = _birge_verified_new (g_steal_pointer (&envelope), bytes, kind, role, error);
  if (verified == NULL)
    g_prefix_error (error, "%s: ", role);
  return verified;
}

static gboolean
is_expired (BirgeTrustedSet *self, BirgeVerified *verified)
{
  if ((self->expiry & BIRGE_TRUST_EXPIRY_IGNORED) != 0)
    return FALSE;
  if ((self->expiry & BIRGE_TRUST_EXPIRY_OLD_TIMESTAMP) != 0 && verified->kind == BIRGE_ROLE_TIMESTAMP)
    return FALSE;
  return verified->expires_s <= self->now_s;
}

static gboolean
check_expiry (BirgeTrustedSet *self, BirgeVerified *verified, GError **error)
{
  const char *date = json_string_value (json_object_get (birge_verified_get_content (verified), "expires"));

  if (!is_expired (self, verified))
    return TRUE;
  if (verified->kind == BIRGE_ROLE_TIMESTAMP)
    self->expired_s = verified->expires_s;
  return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_EXPIRED, verified->role,
                              "it expired on %s: the publisher must sign a new one, or the clock of this computer is wrong", date);
}

static void
replace (BirgeVerified **place, BirgeVerified *verified)
{
  g_clear_pointer (place, birge_verified_unref);
  *place = verified;
}

/* Root */

/* A root vouches for itself, whoever else must. */
static BirgeVerified *
read_root (const BirgeGrant *grant, GBytes *bytes, GError **error)
{
  g_autoptr(BirgeEnvelope) envelope = birge_envelope_from_bytes (bytes, BIRGE_TRUST_MAX_ROOT_BYTES, error);
  g_autoptr(BirgeVerified) root = NULL;

  if (envelope == NULL)
    {
      g_prefix_error (error, "root: ");
      return NULL;
    }
  if (grant != NULL && !_birge_grant_check (grant, "root", envelope, error))
    return NULL;
  root = _birge_verified_new (g_steal_pointer (&envelope), bytes, BIRGE_ROLE_ROOT, "root", error);
  if (root == NULL)
    {
      g_prefix_error (error, "root: ");
      return NULL;
    }
  if (!_birge_grant_check (_birge_verified_get_grant (root, "root"), "root", root->envelope, error))
    return NULL;
  return g_steal_pointer (&root);
}

BirgeTrustedSet *
birge_trusted_set_new (GBytes *root, gint64 now_s, BirgeTrustExpiry expiry, GError **error)
{
  BirgeVerified *first = NULL;
  BirgeTrustedSet *self = NULL;

  g_return_val_if_fail (root != NULL, NULL);

  first = read_root (NULL, root, error);
  if (first == NULL)
    return NULL;

  self = g_new0 (BirgeTrustedSet, 1);
  self->root = first;
  self->now_s = now_s;
  self->expiry = expiry;
  return self;
}

void
birge_trusted_set_free (BirgeTrustedSet *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->root, birge_verified_unref);
  g_clear_pointer (&self->timestamp, birge_verified_unref);
  g_clear_pointer (&self->snapshot, birge_verified_unref);
  g_clear_pointer (&self->targets, birge_verified_unref);
  g_free (self);
}

gboolean
birge_trusted_set_update_root (BirgeTrustedSet *self, GBytes *bytes, GError **error)
{
  g_autoptr(BirgeVerified) root = NULL;

  g_return_val_if_fail (self != NULL && bytes != NULL, FALSE);

  root = read_root (_birge_verified_get_grant (self->root, "root"), bytes, error);
  if (root == NULL)
    return FALSE;
  if (root->version != self->root->version + 1)
    return _birge_trust_refuse (error, root->version <= self->root->version ? BIRGE_TRUST_ERROR_ROLLBACK : BIRGE_TRUST_ERROR_MISMATCH,
                                "root", "it has version %" G_GINT64_FORMAT " where %" G_GINT64_FORMAT " was asked for",
                                root->version, self->root->version + 1);
  replace (&self->root, g_steal_pointer (&root));
  return TRUE;
}

gboolean
birge_trusted_set_finish_root (BirgeTrustedSet *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return check_expiry (self, self->root, error);
}

/* What is left from an earlier run */

static gboolean
load (BirgeTrustedSet *self, BirgeRoleKind kind, const char *role, GBytes *bytes, BirgeVerified **place)
{
  g_autoptr(GError) error = NULL;
  BirgeVerified *verified = NULL;

  if (self->was_rotated)
    return FALSE;
  verified = verify (_birge_verified_get_grant (self->root, role), kind, role, bytes, BIRGE_TRUST_MAX_BYTES, &error);
  if (verified != NULL)
    {
      replace (place, verified);
      return TRUE;
    }
  g_debug ("not trusted any more: %s", error->message);
  if (g_error_matches (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SIGNATURE))
    {
      self->was_rotated = TRUE;
      g_clear_pointer (&self->timestamp, birge_verified_unref);
      g_clear_pointer (&self->snapshot, birge_verified_unref);
    }
  return FALSE;
}

gboolean
birge_trusted_set_load_timestamp (BirgeTrustedSet *self, GBytes *bytes)
{
  g_return_val_if_fail (self != NULL && bytes != NULL, FALSE);

  return load (self, BIRGE_ROLE_TIMESTAMP, "timestamp", bytes, &self->timestamp);
}

gboolean
birge_trusted_set_load_snapshot (BirgeTrustedSet *self, GBytes *bytes)
{
  g_return_val_if_fail (self != NULL && bytes != NULL, FALSE);

  return load (self, BIRGE_ROLE_SNAPSHOT, "snapshot", bytes, &self->snapshot);
}

/* Timestamp */

static gboolean
check_timestamp_is_newer (BirgeTrustedSet *self, BirgeVerified *timestamp, GError **error)
{
  const BirgeMeta *old = _birge_verified_get_meta (self->timestamp, "snapshot");
  const BirgeMeta *new = _birge_verified_get_meta (timestamp, "snapshot");

  if (timestamp->version < self->timestamp->version)
    return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_ROLLBACK, "timestamp",
                                "version %" G_GINT64_FORMAT " is older than %" G_GINT64_FORMAT ", which is trusted already",
                                timestamp->version, self->timestamp->version);
  if (timestamp->version > self->timestamp->version && new->version < old->version)
    return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_ROLLBACK, "timestamp",
                                "its snapshot %" G_GINT64_FORMAT " is older than %" G_GINT64_FORMAT ", which is trusted already",
                                new->version, old->version);
  return TRUE;
}

gboolean
birge_trusted_set_update_timestamp (BirgeTrustedSet *self, GBytes *bytes, gboolean *is_newer, GError **error)
{
  g_autoptr(BirgeVerified) timestamp = NULL;

  g_return_val_if_fail (self != NULL && bytes != NULL && is_newer != NULL, FALSE);

  *is_newer = FALSE;
  timestamp = verify (_birge_verified_get_grant (self->root, "timestamp"), BIRGE_ROLE_TIMESTAMP, "timestamp", bytes,
                      BIRGE_TRUST_MAX_TIMESTAMP_BYTES, error);
  if (timestamp == NULL || (self->timestamp != NULL && !check_timestamp_is_newer (self, timestamp, error)))
    return FALSE;
  if (self->timestamp != NULL && timestamp->version == self->timestamp->version)
    return check_expiry (self, self->timestamp, error);
  if (!check_expiry (self, timestamp, error))
    return FALSE;

  replace (&self->timestamp, g_steal_pointer (&timestamp));
  *is_newer = TRUE;
  return TRUE;
}

/* Snapshot */

gboolean
birge_trusted_set_is_snapshot_current (BirgeTrustedSet *self)
{
  const BirgeMeta *meta = NULL;

  g_return_val_if_fail (self != NULL && self->timestamp != NULL, FALSE);

  meta = _birge_verified_get_meta (self->timestamp, "snapshot");
  self->is_current = self->snapshot != NULL && self->snapshot->version == meta->version && !is_expired (self, self->snapshot)
                     && birge_expected_check (&meta->expected, "snapshot", self->snapshot->bytes, NULL);
  return self->is_current;
}

/* No role may vanish, and none may become older. */
static gboolean
check_snapshot_is_newer (BirgeTrustedSet *self, BirgeVerified *snapshot, GError **error)
{
  GHashTableIter iter;
  gpointer name, old;

  g_hash_table_iter_init (&iter, self->snapshot->meta);
  while (g_hash_table_iter_next (&iter, &name, &old))
    {
      const BirgeMeta *new = g_hash_table_lookup (snapshot->meta, name);

      if (new == NULL)
        return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_ROLLBACK, "snapshot", "“%s” is not in it any more",
                                    (const char *) name);
      if (new->version < ((const BirgeMeta *) old)->version)
        return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_ROLLBACK, "snapshot",
                                    "“%s” %" G_GINT64_FORMAT " is older than %" G_GINT64_FORMAT ", which is trusted already",
                                    (const char *) name, new->version, ((const BirgeMeta *) old)->version);
    }
  return TRUE;
}

static gboolean
check_version (BirgeVerified *verified, const BirgeMeta *meta, GError **error)
{
  if (verified->version == meta->version)
    return TRUE;
  return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_MISMATCH, verified->role,
                              "it has version %" G_GINT64_FORMAT " where %" G_GINT64_FORMAT " was signed for",
                              verified->version, meta->version);
}

gboolean
birge_trusted_set_update_snapshot (BirgeTrustedSet *self, GBytes *bytes, GError **error)
{
  g_autoptr(BirgeVerified) snapshot = NULL;
  const BirgeMeta *meta = NULL;

  g_return_val_if_fail (self != NULL && self->timestamp != NULL && bytes != NULL, FALSE);

  meta = _birge_verified_get_meta (self->timestamp, "snapshot");
  if (!birge_expected_check (&meta->expected, "snapshot", bytes, error))
    return FALSE;
  snapshot = verify (_birge_verified_get_grant (self->root, "snapshot"), BIRGE_ROLE_SNAPSHOT, "snapshot", bytes,
                     BIRGE_TRUST_MAX_BYTES, error);
  if (snapshot == NULL || !check_version (snapshot, meta, error)
      || (self->snapshot != NULL && !check_snapshot_is_newer (self, snapshot, error))
      || !check_expiry (self, snapshot, error))
    return FALSE;

  replace (&self->snapshot, g_steal_pointer (&snapshot));
  self->is_current = TRUE;
  return TRUE;
}

/* Targets */

/**
 * birge_trusted_set_update_targets:
 * @delegator: (nullable): the role that vouches for this one; NULL: the root, for the top role
 * @role: "targets", or the name of a delegated role
 *
 * Checks a role of targets against the snapshot and against exactly this delegator: another one may trust other keys.
 *
 * Errors: `SYNTAX`, `SIGNATURE`, `MISMATCH`, `TOO_LARGE`, `EXPIRED`.
 *
 * Returns: (transfer full) (nullable): the role
 */
BirgeVerified *
birge_trusted_set_update_targets (BirgeTrustedSet *self, BirgeVerified *delegator, const char *role, GBytes *bytes, GError **error)
{
  g_autoptr(BirgeVerified) targets = NULL;
  const BirgeGrant *grant = NULL;
  const BirgeMeta *meta = NULL;

  g_return_val_if_fail (self != NULL && self->is_current, NULL);
  g_return_val_if_fail (role != NULL && bytes != NULL, NULL);

  grant = _birge_verified_get_grant (delegator != NULL ? delegator : self->root, role);
  meta = _birge_verified_get_meta (self->snapshot, role);
  if (grant == NULL || meta == NULL)
    {
      _birge_trust_refuse (error, BIRGE_TRUST_ERROR_MISMATCH, role, "%s",
                           meta == NULL ? "the snapshot does not name it" : "nobody trusts it");
      return NULL;
    }
  if (!birge_expected_check (&meta->expected, role, bytes, error))
    return NULL;
  targets = verify (grant, BIRGE_ROLE_TARGETS, role, bytes, BIRGE_TRUST_MAX_BYTES, error);
  if (targets == NULL || !check_version (targets, meta, error) || !check_expiry (self, targets, error))
    return NULL;

  if (delegator == NULL)
    replace (&self->targets, birge_verified_ref (targets));
  return g_steal_pointer (&targets);
}

BirgeVerified *
birge_trusted_set_get_root (BirgeTrustedSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->root;
}

BirgeVerified *
birge_trusted_set_get_timestamp (BirgeTrustedSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->timestamp;
}

BirgeVerified *
birge_trusted_set_get_snapshot (BirgeTrustedSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->snapshot;
}

BirgeVerified *
birge_trusted_set_get_targets (BirgeTrustedSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->targets;
}

gint64
birge_trusted_set_get_expired_s (BirgeTrustedSet *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->expired_s;
}
