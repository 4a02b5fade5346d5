/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/sync/birge-verify.h"

#include <stdlib.h>
#include <string.h>

#include "data/library/birge-object.h"
#include "tests/unit/sync/publisher.h"
#include "tests/unit/sync/sync-fixture.h"

/* Reading every byte, and what comes of damage. */
typedef struct {
  Fixture          folders;
  PublisherSource *publisher;
} Kiosk;

#define BLOCK_BYTES (4 * 1024 * 1024)

static void
kiosk_set_up (Kiosk *kiosk, gconstpointer unused)
{
  fixture_set_up (&kiosk->folders, NULL);
  birge_clock_set_for_tests (1, g_get_real_time () / G_USEC_PER_SEC); /* the publisher's dates count from the real one */
  kiosk->publisher = publisher_source_new (kiosk->folders.out);
}

static void
kiosk_tear_down (Kiosk *kiosk, gconstpointer unused)
{
  g_assert_finalize_object (kiosk->publisher);
  fixture_tear_down (&kiosk->folders, NULL);
}

static BirgeSyncOutcome
follow (Kiosk *kiosk)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeSettings) settings = birge_settings_new ();
  g_autoptr(BirgeSync) sync = birge_sync_open (kiosk->folders.state, &error);
  g_auto(BirgeSyncResult) result = { 0 };
  BirgeSyncRun request = { .source = BIRGE_SOURCE (kiosk->publisher), .settings = settings };

  g_assert_no_error (error);
  settings->root = g_build_filename (kiosk->folders.root, "root.json", NULL);
  settings->reserve_megabytes = 64;
  publisher_source_write_root (kiosk->publisher, settings->root);
  birge_sync_run (sync, &request, &result, &error);
  g_assert_no_error (error);
  return result.outcome;
}

static BirgeStatus *
verify (Kiosk *kiosk, const BirgeVerifyOptions *options)
{
  g_autoptr(GError) error = NULL;
  BirgeStatus *status = birge_verify (kiosk->folders.state, options, &error);

  g_assert_no_error (error);
  return status;
}

static gboolean
has_problem (const BirgeStatus *status, BirgeStatusCode code)
{
  for (guint i = 0; i < status->problems->len; i++)
    if (((const BirgeStatusFact *) g_ptr_array_index (status->problems, i))->code == code)
      return TRUE;
  return FALSE;
}

/* The film of the sample content, where the kiosk keeps it. */
static char *
dup_film (Kiosk *kiosk)
{
  g_autofree char *top = g_build_filename (kiosk->folders.state, "objects", NULL);
  g_autoptr(GDir) dir = g_dir_open (top, 0, NULL);
  const char *folder;

  while ((folder = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (top, folder, NULL);
      g_autoptr(GDir) objects = g_dir_open (path, 0, NULL);
      const char *name;

      while ((name = g_dir_read_name (objects)) != NULL)
        if (birge_object_get_length (kiosk->folders.state, name) > 200000)
          return g_build_filename (path, name, NULL);
    }
  g_assert_not_reached ();
}

static void
flip_bit (const char *path, gsize at)
{
  g_autofree char *data = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  g_assert_cmpuint (at, <, size);
  data[at] ^= 4;
  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
}

static void
test_what_is_damaged_comes_again (Kiosk *kiosk, gconstpointer unused)
{
  g_autofree char *film = NULL;

  fixture_make (&kiosk->folders, 1);
  publisher_source_release (kiosk->publisher, NULL);
  g_assert_cmpint (follow (kiosk), ==, BIRGE_SYNC_DONE);
  {
    g_autoptr(BirgeStatus) status = verify (kiosk, NULL);

    g_assert_cmpuint (status->n_dropped, ==, 0);
    g_assert_false (has_problem (status, BIRGE_STATUS_FILES_MISSING));
  }
  film = dup_film (kiosk);
  flip_bit (film, 1000);
  {
    g_autoptr(BirgeStatus) status = verify (kiosk, NULL);

    g_assert_cmpuint (status->n_dropped, ==, 1);
    g_assert_false (g_file_test (film, G_FILE_TEST_EXISTS));
    g_assert_true (has_problem (status, BIRGE_STATUS_FILES_MISSING));
    g_assert_true (has_problem (status, BIRGE_STATUS_DAMAGE_REPAIRED));
    g_assert_cmpint (fixture_get_release (&kiosk->folders), ==, 1); /* the rest is shown */
  }
  g_assert_cmpint (follow (kiosk), ==, BIRGE_SYNC_DONE);
  g_assert_true (g_file_test (film, G_FILE_TEST_EXISTS));
  {
    g_autoptr(BirgeStatus) status = verify (kiosk, NULL);

    g_assert_false (has_problem (status, BIRGE_STATUS_FILES_MISSING));
    g_assert_false (has_problem (status, BIRGE_STATUS_DAMAGE_REPAIRED)); /* all was read again, and is right */
  }
}

static guint8 *
make_noise (gsize size, guint32 seed)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  guint32 *words = g_malloc (size);

  for (gsize i = 0; i < size / sizeof *words; i++)
    words[i] = g_rand_int (rand);
  return (guint8 *) words;
}

