/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/widgets/birge-tile.h"

G_BEGIN_DECLS

#define BIRGE_TYPE_TILE_LIST (birge_tile_list_get_type ())
G_DECLARE_FINAL_TYPE (BirgeTileList, birge_tile_list, BIRGE, TILE_LIST, GtkWidget)

/* A long list of items as tiles, two columns on a wide screen, in a BirgeScroller. @items: of BirgeItem, which stay as they
 * are. @chosen is called with the item. */
typedef void (*BirgeItemChosen) (BirgeItem *item, gpointer user_data);
GtkWidget *birge_tile_list_new (BirgeShell     *shell,
                                GListModel     *items,
                                BirgeItemChosen chosen,
                                gpointer        user_data);

G_END_DECLS
