/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How fast and how evenly somebody presses, from the moments of the touches alone. Pure: no clock, no widget.
 *
 * The right range is that of the guidelines: 100 to 120 a minute. */
#define BIRGE_PULSE_LEAST 100
#define BIRGE_PULSE_MOST 120
/* Of one round, before the breaths. */
#define BIRGE_PULSE_ROUND 30

typedef enum {
  BIRGE_PULSE_UNKNOWN, /* too few touches to tell */
  BIRGE_PULSE_SLOW,    /* faster! */
  BIRGE_PULSE_GOOD,
  BIRGE_PULSE_FAST,    /* slower! */
} BirgePulseVerdict;

typedef struct {
  guint    n_taps;
  guint    n_judged; /* all but the first two */
  guint    n_slow;
  guint    n_good;
  guint    n_fast;
  double   rate;     /* a minute, over all; 0: unknown */
  double   spread;   /* how far a typical interval is from the middle one: a share of it */
  gboolean even;
} BirgePulseResult;

typedef struct _BirgePulse BirgePulse;

BirgePulse       *birge_pulse_new          (void);
void              birge_pulse_free         (BirgePulse       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgePulse, birge_pulse_free)
void              birge_pulse_clear        (BirgePulse       *self);

/* A touch at this time of an event: milliseconds, whatever they count from; they may wrap around. FALSE: it does not
 * count, because a second finger came down with the first one. */
gboolean          birge_pulse_tap          (BirgePulse       *self,
                                            guint32           time_ms);
guint             birge_pulse_get_n_taps   (BirgePulse       *self);
/* A minute, from the last touches; 0 while it is unknown. */
double            birge_pulse_get_rate     (BirgePulse       *self);
BirgePulseVerdict birge_pulse_get_verdict  (BirgePulse       *self);
/* What rate and verdict were after touch @i. */
double            birge_pulse_get_tap_rate (BirgePulse       *self,
                                            guint             i);
BirgePulseVerdict birge_pulse_judge_rate   (double            rate);
void              birge_pulse_get_result   (BirgePulse       *self,
                                            BirgePulseResult *result);

G_END_DECLS
