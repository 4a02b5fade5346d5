/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-publish"

#include "data/publish/birge-publisher-private.h"

#include <string.h>

#include "data/formats/birge-clock.h"

/* Signatures by people who are elsewhere, and those that only come anew. */

static gint64
get_expires_s (const json_t *content)
{
  const char *text = json_string_value (json_object_get (content, "expires"));
  g_autoptr(GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return time != NULL ? g_date_time_to_unix (time) : 0;
}

static BirgeEnvelope *
read_envelope (const char *path, GError **error)
{
  g_autoptr(GBytes) bytes = _birge_publish_read (path, BIRGE_TRUST_MAX_BYTES, error);
  g_autoptr(GError) local = NULL;
  BirgeEnvelope *envelope = bytes != NULL ? birge_envelope_from_bytes (bytes, BIRGE_TRUST_MAX_BYTES, &local) : NULL;

  if (bytes != NULL && envelope == NULL)
    _birge_publish_refuse (BIRGE_PUBLISH_ERROR_CONTENT, path, local->message, "name a file from work/pending, or a copy of one", error);
  return envelope;
}

static void
add_all (GPtrArray *keys, const BirgeGrantees *grantees)
{
  for (guint i = 0; i < grantees->keys->len; i++)
    g_ptr_array_add (keys, birge_key_ref (grantees->keys->pdata[i]));
}

/* All keys that any version of this role may be signed with, now or when it is published. */
static void
add_candidates (BirgePublisher *self, BirgeEnvelope *envelope, const char *role, GPtrArray *keys)
{
  const json_t *root = birge_verified_get_content (_birge_publisher_get_role (self, "root"));
  const json_t *targets = birge_verified_get_content (_birge_publisher_get_role (self, "targets"));
  const json_t *own = birge_envelope_get_content (envelope);
  g_auto(BirgeGrantees) published = { 0 };
  g_auto(BirgeGrantees) next = { 0 };

  if (_birge_publish_find_grantees (root, targets, role, &published))
    add_all (keys, &published);
  if (g_str_equal (role, "root") && _birge_publish_find_grantees (own, NULL, role, &next))
    add_all (keys, &next);
}

static void
add_pending_keys (const char *folder, const char *role, GPtrArray *keys)
{
  g_autoptr(GPtrArray) files = _birge_publish_list (folder);

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, files->pdata[i], NULL);
      gboolean is_root = g_str_has_suffix (path, ".root.json");
      g_autoptr(BirgeEnvelope) envelope =
        is_root || g_str_has_suffix (path, ".targets.json") ? read_envelope (path, NULL) : NULL;
      const json_t *content = envelope != NULL ? birge_envelope_get_content (envelope) : NULL;
      g_auto(BirgeGrantees) found = { 0 };

      if (content != NULL && _birge_publish_find_grantees (is_root ? content : NULL, is_root ? NULL : content, role, &found))
        add_all (keys, &found);
    }
}

static gboolean
merge (BirgePublisher *self, const char *pending, const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  const char *dot = strchr (name, '.');
  g_autofree char *role = dot != NULL && g_str_has_suffix (dot + 1, ".json") ? g_strndup (dot + 1, strlen (dot + 1) - 5)
                                                                             : g_strdup ("timestamp");
  g_autofree char *ours = g_build_filename (pending, "metadata", name, NULL);
  g_autoptr(BirgeEnvelope) theirs = read_envelope (path, error);
  g_autoptr(BirgeEnvelope) envelope = theirs != NULL ? read_envelope (ours, error) : NULL;
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_key_unref);
  g_autoptr(GBytes) bytes = NULL;

  if (envelope == NULL)
    return FALSE;
  if (!g_bytes_equal (birge_envelope_get_canonical (envelope), birge_envelope_get_canonical (theirs)))
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_CONTENT, path, "it is not a copy of the file that waits for signatures",
                                  "carry the file from work/pending to who signs, and bring that back", error);
  add_candidates (self, envelope, role, keys);
  add_pending_keys (pending, role, keys);
  for (guint i = 0; i < keys->len; i++)
    {
      const char *signature = birge_envelope_get_signature (theirs, birge_key_get_id (keys->pdata[i]));

      if (signature != NULL)
        birge_envelope_add_signature (envelope, keys->pdata[i], signature);
    }
  bytes = birge_envelope_to_bytes (envelope);
  return _birge_publish_write (ours, bytes, error);
}

