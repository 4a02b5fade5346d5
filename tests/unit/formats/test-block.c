/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-block.h"

#include <string.h>

#include "tests/unit/formats/broken.h"

#define WHOLE \
  "{\"k\":\"document\",\"c\":[" \
  "{\"k\":\"heading\",\"l\":2,\"r\":[{\"x\":\"Не төленбеді?\"}]}," \
  "{\"k\":\"steps\",\"c\":[{\"k\":\"step\",\"p\":\"notebook\",\"r\":[{\"x\":\"Pay \",\"s\":1},{\"x\":\"129 750 ₸\",\"u\":\"2026-12-31\"}]," \
  "\"c\":[{\"k\":\"paragraph\",\"r\":[{\"x\":\"see\",\"t\":\"place/102\"}]}]}]}," \
  "{\"k\":\"call\",\"t\":\"place/103\"}," \
  "{\"k\":\"say-this\",\"w\":[\"kk\",\"Маған\",\"ru\",\"Мне\"]}]}"

static BirgeBlock *
read_text (const char *text)
{
  g_autoptr(GBytes) bytes = bytes_of (text);
  g_autoptr(GError) error = NULL;
  BirgeBlock *document = birge_block_from_bytes (bytes, &error);

  g_assert_no_error (error);
  return document;
}

static void
test_equal_trees_give_equal_bytes (void)
{
  g_autoptr(BirgeBlock) first = read_text (WHOLE);
  g_autoptr(GBytes) bytes = birge_block_to_bytes (first);
  g_autoptr(GBytes) wanted = bytes_of (WHOLE);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), WHOLE, strlen (WHOLE));
  g_assert_true (g_bytes_equal (bytes, wanted));
}

static void
test_reads_all_of_it (void)
{
  g_autoptr(BirgeBlock) document = read_text (WHOLE);
  BirgeBlock *steps = g_ptr_array_index (document->children, 1);
  BirgeBlock *step = g_ptr_array_index (steps->children, 0);
  BirgeBlock *say = g_ptr_array_index (document->children, 3);
  BirgeRun *figure = g_ptr_array_index (step->runs, 1);

  g_assert_cmpint (steps->kind, ==, BIRGE_BLOCK_STEPS);
  g_assert_cmpstr (step->picture, ==, "notebook");
  g_assert_cmpstr (figure->until, ==, "2026-12-31");
  g_assert_cmpint (((BirgeRun *) g_ptr_array_index (step->runs, 0))->style, ==, BIRGE_RUN_STRONG);
  g_assert_cmpuint (say->phrases->len, ==, 4);
  g_assert_cmpstr (g_ptr_array_index (say->phrases, 3), ==, "Мне");
}

static void
test_outdated_figures_read_otherwise (void)
{
  g_autoptr(BirgeBlock) document = read_text (WHOLE);
  BirgeBlock *steps = g_ptr_array_index (document->children, 1);
  BirgeBlock *step = g_ptr_array_index (steps->children, 0);
  g_autofree char *always = birge_block_dup_text (step, NULL, "ask the centre");
  g_autofree char *in_time = birge_block_dup_text (step, "2026-12-31", "ask the centre");
  g_autofree char *late = birge_block_dup_text (step, "2027-01-01", "ask the centre");
  g_autofree char *dropped = birge_block_dup_text (step, "2027-01-01", NULL);

  g_assert_cmpstr (always, ==, "Pay 129 750 ₸");
  g_assert_cmpstr (in_time, ==, "Pay 129 750 ₸");
  g_assert_cmpstr (late, ==, "Pay ask the centre");
  g_assert_cmpstr (dropped, ==, "Pay ");
}

static void
test_unknown_kinds_become_paragraphs (void)
{
  g_autoptr(BirgeBlock) document = read_text (
    "{\"k\":\"document\",\"new\":1,\"c\":[{\"k\":\"hologram\",\"r\":[{\"x\":\"One\",\"s\":5,\"z\":[]}],"
    "\"c\":[{\"k\":\"step\",\"r\":[{\"x\":\"two\"}],\"c\":[{\"k\":\"paragraph\",\"r\":[{\"x\":\"three\"}]}]}]}]}");
  BirgeBlock *paragraph = g_ptr_array_index (document->children, 0);
  g_autofree char *text = birge_block_dup_text (paragraph, NULL, NULL);

  /* The step is a kind we know, its own child too; only below the unknown one all text is gathered. */
  g_assert_cmpint (paragraph->kind, ==, BIRGE_BLOCK_PARAGRAPH);
  g_assert_cmpstr (text, ==, "One two three");
  g_assert_cmpuint (paragraph->children->len, ==, 0);
  g_assert_cmpint (((BirgeRun *) g_ptr_array_index (paragraph->runs, 0))->style, ==, BIRGE_RUN_STRONG);
}

