/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/sync/birge-backoff.h"

#define NOW_S G_GINT64_CONSTANT (1795392000) /* 2026-11-23 00:00:00 UTC, a Monday */

static double
fixed (gpointer number)
{
  return *(double *) number;
}

static gint64
wait_s (guint fails, gint64 retry_after_s, double number)
{
  return birge_backoff_get_wait_s (fails, retry_after_s, fixed, &number);
}

static void
test_doubles_up_to_six_hours (void)
{
  const double almost_one = 1.0 - 1e-9;

  g_assert_cmpint (wait_s (1, -1, almost_one), ==, 59);
  g_assert_cmpint (wait_s (2, -1, almost_one), ==, 119);
  g_assert_cmpint (wait_s (5, -1, almost_one), ==, 959);
  g_assert_cmpint (wait_s (9, -1, almost_one), ==, 15359);
  g_assert_cmpint (wait_s (10, -1, almost_one), ==, 21599);
  g_assert_cmpint (wait_s (G_MAXUINT, -1, almost_one), ==, 21599);
  g_assert_cmpint (wait_s (0, -1, almost_one), ==, 59);
}

static void
test_jitter_is_full (void)
{
  guint low = 0, high = 0;

  g_assert_cmpint (wait_s (10, -1, 0.0), ==, 1);
  g_assert_cmpint (wait_s (10, -1, 0.5), ==, 10800);
  for (int i = 0; i < 1000; i++) /* the real source of chance */
    {
      gint64 wait = birge_backoff_get_wait_s (10, -1, NULL, NULL);

      g_assert_cmpint (wait, >=, 1);
      g_assert_cmpint (wait, <=, BIRGE_BACKOFF_MOST_S);
      low += wait < BIRGE_BACKOFF_MOST_S / 2;
      high += wait >= BIRGE_BACKOFF_MOST_S / 2;
    }
  g_assert_cmpuint (low, >, 300);
  g_assert_cmpuint (high, >, 300);
}

static void
test_heeds_the_server_within_reason (void)
{
  g_assert_cmpint (wait_s (1, 120, 0.0), ==, 120);
  g_assert_cmpint (wait_s (1, 120, 0.5), ==, 126);
  g_assert_cmpint (wait_s (9, 0, 0.5), ==, 1);
  g_assert_cmpint (wait_s (1, G_MAXINT64, 0.9), ==, BIRGE_BACKOFF_MOST_S);
}

static void
test_reads_retry_after (void)
{
  static const struct { const char *text; gint64 seconds; } cases[] = {
    { "0", 0 }, { "120", 120 }, { "21600", 21600 }, { "21601", 21600 }, { "99999999999999999999999", 21600 },
    { "Mon, 23 Nov 2026 00:02:00 GMT", 120 }, { "Sun, 22 Nov 2026 23:59:00 GMT", 0 },
    { "Fri, 31 Dec 9999 23:59:59 GMT", 21600 },
    { "", -1 }, { "-1", -1 }, { "+5", -1 }, { "5 ", -1 }, { " 5", -1 }, { "5s", -1 }, { "1.5", -1 }, { "soon", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (birge_backoff_parse_retry_after (cases[i].text, NOW_S), ==, cases[i].seconds);
}

static void
test_reads_dates (void)
{
  static const char *const bad[] = {
    "", "Mon", "Mon, 23 Nov 2026", "Mon, 23 Nov 2026 00:00:00", "Mon, 23 Nov 2026 00:00:00 UTC", "Mon 23 Nov 2026 00:00:00 GMT",
    "Mon, 3 Nov 2026 00:00:00 GMT", "Mon, 31 Feb 2026 00:00:00 GMT", "Mon, 23 Nov 2026 24:00:00 GMT",
    "Mon, 23 Nov 2026 00:60:00 GMT", "Mon, 23 Nov 2026 00:00:61 GMT", "Mon, 23 nov 2026 00:00:00 GMT",
    "Mon, 23 Nov 1969 00:00:00 GMT", "Mon, 23 Nov 2026 00:00:00 GMT ", "Xyz, 23 Nov 2026 00:00:00 GMT",
    "Mon, 00 Nov 2026 00:00:00 GMT", "Monday, 23-Nov-26 00:00:00 GMT",
  };

  g_assert_cmpint (birge_backoff_parse_http_date ("Mon, 23 Nov 2026 00:00:00 GMT"), ==, NOW_S);
  g_assert_cmpint (birge_backoff_parse_http_date ("Thu, 01 Jan 1970 00:00:00 GMT"), ==, 0);
  g_assert_cmpint (birge_backoff_parse_http_date ("Sun, 22 Nov 2026 23:59:60 GMT"), ==, NOW_S - 1);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_cmpint (birge_backoff_parse_http_date (bad[i]), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backoff/doubles-up-to-six-hours", test_doubles_up_to_six_hours);
  g_test_add_func ("/backoff/jitter-is-full", test_jitter_is_full);
  g_test_add_func ("/backoff/heeds-the-server-within-reason", test_heeds_the_server_within_reason);
  g_test_add_func ("/backoff/reads-retry-after", test_reads_retry_after);
  g_test_add_func ("/backoff/reads-dates", test_reads_dates);
  return g_test_run ();
}
