/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-sync-db-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "data/formats/birge-clock.h"

#define BUSY_TIMEOUT_MS 5000       /* `birge status` may look meanwhile */
#define APPLICATION_ID  0x42697273 /* "Birs": so that no other program's file is taken for ours */
#define KEPT_DAYS       62         /* of what was spent: this month and the last */

static const char *const migrations[] = { /* only ever append; one transaction each */
  /* 0 -> 1 */
  /* The limits let quick_check notice a figure that the disk changed. */
  "CREATE TABLE block (stored TEXT NOT NULL, number INTEGER NOT NULL CHECK (number BETWEEN 0 AND 1000000),"
  "  PRIMARY KEY (stored, number)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE spent (day TEXT NOT NULL PRIMARY KEY, bytes INTEGER NOT NULL CHECK (bytes BETWEEN 0 AND 1000000000000000),"
  "  reserved INTEGER NOT NULL CHECK (reserved BETWEEN 0 AND 1000000000000000)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE source (name TEXT NOT NULL PRIMARY KEY, fails INTEGER NOT NULL, next_at_s INTEGER NOT NULL, etag TEXT,"
  "  modified TEXT) STRICT, WITHOUT ROWID;"
  "CREATE TABLE note (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
  "PRAGMA application_id = " G_STRINGIFY (APPLICATION_ID) ";",
};

/* What the calls of birge-sync-db.c rely on: a file without it is not ours, whatever it says it is. */
static const char probe[] =
  "SELECT stored, number FROM block WHERE stored = '' UNION ALL SELECT day, bytes + reserved FROM spent WHERE day = ''"
  "  UNION ALL SELECT name, fails + next_at_s FROM source WHERE etag = modified"
  "  UNION ALL SELECT key, value FROM note WHERE key = '';";

static const char pragmas[] =
  "PRAGMA journal_mode = DELETE;"
  "PRAGMA synchronous = FULL;"
  "PRAGMA mmap_size = 0;"
  "PRAGMA temp_store = MEMORY;"
  "PRAGMA trusted_schema = OFF;";

typedef enum {
  FILE_GOOD,
  FILE_UNUSABLE, /* damaged, of a later Birge, of another program */
  FILE_REFUSED,  /* the disk refuses: nothing is known about the file */
} FileState;

gboolean
_birge_sync_db_failed (BirgeSyncDb *self, const char *doing, GError **error)
{
  int rc = self->db != NULL ? sqlite3_errcode (self->db) & 0xff : SQLITE_CANTOPEN;
  int saved = 0;
  gboolean full;

  /* SQLite calls only ENOSPC a full disk, and a used up quota an I/O error. */
  if (self->db != NULL && rc == SQLITE_IOERR)
    sqlite3_file_control (self->db, "main", SQLITE_FCNTL_LAST_ERRNO, &saved);
  full = rc == SQLITE_FULL || saved == EDQUOT || saved == EFBIG;
  g_set_error (error, BIRGE_SYNC_DB_ERROR, full ? BIRGE_SYNC_DB_ERROR_NO_SPACE : BIRGE_SYNC_DB_ERROR_STORAGE,
               "%s: %s: %s: %s", self->path, doing, self->db != NULL ? sqlite3_errmsg (self->db) : "no memory",
               full ? "make room on the disk" : "check that the folder is there and can be written");
  return FALSE;
}

static int
bind_values (sqlite3_stmt *stmt, const char *format, va_list values)
{
  int rc = SQLITE_OK;

  for (int i = 0; format[i] != '\0' && rc == SQLITE_OK; i++)
    {
      if (format[i] == 's')
        rc = sqlite3_bind_text (stmt, i + 1, va_arg (values, const char *), -1, SQLITE_TRANSIENT);
      else
        rc = sqlite3_bind_int64 (stmt, i + 1, va_arg (values, gint64));
    }
  return rc;
}

static sqlite3_stmt *
prepare_bound (BirgeSyncDb *self, GError **error, const char *sql, const char *format, va_list values)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &stmt, NULL) == SQLITE_OK && bind_values (stmt, format, values) == SQLITE_OK)
    return g_steal_pointer (&stmt);
  _birge_sync_db_failed (self, "reading", error);
  return NULL;
}

