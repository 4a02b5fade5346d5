/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-beneath-private.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_PATH_BYTES 1024
#define MAX_TRIES      16 /* openat2() asks to try again when something is renamed meanwhile */
#define FLAGS          (O_PATH | O_CLOEXEC | O_NOFOLLOW)

static _Atomic gboolean has_openat2 = TRUE;

/* Names with slashes between, none of them empty, "." or "..". */
static gboolean
is_plain (const char *path)
{
  g_auto(GStrv) names = NULL;

  if (*path == '\0' || strlen (path) > MAX_PATH_BYTES)
    return FALSE;
  names = g_strsplit (path, "/", -1);
  for (char **name = names; *name != NULL; name++)
    if (**name == '\0' || g_str_equal (*name, ".") || g_str_equal (*name, ".."))
      return FALSE;
  return TRUE;
}

/* No link, and not on another file system. */
static gboolean
is_allowed (int fd, dev_t device)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return FALSE;
  if (info.st_dev == device && !S_ISLNK (info.st_mode))
    return TRUE;
  errno = S_ISLNK (info.st_mode) ? ELOOP : EXDEV;
  return FALSE;
}

int
_birge_beneath_walk (int dir_fd, const char *path)
{
  g_auto(GStrv) names = NULL;
  struct stat top;
  int fd = dir_fd;

  if (!is_plain (path))
    {
      errno = EINVAL;
      return -1;
    }
  if (fstat (dir_fd, &top) != 0)
    return -1;
  names = g_strsplit (path, "/", -1);
  for (guint i = 0; names[i] != NULL; i++)
    {
      gboolean last = names[i + 1] == NULL;
      int next = openat (fd, names[i], last ? FLAGS : FLAGS | O_DIRECTORY);
      int saved = errno;

      if (next >= 0 && !is_allowed (next, top.st_dev))
        {
          saved = errno;
          close (next);
          next = -1;
        }
      if (fd != dir_fd)
        close (fd);
      errno = saved;
      if (next < 0)
        return -1;
      fd = next;
    }
  return fd;
}

/* A link as the last part is not followed, but found. */
static int
refuse_link (int fd)
{
  struct stat info;

  if (fstat (fd, &info) == 0 && !S_ISLNK (info.st_mode))
    return fd;
  close (fd);
  errno = ELOOP;
  return -1;
}

int
_birge_beneath_find (int dir_fd, const char *path)
{
  struct open_how how = {
    .flags = FLAGS,
    .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS,
  };

  if (!is_plain (path))
    {
      errno = EINVAL;
      return -1;
    }
  for (int i = 0; i < MAX_TRIES && has_openat2; i++)
    {
      int fd = (int) syscall (SYS_openat2, dir_fd, path, &how, sizeof how);

      if (fd >= 0)
        return refuse_link (fd);
      if (errno == ENOSYS || errno == EPERM || errno == E2BIG)
        has_openat2 = FALSE; /* an old kernel, or a sandbox that does not know the call */
      else if (errno != EAGAIN && errno != EINTR)
        return -1;
    }
  return _birge_beneath_walk (dir_fd, path);
}
