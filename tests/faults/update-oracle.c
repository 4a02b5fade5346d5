/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/faults/update-oracle.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>

#include "data/library/birge-generation.h"
#include "data/library/birge-library.h"
#include "data/library/birge-object.h"
#include "data/sync/birge-status.h"
#include "tests/faults/update.h"
#include "tests/faults/update-content.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, sqlite3_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

#define SQL_PARTS \
  "SELECT item.id, part.part, ifnull (language.tag, ''), part.sha256, stored, enc, size, len, pack.name, off" \
  "  FROM part JOIN item ON item.n = part.item JOIN object USING (sha256)" \
  "  LEFT JOIN language ON language.n = part.language LEFT JOIN pack ON pack.n = object.pack ORDER BY 1, 2, 3;"
enum { COL_ID, COL_PART, COL_LANG, COL_SHA256, COL_STORED, COL_ENC, COL_SIZE, COL_LEN, COL_PACK, COL_OFF };

static const char *
get_text (sqlite3_stmt *stmt, int column)
{
  return (const char *) sqlite3_column_text (stmt, column);
}

static sqlite3 *
open_database (const char *path)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  return db;
}

static sqlite3_stmt *
prepare (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *stmt = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (db));
  return stmt;
}

static void
assert_integrity (const char *path)
{
  g_autoptr(sqlite3) db = open_database (path);
  g_autoptr(sqlite3_stmt) stmt = prepare (db, "PRAGMA integrity_check;");

  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  g_assert_cmpstr (get_text (stmt, 0), ==, "ok");
}

/* The bytes of one part are there, and right. */
static gboolean
is_here (const char *state_dir, sqlite3_stmt *stmt)
{
  BirgeObject object = { .sha256 = get_text (stmt, COL_SHA256), .stored = get_text (stmt, COL_STORED),
                         .enc = get_text (stmt, COL_ENC), .size = sqlite3_column_int64 (stmt, COL_SIZE),
                         .len = sqlite3_column_int64 (stmt, COL_LEN), .pack = get_text (stmt, COL_PACK),
                         .off = sqlite3_column_int64 (stmt, COL_OFF) };
  g_autoptr(GBytes) bytes = NULL;

  if (object.size > BIRGE_OBJECT_MAX_BYTES)
    return birge_object_verify (state_dir, object.stored);
  bytes = birge_object_load (state_dir, &object, NULL);
  return bytes != NULL;
}

static void
add_part (GHashTable *shown, sqlite3_stmt *stmt)
{
  GString *parts = g_hash_table_lookup (shown, get_text (stmt, COL_ID));

  if (parts == NULL)
    {
      parts = g_string_new (NULL);
      g_hash_table_insert (shown, g_strdup (get_text (stmt, COL_ID)), parts);
    }
  g_string_append_printf (parts, "%s %s %s\n", get_text (stmt, COL_PART), get_text (stmt, COL_LANG),
                          get_text (stmt, COL_SHA256));
}

static void
free_string (gpointer string)
{
  g_string_free (string, TRUE);
}

GHashTable *
update_oracle_read (const char *state_dir, GHashTable *lacking)
{
  g_autofree char *path = g_build_filename (state_dir, "content", "current", "content.db", NULL);
  GHashTable *shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_string);
  g_autoptr(sqlite3) db = NULL;
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int rc;

  assert_integrity (path);
  db = open_database (path);
  stmt = prepare (db, SQL_PARTS);
  while ((rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      add_part (shown, stmt);
      if (lacking != NULL && !is_here (state_dir, stmt))
        g_hash_table_add (lacking, g_strdup (get_text (stmt, COL_ID)));
    }
  g_assert_cmpint (rc, ==, SQLITE_DONE);
  g_assert_cmpuint (g_hash_table_size (shown), >, 0);
  return shown;
}

