/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>

#include "data/formats/birge-clock.h"
#include "data/library/birge-library.h"
#include "data/sync/birge-status.h"
#include "tests/unit/library/content-maker.h"

/* The sample content, installed and opened. */
typedef struct {
  char         *root;
  char         *out;
  char         *state;
  BirgeLibrary *library;
} Fixture;

static inline void
fixture_set_up (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  fixture->root = g_dir_make_tmp ("birge-library-XXXXXX", NULL);
  g_assert_nonnull (fixture->root);
  fixture->out = g_build_filename (fixture->root, "out", NULL);
  fixture->state = g_build_filename (fixture->root, "state with %, ? and #", NULL);
  birge_clock_set_for_tests (1, G_GINT64_CONSTANT (1795392000)); /* 2026-11-23 */
  content_maker_sample (fixture->out, 1);
  g_assert_cmpuint (birge_install (fixture->out, fixture->state, NULL, NULL, NULL, &error), ==, 1);
  g_assert_no_error (error);
  fixture->library = birge_library_open (fixture->state, &error);
  g_assert_no_error (error);
}

static inline void
fixture_close (Fixture *fixture)
{
  if (fixture->library == NULL)
    return;
  birge_library_close (fixture->library);
  g_assert_finalize_object (g_steal_pointer (&fixture->library));
}

static inline void
fixture_tear_down (Fixture *fixture, gconstpointer unused)
{
  fixture_close (fixture);
  birge_clock_set_for_tests (-1, -1);
  content_remove (fixture->root);
  g_assert_false (g_file_test (fixture->root, G_FILE_TEST_EXISTS));
  g_free (fixture->root);
  g_free (fixture->out);
  g_free (fixture->state);
}

/* Ids of a list, separated by spaces. */
static inline char *
fixture_list (Fixture *fixture, BirgeListKind kind, const char *filter, const char *language)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) items = birge_library_list (fixture->library, kind, filter, language, &error);
  g_autoptr(GString) ids = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(BirgeItem) item = g_list_model_get_item (items, i);

      g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", birge_item_get_id (item));
    }
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

#define FIXTURE_ASSERT_LIST(fixture, kind, filter, language, expected) \
  do { \
    g_autofree char *ids_ = fixture_list (fixture, kind, filter, language); \
    g_assert_cmpstr (ids_, ==, expected); \
  } while (0)

#define FIXTURE_TEST(path, function) \
  g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
