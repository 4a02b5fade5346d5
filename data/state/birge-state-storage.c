/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-state"

#include "data/state/birge-state-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/formats/birge-clock.h"

/* How state.db is opened, kept up to date, copied, and what happens when the file or the disk fails. */

#define GOOD_COPY_AGE_S (24 * 60 * 60)
#define BUSY_TIMEOUT_MS 2000 /* `birge pin` may write while the kiosk runs */

static const char *const migrations[] = { /* only ever append; one transaction each */
  /* 0 -> 1 */
  "CREATE TABLE setting (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
  "CREATE TABLE hidden (item TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;"
  /* No row number and no time: rows lie in key order, so that nothing tells in which order they were counted. */
  "CREATE TABLE count (day TEXT NOT NULL, item TEXT NOT NULL, language TEXT NOT NULL, n INTEGER NOT NULL,"
  "  PRIMARY KEY (day, item, language)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE pin (id INTEGER PRIMARY KEY CHECK (id = 1), hash TEXT NOT NULL,"
  "  failures INTEGER NOT NULL DEFAULT 0, wait_until_s INTEGER NOT NULL DEFAULT 0) STRICT;"
  "CREATE TABLE log (id INTEGER PRIMARY KEY, time TEXT NOT NULL, action TEXT NOT NULL, detail TEXT NOT NULL) STRICT;"
  "CREATE TRIGGER log_no_update BEFORE UPDATE ON log BEGIN SELECT RAISE (ABORT, 'the log is append-only'); END;"
  "CREATE TRIGGER log_no_delete BEFORE DELETE ON log BEGIN SELECT RAISE (ABORT, 'the log is append-only'); END;",
};

static const char pragmas[] =
  "PRAGMA secure_delete = ON;"
  "PRAGMA journal_mode = TRUNCATE;"
  "PRAGMA synchronous = FULL;"
  "PRAGMA temp_store = MEMORY;"
  "PRAGMA trusted_schema = OFF;";

static gboolean
is_damage (int rc)
{
  rc &= 0xff;
  return rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB;
}

/* The disk says no: full, read-only, failing. Anything else is a mistake of ours or somebody else's lock. */
static gboolean
disk_refuses (int rc)
{
  rc &= 0xff;
  return rc == SQLITE_FULL || rc == SQLITE_READONLY || rc == SQLITE_IOERR || rc == SQLITE_CANTOPEN ||
         rc == SQLITE_PERM || rc == SQLITE_NOLFS || rc == SQLITE_AUTH || is_damage (rc);
}

static int
read_int (sqlite3 *db, const char *sql, int *value)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int rc = sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL);

  if (rc != SQLITE_OK)
    return rc;
  rc = sqlite3_step (stmt);
  if (rc != SQLITE_ROW)
    return rc;
  *value = sqlite3_column_int (stmt, 0);
  return SQLITE_OK;
}

static int
check_database (sqlite3 *db)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int rc = sqlite3_prepare_v2 (db, "PRAGMA quick_check (1);", -1, &stmt, NULL);

  if (rc != SQLITE_OK)
    return rc;
  rc = sqlite3_step (stmt);
  if (rc != SQLITE_ROW)
    return rc;
  return g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), "ok") == 0 ? SQLITE_OK : SQLITE_CORRUPT;
}

static int
migrate (sqlite3 *db, gboolean *too_new)
{
  int version = 0;
  int rc = read_int (db, "PRAGMA user_version;", &version);

  *too_new = FALSE;
  if (rc != SQLITE_OK)
    return rc;
  if (version < 0)
    return SQLITE_CORRUPT;
  if (version > (int) G_N_ELEMENTS (migrations))
    {
      *too_new = TRUE;
      return SQLITE_OK;
    }

  for (; version < (int) G_N_ELEMENTS (migrations); version++)
    {
      g_autofree char *sql = g_strdup_printf ("BEGIN IMMEDIATE; %s PRAGMA user_version = %d; COMMIT;",
                                              migrations[version], version + 1);

      rc = sqlite3_exec (db, sql, NULL, NULL, NULL);
      if (rc != SQLITE_OK)
        {
          sqlite3_exec (db, "ROLLBACK;", NULL, NULL, NULL);
          /* A file without a version has nothing in it, or its header is damaged. */
          return version == 0 && (rc & 0xff) == SQLITE_ERROR ? SQLITE_CORRUPT : rc;
        }
    }
  return SQLITE_OK;
}

