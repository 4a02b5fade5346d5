/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-export-private.h"

#include <string.h>

#include "data/formats/birge-digest.h"
#include "data/formats/birge-name.h"
#include "data/library/birge-generation.h"
#include "data/sync/birge-hold.h"
#include "data/sync/birge-install-private.h"

/* What of the trusted metadata and of the catalogues another kiosk can use: of each channel the catalogue that was signed
 * last, if it is what this kiosk shows or is bringing. */

#define TRUST      "trust"
#define CATALOGUES "catalog"
#define FOREVER    G_MAXINT64 /* dates are for whoever imports */

typedef struct {
  const char      *state_dir;
  BirgeTrustStore *store;
  BirgeUpdater    *updater;
  BirgeRelease    *current;  /* shown now, or NULL */
  BirgeExportPlan *plan;     /* being made */
  gboolean         consistent;
} Planner;

static void
planner_clear (Planner *self)
{
  g_clear_pointer (&self->updater, birge_updater_free);
  g_clear_pointer (&self->store, birge_trust_store_unref);
  g_clear_pointer (&self->current, birge_release_free);
  g_clear_pointer (&self->plan, _birge_export_plan_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Planner, planner_clear)

static void
file_free (gpointer data)
{
  BirgeExportFile *self = data;

  g_free (self->path);
  g_bytes_unref (self->bytes);
  g_free (self);
}

static BirgeExportPlan *
plan_new (void)
{
  BirgeExportPlan *self = g_new0 (BirgeExportPlan, 1);

  self->catalogues = g_ptr_array_new_with_free_func (file_free);
  self->metadata = g_ptr_array_new_with_free_func (file_free);
  self->roots = g_ptr_array_new ();
  self->lists = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_release_free);
  return self;
}

void
_birge_export_plan_free (BirgeExportPlan *self)
{
  g_ptr_array_unref (self->catalogues);
  g_ptr_array_unref (self->roots);
  g_ptr_array_unref (self->metadata);
  g_ptr_array_unref (self->lists);
  g_clear_pointer (&self->root, birge_verified_unref);
  g_clear_pointer (&self->timestamp, birge_verified_unref);
  g_strfreev (self->left_out);
  g_free (self);
}

static gboolean
refuse (const char *what, const char *why, const char *todo, GError **error)
{
  g_set_error (error, BIRGE_EXPORT_ERROR, BIRGE_EXPORT_ERROR_NOTHING, "%s: %s: %s", what, why, todo);
  return FALSE;
}

/* Takes @path. */
static BirgeExportFile *
add_file (GPtrArray *files, char *path, GBytes *bytes)
{
  BirgeExportFile *file = g_new (BirgeExportFile, 1);

  *file = (BirgeExportFile) { path, g_bytes_ref (bytes) };
  g_ptr_array_add (files, file);
  return file;
}

/* What is trusted */

static gboolean
open_trust (Planner *self, GError **error)
{
  g_autofree char *folder = g_build_filename (self->state_dir, TRUST, NULL);
  g_autofree char *root = g_build_filename (folder, "root.json", NULL);
  g_autoptr(GError) local = NULL;

  if (!g_file_test (root, G_FILE_TEST_EXISTS))
    return refuse (self->state_dir, "what it shows was signed by no publisher that another kiosk could know",
                   "carry the folder that “birge content build” wrote and run “birge install” there, or publish it with “birge publish”",
                   error);
  self->store = birge_trust_store_open (folder, BIRGE_TRUST_STORE_KEEP_ROOTS, &local);
  if (self->store != NULL)
    self->updater = birge_updater_new (self->store, NULL, FOREVER, BIRGE_TRUST_EXPIRY_IGNORED, &local);
  if (self->updater != NULL && birge_updater_resume (self->updater, &local))
    return TRUE;
  return refuse (self->state_dir, local->message, "run “birge sync” until it is through, then this again", error);
}

static const json_t *
get_meta (Planner *self, const char *role)
{
  g_autofree char *name = g_strconcat (role, ".json", NULL);
  BirgeVerified *snapshot = birge_trusted_set_get_snapshot (birge_updater_get_set (self->updater));

  return json_object_get (json_object_get (birge_verified_get_content (snapshot), "meta"), name);
}

static char *
dup_metadata_path (Planner *self, const char *role, gint64 version)
{
  g_autofree char *encoded = birge_trust_encode_role (role);

  if (!self->consistent)
    return g_strconcat ("metadata/", encoded, ".json", NULL);
  return g_strdup_printf ("metadata/%" G_GINT64_FORMAT ".%s.json", version, encoded);
}

static void
add_verified (Planner *self, BirgeVerified *verified)
{
  add_file (self->plan->metadata,
            dup_metadata_path (self, birge_verified_get_role (verified), birge_verified_get_version (verified)),
            birge_verified_get_bytes (verified));
}

/* The roots from the first that this kiosk trusted to the latest: none may be lacking between two. */
static void
add_roots (Planner *self)
{
  const char *folder = birge_trust_store_get_folder (self->store);
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref); /* the latest first */
  gint64 latest = birge_verified_get_version (self->plan->root);

  g_ptr_array_add (found, g_bytes_ref (birge_verified_get_bytes (self->plan->root)));
  for (gint64 version = latest - 1; version > 0; version--)
    {
      g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".root.json", version);
      g_autofree char *path = g_build_filename (folder, "roots", name, NULL);
      char *data = NULL;
      gsize size = 0;

      if (!g_file_get_contents (path, &data, &size, NULL))
        break;
      g_ptr_array_add (found, g_bytes_new_take (data, size));
    }
  for (guint i = found->len; i > 0; i--)
    {
      char *path = g_strdup_printf ("metadata/%" G_GINT64_FORMAT ".root.json", latest - (gint64) (i - 1));

      g_ptr_array_add (self->plan->roots, add_file (self->plan->metadata, path, g_ptr_array_index (found, i - 1)));
    }
}

