/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-trust"

#include "data/trust/birge-updater.h"

#include <string.h>

#include "data/trust/birge-trust-private.h"
#include "data/trust/birge-verified-private.h"

struct _BirgeUpdater {
  BirgeTrustStore *store;  /* owned */
  BirgeFetcher *fetcher;   /* owned; NULL: nobody is asked */
  BirgeTrustedSet *set;    /* owned */
  GHashTable *roles;       /* owned; name of a delegated role → BirgeVerified, verified for some delegator in this run */
  GHashTable *edges;       /* owned; who vouches for whom: "delegator role" that was verified in this run */
};

/* A role that is to be asked, and who vouches for it. */
typedef struct {
  char *role;               /* owned */
  BirgeVerified *delegator; /* owned; NULL: the root */
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->role);
  g_clear_pointer (&step->delegator, birge_verified_unref);
  g_free (step);
}

BirgeUpdater *
birge_updater_new (BirgeTrustStore *store, BirgeFetcher *fetcher, gint64 now_s, BirgeTrustExpiry expiry, GError **error)
{
  g_autoptr(GBytes) root = NULL;
  g_autoptr(BirgeTrustedSet) set = NULL;
  BirgeUpdater *self = NULL;

  g_return_val_if_fail (store != NULL, NULL);
  g_return_val_if_fail (fetcher == NULL || BIRGE_IS_FETCHER (fetcher), NULL);

  root = birge_trust_store_read (store, "root", BIRGE_TRUST_MAX_ROOT_BYTES, error);
  set = root != NULL ? birge_trusted_set_new (root, now_s, expiry, error) : NULL;
  if (set == NULL)
    {
      g_prefix_error (error, "the root of trust: ");
      return NULL;
    }
  self = g_new0 (BirgeUpdater, 1);
  self->store = birge_trust_store_ref (store);
  self->fetcher = fetcher != NULL ? g_object_ref (fetcher) : NULL;
  self->set = g_steal_pointer (&set);
  self->roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) birge_verified_unref);
  self->edges = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
birge_updater_free (BirgeUpdater *self)
{
  g_return_if_fail (self != NULL);

  birge_trust_store_unref (self->store);
  g_clear_object (&self->fetcher);
  birge_trusted_set_free (self->set);
  g_hash_table_unref (self->roles);
  g_hash_table_unref (self->edges);
  g_free (self);
}

BirgeTrustedSet *
birge_updater_get_set (BirgeUpdater *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->set;
}

gboolean
birge_updater_init (BirgeTrustStore *store, GBytes *root, GError **error)
{
  g_autoptr(BirgeTrustedSet) set = NULL;

  g_return_val_if_fail (store != NULL && root != NULL, FALSE);

  set = birge_trusted_set_new (root, 0, BIRGE_TRUST_EXPIRY_IGNORED, error);
  return set != NULL
         && birge_trust_store_write (store, "root", birge_verified_get_version (birge_trusted_set_get_root (set)), root, error);
}

static gboolean
keep (BirgeUpdater *self, BirgeVerified *verified, GError **error)
{
  return birge_trust_store_write (self->store, verified->role, verified->version, verified->bytes, error);
}

static GBytes *
fetch (BirgeUpdater *self, const char *name, gsize max_bytes, GCancellable *cancellable, GError **error)
{
  if (self->fetcher != NULL)
    return birge_fetcher_fetch (self->fetcher, name, max_bytes, cancellable, error);
  _birge_trust_refuse (error, BIRGE_TRUST_ERROR_NOT_FOUND, name, "it is not here");
  return NULL;
}

/* The four steps of a refresh */

static gboolean
update_roots (BirgeUpdater *self, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < BIRGE_TRUST_MAX_NEW_ROOTS; i++)
    {
      g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".root.json", birge_trusted_set_get_root (self->set)->version + 1);
      g_autoptr(GError) problem = NULL;
      g_autoptr(GBytes) bytes = fetch (self, name, BIRGE_TRUST_MAX_ROOT_BYTES, cancellable, &problem);

      if (g_error_matches (problem, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_NOT_FOUND))
        break;
      if (bytes == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (!birge_trusted_set_update_root (self->set, bytes, error)
          || !keep (self, birge_trusted_set_get_root (self->set), error))
        return FALSE;
    }
  return birge_trusted_set_finish_root (self->set, error);
}

/* What an earlier run left, if it is still trusted. */
static void
load_old (BirgeUpdater *self)
{
  g_autoptr(GBytes) timestamp = birge_trust_store_read (self->store, "timestamp", BIRGE_TRUST_MAX_TIMESTAMP_BYTES, NULL);
  g_autoptr(GBytes) snapshot = birge_trust_store_read (self->store, "snapshot", BIRGE_TRUST_MAX_BYTES, NULL);

  if (timestamp != NULL)
    birge_trusted_set_load_timestamp (self->set, timestamp);
  if (snapshot != NULL)
    birge_trusted_set_load_snapshot (self->set, snapshot);
}

