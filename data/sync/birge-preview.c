/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-preview.h"

#include <string.h>

/* id → GChecksum over all its parts. What all items share is no item. */
static GHashTable *
sum_items (const BirgeRelease *release)
{
  GHashTable *sums = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_checksum_free);

  for (guint i = 0; release != NULL && i < release->parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (release->parts, i);
      GChecksum *sum = g_hash_table_lookup (sums, part->id);

      if (g_str_has_prefix (part->id, "shared/"))
        continue;
      if (sum == NULL)
        {
          sum = g_checksum_new (G_CHECKSUM_SHA256);
          g_hash_table_insert (sums, part->id, sum);
        }
      g_checksum_update (sum, (const guchar *) part->part, (gssize) strlen (part->part) + 1);
      g_checksum_update (sum, (const guchar *) part->sha256, (gssize) strlen (part->sha256));
    }
  return sums;
}

static gint
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static GStrv
end_list (GPtrArray *ids)
{
  g_ptr_array_sort (ids, compare_ids);
  g_ptr_array_add (ids, NULL);
  return (GStrv) g_ptr_array_free (ids, FALSE);
}

void
birge_preview_compare (BirgePreview *self, const BirgeRelease *current, const BirgeRelease *next)
{
  g_autoptr(GHashTable) before = sum_items (current);
  g_autoptr(GHashTable) after = sum_items (next);
  GPtrArray *added = g_ptr_array_new ();
  GPtrArray *changed = g_ptr_array_new ();
  GPtrArray *removed = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id, sum;

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &id, &sum))
    {
      GChecksum *old = g_hash_table_lookup (before, id);

      if (old == NULL)
        g_ptr_array_add (added, g_strdup (id));
      else if (!g_str_equal (g_checksum_get_string (old), g_checksum_get_string (sum)))
        g_ptr_array_add (changed, g_strdup (id));
    }
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (after, id))
      g_ptr_array_add (removed, g_strdup (id));
  self->added = end_list (added);
  self->changed = end_list (changed);
  self->removed = end_list (removed);
}

void
birge_preview_clear (BirgePreview *self)
{
  g_clear_pointer (&self->added, g_strfreev);
  g_clear_pointer (&self->changed, g_strfreev);
  g_clear_pointer (&self->removed, g_strfreev);
}
