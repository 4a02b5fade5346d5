/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-ranges.h"

/* Few connections write few ranges: a sorted array and a walk are enough. */

struct _BirgeRanges
{
  GArray *list; /* of BirgeRange */
};

BirgeRanges *
birge_ranges_new (void)
{
  BirgeRanges *self = g_new0 (BirgeRanges, 1);

  self->list = g_array_new (FALSE, FALSE, sizeof (BirgeRange));
  return self;
}

void
birge_ranges_free (BirgeRanges *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->list);
  g_free (self);
}

void
birge_ranges_add (BirgeRanges *self, gint64 from, gint64 to)
{
  BirgeRange range = { from, to };
  guint i = 0;

  g_return_if_fail (self != NULL && from <= to);

  if (from == to)
    return;
  while (i < self->list->len && g_array_index (self->list, BirgeRange, i).to < from)
    i++;
  while (i < self->list->len && g_array_index (self->list, BirgeRange, i).from <= to)
    {
      range.from = MIN (range.from, g_array_index (self->list, BirgeRange, i).from);
      range.to = MAX (range.to, g_array_index (self->list, BirgeRange, i).to);
      g_array_remove_index (self->list, i);
    }
  g_array_insert_val (self->list, i, range);
}

void
birge_ranges_remove (BirgeRanges *self, gint64 from, gint64 to)
{
  g_return_if_fail (self != NULL && from <= to);

  for (guint i = 0; i < self->list->len && from < to;)
    {
      BirgeRange range = g_array_index (self->list, BirgeRange, i);
      BirgeRange head = { range.from, MIN (range.to, from) };
      BirgeRange tail = { MAX (range.from, to), range.to };

      if (range.to <= from || range.from >= to)
        {
          i++;
          continue;
        }
      g_array_remove_index (self->list, i);
      if (head.from < head.to)
        g_array_insert_val (self->list, i++, head);
      if (tail.from < tail.to)
        g_array_insert_val (self->list, i++, tail);
    }
}

gboolean
birge_ranges_contain (const BirgeRanges *self, gint64 from, gint64 to)
{
  BirgeRange gap;

  return !birge_ranges_find_gap (self, from, to, &gap);
}

gboolean
birge_ranges_find_gap (const BirgeRanges *self, gint64 from, gint64 end, BirgeRange *gap)
{
  g_return_val_if_fail (self != NULL && gap != NULL, FALSE);

  *gap = (BirgeRange) { from, end };
  for (guint i = 0; i < self->list->len && gap->from < end; i++)
    {
      const BirgeRange *range = &g_array_index (self->list, BirgeRange, i);

      if (range->to <= gap->from)
        continue;
      if (range->from > gap->from)
        {
          gap->to = MIN (range->from, end);
          break;
        }
      gap->from = range->to;
    }
  return gap->from < gap->to;
}
