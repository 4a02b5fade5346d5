/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Makes a stick from what a kiosk holds, without any key: other kiosks of the same publisher take it, since all that the
 * publisher signed goes along byte for byte. */

#define BIRGE_EXPORT_ERROR (birge_export_error_quark ())
GQuark birge_export_error_quark (void);
typedef enum {
  BIRGE_EXPORT_ERROR_NOTHING,  /* nothing here that another kiosk could trust */
  BIRGE_EXPORT_ERROR_STICK,    /* it cannot be written, broke or was taken away */
  BIRGE_EXPORT_ERROR_NO_SPACE, /* on the stick; the message says how much is needed */
  BIRGE_EXPORT_ERROR_FOREIGN,  /* it holds another publisher's content, or newer content than this kiosk */
} BirgeExportError;

typedef struct {
  gint64 done;  /* bytes of content, those that were there already included */
  gint64 total;
} BirgeExportStatus;

typedef void (*BirgeExportProgress) (const BirgeExportStatus *status,
                                     gpointer                 user_data);

typedef struct {
  char  *releases;       /* on the stick now: "guides 7, lessons 3" */
  gint64 copied_bytes;   /* of content */
  gint64 kept_bytes;     /* which the stick had already, and right */
  gint64 missing_bytes;  /* of content that this kiosk does not have itself: languages not wanted, films without room */
  guint  n_damaged;      /* objects that are damaged here, and are not on the stick */
  gint64 expires_s;      /* until when kiosks take the stick without asking */
  gint64 first_root;     /* 1; more: kiosks that know only older keys of the publisher need a stick made by the publisher */
  GStrv  left_out;       /* channels that are not on the stick: this kiosk does not follow them, holds them back, or shows
                            what was not signed */
} BirgeExportResult;
void     birge_export_result_clear (BirgeExportResult    *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BirgeExportResult, birge_export_result_clear)

/**
 * birge_export:
 * @state_dir: of the kiosk; its lock is held meanwhile
 * @dir: the top of the stick: BIRGE/v1 is written below it, all else stays
 * @progress: (nullable): on this thread
 * @result: filled as far as it came
 *
 * Writes a stick, or brings one up to date: what is there and right is kept. Whatever stops it, what has a name on the stick
 * is right, and the release that was there before can still be read until the new one is complete.
 *
 * Errors: BIRGE_EXPORT_ERROR; BIRGE_INSTALL_ERROR_BUSY while an update runs; G_IO_ERROR_CANCELLED.
 * Threads: blocks.
 */
gboolean birge_export              (const char           *state_dir,
                                    const char           *dir,
                                    BirgeExportProgress   progress,
                                    gpointer              user_data,
                                    GCancellable         *cancellable,
                                    BirgeExportResult    *result,
                                    GError              **error);

G_END_DECLS
