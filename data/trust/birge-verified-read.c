/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-trust"

#include <string.h>

#include "data/trust/birge-key.h"
#include "data/trust/birge-trust-private.h"
#include "data/trust/birge-verified-private.h"

#define MAX_KEYS 1024
#define MAX_BIN_BITS 32
#define DATE_FORM "dddd-dd-ddTdd:dd:ddZ"

static const char *const kinds[] = { "root", "timestamp", "snapshot", "targets" }; /* by BirgeRoleKind */

static gboolean G_GNUC_PRINTF (2, 3)
refuse (GError **error, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list arguments;

  va_start (arguments, format);
  why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_SYNTAX, "signed", "%s", why);
}

void
_birge_grant_clear (BirgeGrant *self)
{
  g_clear_pointer (&self->keys, g_ptr_array_unref);
}

static void
grant_free (gpointer data)
{
  _birge_grant_clear (data);
  g_free (data);
}

static void
meta_free (gpointer data)
{
  BirgeMeta *self = data;

  birge_expected_clear (&self->expected);
  g_free (self);
}

void
_birge_delegation_free (BirgeDelegation *self)
{
  g_free (self->name);
  _birge_grant_clear (&self->grant);
  g_strfreev (self->paths);
  g_strfreev (self->prefixes);
  g_free (self);
}

/* What all roles have */

/* "1.0.34" or "1.0"; another first number is another format. */
static gboolean
is_our_format (const char *version)
{
  g_auto(GStrv) parts = g_strsplit (version != NULL ? version : "", ".", 4);
  guint n = g_strv_length (parts);

  for (guint i = 0; i < n; i++)
    if (*parts[i] == '\0' || strspn (parts[i], "0123456789") != strlen (parts[i]))
      return FALSE;
  return (n == 2 || n == 3) && g_str_equal (parts[0], "1");
}

static gboolean
read_date (const char *text, gint64 *date_s)
{
  g_autoptr(GDateTime) date = NULL;

  if (text == NULL || strlen (text) != strlen (DATE_FORM))
    return FALSE;
  for (guint i = 0; DATE_FORM[i] != '\0'; i++)
    if (DATE_FORM[i] == 'd' ? !g_ascii_isdigit (text[i]) : text[i] != DATE_FORM[i])
      return FALSE;
  date = g_date_time_new_utc (atoi (text), atoi (text + 5), atoi (text + 8), atoi (text + 11), atoi (text + 14), atoi (text + 17));
  if (date == NULL)
    return FALSE;
  *date_s = g_date_time_to_unix (date);
  return TRUE;
}

static gboolean
read_version (const json_t *object, gint64 *version)
{
  const json_t *value = json_object_get (object, "version");

  *version = json_integer_value (value);
  return json_is_integer (value) && *version > 0;
}

static gboolean
read_common (BirgeVerified *self, const json_t *content, GError **error)
{
  const char *kind = json_string_value (json_object_get (content, "_type"));
  const char *format = json_string_value (json_object_get (content, "spec_version"));

  if (g_strcmp0 (kind, kinds[self->kind]) != 0)
    return refuse (error, "it is not of the type “%s”", kinds[self->kind]);
  if (!is_our_format (format))
    return refuse (error, "“spec_version” is not of format 1");
  if (!read_version (content, &self->version))
    return refuse (error, "“version” is no whole number from 1 on");
  if (!read_date (json_string_value (json_object_get (content, "expires")), &self->expires_s))
    return refuse (error, "“expires” is no date like 2026-11-23T00:00:00Z");
  return TRUE;
}

/* Keys and grants */

static GHashTable *
read_keys (const json_t *object, GError **error)
{
  g_autoptr(GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) birge_key_unref);
  const char *id;
  json_t *value;

  if (!json_is_object (object) || json_object_size (object) > MAX_KEYS)
    {
      refuse (error, "“keys” is missing or has more than %d", MAX_KEYS);
      return NULL;
    }
  json_object_foreach ((json_t *) object, id, value)
    {
      g_autoptr(BirgeKey) key = birge_key_from_json (value, error);

      if (key == NULL)
        return NULL;
      if (!g_str_equal (birge_key_get_id (key), id))
        {
          refuse (error, "a key is not the one its id names");
          return NULL;
        }
      g_hash_table_insert (keys, g_strdup (id), g_steal_pointer (&key));
    }
  return g_steal_pointer (&keys);
}

