/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/video/gstvideosink.h>

#include "media/birge-frame.h"

G_BEGIN_DECLS

#define BIRGE_TYPE_FRAME_SINK (birge_frame_sink_get_type ())
G_DECLARE_FINAL_TYPE (BirgeFrameSink, birge_frame_sink, BIRGE, FRAME_SINK, GstVideoSink)

typedef void (*BirgeFrameHandler) (BirgeFrame *frame,
                                   gpointer    user_data);

BirgeFrameSink *_birge_frame_sink_new         (void);
void            _birge_frame_sink_set_handler (BirgeFrameSink    *self,
                                               BirgeFrameHandler  handler,
                                               gpointer           user_data);
BirgeFrame     *_birge_frame_sink_dup_frame   (BirgeFrameSink    *self);
void            _birge_frame_sink_get_counts  (BirgeFrameSink    *self,
                                               guint64           *shown,
                                               guint64           *unseen);

G_END_DECLS
