/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/compile/content-fixture.h"

#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GUIDE "guide/wages/item.ini"
#define TEXT "guide/wages/en.md"
#define WARNING BIRGE_PROBLEM_WARNING
#define ERROR BIRGE_PROBLEM_ERROR

/* The smallest change that must be noticed, and how. */
typedef struct {
  const char   *code;
  BirgeSeverity severity;
  const char   *file; /* that is changed */
  const char   *old;  /* NULL: all of the file… */
  const char   *now;  /* …is this; NULL: it is taken away */
  const char   *at;   /* file that is named, NULL: the same */
  guint         line;
} Mistake;

static const Mistake mistakes[] = {
  /* item.ini */
  { "no-item-ini", ERROR, GUIDE, NULL, NULL, NULL, 0 },
  { "unknown-key", ERROR, GUIDE, "Order=10", "Ordre=10", NULL, 3 },
  { "unknown-key", ERROR, GUIDE, "Order=10", "Order[en]=10", NULL, 3 },
  { "unknown-key", ERROR, GUIDE, "Order=10", "Target=kk", NULL, 3 },
  { "unknown-key", ERROR, GUIDE, "[Item]", "[Itme]", NULL, 2 },
  { "repeated-key", ERROR, GUIDE, "Order=10", "Order=10\nOrder=11", NULL, 4 },
  { "repeated-section", ERROR, GUIDE, "Order=10", "[Item]\nOrder=10", NULL, 3 },
  { "syntax", ERROR, GUIDE, "Order=10", "Order", NULL, 3 },
  { "missing-language", ERROR, GUIDE, "Title[uz]=", "Title=", NULL, 6 },
  { "bad-language", ERROR, GUIDE, "Title[uz]", "Title[xx]", NULL, 6 },
  { "bad-language", ERROR, GUIDE, "Title[uz]", "Title[UZ]", NULL, 6 },
  { "bad-language", ERROR, "course/basic/item.ini", "Target=kk", "Target=kz", NULL, 4 },
  { "missing-title", ERROR, GUIDE, "Title[en]=My wages were not paid\n", "", NULL, 0 },
  { "missing-title", ERROR, GUIDE, "Title[en]=My wages were not paid\n", "Title[en]=\n", NULL, 0 },
  { "missing-title", ERROR, GUIDE, "Title[uz]=Maosh toʻlanmadi\n", "", NULL, 0 },
  { "missing-title", ERROR, GUIDE, "Summary[en]=Ask in writing\n", "", NULL, 0 },
  { "long-title", WARNING, GUIDE, "My wages", "It is about somebody who has worked hard and long, and nevertheless my own wages", NULL, 5 },
  { "typed-figure", ERROR, GUIDE, "Ask in writing", "Ask for 5 000 tenge", NULL, 7 },
  { "missing-key", ERROR, GUIDE, "Section=work\n", "", NULL, 0 },
  { "missing-key", ERROR, GUIDE, "Facts=R1\n", "", NULL, 0 },
  { "missing-key", ERROR, GUIDE, "Reviewed=no", "Reviewed=2026-11-22", NULL, 0 },
  { "bad-value", ERROR, GUIDE, "Order=10", "Order=ten", NULL, 3 },
  { "bad-value", ERROR, GUIDE, "=draft", "=perhaps", NULL, 9 },
  { "bad-value", ERROR, "sections.ini", "=rights", "=lefts", NULL, 2 },
  { "bad-name", ERROR, GUIDE, "Section=work", "Section=My work", NULL, 2 },
  { "bad-date", ERROR, GUIDE, "2027-01-31", "2027-02-31", NULL, 14 },
  { "bad-date", ERROR, GUIDE, "2027-01-31", "31.01.2027", NULL, 14 },
  { "bad-date", ERROR, GUIDE, "2027-01-31", "2026-11-20", NULL, 0 },
  { "bad-picture", ERROR, GUIDE, "Picture=paper", "Picture=Paper.png", NULL, 4 },
  { "protected-emblem", ERROR, GUIDE, "Picture=paper", "Picture=🏥", NULL, 4 },
  { "protected-emblem", ERROR, "vocabulary/basic.csv", "hello,👋", "hello,🚑", NULL, 2 },
  { "protected-emblem", ERROR, "places.csv", "R1,paper", "R1,⛑️", NULL, 2 },
  { "protected-emblem", ERROR, GUIDE, "Ask in writing", "Ask in writing 🚑", NULL, 7 },
  { "protected-emblem", ERROR, TEXT, "Say where.", "🚑 Say where.", NULL, 13 },
  { "protected-emblem", ERROR, "guide/wages/phrases.csv", "Мне не", "✚ Мне не", NULL, 2 },
  { "missing-picture", ERROR, GUIDE, "Picture=paper", "Picture=papre", NULL, 4 },
  { "unknown-section", ERROR, GUIDE, "Section=work", "Section=play", NULL, 2 },
  { "unknown-source", ERROR, GUIDE, "S1 S2", "S1 S3", NULL, 10 },
  { "unknown-fact", ERROR, GUIDE, "Facts=R1", "Facts=R9", NULL, 11 },
  { "to-verify", ERROR, GUIDE, "Facts=R1", "Facts=R1 R2", NULL, 11 },
  { "broken-link", ERROR, GUIDE, "place/112", "place/113", NULL, 15 },
  { "broken-link", ERROR, GUIDE, "Related=place/112", "Film=guide/wages", NULL, 15 },
  { "unknown-list", ERROR, "course/basic/item.ini", "Words=basic", "Words=advanced", NULL, 5 },
  { "place-off", WARNING, GUIDE, "place/112", "place/old", NULL, 15 },
  { "overdue-fact", WARNING, "facts.csv", "2026-11,high,", "2026-11,high,2026-11-01", GUIDE, 11 },
  { "overdue", WARNING, GUIDE, "2027-01-31", "2026-11-22", NULL, 0 },
  { "draft", WARNING, GUIDE, "Order=10", "Order=11", NULL, 0 },
  { "unreviewed", WARNING, GUIDE, "Order=10", "Order=11", NULL, 0 },
  { "missing-translation", WARNING, GUIDE, "Order=10", "Order=11", NULL, 0 },
  /* texts */
  { "missing-text", ERROR, "notice/new/item.ini", NULL,
    "[Item]\nPicture=paper\nTitle[en]=New\nSummary[en]=New\nWritten=2026-11-01\nReviewed=no\n", NULL, 0 },
  { "bad-language", ERROR, "guide/wages/kz.md", NULL, "Text.\n", NULL, 0 },
  { "broken-link", ERROR, TEXT, "Say where.", "Say [where](guide/nowhere).", NULL, 13 },
  { "broken-link", ERROR, TEXT, "call place/112", "call place/999", NULL, 12 },
  { "external-link", ERROR, TEXT, "Say where.", "Say [where](https://example.org).", NULL, 13 },
  { "missing-picture", ERROR, TEXT, "![paper]", "![nothing]", NULL, 6 },
  { "step-without-picture", WARNING, TEXT, "   ![paper]\n", "", NULL, 4 },
  { "unknown-phrase", ERROR, TEXT, "say-this not-paid", "say-this paid", NULL, 9 },
  { "unknown-value", ERROR, TEXT, "30 mci", "30 mic", NULL, 1 },
  { "typed-figure", ERROR, TEXT, "{30 mci}", "129 750 ₸", NULL, 1 },
  { "unknown-fact", ERROR, TEXT, "ask R2", "ask R9", NULL, 16 },
  { "unknown-block", ERROR, TEXT, "```ask R2", "```task R2", NULL, 16 },
  { "html", ERROR, TEXT, "Say where.", "Say <b>where</b>.", NULL, 13 },
  { "other-structure", WARNING, "guide/wages/uz.md", "Chegara", "Kirish.\n\nChegara", NULL, 0 },
  { "long-sentence", WARNING, TEXT, "The limit is",
    "The limit that the law of this country sets for every one of the people who\nhave come here to work is, all in all,", NULL, 1 },
  { "no-sound", WARNING, "guide/wages/tg.md", NULL, "Матн.\n", GUIDE, 0 },
  /* phrases.csv */
  { "missing-title", ERROR, "guide/wages/phrases.csv", "Мне не заплатили", "", NULL, 2 },
  { "typed-figure", ERROR, "guide/wages/phrases.csv", "Мне не заплатили", "Мне должны 100 000 тенге", NULL, 2 },
  { "duplicate-id", ERROR, "guide/wages/phrases.csv", "not-paid", "not-paid,а,б,c\nnot-paid", NULL, 3 },
  /* tables */
  { "cell-count", ERROR, "facts.csv", "V1,The index", "V1,The, index", NULL, 4 },
  { "unclosed-quote", ERROR, "facts.csv", "V1,The index", "V1,\"The index", NULL, 4 },
  { "repeated-column", ERROR, "facts.csv", "date", "claim", NULL, 1 },
  { "unknown-column", ERROR, "facts.csv", "claim", "clam", NULL, 1 },
  { "missing-column", ERROR, "facts.csv", "claim", "clam", NULL, 1 },
  { "bad-language", ERROR, "places.csv", "name_ru", "name_rus", NULL, 1 },
  { "duplicate-id", ERROR, "facts.csv", "V1,The", "R1,The", NULL, 4 },
  { "duplicate-id", ERROR, "sources.csv", "S2,State", "S1,State", NULL, 3 },
  { "duplicate-id", ERROR, "places.csv", "old,", "112,", NULL, 3 },
  { "duplicate-id", ERROR, "values.csv", "2025", "2026", NULL, 3 },
  { "duplicate-id", ERROR, "vocabulary/basic.csv", ",later,svg", ",hello,svg", NULL, 4 },
  { "duplicate-id", ERROR, "vocabulary/modules.csv", "2,numbers", "1,numbers", NULL, 3 },
  { "bad-name", ERROR, "facts.csv", "V1,The", "V 1,The", NULL, 4 },
  { "bad-name", ERROR, "places.csv", "old,", "Old,", NULL, 3 },
  { "unknown-source", ERROR, "facts.csv", "S1 S2", "S1 S3", NULL, 2 },
  { "bad-value", ERROR, "facts.csv", "to-verify", "perhaps", NULL, 3 },
  { "bad-date", ERROR, "facts.csv", "2027-01-01", "soon", NULL, 3 },
  { "missing-title", ERROR, "sources.csv", "State portal", "", NULL, 3 },
  { "bad-value", ERROR, "values.csv", "4325", "4 325", NULL, 2 },
  { "bad-value", ERROR, "values.csv", "KZT", "USD", NULL, 2 },
  { "unknown-fact", ERROR, "values.csv", "KZT,V1", "KZT,V2", NULL, 2 },
  { "to-verify", ERROR, "values.csv", "KZT,V1", "KZT,R2", NULL, 2 },
  { "to-verify", ERROR, "places.csv", "yes,high", "yes,to-verify", NULL, 2 },
  { "to-verify", ERROR, "places.csv", "24/7,R1", "24/7,R2", NULL, 2 },
  { "bad-value", ERROR, "places.csv", "emergency", "urgent", NULL, 2 },
  { "bad-value", ERROR, "places.csv", "yes,high", "perhaps,high", NULL, 2 },
  { "missing-key", ERROR, "places.csv", "112,112,", "112,,", NULL, 2 },
  { "missing-key", ERROR, "places.csv", "Nobody answers", "", NULL, 3 },
  { "missing-title", ERROR, "places.csv", ",Emergency,", ",,", NULL, 2 },
  { "missing-title", ERROR, "vocabulary/modules.csv", "Greetings", "", NULL, 2 },
  { "bad-value", ERROR, "vocabulary/basic.csv", "1,greetings,3", "3,greetings,3", NULL, 4 },
  { "bad-value", ERROR, "vocabulary/basic.csv", "1,greetings,3", "100,greetings,3", NULL, 4 },
  { "no-picture-yet", WARNING, "vocabulary/basic.csv", "Кейін", "Кейінірек", NULL, 4 },
  /* media */
  { "no-captions", WARNING, "film/press/en.vtt", NULL, NULL, "film/press/item.ini", 0 },
  { "not-vtt", ERROR, "film/press/en.vtt", "WEBVTT", "WEBTVT", NULL, 1 },
  { "bad-language", ERROR, "film/press/eng.vtt", NULL, "WEBVTT\n", NULL, 0 },
  { "reference", ERROR, "pictures/paper.svg", "<path", "<image href=\"https://example.org/a.png\"/><path", NULL, 1 },
  { "script", ERROR, "pictures/paper.svg", "<path", "<script>alert(1)</script><path", NULL, 1 },
  { "not-xml", ERROR, "pictures/paper.svg", "</svg>", "", NULL, 2 },
  { "bad-name", ERROR, "pictures/Big Paper.svg", NULL, "<svg/>", NULL, 0 },
  { "bad-voice", ERROR, "guide/wages/voices/uz/01.opus", NULL, "RIFF, which is another format than Ogg, and some more", NULL, 0 },
  { "bad-name", ERROR, "guide/wages/voices/uz/first.opus", NULL, "x", NULL, 0 },
  { "bad-language", ERROR, "guide/wages/voices/uzb/01.opus", NULL, "x", "guide/wages/voices/uzb", 0 },
  /* folders */
  { "unknown-file", WARNING, "guide/wages/notes.txt", NULL, "x", NULL, 0 },
  { "unknown-file", WARNING, "gides/wages/item.ini", NULL, "x", "gides", 0 },
  { "unknown-file", WARNING, "guide/loose.md", NULL, "x", NULL, 0 },
  { "bad-name", ERROR, "guide/My Wages/item.ini", NULL, "x", "guide/My Wages", 0 },
};

