/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-library.h"

#include <string.h>

#include "data/library/birge-content-db.h"
#include "data/library/birge-library-private.h"

/* Lists of items, each with its title in the best language there is. */

enum { COL_N, COL_ID, COL_KIND, COL_SECTION, COL_PICTURE, COL_HERE, COL_MISSING_BYTES, COL_NUMBER, COL_CATEGORY,
       COL_HOURS, COL_FREE, COL_TARGET, COL_POSTER, COL_FIELD, COL_LANGUAGE, COL_DRAFT, COL_TEXT };

static const char *
interned (sqlite3_stmt *stmt, int column)
{
  g_autofree char *text = _birge_content_dup_text (stmt, column);

  return g_intern_string (text); /* NULL stays NULL */
}

/* The one place that reads an item's own columns. NULL when the row is damaged: nothing works without id and kind. */
static BirgeItem *
item_from_row (sqlite3_stmt *stmt)
{
  BirgeItem *item;

  if (sqlite3_column_type (stmt, COL_ID) != SQLITE_TEXT || sqlite3_column_type (stmt, COL_KIND) != SQLITE_TEXT)
    return NULL;
  item = g_object_new (BIRGE_TYPE_ITEM, NULL);
  item->id = _birge_content_dup_text (stmt, COL_ID);
  item->kind = interned (stmt, COL_KIND);
  item->section = interned (stmt, COL_SECTION);
  item->picture = _birge_content_dup_text (stmt, COL_PICTURE);
  item->is_here = sqlite3_column_int (stmt, COL_HERE) != 0;
  item->size_bytes = sqlite3_column_int64 (stmt, COL_MISSING_BYTES);
  item->number = _birge_content_dup_text (stmt, COL_NUMBER);
  item->category = interned (stmt, COL_CATEGORY);
  item->hours = _birge_content_dup_text (stmt, COL_HOURS);
  item->is_free = sqlite3_column_int (stmt, COL_FREE) != 0;
  item->target = interned (stmt, COL_TARGET);
  item->poster = _birge_content_dup_text (stmt, COL_POSTER);
  return item;
}

typedef struct {
  guint title;
  guint summary;
  guint why_off;
} Best; /* ranks of what the item has so far */

static gboolean
is_better (guint rank, guint *best, sqlite3_stmt *stmt, char **text)
{
  if (rank >= *best)
    return FALSE;
  *best = rank;
  g_free (*text);
  *text = _birge_content_dup_text (stmt, COL_TEXT);
  return TRUE;
}

static void
take_wording (BirgeLibrary *self, BirgeItem *item, sqlite3_stmt *stmt, BirgeRanks *ranks, Best *best)
{
  guint language = (guint) sqlite3_column_int (stmt, COL_LANGUAGE);
  guint rank = ranks->ranks[language < ranks->n ? language : 0];

  switch (sqlite3_column_int (stmt, COL_FIELD))
    {
    case BIRGE_FIELD_TITLE:
      if (is_better (rank, &best->title, stmt, &item->title))
        {
          item->title_language = _birge_library_get_tag (self, language);
          item->is_draft = sqlite3_column_int (stmt, COL_DRAFT) != 0;
        }
      break;
    case BIRGE_FIELD_SUMMARY:
      if (is_better (rank, &best->summary, stmt, &item->summary))
        item->summary_language = _birge_library_get_tag (self, language);
      break;
    case BIRGE_FIELD_WHY_OFF:
      is_better (rank, &best->why_off, stmt, &item->why_off);
      break;
    default:
      break; /* a field this Birge does not know */
    }
}

/* Without a title the id must do: an item is never shown without a name. */
static void
finish_item (BirgeItem *item, BirgeRanks *ranks)
{
  if (item->title == NULL)
    item->title = g_strdup (item->id);
  if (item->title_language == NULL)
    item->title_language = ranks->asked;
  if (item->summary == NULL)
    item->summary = g_strdup ("");
  if (item->summary_language == NULL)
    item->summary_language = ranks->asked;
}

