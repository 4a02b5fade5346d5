/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-publish"

#include "data/publish/birge-publish-catalogue-private.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "data/formats/birge-clock.h"
#include "data/formats/birge-digest.h"

/* Catalogues and objects that are published, and what of them may go. */

#define LEAST_PER_CENT 70 /* data/sync/birge-hold.c */
#define KEEP_RELEASES  3
#define KEEP_S         (180 * 24 * 60 * G_GINT64_CONSTANT (60))

char *
_birge_publisher_dup_object (BirgePublisher *self, const char *name)
{
  return g_strdup_printf ("%s/" BIRGE_PUBLISH_V1 "/objects/%.2s/%s", self->dir, name, name);
}

guint
_birge_publish_count_items (const BirgeCatalogue *catalogue)
{
  guint n = 0;

  for (guint i = 0; i < catalogue->parts->len; i++)
    n += g_str_equal (((const BirgeCataloguePart *) g_ptr_array_index (catalogue->parts, i))->part, "meta");
  return n;
}

gboolean
_birge_publish_has_shrunk (const BirgeCatalogue *before, const BirgeCatalogue *after)
{
  return before != NULL && _birge_publish_count_items (after) * 100 < _birge_publish_count_items (before) * LEAST_PER_CENT;
}

GBytes *
_birge_publisher_read_file (BirgePublisher *self, const json_t *channel_content, const char *channel, const char *suffix,
                            GError **error)
{
  g_autofree char *name = g_strconcat ("catalog/", channel, suffix, NULL);
  const json_t *target = json_object_get (json_object_get (channel_content, "targets"), name);
  const char *sha256 = json_string_value (json_object_get (json_object_get (target, "hashes"), "sha256"));
  g_autofree char *below = NULL;
  g_autofree char *path = NULL;
  g_autofree char *digest = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (sha256 == NULL || !birge_digest_is_valid (sha256))
    return NULL;
  below = g_strdup_printf (BIRGE_PUBLISH_V1 "/targets/catalog/%s.%s%s", sha256, channel, suffix);
  path = _birge_publisher_dup_path (self, below);
  bytes = _birge_publish_read (path, BIRGE_CATALOGUE_MAX_BYTES, error);
  if (bytes == NULL)
    return NULL;
  digest = birge_digest_bytes (bytes);
  if (g_str_equal (digest, sha256))
    return g_steal_pointer (&bytes);
  _birge_publish_refuse (BIRGE_PUBLISH_ERROR_FOLDER, path, "its bytes are not those that were signed",
                         "take it from the server or from a copy of this folder", error);
  return NULL;
}

gboolean
_birge_publisher_read_target (BirgePublisher *self, const char *channel, const char *suffix, GBytes **bytes,
                              BirgeCatalogue **catalogue, GError **error)
{
  g_autoptr(GError) local = NULL;
  const json_t *content = birge_verified_get_content (_birge_publisher_get_role (self, channel));
  g_autoptr(GBytes) found = _birge_publisher_read_file (self, content, channel, suffix, &local);

  if (found != NULL && catalogue != NULL)
    *catalogue = birge_catalogue_from_bytes (found, &local);
  if (bytes != NULL)
    *bytes = found != NULL ? g_bytes_ref (found) : NULL;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return error == NULL || *error == NULL;
}

GPtrArray *
_birge_publisher_list_history (BirgePublisher *self, const char *channel)
{
  GPtrArray *history = g_ptr_array_new_with_free_func ((GDestroyNotify) json_decref);
  gint64 version = birge_verified_get_version (_birge_publisher_get_role (self, channel));

  for (; version > 0; version--)
    {
      g_autofree char *below = g_strdup_printf (BIRGE_PUBLISH_V1 "/metadata/%" G_GINT64_FORMAT ".%s.json", version, channel);
      g_autofree char *path = _birge_publisher_dup_path (self, below);
      g_autoptr(GBytes) bytes = _birge_publish_read (path, BIRGE_TRUST_MAX_BYTES, NULL);
      g_autoptr(BirgeEnvelope) envelope = bytes != NULL ? birge_envelope_from_bytes (bytes, BIRGE_TRUST_MAX_BYTES, NULL) : NULL;

      if (envelope != NULL)
        g_ptr_array_add (history, json_deep_copy (birge_envelope_get_content (envelope)));
    }
  return history;
}

