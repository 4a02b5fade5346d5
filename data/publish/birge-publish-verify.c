/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-publish"

#include "data/publish/birge-publish-verify.h"

#include <errno.h>

#include "data/formats/birge-clock.h"
#include "data/formats/birge-digest.h"
#include "data/publish/birge-publish-catalogue-private.h"
#include "data/sync/birge-folder-source.h"
#include "data/sync/birge-repository.h"

static void
expiry_free (gpointer data)
{
  BirgePublishExpiry *self = data;

  g_free (self->role);
  g_free (self);
}

void
birge_publish_report_clear (BirgePublishReport *self)
{
  g_clear_pointer (&self->expiries, g_ptr_array_unref);
  g_clear_pointer (&self->releases, g_free);
  g_clear_pointer (&self->problems, g_strfreev);
  g_clear_pointer (&self->warnings, g_strfreev);
}

static char *
dup_date (gint64 time_s)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (time_s);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup ("?");
}

static void
add_expiry (BirgePublisher *self, const char *role, BirgePublishReport *report, GStrvBuilder *problems, GStrvBuilder *warnings)
{
  BirgeVerified *verified = _birge_publisher_get_role (self, role);
  BirgePublishExpiry *expiry = g_new0 (BirgePublishExpiry, 1);
  const char *todo = g_str_equal (role, "timestamp") ? "birge publish timestamp" : "birge publish sign --renew";
  g_autofree char *date = NULL;
  g_autofree char *text = NULL;

  expiry->role = g_strdup (role);
  expiry->version = birge_verified_get_version (verified);
  expiry->expires_s = birge_verified_get_expires_s (verified);
  expiry->warn_s = expiry->expires_s - birge_publish_settings_warn_s (&self->settings, birge_publish_kind_of (role));
  expiry->has_expired = birge_clock_get_real_s () >= expiry->expires_s;
  expiry->is_due = birge_clock_get_real_s () >= expiry->warn_s;
  g_ptr_array_add (report->expiries, expiry);
  date = dup_date (expiry->expires_s);
  text = g_strdup_printf ("%s: its signature %s on %s: run “%s”", role, expiry->has_expired ? "ended" : "ends", date, todo);
  if (expiry->has_expired)
    g_strv_builder_add (problems, text);
  else if (expiry->is_due)
    g_strv_builder_add (warnings, text);
}

static void
add_expiries (BirgePublisher *self, BirgePublishReport *report, GStrvBuilder *problems, GStrvBuilder *warnings)
{
  g_auto(GStrv) channels = birge_publisher_list_channels (self);

  report->expiries = g_ptr_array_new_with_free_func (expiry_free);
  add_expiry (self, "root", report, problems, warnings);
  add_expiry (self, "targets", report, problems, warnings);
  for (guint i = 0; channels[i] != NULL; i++)
    add_expiry (self, channels[i], report, problems, warnings);
  add_expiry (self, "snapshot", report, problems, warnings);
  add_expiry (self, "timestamp", report, problems, warnings);
}

/* Keys that belong to other people or into a safe should not lie on this computer for long. */
static void
add_key_warnings (BirgePublisher *self, GStrvBuilder *warnings)
{
  g_autofree char *backup = _birge_publisher_dup_path (self, "backup/root-2.pem");
  const json_t *root = birge_verified_get_content (_birge_publisher_get_role (self, "root"));
  g_auto(BirgeGrantees) grantees = { 0 };
  guint n_here = 0;

  if (g_file_test (backup, G_FILE_TEST_EXISTS))
    g_strv_builder_add (warnings, "the spare key still lies on this computer: move the folder “backup” to a stick, lock it into a safe");
  _birge_publish_find_grantees (root, NULL, "root", &grantees);
  for (guint i = 0; i < grantees.keys->len; i++)
    n_here += birge_keyring_get_path (self->keyring, birge_key_get_id (grantees.keys->pdata[i])) != NULL;
  if (grantees.threshold > 1 && n_here >= (guint) grantees.threshold)
    g_strv_builder_add (warnings, "enough root keys to change everything lie on this computer: give each holder theirs, and remove it here");
  if (_birge_publisher_is_pending (self))
    g_strv_builder_add (warnings, "a change waits for signatures: run “birge publish sign”");
}

