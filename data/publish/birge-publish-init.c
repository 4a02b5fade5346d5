/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-publish"

#include "data/publish/birge-publisher-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "data/formats/birge-clock.h"

#define SPARE_KEY "root-2.pem"
#define DAY_S (24 * 60 * G_GINT64_CONSTANT (60))

/* The first version of everything, made aside and renamed into place. */
typedef struct {
  const BirgePublishInit *options;
  char         *dir;     /* aside */
  BirgeKeyring *keyring;
  GHashTable   *signers; /* role → GPtrArray of BirgeSigner, borrowed from the keyring */
} Init;

static void
init_clear (Init *self)
{
  if (self->dir != NULL)
    _birge_publish_remove (self->dir);
  g_clear_pointer (&self->dir, g_free);
  g_clear_pointer (&self->keyring, birge_keyring_free);
  g_clear_pointer (&self->signers, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Init, init_clear)

static gboolean
add_key (Init *self, const char *role, guint number, GError **error)
{
  g_autofree char *keys = g_build_filename (self->dir, BIRGE_PUBLISH_KEYS, NULL);
  g_autofree char *name = g_strdup_printf ("%s-%u", role, number);
  BirgeSigner *signer = birge_keyring_generate (self->keyring, keys, name, error);
  GPtrArray *signers = g_hash_table_lookup (self->signers, role);

  if (signer == NULL)
    return FALSE;
  if (signers == NULL)
    {
      signers = g_ptr_array_new ();
      g_hash_table_insert (self->signers, g_strdup (role), signers);
    }
  g_ptr_array_add (signers, signer);
  return TRUE;
}

static guint
count_keys (Init *self, const char *role)
{
  return self->options->profile->kinds[birge_publish_kind_of (role)].keys;
}

/* Each person of an organisation has the keys of one number, under a pass phrase of their own. */
static gboolean
add_holder (Init *self, guint number, GError **error)
{
  static const char *const offline[] = { "root", "targets" };

  for (guint i = 0; i < G_N_ELEMENTS (offline); i++)
    if (number <= count_keys (self, offline[i]) && !add_key (self, offline[i], number, error))
      return FALSE;
  for (guint i = 0; self->options->channels[i] != NULL; i++)
    if (number <= count_keys (self, self->options->channels[i]) && !add_key (self, self->options->channels[i], number, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_keys (Init *self, GError **error)
{
  gboolean is_small = self->options->profile->kinds[BIRGE_PUBLISH_TARGETS].keys == 1;

  if (!add_key (self, "timestamp", 1, error) || !add_key (self, "snapshot", 1, error))
    return FALSE;
  for (guint number = 1; number <= count_keys (self, "root"); number++)
    {
      if (!is_small)
        birge_keyring_forget (self->keyring);
      if (!add_holder (self, number, error))
        return FALSE;
    }
  return TRUE;
}

static GPtrArray *
list_keys (Init *self, const char *role)
{
  GPtrArray *signers = g_hash_table_lookup (self->signers, role);
  GPtrArray *keys = g_ptr_array_new ();

  for (guint i = 0; i < signers->len; i++)
    g_ptr_array_add (keys, birge_signer_get_key (g_ptr_array_index (signers, i)));
  return keys;
}

static gint64
get_end_s (Init *self, const char *role)
{
  return birge_clock_get_real_s () + self->options->profile->kinds[birge_publish_kind_of (role)].days * DAY_S;
}

/* Signs with all keys of the role; the bytes are for whoever names them. */
static GBytes *
put (Init *self, const char *role, json_t *content, GError **error)
{
  g_autoptr(json_t) owned = content;
  g_autoptr(BirgeEnvelope) envelope = birge_envelope_new (owned);
  GPtrArray *signers = g_hash_table_lookup (self->signers, role);
  const char *number = g_str_equal (role, "timestamp") ? "" : "1.";
  g_autofree char *path = g_strdup_printf ("%s/" BIRGE_PUBLISH_V1 "/metadata/%s%s.json", self->dir, number, role);
  g_autoptr(GBytes) bytes = NULL;

  for (guint i = 0; i < signers->len; i++)
    birge_envelope_sign (envelope, g_ptr_array_index (signers, i));
  bytes = birge_envelope_to_bytes (envelope);
  return _birge_publish_write (path, bytes, error) ? g_steal_pointer (&bytes) : NULL;
}

static gboolean
put_root (Init *self, GError **error)
{
  static const char *const names[] = { "root", "timestamp", "snapshot", "targets" };
  BirgeRoleKeys roles[G_N_ELEMENTS (names)];
  g_autoptr(GBytes) bytes = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    roles[i] = (BirgeRoleKeys) { names[i], list_keys (self, names[i]),
                                 self->options->profile->kinds[birge_publish_kind_of (names[i])].threshold };
  bytes = put (self, "root", birge_metadata_new_root (1, get_end_s (self, "root"), roles, G_N_ELEMENTS (roles)), error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_ptr_array_unref (roles[i].keys);
  return bytes != NULL;
}

static gboolean
put_targets (Init *self, GError **error)
{
  const char *const *channels = self->options->channels;
  guint n = g_strv_length ((char **) channels);
  g_autofree BirgeRoleKeys *roles = g_new0 (BirgeRoleKeys, n);
  g_autoptr(GBytes) bytes = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GBytes) channel = put (self, channels[i], birge_metadata_new_channel (1, get_end_s (self, channels[i])), error);

      if (channel == NULL)
        n = i;
      else
        roles[i] = (BirgeRoleKeys) { channels[i], list_keys (self, channels[i]),
                                     self->options->profile->kinds[BIRGE_PUBLISH_CHANNEL].threshold };
    }
  if (channels[n] == NULL)
    bytes = put (self, "targets", birge_metadata_new_targets (1, get_end_s (self, "targets"), roles, n), error);
  for (guint i = 0; i < n; i++)
    g_ptr_array_unref (roles[i].keys);
  return bytes != NULL;
}

static gboolean
put_metadata (Init *self, GError **error)
{
  json_t *snapshot = birge_metadata_new_snapshot (1, get_end_s (self, "snapshot"));
  g_autoptr(GBytes) snapshot_bytes = NULL;
  g_autoptr(GBytes) timestamp = NULL;

  birge_metadata_add_role (snapshot, "targets", 1);
  for (guint i = 0; self->options->channels[i] != NULL; i++)
    birge_metadata_add_role (snapshot, self->options->channels[i], 1);
  snapshot_bytes = put (self, "snapshot", snapshot, error);
  if (snapshot_bytes == NULL || !put_root (self, error) || !put_targets (self, error))
    return FALSE;
  timestamp = put (self, "timestamp", birge_metadata_new_timestamp (1, get_end_s (self, "timestamp"), 1, snapshot_bytes), error);
  return timestamp != NULL;
}

static gboolean
copy_file (const char *from_dir, const char *to_dir, const char *name, GError **error)
{
  g_autofree char *from = g_build_filename (from_dir, name, NULL);
  g_autofree char *to = g_build_filename (to_dir, name, NULL);
  g_autoptr(GBytes) bytes = _birge_publish_read (from, BIRGE_TRUST_MAX_ROOT_BYTES, error);

  return bytes != NULL && _birge_publish_write (to, bytes, error);
}

/* The spare key of a small society leaves this computer. With it go the names of all keys and the settings: with those and a
 * copy of v1 from the server, another computer can go on. */
static gboolean
move_backup (Init *self, const char *backup_dir, GError **error)
{
  g_autofree char *keys = g_build_filename (self->dir, BIRGE_PUBLISH_KEYS, NULL);
  g_autofree char *pem = g_build_filename (keys, SPARE_KEY, NULL);
  g_autofree char *pem_to = g_build_filename (backup_dir, SPARE_KEY, NULL);
  g_autoptr(GPtrArray) files = _birge_publish_list (keys);

  if (g_file_test (pem_to, G_FILE_TEST_EXISTS))
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_REFUSED, pem_to, "the spare key of another publisher lies there",
                                  "name another folder with --backup", error);
  for (guint i = 0; i < files->len; i++)
    if (g_str_has_suffix (files->pdata[i], ".pub") && !copy_file (keys, backup_dir, files->pdata[i], error))
      return FALSE;
  if (!copy_file (self->dir, backup_dir, BIRGE_PUBLISH_SETTINGS, error) || !copy_file (keys, backup_dir, SPARE_KEY, error))
    return FALSE;
  g_chmod (pem_to, 0600);
  return _birge_publish_sync (backup_dir, error) && g_remove (pem) == 0;
}

static gboolean
put_settings (Init *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, BIRGE_PUBLISH_SETTINGS, NULL);
  char *text = birge_publish_settings_write (self->options->profile);
  g_autoptr(GBytes) bytes = g_bytes_new_take (text, strlen (text));

  return _birge_publish_write (path, bytes, error);
}

static gboolean
check_place (const char *dir, const BirgePublishInit *options, GError **error)
{
  g_autoptr(GDir) open = g_dir_open (dir, 0, NULL);

  if ((open != NULL && g_dir_read_name (open) != NULL) || (open == NULL && g_file_test (dir, G_FILE_TEST_EXISTS)))
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_REFUSED, dir, "there is something already", "name a new folder", error);
  for (guint i = 0; options->channels[i] != NULL; i++)
    if (birge_publish_kind_of (options->channels[i]) != BIRGE_PUBLISH_CHANNEL)
      return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_REFUSED, options->channels[i], "no channel may have this name",
                                    "choose another", error);
  return TRUE;
}

