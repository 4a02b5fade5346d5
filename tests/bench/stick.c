/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sync/stick-fixture.h"

#include <sys/resource.h>

#include "data/sync/birge-sum-private.h"

/* How fast content is read from a stick, verified and written: a film and a pack's worth of small parts, from memory into
 * memory, so that it is the program that is measured and no disk. Beside it SHA-256 alone over the same bytes in the same
 * run: what comes in order from its beginning is hashed once, as a whole. */

#define RUNS  3
#define FILM  (256 * MIB)
#define SMALL 50000
#define N     600
#define GOAL  300.0 /* MB a second */

static double
get_cpu_s (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double *first = a;
  const double *second = b;

  return (*first > *second) - (*first < *second);
}

static double
measure_hash (const guint8 *data)
{
  g_autoptr(BirgeSum) sum = _birge_sum_new ();
  gint64 began_us = g_get_monotonic_time ();

  _birge_sum_add (sum, data, FILM);
  return FILM / (double) (g_get_monotonic_time () - began_us);
}

static double
measure_fetch (double *cpu_s)
{
  Stick stick = { 0 };
  gint64 began_us;
  gint64 spent_us;

  stick_set_up (&stick, NULL);
  birge_clock_set_for_tests (-1, -1);
  stick_add (&stick, 1, FILM, TRUE);
  stick_add_pack (&stick, 100, 100, SMALL, 0);
  for (guint i = 0; i < N; i++)
    stick_add (&stick, 1000 + i, SMALL, TRUE);
  *cpu_s = get_cpu_s ();
  began_us = g_get_monotonic_time ();
  stick_fetch (&stick);
  spent_us = g_get_monotonic_time () - began_us;
  *cpu_s = get_cpu_s () - *cpu_s;
  stick_assert_all_here (&stick);
  stick_tear_down (&stick, NULL);
  return (FILM + (100 + N) * (double) SMALL) / (double) spent_us;
}

int
main (void)
{
  g_autofree guint8 *data = noise_new (1, FILM);
  double hash[RUNS];
  double rate[RUNS];
  double cpu_s[RUNS];

  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  for (guint i = 0; i < RUNS; i++)
    {
      hash[i] = measure_hash (data);
      rate[i] = measure_fetch (&cpu_s[i]);
    }
  qsort (hash, RUNS, sizeof *hash, compare);
  qsort (rate, RUNS, sizeof *rate, compare);
  qsort (cpu_s, RUNS, sizeof *cpu_s, compare);
  g_print ("{\"name\": \"verify-from-stick\", \"value\": %.0f, \"unit\": \"MB/s\", \"peer\": \"SHA-256 alone: %.0f\","
           " \"ratio\": %.3f, \"goal\": %.0f, \"reached\": %s, \"cpu_s\": %.2f}\n", rate[RUNS / 2], hash[RUNS / 2],
           rate[RUNS / 2] / hash[RUNS / 2], GOAL, rate[RUNS / 2] >= GOAL ? "true" : "false", cpu_s[RUNS / 2]);
  return 0;
}