static void
test_refuses_what_it_cannot_show (void)
{
  static const char *const bad[] = {
    "", "[]", "7", "null", "{", "{}", "{\"k\":1}", "{\"k\":\"paragraph\"}",
    "{\"k\":\"document\",\"k\":\"document\"}",
    "{\"k\":\"document\"} x",
    "{\"k\":\"document\",\"l\":-1}", "{\"k\":\"document\",\"l\":7}", "{\"k\":\"document\",\"l\":1.5}",
    "{\"k\":\"document\",\"l\":99999999999999999999}",
    "{\"k\":\"document\",\"t\":[]}", "{\"k\":\"document\",\"p\":1}",
    "{\"k\":\"document\",\"r\":{}}", "{\"k\":\"document\",\"r\":[1]}", "{\"k\":\"document\",\"r\":[{}]}",
    "{\"k\":\"document\",\"r\":[{\"x\":1}]}", "{\"k\":\"document\",\"r\":[{\"x\":\"\",\"s\":\"1\"}]}",
    "{\"k\":\"document\",\"r\":[{\"x\":\"a\\u0000b\"}]}",
    "{\"k\":\"document\",\"c\":[1]}", "{\"k\":\"document\",\"c\":\"\"}",
    "{\"k\":\"document\",\"w\":[\"kk\"]}", "{\"k\":\"document\",\"w\":[1,2]}",
    "{\"k\":\"document\",\"r\":[{\"x\":\"\xff\"}]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GBytes) bytes = bytes_of (bad[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (birge_block_from_bytes (bytes, &error));
      g_assert_error (error, BIRGE_BLOCK_ERROR, BIRGE_BLOCK_ERROR_SYNTAX);
    }
}

static GBytes *
nest (guint depth)
{
  GString *text = g_string_new ("{\"k\":\"document\",\"c\":[");

  for (guint i = 2; i < depth; i++)
    g_string_append (text, "{\"k\":\"item\",\"c\":[");
  g_string_append (text, "{\"k\":\"item\"}");
  for (guint i = 1; i < depth; i++)
    g_string_append (text, "]}");
  return g_string_free_to_bytes (text);
}

static void
test_refuses_too_deep_many_or_large (void)
{
  g_autoptr(GBytes) deepest = nest (16);
  g_autoptr(GBytes) deeper = nest (17);
  g_autoptr(GBytes) abyss = nest (100000);
  g_autoptr(GBytes) many = NULL;
  g_autoptr(GBytes) large = repeat ("", " ", BIRGE_BLOCK_MAX_BYTES + 1);
  g_autoptr(GString) text = g_string_new ("{\"k\":\"document\",\"c\":[{\"k\":\"item\"}");
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeBlock) document = birge_block_from_bytes (deepest, &error);

  g_assert_no_error (error);
  g_assert_nonnull (document);
  g_assert_null (birge_block_from_bytes (deeper, &error));
  g_assert_error (error, BIRGE_BLOCK_ERROR, BIRGE_BLOCK_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_null (birge_block_from_bytes (abyss, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  for (guint i = 0; i < 20000; i++)
    g_string_append (text, ",{\"k\":\"item\"}");
  g_string_append (text, "]}");
  many = bytes_of (text->str);
  g_assert_null (birge_block_from_bytes (many, &error));
  g_assert_error (error, BIRGE_BLOCK_ERROR, BIRGE_BLOCK_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_null (birge_block_from_bytes (large, &error));
  g_assert_error (error, BIRGE_BLOCK_ERROR, BIRGE_BLOCK_ERROR_TOO_LARGE);
}

static void
swallow (GBytes *bytes)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeBlock) document = birge_block_from_bytes (bytes, &error);
  g_autoptr(GBytes) again = document != NULL ? birge_block_to_bytes (document) : NULL;
  g_autoptr(BirgeBlock) second = again != NULL ? birge_block_from_bytes (again, NULL) : NULL;
  g_autoptr(GBytes) third = second != NULL ? birge_block_to_bytes (second) : NULL;

  g_assert_true ((document == NULL) == (error != NULL));
  g_assert_true (document == NULL || g_bytes_equal (again, third));
}

static void
test_survives_damage (void)
{
  g_autoptr(GBytes) good = bytes_of (WHOLE);

  feed_broken (good, swallow);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/block/equal-trees-give-equal-bytes", test_equal_trees_give_equal_bytes);
  g_test_add_func ("/block/reads-all-of-it", test_reads_all_of_it);
  g_test_add_func ("/block/outdated-figures-read-otherwise", test_outdated_figures_read_otherwise);
  g_test_add_func ("/block/unknown-kinds-become-paragraphs", test_unknown_kinds_become_paragraphs);
  g_test_add_func ("/block/refuses-what-it-cannot-show", test_refuses_what_it_cannot_show);
  g_test_add_func ("/block/refuses-too-deep-many-or-large", test_refuses_too_deep_many_or_large);
  g_test_add_func ("/block/survives-damage", test_survives_damage);
  return g_test_run ();
}