static gboolean
update_timestamp (BirgeUpdater *self, GCancellable *cancellable, GError **error)
{
  g_autoptr(GBytes) bytes = NULL;
  gboolean is_newer = FALSE;

  load_old (self);
  bytes = fetch (self, "timestamp.json", BIRGE_TRUST_MAX_TIMESTAMP_BYTES, cancellable, error);
  return bytes != NULL
         && birge_trusted_set_update_timestamp (self->set, bytes, &is_newer, error)
         && (!is_newer || keep (self, birge_trusted_set_get_timestamp (self->set), error));
}

/* Gets a file that other metadata names. */
static GBytes *
fetch_named (BirgeUpdater *self, const char *role, const BirgeMeta *meta, GCancellable *cancellable, GError **error)
{
  g_autofree char *encoded = birge_trust_encode_role (role);
  g_autofree char *name = NULL;
  gint64 most = BIRGE_TRUST_MAX_BYTES;

  if (meta->expected.length >= 0)
    most = MIN (most, meta->expected.length);
  if (birge_verified_is_consistent (birge_trusted_set_get_root (self->set)))
    name = g_strdup_printf ("%" G_GINT64_FORMAT ".%s.json", meta->version, encoded);
  else
    name = g_strconcat (encoded, ".json", NULL);
  return fetch (self, name, (gsize) most, cancellable, error);
}

static gboolean
update_snapshot (BirgeUpdater *self, GCancellable *cancellable, GError **error)
{
  const BirgeMeta *meta = _birge_verified_get_meta (birge_trusted_set_get_timestamp (self->set), "snapshot");
  g_autoptr(GBytes) bytes = NULL;

  if (birge_trusted_set_is_snapshot_current (self->set))
    return TRUE;
  bytes = fetch_named (self, "snapshot", meta, cancellable, error);
  return bytes != NULL
         && birge_trusted_set_update_snapshot (self->set, bytes, error)
         && keep (self, birge_trusted_set_get_snapshot (self->set), error);
}

/* A role of targets, from the store if it is still right, else from the source. */
static BirgeVerified *
load_targets (BirgeUpdater *self, BirgeVerified *delegator, const char *role, GCancellable *cancellable, GError **error)
{
  const BirgeMeta *meta = _birge_verified_get_meta (birge_trusted_set_get_snapshot (self->set), role);
  g_autoptr(GBytes) old = birge_trust_store_read (self->store, role, BIRGE_TRUST_MAX_BYTES, NULL);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(BirgeVerified) targets = NULL;

  if (old != NULL)
    targets = birge_trusted_set_update_targets (self->set, delegator, role, old, NULL);
  if (targets != NULL)
    return g_steal_pointer (&targets);
  if (meta == NULL)
    {
      _birge_trust_refuse (error, BIRGE_TRUST_ERROR_MISMATCH, role, "the snapshot does not name it");
      return NULL;
    }

  bytes = fetch_named (self, role, meta, cancellable, error);
  if (bytes != NULL)
    targets = birge_trusted_set_update_targets (self->set, delegator, role, bytes, error);
  if (targets == NULL || !keep (self, targets, error))
    return NULL;
  return g_steal_pointer (&targets);
}

static gboolean
update_targets (BirgeUpdater *self, GCancellable *cancellable, GError **error)
{
  g_autoptr(BirgeVerified) targets = load_targets (self, NULL, "targets", cancellable, error);

  return targets != NULL;
}

/**
 * birge_updater_refresh:
 *
 * Brings root, timestamp, snapshot and the top role of targets up to date.
 *
 * Errors: all but `NO_TARGET` and `KEY`; `G_IO_ERROR_CANCELLED`. What was trusted before an error stays in the store.
 * Threads: blocks on disk and source.
 */
gboolean
birge_updater_refresh (BirgeUpdater *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return update_roots (self, cancellable, error)
         && update_timestamp (self, cancellable, error)
         && update_snapshot (self, cancellable, error)
         && update_targets (self, cancellable, error);
}

/**
 * birge_updater_resume:
 *
 * Takes up what an earlier run left in the store.
 *
 * Errors: `NOT_FOUND` when a file is missing or not trusted any more; `EXPIRED` unless the expiry was excused.
 * Threads: blocks on the disk.
 */
gboolean
birge_updater_resume (BirgeUpdater *self, GError **error)
{
  const char *folder = NULL;

  g_return_val_if_fail (self != NULL && self->fetcher == NULL, FALSE);

  folder = birge_trust_store_get_folder (self->store);
  if (!birge_trusted_set_finish_root (self->set, error))
    return FALSE;
  load_old (self);
  if (birge_trusted_set_get_timestamp (self->set) == NULL || !birge_trusted_set_is_snapshot_current (self->set))
    return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_NOT_FOUND, folder, "no update has been completed: get one");
  return update_targets (self, NULL, error);
}

/* Looking for a target */

