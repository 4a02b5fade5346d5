/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/search/birge-letter-grid.h"

typedef struct
{
  BirgeLetterPressed pressed;
  gpointer           user_data;
} Grid;

static void
on_key_clicked (GtkWidget *button, Grid *grid)
{
  grid->pressed (g_object_get_data (G_OBJECT (button), "birge-text"), grid->user_data);
}

static void
add_key (GtkWidget *widget, Grid *grid, GtkWidget *button, const char *text, int column, int row, int width)
{
  gtk_widget_add_css_class (button, "letter-key");
  gtk_widget_set_focus_on_click (button, FALSE);
  g_object_set_data_full (G_OBJECT (button), "birge-text", g_strdup (text), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_key_clicked), grid);
  gtk_grid_attach (GTK_GRID (widget), button, column, row, width, 1);
}

GtkWidget *
birge_letter_grid_new (const char *const *letters, guint columns, const char *const names[3], BirgeLetterPressed pressed,
                       gpointer user_data)
{
  GtkWidget *widget = gtk_grid_new ();
  Grid *grid = g_new0 (Grid, 1);
  int n = (int) columns, i, row, third = (int) columns / 3;

  grid->pressed = pressed;
  grid->user_data = user_data;
  g_object_set_data_full (G_OBJECT (widget), "birge-grid", grid, g_free);
  gtk_widget_add_css_class (widget, "letter-grid");
  gtk_grid_set_column_homogeneous (GTK_GRID (widget), TRUE);
  for (i = 0; letters[i] != NULL; i++)
    {
      GtkWidget *button = gtk_button_new_with_label (letters[i]);

      birge_name_control (button, letters[i]);
      add_key (widget, grid, button, letters[i], i % n, i / n, 1);
    }
  row = (i + n - 1) / n;
  add_key (widget, grid, birge_round_button_new ("space", names[0], NULL), " ", 0, row, third);
  add_key (widget, grid, birge_round_button_new ("backspace", names[1], NULL), BIRGE_LETTER_BACKSPACE, third, row, third);
  add_key (widget, grid, birge_round_button_new ("trash", names[2], NULL), BIRGE_LETTER_CLEAR, 2 * third, row, n - 2 * third);
  return widget;
}
