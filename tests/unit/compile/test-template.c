/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/compile/content-fixture.h"

#include "data/compile/birge-template.h"

#include <string.h>

static void
assert_created (Content *content, const char *id)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_template_create (content->root, id, CONTENT_TODAY, &error));
  g_assert_no_error (error);
}

/* The checker leads an editor from one empty line to the next; nothing else is wrong with a template. */
static void
test_only_empty_lines_are_missing (Content *content, gconstpointer unused)
{
  BirgeReport report;
  g_autoptr(BirgeSource) source = NULL;

  assert_created (content, "guide/new");
  assert_created (content, "topic/new");
  assert_created (content, "notice/new");
  assert_created (content, "film/new");
  assert_created (content, "course/new");
  source = content_load (content, &report);
  for (guint i = 0; i < birge_problems_get_length (source->problems); i++)
    {
      const BirgeProblem *problem = birge_problems_get (source->problems, i);

      if (problem->severity == BIRGE_PROBLEM_ERROR && !g_str_equal (problem->code, "missing-key")
          && !g_str_equal (problem->code, "missing-title"))
        g_error ("%s: %s", problem->file, problem->what);
    }
  g_assert_nonnull (birge_source_find_item (source, "guide/new"));
}

static void
test_filled_in_it_is_good (Content *content, gconstpointer unused)
{
  BirgeReport report;
  g_autoptr(BirgeSource) source = NULL;

  assert_created (content, "guide/new");
  content_replace (content, "guide/new/item.ini", "\nSection=", "\nSection=work");
  content_replace (content, "guide/new/item.ini", "\nPicture=", "\nPicture=paper");
  content_replace (content, "guide/new/item.ini", "\nTitle[en]=", "\nTitle[en]=New");
  content_replace (content, "guide/new/item.ini", "\nSummary[en]=", "\nSummary[en]=New");
  content_replace (content, "guide/new/item.ini", "\nSource=", "\nSource=S1");
  content_replace (content, "guide/new/item.ini", "\nFacts=", "\nFacts=R1");
  source = content_load (content, &report);
  g_assert_cmpuint (birge_problems_count (source->problems, BIRGE_PROBLEM_ERROR), ==, 0);
}

static void
test_what_is_there_stays (Content *content, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = content_path (content, "guide/wages/item.ini");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
  g_assert_false (birge_template_create (content->root, "guide/wages", CONTENT_TODAY, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (before, ==, after);
}

static void
test_names_that_cannot_be_are_refused (Content *content, gconstpointer unused)
{
  static const char *const ids[] = { "",           "guide",        "guide/",       "guide/../x", "guide/A",
                                     "place/112",  "lesson/a/01",  "section/work", "pictures/x", "/guide/x",
                                     "guide/a/b",  "shared/x" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (birge_template_create (content->root, ids[i], CONTENT_TODAY, &error));
      g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
    }
}

static void
test_no_content_folder_is_made (Content *content, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (birge_template_create (content->out, "guide/new", CONTENT_TODAY, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_false (g_file_test (content->out, G_FILE_TEST_EXISTS));
}

static void
test_leap_day (Content *content, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = content_path (content, "guide/leap/item.ini");
  g_autofree char *text = NULL;

  g_assert_true (birge_template_create (content->root, "guide/leap", "2028-02-29", &error));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\nCheckAgain=2029-02-28\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/compile/template/" name, Content, NULL, content_set_up, function, content_tear_down)
  ADD ("only-empty-lines-are-missing", test_only_empty_lines_are_missing);
  ADD ("filled-in-it-is-good", test_filled_in_it_is_good);
  ADD ("what-is-there-stays", test_what_is_there_stays);
  ADD ("names-that-cannot-be-are-refused", test_names_that_cannot_be_are_refused);
  ADD ("no-content-folder-is-made", test_no_content_folder_is_made);
  ADD ("leap-day", test_leap_day);
  return g_test_run ();
}
