/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-kiosk"

#include "app/kiosk-update-line.h"

#include <jansson.h>
#include <string.h>

#define MAX_ITEMS 20000
#define MAX_TEXT  2000 /* bytes */

/* 0 for what is no number, or below nothing. */
static gint64
get_number (const json_t *json, const char *key)
{
  return MAX (0, (gint64) json_integer_value (json_object_get (json, key)));
}

/* NULL for what is no text, or none that anybody would read. */
static char *
dup_text (const json_t *json, const char *key)
{
  const char *text = json_string_value (json_object_get (json, key));

  return text != NULL && *text != '\0' && strlen (text) <= MAX_TEXT ? g_strdup (text) : NULL;
}

static GStrv
dup_list (const json_t *json, const char *key)
{
  const json_t *array = json_object_get (json, key);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (size_t i = 0; i < json_array_size (array) && i < MAX_ITEMS; i++)
    {
      const char *text = json_string_value (json_array_get (array, i));

      if (text != NULL && strlen (text) <= MAX_TEXT)
        g_strv_builder_add (builder, text);
    }
  return g_strv_builder_end (builder);
}

/* Index of @name among the first @n that @get names; -1 for none. */
static int
find (const char *name, const char *const *names, guint n)
{
  for (guint i = 0; name != NULL && i < n; i++)
    if (g_str_equal (name, names[i]))
      return (int) i;
  return -1;
}

static gboolean
take_progress (BirgeUpdatesState *state, const json_t *json, const char *phase)
{
  static const char *const steps[] = {
    [BIRGE_SYNC_STEP_CHECK] = "check", [BIRGE_SYNC_STEP_META] = "meta",         [BIRGE_SYNC_STEP_PLAN] = "plan",
    [BIRGE_SYNC_STEP_FETCH] = "fetch", [BIRGE_SYNC_STEP_ACTIVATE] = "activate", [BIRGE_SYNC_STEP_COLLECT] = "collect",
  };
  static const char *const tiers[] = { "texts", "pictures", "sound", "films" };
  int step = find (phase, steps, G_N_ELEMENTS (steps));
  int tier = find (json_string_value (json_object_get (json, "tier")), tiers, G_N_ELEMENTS (tiers));

  if (step < 0)
    return FALSE;
  state->step = (BirgeSyncStep) step;
  state->tier = (guint) MAX (tier, 0);
  state->total = get_number (json, "total");
  state->done = MIN (get_number (json, "done"), state->total);
  state->bytes_per_second = get_number (json, "rate");
  return TRUE;
}

static int
find_outcome (const char *name)
{
  for (int i = BIRGE_SYNC_DONE; name != NULL && i <= BIRGE_SYNC_FAILED; i++)
    if (g_str_equal (name, birge_sync_outcome_get_name ((BirgeSyncOutcome) i)))
      return i;
  return -1;
}

static BirgeSyncPaused
find_paused (const char *name)
{
  for (int i = BIRGE_SYNC_PAUSED_NOT; name != NULL && i <= BIRGE_SYNC_PAUSED_MISSING; i++)
    if (g_str_equal (name, birge_sync_paused_get_name ((BirgeSyncPaused) i)))
      return (BirgeSyncPaused) i;
  return BIRGE_SYNC_PAUSED_NOT;
}

static gboolean
take_end (BirgeUpdatesState *state, const json_t *json)
{
  int outcome = find_outcome (json_string_value (json_object_get (json, "outcome")));
  g_auto(GStrv) held = NULL;

  if (outcome < 0)
    return FALSE;
  birge_preview_clear (&state->preview);
  g_clear_pointer (&state->issued, g_free);
  g_clear_pointer (&state->held, g_free);
  g_clear_pointer (&state->why, g_free);
  held = dup_list (json, "held");
  state->outcome = (BirgeSyncOutcome) outcome;
  state->reason = birge_sync_reason_parse (json_string_value (json_object_get (json, "reason")));
  state->is_new = json_is_true (json_object_get (json, "is_new"));
  state->preview.added = dup_list (json, "added");
  state->preview.changed = dup_list (json, "changed");
  state->preview.removed = dup_list (json, "removed");
  state->preview.missing_bytes = get_number (json, "missing_bytes");
  state->paused = find_paused (json_string_value (json_object_get (json, "paused")));
  state->left_bytes = get_number (json, "left_bytes");
  state->short_bytes = get_number (json, "short_bytes");
  state->expires_s = get_number (json, "expires");
  state->expired_s = get_number (json, "expired");
  state->issued = dup_text (json, "issued");
  state->held = held[0] != NULL ? g_strjoinv (", ", held) : NULL;
  state->why = dup_text (json, "why");
  return TRUE;
}

KioskUpdateLine
kiosk_update_line_take (BirgeUpdatesState *state, const char *line, gsize length)
{
  json_t *json = json_loadb (line, length, JSON_REJECT_DUPLICATES, NULL);
  const char *phase = json_string_value (json_object_get (json, "phase"));
  KioskUpdateLine kind = KIOSK_UPDATE_LINE_UNKNOWN;

  if (phase != NULL && g_str_equal (phase, "end"))
    kind = take_end (state, json) ? KIOSK_UPDATE_LINE_END : KIOSK_UPDATE_LINE_UNKNOWN;
  else if (phase != NULL)
    kind = take_progress (state, json, phase) ? KIOSK_UPDATE_LINE_PROGRESS : KIOSK_UPDATE_LINE_UNKNOWN;
  json_decref (json);
  return kind;
}
