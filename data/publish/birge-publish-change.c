/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-publish"

#include "data/publish/birge-publish-catalogue-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* From a change in memory over work/pending, where it waits for signatures, and work/outgoing, when it is complete, to v1.
 * Each of the two folders appears whole, by rename. Putting out can be begun again from the start at any time. */

#define METADATA "metadata/"

BirgeChange *
_birge_change_new (void)
{
  BirgeChange *self = g_new0 (BirgeChange, 1);

  self->roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_decref);
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  self->done = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
_birge_change_free (BirgeChange *self)
{
  g_hash_table_unref (self->roles);
  g_hash_table_unref (self->files);
  g_ptr_array_unref (self->done);
  g_free (self);
}

static json_int_t
get_version (const json_t *content)
{
  return json_integer_value (json_object_get (content, "version"));
}

static char *
dup_name (const char *role, const json_t *content)
{
  if (g_str_equal (role, "timestamp"))
    return g_strdup (METADATA "timestamp.json");
  return g_strdup_printf (METADATA "%" JSON_INTEGER_FORMAT ".%s.json", get_version (content), role);
}

/* "metadata/3.guides.json" → "guides"; NULL for what is no metadata. */
static char *
dup_role (const char *name)
{
  const char *start = g_str_has_prefix (name, METADATA) && g_str_has_suffix (name, ".json") ? name + strlen (METADATA) : NULL;
  const char *dot = start != NULL ? strchr (start, '.') : NULL;

  if (dot == NULL)
    return NULL;
  if (g_str_equal (start, "timestamp.json"))
    return g_strdup ("timestamp");
  return g_strndup (dot + 1, MAX (strlen (dot + 1), strlen (".json")) - strlen (".json"));
}

/* A change that waits, as it is read back from the disk. */
typedef struct {
  BirgePublisher *publisher;
  char           *folder;
  GHashTable     *envelopes; /* role → BirgeEnvelope */
  GStrvBuilder   *missing;
  guint           n_missing;
} Pending;

static void
pending_clear (Pending *self)
{
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->envelopes, g_hash_table_unref);
  g_clear_pointer (&self->missing, g_strv_builder_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pending, pending_clear)

static gboolean
pending_read (Pending *self, BirgePublisher *publisher, GError **error)
{
  g_autoptr(GPtrArray) files = NULL;

  self->publisher = publisher;
  self->folder = _birge_publisher_dup_path (publisher, BIRGE_PUBLISH_PENDING);
  self->envelopes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) birge_envelope_free);
  self->missing = g_strv_builder_new ();
  files = _birge_publish_list (self->folder);
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *role = dup_role (files->pdata[i]);
      g_autofree char *path = g_build_filename (self->folder, files->pdata[i], NULL);
      g_autoptr(GBytes) bytes = role != NULL ? _birge_publish_read (path, BIRGE_TRUST_MAX_BYTES, error) : NULL;
      BirgeEnvelope *envelope = bytes != NULL ? birge_envelope_from_bytes (bytes, BIRGE_TRUST_MAX_BYTES, error) : NULL;

      if (role != NULL && envelope == NULL)
        {
          g_prefix_error (error, "%s: ", path);
          return FALSE;
        }
      if (role != NULL)
        g_hash_table_insert (self->envelopes, g_steal_pointer (&role), envelope);
    }
  return TRUE;
}

static const json_t *
pending_get_content (Pending *self, const char *role, gboolean is_next)
{
  BirgeEnvelope *envelope = is_next ? g_hash_table_lookup (self->envelopes, role) : NULL;

  return envelope != NULL ? birge_envelope_get_content (envelope)
                          : birge_verified_get_content (_birge_publisher_get_role (self->publisher, role));
}

/* @is_next: by what is to be published, else by what is. */
static gboolean
pending_find_grantees (Pending *self, const char *role, gboolean is_next, BirgeGrantees *found)
{
  return _birge_publish_find_grantees (pending_get_content (self, "root", is_next), pending_get_content (self, "targets", is_next),
                                       role, found);
}

static gboolean
sign_with (Pending *self, BirgeEnvelope *envelope, const BirgeGrantees *grantees, GError **error)
{
  g_autoptr(GError) local = NULL;

  for (guint i = 0; i < grantees->keys->len; i++)
    {
      const char *id = birge_key_get_id (g_ptr_array_index (grantees->keys, i));
      BirgeSigner *signer = NULL;

      if (birge_envelope_get_signature (envelope, id) != NULL)
        continue;
      signer = birge_keyring_find (self->publisher->keyring, id, &local);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (signer != NULL)
        birge_envelope_sign (envelope, signer);
    }
  return TRUE;
}

