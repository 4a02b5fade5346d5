/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/sync/birge-http-source-private.h"

/* Which ranges are asked for. */

typedef struct {
  GPtrArray *parts;
  GPtrArray *wants;
  GPtrArray *files;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_catalogue_part_free);
  fixture->wants = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_want_free);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_clear_pointer (&fixture->files, g_ptr_array_unref);
  g_ptr_array_unref (fixture->wants);
  g_ptr_array_unref (fixture->parts);
}

static BirgeCataloguePart *
want (Fixture *fixture, const char *obj, gint64 off, gint64 len)
{
  BirgeCataloguePart *part = g_new0 (BirgeCataloguePart, 1);

  part->stored = g_strdup_printf ("%s-%" G_GINT64_FORMAT, obj, off);
  part->obj = g_strdup (obj);
  part->off = off;
  part->len = len;
  part->enc = g_strdup ("zstd");
  g_ptr_array_add (fixture->parts, part);
  g_ptr_array_add (fixture->wants, birge_want_new (part, fixture->wants->len));
  return part;
}

/* "0-99 300-399" */
static char *
cut (Fixture *fixture, guint file, gint64 size)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GPtrArray) pieces = _birge_http_file_cut (g_ptr_array_index (fixture->files, file), size);

  for (guint i = 0; i < pieces->len; i++)
    {
      BirgeHttpPiece *piece = g_ptr_array_index (pieces, i);

      g_string_append_printf (text, "%s%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, i > 0 ? " " : "", piece->first, piece->last);
    }
  g_ptr_array_set_free_func (pieces, (GDestroyNotify) _birge_http_piece_free);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_cut (Fixture *fixture, guint file, gint64 size, const char *expected)
{
  g_autofree char *text = cut (fixture, file, size);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_files_in_order_of_need (Fixture *fixture, gconstpointer unused)
{
  BirgeHttpFile *first;
  BirgeHttpFile *second;

  want (fixture, "b", 500, 100);
  want (fixture, "a", 0, 100);
  want (fixture, "b", 0, 100);
  fixture->files = _birge_http_files_new (fixture->wants);
  g_assert_cmpuint (fixture->files->len, ==, 2);
  first = g_ptr_array_index (fixture->files, 0);
  second = g_ptr_array_index (fixture->files, 1);
  g_assert_cmpuint (first->slots->len, ==, 2);
  g_assert_cmpstr (((BirgeHttpSlot *) g_ptr_array_index (first->slots, 0))->part->stored, ==, "b-0");
  g_assert_cmpuint (second->slots->len, ==, 1);
}

static void
test_small_gaps_are_joined (Fixture *fixture, gconstpointer unused)
{
  want (fixture, "p", 100, 100);
  want (fixture, "p", 200, 50);
  want (fixture, "p", 250 + BIRGE_HTTP_GAP, 10);
  want (fixture, "p", 260 + BIRGE_HTTP_GAP + BIRGE_HTTP_GAP + 1, 10);
  fixture->files = _birge_http_files_new (fixture->wants);
  assert_cut (fixture, 0, 1000000, "100-4355 8453-8462");
}

static void
test_cut_between_parts (Fixture *fixture, gconstpointer unused)
{
  for (guint i = 0; i < 6; i++)
    want (fixture, "p", 100 * i, 100);
  want (fixture, "p", 600, 900);
  fixture->files = _birge_http_files_new (fixture->wants);
  assert_cut (fixture, 0, 250, "0-199 200-399 400-599 600-1499");
}

static void
test_what_was_wrong_comes_alone (Fixture *fixture, gconstpointer unused)
{
  BirgeHttpFile *file;

  for (guint i = 0; i < 5; i++)
    want (fixture, "p", 100 * i, 100);
  fixture->files = _birge_http_files_new (fixture->wants);
  file = g_ptr_array_index (fixture->files, 0);
  ((BirgeHttpSlot *) g_ptr_array_index (file->slots, 2))->wrong = 1;
  assert_cut (fixture, 0, 100000, "0-199 200-299 300-499");
  _birge_http_slot_close (g_ptr_array_index (file->slots, 2), BIRGE_WANT_HERE);
  assert_cut (fixture, 0, 100000, "0-499"); /* a gap of 100 bytes */
}

static void
test_whole_packs_are_seen (Fixture *fixture, gconstpointer unused)
{
  BirgeHttpFile *file;

  want (fixture, "p", 0, 100);
  want (fixture, "p", 100, 100);
  want (fixture, "own-0", 0, 100)->stored[0] = 'o';
  want (fixture, "late", BIRGE_HTTP_GAP + 1, 100);
  want (fixture, "late", BIRGE_HTTP_GAP + 101, 100);
  fixture->files = _birge_http_files_new (fixture->wants);
  file = g_ptr_array_index (fixture->files, 0);
  g_assert_true (_birge_http_file_is_whole (file));
  g_assert_cmpint (file->length, ==, 200);
  g_assert_false (_birge_http_file_is_whole (g_ptr_array_index (fixture->files, 2)));
  _birge_http_slot_close (g_ptr_array_index (file->slots, 1), BIRGE_WANT_DAMAGED);
  g_assert_false (_birge_http_file_is_whole (file));
}

static void
test_shortened_between_parts (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) _birge_http_piece_free);
  g_autoptr(GPtrArray) cuts = NULL;
  BirgeHttpPiece *piece;

  for (guint i = 0; i < 5; i++)
    want (fixture, "p", 100 * i, 100);
  fixture->files = _birge_http_files_new (fixture->wants);
  cuts = _birge_http_file_cut (g_ptr_array_index (fixture->files, 0), 100000);
  g_ptr_array_extend_and_steal (pieces, g_steal_pointer (&cuts));
  piece = g_ptr_array_index (pieces, 0);
  g_assert_true (_birge_http_piece_shorten (piece, 1000));
  g_assert_cmpint (piece->last, ==, 499);
  g_assert_true (_birge_http_piece_shorten (piece, 399));
  g_assert_cmpint (piece->last, ==, 299);
  g_assert_cmpuint (piece->end_slot, ==, 3);
  g_assert_false (_birge_http_piece_shorten (piece, 99));
}

#define ADD(name, function) g_test_add ("/http-file/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("files-in-order-of-need", test_files_in_order_of_need);
  ADD ("small-gaps-are-joined", test_small_gaps_are_joined);
  ADD ("cut-between-parts", test_cut_between_parts);
  ADD ("what-was-wrong-comes-alone", test_what_was_wrong_comes_alone);
  ADD ("whole-packs-are-seen", test_whole_packs_are_seen);
  ADD ("shortened-between-parts", test_shortened_between_parts);
  return g_test_run ();
}
