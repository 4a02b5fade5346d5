/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/guides/birge-flow.h"

#include "ui/widgets/birge-widgets.h"

/* From this letter size on, words need a column more of room. */
#define LARGE_LETTERS 1.3

typedef struct
{
  BirgeShell *shell; /* owned */
  GPtrArray  *children; /* of GtkWidget, owned by the grid */
  GPtrArray  *fillers;  /* of GtkWidget, in a first row that is not full: its columns stay as wide */
  guint       landscape;
  guint       portrait;
} Flow;

static void
flow_free (gpointer data)
{
  Flow *flow = data;

  g_object_unref (flow->shell);
  g_ptr_array_unref (flow->children);
  g_ptr_array_unref (flow->fillers);
  g_free (flow);
}

static int
count_columns (const Flow *flow)
{
  BirgeStyle *style = birge_shell_get_style (flow->shell);
  guint columns = birge_style_is_portrait (style) ? flow->portrait : flow->landscape;

  if (columns > 1 && birge_session_get_letter_scale (birge_shell_get_session (flow->shell)) > LARGE_LETTERS)
    columns--;
  return (int) columns;
}

static void
place (GtkWidget *grid, GtkWidget *child, int column, int row)
{
  g_object_ref (child);
  if (gtk_widget_get_parent (child) != NULL)
    gtk_grid_remove (GTK_GRID (grid), child);
  gtk_grid_attach (GTK_GRID (grid), child, column, row, 1, 1);
  g_object_unref (child);
}

static void
arrange (GtkWidget *grid)
{
  Flow *flow = g_object_get_data (G_OBJECT (grid), "birge-flow");
  int columns = count_columns (flow);
  int n = (int) flow->children->len;

  for (guint i = 0; i < flow->fillers->len; i++)
    gtk_grid_remove (GTK_GRID (grid), g_ptr_array_index (flow->fillers, i));
  g_ptr_array_set_size (flow->fillers, 0);
  for (int i = 0; i < n; i++)
    place (grid, g_ptr_array_index (flow->children, i), i % columns, i / columns);
  for (int i = n; i < columns; i++)
    {
      GtkWidget *filler = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      g_ptr_array_add (flow->fillers, filler);
      place (grid, filler, i, 0);
    }
}

GtkWidget *
birge_flow_new (BirgeShell *shell, guint columns_landscape, guint columns_portrait)
{
  GtkWidget *grid = gtk_grid_new ();
  Flow *flow = g_new0 (Flow, 1);

  flow->shell = g_object_ref (shell);
  flow->children = g_ptr_array_new ();
  flow->fillers = g_ptr_array_new ();
  flow->landscape = columns_landscape;
  flow->portrait = columns_portrait;
  g_object_set_data_full (G_OBJECT (grid), "birge-flow", flow, flow_free);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_widget_add_css_class (grid, "flow");
  g_signal_connect_object (birge_shell_get_style (shell), "changed", G_CALLBACK (arrange), grid, G_CONNECT_SWAPPED);
  return grid;
}

GtkWidget *
birge_flow_add (GtkWidget *grid, GtkWidget *child)
{
  Flow *flow = g_object_get_data (G_OBJECT (grid), "birge-flow");

  gtk_widget_set_hexpand (child, TRUE);
  g_ptr_array_add (flow->children, child);
  arrange (grid);
  return child;
}