/* Notes who could still sign; TRUE when enough have. */
static gboolean
has_enough (Pending *self, const char *role, BirgeEnvelope *envelope, const BirgeGrantees *grantees)
{
  gint64 lacking = grantees->threshold - birge_envelope_count (envelope, grantees->keys);
  g_autofree char *name = dup_name (role, birge_envelope_get_content (envelope));
  g_autoptr(GString) text = g_string_new (NULL);

  if (lacking <= 0)
    return TRUE;
  g_string_append_printf (text, "%s/%s: %" G_GINT64_FORMAT " more of", self->folder, name, lacking);
  for (guint i = 0; i < grantees->keys->len; i++)
    {
      const char *id = birge_key_get_id (g_ptr_array_index (grantees->keys, i));
      g_autofree char *key = birge_keyring_dup_name (self->publisher->keyring, id);

      if (birge_envelope_get_signature (envelope, id) == NULL)
        g_string_append_printf (text, " %s", key);
    }
  g_strv_builder_add (self->missing, text->str);
  self->n_missing++;
  return FALSE;
}

/* Signs with all keys that are here. A role whose keys change is signed by the old ones too, if they are here, so that there
 * is no moment at which a kiosk could not verify it. The old ones *must* sign only a root. */
static gboolean
sign_role (Pending *self, const char *role, GError **error)
{
  BirgeEnvelope *envelope = g_hash_table_lookup (self->envelopes, role);
  g_auto(BirgeGrantees) next = { 0 };
  g_auto(BirgeGrantees) before = { 0 };
  g_autofree char *name = dup_name (role, birge_envelope_get_content (envelope));
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr(GBytes) bytes = NULL;
  gboolean is_known = pending_find_grantees (self, role, FALSE, &before);

  if (!pending_find_grantees (self, role, TRUE, &next))
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_CONTENT, path, "nobody may sign for this role",
                                  "drop the change with “birge publish sign --drop”", error);
  if (!sign_with (self, envelope, &next, error) || (is_known && !sign_with (self, envelope, &before, error)))
    return FALSE;
  bytes = birge_envelope_to_bytes (envelope);
  if (!_birge_publish_write (path, bytes, error))
    return FALSE;
  if (has_enough (self, role, envelope, &next) && g_str_equal (role, "root"))
    has_enough (self, role, envelope, &before);
  return TRUE;
}

static gboolean
add_envelope (Pending *self, const char *role, json_t *content, GError **error)
{
  g_autoptr(json_t) owned = content;

  g_hash_table_insert (self->envelopes, g_strdup (role), birge_envelope_new (owned));
  return sign_role (self, role, error);
}

static gboolean
add_snapshot (Pending *self, GError **error)
{
  json_t *content = NULL;
  GHashTableIter iter;
  gpointer role, envelope;

  if (g_hash_table_contains (self->envelopes, "snapshot"))
    return sign_role (self, "snapshot", error);
  content = _birge_publisher_dup_next (self->publisher, "snapshot");
  g_hash_table_iter_init (&iter, self->envelopes);
  while (g_hash_table_iter_next (&iter, &role, &envelope))
    if (!g_str_equal (role, "root"))
      birge_metadata_add_role (content, role, get_version (birge_envelope_get_content (envelope)));
  return add_envelope (self, "snapshot", content, error);
}

/* The timestamp names the very bytes of the snapshot, signatures and all; one that waits is made anew when those change. */
static gboolean
add_timestamp (Pending *self, GError **error)
{
  BirgeEnvelope *snapshot = g_hash_table_lookup (self->envelopes, "snapshot");
  BirgeEnvelope *waiting = g_hash_table_lookup (self->envelopes, "timestamp");
  g_autoptr(GBytes) bytes = birge_envelope_to_bytes (snapshot);
  BirgePublisher *publisher = self->publisher;
  g_autoptr(json_t) content =
    birge_metadata_new_timestamp (_birge_publisher_get_next_version (publisher, "timestamp"),
                                  _birge_publisher_get_end_s (publisher, "timestamp"),
                                  get_version (birge_envelope_get_content (snapshot)), bytes);

  if (waiting != NULL && get_version (birge_envelope_get_content (waiting)) == get_version (content) &&
      json_equal (json_object_get (birge_envelope_get_content (waiting), "meta"), json_object_get (content, "meta")))
    return sign_role (self, "timestamp", error);
  return add_envelope (self, "timestamp", g_steal_pointer (&content), error);
}