static const BirgeProblem *
find_problem_at (BirgeSource *source, const Mistake *mistake)
{
  const char *file = mistake->at != NULL ? mistake->at : mistake->file;

  for (guint i = 0; i < birge_problems_get_length (source->problems); i++)
    {
      const BirgeProblem *problem = birge_problems_get (source->problems, i);

      if (g_str_equal (problem->code, mistake->code) && g_str_equal (problem->file, file) && problem->line == mistake->line)
        return problem;
    }
  return NULL;
}

/* Every code that editors can meet is explained to them. */
static void
assert_documented (const char *code)
{
  static char *readme;
  g_autofree char *entry = g_strdup_printf ("`%s`", code);

  if (readme == NULL)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "..", "data", "content", "README.md", NULL);

      g_assert_true (g_file_get_contents (path, &readme, NULL, NULL));
    }
  if (strstr (strstr (readme, "\n## What the checker says\n"), entry) == NULL)
    g_error ("README.md does not explain “%s”", code);
}

static void
test_mistake (gconstpointer data)
{
  const Mistake *mistake = data;
  Content content;
  BirgeReport report;
  g_autoptr(BirgeSource) source = NULL;
  const BirgeProblem *problem;

  content_set_up (&content, NULL);
  if (mistake->old != NULL)
    content_replace (&content, mistake->file, mistake->old, mistake->now);
  else
    content_write (&content, mistake->file, mistake->now);

  source = content_load (&content, &report);
  problem = find_problem_at (source, mistake);
  if (problem == NULL)
    {
      g_autofree char *text = birge_report_to_text (&report, source->problems);

      g_error ("no “%s” in line %u:\n%s", mistake->code, mistake->line, text);
    }
  g_assert_cmpint (problem->severity, ==, mistake->severity);
  g_assert_cmpuint (strlen (problem->what), >, 0);
  g_assert_cmpuint (strlen (problem->why), >, 0);
  g_assert_cmpuint (strlen (problem->todo), >, 0);
  for (guint i = 0; i < birge_problems_get_length (source->problems); i++)
    assert_documented (birge_problems_get (source->problems, i)->code);
  content_tear_down (&content, NULL);
}