static gboolean
is_same (GHashTable *shown, GHashTable *release, const char *id)
{
  const GString *a = g_hash_table_lookup (shown, id);
  const GString *b = g_hash_table_lookup (release, id);

  return a != NULL && b != NULL && g_string_equal (a, b);
}

static guint
count_missing (GHashTable *from, GHashTable *in)
{
  GHashTableIter iter;
  gpointer id;
  guint n = 0;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    n += !g_hash_table_contains (in, id);
  return n;
}

void
update_oracle_check_releases (GHashTable *before, GHashTable *after)
{
  GHashTableIter iter;
  gpointer id;
  guint n_changed = 0;

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    n_changed += g_hash_table_contains (after, id) && !is_same (before, after, id);
  g_assert_cmpuint (count_missing (before, after), ==, UPDATE_COMING - UPDATE_GOING);
  g_assert_cmpuint (count_missing (after, before), ==, UPDATE_N_GUIDES - UPDATE_COMING);
  g_assert_cmpuint (n_changed, ==, UPDATE_GOING / 3 + 2); /* guides, and a film, and wages */
}

int
update_find_release (Update *self, const char *id)
{
  g_autoptr(GHashTable) shown = update_oracle_read (self->state, NULL);

  g_assert_true (is_same (shown, self->before, id) || is_same (shown, self->after, id));
  return is_same (shown, self->after, id) ? UPDATE_NEXT : UPDATE_FIRST;
}

/* Which release's list this is: 0 when it is neither's. */
static int
find_list (Update *self, GHashTable *shown, UpdateDemand demand)
{
  const guint lost = demand == UPDATE_MAY_LACK ? G_MAXUINT : 0;

  if (count_missing (self->before, shown) <= lost && count_missing (shown, self->before) == 0)
    return UPDATE_FIRST;
  /* What is new may be on its way. */
  if (count_missing (shown, self->after) == 0 && count_missing (self->after, shown) <= MAX (lost, count_missing (self->after, self->before)))
    return UPDATE_NEXT;
  return 0;
}

/* Each item is of one release, and those that could be seen whole before can be seen whole. */
static void
assert_items (Update *self, GHashTable *shown, GHashTable *lacking, UpdateDemand demand)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, shown);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (!is_same (shown, self->before, id) && !is_same (shown, self->after, id))
        g_error ("%s is neither as before nor as after", (const char *) id);
      if (demand == UPDATE_EXACT && g_hash_table_contains (lacking, id) && g_hash_table_contains (self->before, id))
        g_error ("%s has lost a part", (const char *) id);
    }
}

/* As a visitor would: title and text are of the same release. */
static void
assert_readable (Update *self, UpdateDemand demand)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeLibrary) library = birge_library_open (self->state, &error);

  g_assert_no_error (error);
  g_assert_true (birge_library_check (library, &error));
  for (guint i = 0; i < UPDATE_GOING; i++)
    {
      g_autofree char *id = g_strdup_printf ("guide/g-%02u", i);
      g_autoptr(BirgeDocument) document = birge_library_get_document (library, id, "en", &error);
      g_autofree char *text = NULL;

      if (demand == UPDATE_MAY_LACK && (document == NULL || birge_document_get_body (document) == NULL))
        {
          g_clear_error (&error);
          continue;
        }
      g_assert_no_error (error);
      g_assert_nonnull (birge_document_get_body (document));
      text = birge_block_dup_text (g_ptr_array_index (birge_document_get_body (document)->children, 0), NULL, NULL);
      if (g_str_equal (birge_document_get_language (document), "en"))
        g_assert_cmpstr (text, ==, birge_item_get_title (birge_document_get_item (document)));
      else
        g_assert_cmpint (demand, ==, UPDATE_MAY_LACK);
    }
  birge_library_close (library);
}

