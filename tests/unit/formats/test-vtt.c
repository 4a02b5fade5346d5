/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-vtt.h"

#include <string.h>

#include "tests/unit/formats/broken.h"

#define GOOD \
  "\xEF\xBB\xBFWEBVTT - first aid\r\nKind: captions\r\n\r\n" \
  "NOTE\r\na note --> with an arrow\r\n\r\n" \
  "STYLE\r\n::cue { color: red }\r\n\r\n" \
  "2\r\n00:00:05.250 --> 00:00:08.000 line:0 align:start\r\n<v Doctor>Press <b>hard</b> &amp; fast: 5 &lt; 6\r\nsecond line\r\n\r\n" \
  "00:01.000 --> 00:04.500\r\nКеуде ортасын басыңыз\r\n\r\n" \
  "01:00:00.000-->01:00:01.001\r\nlate" /* no line break at the end */

static GPtrArray *
parse (const char *text, const char *codes)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) bytes = bytes_of (text);
  GPtrArray *cues = birge_vtt_parse (bytes, "kk.vtt", problems);

  assert_codes (problems, codes);
  assert_helpful (problems);
  return cues;
}

static void
assert_cue (GPtrArray *cues, guint i, gint64 start_us, gint64 end_us, const char *text)
{
  const BirgeCue *cue = g_ptr_array_index (cues, i);

  g_assert_cmpint (cue->start_us, ==, start_us);
  g_assert_cmpint (cue->end_us, ==, end_us);
  g_assert_cmpstr (cue->text, ==, text);
}

static void
test_reads_cues_in_order (void)
{
  g_autoptr(GPtrArray) cues = parse (GOOD, "");

  g_assert_cmpuint (cues->len, ==, 3);
  assert_cue (cues, 0, 1000000, 4500000, "Кеуде ортасын басыңыз");
  assert_cue (cues, 1, 5250000, 8000000, "Press hard & fast: 5 < 6\nsecond line");
  assert_cue (cues, 2, G_GINT64_CONSTANT (3600000000), G_GINT64_CONSTANT (3601001000), "late");
}

static void
test_leaves_bad_cues_out (void)
{
  static const struct {
    const char *timing;
    const char *codes;
  } bad[] = {
    { "00:01.000 --> 00:01.000", "bad-order" },
    { "00:02.000 --> 00:01.000", "bad-order" },
    { "00:01,000 --> 00:02,000", "bad-time" },
    { "1:01.000 --> 1:02.000", "bad-time" },
    { "00:61.000 --> 00:62.000", "bad-time" },
    { "00:60:00.000 --> 01:00:00.000", "bad-time" },
    { "00:01.00 --> 00:02.000", "bad-time" },
    { "00:01.0000 --> 00:02.000", "bad-time" },
    { "00:01.000 --> ", "bad-time" },
    { "00:01.000 --> 00:02.000x", "bad-time" },
    { "-00:01.000 --> 00:02.000", "bad-time" },
    { "100:00:01.000 --> 100:00:02.000", "bad-time" },
    { "00:00:00:01.000 --> 00:00:00:02.000", "bad-time" },
    { "word", "no-time" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *text = g_strdup_printf ("WEBVTT\n\n%s\nbad\n\n00:07.000 --> 00:08.000\ngood\n", bad[i].timing);
      g_autoptr(GPtrArray) cues = parse (text, bad[i].codes);

      g_assert_cmpuint (cues->len, ==, 1);
      assert_cue (cues, 0, 7000000, 8000000, "good");
    }
}

static void
test_warns_of_empty_cues (void)
{
  g_autoptr(GPtrArray) cues = parse ("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i> \n\n00:03.000 --> 00:04.000\n", "empty-cue empty-cue");

  g_assert_cmpuint (cues->len, ==, 0);
}

static void
test_keeps_signs_that_only_look_like_markup (void)
{
  g_autoptr(GPtrArray) cues = parse ("WEBVTT\n\n00:01.000 --> 00:02.000\na < b &unknown; & c\n", "");

  assert_cue (cues, 0, 1000000, 2000000, "a < b &unknown; & c");
}

static void
test_refuses_other_files (void)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) large = repeat ("WEBVTT\n\n", "NOTE x\n\n", BIRGE_VTT_MAX_BYTES + 1);
  g_autoptr(GBytes) many = repeat ("WEBVTT\n\n", "00:01.000 --> 00:02.000\nx\n\n", 27 * 20010);
  g_autoptr(GPtrArray) srt = parse ("1\n00:00:01,000 --> 00:00:02,000\nx\n", "not-vtt");
  g_autoptr(GPtrArray) none = parse ("", "not-vtt");
  g_autoptr(GPtrArray) glued = parse ("WEBVTTX\n", "not-vtt");
  g_autoptr(GPtrArray) header = parse ("WEBVTT", "");
  g_autoptr(GPtrArray) first = birge_vtt_parse (large, "kk.vtt", problems);
  g_autoptr(GPtrArray) second = birge_vtt_parse (many, "kk.vtt", problems);

  assert_codes (problems, "too-large too-many-cues");
  g_assert_cmpuint (srt->len + none->len + glued->len + header->len + first->len, ==, 0);
  g_assert_cmpuint (second->len, ==, 20000);
}

