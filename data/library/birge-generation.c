/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-generation.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_TRIES 100 /* each means that a generation was switched and collected in between */

char *
birge_generation_dup_dir (const char *state_dir, guint number)
{
  g_autofree char *name = g_strdup_printf ("%04u", number);

  g_return_val_if_fail (state_dir != NULL, NULL);

  return g_build_filename (state_dir, "content", name, NULL);
}

guint
birge_generation_parse (const char *name)
{
  gsize length = strlen (name);

  if (length < 4 || length > 9 || strspn (name, "0123456789") != length)
    return 0;
  return (guint) g_ascii_strtoull (name, NULL, 10);
}

guint
birge_generation_get_current (const char *state_dir)
{
  g_autofree char *link = NULL;
  g_autofree char *target = NULL;

  g_return_val_if_fail (state_dir != NULL, 0);

  link = g_build_filename (state_dir, "content", "current", NULL);
  target = g_file_read_link (link, NULL);
  return target != NULL ? birge_generation_parse (target) : 0;
}

guint
birge_generation_get_previous (const char *state_dir, guint number)
{
  g_autofree char *dir = birge_generation_dup_dir (state_dir, number);
  g_autofree char *path = g_build_filename (dir, "previous", NULL);
  g_autofree char *previous_dir = NULL;
  g_autofree char *name = NULL;
  guint previous;

  if (number == 0 || !g_file_get_contents (path, &name, NULL, NULL))
    return 0;
  previous = birge_generation_parse (g_strstrip (name));
  previous_dir = birge_generation_dup_dir (state_dir, previous);
  return previous != 0 && g_file_test (previous_dir, G_FILE_TEST_IS_DIR) ? previous : 0;
}

/* Whether there is nothing, or nothing of ours: all else is a disk that refuses. */
static gboolean
is_none (const GError *error)
{
  return g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT) || g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
}

static gboolean
find_previous (const char *state_dir, guint number, guint *previous)
{
  g_autofree char *dir = birge_generation_dup_dir (state_dir, number);
  g_autofree char *path = g_build_filename (dir, "previous", NULL);
  g_autofree char *name = NULL;
  g_autoptr(GError) error = NULL;

  if (g_file_get_contents (path, &name, NULL, &error))
    *previous = birge_generation_parse (g_strstrip (name));
  return error == NULL || is_none (error);
}

gboolean
birge_generation_find (const char *state_dir, guint *current, guint *previous)
{
  g_autofree char *link = NULL;
  g_autofree char *target = NULL;
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (state_dir != NULL && current != NULL && previous != NULL, FALSE);

  *current = *previous = 0;
  link = g_build_filename (state_dir, "content", "current", NULL);
  target = g_file_read_link (link, &error);
  if (target == NULL)
    return is_none (error);
  *current = birge_generation_parse (target);
  return *current == 0 || find_previous (state_dir, *current, previous);
}

/* A collector renames the folder away before it removes it: the lock counts only if the name still means this folder. */
static gboolean
is_still (int fd, const char *dir)
{
  struct stat opened, named;

  return fstat (fd, &opened) == 0 && stat (dir, &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

int
birge_generation_lock_current (const char *state_dir, guint *number)
{
  for (int i = 0; i < LOCK_TRIES; i++)
    {
      g_autofree char *dir = NULL;
      guint current = birge_generation_get_current (state_dir);
      int fd;

      if (current == 0)
        break;
      dir = birge_generation_dup_dir (state_dir, current);
      fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      if (fd >= 0 && flock (fd, LOCK_SH | LOCK_NB) == 0 && is_still (fd, dir))
        {
          *number = current;
          return fd;
        }
      if (fd >= 0)
        close (fd);
      else if (birge_generation_get_current (state_dir) == current)
        break; /* the link points nowhere */
      g_usleep (1000);
    }
  return -1;
}
