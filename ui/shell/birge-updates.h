/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-sync-reason.h"
#include "data/sync/birge-sync.h"

G_BEGIN_DECLS

/* New content, as the staff's room asks for it. Whoever implements it works outside of this process, and outlives any page:
 * what was begun goes on when the room is left. Main thread only. */
#define BIRGE_TYPE_UPDATES (birge_updates_get_type ())
G_DECLARE_INTERFACE (BirgeUpdates, birge_updates, BIRGE, UPDATES, GObject)

typedef enum {
  BIRGE_UPDATES_CHECK,   /* of the publisher's servers, and bring what is new */
  BIRGE_UPDATES_LOOK,    /* at a stick: nothing on the screen changes */
  BIRGE_UPDATES_IMPORT,  /* bring what is on the stick */
  BIRGE_UPDATES_GO_BACK, /* to the content from before */
  BIRGE_UPDATES_VOICES,  /* put what volunteers recorded here on a stick */
} BirgeUpdatesTask;

typedef enum {
  BIRGE_UPDATES_NOTHING, /* no task, or its end was seen */
  BIRGE_UPDATES_RUNNING,
  BIRGE_UPDATES_ENDED,
} BirgeUpdatesPhase;

/* What the task at work is at, and what the last one came to. */
typedef struct {
  BirgeUpdatesPhase phase;
  BirgeUpdatesTask  task;
  guint             stick;            /* LOOK, IMPORT, VOICES: which */

  /* RUNNING */
  gboolean          is_stopping;      /* it was asked to stop, and will */
  gboolean          is_opening;       /* the stick is being opened: nothing is known yet */
  BirgeSyncStep     step;
  guint             tier;             /* of BIRGE_SYNC_STEP_FETCH */
  gint64            done;             /* bytes (FETCH), else pieces of work */
  gint64            total;            /* 0: not known */
  gint64            bytes_per_second; /* 0: not known */

  /* ENDED */
  BirgeSyncOutcome  outcome;
  BirgeSyncReason   reason;           /* NONE for the first four outcomes */
  gboolean          is_new;           /* other content is shown than before */
  BirgePreview      preview;          /* what changed, or would */
  BirgeSyncPaused   paused;
  gint64            left_bytes;
  gint64            short_bytes;      /* so much more room is needed */
  gint64            expires_s;        /* until when the publisher's word holds; 0: unknown */
  gint64            expired_s;        /* reason EXPIRED: when it ended, if that alone is wrong; else 0 */
  char             *issued;           /* ISO date of what is offered, or NULL */
  char             *held;             /* what this machine went back from and does not take by itself, or NULL */
  char             *why;              /* for a technician, in English, or NULL */
} BirgeUpdatesState;

typedef struct {
  guint   id;         /* another one each time a stick is put in; never 0 */
  char   *name;       /* as its owner called it */
  gint64  size_bytes; /* 0: not known */
} BirgeUpdatesStick;

typedef enum {
  BIRGE_UPDATES_STICKS_READ,       /* what is in the machine is listed */
  BIRGE_UPDATES_STICKS_ASKING,     /* it is not known yet */
  BIRGE_UPDATES_STICKS_NO_SERVICE, /* this machine has nobody who opens sticks */
} BirgeUpdatesSticks;

typedef enum {
  BIRGE_UPDATES_NONE = 0,
  BIRGE_UPDATES_ACCEPT_OLD = 1 << 0, /* a person has seen how old the publisher's word on this stick is */
  BIRGE_UPDATES_TAKE_HELD = 1 << 1,  /* a person wants what this machine went back from */
} BirgeUpdatesFlags;

struct _BirgeUpdatesInterface {
  GTypeInterface parent;

  const BirgeUpdatesState *(*get_state)    (BirgeUpdates *self);
  gboolean                 (*has_servers)  (BirgeUpdates *self);
  BirgeUpdatesSticks       (*list_sticks)  (BirgeUpdates *self, GPtrArray *sticks);
  gboolean                 (*start)        (BirgeUpdates *self, BirgeUpdatesTask task, guint stick, BirgeUpdatesFlags flags);
  void                     (*stop)         (BirgeUpdates *self);
  void                     (*forget)       (BirgeUpdates *self);
};

/* The signal "changed" tells that the state or the sticks are others now. */
const BirgeUpdatesState *birge_updates_get_state   (BirgeUpdates      *self);
/* Whether a server is named, so that BIRGE_UPDATES_CHECK makes sense. */
gboolean                 birge_updates_has_servers (BirgeUpdates      *self);
/* (transfer full): of BirgeUpdatesStick. The first call begins to watch for sticks. */
GPtrArray               *birge_updates_list_sticks (BirgeUpdates       *self,
                                                    BirgeUpdatesSticks *sticks);
/* FALSE while another task is at work. @stick: 0 for tasks without. */
gboolean                 birge_updates_start       (BirgeUpdates      *self,
                                                    BirgeUpdatesTask   task,
                                                    guint              stick,
                                                    BirgeUpdatesFlags  flags);
/* What came until then stays, and the next update goes on from there. */
void                     birge_updates_stop        (BirgeUpdates      *self);
/* The end of the last task was seen. */
void                     birge_updates_forget      (BirgeUpdates      *self);

/* For those who implement it. */
void                     birge_updates_changed     (BirgeUpdates      *self);
void                     birge_updates_state_clear (BirgeUpdatesState *state);
BirgeUpdatesStick       *birge_updates_stick_new   (guint              id,
                                                    const char        *name,
                                                    gint64             size_bytes);
void                     birge_updates_stick_free  (BirgeUpdatesStick *stick);

G_END_DECLS
