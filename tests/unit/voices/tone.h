/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A recording of a third of a second. */
static inline GBytes *
load_tone (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "formats", "tone.opus", NULL);
  char *data;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  return g_bytes_new_take (data, size);
}
