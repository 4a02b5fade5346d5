/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "data/state/birge-state.h"

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, sqlite3_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

struct _BirgeState
{
  GObject     parent_instance;

  char       *dir;
  sqlite3    *db;              /* owned; of the file, or in memory once volatile */
  gboolean    is_volatile;
  int         lock_fd;         /* -1 when not held */
  GHashTable *settings;        /* key → value, the whole table; owned */

  GTree      *pending;         /* count_key() → guint; not yet written */
  gint64      flushed_us;      /* monotonic time of the last flush */

  gint64      pin_deadline_us; /* monotonic; no PIN is looked at before */
  gboolean    pin_deadline_known;
};

/* birge-state-storage.c */
gboolean  _birge_state_storage_open (BirgeState *self, GError **error);

/* One write: returns an SQLite result code, SQLITE_OK when done. May run twice. */
typedef int (*BirgeStateStep) (sqlite3 *db, gpointer data);
/* Runs @step in a transaction. A disk that refuses makes the state volatile and the step runs again, in memory. */
gboolean  _birge_state_write        (BirgeState     *self,
                                     BirgeStateStep  step,
                                     gpointer        data,
                                     const char     *doing,
                                     GError        **error);
/* Binds the texts that follow, up to NULL, and runs to the end. */
int       _birge_state_run          (sqlite3        *db,
                                     const char     *sql,
                                     ...) G_GNUC_NULL_TERMINATED;
sqlite3_stmt *_birge_state_prepare  (BirgeState     *self,
                                     const char     *sql);

/* birge-counters.c */
void      _birge_state_counters_init  (BirgeState *self);
void      _birge_state_counters_clear (BirgeState *self);

G_END_DECLS
