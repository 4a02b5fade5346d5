/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/trust/repository-maker.h"

#include <string.h>

#define DAY_S (24 * 60 * 60)

static gboolean
is_top (const char *role)
{
  return g_str_equal (role, "root") || g_str_equal (role, "timestamp") || g_str_equal (role, "snapshot");
}

static char *
date_in (int days)
{
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc (g_get_real_time () / G_USEC_PER_SEC + (gint64) days * DAY_S);

  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
}

static void
free_content (gpointer data)
{
  json_decref (data);
}

static void
add_content (RepositoryMaker *self, const char *role, const char *type)
{
  g_autofree char *expires = date_in (30);

  g_hash_table_insert (self->contents, g_strdup (role),
                       json_pack ("{s:s, s:s, s:i, s:s}", "_type", type, "spec_version", "1.0.34", "version", 1, "expires", expires));
  g_hash_table_insert (self->signers, g_strdup (role), g_ptr_array_new_with_free_func ((GDestroyNotify) birge_signer_unref));
  g_hash_table_insert (self->published, g_strdup (role), g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref));
}

RepositoryMaker *
repository_maker_new (void)
{
  static const char *const roles[] = { "root", "timestamp", "snapshot", "targets" };
  RepositoryMaker *self = g_new0 (RepositoryMaker, 1);

  self->contents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_content);
  self->signers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->published = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->artifacts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  self->requests = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&self->lock);

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    add_content (self, roles[i], roles[i]);
  json_object_update_new (repository_maker_content (self, "root"),
                          json_pack ("{s:b, s:{}, s:{}}", "consistent_snapshot", 1, "keys", "roles"));
  json_object_set_new (repository_maker_content (self, "timestamp"), "meta", json_object ());
  json_object_set_new (repository_maker_content (self, "snapshot"), "meta", json_object ());
  json_object_set_new (repository_maker_content (self, "targets"), "targets", json_object ());
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      json_object_set_new (json_object_get (repository_maker_content (self, "root"), "roles"), roles[i],
                           json_pack ("{s:[], s:i}", "keyids", "threshold", 1));
      repository_maker_add_key (self, "root", roles[i], NULL);
    }
  repository_maker_publish (self, "root", "targets", "snapshot", "timestamp", NULL);
  return self;
}

void
repository_maker_free (RepositoryMaker *self)
{
  g_hash_table_unref (self->contents);
  g_hash_table_unref (self->signers);
  g_hash_table_unref (self->published);
  g_hash_table_unref (self->artifacts);
  g_ptr_array_unref (self->requests);
  g_mutex_clear (&self->lock);
  g_free (self);
}

json_t *
repository_maker_content (RepositoryMaker *self, const char *role)
{
  json_t *content = g_hash_table_lookup (self->contents, role);

  g_assert_nonnull (content);
  return content;
}

char *
repository_maker_hash (GBytes *bytes, GChecksumType type)
{
  return g_compute_checksum_for_bytes (type, bytes);
}

/* What snapshot or timestamp tell of a file. */
static json_t *
describe (RepositoryMaker *self, const char *role, GBytes *bytes)
{
  json_t *meta = json_object ();

  json_object_set (meta, "version", json_object_get (repository_maker_content (self, role), "version"));
  if (self->with_hashes)
    {
      g_autofree char *hash = repository_maker_hash (bytes, G_CHECKSUM_SHA256);

      json_object_set_new (meta, "length", json_integer ((json_int_t) g_bytes_get_size (bytes)));
      json_object_set_new (meta, "hashes", json_pack ("{s:s}", "sha256", hash));
    }
  return meta;
}

static GBytes *
sign (RepositoryMaker *self, const char *role)
{
  g_autoptr(BirgeEnvelope) envelope = birge_envelope_new (repository_maker_content (self, role));
  GPtrArray *signers = g_hash_table_lookup (self->signers, role);

  for (guint i = 0; i < signers->len; i++)
    birge_envelope_sign (envelope, g_ptr_array_index (signers, i));
  return birge_envelope_to_bytes (envelope);
}

