/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-clock.h"

#define DAY_S G_GINT64_CONSTANT (86400)
#define NOON_S G_GINT64_CONSTANT (1795435200) /* 2026-11-23 12:00 UTC */

static void
test_stands_where_it_is_set (void)
{
  g_autofree char *today = NULL;

  birge_clock_set_for_tests (5000, NOON_S);
  today = birge_clock_dup_today ();
  g_assert_cmpint (birge_clock_get_monotonic_us (), ==, 5000);
  g_assert_cmpint (birge_clock_get_real_s (), ==, NOON_S);
  g_assert_cmpstr (today, ==, "2026-11-23");
  birge_clock_set_for_tests (-1, -1);
}

static void
test_never_goes_before_the_floor (void)
{
  birge_clock_set_for_tests (0, NOON_S);
  birge_clock_raise_floor (NOON_S + DAY_S);
  g_assert_cmpint (birge_clock_get_real_s (), ==, NOON_S + DAY_S);
  birge_clock_raise_floor (NOON_S - DAY_S);
  g_assert_cmpint (birge_clock_get_real_s (), ==, NOON_S + DAY_S);
  birge_clock_set_for_tests (-1, -1);
}

static void
test_never_believes_the_year_1970 (void)
{
  g_autofree char *today = birge_clock_dup_today ();

  g_assert_cmpstr (today, >=, "2026-11-01");
}

static void
test_runs (void)
{
  gint64 before = birge_clock_get_monotonic_us ();
  gint64 real = g_get_real_time () / G_USEC_PER_SEC;

  g_usleep (2000);
  g_assert_cmpint (birge_clock_get_monotonic_us (), >=, before + 2000);
  g_assert_cmpint (birge_clock_get_real_s (), >=, real);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/stands-where-it-is-set", test_stands_where_it_is_set);
  g_test_add_func ("/clock/never-goes-before-the-floor", test_never_goes_before_the_floor);
  g_test_add_func ("/clock/never-believes-the-year-1970", test_never_believes_the_year_1970);
  g_test_add_func ("/clock/runs", test_runs);
  return g_test_run ();
}
