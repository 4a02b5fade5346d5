/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-voices"

#include "data/voices/birge-voice-tree-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ASIDE ".birge-part"

struct _BirgeVoiceTree
{
  char *dir; /* for people */
  int   fd;
};

static gboolean
failed (BirgeVoiceTree *self, const char *path, int code, GError **error)
{
  const char *todo = "see that it can be written, and try again";

  if (code == ENOSPC || code == EDQUOT)
    todo = "delete what you do not need there, or take a larger one";
  else if (code == ELOOP || code == ENOTDIR || code == EISDIR || code == EEXIST)
    todo = "something else lies there: take it away";
  g_set_error (error, G_FILE_ERROR, code == EDQUOT ? G_FILE_ERROR_NOSPC : (gint) g_file_error_from_errno (code), "%s%s%s: %s: %s",
               self->dir, *path != '\0' ? "/" : "", path, g_strerror (code), todo);
  return FALSE;
}

BirgeVoiceTree *
_birge_voice_tree_open (const char *dir, GError **error)
{
  g_autoptr(BirgeVoiceTree) self = g_new0 (BirgeVoiceTree, 1);

  self->dir = g_strdup (dir);
  self->fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->fd >= 0)
    return g_steal_pointer (&self);
  failed (self, "", errno, error);
  return NULL;
}

void
_birge_voice_tree_free (BirgeVoiceTree *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->dir);
  g_free (self);
}

/* The folder that holds @path, and in @name what it is called there. -1 and errno. */
static int
open_parent (BirgeVoiceTree *self, const char *path, gboolean make, const char **name)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);
  guint n = g_strv_length (parts);
  int fd = fcntl (self->fd, F_DUPFD_CLOEXEC, 0);

  for (guint i = 0; fd >= 0 && i + 1 < n; i++)
    {
      int child, saved_errno;

      if (make && mkdirat (fd, parts[i], 0755) != 0 && errno != EEXIST)
        child = -1;
      else
        child = openat (fd, parts[i], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      saved_errno = errno;
      close (fd);
      errno = saved_errno;
      fd = child;
    }
  *name = strrchr (path, '/') != NULL ? strrchr (path, '/') + 1 : path;
  return fd;
}

GBytes *
_birge_voice_tree_read (BirgeVoiceTree *self, const char *path, gsize max_bytes)
{
  const char *name;
  int dir = open_parent (self, path, FALSE, &name);
  int fd = dir >= 0 ? openat (dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
  g_autofree guint8 *data = NULL;
  struct stat status;
  gsize done = 0;
  gssize n = 0;

  if (dir >= 0)
    close (dir);
  if (fd < 0)
    return NULL;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && (guint64) status.st_size <= max_bytes)
    {
      data = g_malloc ((gsize) status.st_size + 1);
      while ((n = read (fd, data + done, (gsize) status.st_size - done)) > 0)
        done += (gsize) n;
    }
  close (fd);
  return data != NULL && n == 0 && done == (gsize) status.st_size ? g_bytes_new_take (g_steal_pointer (&data), done) : NULL;
}

static gboolean
write_all (int fd, GBytes *bytes)
{
  gsize size, done = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  while (done < size)
    {
      gssize n = write (fd, data + done, size - done);

      if (n < 0 && errno != EINTR)
        return FALSE;
      done += n > 0 ? (gsize) n : 0;
    }
  return fsync (fd) == 0;
}

/* 0, or what went wrong. */
static int
put (int dir, const char *name, GBytes *bytes)
{
  int fd, code = 0;

  unlinkat (dir, ASIDE, 0);
  fd = openat (dir, ASIDE, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd < 0)
    return errno;
  if (!write_all (fd, bytes))
    code = errno;
  if (close (fd) != 0 && code == 0)
    code = errno;
  if (code == 0 && renameat (dir, ASIDE, dir, name) != 0)
    code = errno;
  if (code != 0)
    unlinkat (dir, ASIDE, 0);
  return code;
}

gboolean
_birge_voice_tree_write (BirgeVoiceTree *self, const char *path, GBytes *bytes, GError **error)
{
  const char *name;
  int dir = open_parent (self, path, TRUE, &name);
  int code = dir < 0 ? errno : put (dir, name, bytes);

  if (dir >= 0)
    close (dir);
  return code == 0 || failed (self, path, code, error);
}

gboolean
_birge_voice_tree_flush (BirgeVoiceTree *self, GError **error)
{
  return syncfs (self->fd) == 0 || failed (self, "", errno, error);
}
