/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "media/birge-sounds.h"

G_BEGIN_DECLS

#define BIRGE_SOUNDS_RATE 48000

/* For tests, before the first sound. */
void    _birge_sounds_set_sink (BirgeSounds *self,
                                GstElement  *sink);
GArray *_birge_sounds_make     (BirgeSound   sound);

G_END_DECLS
