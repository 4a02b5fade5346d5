/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-reader-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/sync/birge-beneath-private.h"
#include "data/sync/birge-source.h"

#define TICK_US (G_USEC_PER_SEC / 10) /* how soon a cancel is noticed */

static BirgeReaderCall read_call = pread;
static gint64 patience_us = BIRGE_READER_PATIENCE_US;

typedef enum {
  DUTY_NONE,
  DUTY_OPEN,
  DUTY_READ,
  DUTY_END,
} Duty;

/* What the reader and its thread share. Who is last frees it: a thread that hangs outlives its reader. */
typedef struct {
  gatomicrefcount refs;
  int             dir_fd;
  int             fd;       /* of the open file, -1: none; the thread's alone */

  GMutex          lock;     /* guards what follows */
  GCond           changed;
  Duty            duty;
  char           *path;
  gint64          offset;
  gsize           length;

  gint64          size;     /* answers */
  GBytes         *bytes;
  int             failed;   /* errno, 0: none */
  const char     *why;      /* what is wrong besides errno, or NULL */
} Work;

struct _BirgeReader
{
  Work    *work;
  gboolean is_asked; /* and nobody waited for the answer yet */
  guint    n_hung;
};

static void
work_unref (Work *work)
{
  if (!g_atomic_ref_count_dec (&work->refs))
    return;
  if (work->fd >= 0)
    close (work->fd);
  close (work->dir_fd);
  g_clear_pointer (&work->bytes, g_bytes_unref);
  g_free (work->path);
  g_mutex_clear (&work->lock);
  g_cond_clear (&work->changed);
  g_free (work);
}

/* In the thread */

/* Looks first and opens then, what was looked at: to open a device may do something. */
static void
open_file (Work *work, const char *path, gint64 *size, int *failed, const char **why)
{
  struct stat info;
  int found = _birge_beneath_find (work->dir_fd, path);

  if (work->fd >= 0)
    close (work->fd);
  work->fd = -1;
  if (found < 0 || fstat (found, &info) != 0)
    *failed = errno;
  else if (!S_ISREG (info.st_mode))
    *why = "it is no regular file";
  else
    {
      g_autofree char *again = g_strdup_printf ("/proc/self/fd/%d", found);

      work->fd = open (again, O_RDONLY | O_CLOEXEC | O_NOCTTY);
      *failed = work->fd < 0 ? errno : 0;
      *size = info.st_size;
    }
  if (found >= 0)
    close (found);
}

static GBytes *
read_bytes (Work *work, gint64 offset, gsize length, int *failed, const char **why)
{
  g_autofree guint8 *data = g_malloc (length);
  gsize done = 0;

  while (done < length)
    {
      ssize_t n = work->fd >= 0 ? read_call (work->fd, data + done, length - done, offset + (gint64) done) : 0;

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        *failed = errno;
      else if (n == 0)
        *why = "it is shorter than it was said to be";
      if (n <= 0)
        return NULL;
      done += (gsize) n;
    }
  return g_bytes_new_take (g_steal_pointer (&data), length);
}

static gpointer
run (gpointer data)
{
  Work *work = data;

  g_mutex_lock (&work->lock);
  while (work->duty != DUTY_END)
    {
      Duty duty = work->duty;
      GBytes *bytes = NULL;
      gint64 size = -1;
      int failed = 0;
      const char *why = NULL;

      if (duty == DUTY_NONE)
        {
          g_cond_wait (&work->changed, &work->lock);
          continue;
        }
      g_mutex_unlock (&work->lock); /* nobody changes the request while the duty stands */
      if (duty == DUTY_OPEN)
        open_file (work, work->path, &size, &failed, &why);
      else
        bytes = read_bytes (work, work->offset, work->length, &failed, &why);

      g_mutex_lock (&work->lock);
      work->size = size;
      g_clear_pointer (&work->bytes, g_bytes_unref);
      work->bytes = bytes;
      work->failed = failed;
      work->why = why;
      if (work->duty != DUTY_END)
        work->duty = DUTY_NONE;
      g_cond_broadcast (&work->changed);
    }
  g_mutex_unlock (&work->lock);
  work_unref (work);
  return NULL;
}

static Work *
work_new (int dir_fd)
{
  Work *work = g_new0 (Work, 1);

  g_atomic_ref_count_init (&work->refs);
  g_atomic_ref_count_inc (&work->refs);
  work->dir_fd = fcntl (dir_fd, F_DUPFD_CLOEXEC, 0);
  work->fd = -1;
  g_mutex_init (&work->lock);
  g_cond_init (&work->changed);
  g_thread_unref (g_thread_new ("birge-reader", run, work));
  return work;
}

