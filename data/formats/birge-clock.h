/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Every look at the time goes through here, so that tests can set it. Any thread. */
gint64      birge_clock_get_monotonic_us (void);
/* Wall clock, never before the floor: a kiosk whose battery died must not believe it is 1970. */
gint64      birge_clock_get_real_s       (void);
/* ISO date of today in the kiosk's time zone. */
char       *birge_clock_dup_today        (void);
/* The latest time known for sure, seconds since 1970 (build date, later signed times). Only rises. */
void        birge_clock_raise_floor      (gint64 real_s);

/* Tests only: fixes both clocks; NULL-like value -1 goes back to the real ones. */
void        birge_clock_set_for_tests    (gint64 monotonic_us,
                                          gint64 real_s);

G_END_DECLS
