/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sync/stick-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

#include "data/sync/birge-beneath-private.h"
#include "data/sync/birge-reader-private.h"

/* Sticks that somebody made to do harm, that were written badly, that break, hang or are pulled out. Whatever they hold:
 * nothing but the right bytes comes in, what is right still comes, and nobody waits for ever. */

static const char *self_path;

static void
assert_states (Stick *stick, const BirgeWantState *expected)
{
  for (guint i = 0; i < stick->wants->len; i++)
    {
      g_assert_cmpint (stick_get_state (stick, i), ==, expected[i]);
      g_assert_cmpint (birge_incoming_has (stick->gate.incoming, stick->parts->pdata[i]), ==,
                       expected[i] == BIRGE_WANT_HERE);
    }
}

static void
assert_read_fails (Stick *stick, const char *path, int code)
{
  g_autoptr(BirgeSource) source = stick_open (stick);
  g_autoptr(GError) error = NULL;
  gint64 began_us = g_get_monotonic_time ();

  g_assert_null (birge_source_read (source, path, 65536, NULL, NULL, &error));
  g_assert_error (error, BIRGE_SOURCE_ERROR, code);
  g_assert_cmpint (g_get_monotonic_time () - began_us, <, 20 * G_USEC_PER_SEC); /* it does not hang */
}

static char *
dup_object_of (Stick *stick, guint i)
{
  return stick_dup_object (stick, ((BirgeCataloguePart *) stick->parts->pdata[i])->stored);
}

/* Moves the object of want @i out of the repository and returns where it is now. */
static char *
move_out (Stick *stick, guint i)
{
  g_autofree char *path = dup_object_of (stick, i);
  char *outside = g_strdup_printf ("%s/outside-%u", stick->gate.root, i);

  g_assert_cmpint (g_rename (path, outside), ==, 0);
  return outside;
}

static void
test_links_are_not_followed (Stick *stick, gconstpointer unused)
{
  static const BirgeWantState expected[] = { BIRGE_WANT_DAMAGED, BIRGE_WANT_DAMAGED, BIRGE_WANT_HERE };
  g_autofree char *mark = stick_dup_path (stick, "metadata/timestamp.json");
  g_autofree char *linked = stick_dup_path (stick, "metadata/linked");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *second_dir = NULL;
  g_autofree char *outside = NULL;
  g_autofree char *elsewhere = g_build_filename (stick->gate.root, "elsewhere", NULL);

  for (guint i = 0; i < 3; i++)
    stick_add (stick, i, 2 * MIB + i, TRUE);
  first = dup_object_of (stick, 0);
  outside = move_out (stick, 0);
  g_assert_cmpint (symlink (outside, first), ==, 0); /* the right bytes, but outside */
  second = dup_object_of (stick, 1);
  second_dir = g_path_get_dirname (second);
  g_assert_cmpint (g_rename (second_dir, elsewhere), ==, 0);
  g_assert_cmpint (symlink (elsewhere, second_dir), ==, 0);
  stick_fetch (stick);
  assert_states (stick, expected);

  g_assert_cmpint (symlink ("/etc", linked), ==, 0);
  assert_read_fails (stick, "metadata/linked/passwd", BIRGE_SOURCE_ERROR_DAMAGED);
  g_assert_cmpint (g_unlink (mark), ==, 0);
  g_assert_cmpint (symlink ("/etc/passwd", mark), ==, 0);
  assert_read_fails (stick, "metadata/timestamp.json", BIRGE_SOURCE_ERROR_DAMAGED);
  g_assert_cmpint (g_unlink (mark), ==, 0);
  g_assert_cmpint (symlink ("timestamp.json", mark), ==, 0); /* itself */
  assert_read_fails (stick, "metadata/timestamp.json", BIRGE_SOURCE_ERROR_DAMAGED);
}