static void
test_good_content_has_no_errors (Content *content, gconstpointer unused)
{
  BirgeReport report;
  g_autoptr(BirgeSource) source = content_load (content, &report);
  const BirgeReportLine *uz = &report.lines[birge_texts_find_slot ("uz")];
  const BirgeReportLine *cyrillic = &report.lines[birge_texts_find_slot ("uz-Cyrl")];
  const BirgeReportLine *en = &report.lines[birge_texts_find_slot ("en")];

  if (birge_problems_count (source->problems, BIRGE_PROBLEM_ERROR) > 0)
    g_error ("%s", birge_report_to_text (&report, source->problems));

  /* guide, lesson; both drafts; and the same by rule */
  g_assert_cmpuint (uz->items, ==, 2);
  g_assert_cmpuint (uz->drafts, ==, 2);
  g_assert_cmpuint (cyrillic->items, ==, 2);
  g_assert_cmpuint (cyrillic->drafts, ==, 2);
  /* guide, lesson, film, course, the place that is on */
  g_assert_cmpuint (en->items, ==, 5);
  g_assert_cmpuint (en->drafts, ==, 0);
  g_assert_cmpuint (en->no_captions, ==, 0);
  g_assert_cmpuint (en->no_sound, ==, 1);
  g_assert_cmpuint (en->unreviewed, ==, 2);
  g_assert_cmpuint (en->overdue, ==, 0);
  g_assert_null (content_find_problem (source, "long-sentence"));
  g_assert_null (content_find_problem (source, "other-structure"));
}

