/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sync/stick-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>

#include "data/sync/birge-reader-private.h"

/* Whoever writes objects is killed at any moment, and the disk is full: what counts is right, and hardly a byte is fetched
 * twice. The parts are of noise that child and parent can both make. */

#define SEED      20261123
#define FILM      (40 * MIB)
#define N_SMALL   200
#define SMALL     20000
#define TOTAL     ((gint64) FILM + N_SMALL * SMALL)

static const char *self_path;

static ssize_t
read_slowly (int fd, void *data, size_t length, off_t offset)
{
  g_usleep (length > MIB / 2 ? 3000 : 300);
  return pread (fd, data, length, offset);
}

/* Sets up the parts, and the stick with them when @present. */
static void
add_parts (Stick *stick, gboolean present)
{
  for (guint i = 0; i < N_SMALL; i++)
    stick_add (stick, 1000 + i, SMALL, present);
  stick_add (stick, 1, FILM, present);
}

static void
on_progress (const BirgeFetchStatus *status, gpointer user_data)
{
  gint64 *wire_bytes = user_data;

  *wire_bytes = status->wire_bytes;
}

/* The child: fetches, and says so when it is done. Writes how much it read where the parent finds it. */
static int
run_fetch (const char *root)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeSource) source = NULL;
  gint64 wire_bytes = 0;
  Stick stick = { 0 };

  stick.gate.root = (char *) root;
  stick.gate.state = g_build_filename (root, "state", NULL);
  stick.gate.partial = g_build_filename (stick.gate.state, "partial", NULL);
  stick.stick = g_build_filename (root, "stick", NULL);
  stick.base = g_build_filename (stick.stick, "BIRGE", "v1", NULL);
  stick.parts = g_ptr_array_new ();
  stick.wants = g_ptr_array_new ();
  add_parts (&stick, FALSE);
  gate_open (&stick.gate);
  _birge_reader_set_for_tests (read_slowly, 0);
  source = stick_open (&stick);
  g_print ("ready\n");
  if (!birge_source_fetch (source, stick.wants, stick.gate.incoming, on_progress, &wire_bytes, NULL, &error))
    g_error ("%s", error->message);
  return 0;
}

static GPid
start_fetch (Stick *stick, int *output)
{
  const char *argv[] = { self_path, "--fetch", stick->gate.root, NULL };
  g_autoptr(GError) error = NULL;
  char ready[6];
  GPid pid = 0;

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, output, NULL,
                            &error);
  g_assert_no_error (error);
  g_assert_cmpint (read (*output, ready, sizeof ready), >, 0);
  return pid;
}

/* Bytes of the film that lie in partial/ or in the store. */
static gint64
get_film_bytes (Stick *stick)
{
  const BirgeCataloguePart *film = stick->parts->pdata[N_SMALL];
  g_autofree char *path = g_build_filename (stick->gate.partial, film->stored, NULL);
  struct stat info;

  if (birge_incoming_has (stick->gate.incoming, film))
    return film->len;
  return lstat (path, &info) == 0 ? info.st_size : 0;
}

/* What a run that was just killed left: nothing that counts is wrong, and what it had is found again. */
static void
look_after_kill (Stick *stick, gint64 *had)
{
  const BirgeCataloguePart *film = stick->parts->pdata[N_SMALL];
  gint64 bytes;

  gate_open (&stick->gate);
  gate_flush (&stick->gate);
  for (guint i = 0; i < stick->parts->len; i++)
    {
      const BirgeCataloguePart *part = stick->parts->pdata[i];

      if (birge_incoming_has (stick->gate.incoming, part))
        g_assert_true (is_in_store (&stick->gate, part->stored));
    }
  bytes = get_film_bytes (stick);
  g_assert_cmpint (bytes, >=, *had); /* never less than after the kill before */
  if (!birge_incoming_has (stick->gate.incoming, film))
    {
      g_autoptr(BirgePartial) partial = gate_begin (&stick->gate, film);
      gint64 missing = 0;

      /* All that was written is kept, to the byte. */
      g_assert_cmpint (birge_partial_get_missing (partial, 0, &missing), ==, bytes < film->len ? bytes : -1);
    }
  *had = bytes;
  gate_close (&stick->gate);
}

static void
test_killed_at_any_moment_it_goes_on (Stick *stick, gconstpointer unused)
{
  const guint n_kills = g_getenv ("BIRGE_TEST_LONG") != NULL ? 200 : 12;
  g_autoptr(GRand) rand = g_rand_new_with_seed (SEED);
  gint64 had = 0;
  gint32 most_us = 60000;
  guint n_killed = 0;
  int status = 0;

  add_parts (stick, TRUE);
  gate_close (&stick->gate);
  for (guint i = 0; i < n_kills; i++)
    {
      int output = -1;
      GPid pid = start_fetch (stick, &output);

      g_usleep ((gulong) g_rand_int_range (rand, 0, most_us));
      kill (pid, SIGKILL);
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      close (output);
      n_killed += WIFSIGNALED (status);
      look_after_kill (stick, &had);
      if (had == 0 && most_us < 5 * G_USEC_PER_SEC)
        most_us *= 2; /* a busy machine had not begun */
      if (g_getenv ("BIRGE_TEST_LONG") != NULL && had == FILM) /* and once more from the beginning */
        {
          content_remove (stick->gate.state);
          g_assert_cmpint (g_mkdir (stick->gate.state, 0700), ==, 0);
          had = 0;
        }
    }
  g_assert_cmpint (had, >, 0);
  g_test_message ("%u of %u killed; the film had %" G_GINT64_FORMAT " bytes", n_killed, n_kills, had);
  g_assert_cmpuint (n_killed, >, 0);
  gate_open (&stick->gate);
  stick_fetch (stick);
  stick_assert_all_here (stick);
}

