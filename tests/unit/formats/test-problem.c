/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-problem.h"

#include <string.h>

#include "tests/unit/formats/broken.h"

static void
test_tells_what_why_and_what_to_do (void)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autofree char *whole = NULL;
  g_autofree char *bare = NULL;

  birge_problems_add (problems, BIRGE_PROBLEM_ERROR, "guide/x/en.md", 7, "html", "there is HTML", "it is lost", "take it out");
  birge_problems_add (problems, BIRGE_PROBLEM_WARNING, "places.csv", 0, "empty", "no rows", NULL, NULL);
  whole = birge_problem_to_string (birge_problems_get (problems, 0));
  bare = birge_problem_to_string (birge_problems_get (problems, 1));
  g_assert_cmpstr (whole, ==, "guide/x/en.md:7: error: there is HTML: it is lost: take it out");
  g_assert_cmpstr (bare, ==, "places.csv: warning: no rows");
}

static void
test_counts_by_severity (void)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();

  g_assert_cmpuint (birge_problems_get_length (problems), ==, 0);
  for (guint i = 0; i < 3; i++)
    birge_problems_add (problems, BIRGE_PROBLEM_WARNING, "a", i, "w", "what", NULL, NULL);
  birge_problems_add (problems, BIRGE_PROBLEM_ERROR, "a", 0, "e", "what", NULL, NULL);
  g_assert_cmpuint (birge_problems_count (problems, BIRGE_PROBLEM_WARNING), ==, 3);
  g_assert_cmpuint (birge_problems_count (problems, BIRGE_PROBLEM_ERROR), ==, 1);
  g_assert_cmpuint (birge_problems_get_length (problems), ==, 4);
}

static void
test_sorts_by_place_and_keeps_order (void)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();

  birge_problems_add (problems, BIRGE_PROBLEM_ERROR, "b", 1, "five", "what", NULL, NULL);
  birge_problems_add (problems, BIRGE_PROBLEM_ERROR, "a", 9, "three", "what", NULL, NULL);
  birge_problems_add (problems, BIRGE_PROBLEM_ERROR, NULL, 0, "one", "what", NULL, NULL);
  birge_problems_add (problems, BIRGE_PROBLEM_ERROR, "a", 9, "four", "what", NULL, NULL);
  birge_problems_add (problems, BIRGE_PROBLEM_ERROR, "a", 2, "two", "what", NULL, NULL);
  birge_problems_sort (problems);
  assert_codes (problems, "one two three four five");
}

static void
test_quotes_what_is_no_text (void)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autofree char *line = NULL;

  birge_problems_add (problems, BIRGE_PROBLEM_ERROR, "a\xff", 1, "x", "bad \xc3", "\xfe", NULL);
  line = birge_problem_to_string (birge_problems_get (problems, 0));
  g_assert_true (g_utf8_validate (line, -1, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/problem/tells-what-why-and-what-to-do", test_tells_what_why_and_what_to_do);
  g_test_add_func ("/problem/counts-by-severity", test_counts_by_severity);
  g_test_add_func ("/problem/sorts-by-place-and-keeps-order", test_sorts_by_place_and_keeps_order);
  g_test_add_func ("/problem/quotes-what-is-no-text", test_quotes_what_is_no_text);
  return g_test_run ();
}
