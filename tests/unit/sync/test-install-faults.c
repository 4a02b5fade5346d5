/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sync/sync-fixture.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a power cut, a kill and a full disk leave: the old content or the new, never anything between. */

#define KILLS 20
#define SEED  20261123

static const char *self_path;

static GPid
start_install (Fixture *fixture)
{
  const char *argv[] = { self_path, "--install", fixture->out, fixture->state, NULL };
  g_autoptr(GError) error = NULL;
  GPid pid = 0;

  g_spawn_async (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  return pid;
}

static int
reap (GPid pid)
{
  int status = 0;

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return status;
}

static void
copy_tree (const char *from, const char *to)
{
  const char *argv[] = { "cp", "-a", from, to, NULL };
  int status = -1;

  content_remove (to);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

/* Some hundred guides of which each knows its release. */
static void
make_many (Fixture *fixture, const char *out, gint64 release)
{
  ContentMaker *maker;
  g_autofree char *text = g_strdup_printf ("release %d", (int) release);

  content_remove (out);
  content_maker_many (out, release, 300);
  maker = content_maker_new (out, "wages", release); /* a second channel, so that there are two files to switch */
  content_maker_add_meta (maker, "guide/wages", "{\"title\":{\"en\":\"Wages\"}}");
  content_maker_add_text (maker, "guide/wages", "en", text);
  content_maker_finish (maker);
}

/* The state folder shows exactly one release, whole. */
static int
check_state (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeLibrary) library = birge_library_open (fixture->state, &error);
  g_autoptr(GListModel) items = NULL;
  g_autoptr(BirgeStatus) status = NULL;
  g_autofree char *expected = NULL;
  int release;

  g_assert_no_error (error);
  g_assert_true (birge_library_check (library, &error));
  items = birge_library_list (library, BIRGE_LIST_ALL, NULL, "en", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 301);
  birge_library_close (library);

  status = birge_status_new (fixture->state, TRUE, &error); /* hashes every object, integrity_check of content.db */
  g_assert_cmpuint (g_strv_length (status->missing_objects), ==, 0);
  g_assert_cmpuint (g_strv_length (status->damaged_objects), ==, 0);
  g_assert_cmpuint (status->problems->len, ==, 0);
  release = fixture_get_release (fixture);
  expected = g_strdup_printf ("starter %d, wages %d", release, release);
  g_assert_cmpstr (status->releases, ==, expected);
  return release;
}

static void
test_killed_at_any_moment_it_shows_old_or_new (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *template = g_build_filename (fixture->root, "template", NULL);
  g_autoptr(GRand) rand = g_rand_new_with_seed (SEED);
  g_autoptr(GTimer) timer = NULL;
  guint seen[3] = { 0 };
  guint n_killed = 0;
  double seconds;

  make_many (fixture, fixture->out, 1);
  g_assert_cmpuint (birge_install (fixture->out, template, NULL, NULL, NULL, NULL), ==, 1);
  make_many (fixture, fixture->out, 2);
  copy_tree (template, fixture->state);
  timer = g_timer_new ();
  g_assert_cmpint (reap (start_install (fixture)), ==, 0);
  seconds = g_timer_elapsed (timer, NULL);
  g_assert_cmpint (check_state (fixture), ==, 2);

  for (int i = 0; i < KILLS; i++)
    {
      int status;
      int release;
      GPid pid;

      copy_tree (template, fixture->state);
      pid = start_install (fixture);
      g_usleep ((gulong) (g_rand_double_range (rand, 0, seconds) * G_USEC_PER_SEC));
      kill (pid, SIGKILL);
      status = reap (pid);
      n_killed += WIFSIGNALED (status);
      g_assert_true (WIFSIGNALED (status) || status == 0);
      if (!WIFSIGNALED (status))
        seconds *= 0.75; /* the first one was the slowest: aim earlier */
      release = check_state (fixture);
      g_assert_true (release == 1 || release == 2);
      seen[release]++;

      g_assert_cmpint (reap (start_install (fixture)), ==, 0); /* the next run finishes */
      g_assert_cmpint (check_state (fixture), ==, 2);
      fixture_assert_clean (fixture);
    }
  g_test_message ("%u killed of %d; afterwards %u old, %u new", n_killed, KILLS, seen[1], seen[2]);
  g_assert_cmpuint (n_killed, >=, KILLS / 4); /* the others were done before */
}

/* A limit on the size of files is what a disk looks like that fills up on the way. */
static void
test_disk_that_fills_up_on_the_way_keeps_the_old (Fixture *fixture, gconstpointer unused)
{
  const rlim_t limits[] = { 0, 100, 4096, 30000, 120000, 299999 };
  struct rlimit limit, old;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  fixture_make (fixture, 1);
  fixture_install (fixture);
  fixture_make (fixture, 2);
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autoptr(GError) error = NULL;
      guint number;

      limit = old;
      limit.rlim_cur = limits[i];
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
      number = birge_install (fixture->out, fixture->state, NULL, NULL, NULL, &error);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
      g_assert_cmpuint (number, ==, 0);
      g_assert_nonnull (error);
      g_assert_true (error->domain == BIRGE_INSTALL_ERROR);
      g_assert_true (error->code == BIRGE_INSTALL_ERROR_NO_SPACE || error->code == BIRGE_INSTALL_ERROR_STORAGE);
      g_assert_cmpint (fixture_get_release (fixture), ==, 1);
      fixture_assert_clean (fixture);
    }
  g_assert_cmpuint (fixture_install (fixture), ==, 2);
}