static gboolean
read_grant (const json_t *object, GHashTable *keys, BirgeGrant *grant, GError **error)
{
  const json_t *ids = json_object_get (object, "keyids");
  const json_t *threshold = json_object_get (object, "threshold");
  json_t *id;
  size_t i;

  if (!json_is_array (ids) || !json_is_integer (threshold) || json_integer_value (threshold) < 1)
    return refuse (error, "a role lacks “keyids”, or a “threshold” from 1 on");

  grant->threshold = json_integer_value (threshold);
  grant->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_key_unref);
  json_array_foreach (ids, i, id)
    {
      BirgeKey *key = NULL;

      if (!json_is_string (id))
        return refuse (error, "an id of a key is no text");
      key = g_hash_table_lookup (keys, json_string_value (id));
      if (key != NULL) /* an id without a key can sign nothing */
        g_ptr_array_add (grant->keys, birge_key_ref (key));
    }
  return TRUE;
}

gboolean
_birge_grant_check (const BirgeGrant *self, const char *role, BirgeEnvelope *envelope, GError **error)
{
  guint signers = birge_envelope_count (envelope, self->keys);

  if (signers >= self->threshold)
    return TRUE;
  return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_SIGNATURE, role,
                              "%u of the %" G_GINT64_FORMAT " keys that must have signed it: it may be forged", signers,
                              self->threshold);
}

/* Root */

static gboolean
read_root (BirgeVerified *self, const json_t *content, GError **error)
{
  const json_t *consistent = json_object_get (content, "consistent_snapshot");
  const json_t *roles = json_object_get (content, "roles");
  const char *name;
  json_t *role;

  if (consistent != NULL && !json_is_boolean (consistent))
    return refuse (error, "“consistent_snapshot” is neither true nor false");
  self->consistent = json_is_true (consistent);
  self->keys = read_keys (json_object_get (content, "keys"), error);
  if (self->keys == NULL)
    return FALSE;

  self->roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, grant_free);
  json_object_foreach ((json_t *) roles, name, role)
    {
      BirgeGrant *grant = g_new0 (BirgeGrant, 1);

      g_hash_table_insert (self->roles, g_strdup (name), grant);
      if (!read_grant (role, self->keys, grant, error))
        return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (!g_hash_table_contains (self->roles, kinds[i]))
      return refuse (error, "there is no role “%s”", kinds[i]);
  return TRUE;
}

/* Timestamp, snapshot */

static gboolean
read_meta (BirgeVerified *self, const json_t *content, GError **error)
{
  const json_t *list = json_object_get (content, "meta");
  const char *name;
  json_t *object;

  if (!json_is_object (list))
    return refuse (error, "“meta” is missing");

  self->meta = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, meta_free);
  json_object_foreach ((json_t *) list, name, object)
    {
      BirgeMeta *meta = g_new0 (BirgeMeta, 1);

      g_hash_table_insert (self->meta, g_strdup (name), meta);
      if (!read_version (object, &meta->version))
        return refuse (error, "“meta” has a “version” that is no whole number from 1 on");
      if (!_birge_expected_read (object, FALSE, &meta->expected, error))
        return FALSE;
    }
  if (!g_hash_table_contains (self->meta, self->kind == BIRGE_ROLE_TIMESTAMP ? "snapshot.json" : "targets.json"))
    return refuse (error, "“meta” does not name what it must");
  return TRUE;
}

/* Targets */

static gboolean
read_texts (const json_t *list, char ***texts, GError **error)
{
  json_t *text;
  size_t i;

  if (list == NULL)
    return TRUE;
  if (!json_is_array (list))
    return refuse (error, "a delegation has no list of paths");
  *texts = g_new0 (char *, json_array_size (list) + 1);
  json_array_foreach (list, i, text)
    {
      if (!json_is_string (text))
        return refuse (error, "a path of a delegation is no text");
      (*texts)[i] = g_strdup (json_string_value (text));
    }
  return TRUE;
}

/* A delegated role with the name of a top one would take its file. */
static gboolean
is_free_name (const char *name)
{
  if (name == NULL || *name == '\0')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (name, kinds[i]))
      return FALSE;
  return TRUE;
}

