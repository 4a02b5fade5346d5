/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/library/birge-troubles.h"

#include <glib/gstdio.h>
#include <string.h>

#include "data/formats/birge-clock.h"

typedef struct {
  char *dir;
  char *path;
} Fixture;

static void
set_up (Fixture *self, gconstpointer unused)
{
  self->dir = g_dir_make_tmp ("birge-troubles-XXXXXX", NULL);
  self->path = g_build_filename (self->dir, "troubles", NULL);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  g_unlink (self->path);
  g_assert_cmpint (g_rmdir (self->dir), ==, 0);
  g_free (self->dir);
  g_free (self->path);
}

static void
assert_troubles (Fixture *self, const char *wanted)
{
  g_autoptr(GPtrArray) troubles = birge_troubles_list (self->dir);
  g_autoptr(GString) found = g_string_new (NULL);

  for (guint i = 0; i < troubles->len; i++)
    {
      const BirgeTrouble *trouble = g_ptr_array_index (troubles, i);

      g_string_append_printf (found, "%s %s;", trouble->item, trouble->why);
    }
  g_assert_cmpstr (found->str, ==, wanted);
}

static void
test_a_trouble_stays_until_it_is_over (Fixture *self, gconstpointer unused)
{
  assert_troubles (self, "");
  birge_troubles_set (self->dir, "film/b", NULL); /* all is well: no file for that */
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
  birge_troubles_set (self->dir, BIRGE_TROUBLES_SOUND, "no-device");
  birge_troubles_set (self->dir, "film/b", "damaged");
  birge_troubles_set (self->dir, "film/a", "missing-file");
  assert_troubles (self, "film/a missing-file;film/b damaged;sound no-device;");
  birge_troubles_set (self->dir, "film/b", "missing-decoder");
  assert_troubles (self, "film/a missing-file;film/b missing-decoder;sound no-device;");
  birge_troubles_set (self->dir, "film/b", NULL);
  birge_troubles_set (self->dir, BIRGE_TROUBLES_SOUND, NULL);
  assert_troubles (self, "film/a missing-file;");
}

/* So that nobody can read from the file when somebody looked. */
static void
test_it_is_written_once (Fixture *self, gconstpointer unused)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  birge_clock_set_for_tests (-1, G_GINT64_CONSTANT (1893456000));
  birge_troubles_set (self->dir, "film/a", "damaged");
  g_assert_true (g_file_get_contents (self->path, &first, NULL, NULL));
  birge_clock_set_for_tests (-1, G_GINT64_CONSTANT (1993456000));
  birge_troubles_set (self->dir, "film/a", "damaged");
  g_assert_true (g_file_get_contents (self->path, &second, NULL, NULL));
  birge_clock_set_for_tests (-1, -1);
  g_assert_cmpstr (first, ==, second);
  g_assert_nonnull (strstr (first, "day=2030-01-01"));
  g_assert_null (strchr (first, ':')); /* a day, no hour */
}

static void
test_a_damaged_file_is_none (Fixture *self, gconstpointer unused)
{
  static const char *const damaged[] = {
    "", "[", "[film/a]\nwhy=damaged\n", "[film/a]\nwhy=\nday=2026-01-01\n", "[FILM\x01]\nwhy=damaged\nday=2026-01-01\n", "\xff\xfe",
    "[film/a]\nwhy=line\\nline\nday=2026-01-01\n",
  };
  g_autofree char *large = g_strnfill (70000, '\n');

  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_assert_true (g_file_set_contents (self->path, damaged[i], -1, NULL));
      assert_troubles (self, "");
    }
  g_assert_true (g_file_set_contents (self->path, large, -1, NULL));
  assert_troubles (self, "");
  birge_troubles_set (self->dir, "film/a", "damaged"); /* and is written anew */
  assert_troubles (self, "film/a damaged;");
}

static void
test_a_disk_that_refuses_is_survived (Fixture *self, gconstpointer unused)
{
  g_autofree char *nowhere = g_build_filename (self->dir, "no", "such", NULL);
  g_autoptr(GPtrArray) troubles = NULL;

  birge_troubles_set (nowhere, "film/a", "damaged");
  troubles = birge_troubles_list (nowhere);
  g_assert_cmpuint (troubles->len, ==, 0);
}

static void
test_it_does_not_grow_without_end (Fixture *self, gconstpointer unused)
{
  g_autoptr(GPtrArray) troubles = NULL;

  for (int i = 0; i < BIRGE_TROUBLES_MAX + 20; i++)
    {
      g_autofree char *item = g_strdup_printf ("film/%d", i);

      birge_troubles_set (self->dir, item, "damaged");
    }
  troubles = birge_troubles_list (self->dir);
  g_assert_cmpuint (troubles->len, ==, BIRGE_TROUBLES_MAX);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/troubles/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("a-trouble-stays-until-it-is-over", test_a_trouble_stays_until_it_is_over);
  ADD ("it-is-written-once", test_it_is_written_once);
  ADD ("a-damaged-file-is-none", test_a_damaged_file_is_none);
  ADD ("a-disk-that-refuses-is-survived", test_a_disk_that_refuses_is_survived);
  ADD ("it-does-not-grow-without-end", test_it_does_not_grow_without_end);
  return g_test_run ();
}
