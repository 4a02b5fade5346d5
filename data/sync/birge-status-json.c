/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-status.h"

#include <jansson.h>

/* A status for programs to read. */

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
    [BIRGE_STATUS_UPDATE_ALARM] = "update-alarm",
    [BIRGE_STATUS_UPDATE_STALE] = "update-stale",
    [BIRGE_STATUS_UPDATE_FAILED] = "update-failed",
    [BIRGE_STATUS_UPDATE_NO_SPACE] = "update-no-space",
    [BIRGE_STATUS_UPDATE_INCOMPLETE] = "update-incomplete",
    [BIRGE_STATUS_UPDATE_SHRUNK] = "update-shrunk",
    [BIRGE_STATUS_FILMS_FAILED] = "films-failed",
    [BIRGE_STATUS_NO_SOUND] = "no-sound",
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == BIRGE_STATUS_N_CODES);
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

/* Times in seconds since 1970; 0: never, or not known. */
static json_t *
updates_to_json (const BirgeUpdateNotes *notes)
{
  return json_pack ("{s:I, s:I, s:I, s:s?, s:s?, s:I, s:I, s:i, s:s?, s:s?, s:s?, s:s?}",
                    "last_check", (json_int_t) notes->last_check_s, "last_update", (json_int_t) notes->last_update_s,
                    "fresh_until", (json_int_t) notes->fresh_until_s,
                    "outcome", notes->last_check_s > 0 ? birge_sync_outcome_get_name (notes->outcome) : NULL,
                    "paused", notes->left_bytes > 0 ? birge_sync_paused_get_name (notes->paused) : NULL,
                    "left_bytes", (json_int_t) notes->left_bytes, "short_bytes", (json_int_t) notes->short_bytes,
                    "first_tier_left", (int) notes->first_tier_left, "source", notes->source, "why", notes->why,
                    "alarm", notes->alarm, "held", notes->held);
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
  root = json_pack ("{s:i, s:i, s:s?, s:s?, s:i, s:i, s:i, s:i, s:o, s:o, s:o, s:i, s:o, s:o}",
                    "generation", (int) self->generation, "previous_generation", (int) self->previous_generation,
                    "issued", self->issued, "releases", self->releases, "items", (int) self->n_items,
                    "drafts", (int) self->n_drafts, "unreviewed", (int) self->n_unreviewed,
                    "overdue", (int) self->n_overdue, "counts", counts,
                    "missing_objects", list_to_json (self->missing_objects),
                    "damaged_objects", list_to_json (self->damaged_objects),
                    "dropped", (int) self->n_dropped, "updates", updates_to_json (&self->updates), "problems", problems_to_json (self->problems));
  dumped = json_dumps (root, JSON_INDENT (2) | JSON_PRESERVE_ORDER);
  text = g_strdup (dumped);
  free (dumped);
  json_decref (root);
  return text;
}
