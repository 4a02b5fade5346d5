/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/sync/birge-export.h"

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include "data/library/birge-generation.h"
#include "data/library/birge-object.h"
#include "data/sync/birge-folder-source.h"
#include "data/trust/birge-metadata.h"
#include "tests/unit/sync/publisher.h"
#include "tests/unit/sync/sync-fixture.h"

/* A stick made from a kiosk, and what other kiosks make of it. */
typedef struct {
  Fixture           folders;   /* its state is that of the first kiosk */
  char             *other;     /* state of the second */
  char             *stick;
  char             *root_file;
  PublisherSource  *publisher;
  BirgeExportResult result;
} Trip;

#define DAY_S (24 * 60 * G_GINT64_CONSTANT (60))

static void
set_clock (int days)
{
  birge_clock_set_for_tests (1, g_get_real_time () / G_USEC_PER_SEC + days * DAY_S);
}

static void
trip_set_up (Trip *trip, gconstpointer unused)
{
  fixture_set_up (&trip->folders, NULL);
  set_clock (0);
  trip->other = g_build_filename (trip->folders.root, "other", NULL);
  trip->stick = g_build_filename (trip->folders.root, "stick", NULL);
  trip->root_file = g_build_filename (trip->folders.root, "root.json", NULL);
  g_assert_cmpint (g_mkdir (trip->stick, 0755), ==, 0);
  trip->publisher = publisher_source_new (trip->folders.out);
  publisher_source_write_root (trip->publisher, trip->root_file);
}

static void
trip_tear_down (Trip *trip, gconstpointer unused)
{
  birge_export_result_clear (&trip->result);
  g_assert_finalize_object (trip->publisher);
  fixture_tear_down (&trip->folders, NULL);
  g_free (trip->other);
  g_free (trip->stick);
  g_free (trip->root_file);
}

static void
publish (Trip *trip, int release)
{
  fixture_make (&trip->folders, release);
  publisher_source_release (trip->publisher, NULL);
}

static BirgeSyncOutcome
sync_from (Trip *trip, const char *state, BirgeSource *source, BirgeSyncFlags flags)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeSettings) settings = birge_settings_new ();
  g_autoptr(BirgeSync) sync = birge_sync_open (state, &error);
  g_auto(BirgeSyncResult) result = { 0 };
  BirgeSyncRun request = { .source = source, .settings = settings, .flags = flags };

  g_assert_no_error (error);
  settings->root = g_strdup (trip->root_file);
  settings->reserve_megabytes = 64;
  birge_sync_run (sync, &request, &result, &error);
  if (error != NULL)
    g_test_message ("%s", error->message);
  return result.outcome;
}

static BirgeSyncOutcome
follow (Trip *trip)
{
  return sync_from (trip, trip->folders.state, BIRGE_SOURCE (trip->publisher), BIRGE_SYNC_NONE);
}

static BirgeSyncOutcome
import (Trip *trip, BirgeSyncFlags flags)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeFolderSource) source = birge_folder_source_open (trip->stick, NULL, &error);

  g_assert_no_error (error);
  return sync_from (trip, trip->other, BIRGE_SOURCE (source), flags);
}

static gboolean
export (Trip *trip, GError **error)
{
  birge_export_result_clear (&trip->result);
  return birge_export (trip->folders.state, trip->stick, NULL, NULL, NULL, &trip->result, error);
}

