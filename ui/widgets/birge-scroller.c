/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/widgets/birge-scroller.h"

#include "ui/widgets/birge-fingers.h"
#include "ui/widgets/birge-widgets.h"

static void
update_buttons (GtkWidget *overlay)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (birge_scroller_get (overlay));
  double value = gtk_adjustment_get_value (adjustment);
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  birge_fingers_set_visible (g_object_get_data (G_OBJECT (overlay), "up"), value > 1);
  birge_fingers_set_visible (g_object_get_data (G_OBJECT (overlay), "down"), value < end - 1);
}

/* The end of a long page can be scrolled out from under the buttons. */
static gboolean
make_room (gpointer overlay)
{
  GtkScrolledWindow *scrolled = birge_scroller_get (overlay);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scrolled);
  GtkWidget *viewport = gtk_scrolled_window_get_child (scrolled);
  GtkWidget *content;
  double height;
  int room = 0;

  g_object_set_data (G_OBJECT (overlay), "later", NULL);
  if (!GTK_IS_VIEWPORT (viewport))
    return G_SOURCE_REMOVE; /* a list has no end to add to */
  content = gtk_viewport_get_child (GTK_VIEWPORT (viewport));
  height = gtk_adjustment_get_upper (adjustment) - gtk_widget_get_margin_bottom (content);
  if (height > gtk_adjustment_get_page_size (adjustment) + 1)
    gtk_widget_measure (g_object_get_data (G_OBJECT (overlay), "buttons"), GTK_ORIENTATION_VERTICAL, -1, NULL, &room, NULL, NULL);
  gtk_widget_set_margin_bottom (content, room);
  return G_SOURCE_REMOVE;
}

static void
on_size_changed (GtkWidget *overlay)
{
  update_buttons (overlay);
  if (g_object_get_data (G_OBJECT (overlay), "later") != NULL)
    return;
  g_object_set_data (G_OBJECT (overlay), "later", overlay);
  g_idle_add_full (G_PRIORITY_DEFAULT, make_room, g_object_ref (overlay), g_object_unref); /* not while sizes are given out */
}

void
birge_scroller_stand_beside (GtkWidget *scroller)
{
  GtkWidget *buttons = g_object_get_data (G_OBJECT (scroller), "buttons");

  gtk_orientable_set_orientation (GTK_ORIENTABLE (buttons), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (scroller, "beside");
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

/* The focus goes to the first control of a new page by itself: only a keyboard, which shows it, may move the page for that. */
static void
on_root_changed (GtkWidget *overlay)
{
  GtkRoot *root = gtk_widget_get_root (overlay);
  GtkWidget *viewport = gtk_scrolled_window_get_child (birge_scroller_get (overlay));

  if (GTK_IS_WINDOW (root) && GTK_IS_VIEWPORT (viewport))
    g_object_bind_property (root, "focus-visible", viewport, "scroll-to-focus", G_BINDING_SYNC_CREATE);
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
  g_object_set_data (G_OBJECT (overlay), "buttons", column);
  add_scroll_button (overlay, column, "up", "up", G_CALLBACK (on_up_clicked));
  add_scroll_button (overlay, column, "down", "down", G_CALLBACK (on_down_clicked));
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (on_size_changed), overlay, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (update_buttons), overlay, G_CONNECT_SWAPPED);
  g_signal_connect (overlay, "notify::root", G_CALLBACK (on_root_changed), NULL);
  return overlay;
}

void
birge_scroller_set_names (GtkWidget *scroller, const char *up, const char *down)
{
  birge_name_control (g_object_get_data (G_OBJECT (scroller), "up"), up);
  birge_name_control (g_object_get_data (G_OBJECT (scroller), "down"), down);
}
