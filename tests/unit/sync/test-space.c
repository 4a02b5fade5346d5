/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/sync/birge-space.h"

#include <unistd.h>

#include "tests/unit/sync/stick-fixture.h"

/* need = missing + biggest item + 64 MiB + reserve; films are left out first. */

#define MB   (G_GINT64_CONSTANT (1000) * 1000)
#define MARGIN (64 * (gint64) MIB)

static GPtrArray *parts;
static GPtrArray *wants;

static void
want (guint tier, gint64 length, char name)
{
  BirgeCataloguePart *part = g_new0 (BirgeCataloguePart, 1);

  part->tier = tier;
  part->len = length;
  part->stored = g_strnfill (BIRGE_DIGEST_LENGTH, name);
  g_ptr_array_add (parts, part);
  g_ptr_array_add (wants, birge_want_new (part, tier));
}

static void
begin (void)
{
  parts = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_catalogue_part_free);
  wants = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_want_free);
  want (0, 10 * MB, '0');
  want (1, 100 * MB, '1');
  want (2, 200 * MB, '2');
  want (3, 300 * MB, '3');
  want (3, 400 * MB, '4');
  want (3, 400 * MB, '4'); /* one object that two items name */
}

static void
end (void)
{
  g_clear_pointer (&wants, g_ptr_array_unref);
  g_clear_pointer (&parts, g_ptr_array_unref);
}

static void
test_reserve_is_the_larger (void)
{
  g_assert_cmpint (birge_space_get_reserve (8000 * MB, 0), ==, 500 * MB);
  g_assert_cmpint (birge_space_get_reserve (64000 * MB, 0), ==, 3200 * MB);
  g_assert_cmpint (birge_space_get_reserve (64000 * MB, 700 * MB), ==, 700 * MB);
}

static void
test_tiers_are_left_out_from_the_bottom (void)
{
  const gint64 spare = MARGIN + 500 * MB;
  static const struct { gint64 needs; guint n_tiers; } cases[] = {
    { 1010 * MB + 400 * MB, 4 }, { 310 * MB + 200 * MB, 3 }, { 110 * MB + 100 * MB, 2 }, { 10 * MB + 10 * MB, 1 },
  };

  begin ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      BirgeDisk disk = { 8000 * MB, cases[i].needs + spare, 500 * MB };
      BirgeSpace space = birge_space_plan (&disk, wants, NULL);

      g_assert_cmpuint (space.n_tiers, ==, cases[i].n_tiers); /* to the byte */
      g_assert_cmpint (space.need_bytes, ==, cases[i].needs + spare);
      g_assert_cmpint (space.all_bytes, ==, cases[0].needs + spare);
      g_assert_cmpint (space.short_bytes, ==, cases[0].needs - cases[i].needs);
      disk.free_bytes--;
      space = birge_space_plan (&disk, wants, NULL);
      g_assert_cmpuint (space.n_tiers, ==, cases[i].n_tiers - 1);
    }
  end ();
}

static void
test_nothing_wanted_needs_nothing (void)
{
  BirgeDisk disk = { 8000 * MB, 0, 500 * MB };
  BirgeSpace space;

  begin ();
  g_ptr_array_set_size (wants, 0);
  space = birge_space_plan (&disk, wants, NULL);
  g_assert_cmpuint (space.n_tiers, ==, BIRGE_SPACE_N_TIERS);
  g_assert_cmpint (space.need_bytes, ==, 0);
  g_assert_cmpint (space.short_bytes, ==, 0);
  end ();
}

static void
test_what_came_needs_no_room_again (Gate *gate, gconstpointer unused)
{
  g_autofree guint8 *data = noise_new (1, 6 * MIB);
  BirgeCataloguePart *part = part_new (data, 6 * MIB);
  g_autoptr(BirgePartial) partial = gate_begin (gate, part);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_want_free);
  BirgeDisk disk = { 8000 * MB, 8000 * MB, 500 * MB };
  BirgeSpace space;

  g_ptr_array_add (list, birge_want_new (part, 0));
  partial_write (partial, data, 0, 1 * MIB);
  partial_write (partial, data, 5 * MIB, 6 * MIB); /* between them is a hole */
  sync ();
  space = birge_space_plan (&disk, list, gate->state);
  g_assert_cmpint (space.tier_bytes[3], >=, 4 * MIB - 64 * 1024);
  g_assert_cmpint (space.tier_bytes[3], <=, 4 * MIB);
  birge_catalogue_part_free (part);
}

static void
test_disk_is_looked_at (Gate *gate, gconstpointer unused)
{
  g_autofree char *nowhere = g_build_filename (gate->root, "nowhere", NULL);
  g_autoptr(GError) error = NULL;
  BirgeDisk disk = { 0 };

  g_assert_true (birge_space_look (gate->state, 0, &disk, &error));
  g_assert_no_error (error);
  g_assert_cmpint (disk.free_bytes, >, 0);
  g_assert_cmpint (disk.total_bytes, >=, disk.free_bytes);
  g_assert_cmpint (disk.reserve_bytes, >=, 500 * MB);
  g_assert_false (birge_space_look (nowhere, 0, &disk, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/space/reserve-is-the-larger", test_reserve_is_the_larger);
  g_test_add_func ("/space/tiers-are-left-out-from-the-bottom", test_tiers_are_left_out_from_the_bottom);
  g_test_add_func ("/space/nothing-wanted-needs-nothing", test_nothing_wanted_needs_nothing);
  GATE_TEST ("/space/what-came-needs-no-room-again", test_what_came_needs_no_room_again);
  GATE_TEST ("/space/disk-is-looked-at", test_disk_is_looked_at);
  return g_test_run ();
}
