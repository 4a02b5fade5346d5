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
#include "data/library/birge-object.h"
#include "data/sync/birge-plan.h"
#include "data/sync/birge-release.h"
#include "data/sync/birge-store-private.h"

/* A generation is made aside, checked, synchronised and renamed; then one rename of `current` makes it count. Whatever
 * stops the program in between leaves the old one. */

G_DEFINE_QUARK (birge-install-error-quark, birge_install_error)

typedef struct {
  const char           *source_dir; /* NULL when nothing can be copied again */
  const char           *state_dir;
  BirgeRelease         *release;
  BirgeRelease         *older;      /* what is current now, or NULL */
  BirgeInstallProgress  progress;
  gpointer              user_data;
  GCancellable         *cancellable;
} Install;

static void
install_clear (Install *self)
{
  g_clear_pointer (&self->release, birge_release_free);
  g_clear_pointer (&self->older, birge_release_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Install, install_clear)

static void
tell (Install *self, BirgeInstallPhase phase)
{
  if (self->progress != NULL)
    self->progress (phase, 0, 0, self->user_data);
}

static void
on_built (gint64 done, gint64 total, gpointer user_data)
{
  Install *self = user_data;

  if (self->progress != NULL)
    self->progress (BIRGE_INSTALL_PHASE_BUILD, done, total, self->user_data);
}

static void
add_level (GPtrArray *levels, const BirgeRelease *release, gboolean with_parts)
{
  if (release == NULL)
    return;
  if (with_parts)
    g_ptr_array_add (levels, release->parts);
  if (release->kept != NULL)
    g_ptr_array_add (levels, release->kept->parts);
}

static BirgePlan *
make_plan (Install *self)
{
  g_autoptr(GPtrArray) levels = g_ptr_array_new ();

  add_level (levels, self->release, TRUE);
  add_level (levels, self->older, TRUE);
  return birge_plan_new (self->state_dir, levels);
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
copy_wanted (Install *self, GError **error)
{
  g_autoptr(GPtrArray) wanted = list_wanted (self->release);

  return _birge_copy_objects (self->source_dir, self->state_dir, wanted, self->progress, self->user_data,
                              self->cancellable, error);
}

static gboolean
build_database (Install *self, BirgePlan *plan, const char *path, GHashTable *damaged, GError **error)
{
  BirgeContentInfo info = { self->release->issued, self->release->releases };
  g_autoptr(GError) local = NULL;

  if (birge_content_db_build (path, self->state_dir, plan->parts, &info, damaged, on_built, self, self->cancellable, &local))
    return TRUE;
  return _birge_store_failed_by (local, error);
}

static void
drop_objects (const char *state_dir, GHashTable *damaged)
{
  GHashTableIter iter;
  gpointer stored;

  g_hash_table_iter_init (&iter, damaged);
  while (g_hash_table_iter_next (&iter, &stored, NULL))
    {
      g_autofree char *path = birge_object_dup_path (state_dir, stored);

      g_unlink (path);
    }
}

static GHashTable *
set_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* Builds content.db. Objects that turn out to be damaged on this disk are copied again, once. */
static BirgePlan *
build (Install *self, const char *path, GError **error)
{
  for (int attempt = 0; attempt < 2; attempt++)
    {
      g_autoptr(BirgePlan) plan = make_plan (self);
      g_autoptr(GHashTable) damaged = set_new ();

      if (plan->missing_text != NULL)
        {
          g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_SOURCE,
                       "%s: its objects lack texts of %s: build or copy the content again", self->source_dir,
                       plan->missing_text);
          return NULL;
        }
      if (!build_database (self, plan, path, damaged, error))
        return NULL;
      if (g_hash_table_size (damaged) == 0)
        return g_steal_pointer (&plan);
      drop_objects (self->state_dir, damaged);
      if (copy_wanted (self, error) < 0)
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
make_generation (Install *self, const char *tmp, GError **error)
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
switch_to_new (Install *self, GError **error)
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

static BirgeRelease *
load_generation (const char *state_dir, guint number)
{
  g_autofree char *dir = birge_generation_dup_dir (state_dir, number);

  return number != 0 ? birge_release_load (dir, NULL) : NULL;
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

static gboolean
database_is_whole (const char *state_dir, guint number)
{
  g_autofree char *dir = birge_generation_dup_dir (state_dir, number);
  g_autofree char *path = g_build_filename (dir, "content.db", NULL);

  return birge_content_db_check (path, TRUE, NULL);
}

static guint
install_locked (Install *self, GError **error)
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
  self->older = load_generation (self->state_dir, current);

  n_copied = copy_wanted (self, error);
  if (n_copied < 0)
    return 0;
  if (n_copied == 0 && self->older != NULL && birge_release_equal (self->release, self->older) &&
      database_is_whole (self->state_dir, current) && database_misses_nothing (self->state_dir, current))
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
  g_auto(Install) self = { source_dir, state_dir, .progress = progress, .user_data = user_data,
                           .cancellable = cancellable };
  guint number;
  int lock;

  g_return_val_if_fail (source_dir != NULL && state_dir != NULL, 0);
  g_return_val_if_fail (error == NULL || *error == NULL, 0);

  lock = _birge_store_lock (state_dir, error);
  if (lock < 0)
    return 0;
  number = install_locked (&self, error);
  if (number == 0 && error != NULL && g_error_matches (*error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_NO_SPACE))
    _birge_store_collect (state_dir); /* leaves room to those who need it more */
  close (lock);
  return number;
}

/* Makes content.db of a generation again, from its own catalogues and the objects that are still right. */
static gboolean
rebuild (const char *state_dir, guint number)
{
  g_autofree char *dir = birge_generation_dup_dir (state_dir, number);
  g_autofree char *path = g_build_filename (dir, "content.db", NULL);
  g_autofree char *tmp = g_strconcat (path, ".tmp", NULL);
  g_autofree char *sum = g_strconcat (path, ".sum", NULL);
  g_autofree char *tmp_sum = g_strconcat (tmp, ".sum", NULL);
  g_autoptr(GHashTable) damaged = set_new ();
  g_autoptr(BirgePlan) plan = NULL;
  g_auto(Install) self = { NULL, state_dir };

  self.release = load_generation (state_dir, number);
  if (self.release == NULL)
    return FALSE;
  self.older = load_generation (state_dir, birge_generation_get_previous (state_dir, number));
  plan = make_plan (&self);
  if (!build_database (&self, plan, tmp, damaged, NULL) || !birge_content_db_check (tmp, FALSE, NULL))
    {
      g_unlink (tmp);
      g_unlink (tmp_sum);
      return FALSE;
    }
  /* Between the two renames the sum is wrong, which asks for another repair. */
  return g_rename (tmp, path) == 0 && g_rename (tmp_sum, sum) == 0 && _birge_store_sync_dir (dir, NULL);
}

static void
find_damaged (const char *state_dir, GPtrArray *parts, GHashTable *damaged)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (parts, i);
      BirgeObject object = { part->sha256, part->stored, part->enc, part->size, part->len };
      g_autofree char *path = birge_object_dup_path (state_dir, part->stored);

      if (g_file_test (path, G_FILE_TEST_EXISTS) && !birge_object_verify (state_dir, &object))
        g_hash_table_add (damaged, g_strdup (part->stored));
    }
}

/* Removes what fails its hash, so that the next install brings it again. Returns how many. */
static guint
drop_damaged (const char *state_dir, guint number)
{
  g_autoptr(BirgeRelease) release = load_generation (state_dir, number);
  g_autoptr(GHashTable) damaged = set_new ();

  if (release != NULL)
    find_damaged (state_dir, release->parts, damaged);
  if (release != NULL && release->kept != NULL)
    find_damaged (state_dir, release->kept->parts, damaged);
  drop_objects (state_dir, damaged);
  return g_hash_table_size (damaged);
}

/* The number that `current` should have had, when the link itself is lost: the highest that can be read. */
static guint
find_any (const char *state_dir)
{
  for (guint number = _birge_store_next (state_dir); number > 0; number--)
    {
      g_autoptr(BirgeRelease) release = load_generation (state_dir, number);

      if (release != NULL)
        return number;
    }
  return 0;
}

static guint
nothing_left (const char *state_dir, GError **error)
{
  g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_STORAGE,
               "%s: neither this content nor the previous one can be read: run birge install", state_dir);
  return 0;
}

