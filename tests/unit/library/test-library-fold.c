/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/library/birge-fold.h"

static void
assert_fold (const char *text, const char *expected)
{
  g_autoptr(GString) words = g_string_new (NULL);

  birge_fold_append (words, text);
  g_assert_cmpstr (words->str, ==, expected);
}

static void
assert_query (const char *typed, gboolean whole_short, const char *expected)
{
  g_autofree char *query = birge_fold_query (typed, whole_short);

  g_assert_cmpstr (query, ==, expected);
}

static void
test_takes_case_and_marks_off (void)
{
  assert_fold ("", "");
  assert_fold ("  Wages, unpaid!  ", "wages unpaid ");
  assert_fold ("ЁЛКА и Ёж; йод", "елка и еж иод ");
  assert_fold ("Çalışma İZNİ", "calısma izni ");
  assert_fold ("کتاب‌ها", "کتابها ");
  assert_fold ("8-800-112", "8 800 112 ");
}

static void
test_reads_every_apostrophe_alike (void)
{
  assert_fold ("to\u02bblanmadi to'lanmadi to\u2018lanmadi to\u2019lanmadi to`lanmadi",
               "tolanmadi tolanmadi tolanmadi tolanmadi tolanmadi ");
}

static void
test_pairs_chinese_characters (void)
{
  assert_fold ("工资没发", "工资 资没 没发 发 ");
  assert_fold ("发", "发 ");
  assert_fold ("HR工资ok", "hr 工资 资 ok ");
}

static void
test_query_has_no_syntax_of_its_own (void)
{
  assert_query ("\"wages\" OR * NEAR(a b) -x^2 {col}:", FALSE,
                "\"wages\"* \"or\"* \"near\"* \"a\"* \"b\"* \"x\"* \"2\"* \"col\"*");
  assert_query ("\"\"* ( ) -", FALSE, NULL);
  assert_query ("", FALSE, NULL);
  assert_query ("\xff\xfe broken \xd0", FALSE, "\"broken\"*");
}

static void
test_short_words_stand_whole_in_texts (void)
{
  assert_query ("my wages", TRUE, "\"my\" \"wages\"*");
  assert_query ("my wages", FALSE, "\"my\"* \"wages\"*");
  assert_query ("my", TRUE, NULL);
  assert_query ("工资", TRUE, "\"工资\"*");
  assert_query ("工", TRUE, NULL);
}

static void
test_length_has_a_limit (void)
{
  g_autofree char *typed = g_strnfill (100000, 'a');
  g_autofree char *query = birge_fold_query (typed, FALSE);
  g_autofree char *many = birge_fold_query ("a b c d e f g h i j k", FALSE);

  g_assert_cmpuint (strlen (query), <, 300);
  g_assert_cmpstr (many, ==, "\"a\"* \"b\"* \"c\"* \"d\"* \"e\"* \"f\"* \"g\"* \"h\"*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/library-fold/takes-case-and-marks-off", test_takes_case_and_marks_off);
  g_test_add_func ("/library-fold/reads-every-apostrophe-alike", test_reads_every_apostrophe_alike);
  g_test_add_func ("/library-fold/pairs-chinese-characters", test_pairs_chinese_characters);
  g_test_add_func ("/library-fold/query-has-no-syntax-of-its-own", test_query_has_no_syntax_of_its_own);
  g_test_add_func ("/library-fold/short-words-stand-whole-in-texts", test_short_words_stand_whole_in_texts);
  g_test_add_func ("/library-fold/length-has-a-limit", test_length_has_a_limit);
  return g_test_run ();
}