static void
test_another_script_is_heard_in_the_same_voice (Content *content, gconstpointer unused)
{
  BirgeReport report;
  g_autoptr(BirgeSource) source = NULL;
  const BirgeReportLine *lines = report.lines;

  content_replace (content, "film/press/item.ini", "Title[en]=Press", "Title[en]=Press\nTitle[uz]=Bosing\nTitle[kk]=Басыңыз");
  content_write (content, "film/press/scenes/one.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 9\"/>");
  content_write (content, "film/press/storyboard.ini", "[Film]\nNarration=uz\n\n[Scene1]\nPicture=scenes/one.svg\nSeconds=6\n"
                                                       "Caption[en]=Press.\nCaption[uz]=Bosing.\n");
  source = content_load (content, &report);
  if (birge_problems_count (source->problems, BIRGE_PROBLEM_ERROR) > 0)
    g_error ("%s", birge_report_to_text (&report, source->problems));
  g_assert_cmpuint (lines[birge_texts_find_slot ("uz")].no_sound, ==, 0);
  g_assert_cmpuint (lines[birge_texts_find_slot ("uz-Cyrl")].no_sound, ==, 0);
  g_assert_cmpuint (lines[birge_texts_find_slot ("uz-Cyrl")].no_captions, ==, 0);
  g_assert_cmpuint (lines[birge_texts_find_slot ("kk")].no_sound, ==, 1);
  g_assert_cmpuint (lines[birge_texts_find_slot ("kk")].no_captions, ==, 1);
}