sqlite3_stmt *
_birge_sync_db_prepare (BirgeSyncDb *self, GError **error, const char *sql, const char *format, ...)
{
  sqlite3_stmt *stmt;
  va_list values;

  va_start (values, format);
  stmt = prepare_bound (self, error, sql, format, values);
  va_end (values);
  return stmt;
}

gboolean
_birge_sync_db_run (BirgeSyncDb *self, GError **error, const char *sql, const char *format, ...)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  va_list values;
  int rc;

  va_start (values, format);
  stmt = prepare_bound (self, error, sql, format, values);
  va_end (values);
  if (stmt == NULL)
    return FALSE;
  while ((rc = sqlite3_step (stmt)) == SQLITE_ROW)
    ;
  return rc == SQLITE_DONE || _birge_sync_db_failed (self, "writing", error);
}

/* The one number or text that @sql asks for; an extended result code, SQLITE_OK when there was a row. */
static int
ask (sqlite3 *db, const char *sql, int *number, gboolean *is_ok)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int rc = sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL);

  if (rc != SQLITE_OK)
    return rc;
  rc = sqlite3_step (stmt);
  if (rc != SQLITE_ROW)
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
  if (number != NULL)
    *number = sqlite3_column_int (stmt, 0);
  if (is_ok != NULL)
    *is_ok = g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), "ok") == 0;
  return SQLITE_OK;
}

static FileState
judge (int rc)
{
  switch (rc & 0xff)
    {
    case SQLITE_OK:
      return FILE_GOOD;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR: /* no such table or column */
      return FILE_UNUSABLE;
    default:
      return FILE_REFUSED;
    }
}

static int
migrate (sqlite3 *db, int version)
{
  for (; version < (int) G_N_ELEMENTS (migrations); version++)
    {
      g_autofree char *sql = g_strdup_printf ("BEGIN IMMEDIATE; %s PRAGMA user_version = %d; COMMIT;",
                                              migrations[version], version + 1);
      int rc = sqlite3_exec (db, sql, NULL, NULL, NULL);

      if (rc != SQLITE_OK)
        return rc; /* closing takes back what was begun, and until then SQLite knows what went wrong */
    }
  return SQLITE_OK;
}

/* Whether the open file is ours and whole. @write: brings it up to date, too. */
static FileState
check_file (sqlite3 *db, gboolean write)
{
  int version = 0;
  int id = 0;
  int n_objects = 0;
  gboolean whole = FALSE;
  int rc = ask (db, "PRAGMA quick_check (1);", NULL, &whole);

  if (rc == SQLITE_OK && !whole)
    return FILE_UNUSABLE;
  if (rc == SQLITE_OK)
    rc = ask (db, "PRAGMA user_version;", &version, NULL);
  if (rc == SQLITE_OK)
    rc = ask (db, "PRAGMA application_id;", &id, NULL);
  if (rc == SQLITE_OK)
    rc = ask (db, "SELECT count (*) FROM sqlite_schema;", &n_objects, NULL);
  if (rc != SQLITE_OK)
    return judge (rc);

  if (version < 0 || version > (int) G_N_ELEMENTS (migrations))
    return FILE_UNUSABLE;
  if (version == 0 ? n_objects > 0 || id != 0 : id != APPLICATION_ID)
    return FILE_UNUSABLE;
  if (write)
    rc = migrate (db, version);
  else if (version != (int) G_N_ELEMENTS (migrations))
    return FILE_UNUSABLE;
  if (rc == SQLITE_OK)
    rc = ask (db, probe, NULL, NULL);
  return judge (rc);
}

static FileState
open_file (BirgeSyncDb *self, gboolean write)
{
  int flags = write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  FileState state = FILE_REFUSED;

  g_clear_pointer (&self->db, sqlite3_close);
  if (sqlite3_open_v2 (self->path, &self->db, flags | SQLITE_OPEN_NOFOLLOW, NULL) == SQLITE_OK)
    {
      int rc;

      sqlite3_extended_result_codes (self->db, 1);
      sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
      rc = write ? sqlite3_exec (self->db, pragmas, NULL, NULL, NULL) : SQLITE_OK;
      state = rc == SQLITE_OK ? check_file (self->db, write) : judge (rc);
    }
  if (state == FILE_REFUSED && g_file_test (self->path, G_FILE_TEST_IS_DIR | G_FILE_TEST_IS_SYMLINK))
    return FILE_UNUSABLE; /* neither is ours */
  return state;
}

