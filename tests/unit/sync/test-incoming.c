/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sync/incoming-fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

/* What comes into the store, and what does not. */

static void
put (Gate *gate, const BirgeCataloguePart *part, const guint8 *data, gsize length, int expected_code)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (data, length);
  g_autoptr(GError) error = NULL;

  if (expected_code < 0)
    {
      g_assert_true (birge_incoming_put (gate->incoming, part, bytes, &error));
      g_assert_no_error (error);
      return;
    }
  g_assert_false (birge_incoming_put (gate->incoming, part, bytes, &error));
  g_assert_error (error, BIRGE_INCOMING_ERROR, expected_code);
}

static void
test_small_parts_count_after_the_batch (Gate *gate, gconstpointer unused)
{
  g_autofree guint8 *data = noise_new (1, 30000);
  g_autoptr(BirgeCataloguePart) part = part_new (data, 30000);
  g_autoptr(BirgeCataloguePart) empty = part_new (data, 0);

  g_assert_false (birge_incoming_has (gate->incoming, part));
  put (gate, part, data, 30000, -1);
  put (gate, part, data, 30000, -1); /* once more is no harm */
  put (gate, empty, data, 0, -1);
  g_assert_true (birge_incoming_has (gate->incoming, part));
  g_assert_false (is_in_store (gate, part->stored));
  gate_flush (gate);
  g_assert_true (is_in_store (gate, part->stored));
  g_assert_true (is_in_store (gate, empty->stored));
  g_assert_cmpint (birge_incoming_get_arrived_bytes (gate->incoming), ==, 30000);
  g_assert_cmpuint (count_partials (gate), ==, 0);
}

static void
test_batch_of_a_killed_run_is_taken_over (Gate *gate, gconstpointer unused)
{
  g_autofree guint8 *data = noise_new (1, 30000);
  g_autoptr(BirgeCataloguePart) whole = part_new (data, 30000);
  g_autoptr(BirgeCataloguePart) half = part_new (data, 20000);
  BirgePartial *partial = gate_begin (gate, half);

  partial_write (partial, data, 0, 10000);
  birge_partial_free (partial);
  put (gate, whole, data, 30000, -1);
  gate_again (gate); /* without a flush */
  g_assert_true (birge_incoming_has (gate->incoming, whole));
  g_assert_false (birge_incoming_has (gate->incoming, half));
  gate_flush (gate);
  g_assert_true (is_in_store (gate, whole->stored));
  g_assert_cmpuint (count_partials (gate), ==, 1);
}

static void
test_wrong_bytes_never_count (Gate *gate, gconstpointer unused)
{
  g_autofree guint8 *data = noise_new (1, 30001);
  g_autoptr(BirgeCataloguePart) part = part_new (data, 30000);

  put (gate, part, data, 29999, BIRGE_INCOMING_ERROR_WRONG);
  put (gate, part, data, 30001, BIRGE_INCOMING_ERROR_WRONG);
  data[15000] ^= 1;
  put (gate, part, data, 30000, BIRGE_INCOMING_ERROR_WRONG);
  gate_flush (gate);
  g_assert_false (birge_incoming_has (gate->incoming, part));
  g_assert_cmpuint (count_partials (gate), ==, 0);
}

static void
test_batch_ends_by_size_and_by_time (Gate *gate, gconstpointer unused)
{
  const gint64 real_s = G_GINT64_CONSTANT (1795392000);
  g_autofree guint8 *data = noise_new (1, 300 * 1024);
  g_autoptr(BirgeCataloguePart) first = part_new (data, 200 * 1024);
  g_autoptr(BirgeCataloguePart) second = part_new (data, 100 * 1024);
  g_autoptr(BirgeCataloguePart) third = part_new (data, 150 * 1024);

  put (gate, second, data, 100 * 1024, -1);
  birge_clock_set_for_tests (1 + G_USEC_PER_SEC / 10, real_s);
  put (gate, first, data, 200 * 1024, -1); /* 3 MB a second */
  g_assert_false (is_in_store (gate, first->stored));
  gate_flush (gate);

  put (gate, third, data, 150 * 1024, -1);
  birge_clock_set_for_tests (1 + G_USEC_PER_SEC / 2, real_s); /* 300 KB a second is slow: 128 KiB are a batch */
  g_assert_false (is_in_store (gate, third->stored));
  g_clear_pointer (&second, birge_catalogue_part_free);
  second = part_new (data, 10);
  put (gate, second, data, 10, -1);
  g_assert_true (is_in_store (gate, third->stored));

  g_clear_pointer (&second, birge_catalogue_part_free);
  second = part_new (data, 11);
  put (gate, second, data, 11, -1);
  g_assert_false (is_in_store (gate, second->stored));
  birge_clock_set_for_tests (1 + 2 * G_USEC_PER_SEC, real_s);
  g_clear_pointer (&third, birge_catalogue_part_free);
  third = part_new (data, 12);
  put (gate, third, data, 12, -1);
  g_assert_true (is_in_store (gate, second->stored));
  g_assert_true (is_in_store (gate, third->stored));
}

