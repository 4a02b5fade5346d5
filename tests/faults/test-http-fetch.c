/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/faults/web.h"

/* Objects from servers that are not what they should be. Whatever they send, the store holds right bytes or none. */

#define STAMP "metadata/timestamp.json"
#define MIB   (1024 * 1024)

static void
assert_fetches (Web *web, const char *modes)
{
  g_autoptr(GError) error = NULL;

  g_test_message ("%s", modes);
  web_open (web, modes);
  web_fetch (web, &error);
  g_assert_no_error (error);
  web_assert_all_here (web);
}

static void
assert_stops (Web *web, const char *modes, BirgeSourceError code)
{
  g_autoptr(GError) error = NULL;

  g_test_message ("%s", modes);
  web_open (web, modes);
  birge_http_source_forget_waits (web->source);
  g_assert_false (web_fetch (web, &error));
  g_test_message ("  %s", error->message);
  g_assert_error (error, BIRGE_SOURCE_ERROR, (int) code);
}

static void
test_brings_files (Web *web, gconstpointer unused)
{
  gint64 bytes = 0;

  web_add_file (web, 0);
  web_add_file (web, 1);
  web_add_file (web, 100000);
  web_add_file (web, 2 * MIB + 5);
  web_add_file (web, 9 * MIB + 1);
  assert_fetches (web, "good");
  web_count (web, "GET", &bytes);
  g_assert_cmpint (bytes, ==, 11 * MIB + 6 + 100001); /* not a byte twice */

  web_forget_log (web);
  assert_fetches (web, "good"); /* all of it is here */
  g_assert_cmpuint (web_count (web, "GET", NULL), ==, 0);
}

static void
test_joins_neighbours (Web *web, gconstpointer unused)
{
  gint64 bytes = 0;

  web_add_pack (web, 60, 1000);
  /* Wanted: 0–9 and 14–23, one range with 4 parts dropped; far from them 50–52. */
  for (guint i = 60; i > 0; i--)
    if (!(i - 1 < 10 || (i - 1 >= 14 && i - 1 < 18) || (i - 1 >= 50 && i - 1 < 53)))
      g_ptr_array_remove_index (web->wants, i - 1);
  assert_fetches (web, "good");
  g_assert_cmpuint (web_count (web, "GET", &bytes), ==, 2);
  g_assert_cmpint (bytes, <, 22 * 1010);
}

static void
test_whole_pack_is_one_object (Web *web, gconstpointer unused)
{
  const BirgeCataloguePart *part;
  g_autofree char *pack = NULL;
  g_autofree char *own = NULL;

  web_add_pack (web, 100, 900);
  assert_fetches (web, "good");
  g_assert_cmpuint (web_count (web, "GET", NULL), ==, 1);
  part = web_get_want (web, 0)->part;
  pack = birge_object_dup_path (web->state, part->obj);
  own = birge_object_dup_path (web->state, part->stored);
  g_assert_true (g_file_test (pack, G_FILE_TEST_IS_REGULAR));
  g_assert_false (g_file_test (own, G_FILE_TEST_EXISTS));
}

static void
test_beginning_of_a_pack (Web *web, gconstpointer unused)
{
  web_add_pack (web, 100, 9000); /* what is wanted looks like all of it until the server says how long it is */
  g_ptr_array_set_size (web->wants, 70);
  assert_fetches (web, "good");
}

static void
test_equal_bytes_come_once (Web *web, gconstpointer unused)
{
  BirgeCataloguePart *part = web_add_file (web, 50000);

  g_ptr_array_add (web->wants, birge_want_new (part, 1));
  g_ptr_array_add (web->wants, birge_want_new (part, 2));
  assert_fetches (web, "good");
  g_assert_cmpuint (web_count (web, "GET", NULL), ==, 1);
}

static void
add_mixture (Web *web)
{
  web_add_pack (web, 40, 3000);
  web_add_pack (web, 10, 70000);
  g_ptr_array_remove_range (web->wants, 20, 2); /* one pack in parts, one whole */
  web_add_file (web, 3 * MIB);
}