/* A guide and films of so many bytes. Returns the path of the first film's object. */
static char *
publish_films (Kiosk *kiosk, gsize size, guint n)
{
  ContentMaker *maker;
  char *path = NULL;

  content_remove (kiosk->folders.out);
  maker = content_maker_new (kiosk->folders.out, PUBLISHER_CHANNEL, 1);
  content_maker_add_meta (maker, "guide/wages", "{\"title\":{\"en\":\"Wages\"}}");
  content_maker_add_text (maker, "guide/wages", "en", "release 1");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("film/f%u", i);
      g_autofree guint8 *data = make_noise (size, i);

      content_maker_add_meta (maker, id, "{\"title\":{\"en\":\"Film\"}}");
      content_maker_add (maker, id, "film", NULL, 3, data, (gssize) size);
      if (path == NULL)
        path = content_maker_dup_path (maker, id, "film", NULL);
    }
  content_maker_finish (maker);
  publisher_source_release (kiosk->publisher, NULL);
  return path;
}

/* Where the publisher has it, all blocks but the damaged one are wrong: if more were fetched, it would fail. */
static void
test_of_a_large_film_one_block_comes_again (Kiosk *kiosk, gconstpointer unused)
{
  g_autofree char *there = publish_films (kiosk, 12 * 1024 * 1024, 1);
  g_autofree char *name = g_path_get_basename (there);
  g_autofree char *here = birge_object_dup_path (kiosk->folders.state, name);
  g_autofree char *partial = g_build_filename (kiosk->folders.state, "partial", name, NULL);
  g_autoptr(BirgeStatus) status = NULL;

  g_assert_cmpint (follow (kiosk), ==, BIRGE_SYNC_DONE);
  flip_bit (here, BLOCK_BYTES + 17);
  status = verify (kiosk, NULL);
  g_assert_cmpuint (status->n_dropped, ==, 1);
  g_assert_true (g_file_test (partial, G_FILE_TEST_EXISTS));
  flip_bit (there, 5);
  flip_bit (there, 2 * BLOCK_BYTES + 5);
  g_assert_cmpint (follow (kiosk), ==, BIRGE_SYNC_DONE);
  g_assert_true (birge_object_verify (kiosk->folders.state, name));
}

static void
test_beside_an_update_nothing_is_taken_away (Kiosk *kiosk, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeSync) running = NULL;
  g_autofree char *film = NULL;

  fixture_make (&kiosk->folders, 1);
  publisher_source_release (kiosk->publisher, NULL);
  g_assert_cmpint (follow (kiosk), ==, BIRGE_SYNC_DONE);
  film = dup_film (kiosk);
  running = birge_sync_open (kiosk->folders.state, NULL);
  {
    g_autoptr(BirgeStatus) status = verify (kiosk, NULL); /* only to look needs no lock */

    g_assert_cmpuint (status->n_dropped, ==, 0);
  }
  flip_bit (film, 1000);
  g_assert_null (birge_verify (kiosk->folders.state, NULL, &error));
  g_assert_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, "1 damaged"));
  g_assert_true (g_file_test (film, G_FILE_TEST_EXISTS));
}

