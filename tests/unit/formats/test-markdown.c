/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-markdown.h"

#include <string.h>

#include "tests/unit/formats/broken.h"

#define GOOD \
  "<!-- SPDX-License-Identifier: CC-BY-4.0 -->\n" /* 1 */ \
  "\n" \
  "You have **the right** to *be paid*,\n" \
  "see [the **lawyer**](place/102).\n" \
  "\n" \
  "## What now?\n" \
  "\n" \
  "- one\n" \
  "- two\n" \
  "\n" \
  "```steps\n" /* 11 */ \
  "1. Write down **every day**.\n" \
  "   Photos, messages:\n" \
  "   all of it is proof.\n" \
  "   ![notebook-days]\n" /* 15 */ \
  "2. Pay {30 mci} at most.\n" \
  "\n" \
  "   ![letter]\n" \
  "```\n" \
  "\n" \
  "```warning\n" \
  "One year.\n" \
  "```\n" \
  "\n" \
  "```call place/103\n" /* 25 */ \
  "Say: where.\n" \
  "```\n" \
  "\n" \
  "```say-this not-paid\n" \
  "```\n" \
  "\n" \
  "```ask R5.28 R5.29\n" /* 32 */ \
  "Does it cost anything?\n" \
  "```\n"

static char *
format_value (double count, const char *id, char **until, gpointer user_data)
{
  if (strcmp (id, "mci") != 0)
    return NULL;
  *until = g_strdup ("2026-12-31");
  return g_strdup_printf ("%d ₸", (int) (count * 4325));
}

static GPtrArray *
find_phrase (const char *id, gpointer user_data)
{
  GPtrArray *phrases = NULL;

  if (strcmp (id, "not-paid") != 0)
    return NULL;
  phrases = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (phrases, g_strdup ("kk"));
  g_ptr_array_add (phrases, g_strdup ("Маған жалақы төленбеді."));
  return phrases;
}

static const BirgeMarkdownContext context = { format_value, find_phrase, NULL };

static BirgeMarkdown *
parse (const char *text, const char *codes)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) bytes = bytes_of (text);
  BirgeMarkdown *markdown = birge_markdown_parse (bytes, "en.md", &context, problems);

  assert_codes (problems, codes);
  assert_helpful (problems);
  return markdown;
}

static BirgeBlock *
child (BirgeBlock *block, guint i)
{
  g_assert_cmpuint (i, <, block->children->len);
  return g_ptr_array_index (block->children, i);
}

static BirgeRun *
run (BirgeBlock *block, guint i)
{
  g_assert_cmpuint (i, <, block->runs->len);
  return g_ptr_array_index (block->runs, i);
}

static void
assert_text (BirgeBlock *block, BirgeBlockKind kind, const char *wanted)
{
  g_autofree char *text = birge_block_dup_text (block, NULL, NULL);

  g_assert_cmpint (block->kind, ==, kind);
  g_assert_cmpstr (text, ==, wanted);
}

static void
test_reads_paragraphs_and_lists (void)
{
  g_autoptr(BirgeMarkdown) markdown = parse (GOOD, "");
  BirgeBlock *document = markdown->document;
  BirgeBlock *list = child (document, 2);

  g_assert_cmpuint (document->children->len, ==, 8);
  assert_text (child (document, 0), BIRGE_BLOCK_PARAGRAPH, "You have the right to be paid, see the lawyer.");
  g_assert_cmpint (run (child (document, 0), 1)->style, ==, BIRGE_RUN_STRONG);
  g_assert_cmpint (run (child (document, 0), 3)->style, ==, BIRGE_RUN_EMPHASIS);
  g_assert_cmpstr (run (child (document, 0), 5)->target, ==, "place/102");
  g_assert_cmpint (run (child (document, 0), 6)->style, ==, BIRGE_RUN_STRONG);
  g_assert_null (run (child (document, 0), 7)->target);
  assert_text (child (document, 1), BIRGE_BLOCK_HEADING, "What now?");
  g_assert_cmpuint (child (document, 1)->level, ==, 2);
  g_assert_cmpuint (list->level, ==, 0);
  assert_text (child (child (list, 1), 0), BIRGE_BLOCK_PARAGRAPH, "two");
}