/* A small disk of our own, in a mount namespace that ends with this process. */
static gboolean
mount_small_disk (const char *path, const char *options, char **why)
{
  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  if (unshare (CLONE_NEWNS) != 0 || mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
      mount ("birge-test", path, "tmpfs", 0, options) != 0)
    {
      *why = g_strdup_printf ("no disk can be mounted here: %s", g_strerror (errno));
      return FALSE;
    }
  return TRUE;
}

/* In a child, as the namespace cannot be left again. Exit code: 0 right, 77 no mount. */
static int
run_full_disk (const char *root)
{
  g_autofree char *disk = g_build_filename (root, "disk", NULL);
  g_autofree char *why = NULL;
  g_autofree char *out = g_build_filename (root, "out", NULL);
  g_autofree char *state = g_build_filename (disk, "state", NULL);
  Fixture fixture = { (char *) root, out, state };
  g_autofree char *ballast = g_build_filename (disk, "ballast", NULL);
  g_autofree char *block = g_malloc0 (1024 * 1024);
  g_autoptr(GError) error = NULL;
  FILE *file;

  if (!mount_small_disk (disk, "size=72m", &why))
    {
      g_printerr ("%s\n", why);
      return 77;
    }
  fixture_make (&fixture, 1);
  fixture_install (&fixture); /* 64 MiB stay free, and this fits beside them */
  fixture_make (&fixture, 2);
  file = fopen (ballast, "w");
  for (int i = 0; i < 20; i++)
    fwrite (block, 1024 * 1024, 1, file);
  fclose (file);
  fixture_refuse (&fixture, BIRGE_INSTALL_ERROR_NO_SPACE);
  g_assert_cmpint (fixture_get_release (&fixture), ==, 1);
  fixture_assert_clean (&fixture);
  g_assert_cmpint (g_remove (ballast), ==, 0);
  g_assert_cmpuint (fixture_install (&fixture), ==, 2);

  /* Read-only: said as such, and read on. */
  fixture_make (&fixture, 3);
  g_assert_cmpint (mount (NULL, disk, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
  g_assert_cmpuint (birge_install (fixture.out, fixture.state, NULL, NULL, NULL, &error), ==, 0);
  g_assert_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_STORAGE);
  g_assert_cmpint (fixture_get_release (&fixture), ==, 2);
  g_assert_cmpint (umount (disk), ==, 0);
  return 0;
}

static void
test_full_and_read_only_disks_keep_the_old (Fixture *fixture, gconstpointer unused)
{
  const char *argv[] = { self_path, "--full-disk", fixture->root, NULL };
  g_autofree char *output = NULL;
  g_autoptr(GError) error = NULL;
  int status = -1;

  g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, NULL, &output, &status, &error);
  g_assert_no_error (error);
  if (WIFEXITED (status) && WEXITSTATUS (status) == 77)
    {
      g_test_skip (g_strstrip (output));
      return;
    }
  if (status != 0)
    g_test_message ("%s", output);
  g_assert_cmpint (status, ==, 0);
}

static int
run_install (const char *out, const char *state)
{
  g_autoptr(GError) error = NULL;

  if (birge_install (out, state, NULL, NULL, NULL, &error) != 0)
    return 0;
  g_printerr ("%s\n", error->message);
  return 1;
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--install"))
    return run_install (argv[2], argv[3]);
  if (argc == 3 && g_str_equal (argv[1], "--full-disk"))
    return run_full_disk (argv[2]);

  g_test_init (&argc, &argv, NULL);
  self_path = argv[0];
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE); /* the moments are spread over our work, not over that of a busy disk */
  FIXTURE_TEST ("/install-faults/killed-at-any-moment-it-shows-old-or-new", test_killed_at_any_moment_it_shows_old_or_new);
  FIXTURE_TEST ("/install-faults/disk-that-fills-up-on-the-way-keeps-the-old", test_disk_that_fills_up_on_the_way_keeps_the_old);
  FIXTURE_TEST ("/install-faults/full-and-read-only-disks-keep-the-old", test_full_and_read_only_disks_keep_the_old);
  return g_test_run ();
}