static void
publish (RepositoryMaker *self, const char *role)
{
  GPtrArray *versions = g_hash_table_lookup (self->published, role);
  json_t *content = repository_maker_content (self, role);
  g_autofree char *name = g_strconcat (role, ".json", NULL);
  GBytes *bytes = NULL;

  if (versions->len > 0)
    json_object_set_new (content, "version", json_integer (json_integer_value (json_object_get (content, "version")) + 1));
  bytes = sign (self, role);
  g_ptr_array_add (versions, bytes);
  if (g_str_equal (role, "snapshot"))
    json_object_set_new (json_object_get (repository_maker_content (self, "timestamp"), "meta"), name, describe (self, role, bytes));
  else if (!is_top (role))
    json_object_set_new (json_object_get (repository_maker_content (self, "snapshot"), "meta"), name, describe (self, role, bytes));
}

void
repository_maker_publish (RepositoryMaker *self, ...)
{
  const char *role;
  va_list roles;

  g_mutex_lock (&self->lock);
  va_start (roles, self);
  while ((role = va_arg (roles, const char *)) != NULL)
    publish (self, role);
  va_end (roles);
  g_mutex_unlock (&self->lock);
}

void
repository_maker_release (RepositoryMaker *self)
{
  repository_maker_publish (self, "targets", "snapshot", "timestamp", NULL);
}

void
repository_maker_republish (RepositoryMaker *self, const char *role)
{
  g_autoptr(GBytes) bytes = sign (self, role);
  g_autoptr(GBytes) old = repository_maker_withdraw (self, role);

  repository_maker_serve (self, role, bytes);
}

GBytes *
repository_maker_latest (RepositoryMaker *self, const char *role)
{
  GPtrArray *versions = g_hash_table_lookup (self->published, role);

  g_assert_cmpuint (versions->len, >, 0);
  return g_ptr_array_index (versions, versions->len - 1);
}

GBytes *
repository_maker_withdraw (RepositoryMaker *self, const char *role)
{
  GPtrArray *versions = g_hash_table_lookup (self->published, role);
  GBytes *bytes = NULL;

  g_mutex_lock (&self->lock);
  bytes = g_ptr_array_steal_index (versions, versions->len - 1);
  g_mutex_unlock (&self->lock);
  return bytes;
}

void
repository_maker_serve (RepositoryMaker *self, const char *role, GBytes *bytes)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (g_hash_table_lookup (self->published, role), g_bytes_ref (bytes));
  g_mutex_unlock (&self->lock);
}

/* Keys */

static json_t *
grant_of (RepositoryMaker *self, const char *delegator, const char *role)
{
  json_t *grant = NULL;

  if (g_str_equal (delegator, "root"))
    grant = json_object_get (json_object_get (repository_maker_content (self, "root"), "roles"), role);
  else
    grant = repository_maker_delegation (self, delegator, role);
  g_assert_nonnull (grant);
  return grant;
}

void
repository_maker_allow (RepositoryMaker *self, const char *delegator, const char *role, BirgeKey *key)
{
  json_t *holder = repository_maker_content (self, delegator);
  const char *id = birge_key_get_id (key);

  if (!g_str_equal (delegator, "root"))
    holder = json_object_get (holder, "delegations");
  json_object_set_new (json_object_get (holder, "keys"), id, birge_key_dup_json (key));
  json_array_append_new (json_object_get (grant_of (self, delegator, role), "keyids"), json_string (id));
}

BirgeSigner *
repository_maker_add_key (RepositoryMaker *self, const char *delegator, const char *role, BirgeSigner *signer)
{
  BirgeSigner *mine = signer != NULL ? birge_signer_ref (signer) : birge_signer_generate (BIRGE_SIGNER_ED25519);

  repository_maker_allow (self, delegator, role, birge_signer_get_key (mine));
  g_ptr_array_add (g_hash_table_lookup (self->signers, role), mine);
  return mine;
}

