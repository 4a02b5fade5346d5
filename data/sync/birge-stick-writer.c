/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-stick-writer-private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "data/formats/birge-digest.h"

#define TOP         "BIRGE/v1"
#define ASIDE       ".tmp"
#define BATCH_BYTES (64 * 1024 * 1024) /* what is written again at most after a stick was pulled out */
#define BATCH_FILES 2048
#define MAX_LISTED  100000 /* names in a folder that somebody else may have filled */
#define FOLDER_MODE 0755
#define FILE_MODE   0644

struct _BirgeStickWriter {
  char      *dir;         /* for people */
  int        top_fd;      /* BIRGE/v1 */
  dev_t      device;
  GPtrArray *batch;       /* paths (char *) that were written under ASIDE */
  gint64     batch_bytes;
  char      *path;        /* of the file under way, or NULL */
  int        fd;
};

static gboolean
failed (BirgeStickWriter *self, const char *path, int saved_errno, GError **error)
{
  BirgeExportError code = BIRGE_EXPORT_ERROR_STICK;
  const char *todo = "it may be broken or was taken away: put it in and run this again; what is there is kept";

  switch (saved_errno)
    {
    case ENOSPC:
    case EDQUOT:
      code = BIRGE_EXPORT_ERROR_NO_SPACE;
      todo = "delete what you do not need on it, or take a larger one";
      break;
    case EFBIG:
      todo = "its format takes no file of this size: format it as exFAT or ext4";
      break;
    case EROFS:
    case EACCES:
    case EPERM:
      todo = "unlock it or let this user write there, or take another one";
      break;
    case ELOOP:
    case ENOTDIR:
    case EEXIST:
    case EISDIR:
    case EXDEV:
      todo = "something that Birge did not make is in the way: remove it";
      break;
    default:
      break;
    }
  g_set_error (error, BIRGE_EXPORT_ERROR, (int) code, "%s/" TOP "/%s: %s: %s", self->dir, path, g_strerror (saved_errno), todo);
  return FALSE;
}

/* Folders */

/* A folder below @fd, made if @make; not one behind a link or on another file system. -1 and errno. */
static int
enter (BirgeStickWriter *self, int fd, const char *name, gboolean make)
{
  struct stat info;
  int next;
  int saved;

  if (make && mkdirat (fd, name, FOLDER_MODE) != 0 && errno != EEXIST)
    return -1;
  next = openat (fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (next < 0)
    return -1;
  if (fstat (next, &info) == 0 && info.st_dev == self->device)
    return next;
  saved = info.st_dev != self->device ? EXDEV : errno;
  close (next);
  errno = saved;
  return -1;
}

/* The folder of @path, and in @name what is left of it. -1 and errno. */
static int
enter_folder_of (BirgeStickWriter *self, int top_fd, const char *path, gboolean make, const char **name)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);
  int fd = dup (top_fd);

  *name = strrchr (path, '/');
  *name = *name != NULL ? *name + 1 : path;
  for (guint i = 0; fd >= 0 && parts[i + 1] != NULL; i++)
    {
      int next = enter (self, fd, parts[i], make);
      int saved = errno;

      close (fd);
      errno = saved;
      fd = next;
    }
  return fd;
}

/* Takes away what an export that was killed left in a folder of objects: names that only we give. */
static void
tidy_folder (int fd)
{
  DIR *dir = fdopendir (fd); /* takes fd */
  struct dirent *entry;

  for (guint n = 0; dir != NULL && n < MAX_LISTED && (entry = readdir (dir)) != NULL; n++)
    {
      g_autofree char *name = g_str_has_suffix (entry->d_name, ASIDE)
                              ? g_strndup (entry->d_name, strlen (entry->d_name) - strlen (ASIDE)) : NULL;

      if (name != NULL && birge_digest_is_valid (name))
        unlinkat (dirfd (dir), entry->d_name, 0);
    }
  if (dir != NULL)
    closedir (dir);
  else
    close (fd);
}

