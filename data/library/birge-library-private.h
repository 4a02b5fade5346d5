/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "data/library/birge-item-private.h"
#include "data/library/birge-library.h"
#include "data/library/birge-object.h"

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, sqlite3_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

struct _BirgeLibrary
{
  GObject      parent_instance;

  char        *state_dir;
  guint        generation;
  int          lock_fd;    /* shared lock on the generation's folder; -1 when closed */

  GRecMutex    lock;       /* guards all below; the reader thread holds it for a whole job */
  sqlite3     *db;         /* NULL when closed */
  GPtrArray   *tags;       /* language number - 1 → interned tag */
  GHashTable  *hidden;     /* set of item ids; owned */
  GHashTable  *voices;     /* "tg/NAME" → SHA-256 of shared recordings; owned, never changed once it is open */
  GHashTable  *verified;   /* set of SHA-256 whose file was hashed by this library; owned */

  GThread     *thread;     /* the reader; NULL when closed */
  GAsyncQueue *jobs;       /* of Job, see birge-library-async.c */
};

/* How well a language suits the visitor: 0 is the one asked for, then its fallbacks, then the rest. By language number. */
typedef struct {
  const char *asked;
  guint      *ranks; /* index: language number; [0], "no language", comes last */
  guint       n;
} BirgeRanks;
void         _birge_ranks_clear         (BirgeRanks *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BirgeRanks, _birge_ranks_clear)

/* All of the following want self->lock held. */
BirgeRanks   _birge_library_rank        (BirgeLibrary *self,
                                         const char   *language);
const char  *_birge_library_get_tag     (BirgeLibrary *self,
                                         guint         number);
sqlite3_stmt *_birge_library_prepare    (BirgeLibrary *self,
                                         const char   *sql,
                                         GError      **error);
gboolean     _birge_library_failed      (BirgeLibrary *self,
                                         int           rc,
                                         const char   *doing,
                                         GError      **error);
/* Columns of BIRGE_SQL_ITEM, one row per wording; appends each item once, hidden ones left out. */
gboolean     _birge_library_collect     (BirgeLibrary *self,
                                         sqlite3_stmt *stmt,
                                         BirgeRanks   *ranks,
                                         GListStore   *items,
                                         GError      **error);
GListStore  *_birge_library_search      (BirgeLibrary *self,
                                         const char   *typed,
                                         const char   *language,
                                         GError      **error);
BirgeItem   *_birge_library_find_item   (BirgeLibrary *self,
                                         const char   *id,
                                         const char   *language,
                                         gint64       *row,
                                         GError      **error);
GBytes      *_birge_library_load        (BirgeLibrary *self,
                                         const char   *sha256,
                                         GError      **error);
/* Path of a verified object that is stored as it is, or NULL. */
char        *_birge_library_dup_path    (BirgeLibrary *self,
                                         const char   *sha256);

#define BIRGE_SQL_ITEM \
  "SELECT i.n, i.id, i.kind, i.section, i.picture, i.here, i.missing_bytes, i.number, i.category, i.hours, i.free," \
  " i.target, CASE i.kind WHEN 'film' THEN (SELECT p.sha256 FROM part p WHERE p.item = i.n AND p.part = 'poster') END," \
  " w.field, w.language, w.draft, w.text" \
  " FROM item i LEFT JOIN wording w ON w.item = i.n "
#define BIRGE_SQL_ITEM_ORDER " ORDER BY i.n, w.field;"

/* birge-content-open.c: content.db on its own, for reading and for checks. */
sqlite3     *_birge_content_open        (const char   *path,
                                         GError      **error);
gboolean     _birge_content_check       (sqlite3      *db,
                                         gboolean      quick,
                                         GError      **error);
gboolean     _birge_content_failed      (sqlite3      *db,
                                         int           rc,
                                         const char   *doing,
                                         GError      **error);
/* A text of the row, NULL for NULL. A damaged disk can change letters before anybody checks the file: what comes out of
 * here is UTF-8 all the same. */
char        *_birge_content_dup_text    (sqlite3_stmt *stmt,
                                         int           column);

G_END_DECLS