gboolean
birge_publisher_sign (BirgePublisher *self, const char *const *files, BirgePublishResult *result, GError **error)
{
  g_autofree char *pending = _birge_publisher_dup_path (self, BIRGE_PUBLISH_PENDING);

  memset (result, 0, sizeof *result);
  if (!_birge_publisher_is_pending (self))
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_CONTENT, self->dir, "nothing waits for signatures",
                                  "begin with “birge publish release” or another change", error);
  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    if (!merge (self, pending, files[i], error))
      return FALSE;
  if (!_birge_publisher_advance (self, result, error))
    return FALSE;
  if (result->published)
    _birge_publisher_tidy (self);
  return TRUE;
}

gboolean
birge_publisher_drop (BirgePublisher *self, GError **error)
{
  g_autofree char *pending = _birge_publisher_dup_path (self, BIRGE_PUBLISH_PENDING);

  if (!_birge_publisher_is_pending (self))
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_CONTENT, self->dir, "nothing waits for signatures", "there is nothing to drop", error);
  _birge_publish_remove (pending);
  return TRUE;
}

static gboolean
is_due (BirgePublisher *self, const char *role, gint64 before_s)
{
  return birge_verified_get_expires_s (_birge_publisher_get_role (self, role)) < before_s;
}

gboolean
birge_publisher_renew (BirgePublisher *self, gint64 before_s, BirgePublishResult *result, GError **error)
{
  static const char *const top[] = { "root", "targets" };
  g_autoptr(BirgeChange) change = _birge_change_new ();
  g_auto(GStrv) channels = birge_publisher_list_channels (self);

  memset (result, 0, sizeof *result);
  for (guint i = 0; i < G_N_ELEMENTS (top); i++)
    if (is_due (self, top[i], before_s))
      g_hash_table_insert (change->roles, g_strdup (top[i]), _birge_publisher_dup_next (self, top[i]));
  for (guint i = 0; channels[i] != NULL; i++)
    if (is_due (self, channels[i], before_s))
      g_hash_table_insert (change->roles, g_strdup (channels[i]), _birge_publisher_dup_next (self, channels[i]));
  if (g_hash_table_size (change->roles) == 0 && !is_due (self, "snapshot", before_s) && !is_due (self, "timestamp", before_s))
    return TRUE;
  return _birge_publisher_begin (self, change, result, error);
}

gboolean
birge_publisher_timestamp (BirgePublisher *self, GError **error)
{
  const json_t *root = birge_verified_get_content (_birge_publisher_get_role (self, "root"));
  g_autoptr(json_t) content = _birge_publisher_dup_next (self, "timestamp");
  g_autoptr(BirgeEnvelope) envelope = birge_envelope_new (content);
  g_autofree char *path = _birge_publisher_dup_path (self, BIRGE_PUBLISH_V1 "/metadata/timestamp.json");
  g_auto(BirgeGrantees) grantees = { 0 };
  g_autoptr(GError) local = NULL;
  g_autoptr(GBytes) bytes = NULL;

  _birge_publish_find_grantees (root, NULL, "timestamp", &grantees);
  for (guint i = 0; i < grantees.keys->len && local == NULL; i++)
    {
      BirgeSigner *signer = birge_keyring_find (self->keyring, birge_key_get_id (grantees.keys->pdata[i]), &local);

      if (signer != NULL)
        birge_envelope_sign (envelope, signer);
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (birge_envelope_count (envelope, grantees.keys) < grantees.threshold)
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_KEY, "timestamp", "the key that signs it is not here",
                                  "put timestamp-N.pem into the folder keys", error);
  bytes = birge_envelope_to_bytes (envelope);
  return _birge_publish_write (path, bytes, error) && _birge_publisher_load (self, error);
}

static const char *
describe_type (const char *type)
{
  return g_strcmp0 (type, "targets") == 0 ? "list of content" : type != NULL ? type : "unknown";
}

int
birge_publish_sign_file (const char *path, BirgeKeyring *keyring, char **description, GError **error)
{
  g_autoptr(BirgeEnvelope) envelope = read_envelope (path, error);
  g_autoptr(GPtrArray) signers = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GDateTime) end = NULL;
  g_autofree char *date = NULL;
  const json_t *content;

  if (envelope == NULL)
    return -1;
  content = birge_envelope_get_content (envelope);
  end = g_date_time_new_from_unix_utc (get_expires_s (content));
  date = g_date_time_format (end, "%Y-%m-%d");
  *description = g_strdup_printf ("%s: %s, version %" JSON_INTEGER_FORMAT ", good until %s", path,
                                  describe_type (json_string_value (json_object_get (content, "_type"))),
                                  json_integer_value (json_object_get (content, "version")), date);
  signers = birge_keyring_open_all (keyring, error);
  if (signers == NULL)
    return -1;
  for (guint i = 0; i < signers->len; i++)
    birge_envelope_sign (envelope, signers->pdata[i]);
  bytes = birge_envelope_to_bytes (envelope);
  return _birge_publish_write (path, bytes, error) ? (int) signers->len : -1;
}
