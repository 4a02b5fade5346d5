/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/practice/birge-task-view-private.h"

#include "ui/practice/birge-still.h"
#include "ui/widgets/birge-widgets.h"

/* A picture whose right places are to be touched. Places are buttons that nobody sees until they are touched, so that a
 * keyboard finds them, too. */
typedef struct {
  GtkWidget *buttons[BIRGE_FILM_NOTES_MAX_PARTS]; /* by part */
  GtkWidget *wrong;                               /* touched last and wrong, or NULL */
  guint      n_left;
} Touch;

static const BirgeFilmPart *
get_part (BirgeTaskView *self, guint i)
{
  return g_ptr_array_index (self->task->parts, i);
}

static void
forget_wrong (Touch *touch)
{
  if (touch->wrong == NULL)
    return;
  gtk_widget_remove_css_class (touch->wrong, "wrong");
  _birge_task_view_mark (touch->wrong, NULL);
  touch->wrong = NULL;
}

static void
find (Touch *touch, GtkWidget *button)
{
  if (gtk_widget_has_css_class (button, "right"))
    return;
  gtk_widget_remove_css_class (button, "hint");
  gtk_widget_add_css_class (button, "right");
  _birge_task_view_mark (button, _birge_task_view_sign_new (TRUE));
  touch->n_left--;
}

/* Whether who touches the middle of one touches the other, too. */
static gboolean
covers (const BirgeFilmPart *a, const BirgeFilmPart *b)
{
  double x = b->x + b->width / 2, y = b->y + b->height / 2;

  return x >= a->x && x <= a->x + a->width && y >= a->y && y <= a->y + a->height;
}

static void
take (BirgeTaskView *self, guint found)
{
  Touch *touch = self->own;

  for (guint i = 0; i < self->task->parts->len; i++)
    if (i == found || (get_part (self, i)->right && covers (get_part (self, found), get_part (self, i))))
      find (touch, touch->buttons[i]);
  _birge_task_view_right (self, touch->n_left > 0 ? birge_page_tr (self->page, N_("Right! There is more to find.")) : NULL, NULL);
  if (touch->n_left == 0)
    _birge_task_view_finish (self);
}

static void
miss (BirgeTaskView *self)
{
  Touch *touch = self->own;

  _birge_task_view_wrong (self, N_("Not here. Look again."));
  for (guint i = 0; i < self->task->parts->len && self->misses >= BIRGE_TASK_PATIENCE; i++)
    if (get_part (self, i)->right && !gtk_widget_has_css_class (touch->buttons[i], "right"))
      gtk_widget_add_css_class (touch->buttons[i], "hint");
}

static void
on_part_clicked (GtkWidget *button, BirgeTaskView *self)
{
  Touch *touch = self->own;
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "birge-part-number"));

  forget_wrong (touch);
  if (self->is_done || gtk_widget_has_css_class (button, "right"))
    return;
  if (get_part (self, i)->right)
    {
      take (self, i);
      return;
    }
  touch->wrong = button;
  gtk_widget_add_css_class (button, "wrong");
  _birge_task_view_mark (button, _birge_task_view_sign_new (FALSE));
  miss (self);
}

/* Beside all places. */
static void
on_still_pressed (GtkGestureClick *gesture, int n_press, double x, double y, BirgeTaskView *self)
{
  GtkWidget *still = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  if (self->is_done || gtk_widget_pick (still, x, y, GTK_PICK_DEFAULT) != still)
    return; /* the place answers for itself */
  forget_wrong (self->own);
  miss (self);
}

static GtkWidget *
make_button (BirgeTaskView *self, guint i)
{
  GtkWidget *button = gtk_button_new ();
  g_autofree char *digits = g_strdup_printf ("%u", i + 1);
  g_autofree char *number
    = birge_language_localise_digits (birge_shell_get_language_info (birge_page_get_shell (self->page)), digits);
  g_autofree char *name = g_strdup_printf ("%s %s", birge_page_tr (self->page, N_("Place in the picture")), number);

  gtk_button_set_child (GTK_BUTTON (button), gtk_overlay_new ());
  gtk_widget_add_css_class (button, "part");
  birge_name_control (button, name);
  g_object_set_data (G_OBJECT (button), "birge-part-number", GUINT_TO_POINTER (i));
  g_signal_connect (button, "clicked", G_CALLBACK (on_part_clicked), self);
  return button;
}

void
_birge_task_view_fill_touch (BirgeTaskView *self)
{
  Touch *touch = g_new0 (Touch, 1);
  const BirgeTaskPicture *picture = g_ptr_array_index (self->task->pictures, 0);
  GtkWidget *still = birge_box_add (self->box, birge_still_new (birge_page_get_shell (self->page), picture->object));
  GtkGesture *click = gtk_gesture_click_new ();

  self->own = touch;
  gtk_widget_add_css_class (still, "touch-still");
  g_signal_connect (click, "pressed", G_CALLBACK (on_still_pressed), self);
  gtk_widget_add_controller (still, GTK_EVENT_CONTROLLER (click));
  /* The right ones lie on top: where places are narrow, the doubt is the visitor's. */
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < self->task->parts->len; i++)
      if (get_part (self, i)->right == (round == 1))
        {
          touch->buttons[i] = make_button (self, i);
          touch->n_left += get_part (self, i)->right;
          birge_still_add (BIRGE_STILL (still), touch->buttons[i], get_part (self, i));
        }
}