static void
must_export (Trip *trip)
{
  g_autoptr(GError) error = NULL;
  gboolean done = export (trip, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static void
refuse_export (Trip *trip, int code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (export (trip, &error));
  g_assert_error (error, BIRGE_EXPORT_ERROR, code);
  g_test_message ("%s", error->message);
}

static int
get_release (Trip *trip, const char *state)
{
  Fixture fixture = { trip->folders.root, trip->folders.out, (char *) state };

  return fixture_get_release (&fixture);
}

static char *
dup_below (Trip *trip, const char *path)
{
  return g_build_filename (trip->stick, "BIRGE", "v1", path, NULL);
}

/* No two kiosks can tell which of them was at the publisher's. */
static void
assert_same (Trip *trip)
{
  guint first = birge_generation_get_current (trip->folders.state);
  guint second = birge_generation_get_current (trip->other);
  g_autofree char *first_dir = birge_generation_dup_dir (trip->folders.state, first);
  g_autofree char *second_dir = birge_generation_dup_dir (trip->other, second);
  g_autofree char *first_list = g_build_filename (first_dir, "catalog", "starter.cat.zst", NULL);
  g_autofree char *second_list = g_build_filename (second_dir, "catalog", "starter.cat.zst", NULL);
  g_autofree char *first_sum = birge_digest_file (first_list, NULL);
  g_autofree char *second_sum = birge_digest_file (second_list, NULL);
  Fixture other = { trip->folders.root, trip->folders.out, trip->other };

  g_assert_nonnull (first_sum);
  g_assert_cmpstr (first_sum, ==, second_sum);
  fixture_assert_clean (&other);
}

static void
assert_nothing_half_written (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_false (g_str_has_suffix (folder, ".tmp"));
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (folder, name, NULL);

      assert_nothing_half_written (child);
    }
}

static void
test_another_kiosk_shows_the_same (Trip *trip, gconstpointer unused)
{
  RepositoryMaker *maker = publisher_source_get_maker (trip->publisher);
  g_autofree char *folder = dup_below (trip, "metadata");
  g_autoptr(GDir) dir = NULL;
  const char *name;
  guint n = 0;

  publish (trip, 1);
  g_assert_cmpint (follow (trip), ==, BIRGE_SYNC_DONE);
  must_export (trip);
  g_assert_cmpstr (trip->result.releases, ==, "starter 1");
  g_assert_cmpint (trip->result.copied_bytes, >, 300000);
  g_assert_cmpint (trip->result.kept_bytes, ==, 0);
  g_assert_cmpint (trip->result.missing_bytes, ==, 0);
  g_assert_cmpint (trip->result.first_root, ==, 1);
  g_assert_cmpint (trip->result.expires_s, >, 0);
  g_assert_null (trip->result.left_out[0]);
  assert_nothing_half_written (trip->stick);
  dir = g_dir_open (folder, 0, NULL);
  for (; (name = g_dir_read_name (dir)) != NULL; n++) /* byte for byte as it was signed */
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *below = g_strconcat ("metadata/", name, NULL);
      g_autoptr(GBytes) served = repository_maker_answer (maker, below);
      g_autofree char *data = NULL;
      gsize size = 0;

      g_assert_true (g_file_get_contents (path, &data, &size, NULL));
      g_assert_cmpmem (data, size, g_bytes_get_data (served, NULL), g_bytes_get_size (served));
    }
  g_assert_cmpuint (n, ==, 5);

  g_assert_cmpint (import (trip, BIRGE_SYNC_NONE), ==, BIRGE_SYNC_DONE);
  g_assert_cmpint (get_release (trip, trip->other), ==, 1);
  assert_same (trip);
  g_assert_cmpint (import (trip, BIRGE_SYNC_NONE), ==, BIRGE_SYNC_NOTHING);
}

