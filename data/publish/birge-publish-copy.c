/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-publish"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "data/formats/birge-digest.h"
#include "data/publish/birge-publish-catalogue-private.h"

/* The way of a repository to a server or a stick: what is named before what names it. */

#define METADATA "metadata/"
#define TIMESTAMP METADATA "timestamp.json"

/* Whether the newest root comes behind the timestamp. */
static gboolean
comes_root_last (BirgePublisher *self)
{
  static const char *const roles[] = { "snapshot", "targets" };
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *before = g_strdup_printf ("%s/" BIRGE_PUBLISH_V1 "/" METADATA "%" G_GINT64_FORMAT ".root.json", self->dir,
                                             _birge_publisher_get_highest (self, "root") - 1);

  g_ptr_array_add (files, _birge_publisher_dup_path (self, BIRGE_PUBLISH_V1 "/" TIMESTAMP));
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    g_ptr_array_add (files, g_strdup_printf ("%s/" BIRGE_PUBLISH_V1 "/" METADATA "%" G_GINT64_FORMAT ".%s.json", self->dir,
                                             birge_verified_get_version (_birge_publisher_get_role (self, roles[i])), roles[i]));
  return _birge_publish_is_right_for (before, files);
}

static guint
get_rank (const char *path, gboolean root_last)
{
  if (g_str_has_prefix (path, "objects/"))
    return 0;
  if (g_str_has_prefix (path, "targets/"))
    return 1;
  if (g_str_equal (path, TIMESTAMP))
    return 5;
  if (g_str_has_suffix (path, ".root.json"))
    return root_last ? 6 : 4;
  return g_str_has_suffix (path, ".snapshot.json") ? 3 : 2;
}

static GStrv
sort_by_rank (BirgePublisher *self, GPtrArray *paths)
{
  g_autoptr(GStrvBuilder) sorted = g_strv_builder_new ();
  gboolean root_last = comes_root_last (self);

  for (guint rank = 0; rank <= 6; rank++)
    for (guint i = 0; i < paths->len; i++)
      if (get_rank (paths->pdata[i], root_last) == rank)
        g_strv_builder_add (sorted, paths->pdata[i]);
  return g_strv_builder_end (sorted);
}

GStrv
birge_publisher_order (BirgePublisher *self, const char *const *since)
{
  g_autofree char *v1 = _birge_publisher_dup_path (self, BIRGE_PUBLISH_V1);
  g_autoptr(GPtrArray) files = _birge_publish_list (v1);
  g_autoptr(GPtrArray) wanted = g_ptr_array_new ();
  g_autoptr(GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; since != NULL && since[i] != NULL; i++)
    g_hash_table_add (there, (gpointer) since[i]);
  for (guint i = 0; i < files->len; i++)
    if (!g_str_has_suffix (files->pdata[i], ".tmp") &&
        (g_str_equal (files->pdata[i], TIMESTAMP) || !g_hash_table_contains (there, files->pdata[i])))
      g_ptr_array_add (wanted, files->pdata[i]);
  return sort_by_rank (self, wanted);
}

/* What a kiosk needs of the current releases */

static gboolean
add_catalogue (BirgePublisher *self, const char *channel, const char *suffix, GHashTable *paths, GError **error)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  g_autofree char *digest = NULL;

  if (!_birge_publisher_read_target (self, channel, suffix, &bytes, &catalogue, error))
    return FALSE;
  if (bytes == NULL)
    return TRUE;
  digest = birge_digest_bytes (bytes);
  g_hash_table_add (paths, g_strconcat ("targets/catalog/", digest, ".", channel, suffix, NULL));
  for (guint i = 0; i < catalogue->parts->len; i++)
    {
      const char *name = ((const BirgeCataloguePart *) g_ptr_array_index (catalogue->parts, i))->obj;

      g_hash_table_add (paths, g_strdup_printf ("objects/%.2s/%s", name, name));
    }
  return TRUE;
}

