/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/fs.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/faults/update.h"
#include "tests/unit/library/content-maker.h"

/* Power cuts. The state folder lies on an ext4 in a file; while `birge sync` is at work the file is copied at a moment, and
 * the copy is what a disk would hold whose power was cut then: only what had reached it. It is mounted, the journal is
 * replayed, and the kiosk must show one release or the other there, and the next update must finish.
 *
 * For the copy to be of one moment, the file lies on an XFS, which clones files at once. Somebody else on the disk makes ext4
 * write its journal all the time, and ext4 is told not to make up for programs that rename before they synchronise: so names
 * reach the disk before their bytes wherever that is not forbidden. */

#define SEED         20261123
#define CUTS         4
#define CUTS_LONG    200
#define OUTER_SIZE   "1g"
#define INNER_SIZE   "320M"
#define MOST_WAIT_MS 4000
#define NOISE_US     2000

static Update update;

typedef struct {
  char *outer_image;
  char *outer;        /* mount point of the XFS */
  char *image;        /* on it: the disk of the kiosk */
  char *disk;         /* mount point of that */
  char *copy;         /* on the XFS: the disk after the cut */
  char *after;        /* mount point of that */
  char *state;        /* on the disk */
  gint  is_quiet;     /* atomic: the noise is to end */
} Bench;

/* Runs a program quietly. */
static gboolean
do_quietly (const char *const *argv)
{
  g_autofree char *said = NULL;
  int status = -1;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &said,
                     &status, NULL))
    return FALSE;
  if (status != 0)
    g_test_message ("%s: %s", argv[0], said);
  return status == 0;
}

static gboolean
do_mount (const char *image, const char *where, const char *options)
{
  const char *argv[] = { "mount", "-o", options, image, where, NULL };

  return do_quietly (argv);
}

/* Without waiting for what was not written yet to matter: the loop device goes with it. */
static void
do_umount (const char *where)
{
  const char *argv[] = { "umount", where, NULL };

  g_assert_true (do_quietly (argv));
}

static gboolean
make_disk (const char *image, const char *size, const char *const *format)
{
  const char *argv[] = { "truncate", "-s", size, image, NULL };

  return do_quietly (argv) && do_quietly (format);
}

static void
bench_clear (Bench *bench)
{
  g_free (bench->outer_image);
  g_free (bench->outer);
  g_free (bench->image);
  g_free (bench->disk);
  g_free (bench->copy);
  g_free (bench->after);
  g_free (bench->state);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bench, bench_clear)

/* FALSE: not here, and why was said. All mounts are of this thread and what it starts, and end with it. */
static gboolean
bench_open (Bench *bench)
{
  const char *xfs[] = { "mkfs.xfs", "-q", "-m", "reflink=1", NULL, NULL };
  const char *ext4[] = { "mkfs.ext4", "-q", "-F", NULL, NULL };

  *bench = (Bench) { .outer_image = g_build_filename (update.root, "xfs.img", NULL),
                     .outer = g_build_filename (update.root, "xfs", NULL),
                     .disk = g_build_filename (update.root, "disk", NULL),
                     .after = g_build_filename (update.root, "after", NULL) };
  bench->image = g_build_filename (bench->outer, "disk.img", NULL);
  bench->copy = g_build_filename (bench->outer, "copy.img", NULL);
  bench->state = g_build_filename (bench->disk, "state", NULL);
  g_mkdir (bench->outer, 0700);
  g_mkdir (bench->disk, 0700);
  g_mkdir (bench->after, 0700);
  xfs[4] = bench->outer_image;
  ext4[3] = bench->image;
  if (unshare (CLONE_NEWNS) == 0 && mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
      make_disk (bench->outer_image, OUTER_SIZE, xfs) && do_mount (bench->outer_image, bench->outer, "loop") &&
      make_disk (bench->image, INNER_SIZE, ext4))
    return TRUE;
  g_test_skip ("this needs root, loop devices, ext4 and XFS (package xfsprogs)");
  return FALSE;
}