static void
test_brings_the_same_stick_up_to_date (Trip *trip, gconstpointer unused)
{
  g_autofree char *letter = g_build_filename (trip->stick, "letter.txt", NULL);
  g_autofree char *own = dup_below (trip, "objects/note");
  g_autofree char *folder = dup_below (trip, "objects/ab");
  g_autofree char *letters = g_build_filename (folder, "letters.tmp", NULL);
  g_autofree char *half = g_build_filename (folder, "ab112233445566778899aabbccddeeff00112233445566778899aabbccddeeff.tmp", NULL);
  gint64 first_bytes;

  g_assert_true (g_file_set_contents (letter, "mine", -1, NULL));
  publish (trip, 1);
  follow (trip);
  must_export (trip);
  first_bytes = trip->result.copied_bytes;
  g_assert_true (g_file_set_contents (own, "mine, too", -1, NULL));
  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (letters, "mine as well", -1, NULL));
  g_assert_true (g_file_set_contents (half, "half of an object", -1, NULL)); /* of an export that was killed */
  must_export (trip);
  g_assert_cmpint (trip->result.copied_bytes, ==, 0);
  g_assert_cmpint (trip->result.kept_bytes, ==, first_bytes);

  publish (trip, 2);
  follow (trip);
  must_export (trip);
  g_assert_cmpint (trip->result.copied_bytes, >, 0);
  g_assert_cmpint (trip->result.kept_bytes, >, 0);
  g_assert_true (g_file_test (letter, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (own, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (letters, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  g_assert_cmpint (import (trip, BIRGE_SYNC_NONE), ==, BIRGE_SYNC_DONE);
  g_assert_cmpint (get_release (trip, trip->other), ==, 2);
  assert_same (trip);
}

static void
test_a_bit_that_fell_on_the_stick_is_mended (Trip *trip, gconstpointer unused)
{
  g_autofree char *list = NULL;
  g_autofree char *folder = dup_below (trip, "objects");
  g_autoptr(GDir) dir = NULL;
  const char *name;
  guint n = 0;

  publish (trip, 1);
  follow (trip);
  must_export (trip);
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (folder, name, NULL);
      g_autoptr(GDir) objects = g_dir_open (below, 0, NULL);
      g_autofree char *path = g_build_filename (below, g_dir_read_name (objects), NULL);

      content_overwrite (path, 3);
      n++;
    }
  g_assert_cmpuint (n, >, 2);
  must_export (trip);
  g_assert_cmpint (trip->result.copied_bytes, >, 0);
  g_assert_cmpint (import (trip, BIRGE_SYNC_NONE), ==, BIRGE_SYNC_DONE);
  assert_same (trip);
}

static void
test_new_keys_go_along (Trip *trip, gconstpointer unused)
{
  RepositoryMaker *maker = publisher_source_get_maker (trip->publisher);

  publish (trip, 1);
  follow (trip);
  repository_maker_rotate (maker, "timestamp");
  repository_maker_publish (maker, "root", NULL);
  repository_maker_rotate (maker, "snapshot");
  repository_maker_publish (maker, "root", NULL);
  publish (trip, 2);
  g_assert_cmpint (follow (trip), ==, BIRGE_SYNC_DONE);
  must_export (trip);
  g_assert_cmpint (trip->result.first_root, ==, 1);
  g_assert_cmpint (import (trip, BIRGE_SYNC_NONE), ==, BIRGE_SYNC_DONE); /* from root 1 */
  assert_same (trip);
}

/* The first kiosk was set up with root 3, the second knows root 1: nobody can lead it from one to the other. */
static void
test_a_missing_root_is_no_alarm (Trip *trip, gconstpointer unused)
{
  RepositoryMaker *maker = publisher_source_get_maker (trip->publisher);
  g_autofree char *first = g_strdup (trip->root_file);

  for (int i = 0; i < 2; i++)
    {
      repository_maker_rotate (maker, "timestamp");
      repository_maker_publish (maker, "root", NULL);
    }
  g_free (trip->root_file);
  trip->root_file = g_build_filename (trip->folders.root, "3.root.json", NULL);
  publisher_source_write_root (trip->publisher, trip->root_file);
  publish (trip, 1);
  g_assert_cmpint (follow (trip), ==, BIRGE_SYNC_DONE);
  must_export (trip);
  g_assert_cmpint (trip->result.first_root, ==, 3);
  g_free (trip->root_file);
  trip->root_file = g_steal_pointer (&first);
  g_assert_cmpint (import (trip, BIRGE_SYNC_NONE), ==, BIRGE_SYNC_LATER);
  g_assert_cmpuint (birge_generation_get_current (trip->other), ==, 0);
}

static void
test_a_kiosk_of_another_publisher_refuses (Trip *trip, gconstpointer unused)
{
  g_autoptr(PublisherSource) stranger = publisher_source_new (trip->folders.out);

  publish (trip, 1);
  follow (trip);
  must_export (trip);
  publisher_source_write_root (stranger, trip->root_file);
  g_assert_cmpint (import (trip, BIRGE_SYNC_NONE), ==, BIRGE_SYNC_ALARM);
  g_assert_cmpuint (birge_generation_get_current (trip->other), ==, 0);
}

static void
test_an_old_stick_asks_a_person (Trip *trip, gconstpointer unused)
{
  repository_maker_expire (publisher_source_get_maker (trip->publisher), "timestamp", 5);
  publish (trip, 1);
  follow (trip);
  set_clock (9);
  must_export (trip); /* what it holds is old, and can be carried none the less */
  g_assert_cmpint (import (trip, BIRGE_SYNC_NONE), ==, BIRGE_SYNC_STALE);
  g_assert_cmpuint (birge_generation_get_current (trip->other), ==, 0);
  g_assert_cmpint (import (trip, BIRGE_SYNC_ACCEPT_OLD), ==, BIRGE_SYNC_DONE);
  assert_same (trip);
}

static void
test_waits_for_an_update (Trip *trip, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeSync) running = NULL;

  publish (trip, 1);
  follow (trip);
  running = birge_sync_open (trip->folders.state, NULL);
  g_assert_false (export (trip, &error));
  g_assert_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_BUSY);
  g_assert_cmpuint (fixture_count_files (trip->stick), ==, 0);
}

