/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "app/kiosk-settings.h"

/* The kiosk's command line and settings file. What is wrong is said on the error output, which a test catches from a
 * process of its own. */

typedef struct {
  KioskSettings settings;
  gboolean      parsed;
  int           status;
} Parsed;

static Parsed
parse (const char *first, const char *second)
{
  const char *words[] = { "birge-kiosk", first, second, NULL };
  g_autofree const char **argv = g_memdup2 (words, sizeof words);
  char **rest = (char **) argv;
  int argc = second != NULL ? 3 : 2;
  Parsed parsed = { 0 };

  parsed.parsed = kiosk_settings_parse (&parsed.settings, &argc, &rest, &parsed.status);
  return parsed;
}

/* "birge: what: why: what to do", or "file:line: what: why: what to do", and exit code 2. */
static void
assert_refused (const char *pattern)
{
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr (pattern);
}

static void
refuse (const char *first, const char *second)
{
  Parsed parsed = parse (first, second);

  g_assert_false (parsed.parsed);
  g_assert_cmpint (parsed.status, ==, 2);
  kiosk_settings_clear (&parsed.settings);
}

static void
test_refuses_a_time_below_nothing (void)
{
  if (g_test_subprocess ())
    refuse ("--idle-seconds", "-5");
  else
    assert_refused ("birge: --idle-seconds: *: *\n*");
}

static void
test_refuses_sizes_with_something_behind (void)
{
  if (g_test_subprocess ())
    refuse ("--size", "1280x720x");
  else
    assert_refused ("birge: 1280x720x: *: *\n*");
}

static char *
write_settings (const char *contents)
{
  g_autofree char *dir = g_dir_make_tmp ("birge-settings-XXXXXX", NULL);
  char *path = g_build_filename (dir, "birge.ini", NULL);

  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
  return path;
}

static void
remove_settings (const char *path)
{
  g_autofree char *dir = g_path_get_dirname (path);

  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

static void
test_refuses_settings_that_are_no_numbers (void)
{
  if (g_test_subprocess ())
    {
      g_autofree char *path = write_settings ("[Kiosk]\nIdleSeconds=soon\nDiagonalInches=4O\nState[ru]=/x\n");

      refuse ("--config", path);
      remove_settings (path);
    }
  else
    assert_refused ("*:2: error: IdleSeconds=soon: *:3: error: DiagonalInches=4O: *:4: error: State: *");
}

static void
test_takes_settings_the_command_line_left_open (void)
{
  g_autofree char *path = write_settings ("[Kiosk]\nState=/srv/birge\nIdleSeconds=90\nDiagonalInches=42.5\n");
  g_autofree char *config = g_strconcat ("--config=", path, NULL);
  Parsed file = parse (config, NULL);
  Parsed both = parse (config, "--state=/elsewhere");

  g_assert_true (file.parsed && both.parsed);
  g_assert_cmpstr (file.settings.state, ==, "/srv/birge");
  g_assert_cmpuint (file.settings.idle_seconds, ==, 90);
  g_assert_false (file.settings.idle_fixed);
  g_assert_cmpfloat (file.settings.diagonal_inches, ==, 42.5);
  g_assert_cmpstr (both.settings.state, ==, "/elsewhere");
  kiosk_settings_clear (&file.settings);
  kiosk_settings_clear (&both.settings);
  remove_settings (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/refuses-a-time-below-nothing", test_refuses_a_time_below_nothing);
  g_test_add_func ("/settings/refuses-sizes-with-something-behind", test_refuses_sizes_with_something_behind);
  g_test_add_func ("/settings/refuses-settings-that-are-no-numbers", test_refuses_settings_that_are_no_numbers);
  g_test_add_func ("/settings/takes-settings-the-command-line-left-open", test_takes_settings_the_command_line_left_open);
  return g_test_run ();
}