static void
test_reads_special_blocks (void)
{
  g_autoptr(BirgeMarkdown) markdown = parse (GOOD, "");
  BirgeBlock *steps = child (markdown->document, 3);
  BirgeBlock *first = child (steps, 0);
  BirgeBlock *second = child (steps, 1);

  assert_text (first, BIRGE_BLOCK_STEP, "Write down every day.");
  assert_text (child (first, 0), BIRGE_BLOCK_PARAGRAPH, "Photos, messages: all of it is proof.");
  g_assert_cmpuint (first->children->len, ==, 1);
  g_assert_cmpstr (first->picture, ==, "notebook-days");
  assert_text (second, BIRGE_BLOCK_STEP, "Pay 129750 ₸ at most.");
  g_assert_cmpstr (run (second, 1)->until, ==, "2026-12-31");
  g_assert_cmpstr (second->picture, ==, "letter");
  g_assert_cmpuint (second->children->len, ==, 0);
  assert_text (child (child (markdown->document, 4), 0), BIRGE_BLOCK_PARAGRAPH, "One year.");
  g_assert_cmpint (child (markdown->document, 4)->kind, ==, BIRGE_BLOCK_WARNING);
  g_assert_cmpstr (child (markdown->document, 5)->target, ==, "place/103");
  g_assert_cmpint (child (markdown->document, 6)->kind, ==, BIRGE_BLOCK_SAY_THIS);
  g_assert_cmpstr (g_ptr_array_index (child (markdown->document, 6)->phrases, 1), ==, "Маған жалақы төленбеді.");
  g_assert_cmpint (child (markdown->document, 7)->kind, ==, BIRGE_BLOCK_ASK);
}

static void
test_tells_what_is_used_and_where (void)
{
  g_autoptr(BirgeMarkdown) markdown = parse (GOOD, "");

  g_assert_cmpuint (markdown->links->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (markdown->links, 0), ==, "place/102");
  g_assert_cmpuint (g_array_index (markdown->link_lines, guint, 0), ==, 4);
  g_assert_cmpstr (g_ptr_array_index (markdown->links, 1), ==, "place/103");
  g_assert_cmpuint (g_array_index (markdown->link_lines, guint, 1), ==, 25);
  g_assert_cmpuint (markdown->pictures->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (markdown->pictures, 0), ==, "notebook-days");
  g_assert_cmpuint (g_array_index (markdown->picture_lines, guint, 0), ==, 15);
  g_assert_cmpuint (g_array_index (markdown->picture_lines, guint, 1), ==, 18);
  g_assert_cmpuint (markdown->ask_facts->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (markdown->ask_facts, 1), ==, "R5.29");
  g_assert_cmpuint (g_array_index (markdown->ask_lines, guint, 1), ==, 32);
}

