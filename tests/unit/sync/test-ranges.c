/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/sync/birge-ranges.h"

#include <string.h>

/* Every operation is compared with the same on a row of bytes. */

#define LENGTH 200
#define STEPS  20000

static void
assert_same (const BirgeRanges *ranges, const guint8 *row)
{
  BirgeRange gap = { 0, 0 };
  gint64 at = 0;

  while (birge_ranges_find_gap (ranges, at, LENGTH, &gap))
    {
      for (; at < gap.from; at++)
        g_assert_true (row[at]);
      for (; at < gap.to; at++)
        g_assert_false (row[at]);
    }
  for (; at < LENGTH; at++)
    g_assert_true (row[at]);
}

static void
test_agrees_with_a_row_of_bytes (void)
{
  g_autoptr(BirgeRanges) ranges = birge_ranges_new ();
  guint8 row[LENGTH] = { 0 };

  for (int i = 0; i < STEPS; i++)
    {
      gint64 from = g_test_rand_int_range (0, LENGTH);
      gint64 to = g_test_rand_int_range ((gint32) from, MIN ((gint32) from + 30, LENGTH) + 1);
      gboolean add = g_test_rand_bit ();

      if (add)
        birge_ranges_add (ranges, from, to);
      else
        birge_ranges_remove (ranges, from, to);
      memset (row + from, add, (gsize) (to - from));
      assert_same (ranges, row);

      from = g_test_rand_int_range (0, LENGTH);
      to = g_test_rand_int_range ((gint32) from, LENGTH + 1);
      g_assert_cmpint (birge_ranges_contain (ranges, from, to), ==, memchr (row + from, 0, (gsize) (to - from)) == NULL);
    }
}

static void
test_empty_ranges_are_nothing (void)
{
  g_autoptr(BirgeRanges) ranges = birge_ranges_new ();
  BirgeRange gap;

  birge_ranges_add (ranges, 5, 5);
  birge_ranges_remove (ranges, 3, 3);
  g_assert_true (birge_ranges_contain (ranges, 7, 7));
  g_assert_false (birge_ranges_find_gap (ranges, 4, 4, &gap));
  g_assert_true (birge_ranges_find_gap (ranges, 4, 9, &gap));
  g_assert_cmpint (gap.from, ==, 4);
  g_assert_cmpint (gap.to, ==, 9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ranges/agrees-with-a-row-of-bytes", test_agrees_with_a_row_of_bytes);
  g_test_add_func ("/ranges/empty-ranges-are-nothing", test_empty_ranges_are_nothing);
  return g_test_run ();
}
