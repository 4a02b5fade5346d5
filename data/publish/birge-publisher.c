/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-publish"

#include "data/publish/birge-publisher-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "data/formats/birge-clock.h"
#include "data/formats/birge-name.h"

#define DAY_S (24 * 60 * G_GINT64_CONSTANT (60))

gboolean
_birge_publish_refuse (int code, const char *what, const char *why, const char *todo, GError **error)
{
  g_set_error (error, BIRGE_PUBLISH_ERROR, code, "%s: %s: %s", what, why, todo);
  return FALSE;
}

void
birge_publish_result_clear (BirgePublishResult *self)
{
  g_clear_pointer (&self->done, g_strfreev);
  g_clear_pointer (&self->missing, g_strfreev);
}

char *
_birge_publisher_dup_path (BirgePublisher *self, const char *below)
{
  return g_build_filename (self->dir, below, NULL);
}

/* Roles */

void
_birge_grantees_clear (BirgeGrantees *self)
{
  g_clear_pointer (&self->keys, g_ptr_array_unref);
}

static const json_t *
find_delegation (const json_t *targets, const char *role)
{
  const json_t *roles = json_object_get (json_object_get (targets, "delegations"), "roles");

  for (size_t i = 0; i < json_array_size (roles); i++)
    if (g_strcmp0 (json_string_value (json_object_get (json_array_get (roles, i), "name")), role) == 0)
      return json_array_get (roles, i);
  return NULL;
}

gboolean
_birge_publish_find_grantees (const json_t *root, const json_t *targets, const char *role, BirgeGrantees *found)
{
  gboolean is_channel = birge_publish_kind_of (role) == BIRGE_PUBLISH_CHANNEL;
  const json_t *grant = is_channel ? find_delegation (targets, role) : json_object_get (json_object_get (root, "roles"), role);
  const json_t *keys = json_object_get (is_channel ? json_object_get (targets, "delegations") : root, "keys");
  const json_t *ids = json_object_get (grant, "keyids");

  found->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_key_unref);
  found->threshold = json_integer_value (json_object_get (grant, "threshold"));
  for (size_t i = 0; i < json_array_size (ids); i++)
    {
      const char *id = json_string_value (json_array_get (ids, i));
      const json_t *object = id != NULL ? json_object_get (keys, id) : NULL;
      BirgeKey *key = object != NULL ? birge_key_from_json (object, NULL) : NULL;

      if (key != NULL)
        g_ptr_array_add (found->keys, key);
    }
  return found->threshold > 0;
}

BirgeVerified *
_birge_publisher_get_role (BirgePublisher *self, const char *role)
{
  switch (birge_publish_kind_of (role))
    {
    case BIRGE_PUBLISH_ROOT:
      return birge_trusted_set_get_root (self->set);
    case BIRGE_PUBLISH_TARGETS:
      return birge_trusted_set_get_targets (self->set);
    case BIRGE_PUBLISH_SNAPSHOT:
      return birge_trusted_set_get_snapshot (self->set);
    case BIRGE_PUBLISH_TIMESTAMP:
      return birge_trusted_set_get_timestamp (self->set);
    default:
      return g_hash_table_lookup (self->channels, role);
    }
}

gint64
_birge_publisher_get_end_s (BirgePublisher *self, const char *role)
{
  return birge_clock_get_real_s () + self->settings.days[birge_publish_kind_of (role)] * DAY_S;
}

gint64
_birge_publisher_get_highest (BirgePublisher *self, const char *role)
{
  g_autofree char *folder = _birge_publisher_dup_path (self, BIRGE_PUBLISH_V1 "/metadata");
  g_autofree char *suffix = g_strconcat (".", role, ".json", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gint64 highest = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *number = g_str_has_suffix (name, suffix) ? g_strndup (name, strlen (name) - strlen (suffix)) : NULL;
      gint64 version;

      if (number != NULL && g_ascii_string_to_signed (number, 10, 1, G_MAXINT32, &version, NULL))
        highest = MAX (highest, version);
    }
  return highest;
}