static void
test_refuses_what_the_screen_cannot_show (void)
{
  static const struct {
    const char *text;
    const char *codes;
    guint       line;
  } bad[] = {
    { "", "empty", 0 },
    { "<!-- only a comment -->\n", "empty", 0 },
    { "a\n\n<div>x</div>\n", "html", 3 },
    { "<!-- a --><script>x</script>\n\nb\n", "html", 1 },
    { "a\nb <b>c</b>\n", "html html", 2 },
    { "a\n\n> quoted\n", "unknown-block", 3 },
    { "a\n\n---\n\nb\n", "unknown-block", 3 },
    { "a\n\n    indented\n", "unknown-block", 3 },
    { "a\n\n```stpes\n1. x\n```\n", "unknown-block", 3 },
    { "a\n\n```\nx\n```\n", "unknown-block", 3 },
    { "a\n\n````warning\nx\n\n```call place/103\n```\n````\n", "unknown-block", 6 },
    { "a\n\n```warning\nx\n", "unclosed-block", 3 },
    { "a\n\n```warning", "unclosed-block empty-block", 3 },
    { "```warning\n\n```\na\n", "empty-block", 1 },
    { "```ask R1\n```\na\n", "empty-block", 1 },
    { "```steps\n```\na\n", "empty-block", 1 },
    { "```warning now\nx\n```\na\n", "unexpected-argument", 1 },
    { "a\n\n```call\nx\n```\n", "missing-argument", 3 },
    { "a\n\n```call guide/x\nx\n```\n", "bad-argument", 3 },
    { "a\n\n```call 103\nx\n```\n", "bad-argument", 3 },
    { "a\n\n```say-this\n```\n", "missing-argument", 3 },
    { "a\n\n```say-this a b\n```\n", "unexpected-argument", 3 },
    { "a\n\n```say-this A!\n```\n", "bad-argument", 3 },
    { "a\n\n```say-this nothing\n```\n", "unknown-phrase", 3 },
    { "a\n\n```say-this not-paid\nx\n```\n", "unexpected-text", 3 },
    { "a\n\n```ask ../R1\nx\n```\n", "bad-argument", 3 },
    { "a\n\n```steps\nx\n```\n", "step-content", 4 },
    { "a\n\n```steps\n- x\n```\n", "step-content", 4 },
    { "a\n\n```steps\n1. x\n   ![p]\n\n   - y\n```\n", "step-content", 7 },
    { "a\n\n```steps\n1. x\n   ![p]\n2.\n```\n", "empty-step", 6 },
    { "a\n\n```steps\n1. ![p]\n```\n", "empty-step", 4 },
    { "a\n\n```steps\n1. x\n   ![p]\n   ![q]\n```\n", "two-pictures", 6 },
    { "a\n\n```steps\n1. x\n   ![P Q]\n```\n", "bad-name step-without-picture", 5 },
    { "a\n\n```steps\n1. x ![p]\n```\n", "picture-place step-without-picture", 4 },
    { "a\n![p]\n", "picture-place", 2 },
    { "a\n\n![p](p.svg)\n", "image", 3 },
    { "a\nb [c](https://example.org)\n", "external-link", 2 },
    { "a\nb [c](javascript:1)\n", "external-link", 2 },
    { "a\nb [c](../x/y)\n", "external-link", 2 },
    { "a\nb <https://example.org>\n", "external-link external-link", 2 },
    { "a\nsee www.example.org\n", "external-link", 2 },
    { "a\nit is {31 nothing}\n", "unknown-value", 2 },
    { "a\nit is {mci\n", "bad-value", 2 },
    { "a\nit is {30mci}\n", "bad-value", 2 },
    { "a\nit is {}\n", "bad-value", 2 },
    { "#### a\n", "heading-level", 1 },
    { "a\n\n- 1\n  - 2\n    - 3\n      - 4\n        - 5\n", "too-deep", 7 },
    { "a\xff\n", "invalid-utf8", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(BirgeProblems) problems = birge_problems_new ();
      g_autoptr(GBytes) bytes = bytes_of (bad[i].text);
      g_autoptr(BirgeMarkdown) markdown = birge_markdown_parse (bytes, "en.md", &context, problems);

      assert_codes (problems, bad[i].codes);
      assert_helpful (problems);
      g_assert_cmpuint (birge_problems_get (problems, 0)->line, ==, bad[i].line);
      g_assert_nonnull (markdown->document);
    }
}

static void
test_warns_of_steps_without_picture (void)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) bytes = bytes_of ("```steps\n1. one\n2. two\n   ![p]\n```\n");
  g_autoptr(BirgeMarkdown) markdown = birge_markdown_parse (bytes, "en.md", &context, problems);

  assert_codes (problems, "step-without-picture");
  g_assert_cmpint (birge_problems_get (problems, 0)->severity, ==, BIRGE_PROBLEM_WARNING);
  g_assert_cmpuint (birge_problems_get (problems, 0)->line, ==, 2);
  g_assert_cmpuint (child (markdown->document, 0)->children->len, ==, 2);
}

static void
test_refuses_typed_amounts (void)
{
  static const char *const amounts[] = {
    "500 тенге", "4 325 ₸", "4\u00A0325\u00A0теңге", "25 000 tenge", "25 мың теңге", "5000тг", "₸ 500", "1,5 млн тенге", "**500** тенге",
    "500\nтенге", "25 000 坚戈", "۵۰۰ تنگه", "500 KZT", "30 МРП", "30 АЕК", "30 MCI", "3 000–5 000 тенге",
  };
  static const char *const plain[] = {
    "500 somoni", "in 2026. Tenge is money", "тенге", "30 days", "5 тгвр", "{30 mci}", "call 102", "30 mcirc",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      g_autofree char *text = g_strdup_printf ("Pay\n%s now.\n", amounts[i]);
      g_autoptr(BirgeProblems) problems = birge_problems_new ();
      g_autoptr(GBytes) bytes = bytes_of (text);
      g_autoptr(BirgeMarkdown) markdown = birge_markdown_parse (bytes, "en.md", &context, problems);

      assert_codes (problems, "typed-figure");
      g_assert_cmpuint (birge_problems_get (problems, 0)->line, ==, 2);
      g_assert_nonnull (markdown);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    {
      g_autofree char *text = g_strdup_printf ("Well\n%s now.\n", plain[i]);
      g_autoptr(BirgeMarkdown) markdown = parse (text, "");

      g_assert_nonnull (markdown);
    }
}

static void
test_breaks_are_spaces_but_not_in_chinese (void)
{
  g_autoptr(BirgeMarkdown) latin = parse ("one\ntwo  \nthree\n", "");
  g_autoptr(BirgeMarkdown) han = parse ("请写下\n每一天。\nOK\n", "");

  assert_text (child (latin->document, 0), BIRGE_BLOCK_PARAGRAPH, "one two three");
  assert_text (child (han->document, 0), BIRGE_BLOCK_PARAGRAPH, "请写下每一天。 OK");
}

static void
test_works_without_surroundings (void)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) bytes = bytes_of ("Pay {30 mci}.\n\n```say-this any\n```\n");
  g_autoptr(BirgeMarkdown) markdown = birge_markdown_parse (bytes, "en.md", NULL, problems);

  assert_codes (problems, "");
  assert_text (child (markdown->document, 0), BIRGE_BLOCK_PARAGRAPH, "Pay {30 mci}.");
  g_assert_cmpuint (child (markdown->document, 1)->phrases->len, ==, 0);
}

