/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-collect.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/formats/birge-clock.h"
#include "data/formats/birge-digest.h"
#include "data/library/birge-generation.h"
#include "data/library/birge-object.h"
#include "data/sync/birge-store-private.h"

/* How much an object is needed. */
enum {
  NEED_SURE = 0, /* by what is shown or fetched, or a text to go back to */
  NEED_PICTURE,  /* tiers of the previous generation, which nobody else needs */
  NEED_SOUND,
  NEED_FILM,
};

typedef struct {
  const char     *state_dir;
  BirgeSyncDb    *db;
  gint64          least_age_s; /* of what is taken away */
  GHashTable     *needs;       /* name of an object → NEED_…, owned names */
  BirgeCollected  collected;
} Collection;

/* Takes a generation away unless somebody reads it. The rename comes first, so that a reader who is just opening it
 * notices; see birge_generation_lock_current(). */
static gboolean
remove_generation (const char *state_dir, guint number)
{
  g_autofree char *dir = birge_generation_dup_dir (state_dir, number);
  g_autofree char *old = g_strconcat (dir, ".old", NULL);
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean removed = fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0 && g_rename (dir, old) == 0;

  if (removed)
    _birge_store_remove (old);
  if (fd >= 0)
    close (fd);
  return removed;
}

static gboolean
is_read (const char *state_dir, guint number)
{
  g_autofree char *dir = birge_generation_dup_dir (state_dir, number);
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean read = fd < 0 || flock (fd, LOCK_EX | LOCK_NB) != 0;

  if (fd >= 0)
    close (fd);
  return read;
}

/* What is needed */

static void
add_need (Collection *self, const char *name, guint need)
{
  gpointer old = NULL;

  if (g_hash_table_lookup_extended (self->needs, name, NULL, &old))
    need = MIN (need, GPOINTER_TO_UINT (old));
  g_hash_table_replace (self->needs, g_strdup (name), GUINT_TO_POINTER (need));
}

/* @is_spare: of a generation of which only texts are needed for sure. A part that lies in a pack here needs no object of its
 * own, even if it has one since the pack was damaged once. */
static void
add_parts (Collection *self, GPtrArray *parts, gboolean is_spare)
{
  g_autoptr(GHashTable) lengths = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free); /* of packs */

  for (guint i = 0; i < parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (parts, i);
      BirgeObject object = birge_object_of_part (part);
      gint64 *length = object.pack != NULL ? g_hash_table_lookup (lengths, object.pack) : NULL;
      guint need = is_spare ? MIN (part->tier, NEED_FILM) : NEED_SURE;

      if (object.pack != NULL && length == NULL)
        {
          length = g_new (gint64, 1);
          *length = birge_object_get_length (self->state_dir, object.pack);
          g_hash_table_insert (lengths, (char *) object.pack, length);
        }
      if (object.pack != NULL)
        add_need (self, object.pack, need);
      if (length == NULL || *length < object.off + object.len)
        add_need (self, object.stored, need);
    }
}

static void
add_release (Collection *self, const BirgeRelease *release, gboolean is_spare)
{
  for (guint i = 0; i < release->catalogues->len; i++)
    add_parts (self, ((BirgeCatalogue *) g_ptr_array_index (release->catalogues, i))->parts, is_spare);
  if (release->kept != NULL)
    add_parts (self, release->kept->parts, is_spare);
}

/* FALSE when it cannot be said what the generation needs. */
static gboolean
add_generation (Collection *self, guint number, gboolean is_spare)
{
  g_autofree char *dir = birge_generation_dup_dir (self->state_dir, number);
  g_autoptr(BirgeRelease) release = birge_release_load (dir, NULL);

  if (release != NULL)
    add_release (self, release, is_spare);
  return release != NULL;
}

/* Takes old generations away and finds out what the others need. FALSE: it cannot be said for sure, and nothing may go. What is
 * shown, and what was before, are asked for by name: a list of a folder may end early on a disk that fails. */