/* The disk as it is at this moment. */
static void
cut_power (Bench *bench)
{
  int from = open (bench->image, O_RDONLY | O_CLOEXEC);
  int to = open (bench->copy, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  g_assert_true (from >= 0 && to >= 0);
  g_assert_no_errno (ioctl (to, FICLONE, from));
  close (from);
  close (to);
}

static void
copy_tree (const char *from, const char *to)
{
  const char *argv[] = { "cp", "-a", from, to, NULL };

  content_remove (to);
  g_assert_true (do_quietly (argv));
}

static void
write_out (const char *disk)
{
  int fd = open (disk, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  g_assert_no_errno (syncfs (fd));
  close (fd);
}

/* What somebody else synchronises takes all names with it that were changed until then. */
static gpointer
make_noise (gpointer user_data)
{
  Bench *bench = user_data;
  g_autofree char *path = g_build_filename (bench->disk, "noise", NULL);
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  while (!g_atomic_int_get (&bench->is_quiet))
    {
      g_assert_cmpint (write (fd, "x", 1), ==, 1);
      fsync (fd);
      g_usleep (NOISE_US);
    }
  close (fd);
  return NULL;
}

/* One update on the disk, with noise. Cuts the power after @wait_us, or lets it come to the end when that is negative. Returns
 * for how long it was at work. */
static gint64
run_and_cut (Bench *bench, gint64 wait_us)
{
  g_autoptr(GSubprocess) process = NULL;
  gint64 start_us;
  GThread *noise;

  copy_tree (update.template, bench->state);
  write_out (bench->disk);
  g_free (update.state);
  update.state = g_strdup (bench->state);
  g_atomic_int_set (&bench->is_quiet, FALSE);
  noise = g_thread_new ("noise", make_noise, bench);
  start_us = g_get_monotonic_time ();
  process = update_start (&update, NULL, update.v1);
  if (wait_us >= 0)
    {
      g_usleep ((gulong) wait_us);
      cut_power (bench);
      g_subprocess_force_exit (process);
    }
  g_subprocess_wait (process, NULL, NULL);
  g_atomic_int_set (&bench->is_quiet, TRUE);
  g_thread_join (noise);
  return g_get_monotonic_time () - start_us;
}

/* Looks at the disk after the cut. Returns the release whose list of items is shown. */
static int
judge (Bench *bench)
{
  int release;

  g_assert_true (do_mount (bench->copy, bench->after, "loop"));
  g_free (update.state);
  update.state = g_build_filename (bench->after, "state", NULL);
  release = update_assert_sound (&update, UPDATE_EXACT);
  update_assert_finishes (&update, update.v1, UPDATE_EXACT);
  do_umount (bench->after);
  return release;
}

static void
test_power_cut_leaves_old_or_new (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (SEED);
  const guint n = update_is_long () ? CUTS_LONG : CUTS;
  g_autofree char *state = g_strdup (update.state);
  g_auto(Bench) bench = { 0 };
  guint seen[UPDATE_NEXT + 1] = { 0 };
  gint64 lasts_us;

  if (!bench_open (&bench))
    return;
  g_assert_true (do_mount (bench.image, bench.disk, "loop,noauto_da_alloc"));
  lasts_us = MIN (run_and_cut (&bench, -1), MOST_WAIT_MS * 1000);
  for (guint i = 0; i < n; i++)
    {
      run_and_cut (&bench, (gint64) (((double) i + g_rand_double (rand)) / n * (double) lasts_us));
      seen[judge (&bench)]++;
    }
  g_test_message ("%u cuts within %" G_GINT64_FORMAT " ms; then %u showed the old list of items, %u the new", n, lasts_us / 1000,
                  seen[UPDATE_FIRST], seen[UPDATE_NEXT]);
  g_assert_cmpuint (seen[UPDATE_FIRST], >, 0); /* else they came too late */
  do_umount (bench.disk);
  do_umount (bench.outer);
  g_free (update.state);
  update.state = g_steal_pointer (&state);
}

int
main (int argc, char **argv)
{
  int result;

  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2); /* `birge` */
  update_set_up (&update, argv[1]);
  g_test_add_func ("/update-power/power-cut-leaves-old-or-new", test_power_cut_leaves_old_or_new);
  result = g_test_run ();
  update_tear_down (&update);
  return result;
}
