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
    { "1000000:00:01.000 --> 1000000:00:02.000", "bad-time" },
    { "100:01.000 --> 101:02.000", "bad-time" },
    { "00:01.000 -> 00:02.000", "no-time" },
    { "00:01.000 -- > 00:02.000", "no-time" },
    { "--> 00:02.000", "bad-time" },
    { "-->", "bad-time" },
    { "00:01.000 --> 00:02.000line:0", "bad-time" },
    { "00:01.000 to --> 00:02.000", "bad-time" },
    { "00.01.000 --> 00.02.000", "bad-time" },
    { "aa:bb.ccc --> aa:bb.ddd", "bad-time" },
    { "99999999999999999999:00:00.000 --> 99999999999999999999:00:01.000", "bad-time" },
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
test_lines_of_nothing_but_tags_are_none (void)
{
  g_autoptr(GPtrArray) cues = parse ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Aida>\none\n<i></i> \n<b>\ntwo</b>\n", "");

  g_assert_cmpuint (cues->len, ==, 1);
  assert_cue (cues, 0, 1000000, 2000000, "one\ntwo");
}

static void
test_keeps_signs_that_only_look_like_markup (void)
{
  g_autoptr(GPtrArray) cues = parse ("WEBVTT\n\n00:01.000 --> 00:02.000\na < b &unknown; & c\n", "");

  assert_cue (cues, 0, 1000000, 2000000, "a < b &unknown; & c");
}

/* What other programs write, and what it says. */
static void
test_reads_what_others_write (void)
{
  static const struct {
    const char *cue;  /* what follows the times, and the lines below */
    const char *text;
  } good[] = {
    { " line:0\nx", "x" },
    { " line:-1,end position:10%,line-left align:start size:35%\nx", "x" },
    { " vertical:rl region:fred\nx", "x" },
    { " nonsense:: line:999999999999% align:\nx", "x" },
    { "\tposition:50%\nx", "x" },
    { "\n<v Doctor Aigul>Press", "Press" },
    { "\n<v.loud.first Mary>Press</v>", "Press" },
    { "\n<c.yellow.bg_blue>a</c> <i>b</i> <b>c</b> <u>d</u>", "a b c d" },
    { "\n<lang en>hello</lang>", "hello" },
    { "\n<00:00:01.500>one <00:00:02.000>two", "one two" },
    { "\n<ruby>漢<rt>kan</rt></ruby>字", "漢 (kan)字" },
    { "\n<ruby>漢<rt>kan<rt>ji</ruby>", "漢 (kan) (ji)" },
    { "\n<ruby>漢<rt>kan", "漢 (kan)" },
    { "\n5 < 6 and 7 > 3", "5 < 6 and 7 > 3" },
    { "\nif 5 <6 or 7> 3", "if 5 <6 or 7> 3" },
    { "\na <b", "a <b" },
    { "\n<>a</>", "a" },
    { "\n<b\nc>a", "a" },
    { "\nb & c &amp; d &lt;b&gt; &nbsp;e", "b & c & d <b> \u00A0e" },
    { "\n&amp;lt;", "&lt;" },
    { "\n&lrm;a&rlm;", "\u200Ea\u200F" },
    { "\n&hellip;&ndash;&mdash;&laquo;&raquo;&frac12;&deg;", "…–—«»½°" },
    { "\n&#1200;&#x4b0;&#X4B0;", "ҰҰҰ" },
    { "\n&#0;&#9;&#xD800;&#1114112;&#99999999999999999999;", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD" },
    { "\n&#;&#x;&#12&amp", "&#;&#x;&#12&amp" },
    { "\none\ntwo\nthree", "one\ntwo\nthree" },
    { "\n- Who?\n- I.", "- Who?\n- I." },
    { "\n   spaces   ", "spaces" },
    { "\nоснование ладони", "основание ладони" },
    { "\nکف دست", "کف دست" },
    { "\n掌根", "掌根" },
    { "\nWEBVTT", "WEBVTT" },
    { "\nNOTE", "NOTE" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      static const char *const line_ends[] = { "\n", "\r\n", "\r" };

      for (gsize end = 0; end < G_N_ELEMENTS (line_ends); end++)
        {
          g_autofree char *plain = g_strdup_printf ("WEBVTT\n\nid %u\n00:01.000 --> 00:02.000%s\n", (guint) i, good[i].cue);
          g_auto(GStrv) lines = g_strsplit (plain, "\n", -1);
          g_autofree char *text = g_strjoinv (line_ends[end], lines);
          g_autoptr(GPtrArray) cues = parse (text, "");

          g_assert_cmpuint (cues->len, ==, 1);
          assert_cue (cues, 0, 1000000, 2000000, good[i].text);
        }
    }
}

static void
test_passes_over_what_it_does_not_show (void)
{
  static const char *const blocks[] = {
    "NOTE", "NOTE one line", "NOTE\nmany\nlines", "STYLE\n::cue(b) { color: peachpuff; }", "STYLE",
    "REGION\nid:fred\nwidth:40%\nlines:3\nregionanchor:0%,100%\nviewportanchor:10%,90%\nscroll:up", "REGION\nid",
    "NOTE\t00:00:00.000 --> 00:00:09.000\nno cue", "\n\n\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      g_autofree char *text = g_strdup_printf ("\xEF\xBB\xBFWEBVTT\tx\nX-TIMESTAMP-MAP=MPEGTS:900000\nRegion: id=fred\n\n%s\n\n"
                                               "00:01.000 --> 00:02.000\na\n\n%s\n\n00:03.000 --> 00:04.000\nb\n\n%s",
                                               blocks[i], blocks[i], blocks[i]);
      g_autoptr(GPtrArray) cues = parse (text, "");

      g_assert_cmpuint (cues->len, ==, 2);
    }
}

static void
test_long_and_overlapping_cues (void)
{
  g_autoptr(GPtrArray) cues = parse ("WEBVTT\n\n100:00:00.000 --> 999999:59:59.999\nlast\n\n"
                                     "00:01.000 --> 99:59:59.999\nlong\n\n00:01.000 --> 00:02.000\nsame start\n\n"
                                     "00:00.000 --> 00:01.500\nfirst\n", "");
  g_autoptr(GBytes) written = birge_vtt_write (cues);
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GPtrArray) again = birge_vtt_parse (written, "kk.vtt", problems);

  g_assert_cmpuint (cues->len, ==, 4);
  assert_cue (cues, 0, 0, 1500000, "first");
  assert_cue (cues, 1, 1000000, G_GINT64_CONSTANT (359999999000), "long");
  assert_cue (cues, 2, 1000000, 2000000, "same start");
  assert_cue (cues, 3, G_GINT64_CONSTANT (360000000000), G_GINT64_CONSTANT (3599999999999000), "last");
  assert_codes (problems, "");
  g_assert_cmpuint (again->len, ==, 4);
  assert_cue (again, 3, G_GINT64_CONSTANT (360000000000), G_GINT64_CONSTANT (3599999999999000), "last");
}