static void
test_pieces_come_in_any_order (Gate *gate, gconstpointer unused)
{
  const gsize length = 9 * MIB + 12345;
  g_autofree guint8 *data = noise_new (2, length);
  g_autoptr(BirgeCataloguePart) part = part_new (data, length);
  g_autoptr(BirgePartial) partial = gate_begin (gate, part);
  g_autoptr(GError) error = NULL;
  gint64 left = 0;
  gint64 at;

  for (int i = 0; i < 60; i++) /* some twice, some over block limits */
    {
      gsize from = (gsize) g_test_rand_int_range (0, (gint32) length);
      gsize to = from + (gsize) g_test_rand_int_range (0, 600000);

      partial_write (partial, data, from, MIN (to, length));
    }
  g_assert_false (birge_partial_finish (partial, &error)); /* too early */
  g_assert_error (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_WRONG);
  while ((at = birge_partial_get_missing (partial, 0, &left)) >= 0)
    partial_write (partial, data, (gsize) at, (gsize) (at + left));
  partial_finish (partial);
  gate_flush (gate);
  g_assert_true (is_in_store (gate, part->stored));
  g_assert_cmpuint (count_partials (gate), ==, 0);
}

static void
test_wrong_block_is_dropped_alone (Gate *gate, gconstpointer unused)
{
  const gsize length = 3 * BLOCK + 100;
  g_autofree guint8 *data = noise_new (3, length);
  g_autoptr(BirgeCataloguePart) part = part_new (data, length);
  g_autoptr(BirgePartial) partial = gate_begin (gate, part);
  g_autoptr(GError) error = NULL;

  data[BLOCK + 77] ^= 0x10;
  g_assert_false (birge_partial_write (partial, 0, data, length, &error)); /* all in one, and the last block is taken */
  g_assert_error (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_WRONG);
  assert_missing (partial, 0, BLOCK, BLOCK);
  assert_missing (partial, 2 * BLOCK, -1, 0);

  data[BLOCK + 77] ^= 0x10;
  partial_write (partial, data, BLOCK, 2 * BLOCK);
  partial_finish (partial);
  gate_flush (gate);
  g_assert_true (is_in_store (gate, part->stored));
}

/* Changes the bytes of what lies in partial/. */
static void
damage_partial (Gate *gate, const BirgeCataloguePart *part, gsize from, gsize length, int with)
{
  g_autofree char *path = g_build_filename (gate->partial, part->stored, NULL);
  g_autofree char *bytes = g_strnfill (length, '\0');
  FILE *file = fopen (path, "r+");

  memset (bytes, with, length);
  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, (long) from, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (bytes, 1, length, file), ==, length);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* From a stick: hashed once, as a whole. A wrong block is found then, and costs no other. */
static void
test_in_order_is_judged_at_the_end (Gate *gate, gconstpointer unused)
{
  const gsize length = 3 * BLOCK + 100;
  g_autofree guint8 *data = noise_new (3, length);
  g_autoptr(BirgeCataloguePart) part = part_new (data, length);
  g_autoptr(BirgePartial) partial = gate_begin (gate, part);
  g_autoptr(GError) error = NULL;

  birge_partial_expect_order (partial);
  data[BLOCK + 77] ^= 0x10;
  partial_write (partial, data, 0, length);
  assert_missing (partial, 0, -1, 0);
  g_assert_false (birge_partial_finish (partial, &error));
  g_assert_error (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_WRONG);
  assert_missing (partial, 0, BLOCK, BLOCK);
  assert_missing (partial, 2 * BLOCK, -1, 0);

  data[BLOCK + 77] ^= 0x10;
  partial_write (partial, data, BLOCK, 2 * BLOCK);
  partial_finish (partial);
  gate_flush (gate);
  g_assert_true (is_in_store (gate, part->stored));
}

