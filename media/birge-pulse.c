/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-pulse.h"

#include <math.h>

/* Nobody presses 400 times a minute: that is the other hand, or a finger that trembles. */
#define BOUNCE_MS 150
/* Longer than this is a pause, and what came before says nothing about the rate after it. */
#define PAUSE_MS 2000
/* The rate is that of so many intervals: fewer shake, more come late. */
#define WINDOW 4
#define LEAST_INTERVALS 2
/* People keep time to about a twentieth; above a tenth one sees and hears it. */
#define EVEN_SPREAD 0.10

typedef struct {
  gint64 at_ms;
  double rate; /* 0: unknown */
} Tap;

struct _BirgePulse
{
  GArray *taps;      /* of Tap */
  guint   run;       /* index of the first tap since the last pause */
  guint32 last_ms;   /* as the event said */
};

BirgePulse *
birge_pulse_new (void)
{
  BirgePulse *self = g_new0 (BirgePulse, 1);

  self->taps = g_array_new (FALSE, TRUE, sizeof (Tap));
  return self;
}

void
birge_pulse_free (BirgePulse *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->taps);
  g_free (self);
}

void
birge_pulse_clear (BirgePulse *self)
{
  g_array_set_size (self->taps, 0);
  self->run = 0;
  self->last_ms = 0;
}

static const Tap *
get_tap (BirgePulse *self, guint i)
{
  return &g_array_index (self->taps, Tap, i);
}

/* Rate at the last tap of the array. */
static double
measure (BirgePulse *self)
{
  guint last = self->taps->len - 1;
  guint first = MAX (self->run, last >= WINDOW ? last - WINDOW : 0);

  if (last - first < LEAST_INTERVALS)
    return 0;
  return 60000.0 * (last - first) / (double) (get_tap (self, last)->at_ms - get_tap (self, first)->at_ms);
}

gboolean
birge_pulse_tap (BirgePulse *self, guint32 time_ms)
{
  Tap tap = { 0 };

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->taps->len > 0)
    {
      gint32 since_ms = (gint32) (time_ms - self->last_ms); /* right across the wrap */

      if (since_ms < BOUNCE_MS)
        return FALSE;
      tap.at_ms = get_tap (self, self->taps->len - 1)->at_ms + since_ms;
      if (since_ms > PAUSE_MS)
        self->run = self->taps->len;
    }
  self->last_ms = time_ms;
  g_array_append_val (self->taps, tap);
  g_array_index (self->taps, Tap, self->taps->len - 1).rate = measure (self);
  return TRUE;
}

guint
birge_pulse_get_n_taps (BirgePulse *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->taps->len;
}

double
birge_pulse_get_tap_rate (BirgePulse *self, guint i)
{
  g_return_val_if_fail (self != NULL && i < self->taps->len, 0);

  return get_tap (self, i)->rate;
}

double
birge_pulse_get_rate (BirgePulse *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->taps->len > 0 ? get_tap (self, self->taps->len - 1)->rate : 0;
}

/* As the rate is shown: 120.4 reads "120", and 120 is good. */
BirgePulseVerdict
birge_pulse_judge_rate (double rate)
{
  if (rate <= 0)
    return BIRGE_PULSE_UNKNOWN;
  if (lround (rate) < BIRGE_PULSE_LEAST)
    return BIRGE_PULSE_SLOW;
  return lround (rate) > BIRGE_PULSE_MOST ? BIRGE_PULSE_FAST : BIRGE_PULSE_GOOD;
}

BirgePulseVerdict
birge_pulse_get_verdict (BirgePulse *self)
{
  return birge_pulse_judge_rate (birge_pulse_get_rate (self));
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* Typical distance from the middle interval, as a share of it: one slip does not spoil an even round. */
static double
measure_spread (BirgePulse *self)
{
  g_autoptr(GArray) intervals = g_array_new (FALSE, FALSE, sizeof (double));
  double middle, sum = 0;

  for (guint i = 1; i < self->taps->len; i++)
    {
      double interval = (double) (get_tap (self, i)->at_ms - get_tap (self, i - 1)->at_ms);

      g_array_append_val (intervals, interval);
    }
  if (intervals->len < LEAST_INTERVALS)
    return 0;

  g_array_sort (intervals, compare_numbers);
  middle = g_array_index (intervals, double, intervals->len / 2);
  for (guint i = 0; i < intervals->len; i++)
    sum += MIN (fabs (g_array_index (intervals, double, i) - middle), middle);
  return sum / intervals->len / middle;
}

void
birge_pulse_get_result (BirgePulse *self, BirgePulseResult *result)
{
  g_return_if_fail (self != NULL && result != NULL);

  *result = (BirgePulseResult) { .n_taps = self->taps->len };
  for (guint i = LEAST_INTERVALS; i < self->taps->len; i++)
    {
      BirgePulseVerdict verdict = birge_pulse_judge_rate (get_tap (self, i)->rate);

      /* after a pause nothing is known for two touches: whoever pauses is too slow */
      result->n_judged++;
      result->n_slow += verdict == BIRGE_PULSE_SLOW || verdict == BIRGE_PULSE_UNKNOWN;
      result->n_good += verdict == BIRGE_PULSE_GOOD;
      result->n_fast += verdict == BIRGE_PULSE_FAST;
    }
  if (self->taps->len > LEAST_INTERVALS)
    result->rate = 60000.0 * (self->taps->len - 1) / (double) get_tap (self, self->taps->len - 1)->at_ms;
  result->spread = measure_spread (self);
  result->even = self->taps->len > LEAST_INTERVALS && result->spread <= EVEN_SPREAD;
}
