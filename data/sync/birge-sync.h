/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-settings.h"
#include "data/sync/birge-install.h"
#include "data/sync/birge-preview.h"
#include "data/sync/birge-source.h"
#include "data/sync/birge-sync-db.h"

G_BEGIN_DECLS

/* One update of a state folder, from asking a source to showing what came. Each step leaves the folder right; whenever the
 * process is killed, the next run goes on from what is on the disk. */

typedef enum {
  BIRGE_SYNC_STEP_CHECK,    /* is there anything new */
  BIRGE_SYNC_STEP_META,     /* catalogues */
  BIRGE_SYNC_STEP_PLAN,     /* what is missing, has it room */
  BIRGE_SYNC_STEP_FETCH,
  BIRGE_SYNC_STEP_ACTIVATE,
  BIRGE_SYNC_STEP_COLLECT,
} BirgeSyncStep;

typedef struct {
  BirgeSyncStep     step;
  guint             tier;             /* FETCH: 0 texts, 1 pictures, 2 sound, 3 films */
  BirgeInstallPhase phase;            /* ACTIVATE */
  gint64            done;             /* bytes of all that is to come (FETCH), items (ACTIVATE) */
  gint64            total;            /* 0: not known */
  gint64            bytes_per_second; /* FETCH, of late */
} BirgeSyncStatus;

/* On the thread that runs the update. */
typedef void (*BirgeSyncProgress) (const BirgeSyncStatus *status,
                                   gpointer               user_data);

typedef enum {
  BIRGE_SYNC_NONE = 0,
  BIRGE_SYNC_PREVIEW = 1 << 0,    /* look and say what would change; change nothing that is shown */
  BIRGE_SYNC_ACCEPT_OLD = 1 << 1, /* a person has seen the date of this stick */
  BIRGE_SYNC_BY_HAND = 1 << 2,    /* a person, or the package, brings this folder: `birge install`. All or nothing; a
                                     release that was rolled back may come again; dates do not matter */
  BIRGE_SYNC_METERED = 1 << 3,    /* texts and pictures only */
  BIRGE_SYNC_TAKE_HELD = 1 << 4,  /* a person wants what was rolled back after all */
} BirgeSyncFlags;

typedef struct {
  BirgeSource         *source;
  const BirgeSettings *settings; /* NULL: all defaults */
  BirgeSyncFlags       flags;
  BirgeSyncProgress    progress; /* NULL: none */
  gpointer             user_data;
  GCancellable        *cancellable;
} BirgeSyncRun;

typedef enum {
  BIRGE_SYNC_DONE,    /* new content is shown */
  BIRGE_SYNC_NOTHING, /* nothing is new */
  BIRGE_SYNC_SEEN,    /* a preview was made */
  BIRGE_SYNC_PAUSED,  /* something is left for later, see `paused` */
  BIRGE_SYNC_LATER,   /* the source cannot be reached or asks to wait */
  BIRGE_SYNC_PORTAL,  /* somebody between us and the source answers */
  BIRGE_SYNC_STALE,   /* the publisher has not signed for too long, or this is an old stick */
  BIRGE_SYNC_ALARM,   /* well-formed, but not what the publisher signed: somebody should look */
  BIRGE_SYNC_FAILED,  /* this computer's own trouble */
} BirgeSyncOutcome;

typedef enum {
  BIRGE_SYNC_PAUSED_NOT,
  BIRGE_SYNC_PAUSED_SPACE,   /* tiers from `first_tier_left` on have no room */
  BIRGE_SYNC_PAUSED_BUDGET,
  BIRGE_SYNC_PAUSED_METERED,
  BIRGE_SYNC_PAUSED_HOURS,   /* films wait for their hours */
  BIRGE_SYNC_PAUSED_MISSING, /* the source does not have all it announces */
} BirgeSyncPaused;

typedef struct {
  BirgeSyncOutcome outcome;
  guint            generation;      /* what is shown now; 0: nothing */
  gboolean         is_new;          /* it was made by this run */
  BirgePreview     preview;         /* compared with what was shown before */
  BirgeSyncPaused  paused;
  guint            first_tier_left;
  gint64           left_bytes;      /* still to come */
  gint64           short_bytes;     /* PAUSED_SPACE: so much more room is needed */
  gint64           expires_s;       /* until when the publisher's last word holds; 0: unknown */
  gint64           expired_s;       /* STALE: when the word of this source ended, if nothing else is wrong with it; else 0 */
  char             issued[sizeof "9999-12-31"]; /* day of what is offered; "": unknown */
  GStrv            held;            /* channels that stay as they are, "guides 8": rolled back, or shrunk by mistake */
} BirgeSyncResult;
void     birge_sync_result_clear (BirgeSyncResult    *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BirgeSyncResult, birge_sync_result_clear)

/* How somebody takes his turn to change a state folder, see birge-turn.h. */
typedef enum {
  BIRGE_TURN_ONCE,       /* now or not at all */
  BIRGE_TURN_ASKING,     /* a person waits for it: who gives way is asked to */
  BIRGE_TURN_GIVING_WAY, /* in the background */
} BirgeTurn;

/* Holds the lock of a state folder: one changes it at a time. */
typedef struct _BirgeSync BirgeSync;

/* Errors: BIRGE_INSTALL_ERROR: BUSY with who holds the lock; BIRGE_SYNC_DB_ERROR. */
BirgeSync   *birge_sync_open   (const char          *state_dir,
                                GError             **error) G_GNUC_WARN_UNUSED_RESULT;
BirgeSync   *birge_sync_open_as (const char         *state_dir,
                                 BirgeTurn           turn,
                                 GCancellable       *cancellable,
                                 GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void         birge_sync_close  (BirgeSync           *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeSync, birge_sync_close)
/* (transfer none): for a source that has to remember */
BirgeSyncDb *birge_sync_get_db (BirgeSync           *self);

/**
 * birge_sync_run:
 * @result: filled in any case
 * @error: why, for LATER, PORTAL, STALE, ALARM and FAILED: always with what to do
 *
 * Blocks; needs no main loop; may be cancelled from another thread (FAILED with G_IO_ERROR_CANCELLED).
 * Errors: BIRGE_INSTALL_ERROR, BIRGE_SOURCE_ERROR, BIRGE_TRUST_ERROR, BIRGE_INCOMING_ERROR, BIRGE_SYNC_DB_ERROR.
 *
 * Returns: whether the outcome is one of the first four
 */
gboolean     birge_sync_run    (BirgeSync           *self,
                                const BirgeSyncRun  *run,
                                BirgeSyncResult     *result,
                                GError             **error);

/* "done", "paused", …, and "space", "budget", …, as JSON and sync.db have them. */
const char *birge_sync_outcome_get_name (BirgeSyncOutcome outcome);
const char *birge_sync_paused_get_name  (BirgeSyncPaused  paused);

G_END_DECLS
