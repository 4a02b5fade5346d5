/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/guides/birge-sentences.h"

#include <string.h>

/* @expected: sentences with | between them. */
static void
assert_split (const char *text, const char *expected)
{
  g_autoptr(GArray) sentences = birge_sentences_split (text);
  g_autoptr(GString) joined = g_string_new (NULL);

  for (guint i = 0; i < sentences->len; i++)
    {
      BirgeSentence *sentence = &g_array_index (sentences, BirgeSentence, i);

      if (i > 0)
        g_string_append_c (joined, '|');
      g_string_append_len (joined, text + sentence->start, (gssize) sentence->length);
    }
  g_assert_cmpstr (joined->str, ==, expected);
}

static void
test_splits_latin_and_cyrillic (void)
{
  assert_split ("Write it down. Keep it!  Ask?", "Write it down.|Keep it!|Ask?");
  assert_split ("Увезли? Звоните 112.", "Увезли?|Звоните 112.");
  assert_split ("Kun va soatlarni yozing… Saqlang", "Kun va soatlarni yozing…|Saqlang");
  assert_split ("He said: “Wait.” Then he left.", "He said: “Wait.”|Then he left.");
  assert_split ("Really?! Yes.", "Really?!|Yes.");
}

static void
test_splits_arabic_and_chinese (void)
{
  assert_split ("آیا نفس می‌کشد؟ ۱۰۳ را بگیرید. نترسید!", "آیا نفس می‌کشد؟|۱۰۳ را بگیرید.|نترسید!");
  assert_split ("没有拿到工资怎么办？请先记录。然后去“中心。”问律师", "没有拿到工资怎么办？|请先记录。|然后去“中心。”|问律师");
}

static void
test_keeps_numbers_and_addresses (void)
{
  assert_split ("Depth is 5.5 cm. Go on.", "Depth is 5.5 cm.|Go on.");
  assert_split ("Open vmp.gov.kz and read.", "Open vmp.gov.kz and read.");
  assert_split ("1. Do this. 2. Do that.", "1. Do this.|2. Do that.");
  assert_split ("It was in 2026. Then it changed.", "It was in 2026.|Then it changed.");
}

static void
test_keeps_abbreviations (void)
{
  assert_split ("Үй No. 148. Кіріңіз.", "Үй No. 148.|Кіріңіз.");
  assert_split ("No. Do not sign.", "No.|Do not sign.");
  assert_split ("Центр: ул. Абая, д. 5. Идите туда.", "Центр: ул. Абая, д. 5.|Идите туда.");
  assert_split ("Паспорт, виза т.б. құжаттар. Алыңыз.", "Паспорт, виза т.б. құжаттар.|Алыңыз.");
  assert_split ("Паспорт, виза және т.б. Содан кейін келіңіз.", "Паспорт, виза және т.б.|Содан кейін келіңіз.");
  assert_split ("А. Құнанбаев көшесі. Оңға.", "А. Құнанбаев көшесі.|Оңға.");
  assert_split ("ст. 113. Читайте.", "ст. 113.|Читайте.");
}

static void
test_splits_lines (void)
{
  assert_split ("Daftar\nSurat\r\n\nXabar", "Daftar|Surat|Xabar");
}

static void
test_leaves_out_what_says_nothing (void)
{
  assert_split ("", "");
  assert_split (" \n\t ", "");
  assert_split ("— … !", "");
  assert_split ("  Бар.  ", "Бар.");
}

static void
test_covers_every_letter (void)
{
  const char *text = "А. Б? (В.) «Г!» 。 د؟ e.g. this; т.д. and so on.";
  g_autoptr(GArray) sentences = birge_sentences_split (text);
  gsize before = 0;

  for (guint i = 0; i < sentences->len; i++)
    {
      BirgeSentence *sentence = &g_array_index (sentences, BirgeSentence, i);

      g_assert_cmpuint (sentence->start, >=, before);
      g_assert_true (g_utf8_validate (text + sentence->start, (gssize) sentence->length, NULL));
      for (gsize at = before; at < sentence->start; at++) /* only signs and spaces are left out */
        g_assert_true (!g_ascii_isalnum (text[at]));
      before = sentence->start + sentence->length;
    }
  g_assert_cmpuint (before, ==, strlen (text));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sentences/latin-and-cyrillic", test_splits_latin_and_cyrillic);
  g_test_add_func ("/sentences/arabic-and-chinese", test_splits_arabic_and_chinese);
  g_test_add_func ("/sentences/keeps-numbers-and-addresses", test_keeps_numbers_and_addresses);
  g_test_add_func ("/sentences/keeps-abbreviations", test_keeps_abbreviations);
  g_test_add_func ("/sentences/splits-lines", test_splits_lines);
  g_test_add_func ("/sentences/leaves-out-what-says-nothing", test_leaves_out_what_says_nothing);
  g_test_add_func ("/sentences/covers-every-letter", test_covers_every_letter);
  return g_test_run ();
}