static void
test_paths_do_not_lead_out (Stick *stick, gconstpointer unused)
{
  static const char *const paths[] = { "../../../secret", "metadata/../../secret", "metadata//timestamp.json", "metadata/.",
                                       "metadata/", "" };
  g_autofree char *secret = g_build_filename (stick->gate.root, "secret", NULL);
  g_autofree char *longest = g_strnfill (5000, 'x');

  g_assert_true (g_file_set_contents (secret, "secret", -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    assert_read_fails (stick, paths[i], BIRGE_SOURCE_ERROR_DAMAGED);
  assert_read_fails (stick, longest, BIRGE_SOURCE_ERROR_DAMAGED);
}

static void
make_socket (const char *path)
{
  struct sockaddr_un address = { AF_UNIX };
  g_autofree char *folder = g_path_get_dirname (path);
  int folder_fd = open (folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_snprintf (address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/socket", folder_fd); /* it has to be short */
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (renameat (folder_fd, "socket", AT_FDCWD, path), ==, 0);
  close (fd);
  close (folder_fd);
}

static void
test_only_files_are_read (Stick *stick, gconstpointer unused)
{
  static const BirgeWantState expected[] = { BIRGE_WANT_DAMAGED, BIRGE_WANT_DAMAGED, BIRGE_WANT_DAMAGED,
                                             BIRGE_WANT_DAMAGED, BIRGE_WANT_HERE };
  g_autofree char *mark = stick_dup_path (stick, "metadata/timestamp.json");
  char *paths[4];

  for (guint i = 0; i < 5; i++)
    stick_add (stick, i, 1000, TRUE);
  for (guint i = 0; i < 4; i++)
    {
      paths[i] = dup_object_of (stick, i);
      g_assert_cmpint (g_unlink (paths[i]), ==, 0);
    }
  g_assert_cmpint (mkfifo (paths[0], 0644), ==, 0);
  g_assert_cmpint (g_mkdir (paths[1], 0755), ==, 0);
  make_socket (paths[2]);
  if (mknod (paths[3], S_IFCHR | 0644, makedev (1, 5)) != 0) /* /dev/zero */
    g_assert_cmpint (g_mkdir (paths[3], 0755), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_free (paths[i]);
  stick_fetch (stick);
  assert_states (stick, expected);

  g_assert_cmpint (g_unlink (mark), ==, 0);
  g_assert_cmpint (mkfifo (mark, 0644), ==, 0);
  assert_read_fails (stick, "metadata/timestamp.json", BIRGE_SOURCE_ERROR_DAMAGED);
}

static void
test_huge_metadata_is_not_read (Stick *stick, gconstpointer unused)
{
  g_autofree char *mark = stick_dup_path (stick, "metadata/timestamp.json");

  if (truncate (mark, G_GINT64_CONSTANT (4) << 30) != 0)
    {
      g_test_skip ("this file system has no such large files");
      return;
    }
  assert_read_fails (stick, "metadata/timestamp.json", BIRGE_SOURCE_ERROR_TOO_LARGE);
}

static void
test_other_lengths_are_refused (Stick *stick, gconstpointer unused)
{
  static const BirgeWantState expected[] = { BIRGE_WANT_DAMAGED, BIRGE_WANT_DAMAGED, BIRGE_WANT_DAMAGED, BIRGE_WANT_HERE };
  static const off_t lengths[] = { 0, 999, 1001 };

  for (guint i = 0; i < 4; i++)
    stick_add (stick, i, 1000, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *path = dup_object_of (stick, i);

      g_assert_cmpint (truncate (path, lengths[i]), ==, 0);
    }
  stick_fetch (stick);
  assert_states (stick, expected);
  g_assert_cmpuint (count_partials (&stick->gate), ==, 0);
}

static void
test_swapped_objects_are_noticed (Stick *stick, gconstpointer unused)
{
  static const BirgeWantState expected[] = { BIRGE_WANT_DAMAGED, BIRGE_WANT_DAMAGED, BIRGE_WANT_DAMAGED,
                                             BIRGE_WANT_DAMAGED, BIRGE_WANT_HERE };

  for (guint i = 0; i < 2; i++)
    stick_add (stick, i, 1000, TRUE);
  for (guint i = 2; i < 4; i++)
    stick_add (stick, i, 2 * BLOCK, TRUE);
  stick_add (stick, 4, 1000, TRUE);
  for (guint i = 0; i < 4; i += 2)
    {
      g_autofree char *first = dup_object_of (stick, i);
      g_autofree char *second = dup_object_of (stick, i + 1);
      g_autofree char *outside = move_out (stick, i);

      g_assert_cmpint (g_rename (second, first), ==, 0);
      g_assert_cmpint (g_rename (outside, second), ==, 0);
    }
  stick_fetch (stick);
  assert_states (stick, expected);
}

static void
test_wrong_case_is_another_name (Stick *stick, gconstpointer unused)
{
  static const BirgeWantState expected[] = { BIRGE_WANT_MISSING, BIRGE_WANT_HERE };
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *upper = NULL;
  g_autofree char *upper_path = NULL;
  g_autofree char *top = g_build_filename (stick->stick, "BIRGE", NULL);
  g_autofree char *top_lower = g_build_filename (stick->stick, "Birge", NULL);
  g_autoptr(GError) error = NULL;

  stick_add (stick, 1, 1000, TRUE);
  stick_add (stick, 2, 1000, TRUE);
  path = dup_object_of (stick, 0);
  folder = g_path_get_dirname (path);
  upper = g_ascii_strup (strrchr (path, '/') + 1, -1);
  upper_path = g_build_filename (folder, upper, NULL);
  g_assert_cmpint (g_rename (path, upper_path), ==, 0);
  stick_fetch (stick);
  assert_states (stick, expected);

  g_assert_cmpint (g_rename (top, top_lower), ==, 0);
  g_assert_null (birge_folder_source_open (stick->stick, "USB stick TEST", &error));
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "BIRGE/v1/metadata/timestamp.json")); /* says what it looked for */
}

static void
make_junk (const char *folder, guint n)
{
  int fd;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  fd = open (folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%08x%056x", i, i);

      g_assert_cmpint (mknodat (fd, name, S_IFREG | 0644, 0), ==, 0);
    }
  close (fd);
}

/* Names are looked up, and folders never listed: a million files more cost nothing. */
static void
test_junk_costs_nothing (Stick *stick, gconstpointer unused)
{
  const guint n = g_getenv ("BIRGE_TEST_LONG") != NULL ? 250000 : 5000;
  static const char *const below[] = { "", "metadata", "objects", "objects/00" };
  clock_t began;

  for (guint i = 0; i < 300; i++)
    stick_add (stick, i, 1000, i % 3 != 0);
  for (guint i = 0; i < G_N_ELEMENTS (below); i++)
    {
      g_autofree char *folder = stick_dup_path (stick, below[i]);

      make_junk (folder, n);
    }
  began = clock ();
  stick_fetch (stick);
  g_assert_cmpint (clock () - began, <, CLOCKS_PER_SEC); /* to read a million names takes longer */
  for (guint i = 0; i < 300; i++)
    g_assert_cmpint (stick_get_state (stick, i), ==, i % 3 != 0 ? BIRGE_WANT_HERE : BIRGE_WANT_MISSING);
}

static void
flip (const char *path, off_t offset)
{
  int fd = open (path, O_RDWR | O_CLOEXEC);
  guint8 byte;

  g_assert_cmpint (pread (fd, &byte, 1, offset), ==, 1);
  byte ^= 1;
  g_assert_cmpint (pwrite (fd, &byte, 1, offset), ==, 1);
  close (fd);
}

static void
test_flipped_bit_in_a_pack_costs_one_part (Stick *stick, gconstpointer unused)
{
  g_autofree char *path = stick_dup_object (stick, stick_add_pack (stick, 10, 20, 5000, 0));

  flip (path, 7 * 5000 + 99);
  stick_fetch (stick);
  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (stick_get_state (stick, i), ==, i == 7 ? BIRGE_WANT_DAMAGED : BIRGE_WANT_HERE);
}

static void
test_truncated_pack_gives_what_it_has (Stick *stick, gconstpointer unused)
{
  g_autofree char *path = stick_dup_object (stick, stick_add_pack (stick, 10, 20, 5000, 0));

  g_assert_cmpint (truncate (path, 18 * 5000 - 1), ==, 0);
  stick_fetch (stick);
  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (stick_get_state (stick, i), ==, i >= 17 ? BIRGE_WANT_DAMAGED : BIRGE_WANT_HERE);
}

static int is_pulled; /* no file of the stick can be read any more */

typedef struct {
  gint64      wire_bytes;
  gint64      after_bytes; /* of the wire: then do it */
  const char *from;
  const char *to;
} Told;

static void
on_progress (const BirgeFetchStatus *status, gpointer user_data)
{
  Told *told = user_data;

  told->wire_bytes = status->wire_bytes;
  if (told->from != NULL && status->wire_bytes >= told->after_bytes)
    {
      g_assert_cmpint (g_rename (told->from, told->to), ==, 0);
      told->from = NULL;
      g_atomic_int_set (&is_pulled, TRUE);
    }
}

static gboolean
fetch (Stick *stick, Told *told, GError **error)
{
  g_autoptr(BirgeSource) source = stick_open (stick);

  return birge_source_fetch (source, stick->wants, stick->gate.incoming, on_progress, told, NULL, error);
}

static void
test_flipped_bit_in_a_film_costs_one_block (Stick *stick, gconstpointer unused)
{
  static const BirgeWantState broken[] = { BIRGE_WANT_DAMAGED };
  static const BirgeWantState whole[] = { BIRGE_WANT_HERE };
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  Told told = { 0 };

  stick_add (stick, 1, 40 * MIB, TRUE);
  path = dup_object_of (stick, 0);
  flip (path, 21 * MIB);
  g_assert_true (fetch (stick, &told, &error));
  assert_states (stick, broken);
  flip (path, 21 * MIB); /* another stick, say */
  gate_again (&stick->gate);
  g_assert_true (fetch (stick, &told, &error));
  g_assert_no_error (error);
  assert_states (stick, whole);
  g_assert_cmpint (told.wire_bytes, ==, BLOCK);
}

static ssize_t
read_slowly (int fd, void *data, size_t length, off_t offset)
{
  g_usleep (G_USEC_PER_SEC / 20);
  if (!g_atomic_int_get (&is_pulled))
    return pread (fd, data, length, offset);
  errno = ENODEV;
  return -1;
}

static void
test_stick_that_is_pulled_out_loses_nothing (Stick *stick, gconstpointer unused)
{
  static const BirgeWantState expected[] = { BIRGE_WANT_HERE, BIRGE_WANT_WAITING, BIRGE_WANT_WAITING };
  g_autofree char *away = g_strconcat (stick->stick, "-away", NULL);
  g_autoptr(GError) error = NULL;
  Told told = { .after_bytes = 5 * MIB, .from = stick->stick, .to = away };
  gint64 first;

  stick_add (stick, 1, 1000, TRUE);
  stick_add (stick, 2, 10 * MIB, TRUE);
  stick_add (stick, 3, 1000, TRUE);
  _birge_reader_set_for_tests (read_slowly, 0);
  g_assert_false (fetch (stick, &told, &error));
  _birge_reader_set_for_tests (NULL, 0);
  g_atomic_int_set (&is_pulled, FALSE);
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "USB stick TEST: it was taken away: put it in again"));
  g_clear_error (&error);
  assert_states (stick, expected);
  g_assert_true (is_in_store (&stick->gate, ((BirgeCataloguePart *) stick->parts->pdata[0])->stored));
  first = told.wire_bytes;

  g_assert_cmpint (g_rename (away, stick->stick), ==, 0);
  g_assert_true (fetch (stick, &told, &error));
  g_assert_no_error (error);
  stick_assert_all_here (stick);
  g_assert_cmpint (first, >=, 5 * MIB);
  g_assert_cmpint (first + told.wire_bytes, ==, 10 * MIB + 2000); /* nothing was read twice */
}

static void
test_stick_that_is_wiped_is_noticed (Stick *stick, gconstpointer unused)
{
  g_autoptr(BirgeSource) source = NULL;
  g_autoptr(GError) error = NULL;

  stick_add (stick, 1, 1000, TRUE);
  source = stick_open (stick);
  content_remove (stick->stick);
  g_assert_false (birge_source_fetch (source, stick->wants, stick->gate.incoming, NULL, NULL, NULL, &error));
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_UNREACHABLE);
  g_clear_error (&error);
  g_assert_null (birge_source_read (source, "metadata/timestamp.json", 100, NULL, NULL, &error));
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_UNREACHABLE);
}

