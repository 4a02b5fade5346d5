/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/birge-pulse.h"

#include <math.h>

/* Taps that come in time with a rate; each at a moment of its own up to @jitter_ms beside it. */
static void
tap_at (BirgePulse *pulse, double rate, guint n, double jitter_ms, guint32 start_ms)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (110);

  for (guint i = 0; i < n; i++)
    {
      double at_ms = i * 60000.0 / rate + g_rand_double_range (rand, -jitter_ms, jitter_ms + 1e-9);

      g_assert_true (birge_pulse_tap (pulse, start_ms + (guint32) lround (at_ms + 1000)));
    }
}

static BirgePulseResult
round_at (double rate, double jitter_ms)
{
  g_autoptr(BirgePulse) pulse = birge_pulse_new ();
  BirgePulseResult result;

  tap_at (pulse, rate, BIRGE_PULSE_ROUND, jitter_ms, 0);
  birge_pulse_get_result (pulse, &result);
  g_test_message ("%g: %u slow, %u good, %u fast of %u, spread %g", rate, result.n_slow, result.n_good, result.n_fast,
                  result.n_judged, result.spread);
  g_assert_cmpuint (result.n_taps, ==, BIRGE_PULSE_ROUND);
  g_assert_cmpuint (result.n_judged, ==, BIRGE_PULSE_ROUND - 2);
  g_assert_cmpuint (result.n_slow + result.n_good + result.n_fast, ==, result.n_judged);
  return result;
}

static void
test_tells_slow_good_and_fast (void)
{
  static const struct {
    double            rate;
    BirgePulseVerdict verdict;
  } rates[] = { { 60, BIRGE_PULSE_SLOW }, { 90, BIRGE_PULSE_SLOW }, { 99, BIRGE_PULSE_SLOW }, { 100, BIRGE_PULSE_GOOD },
                { 110, BIRGE_PULSE_GOOD }, { 120, BIRGE_PULSE_GOOD }, { 121, BIRGE_PULSE_FAST }, { 135, BIRGE_PULSE_FAST },
                { 200, BIRGE_PULSE_FAST } };

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      g_autoptr(BirgePulse) pulse = birge_pulse_new ();

      tap_at (pulse, rates[i].rate, 8, 0, 12345);
      g_assert_cmpfloat_with_epsilon (birge_pulse_get_rate (pulse), rates[i].rate, 0.5);
      g_assert_cmpint (birge_pulse_get_verdict (pulse), ==, rates[i].verdict);
    }
}

/* A fiftieth of a second beside the beat, before or after: what somebody who keeps time does. */
static void
test_scores_a_round (void)
{
  BirgePulseResult result = round_at (110, 20);

  g_assert_cmpuint (result.n_good * 100, >=, result.n_judged * 95);
  g_assert_cmpfloat_with_epsilon (result.rate, 110, 2);
  g_assert_true (result.even);
  result = round_at (90, 20);
  g_assert_cmpuint (result.n_good * 100, <=, result.n_judged * 10);
  g_assert_cmpuint (result.n_slow, >, result.n_fast);
  result = round_at (135, 20);
  g_assert_cmpuint (result.n_good * 100, <=, result.n_judged * 10);
  g_assert_cmpuint (result.n_fast, >, result.n_slow);
}

static void
test_sees_who_is_uneven (void)
{
  BirgePulseResult result = round_at (110, 130);

  g_assert_false (result.even);
  g_assert_cmpfloat (result.spread, >, 0.1);
}

/* What counts is when the finger came down, to a millisecond, however late that is dealt with: the event says it. */
static void
test_measures_by_the_event (void)
{
  g_autoptr(BirgePulse) pulse = birge_pulse_new ();
  double worst_ms = 0;

  for (guint i = 0; i < 200; i++)
    {
      double at_ms = i * 60000.0 / 113.7;

      birge_pulse_tap (pulse, (guint32) at_ms); /* events count whole milliseconds */
      if (i >= 4)
        worst_ms = MAX (worst_ms, fabs (4 * 60000.0 / birge_pulse_get_rate (pulse) - 4 * 60000.0 / 113.7));
    }
  g_test_message ("worst of 196: %g ms", worst_ms);
  g_assert_cmpfloat (worst_ms, <=, 1.0 + 1e-6);
}