/* Only the owner may read the file; SQLite gives its journal the same mode. */
static void
create_private (const char *path)
{
  int fd = open (path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd >= 0)
    close (fd);
}

/* Opens @path ready for use. On failure *@db is NULL and the result code says why. */
static int
open_database (const char *path, sqlite3 **db, gboolean *too_new)
{
  g_autoptr(sqlite3) opened = NULL;
  int rc;

  *db = NULL;
  *too_new = FALSE;
  create_private (path);
  rc = sqlite3_open_v2 (path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL);
  if (rc != SQLITE_OK)
    return rc;
  sqlite3_extended_result_codes (opened, 1);
  sqlite3_busy_timeout (opened, BUSY_TIMEOUT_MS);
  rc = sqlite3_exec (opened, pragmas, NULL, NULL, NULL);
  if (rc == SQLITE_OK)
    rc = check_database (opened);
  if (rc == SQLITE_OK)
    rc = migrate (opened, too_new);
  if (rc == SQLITE_OK && !*too_new && sqlite3_db_readonly (opened, "main") == 1)
    rc = SQLITE_READONLY;
  if (rc == SQLITE_OK && !*too_new)
    *db = g_steal_pointer (&opened);
  return rc;
}

static int
copy_database (sqlite3 *from, sqlite3 *to)
{
  sqlite3_backup *backup = sqlite3_backup_init (to, "main", from, "main");

  if (backup == NULL)
    return sqlite3_errcode (to);
  sqlite3_backup_step (backup, -1);
  return sqlite3_backup_finish (backup);
}

/* A new database in memory with what can still be read of @from or, failing that, of the last good copy. */
static sqlite3 *
open_in_memory (BirgeState *self, sqlite3 *from)
{
  g_autofree char *good = g_build_filename (self->dir, "state.db.good", NULL);
  sqlite3 *db = NULL;
  gboolean too_new = FALSE;

  for (int attempt = 0; attempt < 3; attempt++)
    {
      g_autoptr(sqlite3) source = NULL;
      int rc = sqlite3_open_v2 (":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);

      if (rc != SQLITE_OK)
        g_error ("no memory for the state: %s", sqlite3_errmsg (db));
      if (attempt == 0 && from != NULL)
        rc = copy_database (from, db);
      else if (attempt == 1 && sqlite3_open_v2 (good, &source, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK)
        rc = copy_database (source, db);
      else if (attempt < 2)
        rc = SQLITE_CANTOPEN;

      if (rc == SQLITE_OK)
        rc = check_database (db);
      if (rc == SQLITE_OK)
        rc = migrate (db, &too_new);
      if (rc == SQLITE_OK && !too_new)
        return db;
      sqlite3_close (g_steal_pointer (&db));
    }
  g_assert_not_reached (); /* an empty database in memory can always be made */
}

static void
go_volatile (BirgeState *self, const char *why)
{
  g_autoptr(sqlite3) old = g_steal_pointer (&self->db);

  g_message ("state.db: %s: going on in memory, nothing is kept after the end", why);
  self->db = open_in_memory (self, old);
  self->is_volatile = TRUE;
}

/* state.db of a read-only disk still tells the settings. */
static void
start_volatile (BirgeState *self, const char *path, int rc)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *immutable = uri != NULL ? g_strconcat (uri, "?mode=ro&immutable=1", NULL) : NULL;
  g_autoptr(sqlite3) db = NULL;

  if (immutable != NULL &&
      sqlite3_open_v2 (immutable, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) == SQLITE_OK)
    self->db = g_steal_pointer (&db);
  go_volatile (self, sqlite3_errstr (rc));
}

/* Out of the way but kept, for whoever wants to look. */
static void
set_aside (BirgeState *self, const char *path)
{
  g_autofree char *day = birge_clock_dup_today ();
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  g_autofree char *aside = g_strdup_printf ("%s.damaged-%s", path, day);

  for (int i = 2; g_file_test (aside, G_FILE_TEST_EXISTS) && i < 1000; i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%s-%d", path, day, i);
    }
  g_rename (path, aside);
  g_unlink (journal);
}

/* Puts the last good copy in the place of @path; whether it worked shows when it is opened. */
static void
take_good_copy (const char *path, const char *good)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  if (g_file_get_contents (good, &contents, &length, NULL))
    g_file_set_contents_full (path, contents, length, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                              0600, NULL);
}

