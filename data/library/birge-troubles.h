/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the kiosk could not show, or let be heard, kept in <state_dir>/troubles for who looks after it. A trouble is written
 * once, with the day on which it was first met, and taken out when it is over: of visitors the file tells nothing. */
typedef struct {
  char *item; /* "film/cpr-adult", or BIRGE_TROUBLES_SOUND */
  char *why;  /* a word: "missing-file", "missing-decoder", "damaged", "failed", "no-device" */
  char *day;  /* ISO date */
} BirgeTrouble;

#define BIRGE_TROUBLES_SOUND "sound"
#define BIRGE_TROUBLES_MAX   100

/* Remembers that @item is not shown. @why: (nullable): NULL when all is well with it. Writes only what is new; a disk that
 * refuses is no error. Blocks for a small file; one process at a time. */
void       birge_troubles_set  (const char *state_dir,
                                const char *item,
                                const char *why);
/* By item. Never fails: what cannot be read is none. Returns (transfer full) an array of BirgeTrouble. */
GPtrArray *birge_troubles_list (const char *state_dir);

G_END_DECLS
