/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sync/sync-fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/formats/birge-catalogue.h"

/* Parts that lie in packs: copied whole, checked whole, and when a disk spoils one, only what was spoilt is lost. */

/* Three guides of which each text names the release, and from release 2 on a fourth; all in one pack. Returns the pack's
 * path in the source. */
static char *
make_packed (Fixture *fixture, int release)
{
  static const char *const names[] = { "guide/permit", "guide/rent", "guide/wages", "guide/work" };
  ContentMaker *maker;
  char *path;

  content_remove (fixture->out);
  maker = content_maker_new (fixture->out, "starter", release);
  for (guint i = 0; i < (release == 1 ? 3 : G_N_ELEMENTS (names)); i++)
    {
      g_autofree char *text = g_strdup_printf ("This is %s. release %d", names[i], release);

      content_maker_add_meta (maker, names[i], "{\"title\":{\"en\":\"A guide\"}}");
      content_maker_add_text (maker, names[i], "en", text);
    }
  path = content_maker_pack_all (maker);
  content_maker_finish (maker);
  return path;
}

/* Where the state folder keeps what the source has at @path. */
static char *
dup_installed (Fixture *fixture, const char *path)
{
  return g_build_filename (fixture->state, path + strlen (fixture->out), NULL);
}

static void
flip_bit (const char *path, gsize at)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_cmpuint (at, <, length);
  contents[at] ^= 1;
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
}

static guint
count_objects (Fixture *fixture)
{
  g_autofree char *objects = g_build_filename (fixture->state, "objects", NULL);

  return fixture_count_files (objects);
}

static void
assert_text (Fixture *fixture, const char *id, const char *expected)
{
  g_autofree char *text = fixture_read (fixture, id);

  g_assert_cmpstr (text, ==, expected);
}

/* Number of objects that a status calls missing or damaged. */
static void
assert_status (Fixture *fixture, gboolean thorough, guint missing, guint damaged)
{
  g_autoptr(BirgeStatus) status = birge_status_new (fixture->state, thorough, NULL);

  g_assert_cmpuint (g_strv_length (status->missing_objects), ==, missing);
  g_assert_cmpuint (g_strv_length (status->damaged_objects), ==, damaged);
}

static void
test_a_pack_is_one_object (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *pack = make_packed (fixture, 1);
  g_autofree char *installed = dup_installed (fixture, pack);
  g_autofree char *expected = NULL;
  g_autofree char *contents = NULL;
  gsize expected_length, length;

  g_assert_cmpuint (fixture_install (fixture), ==, 1);
  g_assert_cmpuint (count_objects (fixture), ==, 1);
  g_assert_true (g_file_get_contents (pack, &expected, &expected_length, NULL));
  g_assert_true (g_file_get_contents (installed, &contents, &length, NULL));
  g_assert_cmpmem (contents, length, expected, expected_length);
  assert_text (fixture, "guide/permit", "This is guide/permit. release 1");
  assert_text (fixture, "guide/wages", "This is guide/wages. release 1");
  g_assert_cmpuint (fixture_install (fixture), ==, 1);
  fixture_assert_clean (fixture);
}

static void
test_old_packs_go_with_their_generation (Fixture *fixture, gconstpointer unused)
{
  for (int release = 1; release <= 3; release++)
    {
      g_autofree char *pack = make_packed (fixture, release);

      g_assert_cmpuint (fixture_install (fixture), ==, release);
      fixture_let_days_pass (15);
      g_assert_cmpuint (fixture_install (fixture), ==, release);
      g_assert_cmpuint (count_objects (fixture), ==, MIN (release, 2));
    }
  g_assert_cmpuint (birge_install_rollback (fixture->state, NULL), ==, 2);
  g_assert_cmpint (fixture_get_release (fixture), ==, 2);
  fixture_assert_clean (fixture);
}

typedef void (*Spoil) (const char *path);

/* Spoils the pack of release 2 and expects that release 1 stays; what was right in it may be kept for the next time. */
static void
check_spoilt_pack (Fixture *fixture, Spoil spoil)
{
  g_autofree char *first = make_packed (fixture, 1);
  g_autofree char *second = NULL;

  content_remove (fixture->state);
  fixture_install (fixture);
  second = make_packed (fixture, 2);
  spoil (second);
  fixture_refuse (fixture, BIRGE_INSTALL_ERROR_SOURCE);
  g_assert_cmpint (fixture_get_release (fixture), ==, 1);
  fixture_assert_clean (fixture);

  g_free (second);
  second = make_packed (fixture, 2);
  g_assert_cmpuint (fixture_install (fixture), ==, 2);
  g_assert_cmpint (fixture_get_release (fixture), ==, 2);
  fixture_assert_clean (fixture);
}

