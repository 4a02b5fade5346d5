/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-status.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "data/formats/birge-clock.h"
#include "data/library/birge-content-db.h"
#include "data/library/birge-content-stats.h"
#include "data/library/birge-generation.h"
#include "data/library/birge-object.h"
#include "data/library/birge-troubles.h"
#include "data/sync/birge-install-private.h"
#include "data/sync/birge-release.h"
#include "data/sync/birge-space.h"
#include "data/sync/birge-store-private.h"

/* Looks at a state folder for what a person has to do something about. Changes nothing but notes that no longer hold. */

typedef struct {
  BirgeStatus *status;
  const char  *state_dir;
  gboolean     thorough;
  gboolean     is_read;  /* every object was read just now: it need not be read again */
  gboolean     damage;   /* something is not as it was installed */
} Look;

static void
status_count_free (gpointer data)
{
  BirgeStatusCount *count = data;

  g_free (count->kind);
  g_free (count->language);
  g_free (count);
}

static void
status_fact_free (gpointer data)
{
  BirgeStatusFact *fact = data;

  g_free (fact->detail);
  g_free (fact);
}

void
birge_status_free (BirgeStatus *self)
{
  g_free (self->issued);
  g_free (self->releases);
  g_clear_pointer (&self->counts, g_ptr_array_unref);
  g_strfreev (self->missing_objects);
  g_strfreev (self->damaged_objects);
  birge_update_notes_clear (&self->updates);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self);
}

/* @detail comes from outside: names of folders need not be text. */
static void
add_fact (Look *look, BirgeStatusCode code, guint number, const char *detail)
{
  BirgeStatusFact *fact = g_new0 (BirgeStatusFact, 1);

  *fact = (BirgeStatusFact) { code, number, detail != NULL ? g_utf8_make_valid (detail, -1) : NULL };
  g_ptr_array_add (look->status->problems, fact);
}

static void
add_damage (Look *look, BirgeStatusCode code, guint number, const char *detail)
{
  add_fact (look, code, number, detail);
  look->damage = TRUE;
}

static GStrv
list_names (GHashTable *names)
{
  g_autoptr(GList) sorted = g_list_sort (g_hash_table_get_keys (names), (GCompareFunc) strcmp);
  g_autoptr(GStrvBuilder) list = g_strv_builder_new ();

  for (const GList *l = sorted; l != NULL; l = l->next)
    g_strv_builder_add (list, l->data);
  return g_strv_builder_end (list);
}

/* @name: of the object it lies in. */
static gboolean
is_missing (Look *look, const BirgeCataloguePart *part, GHashTable *missing, const char **name)
{
  BirgeObject object = birge_object_of_part (part);

  *name = object.pack != NULL ? object.pack : object.stored;
  return part->min <= BIRGE_FEATURE_LEVEL && g_hash_table_contains (missing, *name) &&
         !birge_object_is_here (look->state_dir, &object);
}

static gboolean
is_not_in (gpointer name, gpointer unused, gpointer names)
{
  return !g_hash_table_contains (names, name);
}

/* An update that is under way, or waits for room, still has to bring so many bytes of certain tiers. What is missing of
 * those is no damage, unless it is more; older versions that are shown meanwhile need their texts. */
static void
forgive_pending (Look *look, const BirgeRelease *release, GHashTable *missing)
{
  const BirgeUpdateNotes *notes = &look->status->updates;
  g_autoptr(GHashTable) lost = g_hash_table_new (g_str_hash, g_str_equal);
  gint64 pending_bytes = 0;
  const char *name = NULL;

  if (notes->left_bytes == 0 || g_hash_table_size (missing) == 0)
    return;
  for (guint i = 0; i < release->parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (release->parts, i);

      if (!is_missing (look, part, missing, &name))
        continue;
      if (part->tier < notes->first_tier_left)
        g_hash_table_add (lost, (gpointer) name);
      else
        pending_bytes += part->len;
    }
  for (guint i = 0; release->kept != NULL && i < release->kept->parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (release->kept->parts, i);

      if (part->tier == 0 && is_missing (look, part, missing, &name))
        g_hash_table_add (lost, (gpointer) name);
    }
  if (pending_bytes <= notes->left_bytes)
    g_hash_table_foreach_remove (missing, is_not_in, lost);
}

