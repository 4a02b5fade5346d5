/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-sync.h"

G_BEGIN_DECLS

/* What updates left behind for those who look later: in sync.db. */
typedef struct {
  gint64           last_check_s;   /* seconds since 1970; 0: never */
  gint64           last_update_s;  /* 0: never */
  gint64           fresh_until_s;  /* until when the publisher's last word holds; 0: unknown */
  BirgeSyncOutcome outcome;        /* of the last check */
  BirgeSyncPaused  paused;
  gint64           left_bytes;     /* still to come */
  gint64           short_bytes;    /* PAUSED_SPACE: so much more room is needed; 0: not known */
  guint            first_tier_left;
  char            *source;         /* where it was looked, for people; or NULL */
  char            *why;            /* for a technician, in English; or NULL */
  char            *alarm;          /* an ALARM that no good check has followed yet: where and why, in English; or NULL */
  char            *held;           /* "guides 8": channels that stay as they are, taken back or shrunk by mistake; or NULL */
} BirgeUpdateNotes;

/* Looks only; beside a running update too. All zero when nothing was ever noted. Never fails. Blocks: not on the main thread. */
void birge_update_notes_read  (BirgeUpdateNotes      *self,
                               const char            *state_dir);
void birge_update_notes_clear (BirgeUpdateNotes      *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BirgeUpdateNotes, birge_update_notes_clear)

/* For the engine, when it knows what is missing and begins to bring it. */
void birge_update_notes_write_left (BirgeSyncDb           *db,
                                    const BirgeSyncResult *result);
/* For the engine, at the end of a run. @is_planned: it came so far as to know what is missing; else what was noted of that
 * stays. @source: its name, for people. @error: of the run, or NULL. That the disk refuses is of no interest here. */
void birge_update_notes_write (BirgeSyncDb           *db,
                               const BirgeSyncResult *result,
                               gboolean               is_planned,
                               const char            *source,
                               const GError          *error);

G_END_DECLS
