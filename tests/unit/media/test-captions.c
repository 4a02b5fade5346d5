/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-vtt.h"
#include "media/birge-captions.h"

#include <string.h>

static const char *const film =
  "WEBVTT\n\n"
  "00:00:01.000 --> 00:00:02.000\nпервый\n\n"
  "00:00:02.000 --> 00:00:04.000\nвторой\n\n"
  "00:00:03.000 --> 00:00:03.500\nтретий\n\n"
  "00:00:05.000 --> 00:00:06.000\nчетвёртый\n";

static BirgeCaptions *
make_captions (const char *vtt)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (vtt, strlen (vtt));
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GPtrArray) cues = birge_vtt_parse (bytes, "film.vtt", problems);

  g_assert_cmpuint (birge_problems_get_length (problems), ==, 0);
  return birge_captions_new (cues);
}

static void
expect_text (BirgeCaptions *captions,
             gint64         position_ms,
             const char    *text)
{
  birge_captions_set_position_us (captions, position_ms * 1000);
  g_assert_cmpstr (birge_captions_get_text (captions), ==, text);
}

static void
test_finds_the_cue_of_a_moment (void)
{
  g_autoptr(BirgeCaptions) captions = make_captions (film);

  expect_text (captions, 0, "");
  expect_text (captions, 999, "");
  expect_text (captions, 1000, "первый");
  expect_text (captions, 1999, "первый");
  expect_text (captions, 2000, "второй");
  expect_text (captions, 3000, "второй\nтретий");
  expect_text (captions, 3500, "второй");
  expect_text (captions, 4000, "");
  expect_text (captions, 5500, "четвёртый");
  expect_text (captions, 6000, "");
  expect_text (captions, 1500, "первый"); /* and back */
}

static void
count (GObject    *object,
       GParamSpec *pspec,
       guint      *n)
{
  (*n)++;
}

static void
test_tells_only_of_changes (void)
{
  g_autoptr(BirgeCaptions) captions = make_captions (film);
  guint n = 0;

  g_signal_connect (captions, "notify::text", G_CALLBACK (count), &n);
  for (gint64 ms = 0; ms <= 7000; ms += 10)
    birge_captions_set_position_us (captions, ms * 1000);
  g_assert_cmpuint (n, ==, 7); /* первый, второй, both, второй, nothing, четвёртый, nothing */
}

static void
test_language_switches_at_the_same_place (void)
{
  g_autoptr(BirgeCaptions) captions = make_captions (film);
  g_autoptr(GPtrArray) kazakh = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_cue_free);
  guint n = 0;

  /* In any order. */
  g_ptr_array_add (kazakh, birge_cue_new (3000000, 4000000, "үшінші"));
  g_ptr_array_add (kazakh, birge_cue_new (0, 2500000, "бірінші"));
  expect_text (captions, 1500, "первый");
  g_signal_connect (captions, "notify::text", G_CALLBACK (count), &n);
  birge_captions_set_cues (captions, kazakh);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (birge_captions_get_text (captions), ==, "бірінші");
  expect_text (captions, 3100, "үшінші");
  birge_captions_set_cues (captions, NULL);
  g_assert_cmpstr (birge_captions_get_text (captions), ==, "");
}

static void
test_shows_the_latest_of_very_many (void)
{
  g_autoptr(GPtrArray) cues = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_cue_free);
  g_autoptr(BirgeCaptions) captions = NULL;

  for (int i = 0; i < 20000; i++)
    {
      g_autofree char *text = g_strdup_printf ("%d", i);

      g_ptr_array_add (cues, birge_cue_new (1000 * i, 60 * G_USEC_PER_SEC, text));
    }
  captions = birge_captions_new (cues);
  expect_text (captions, 30000, "19992\n19993\n19994\n19995\n19996\n19997\n19998\n19999");
}

static void
test_agrees_with_looking_at_every_cue (void)
{
  g_autoptr(GPtrArray) cues = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_cue_free);
  g_autoptr(BirgeCaptions) captions = NULL;

  for (int i = 0; i < 100; i++)
    {
      gint64 start_us = g_test_rand_int_range (0, 60000) * 1000;
      g_autofree char *text = g_strdup_printf ("%d", i);

      /* One in ten lasts long, so that it covers many that begin later. */
      g_ptr_array_add (cues, birge_cue_new (start_us, start_us + g_test_rand_int_range (1, i % 10 ? 900 : 20000) * 1000,
                                            text));
    }
  captions = birge_captions_new (cues);

  for (gint64 at_us = 0; at_us < 80 * G_USEC_PER_SEC; at_us += 97 * 1000)
    {
      g_autoptr(GString) wanted = g_string_new (NULL);
      guint n = 0;

      for (guint i = cues->len; i > 0 && n < 8; i--)
        {
          const BirgeCue *cue = g_ptr_array_index (cues, i - 1);

          if (cue->start_us > at_us || at_us >= cue->end_us)
            continue;
          g_string_prepend (wanted, n > 0 ? "\n" : "");
          g_string_prepend (wanted, cue->text);
          n++;
        }
      birge_captions_set_position_us (captions, at_us);
      g_assert_cmpstr (birge_captions_get_text (captions), ==, wanted->str);
    }
}

static void
test_no_reference_leaks (void)
{
  BirgeCaptions *captions = make_captions (film);

  expect_text (captions, 3100, "второй\nтретий");
  g_assert_finalize_object (captions);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/captions/finds-the-cue-of-a-moment", test_finds_the_cue_of_a_moment);
  g_test_add_func ("/captions/tells-only-of-changes", test_tells_only_of_changes);
  g_test_add_func ("/captions/shows-the-latest-of-very-many", test_shows_the_latest_of_very_many);
  g_test_add_func ("/captions/language-switches-at-the-same-place", test_language_switches_at_the_same_place);
  g_test_add_func ("/captions/agrees-with-looking-at-every-cue", test_agrees_with_looking_at_every_cue);
  g_test_add_func ("/captions/no-reference-leaks", test_no_reference_leaks);
  return g_test_run ();
}