static void
test_json_says_the_same (Content *content, gconstpointer unused)
{
  BirgeReport report;
  g_autoptr(BirgeSource) source = NULL;
  g_autofree char *text = NULL;
  json_t *root;
  json_t *problem;

  content_replace (content, GUIDE, "Order=10", "Ordre=\"10");
  source = content_load (content, &report);
  text = birge_report_to_json (&report, source->problems);
  root = json_loads (text, JSON_REJECT_DUPLICATES, NULL);
  g_assert_nonnull (root);
  g_assert_cmpint (json_integer_value (json_object_get (root, "errors")), ==, 1);
  g_assert_cmpuint (json_array_size (json_object_get (root, "problems")), ==, birge_problems_get_length (source->problems));
  g_assert_cmpuint (json_array_size (json_object_get (root, "languages")), ==, birge_texts_get_n_languages ());
  for (gsize i = 0; i < json_array_size (json_object_get (root, "problems")); i++)
    {
      problem = json_array_get (json_object_get (root, "problems"), i);
      if (g_str_equal (json_string_value (json_object_get (problem, "severity")), "error"))
        {
          g_assert_cmpstr (json_string_value (json_object_get (problem, "code")), ==, "unknown-key");
          g_assert_cmpstr (json_string_value (json_object_get (problem, "file")), ==, GUIDE);
          g_assert_cmpint (json_integer_value (json_object_get (problem, "line")), ==, 3);
        }
    }
  json_decref (root);
}

