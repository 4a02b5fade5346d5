/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* One picture of a film, as the decoder left it in memory: nothing is copied, the memory stays valid and unchanged as
 * long as the frame is held. Hold few: each one keeps a decoded picture alive.
 *
 * Pixels are B, G, R, A in memory order, A always 255: on little-endian machines what cairo calls ARGB32 and
 * GDK_MEMORY_B8G8R8A8. Read-only. */
typedef struct {
  int           width;        /* pixels */
  int           height;
  int           stride;       /* bytes from one row to the next */
  const guint8 *data;         /* first byte of the top row */
  gsize         size_bytes;   /* readable bytes from data on */
  double        pixel_aspect; /* width of a pixel by its height, 1.0 for square ones */
  gint64        pts_us;       /* place in the film */
} BirgeFrame;

#define BIRGE_TYPE_FRAME (birge_frame_get_type ())
GType       birge_frame_get_type (void) G_GNUC_CONST;

BirgeFrame *birge_frame_ref      (BirgeFrame *self);
void        birge_frame_unref    (BirgeFrame *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeFrame, birge_frame_unref)

G_END_DECLS