static void
test_lies_about_ranges (Web *web, gconstpointer unused)
{
  static const char *const lies[] = {
    "", "bytes", "bytes_F-L", "bytes_F-L|", "bytes_M-N|T", "bytes_F-N|T", "bytes_M-L|T", "bytes_0-N|T", "bytes_*|T",
    "bytes_F-L|5", "items_F-L|T", "bytes_F-L|T;", "bytes=F-L|T", "bytes_L-F|T", "-",
  };

  add_mixture (web);
  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autofree char *modes = g_strdup_printf ("range=%s", lies[i]);
      g_autoptr(GError) error = NULL;

      g_test_message ("“%s”", modes);
      web_open (web, modes);
      birge_http_source_forget_waits (web->source);
      web_forget_log (web);
      if (!web_fetch (web, &error))
        g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_DAMAGED);
      for (guint want = 0; want < web->wants->len; want++)
        g_assert_cmpint (web_get_want (web, want)->state, !=, BIRGE_WANT_HERE);
      g_assert_cmpuint (web_count (web, "GET", NULL), <, 30); /* some of the packs' parts alone, too */
    }
  assert_fetches (web, "two-ranges good");
}

static void
test_total_unknown_in_a_pack (Web *web, gconstpointer unused)
{
  web_add_pack (web, 40, 3000);
  g_ptr_array_remove_range (web->wants, 20, 2);
  assert_fetches (web, "range=bytes_F-L|*"); /* nobody signed how long a pack is; its parts are signed for */
}

static void
test_whole_file_for_a_range (Web *web, gconstpointer unused)
{
  add_mixture (web);
  assert_fetches (web, "no-ranges");
  g_assert_cmpuint (web_count (web, "GET", NULL), <=, 3 + 4); /* one for each file, after each connection learned it */
}

static void
test_broken_connections (Web *web, gconstpointer unused)
{
  gint64 bytes = 0;

  add_mixture (web);
  web_add_file (web, 5 * MIB);
  assert_fetches (web, "truncate=60000");
  web_count (web, "GET", &bytes);
  g_assert_cmpint (bytes, <, 11 * MIB); /* 8.8 MiB are wanted: what came was kept */
}

static void
test_connections_that_bring_nothing (Web *web, gconstpointer unused)
{
  add_mixture (web);
  assert_stops (web, "truncate=0", BIRGE_SOURCE_ERROR_UNREACHABLE);
  g_assert_cmpuint (web_count (web, "GET", NULL), <, 20);
  assert_stops (web, "http://localhost:1/nobody", BIRGE_SOURCE_ERROR_UNREACHABLE);
  g_assert_cmpint (birge_source_get_retry_s (BIRGE_SOURCE (web->source)), >, 0);
  assert_fetches (web, "http://localhost:1/nobody good");
}

static void
test_more_than_there_is (Web *web, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  add_mixture (web);
  web_open (web, "longer");
  if (!web_fetch (web, &error))
    g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_DAMAGED);
  for (guint i = 0; i < web->wants->len; i++)
    g_assert_cmpint (web_has (web, i), ==, web_get_want (web, i)->state == BIRGE_WANT_HERE); /* what came before was right */
}

static void
test_bad_answers (Web *web, gconstpointer unused)
{
  web_add_pack (web, 5, 2000);
  web_add_file (web, 300000);
  assert_stops (web, "html", BIRGE_SOURCE_ERROR_PORTAL);
  assert_stops (web, "moved=https:||portal.example", BIRGE_SOURCE_ERROR_PORTAL);
  assert_stops (web, "drip", BIRGE_SOURCE_ERROR_UNREACHABLE);
  assert_fetches (web, "gzip headers loop garbage moved");
}

static void
test_one_flipped_bit_costs_one_block (Web *web, gconstpointer unused)
{
  gint64 bytes = 0;

  web_add_file (web, 40 * MIB);
  assert_fetches (web, "flip=23000000");
  web_count (web, "GET", &bytes);
  g_test_message ("%" G_GINT64_FORMAT " bytes came", bytes);
  g_assert_cmpint (bytes, <=, 44 * MIB);
  g_assert_cmpint (bytes, >, 40 * MIB);
}

static void
test_one_flipped_bit_in_a_pack (Web *web, gconstpointer unused)
{
  gint64 bytes = 0;
  gsize length = web_add_pack (web, 300, 3000);

  assert_fetches (web, "flip=500000");
  web_count (web, "GET", &bytes);
  g_assert_cmpint (bytes, <=, 2 * length + 8192);

  /* In parts it costs the part. */
  length = web_add_pack (web, 300, 3100);
  g_ptr_array_remove_range (web->wants, 350, 3);
  web_forget_log (web);
  assert_fetches (web, "flip=500000");
  web_count (web, "GET", &bytes);
  g_assert_cmpint (bytes, <=, length + 8192);
}

