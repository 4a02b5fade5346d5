/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-trust"

#include "data/trust/birge-metadata.h"

#include "data/formats/birge-digest.h"
#include "data/trust/birge-trust.h"

static json_t *
new_signed (const char *type, gint64 version, gint64 expires_s)
{
  g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc (expires_s);
  g_autofree char *expires = g_date_time_format (moment, "%Y-%m-%dT%H:%M:%SZ");

  return json_pack ("{s:s,s:s,s:I,s:s}", "_type", type, "spec_version", BIRGE_TRUST_SPEC_VERSION, "version",
                    (json_int_t) version, "expires", expires);
}

/* {"keyids": […], "threshold": n}; the keys themselves go into @keys. */
static json_t *
pack_role (const BirgeRoleKeys *role, json_t *keys)
{
  json_t *ids = json_array ();

  for (guint i = 0; i < role->keys->len; i++)
    {
      BirgeKey *key = g_ptr_array_index (role->keys, i);

      json_array_append_new (ids, json_string (birge_key_get_id (key)));
      json_object_set_new (keys, birge_key_get_id (key), birge_key_dup_json (key));
    }
  return json_pack ("{s:o,s:i}", "keyids", ids, "threshold", (int) role->threshold);
}

json_t *
birge_metadata_new_root (gint64 version, gint64 expires_s, const BirgeRoleKeys *roles, guint n_roles)
{
  json_t *root = new_signed ("root", version, expires_s);
  json_t *keys = json_object ();
  json_t *packed = json_object ();

  for (guint i = 0; i < n_roles; i++)
    json_object_set_new (packed, roles[i].role, pack_role (&roles[i], keys));
  json_object_set_new (root, "consistent_snapshot", json_true ());
  json_object_set_new (root, "keys", keys);
  json_object_set_new (root, "roles", packed);
  return root;
}

json_t *
birge_metadata_new_targets (gint64 version, gint64 expires_s, const BirgeRoleKeys *channels, guint n_channels)
{
  json_t *targets = new_signed ("targets", version, expires_s);
  json_t *keys = json_object ();
  json_t *roles = json_array ();

  for (guint i = 0; i < n_channels; i++)
    {
      g_autofree char *now = g_strconcat ("catalog/", channels[i].role, ".cat.zst", NULL);
      g_autofree char *next = g_strconcat ("catalog/", channels[i].role, ".next.cat.zst", NULL);
      json_t *role = pack_role (&channels[i], keys);

      json_object_set_new (role, "name", json_string (channels[i].role));
      json_object_set_new (role, "terminating", json_true ());
      json_object_set_new (role, "paths", json_pack ("[s,s]", now, next));
      json_array_append_new (roles, role);
    }
  json_object_set_new (targets, "targets", json_object ());
  json_object_set_new (targets, "delegations", json_pack ("{s:o,s:o}", "keys", keys, "roles", roles));
  return targets;
}

json_t *
birge_metadata_new_channel (gint64 version, gint64 expires_s)
{
  json_t *channel = new_signed ("targets", version, expires_s);

  json_object_set_new (channel, "targets", json_object ());
  return channel;
}

static json_t *
pack_file (GBytes *bytes)
{
  g_autofree char *digest = birge_digest_bytes (bytes);

  return json_pack ("{s:I,s:{s:s}}", "length", (json_int_t) g_bytes_get_size (bytes), "hashes", "sha256", digest);
}

void
birge_metadata_add_target (json_t *channel, const char *path, GBytes *bytes, const json_t *custom)
{
  json_t *target = pack_file (bytes);

  if (custom != NULL)
    json_object_set_new (target, "custom", json_deep_copy (custom));
  json_object_set_new (json_object_get (channel, "targets"), path, target);
}

json_t *
birge_metadata_new_snapshot (gint64 version, gint64 expires_s)
{
  json_t *snapshot = new_signed ("snapshot", version, expires_s);

  json_object_set_new (snapshot, "meta", json_object ());
  return snapshot;
}

void
birge_metadata_add_role (json_t *snapshot, const char *role, gint64 version)
{
  g_autofree char *name = g_strconcat (role, ".json", NULL);

  json_object_set_new (json_object_get (snapshot, "meta"), name, json_pack ("{s:I}", "version", (json_int_t) version));
}

json_t *
birge_metadata_new_timestamp (gint64 version, gint64 expires_s, gint64 snapshot_version, GBytes *snapshot)
{
  json_t *timestamp = new_signed ("timestamp", version, expires_s);
  json_t *meta = pack_file (snapshot);

  json_object_set_new (meta, "version", json_integer (snapshot_version));
  json_object_set_new (timestamp, "meta", json_pack ("{s:o}", "snapshot.json", meta));
  return timestamp;
}