static void
tidy (BirgeStickWriter *self)
{
  for (guint i = 0; i < 256; i++)
    {
      g_autofree char *path = g_strdup_printf ("objects/%02x/", i);
      const char *name = NULL;
      int fd = enter_folder_of (self, self->top_fd, path, FALSE, &name);

      if (fd >= 0)
        tidy_folder (fd);
    }
}

BirgeStickWriter *
_birge_stick_writer_open (const char *dir, GError **error)
{
  g_autoptr(BirgeStickWriter) self = g_new0 (BirgeStickWriter, 1);
  const char *name = NULL;
  struct stat info;
  int dir_fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  self->dir = g_strdup (dir);
  self->top_fd = self->fd = -1;
  self->batch = g_ptr_array_new_with_free_func (g_free);
  if (dir_fd < 0 || fstat (dir_fd, &info) != 0)
    {
      int saved = errno;

      g_set_error (error, BIRGE_EXPORT_ERROR, BIRGE_EXPORT_ERROR_STICK, "%s: %s: put the stick in, open it, and name its folder",
                   dir, g_strerror (saved));
      if (dir_fd >= 0)
        close (dir_fd);
      return NULL;
    }
  self->device = info.st_dev;
  self->top_fd = enter_folder_of (self, dir_fd, TOP "/", TRUE, &name);
  if (self->top_fd < 0)
    failed (self, "", errno, error);
  else
    tidy (self);
  close (dir_fd);
  return self->top_fd >= 0 ? g_steal_pointer (&self) : NULL;
}

gint64
_birge_stick_writer_get_free (BirgeStickWriter *self, gint64 *block)
{
  struct statvfs info;

  *block = 1;
  if (fstatvfs (self->top_fd, &info) != 0)
    return -1;
  *block = MAX ((gint64) info.f_frsize, 1);
  return (gint64) info.f_bavail * (gint64) info.f_frsize;
}

/* What is there */

int
_birge_stick_writer_open_file (BirgeStickWriter *self, const char *path)
{
  const char *name = NULL;
  int folder = enter_folder_of (self, self->top_fd, path, FALSE, &name);
  int fd = folder >= 0 ? openat (folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
  struct stat info;

  if (folder >= 0)
    close (folder);
  if (fd >= 0 && (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode)))
    {
      close (fd);
      return -1;
    }
  if (fd >= 0)
    posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
  return fd;
}

gint64
_birge_stick_writer_get_length (BirgeStickWriter *self, const char *path)
{
  int fd = _birge_stick_writer_open_file (self, path);
  struct stat info;
  gint64 length = fd >= 0 && fstat (fd, &info) == 0 ? (gint64) info.st_size : -1;

  if (fd >= 0)
    close (fd);
  return length;
}

