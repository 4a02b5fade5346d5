/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/faults/web.h"

/* What may be spent, how fast, how it is told, and how it ends when somebody wants it to. */

#define KIB 1024
#define MIB (1024 * 1024)
#define CAP (100 * 1000)

typedef struct {
  guint            n;
  gint64           began_us;
  gint64           last_us;
  gint64           least_gap_us;
  BirgeFetchStatus last;
  gint64           cap;          /* bytes per second, or 0 */
  GCancellable    *cancellable;  /* for whoever changes his mind once something came, or NULL */
} Told;

static void
on_progress (const BirgeFetchStatus *status, gpointer user_data)
{
  Told *told = user_data;
  gint64 now_us = g_get_monotonic_time ();

  if (told->n > 0 && now_us - told->last_us < told->least_gap_us)
    told->least_gap_us = now_us - told->last_us;
  g_assert_cmpint (status->done_bytes, >=, 0);
  g_assert_cmpint (status->done_bytes, <=, status->total_bytes);
  g_assert_cmpint (status->wire_bytes, >=, told->last.wire_bytes);
  g_assert_cmpuint (status->n_here + status->n_left_out, <=, status->n_total);
  told->n++;
  told->last_us = now_us;
  told->last = *status;
  if (told->cap > 0) /* a quarter of a second may be saved up */
    g_assert_cmpint (status->wire_bytes, <=, told->cap * (now_us - told->began_us) / G_USEC_PER_SEC * 11 / 10 + told->cap / 4 + 16384);
  if (told->cancellable != NULL && status->done_bytes > 0)
    g_cancellable_cancel (told->cancellable);
}

static gboolean
fetch (Web *web, Told *told, GCancellable *cancellable, GError **error)
{
  *told = (Told) { .began_us = g_get_monotonic_time (), .least_gap_us = G_MAXINT64, .cap = told->cap, .cancellable = cancellable };
  return birge_source_fetch (BIRGE_SOURCE (web->source), web->wants, web->incoming, on_progress, told, cancellable, error);
}