void
repository_maker_clear_keys (RepositoryMaker *self, const char *role)
{
  json_array_clear (json_object_get (grant_of (self, "root", role), "keyids"));
  g_ptr_array_set_size (g_hash_table_lookup (self->signers, role), 0);
}

void
repository_maker_rotate (RepositoryMaker *self, const char *role)
{
  repository_maker_clear_keys (self, role);
  repository_maker_add_key (self, "root", role, NULL);
}

void
repository_maker_set_threshold (RepositoryMaker *self, const char *role, int threshold)
{
  json_object_set_new (grant_of (self, "root", role), "threshold", json_integer (threshold));
}

void
repository_maker_expire (RepositoryMaker *self, const char *role, int days)
{
  g_autofree char *date = date_in (days);

  json_object_set_new (repository_maker_content (self, role), "expires", json_string (date));
}

/* Targets */

json_t *
repository_maker_delegation (RepositoryMaker *self, const char *delegator, const char *role)
{
  json_t *delegations = json_object_get (repository_maker_content (self, delegator), "delegations");
  json_t *entry;
  size_t i;

  json_array_foreach (json_object_get (delegations, "roles"), i, entry)
    if (g_str_equal (json_string_value (json_object_get (entry, "name")), role))
      return entry;
  return json_object_get (delegations, "succinct_roles");
}

void
repository_maker_delegate (RepositoryMaker *self, const char *delegator, const char *role, const char *paths, gboolean terminating)
{
  json_t *holder = repository_maker_content (self, delegator);
  json_t *entry = json_pack ("{s:s, s:[], s:i, s:b}", "name", role, "keyids", "threshold", 1, "terminating", terminating);

  if (json_object_get (holder, "delegations") == NULL)
    json_object_set_new (holder, "delegations", json_pack ("{s:{}, s:[]}", "keys", "roles"));
  json_array_append_new (json_object_get (json_object_get (holder, "delegations"), "roles"), entry);
  if (paths != NULL)
    {
      g_auto(GStrv) list = g_strsplit (paths, ",", -1);
      json_t *array = json_array ();

      for (guint i = 0; list[i] != NULL; i++)
        json_array_append_new (array, json_string (list[i]));
      json_object_set_new (entry, "paths", array);
    }
  if (!g_hash_table_contains (self->contents, role))
    {
      add_content (self, role, "targets");
      json_object_set_new (repository_maker_content (self, role), "targets", json_object ());
    }
  repository_maker_add_key (self, delegator, role, NULL);
}

void
repository_maker_add_artifact (RepositoryMaker *self, const char *role, const char *path, const char *text, const char *algorithms)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autofree char *sha256 = repository_maker_hash (bytes, G_CHECKSUM_SHA256);
  g_autofree char *sha512 = repository_maker_hash (bytes, G_CHECKSUM_SHA512);
  json_t *hashes = json_object ();

  if (strstr (algorithms, "sha256") != NULL)
    json_object_set_new (hashes, "sha256", json_string (sha256));
  if (strstr (algorithms, "sha512") != NULL)
    json_object_set_new (hashes, "sha512", json_string (sha512));
  if (strstr (algorithms, "other") != NULL)
    json_object_set_new (hashes, "other", json_string (sha512));
  json_object_set_new (json_object_get (repository_maker_content (self, role), "targets"), path,
                       json_pack ("{s:i, s:o}", "length", (int) strlen (text), "hashes", hashes));
  repository_maker_set_artifact (self, path, text);
}

void
repository_maker_set_artifact (RepositoryMaker *self, const char *path, const char *text)
{
  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->artifacts, g_strdup (path), g_bytes_new (text, strlen (text)));
  g_mutex_unlock (&self->lock);
}

/* As a server */

static gboolean
is_consistent (RepositoryMaker *self)
{
  return json_is_true (json_object_get (repository_maker_content (self, "root"), "consistent_snapshot"));
}