/* Reads that fail or hang, by the first byte that is asked for: the test's own medium. */
static GMutex hang_lock; /* held: reads hang */

static ssize_t
read_or_fail (int fd, void *data, size_t length, off_t offset)
{
  ssize_t n = pread (fd, data, length, offset);

  if (length == 1001) /* a part of this length lies on a bad spot */
    {
      errno = EIO;
      return -1;
    }
  if (length == 1002)
    {
      g_mutex_lock (&hang_lock);
      g_mutex_unlock (&hang_lock);
    }
  return n;
}

static void
test_bad_spots_cost_what_lies_on_them (Stick *stick, gconstpointer unused)
{
  static const BirgeWantState expected[] = { BIRGE_WANT_HERE, BIRGE_WANT_DAMAGED, BIRGE_WANT_HERE, BIRGE_WANT_DAMAGED,
                                             BIRGE_WANT_HERE };

  for (guint i = 0; i < 5; i++)
    stick_add (stick, i, i % 2 == 1 ? 1001 : 1000, TRUE);
  _birge_reader_set_for_tests (read_or_fail, 0);
  stick_fetch (stick);
  _birge_reader_set_for_tests (NULL, 0);
  assert_states (stick, expected);
}

static void
test_broken_stick_is_given_up (Stick *stick, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  Told told = { 0 };

  stick_add (stick, 99, 1000, TRUE);
  for (guint i = 0; i < 100; i++)
    stick_add (stick, i, 1001, TRUE);
  _birge_reader_set_for_tests (read_or_fail, 0);
  g_assert_false (fetch (stick, &told, &error));
  _birge_reader_set_for_tests (NULL, 0);
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "use another"));
  g_assert_cmpint (stick_get_state (stick, 0), ==, BIRGE_WANT_HERE);
  g_assert_true (is_in_store (&stick->gate, ((BirgeCataloguePart *) stick->parts->pdata[0])->stored));
  g_assert_cmpint (stick_get_state (stick, 50), ==, BIRGE_WANT_WAITING);
}

