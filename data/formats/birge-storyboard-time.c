/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-storyboard.h"

#include <math.h>

/* What moves where at which moment: arithmetic only, no picture. */
#define SOFT_S 0.3

double
birge_span_get_start_s (const BirgeSpan *self, double scene_s)
{
  return self->from_back ? MAX (0, scene_s - self->from_s) : self->from_s;
}

double
birge_span_get_end_s (const BirgeSpan *self, double scene_s)
{
  return self->to_back ? MAX (0, scene_s - self->to_s) : self->to_s;
}

/* Half a cosine: people start and stop gently. */
static double
ease (double x)
{
  return 0.5 - 0.5 * cos (G_PI * CLAMP (x, 0, 1));
}

static double
show_progress (const BirgeMotion *self, double at_s, double start_s, double end_s)
{
  if (self->even || at_s < start_s || at_s >= end_s)
    return at_s >= start_s && at_s < end_s ? 1 : 0;

  return ease ((at_s - start_s) / SOFT_S);
}

double
birge_motion_get_progress (const BirgeMotion *self, double at_s, double scene_s)
{
  double start_s = birge_span_get_start_s (&self->span, scene_s);
  double end_s = birge_span_get_end_s (&self->span, scene_s);
  double x;

  if (self->kind == BIRGE_MOTION_SHOW)
    return show_progress (self, at_s, start_s, end_s);

  if (self->rhythm == BIRGE_RHYTHM_ONCE)
    {
      if (end_s <= start_s)
        return at_s >= start_s ? 1 : 0;
      x = CLAMP ((at_s - start_s) / (end_s - start_s), 0, 1);
      return self->even ? x : ease (x);
    }

  if (at_s < start_s || at_s >= end_s)
    return 0;
  x = (at_s - start_s) / self->period_s;
  x -= floor (x);
  if (self->rhythm == BIRGE_RHYTHM_SWING)
    x = x < 0.5 ? 2 * x : 2 - 2 * x;
  return self->even ? x : ease (x);
}

char *
birge_figure_dup_text (const BirgeFigure *self, double at_s, double scene_s, double *filled)
{
  double start_s = birge_span_get_start_s (&self->span, scene_s);
  double end_s = birge_span_get_end_s (&self->span, scene_s);
  int steps = ABS (self->last - self->first);
  double x;

  *filled = 0;
  if (at_s < start_s || at_s >= end_s)
    return NULL;
  if (self->kind == BIRGE_FIGURE_NUMBER)
    return g_strdup (self->text);

  /* the first number stands for one count, as it is spoken: "one" with the first press */
  x = self->beat > 0 ? (at_s - start_s) * self->beat / 60.0 / (steps + 1) : (at_s - start_s) / (end_s - start_s);
  x = CLAMP (x, 0, 1);
  *filled = x;
  steps = MIN (steps, (int) floor (x * (steps + 1) + 1e-9));
  return g_strdup_printf ("%d", self->first < self->last ? self->first + steps : self->first - steps);
}