/* A slow reading, on a clock that moves only while it rests. */
typedef struct {
  gint64      rate;
  gint64      clock_us;
  gint64      done;
  gint64      total;
  guint       n_pauses;
  const char *place;     /* file, or NULL */
  gboolean    was_saved;
} Reading;

static void
on_progress (gint64 done, gint64 total, gpointer user_data)
{
  Reading *reading = user_data;
  gint64 allowed = reading->clock_us * reading->rate / G_USEC_PER_SEC;

  g_assert_cmpint (done, >, reading->done);
  g_assert_cmpint (done, <=, total);
  if (reading->rate > 0) /* what may be saved up, and one piece */
    g_assert_cmpint (done, <=, allowed + reading->rate / 4 + 64 * 1024);
  reading->done = done;
  reading->total = total;
  reading->was_saved |= reading->place != NULL && g_file_test (reading->place, G_FILE_TEST_EXISTS);
}

static void
on_pause (gint64 microseconds, gpointer user_data)
{
  Reading *reading = user_data;

  reading->clock_us += microseconds;
  reading->n_pauses++;
  birge_clock_set_for_tests (1 + reading->clock_us, g_get_real_time () / G_USEC_PER_SEC);
}

static void
test_gentle_reading_keeps_its_pace (Kiosk *kiosk, gconstpointer unused)
{
  Reading reading = { .rate = 200000 };
  BirgeVerifyOptions options = { .bytes_per_second = 200000, .progress = on_progress, .pause = on_pause, .user_data = &reading };
  g_autofree char *film = publish_films (kiosk, 3 * 1024 * 1024, 1);
  g_autoptr(BirgeStatus) status = NULL;

  g_assert_cmpint (follow (kiosk), ==, BIRGE_SYNC_DONE);
  status = verify (kiosk, &options);
  g_assert_cmpint (reading.done, ==, reading.total);
  g_assert_cmpint (reading.total, >, 3 * 1024 * 1024);
  g_assert_cmpint (reading.clock_us * 200000 / G_USEC_PER_SEC, <=, reading.total + 200000); /* and no slower */
  g_assert_cmpuint (reading.n_pauses, >, 10);
  g_assert_cmpuint (status->n_dropped, ==, 0);
}

static void
test_goes_on_where_it_was_stopped (Kiosk *kiosk, gconstpointer unused)
{
  g_autofree char *place = g_build_filename (kiosk->folders.state, "verify", NULL);
  Reading whole = { .place = place };
  Reading rest = { 0 };
  BirgeVerifyOptions options = { .goes_on = TRUE, .progress = on_progress, .pause = on_pause, .user_data = &whole };
  g_autofree char *film = publish_films (kiosk, 17 * 1024 * 1024, 2);
  g_autoptr(BirgeStatus) first = NULL;
  g_autoptr(BirgeStatus) second = NULL;

  g_assert_cmpint (follow (kiosk), ==, BIRGE_SYNC_DONE);
  first = verify (kiosk, &options);
  g_assert_true (whole.was_saved);
  g_assert_false (g_file_test (place, G_FILE_TEST_EXISTS));

  {
    g_autofree char *name = g_path_get_basename (film);

    g_assert_true (g_file_set_contents (place, name, -1, NULL)); /* it was stopped behind the first film */
  }
  options.user_data = &rest;
  second = verify (kiosk, &options);
  g_assert_cmpint (rest.total, <, whole.total - 16 * 1024 * 1024);
  g_assert_false (g_file_test (place, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_set_contents (place, "../../no name", -1, NULL)); /* then from the beginning */
  birge_status_free (second);
  rest.done = 0;
  second = verify (kiosk, &options);
  g_assert_cmpint (rest.total, ==, whole.total);
}

#define TEST(path, function) g_test_add (path, Kiosk, NULL, kiosk_set_up, function, kiosk_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/verify/damaged", test_what_is_damaged_comes_again);
  TEST ("/verify/large-film", test_of_a_large_film_one_block_comes_again);
  TEST ("/verify/busy", test_beside_an_update_nothing_is_taken_away);
  TEST ("/verify/pace", test_gentle_reading_keeps_its_pace);
  TEST ("/verify/goes-on", test_goes_on_where_it_was_stopped);
  return g_test_run ();
}