static gboolean
sign_all (Pending *self, GError **error)
{
  g_autofree gpointer *roles = g_hash_table_get_keys_as_array (self->envelopes, NULL);

  for (guint i = 0; roles[i] != NULL; i++)
    if (!g_str_equal (roles[i], "snapshot") && !g_str_equal (roles[i], "timestamp") && !sign_role (self, roles[i], error))
      return FALSE;
  if (self->n_missing == 0 && !add_snapshot (self, error))
    return FALSE;
  return self->n_missing > 0 || add_timestamp (self, error);
}

gboolean
_birge_publisher_is_pending (BirgePublisher *self)
{
  g_autofree char *pending = _birge_publisher_dup_path (self, BIRGE_PUBLISH_PENDING);

  return g_file_test (pending, G_FILE_TEST_IS_DIR);
}

static gint
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
describe_channel (BirgePublisher *self, const char *channel, GPtrArray *lines)
{
  g_autoptr(BirgeCatalogue) now = NULL;
  g_autoptr(BirgeCatalogue) next = NULL;

  _birge_publisher_read_target (self, channel, BIRGE_PUBLISH_SUFFIX, NULL, &now, NULL);
  _birge_publisher_read_target (self, channel, BIRGE_PUBLISH_NEXT, NULL, &next, NULL);
  if (next != NULL)
    g_ptr_array_add (lines, g_strdup_printf ("%s release %" G_GINT64_FORMAT " for some", channel, next->release));
  else if (now != NULL)
    g_ptr_array_add (lines, g_strdup_printf ("%s release %" G_GINT64_FORMAT, channel, now->release));
}

/* What people are told, when it is published: releases, and that keys have changed. */
static GStrv
describe (BirgePublisher *self, gpointer *roles)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new ();

  for (guint i = 0; roles[i] != NULL; i++)
    switch (birge_publish_kind_of (roles[i]))
      {
      case BIRGE_PUBLISH_CHANNEL:
        describe_channel (self, roles[i], lines);
        break;
      case BIRGE_PUBLISH_ROOT:
        g_ptr_array_add (lines, g_strdup_printf ("root %" G_GINT64_FORMAT,
                                                 birge_verified_get_version (_birge_publisher_get_role (self, "root"))));
        break;
      default:
        break;
      }
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return (GStrv) g_ptr_array_steal (lines, NULL);
}

gboolean
_birge_publisher_advance (BirgePublisher *self, BirgePublishResult *result, GError **error)
{
  g_auto(Pending) pending = { 0 };
  g_autofree char *outgoing = _birge_publisher_dup_path (self, BIRGE_PUBLISH_OUTGOING);
  g_autofree gpointer *roles = NULL;

  if (!pending_read (&pending, self, error) || !sign_all (&pending, error))
    return FALSE;
  if (pending.n_missing > 0)
    {
      result->missing = g_strv_builder_end (pending.missing);
      return TRUE;
    }
  roles = g_hash_table_get_keys_as_array (pending.envelopes, NULL);
  if (!_birge_publish_sync (self->dir, error))
    return FALSE;
  if (g_rename (pending.folder, outgoing) != 0)
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, outgoing, g_strerror (errno), "check the folder and the disk", error);
  if (!_birge_publisher_put_out (self, error) || !_birge_publisher_load (self, error))
    return FALSE;
  result->done = describe (self, roles);
  return result->published = TRUE;
}

static gboolean
write_change (BirgeChange *change, const char *folder, GError **error)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, change->files);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!_birge_publish_write (path, value, error))
        return FALSE;
    }
  g_hash_table_iter_init (&iter, change->roles);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autoptr(BirgeEnvelope) envelope = birge_envelope_new (value);
      g_autoptr(GBytes) bytes = birge_envelope_to_bytes (envelope);
      g_autofree char *file = dup_name (name, value);
      g_autofree char *path = g_build_filename (folder, file, NULL);

      if (!_birge_publish_write (path, bytes, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
_birge_publisher_begin (BirgePublisher *self, BirgeChange *change, BirgePublishResult *result, GError **error)
{
  g_autofree char *pending = _birge_publisher_dup_path (self, BIRGE_PUBLISH_PENDING);
  g_autofree char *aside = g_strconcat (pending, ".tmp", NULL);

  if (_birge_publisher_is_pending (self))
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_REFUSED, pending, "another change waits for signatures",
                                  "finish it with “birge publish sign”, or drop it with “birge publish sign --drop”", error);
  _birge_publish_remove (aside);
  if (g_mkdir_with_parents (aside, 0755) != 0)
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, aside, g_strerror (errno), "see that the folder can be written", error);
  if (!write_change (change, aside, error))
    return FALSE;
  if (g_rename (aside, pending) != 0)
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, pending, g_strerror (errno), "check the folder and the disk", error);
  if (_birge_publisher_advance (self, result, error))
    return TRUE;
  _birge_publish_remove (pending); /* a wrong pass phrase leaves nothing behind; what is on its way out is not there any more */
  return FALSE;
}