static guint
repair_locked (const char *state_dir, GError **error)
{
  guint current = birge_generation_get_current (state_dir);
  guint previous = birge_generation_get_previous (state_dir, current);
  g_autoptr(BirgeRelease) readable = load_generation (state_dir, current);
  g_autofree char *note = NULL;
  guint n_damaged;

  _birge_store_clean (state_dir);
  if (current == 0 || (readable == NULL && previous == 0))
    {
      current = find_any (state_dir);
      previous = birge_generation_get_previous (state_dir, current);
      if (current == 0 || !_birge_store_switch (state_dir, current, error))
        return *error != NULL ? 0 : nothing_left (state_dir, error);
    }
  n_damaged = drop_damaged (state_dir, current);
  if (n_damaged > 0)
    {
      note = g_strdup_printf ("%u damaged objects of generation %04u were removed", n_damaged, current);
      _birge_store_note (state_dir, note);
    }
  if (n_damaged == 0 && database_is_whole (state_dir, current))
    return current;

  g_free (note);
  if (rebuild (state_dir, current))
    {
      note = g_strdup_printf ("content.db of generation %04u was built again", current);
      _birge_store_note (state_dir, note);
      return current;
    }
  note = g_strdup_printf ("generation %04u cannot be read; %04u is shown instead", current, previous);
  if (previous == 0 || (!database_is_whole (state_dir, previous) && !rebuild (state_dir, previous)))
    return nothing_left (state_dir, error);
  if (!_birge_store_switch (state_dir, previous, error))
    return 0;
  _birge_store_note (state_dir, note);
  return previous;
}