static void
test_nobody_waits_for_what_hangs (Stick *stick, gconstpointer unused)
{
  static const BirgeWantState expected[] = { BIRGE_WANT_HERE, BIRGE_WANT_DAMAGED, BIRGE_WANT_HERE, BIRGE_WANT_DAMAGED,
                                             BIRGE_WANT_HERE };
  g_autoptr(GError) error = NULL;
  gint64 began_us = g_get_monotonic_time ();
  Told told = { 0 };

  for (guint i = 0; i < 5; i++)
    stick_add (stick, i, i % 2 == 1 ? 1002 : 1000, TRUE);
  g_mutex_lock (&hang_lock);
  _birge_reader_set_for_tests (read_or_fail, G_USEC_PER_SEC); /* a machine with much to do answers within that */
  g_assert_true (fetch (stick, &told, &error));
  g_assert_no_error (error);
  assert_states (stick, expected);
  g_assert_cmpint (g_get_monotonic_time () - began_us, >=, 2 * G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - began_us, <, 20 * G_USEC_PER_SEC);

  for (guint i = 5; i < 10; i++)
    stick_add (stick, i, 1002, TRUE);
  g_assert_false (fetch (stick, &told, &error)); /* what hangs again and again is given up */
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "gave no answer"));
  g_assert_cmpint (stick_get_state (stick, 9), ==, BIRGE_WANT_WAITING);
  g_mutex_unlock (&hang_lock);
  _birge_reader_set_for_tests (NULL, 0);
  stick_fetch (stick);
  stick_assert_all_here (stick);
}