/* Putting out */

static gboolean
copy_out (BirgePublisher *self, const char *outgoing, const char *name, GError **error)
{
  g_autofree char *from = g_build_filename (outgoing, name, NULL);
  g_autofree char *below = g_strconcat (BIRGE_PUBLISH_V1 "/", name, NULL);
  g_autofree char *to = _birge_publisher_dup_path (self, below);
  g_autoptr(GBytes) bytes = _birge_publish_read (from, 64 * 1024 * 1024, error);

  return bytes != NULL && _birge_publish_write (to, bytes, error);
}

gboolean
_birge_publish_is_right_for (const char *root_path, GPtrArray *files)
{
  g_autoptr(GBytes) bytes = _birge_publish_read (root_path, BIRGE_TRUST_MAX_ROOT_BYTES, NULL);
  g_autoptr(BirgeEnvelope) root = bytes != NULL ? birge_envelope_from_bytes (bytes, BIRGE_TRUST_MAX_ROOT_BYTES, NULL) : NULL;

  for (guint i = 0; i < files->len && root != NULL; i++)
    {
      g_autofree char *base = g_path_get_basename (files->pdata[i]);
      g_autofree char *name = g_strconcat (METADATA, base, NULL);
      g_autofree char *role = dup_role (name);
      g_autoptr(GBytes) signed_bytes = NULL;
      g_autoptr(BirgeEnvelope) envelope = NULL;
      g_auto(BirgeGrantees) grantees = { 0 };

      if (role == NULL || g_str_equal (role, "root") || birge_publish_kind_of (role) == BIRGE_PUBLISH_CHANNEL)
        continue;
      signed_bytes = _birge_publish_read (files->pdata[i], BIRGE_TRUST_MAX_BYTES, NULL);
      envelope = signed_bytes != NULL ? birge_envelope_from_bytes (signed_bytes, BIRGE_TRUST_MAX_BYTES, NULL) : NULL;
      if (envelope == NULL ||
          !_birge_publish_find_grantees (birge_envelope_get_content (root), NULL, role, &grantees) ||
          birge_envelope_count (envelope, grantees.keys) < grantees.threshold)
        return FALSE;
    }
  return root != NULL;
}

/* Kiosks have the root that is in v1 now. */
static gboolean
is_right_for_old_root (BirgePublisher *self, const char *outgoing, GPtrArray *files)
{
  g_autofree char *name = g_strdup_printf (BIRGE_PUBLISH_V1 "/metadata/%" G_GINT64_FORMAT ".root.json",
                                           _birge_publisher_get_highest (self, "root"));
  g_autofree char *root = _birge_publisher_dup_path (self, name);
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < files->len; i++)
    if (g_str_has_prefix (files->pdata[i], METADATA))
      g_ptr_array_add (paths, g_build_filename (outgoing, files->pdata[i], NULL));
  return _birge_publish_is_right_for (root, paths);
}

static gboolean
copy_kind (BirgePublisher *self, const char *outgoing, GPtrArray *files, const char *kind, GError **error)
{
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *role = dup_role (files->pdata[i]);
      const char *is = role == NULL ? "file" : g_str_equal (role, "root") || g_str_equal (role, "timestamp") ? role : "role";

      if (g_str_equal (is, kind) && !copy_out (self, outgoing, files->pdata[i], error))
        return FALSE;
    }
  return _birge_publish_sync (self->dir, error);
}

gboolean
_birge_publisher_put_out (BirgePublisher *self, GError **error)
{
  g_autofree char *outgoing = _birge_publisher_dup_path (self, BIRGE_PUBLISH_OUTGOING);
  g_autofree char *gone = g_strconcat (outgoing, ".gone", NULL);
  g_autoptr(GPtrArray) files = NULL;
  gboolean root_last;

  _birge_publish_remove (gone);
  if (!g_file_test (outgoing, G_FILE_TEST_IS_DIR))
    return TRUE;
  files = _birge_publish_list (outgoing);
  root_last = is_right_for_old_root (self, outgoing, files);
  if (!copy_kind (self, outgoing, files, "file", error) || !copy_kind (self, outgoing, files, "role", error) ||
      !copy_kind (self, outgoing, files, root_last ? "timestamp" : "root", error) ||
      !copy_kind (self, outgoing, files, root_last ? "root" : "timestamp", error))
    return FALSE;
  if (g_rename (outgoing, gone) != 0)
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, outgoing, g_strerror (errno), "check the folder and the disk", error);
  _birge_publish_remove (gone);
  return TRUE;
}