static void
test_writes_what_it_reads (void)
{
  g_autoptr(GPtrArray) cues = parse (GOOD, "");
  g_autoptr(GBytes) first = birge_vtt_write (cues);
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GPtrArray) again = birge_vtt_parse (first, "kk.vtt", problems);
  g_autoptr(GBytes) second = birge_vtt_write (again);

  assert_codes (problems, "");
  g_assert_true (g_bytes_equal (first, second));
  g_assert_cmpuint (again->len, ==, 3);
  g_assert_true (g_strstr_len (g_bytes_get_data (first, NULL), (gssize) g_bytes_get_size (first),
                               "00:00:05.250 --> 00:00:08.000\nPress hard &amp; fast: 5 &lt; 6\nsecond line\n") != NULL);
}

static void
test_written_text_never_ends_a_cue (void)
{
  g_autoptr(GPtrArray) cues = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_cue_free);
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GPtrArray) again = NULL;

  g_ptr_array_add (cues, birge_cue_new (0, 1000000, "\n\none\n\n\r\ntwo --> three\n"));
  bytes = birge_vtt_write (cues);
  again = birge_vtt_parse (bytes, "kk.vtt", problems);
  assert_codes (problems, "");
  g_assert_cmpuint (again->len, ==, 1);
  assert_cue (again, 0, 0, 1000000, "one\ntwo --> three");
}

static void
swallow (GBytes *bytes)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GPtrArray) cues = birge_vtt_parse (bytes, "kk.vtt", problems);

  assert_helpful (problems);
  for (guint i = 0; i < cues->len; i++)
    {
      const BirgeCue *cue = g_ptr_array_index (cues, i);

      g_assert_true (cue->start_us >= 0 && cue->end_us > cue->start_us && *cue->text != '\0');
    }
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
  g_test_add_func ("/vtt/reads-cues-in-order", test_reads_cues_in_order);
  g_test_add_func ("/vtt/leaves-bad-cues-out", test_leaves_bad_cues_out);
  g_test_add_func ("/vtt/warns-of-empty-cues", test_warns_of_empty_cues);
  g_test_add_func ("/vtt/keeps-signs-that-only-look-like-markup", test_keeps_signs_that_only_look_like_markup);
  g_test_add_func ("/vtt/refuses-other-files", test_refuses_other_files);
  g_test_add_func ("/vtt/writes-what-it-reads", test_writes_what_it_reads);
  g_test_add_func ("/vtt/written-text-never-ends-a-cue", test_written_text_never_ends_a_cue);
  g_test_add_func ("/vtt/survives-damage", test_survives_damage);
  return g_test_run ();
}
