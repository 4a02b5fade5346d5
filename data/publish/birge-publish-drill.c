/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-publish"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "data/publish/birge-publish-catalogue-private.h"

/* The loss of keys, rehearsed in a copy: no object is copied, as nothing is installed, and nothing of it ever leaves. */

static gboolean
copy_below (const char *from, const char *to, const char *below, GError **error)
{
  g_autofree char *folder = g_build_filename (from, below, NULL);
  g_autoptr(GPtrArray) files = _birge_publish_list (folder);

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, files->pdata[i], NULL);
      g_autofree char *copy = g_build_filename (to, below, files->pdata[i], NULL);
      g_autoptr(GBytes) bytes = _birge_publish_read (path, BIRGE_CATALOGUE_MAX_BYTES, error);

      if (bytes == NULL || !_birge_publish_write (copy, bytes, error))
        return FALSE;
      if (g_str_has_suffix (copy, ".pem"))
        g_chmod (copy, 0600);
    }
  return TRUE;
}

static gboolean
make_copy (const char *dir, const char *copy, GError **error)
{
  static const char *const folders[] = { BIRGE_PUBLISH_KEYS, BIRGE_PUBLISH_V1 "/metadata", BIRGE_PUBLISH_V1 "/targets" };
  g_autofree char *from = g_build_filename (dir, BIRGE_PUBLISH_SETTINGS, NULL);
  g_autofree char *to = g_build_filename (copy, BIRGE_PUBLISH_SETTINGS, NULL);
  g_autoptr(GBytes) settings = _birge_publish_read (from, 64 * 1024, error);

  if (settings == NULL || !_birge_publish_write (to, settings, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    if (!copy_below (dir, copy, folders[i], error))
      return FALSE;
  return TRUE;
}

/* Those in use of which the private file is in the folder: the computer is gone. Of an organisation only the first holder's. */
static GStrv
choose_lost (BirgePublisher *self)
{
  static const char *const top[] = { "root", "targets", "snapshot", "timestamp" };
  const json_t *root = birge_verified_get_content (_birge_publisher_get_role (self, "root"));
  const json_t *targets = birge_verified_get_content (_birge_publisher_get_role (self, "targets"));
  gboolean is_small = self->settings.profile->kinds[BIRGE_PUBLISH_TARGETS].keys == 1;
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  g_auto(GStrv) channels = birge_publisher_list_channels (self);
  guint n = g_strv_length (channels);

  for (guint i = 0; i < G_N_ELEMENTS (top) + n; i++)
    {
      const char *role = i < G_N_ELEMENTS (top) ? top[i] : channels[i - G_N_ELEMENTS (top)];
      g_auto(BirgeGrantees) grantees = { 0 };
      BirgePublishKind kind = birge_publish_kind_of (role);

      _birge_publish_find_grantees (root, targets, role, &grantees);
      for (guint k = 0; k < grantees.keys->len && (k == 0 || is_small); k++)
        {
          const char *id = birge_key_get_id (grantees.keys->pdata[k]);
          g_autofree char *name = birge_keyring_dup_name (self->keyring, id);

          if (is_small ? birge_keyring_get_path (self->keyring, id) != NULL
                       : kind != BIRGE_PUBLISH_SNAPSHOT && kind != BIRGE_PUBLISH_TIMESTAMP)
            g_strv_builder_add (names, name);
        }
    }
  return g_strv_builder_end (names);
}

static gboolean
refuse_missing (const BirgePublishResult *result, GError **error)
{
  g_autofree char *missing = g_strjoinv ("; ", result->missing);

  return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_KEY, "drill", missing,
                                "fetch those keys and name their folder with --keys; if they do not exist any more, the publisher could "
                                "not go on after this loss", error);
}

static gboolean
follow (BirgePublisher *self, const char *state_dir, GError **error)
{
  g_autofree char *v1 = _birge_publisher_dup_path (self, BIRGE_PUBLISH_V1);
  g_autoptr(BirgeRelease) release = _birge_publisher_run_client (self, v1, state_dir, error);

  return release != NULL;
}

/* @self: of the copy; @state_dir: of a kiosk that is to follow. */
static gboolean
rehearse (BirgePublisher *self, const char *const *keys, const char *more_keys, const char *state_dir, GStrv *lost, GError **error)
{
  g_auto(BirgePublishResult) result = { 0 };

  if (!follow (self, state_dir, error))
    return FALSE;
  *lost = keys != NULL && keys[0] != NULL ? g_strdupv ((char **) keys) : choose_lost (self);
  if (*lost[0] == NULL)
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_KEY, "drill", "there is no key here that could be lost",
                                  "name one, “timestamp-1” for example", error);
  if (more_keys != NULL && !birge_keyring_add_folder (self->keyring, more_keys, error))
    return FALSE;
  if (!birge_publisher_rotate (self, (const char *const *) *lost, TRUE, &result, error))
    return FALSE;
  if (!result.published)
    return refuse_missing (&result, error);
  return follow (self, state_dir, error);
}

gboolean
birge_publish_drill (const char *dir, const char *const *keys, const char *more_keys, BirgeAskFunc ask, gpointer user_data,
                     GStrv *lost, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("birge-drill-XXXXXX", NULL);
  g_autofree char *copy = folder != NULL ? g_build_filename (folder, "copy", NULL) : NULL;
  g_autofree char *state_dir = folder != NULL ? g_build_filename (folder, "kiosk", NULL) : NULL;
  BirgePublisher *publisher = NULL;
  gboolean done = FALSE;

  *lost = NULL;
  if (folder == NULL || g_mkdir (state_dir, 0700) != 0)
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, g_get_tmp_dir (), g_strerror (errno), "make room on the disk", error);
  if (make_copy (dir, copy, error))
    publisher = birge_publisher_open (copy, ask, user_data, error);
  if (publisher != NULL)
    {
      done = rehearse (publisher, keys, more_keys, state_dir, lost, error);
      birge_publisher_free (publisher);
    }
  _birge_publish_remove (folder);
  return done;
}