GBytes *
_birge_stick_writer_read (BirgeStickWriter *self, const char *path, gsize max_bytes)
{
  int fd = _birge_stick_writer_open_file (self, path);
  struct stat info;
  g_autofree guint8 *data = NULL;
  gsize done = 0;
  gsize size = 0;

  if (fd >= 0 && fstat (fd, &info) == 0 && (guint64) info.st_size <= max_bytes)
    {
      size = (gsize) info.st_size;
      data = g_malloc (size + 1);
    }
  while (data != NULL && done < size)
    {
      ssize_t n = read (fd, data + done, size - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      done += (gsize) n;
    }
  if (fd >= 0)
    close (fd);
  return data != NULL && done == size ? g_bytes_new_take (g_steal_pointer (&data), size) : NULL;
}

/* Writing */

static char *
dup_aside (const char *name)
{
  return g_strconcat (name, ASIDE, NULL);
}

gboolean
_birge_stick_writer_begin (BirgeStickWriter *self, const char *path, GError **error)
{
  const char *name = NULL;
  int folder = enter_folder_of (self, self->top_fd, path, TRUE, &name);
  g_autofree char *aside = dup_aside (name);
  int saved = errno;

  g_return_val_if_fail (self->path == NULL, FALSE);

  if (folder >= 0)
    {
      self->fd = openat (folder, aside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
      saved = errno;
      close (folder);
    }
  if (self->fd < 0)
    return failed (self, path, saved, error);
  self->path = g_strdup (path);
  return TRUE;
}

gboolean
_birge_stick_writer_add (BirgeStickWriter *self, gconstpointer data, gsize length, GError **error)
{
  const guint8 *bytes = data;

  while (length > 0)
    {
      ssize_t n = write (self->fd, bytes, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return failed (self, self->path, n == 0 ? ENOSPC : errno, error);
      bytes += n;
      length -= (gsize) n;
      self->batch_bytes += n;
    }
  return TRUE;
}

static void
remove_aside (BirgeStickWriter *self, const char *path)
{
  const char *name = NULL;
  int folder = enter_folder_of (self, self->top_fd, path, FALSE, &name);
  g_autofree char *aside = dup_aside (name);

  if (folder < 0)
    return;
  unlinkat (folder, aside, 0);
  close (folder);
}

gboolean
_birge_stick_writer_end (BirgeStickWriter *self, gboolean keep, GError **error)
{
  g_autofree char *path = g_steal_pointer (&self->path);
  gboolean closed;

  if (path == NULL)
    return TRUE;
  closed = close (self->fd) == 0;
  self->fd = -1;
  if (!keep || !closed)
    {
      int saved = errno;

      remove_aside (self, path);
      return !keep || failed (self, path, saved, error);
    }
  g_ptr_array_add (self->batch, g_steal_pointer (&path));
  return (self->batch->len < BATCH_FILES && self->batch_bytes < BATCH_BYTES) || _birge_stick_writer_flush (self, error);
}

/* Not every file system synchronises folders. */
static gboolean
sync_folder (int fd)
{
  return fsync (fd) == 0 || errno == EINVAL || errno == ENOTSUP;
}

/* @sync: at once, else the caller does it for many. */
static gboolean
name_file (BirgeStickWriter *self, const char *path, gboolean sync, GError **error)
{
  const char *name = NULL;
  int folder = enter_folder_of (self, self->top_fd, path, FALSE, &name);
  g_autofree char *aside = dup_aside (name);
  gboolean named = folder >= 0 && renameat (folder, aside, folder, name) == 0 && (!sync || sync_folder (folder));
  int saved = errno;

  if (folder >= 0)
    close (folder);
  return named || failed (self, path, saved, error);
}

gboolean
_birge_stick_writer_flush (BirgeStickWriter *self, GError **error)
{
  if (self->batch->len == 0)
    return TRUE;
  if (syncfs (self->top_fd) != 0)
    return failed (self, "", errno, error);
  while (self->batch->len > 0)
    {
      if (!name_file (self, g_ptr_array_index (self->batch, self->batch->len - 1), FALSE, error))
        return FALSE;
      g_ptr_array_set_size (self->batch, (gint) self->batch->len - 1);
    }
  self->batch_bytes = 0;
  return syncfs (self->top_fd) == 0 || failed (self, "", errno, error);
}

gboolean
_birge_stick_writer_put (BirgeStickWriter *self, const char *path, GBytes *bytes, GError **error)
{
  gsize size = 0;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  g_autoptr(GBytes) there = _birge_stick_writer_read (self, path, size);

  if (there != NULL && g_bytes_equal (there, bytes))
    return TRUE;
  if (!_birge_stick_writer_begin (self, path, error) || !_birge_stick_writer_add (self, data, size, error))
    return FALSE;
  if (fsync (self->fd) != 0)
    return failed (self, path, errno, error);
  close (self->fd); /* after fsync() it has nothing left to say */
  self->fd = -1;
  g_clear_pointer (&self->path, g_free);
  return name_file (self, path, TRUE, error);
}

void
_birge_stick_writer_free (BirgeStickWriter *self)
{
  _birge_stick_writer_end (self, FALSE, NULL);
  for (guint i = 0; i < self->batch->len; i++)
    remove_aside (self, g_ptr_array_index (self->batch, i));
  g_ptr_array_unref (self->batch);
  if (self->top_fd >= 0)
    close (self->top_fd);
  g_free (self->dir);
  g_free (self);
}