/* The stick was pulled out: what nobody has judged yet is not believed by the next run. */
static void
test_in_order_and_interrupted (Gate *gate, gconstpointer unused)
{
  const gsize length = 3 * BLOCK;
  g_autofree guint8 *data = noise_new (4, length);
  g_autoptr(BirgeCataloguePart) part = part_new (data, length);
  BirgePartial *partial = gate_begin (gate, part);

  birge_partial_expect_order (partial);
  partial_write (partial, data, 0, 2 * BLOCK + MIB);
  birge_partial_free (partial);
  damage_partial (gate, part, BLOCK + 5000, 100, 0xff);
  gate_again (gate);
  partial = gate_begin (gate, part);
  assert_missing (partial, 0, BLOCK, BLOCK);
  assert_missing (partial, 2 * BLOCK, 2 * BLOCK + MIB, 3 * MIB);
  partial_write (partial, data, BLOCK, 2 * BLOCK);
  partial_write (partial, data, 2 * BLOCK + MIB, length);
  partial_finish (partial);
  birge_partial_free (partial);
  gate_flush (gate);
  g_assert_true (is_in_store (gate, part->stored));
}

static void
test_too_much_is_refused (Gate *gate, gconstpointer unused)
{
  g_autofree guint8 *data = noise_new (4, 1001);
  g_autoptr(BirgeCataloguePart) part = part_new (data, 1000);
  g_autoptr(BirgePartial) partial = gate_begin (gate, part);
  static const gint64 offsets[] = { 0, 1000, 1001, G_MAXINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (birge_partial_write (partial, offsets[i], data, 1001, &error));
      g_assert_error (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_WRONG);
    }
  assert_missing (partial, 0, 0, 1000);
}

static void
test_goes_on_where_it_stopped (Gate *gate, gconstpointer unused)
{
  const gsize length = 3 * BLOCK;
  const gsize at = 2 * BLOCK + 2 * MIB + 4321;
  g_autofree guint8 *data = noise_new (5, length);
  g_autofree char *db = g_build_filename (gate->state, "sync.db", NULL);
  g_autoptr(BirgeCataloguePart) part = part_new (data, length);
  BirgePartial *partial = gate_begin (gate, part);

  partial_write (partial, data, 0, at);
  birge_partial_free (partial);
  gate_again (gate);
  partial = gate_begin (gate, part);
  assert_missing (partial, 0, (gint64) at, (gint64) (length - at));
  birge_partial_free (partial);

  gate_close (gate); /* without the marks all is hashed again, and kept */
  g_assert_cmpint (g_unlink (db), ==, 0);
  gate_open (gate);
  partial = gate_begin (gate, part);
  assert_missing (partial, 0, (gint64) at, (gint64) (length - at));
  partial_write (partial, data, at, length);
  partial_finish (partial);
  birge_partial_free (partial);
  gate_flush (gate);
  g_assert_true (is_in_store (gate, part->stored));
}

/* Marks come with the time, or when much was written. */
static void
test_right_blocks_are_marked_on_the_way (Gate *gate, gconstpointer unused)
{
  const gint64 real_s = G_GINT64_CONSTANT (1795392000);
  const gsize length = 4 * BLOCK;
  g_autofree guint8 *data = noise_new (13, length);
  g_autoptr(BirgeCataloguePart) part = part_new (data, length);
  g_autoptr(BirgePartial) partial = gate_begin (gate, part);
  static const struct { gint64 at_us; gsize to; guint n_marks; } steps[] = {
    { 2 * G_USEC_PER_SEC, BLOCK - 1, 0 },                  /* no block is complete */
    { 2 * G_USEC_PER_SEC + 1, 2 * BLOCK, 0 },              /* too soon after that */
    { 4 * G_USEC_PER_SEC, 2 * BLOCK + 1000, 2 },
    { 20 * G_USEC_PER_SEC, 2 * BLOCK + 2000, 2 },
    { 35 * G_USEC_PER_SEC, 3 * BLOCK, 3 },
  };
  gsize from = 0;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GArray) marks = NULL;

      birge_clock_set_for_tests (steps[i].at_us, real_s);
      partial_write (partial, data, from, steps[i].to);
      from = steps[i].to;
      marks = birge_sync_db_list_blocks (gate->db, part->stored, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (marks->len, ==, steps[i].n_marks);
    }
  partial_write (partial, data, from, length);
  partial_finish (partial);
  gate_flush (gate);
  {
    g_autoptr(GArray) marks = birge_sync_db_list_blocks (gate->db, part->stored, NULL);

    g_assert_cmpuint (marks->len, ==, 0); /* they went with the file */
  }
}

