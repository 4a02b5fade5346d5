/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-ini.h"

#include <string.h>

#include "tests/unit/formats/broken.h"

#define GOOD \
  "\xEF\xBB\xBF# comment\r\n" \
  "[Item]\r\n" \
  "Title[en] = My wages were not paid = what?\r\n" \
  "Title[uz-Cyrl]=Маош тўланмади\r\n" \
  "\r\n" \
  "Order=10\r\n" \
  "Empty=\r\n" \
  "[lesson/basic]\n" \
  "Order=2" /* no line break at the end */

static BirgeIni *
parse (const char *text, const char *codes)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) bytes = bytes_of (text);
  BirgeIni *ini = birge_ini_parse (bytes, "item.ini", problems);

  assert_codes (problems, codes);
  assert_helpful (problems);
  return ini;
}

static void
test_reads_keys_in_languages (void)
{
  g_autoptr(BirgeIni) ini = parse (GOOD, "");
  const BirgeIniEntry *entry = NULL;

  g_assert_cmpuint (birge_ini_get_entries (ini)->len, ==, 5);
  g_assert_cmpstr (birge_ini_get (ini, "Item", "Title", "en"), ==, "My wages were not paid = what?");
  g_assert_cmpstr (birge_ini_get (ini, "Item", "Title", "uz-Cyrl"), ==, "Маош тўланмади");
  g_assert_cmpstr (birge_ini_get (ini, "Item", "Empty", NULL), ==, "");
  g_assert_cmpstr (birge_ini_get (ini, "lesson/basic", "Order", NULL), ==, "2");
  g_assert_null (birge_ini_get (ini, "Item", "Title", NULL));
  g_assert_null (birge_ini_get (ini, "Item", "title", "en"));
  entry = birge_ini_find (ini, "Item", "Order", NULL);
  g_assert_cmpuint (entry->line, ==, 6);
  g_assert_null (entry->language);
}

static void
test_refuses_what_is_unclear (void)
{
  static const struct {
    const char *text;
    const char *code;
    guint       line;
  } bad[] = {
    { "Key=1\n", "syntax", 1 },
    { "[A]\nKey\n", "syntax", 2 },
    { "[A\nKey=1\n", "syntax", 1 },
    { "[]\n", "syntax", 1 },
    { "[\n", "syntax", 1 },
    { "[a b]\n", "syntax", 1 },
    { "[A]\n=1\n", "syntax", 2 },
    { "[A]\nKey[=1\n", "syntax", 2 },
    { "[A]\nKey[]=1\n", "syntax", 2 },
    { "[A]\nKey[a b]=1\n", "syntax", 2 },
    { "[A]\nKey[en]x=1\n", "syntax", 2 },
    { "[A]\nK,y=1\n", "syntax", 2 },
    { "[A]\nKey=1\n\nKey=2\n", "repeated-key", 4 },
    { "[A]\nKey[en]=1\nKey[en]=2\n", "repeated-key", 3 },
    { "[A]\nKey=1\n[B]\n[A]\nKey=2\n", "repeated-section", 4 },
    { "[A]\nKey=\xff\n", "invalid-utf8", 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(BirgeProblems) problems = birge_problems_new ();
      g_autoptr(GBytes) bytes = bytes_of (bad[i].text);
      g_autoptr(BirgeIni) ini = birge_ini_parse (bytes, "item.ini", problems);

      g_assert_nonnull (ini);
      g_assert_cmpuint (birge_problems_get_length (problems), >=, 1);
      g_assert_cmpstr (birge_problems_get (problems, 0)->code, ==, bad[i].code);
      g_assert_cmpuint (birge_problems_get (problems, 0)->line, ==, bad[i].line);
      g_assert_cmpint (birge_problems_get (problems, 0)->severity, ==, BIRGE_PROBLEM_ERROR);
      assert_helpful (problems);
    }
}

static void
test_keeps_the_first_of_a_repeated_key (void)
{
  g_autoptr(BirgeIni) ini = parse ("[A]\nKey=1\nKey=2\n[A]\nKey=3\nOther=4\n", "repeated-key repeated-section");

  g_assert_cmpstr (birge_ini_get (ini, "A", "Key", NULL), ==, "1");
  g_assert_null (birge_ini_get (ini, "A", "Other", NULL));
}

static void
test_same_key_in_languages_is_not_repeated (void)
{
  g_autoptr(BirgeIni) ini = parse ("[A]\nKey=1\nKey[en]=2\nKey[uz]=3\n[B]\nKey=4\n", "");

  g_assert_cmpuint (birge_ini_get_entries (ini)->len, ==, 4);
}

static void
test_refuses_other_files (void)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) nul = g_bytes_new ("[A]\nKey=\0\n", 10);
  g_autoptr(GBytes) large = repeat ("[A]\n", "# filling\n", BIRGE_INI_MAX_BYTES + 1);
  g_autoptr(GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr(BirgeIni) first = birge_ini_parse (nul, "a", problems);
  g_autoptr(BirgeIni) second = birge_ini_parse (large, "a", problems);
  g_autoptr(BirgeIni) third = birge_ini_parse (empty, "a", problems);

  assert_codes (problems, "nul-byte too-large");
  assert_helpful (problems);
  g_assert_cmpuint (birge_problems_get (problems, 0)->line, ==, 2);
  g_assert_cmpuint (birge_ini_get_entries (first)->len + birge_ini_get_entries (second)->len + birge_ini_get_entries (third)->len, ==, 0);
}

static void
swallow (GBytes *bytes)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(BirgeIni) ini = birge_ini_parse (bytes, "item.ini", problems);

  g_assert_nonnull (ini);
  assert_helpful (problems);
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
  g_test_add_func ("/ini/reads-keys-in-languages", test_reads_keys_in_languages);
  g_test_add_func ("/ini/refuses-what-is-unclear", test_refuses_what_is_unclear);
  g_test_add_func ("/ini/keeps-the-first-of-a-repeated-key", test_keeps_the_first_of_a_repeated_key);
  g_test_add_func ("/ini/same-key-in-languages-is-not-repeated", test_same_key_in_languages_is_not_repeated);
  g_test_add_func ("/ini/refuses-other-files", test_refuses_other_files);
  g_test_add_func ("/ini/survives-damage", test_survives_damage);
  return g_test_run ();
}