/* In the caller's */

static void
leave (Work *work)
{
  g_mutex_lock (&work->lock);
  work->duty = DUTY_END;
  g_cond_broadcast (&work->changed);
  g_mutex_unlock (&work->lock);
  work_unref (work);
}

BirgeReader *
_birge_reader_new (int dir_fd)
{
  BirgeReader *self = g_new0 (BirgeReader, 1);

  self->work = work_new (dir_fd);
  return self;
}

void
_birge_reader_free (BirgeReader *self)
{
  if (self == NULL)
    return;
  leave (self->work);
  g_free (self);
}

static gboolean
fail (Work *work, GError **error)
{
  BirgeSourceError code = BIRGE_SOURCE_ERROR_UNREACHABLE;

  if (work->failed == 0 || work->failed == ELOOP || work->failed == EXDEV || work->failed == EINVAL ||
      work->failed == EACCES || work->failed == ENXIO)
    code = BIRGE_SOURCE_ERROR_DAMAGED; /* nothing that a good stick has */
  else if (work->failed == ENOENT || work->failed == ENOTDIR || work->failed == ENAMETOOLONG)
    code = BIRGE_SOURCE_ERROR_NOT_FOUND;
  g_set_error (error, BIRGE_SOURCE_ERROR, code, "%s: %s: %s", work->path != NULL ? work->path : "",
               work->failed != 0 ? g_strerror (work->failed) : work->why,
               code == BIRGE_SOURCE_ERROR_UNREACHABLE ? "put the stick in again, or use another"
                                                      : "make the stick again");
  return FALSE;
}

/* Until the thread has answered. Without an answer another thread takes its place, which has no file open. */
static gboolean
wait (BirgeReader *self, GCancellable *cancellable, GError **error)
{
  Work *work = self->work;
  gint64 end_us = g_get_monotonic_time () + patience_us;
  gboolean answered;

  self->is_asked = FALSE;
  g_mutex_lock (&work->lock);
  while (work->duty != DUTY_NONE && g_get_monotonic_time () < end_us && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait_until (&work->changed, &work->lock, MIN (end_us, g_get_monotonic_time () + TICK_US));
  answered = work->duty == DUTY_NONE;
  g_mutex_unlock (&work->lock);
  if (answered && work->failed == 0 && work->why == NULL)
    return !g_cancellable_set_error_if_cancelled (cancellable, error);
  if (answered)
    return fail (work, error);

  self->work = work_new (work->dir_fd);
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      self->n_hung++;
      g_set_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_UNREACHABLE,
                   "%s: it gave no answer for %d seconds: put the stick in again, or use another", work->path,
                   (int) (patience_us / G_USEC_PER_SEC));
    }
  leave (work);
  return FALSE;
}

/* Gives the thread something to do. What was asked before and never waited for is waited for now. */
static void
ask (BirgeReader *self, Duty duty, const char *path, gint64 offset, gsize length)
{
  Work *work;

  if (self->is_asked)
    wait (self, NULL, NULL);
  self->is_asked = TRUE;
  work = self->work;
  g_mutex_lock (&work->lock);
  g_free (work->path);
  work->path = g_strdup (path);
  work->offset = offset;
  work->length = length;
  work->duty = duty;
  g_cond_broadcast (&work->changed);
  g_mutex_unlock (&work->lock);
}

gint64
_birge_reader_open (BirgeReader *self, const char *path, GCancellable *cancellable, GError **error)
{
  ask (self, DUTY_OPEN, path, 0, 0);
  return wait (self, cancellable, error) ? self->work->size : -1;
}

void
_birge_reader_begin (BirgeReader *self, gint64 offset, gsize length)
{
  g_autofree char *path = g_strdup (self->work->path);

  ask (self, DUTY_READ, path, offset, length);
}

GBytes *
_birge_reader_wait (BirgeReader *self, GCancellable *cancellable, GError **error)
{
  return wait (self, cancellable, error) ? g_steal_pointer (&self->work->bytes) : NULL;
}

guint
_birge_reader_get_n_hung (BirgeReader *self)
{
  return self->n_hung;
}

void
_birge_reader_set_for_tests (BirgeReaderCall call, gint64 wait_us)
{
  read_call = call != NULL ? call : pread;
  patience_us = wait_us > 0 ? wait_us : BIRGE_READER_PATIENCE_US;
}
