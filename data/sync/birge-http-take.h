/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-http-source-private.h"
#include "data/sync/birge-incoming.h"

G_BEGIN_DECLS

/* One fetch under way, birge-http-fetch.c; and its other half, birge-http-take.c: what happens with the bytes that come, and
 * what is told about it. */
struct _BirgeHttpFetch {
  BirgeHttpSource    *source;
  BirgeIncoming      *incoming;
  BirgeFetchProgress  progress;
  gpointer            user_data;

  GPtrArray          *files;         /* of BirgeHttpFile */
  guint               n_opened;      /* of files */
  GQueue              waiting;       /* of BirgeHttpPiece, owned */
  GPtrArray          *running;       /* of BirgeHttpPiece, owned by this */
  gint64              piece_bytes;
  gint64              uncut_bytes;   /* of files that were not opened yet */
  guint               width;         /* so many requests at once are worth it */
  BirgeHttpRequest   *stamp_request; /* owned */
  GByteArray         *stamp;
  GError             *error;         /* the first that ends it */
  GError             *late_error;    /* ends it when what is under way has come */

  BirgeFetchStatus    status;
  gint64              closed_bytes;  /* of wants that are here */
  gint64              wire_before;
  gint64              told_us;
  gint64              rated_us;
  gint64              rated_bytes;
};

#define BIRGE_HTTP_STAMP_MOST (64 * 1024)

void     _birge_http_fetch_begin      (BirgeHttpFetch       *self,
                                       GPtrArray            *wants);
void     _birge_http_fetch_end        (BirgeHttpFetch       *self);
/* Takes @error; the first one stays. */
void     _birge_http_fetch_fail       (BirgeHttpFetch       *self,
                                       GError               *error);
void     _birge_http_fetch_close      (BirgeHttpFetch       *self,
                                       BirgeHttpSlot        *slot,
                                       BirgeWantState        state);
/* Gives up when all servers had their turn. */
void     _birge_http_fetch_mark_wrong (BirgeHttpFetch       *self,
                                       BirgeHttpSlot        *slot);
/* Progress, at most ten times a second unless @last. */
void     _birge_http_fetch_tell       (BirgeHttpFetch       *self,
                                       gboolean              last);
/* Whether an error of BirgeIncoming is about our disk, not about what came. */
gboolean _birge_http_is_fatal         (const GError         *error);

/* Leaves out the beginning of a piece that an earlier run brought. */
gboolean _birge_http_take_resume      (BirgeHttpFetch       *self,
                                       BirgeHttpPiece       *piece,
                                       GError              **error);
gboolean _birge_http_take_begin       (BirgeHttpRequest     *request,
                                       gint64                total,
                                       GError              **error);
gboolean _birge_http_take_write       (BirgeHttpRequest     *request,
                                       gint64                offset,
                                       const guint8         *data,
                                       gsize                 length,
                                       GError              **error);

G_END_DECLS
