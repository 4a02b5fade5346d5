/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "data/sync/birge-sync-db.h"

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, sqlite3_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

struct _BirgeSyncDb
{
  GObject  parent_instance;

  char    *path;
  char    *aside; /* where an unusable file went, or NULL */
  GMutex   lock;  /* guards db */
  sqlite3 *db;    /* owned */
};

/* birge-sync-db-open.c; callers hold the lock. */

/* @format: "s" for a text or NULL, "i" for a gint64, one letter for each value that follows. */
sqlite3_stmt *_birge_sync_db_prepare (BirgeSyncDb  *self,
                                      GError      **error,
                                      const char   *sql,
                                      const char   *format,
                                      ...);
/* The same, run to its end. */
gboolean      _birge_sync_db_run     (BirgeSyncDb  *self,
                                      GError      **error,
                                      const char   *sql,
                                      const char   *format,
                                      ...);
/* Says what SQLite says; always FALSE. */
gboolean      _birge_sync_db_failed  (BirgeSyncDb  *self,
                                      const char   *doing,
                                      GError      **error);

G_END_DECLS