static void
look_at_release (Look *look, const char *dir)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeRelease) release = birge_release_load (dir, &error);
  g_autoptr(GHashTable) missing = _birge_install_set_new ();
  g_autoptr(GHashTable) damaged = _birge_install_set_new ();
  gboolean hash = look->thorough && !look->is_read;
  BirgeStatus *status = look->status;
  guint n;

  if (release != NULL)
    {
      status->issued = g_strdup (release->issued);
      status->releases = g_strdup (release->releases);
      _birge_store_inspect (look->state_dir, release->parts, hash, missing, damaged);
      if (release->kept != NULL)
        _birge_store_inspect (look->state_dir, release->kept->parts, hash, missing, damaged);
      forgive_pending (look, release, missing);
    }
  else
    add_damage (look, BIRGE_STATUS_LIST_UNREADABLE, 0, error->message);

  status->missing_objects = list_names (missing);
  status->damaged_objects = list_names (damaged);
  n = g_strv_length (status->missing_objects);
  if (n > 0)
    add_damage (look, BIRGE_STATUS_FILES_MISSING, n, NULL);
  n = g_strv_length (status->damaged_objects);
  if (n > 0)
    add_damage (look, BIRGE_STATUS_FILES_DAMAGED, n, NULL);
}

static void
look_at_database (Look *look, const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "content.db", NULL);
  g_autofree char *today = birge_clock_dup_today ();
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeContentStats) stats = birge_content_stats_new (path, today, &error);
  BirgeStatus *status = look->status;

  if (stats == NULL || !birge_content_db_check (path, !look->thorough, &error))
    add_damage (look, BIRGE_STATUS_DATABASE_DAMAGED, 0, error->message);
  for (guint i = 0; stats != NULL && i < stats->counts->len; i++)
    {
      const BirgeContentCount *from = g_ptr_array_index (stats->counts, i);
      BirgeStatusCount *count = g_new0 (BirgeStatusCount, 1);

      *count = (BirgeStatusCount) { g_strdup (from->kind), g_strdup (from->language), from->items, from->drafts };
      g_ptr_array_add (status->counts, count);
    }
  if (stats == NULL)
    return;
  status->n_items = stats->n_items;
  status->n_drafts = stats->n_drafts;
  status->n_unreviewed = stats->n_unreviewed;
  status->n_overdue = stats->n_overdue;
  if (stats->n_overdue > 0)
    add_fact (look, BIRGE_STATUS_TEXTS_OVERDUE, stats->n_overdue, NULL);
}