static void
remove_file (const char *path)
{
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
cut_end (const char *path)
{
  struct stat info;

  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (truncate (path, info.st_size - 1), ==, 0);
}

static void
empty_file (const char *path)
{
  g_assert_cmpint (truncate (path, 0), ==, 0);
}

static void
flip_one_bit (const char *path)
{
  flip_bit (path, 100);
}

static void
make_pipe (const char *path)
{
  remove_file (path);
  g_assert_cmpint (mkfifo (path, 0644), ==, 0);
}

static void
make_link (const char *path)
{
  g_autofree char *other = g_strconcat (path, ".moved", NULL);

  g_assert_cmpint (g_rename (path, other), ==, 0);
  g_assert_cmpint (symlink (other, path), ==, 0);
}

static void
make_folder (const char *path)
{
  remove_file (path);
  g_assert_cmpint (g_mkdir (path, 0755), ==, 0);
}

static void
test_refuses_spoilt_packs (Fixture *fixture, gconstpointer unused)
{
  const Spoil spoils[] = { remove_file, cut_end, empty_file, flip_one_bit, make_pipe, make_link, make_folder };

  for (guint i = 0; i < G_N_ELEMENTS (spoils); i++)
    check_spoilt_pack (fixture, spoils[i]);
}

/* A byte that no part of this release has: the pack is not what its name says and is not kept, but each part is right. */
static void
test_takes_parts_from_beside_damage (Fixture *fixture, gconstpointer unused)
{
  ContentMaker *maker = content_maker_new (fixture->out, "starter", 1);
  g_autofree char *pack = NULL;
  g_autofree char *installed = NULL;

  content_maker_add_meta (maker, "guide/wages", "{\"title\":{\"en\":\"Wages\"}}");
  content_maker_add_text (maker, "guide/wages", "en", "From a pack. release 7");
  pack = content_maker_pack (maker, "guide/wages", "text", "en");
  content_maker_finish (maker);
  flip_bit (pack, 2);
  g_assert_cmpuint (fixture_install (fixture), ==, 1);
  g_assert_cmpint (fixture_get_release (fixture), ==, 7);
  installed = dup_installed (fixture, pack);
  g_assert_false (g_file_test (installed, G_FILE_TEST_EXISTS));
  fixture_assert_clean (fixture);
}

/* Changes one line of the catalogue: @value of the last "key": becomes another. */
static void
change_line (Fixture *fixture, const char *key, const char *value)
{
  g_autofree char *path = g_build_filename (fixture->out, "catalog", "starter.cat.zst", NULL);
  g_autofree char *contents = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GBytes) packed = NULL;
  g_autoptr(GBytes) plain = NULL;
  g_autoptr(GBytes) again = NULL;
  g_autoptr(GBytes) repacked = NULL;
  g_autoptr(GString) changed = NULL;
  gsize length = 0;
  char *at;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  packed = g_bytes_new (contents, length);
  plain = birge_zstd_decompress (packed, 1000000, NULL);
  text = g_strndup (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
  at = g_strrstr (text, key);
  g_assert_nonnull (at);
  at += strlen (key);
  changed = g_string_new_len (text, at - text);
  g_string_append (changed, value);
  g_string_append (changed, at + strcspn (at, ",}"));
  again = g_bytes_new (changed->str, changed->len);
  repacked = birge_zstd_compress (again);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (repacked, NULL), (gssize) g_bytes_get_size (repacked), NULL));
}

static void
test_refuses_ranges_a_pack_does_not_have (Fixture *fixture, gconstpointer unused)
{
  static const struct { const char *key; const char *value; } lies[] = {
    { "\"off\":", "100000" }, { "\"off\":", "1" }, { "\"len\":", "70000" }, { "\"len\":", "1" }, { "\"off\":", "9000000" },
    { "\"stored\":", "\"0000000000000000000000000000000000000000000000000000000000000000\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autofree char *first = make_packed (fixture, 1);
      g_autofree char *second = NULL;

      content_remove (fixture->state);
      fixture_install (fixture);
      second = make_packed (fixture, 2);
      change_line (fixture, lies[i].key, lies[i].value);
      fixture_refuse (fixture, BIRGE_INSTALL_ERROR_SOURCE);
      g_assert_cmpint (fixture_get_release (fixture), ==, 1);
    }
}

/* Sounds are played from files. */
static void
test_takes_sounds_out_of_packs (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeLibrary) library = NULL;
  g_autofree char *sha256 = NULL;
  g_autofree char *pack = NULL;
  g_autofree char *path = NULL;
  g_autofree char *contents = NULL;
  ContentMaker *maker = content_maker_new (fixture->out, "starter", 1);

  content_maker_add_meta (maker, "guide/wages", "{\"title\":{\"en\":\"Wages\"}}");
  content_maker_add_text (maker, "guide/wages", "en", "Spoken.");
  sha256 = g_strdup (content_maker_add (maker, "guide/wages", "voice/00", "en", 2, "OggS spoken", -1));
  pack = content_maker_pack (maker, "guide/wages", "voice/00", "en");
  content_maker_finish (maker);
  fixture_install (fixture);
  library = birge_library_open (fixture->state, NULL);
  path = birge_library_dup_object_path (library, sha256);
  g_assert_nonnull (path);
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "OggS spoken");
  birge_library_close (library);
  g_assert_cmpuint (count_objects (fixture), ==, 3);
  fixture_assert_clean (fixture);
}