gboolean
_birge_library_collect (BirgeLibrary *self, sqlite3_stmt *stmt, BirgeRanks *ranks, GListStore *items, GError **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  BirgeItem *item = NULL;
  Best best = { 0 };
  gint64 row = -1;
  int rc;

  while ((rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      if (sqlite3_column_int64 (stmt, COL_N) != row)
        {
          row = sqlite3_column_int64 (stmt, COL_N);
          item = item_from_row (stmt);
          if (item == NULL)
            return _birge_library_failed (self, SQLITE_CORRUPT, "reading a list", error);
          best = (Best) { G_MAXUINT, G_MAXUINT, G_MAXUINT };
          g_ptr_array_add (found, item);
        }
      take_wording (self, item, stmt, ranks, &best);
    }
  if (rc != SQLITE_DONE)
    return _birge_library_failed (self, rc, "reading a list", error);

  for (guint i = 0; i < found->len; i++)
    finish_item (g_ptr_array_index (found, i), ranks);
  g_list_store_splice (items, g_list_model_get_n_items (G_LIST_MODEL (items)), 0, found->pdata, found->len);
  return TRUE;
}

static void
drop_hidden (BirgeLibrary *self, GListStore *items)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (items)); i > 0 && g_hash_table_size (self->hidden) > 0; i--)
    {
      g_autoptr(BirgeItem) item = g_list_model_get_item (G_LIST_MODEL (items), i - 1);

      if (g_hash_table_contains (self->hidden, item->id))
        g_list_store_remove (items, i - 1);
    }
}

/* What a visitor can open; places that are off only where the kind says so. */
#define OPENABLE "i.kind IN ('guide', 'topic', 'film', 'course', 'lesson', 'place', 'notice') AND i.shown "

static const char *
where_of (BirgeListKind kind)
{
  switch (kind)
    {
    case BIRGE_LIST_SECTIONS:
      return "WHERE i.kind = 'section' AND i.journey = ?1";
    case BIRGE_LIST_SECTION:
      return "WHERE i.kind IN ('guide', 'topic') AND (?1 IS NULL OR i.section = ?1)";
    case BIRGE_LIST_JOURNEY:
      return "WHERE i.kind IN ('guide', 'topic') AND i.journey = ?1";
    case BIRGE_LIST_FILMS:
      return "WHERE i.kind = 'film'";
    case BIRGE_LIST_COURSES:
      return "WHERE i.kind = 'course'";
    case BIRGE_LIST_LESSONS:
      return "WHERE i.kind = 'lesson' AND i.course = ?1";
    case BIRGE_LIST_PLACES:
      return "WHERE i.kind = 'place' AND i.shown AND (?1 IS NULL OR i.category = ?1)";
    case BIRGE_LIST_PLACES_OFF:
      return "WHERE i.kind = 'place' AND NOT i.shown";
    case BIRGE_LIST_NOTICES:
      return "WHERE i.kind = 'notice'";
    case BIRGE_LIST_ALL:
      return "WHERE " OPENABLE;
    case BIRGE_LIST_IDS:
    case BIRGE_LIST_HIDDEN:
      return "WHERE i.id = ?1 AND " OPENABLE;
    case BIRGE_LIST_SEARCH:
    default:
      return NULL;
    }
}

/* "section/work" and "work" are the same shelf; a course is always named in full. */
static char *
normalise (BirgeListKind kind, const char *filter)
{
  if (filter == NULL || *filter == '\0')
    return NULL;
  if (kind == BIRGE_LIST_SECTION && g_str_has_prefix (filter, "section/"))
    return g_strdup (filter + strlen ("section/"));
  if (kind == BIRGE_LIST_LESSONS && !g_str_has_prefix (filter, "course/"))
    return g_strconcat ("course/", filter, NULL);
  return g_strdup (filter);
}

static GListStore *
list_where (BirgeLibrary *self, BirgeListKind kind, const char *filter, BirgeRanks *ranks, GError **error)
{
  g_autofree char *sql = g_strconcat (BIRGE_SQL_ITEM, where_of (kind), BIRGE_SQL_ITEM_ORDER, NULL);
  g_autoptr(sqlite3_stmt) stmt = _birge_library_prepare (self, sql, error);
  g_autoptr(GListStore) items = g_list_store_new (BIRGE_TYPE_ITEM);
  g_autofree char *value = normalise (kind, filter);

  if (stmt == NULL)
    return NULL;
  if (sqlite3_bind_parameter_count (stmt) > 0)
    sqlite3_bind_text (stmt, 1, value, -1, SQLITE_TRANSIENT);
  if (!_birge_library_collect (self, stmt, ranks, items, error))
    return NULL;
  return g_steal_pointer (&items);
}

