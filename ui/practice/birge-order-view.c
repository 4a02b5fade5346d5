/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/practice/birge-task-view-private.h"

#include "ui/practice/birge-still.h"
#include "ui/widgets/birge-widgets.h"

/* Pictures to be touched one after the other, as the steps come. No dragging: a touch gives a picture its number. */
typedef struct {
  GtkWidget *buttons[BIRGE_QUESTION_MAX_SCENES]; /* by their right place */
  guint      next;                               /* place that is looked for */
  GtkWidget *wrong;                              /* touched last and wrong, or NULL */
} Order;

static const BirgeTaskPicture *
get_picture (BirgeTaskView *self, guint place)
{
  return g_ptr_array_index (self->task->pictures, place);
}

static GtkWidget *
make_number (BirgeTaskView *self, guint place)
{
  g_autofree char *digits = g_strdup_printf ("%u", place + 1);
  g_autofree char *text
    = birge_language_localise_digits (birge_shell_get_language_info (birge_page_get_shell (self->page)), digits);
  GtkWidget *label = birge_label_new (text, NULL, "task-number");

  gtk_label_set_xalign (GTK_LABEL (label), 0.5);
  return label;
}

static void
take (BirgeTaskView *self, GtkWidget *button)
{
  Order *order = self->own;
  const BirgeTaskPicture *picture = get_picture (self, order->next);

  gtk_widget_remove_css_class (button, "hint");
  gtk_widget_add_css_class (button, "right");
  _birge_task_view_mark (button, make_number (self, order->next));
  _birge_task_view_right (self, picture->text.text, picture->text.language);
  if (++order->next == self->task->pictures->len)
    _birge_task_view_finish (self);
}

static void
refuse (BirgeTaskView *self, GtkWidget *button)
{
  Order *order = self->own;

  order->wrong = button;
  gtk_widget_add_css_class (button, "wrong");
  _birge_task_view_mark (button, _birge_task_view_sign_new (FALSE));
  _birge_task_view_wrong (self, order->next == 0 ? N_("Not yet. What do you do first?") : N_("Not yet. Something comes before that."));
  if (self->misses >= BIRGE_TASK_PATIENCE)
    gtk_widget_add_css_class (order->buttons[order->next], "hint");
}

static void
on_clicked (GtkWidget *button, BirgeTaskView *self)
{
  Order *order = self->own;
  guint place = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "birge-place"));
  const BirgeTaskPicture *picture = get_picture (self, place);

  if (order->wrong != NULL)
    {
      gtk_widget_remove_css_class (order->wrong, "wrong");
      _birge_task_view_mark (order->wrong, NULL);
      order->wrong = NULL;
    }
  if (place < order->next) /* it has its number: say again what it shows */
    birge_shell_say (birge_page_get_shell (self->page), picture->text.text, picture->text.language);
  else if (place == order->next)
    take (self, button);
  else
    refuse (self, button);
}

static GtkWidget *
make_button (BirgeTaskView *self, guint place)
{
  const BirgeTaskPicture *picture = get_picture (self, place);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *overlay = gtk_overlay_new ();

  gtk_overlay_set_child (GTK_OVERLAY (overlay), birge_still_new (birge_page_get_shell (self->page), picture->object));
  gtk_button_set_child (GTK_BUTTON (button), overlay);
  gtk_widget_add_css_class (button, "option");
  gtk_widget_add_css_class (button, "still-option");
  birge_name_control (button, picture->text.text);
  g_object_set_data (G_OBJECT (button), "birge-place", GUINT_TO_POINTER (place));
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), self);
  return button;
}

/* Any order but the right one. */
static void
shuffle (guint *places, guint n)
{
  gboolean sorted = TRUE;

  for (guint i = n - 1; i > 0; i--)
    {
      guint j = (guint) g_random_int_range (0, (gint32) i + 1), place = places[i];

      places[i] = places[j];
      places[j] = place;
    }
  for (guint i = 0; i < n; i++)
    sorted = sorted && places[i] == i;
  if (sorted)
    {
      places[0] = n - 1;
      places[n - 1] = 0;
    }
}

void
_birge_task_view_fill_order (BirgeTaskView *self)
{
  Order *order = g_new0 (Order, 1);
  guint n = self->task->pictures->len;
  gboolean portrait = birge_style_is_portrait (birge_shell_get_style (birge_page_get_shell (self->page)));
  guint columns = portrait ? (n > 4 ? 2 : 1) : (n > 4 ? 3 : n > 3 ? 2 : n);
  GtkWidget *grid = birge_box_add (self->box, gtk_grid_new ());
  guint places[BIRGE_QUESTION_MAX_SCENES];

  self->own = order;
  gtk_widget_add_css_class (grid, "options");
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_row_homogeneous (GTK_GRID (grid), TRUE);
  gtk_widget_set_vexpand (grid, TRUE);
  for (guint i = 0; i < n; i++)
    places[i] = i;
  shuffle (places, n);
  for (guint i = 0; i < n; i++)
    {
      order->buttons[places[i]] = make_button (self, places[i]);
      gtk_grid_attach (GTK_GRID (grid), order->buttons[places[i]], (int) (i % columns), (int) (i / columns), 1, 1);
    }
}
