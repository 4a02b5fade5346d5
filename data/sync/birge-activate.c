/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-activate.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "data/library/birge-content-db.h"
#include "data/library/birge-content-stats.h"
#include "data/library/birge-generation.h"
#include "data/sync/birge-store-private.h"

/* A generation is made aside, checked, synchronised and renamed; then one rename of `current` makes it count. Whatever
 * stops the program in between leaves the old one. */

static void
tell (BirgeInstallRun *self, BirgeInstallPhase phase)
{
  if (self->progress != NULL)
    self->progress (phase, 0, 0, self->user_data);
}

static gboolean
write_previous (const char *dir, guint previous, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "previous", NULL);
  g_autofree char *text = g_strdup_printf ("%04u\n", previous);

  return previous == 0 || g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0644, error);
}

/* What a person would go back to: the content from before this release, not the half of it that came earlier. */
static guint
find_previous (BirgeInstallRun *self)
{
  guint current = birge_generation_get_current (self->state_dir);

  if (self->older != NULL && birge_release_equal (self->release, self->older))
    return birge_generation_get_previous (self->state_dir, current);
  return current;
}

/* FALSE without an error when objects proved to be damaged. */
static gboolean
build (BirgeInstallRun *self, BirgePlan *plan, const char *path, gboolean *is_damaged, GError **error)
{
  g_autoptr(GHashTable) damaged = _birge_install_set_new ();
  guint n_lost = 0;

  if (!_birge_install_build (self, plan, path, damaged, &n_lost, error))
    return FALSE;
  *is_damaged = g_hash_table_size (damaged) > 0 || n_lost > 0;
  return !*is_damaged || (_birge_store_drop (self->state_dir, damaged, error) && FALSE);
}

/* Makes the folder of a generation, complete and on the disk, under a name that no reader looks at. */
static gboolean
make_generation (BirgeInstallRun *self, BirgePlan *plan, const char *tmp, gboolean *is_damaged, GError **error)
{
  g_autofree char *database = g_build_filename (tmp, "content.db", NULL);
  g_autoptr(GError) local = NULL;

  if (g_mkdir_with_parents (tmp, 0755) != 0)
    return _birge_store_failed (tmp, errno, error);
  if (!build (self, plan, database, is_damaged, error))
    return FALSE;
  tell (self, BIRGE_INSTALL_PHASE_VERIFY);
  if (!birge_content_db_check (database, FALSE, &local) ||
      !birge_release_write (self->release, plan->kept, tmp, &local) ||
      !write_previous (tmp, find_previous (self), &local))
    return _birge_store_failed_by (local, error);
  return _birge_store_sync_disk (tmp, error);
}

static gboolean
switch_to (BirgeInstallRun *self, const char *tmp, const char *dir, guint number, GError **error)
{
  g_autofree char *content = g_path_get_dirname (dir);

  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_set_error_literal (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_CANCELLED,
                           "installing: it was cancelled: the old content stays");
      return FALSE;
    }
  tell (self, BIRGE_INSTALL_PHASE_SWITCH);
  if (g_rename (tmp, dir) != 0)
    return _birge_store_failed (dir, errno, error);
  return _birge_store_sync_dir (content, error) && _birge_store_switch (self->state_dir, number, error);
}

guint
_birge_activate (BirgeInstallRun *self, gboolean whole, gboolean *is_damaged, GError **error)
{
  guint number = _birge_store_next (self->state_dir);
  g_autofree char *dir = birge_generation_dup_dir (self->state_dir, number);
  g_autofree char *tmp = g_strconcat (dir, ".tmp", NULL);
  g_autoptr(BirgePlan) plan = _birge_install_plan (self);

  *is_damaged = FALSE;
  if (plan->missing_text != NULL && whole)
    {
      g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_SOURCE,
                   "%s: its objects lack texts of %s: build or copy the content again", self->source_dir, plan->missing_text);
      return 0;
    }
  birge_plan_drop_incomplete (plan, self->state_dir);
  if (plan->parts->len == 0)
    return 0;
  if (make_generation (self, plan, tmp, is_damaged, error) && switch_to (self, tmp, dir, number, error))
    return number;
  _birge_store_remove (tmp);
  return 0;
}

static gboolean
is_same_part (const BirgeCataloguePart *a, const BirgeCataloguePart *b)
{
  return g_str_equal (a->id, b->id) && g_str_equal (a->part, b->part) && g_strcmp0 (a->lang, b->lang) == 0 &&
         g_str_equal (a->sha256, b->sha256);
}

/* Whether the items that are older than the release would be the same as they are now. A run that was killed after it had
 * brought the last parts of one, and before it showed them, left nothing else to be seen. */
static gboolean
keeps_the_same (BirgeInstallRun *self)
{
  g_autoptr(BirgePlan) plan = _birge_install_plan (self);
  GPtrArray *kept = self->older->kept != NULL ? self->older->kept->parts : NULL;

  birge_plan_drop_incomplete (plan, self->state_dir);
  if (plan->kept->len != (kept != NULL ? kept->len : 0))
    return FALSE;
  for (guint i = 0; i < plan->kept->len; i++)
    if (!is_same_part (g_ptr_array_index (plan->kept, i), g_ptr_array_index (kept, i)))
      return FALSE;
  return TRUE;
}

gboolean
_birge_activate_is_done (BirgeInstallRun *self, guint number, gboolean all_here)
{
  g_autofree char *dir = birge_generation_dup_dir (self->state_dir, number);
  g_autofree char *path = g_build_filename (dir, "content.db", NULL);
  g_autoptr(BirgeContentStats) stats = NULL;

  if (self->older == NULL || !birge_release_equal (self->release, self->older) ||
      !_birge_install_is_whole (self->state_dir, number) || !keeps_the_same (self))
    return FALSE;
  stats = birge_content_stats_new (path, "", NULL);
  /* What was missing when content.db was built may have come since. */
  return stats != NULL && (stats->missing_bytes == 0 || !all_here);
}
