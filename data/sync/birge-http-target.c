/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/sync/birge-http.h"
#include "data/trust/birge-trust-store.h"

#define PIECE_BYTES (256 * 1024)
#define FILE_MODE 0644

/* A file that is being written aside and checked on the way. */
typedef struct {
  int fd;
  const char *path;
  BirgeChecker *checker;
} Part;

static gboolean
refuse (const char *path, GError **error)
{
  int number = errno;

  g_set_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_STORAGE, "%s: %s: check the disk and who may write there", path,
               g_strerror (number));
  return FALSE;
}

static char *
target_path (const char *folder, const char *path)
{
  g_autofree char *name = birge_trust_file_name (path, "");
  g_autofree char *visible = NULL;

  if (*name != '.') /* "..", and what we write aside, begin with a dot */
    return g_build_filename (folder, name, NULL);
  visible = g_strconcat ("%2E", name + 1, NULL);
  return g_build_filename (folder, visible, NULL);
}

static gboolean
feed_file (int fd, BirgeChecker *checker)
{
  g_autofree guint8 *piece = g_malloc (PIECE_BYTES);
  ssize_t n;

  while ((n = read (fd, piece, PIECE_BYTES)) > 0 || (n < 0 && errno == EINTR))
    if (n > 0 && !birge_checker_feed (checker, piece, (gsize) n, NULL))
      return FALSE;
  return n == 0 && birge_checker_finish (checker, NULL);
}

static gboolean
is_there (const char *path, const BirgeExpected *expected)
{
  g_autoptr(BirgeChecker) checker = birge_checker_new (expected, path);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  struct stat info;
  gboolean same;

  if (fd < 0)
    return FALSE;
  same = fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_size == expected->length && feed_file (fd, checker);
  close (fd);
  return same;
}

static gboolean
on_piece (gconstpointer data, gsize size, gpointer user_data, GError **error)
{
  Part *part = user_data;
  const guint8 *rest = data;

  if (!birge_checker_feed (part->checker, data, size, error))
    return FALSE;
  while (size > 0)
    {
      ssize_t n = write (part->fd, rest, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return refuse (part->path, error);
      rest += n;
      size -= (gsize) n;
    }
  return TRUE;
}

static gboolean
fetch_aside (BirgeHttp *self, BirgeVerifiedTarget *target, gboolean consistent, int fd, const char *path, GCancellable *cancellable,
             GError **error)
{
  g_autoptr(BirgeChecker) checker = birge_checker_new (birge_verified_target_get_expected (target),
                                                       birge_verified_target_get_path (target));
  g_autofree char *url_path = birge_verified_target_dup_url_path (target, consistent);
  Part part = { fd, path, checker };

  if (!birge_http_download (self, url_path, on_piece, &part, cancellable, error) || !birge_checker_finish (checker, error))
    return FALSE;
  return (fchmod (fd, FILE_MODE) == 0 && fsync (fd) == 0) || refuse (path, error);
}

gboolean
birge_http_save_target (BirgeHttp *self, BirgeVerifiedTarget *target, gboolean consistent, const char *folder,
                        GCancellable *cancellable, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *aside = NULL;
  gboolean done;
  int fd;

  g_return_val_if_fail (BIRGE_IS_HTTP (self) && target != NULL && folder != NULL, FALSE);

  path = target_path (folder, birge_verified_target_get_path (target));
  if (is_there (path, birge_verified_target_get_expected (target)))
    return TRUE;

  aside = g_build_filename (folder, ".birge-XXXXXX", NULL);
  fd = g_mkdir_with_parents (folder, 0755) == 0 ? mkostemp (aside, O_CLOEXEC) : -1;
  if (fd < 0)
    return refuse (folder, error);
  done = fetch_aside (self, target, consistent, fd, path, cancellable, error);
  close (fd);
  if (done && rename (aside, path) == 0)
    return TRUE;
  if (done)
    refuse (path, error);
  g_unlink (aside);
  return FALSE;
}