static void
test_wrong_bytes_for_ever (Web *web, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  add_mixture (web);
  web_open (web, "other-bytes");
  g_assert_true (web_fetch (web, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < web->wants->len; i++)
    web_assert_state (web, i, BIRGE_WANT_DAMAGED);
  assert_fetches (web, "other-bytes good");
}

static void
test_what_is_gone_costs_the_item (Web *web, gconstpointer unused)
{
  g_autofree char *modes = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) stamp = NULL;

  web_write (web, STAMP, "{\"a\":1}", 7);
  web_add_file (web, 5000);
  web_add_file (web, 6000);
  web_add_pack (web, 10, 1000);
  modes = g_strdup_printf ("status=404,only=%s", web_get_want (web, 0)->part->stored);
  web_open (web, modes);
  stamp = birge_source_read (BIRGE_SOURCE (web->source), STAMP, 1000, NULL, NULL, &error);
  g_assert_no_error (error);
  web_forget_log (web);
  g_assert_true (web_fetch (web, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < web->wants->len; i++)
    web_assert_state (web, i, i == 0 ? BIRGE_WANT_MISSING : BIRGE_WANT_HERE);
  g_assert_cmpuint (web_count (web, STAMP, NULL), ==, 1);
  g_assert_cmpuint (web_count (web, web_get_want (web, 0)->part->stored, NULL), ==, 1);

  web_open (web, "status=404,only=objects status=403,only=objects good");
  g_assert_true (web_fetch (web, &error));
  web_assert_all_here (web);
}

/* A server that was filled from a kiosk: no packs, but what is in them. */
static void
test_parts_of_a_lost_pack (Web *web, gconstpointer unused)
{
  g_autofree char *pack = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GMappedFile) bytes = NULL;
  g_autoptr(GError) error = NULL;

  web_add_pack (web, 12, 40000);
  pack = g_strdup (web_get_want (web, 0)->part->obj);
  path = g_strdup_printf ("%s/objects/%.2s/%s", web->served, pack, pack);
  bytes = g_mapped_file_new (path, FALSE, &error);
  g_assert_no_error (error);
  g_remove (path);
  for (guint i = 0; i < web->wants->len; i++)
    {
      const BirgeCataloguePart *part = web_get_want (web, i)->part;

      if (i != 5)
        web_write_object (web, part->stored, (const guint8 *) g_mapped_file_get_contents (bytes) + part->off,
                          (gsize) part->len);
    }
  web_open (web, "good");
  g_assert_true (web_fetch (web, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < web->wants->len; i++)
    web_assert_state (web, i, i == 5 ? BIRGE_WANT_MISSING : BIRGE_WANT_HERE);
}

/* One that just lost it is not asked for each of hundreds. */
static void
test_a_lost_pack_costs_few_requests (Web *web, gconstpointer unused)
{
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  web_add_pack (web, 300, 3000);
  path = g_strdup_printf ("%s/objects/%.2s/%s", web->served, web_get_want (web, 0)->part->obj, web_get_want (web, 0)->part->obj);
  g_remove (path);
  web_open (web, "good");
  g_assert_true (web_fetch (web, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < web->wants->len; i++)
    web_assert_state (web, i, BIRGE_WANT_MISSING);
  g_assert_cmpuint (web_count (web, "GET", NULL), <=, 16);
}

/* A byte a second passes for a connection that lives; for a server that is of use it does not. */
static void
test_a_crawling_server_is_left (Web *web, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  BirgeHttpLimits *limits;

  web_add_file (web, 300000);
  for (guint i = 0; i < 2; i++)
    {
      web_open (web, i == 0 ? "drip" : "drip good");
      birge_http_source_forget_waits (web->source);
      limits = _birge_http_source_get_limits (web->source);
      limits->low_speed_bytes = 1;
      limits->low_speed_s = 60;
      limits->pace_s = 2;
      g_assert_cmpint (web_fetch (web, &error), ==, i == 1);
      if (i == 0)
        g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_UNREACHABLE);
      else
        g_assert_no_error (error);
      g_clear_error (&error);
    }
  web_assert_all_here (web);
}

static void
test_a_newer_release_is_noticed (Web *web, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) stamp = NULL;

  web_write (web, STAMP, "{\"a\":1}", 7);
  web_add_file (web, 5000);
  web_open (web, "status=404,only=objects");
  stamp = birge_source_read (BIRGE_SOURCE (web->source), STAMP, 1000, NULL, NULL, &error);
  g_assert_no_error (error);
  web_write (web, STAMP, "{\"a\":2}", 7);
  g_assert_false (web_fetch (web, &error));
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_CHANGED);
}

