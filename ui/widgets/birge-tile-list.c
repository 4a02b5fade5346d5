/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/widgets/birge-tile.h"

#include "ui/widgets/birge-scroller.h"

/* Long lists. Only the tiles on the screen exist, so that 5,000 items open as fast as five. */

typedef struct
{
  BirgeShell     *shell;
  BirgeItemChosen chosen;
  gpointer        user_data;
} List;

static void
list_free (gpointer data, GClosure *unused)
{
  List *list = data;

  g_object_unref (list->shell);
  g_free (list);
}

static void
on_tile_chosen (BirgeTile *tile, List *list)
{
  BirgeItem *item = birge_tile_get_item (tile);

  if (item != NULL)
    list->chosen (item, list->user_data);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item, List *list)
{
  GtkWidget *tile = birge_tile_new (list->shell, "sky");

  gtk_widget_add_css_class (tile, "row");
  g_signal_connect (tile, "chosen", G_CALLBACK (on_tile_chosen), list);
  gtk_list_item_set_child (list_item, tile);
  gtk_list_item_set_activatable (list_item, FALSE);
  gtk_list_item_set_selectable (list_item, FALSE);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, List *list)
{
  gpointer object = gtk_list_item_get_item (list_item);
  BirgeItem *item = BIRGE_IS_ITEM (object) ? object : NULL; /* the room below the last one */
  GtkWidget *tile = gtk_list_item_get_child (list_item);

  gtk_widget_set_child_visible (tile, item != NULL);
  birge_tile_set_item (BIRGE_TILE (tile), item);
  /* GTK 4.8 leaves the row unnamed */
  birge_name_control (gtk_widget_get_parent (tile), item != NULL ? birge_item_get_title (item) : NULL);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item, List *list)
{
  birge_tile_set_item (BIRGE_TILE (gtk_list_item_get_child (list_item)), NULL);
}

static void
on_style_changed (BirgeStyle *style, GtkGridView *view)
{
  gtk_grid_view_set_max_columns (view, birge_style_is_portrait (style) ? 1 : 2);
}

GtkWidget *
birge_tile_list_new (BirgeShell *shell, GListModel *items, BirgeItemChosen chosen, gpointer user_data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkNoSelection *selection = gtk_no_selection_new (birge_scroller_add_room (items));
  List *list = g_new0 (List, 1);
  GtkWidget *view;

  list->shell = g_object_ref (shell);
  list->chosen = chosen;
  list->user_data = user_data;
  g_signal_connect_data (factory, "setup", G_CALLBACK (on_setup), list, list_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), list);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), list);
  view = gtk_grid_view_new (GTK_SELECTION_MODEL (selection), factory);
  gtk_grid_view_set_min_columns (GTK_GRID_VIEW (view), 1);
  gtk_grid_view_set_max_columns (GTK_GRID_VIEW (view), 2);
  on_style_changed (birge_shell_get_style (shell), GTK_GRID_VIEW (view));
  g_signal_connect_object (birge_shell_get_style (shell), "changed", G_CALLBACK (on_style_changed), view, 0);
  return birge_scroller_new (view);
}
