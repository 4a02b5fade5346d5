/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sync/stick-fixture.h"

#include <signal.h>
#include <sys/wait.h>

#include "data/sync/birge-reader-private.h"

/* A disk that fails at the k-th call, or a kill there: strace puts it into a process that fetches. Whatever happens, what
 * counts is right, the process says what is wrong and does not crash, and the next one finishes. */

#define FILM     (9 * MIB)
#define N_SMALL  40
#define SMALL    20000
#define REFUSED  3 /* exit code of a fetch that was told no by the disk */

static const char *self_path;

static void
add_parts (Stick *stick, gboolean present)
{
  for (guint i = 0; i < N_SMALL / 2; i++)
    stick_add (stick, 1000 + i, SMALL, present);
  if (present)
    stick_add_pack (stick, 2000, N_SMALL / 2, SMALL, 0);
  stick_add (stick, 1, FILM, present);
}

/* Only errors that say that the disk is to blame are right ones. */
static int
judge (const GError *error)
{
  g_printerr ("%s\n", error->message);
  return error->domain == BIRGE_INCOMING_ERROR || error->domain == BIRGE_SYNC_DB_ERROR ? REFUSED : 1;
}

/* Each read takes half a second of a clock that only tests have: batches end, and blocks are marked on the way. */
static ssize_t
read_in_time (int fd, void *data, size_t length, off_t offset)
{
  static gint64 now_us = 1;

  now_us += G_USEC_PER_SEC / 2;
  birge_clock_set_for_tests (now_us, G_GINT64_CONSTANT (1795392000));
  return pread (fd, data, length, offset);
}

/* The child. What it wants lies in a file, since it would take it long to make it again. */
static int
run_fetch (const char *root)
{
  g_autofree char *state = g_build_filename (root, "state", NULL);
  g_autofree char *stick = g_build_filename (root, "stick", NULL);
  g_autofree char *list = g_build_filename (root, "catalogue", NULL);
  g_autofree char *contents = NULL;
  g_autoptr(GPtrArray) wants = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_want_free);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  g_autoptr(BirgeSyncDb) db = NULL;
  g_autoptr(BirgeIncoming) incoming = NULL;
  g_autoptr(BirgeFolderSource) source = NULL;
  g_autoptr(GError) error = NULL;
  gsize length = 0;

  _birge_reader_set_for_tests (read_in_time, 0);
  g_assert_true (g_file_get_contents (list, &contents, &length, NULL));
  bytes = g_bytes_new_static (contents, length);
  catalogue = birge_catalogue_from_bytes (bytes, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < catalogue->parts->len; i++)
    g_ptr_array_add (wants, birge_want_new (catalogue->parts->pdata[i], 0));

  db = birge_sync_db_open (state, &error);
  incoming = db != NULL ? birge_incoming_open (state, db, &error) : NULL;
  source = incoming != NULL ? birge_folder_source_open (stick, NULL, &error) : NULL;
  if (source == NULL ||
      !birge_source_fetch (BIRGE_SOURCE (source), wants, incoming, NULL, NULL, NULL, &error))
    return judge (error);
  for (guint i = 0; i < wants->len; i++)
    if (!birge_incoming_has (incoming, ((BirgeWant *) wants->pdata[i])->part))
      return 2; /* it said that it was done */
  return 0;
}

static void
copy_part (BirgeCatalogue *catalogue, const BirgeCataloguePart *part, guint number)
{
  BirgeCataloguePart *copy = birge_catalogue_add (catalogue);

  *copy = *part;
  copy->id = g_strdup_printf ("film/part-%04u", number);
  copy->part = g_strdup (part->part);
  copy->type = g_strdup (part->type);
  copy->lang = g_strdup (part->lang);
  copy->group = g_strdup (part->group);
  copy->sha256 = g_strdup (part->sha256);
  copy->stored = g_strdup (part->stored);
  copy->obj = g_strdup (part->obj);
  copy->enc = g_strdup (part->enc);
  copy->blocks = g_strdupv (part->blocks);
}

static void
write_list (Stick *stick)
{
  g_autoptr(BirgeCatalogue) catalogue = birge_catalogue_new ("films", 1, "2026-11-23");
  g_autofree char *list = g_build_filename (stick->gate.root, "catalogue", NULL);
  g_autoptr(GBytes) bytes = NULL;
  gsize size = 0;
  const guint8 *data;

  for (guint i = 0; i < stick->parts->len; i++)
    copy_part (catalogue, stick->parts->pdata[i], i);
  bytes = birge_catalogue_to_bytes (catalogue);
  data = g_bytes_get_data (bytes, &size);
  stick_write (list, data, size);
}