static GListStore *
list_ids (BirgeLibrary *self, const char *const *ids, BirgeRanks *ranks, GError **error)
{
  g_autofree char *sql = g_strconcat (BIRGE_SQL_ITEM, where_of (BIRGE_LIST_IDS), BIRGE_SQL_ITEM_ORDER, NULL);
  g_autoptr(sqlite3_stmt) stmt = _birge_library_prepare (self, sql, error);
  g_autoptr(GListStore) items = g_list_store_new (BIRGE_TYPE_ITEM);

  for (guint i = 0; stmt != NULL && ids[i] != NULL; i++)
    {
      if (*ids[i] == '\0')
        continue;
      sqlite3_reset (stmt);
      sqlite3_bind_text (stmt, 1, ids[i], -1, SQLITE_TRANSIENT);
      if (!_birge_library_collect (self, stmt, ranks, items, error))
        return NULL;
    }
  return stmt != NULL ? g_steal_pointer (&items) : NULL;
}

static gint
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GListStore *
list_hidden (BirgeLibrary *self, BirgeRanks *ranks, GError **error)
{
  g_autofree const char **ids = (const char **) g_hash_table_get_keys_as_array (self->hidden, NULL);

  qsort (ids, g_hash_table_size (self->hidden), sizeof *ids, compare_texts);
  return list_ids (self, ids, ranks, error);
}

/**
 * birge_library_list:
 * @kind: which list
 * @filter: (nullable): what the kind asks for
 * @language: the visitor's language
 * @error: return location for an error
 *
 * Lists items in shelf order (a search: best first).
 *
 * Shape: a list of [class@Item]; empty when nothing fits.
 * Errors: `STORAGE`, `DAMAGED`; G_IO_ERROR_CLOSED after birge_library_close().
 * Threads: any; blocks on the disk.
 *
 * Returns: (transfer full): the items
 */
GListModel *
birge_library_list (BirgeLibrary *self, BirgeListKind kind, const char *filter, const char *language, GError **error)
{
  g_autoptr(GRecMutexLocker) locker = NULL;
  g_auto(BirgeRanks) ranks = { 0 };
  GListStore *items;

  g_return_val_if_fail (BIRGE_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (language != NULL, NULL);

  locker = g_rec_mutex_locker_new (&self->lock);
  if (kind == BIRGE_LIST_SEARCH)
    return G_LIST_MODEL (_birge_library_search (self, filter != NULL ? filter : "", language, error));

  ranks = _birge_library_rank (self, language);
  if (kind == BIRGE_LIST_HIDDEN)
    return G_LIST_MODEL (list_hidden (self, &ranks, error));
  if (kind == BIRGE_LIST_IDS)
    {
      g_auto(GStrv) ids = g_strsplit (filter != NULL ? filter : "", " ", -1);

      items = list_ids (self, (const char *const *) ids, &ranks, error);
    }
  else
    items = list_where (self, kind, filter, &ranks, error);
  if (items != NULL)
    drop_hidden (self, items);
  return G_LIST_MODEL (items);
}

BirgeItem *
_birge_library_find_item (BirgeLibrary *self, const char *id, const char *language, gint64 *row, GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = _birge_library_prepare (self,
    BIRGE_SQL_ITEM "WHERE i.id = ?1 AND i.kind <> 'shared'" BIRGE_SQL_ITEM_ORDER, error);
  g_autoptr(GListStore) items = g_list_store_new (BIRGE_TYPE_ITEM);
  g_auto(BirgeRanks) ranks = { 0 };
  BirgeItem *item = NULL;

  if (stmt == NULL)
    return NULL;
  ranks = _birge_library_rank (self, language);
  sqlite3_bind_text (stmt, 1, id, -1, SQLITE_TRANSIENT);
  if (!g_hash_table_contains (self->hidden, id))
    {
      if (!_birge_library_collect (self, stmt, &ranks, items, error))
        return NULL;
      item = g_list_model_get_item (G_LIST_MODEL (items), 0);
    }
  if (item == NULL)
    {
      g_set_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_NOT_FOUND,
                   "%s: this content has no such item: go back", id);
      return NULL;
    }
  if (row != NULL)
    {
      sqlite3_reset (stmt);
      *row = sqlite3_step (stmt) == SQLITE_ROW ? sqlite3_column_int64 (stmt, COL_N) : 0;
    }
  return item;
}

BirgeItem *
birge_library_get_item (BirgeLibrary *self, const char *id, const char *language, GError **error)
{
  g_autoptr(GRecMutexLocker) locker = NULL;

  g_return_val_if_fail (BIRGE_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (id != NULL && language != NULL, NULL);

  locker = g_rec_mutex_locker_new (&self->lock);
  return _birge_library_find_item (self, id, language, NULL, error);
}