static char *
make_aside (const char *dir, GError **error)
{
  g_autofree char *full = g_canonicalize_filename (dir, NULL);
  g_autofree char *parent = g_path_get_dirname (full);
  g_autofree char *aside = g_strconcat (full, ".XXXXXX", NULL);

  if (g_mkdir_with_parents (parent, 0755) == 0 && g_mkdtemp_full (aside, 0755) != NULL)
    return g_steal_pointer (&aside);
  _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, dir, g_strerror (errno), "see that the folder can be made", error);
  return NULL;
}

gboolean
birge_publisher_init (const char *dir, const BirgePublishInit *options, BirgeAskFunc ask, gpointer user_data, GError **error)
{
  g_auto(Init) self = { .options = options };
  g_autofree char *backup = NULL;

  g_return_val_if_fail (options->profile != NULL && options->channels != NULL && options->channels[0] != NULL, FALSE);

  if (!check_place (dir, options, error))
    return FALSE;
  self.dir = make_aside (dir, error);
  if (self.dir == NULL)
    return FALSE;
  self.keyring = birge_keyring_new (ask, user_data);
  self.signers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  if (!add_keys (&self, error) || !put_metadata (&self, error) || !put_settings (&self, error))
    return FALSE;
  if (options->profile->kinds[BIRGE_PUBLISH_TARGETS].keys == 1)
    {
      backup = options->backup_dir != NULL ? g_strdup (options->backup_dir) : g_build_filename (self.dir, "backup", NULL);
      if (!move_backup (&self, backup, error))
        return FALSE;
    }
  if (!_birge_publish_sync (self.dir, error))
    return FALSE;
  if (g_rename (self.dir, dir) != 0)
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, dir, g_strerror (errno), "see that the folder can be made", error);
  g_clear_pointer (&self.dir, g_free);
  return TRUE;
}
