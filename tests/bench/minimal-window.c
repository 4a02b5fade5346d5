/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The least a GTK program can do: a fullscreen window with one button. It stands beside the kiosk in the benchmarks of
 * start and memory: says "painted TIME" (microseconds, monotonic) after its first frame, and after the first
 * that shows that the button was touched, as the kiosk does after the first that has the words of a page. */
#include <gtk/gtk.h>

static gboolean told;

static void
on_after_paint (GdkFrameClock *clock, gpointer unused)
{
  if (told)
    return;
  told = TRUE;
  g_print ("painted %" G_GINT64_FORMAT "\n", g_get_monotonic_time ());
  fflush (stdout);
}

static void
on_realize (GtkWidget *window)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_after_paint), NULL);
}

static void
on_clicked (GtkWidget *button)
{
  const char *label = gtk_button_get_label (GTK_BUTTON (button));

  gtk_button_set_label (GTK_BUTTON (button), g_str_equal (label, "Birge") ? "Together" : "Birge");
  told = FALSE;
}

static void
on_activate (GtkApplication *application)
{
  GtkWidget *window = gtk_application_window_new (application);
  GtkWidget *button = gtk_button_new_with_label ("Birge");

  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), NULL);
  gtk_window_set_child (GTK_WINDOW (window), button);
  g_signal_connect (window, "realize", G_CALLBACK (on_realize), NULL);
  gtk_window_fullscreen (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr(GtkApplication) application = gtk_application_new ("org.birge.MinimalWindow", G_APPLICATION_NON_UNIQUE);

  g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
