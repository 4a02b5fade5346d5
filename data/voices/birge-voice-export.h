/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where on a stick the recordings lie, as the editors lay them out. */
#define BIRGE_VOICE_EXPORT_FOLDER "birge-voices"

typedef struct {
  guint n_texts;    /* on the stick now */
  guint n_speakers; /* whose consents are with them */
  guint n_written;  /* files that the stick did not have */
  guint n_damaged;  /* files that are damaged here, and are not on the stick */
} BirgeVoiceExportResult;

/* Copies what was recorded at a kiosk to @dir, below BIRGE_VOICE_EXPORT_FOLDER, with the consents; what is there already
 * stays. Of several recordings of one text the newest goes.
 *
 * Errors: G_FILE_ERROR (NOSPC: the stick is full), G_IO_ERROR_CANCELLED. Blocks. */
gboolean birge_voice_export (const char              *state_dir,
                             const char              *dir,
                             GCancellable            *cancellable,
                             BirgeVoiceExportResult  *result,
                             GError                 **error);

G_END_DECLS