static void
test_what_it_makes_can_be_read (void)
{
  g_autoptr(BirgeMarkdown) markdown = parse (GOOD, "");
  g_autoptr(GBytes) first = birge_block_to_bytes (markdown->document);
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeBlock) document = birge_block_from_bytes (first, &error);
  g_autoptr(GBytes) second = NULL;

  g_assert_no_error (error);
  second = birge_block_to_bytes (document);
  g_assert_true (g_bytes_equal (first, second));
}

static void
swallow (GBytes *bytes)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(BirgeMarkdown) markdown = birge_markdown_parse (bytes, "en.md", &context, problems);
  g_autoptr(GBytes) blocks = birge_block_to_bytes (markdown->document);

  g_assert_nonnull (blocks);
  assert_helpful (problems);
}

static void
test_survives_damage (void)
{
  g_autoptr(GBytes) good = bytes_of (GOOD);

  feed_broken (good, swallow);
}

/* Texts that make careless parsers slow or overflow their stack. */
static void
test_survives_towers (void)
{
  static const char *const pieces[] = {
    "*a ", "**a", "[", "![", "> ", "- ", "1. ", "{", "{1 ", "`", "<", "<!--", "1", "1 ", "1 000 ", "a.", "\\", "&amp;", "![a]\n", "```steps\n",
    "[a](b/c)", "1                                        ", "١٠ ",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr(GBytes) tower = repeat ("a\n\n", pieces[i], BIRGE_MARKDOWN_MAX_BYTES / 4);
      gint64 start_us = g_get_monotonic_time ();

      swallow (tower);
      g_test_message ("piece %" G_GSIZE_FORMAT ": %" G_GINT64_FORMAT " us", i, g_get_monotonic_time () - start_us);
      g_assert_cmpint (g_get_monotonic_time () - start_us, <, 20 * G_USEC_PER_SEC);
    }
}

static void
test_refuses_large_files (void)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) large = repeat ("", "word ", BIRGE_MARKDOWN_MAX_BYTES + 1);
  g_autoptr(BirgeMarkdown) markdown = birge_markdown_parse (large, "en.md", &context, problems);

  assert_codes (problems, "too-large");
  g_assert_cmpuint (markdown->document->children->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markdown/reads-paragraphs-and-lists", test_reads_paragraphs_and_lists);
  g_test_add_func ("/markdown/reads-special-blocks", test_reads_special_blocks);
  g_test_add_func ("/markdown/tells-what-is-used-and-where", test_tells_what_is_used_and_where);
  g_test_add_func ("/markdown/refuses-what-the-screen-cannot-show", test_refuses_what_the_screen_cannot_show);
  g_test_add_func ("/markdown/warns-of-steps-without-picture", test_warns_of_steps_without_picture);
  g_test_add_func ("/markdown/refuses-typed-amounts", test_refuses_typed_amounts);
  g_test_add_func ("/markdown/breaks-are-spaces-but-not-in-chinese", test_breaks_are_spaces_but_not_in_chinese);
  g_test_add_func ("/markdown/works-without-surroundings", test_works_without_surroundings);
  g_test_add_func ("/markdown/what-it-makes-can-be-read", test_what_it_makes_can_be_read);
  g_test_add_func ("/markdown/survives-damage", test_survives_damage);
  g_test_add_func ("/markdown/survives-towers", test_survives_towers);
  g_test_add_func ("/markdown/refuses-large-files", test_refuses_large_files);
  return g_test_run ();
}
