/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Holds all transfers together to so many bytes a second. Bytes are taken after they came, since nobody knows before how
 * many a read will bring; what was taken too much is waited for. The time is always the caller's. */
typedef struct {
  gint64 rate;  /* bytes a second; 0: no limit */
  gint64 burst; /* most bytes that can have been saved up */
  gint64 level; /* bytes that may come now; below zero after too many came */
  gint64 at_us; /* when that was so */
} BirgeTokenBucket;

/* Begins full. @now_us: monotonic. */
void   birge_token_bucket_init    (BirgeTokenBucket *self,
                                   gint64            rate,
                                   gint64            now_us);
/* @bytes came. */
void   birge_token_bucket_take    (BirgeTokenBucket *self,
                                   gint64            bytes,
                                   gint64            now_us);
/* How long to wait until something may come again; 0: now. */
gint64 birge_token_bucket_wait_us (BirgeTokenBucket *self,
                                   gint64            now_us);

G_END_DECLS
