/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-trust"

#include "data/trust/birge-verified.h"

#include <string.h>

#include "data/trust/birge-trust-private.h"
#include "data/trust/birge-verified-private.h"

struct _BirgeVerifiedTarget {
  gatomicrefcount refs;
  char *path;             /* owned */
  char *role;             /* owned */
  BirgeExpected expected; /* owned */
  json_t *custom;         /* owned; NULL: none */
};

BirgeVerified *
birge_verified_ref (BirgeVerified *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
birge_verified_unref (BirgeVerified *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->role);
  g_bytes_unref (self->bytes);
  birge_envelope_free (self->envelope);
  g_clear_pointer (&self->keys, g_hash_table_unref);
  g_clear_pointer (&self->roles, g_hash_table_unref);
  g_clear_pointer (&self->meta, g_hash_table_unref);
  g_clear_pointer (&self->targets, g_hash_table_unref);
  g_clear_pointer (&self->delegations, g_ptr_array_unref);
  g_free (self->bin_prefix);
  _birge_grant_clear (&self->bin_grant);
  g_free (self);
}

BirgeRoleKind
birge_verified_get_kind (BirgeVerified *self)
{
  g_return_val_if_fail (self != NULL, BIRGE_ROLE_TARGETS);

  return self->kind;
}

const char *
birge_verified_get_role (BirgeVerified *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->role;
}

gint64
birge_verified_get_version (BirgeVerified *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->version;
}

gint64
birge_verified_get_expires_s (BirgeVerified *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->expires_s;
}

GBytes *
birge_verified_get_bytes (BirgeVerified *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->bytes;
}

const json_t *
birge_verified_get_content (BirgeVerified *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return birge_envelope_get_content (self->envelope);
}

/**
 * birge_verified_is_consistent:
 * @self: a root
 *
 * Whether files carry their version or hash in their names.
 */
gboolean
birge_verified_is_consistent (BirgeVerified *self)
{
  g_return_val_if_fail (self != NULL && self->kind == BIRGE_ROLE_ROOT, FALSE);

  return self->consistent;
}

/**
 * birge_verified_dup_target:
 * @self: a role of targets
 *
 * What this very role says about a path.
 *
 * Returns: (transfer full) (nullable): the target; NULL also when its bytes could not be checked
 */
BirgeVerifiedTarget *
birge_verified_dup_target (BirgeVerified *self, const char *path)
{
  BirgeVerifiedTarget *target = NULL;

  g_return_val_if_fail (self != NULL && self->kind == BIRGE_ROLE_TARGETS, NULL);
  g_return_val_if_fail (path != NULL, NULL);

  target = g_hash_table_lookup (self->targets, path);
  return target != NULL && _birge_verified_target_is_checkable (target) ? birge_verified_target_ref (target) : NULL;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char **
birge_verified_list_targets (BirgeVerified *self)
{
  GPtrArray *paths = NULL;
  GHashTableIter iter;
  gpointer path;

  g_return_val_if_fail (self != NULL && self->kind == BIRGE_ROLE_TARGETS, NULL);

  paths = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->targets);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    g_ptr_array_add (paths, g_strdup (path));
  g_ptr_array_sort (paths, compare_paths);
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (paths, FALSE);
}

/* Targets */

BirgeVerifiedTarget *
_birge_verified_target_new (const char *path, const char *role, const json_t *object, GError **error)
{
  BirgeExpected expected = { .length = -1 };
  BirgeVerifiedTarget *self = NULL;

  if (!_birge_expected_read (object, TRUE, &expected, error))
    return NULL;

  self = g_new0 (BirgeVerifiedTarget, 1);
  g_atomic_ref_count_init (&self->refs);
  self->path = g_strdup (path);
  self->role = g_strdup (role);
  self->expected = expected;
  self->custom = json_incref (json_object_get (object, "custom"));
  return self;
}

/* Its hashes may be of kinds we do not know. */
gboolean
_birge_verified_target_is_checkable (BirgeVerifiedTarget *self)
{
  return self->expected.sha256 != NULL || self->expected.sha512 != NULL;
}

BirgeVerifiedTarget *
birge_verified_target_ref (BirgeVerifiedTarget *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
birge_verified_target_unref (BirgeVerifiedTarget *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->path);
  g_free (self->role);
  birge_expected_clear (&self->expected);
  json_decref (self->custom);
  g_free (self);
}

const char *
birge_verified_target_get_path (BirgeVerifiedTarget *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->path;
}

const char *
birge_verified_target_get_role (BirgeVerifiedTarget *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->role;
}

const BirgeExpected *
birge_verified_target_get_expected (BirgeVerifiedTarget *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->expected;
}

const json_t *
birge_verified_target_get_custom (BirgeVerifiedTarget *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->custom;
}

/**
 * birge_verified_target_dup_url_path:
 * @consistent: what birge_verified_is_consistent() says of the root
 *
 * Where the file lies below the base of targets: `folder/HASH.name` in a consistent repository, else `folder/name`.
 *
 * Returns: (transfer full): percent-encoded, slashes stay
 */
char *
birge_verified_target_dup_url_path (BirgeVerifiedTarget *self, gboolean consistent)
{
  const char *slash = NULL;
  const char *name = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *plain = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  slash = strrchr (self->path, '/');
  name = slash != NULL ? slash + 1 : self->path;
  folder = g_strndup (self->path, (gsize) (name - self->path));
  plain = !consistent ? g_strdup (self->path)
                      : g_strdup_printf ("%s%s.%s", folder,
                                         self->expected.sha256 != NULL ? self->expected.sha256 : self->expected.sha512, name);
  return g_uri_escape_string (plain, "/!$&'()*+,;=:@", FALSE);
}