static void
check_object (BirgePublisher *self, const char *name, BirgePublishReport *report, GStrvBuilder *problems)
{
  g_autofree char *path = _birge_publisher_dup_object (self, name);
  g_autofree char *digest = birge_digest_file (path, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInfo) info = NULL;
  g_autofree char *text = NULL;

  if (g_strcmp0 (digest, name) == 0)
    {
      info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
      report->bytes += info != NULL ? g_file_info_get_size (info) : 0;
      report->n_objects++;
      return;
    }
  text = g_strdup_printf ("%s: it is %s: add the content again with “birge publish add”", path, digest == NULL ? "missing" : "damaged");
  g_strv_builder_add (problems, text);
}

/* A catalogue that some kiosk may take; which one this client took depends on the rollout. */
static void
check_catalogue (BirgePublisher *self, const char *channel, const char *suffix, GHashTable *seen, BirgePublishReport *report,
                 GStrvBuilder *problems, GString *releases)
{
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  g_autoptr(GError) error = NULL;

  if (!_birge_publisher_read_target (self, channel, suffix, NULL, &catalogue, &error))
    g_strv_builder_add (problems, error->message);
  for (guint i = 0; catalogue != NULL && i < catalogue->parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (catalogue->parts, i);

      if (g_hash_table_contains (seen, part->obj))
        continue;
      g_hash_table_add (seen, g_strdup (part->obj));
      check_object (self, part->obj, report, problems);
    }
  if (catalogue != NULL)
    g_string_append_printf (releases, "%s%s %" G_GINT64_FORMAT "%s", releases->len > 0 ? ", " : "", channel, catalogue->release,
                            g_str_equal (suffix, BIRGE_PUBLISH_NEXT) ? " for some" : "");
}

static void
check_catalogues (BirgePublisher *self, BirgePublishReport *report, GStrvBuilder *problems)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto(GStrv) channels = birge_publisher_list_channels (self);
  g_autoptr(GString) releases = g_string_new (NULL);

  for (guint i = 0; channels[i] != NULL; i++)
    {
      check_catalogue (self, channels[i], BIRGE_PUBLISH_SUFFIX, seen, report, problems, releases);
      check_catalogue (self, channels[i], BIRGE_PUBLISH_NEXT, seen, report, problems, releases);
    }
  if (releases->len > 0)
    report->releases = g_strdup (releases->str);
}

static gboolean
has_content (BirgePublisher *self)
{
  g_auto(GStrv) channels = birge_publisher_list_channels (self);

  for (guint i = 0; channels[i] != NULL; i++)
    if (json_object_size (json_object_get (birge_verified_get_content (_birge_publisher_get_role (self, channels[i])), "targets")) > 0)
      return TRUE;
  return FALSE;
}

BirgeRelease *
_birge_publisher_run_client (BirgePublisher *self, const char *folder, const char *state_dir, GError **error)
{
  g_autofree char *root = _birge_publisher_dup_path (self, BIRGE_PUBLISH_V1 "/metadata/1.root.json");
  g_autoptr(BirgeFolderSource) source = birge_folder_source_open (folder, NULL, error);
  BirgeRepositoryOptions options = { .state_dir = state_dir, .root_file = root, .expiry = BIRGE_TRUST_EXPIRY_STRICT };
  g_autoptr(BirgeRepository) repository = NULL;

  if (source != NULL)
    repository = birge_repository_open (BIRGE_SOURCE (source), &options, NULL, error);
  if (repository == NULL || !birge_repository_refresh (repository, birge_clock_get_real_s (), NULL, error))
    return NULL;
  return has_content (self) ? birge_repository_load_release (repository, NULL, NULL, error) : birge_release_new ();
}

gboolean
birge_publisher_verify (BirgePublisher *self, BirgePublishReport *report, GError **error)
{
  g_autoptr(GStrvBuilder) problems = g_strv_builder_new ();
  g_autoptr(GStrvBuilder) warnings = g_strv_builder_new ();
  g_autofree char *v1 = _birge_publisher_dup_path (self, BIRGE_PUBLISH_V1);
  g_autofree char *state_dir = g_dir_make_tmp ("birge-verify-XXXXXX", NULL);
  g_autoptr(GError) trouble = NULL;
  g_autoptr(BirgeRelease) release = NULL;

  *report = (BirgePublishReport) { 0 };
  if (state_dir == NULL)
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, g_get_tmp_dir (), g_strerror (errno), "make room on the disk", error);
  release = _birge_publisher_run_client (self, v1, state_dir, &trouble);
  _birge_publish_remove (state_dir);
  if (release == NULL)
    g_strv_builder_add (problems, trouble->message);
  check_catalogues (self, report, problems);
  add_expiries (self, report, problems, warnings);
  add_key_warnings (self, warnings);
  report->problems = g_strv_builder_end (problems);
  report->warnings = g_strv_builder_end (warnings);
  return TRUE;
}
