/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>

#include "data/formats/birge-clock.h"
#include "data/formats/birge-digest.h"
#include "data/library/birge-library.h"
#include "data/sync/birge-status.h"
#include "tests/unit/library/content-maker.h"

/* An empty state folder and a folder to make content in. */
typedef struct {
  char *root;
  char *out;
  char *state;
} Fixture;

static inline void
fixture_set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->root = g_dir_make_tmp ("birge-sync-XXXXXX", NULL);
  g_assert_nonnull (fixture->root);
  fixture->out = g_build_filename (fixture->root, "out", NULL);
  fixture->state = g_build_filename (fixture->root, "state", NULL);
  birge_clock_set_for_tests (1, G_GINT64_CONSTANT (1795392000)); /* 2026-11-23 */
}

static inline void
fixture_tear_down (Fixture *fixture, gconstpointer unused)
{
  birge_clock_set_for_tests (-1, -1);
  content_remove (fixture->root);
  g_assert_false (g_file_test (fixture->root, G_FILE_TEST_EXISTS));
  g_free (fixture->root);
  g_free (fixture->out);
  g_free (fixture->state);
}

/* What came before is that much older then: files have the time of the real clock. */
static inline void
fixture_let_days_pass (int days)
{
  birge_clock_set_for_tests (1, g_get_real_time () / G_USEC_PER_SEC + days * 24 * 60 * G_GINT64_CONSTANT (60));
}

static inline void
fixture_make (Fixture *fixture, gint64 release)
{
  content_remove (fixture->out);
  content_maker_sample (fixture->out, release);
}

static inline guint
fixture_install (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  guint number = birge_install (fixture->out, fixture->state, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (number, >, 0);
  return number;
}

static inline void
fixture_refuse (Fixture *fixture, int code)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (birge_install (fixture->out, fixture->state, NULL, NULL, NULL, &error), ==, 0);
  g_assert_error (error, BIRGE_INSTALL_ERROR, code);
}

/* Text of an item as a visitor would read it, "" when it cannot be read, NULL when there is no such item. */
static inline char *
fixture_read (Fixture *fixture, const char *id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeLibrary) library = birge_library_open (fixture->state, &error);
  g_autoptr(BirgeDocument) document = NULL;
  char *text = NULL;

  g_assert_no_error (error);
  document = birge_library_get_document (library, id, "en", &error);
  if (document == NULL)
    g_assert_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_NOT_FOUND);
  else if (birge_document_get_body (document) == NULL)
    text = g_strdup ("");
  else
    text = birge_block_dup_text (g_ptr_array_index (birge_document_get_body (document)->children, 0), NULL, NULL);
  birge_library_close (library);
  return text;
}

/* The release that the current content says it is. */
static inline int
fixture_get_release (Fixture *fixture)
{
  g_autofree char *text = fixture_read (fixture, "guide/wages");
  const char *number = text != NULL ? g_strrstr (text, "release ") : NULL;

  return number != NULL ? atoi (number + strlen ("release ")) : 0;
}

/* Nothing half-made is left, and all that is there is right. */
static inline void
fixture_assert_clean (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeStatus) status = birge_status_new (fixture->state, TRUE, &error);
  g_autofree char *content = g_build_filename (fixture->state, "content", NULL);
  g_autofree char *partial = g_build_filename (fixture->state, "partial", "install", NULL);
  g_autoptr(GDir) dir = g_dir_open (content, 0, NULL);
  const char *name;

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (status->missing_objects), ==, 0);
  g_assert_cmpuint (g_strv_length (status->damaged_objects), ==, 0);
  g_assert_false (g_file_test (partial, G_FILE_TEST_EXISTS));
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_suffix (name, ".tmp") || g_str_has_suffix (name, ".old"));
}

/* Number of files below a folder. */
static inline guint
fixture_count_files (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  if (dir == NULL)
    return 1;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      n += fixture_count_files (child);
    }
  return n;
}

#define FIXTURE_TEST(path, function) \
  g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