/* A file that somebody writes to while it is read. */
typedef struct {
  const char *path;
  gboolean    stop;
} Writer;

static gpointer
write_on (gpointer data)
{
  Writer *writer = data;
  int fd = open (writer->path, O_WRONLY | O_APPEND | O_CLOEXEC);

  while (!g_atomic_int_get (&writer->stop))
    g_assert_cmpint (write (fd, "more", 4), ==, 4);
  close (fd);
  return NULL;
}

static void
test_growing_file_gives_no_more_than_was_signed (Stick *stick, gconstpointer unused)
{
  g_autofree char *path = NULL;
  g_autofree char *mark = stick_dup_path (stick, "metadata/timestamp.json");
  BirgeCataloguePart *part = stick_add (stick, 1, 20 * MIB, TRUE);
  g_autoptr(BirgeSource) source = stick_open (stick);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  Writer writer = { NULL, FALSE };
  GThread *thread;

  path = dup_object_of (stick, 0);
  writer.path = path;
  thread = g_thread_new ("writer", write_on, &writer);
  stick_fetch (stick);
  g_atomic_int_set (&writer.stop, TRUE);
  g_thread_join (thread);
  /* Whether it began to grow before or after it was looked at: nothing else may be here than what was signed. */
  g_assert_cmpint (birge_incoming_has (stick->gate.incoming, part), ==, stick_get_state (stick, 0) == BIRGE_WANT_HERE);
  g_assert_cmpint (is_in_store (&stick->gate, part->stored), ==, stick_get_state (stick, 0) == BIRGE_WANT_HERE);

  writer = (Writer) { mark, FALSE };
  thread = g_thread_new ("writer", write_on, &writer);
  bytes = birge_source_read (source, "metadata/timestamp.json", 10 * MIB, NULL, NULL, &error);
  g_atomic_int_set (&writer.stop, TRUE);
  g_thread_join (thread);
  if (bytes != NULL)
    g_assert_cmpuint (g_bytes_get_size (bytes), <=, 10 * MIB);
  else
    g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_TOO_LARGE);
}

