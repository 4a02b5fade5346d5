/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/sync/birge-content-range.h"

#include <string.h>

#include "tests/unit/formats/broken.h"

static gboolean
parse (const char *text, BirgeContentRange *range)
{
  return birge_content_range_parse (text, strlen (text), range);
}

static void
test_reads_the_three_forms (void)
{
  BirgeContentRange range;

  g_assert_true (parse ("bytes 0-499/1234", &range));
  g_assert_cmpint (range.first, ==, 0);
  g_assert_cmpint (range.last, ==, 499);
  g_assert_cmpint (range.total, ==, 1234);

  g_assert_true (parse ("Bytes 7-7/*", &range));
  g_assert_cmpint (range.first, ==, 7);
  g_assert_cmpint (range.last, ==, 7);
  g_assert_cmpint (range.total, ==, -1);

  g_assert_true (parse ("bytes */8", &range));
  g_assert_cmpint (range.first, ==, -1);
  g_assert_cmpint (range.last, ==, -1);
  g_assert_cmpint (range.total, ==, 8);

  g_assert_true (parse ("bytes 0-999999999999999998/999999999999999999", &range));
  g_assert_cmpint (range.total, ==, G_GINT64_CONSTANT (999999999999999999));
}

static void
test_refuses_everything_else (void)
{
  static const char *const bad[] = {
    "", "bytes", "bytes ", "bytes 0", "bytes 0-", "bytes 0-1", "bytes 0-1/", "bytes -1/5", "bytes -/5", "bytes 0-1/-5",
    "bytes=0-1/5", "bytes  0-1/5", "bytes 0 -1/5", "bytes 0-1 /5", "bytes 0-1/5 ", " bytes 0-1/5", "bytes\t0-1/5",
    "bytes +0-1/5", "bytes 0-1/5x", "bytes 0x0-1/5", "bytes 0-1,3-4/5", "bytes 2-1/5", "bytes 0-5/5", "bytes 0-0/0",
    "bytes */*", "bytes *", "bytes */", "bytes **/5", "items 0-1/5", "octets 0-1/5", "bytes 0-1/5\n",
    "bytes 0-1/1000000000000000000", "bytes 1000000000000000000-1000000000000000001/*",
    "bytes 18446744073709551616-18446744073709551617/*",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      BirgeContentRange range = { 11, 12, 13 };

      g_assert_false (parse (bad[i], &range));
      g_assert_cmpint (range.first, ==, 11); /* untouched */
    }
}

static void
swallow (GBytes *bytes)
{
  BirgeContentRange range;
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  if (birge_content_range_parse (data != NULL ? data : "", size, &range))
    {
      g_assert_cmpint (range.first, <=, range.last);
      g_assert_true (range.first >= 0 || range.total >= 0);
      g_assert_true (range.total < 0 || range.last < range.total);
    }
}

static void
test_survives_damage (void)
{
  g_autoptr(GBytes) good = bytes_of ("bytes 4194304-8388607/41943040");

  feed_broken (good, swallow);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/content-range/reads-the-three-forms", test_reads_the_three_forms);
  g_test_add_func ("/content-range/refuses-everything-else", test_refuses_everything_else);
  g_test_add_func ("/content-range/survives-damage", test_survives_damage);
  return g_test_run ();
}
