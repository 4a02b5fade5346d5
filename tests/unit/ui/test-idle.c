/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/shell/birge-idle.h"

#define S G_USEC_PER_SEC

static void
test_waits_asks_and_ends (void)
{
  BirgeIdle idle = { .base_seconds = 60 };
  guint left;

  birge_idle_touch (&idle, 100 * S);
  g_assert_cmpint (birge_idle_tick (&idle, 159 * S, 0, FALSE, &left), ==, BIRGE_IDLE_ACTIVE);
  g_assert_cmpint (birge_idle_tick (&idle, 160 * S, 0, FALSE, &left), ==, BIRGE_IDLE_ASKING);
  g_assert_cmpuint (left, ==, 15);
  g_assert_cmpint (birge_idle_tick (&idle, 170 * S, 0, FALSE, &left), ==, BIRGE_IDLE_ASKING);
  g_assert_cmpuint (left, ==, 5);
  g_assert_cmpint (birge_idle_tick (&idle, 175 * S, 0, FALSE, &left), ==, BIRGE_IDLE_OVER);
}

static void
test_a_touch_begins_anew (void)
{
  BirgeIdle idle = { .base_seconds = 60 };

  birge_idle_touch (&idle, 0);
  g_assert_cmpint (birge_idle_tick (&idle, 70 * S, 0, FALSE, NULL), ==, BIRGE_IDLE_ASKING);
  birge_idle_touch (&idle, 71 * S);
  g_assert_cmpint (birge_idle_tick (&idle, 130 * S, 0, FALSE, NULL), ==, BIRGE_IDLE_ACTIVE);
}

static void
test_ten_minutes_of_film_are_no_idling (void)
{
  BirgeIdle idle = { .base_seconds = 60 };

  birge_idle_touch (&idle, 0);
  for (gint64 second = 1; second <= 600; second++)
    g_assert_cmpint (birge_idle_tick (&idle, second * S, 0, TRUE, NULL), ==, BIRGE_IDLE_ACTIVE);
  /* paused: from now on it counts */
  g_assert_cmpint (birge_idle_tick (&idle, 659 * S, 0, FALSE, NULL), ==, BIRGE_IDLE_ACTIVE);
  g_assert_cmpint (birge_idle_tick (&idle, 660 * S, 0, FALSE, NULL), ==, BIRGE_IDLE_ASKING);
}

static void
test_a_long_page_gives_time_to_read (void)
{
  BirgeIdle idle = { .base_seconds = 60 };

  g_assert_cmpuint (birge_idle_get_seconds (&idle, 0), ==, 60);
  g_assert_cmpuint (birge_idle_get_seconds (&idle, 90), ==, 60);
  g_assert_cmpuint (birge_idle_get_seconds (&idle, 180), ==, 120);
  g_assert_cmpuint (birge_idle_get_seconds (&idle, 100000), ==, 240);
}

static void
test_fixed_time_ignores_the_page (void)
{
  BirgeIdle idle = { .base_seconds = 3, .fixed = TRUE };

  g_assert_cmpuint (birge_idle_get_seconds (&idle, 100000), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/idle/waits-asks-and-ends", test_waits_asks_and_ends);
  g_test_add_func ("/idle/a-touch-begins-anew", test_a_touch_begins_anew);
  g_test_add_func ("/idle/ten-minutes-of-film-are-no-idling", test_ten_minutes_of_film_are_no_idling);
  g_test_add_func ("/idle/a-long-page-gives-time-to-read", test_a_long_page_gives_time_to_read);
  g_test_add_func ("/idle/fixed-time-ignores-the-page", test_fixed_time_ignores_the_page);
  return g_test_run ();
}