/* The two ways to look something up agree on everything. */
static void
test_walk_agrees_with_the_kernel (Stick *stick, gconstpointer unused)
{
  static const struct { const char *path; int error; } cases[] = {
    { "file", 0 }, { "dir/file", 0 }, { "dir", 0 }, { "none", ENOENT }, { "none/file", ENOENT }, { "file/x", ENOTDIR },
    { "link", ELOOP }, { "linkdir/file", -1 }, { "loop", ELOOP }, { "dir/../file", EINVAL }, { "/file", EINVAL },
    { "", EINVAL }, { ".", EINVAL }, { "dir//file", EINVAL }, { "dir/", EINVAL },
  };
  int dir_fd;

  g_assert_cmpint (g_chdir (stick->stick), ==, 0);
  g_assert_cmpint (g_mkdir ("dir", 0755), ==, 0);
  g_assert_true (g_file_set_contents ("file", "x", 1, NULL) && g_file_set_contents ("dir/file", "x", 1, NULL));
  g_assert_cmpint (symlink ("file", "link") + symlink ("dir", "linkdir") + symlink ("loop", "loop"), ==, 0);
  dir_fd = open (".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint (g_chdir ("/"), ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int (*const ways[]) (int, const char *) = { _birge_beneath_find, _birge_beneath_walk };

      for (guint k = 0; k < G_N_ELEMENTS (ways); k++)
        {
          int fd = ways[k] (dir_fd, cases[i].path);
          int saved = errno;

          g_test_message ("%s", cases[i].path);
          g_assert_cmpint (fd >= 0, ==, cases[i].error == 0);
          if (cases[i].error == -1) /* a link on the way: not found as a folder, or refused as a link */
            g_assert_true (saved == ELOOP || saved == ENOTDIR);
          else if (fd < 0)
            g_assert_cmpint (saved, ==, cases[i].error);
          if (fd >= 0)
            close (fd);
        }
    }
  close (dir_fd);
}