static void
add_role (BirgePublisher *self, const char *role, GHashTable *paths)
{
  g_hash_table_add (paths, g_strdup_printf (METADATA "%" G_GINT64_FORMAT ".%s.json",
                                            birge_verified_get_version (_birge_publisher_get_role (self, role)), role));
}

static GStrv
list_current (BirgePublisher *self, GError **error)
{
  g_autoptr(GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GPtrArray) list = g_ptr_array_new ();
  g_auto(GStrv) channels = birge_publisher_list_channels (self);
  GHashTableIter iter;
  gpointer path;

  for (guint i = 0; channels[i] != NULL; i++)
    {
      if (!add_catalogue (self, channels[i], BIRGE_PUBLISH_SUFFIX, paths, error) ||
          !add_catalogue (self, channels[i], BIRGE_PUBLISH_NEXT, paths, error))
        return NULL;
      add_role (self, channels[i], paths);
    }
  for (gint64 version = birge_verified_get_version (_birge_publisher_get_role (self, "root")); version > 0; version--)
    g_hash_table_add (paths, g_strdup_printf (METADATA "%" G_GINT64_FORMAT ".root.json", version));
  add_role (self, "snapshot", paths);
  add_role (self, "targets", paths);
  g_hash_table_add (paths, g_strdup (TIMESTAMP));
  g_hash_table_iter_init (&iter, paths);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    g_ptr_array_add (list, path);
  return sort_by_rank (self, list);
}

static gboolean
has_same_size (const char *a, const char *b)
{
  struct stat first, second;

  return stat (a, &first) == 0 && stat (b, &second) == 0 && S_ISREG (second.st_mode) && first.st_size == second.st_size;
}

static gboolean
copy_path (BirgePublisher *self, const char *path, const char *base, GError **error)
{
  g_autofree char *below = g_strconcat (BIRGE_PUBLISH_V1 "/", path, NULL);
  g_autofree char *from = _birge_publisher_dup_path (self, below);
  g_autofree char *to = g_build_filename (base, path, NULL);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GBytes) there = NULL;

  if (g_str_has_prefix (path, "objects/")) /* has its name only when it was written whole */
    return has_same_size (from, to) || _birge_publish_copy_object (from, to, name, error);
  bytes = _birge_publish_read (from, BIRGE_CATALOGUE_MAX_BYTES, error);
  if (bytes == NULL)
    return FALSE;
  there = g_file_test (to, G_FILE_TEST_IS_REGULAR) ? _birge_publish_read (to, BIRGE_CATALOGUE_MAX_BYTES, NULL) : NULL;
  return (there != NULL && g_bytes_equal (there, bytes)) || _birge_publish_write (to, bytes, error);
}

gboolean
birge_publisher_copy (BirgePublisher *self, const char *dir, GError **error)
{
  g_autofree char *base = g_build_filename (dir, "BIRGE", "v1", NULL);
  g_autofree char *state_dir = NULL;
  g_autoptr(BirgeRelease) release = NULL;
  g_auto(GStrv) paths = NULL;
  gboolean has_begun_names = FALSE;

  if (!g_file_test (dir, G_FILE_TEST_IS_DIR))
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, dir, "there is no such folder",
                                  "put the stick in, open it, and name its folder", error);
  paths = list_current (self, error);
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      gboolean is_name = g_str_has_prefix (paths[i], METADATA);

      if (is_name && !has_begun_names && g_file_test (base, G_FILE_TEST_IS_DIR) && !_birge_publish_sync (base, error))
        return FALSE;
      has_begun_names |= is_name;
      if (!copy_path (self, paths[i], base, error))
        return FALSE;
    }
  if (paths == NULL || !_birge_publish_sync (base, error))
    return FALSE;
  state_dir = g_dir_make_tmp ("birge-stick-XXXXXX", NULL);
  if (state_dir == NULL)
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, g_get_tmp_dir (), g_strerror (errno), "make room on the disk", error);
  release = _birge_publisher_run_client (self, dir, state_dir, error);
  _birge_publish_remove (state_dir);
  return release != NULL;
}
