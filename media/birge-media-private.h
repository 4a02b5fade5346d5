/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

GstElement *_birge_media_make_audio_sink  (void);
GstElement *_birge_media_make_silent_sink (void);
gboolean    _birge_media_is_inside        (GstMessage *message,
                                           GstElement *element);

G_END_DECLS