static void
test_table_stands_below_the_problems (Content *content, gconstpointer unused)
{
  BirgeReport report;
  g_autoptr(BirgeSource) source = content_load (content, &report);
  g_autofree char *text = birge_report_to_text (&report, source->problems);

  g_assert_nonnull (strstr (text, "\nlanguage "));
  g_assert_nonnull (strstr (text, "\nuz-Cyrl  "));
  g_assert_true (g_str_has_prefix (text, "course/basic/item.ini: warning: "));
  g_assert_nonnull (strstr (text, "\n0 errors, "));
}

static void
test_links_out_of_the_folder_are_refused (Content *content, gconstpointer unused)
{
  g_autofree char *outside = g_build_filename (content->dir, "secret.md", NULL);
  g_autofree char *file = content_path (content, "guide/wages/ru.md");
  g_autofree char *folder = content_path (content, "guide/linked");
  g_autofree char *table = content_path (content, "places.csv");
  BirgeReport report;
  g_autoptr(BirgeSource) source = NULL;
  guint n = 0;

  g_assert_true (g_file_set_contents (outside, "Secret.\n", -1, NULL));
  g_assert_cmpint (symlink (outside, file), ==, 0);
  g_assert_cmpint (symlink ("wages", folder), ==, 0);
  g_assert_cmpint (g_unlink (table), ==, 0);
  g_assert_cmpint (symlink ("/etc/passwd", table), ==, 0);

  source = content_load (content, &report);
  for (guint i = 0; i < birge_problems_get_length (source->problems); i++)
    n += g_str_equal (birge_problems_get (source->problems, i)->code, "symlink");
  g_assert_cmpuint (n, ==, 3);
  g_assert_null (birge_source_find_item (source, "guide/linked"));
  g_assert_cmpuint (report.lines[birge_texts_find_slot ("ru")].items, ==, 1); /* a lesson; the place is gone with its table */
}

static void
test_pipes_do_not_stop_us (Content *content, gconstpointer unused)
{
  g_autofree char *file = content_path (content, "guide/wages/ru.md");
  g_autofree char *table = content_path (content, "places.csv");
  BirgeReport report;
  g_autoptr(BirgeSource) source = NULL;

  g_assert_cmpint (g_unlink (table), ==, 0);
  g_assert_cmpint (mkfifo (file, 0600), ==, 0);
  g_assert_cmpint (mkfifo (table, 0600), ==, 0);
  source = content_load (content, &report);
  g_assert_nonnull (content_find_problem (source, "not-a-file"));
}

static void
test_large_files_are_not_read (Content *content, gconstpointer unused)
{
  static const char *const files[] = { GUIDE, TEXT, "facts.csv", "pictures/paper.svg", "film/press/en.vtt",
                                       "guide/wages/voices/uz/01.opus" };
  BirgeReport report;
  g_autoptr(BirgeSource) source = NULL;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = content_path (content, files[i]);

      content_write (content, files[i], "");
      g_assert_cmpint (truncate (path, G_GINT64_CONSTANT (1) << 40), ==, 0); /* sparse */
    }

  source = content_load (content, &report);
  for (guint i = 0; i < birge_problems_get_length (source->problems); i++)
    n += g_str_equal (birge_problems_get (source->problems, i)->code, "too-large");
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (files));
}