/* A stick may hold parts alone that the catalogue finds in a pack. */
static void
test_takes_parts_alone_when_there_is_no_pack (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *other = g_build_filename (fixture->root, "other", NULL);
  Fixture alone = { fixture->root, other, fixture->state };
  g_autofree char *pack = make_packed (fixture, 1);
  g_autofree char *catalogue = g_build_filename (fixture->out, "catalog", "starter.cat.zst", NULL);
  g_autofree char *text = NULL;
  ContentMaker *maker = content_maker_new (other, "starter", 1);
  static const char *const names[] = { "guide/permit", "guide/rent", "guide/wages" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      text = g_strdup_printf ("This is %s. release 1", names[i]);
      content_maker_add_meta (maker, names[i], "{\"title\":{\"en\":\"A guide\"}}");
      content_maker_add_text (maker, names[i], "en", text);
      g_clear_pointer (&text, g_free);
    }
  content_maker_finish (maker);
  {
    g_autofree char *to = g_build_filename (other, "catalog", "starter.cat.zst", NULL);
    g_autofree char *contents = NULL;
    gsize length = 0;

    g_assert_true (g_file_get_contents (catalogue, &contents, &length, NULL));
    g_assert_true (g_file_set_contents (to, contents, (gssize) length, NULL));
  }
  g_assert_cmpuint (fixture_install (&alone), ==, 1);
  g_assert_cmpuint (count_objects (fixture), ==, 4); /* three texts, and a description that all share */
  assert_text (fixture, "guide/rent", "This is guide/rent. release 1");
  fixture_assert_clean (fixture);
  g_assert_cmpuint (fixture_install (fixture), ==, 1); /* all is here: the pack is not needed */
  g_assert_cmpuint (count_objects (fixture), ==, 4);
}

/* Out of something larger than a pack may be, only the part itself is taken. */
static void
test_takes_parts_out_of_what_is_too_large (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *pack = make_packed (fixture, 1);

  g_assert_cmpint (truncate (pack, BIRGE_PACK_MAX_BYTES + 1), ==, 0); /* its name is wrong now, but nobody uses it whole */
  g_assert_cmpuint (fixture_install (fixture), ==, 1);
  g_assert_cmpuint (count_objects (fixture), ==, 4);
  g_assert_cmpint (fixture_get_release (fixture), ==, 1);
  fixture_assert_clean (fixture);
}

