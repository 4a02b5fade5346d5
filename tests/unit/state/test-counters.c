/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/state/state-fixture.h"

#include <string.h>

typedef struct {
  const char *item;
  const char *language;
} Use;

/* What two visitors did, once each of them first. */
static const Use uses[] = { { "guide/wages", "uz" }, { "topic/burns", "uz" }, { "guide/wages", "tg" },
  { "film/cpr-adult", "tg" }, { "guide/wages", "uz" }, { "place/112", "uz-Cyrl" }, { "guide/wages-2", "uz" } };

static GBytes *
count_in_order (Fixture *fixture, const char *name, const guint *order)
{
  g_autofree char *dir = g_build_filename (fixture->root, name, NULL);
  g_autofree char *path = g_build_filename (dir, "state.db", NULL);
  BirgeState *state = birge_state_open (dir, NULL);
  char *contents = NULL;
  gsize length = 0;

  g_assert_nonnull (state);
  for (guint i = 0; i < G_N_ELEMENTS (uses); i++)
    birge_state_count (state, uses[order[i]].item, uses[order[i]].language);
  fixture_close (state);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  return g_bytes_new_take (contents, length);
}

static void
test_file_does_not_tell_the_order (Fixture *fixture, gconstpointer unused)
{
  const guint orders[][G_N_ELEMENTS (uses)] = {
    { 0, 1, 2, 3, 4, 5, 6 }, { 6, 5, 4, 3, 2, 1, 0 }, { 3, 0, 6, 1, 5, 2, 4 } };
  g_autoptr(GBytes) first = count_in_order (fixture, "a", orders[0]);
  g_autoptr(GBytes) second = count_in_order (fixture, "b", orders[1]);
  g_autoptr(GBytes) third = count_in_order (fixture, "c", orders[2]);

  g_assert_cmpuint (g_bytes_get_size (first), >, 4096);
  g_assert_true (g_bytes_equal (first, second));
  g_assert_true (g_bytes_equal (first, third));
}

static void
assert_count (GPtrArray *counts, guint i, const char *day, const char *item, const char *language, guint n)
{
  const BirgeCount *count = g_ptr_array_index (counts, i);

  g_assert_cmpstr (count->day, ==, day);
  g_assert_cmpstr (count->item_id, ==, item);
  g_assert_cmpstr (count->language, ==, language);
  g_assert_cmpuint (count->count, ==, n);
}

static void
test_adds_up_over_flushes_and_days (Fixture *fixture, gconstpointer unused)
{
  BirgeState *state = fixture_open (fixture);
  g_autoptr(GPtrArray) counts = NULL;

  birge_state_count (state, "guide/wages", "uz");
  birge_state_count (state, "guide/wages", "kk");
  birge_state_flush (state);
  birge_state_count (state, "guide/wages", "uz");
  fixture_close (state);

  birge_clock_set_for_tests (G_USEC_PER_SEC, FIXTURE_NOW_S + 86400);
  state = fixture_open (fixture);
  birge_state_count (state, "topic/burns", "uz"); /* waits in memory, is shown all the same */
  counts = birge_state_dup_counts (state);
  g_assert_cmpuint (counts->len, ==, 3);
  assert_count (counts, 0, "2026-11-24", "topic/burns", "uz", 1);
  assert_count (counts, 1, "2026-11-23", "guide/wages", "kk", 1);
  assert_count (counts, 2, "2026-11-23", "guide/wages", "uz", 2);
  fixture_close (state);
}

static GBytes *
read_state (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->dir, "state.db", NULL);
  char *contents = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  return g_bytes_new_take (contents, length);
}

static void
test_nothing_is_written_for_a_single_visit (Fixture *fixture, gconstpointer unused)
{
  BirgeState *state = fixture_open (fixture);
  g_autoptr(GBytes) before = read_state (fixture);
  g_autoptr(GBytes) during = NULL;
  g_autoptr(GBytes) after = NULL;

  birge_state_count (state, "guide/wages", "uz");
  g_ptr_array_unref (birge_state_dup_counts (state)); /* looking writes nothing either */
  during = read_state (fixture);
  g_assert_true (g_bytes_equal (before, during));
  birge_clock_set_for_tests (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC, FIXTURE_NOW_S + 3600);
  birge_state_count (state, "guide/wages", "uz");
  after = read_state (fixture);
  g_assert_false (g_bytes_equal (before, after));
  fixture_close (state);
}

static void
test_many_different_keys_need_no_more_memory (Fixture *fixture, gconstpointer unused)
{
  BirgeState *state = fixture_open (fixture);
  g_autoptr(GPtrArray) counts = NULL;

  for (int i = 0; i < 5000; i++)
    {
      g_autofree char *id = g_strdup_printf ("guide/%04d", i);

      birge_state_count (state, id, "en");
    }
  counts = birge_state_dup_counts (state);
  g_assert_cmpuint (counts->len, ==, 5000);
  fixture_close (state);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/counters/file-does-not-tell-the-order", test_file_does_not_tell_the_order);
  FIXTURE_TEST ("/counters/adds-up-over-flushes-and-days", test_adds_up_over_flushes_and_days);
  FIXTURE_TEST ("/counters/nothing-is-written-for-a-single-visit", test_nothing_is_written_for_a_single_visit);
  FIXTURE_TEST ("/counters/many-different-keys-need-no-more-memory", test_many_different_keys_need_no_more_memory);
  return g_test_run ();
}