/* Keys that were thrown away vouch for nothing elsewhere. */
static void
test_content_that_nobody_signed_stays_here (Trip *trip, gconstpointer unused)
{
  fixture_make (&trip->folders, 1);
  fixture_install (&trip->folders);
  refuse_export (trip, BIRGE_EXPORT_ERROR_NOTHING);
  g_assert_cmpuint (fixture_count_files (trip->stick), ==, 0);

  publish (trip, 2); /* and neither when the kiosk follows a publisher, but shows something else */
  g_assert_cmpint (follow (trip), ==, BIRGE_SYNC_DONE);
  fixture_make (&trip->folders, 1);
  fixture_install (&trip->folders);
  refuse_export (trip, BIRGE_EXPORT_ERROR_NOTHING);
}

static void
test_what_was_taken_back_does_not_travel (Trip *trip, gconstpointer unused)
{
  publish (trip, 1);
  follow (trip);
  publish (trip, 2);
  follow (trip);
  g_assert_cmpuint (birge_install_rollback (trip->folders.state, NULL), >, 0);
  refuse_export (trip, BIRGE_EXPORT_ERROR_NOTHING);
  g_assert_cmpint (follow (trip), ==, BIRGE_SYNC_NOTHING); /* which brings the list of what is held */
  refuse_export (trip, BIRGE_EXPORT_ERROR_NOTHING);
  publish (trip, 3);
  g_assert_cmpint (follow (trip), ==, BIRGE_SYNC_DONE);
  must_export (trip);
}

