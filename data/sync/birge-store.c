/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/formats/birge-clock.h"
#include "data/library/birge-generation.h"
#include "data/library/birge-object.h"

#define MAX_NOTES_BYTES 16384

gboolean
_birge_store_failed (const char *path, int saved_errno, GError **error)
{
  gboolean full = saved_errno == ENOSPC || saved_errno == EDQUOT || saved_errno == EFBIG;

  g_set_error (error, BIRGE_INSTALL_ERROR, full ? BIRGE_INSTALL_ERROR_NO_SPACE : BIRGE_INSTALL_ERROR_STORAGE,
               "%s: %s: %s", path, g_strerror (saved_errno),
               full ? "make room on the disk" : "check that the folder is there and can be written");
  return FALSE;
}

gboolean
_birge_store_failed_by (GError *cause, GError **error)
{
  gboolean full = g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ||
                  g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOSPC);

  if (cause->domain == BIRGE_INSTALL_ERROR)
    {
      g_propagate_error (error, g_error_copy (cause));
      return FALSE;
    }
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_CANCELLED,
                         "installing: it was cancelled: the old content stays");
  else
    g_set_error_literal (error, BIRGE_INSTALL_ERROR,
                         full ? BIRGE_INSTALL_ERROR_NO_SPACE : BIRGE_INSTALL_ERROR_STORAGE, cause->message);
  return FALSE;
}

void
_birge_store_remove (const char *path)
{
  g_autoptr(GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      _birge_store_remove (child);
    }
  g_remove (path);
}

void
_birge_store_clean (const char *state_dir)
{
  g_autofree char *content = g_build_filename (state_dir, "content", NULL);
  g_autofree char *partial = g_build_filename (state_dir, BIRGE_STORE_PARTIAL, NULL);
  g_autoptr(GDir) dir = g_dir_open (content, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".tmp") || g_str_has_suffix (name, ".old"))
      {
        g_autofree char *path = g_build_filename (content, name, NULL);

        _birge_store_remove (path);
      }
  _birge_store_remove (partial);
}

static gint
compare_falling (gconstpointer a, gconstpointer b)
{
  const guint *first = a;
  const guint *second = b;

  return (*first < *second) - (*first > *second);
}

GArray *
_birge_store_list (const char *state_dir)
{
  g_autofree char *content = g_build_filename (state_dir, "content", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open (content, 0, &error);
  GArray *numbers;
  const char *name;

  if (dir == NULL && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return NULL;
  numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      guint number = birge_generation_parse (name);

      if (number != 0)
        g_array_append_val (numbers, number);
    }
  g_array_sort (numbers, compare_falling);
  return numbers;
}

guint
_birge_store_next (const char *state_dir)
{
  g_autoptr(GArray) numbers = _birge_store_list (state_dir);
  guint number = birge_generation_get_current (state_dir) + 1;

  for (guint i = numbers != NULL ? numbers->len : 0; i > 0; i--)
    number += g_array_index (numbers, guint, i - 1) == number;
  return number;
}

gboolean
_birge_store_sync_dir (const char *dir, GError **error)
{
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int saved = 0;

  if (fd < 0 || fsync (fd) != 0)
    saved = errno;
  if (fd >= 0)
    close (fd);
  return saved == 0 || _birge_store_failed (dir, saved, error);
}

gboolean
_birge_store_sync_disk (const char *dir, GError **error)
{
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int saved = 0;

  if (fd < 0 || syncfs (fd) != 0)
    saved = errno;
  if (fd >= 0)
    close (fd);
  return saved == 0 || _birge_store_failed (dir, saved, error);
}

gboolean
_birge_store_place (const char *state_dir, const char *partial, const char *name, GError **error)
{
  g_autofree char *from = g_build_filename (partial, name, NULL);
  g_autofree char *to = birge_object_dup_path (state_dir, name);
  g_autofree char *folder = NULL;

  if (g_rename (from, to) == 0)
    return TRUE;
  folder = g_path_get_dirname (to);
  return (g_mkdir_with_parents (folder, 0755) == 0 && g_rename (from, to) == 0) || _birge_store_failed (to, errno, error);
}

gboolean
_birge_store_switch (const char *state_dir, guint number, GError **error)
{
  g_autofree char *content = g_build_filename (state_dir, "content", NULL);
  g_autofree char *link = g_build_filename (content, "current", NULL);
  g_autofree char *tmp = g_build_filename (content, "current.tmp", NULL);
  g_autofree char *target = g_strdup_printf ("%04u", number);

  g_unlink (tmp);
  if (symlink (target, tmp) != 0 || g_rename (tmp, link) != 0)
    return _birge_store_failed (link, errno, error);
  return _birge_store_sync_dir (content, error);
}

void
_birge_store_note (const char *state_dir, const char *line)
{
  g_autofree char *path = g_build_filename (state_dir, BIRGE_STORE_NOTES, NULL);
  g_autofree char *day = birge_clock_dup_today ();
  g_autofree char *old = NULL;
  g_autofree char *notes = NULL;

  if (!g_file_get_contents (path, &old, NULL, NULL) || strlen (old) > MAX_NOTES_BYTES)
    g_clear_pointer (&old, g_free);
  notes = g_strdup_printf ("%s%s: %s\n", old != NULL ? old : "", day, line);
  g_file_set_contents_full (path, notes, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}