/* Whatever stands in a file: it is said, and nothing breaks. */
static void
test_garbage_is_said_with_its_line (Content *content, gconstpointer unused)
{
  static const char *const files[] = { GUIDE, TEXT, "guide/wages/phrases.csv", "facts.csv", "places.csv", "sections.ini",
                                       "pictures/paper.svg", "film/press/en.vtt", "vocabulary/modules.csv", "vocabulary/basic.csv" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = content_path (content, files[i]);
      g_autofree char *text = NULL;
      g_autoptr(BirgeSource) source = NULL;
      const BirgeProblem *problem;
      BirgeReport report;

      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      content_write (content, files[i], "one\ntwo \xFF\xFE three\n");
      source = content_load (content, &report);
      problem = content_find_problem (source, "invalid-utf8");
      g_assert_nonnull (problem);
      g_assert_cmpstr (problem->file, ==, files[i]);
      g_assert_cmpuint (problem->line, ==, 2);
      assert_documented ("invalid-utf8");
      content_write (content, files[i], text);
    }
}

/* A file cut anywhere, and a file with any byte changed, gives messages, never a crash. */
static void
test_damage_is_survived (Content *content, gconstpointer unused)
{
  static const char *const files[] = { GUIDE, TEXT, "places.csv", "vocabulary/basic.csv" };
  g_autoptr(GRand) chance = g_rand_new_with_seed (7);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = content_path (content, files[i]);
      g_autofree char *text = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (path, &text, &size, NULL));
      for (guint round = 0; round < 40; round++)
        {
          g_autofree char *damaged = g_memdup2 (text, size);
          gsize cut = (gsize) g_rand_int_range (chance, 0, (gint) size);
          BirgeReport report;
          g_autoptr(BirgeSource) source = NULL;

          damaged[cut] = (char) g_rand_int_range (chance, 0, 256);
          content_write_bytes (content, files[i], damaged, round % 2 == 0 ? cut : size);
          source = content_load (content, &report);
          g_assert_cmpuint (birge_problems_get_length (source->problems), >, 0);
        }
      content_write_bytes (content, files[i], text, size);
    }
}

static void
test_no_folder_is_an_error (Content *content, gconstpointer unused)
{
  g_autofree char *path = content_path (content, "nowhere");
  g_autoptr(GError) error = NULL;
  BirgeSource *source = birge_source_load (path, NULL, NULL, &error);

  g_assert_null (source);
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
test_empty_folder_is_no_error (Content *content, gconstpointer unused)
{
  g_autofree char *path = content_path (content, "guide/empty");
  g_autoptr(BirgeSource) source = NULL;
  g_autoptr(GError) error = NULL;
  BirgeReport report;

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  source = birge_source_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  birge_check (source, CONTENT_TODAY, &report);
  g_assert_cmpuint (birge_problems_get_length (source->problems), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/compile/check/mistake/%s/%u", mistakes[i].code, i);

      g_test_add_data_func (path, &mistakes[i], test_mistake);
    }

#define ADD(name, function) g_test_add ("/compile/check/" name, Content, NULL, content_set_up, function, content_tear_down)
  ADD ("good-content-has-no-errors", test_good_content_has_no_errors);
  ADD ("another-script-is-heard-in-the-same-voice", test_another_script_is_heard_in_the_same_voice);
  ADD ("json-says-the-same", test_json_says_the_same);
  ADD ("table-stands-below-the-problems", test_table_stands_below_the_problems);
  ADD ("links-out-of-the-folder-are-refused", test_links_out_of_the_folder_are_refused);
  ADD ("pipes-do-not-stop-us", test_pipes_do_not_stop_us);
  ADD ("large-files-are-not-read", test_large_files_are_not_read);
  ADD ("garbage-is-said-with-its-line", test_garbage_is_said_with_its_line);
  ADD ("damage-is-survived", test_damage_is_survived);
  ADD ("no-folder-is-an-error", test_no_folder_is_an_error);
  ADD ("empty-folder-is-no-error", test_empty_folder_is_no_error);
  return g_test_run ();
}
