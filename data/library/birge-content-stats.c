/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-content-stats.h"

#include "data/library/birge-library-private.h"

#define IS_ITEM "i.kind NOT IN ('section', 'shared') AND i.shown "

/* An item is there in a language when its title is and, if it has texts at all, its text is too. */
#define SQL_COUNTS \
  "SELECT i.kind, l.tag, count (*), sum (w.draft) FROM item i" \
  " JOIN wording w ON w.item = i.n AND w.field = 1 JOIN language l ON l.n = w.language WHERE " IS_ITEM \
  " AND (NOT EXISTS (SELECT 1 FROM part p WHERE p.item = i.n AND p.part = 'text')" \
  "   OR EXISTS (SELECT 1 FROM part p WHERE p.item = i.n AND p.part = 'text' AND p.language = l.n))" \
  " GROUP BY i.kind, l.n ORDER BY i.kind, l.n;"

#define SQL_TOTALS \
  "SELECT count (*)," \
  " sum (i.kind IN ('guide', 'topic', 'film', 'course', 'notice') AND (i.reviewed IS NULL OR i.reviewed = 'no'))," \
  " sum (i.check_again IS NOT NULL AND i.check_again < ?1), sum (i.missing_bytes) FROM item i WHERE " IS_ITEM ";"

static void
count_free (gpointer data)
{
  BirgeContentCount *count = data;

  g_free (count->kind);
  g_free (count->language);
  g_free (count);
}

void
birge_content_stats_free (BirgeContentStats *self)
{
  g_ptr_array_unref (self->counts);
  g_free (self);
}

static gboolean
read_counts (BirgeContentStats *self, sqlite3 *db, GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int rc = sqlite3_prepare_v2 (db, SQL_COUNTS, -1, &stmt, NULL);

  while (rc == SQLITE_OK && (rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      BirgeContentCount *count = g_new0 (BirgeContentCount, 1);

      count->kind = _birge_content_dup_text (stmt, 0);
      count->language = _birge_content_dup_text (stmt, 1);
      count->items = (guint) sqlite3_column_int64 (stmt, 2);
      count->drafts = (guint) sqlite3_column_int64 (stmt, 3);
      self->n_drafts += count->drafts;
      g_ptr_array_add (self->counts, count);
      rc = count->kind != NULL && count->language != NULL ? SQLITE_OK : SQLITE_CORRUPT;
    }
  return rc == SQLITE_DONE || _birge_content_failed (db, rc, "counting", error);
}

static gboolean
read_totals (BirgeContentStats *self, sqlite3 *db, const char *today, GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  int rc = sqlite3_prepare_v2 (db, SQL_TOTALS, -1, &stmt, NULL);

  if (rc == SQLITE_OK)
    rc = sqlite3_bind_text (stmt, 1, today, -1, SQLITE_TRANSIENT);
  if (rc == SQLITE_OK)
    rc = sqlite3_step (stmt);
  if (rc != SQLITE_ROW)
    return _birge_content_failed (db, rc, "counting", error);
  self->n_items = (guint) sqlite3_column_int64 (stmt, 0);
  self->n_unreviewed = (guint) sqlite3_column_int64 (stmt, 1);
  self->n_overdue = (guint) sqlite3_column_int64 (stmt, 2);
  self->missing_bytes = sqlite3_column_int64 (stmt, 3);
  return TRUE;
}

BirgeContentStats *
birge_content_stats_new (const char *path, const char *today, GError **error)
{
  g_autoptr(BirgeContentStats) self = NULL;
  g_autoptr(sqlite3) db = NULL;

  g_return_val_if_fail (path != NULL && today != NULL, NULL);

  db = _birge_content_open (path, error);
  if (db == NULL)
    return NULL;
  self = g_new0 (BirgeContentStats, 1);
  self->counts = g_ptr_array_new_with_free_func (count_free);
  if (!read_counts (self, db, error) || !read_totals (self, db, today, error))
    return NULL;
  return g_steal_pointer (&self);
}