static GBytes *
answer_metadata (RepositoryMaker *self, const char *name)
{
  g_autofree char *stem = g_strndup (name, strlen (name) - strlen (".json"));
  const char *dot = strchr (stem, '.');
  gboolean versioned = g_str_has_suffix (stem, ".root") || (is_consistent (self) && !g_str_equal (stem, "timestamp"));
  g_autofree char *role = g_uri_unescape_string (versioned && dot != NULL ? dot + 1 : stem, NULL);
  GPtrArray *versions = role != NULL ? g_hash_table_lookup (self->published, role) : NULL;
  guint64 version = versioned ? g_ascii_strtoull (stem, NULL, 10) : versions != NULL ? versions->len : 0;

  g_ptr_array_add (self->requests, g_strdup (stem));
  if (versions == NULL || version == 0 || version > versions->len)
    return NULL;
  return g_bytes_ref (g_ptr_array_index (versions, version - 1));
}

/* In a consistent repository only under one of its signed hashes. */
static GBytes *
answer_target (RepositoryMaker *self, const char *encoded)
{
  g_autofree char *path = g_uri_unescape_string (encoded, NULL);
  char *slash = path != NULL ? strrchr (path, '/') : NULL;
  char *name = slash != NULL ? slash + 1 : path;
  char *dot = name != NULL ? strchr (name, '.') : NULL;
  GBytes *bytes = NULL;

  g_ptr_array_add (self->requests, g_strdup_printf ("targets/%s", encoded));
  if (is_consistent (self) && dot != NULL)
    memmove (name, dot + 1, strlen (dot));
  bytes = path != NULL ? g_hash_table_lookup (self->artifacts, path) : NULL;
  return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

GBytes *
repository_maker_answer (RepositoryMaker *self, const char *path)
{
  GBytes *bytes = NULL;

  g_mutex_lock (&self->lock);
  if (g_str_has_prefix (path, "metadata/") && g_str_has_suffix (path, ".json"))
    bytes = answer_metadata (self, path + strlen ("metadata/"));
  else if (g_str_has_prefix (path, "targets/"))
    bytes = answer_target (self, path + strlen ("targets/"));
  g_mutex_unlock (&self->lock);
  return bytes;
}

char *
repository_maker_take_requests (RepositoryMaker *self)
{
  char *all = NULL;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->requests, NULL);
  all = g_strjoinv (" ", (char **) self->requests->pdata);
  g_ptr_array_set_size (self->requests, 0);
  g_mutex_unlock (&self->lock);
  return all;
}

/* As a source in this process */

#define REPOSITORY_TYPE_FETCHER (repository_fetcher_get_type ())
G_DECLARE_FINAL_TYPE (RepositoryFetcher, repository_fetcher, REPOSITORY, FETCHER, GObject)

struct _RepositoryFetcher {
  GObject parent_instance;
  RepositoryMaker *maker; /* lent */
};

static GBytes *
repository_fetcher_fetch (BirgeFetcher *fetcher, const char *name, gsize max_bytes, GCancellable *cancellable, GError **error)
{
  RepositoryFetcher *self = REPOSITORY_FETCHER (fetcher);
  g_autofree char *path = g_strconcat ("metadata/", name, NULL);
  GBytes *bytes = repository_maker_answer (self->maker, path);

  if (bytes == NULL)
    g_set_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_NOT_FOUND, "%s: not there", name);
  return bytes;
}

static void
repository_fetcher_interface_init (BirgeFetcherInterface *interface)
{
  interface->fetch = repository_fetcher_fetch;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RepositoryFetcher, repository_fetcher, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BIRGE_TYPE_FETCHER, repository_fetcher_interface_init))

static void
repository_fetcher_class_init (RepositoryFetcherClass *klass)
{
}

static void
repository_fetcher_init (RepositoryFetcher *self)
{
}

BirgeFetcher *
repository_fetcher_new (RepositoryMaker *maker)
{
  RepositoryFetcher *self = g_object_new (REPOSITORY_TYPE_FETCHER, NULL);

  self->maker = maker;
  return BIRGE_FETCHER (self);
}
