/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-fold.h"
#include "data/library/birge-library-private.h"

/* The first search: beginnings of words in titles and texts, the visitor's language before all others. Rows come in
 * order of language and shelf, so the best are read first and reading stops when there are enough. */

#define MAX_RESULTS 50

#define SQL_TITLES "SELECT rowid FROM title_search WHERE title_search MATCH ?1 AND rowid >= ?2 AND rowid < ?3;"
#define SQL_TEXTS  "SELECT rowid FROM text_search WHERE text_search MATCH ?1 AND rowid >= ?2 AND rowid < ?3;"
#define SQL_ITEM   BIRGE_SQL_ITEM "WHERE i.n = ?1" BIRGE_SQL_ITEM_ORDER

typedef struct {
  BirgeLibrary *library;
  BirgeRanks    ranks;
  sqlite3_stmt *item;  /* SQL_ITEM */
  GHashTable   *seen;  /* rows of items already looked at */
  GListStore   *items;
} Search;

static void
search_clear (Search *self)
{
  _birge_ranks_clear (&self->ranks);
  sqlite3_finalize (self->item);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_object (&self->items);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static gboolean
add_item (Search *self, gint64 n, GError **error)
{
  GListModel *model = G_LIST_MODEL (self->items);
  guint last;

  if (!g_hash_table_add (self->seen, GSIZE_TO_POINTER ((gsize) n)))
    return TRUE;
  sqlite3_reset (self->item);
  sqlite3_bind_int64 (self->item, 1, n);
  if (!_birge_library_collect (self->library, self->item, &self->ranks, self->items, error))
    return FALSE;
  last = g_list_model_get_n_items (model);
  if (last > 0)
    {
      g_autoptr(BirgeItem) item = g_list_model_get_item (model, last - 1);

      if (g_hash_table_contains (self->library->hidden, item->id))
        g_list_store_remove (self->items, last - 1);
    }
  return TRUE;
}

/* Rows from @first up to, without, @end. */
static gboolean
add_matches (Search *self, const char *sql, const char *query, gint64 first, gint64 end, GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int rc = SQLITE_DONE;

  if (g_list_model_get_n_items (G_LIST_MODEL (self->items)) >= MAX_RESULTS || first >= end)
    return TRUE;
  stmt = _birge_library_prepare (self->library, sql, error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, 1, query, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64 (stmt, 2, first);
  sqlite3_bind_int64 (stmt, 3, end);
  while (g_list_model_get_n_items (G_LIST_MODEL (self->items)) < MAX_RESULTS && (rc = sqlite3_step (stmt)) == SQLITE_ROW)
    if (!add_item (self, sqlite3_column_int64 (stmt, 0) & 0xffffffff, error))
      return FALSE;
  return rc == SQLITE_DONE || rc == SQLITE_ROW || _birge_library_failed (self->library, rc, "searching", error);
}

static gint64
own_language (Search *self)
{
  for (guint i = 1; i < self->ranks.n; i++)
    if (self->ranks.ranks[i] == 0)
      return i;
  return 0;
}

GListStore *
_birge_library_search (BirgeLibrary *self, const char *typed, const char *language, GError **error)
{
  g_autofree char *titles = birge_fold_query (typed, FALSE);
  g_autofree char *texts = birge_fold_query (typed, TRUE);
  g_auto(Search) search = { self };
  gint64 own, own_end;

  search.items = g_list_store_new (BIRGE_TYPE_ITEM);
  if (titles == NULL)
    return g_steal_pointer (&search.items);
  search.ranks = _birge_library_rank (self, language);
  search.seen = g_hash_table_new (NULL, NULL);
  search.item = _birge_library_prepare (self, SQL_ITEM, error);
  if (search.item == NULL)
    return NULL;

  own = own_language (&search) << 32;
  own_end = own + (G_GINT64_CONSTANT (1) << 32);
  if (!add_matches (&search, SQL_TITLES, titles, own, own_end, error) ||
      (texts != NULL && !add_matches (&search, SQL_TEXTS, texts, own, own_end, error)) ||
      !add_matches (&search, SQL_TITLES, titles, 0, own, error) ||
      !add_matches (&search, SQL_TITLES, titles, own_end, G_MAXINT64, error) ||
      (texts != NULL && !add_matches (&search, SQL_TEXTS, texts, 0, own, error)) ||
      (texts != NULL && !add_matches (&search, SQL_TEXTS, texts, own_end, G_MAXINT64, error)))
    return NULL;
  return g_steal_pointer (&search.items);
}
