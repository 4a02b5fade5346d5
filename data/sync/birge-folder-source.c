/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-folder-source-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/formats/birge-digest.h"

/* Where the repository may lie. FAT does not tell "v1" from "V1"; other file systems do, and there only these names count. */
static const char *const prefixes[] = { "BIRGE/v1/", "birge/v1/", "v1/", "" };

#define MARK "metadata/timestamp.json" /* every repository has one */

static void birge_folder_source_source_init (BirgeSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BirgeFolderSource, birge_folder_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BIRGE_TYPE_SOURCE, birge_folder_source_source_init))

gboolean
_birge_folder_source_is_there (BirgeFolderSource *self, GError **error)
{
  struct stat now;
  struct stat then;

  /* Another file system may be there instead, or none: an unmounted stick leaves an empty folder. */
  if (fstat (self->dir_fd, &then) == 0 && then.st_nlink > 0 && stat (self->dir, &now) == 0 &&
      now.st_dev == then.st_dev && now.st_ino == then.st_ino)
    return TRUE;
  g_set_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_UNREACHABLE,
               "%s: it was taken away: put it in again; what was read is kept", self->name);
  return FALSE;
}

char *
_birge_folder_source_dup_object (BirgeFolderSource *self, const char *name)
{
  g_return_val_if_fail (birge_digest_is_valid (name), NULL); /* nothing else may become a path */

  return g_strdup_printf ("%sobjects/%.2s/%s", self->prefix, name, name);
}

static GBytes *
birge_folder_source_read (BirgeSource *source, const char *path, gsize max_bytes, GBytes *known,
                          GCancellable *cancellable, GError **error)
{
  BirgeFolderSource *self = BIRGE_FOLDER_SOURCE (source);
  g_autofree char *full = g_strconcat (self->prefix, path, NULL);
  g_autoptr(GBytes) bytes = NULL;
  gint64 size;

  if (!_birge_folder_source_is_there (self, error))
    return NULL;
  size = _birge_reader_open (self->reader, full, cancellable, error);
  if (size < 0)
    return NULL;
  if ((guint64) size > max_bytes)
    {
      g_set_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_TOO_LARGE,
                   "%s: it has %" G_GINT64_FORMAT " bytes and may have %" G_GSIZE_FORMAT ": make the stick again", full,
                   size, max_bytes);
      return NULL;
    }
  _birge_reader_begin (self->reader, 0, (gsize) size);
  bytes = _birge_reader_wait (self->reader, cancellable, error);
  if (bytes != NULL && known != NULL && g_bytes_equal (bytes, known))
    return g_bytes_ref (known);
  return g_steal_pointer (&bytes);
}

static const char *
birge_folder_source_get_name (BirgeSource *source)
{
  return BIRGE_FOLDER_SOURCE (source)->name;
}

static void
birge_folder_source_source_init (BirgeSourceInterface *iface)
{
  iface->read = birge_folder_source_read;
  iface->fetch = _birge_folder_source_fetch;
  iface->get_name = birge_folder_source_get_name;
}

static void
birge_folder_source_finalize (GObject *object)
{
  BirgeFolderSource *self = BIRGE_FOLDER_SOURCE (object);

  _birge_reader_free (self->reader);
  if (self->dir_fd >= 0)
    close (self->dir_fd);
  g_free (self->dir);
  g_free (self->name);
  G_OBJECT_CLASS (birge_folder_source_parent_class)->finalize (object);
}

static void
birge_folder_source_class_init (BirgeFolderSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = birge_folder_source_finalize;
}

static void
birge_folder_source_init (BirgeFolderSource *self)
{
  self->dir_fd = -1;
}

/* The first place that has something under the name of the mark, whatever it is: reading it says what is wrong with it. */
static gboolean
find_prefix (BirgeFolderSource *self, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      g_autofree char *mark = g_strconcat (prefixes[i], MARK, NULL);
      g_autoptr(GError) local = NULL;

      if (_birge_reader_open (self->reader, mark, NULL, &local) >= 0 ||
          g_error_matches (local, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_DAMAGED))
        {
          self->prefix = prefixes[i];
          return TRUE;
        }
      if (!g_error_matches (local, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND))
        {
          g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", self->name);
          return FALSE;
        }
    }
  g_set_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND,
               "%s: there is no repository on it (%s%s): give a folder that “birge publish” or “birge export” wrote",
               self->name, prefixes[0], MARK);
  return FALSE;
}

static BirgeFolderSource *
open_dir (const char *dir, const char *name, GError **error)
{
  g_autoptr(BirgeFolderSource) self = g_object_new (BIRGE_TYPE_FOLDER_SOURCE, NULL);

  self->dir = g_strdup (dir);
  self->name = g_strdup (name != NULL ? name : dir);
  self->dir_fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->dir_fd < 0)
    {
      int saved = errno;
      gboolean missing = saved == ENOENT || saved == ENOTDIR;

      g_set_error (error, BIRGE_SOURCE_ERROR,
                   missing ? BIRGE_SOURCE_ERROR_NOT_FOUND : BIRGE_SOURCE_ERROR_UNREACHABLE, "%s: %s: %s", self->name,
                   g_strerror (saved), saved == EACCES ? "let the kiosk's user read it, or copy it to where that user can"
                                                       : "put the stick in again, or give another folder");
      return NULL;
    }
  self->reader = _birge_reader_new (self->dir_fd);
  return g_steal_pointer (&self);
}

/**
 * birge_folder_source_open:
 *
 * Opens the repository in a folder.
 *
 * Errors: `NOT_FOUND` when there is none, `UNREACHABLE` when the folder cannot be read.
 *
 * Returns: (transfer full): the source
 */
BirgeFolderSource *
birge_folder_source_open (const char *dir, const char *name, GError **error)
{
  g_autoptr(BirgeFolderSource) self = NULL;

  g_return_val_if_fail (dir != NULL, NULL);

  self = open_dir (dir, name, error);
  return self != NULL && find_prefix (self, error) ? g_steal_pointer (&self) : NULL;
}

BirgeFolderSource *
birge_folder_source_open_build (const char *dir, GError **error)
{
  BirgeFolderSource *self = NULL;

  g_return_val_if_fail (dir != NULL, NULL);

  self = open_dir (dir, NULL, error);
  if (self != NULL)
    self->prefix = "";
  return self;
}