/* Once a day, at the start: a copy that damage to state.db does not touch. VACUUM INTO writes it whole and in order. */
static void
keep_good_copy (BirgeState *self, const char *good)
{
  g_autofree char *tmp = g_strconcat (good, ".tmp", NULL);
  GStatBuf info;
  int fd;

  if (g_stat (good, &info) == 0 && ABS (birge_clock_get_real_s () - (gint64) info.st_mtime) < GOOD_COPY_AGE_S)
    return;

  g_unlink (tmp);
  create_private (tmp);
  if (_birge_state_run (self->db, "VACUUM INTO ?1;", tmp, NULL) != SQLITE_OK)
    {
      g_unlink (tmp); /* the old copy is still good */
      return;
    }
  fd = open (tmp, O_RDONLY | O_CLOEXEC);
  if (fd >= 0)
    {
      fsync (fd);
      close (fd);
    }
  g_rename (tmp, good);
}

static gboolean
too_new_error (const char *path, GError **error)
{
  g_set_error (error, BIRGE_STATE_ERROR, BIRGE_STATE_ERROR_TOO_NEW,
               "%s: it was written by a later Birge: install that version again", path);
  return FALSE;
}

/* Opens the file, repairs what can be repaired, or leaves the state volatile. Fails only for a later Birge's file. */
gboolean
_birge_state_storage_open (BirgeState *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, "state.db", NULL);
  g_autofree char *good = g_build_filename (self->dir, "state.db.good", NULL);
  gboolean too_new = FALSE;
  gboolean restored = FALSE;
  int rc;

  g_mkdir_with_parents (self->dir, 0700);
  rc = open_database (path, &self->db, &too_new);
  if (is_damage (rc))
    {
      set_aside (self, path);
      take_good_copy (path, good);
      rc = open_database (path, &self->db, &too_new);
      if (is_damage (rc))
        {
          g_unlink (path);
          rc = open_database (path, &self->db, &too_new);
        }
      restored = TRUE;
    }
  if (too_new)
    return too_new_error (path, error);
  if (rc != SQLITE_OK)
    start_volatile (self, path, rc);
  else
    keep_good_copy (self, good);
  if (restored)
    birge_state_log (self, "state-restored", "state.db was damaged; the last good copy was taken");
  return TRUE;
}

int
_birge_state_run (sqlite3 *db, const char *sql, ...)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int rc = sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL);
  const char *text;
  va_list args;

  va_start (args, sql);
  for (int i = 1; rc == SQLITE_OK && (text = va_arg (args, const char *)) != NULL; i++)
    rc = sqlite3_bind_text (stmt, i, text, -1, SQLITE_TRANSIENT);
  va_end (args);
  if (rc != SQLITE_OK)
    return rc;

  while ((rc = sqlite3_step (stmt)) == SQLITE_ROW)
    ;
  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int
write_once (sqlite3 *db, BirgeStateStep step, gpointer data)
{
  int rc = sqlite3_exec (db, "BEGIN IMMEDIATE;", NULL, NULL, NULL);

  if (rc != SQLITE_OK)
    return rc;
  rc = step (db, data);
  if (rc == SQLITE_OK)
    rc = sqlite3_exec (db, "COMMIT;", NULL, NULL, NULL);
  if (rc != SQLITE_OK && !sqlite3_get_autocommit (db))
    sqlite3_exec (db, "ROLLBACK;", NULL, NULL, NULL);
  return rc;
}

gboolean
_birge_state_write (BirgeState *self, BirgeStateStep step, gpointer data, const char *doing, GError **error)
{
  int rc = write_once (self->db, step, data);

  if (disk_refuses (rc) && !self->is_volatile)
    {
      go_volatile (self, sqlite3_errstr (rc));
      rc = write_once (self->db, step, data);
    }
  if (rc == SQLITE_OK)
    return TRUE;
  g_set_error (error, BIRGE_STATE_ERROR, BIRGE_STATE_ERROR_STORAGE, "%s/state.db: %s: %s: check the disk",
               self->dir, doing, sqlite3_errstr (rc));
  return FALSE;
}

/* NULL when the file cannot be read any more; the caller goes on with nothing. */
sqlite3_stmt *
_birge_state_prepare (BirgeState *self, const char *sql)
{
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2 (self->db, sql, -1, &stmt, NULL);

  if (disk_refuses (rc) && !self->is_volatile)
    {
      go_volatile (self, sqlite3_errstr (rc));
      rc = sqlite3_prepare_v2 (self->db, sql, -1, &stmt, NULL);
    }
  return rc == SQLITE_OK ? stmt : NULL;
}