/* Catalogues */

/* A catalogue as it was signed, wherever it lies: in what is shown, or in what an update has brought so far. */
static GBytes *
find_catalogue (Planner *self, BirgeVerifiedTarget *target)
{
  const BirgeExpected *expected = birge_verified_target_get_expected (target);
  const char *name = expected->sha256 != NULL ? expected->sha256 : expected->sha512;
  g_autofree char *path = g_build_filename (self->state_dir, CATALOGUES, name, NULL);
  char *data = NULL;
  gsize size = 0;
  g_autoptr(GBytes) bytes = NULL;

  for (guint i = 0; self->current != NULL && i < self->current->bytes->len; i++)
    if (birge_expected_check (expected, path, g_ptr_array_index (self->current->bytes, i), NULL))
      return g_bytes_ref (g_ptr_array_index (self->current->bytes, i));
  if (!g_file_get_contents (path, &data, &size, NULL))
    return NULL;
  bytes = g_bytes_new_take (data, size);
  return birge_expected_check (expected, path, bytes, NULL) ? g_steal_pointer (&bytes) : NULL;
}

/* Whether this kiosk would not show it: taken back, or shrunk by mistake. */
static gboolean
is_held (Planner *self, BirgeRelease *list)
{
  g_auto(GStrv) held = birge_hold_apply (self->state_dir, list, self->current);

  return held != NULL;
}

static gboolean
add_catalogue (Planner *self, const char *channel, const char *suffix)
{
  g_autofree char *name = g_strconcat ("catalog/", channel, suffix, NULL);
  g_autoptr(BirgeVerifiedTarget) target = birge_updater_find (self->updater, name, NULL, NULL);
  g_autoptr(GBytes) bytes = target != NULL ? find_catalogue (self, target) : NULL;
  g_autoptr(BirgeRelease) list = birge_release_new ();
  g_autofree char *below = NULL;

  if (bytes == NULL || !birge_release_add (list, target, bytes, NULL) || is_held (self, list))
    return FALSE;
  below = birge_verified_target_dup_url_path (target, self->consistent);
  add_file (self->plan->catalogues, g_strconcat ("targets/", below, NULL), bytes);
  g_ptr_array_add (self->plan->lists, g_steal_pointer (&list));
  return TRUE;
}

static gboolean
add_channel (Planner *self, const char *channel)
{
  gboolean has_stable = add_catalogue (self, channel, ".cat.zst");
  gboolean has_next = add_catalogue (self, channel, ".next.cat.zst");
  g_autoptr(GBytes) bytes = NULL;

  if (!has_stable && !has_next)
    return FALSE;
  bytes = birge_trust_store_read (self->store, channel, BIRGE_TRUST_MAX_BYTES, NULL);
  if (bytes != NULL)
    add_file (self->plan->metadata,
              dup_metadata_path (self, channel, json_integer_value (json_object_get (get_meta (self, channel), "version"))), bytes);
  return bytes != NULL;
}

static void
add_channels (Planner *self)
{
  g_autoptr(GStrvBuilder) left_out = g_strv_builder_new ();
  BirgeVerified *targets = birge_trusted_set_get_targets (birge_updater_get_set (self->updater));
  const json_t *roles =
    json_object_get (json_object_get (birge_verified_get_content (targets), "delegations"), "roles");

  for (size_t i = 0; i < json_array_size (roles); i++)
    {
      const char *name = json_string_value (json_object_get (json_array_get (roles, i), "name"));

      if (name != NULL && birge_name_is_name (name) && !add_channel (self, name))
        g_strv_builder_add (left_out, name);
    }
  self->plan->left_out = g_strv_builder_end (left_out);
}

BirgeExportPlan *
_birge_export_plan_new (const char *state_dir, GError **error)
{
  g_auto(Planner) self = { .state_dir = state_dir };
  BirgeTrustedSet *set;

  if (!open_trust (&self, error))
    return NULL;
  set = birge_updater_get_set (self.updater);
  self.current = _birge_install_load (state_dir, birge_generation_get_current (state_dir));
  self.plan = plan_new ();
  self.plan->root = birge_verified_ref (birge_trusted_set_get_root (set));
  self.plan->timestamp = birge_verified_ref (birge_trusted_set_get_timestamp (set));
  self.consistent = birge_verified_is_consistent (self.plan->root);
  add_channels (&self);
  if (self.plan->lists->len == 0)
    {
      refuse (state_dir, "what it shows is not what the publisher it follows signed last",
              "run “birge sync” until it is through, then this again", error);
      return NULL;
    }
  add_verified (&self, birge_trusted_set_get_targets (set));
  add_verified (&self, birge_trusted_set_get_snapshot (set));
  add_roots (&self);
  add_file (self.plan->metadata, g_strdup ("metadata/timestamp.json"), birge_verified_get_bytes (self.plan->timestamp));
  return g_steal_pointer (&self.plan);
}
