/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-turn.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/sync/birge-store-private.h"

/* install.lock holds who it is, and from TOLD on what is done: step, tier, done, total, bytes a second. */

#define LOCK        "install.lock"
#define WANTED      "give-way.lock" /* held by who waits */
#define GIVES_WAY   " gives way"
#define TOLD        64 /* bytes; before them a process id, what it gives, and spaces */
#define MAX_BYTES   256
#define PATIENCE_US (30 * G_USEC_PER_SEC)
#define PAUSE_US    (G_USEC_PER_SEC / 10)
#define FRESH_S     15 /* who is older than this has died, or has nothing to tell */

/* Who holds the lock; "": it has not written that yet. */
static void
read_holder (int fd, char holder[TOLD + 1])
{
  ssize_t length = pread (fd, holder, TOLD, 0);

  holder[MAX (length, 0)] = '\0';
  g_strstrip (holder);
}

static void
set_busy_error (const char *holder, const char *path, GError **error)
{
  g_autofree char *pid = g_strndup (holder, strspn (holder, "0123456789"));

  g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_BUSY,
               "%s: process %s is changing the content of this folder: wait until it is done", path,
               *pid != '\0' ? pid : "(unknown)");
}

/* Made by root, it must not lock out the user whose kiosk this is. */
static void
give_to_owner (int fd, const char *state_dir)
{
  struct stat folder;
  struct stat file;

  if (geteuid () == 0 && stat (state_dir, &folder) == 0 && fstat (fd, &file) == 0 && file.st_uid != folder.st_uid &&
      fchown (fd, folder.st_uid, folder.st_gid) != 0)
    g_debug ("%s: the lock stays root's: %s", state_dir, g_strerror (errno));
}

static int
open_lock (const char *state_dir, const char *path)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd >= 0)
    give_to_owner (fd, state_dir);
  return fd;
}

static void
sign (int fd, BirgeTurn turn)
{
  g_autofree char *words = g_strdup_printf ("%d%s", (int) getpid (), turn == BIRGE_TURN_GIVING_WAY ? GIVES_WAY : "");
  g_autofree char *text = g_strdup_printf ("%-*s\n", TOLD - 1, words);

  if (ftruncate (fd, 0) != 0 || pwrite (fd, text, TOLD, 0) < 0)
    g_debug ("who holds the lock could not be written: %s", g_strerror (errno));
}

/* Whether whoever holds it will end soon, or else is to be told of in @error. */
static gboolean
is_worth_waiting (int fd, const char *path, BirgeTurn turn, gint64 end_us, GError **error)
{
  char holder[TOLD + 1];

  read_holder (fd, holder);
  if (turn == BIRGE_TURN_ASKING && (*holder == '\0' || g_str_has_suffix (holder, GIVES_WAY)) &&
      g_get_monotonic_time () < end_us)
    return TRUE;
  set_busy_error (holder, path, error);
  return FALSE;
}

static gboolean
wait_for (int fd, const char *state_dir, const char *path, BirgeTurn turn, GCancellable *cancellable, GError **error)
{
  g_autofree char *wanted_path = g_build_filename (state_dir, WANTED, NULL);
  const gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  gboolean done;
  int wanted = -1;

  while (!(done = flock (fd, LOCK_EX | LOCK_NB) == 0) && is_worth_waiting (fd, path, turn, end_us, error) &&
         !g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      if (wanted < 0 && (wanted = open_lock (state_dir, wanted_path)) >= 0)
        flock (wanted, LOCK_EX | LOCK_NB); /* else somebody asks already, which is as good */
      g_usleep (PAUSE_US);
    }
  if (wanted >= 0)
    close (wanted);
  return done;
}

int
birge_turn_take (const char *state_dir, BirgeTurn turn, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, LOCK, NULL);
  int fd = open_lock (state_dir, path);

  if (fd < 0)
    {
      _birge_store_failed (path, errno, error);
      return -1;
    }
  if (!wait_for (fd, state_dir, path, turn, cancellable, error))
    {
      close (fd);
      return -1;
    }
  sign (fd, turn);
  return fd;
}

gboolean
birge_turn_is_wanted (const char *state_dir)
{
  g_autofree char *path = g_build_filename (state_dir, WANTED, NULL);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  gboolean is_wanted = fd >= 0 && flock (fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;

  if (fd >= 0)
    close (fd);
  return is_wanted;
}

void
birge_turn_tell (int lock, const BirgeSyncStatus *status)
{
  g_autofree char *text = g_strdup_printf ("%d %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
                                           (int) status->step, status->tier, status->done, status->total,
                                           status->bytes_per_second);
  const gsize length = strlen (text);

  /* The disk is not waited for; that it is full is of no interest here. */
  if (pwrite (lock, text, length, TOLD) == (ssize_t) length && ftruncate (lock, TOLD + (off_t) length) != 0)
    g_debug ("what is done cannot be told: %s", g_strerror (errno));
}

static gboolean
parse (const char *text, BirgeSyncStatus *status)
{
  gint64 numbers[5];

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      char *end = NULL;

      numbers[i] = g_ascii_strtoll (text, &end, 10);
      if (end == text || numbers[i] < 0)
        return FALSE;
      text = end;
    }
  if (*text != '\n' || numbers[0] > BIRGE_SYNC_STEP_COLLECT || numbers[1] > 3)
    return FALSE;
  *status = (BirgeSyncStatus) { .step = (BirgeSyncStep) numbers[0], .tier = (guint) numbers[1], .total = numbers[3],
                                .done = MIN (numbers[2], numbers[3]), .bytes_per_second = numbers[4] };
  return TRUE;
}

gboolean
birge_turn_peek (const char *state_dir, BirgeSyncStatus *status)
{
  g_autofree char *path = g_build_filename (state_dir, LOCK, NULL);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  char text[MAX_BYTES + 1];
  ssize_t length = -1;
  struct stat info;

  if (fd < 0)
    return FALSE;
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) &&
      ABS (g_get_real_time () / G_USEC_PER_SEC - (gint64) info.st_mtime) <= FRESH_S)
    length = pread (fd, text, MAX_BYTES, TOLD);
  close (fd);
  if (length < 0)
    return FALSE;
  text[length] = '\0';
  return parse (text, status);
}

void
birge_turn_end (int lock)
{
  if (ftruncate (lock, TOLD) != 0)
    g_debug ("the lock keeps its words: %s", g_strerror (errno));
  close (lock);
}
