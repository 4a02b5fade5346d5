/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/kiosk-lines.h"

G_BEGIN_DECLS

/* The program `birge` at work beside the kiosk: whatever it does, or does not survive, never touches the screen. It yields to
 * what is on the screen. Main thread only. */
typedef struct _KioskRun KioskRun;

/* @is_done: it ended with success. @words: the last line it wrote about what went wrong, or NULL. */
typedef void (*KioskRunEnd) (gboolean    is_done,
                             const char *words,
                             gpointer    user_data);

/* @arguments: behind "birge", NULL-terminated. @on_line: gets each line it writes, of at most KIOSK_RUN_MAX_LINE bytes;
 * @on_end comes last, once. NULL when it cannot be started. */
#define KIOSK_RUN_MAX_LINE (1024 * 1024)
KioskRun *kiosk_run_start (const char *const *arguments,
                           KioskLine          on_line,
                           KioskRunEnd        on_end,
                           gpointer           user_data,
                           GError           **error) G_GNUC_WARN_UNUSED_RESULT;
/* Asks it to end; it does in its own time, or is ended after KIOSK_RUN_PATIENCE_S. */
#define KIOSK_RUN_PATIENCE_S 20
void      kiosk_run_stop  (KioskRun *self);
/* Nothing is called any more; a process that still runs is asked to end. */
void      kiosk_run_free  (KioskRun *self);

G_END_DECLS