/* In a child: its mount namespace cannot be left again. Exit code: 0 right, 77 no mount. */
static int
run_other_disk (const char *top)
{
  g_autofree char *inside = g_build_filename (top, "inside", NULL);
  g_autofree char *file = g_build_filename (inside, "file", NULL);
  int dir_fd;

  if ((unshare (CLONE_NEWNS) != 0 && unshare (CLONE_NEWNS | CLONE_NEWUSER) != 0) ||
      mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 || mount ("test", inside, "tmpfs", 0, NULL) != 0)
    return 77;
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  dir_fd = open (top, O_PATH | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint (_birge_beneath_find (dir_fd, "inside/file"), ==, -1);
  g_assert_cmpint (errno, ==, EXDEV);
  g_assert_cmpint (_birge_beneath_walk (dir_fd, "inside/file"), ==, -1);
  g_assert_cmpint (errno, ==, EXDEV);
  close (dir_fd);
  return 0;
}

static void
test_other_file_systems_are_not_entered (Stick *stick, gconstpointer unused)
{
  const char *argv[] = { self_path, "--other-disk", stick->stick, NULL };
  g_autofree char *inside = g_build_filename (stick->stick, "inside", NULL);
  int status = -1;

  g_assert_cmpint (g_mkdir (inside, 0755), ==, 0);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, NULL, NULL, &status, NULL));
  if (WIFEXITED (status) && WEXITSTATUS (status) == 77)
    {
      g_test_skip ("nothing can be mounted here");
      return;
    }
  g_assert_cmpint (status, ==, 0);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--other-disk"))
    return run_other_disk (argv[2]);

  g_test_init (&argc, &argv, NULL);
  self_path = argv[0];
  if (g_getenv ("BIRGE_TEST_LONG") == NULL && g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE); /* a busy disk takes seconds for each syncfs() */
  STICK_TEST ("/sticks/links-are-not-followed", test_links_are_not_followed);
  STICK_TEST ("/sticks/paths-do-not-lead-out", test_paths_do_not_lead_out);
  STICK_TEST ("/sticks/only-files-are-read", test_only_files_are_read);
  STICK_TEST ("/sticks/huge-metadata-is-not-read", test_huge_metadata_is_not_read);
  STICK_TEST ("/sticks/other-lengths-are-refused", test_other_lengths_are_refused);
  STICK_TEST ("/sticks/swapped-objects-are-noticed", test_swapped_objects_are_noticed);
  STICK_TEST ("/sticks/wrong-case-is-another-name", test_wrong_case_is_another_name);
  STICK_TEST ("/sticks/junk-costs-nothing", test_junk_costs_nothing);
  STICK_TEST ("/sticks/flipped-bit-in-a-pack-costs-one-part", test_flipped_bit_in_a_pack_costs_one_part);
  STICK_TEST ("/sticks/truncated-pack-gives-what-it-has", test_truncated_pack_gives_what_it_has);
  STICK_TEST ("/sticks/flipped-bit-in-a-film-costs-one-block", test_flipped_bit_in_a_film_costs_one_block);
  STICK_TEST ("/sticks/stick-that-is-pulled-out-loses-nothing", test_stick_that_is_pulled_out_loses_nothing);
  STICK_TEST ("/sticks/stick-that-is-wiped-is-noticed", test_stick_that_is_wiped_is_noticed);
  STICK_TEST ("/sticks/bad-spots-cost-what-lies-on-them", test_bad_spots_cost_what_lies_on_them);
  STICK_TEST ("/sticks/broken-stick-is-given-up", test_broken_stick_is_given_up);
  STICK_TEST ("/sticks/nobody-waits-for-what-hangs", test_nobody_waits_for_what_hangs);
  STICK_TEST ("/sticks/growing-file-gives-no-more-than-was-signed", test_growing_file_gives_no_more_than_was_signed);
  STICK_TEST ("/sticks/walk-agrees-with-the-kernel", test_walk_agrees_with_the_kernel);
  STICK_TEST ("/sticks/other-file-systems-are-not-entered", test_other_file_systems_are_not_entered);
  return g_test_run ();
}
