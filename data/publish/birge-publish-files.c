/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-publish"

#include "data/publish/birge-publisher-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Files of a publisher's folder: read with a limit, written whole or not at all. */

static const char *
advise (int saved_errno)
{
  return saved_errno == ENOSPC || saved_errno == EDQUOT ? "make room on the disk"
                                                        : "check that it is there and can be read and written";
}

/* Room for what is there, and a byte that tells when it is too much: the limits are far above most files. */
static GBytes *
read_up_to (GFile *file, gsize max_bytes, GError **error)
{
  g_autoptr(GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autoptr(GFileInfo) info =
    stream != NULL ? g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, NULL, error) : NULL;

  if (info == NULL)
    return NULL;
  return g_input_stream_read_bytes (G_INPUT_STREAM (stream), (gsize) MIN (g_file_info_get_size (info), (goffset) max_bytes) + 1, NULL,
                                    error);
}

GBytes *
_birge_publish_read (const char *path, gsize max_bytes, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GFile) file = g_file_new_for_path (path);
  GBytes *bytes = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, path, "it is no file", "move it away", error);
  else if ((bytes = read_up_to (file, max_bytes, &local)) == NULL)
    _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, path, local->message, advise (0), error);
  if (bytes != NULL && g_bytes_get_size (bytes) > max_bytes)
    {
      g_clear_pointer (&bytes, g_bytes_unref);
      _birge_publish_refuse (BIRGE_PUBLISH_ERROR_CONTENT, path, "it is too large to be what it should be", "make it again", error);
    }
  return bytes;
}

gboolean
_birge_publish_write (const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GError) local = NULL;
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  if (g_mkdir_with_parents (folder, 0755) != 0)
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, folder, g_strerror (errno), advise (errno), error);
  if (!g_file_set_contents_full (path, data != NULL ? data : "", (gssize) size,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, &local))
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, path, local->message,
                                  advise (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? ENOSPC : 0), error);
  return TRUE;
}

/* All that was written so far is on the disk before anything that comes later. */
gboolean
_birge_publish_sync (const char *dir, GError **error)
{
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = fd >= 0 && syncfs (fd) == 0;
  int saved = errno;

  if (fd >= 0)
    close (fd);
  return done || _birge_publish_refuse (BIRGE_PUBLISH_ERROR_STORAGE, dir, g_strerror (saved), advise (saved), error);
}

void
_birge_publish_remove (const char *path)
{
  g_autoptr(GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      _birge_publish_remove (child);
    }
  g_remove (path);
}

static void
list_below (const char *dir, const char *below, GPtrArray *files)
{
  g_autofree char *path = g_build_filename (dir, below, NULL);
  g_autoptr(GDir) open = g_dir_open (path, 0, NULL);
  const char *name;

  while (open != NULL && (name = g_dir_read_name (open)) != NULL)
    {
      g_autofree char *child = *below != '\0' ? g_build_filename (below, name, NULL) : g_strdup (name);
      g_autofree char *full = g_build_filename (dir, child, NULL);

      if (g_file_test (full, G_FILE_TEST_IS_SYMLINK))
        continue;
      if (g_file_test (full, G_FILE_TEST_IS_DIR))
        list_below (dir, child, files);
      else
        g_ptr_array_add (files, g_steal_pointer (&child));
    }
}

static gint
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

GPtrArray *
_birge_publish_list (const char *dir)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);

  list_below (dir, "", files);
  g_ptr_array_sort (files, compare_texts);
  return files;
}
