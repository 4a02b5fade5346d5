/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "media/birge-player.h"

G_BEGIN_DECLS

GError *_birge_player_make_error      (BirgePlayerError  code,
                                       const char       *path);
GError *_birge_player_translate_error (GstMessage       *message,
                                       const char       *path);

G_END_DECLS
