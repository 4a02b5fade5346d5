/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/widgets/birge-tile.h"

/* Long lists, and what scrolls them. Only the tiles on the screen exist, so that 5,000 items open as fast as five. */

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
  BirgeItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *tile = gtk_list_item_get_child (list_item);

  birge_tile_set_item (BIRGE_TILE (tile), item);
  birge_name_control (gtk_widget_get_parent (tile), birge_item_get_title (item)); /* GTK 4.8 leaves the row unnamed */
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
  GtkNoSelection *selection = gtk_no_selection_new (g_object_ref (items));
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
  if (birge_shell_get_style (shell) != NULL)
    {
      on_style_changed (birge_shell_get_style (shell), GTK_GRID_VIEW (view));
      g_signal_connect_object (birge_shell_get_style (shell), "changed", G_CALLBACK (on_style_changed), view, 0);
    }
  return birge_scroller_new (view);
}

static void
update_buttons (GtkWidget *overlay)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (birge_scroller_get (overlay));
  double value = gtk_adjustment_get_value (adjustment);
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  gtk_widget_set_visible (g_object_get_data (G_OBJECT (overlay), "up"), value > 1);
  gtk_widget_set_visible (g_object_get_data (G_OBJECT (overlay), "down"), value < end - 1);
}

static void
scroll_by (GtkWidget *overlay, double pages)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (birge_scroller_get (overlay));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + pages * gtk_adjustment_get_page_size (adjustment));
}

static void
on_up_clicked (GtkWidget *overlay)
{
  scroll_by (overlay, -0.8);
}

static void
on_down_clicked (GtkWidget *overlay)
{
  scroll_by (overlay, 0.8);
}

GtkScrolledWindow *
birge_scroller_get (GtkWidget *scroller)
{
  return GTK_SCROLLED_WINDOW (gtk_overlay_get_child (GTK_OVERLAY (scroller)));
}

static GtkWidget *
add_scroll_button (GtkWidget *overlay, GtkWidget *column, const char *icon, const char *key, GCallback on_clicked)
{
  GtkWidget *button = birge_round_button_new (icon, "", "scroll");

  g_object_set_data (G_OBJECT (overlay), key, button);
  g_signal_connect_swapped (button, "clicked", on_clicked, overlay);
  return birge_box_add (column, button);
}

GtkWidget *
birge_scroller_new (GtkWidget *child)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *column = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "scroll-buttons");
  GtkAdjustment *adjustment;

  gtk_widget_add_css_class (overlay, "scroller");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_EXTERNAL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_set_hexpand (scrolled, TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), scrolled);
  gtk_widget_set_halign (column, GTK_ALIGN_END);
  gtk_widget_set_valign (column, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), column);
  add_scroll_button (overlay, column, "up", "up", G_CALLBACK (on_up_clicked));
  add_scroll_button (overlay, column, "down", "down", G_CALLBACK (on_down_clicked));
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (update_buttons), overlay, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (update_buttons), overlay, G_CONNECT_SWAPPED);
  return overlay;
}

void
birge_scroller_set_names (GtkWidget *scroller, const char *up, const char *down)
{
  birge_name_control (g_object_get_data (G_OBJECT (scroller), "up"), up);
  birge_name_control (g_object_get_data (G_OBJECT (scroller), "down"), down);
}
