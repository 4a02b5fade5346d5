/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-install-private.h"

#include "data/library/birge-content-db.h"
#include "data/library/birge-generation.h"
#include "data/sync/birge-store-private.h"

/* What install and repair share: reading a generation, choosing versions, building content.db. */

void
_birge_install_run_clear (BirgeInstallRun *self)
{
  g_clear_pointer (&self->release, birge_release_free);
  g_clear_pointer (&self->older, birge_release_free);
}

static void
on_built (gint64 done, gint64 total, gpointer user_data)
{
  BirgeInstallRun *self = user_data;

  if (self->progress != NULL)
    self->progress (BIRGE_INSTALL_PHASE_BUILD, done, total, self->user_data);
}

static void
add_level (GPtrArray *levels, const BirgeRelease *release)
{
  if (release != NULL)
    g_ptr_array_add (levels, release->parts);
  if (release != NULL && release->kept != NULL)
    g_ptr_array_add (levels, release->kept->parts);
}

BirgePlan *
_birge_install_plan (BirgeInstallRun *self)
{
  g_autoptr(GPtrArray) levels = g_ptr_array_new ();

  add_level (levels, self->release);
  add_level (levels, self->older);
  return birge_plan_new (self->state_dir, levels);
}

gboolean
_birge_install_build (BirgeInstallRun *self, BirgePlan *plan, const char *path, GHashTable *damaged, guint *n_lost,
                      GError **error)
{
  BirgeContentInfo info = { self->release->issued, self->release->releases };
  g_autoptr(GError) local = NULL;

  if (birge_content_db_build (path, self->state_dir, plan->parts, &info, damaged, n_lost, on_built, self,
                              self->cancellable, &local))
    return TRUE;
  return _birge_store_failed_by (local, error);
}

GHashTable *
_birge_install_set_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

BirgeRelease *
_birge_install_load (const char *state_dir, guint number)
{
  g_autofree char *dir = birge_generation_dup_dir (state_dir, number);

  return number != 0 ? birge_release_load (dir, NULL) : NULL;
}

gboolean
_birge_install_is_whole (const char *state_dir, guint number)
{
  g_autofree char *dir = birge_generation_dup_dir (state_dir, number);
  g_autofree char *path = g_build_filename (dir, "content.db", NULL);

  return birge_content_db_check (path, TRUE, NULL);
}
