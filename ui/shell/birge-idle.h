/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  BIRGE_IDLE_ACTIVE,
  BIRGE_IDLE_ASKING, /* "still there?" */
  BIRGE_IDLE_OVER,   /* the visit has ended */
} BirgeIdleState;

/* Decides when a visitor has gone: no touch and nothing running for the time it takes to read the page, then 15 seconds
 * of "still there?". Pure: asks no clock itself. */
typedef struct {
  gint64   last_us;      /* of the last touch, or of the last moment something ran */
  guint    base_seconds; /* at least this long */
  gboolean fixed;        /* exactly this long, whatever the page (for tests and demonstrations) */
} BirgeIdle;

#define BIRGE_IDLE_DEFAULT_SECONDS 60
#define BIRGE_IDLE_ASK_SECONDS 15

/* Seconds a page with @words may be looked at: at 90 words a minute, at least the base, at most four minutes. */
guint          birge_idle_get_seconds (const BirgeIdle *self,
                                       guint            words);
void           birge_idle_touch       (BirgeIdle *self,
                                       gint64     now_us);
/* @busy: a film plays, a voice speaks or is recorded, an exercise runs. A paused film is not busy.
 * @left_seconds: (out) (optional): what is left of the question. */
BirgeIdleState birge_idle_tick        (BirgeIdle *self,
                                       gint64     now_us,
                                       guint      words,
                                       gboolean   busy,
                                       guint     *left_seconds);

G_END_DECLS
