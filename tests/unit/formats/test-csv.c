/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-csv.h"

#include <string.h>

#include "tests/unit/formats/broken.h"

#define GOOD \
  "\xEF\xBB\xBFid,claim,source\r\n" \
  "V1,\"Two, with \"\"quotes\"\"\r\nand a line\",S1 S2\r\n" \
  "\r\n" \
  "V2,,\r\n" \
  "V3,яблоко,\"\"" /* no line break at the end */

static BirgeCsv *
parse (const char *text, const char *codes)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) bytes = bytes_of (text);
  BirgeCsv *csv = birge_csv_parse (bytes, "facts.csv", problems);

  assert_codes (problems, codes);
  assert_helpful (problems);
  return csv;
}

static void
test_reads_rows_with_their_lines (void)
{
  g_autoptr(BirgeCsv) csv = parse (GOOD, "");

  g_assert_cmpuint (birge_csv_get_n_rows (csv), ==, 3);
  g_assert_cmpuint (g_strv_length ((char **) birge_csv_get_columns (csv)), ==, 3);
  g_assert_cmpstr (birge_csv_get (csv, 0, "claim"), ==, "Two, with \"quotes\"\nand a line");
  g_assert_cmpstr (birge_csv_get (csv, 1, "claim"), ==, "");
  g_assert_cmpstr (birge_csv_get (csv, 2, "claim"), ==, "яблоко");
  g_assert_cmpstr (birge_csv_get (csv, 2, "source"), ==, "");
  g_assert_null (birge_csv_get (csv, 2, "nothing"));
  g_assert_cmpint (birge_csv_find_column (csv, "source"), ==, 2);
  g_assert_cmpint (birge_csv_find_column (csv, "nothing"), ==, -1);
  g_assert_cmpuint (birge_csv_get_line (csv, 0), ==, 2);
  g_assert_cmpuint (birge_csv_get_line (csv, 1), ==, 5);
  g_assert_cmpuint (birge_csv_get_line (csv, 2), ==, 6);
}

static void
test_leaves_bad_rows_out (void)
{
  g_autoptr(BirgeCsv) csv = parse ("a,b\n1,2\n3\n4,5,6\n7,x\"y\n\"8\"z,9\n10,11\n", "cell-count cell-count stray-quote stray-quote");

  g_assert_cmpuint (birge_csv_get_n_rows (csv), ==, 2);
  g_assert_cmpstr (birge_csv_get (csv, 1, "b"), ==, "11");
  g_assert_cmpuint (birge_csv_get_line (csv, 1), ==, 7);
}

static void
test_tells_where_a_quote_opens (void)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) bytes = bytes_of ("a,b\n1,2\n3,\"four\nfive\nsix\n");
  g_autoptr(BirgeCsv) csv = birge_csv_parse (bytes, "facts.csv", problems);

  assert_codes (problems, "unclosed-quote");
  g_assert_cmpuint (birge_problems_get (problems, 0)->line, ==, 3);
  g_assert_cmpuint (birge_csv_get_n_rows (csv), ==, 1);
}

static void
test_refuses_bad_columns (void)
{
  g_autoptr(GBytes) wide = repeat ("a", ",a", 2 * BIRGE_CSV_MAX_COLUMNS + 2);
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(BirgeCsv) none = parse ("", "empty");
  g_autoptr(BirgeCsv) blank = parse ("\na,b\n", "empty");
  g_autoptr(BirgeCsv) twice = parse ("a,b,a\n1,2,3\n", "repeated-column");
  g_autoptr(BirgeCsv) unnamed = parse ("a,,c\n1,2,3\n", "empty-column");
  g_autoptr(BirgeCsv) many = birge_csv_parse (wide, "facts.csv", problems);

  assert_codes (problems, "too-many-columns");
  g_assert_cmpuint (birge_csv_get_n_rows (many), ==, 0);
  g_assert_cmpstr (birge_csv_get (twice, 0, "a"), ==, "1");
}

static void
test_accepts_all_line_ends (void)
{
  g_autoptr(BirgeCsv) unix_file = parse ("a,b\n1,2\n3,4\n", "");
  g_autoptr(BirgeCsv) windows = parse ("a,b\r\n1,2\r\n3,4\r\n", "");
  g_autoptr(BirgeCsv) old_mac = parse ("a,b\r1,2\r3,4\r", "");

  g_assert_cmpuint (birge_csv_get_n_rows (unix_file), ==, 2);
  g_assert_cmpuint (birge_csv_get_n_rows (windows), ==, 2);
  g_assert_cmpuint (birge_csv_get_n_rows (old_mac), ==, 2);
  g_assert_cmpstr (birge_csv_get (windows, 1, "b"), ==, "4");
}

static void
test_gives_up_on_what_is_no_table (void)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) lines = repeat ("a,b\n", "no table\n", 1024 * 1024);
  g_autoptr(GBytes) large = repeat ("a,b\n", "1,2\n", BIRGE_CSV_MAX_BYTES + 1);
  g_autoptr(BirgeCsv) first = birge_csv_parse (lines, "facts.csv", problems);
  g_autoptr(BirgeCsv) second = NULL;
  g_autoptr(BirgeProblems) size_problems = birge_problems_new ();

  g_assert_cmpuint (birge_problems_get_length (problems), ==, 101);
  g_assert_cmpstr (birge_problems_get (problems, 100)->code, ==, "too-many-problems");
  g_assert_cmpuint (birge_csv_get_n_rows (first), ==, 0);
  second = birge_csv_parse (large, "facts.csv", size_problems);
  assert_codes (size_problems, "too-large");
  g_assert_cmpuint (birge_csv_get_n_rows (second), ==, 0);
}

static void
swallow (GBytes *bytes)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(BirgeCsv) csv = birge_csv_parse (bytes, "facts.csv", problems);

  assert_helpful (problems);
  for (guint row = 0; row < birge_csv_get_n_rows (csv); row++)
    for (const char *const *column = birge_csv_get_columns (csv); *column != NULL; column++)
      g_assert_true (**column == '\0' || birge_csv_get (csv, row, *column) != NULL);
}

static void
test_survives_damage (void)
{
  g_autoptr(GBytes) good = bytes_of (GOOD);

  feed_broken (good, swallow);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/reads-rows-with-their-lines", test_reads_rows_with_their_lines);
  g_test_add_func ("/csv/leaves-bad-rows-out", test_leaves_bad_rows_out);
  g_test_add_func ("/csv/tells-where-a-quote-opens", test_tells_where_a_quote_opens);
  g_test_add_func ("/csv/refuses-bad-columns", test_refuses_bad_columns);
  g_test_add_func ("/csv/accepts-all-line-ends", test_accepts_all_line_ends);
  g_test_add_func ("/csv/gives-up-on-what-is-no-table", test_gives_up_on_what_is_no_table);
  g_test_add_func ("/csv/survives-damage", test_survives_damage);
  return g_test_run ();
}