/* Each bad cue counts as one, and the good ones between them are there. */
static void
test_counts_what_it_leaves_out (void)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GString) text = g_string_new ("WEBVTT\n00:01.000 --> 00:02.000\nno empty line above\n\n");
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GPtrArray) cues = NULL;

  for (int i = 10; i < 40; i++)
    g_string_append_printf (text, "00:%d.000 --> 00:%d.%s\ntext %d\n%s", i, i, i % 3 == 0 ? "5" : "500", i, i % 2 ? "" : "\n");
  bytes = bytes_of (text->str);
  cues = birge_vtt_parse (bytes, "kk.vtt", problems);
  g_assert_cmpuint (birge_problems_count (problems, BIRGE_PROBLEM_ERROR), ==, 10);
  g_assert_cmpuint (cues->len, ==, 21);
  assert_cue (cues, 0, 1000000, 2000000, "no empty line above");
  assert_cue (cues, 1, 10000000, 10500000, "text 10");
  assert_cue (cues, 2, 11000000, 11500000, "text 11"); /* though no empty line stands before the next one */
}

static void
test_shows_the_rest_of_damaged_letters (void)
{
  static const char damaged[] = "\xEF\xBB\xBFWEBVTT\n\n00:01.000 --> 00:02.000\na\xFF" "b\n\n00:03.000 --> 00:04.000\nc\0d\n";
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) bytes = g_bytes_new (damaged, sizeof damaged - 1);
  g_autoptr(GPtrArray) cues = birge_vtt_parse (bytes, "kk.vtt", problems);

  g_assert_cmpuint (birge_problems_get_length (problems), ==, 1);
  g_assert_cmpuint (cues->len, ==, 2);
  assert_cue (cues, 0, 1000000, 2000000, "a\uFFFDb");
  assert_cue (cues, 1, 3000000, 4000000, "c\uFFFDd");
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

/* Each of these once took half a minute, on the thread that draws. */
static void
test_reads_endless_brackets_in_one_go (void)
{
  static const char *const brackets[] = { "<", "<a", "<1", "</", "<1:", "<\n", "&#1", "<a>", "<rt>" };

  for (guint i = 0; i < G_N_ELEMENTS (brackets); i++)
    {
      g_autoptr(BirgeProblems) problems = birge_problems_new ();
      g_autoptr(GBytes) bytes = repeat ("WEBVTT\n\n00:01.000 --> 00:02.000\nа", brackets[i], BIRGE_VTT_MAX_BYTES - 8);
      g_autoptr(GPtrArray) cues = birge_vtt_parse (bytes, "kk.vtt", problems);

      if (g_str_has_suffix (brackets[i], "a>")) /* nothing is left of it */
        assert_codes (problems, "");
      else
        assert_codes (problems, "long-cue");
      g_assert_cmpuint (cues->len, ==, g_str_has_suffix (brackets[i], "a>"));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vtt/reads-cues-in-order", test_reads_cues_in_order);
  g_test_add_func ("/vtt/leaves-bad-cues-out", test_leaves_bad_cues_out);
  g_test_add_func ("/vtt/warns-of-empty-cues", test_warns_of_empty_cues);
  g_test_add_func ("/vtt/lines-of-nothing-but-tags-are-none", test_lines_of_nothing_but_tags_are_none);
  g_test_add_func ("/vtt/keeps-signs-that-only-look-like-markup", test_keeps_signs_that_only_look_like_markup);
  g_test_add_func ("/vtt/reads-what-others-write", test_reads_what_others_write);
  g_test_add_func ("/vtt/passes-over-what-it-does-not-show", test_passes_over_what_it_does_not_show);
  g_test_add_func ("/vtt/long-and-overlapping-cues", test_long_and_overlapping_cues);
  g_test_add_func ("/vtt/counts-what-it-leaves-out", test_counts_what_it_leaves_out);
  g_test_add_func ("/vtt/shows-the-rest-of-damaged-letters", test_shows_the_rest_of_damaged_letters);
  g_test_add_func ("/vtt/reads-endless-brackets-in-one-go", test_reads_endless_brackets_in_one_go);
  g_test_add_func ("/vtt/refuses-other-files", test_refuses_other_files);
  g_test_add_func ("/vtt/writes-what-it-reads", test_writes_what_it_reads);
  g_test_add_func ("/vtt/written-text-never-ends-a-cue", test_written_text_never_ends_a_cue);
  g_test_add_func ("/vtt/survives-damage", test_survives_damage);
  return g_test_run ();
}