static void
test_one_flipped_bit_costs_one_part (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *pack = make_packed (fixture, 1);
  g_autofree char *installed = dup_installed (fixture, pack);

  fixture_install (fixture);
  flip_bit (installed, 100); /* the text of the first guide */
  assert_status (fixture, FALSE, 0, 0);
  assert_status (fixture, TRUE, 0, 1);
  assert_text (fixture, "guide/permit", "");
  assert_text (fixture, "guide/wages", "This is guide/wages. release 1"); /* read on from the same pack */

  g_assert_cmpuint (birge_install_repair (fixture->state, NULL), ==, 1);
  g_assert_false (g_file_test (installed, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_objects (fixture), ==, 3); /* what is right in it lies alone now */
  assert_status (fixture, TRUE, 1, 0);
  assert_text (fixture, "guide/permit", "");
  assert_text (fixture, "guide/wages", "This is guide/wages. release 1");

  g_assert_cmpuint (fixture_install (fixture), ==, 2);
  g_assert_cmpuint (count_objects (fixture), ==, 4); /* only what was missing came */
  assert_text (fixture, "guide/permit", "This is guide/permit. release 1");
  assert_status (fixture, TRUE, 0, 0);
  fixture_assert_clean (fixture);
}

static void
test_a_cut_pack_keeps_what_is_left (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *pack = make_packed (fixture, 1);
  g_autofree char *installed = dup_installed (fixture, pack);
  struct stat info;

  fixture_install (fixture);
  g_assert_cmpint (stat (installed, &info), ==, 0);
  g_assert_cmpint (truncate (installed, info.st_size - 10), ==, 0);
  assert_status (fixture, FALSE, 0, 1);
  g_assert_cmpuint (birge_install_repair (fixture->state, NULL), ==, 1);
  assert_text (fixture, "guide/permit", "This is guide/permit. release 1");
  assert_text (fixture, "guide/wages", "");
  assert_status (fixture, FALSE, 1, 0);
  fixture_install (fixture);
  g_assert_cmpint (fixture_get_release (fixture), ==, 1);
  fixture_assert_clean (fixture);
}

static void
test_a_lost_pack_comes_back (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *pack = make_packed (fixture, 1);
  g_autofree char *installed = dup_installed (fixture, pack);

  fixture_install (fixture);
  g_assert_cmpint (g_remove (installed), ==, 0);
  assert_status (fixture, FALSE, 1, 0);
  assert_text (fixture, "guide/wages", "");
  fixture_install (fixture);
  g_assert_cmpint (fixture_get_release (fixture), ==, 1);
  fixture_assert_clean (fixture);
}

/* A pack that both releases name is damaged; the new source has it no more. */
static void
test_damage_met_on_the_way_spares_the_generation_before (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *pack = make_packed (fixture, 1);
  g_autofree char *installed = dup_installed (fixture, pack);

  fixture_install (fixture);
  flip_bit (installed, 100);
  change_line (fixture, "\"release\":", "2"); /* the same texts in another release */
  g_assert_cmpint (g_remove (pack), ==, 0);
  fixture_refuse (fixture, BIRGE_INSTALL_ERROR_SOURCE);
  assert_text (fixture, "guide/rent", "This is guide/rent. release 1");
  g_assert_cmpint (fixture_get_release (fixture), ==, 1);
}

/* No room to save what is right in a damaged pack: then it stays as it is, and is read on. */
static void
test_a_full_disk_keeps_a_damaged_pack (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *pack = make_packed (fixture, 1);
  g_autofree char *installed = dup_installed (fixture, pack);
  struct rlimit limit, old;

  fixture_install (fixture);
  flip_bit (installed, 100);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  limit = old;
  limit.rlim_cur = 20;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_cmpuint (birge_install_repair (fixture->state, NULL), ==, 1);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  assert_status (fixture, TRUE, 0, 1);
  g_assert_true (g_file_test (installed, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_objects (fixture), ==, 1);
  assert_text (fixture, "guide/wages", "This is guide/wages. release 1");

  g_assert_cmpuint (birge_install_repair (fixture->state, NULL), ==, 1);
  g_assert_cmpuint (count_objects (fixture), ==, 3);
  assert_text (fixture, "guide/wages", "This is guide/wages. release 1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/install-packs/a-pack-is-one-object", test_a_pack_is_one_object);
  FIXTURE_TEST ("/install-packs/old-packs-go-with-their-generation", test_old_packs_go_with_their_generation);
  FIXTURE_TEST ("/install-packs/refuses-spoilt-packs", test_refuses_spoilt_packs);
  FIXTURE_TEST ("/install-packs/takes-parts-from-beside-damage", test_takes_parts_from_beside_damage);
  FIXTURE_TEST ("/install-packs/refuses-ranges-a-pack-does-not-have", test_refuses_ranges_a_pack_does_not_have);
  FIXTURE_TEST ("/install-packs/takes-sounds-out-of-packs", test_takes_sounds_out_of_packs);
  FIXTURE_TEST ("/install-packs/takes-parts-alone-when-there-is-no-pack", test_takes_parts_alone_when_there_is_no_pack);
  FIXTURE_TEST ("/install-packs/takes-parts-out-of-what-is-too-large", test_takes_parts_out_of_what_is_too_large);
  FIXTURE_TEST ("/install-packs/one-flipped-bit-costs-one-part", test_one_flipped_bit_costs_one_part);
  FIXTURE_TEST ("/install-packs/a-cut-pack-keeps-what-is-left", test_a_cut_pack_keeps_what_is_left);
  FIXTURE_TEST ("/install-packs/a-lost-pack-comes-back", test_a_lost_pack_comes_back);
  FIXTURE_TEST ("/install-packs/damage-met-on-the-way-spares-the-generation-before",
                test_damage_met_on_the_way_spares_the_generation_before);
  FIXTURE_TEST ("/install-packs/a-full-disk-keeps-a-damaged-pack", test_a_full_disk_keeps_a_damaged_pack);
  return g_test_run ();
}
