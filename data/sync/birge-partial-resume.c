/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-partial-private.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

/* What an earlier run left of an object: marked blocks are believed, others hashed, and half a block is kept. Where data
 * ends and a hole begins says, to the page, what was written. */

#define LEAST_PAGE 4096

static gboolean
believe_marks (BirgePartial *self, gint64 size, GError **error)
{
  g_autoptr(GError) local = NULL;
  const char *names[] = { self->name, NULL };
  g_autoptr(GArray) marks = birge_sync_db_list_blocks (self->incoming->db, self->name, &local);

  if (marks == NULL)
    return _birge_incoming_failed_by (local, error);
  self->has_marks = marks->len > 0;
  for (guint i = 0; i < marks->len; i++)
    if (g_array_index (marks, guint, i) >= self->n_blocks ||
        _birge_partial_end (self, g_array_index (marks, guint, i)) > size)
      return birge_sync_db_forget_blocks (self->incoming->db, names, &local) || /* they are of another file */
             _birge_incoming_failed_by (local, error);
  for (guint i = 0; i < marks->len; i++)
    {
      guint block = g_array_index (marks, guint, i);

      self->right[block] = TRUE;
      birge_ranges_add (self->written, _birge_partial_start (self, block), _birge_partial_end (self, block));
    }
  return TRUE;
}

/* Of data in [from, to), what surely was written: the pages at the ends may hold zeros beside it. */
static BirgeRange
shrink (gint64 from, gint64 to, gint64 size, gint64 page)
{
  return (BirgeRange) { from == 0 ? 0 : from + page, to == size ? to : to - page };
}

/* Keeps what is worth keeping of one run of data in the file. */
static void
take_data (BirgePartial *self, gint64 from, gint64 to, gint64 size, gint64 page)
{
  BirgeRange sure = shrink (from, to, size, page);

  for (guint block = (guint) (from / self->block_bytes);
       block < self->n_blocks && _birge_partial_start (self, block) < to; block++)
    {
      gint64 start = _birge_partial_start (self, block);
      gint64 end = _birge_partial_end (self, block);
      BirgeRange keep = { MAX (start, start >= from ? start : sure.from), MIN (end, sure.to) };

      if (self->right[block])
        continue;
      if (from <= start && end <= to && _birge_partial_is_right (self, block))
        _birge_partial_take (self, block);
      else if (keep.from == start && keep.to == end)
        _birge_partial_drop (self, start, end);
      else if (keep.from < keep.to)
        birge_ranges_add (self->written, keep.from, keep.to);
    }
}

gboolean
_birge_partial_resume (BirgePartial *self, GError **error)
{
  struct stat info;
  gint64 page;
  gint64 hole = 0;
  gint64 data;

  if (fstat (self->fd, &info) != 0)
    return _birge_incoming_failed (self->incoming, self->name, errno, error);
  if (info.st_size > self->length) /* not what we wrote */
    {
      if (ftruncate (self->fd, 0) != 0)
        return _birge_incoming_failed (self->incoming, self->name, errno, error);
      info.st_size = 0;
    }
  if (self->blocks != NULL && !believe_marks (self, info.st_size, error))
    return FALSE;
  page = MAX (info.st_blksize, LEAST_PAGE);
  while (hole < info.st_size && (data = lseek (self->fd, hole, SEEK_DATA)) >= 0)
    {
      hole = lseek (self->fd, data, SEEK_HOLE);
      if (hole <= data)
        break;
      take_data (self, data, MIN (hole, info.st_size), info.st_size, page);
    }
  if (self->length == 0)
    _birge_partial_judge (self, 0);
  return self->unmarked->len == 0 || _birge_partial_checkpoint (self, error); /* hashed once is enough */
}
