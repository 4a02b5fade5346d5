/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/command-export-voices.h"

#include <jansson.h>
#include <stdio.h>

#include "app/birge-command.h"
#include "data/sync/birge-sync-reason.h"
#include "data/sync/birge-sync.h"
#include "data/voices/birge-voice-export.h"

static BirgeSyncReason
judge (const GError *error)
{
  if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC))
    return BIRGE_SYNC_REASON_NO_SPACE;
  if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_ROFS) || g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_ACCES) ||
      g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_PERM))
    return BIRGE_SYNC_REASON_NOT_ALLOWED;
  return BIRGE_SYNC_REASON_OTHER;
}

static void
print_json (const BirgeVoiceExportResult *result, const GError *error)
{
  BirgeSyncOutcome outcome = error != NULL ? BIRGE_SYNC_FAILED : BIRGE_SYNC_DONE;
  BirgeSyncReason reason = error != NULL ? judge (error) : BIRGE_SYNC_REASON_NONE;
  g_autofree char *why = error != NULL ? g_utf8_make_valid (error->message, -1) : NULL; /* it may name a folder */
  json_t *line = json_pack ("{s:s,s:s,s:s,s:i,s:i,s:i,s:i,s:s?}", "phase", "end", "outcome", birge_sync_outcome_get_name (outcome),
                            "reason", birge_sync_reason_get_name (reason), "texts", (int) result->n_texts, "speakers",
                            (int) result->n_speakers, "written", (int) result->n_written, "damaged", (int) result->n_damaged,
                            "why", why);

  json_dumpf (line, stdout, JSON_COMPACT);
  putchar ('\n');
  json_decref (line);
}

int
command_export_voices (const char *state, const char *stick, gboolean is_json)
{
  g_autoptr(GError) error = NULL;
  BirgeVoiceExportResult result;

  birge_voice_export (state, stick, NULL, &result, &error);
  if (is_json)
    print_json (&result, error);
  if (error != NULL)
    {
      g_printerr ("birge: %s\n", error->message);
      return BIRGE_EXIT_FAILED;
    }
  if (!is_json)
    g_print ("%s/" BIRGE_VOICE_EXPORT_FOLDER " holds %u texts and the consents of %u speakers; %u files were written.\n"
             "Take it to the editors: “birge content import voices %s --into data/content”.\n",
             stick, result.n_texts, result.n_speakers, result.n_written, stick);
  return result.n_damaged == 0 ? BIRGE_EXIT_DONE : BIRGE_EXIT_FAILED;
}