static void
test_time_may_wrap_around (void)
{
  g_autoptr(BirgePulse) pulse = birge_pulse_new ();

  tap_at (pulse, 110, 20, 0, G_MAXUINT32 - 4000);
  g_assert_cmpuint (birge_pulse_get_n_taps (pulse), ==, 20);
  g_assert_cmpfloat_with_epsilon (birge_pulse_get_rate (pulse), 110, 0.5);
}

static void
test_two_fingers_are_one_touch (void)
{
  g_autoptr(BirgePulse) pulse = birge_pulse_new ();

  for (guint32 i = 0; i < 6; i++)
    {
      g_assert_true (birge_pulse_tap (pulse, 1000 + i * 545));
      g_assert_false (birge_pulse_tap (pulse, 1000 + i * 545));
      g_assert_false (birge_pulse_tap (pulse, 1000 + i * 545 + 60));
      g_assert_false (birge_pulse_tap (pulse, 1000 + i * 545 - 20)); /* told late */
    }
  g_assert_cmpuint (birge_pulse_get_n_taps (pulse), ==, 6);
  g_assert_cmpint (birge_pulse_get_verdict (pulse), ==, BIRGE_PULSE_GOOD);
}

static void
test_a_pause_begins_anew (void)
{
  g_autoptr(BirgePulse) pulse = birge_pulse_new ();
  BirgePulseResult result;

  tap_at (pulse, 110, 10, 0, 0);
  for (guint32 i = 0; i < 10; i++)
    birge_pulse_tap (pulse, 60000 + i * 545);
  g_assert_cmpfloat_with_epsilon (birge_pulse_get_tap_rate (pulse, 9), 110, 0.5);
  g_assert_cmpfloat (birge_pulse_get_tap_rate (pulse, 10), ==, 0);
  g_assert_cmpfloat (birge_pulse_get_tap_rate (pulse, 11), ==, 0);
  g_assert_cmpfloat_with_epsilon (birge_pulse_get_tap_rate (pulse, 12), 110, 0.5);
  birge_pulse_get_result (pulse, &result);
  g_assert_cmpuint (result.n_slow, ==, 2);
  g_assert_true (result.even); /* one slip */
}

static void
test_begins_with_nothing (void)
{
  g_autoptr(BirgePulse) pulse = birge_pulse_new ();
  BirgePulseResult result;

  birge_pulse_get_result (pulse, &result);
  g_assert_cmpuint (result.n_taps + result.n_judged, ==, 0);
  g_assert_false (result.even);
  g_assert_cmpint (birge_pulse_get_verdict (pulse), ==, BIRGE_PULSE_UNKNOWN);
  birge_pulse_tap (pulse, 5);
  birge_pulse_tap (pulse, 600);
  g_assert_cmpint (birge_pulse_get_verdict (pulse), ==, BIRGE_PULSE_UNKNOWN);
  birge_pulse_get_result (pulse, &result);
  g_assert_cmpfloat (result.rate, ==, 0);

  birge_pulse_clear (pulse);
  tap_at (pulse, 110, 5, 0, 3);
  g_assert_cmpuint (birge_pulse_get_n_taps (pulse), ==, 5);
  g_assert_cmpint (birge_pulse_get_verdict (pulse), ==, BIRGE_PULSE_GOOD);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/pulse/tells-slow-good-and-fast", test_tells_slow_good_and_fast);
  g_test_add_func ("/media/pulse/scores-a-round", test_scores_a_round);
  g_test_add_func ("/media/pulse/sees-who-is-uneven", test_sees_who_is_uneven);
  g_test_add_func ("/media/pulse/measures-by-the-event", test_measures_by_the_event);
  g_test_add_func ("/media/pulse/time-may-wrap-around", test_time_may_wrap_around);
  g_test_add_func ("/media/pulse/two-fingers-are-one-touch", test_two_fingers_are_one_touch);
  g_test_add_func ("/media/pulse/a-pause-begins-anew", test_a_pause_begins_anew);
  g_test_add_func ("/media/pulse/begins-with-nothing", test_begins_with_nothing);
  return g_test_run ();
}