static void
test_islands_are_found_again (Gate *gate, gconstpointer unused)
{
  const gsize length = 2 * BLOCK + 5000;
  g_autofree guint8 *data = noise_new (6, length);
  g_autoptr(BirgeCataloguePart) part = part_new (data, length);
  BirgePartial *partial = gate_begin (gate, part);
  gint64 gap = 0;
  gint64 bytes = 0;

  partial_write (partial, data, 0, 100000);
  partial_write (partial, data, MIB + 5, 2 * MIB + 77);
  partial_write (partial, data, BLOCK, 2 * BLOCK);
  birge_partial_free (partial);

  gate_again (gate);
  partial = gate_begin (gate, part);
  for (gint64 at = birge_partial_get_missing (partial, 0, &gap); at >= 0; at = birge_partial_get_missing (partial, at, &gap))
    {
      bytes += gap;
      partial_write (partial, data, (gsize) at, (gsize) (at + gap));
    }
  /* What is lost is at most a page at each end of an island. */
  g_assert_cmpint (bytes, >=, (gint64) length - 100000 - MIB - 72 - BLOCK);
  g_assert_cmpint (bytes, <=, (gint64) length - 100000 - MIB - 72 - BLOCK + 4 * 4096);
  partial_finish (partial);
  birge_partial_free (partial);
  gate_flush (gate);
  g_assert_true (is_in_store (gate, part->stored));
}

/* A power cut: the length of the file is on the disk, but not its last bytes. */
static void
test_lost_bytes_cost_their_block (Gate *gate, gconstpointer unused)
{
  const gsize length = 4 * BLOCK;
  const gsize at = 3 * BLOCK + MIB;
  g_autofree guint8 *data = noise_new (7, length);
  g_autofree char *db = g_build_filename (gate->state, "sync.db", NULL);
  g_autoptr(BirgeCataloguePart) part = part_new (data, length);
  BirgePartial *partial = gate_begin (gate, part);
  g_autoptr(GError) error = NULL;

  partial_write (partial, data, 0, at);
  birge_partial_free (partial);
  gate_close (gate);
  g_assert_cmpint (g_unlink (db), ==, 0);
  damage_partial (gate, part, 2 * BLOCK + 100, 200000, 0);
  damage_partial (gate, part, at - 300000, 300000, 0);

  gate_open (gate);
  partial = gate_begin (gate, part);
  assert_missing (partial, 0, 2 * BLOCK, BLOCK);
  assert_missing (partial, 3 * BLOCK, (gint64) at, (gint64) (length - at)); /* half a block: not known to be wrong */
  partial_write (partial, data, 2 * BLOCK, 3 * BLOCK);
  g_assert_false (birge_partial_write (partial, (gint64) at, data + at, length - at, &error));
  g_assert_error (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_WRONG);
  assert_missing (partial, 0, 3 * BLOCK, BLOCK);
  partial_write (partial, data, 3 * BLOCK, length);
  partial_finish (partial);
  birge_partial_free (partial);
  gate_flush (gate);
  g_assert_true (is_in_store (gate, part->stored));
}

static void
test_disk_that_changes_a_marked_block_is_noticed (Gate *gate, gconstpointer unused)
{
  const gsize length = 3 * BLOCK;
  g_autofree guint8 *data = noise_new (8, length);
  g_autoptr(BirgeCataloguePart) part = part_new (data, length);
  BirgePartial *partial = gate_begin (gate, part);
  g_autoptr(GError) error = NULL;

  partial_write (partial, data, 0, 2 * BLOCK + 9);
  birge_partial_free (partial);
  gate_again (gate);
  damage_partial (gate, part, BLOCK + 5, 1, ~data[BLOCK + 5]);

  partial = gate_begin (gate, part);
  assert_missing (partial, 0, 2 * BLOCK + 9, BLOCK - 9);
  partial_write (partial, data, 2 * BLOCK + 9, length);
  g_assert_false (birge_partial_finish (partial, &error));
  g_assert_error (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_WRONG);
  assert_missing (partial, 0, BLOCK, BLOCK);
  partial_write (partial, data, BLOCK, 2 * BLOCK);
  partial_finish (partial);
  birge_partial_free (partial);
  gate_flush (gate);
  g_assert_true (is_in_store (gate, part->stored));
}