/* `birge status`: whatever it says, it says it of the content that is shown. */
static void
assert_status (Update *self, gboolean is_well)
{
  guint generation = birge_generation_get_current (self->state);
  g_autofree char *mark = g_strdup_printf ("\"generation\": %u,", generation);
  g_autofree char *output = NULL;
  int status = update_command (self, &output, "status", "--json", NULL);

  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), <=, is_well ? 0 : 1);
  g_assert_nonnull (strstr (output, mark));
}

static void
assert_no_damage (Update *self, UpdateDemand demand, gboolean finished)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeStatus) status = birge_status_new (self->state, TRUE, &error); /* hashes every object */

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (status->damaged_objects), ==, 0);
  for (guint i = 0; i < status->problems->len; i++)
    {
      const BirgeStatusFact *fact = g_ptr_array_index (status->problems, i);
      const char *name = birge_status_code_get_name (fact->code);

      if (!finished && (fact->code == BIRGE_STATUS_FILES_MISSING || g_str_has_prefix (name, "update-")))
        continue; /* what is still to come, and why */
      if (demand == UPDATE_MAY_LACK && fact->code == BIRGE_STATUS_DAMAGE_REPAIRED)
        continue;
      g_error ("status: %s %s", name, fact->detail);
    }
}

static int
assert_content (Update *self, UpdateDemand demand, gboolean finished, GHashTable **read)
{
  g_autoptr(GHashTable) lacking = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) shown = update_oracle_read (self->state, lacking);
  int release = find_list (self, shown, demand);

  g_assert_cmpint (release, !=, 0);
  assert_items (self, shown, lacking, demand);
  assert_readable (self, demand);
  assert_no_damage (self, demand, finished);
  if (finished)
    g_assert_cmpuint (g_hash_table_size (lacking), ==, 0);
  if (read != NULL)
    *read = g_steal_pointer (&shown);
  return release;
}

int
update_assert_sound (Update *self, UpdateDemand demand)
{
  int release = assert_content (self, demand, FALSE, NULL);

  assert_status (self, FALSE);
  return release;
}

/* Nothing half-made is left. */
static void
assert_tidy (const char *state_dir, const char *name)
{
  g_autofree char *folder = g_build_filename (state_dir, name, NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (g_strrstr (name, ".tmp") != NULL || g_str_has_suffix (name, ".old") || strlen (name) == 64)
        g_error ("%s: %s was left", folder, name);
      n += birge_generation_parse (name) != 0;
    }
  g_assert_cmpuint (n, <=, 2); /* current and previous */
}

void
update_assert_finished (Update *self, UpdateDemand demand)
{
  g_autofree char *database = g_build_filename (self->state, "sync.db", NULL);
  g_autofree char *aside = g_build_filename (self->state, "sync.db.damaged", NULL);
  g_autoptr(GHashTable) shown = NULL;
  GHashTableIter iter;
  gpointer id;

  g_assert_cmpint (assert_content (self, demand, TRUE, &shown), ==, UPDATE_NEXT);
  g_assert_cmpuint (count_missing (self->after, shown), ==, 0);
  g_hash_table_iter_init (&iter, self->after);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!is_same (shown, self->after, id))
      g_error ("%s is not as it should be", (const char *) id);
  assert_status (self, demand == UPDATE_EXACT); /* damage is told of until somebody has looked */
  assert_tidy (self->state, "content");
  if (demand == UPDATE_EXACT) /* else what was given up stays for some days, or for whoever wants to look */
    {
      assert_tidy (self->state, "partial");
      g_assert_false (g_file_test (aside, G_FILE_TEST_EXISTS));
    }
  assert_integrity (database);
}

void
update_assert_finishes (Update *self, const char *from, UpdateDemand demand)
{
  g_auto(UpdateRun) run = update_run (self, NULL, from);

  if (run.status != 0 || g_test_verbose ())
    g_test_message ("%s%s", run.said, update_run_get_end (&run));
  g_assert_cmpint (run.status, ==, 0);
  g_assert_true (g_str_equal (run.outcome, "done") || g_str_equal (run.outcome, "nothing"));
  update_assert_finished (self, demand);
}
