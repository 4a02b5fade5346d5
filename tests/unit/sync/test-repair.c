/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/sync/sync-fixture.h"

#include <sqlite3.h>

static char *
dup_database (Fixture *fixture, const char *generation)
{
  return g_build_filename (fixture->state, "content", generation, "content.db", NULL);
}

static void
assert_repairs_to (Fixture *fixture, guint number, int release)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeLibrary) library = NULL;

  g_assert_cmpuint (birge_install_repair (fixture->state, &error), ==, number);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_get_release (fixture), ==, release);
  library = birge_library_open (fixture->state, &error);
  g_assert_no_error (error);
  g_assert_true (birge_library_check (library, &error));
  birge_library_close (library);
}

static gboolean
has_problem (Fixture *fixture, gboolean thorough, BirgeStatusCode code, const char *part)
{
  g_autoptr(BirgeStatus) status = birge_status_new (fixture->state, thorough, NULL);

  for (guint i = 0; i < status->problems->len; i++)
    {
      const BirgeStatusFact *fact = g_ptr_array_index (status->problems, i);

      if (fact->code == code && strstr (fact->detail != NULL ? fact->detail : "", part) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
install_two (Fixture *fixture)
{
  fixture_make (fixture, 1);
  g_assert_cmpuint (fixture_install (fixture), ==, 1);
  fixture_make (fixture, 2);
  g_assert_cmpuint (fixture_install (fixture), ==, 2);
}

static void
test_leaves_alone_what_is_whole (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = dup_database (fixture, "0002");
  GStatBuf before, after;

  install_two (fixture);
  g_assert_cmpint (g_stat (path, &before), ==, 0);
  assert_repairs_to (fixture, 2, 2);
  g_assert_cmpint (g_stat (path, &after), ==, 0);
  g_assert_cmpint (before.st_ino, ==, after.st_ino);
  g_assert_false (has_problem (fixture, FALSE, BIRGE_STATUS_DAMAGE_REPAIRED, ""));
}

static void
test_builds_a_damaged_database_again (Fixture *fixture, gconstpointer unused)
{
  const gsize offsets[] = { 0, 5000, 20000 };
  g_autofree char *path = dup_database (fixture, "0002");

  install_two (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      content_overwrite (path, offsets[i]);
      g_assert_true (has_problem (fixture, FALSE, BIRGE_STATUS_DATABASE_DAMAGED, ""));
      assert_repairs_to (fixture, 2, 2);
    }
  g_assert_cmpint (g_remove (path), ==, 0);
  assert_repairs_to (fixture, 2, 2);

  /* It is told until somebody has looked at everything. */
  g_assert_true (has_problem (fixture, FALSE, BIRGE_STATUS_DAMAGE_REPAIRED, ""));
  g_assert_false (has_problem (fixture, TRUE, BIRGE_STATUS_DAMAGE_REPAIRED, ""));
  g_assert_false (has_problem (fixture, FALSE, BIRGE_STATUS_DAMAGE_REPAIRED, ""));
}

static void
test_builds_a_foreign_form_again (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = dup_database (fixture, "0002");
  sqlite3 *db = NULL;

  install_two (fixture);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA user_version = 77;", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  assert_repairs_to (fixture, 2, 2);
}

static void
test_goes_back_when_the_catalogue_is_lost (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = dup_database (fixture, "0002");
  g_autofree char *older = dup_database (fixture, "0001");
  g_autofree char *catalogue = g_build_filename (fixture->state, "content", "0002", "catalog", "starter.cat.zst", NULL);

  install_two (fixture);
  content_overwrite (path, 0);
  content_overwrite (catalogue, 4);
  content_overwrite (older, 0); /* that one can be built again */
  assert_repairs_to (fixture, 1, 1);
  g_assert_true (has_problem (fixture, FALSE, BIRGE_STATUS_DAMAGE_REPAIRED, "is shown instead"));
  g_assert_cmpuint (fixture_install (fixture), ==, 3);
  g_assert_cmpint (fixture_get_release (fixture), ==, 2);
}

static void
test_finds_a_generation_when_the_link_is_lost (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *link = g_build_filename (fixture->state, "content", "current", NULL);
  g_autofree char *stranger = g_build_filename (fixture->state, "content", "999999999", NULL);

  install_two (fixture);
  g_assert_cmpint (g_remove (link), ==, 0);
  assert_repairs_to (fixture, 2, 2);
  g_assert_cmpint (g_remove (link), ==, 0);
  g_assert_cmpint (symlink ("0077", link), ==, 0);
  assert_repairs_to (fixture, 2, 2);
  g_assert_cmpint (g_remove (link), ==, 0);
  g_assert_cmpint (symlink ("../../../etc", link), ==, 0);
  assert_repairs_to (fixture, 2, 2);

  /* What is there is tried, not every number below it. */
  g_assert_cmpint (g_remove (link), ==, 0);
  g_assert_cmpint (g_mkdir (stranger, 0700), ==, 0);
  assert_repairs_to (fixture, 2, 2);
  fixture_make (fixture, 3);
  g_assert_cmpuint (fixture_install (fixture), ==, 3);
}

static void
test_makes_no_folder_of_a_mistyped_name (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *typo = g_build_filename (fixture->root, "sate", NULL);
  g_autoptr(GError) repair = NULL;
  g_autoptr(GError) rollback = NULL;

  g_assert_cmpuint (birge_install_repair (typo, &repair), ==, 0);
  g_assert_error (repair, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_STORAGE);
  g_assert_cmpuint (birge_install_rollback (typo, &rollback), ==, 0);
  g_assert_error (rollback, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_STORAGE);
  g_assert_false (g_file_test (typo, G_FILE_TEST_EXISTS));
}

static void
test_says_when_nothing_can_be_saved (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *content = g_build_filename (fixture->state, "content", NULL);
  g_autoptr(GError) error = NULL;

  install_two (fixture);
  content_remove (content);
  g_assert_cmpuint (birge_install_repair (fixture->state, &error), ==, 0);
  g_assert_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_STORAGE);
  g_assert_cmpuint (fixture_install (fixture), ==, 1);
  g_assert_cmpint (fixture_get_release (fixture), ==, 2);
}

/* Every object of the state folder is spoilt; repair drops them, install brings them back. */
static void
spoil_objects (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  if (dir == NULL)
    content_overwrite (path, 0);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      spoil_objects (child);
    }
}

static void
test_damaged_objects_come_back_with_an_install (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *objects = g_build_filename (fixture->state, "objects", NULL);
  g_autoptr(BirgeStatus) status = NULL;
  g_autofree char *text = NULL;

  fixture_make (fixture, 1);
  fixture_install (fixture);
  spoil_objects (objects);
  status = birge_status_new (fixture->state, TRUE, NULL);
  g_assert_cmpuint (g_strv_length (status->damaged_objects), ==, fixture_count_files (objects));
  g_assert_true (has_problem (fixture, TRUE, BIRGE_STATUS_FILES_DAMAGED, ""));

  g_assert_cmpuint (birge_install_repair (fixture->state, NULL), ==, 0); /* not one title is left */
  g_assert_cmpuint (fixture_count_files (objects), ==, 0);
  fixture_install (fixture);
  g_assert_cmpint (fixture_get_release (fixture), ==, 1);
  g_assert_false (has_problem (fixture, TRUE, BIRGE_STATUS_DAMAGE_REPAIRED, ""));
  fixture_assert_clean (fixture);
}

/* Damage that an install meets on the way heals from the source. */
static void
test_install_replaces_damaged_texts (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *objects = g_build_filename (fixture->state, "objects", NULL);

  fixture_make (fixture, 1);
  fixture_install (fixture);
  spoil_objects (objects);
  fixture_make (fixture, 2);
  g_assert_cmpuint (fixture_install (fixture), ==, 2);
  g_assert_cmpint (fixture_get_release (fixture), ==, 2);
  {
    g_autofree char *permit = fixture_read (fixture, "guide/permit"); /* its objects are those of release 1 */

    g_assert_cmpstr (permit, ==, "Ask the office about a permit and a penalty.");
  }
}

static void
test_one_lost_object_only_costs_its_page (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *database = dup_database (fixture, "current");
  g_autofree char *permit = NULL;
  g_autofree char *wages = NULL;
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  g_autofree char *object = NULL;
  char folder[3] = "";
  ContentMaker *maker = content_maker_new (fixture->out, "starter", 1);

  content_maker_add_meta (maker, "guide/permit", "{\"title\":{\"en\":\"Permit\"}}");
  content_maker_add_text (maker, "guide/permit", "en", "This text is lost.");
  content_maker_add_meta (maker, "guide/wages", "{\"title\":{\"en\":\"Wages\"}}");
  content_maker_add_text (maker, "guide/wages", "en", "This one stays. release 3");
  path = content_maker_dup_path (maker, "guide/permit", "text", "en");
  content_maker_finish (maker);
  fixture_install (fixture);

  name = g_path_get_basename (path);
  memcpy (folder, name, 2);
  object = g_build_filename (fixture->state, "objects", folder, name, NULL);
  g_assert_cmpint (g_remove (object), ==, 0);
  content_overwrite (database, 0);
  g_assert_true (has_problem (fixture, FALSE, BIRGE_STATUS_FILES_MISSING, ""));
  assert_repairs_to (fixture, 1, 3);
  permit = fixture_read (fixture, "guide/permit");
  g_assert_cmpstr (permit, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/repair/leaves-alone-what-is-whole", test_leaves_alone_what_is_whole);
  FIXTURE_TEST ("/repair/builds-a-damaged-database-again", test_builds_a_damaged_database_again);
  FIXTURE_TEST ("/repair/builds-a-foreign-form-again", test_builds_a_foreign_form_again);
  FIXTURE_TEST ("/repair/goes-back-when-the-catalogue-is-lost", test_goes_back_when_the_catalogue_is_lost);
  FIXTURE_TEST ("/repair/finds-a-generation-when-the-link-is-lost", test_finds_a_generation_when_the_link_is_lost);
  FIXTURE_TEST ("/repair/makes-no-folder-of-a-mistyped-name", test_makes_no_folder_of_a_mistyped_name);
  FIXTURE_TEST ("/repair/says-when-nothing-can-be-saved", test_says_when_nothing_can_be_saved);
  FIXTURE_TEST ("/repair/damaged-objects-come-back-with-an-install", test_damaged_objects_come_back_with_an_install);
  FIXTURE_TEST ("/repair/install-replaces-damaged-texts", test_install_replaces_damaged_texts);
  FIXTURE_TEST ("/repair/one-lost-object-only-costs-its-page", test_one_lost_object_only_costs_its_page);
  return g_test_run ();
}