/* Tidying up */

static gboolean
keep_catalogue (BirgePublisher *self, const json_t *content, const char *channel, const char *suffix, GHashTable *keep)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GBytes) bytes = _birge_publisher_read_file (self, content, channel, suffix, &local);
  g_autoptr(BirgeCatalogue) catalogue = bytes != NULL ? birge_catalogue_from_bytes (bytes, &local) : NULL;
  g_autofree char *digest = bytes != NULL ? birge_digest_bytes (bytes) : NULL;

  if (bytes == NULL || catalogue == NULL)
    return local == NULL;
  g_hash_table_add (keep, g_strconcat (digest, ".", channel, suffix, NULL));
  for (guint i = 0; i < catalogue->parts->len; i++)
    g_hash_table_add (keep, g_strdup (((BirgeCataloguePart *) g_ptr_array_index (catalogue->parts, i))->obj));
  return TRUE;
}

/* FALSE: something cannot be read, so nothing is known for sure. */
static gboolean
keep_channel (BirgePublisher *self, const char *channel, GHashTable *keep)
{
  g_autoptr(GPtrArray) history = _birge_publisher_list_history (self, channel);
  g_autofree char *name = g_strconcat ("catalog/", channel, BIRGE_PUBLISH_SUFFIX, NULL);
  const json_t *before = NULL;
  guint n = 0;

  if (history->len > 0 && !keep_catalogue (self, history->pdata[0], channel, BIRGE_PUBLISH_NEXT, keep))
    return FALSE;
  for (guint i = 0; i < history->len && n < KEEP_RELEASES; i++)
    {
      const json_t *target = json_object_get (json_object_get (history->pdata[i], "targets"), name);
      const json_t *hashes = json_object_get (target, "hashes");

      if (hashes == NULL || json_equal (hashes, before))
        continue;
      if (!keep_catalogue (self, history->pdata[i], channel, BIRGE_PUBLISH_SUFFIX, keep))
        return FALSE;
      before = hashes;
      n++;
    }
  return TRUE;
}

/* What was added and waits. */
static gboolean
keep_added (BirgePublisher *self, const char *below, GHashTable *keep)
{
  g_autofree char *folder = _birge_publisher_dup_path (self, below);
  g_autoptr(GPtrArray) files = _birge_publish_list (folder);

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, files->pdata[i], NULL);
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(BirgeCatalogue) catalogue = NULL;

      if (!g_str_has_suffix (path, BIRGE_PUBLISH_SUFFIX))
        continue;
      bytes = _birge_publish_read (path, BIRGE_CATALOGUE_MAX_BYTES, NULL);
      catalogue = bytes != NULL ? birge_catalogue_from_bytes (bytes, NULL) : NULL;
      if (catalogue == NULL)
        return FALSE;
      for (guint k = 0; k < catalogue->parts->len; k++)
        g_hash_table_add (keep, g_strdup (((BirgeCataloguePart *) g_ptr_array_index (catalogue->parts, k))->obj));
    }
  return TRUE;
}

static void
remove_old (BirgePublisher *self, const char *below, GHashTable *keep)
{
  g_autofree char *folder = _birge_publisher_dup_path (self, below);
  g_autoptr(GPtrArray) files = _birge_publish_list (folder);
  gint64 before_s = birge_clock_get_real_s () - KEEP_S;

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, files->pdata[i], NULL);
      g_autofree char *name = g_path_get_basename (path);
      struct stat info;

      if (!g_hash_table_contains (keep, name) && stat (path, &info) == 0 && info.st_mtime < before_s)
        g_remove (path);
    }
}

void
_birge_publisher_tidy (BirgePublisher *self)
{
  g_autoptr(GHashTable) keep = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto(GStrv) channels = birge_publisher_list_channels (self);

  for (guint i = 0; channels[i] != NULL; i++)
    if (!keep_channel (self, channels[i], keep))
      return;
  if (!keep_added (self, BIRGE_PUBLISH_ADDED, keep) || !keep_added (self, BIRGE_PUBLISH_PENDING, keep))
    return;
  remove_old (self, BIRGE_PUBLISH_V1 "/objects", keep);
  remove_old (self, BIRGE_PUBLISH_V1 "/targets", keep);
}
