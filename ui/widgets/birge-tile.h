/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/library/birge-item.h"
#include "ui/shell/birge-shell.h"
#include "ui/widgets/birge-widgets.h"

G_BEGIN_DECLS

/* A way in: picture, name, one line, and a loudspeaker that reads both aloud. Emits "chosen". */
#define BIRGE_TYPE_TILE (birge_tile_get_type ())
G_DECLARE_FINAL_TYPE (BirgeTile, birge_tile, BIRGE, TILE, GtkWidget)

/* @hue: "rights", "aid", "learn", "help" or "sky"; also a class of the style sheet. */
GtkWidget *birge_tile_new          (BirgeShell *shell,
                                    const char *hue);
void       birge_tile_set_icon     (BirgeTile  *self,
                                    const char *icon);
/* @view stands where the picture is. */
void       birge_tile_set_view     (BirgeTile  *self,
                                    GtkWidget  *view);
/* Languages: NULL for the visitor's. */
void       birge_tile_set_text     (BirgeTile  *self,
                                    const char *title,
                                    const char *title_language,
                                    const char *summary,
                                    const char *summary_language);
/* Picture, words, badge and hue of an item of the content; NULL empties the tile. */
void       birge_tile_set_item     (BirgeTile  *self,
                                    BirgeItem  *item);
BirgeItem *birge_tile_get_item     (BirgeTile  *self);
/* The picture above the words instead of before them. */
void       birge_tile_set_tall     (BirgeTile  *self,
                                    gboolean    tall);
/* At most so many lines: what is longer ends in "…". */
void       birge_tile_set_lines    (BirgeTile  *self,
                                    int         title,
                                    int         summary);
/* Its words are being read aloud. */
void       birge_tile_set_spoken   (BirgeTile  *self,
                                    gboolean    spoken);

G_END_DECLS