static void
test_contradicting_line_is_given_up (Gate *gate, gconstpointer unused)
{
  const gsize length = 2 * BLOCK;
  g_autofree guint8 *data = noise_new (9, length);
  g_autoptr(BirgeCataloguePart) part = part_new (data, length);
  g_autoptr(BirgePartial) partial = NULL;
  g_autoptr(GError) error = NULL;

  part->stored[0] = part->stored[0] == '0' ? '1' : '0';
  partial = gate_begin (gate, part);
  partial_write (partial, data, 0, length);
  g_assert_false (birge_partial_finish (partial, &error));
  g_assert_error (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_CATALOGUE);
  g_clear_error (&error);
  gate_flush (gate);
  g_assert_cmpuint (count_partials (gate), ==, 0);
  g_assert_false (birge_incoming_has (gate->incoming, part));

  g_clear_pointer (&part->blocks[1], g_free);
  g_assert_null (birge_incoming_begin (gate->incoming, part, &error));
  g_assert_error (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_CATALOGUE);
}

static void
test_what_lies_in_the_way_is_no_harm (Gate *gate, gconstpointer unused)
{
  g_autofree guint8 *data = noise_new (10, 5000);
  g_autoptr(BirgeCataloguePart) part = part_new (data, 5000);
  g_autofree char *path = g_build_filename (gate->partial, part->stored, NULL);
  g_autofree char *elsewhere = g_build_filename (gate->root, "elsewhere", NULL);
  g_autofree char *noise = g_strnfill (6000, 'x');
  g_autoptr(BirgePartial) partial = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (symlink (elsewhere, path), ==, 0);
  g_assert_null (birge_incoming_begin (gate->incoming, part, &error));
  g_assert_error (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_STORAGE);
  put (gate, part, data, 5000, BIRGE_INCOMING_ERROR_STORAGE); /* and it is out of the way now */
  g_assert_false (g_file_test (elsewhere, G_FILE_TEST_EXISTS));

  g_assert_true (g_file_set_contents (path, noise, 6000, NULL)); /* longer than it can be */
  partial = gate_begin (gate, part);
  assert_missing (partial, 0, 0, 5000);
  partial_write (partial, data, 0, 5000);
  partial_finish (partial);
  gate_flush (gate);
  g_assert_true (is_in_store (gate, part->stored));
}

static void
test_full_disk_is_said_and_what_came_stays (Gate *gate, gconstpointer unused)
{
  const gsize length = 2 * BLOCK;
  g_autofree guint8 *data = noise_new (11, length);
  g_autoptr(BirgeCataloguePart) part = part_new (data, length);
  g_autoptr(BirgeCataloguePart) small = part_new (data, 3 * MIB);
  g_autoptr(BirgePartial) partial = gate_begin (gate, part);
  g_autoptr(GError) error = NULL;
  struct rlimit old;
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  limit = old;
  limit.rlim_cur = 2 * MIB;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  partial_write (partial, data, 0, MIB);
  g_assert_false (birge_partial_write (partial, MIB, data + MIB, 2 * MIB, &error));
  put (gate, small, data, 3 * MIB, BIRGE_INCOMING_ERROR_NO_SPACE);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_error (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "make room"));
  g_assert_cmpuint (count_partials (gate), ==, 1);

  assert_missing (partial, 0, MIB, length - MIB);
  partial_write (partial, data, MIB, length);
  partial_finish (partial);
  put (gate, small, data, 3 * MIB, -1);
  gate_flush (gate);
  g_assert_true (is_in_store (gate, part->stored));
  g_assert_true (is_in_store (gate, small->stored));
}