/* A number that no file has had: servers keep what they once saw under a name. Roots have no gaps. */
gint64
_birge_publisher_get_next_version (BirgePublisher *self, const char *role)
{
  BirgeVerified *published = _birge_publisher_get_role (self, role);
  gint64 version = published != NULL ? birge_verified_get_version (published) : 0;

  switch (birge_publish_kind_of (role))
    {
    case BIRGE_PUBLISH_ROOT:
    case BIRGE_PUBLISH_TIMESTAMP:
      return version + 1;
    default:
      return MAX (version, _birge_publisher_get_highest (self, role)) + 1;
    }
}

void
_birge_publish_set_head (json_t *content, gint64 version, gint64 end_s)
{
  g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc (end_s);
  g_autofree char *expires = g_date_time_format (moment, "%Y-%m-%dT%H:%M:%SZ");

  json_object_set_new (content, "version", json_integer (version));
  json_object_set_new (content, "expires", json_string (expires));
}

json_t *
_birge_publisher_dup_next (BirgePublisher *self, const char *role)
{
  json_t *content = json_deep_copy (birge_verified_get_content (_birge_publisher_get_role (self, role)));

  _birge_publish_set_head (content, _birge_publisher_get_next_version (self, role), _birge_publisher_get_end_s (self, role));
  return content;
}

GStrv
birge_publisher_list_channels (BirgePublisher *self)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  const json_t *targets = birge_verified_get_content (_birge_publisher_get_role (self, "targets"));
  const json_t *roles = json_object_get (json_object_get (targets, "delegations"), "roles");

  for (size_t i = 0; i < json_array_size (roles); i++)
    {
      const char *name = json_string_value (json_object_get (json_array_get (roles, i), "name"));

      if (name != NULL && birge_name_is_name (name))
        g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

/* What is published */

static GBytes *
read_metadata (BirgePublisher *self, gint64 version, const char *role, GError **error)
{
  g_autofree char *name = version > 0 ? g_strdup_printf (BIRGE_PUBLISH_V1 "/metadata/%" G_GINT64_FORMAT ".%s.json", version, role)
                                      : g_strdup_printf (BIRGE_PUBLISH_V1 "/metadata/%s.json", role);
  g_autofree char *path = _birge_publisher_dup_path (self, name);

  return _birge_publish_read (path, BIRGE_TRUST_MAX_BYTES, error);
}

static gint64
get_meta_version (BirgeVerified *verified, const char *role)
{
  g_autofree char *name = g_strconcat (role, ".json", NULL);
  const json_t *meta = json_object_get (birge_verified_get_content (verified), "meta");

  return json_integer_value (json_object_get (json_object_get (meta, name), "version"));
}

static gboolean
load_roots (BirgePublisher *self, GError **error)
{
  gint64 highest = _birge_publisher_get_highest (self, "root");
  g_autoptr(GBytes) first = read_metadata (self, 1, "root", error);

  if (first == NULL)
    return FALSE;
  self->set = birge_trusted_set_new (first, birge_clock_get_real_s (), BIRGE_TRUST_EXPIRY_IGNORED, error);
  for (gint64 version = 2; self->set != NULL && version <= highest; version++)
    {
      g_autoptr(GBytes) next = read_metadata (self, version, "root", error);

      if (next == NULL || !birge_trusted_set_update_root (self->set, next, error))
        return FALSE;
    }
  return self->set != NULL && birge_trusted_set_finish_root (self->set, error);
}

static gboolean
load_channels (BirgePublisher *self, GError **error)
{
  BirgeVerified *targets = birge_trusted_set_get_targets (self->set);
  g_auto(GStrv) names = birge_publisher_list_channels (self);

  for (guint i = 0; names[i] != NULL; i++)
    {
      gint64 version = get_meta_version (birge_trusted_set_get_snapshot (self->set), names[i]);
      g_autoptr(GBytes) bytes = read_metadata (self, version, names[i], error);
      BirgeVerified *channel = bytes != NULL ? birge_trusted_set_update_targets (self->set, targets, names[i], bytes, error) : NULL;

      if (channel == NULL)
        return FALSE;
      g_hash_table_insert (self->channels, g_strdup (names[i]), channel);
    }
  return TRUE;
}

gboolean
_birge_publisher_load (BirgePublisher *self, GError **error)
{
  g_autoptr(GBytes) timestamp = NULL;
  g_autoptr(GBytes) snapshot = NULL;
  g_autoptr(GBytes) targets = NULL;
  g_autoptr(BirgeVerified) top = NULL;
  gboolean is_newer;

  g_clear_pointer (&self->set, birge_trusted_set_free);
  g_hash_table_remove_all (self->channels);
  timestamp = load_roots (self, error) ? read_metadata (self, 0, "timestamp", error) : NULL;
  if (timestamp == NULL || !birge_trusted_set_update_timestamp (self->set, timestamp, &is_newer, error))
    return FALSE;
  snapshot = read_metadata (self, get_meta_version (birge_trusted_set_get_timestamp (self->set), "snapshot"), "snapshot", error);
  if (snapshot == NULL || !birge_trusted_set_update_snapshot (self->set, snapshot, error))
    return FALSE;
  targets = read_metadata (self, get_meta_version (birge_trusted_set_get_snapshot (self->set), "targets"), "targets", error);
  if (targets == NULL)
    return FALSE;
  top = birge_trusted_set_update_targets (self->set, NULL, "targets", targets, error);
  return top != NULL && load_channels (self, error);
}

/* The folder */

static gboolean
lock (BirgePublisher *self, GError **error)
{
  g_autofree char *ini = _birge_publisher_dup_path (self, BIRGE_PUBLISH_SETTINGS);

  self->lock = open (ini, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (self->lock < 0)
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_FOLDER, self->dir,
                                  errno == ENOENT ? "this is no publisher's folder" : g_strerror (errno),
                                  "name the folder that “birge publish init” made with --dir", error);
  if (flock (self->lock, LOCK_EX | LOCK_NB) != 0)
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_BUSY, self->dir, "another command works in this folder",
                                  "wait until it is done", error);
  return TRUE;
}

