/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-incoming-private.h"
#include "data/sync/birge-ranges.h"
#include "data/sync/birge-sum-private.h"

G_BEGIN_DECLS

struct _BirgePartial
{
  BirgeIncoming *incoming;     /* owned */
  char          *name;
  gint64         length;
  GStrv          blocks;       /* hash of each block; NULL: one block, the hash of which is the name */
  GPtrArray     *parts;        /* of a pack, each a BirgePackPart; else NULL */
  int            fd;           /* -1 once it is finished */

  gint64         block_bytes;
  guint          n_blocks;
  gboolean      *right;        /* by block */
  gboolean       in_order;     /* it comes from its beginning to its end, see birge_partial_expect_order() */
  gboolean      *assumed;      /* by block: right, unless the whole is wrong */
  GArray        *unmarked;     /* numbers (guint) of right blocks that are not marked */
  gboolean       has_marks;
  BirgeRanges   *written;      /* of the object; a block is in it as a whole only when it is right */

  gint64         unsynced;     /* bytes since the last checkpoint */
  gint64         synced_us;

  BirgeSum      *block_sum;    /* of [block_from, block_to), what came in order of one block */
  gint64         block_from;
  gint64         block_to;
  BirgeSum      *whole_sum;    /* of [0, whole_to) */
  gint64         whole_to;
};

typedef struct {
  char  *stored;
  gint64 off;
  gint64 len;
} BirgePackPart;

static inline gint64
_birge_partial_start (BirgePartial *self, guint block)
{
  return block * self->block_bytes;
}

static inline gint64
_birge_partial_end (BirgePartial *self, guint block)
{
  return MIN (_birge_partial_start (self, block) + self->block_bytes, self->length);
}

/* Forgets bytes. */
void     _birge_partial_drop       (BirgePartial  *self,
                                    gint64         from,
                                    gint64         to);
/* Brings what was written to the disk and marks the blocks that are right. */
gboolean _birge_partial_checkpoint (BirgePartial  *self,
                                    GError       **error);
/* Takes or drops a block of which all bytes are there; whether it is right. */
gboolean _birge_partial_judge      (BirgePartial  *self,
                                    guint          block);
/* The same without taking or dropping. */
gboolean _birge_partial_is_right   (BirgePartial  *self,
                                    guint          block);
void     _birge_partial_take       (BirgePartial  *self,
                                    guint          block);

/* birge-partial-resume.c: finds out what an earlier run left. */
gboolean _birge_partial_resume     (BirgePartial  *self,
                                    GError       **error);

G_END_DECLS
