/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/settings-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <sys/stat.h>

/* At most a byte more than is allowed, so that the parser can say it is too much; a pipe must not make us wait. */
static GBytes *
read_file (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  g_autoptr(GInputStream) stream = fd >= 0 ? g_unix_input_stream_new (fd, TRUE) : NULL;
  struct stat info;

  if (fd < 0 || fstat (fd, &info) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, (int) g_io_error_from_errno (errno), g_strerror (errno));
      return NULL;
    }
  if (!S_ISREG (info.st_mode))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "it is no file");
      return NULL;
    }
  return g_input_stream_read_bytes (stream, BIRGE_SETTINGS_MAX_BYTES + 1, NULL, error);
}

BirgeSettings *
settings_file_load (const char *path, guint *n_errors)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(BirgeSettings) settings = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  *n_errors = 0;
  if (path == NULL && !g_file_test (SETTINGS_FILE_WHEN_INSTALLED, G_FILE_TEST_EXISTS))
    return birge_settings_new ();
  path = path != NULL ? path : SETTINGS_FILE_WHEN_INSTALLED;
  bytes = read_file (path, &error);
  if (bytes == NULL)
    {
      g_printerr ("birge: %s: %s: name a settings file that exists and can be read\n", path, error->message);
      return NULL;
    }
  settings = birge_settings_parse (bytes, path, problems);
  for (guint i = 0; i < birge_problems_get_length (problems); i++)
    {
      g_autofree char *line = birge_problem_to_string (birge_problems_get (problems, i));

      g_printerr ("%s\n", line);
    }
  *n_errors = birge_problems_count (problems, BIRGE_PROBLEM_ERROR);
  return g_steal_pointer (&settings);
}
