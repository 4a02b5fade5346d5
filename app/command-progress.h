/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How far a long command is: a bar on a terminal, lines of JSON for a program that reads along, nothing otherwise. One
 * thread at a time. */
typedef struct {
  gboolean    is_json;
  const char *phase;      /* of the last call; borrowed until the next, or until it is cleared */
  gint64      started_us; /* of the phase */
  gint64      told_us;

  const char *tier;             /* for lines of JSON, set before each call by who knows: borrowed; or NULL */
  gint64      bytes_per_second; /* of late; 0: not known */
} CommandProgress;

typedef enum {
  COMMAND_PROGRESS_COUNT,
  COMMAND_PROGRESS_BYTES,
} CommandProgressUnit;

/* @phase: a word for programs, kept until the next call; @words: for people. @total 0: unknown. */
void command_progress_tell  (CommandProgress     *self,
                             const char          *phase,
                             const char          *words,
                             gint64               done,
                             gint64               total,
                             CommandProgressUnit  unit);
/* Takes the bar off the terminal. */
void command_progress_clear (CommandProgress     *self);
/* "45.0 MiB of 120.0 MiB, 12.0 MiB/s, 6 s left" */
char *command_progress_describe (gint64              done,
                                 gint64              total,
                                 gint64              elapsed_us,
                                 CommandProgressUnit unit);

G_END_DECLS
