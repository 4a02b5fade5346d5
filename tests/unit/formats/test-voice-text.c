/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-voice-text.h"

static void
assert_same (const char *left, const char *right, gboolean same)
{
  g_autofree char *first = birge_voice_text_dup_key (left);
  g_autofree char *second = birge_voice_text_dup_key (right);

  g_assert_true (birge_voice_text_is_key (first));
  g_assert_true (g_str_equal (first, second) == same);
}

static void
test_key_follows_the_words_alone (void)
{
  assert_same ("Ба 112 занг занед.", "  Ба\n112  занг занед. ", TRUE);
  assert_same ("бай\u0438\u0306", "бай\u0439", TRUE); /* the same letter, written in two ways */
  assert_same ("\u2068سلام\u2069", "سلام", TRUE);
  assert_same ("Ба 112 занг занед.", "Ба 113 занг занед.", FALSE);
  assert_same ("Ба 112 занг занед.", "Ба 112 занг занед!", FALSE);
  assert_same ("a b", "ab", FALSE);
  assert_same ("", " \n", TRUE);
}

static void
test_key_never_changes (void)
{
  g_autofree char *key = birge_voice_text_dup_key ("Ассалому алейкум!");

  g_assert_cmpstr (key, ==, "45901386fbe39ae28bfb4c7ba8bf6edc"); /* recordings are named after it */
  g_assert_false (birge_voice_text_is_key ("consent-00000000"));
  g_assert_false (birge_voice_text_is_key ("0123456789ABCDEF0123456789abcdef"));
}

static void
test_units_are_blocks_with_words (void)
{
  g_autoptr(BirgeBlock) document = birge_block_new (BIRGE_BLOCK_DOCUMENT);
  BirgeBlock *heading = birge_block_append (document, birge_block_new (BIRGE_BLOCK_HEADING));
  BirgeBlock *steps = birge_block_append (document, birge_block_new (BIRGE_BLOCK_STEPS));
  BirgeBlock *step = birge_block_append (steps, birge_block_new (BIRGE_BLOCK_STEP));
  BirgeBlock *detail = birge_block_append (step, birge_block_new (BIRGE_BLOCK_PARAGRAPH));
  g_autoptr(GPtrArray) units = NULL;

  birge_block_append (document, birge_block_new (BIRGE_BLOCK_SAY_THIS));
  birge_block_append_run (heading, "A", BIRGE_RUN_PLAIN);
  birge_block_append_run (step, "B", BIRGE_RUN_PLAIN);
  birge_block_append_run (detail, "C", BIRGE_RUN_PLAIN);
  units = birge_voice_text_list_units (document);
  g_assert_cmpuint (units->len, ==, 3);
  g_assert_true (g_ptr_array_index (units, 0) == heading);
  g_assert_true (g_ptr_array_index (units, 1) == step);
  g_assert_true (g_ptr_array_index (units, 2) == detail);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/voice-text/key-follows-the-words-alone", test_key_follows_the_words_alone);
  g_test_add_func ("/voice-text/key-never-changes", test_key_never_changes);
  g_test_add_func ("/voice-text/units-are-blocks-with-words", test_units_are_blocks_with_words);
  return g_test_run ();
}
