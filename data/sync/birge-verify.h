/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-status.h"

G_BEGIN_DECLS

/* Reads every byte of the content, from the disk and not from memory. What proves damaged is taken away, so that the next
 * update brings it again (of a large object only the blocks that are wrong), and what is shown is built again without it. */

#define BIRGE_VERIFY_GENTLE_BYTES (1000 * G_GINT64_CONSTANT (1000)) /* a second: a film on the screen does not notice */

typedef void (*BirgeVerifyProgress) (gint64 done, gint64 total, gpointer user_data);

typedef struct {
  gint64               bytes_per_second; /* 0: as fast as it goes */
  gboolean             goes_on;          /* where the last one that went on was stopped; else from the beginning */
  BirgeVerifyProgress  progress;         /* or NULL */
  void               (*pause) (gint64 microseconds, gpointer user_data); /* for tests; NULL: sleeps */
  gpointer             user_data;
} BirgeVerifyOptions;

/* Needs no lock while it reads; takes it for a moment to take damaged objects away. @options (nullable).
 * Errors: BIRGE_INSTALL_ERROR: STORAGE; BUSY when damage was found beside a running update: nothing was taken away then.
 * Threads: blocks. */
BirgeStatus *birge_verify (const char               *state_dir,
                           const BirgeVerifyOptions *options,
                           GError                  **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