static char *
read_note (const char *state_dir, const char *name)
{
  g_autofree char *path = g_build_filename (state_dir, name, NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  g_strstrip (text);
  g_strdelimit (text, "\n", ';');
  return g_steal_pointer (&text);
}

/* "1.2 GB", or NULL. */
static char *
dup_size (gint64 bytes)
{
  return bytes > 0 ? g_format_size ((guint64) bytes) : NULL;
}

static gboolean
is_stale (const BirgeUpdateNotes *notes)
{
  return notes->fresh_until_s > 0 && birge_clock_get_real_s () > notes->fresh_until_s;
}

/* What updates by themselves cannot mend. Waiting for the night, the next month or the network is none of that. */
static void
look_at_updates (Look *look)
{
  const BirgeUpdateNotes *notes = &look->status->updates;
  g_autofree char *hold = g_build_filename (look->state_dir, BIRGE_STORE_HOLD, NULL);
  g_autofree char *room = dup_size (notes->short_bytes);

  if (notes->alarm != NULL)
    add_fact (look, BIRGE_STATUS_UPDATE_ALARM, 0, notes->alarm);
  if (is_stale (notes))
    {
      g_autoptr(GDateTime) since = g_date_time_new_from_unix_local (notes->fresh_until_s);
      g_autofree char *day = since != NULL ? g_date_time_format (since, "%Y-%m-%d") : NULL;

      add_fact (look, BIRGE_STATUS_UPDATE_STALE, 0, day);
    }
  if (notes->outcome == BIRGE_SYNC_FAILED || (notes->outcome == BIRGE_SYNC_STALE && notes->fresh_until_s == 0))
    add_fact (look, BIRGE_STATUS_UPDATE_FAILED, 0, notes->why);
  if (notes->left_bytes > 0 && notes->paused == BIRGE_SYNC_PAUSED_SPACE)
    add_fact (look, BIRGE_STATUS_UPDATE_NO_SPACE, MIN (notes->first_tier_left, BIRGE_SPACE_N_TIERS - 1), room);
  if (notes->left_bytes > 0 && notes->paused == BIRGE_SYNC_PAUSED_MISSING)
    add_fact (look, BIRGE_STATUS_UPDATE_INCOMPLETE, 0, notes->source);
  if (notes->held != NULL && !g_file_test (hold, G_FILE_TEST_EXISTS))
    add_fact (look, BIRGE_STATUS_UPDATE_SHRUNK, 0, notes->held);
}

static void
look_at_notes (Look *look)
{
  g_autofree char *hold = read_note (look->state_dir, BIRGE_STORE_HOLD);
  g_autofree char *damage = read_note (look->state_dir, BIRGE_STORE_NOTES);
  g_autofree char *path = g_build_filename (look->state_dir, BIRGE_STORE_NOTES, NULL);

  if (hold != NULL)
    add_fact (look, BIRGE_STATUS_RELEASE_HELD, 0, hold);
  if (damage != NULL && look->thorough && !look->damage)
    g_unlink (path); /* all was read again and is right */
  else if (damage != NULL)
    add_fact (look, BIRGE_STATUS_DAMAGE_REPAIRED, 0, damage);
}

static void
look_at_troubles (Look *look)
{
  g_autoptr(GPtrArray) troubles = birge_troubles_list (look->state_dir);
  g_autoptr(GString) films = g_string_new (NULL);
  guint n_films = 0;

  for (guint i = 0; i < troubles->len; i++)
    {
      const BirgeTrouble *trouble = g_ptr_array_index (troubles, i);

      if (g_str_equal (trouble->item, BIRGE_TROUBLES_SOUND))
        add_fact (look, BIRGE_STATUS_NO_SOUND, 0, trouble->day);
      else
        {
          g_string_append_printf (films, "%s%s %s %s", n_films > 0 ? ", " : "", trouble->item, trouble->why, trouble->day);
          n_films++;
        }
    }
  if (n_films > 0)
    add_fact (look, BIRGE_STATUS_FILMS_FAILED, n_films, films->str);
}

static void
look_at_generation (Look *look)
{
  guint current = birge_generation_get_current (look->state_dir);
  g_autofree char *dir = birge_generation_dup_dir (look->state_dir, current);
  BirgeStatus *status = look->status;

  status->generation = current;
  status->previous_generation = birge_generation_get_previous (look->state_dir, current);
  if (current == 0 || !g_file_test (dir, G_FILE_TEST_IS_DIR))
    {
      add_fact (look, current == 0 ? BIRGE_STATUS_NOTHING_INSTALLED : BIRGE_STATUS_CONTENT_GONE, 0, NULL);
      status->missing_objects = g_new0 (char *, 1);
      status->damaged_objects = g_new0 (char *, 1);
      return;
    }
  look_at_release (look, dir);
  look_at_database (look, dir);
}

/* A folder that is closed to us must not look like an empty one. */
static gboolean
can_be_read (const char *state_dir, GError **error)
{
  int fd = open (state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd >= 0)
    {
      close (fd);
      return TRUE;
    }
  if (errno == ENOENT || errno == ENOTDIR)
    g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_STORAGE,
                 "%s: it is no folder: give the state folder of a kiosk, or run birge install", state_dir);
  else
    g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_STORAGE,
                 "%s: %s: run this as root or as the user whose folder it is", state_dir, g_strerror (errno));
  return FALSE;
}

static BirgeStatus *
look (Look *look, GError **error)
{
  g_autoptr(BirgeStatus) status = NULL;

  if (!can_be_read (look->state_dir, error))
    return NULL;
  status = g_new0 (BirgeStatus, 1);
  status->counts = g_ptr_array_new_with_free_func (status_count_free);
  status->problems = g_ptr_array_new_with_free_func (status_fact_free);
  birge_update_notes_read (&status->updates, look->state_dir);
  look->status = status;
  look_at_generation (look);
  look_at_updates (look);
  look_at_notes (look);
  look_at_troubles (look);
  return g_steal_pointer (&status);
}

BirgeStatus *
birge_status_new (const char *state_dir, gboolean thorough, GError **error)
{
  Look self = { .state_dir = state_dir, .thorough = thorough };

  g_return_val_if_fail (state_dir != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return look (&self, error);
}

BirgeStatus *
_birge_status_new_after_reading (const char *state_dir, gboolean all, GError **error)
{
  Look self = { .state_dir = state_dir, .thorough = all, .is_read = TRUE };

  return look (&self, error);
}
