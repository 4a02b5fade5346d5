/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SHA-256 of bytes as they go by. */
typedef struct _BirgeSum BirgeSum;

BirgeSum *_birge_sum_new      (void);
void      _birge_sum_free     (BirgeSum      *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeSum, _birge_sum_free)
void      _birge_sum_reset    (BirgeSum      *self);
void      _birge_sum_add      (BirgeSum      *self,
                               gconstpointer  data,
                               gsize          length);
/* Ends it: only _birge_sum_reset() or _birge_sum_free() may follow. */
gboolean  _birge_sum_is       (BirgeSum      *self,
                               const char    *expected_hex);
/* Adds @length bytes of a file from @offset on. FALSE: there are not so many, errno 0, or the disk refused, errno why. */
gboolean  _birge_sum_add_file (BirgeSum      *self,
                               int            fd,
                               gint64         offset,
                               gint64         length);

G_END_DECLS
