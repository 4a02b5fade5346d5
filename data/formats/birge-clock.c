/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-clock.h"

#include <stdatomic.h>

/* 2026-11-01, when this program did not exist yet: no later moment needs to be doubted, no earlier one believed. */
#define PROGRAM_EPOCH_S G_GINT64_CONSTANT (1793491200)

static _Atomic gint64 floor_s = PROGRAM_EPOCH_S;
static _Atomic gint64 test_monotonic_us = -1;
static _Atomic gint64 test_real_s = -1;

gint64
birge_clock_get_monotonic_us (void)
{
  gint64 fixed = test_monotonic_us;

  return fixed >= 0 ? fixed : g_get_monotonic_time ();
}

/**
 * birge_clock_get_real_s:
 *
 * The wall clock, never before the floor.
 *
 * Units: seconds since 1970, UTC.
 */
gint64
birge_clock_get_real_s (void)
{
  gint64 fixed = test_real_s;
  gint64 now = fixed >= 0 ? fixed : g_get_real_time () / G_USEC_PER_SEC;
  gint64 least = floor_s;

  return MAX (now, least);
}

/**
 * birge_clock_dup_today:
 *
 * Today in the kiosk's time zone.
 *
 * Returns: (transfer full): an ISO date, for example "2026-11-23"
 */
char *
birge_clock_dup_today (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_local (birge_clock_get_real_s ());

  /* Only years after 9999 have no GDateTime. */
  return now != NULL ? g_date_time_format (now, "%Y-%m-%d") : g_strdup ("9999-12-31");
}

/**
 * birge_clock_raise_floor:
 *
 * Remembers a time that is known to have passed; earlier ones change nothing.
 */
void
birge_clock_raise_floor (gint64 real_s)
{
  gint64 seen = floor_s;

  while (real_s > seen && !atomic_compare_exchange_weak (&floor_s, &seen, real_s))
    ;
}

/**
 * birge_clock_set_for_tests:
 *
 * Fixes both clocks and forgets the floor, so that a test alone says what time it is; -1 goes back to the real ones.
 */
void
birge_clock_set_for_tests (gint64 monotonic_us, gint64 real_s)
{
  test_monotonic_us = monotonic_us;
  test_real_s = real_s;
  floor_s = real_s >= 0 ? 0 : PROGRAM_EPOCH_S;
}