static void
test_writes_over_no_other_publisher_and_nothing_newer (Trip *trip, gconstpointer unused)
{
  g_autofree char *timestamp = dup_below (trip, "metadata/timestamp.json");
  g_autofree char *older = g_build_filename (trip->folders.root, "older", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  PublisherSource *first = trip->publisher;
  char *newer = trip->folders.state;

  publish (trip, 1);
  trip->folders.state = older;
  g_assert_cmpint (follow (trip), ==, BIRGE_SYNC_DONE);
  trip->folders.state = newer;
  publish (trip, 2);
  g_assert_cmpint (follow (trip), ==, BIRGE_SYNC_DONE);
  must_export (trip);
  before = birge_digest_file (timestamp, NULL);
  trip->folders.state = older;
  refuse_export (trip, BIRGE_EXPORT_ERROR_FOREIGN);

  trip->publisher = publisher_source_new (trip->folders.out);
  publisher_source_write_root (trip->publisher, trip->root_file);
  publish (trip, 3);
  g_assert_cmpint (follow (trip), ==, BIRGE_SYNC_DONE);
  refuse_export (trip, BIRGE_EXPORT_ERROR_FOREIGN);
  after = birge_digest_file (timestamp, NULL);
  g_assert_cmpstr (before, ==, after);
  trip->folders.state = newer;
  g_assert_finalize_object (first);
}

/* The film is an object of its own, the texts lie in a pack. */
static void
test_what_is_damaged_here_does_not_travel (Trip *trip, gconstpointer unused)
{
  g_autofree char *pack = NULL;
  ContentMaker *maker;

  content_remove (trip->folders.out);
  maker = content_maker_new (trip->folders.out, PUBLISHER_CHANNEL, 1);
  for (int i = 0; i < 20; i++)
    {
      g_autofree char *id = g_strdup_printf ("guide/g%02d", i);
      g_autofree char *meta = g_strdup_printf ("{\"title\":{\"en\":\"Wages %d\"}}", i);

      content_maker_add_meta (maker, id, meta);
      content_maker_add_text (maker, id, "en", id);
    }
  pack = content_maker_pack_all (maker);
  content_maker_finish (maker);
  publisher_source_release (trip->publisher, NULL);
  g_assert_cmpint (follow (trip), ==, BIRGE_SYNC_DONE);

  {
    g_autofree char *name = g_path_get_basename (pack);
    g_autofree char *path = birge_object_dup_path (trip->folders.state, name);
    g_autofree char *data = NULL;
    gsize size = 0;

    if (!g_file_get_contents (path, &data, &size, NULL))
      {
        g_test_skip ("the pack came part by part");
        return;
      }
    g_assert_cmpuint (size, >, 1000);
    for (gsize i = 0; i < 200; i++)
      data[size / 2 + i] ^= 1;
    g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
  }
  must_export (trip);
  g_assert_cmpuint (trip->result.n_damaged, ==, 1);
  g_assert_cmpint (import (trip, BIRGE_SYNC_NONE), ==, BIRGE_SYNC_PAUSED); /* all guides but some */
  {
    g_autoptr(BirgeStatus) status = birge_status_new (trip->other, TRUE, NULL);

    g_assert_cmpuint (status->n_items, >=, 10);
    g_assert_cmpuint (status->n_items, <, 20);
    g_assert_cmpint (status->updates.paused, ==, BIRGE_SYNC_PAUSED_MISSING);
  }
}

static void
cancel_half_way (const BirgeExportStatus *status, gpointer cancellable)
{
  if (status->done * 2 > status->total)
    g_cancellable_cancel (cancellable);
}

static void
test_stopped_half_way_it_goes_on (Trip *trip, gconstpointer unused)
{
  g_autofree char *timestamp = dup_below (trip, "metadata/timestamp.json");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  publish (trip, 1);
  follow (trip);
  g_assert_false (birge_export (trip->folders.state, trip->stick, cancel_half_way, cancellable, cancellable, &trip->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (timestamp, G_FILE_TEST_EXISTS));
  assert_nothing_half_written (trip->stick);
  must_export (trip);
  g_assert_cmpint (trip->result.kept_bytes, >, 0);
  g_assert_cmpint (import (trip, BIRGE_SYNC_NONE), ==, BIRGE_SYNC_DONE);
  assert_same (trip);
}

static void
test_follows_no_link_on_the_stick (Trip *trip, gconstpointer unused)
{
  static const char *const places[] = { "BIRGE/v1/objects", "BIRGE/v1/metadata", "BIRGE" };
  g_autofree char *elsewhere = g_build_filename (trip->folders.root, "elsewhere", NULL);

  publish (trip, 1);
  follow (trip);
  g_assert_cmpint (g_mkdir (elsewhere, 0755), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *link = g_build_filename (trip->stick, places[i], NULL);
      g_autofree char *folder = g_path_get_dirname (link);

      content_remove (trip->stick);
      g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
      g_assert_cmpint (symlink (elsewhere, link), ==, 0);
      refuse_export (trip, BIRGE_EXPORT_ERROR_STICK);
      g_assert_cmpuint (fixture_count_files (elsewhere), ==, 0);
    }
}

static void
test_a_folder_that_is_not_there (Trip *trip, gconstpointer unused)
{
  publish (trip, 1);
  follow (trip);
  g_assert_cmpint (g_rmdir (trip->stick), ==, 0);
  refuse_export (trip, BIRGE_EXPORT_ERROR_STICK);
}

/* A file system of its own over the folder of the stick. */
static gboolean
mount_stick (Trip *trip, const char *options)
{
  if (unshare (CLONE_NEWNS) == 0 && mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
      mount ("tmpfs", trip->stick, "tmpfs", 0, options) == 0)
    return TRUE;
  g_test_skip ("nothing may be mounted here");
  return FALSE;
}

/* Room enough by bytes, but not for so many files. */
static void
test_a_stick_that_fills_up_on_the_way (Trip *trip, gconstpointer unused)
{
  g_autofree char *timestamp = dup_below (trip, "metadata/timestamp.json");

  publish (trip, 1);
  follow (trip);
  if (!mount_stick (trip, "size=8m,nr_inodes=14"))
    return;
  refuse_export (trip, BIRGE_EXPORT_ERROR_NO_SPACE);
  g_assert_false (g_file_test (timestamp, G_FILE_TEST_EXISTS));
  assert_nothing_half_written (trip->stick);
  g_assert_cmpuint (fixture_count_files (trip->stick), >, 0); /* what came stays for the next time */
  g_assert_cmpint (mount (NULL, trip->stick, NULL, MS_REMOUNT, "size=8m,nr_inodes=400"), ==, 0);
  must_export (trip);
  g_assert_cmpint (trip->result.kept_bytes, >, 0);
  g_assert_cmpint (import (trip, BIRGE_SYNC_NONE), ==, BIRGE_SYNC_DONE);
  assert_same (trip);
  g_assert_cmpint (umount2 (trip->stick, MNT_DETACH), ==, 0); /* a reader may be closing its file just now */
}

static void
test_a_small_or_locked_stick (Trip *trip, gconstpointer unused)
{
  publish (trip, 1);
  follow (trip);
  if (!mount_stick (trip, "size=1m"))
    return;
  refuse_export (trip, BIRGE_EXPORT_ERROR_NO_SPACE);
  g_assert_cmpuint (fixture_count_files (trip->stick), ==, 0);
  g_assert_cmpint (mount (NULL, trip->stick, NULL, MS_REMOUNT, "size=8m"), ==, 0);
  must_export (trip);
  publish (trip, 2);
  follow (trip);
  g_assert_cmpint (mount (NULL, trip->stick, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
  refuse_export (trip, BIRGE_EXPORT_ERROR_STICK);
  g_assert_cmpint (import (trip, BIRGE_SYNC_NONE), ==, BIRGE_SYNC_DONE); /* what was there stays */
  g_assert_cmpint (get_release (trip, trip->other), ==, 1);
  g_assert_cmpint (umount2 (trip->stick, MNT_DETACH), ==, 0); /* a reader may be closing its file just now */
}

/* A second channel, which the first kiosk does not follow. */
static void
publish_second_channel (Trip *trip, int release)
{
  RepositoryMaker *maker = publisher_source_get_maker (trip->publisher);
  ContentMaker *content = content_maker_new (trip->folders.out, "extra", release);
  g_autofree char *text = g_strdup_printf ("extra %d", release);
  g_autofree char *path = g_build_filename (trip->folders.out, "catalog", "extra.cat.zst", NULL);
  g_autoptr(GBytes) bytes = NULL;
  char *data = NULL;
  gsize size = 0;

  content_maker_add_meta (content, "guide/extra", "{\"title\":{\"en\":\"Extra\"}}");
  content_maker_add_text (content, "guide/extra", "en", text);
  content_maker_finish (content);
  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  bytes = g_bytes_new_take (data, size);
  if (!g_hash_table_contains (maker->contents, "extra"))
    repository_maker_delegate (maker, "targets", "extra", "catalog/extra.cat.zst,catalog/extra.next.cat.zst", TRUE);
  birge_metadata_add_target (repository_maker_content (maker, "extra"), "catalog/extra.cat.zst", bytes, NULL);
  g_hash_table_insert (maker->artifacts, g_strdup ("catalog/extra.cat.zst"), g_bytes_ref (bytes));
  repository_maker_publish (maker, "extra", "targets", "snapshot", "timestamp", NULL);
}

static void
test_channels_that_are_not_on_the_stick_stay (Trip *trip, gconstpointer unused)
{
  const char *const only[] = { PUBLISHER_CHANNEL, NULL };
  g_autoptr(BirgeSettings) settings = birge_settings_new ();
  g_auto(BirgeSyncResult) result = { 0 };
  BirgeSyncRun request = { .source = BIRGE_SOURCE (trip->publisher), .settings = settings };
  g_autofree char *text = NULL;

  publish (trip, 1);
  publish_second_channel (trip, 1);
  g_assert_cmpint (sync_from (trip, trip->other, BIRGE_SOURCE (trip->publisher), BIRGE_SYNC_NONE), ==, BIRGE_SYNC_DONE);
  publish (trip, 2);
  publish_second_channel (trip, 2);
  {
    g_autoptr(BirgeSync) sync = birge_sync_open (trip->folders.state, NULL);

    settings->root = g_strdup (trip->root_file);
    settings->reserve_megabytes = 64;
    g_strfreev (settings->channels);
    settings->channels = g_strdupv ((char **) only);
    g_assert_true (birge_sync_run (sync, &request, &result, NULL));
  }
  must_export (trip);
  g_assert_cmpstr (trip->result.left_out[0], ==, "extra");
  g_assert_cmpint (import (trip, BIRGE_SYNC_NONE), ==, BIRGE_SYNC_DONE);
  g_assert_cmpint (get_release (trip, trip->other), ==, 2);
  {
    Fixture other = { trip->folders.root, trip->folders.out, trip->other };

    text = fixture_read (&other, "guide/extra");
  }
  g_assert_cmpstr (text, ==, "extra 1");
}

#define TEST(path, function) g_test_add (path, Trip, NULL, trip_set_up, function, trip_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/export/another-kiosk", test_another_kiosk_shows_the_same);
  TEST ("/export/up-to-date", test_brings_the_same_stick_up_to_date);
  TEST ("/export/fallen-bit", test_a_bit_that_fell_on_the_stick_is_mended);
  TEST ("/export/new-keys", test_new_keys_go_along);
  TEST ("/export/missing-root", test_a_missing_root_is_no_alarm);
  TEST ("/export/another-publisher", test_a_kiosk_of_another_publisher_refuses);
  TEST ("/export/old", test_an_old_stick_asks_a_person);
  TEST ("/export/busy", test_waits_for_an_update);
  TEST ("/export/unsigned", test_content_that_nobody_signed_stays_here);
  TEST ("/export/taken-back", test_what_was_taken_back_does_not_travel);
  TEST ("/export/foreign", test_writes_over_no_other_publisher_and_nothing_newer);
  TEST ("/export/damaged", test_what_is_damaged_here_does_not_travel);
  TEST ("/export/stopped", test_stopped_half_way_it_goes_on);
  TEST ("/export/links", test_follows_no_link_on_the_stick);
  TEST ("/export/no-folder", test_a_folder_that_is_not_there);
  TEST ("/export/channels", test_channels_that_are_not_on_the_stick_stay);
  TEST ("/export/small-or-locked", test_a_small_or_locked_stick);
  TEST ("/export/fills-up", test_a_stick_that_fills_up_on_the_way);
  return g_test_run ();
}