/* Each run is killed after it read some bytes of the film; together they read hardly more than it has. */
static void
test_kills_lose_hardly_a_byte (Gate *gate, gconstpointer unused)
{
  g_autofree guint8 *data = noise_new (1, FILM);
  g_autoptr(BirgeCataloguePart) film = part_new (data, FILM);
  gint64 fetched = 0;
  gint64 at = 0;
  guint n_kills = 0;

  gate_close (gate);
  for (gboolean done = FALSE; !done;)
    {
      gint64 left = 0;
      gint64 end;
      pid_t pid;
      int status = 0;

      gate_open (gate);
      {
        g_autoptr(BirgePartial) partial = gate_begin (gate, film);

        at = birge_partial_get_missing (partial, 0, &left);
      }
      gate_close (gate);
      if (at < 0)
        break;
      end = MIN (at + 3 * MIB + 4321, FILM);
      pid = fork ();
      if (pid == 0) /* pieces as they come from a slow link */
        {
          BirgePartial *partial;

          gate_open (gate);
          partial = gate_begin (gate, film);
          for (gint64 i = at; i < end; i += 1400)
            birge_partial_write (partial, i, data + i, (gsize) MIN (1400, end - i), NULL);
          raise (SIGKILL);
        }
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      g_assert_true (WIFSIGNALED (status));
      fetched += end - at;
      n_kills++;
      done = end == FILM && n_kills > 100; /* a way out, were nothing ever kept */
    }
  gate_open (gate);
  {
    g_autoptr(BirgePartial) partial = gate_begin (gate, film);

    partial_finish (partial);
  }
  gate_flush (gate);
  g_assert_true (is_in_store (gate, film->stored));
  g_assert_cmpuint (n_kills, >=, 13);
  g_assert_cmpint (fetched, ==, FILM);
}

/* In a child: its mount namespace cannot be left again. Exit code: 0 right, 77 no mount. */
static int
run_full_disk (const char *root)
{
  Stick stick = { 0 };
  g_autoptr(GError) error = NULL;
  BirgeSource *source;
  gint64 first = 0;
  gint64 second = 0;

  stick_set_up (&stick, NULL);
  add_parts (&stick, TRUE);
  gate_close (&stick.gate);
  if ((unshare (CLONE_NEWNS) != 0 && unshare (CLONE_NEWNS | CLONE_NEWUSER) != 0) ||
      mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
      mount ("birge-test", stick.gate.state, "tmpfs", 0, "size=24m") != 0)
    {
      gate_open (&stick.gate);
      stick_tear_down (&stick, NULL);
      return 77;
    }
  gate_open (&stick.gate);
  source = stick_open (&stick);
  g_assert_false (birge_source_fetch (source, stick.wants, stick.gate.incoming, on_progress, &first, NULL, &error));
  g_assert_error (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "make room on the disk"));
  g_clear_error (&error);
  for (guint i = 0; i < stick.parts->len; i++) /* what came before it was full is there and right */
    g_assert_cmpint (is_in_store (&stick.gate, ((BirgeCataloguePart *) stick.parts->pdata[i])->stored), ==, i < N_SMALL);
  g_object_unref (source);
  gate_again (&stick.gate); /* even sync.db opens on a full disk */

  source = stick_open (&stick);
  g_assert_false (birge_source_fetch (source, stick.wants, stick.gate.incoming, NULL, NULL, NULL, &error));
  g_assert_error (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_NO_SPACE);
  g_clear_error (&error);
  g_assert_cmpint (mount (NULL, stick.gate.state, NULL, MS_REMOUNT, "size=80m"), ==, 0);
  g_assert_true (birge_source_fetch (source, stick.wants, stick.gate.incoming, on_progress, &second, NULL, &error));
  g_assert_no_error (error);
  g_object_unref (source);
  stick_assert_all_here (&stick);
  g_assert_cmpint (first + second, <=, TOTAL + 4 * MIB);

  gate_close (&stick.gate);
  g_assert_cmpint (umount (stick.gate.state), ==, 0);
  gate_open (&stick.gate);
  stick_tear_down (&stick, NULL);
  return 0;
}

static void
test_full_disk_pauses_and_loses_nothing (void)
{
  const char *argv[] = { self_path, "--full-disk", "", NULL };
  g_autofree char *output = NULL;
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, NULL, &output, &status, NULL));
  if (WIFEXITED (status) && WEXITSTATUS (status) == 77)
    {
      g_test_skip ("nothing can be mounted here");
      return;
    }
  if (status != 0)
    g_test_message ("%s", output);
  g_assert_cmpint (status, ==, 0);
}

int
main (int argc, char **argv)
{
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE); /* the moments are spread over our work, not over that of a busy disk */
  if (argc == 3 && g_str_equal (argv[1], "--fetch"))
    return run_fetch (argv[2]);
  if (argc == 3 && g_str_equal (argv[1], "--full-disk"))
    return run_full_disk (argv[2]);

  g_test_init (&argc, &argv, NULL);
  self_path = argv[0];
  STICK_TEST ("/incoming-faults/killed-at-any-moment-it-goes-on", test_killed_at_any_moment_it_goes_on);
  GATE_TEST ("/incoming-faults/kills-lose-hardly-a-byte", test_kills_lose_hardly_a_byte);
  g_test_add_func ("/incoming-faults/full-disk-pauses-and-loses-nothing", test_full_disk_pauses_and_loses_nothing);
  return g_test_run ();
}
