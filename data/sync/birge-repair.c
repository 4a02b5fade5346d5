/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-install.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "data/library/birge-content-db.h"
#include "data/library/birge-generation.h"
#include "data/sync/birge-hold.h"
#include "data/sync/birge-install-private.h"
#include "data/sync/birge-store-private.h"
#include "data/sync/birge-turn.h"

/* Going on after damage, and going back after a mistake. */

static guint
count_items (GPtrArray *parts)
{
  guint n = 0;

  for (guint i = 0; i < parts->len; i++)
    n += g_str_equal (((BirgeCataloguePart *) g_ptr_array_index (parts, i))->part, "meta");
  return n;
}

/* Makes content.db of a generation again, from its own catalogues and the objects that are still right. With @most at
 * least half of the items must come out of it, otherwise one is enough. */
static gboolean
rebuild (const char *state_dir, guint number, gboolean most)
{
  g_autofree char *dir = birge_generation_dup_dir (state_dir, number);
  g_autofree char *path = g_build_filename (dir, "content.db", NULL);
  g_autofree char *tmp = g_strconcat (path, ".tmp", NULL);
  g_autofree char *sum = g_strconcat (path, ".sum", NULL);
  g_autofree char *tmp_sum = g_strconcat (tmp, ".sum", NULL);
  g_autoptr(GHashTable) damaged = _birge_install_set_new ();
  g_autoptr(BirgePlan) plan = NULL;
  g_auto(BirgeInstallRun) self = { NULL, state_dir };
  guint n_items, n_lost = 0;

  self.release = _birge_install_load (state_dir, number);
  if (self.release == NULL)
    return FALSE;
  self.older = _birge_install_load (state_dir, birge_generation_get_previous (state_dir, number));
  plan = _birge_install_plan (&self);
  n_items = count_items (plan->parts);
  if (!_birge_install_build (&self, plan, tmp, damaged, &n_lost, NULL) || !birge_content_db_check (tmp, FALSE, NULL) ||
      n_lost * (most ? 2 : 1) >= n_items)
    {
      g_unlink (tmp);
      g_unlink (tmp_sum);
      return FALSE;
    }
  /* Between the two renames the sum is wrong, which asks for another repair. */
  return g_rename (tmp, path) == 0 && g_rename (tmp_sum, sum) == 0 && _birge_store_sync_dir (dir, NULL);
}

/* Removes what fails its hash, so that the next install brings it again. Returns how many objects. */
static guint
drop_damaged (const char *state_dir, guint number)
{
  g_autofree char *note = NULL;
  g_autoptr(BirgeRelease) release = _birge_install_load (state_dir, number);
  g_autoptr(GHashTable) missing = _birge_install_set_new ();
  g_autoptr(GHashTable) damaged = _birge_install_set_new ();
  g_autoptr(GError) error = NULL;

  if (release != NULL)
    _birge_store_inspect (state_dir, release->parts, TRUE, missing, damaged);
  if (release != NULL && release->kept != NULL)
    _birge_store_inspect (state_dir, release->kept->parts, TRUE, missing, damaged);
  if (_birge_store_drop (state_dir, damaged, &error))
    return g_hash_table_size (damaged);

  note = g_strdup_printf ("%u damaged objects stay for now, %s", g_hash_table_size (damaged), error->message);
  _birge_store_note (state_dir, note); /* what is right in them is shown none the less */
  return 0;
}