/* Runs a fetch with @inject ("fsync:error=EIO:when=3", NULL: none). Returns its wait status. */
static int
run_child (Stick *stick, const char *inject)
{
  g_autofree char *option = g_strconcat ("inject=", inject, NULL); /* with NULL it ends there */
  const char *plain[] = { self_path, "--fetch", stick->gate.root, NULL };
  const char *traced[] = { "strace", "-f", "-qq", "-o", "/dev/null", "-e", option, self_path, "--fetch", stick->gate.root,
                           NULL };
  g_autofree char *sanitizer = g_strconcat ("detect_leaks=0:", g_getenv ("ASAN_OPTIONS"), NULL);
  g_auto(GStrv) environment = g_environ_setenv (g_get_environ (), "ASAN_OPTIONS", sanitizer, TRUE); /* not while traced */
  g_autofree char *output = NULL;
  g_autoptr(GError) error = NULL;
  int status = -1;

  g_spawn_sync (NULL, (char **) (inject != NULL ? traced : plain), environment, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &output,
                &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_test_message ("%s: %s", inject, output);
  return status;
}

static void
assert_store_is_right (Stick *stick)
{
  g_autofree char *objects = g_build_filename (stick->gate.state, "objects", NULL);
  g_autoptr(GDir) dir = g_dir_open (objects, 0, NULL);
  const char *folder;
  const char *name;

  while (dir != NULL && (folder = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (objects, folder, NULL);
      g_autoptr(GDir) inner = g_dir_open (path, 0, NULL);

      while ((name = g_dir_read_name (inner)) != NULL)
        g_assert_true (birge_object_verify (stick->gate.state, name));
    }
}

/* One fault on an empty state folder, then a run without one. */
static int
try_fault (Stick *stick, const char *fault)
{
  int status;

  content_remove (stick->gate.state);
  g_assert_cmpint (g_mkdir (stick->gate.state, 0700), ==, 0);
  status = run_child (stick, fault);
  assert_store_is_right (stick);
  g_assert_cmpint (run_child (stick, NULL), ==, 0);
  assert_store_is_right (stick);
  return status;
}

static gboolean
can_trace (Stick *stick)
{
  g_autofree char *strace = g_find_program_in_path ("strace");
  int status = strace != NULL ? run_child (stick, "fsync:delay_exit=1:when=60000") : -1;

  if (status != 0)
    g_test_skip ("strace is not installed, or may not trace");
  return status == 0;
}

static void
test_disk_that_fails_is_said_and_harms_nothing (Stick *stick, gconstpointer unused)
{
  static const struct { const char *fault; guint every; guint most; gboolean goes_on; } faults[] = {
    { "pwrite64:error=EIO", 7, 60, FALSE }, { "pwrite64:error=ENOSPC", 7, 60, FALSE }, { "pwrite64:error=EINTR", 7, 60, TRUE },
    { "fdatasync:error=EIO", 3, 30, FALSE }, { "fsync:error=EIO", 3, 15, FALSE },      { "syncfs:error=EIO", 3, 12, FALSE },
    { "rename:error=EIO", 9, 40, FALSE },    { "mkdir:error=ENOSPC", 9, 40, FALSE },   { "fallocate:error=EIO", 1, 2, TRUE },
  };
  const gboolean is_long = g_getenv ("BIRGE_TEST_LONG") != NULL;
  guint n = 0;
  guint n_refused = 0;

  add_parts (stick, TRUE);
  write_list (stick);
  gate_close (&stick->gate);
  if (can_trace (stick))
    for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
      for (guint k = 1; k <= faults[i].most; k += is_long ? 1 : faults[i].every)
        {
          g_autofree char *fault = g_strdup_printf ("%s:when=%u", faults[i].fault, k);
          int status = try_fault (stick, fault);

          g_assert_true (WIFEXITED (status));
          g_assert_true (WEXITSTATUS (status) == 0 || WEXITSTATUS (status) == REFUSED);
          if (faults[i].goes_on)
            g_assert_cmpint (status, ==, 0);
          n++;
          n_refused += WEXITSTATUS (status) == REFUSED;
        }
  g_test_message ("%u faults, %u of them refused", n, n_refused);
  g_assert_true (n == 0 || n_refused > n / 4);
  gate_open (&stick->gate);
}

static void
test_killed_at_any_call_it_goes_on (Stick *stick, gconstpointer unused)
{
  static const struct { const char *call; guint every; guint most; } calls[] = {
    { "pwrite64", 11, 60 }, { "fdatasync", 4, 30 }, { "fsync", 4, 15 }, { "syncfs", 3, 12 }, { "rename", 13, 40 },
    { "unlink", 3, 15 },
  };
  const gboolean is_long = g_getenv ("BIRGE_TEST_LONG") != NULL;
  guint n = 0;
  guint n_killed = 0;

  add_parts (stick, TRUE);
  write_list (stick);
  gate_close (&stick->gate);
  if (can_trace (stick))
    for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
      for (guint k = 1; k <= calls[i].most; k += is_long ? 1 : calls[i].every)
        {
          g_autofree char *fault = g_strdup_printf ("%s:signal=KILL:when=%u", calls[i].call, k);
          int status = try_fault (stick, fault);

          g_assert_true (status == 0 || WIFSIGNALED (status));
          n++;
          n_killed += WIFSIGNALED (status);
        }
  g_test_message ("%u of %u killed", n_killed, n);
  g_assert_true (n == 0 || n_killed > n / 4);
  gate_open (&stick->gate);
}

int
main (int argc, char **argv)
{
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE); /* a busy disk takes seconds for each syncfs() */
  if (argc == 3 && g_str_equal (argv[1], "--fetch"))
    return run_fetch (argv[2]);

  g_test_init (&argc, &argv, NULL);
  self_path = argv[0];
  STICK_TEST ("/disk-faults/disk-that-fails-is-said-and-harms-nothing", test_disk_that_fails_is_said_and_harms_nothing);
  STICK_TEST ("/disk-faults/killed-at-any-call-it-goes-on", test_killed_at_any_call_it_goes_on);
  return g_test_run ();
}