static void
test_tells (Web *web, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  Told told = { 0 };

  web_add_file (web, 9 * MIB);
  web_add_pack (web, 30, 2000);
  web_open_options (web, "good", (BirgeHttpOptions) { .cap_bytes_per_second = 20 * MIB });
  g_assert_true (fetch (web, &told, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (told.n, >=, 2);
  if (told.n > 2) /* the last one comes at once */
    g_assert_cmpint (told.n, <=, (told.last_us - told.began_us) / (G_USEC_PER_SEC / 10) + 2);
  g_assert_cmpint (told.last.done_bytes, ==, told.last.total_bytes);
  g_assert_cmpuint (told.last.n_here, ==, 31);
  g_assert_cmpuint (told.last.n_total, ==, 31);
  g_assert_cmpint (told.last.wire_bytes, >, told.last.total_bytes);
}

static void
test_cap_is_held (Web *web, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  Told told = { .cap = CAP };

  web_add_file (web, 150 * KIB);
  web_add_pack (web, 60, 2000);
  web_open_options (web, "good", (BirgeHttpOptions) { .cap_bytes_per_second = CAP });
  g_assert_true (fetch (web, &told, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (told.n, >, 10);
  g_test_message ("%" G_GINT64_FORMAT " bytes in %" G_GINT64_FORMAT " ms", told.last.wire_bytes,
                  (told.last_us - told.began_us) / 1000);
}

static void
test_budget_is_held (Web *web, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  gint64 day = 0, month = 0, sent = 0;
  BirgeHttpOptions options = { .budget = { .day_bytes = MIB } };
  Told told = { 0 };

  for (guint i = 0; i < 20; i++)
    web_add_file (web, 200 * KIB);
  web_open_options (web, "good", options);
  g_assert_false (fetch (web, &told, NULL, &error));
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_BUDGET);
  g_assert_cmpint (birge_source_get_retry_s (BIRGE_SOURCE (web->source)), >, 0);
  g_clear_error (&error);
  g_assert_cmpuint (told.last.n_here, >=, 3);
  g_assert_true (birge_sync_db_get_spent (web->db, &day, &month, &error));
  web_count (web, "GET", &sent);
  g_test_message ("%" G_GINT64_FORMAT " sent, %" G_GINT64_FORMAT " counted", sent, day);
  g_assert_cmpint (sent, <=, MIB);
  g_assert_cmpint (day, >=, sent);
  g_assert_cmpint (day, <=, sent + sent / 16); /* a connection that carries another one's bytes at once: nothing counts twice */
  g_assert_cmpint (day, <=, MIB);

  /* Another run spends no more than is left. */
  web_open_options (web, "good", options);
  g_assert_false (fetch (web, &told, NULL, &error));
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_BUDGET);
  g_clear_error (&error);
  web_count (web, "GET", &sent);
  g_assert_cmpint (sent, <=, MIB);

  options.budget = (BirgeBudget) { .month_bytes = 6 * MIB };
  web_open_options (web, "good", options);
  g_assert_true (fetch (web, &told, NULL, &error));
  web_assert_all_here (web);
}

static void
test_budget_cuts_large_files (Web *web, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  gint64 sent = 0;
  Told told = { 0 };

  web_add_file (web, 9 * MIB);
  web_open_options (web, "good", (BirgeHttpOptions) { .budget = { .day_bytes = 2 * MIB } });
  g_assert_false (fetch (web, &told, NULL, &error));
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_BUDGET);
  g_clear_error (&error);
  g_assert_cmpint (told.last.done_bytes, >, MIB); /* begun all the same */

  web_open (web, "good"); /* tomorrow */
  g_assert_true (fetch (web, &told, NULL, &error));
  web_assert_all_here (web);
  web_count (web, "GET", &sent);
  g_assert_cmpint (sent, ==, 9 * MIB); /* and nothing of it came twice */
}

static void
test_checks_need_budget_too (Web *web, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  web_write (web, "metadata/timestamp.json", "{}", 2);
  web_open_options (web, "good", (BirgeHttpOptions) { .budget = { .day_bytes = 100 } });
  g_assert_null (birge_source_read (BIRGE_SOURCE (web->source), "metadata/timestamp.json", 1000, NULL, NULL, &error));
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_BUDGET);
  g_assert_cmpuint (web_count (web, "GET", NULL), ==, 0);
}

static void
test_cancelled_and_resumed (Web *web, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  Told told = { 0 };

  web_add_file (web, 300 * KIB);
  web_open_options (web, "good", (BirgeHttpOptions) { .cap_bytes_per_second = CAP });
  g_assert_false (fetch (web, &told, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (told.last.done_bytes, >, 0);
  g_clear_error (&error);

  web_open (web, "good");
  g_assert_true (fetch (web, &told, NULL, &error));
  web_assert_all_here (web);
  g_assert_cmpint (told.last.wire_bytes, <, 300 * KIB); /* the rest only */
}

static void
test_full_disk_stops_it (Web *web, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *partial = g_build_filename (web->state, "partial", NULL);
  g_autofree char *blocked = NULL;
  const BirgeCataloguePart *part = web_add_file (web, 100 * KIB);

  /* What lies in the way of the partial file stands for all that a disk can say no to. */
  blocked = g_build_filename (partial, part->stored, NULL);
  g_assert_no_errno (g_mkdir_with_parents (blocked, 0755));
  web_open (web, "good");
  g_assert_false (web_fetch (web, &error));
  g_assert_error (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_STORAGE);
}

#define ADD(name, function) g_test_add ("/http-limits/" name, Web, NULL, web_set_up, function, web_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("tells", test_tells);
  ADD ("cap-is-held", test_cap_is_held);
  ADD ("budget-is-held", test_budget_is_held);
  ADD ("budget-cuts-large-files", test_budget_cuts_large_files);
  ADD ("checks-need-budget-too", test_checks_need_budget_too);
  ADD ("cancelled-and-resumed", test_cancelled_and_resumed);
  ADD ("full-disk-stops-it", test_full_disk_stops_it);
  return g_test_run ();
}