/* The number that `current` should have had, when the link itself is lost: the highest that can be read. */
static guint
find_any (const char *state_dir)
{
  g_autoptr(GArray) numbers = _birge_store_list (state_dir);

  for (guint i = 0; numbers != NULL && i < numbers->len; i++)
    {
      guint number = g_array_index (numbers, guint, i);
      g_autoptr(BirgeRelease) release = _birge_install_load (state_dir, number);

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

/* The current generation if most of it can be saved, else the previous one, else what is left of the current one. */
static guint
rebuild_best (const char *state_dir, guint current, guint previous, GError **error)
{
  g_autofree char *note = NULL;
  guint number = current;

  if (!rebuild (state_dir, current, TRUE))
    {
      if (previous != 0 && (_birge_install_is_whole (state_dir, previous) || rebuild (state_dir, previous, TRUE)))
        number = previous;
      else if (!rebuild (state_dir, current, FALSE))
        return nothing_left (state_dir, error);
    }
  if (number != current && !_birge_store_switch (state_dir, number, error))
    return 0;
  if (number == current)
    note = g_strdup_printf ("content.db of generation %04u was built again", current);
  else
    note = g_strdup_printf ("generation %04u cannot be read; %04u is shown instead", current, number);
  _birge_store_note (state_dir, note);
  return number;
}

static void
note_dropped (const char *state_dir, guint n_damaged, guint number)
{
  g_autofree char *note = g_strdup_printf ("%u damaged objects of generation %04u were removed", n_damaged, number);

  _birge_store_note (state_dir, note);
}

static gboolean
uses (GPtrArray *parts, GHashTable *objects)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (parts, i);

      if (g_hash_table_contains (objects, part->obj) || g_hash_table_contains (objects, part->stored))
        return TRUE;
    }
  return FALSE;
}

gboolean
_birge_install_drop (const char *state_dir, GHashTable *damaged, GError **error)
{
  guint current = birge_generation_get_current (state_dir);
  g_autoptr(BirgeRelease) release = _birge_install_load (state_dir, current);

  if (g_hash_table_size (damaged) == 0)
    return TRUE;
  if (!_birge_store_drop (state_dir, damaged, error))
    return FALSE;
  note_dropped (state_dir, g_hash_table_size (damaged), current);
  if (release == NULL || !(uses (release->parts, damaged) || (release->kept != NULL && uses (release->kept->parts, damaged))))
    return TRUE;
  return rebuild_best (state_dir, current, birge_generation_get_previous (state_dir, current), error) != 0;
}

static guint
repair_locked (const char *state_dir, GError **error)
{
  guint current = birge_generation_get_current (state_dir);
  guint previous = birge_generation_get_previous (state_dir, current);
  g_autoptr(BirgeRelease) readable = _birge_install_load (state_dir, current);
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
    note_dropped (state_dir, n_damaged, current);
  if (n_damaged == 0 && _birge_install_is_whole (state_dir, current))
    return current;

  return rebuild_best (state_dir, current, previous, error);
}

guint
birge_install_repair (const char *state_dir, GError **error)
{
  g_autoptr(GError) local = NULL;
  guint number;
  int lock;

  g_return_val_if_fail (state_dir != NULL, 0);
  g_return_val_if_fail (error == NULL || *error == NULL, 0);

  lock = birge_turn_take (state_dir, BIRGE_TURN_ONCE, NULL, error);
  if (lock < 0)
    return 0;
  number = repair_locked (state_dir, &local);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  birge_turn_end (lock);
  return number;
}

static guint
rollback_locked (const char *state_dir, GError **error)
{
  guint current = birge_generation_get_current (state_dir);
  guint previous = birge_generation_get_previous (state_dir, current);
  g_autoptr(BirgeRelease) left = NULL;

  if (previous == 0)
    {
      g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_NOTHING,
                   "%s: it holds no content from before: run birge install with the content you want", state_dir);
      return 0;
    }
  if (!_birge_install_is_whole (state_dir, previous) && !rebuild (state_dir, previous, TRUE))
    {
      g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_STORAGE,
                   "%s: the content from before is damaged: run birge install with the content you want", state_dir);
      return 0;
    }
  /* The hold first: a release that was taken back must not come again in the moment between. */
  left = _birge_install_load (state_dir, current);
  if ((left != NULL && !birge_hold_write (state_dir, left, error)) || !_birge_store_switch (state_dir, previous, error))
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

  lock = birge_turn_take (state_dir, BIRGE_TURN_ASKING, NULL, error);
  if (lock < 0)
    return 0;
  number = rollback_locked (state_dir, error);
  birge_turn_end (lock);
  return number;
}
