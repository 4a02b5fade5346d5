/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-publish"

#include "data/publish/birge-publisher-private.h"

#include <string.h>

/* New keys in the place of old ones: in the root for the four top roles, in targets for channels. */

#define MIN_ID_FIGURES 8

static const char *const top_roles[] = { "root", "timestamp", "snapshot", "targets" };

static gboolean
is_named (BirgePublisher *self, const char *key_id, const char *name)
{
  g_autofree char *known = birge_keyring_dup_name (self->keyring, key_id);

  return g_str_equal (known, name) || (strlen (name) >= MIN_ID_FIGURES && g_str_has_prefix (key_id, name));
}

static char *
find_in_role (BirgePublisher *self, const char *role, const char *name)
{
  const json_t *root = birge_verified_get_content (_birge_publisher_get_role (self, "root"));
  const json_t *targets = birge_verified_get_content (_birge_publisher_get_role (self, "targets"));
  g_auto(BirgeGrantees) grantees = { 0 };

  _birge_publish_find_grantees (root, targets, role, &grantees);
  for (guint i = 0; i < grantees.keys->len; i++)
    {
      const char *id = birge_key_get_id (grantees.keys->pdata[i]);

      if (is_named (self, id, name))
        return g_strdup (id);
    }
  return NULL;
}

/* The role that a key signs for, and its id. */
static char *
find_role (BirgePublisher *self, const char *name, char **key_id)
{
  g_auto(GStrv) channels = birge_publisher_list_channels (self);

  for (guint i = 0; i < G_N_ELEMENTS (top_roles); i++)
    if ((*key_id = find_in_role (self, top_roles[i], name)) != NULL)
      return g_strdup (top_roles[i]);
  for (guint i = 0; channels[i] != NULL; i++)
    if ((*key_id = find_in_role (self, channels[i], name)) != NULL)
      return g_strdup (channels[i]);
  return NULL;
}

/* The next content of a role, once. */
static json_t *
take_next (BirgePublisher *self, BirgeChange *change, const char *role)
{
  json_t *content = g_hash_table_lookup (change->roles, role);

  if (content == NULL)
    {
      content = _birge_publisher_dup_next (self, role);
      g_hash_table_insert (change->roles, g_strdup (role), content);
    }
  return content;
}

static json_t *
get_grant (json_t *root, json_t *targets, const char *role)
{
  json_t *roles = json_object_get (json_object_get (targets, "delegations"), "roles");

  for (size_t i = 0; targets != NULL && i < json_array_size (roles); i++)
    if (g_strcmp0 (json_string_value (json_object_get (json_array_get (roles, i), "name")), role) == 0)
      return json_array_get (roles, i);
  return json_object_get (json_object_get (root, "roles"), role);
}

static void
replace (json_t *keys, json_t *grant, const char *old_id, BirgeKey *new_key)
{
  json_t *ids = json_object_get (grant, "keyids");

  for (size_t i = 0; i < json_array_size (ids); i++)
    if (g_strcmp0 (json_string_value (json_array_get (ids, i)), old_id) == 0)
      json_array_set_new (ids, i, json_string (birge_key_get_id (new_key)));
  json_object_set_new (keys, birge_key_get_id (new_key), birge_key_dup_json (new_key));
  json_object_del (keys, old_id); /* each key of ours signs for one role */
}

static gboolean
replace_key (BirgePublisher *self, BirgeChange *change, const char *name, GPtrArray *old_ids, GError **error)
{
  g_autofree char *old_id = NULL;
  g_autofree char *role = find_role (self, name, &old_id);
  g_autofree char *folder = _birge_publisher_dup_path (self, BIRGE_PUBLISH_KEYS);
  g_autofree char *new_name = NULL;
  gboolean is_channel = role != NULL && birge_publish_kind_of (role) == BIRGE_PUBLISH_CHANNEL;
  BirgeSigner *signer;
  json_t *delegator;

  if (role == NULL)
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_KEY, name, "no key of this name signs anything now",
                                  "look into the folder keys for names, “timestamp-1” for example", error);
  if (g_ptr_array_find_with_equal_func (old_ids, old_id, g_str_equal, NULL))
    return TRUE;
  new_name = birge_keyring_dup_next_name (self->keyring, role);
  signer = birge_keyring_generate (self->keyring, folder, new_name, error);
  if (signer == NULL)
    return FALSE;
  delegator = take_next (self, change, is_channel ? "targets" : "root");
  replace (is_channel ? json_object_get (json_object_get (delegator, "delegations"), "keys") : json_object_get (delegator, "keys"),
           get_grant (delegator, is_channel ? delegator : NULL, role), old_id, birge_signer_get_key (signer));
  if (is_channel || g_str_equal (role, "targets"))
    take_next (self, change, role);
  g_ptr_array_add (old_ids, g_steal_pointer (&old_id));
  return TRUE;
}

static gboolean
retire_all (BirgePublisher *self, GPtrArray *key_ids, GError **error)
{
  for (guint i = 0; i < key_ids->len; i++)
    if (!birge_keyring_retire (self->keyring, key_ids->pdata[i], error))
      return FALSE;
  return TRUE;
}

gboolean
birge_publisher_rotate (BirgePublisher *self, const char *const *keys, gboolean is_lost, BirgePublishResult *result, GError **error)
{
  g_autoptr(BirgeChange) change = _birge_change_new ();
  g_autoptr(GPtrArray) old_ids = g_ptr_array_new_with_free_func (g_free);

  memset (result, 0, sizeof *result);
  if (_birge_publisher_is_pending (self))
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_REFUSED, self->dir, "another change waits for signatures",
                                  "finish it with “birge publish sign”, or drop it with “birge publish sign --drop”", error);
  for (guint i = 0; keys[i] != NULL; i++)
    if (!replace_key (self, change, keys[i], old_ids, error))
      return FALSE;
  if (is_lost && !retire_all (self, old_ids, error))
    return FALSE;
  if (!_birge_publisher_begin (self, change, result, error))
    return FALSE;
  return !result->published || retire_all (self, old_ids, error);
}
