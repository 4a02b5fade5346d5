/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Programs whose clock says something else, by the library of Debian's faketime. Not by its program: that gives up when a process
 * of the same number was killed before it could tidy /dev/shm, and is itself in the way of a kill. */
#define OTHER_CLOCK_LIBRARY "/usr/$LIB/faketime/libfaketimeMT.so.1" /* the loader knows $LIB */

/* FALSE: not installed, and the test is skipped. */
static inline gboolean
other_clock_is_here (void)
{
  g_autofree char *program = g_find_program_in_path ("faketime");

  if (program == NULL)
    g_test_skip ("faketime is not installed");
  return program != NULL;
}

/* Words to start a program with, NULL-terminated, owned by the caller. @clock: "+1d" or "@1970-01-02 00:00:00". */
static inline GStrv
other_clock_wrap (const char *clock)
{
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();
  g_autofree char *time = g_strconcat ("FAKETIME=", clock, NULL);

  g_strv_builder_add_many (words, "env", "LD_PRELOAD=" OTHER_CLOCK_LIBRARY, time, "FAKETIME_DONT_FAKE_MONOTONIC=1", "NO_FAKE_STAT=1",
                           NULL);
  return g_strv_builder_end (words);
}
