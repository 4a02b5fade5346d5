/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define BIRGE_TYPE_CAPTIONS (birge_captions_get_type ())
G_DECLARE_FINAL_TYPE (BirgeCaptions, birge_captions, BIRGE, CAPTIONS, GObject)

BirgeCaptions *birge_captions_new             (GPtrArray     *cues);
void           birge_captions_set_cues        (BirgeCaptions *self,
                                               GPtrArray     *cues);
void           birge_captions_set_position_us (BirgeCaptions *self,
                                               gint64         position_us);
const char    *birge_captions_get_text        (BirgeCaptions *self);

G_END_DECLS