static gboolean
sort_out (Collection *self, const BirgeRelease *pending)
{
  g_autoptr(GArray) numbers = _birge_store_list (self->state_dir);
  g_autofree char *before = NULL;
  guint current = 0;
  guint previous = 0;

  if (numbers == NULL || !birge_generation_find (self->state_dir, &current, &previous) ||
      (current == 0 && numbers->len > 0)) /* the link is lost */
    return FALSE;
  before = birge_generation_dup_dir (self->state_dir, previous);
  if ((current != 0 && !add_generation (self, current, FALSE)) ||
      (previous != 0 && g_access (before, F_OK) == 0 &&
       !add_generation (self, previous, !is_read (self->state_dir, previous))))
    return FALSE;
  if (pending != NULL)
    add_release (self, pending, FALSE);
  for (guint i = 0; i < numbers->len; i++)
    {
      guint number = g_array_index (numbers, guint, i);

      if (number == previous || number == current)
        continue;
      if (remove_generation (self->state_dir, number))
        self->collected.n_generations++;
      else if (!add_generation (self, number, FALSE))
        return FALSE;
    }
  return TRUE;
}

/* What is taken away */

static gboolean
is_old_enough (Collection *self, const struct stat *info)
{
  gint64 age_s = birge_clock_get_real_s () - (gint64) info->st_mtime;

  return ABS (age_s) >= self->least_age_s; /* from the future: the clock was wrong then, or is now */
}

static void
remove_file (Collection *self, const char *path, const struct stat *info)
{
  if (g_unlink (path) != 0)
    return;
  self->collected.n_objects++;
  self->collected.freed_bytes += (gint64) info->st_blocks * 512;
}

/* Removes files of a folder: those nobody needs or, when @spare is not NEED_SURE, those needed so much and no more, until
 * @enough bytes are free. */
static void
remove_from (Collection *self, const char *folder, guint spare, gint64 enough)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && self->collected.freed_bytes < enough && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      gpointer need = NULL;
      gboolean is_needed = g_hash_table_lookup_extended (self->needs, name, NULL, &need);
      struct stat info;

      if (lstat (path, &info) != 0 || S_ISDIR (info.st_mode))
        continue;
      if (is_needed ? spare == NEED_SURE || GPOINTER_TO_UINT (need) != spare : spare != NEED_SURE)
        continue;
      if (spare == NEED_SURE && !is_old_enough (self, &info))
        continue;
      remove_file (self, path, &info);
      self->collected.has_thinned |= spare != NEED_SURE;
    }
}

static void
remove_objects (Collection *self, guint spare, gint64 enough)
{
  g_autofree char *objects = g_build_filename (self->state_dir, "objects", NULL);
  g_autoptr(GDir) dir = g_dir_open (objects, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (objects, name, NULL);

      remove_from (self, folder, spare, enough);
    }
}

/* What is under way and not wanted any more goes with its marks. */
static void
remove_partials (Collection *self)
{
  g_autofree char *partial = g_build_filename (self->state_dir, "partial", NULL);
  g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) dir = g_dir_open (partial, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (birge_digest_is_valid (name))
      g_ptr_array_add (gone, g_strdup (name));
  remove_from (self, partial, NEED_SURE, G_MAXINT64);
  for (guint i = gone->len; i > 0; i--)
    {
      g_autofree char *path = g_build_filename (partial, g_ptr_array_index (gone, i - 1), NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        g_ptr_array_remove_index_fast (gone, i - 1);
    }
  g_ptr_array_add (gone, NULL);
  if (self->db != NULL)
    birge_sync_db_forget_blocks (self->db, (const char *const *) gone->pdata, NULL); /* a mark without a file is no harm */
}

/**
 * birge_collect:
 *
 * Collects garbage.
 *
 * Threads: any, with the lock of the state folder; blocks.
 */
BirgeCollected
birge_collect (const char *state_dir, const BirgeRelease *pending, BirgeSyncDb *db, gint64 pressure_bytes)
{
  Collection self = { state_dir, db, pressure_bytes > 0 ? 0 : BIRGE_COLLECT_AGE_S };

  g_return_val_if_fail (state_dir != NULL && pressure_bytes >= 0, (BirgeCollected) { 0 });

  self.needs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (sort_out (&self, pending))
    {
      remove_objects (&self, NEED_SURE, G_MAXINT64);
      remove_partials (&self);
      for (guint spare = NEED_FILM; spare > NEED_SURE && self.collected.freed_bytes < pressure_bytes; spare--)
        remove_objects (&self, spare, pressure_bytes);
    }
  g_hash_table_unref (self.needs);
  return self.collected;
}