/* Two parts in a pack with other bytes before, between and behind. */
static GPtrArray *
pack_new (const guint8 *data, gsize length)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_catalogue_part_free);
  static const gint64 offsets[] = { 100, 20000 };

  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      BirgeCataloguePart *part = part_new (data + offsets[i], 9000);

      g_free (part->enc);
      part->enc = g_strdup ("zstd");
      part->off = offsets[i];
      g_free (part->obj);
      part->obj = digest_new (data, length);
      g_ptr_array_add (parts, part);
    }
  return parts;
}

static void
test_pack_comes_whole (Gate *gate, gconstpointer unused)
{
  const gsize length = 40000;
  g_autofree guint8 *data = noise_new (12, length);
  g_autoptr(GPtrArray) parts = pack_new (data, length);
  const BirgeCataloguePart *first = parts->pdata[0];
  BirgeCataloguePart *second = parts->pdata[1];
  g_autoptr(GError) error = NULL;
  BirgePartial *partial;

  g_assert_null (birge_incoming_begin_pack (gate->incoming, parts, 28999, &error));
  g_assert_error (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_WRONG);
  g_clear_error (&error);
  g_assert_null (birge_incoming_begin_pack (gate->incoming, parts, BIRGE_PACK_MAX_BYTES + 1, &error));
  g_assert_error (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_WRONG);
  g_clear_error (&error);

  second->off += 1; /* a pack that is what its name says, and a line that is wrong about it */
  partial = birge_incoming_begin_pack (gate->incoming, parts, (gint64) length, &error);
  g_assert_no_error (error);
  partial_write (partial, data, 0, length);
  g_assert_false (birge_partial_finish (partial, &error));
  g_assert_error (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_CATALOGUE);
  birge_partial_free (partial);
  g_clear_error (&error);
  g_assert_cmpuint (count_partials (gate), ==, 0);

  second->off -= 1;
  partial = birge_incoming_begin_pack (gate->incoming, parts, (gint64) length, &error);
  g_assert_no_error (error);
  partial_write (partial, data, 0, length);
  partial_finish (partial);
  birge_partial_free (partial);
  g_assert_true (birge_incoming_has (gate->incoming, first));
  gate_flush (gate);
  g_assert_true (birge_incoming_has (gate->incoming, second));
  g_assert_true (is_in_store (gate, first->obj));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  GATE_TEST ("/incoming/small-parts-count-after-the-batch", test_small_parts_count_after_the_batch);
  GATE_TEST ("/incoming/batch-of-a-killed-run-is-taken-over", test_batch_of_a_killed_run_is_taken_over);
  GATE_TEST ("/incoming/wrong-bytes-never-count", test_wrong_bytes_never_count);
  GATE_TEST ("/incoming/batch-ends-by-size-and-by-time", test_batch_ends_by_size_and_by_time);
  GATE_TEST ("/incoming/pieces-come-in-any-order", test_pieces_come_in_any_order);
  GATE_TEST ("/incoming/wrong-block-is-dropped-alone", test_wrong_block_is_dropped_alone);
  GATE_TEST ("/incoming/in-order-is-judged-at-the-end", test_in_order_is_judged_at_the_end);
  GATE_TEST ("/incoming/in-order-and-interrupted", test_in_order_and_interrupted);
  GATE_TEST ("/incoming/too-much-is-refused", test_too_much_is_refused);
  GATE_TEST ("/incoming/goes-on-where-it-stopped", test_goes_on_where_it_stopped);
  GATE_TEST ("/incoming/right-blocks-are-marked-on-the-way", test_right_blocks_are_marked_on_the_way);
  GATE_TEST ("/incoming/islands-are-found-again", test_islands_are_found_again);
  GATE_TEST ("/incoming/lost-bytes-cost-their-block", test_lost_bytes_cost_their_block);
  GATE_TEST ("/incoming/disk-that-changes-a-marked-block-is-noticed", test_disk_that_changes_a_marked_block_is_noticed);
  GATE_TEST ("/incoming/contradicting-line-is-given-up", test_contradicting_line_is_given_up);
  GATE_TEST ("/incoming/what-lies-in-the-way-is-no-harm", test_what_lies_in_the_way_is_no_harm);
  GATE_TEST ("/incoming/full-disk-is-said-and-what-came-stays", test_full_disk_is_said_and_what_came_stays);
  GATE_TEST ("/incoming/pack-comes-whole", test_pack_comes_whole);
  return g_test_run ();
}
