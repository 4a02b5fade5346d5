/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GLib throws its first table of quarks away when it is full: 16384 bytes that are lost on purpose. Whether a program with
 * GTK fills it depends on how many names it uses, and the report cannot be suppressed by a name: it ends at g_malloc(), as
 * GLib is built without frame pointers. So what libraries allocate while they are loaded is no leak: this is linked into
 * the tests that may fill the table, when they are built with AddressSanitizer. */
#include <sanitizer/lsan_interface.h>

static void
before_libraries (int argc, char **argv, char **environment)
{
  __lsan_disable ();
}

__attribute__ ((section (".preinit_array"), used))
static void (*const preinit) (int, char **, char **) = before_libraries;

__attribute__ ((constructor))
static void
after_libraries (void)
{
  __lsan_enable ();
}
