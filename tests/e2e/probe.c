/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A window with one control of each sort, for test_driver.py: the driver has
 * to be right before what it says of the kiosk counts.  With the argument
 * "unnamed" it shows a button that nobody named.
 */
#define G_LOG_DOMAIN "birge-probe"

#include <gtk/gtk.h>

typedef struct
{
  GtkLabel *said; /* borrowed from the window */
  GMainLoop *loop;
  int taps;
} Probe;

G_GNUC_PRINTF (2, 3) static void
say (Probe *probe, const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list arguments;

  va_start (arguments, format);
  words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  gtk_label_set_label (probe->said, words);
}

static void
on_clicked (GtkButton *button, gpointer user_data)
{
  Probe *probe = user_data;

  say (probe, "%s tapped %d", gtk_button_get_label (button), ++probe->taps);
}

static void
on_pressed (GtkGestureLongPress *gesture, double x, double y, gpointer user_data)
{
  GdkDevice *device = gtk_gesture_get_device (GTK_GESTURE (gesture));
  gboolean touch = device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;

  say (user_data, "held by %s", touch ? "a finger" : "something else");
}

static void
on_scale_changed (GtkGestureZoom *gesture, double scale, gpointer user_data)
{
  say (user_data, scale > 1 ? "wider" : "narrower");
}

static void
on_changed (GtkEditable *entry, gpointer user_data)
{
  say (user_data, "typed %s", gtk_editable_get_text (entry));
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, gpointer user_data)
{
  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;

  say (user_data, "escape");
  return GDK_EVENT_STOP;
}

static void
on_close (GtkWindow *window, gpointer user_data)
{
  g_main_loop_quit (user_data);
}

static GtkWidget *
list_new (Probe *probe)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  for (int i = 1; i <= 60; i++)
    {
      g_autofree char *label = g_strdup_printf ("Row %d", i);
      GtkWidget *row = gtk_button_new_with_label (label);

      gtk_widget_set_size_request (row, -1, 72);
      g_signal_connect (row, "clicked", G_CALLBACK (on_clicked), probe);
      gtk_box_append (GTK_BOX (list), row);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static GtkWidget *
window_new (Probe *probe, gboolean with_unnamed)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *hold = gtk_button_new_with_label ("Hold");
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *field = gtk_label_new ("Field");
  GtkGesture *press = gtk_gesture_long_press_new ();
  GtkGesture *zoom = gtk_gesture_zoom_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  probe->said = GTK_LABEL (gtk_label_new ("nothing"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (probe->said));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), FALSE);
  g_signal_connect (press, "pressed", G_CALLBACK (on_pressed), probe);
  gtk_widget_add_controller (hold, GTK_EVENT_CONTROLLER (press));
  gtk_box_append (GTK_BOX (box), hold);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, "Words", -1);
  g_signal_connect (entry, "changed", G_CALLBACK (on_changed), probe);
  gtk_box_append (GTK_BOX (box), entry);
  g_signal_connect (zoom, "scale-changed", G_CALLBACK (on_scale_changed), probe);
  gtk_widget_add_controller (field, GTK_EVENT_CONTROLLER (zoom));
  gtk_widget_set_size_request (field, -1, 400);
  gtk_box_append (GTK_BOX (box), field);
  gtk_box_append (GTK_BOX (box), list_new (probe));
  if (with_unnamed)
    gtk_box_append (GTK_BOX (box), gtk_button_new ());
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), probe);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (window, keys);
  gtk_window_set_title (GTK_WINDOW (window), "Probe");
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_fullscreen (GTK_WINDOW (window));
  return window;
}

int
main (int argc, char **argv)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Probe probe = { .loop = loop };
  GtkWidget *window;

  gtk_init ();
  window = window_new (&probe, argc > 1 && g_str_equal (argv[1], "unnamed"));
  g_signal_connect (window, "destroy", G_CALLBACK (on_close), loop);
  gtk_window_present (GTK_WINDOW (window));
  g_main_loop_run (loop);
  return 0;
}
