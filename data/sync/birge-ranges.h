/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which bytes of something are there: [from, to) again and again, rising, with a gap between any two. */
typedef struct {
  gint64 from;
  gint64 to;
} BirgeRange;

typedef struct _BirgeRanges BirgeRanges;

BirgeRanges *birge_ranges_new      (void);
void         birge_ranges_free     (BirgeRanges       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeRanges, birge_ranges_free)
void         birge_ranges_add      (BirgeRanges       *self,
                                    gint64             from,
                                    gint64             to);
void         birge_ranges_remove   (BirgeRanges       *self,
                                    gint64             from,
                                    gint64             to);
gboolean     birge_ranges_contain  (const BirgeRanges *self,
                                    gint64             from,
                                    gint64             to);
/* The first gap at or after @from and before @end; FALSE when there is none. */
gboolean     birge_ranges_find_gap (const BirgeRanges *self,
                                    gint64             from,
                                    gint64             end,
                                    BirgeRange        *gap);

G_END_DECLS
