/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a content.db holds, in numbers. Sections and shared pictures are no items; places that are off do not count. */
typedef struct {
  char *kind;
  char *language;
  guint items;
  guint drafts;
} BirgeContentCount;

typedef struct {
  GPtrArray *counts;        /* of BirgeContentCount, by kind and language */
  guint      n_items;
  guint      n_drafts;      /* texts nobody else has read */
  guint      n_unreviewed;  /* items no expert has read */
  guint      n_overdue;     /* items whose date to check again has passed */
  gint64     missing_bytes; /* of parts that were not here when it was built */
} BirgeContentStats;

/* Errors: BIRGE_LIBRARY_ERROR. Threads: any; blocks. */
BirgeContentStats *birge_content_stats_new  (const char         *path,
                                             const char         *today,
                                             GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void               birge_content_stats_free (BirgeContentStats  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeContentStats, birge_content_stats_free)

G_END_DECLS