static void
test_storms (Web *web, gconstpointer unused)
{
  add_mixture (web);
  for (guint i = 0; i < 20; i++)
    web_add_file (web, 1000);
  assert_stops (web, "status=429:600", BIRGE_SOURCE_ERROR_BUSY);
  g_assert_cmpuint (web_count (web, "GET", NULL), <=, 4);
  web_forget_log (web);
  assert_stops (web, "status=503", BIRGE_SOURCE_ERROR_BUSY);
  g_assert_cmpuint (web_count (web, "GET", NULL), <=, 4);
  web_forget_log (web);
  assert_stops (web, "status=500", BIRGE_SOURCE_ERROR_BUSY);
  g_assert_cmpuint (web_count (web, "GET", NULL), <=, 8);
  assert_fetches (web, "status=429:600 good");
}

static void
test_one_broken_file_stops_nobody (Web *web, gconstpointer unused)
{
  g_autofree char *modes = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 30; i++)
    web_add_file (web, 20000);
  modes = g_strdup_printf ("status=500,only=%s", web_get_want (web, 3)->part->stored);
  web_open (web, modes);
  g_assert_true (web_fetch (web, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < web->wants->len; i++)
    web_assert_state (web, i, i == 3 ? BIRGE_WANT_MISSING : BIRGE_WANT_HERE);
}

/* Runs until all is here, as the kiosk would, day after day. */
static void
test_everything_at_once (Web *web, gconstpointer unused)
{
  const guint most_runs = 60;
  guint n_runs = 0;
  gboolean done = FALSE;

  add_mixture (web);
  web_add_file (web, 9 * MIB);
  for (guint i = 0; i < 30; i++)
    web_add_file (web, 40000);
  while (!done && n_runs < most_runs)
    {
      g_autoptr(GError) error = NULL;

      n_runs++;
      web_open (web, n_runs % 2 == 0 ? "chaos" : "chaos chaos");
      birge_http_source_forget_waits (web->source);
      if (!web_fetch (web, &error))
        g_assert_true (error->domain == BIRGE_SOURCE_ERROR);
      done = TRUE;
      for (guint i = 0; i < web->wants->len; i++)
        {
          done &= web_get_want (web, i)->state == BIRGE_WANT_HERE;
          g_assert_cmpint (web_has (web, i), ==, web_get_want (web, i)->state == BIRGE_WANT_HERE);
        }
    }
  g_test_message ("%u runs", n_runs);
  g_assert_true (done);
}

#define ADD(name, function) g_test_add ("/http-fetch/" name, Web, NULL, web_set_up, function, web_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("brings-files", test_brings_files);
  ADD ("joins-neighbours", test_joins_neighbours);
  ADD ("whole-pack-is-one-object", test_whole_pack_is_one_object);
  ADD ("beginning-of-a-pack", test_beginning_of_a_pack);
  ADD ("equal-bytes-come-once", test_equal_bytes_come_once);
  ADD ("lies-about-ranges", test_lies_about_ranges);
  ADD ("total-unknown-in-a-pack", test_total_unknown_in_a_pack);
  ADD ("whole-file-for-a-range", test_whole_file_for_a_range);
  ADD ("broken-connections", test_broken_connections);
  ADD ("connections-that-bring-nothing", test_connections_that_bring_nothing);
  ADD ("more-than-there-is", test_more_than_there_is);
  ADD ("bad-answers", test_bad_answers);
  ADD ("one-flipped-bit-costs-one-block", test_one_flipped_bit_costs_one_block);
  ADD ("one-flipped-bit-in-a-pack", test_one_flipped_bit_in_a_pack);
  ADD ("wrong-bytes-for-ever", test_wrong_bytes_for_ever);
  ADD ("what-is-gone-costs-the-item", test_what_is_gone_costs_the_item);
  ADD ("parts-of-a-lost-pack", test_parts_of_a_lost_pack);
  ADD ("a-lost-pack-costs-few-requests", test_a_lost_pack_costs_few_requests);
  ADD ("a-crawling-server-is-left", test_a_crawling_server_is_left);
  ADD ("a-newer-release-is-noticed", test_a_newer_release_is_noticed);
  ADD ("storms", test_storms);
  ADD ("one-broken-file-stops-nobody", test_one_broken_file_stops_nobody);
  ADD ("everything-at-once", test_everything_at_once);
  return g_test_run ();
}
