/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/video/video.h>

#include "media/birge-frame.h"

G_BEGIN_DECLS

BirgeFrame *_birge_frame_new         (GstBuffer          *buffer,
                                      const GstVideoInfo *info,
                                      gint64              pts_us);
gboolean    _birge_frame_shows       (BirgeFrame         *self,
                                      GstBuffer          *buffer);

G_END_DECLS
