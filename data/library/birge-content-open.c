/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-content-db.h"
#include "data/library/birge-library-private.h"

/* Opening content.db: read-only, immutable, never mapped into memory: a failing disk has to be an error, not a SIGBUS. */

#define CACHE_PRAGMA "PRAGMA mmap_size = 0; PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;" \
                     "PRAGMA cell_size_check = ON; PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY;"

gboolean
_birge_content_failed (sqlite3 *db, int rc, const char *doing, GError **error)
{
  switch (rc & 0xff)
    {
    case SQLITE_INTERRUPT:
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "content.db: %s: it was cancelled", doing);
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      g_set_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_DAMAGED, "content.db: %s: %s: run birge repair", doing,
                   sqlite3_errmsg (db));
      break;
    default:
      g_set_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_STORAGE, "content.db: %s: %s: check the disk", doing,
                   sqlite3_errmsg (db));
    }
  return FALSE;
}

char *
_birge_content_dup_text (sqlite3_stmt *stmt, int column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static gboolean
read_number (sqlite3 *db, const char *sql, gint64 *number, GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int rc = sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL);

  if (rc == SQLITE_OK)
    rc = sqlite3_step (stmt);
  if (rc != SQLITE_ROW)
    return _birge_content_failed (db, rc, "reading its version", error);
  *number = sqlite3_column_int64 (stmt, 0);
  return TRUE;
}

static gboolean
check_version (sqlite3 *db, GError **error)
{
  gint64 application = 0;
  gint64 version = 0;

  if (!read_number (db, "PRAGMA application_id;", &application, error) ||
      !read_number (db, "PRAGMA user_version;", &version, error))
    return FALSE;
  if (application != BIRGE_CONTENT_APPLICATION_ID || version < BIRGE_CONTENT_VERSION)
    {
      g_set_error_literal (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_DAMAGED,
                           "content.db: it has another form than this Birge reads: run birge repair");
      return FALSE;
    }
  if (version > BIRGE_CONTENT_VERSION)
    {
      g_set_error_literal (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_TOO_NEW,
                           "content.db: it was built by a later Birge: run birge repair");
      return FALSE;
    }
  return TRUE;
}

sqlite3 *
_birge_content_open (const char *path, GError **error)
{
  g_autoptr(sqlite3) db = NULL;
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *plain = g_filename_to_uri (absolute, NULL, error);
  g_autofree char *uri = NULL;
  int rc;

  if (plain == NULL)
    return NULL;
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_DAMAGED, "%s: it is missing: run birge repair", path);
      return NULL;
    }
  uri = g_strconcat (plain, "?mode=ro&immutable=1", NULL);
  rc = sqlite3_open_v2 (uri, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_exec (db, CACHE_PRAGMA, NULL, NULL, NULL);
  if (rc != SQLITE_OK)
    {
      _birge_content_failed (db, rc, "opening it", error);
      return NULL;
    }
  return check_version (db, error) ? g_steal_pointer (&db) : NULL;
}

gboolean
_birge_content_check (sqlite3 *db, gboolean quick, GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int rc = sqlite3_prepare_v2 (db, quick ? "PRAGMA quick_check (1);" : "PRAGMA integrity_check (1);", -1, &stmt, NULL);

  if (rc == SQLITE_OK)
    rc = sqlite3_step (stmt);
  if (rc != SQLITE_ROW)
    return _birge_content_failed (db, rc, "checking it", error);
  if (g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), "ok") == 0)
    return TRUE;
  g_set_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_DAMAGED, "content.db: checking it: %s: run birge repair",
               (const char *) sqlite3_column_text (stmt, 0));
  return FALSE;
}