static gboolean
read_delegation (BirgeVerified *self, const json_t *object, GHashTable *names, GError **error)
{
  const char *name = json_string_value (json_object_get (object, "name"));
  const json_t *terminating = json_object_get (object, "terminating");
  BirgeDelegation *delegation = g_new0 (BirgeDelegation, 1);

  g_ptr_array_add (self->delegations, delegation);
  if (!is_free_name (name))
    return refuse (error, "a delegated role has no name, or one of a top role");
  if (!g_hash_table_add (names, g_strdup (name)))
    return refuse (error, "a role is delegated to twice");
  if (terminating != NULL && !json_is_boolean (terminating))
    return refuse (error, "“terminating” is neither true nor false");

  delegation->name = g_strdup (name);
  delegation->terminating = json_is_true (terminating);
  if (!read_grant (object, self->keys, &delegation->grant, error)
      || !read_texts (json_object_get (object, "paths"), &delegation->paths, error)
      || !read_texts (json_object_get (object, "path_hash_prefixes"), &delegation->prefixes, error))
    return FALSE;
  return delegation->paths == NULL || delegation->prefixes == NULL
         || refuse (error, "a delegation has both “paths” and “path_hash_prefixes”");
}

static gboolean
read_bins (BirgeVerified *self, const json_t *object, GError **error)
{
  const json_t *bits = json_object_get (object, "bit_length");
  const char *prefix = json_string_value (json_object_get (object, "name_prefix"));

  if (!json_is_integer (bits) || json_integer_value (bits) < 1 || json_integer_value (bits) > MAX_BIN_BITS || prefix == NULL)
    return refuse (error, "“succinct_roles” lacks “name_prefix”, or a “bit_length” from 1 to %d", MAX_BIN_BITS);
  self->bin_bits = (guint) json_integer_value (bits);
  self->bin_prefix = g_strdup (prefix);
  return read_grant (object, self->keys, &self->bin_grant, error);
}

static gboolean
read_delegations (BirgeVerified *self, const json_t *object, GError **error)
{
  const json_t *roles = json_object_get (object, "roles");
  const json_t *bins = json_object_get (object, "succinct_roles");
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  json_t *role;
  size_t i;

  self->keys = read_keys (json_object_get (object, "keys"), error);
  if (self->keys == NULL)
    return FALSE;
  if ((roles == NULL) == (bins == NULL) || (roles != NULL && !json_is_array (roles)))
    return refuse (error, "“delegations” has not either “roles” or “succinct_roles”");
  if (bins != NULL)
    return read_bins (self, bins, error);

  self->delegations = g_ptr_array_new_with_free_func ((GDestroyNotify) _birge_delegation_free);
  json_array_foreach (roles, i, role)
    if (!read_delegation (self, role, names, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_targets (BirgeVerified *self, const json_t *content, GError **error)
{
  const json_t *list = json_object_get (content, "targets");
  const json_t *delegations = json_object_get (content, "delegations");
  const char *path;
  json_t *object;

  if (!json_is_object (list))
    return refuse (error, "“targets” is missing");

  self->targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) birge_verified_target_unref);
  json_object_foreach ((json_t *) list, path, object)
    {
      BirgeVerifiedTarget *target = _birge_verified_target_new (path, self->role, object, error);

      if (target == NULL)
        return FALSE;
      g_hash_table_insert (self->targets, g_strdup (path), target);
    }
  return delegations == NULL || read_delegations (self, delegations, error);
}

BirgeVerified *
_birge_verified_new (BirgeEnvelope *envelope, GBytes *bytes, BirgeRoleKind kind, const char *role, GError **error)
{
  g_autoptr(BirgeVerified) self = g_new0 (BirgeVerified, 1);
  const json_t *content = birge_envelope_get_content (envelope);
  gboolean done;

  g_atomic_ref_count_init (&self->refs);
  self->kind = kind;
  self->role = g_strdup (role);
  self->bytes = g_bytes_ref (bytes);
  self->envelope = envelope;
  if (!read_common (self, content, error))
    return NULL;

  if (kind == BIRGE_ROLE_ROOT)
    done = read_root (self, content, error);
  else if (kind == BIRGE_ROLE_TARGETS)
    done = read_targets (self, content, error);
  else
    done = read_meta (self, content, error);
  return done ? g_steal_pointer (&self) : NULL;
}
