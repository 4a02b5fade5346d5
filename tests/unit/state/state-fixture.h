/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>

#include "data/formats/birge-clock.h"
#include "data/state/birge-state.h"

/* A temporary state folder of its own for every test, and a clock that stands still. */
typedef struct {
  char *root;
  char *dir; /* <root>/state; not made yet */
} Fixture;

#define FIXTURE_NOW_S G_GINT64_CONSTANT (1795392000) /* 2026-11-23, past any build date */

static inline void
fixture_set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->root = g_dir_make_tmp ("birge-state-XXXXXX", NULL);
  g_assert_nonnull (fixture->root);
  fixture->dir = g_build_filename (fixture->root, "state", NULL);
  birge_clock_set_for_tests (G_USEC_PER_SEC, FIXTURE_NOW_S);
}

static inline void
fixture_remove (const char *path)
{
  g_autoptr(GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      fixture_remove (child);
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static inline void
fixture_tear_down (Fixture *fixture, gconstpointer unused)
{
  birge_clock_set_for_tests (-1, -1);
  fixture_remove (fixture->root);
  g_free (fixture->root);
  g_free (fixture->dir);
}

static inline BirgeState *
fixture_open (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  BirgeState *state = birge_state_open (fixture->dir, &error);

  g_assert_no_error (error);
  g_assert_nonnull (state);
  return state;
}

static inline void
fixture_close (BirgeState *state)
{
  birge_state_close (state);
  g_assert_finalize_object (state);
}

#define FIXTURE_TEST(path, function) \
  g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
