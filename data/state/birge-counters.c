/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-state"

#include "data/state/birge-state-private.h"

#include <string.h>

#include "data/formats/birge-clock.h"

/* What was opened, how often: per day, item and language, never by whom. Counts wait in memory, in a tree by key, and are
 * written together, so that neither the file nor its journal shows what came after what. */

#define FLUSH_AFTER_US (15 * 60 * G_USEC_PER_SEC) /* many visits long, so that a batch is no visitor */
#define MAX_PENDING    2000
#define SEPARATOR      "\x1f" /* sorts before everything an id, tag or date is made of: key order is column order */

static gint
compare_keys (gconstpointer a, gconstpointer b, gpointer unused)
{
  return strcmp (a, b); /* bytes, as SQLite compares */
}

void
_birge_state_counters_init (BirgeState *self)
{
  self->pending = g_tree_new_full (compare_keys, NULL, g_free, NULL);
  self->flushed_us = birge_clock_get_monotonic_us ();
}

void
_birge_state_counters_clear (BirgeState *self)
{
  g_clear_pointer (&self->pending, g_tree_unref);
}

static int
write_counts (sqlite3 *db, gpointer data)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  GTree *pending = data;
  int rc = sqlite3_prepare_v2 (db,
    "INSERT INTO count VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET n = n + excluded.n;", -1, &stmt, NULL);

  for (GTreeNode *node = g_tree_node_first (pending); node != NULL && rc == SQLITE_OK; node = g_tree_node_next (node))
    {
      g_auto(GStrv) key = g_strsplit (g_tree_node_key (node), SEPARATOR, 3);

      for (int i = 0; i < 3; i++)
        sqlite3_bind_text (stmt, i + 1, key[i], -1, SQLITE_TRANSIENT);
      sqlite3_bind_int64 (stmt, 4, GPOINTER_TO_UINT (g_tree_node_value (node)));
      rc = sqlite3_step (stmt) == SQLITE_DONE ? SQLITE_OK : sqlite3_errcode (db);
      sqlite3_reset (stmt);
    }
  return rc;
}

void
birge_state_flush (BirgeState *self)
{
  g_autoptr(GError) error = NULL;

  g_return_if_fail (BIRGE_IS_STATE (self) && self->db != NULL);

  self->flushed_us = birge_clock_get_monotonic_us ();
  if (g_tree_nnodes (self->pending) == 0)
    return;
  if (_birge_state_write (self, write_counts, self->pending, "writing counters", &error))
    g_tree_remove_all (self->pending);
  else
    g_message ("%s", error->message); /* they stay for the next try */
}

/**
 * birge_state_count:
 * @item_id: what was opened
 * @language: in which language
 *
 * Counts one use of an item today. Written after a quarter of an hour at the earliest, or when birge_state_flush() or
 * birge_state_close() says so.
 */
void
birge_state_count (BirgeState *self, const char *item_id, const char *language)
{
  g_autofree char *day = NULL;
  g_autofree char *key = NULL;
  guint count;

  g_return_if_fail (BIRGE_IS_STATE (self) && self->db != NULL);
  g_return_if_fail (item_id != NULL && strstr (item_id, SEPARATOR) == NULL);
  g_return_if_fail (language != NULL && strstr (language, SEPARATOR) == NULL);

  if (birge_clock_get_monotonic_us () - self->flushed_us > FLUSH_AFTER_US)
    birge_state_flush (self);

  day = birge_clock_dup_today ();
  key = g_strjoin (SEPARATOR, day, item_id, language, NULL);
  count = GPOINTER_TO_UINT (g_tree_lookup (self->pending, key));
  if (count == 0 && g_tree_nnodes (self->pending) >= MAX_PENDING)
    birge_state_flush (self);
  if (count == 0 && g_tree_nnodes (self->pending) >= MAX_PENDING)
    return; /* the disk has refused for long; memory has an end */
  g_tree_replace (self->pending, g_steal_pointer (&key), GUINT_TO_POINTER (count + 1));
}

static void
count_free (gpointer data)
{
  BirgeCount *count = data;

  g_free (count->day);
  g_free (count->item_id);
  g_free (count->language);
  g_free (count);
}

static gint
compare_counts (gconstpointer a, gconstpointer b)
{
  const BirgeCount *first = *(BirgeCount *const *) a;
  const BirgeCount *second = *(BirgeCount *const *) b;
  int order = strcmp (second->day, first->day); /* newest first */

  if (order == 0)
    order = strcmp (first->item_id, second->item_id);
  if (order == 0)
    order = strcmp (first->language, second->language);
  return order;
}

/* Adds @n to the row @key names, making it when it is new. */
static void
add_count (GPtrArray *counts, GHashTable *by_key, const char *key, guint n)
{
  BirgeCount *count = g_hash_table_lookup (by_key, key);

  if (count == NULL)
    {
      g_auto(GStrv) parts = g_strsplit (key, SEPARATOR, 3);

      count = g_new0 (BirgeCount, 1);
      count->day = g_strdup (parts[0]);
      count->item_id = g_strdup (parts[1]);
      count->language = g_strdup (parts[2]);
      g_ptr_array_add (counts, count);
      g_hash_table_insert (by_key, g_strdup (key), count);
    }
  count->count += n;
}

/**
 * birge_state_dup_counts:
 *
 * Reads every counter, what waits in memory included, without writing anything.
 *
 * Returns: (transfer full): an array of BirgeCount, newest day first
 */
GPtrArray *
birge_state_dup_counts (BirgeState *self)
{
  g_autoptr(GPtrArray) counts = g_ptr_array_new_with_free_func (count_free);
  g_autoptr(GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(sqlite3_stmt) stmt = NULL;

  g_return_val_if_fail (BIRGE_IS_STATE (self) && self->db != NULL, NULL);

  stmt = _birge_state_prepare (self,
    "SELECT day || char (31) || item || char (31) || language, n FROM count;");
  while (stmt != NULL && sqlite3_step (stmt) == SQLITE_ROW)
    add_count (counts, by_key, (const char *) sqlite3_column_text (stmt, 0), (guint) sqlite3_column_int64 (stmt, 1));
  for (GTreeNode *node = g_tree_node_first (self->pending); node != NULL; node = g_tree_node_next (node))
    add_count (counts, by_key, g_tree_node_key (node), GPOINTER_TO_UINT (g_tree_node_value (node)));
  g_ptr_array_sort (counts, compare_counts);
  return g_steal_pointer (&counts);
}
