/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-install.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "data/library/birge-content-db.h"
#include "data/library/birge-content-stats.h"
#include "data/library/birge-generation.h"
#include "data/sync/birge-install-private.h"
#include "data/sync/birge-store-private.h"

/* A generation is made aside, checked, synchronised and renamed; then one rename of `current` makes it count. Whatever
 * stops the program in between leaves the old one. */

G_DEFINE_QUARK (birge-install-error-quark, birge_install_error)

static void
tell (BirgeInstallRun *self, BirgeInstallPhase phase)
{
  if (self->progress != NULL)
    self->progress (phase, 0, 0, self->user_data);
}

/* Only parts of items that this kiosk can show are worth copying. */
static GPtrArray *
list_wanted (const BirgeRelease *release)
{
  GPtrArray *wanted = g_ptr_array_new ();

  for (guint i = 0; i < release->parts->len; i++)
    {
      BirgeCataloguePart *part = g_ptr_array_index (release->parts, i);

      if (part->min <= BIRGE_FEATURE_LEVEL)
        g_ptr_array_add (wanted, part);
    }
  return wanted;
}

static gint64
copy_wanted (BirgeInstallRun *self, GError **error)
{
  g_autoptr(GPtrArray) wanted = list_wanted (self->release);

  return _birge_copy_objects (self->source_dir, self->state_dir, wanted, self->progress, self->user_data,
                              self->cancellable, error);
}

/* Builds content.db. Objects that turn out to be damaged on this disk are copied again: first those of descriptions,
 * then those of texts, which are only read once there is a description. */
static BirgePlan *
build (BirgeInstallRun *self, const char *path, GError **error)
{
  for (int attempt = 0; attempt < 3; attempt++)
    {
      g_autoptr(BirgePlan) plan = _birge_install_plan (self);
      g_autoptr(GHashTable) damaged = _birge_install_set_new ();
      guint n_lost = 0;

      if (plan->missing_text != NULL)
        {
          g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_SOURCE,
                       "%s: its objects lack texts of %s: build or copy the content again", self->source_dir,
                       plan->missing_text);
          return NULL;
        }
      if (!_birge_install_build (self, plan, path, damaged, &n_lost, error))
        return NULL;
      if (g_hash_table_size (damaged) == 0 && n_lost == 0)
        return g_steal_pointer (&plan);
      if (!_birge_store_drop (self->state_dir, damaged, error) || copy_wanted (self, error) < 0)
        return NULL;
    }
  g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_SOURCE,
               "%s: objects do not hold what the catalogue says: build the content again", self->source_dir);
  return NULL;
}

static gboolean
write_previous (const char *dir, guint previous, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "previous", NULL);
  g_autofree char *text = g_strdup_printf ("%04u\n", previous);

  return previous == 0 || g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0644, error);
}

/* Makes the folder of a generation, complete and on the disk, under a name that no reader looks at. */
static gboolean
make_generation (BirgeInstallRun *self, const char *tmp, GError **error)
{
  g_autofree char *database = g_build_filename (tmp, "content.db", NULL);
  g_autoptr(GError) local = NULL;
  g_autoptr(BirgePlan) plan = NULL;

  if (g_mkdir_with_parents (tmp, 0755) != 0)
    return _birge_store_failed (tmp, errno, error);
  plan = build (self, database, error);
  if (plan == NULL)
    return FALSE;
  tell (self, BIRGE_INSTALL_PHASE_VERIFY);
  if (!birge_content_db_check (database, FALSE, &local) ||
      !birge_release_write (self->release, plan->kept, tmp, &local) ||
      !write_previous (tmp, birge_generation_get_current (self->state_dir), &local))
    return _birge_store_failed_by (local, error);
  return _birge_store_sync_disk (tmp, error);
}

static guint
switch_to_new (BirgeInstallRun *self, GError **error)
{
  guint number = _birge_store_next (self->state_dir);
  g_autofree char *dir = birge_generation_dup_dir (self->state_dir, number);
  g_autofree char *tmp = g_strconcat (dir, ".tmp", NULL);
  g_autofree char *content = g_path_get_dirname (dir);
  g_autofree char *hold = g_build_filename (self->state_dir, BIRGE_STORE_HOLD, NULL);

  if (!make_generation (self, tmp, error))
    {
      _birge_store_remove (tmp);
      return 0;
    }
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      _birge_store_remove (tmp);
      g_set_error_literal (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_CANCELLED,
                           "installing: it was cancelled: the old content stays");
      return 0;
    }

  tell (self, BIRGE_INSTALL_PHASE_SWITCH);
  if (g_rename (tmp, dir) != 0)
    {
      _birge_store_failed (dir, errno, error);
      return 0;
    }
  if (!_birge_store_sync_dir (content, error) || !_birge_store_switch (self->state_dir, number, error))
    return 0;
  g_unlink (hold); /* a person asked for this content */
  _birge_store_collect (self->state_dir);
  return number;
}

/* Something that was missing when content.db was built may have come since. */
static gboolean
database_misses_nothing (const char *state_dir, guint number)
{
  g_autofree char *dir = birge_generation_dup_dir (state_dir, number);
  g_autofree char *path = g_build_filename (dir, "content.db", NULL);
  g_autoptr(BirgeContentStats) stats = birge_content_stats_new (path, "", NULL);

  return stats != NULL && stats->missing_bytes == 0;
}

static guint
install_locked (BirgeInstallRun *self, GError **error)
{
  guint current = birge_generation_get_current (self->state_dir);
  gint64 n_copied;

  _birge_store_clean (self->state_dir);
  tell (self, BIRGE_INSTALL_PHASE_CHECK);
  self->release = birge_release_load (self->source_dir, error);
  if (self->release == NULL)
    return 0;
  if (self->release->kept != NULL)
    {
      g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_SOURCE,
                   "%s: it is a generation of a kiosk: give a folder that “birge content build” wrote", self->source_dir);
      return 0;
    }
  self->older = _birge_install_load (self->state_dir, current);

  n_copied = copy_wanted (self, error);
  if (n_copied < 0)
    return 0;
  if (n_copied == 0 && self->older != NULL && birge_release_equal (self->release, self->older) &&
      _birge_install_is_whole (self->state_dir, current) && database_misses_nothing (self->state_dir, current))
    return current;
  return switch_to_new (self, error);
}

guint
birge_install (const char            *source_dir,
               const char            *state_dir,
               BirgeInstallProgress   progress,
               gpointer               user_data,
               GCancellable          *cancellable,
               GError               **error)
{
  g_auto(BirgeInstallRun) self = { source_dir, state_dir, .progress = progress, .user_data = user_data,
                           .cancellable = cancellable };
  guint number;
  int lock;

  g_return_val_if_fail (source_dir != NULL && state_dir != NULL, 0);
  g_return_val_if_fail (error == NULL || *error == NULL, 0);

  if (g_mkdir_with_parents (state_dir, 0700) != 0)
    {
      _birge_store_failed (state_dir, errno, error);
      return 0;
    }
  lock = _birge_store_lock (state_dir, error);
  if (lock < 0)
    return 0;
  number = install_locked (&self, error);
  if (number == 0 && error != NULL && g_error_matches (*error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_NO_SPACE))
    _birge_store_collect (state_dir); /* leaves room to those who need it more */
  close (lock);
  return number;
}