static gboolean
read_settings (BirgePublisher *self, GError **error)
{
  g_autofree char *path = _birge_publisher_dup_path (self, BIRGE_PUBLISH_SETTINGS);
  g_autoptr(GBytes) bytes = _birge_publish_read (path, 64 * 1024, error);

  return bytes != NULL && birge_publish_settings_read (&self->settings, bytes, error);
}

BirgePublisher *
birge_publisher_open (const char *dir, BirgeAskFunc ask, gpointer user_data, GError **error)
{
  g_autoptr(BirgePublisher) self = g_new0 (BirgePublisher, 1);
  g_autofree char *keys = g_build_filename (dir, BIRGE_PUBLISH_KEYS, NULL);

  self->dir = g_strdup (dir);
  self->lock = -1;
  self->keyring = birge_keyring_new (ask, user_data);
  self->channels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) birge_verified_unref);
  if (!lock (self, error) || !read_settings (self, error) || !birge_keyring_add_folder (self->keyring, keys, error) ||
      !_birge_publisher_put_out (self, error) || !_birge_publisher_load (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
birge_publisher_free (BirgePublisher *self)
{
  g_clear_pointer (&self->set, birge_trusted_set_free);
  g_hash_table_unref (self->channels);
  birge_keyring_free (self->keyring);
  if (self->lock >= 0)
    close (self->lock);
  g_free (self->dir);
  g_free (self);
}

BirgeKeyring *
birge_publisher_get_keyring (BirgePublisher *self)
{
  return self->keyring;
}

const BirgePublishSettings *
birge_publisher_get_settings (BirgePublisher *self)
{
  return &self->settings;
}
