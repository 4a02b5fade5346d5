/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "media/birge-metronome.h"

G_BEGIN_DECLS

#define BIRGE_METRONOME_RATE 48000

/* For tests, before the first start. */
void    _birge_metronome_set_sink     (BirgeMetronome *self,
                                       GstElement     *sink);

/* The stream itself: any part of it, always the same samples. */
guint64 _birge_metronome_find_click   (guint           per_minute,
                                       guint64         click);
void    _birge_metronome_render       (guint           per_minute,
                                       guint64         from,
                                       gint16         *samples,
                                       gsize           n_samples);
void    _birge_metronome_render_breaths (guint64       from,
                                       gint16         *samples,
                                       gsize           n_samples);

G_END_DECLS