/* Out of the way, but kept for whoever wants to look; only the last one, so that the disk does not fill. */
static gboolean
set_aside (BirgeSyncDb *self, GError **error)
{
  g_autofree char *journal = g_strconcat (self->path, "-journal", NULL);

  g_clear_pointer (&self->db, sqlite3_close);
  self->aside = g_strconcat (self->path, ".damaged", NULL);
  g_unlink (journal); /* would be played back into the new file */
  if (g_rename (self->path, self->aside) != 0 && (g_remove (self->aside) != 0 || g_rename (self->path, self->aside) != 0))
    {
      g_set_error (error, BIRGE_SYNC_DB_ERROR, BIRGE_SYNC_DB_ERROR_STORAGE,
                   "%s: it is damaged and cannot be moved aside: %s: check that the folder can be written", self->path,
                   g_strerror (errno));
      return FALSE;
    }
  g_message ("%s: it was damaged or not ours and is now %s", self->path, self->aside);
  return TRUE;
}

/* What a run that died had reserved may have been spent. Days long past and, after a wrong clock, far ahead are dropped. */
static gboolean
tidy_budget (BirgeSyncDb *self, GError **error)
{
  g_autofree char *today = birge_clock_dup_today ();

  return _birge_sync_db_run (self, error, "UPDATE spent SET bytes = bytes + reserved, reserved = 0 WHERE reserved <> 0;",
                             "") &&
         _birge_sync_db_run (self, error,
                             "DELETE FROM spent WHERE abs (julianday (day) - julianday (?1)) > " G_STRINGIFY (KEPT_DAYS)
                             " OR julianday (day) IS NULL;", "s", today);
}

/**
 * birge_sync_db_open:
 *
 * Opens or makes sync.db; one that cannot be used is moved to "sync.db.damaged" first.
 *
 * Errors: `STORAGE`, `NO_SPACE`.
 *
 * Returns: (transfer full): the database
 */
BirgeSyncDb *
birge_sync_db_open (const char *state_dir, GError **error)
{
  g_autoptr(BirgeSyncDb) self = NULL;
  FileState state;
  gint64 floor_s;

  g_return_val_if_fail (state_dir != NULL, NULL);

  self = g_object_new (BIRGE_TYPE_SYNC_DB, NULL);
  self->path = g_build_filename (state_dir, "sync.db", NULL);
  state = open_file (self, TRUE);
  if (state == FILE_UNUSABLE)
    {
      if (!set_aside (self, error))
        return NULL;
      state = open_file (self, TRUE);
    }
  if (state != FILE_GOOD)
    {
      _birge_sync_db_failed (self, "opening", error);
      return NULL;
    }
  if (!tidy_budget (self, error))
    return NULL;
  floor_s = birge_sync_db_get_floor_s (self, error);
  if (floor_s < 0)
    return NULL;
  birge_clock_raise_floor (floor_s);
  return g_steal_pointer (&self);
}

BirgeSyncDb *
birge_sync_db_look (const char *state_dir, GError **error)
{
  g_autoptr(BirgeSyncDb) self = NULL;

  g_return_val_if_fail (state_dir != NULL, NULL);

  self = g_object_new (BIRGE_TYPE_SYNC_DB, NULL);
  self->path = g_build_filename (state_dir, "sync.db", NULL);
  switch (open_file (self, FALSE))
    {
    case FILE_GOOD:
      return g_steal_pointer (&self);
    case FILE_UNUSABLE:
      return NULL;
    case FILE_REFUSED:
    default:
      /* After a kill only who writes may bring it in order. */
      if (g_file_test (self->path, G_FILE_TEST_EXISTS) && (sqlite3_errcode (self->db) & 0xff) != SQLITE_READONLY)
        _birge_sync_db_failed (self, "looking", error);
      return NULL;
    }
}