/* Numbers first, so that no two names can run into one another. */
static char *
edge_name (BirgeVerified *delegator, const char *role)
{
  return g_strdup_printf ("%" G_GSIZE_FORMAT " %s %s", strlen (delegator->role), delegator->role, role);
}

/* What one delegator vouches for, another may not: each edge is verified, though nothing is fetched twice. */
static BirgeVerified *
load_delegated (BirgeUpdater *self, BirgeVerified *delegator, const char *role, GCancellable *cancellable, GError **error)
{
  g_autofree char *edge = edge_name (delegator, role);
  BirgeVerified *known = g_hash_table_lookup (self->roles, role);
  g_autoptr(BirgeVerified) targets = NULL;

  if (known != NULL && g_hash_table_contains (self->edges, edge))
    return birge_verified_ref (known);
  if (known == NULL && g_hash_table_size (self->roles) >= BIRGE_TRUST_MAX_ROLES)
    {
      _birge_trust_refuse (error, BIRGE_TRUST_ERROR_NO_TARGET, role, "more than %d roles had to be asked", BIRGE_TRUST_MAX_ROLES);
      return NULL;
    }
  targets = known != NULL ? birge_trusted_set_update_targets (self->set, delegator, role, known->bytes, error)
                          : load_targets (self, delegator, role, cancellable, error);
  if (targets == NULL)
    return NULL;

  if (known == NULL)
    g_hash_table_insert (self->roles, g_strdup (role), birge_verified_ref (targets));
  g_hash_table_add (self->edges, g_steal_pointer (&edge));
  return g_steal_pointer (&targets);
}

/* Delegates in reverse, so that they can be put on top of what is still to be asked. */
typedef struct {
  BirgeVerified *delegator;
  GPtrArray *steps; /* of Step */
  gboolean terminating;
} Delegates;

static gboolean
on_delegate (const char *role, gboolean terminating, gpointer user_data)
{
  Delegates *delegates = user_data;
  Step *step = g_new0 (Step, 1);

  step->role = g_strdup (role);
  step->delegator = birge_verified_ref (delegates->delegator);
  g_ptr_array_insert (delegates->steps, 0, step);
  delegates->terminating = terminating;
  return !terminating && delegates->steps->len <= BIRGE_TRUST_MAX_ROLES; /* more are not asked anyway */
}

static void
push_delegates (GPtrArray *open, BirgeVerified *targets, const char *path)
{
  g_autoptr(GPtrArray) steps = g_ptr_array_new ();
  Delegates delegates = { targets, steps, FALSE };

  _birge_verified_each_delegate (targets, path, on_delegate, &delegates);
  if (delegates.terminating)
    g_ptr_array_set_size (open, 0);
  g_ptr_array_extend (open, steps, NULL, NULL);
}

static Step *
pop (GPtrArray *open)
{
  return g_ptr_array_steal_index (open, open->len - 1);
}

static BirgeVerifiedTarget *
search (BirgeUpdater *self, GPtrArray *open, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr(GHashTable) visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(BirgeVerified) targets = birge_verified_ref (birge_trusted_set_get_targets (self->set));

  while (TRUE)
    {
      BirgeVerifiedTarget *target = g_hash_table_lookup (targets->targets, path);
      Step *step = NULL;

      if (target != NULL && _birge_verified_target_is_checkable (target))
        return birge_verified_target_ref (target);
      if (target != NULL)
        {
          _birge_trust_refuse (error, BIRGE_TRUST_ERROR_NO_TARGET, path, "it has neither a SHA-256 nor a SHA-512 hash");
          return NULL;
        }
      push_delegates (open, targets, path);
      while (open->len > 0 && step == NULL)
        {
          step = pop (open);
          if (!g_hash_table_add (visited, g_strdup (step->role)))
            g_clear_pointer (&step, step_free);
        }
      if (step == NULL)
        {
          _birge_trust_refuse (error, BIRGE_TRUST_ERROR_NO_TARGET, path, "nobody who is trusted with it offers it");
          return NULL;
        }
      g_clear_pointer (&targets, birge_verified_unref);
      targets = load_delegated (self, step->delegator, step->role, cancellable, error);
      step_free (step);
      if (targets == NULL)
        return NULL;
    }
}

/**
 * birge_updater_find:
 * @path: name of a target, valid UTF-8
 *
 * Looks for a target in the roles that may vouch for it: depth first, in the order in which they are delegated to.
 *
 * Errors: `NO_TARGET`; those of birge_updater_refresh() when a role that has to be asked cannot be had or trusted.
 * Threads: blocks on disk and source.
 *
 * Returns: (transfer full) (nullable): the target
 */
BirgeVerifiedTarget *
birge_updater_find (BirgeUpdater *self, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr(GPtrArray) open = NULL;

  g_return_val_if_fail (self != NULL && path != NULL, NULL);
  g_return_val_if_fail (birge_trusted_set_get_targets (self->set) != NULL, NULL);

  open = g_ptr_array_new_with_free_func (step_free);
  return search (self, open, path, cancellable, error);
}
