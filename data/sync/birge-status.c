/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-install.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "data/formats/birge-clock.h"
#include "data/library/birge-content-db.h"
#include "data/library/birge-content-stats.h"
#include "data/library/birge-generation.h"
#include "data/sync/birge-install-private.h"
#include "data/sync/birge-release.h"
#include "data/sync/birge-store-private.h"

/* Looks at a state folder for what a person has to do something about. Changes nothing but notes that no longer hold. */

typedef struct {
  BirgeStatus *status;
  const char  *state_dir;
  gboolean     thorough;
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

static void
look_at_release (Look *look, const char *dir)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeRelease) release = birge_release_load (dir, &error);
  g_autoptr(GHashTable) missing = _birge_install_set_new ();
  g_autoptr(GHashTable) damaged = _birge_install_set_new ();
  BirgeStatus *status = look->status;
  guint n;

  if (release != NULL)
    {
      status->issued = g_strdup (release->issued);
      status->releases = g_strdup (release->releases);
      _birge_store_inspect (look->state_dir, release->parts, look->thorough, missing, damaged);
      if (release->kept != NULL)
        _birge_store_inspect (look->state_dir, release->kept->parts, look->thorough, missing, damaged);
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

BirgeStatus *
birge_status_new (const char *state_dir, gboolean thorough, GError **error)
{
  g_autoptr(BirgeStatus) status = NULL;
  Look look = { NULL, state_dir, thorough, FALSE };

  g_return_val_if_fail (state_dir != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!can_be_read (state_dir, error))
    return NULL;
  status = g_new0 (BirgeStatus, 1);
  status->counts = g_ptr_array_new_with_free_func (status_count_free);
  status->problems = g_ptr_array_new_with_free_func (status_fact_free);
  look.status = status;
  look_at_generation (&look);
  look_at_notes (&look);
  return g_steal_pointer (&status);
}

const char *
birge_status_code_get_name (BirgeStatusCode code)
{
  static const char *const names[] = {
    [BIRGE_STATUS_NOTHING_INSTALLED] = "nothing-installed",
    [BIRGE_STATUS_CONTENT_GONE] = "content-gone",
    [BIRGE_STATUS_LIST_UNREADABLE] = "list-unreadable",
    [BIRGE_STATUS_FILES_MISSING] = "files-missing",
    [BIRGE_STATUS_FILES_DAMAGED] = "files-damaged",
    [BIRGE_STATUS_DATABASE_DAMAGED] = "database-damaged",
    [BIRGE_STATUS_TEXTS_OVERDUE] = "texts-overdue",
    [BIRGE_STATUS_RELEASE_HELD] = "release-held",
    [BIRGE_STATUS_DAMAGE_REPAIRED] = "damage-repaired",
  };

  g_return_val_if_fail (code < G_N_ELEMENTS (names), "");

  return names[code];
}

static json_t *
list_to_json (GStrv list)
{
  json_t *array = json_array ();

  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    json_array_append_new (array, json_string (list[i]));
  return array;
}

static json_t *
problems_to_json (GPtrArray *problems)
{
  json_t *array = json_array ();

  for (guint i = 0; i < problems->len; i++)
    {
      const BirgeStatusFact *fact = g_ptr_array_index (problems, i);

      json_array_append_new (array, json_pack ("{s:s, s:i, s:s?}", "code", birge_status_code_get_name (fact->code),
                                               "number", (int) fact->number, "detail", fact->detail));
    }
  return array;
}

/**
 * birge_status_to_json:
 *
 * Writes a status for programs to read, keys in a fixed order.
 *
 * Returns: (transfer full): one JSON object
 */
char *
birge_status_to_json (const BirgeStatus *self)
{
  json_t *counts = json_array ();
  json_t *root;
  char *dumped;
  char *text;

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->counts->len; i++)
    {
      const BirgeStatusCount *count = g_ptr_array_index (self->counts, i);

      json_array_append_new (counts, json_pack ("{s:s, s:s, s:i, s:i}", "kind", count->kind, "language", count->language,
                                                "items", (int) count->items, "drafts", (int) count->drafts));
    }
  root = json_pack ("{s:i, s:i, s:s?, s:s?, s:i, s:i, s:i, s:i, s:o, s:o, s:o, s:o}",
                    "generation", (int) self->generation, "previous_generation", (int) self->previous_generation,
                    "issued", self->issued, "releases", self->releases, "items", (int) self->n_items,
                    "drafts", (int) self->n_drafts, "unreviewed", (int) self->n_unreviewed,
                    "overdue", (int) self->n_overdue, "counts", counts,
                    "missing_objects", list_to_json (self->missing_objects),
                    "damaged_objects", list_to_json (self->damaged_objects), "problems", problems_to_json (self->problems));
  dumped = json_dumps (root, JSON_INDENT (2) | JSON_PRESERVE_ORDER);
  text = g_strdup (dumped);
  free (dumped);
  json_decref (root);
  return text;
}