guint
birge_install_repair (const char *state_dir, GError **error)
{
  g_autoptr(GError) local = NULL;
  guint number;
  int lock;

  g_return_val_if_fail (state_dir != NULL, 0);
  g_return_val_if_fail (error == NULL || *error == NULL, 0);

  lock = _birge_store_lock (state_dir, error);
  if (lock < 0)
    return 0;
  number = repair_locked (state_dir, &local);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  close (lock);
  return number;
}

static gboolean
write_hold (const char *state_dir, guint number, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, BIRGE_STORE_HOLD, NULL);
  g_autoptr(BirgeRelease) release = load_generation (state_dir, number);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) local = NULL;

  for (guint i = 0; release != NULL && i < release->catalogues->len; i++)
    {
      const BirgeCatalogue *catalogue = g_ptr_array_index (release->catalogues, i);

      g_string_append_printf (text, "%s %" G_GINT64_FORMAT "\n", catalogue->channel, catalogue->release);
    }
  return g_file_set_contents_full (path, text->str, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0644, &local) || _birge_store_failed_by (local, error);
}

static guint
rollback_locked (const char *state_dir, GError **error)
{
  guint current = birge_generation_get_current (state_dir);
  guint previous = birge_generation_get_previous (state_dir, current);

  if (previous == 0)
    {
      g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_NOTHING,
                   "%s: it holds no content from before: run birge install with the content you want", state_dir);
      return 0;
    }
  if (!database_is_whole (state_dir, previous) && !rebuild (state_dir, previous))
    {
      g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_STORAGE,
                   "%s: the content from before is damaged: run birge install with the content you want", state_dir);
      return 0;
    }
  /* The hold first: a release that was taken back must not come again in the moment between. */
  if (!write_hold (state_dir, current, error) || !_birge_store_switch (state_dir, previous, error))
    return 0;
  return previous;
}

guint
birge_install_rollback (const char *state_dir, GError **error)
{
  guint number;
  int lock;

  g_return_val_if_fail (state_dir != NULL, 0);
  g_return_val_if_fail (error == NULL || *error == NULL, 0);

  lock = _birge_store_lock (state_dir, error);
  if (lock < 0)
    return 0;
  number = rollback_locked (state_dir, error);
  close (lock);
  return number;
}
