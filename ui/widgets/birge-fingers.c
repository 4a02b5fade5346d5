/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/widgets/birge-fingers.h"

#include "ui/widgets/birge-widgets.h"

/* Of a window */
#define FINGERS "birge-fingers"
/* Of a widget that is on its way out, or that is to be hidden */
#define LEAVING "birge-leaving"
#define HIDING "birge-hiding"

typedef struct
{
  GtkWidget *widget; /* owned */
  void     (*run) (GtkWidget *widget);
} Waiting;

typedef struct
{
  GtkWidget  *window;  /* borrowed: it owns this */
  GHashTable *down;    /* GdkEventSequence (NULL: the pointer) → GtkWidget it came down on, owned */
  GPtrArray  *waiting; /* of Waiting, in the order in which they came */
} Fingers;

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_object_unref (waiting->widget);
  g_free (waiting);
}

static void
fingers_free (gpointer data)
{
  Fingers *fingers = data;

  g_hash_table_unref (fingers->down);
  g_ptr_array_unref (fingers->waiting);
  g_free (fingers);
}

static Fingers *
find (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return root != NULL ? g_object_get_data (G_OBJECT (root), FINGERS) : NULL;
}

static gboolean
is_in (GtkWidget *target, GtkWidget *widget)
{
  return target == widget || gtk_widget_is_ancestor (target, widget);
}

/* The fingers of the window when one of them lies on @widget; else NULL. */
static Fingers *
find_on (GtkWidget *widget)
{
  Fingers *fingers = find (widget);
  GHashTableIter iter;
  gpointer target;

  if (fingers == NULL)
    return NULL;
  g_hash_table_iter_init (&iter, fingers->down);
  while (g_hash_table_iter_next (&iter, NULL, &target))
    if (is_in (target, widget))
      return fingers;
  return NULL;
}

static void
reset (GtkWidget *widget)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      gtk_event_controller_reset (controller);
    }
}

/* Nothing in @widget is pressed when the fingers lift. (Making it insensitive would do that too, but GTK then takes the
 * touch to what lies below, as it does with what it unmaps.) */
static void
let_go (Fingers *fingers, GtkWidget *widget)
{
  GHashTableIter iter;
  gpointer target;

  g_hash_table_iter_init (&iter, fingers->down);
  while (g_hash_table_iter_next (&iter, NULL, &target))
    for (GtkWidget *at = target; at != NULL && is_in (at, widget); at = gtk_widget_get_parent (at))
      reset (at);
}

static void
wait_for (Fingers *fingers, GtkWidget *widget, void (*run) (GtkWidget *widget))
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->widget = g_object_ref (widget);
  waiting->run = run;
  g_ptr_array_add (fingers->waiting, waiting);
}

static void
run_waiting (GtkWidget *window)
{
  Fingers *fingers = find (window);
  g_autoptr(GPtrArray) all = NULL;

  if (fingers == NULL)
    return;
  all = g_steal_pointer (&fingers->waiting);
  fingers->waiting = g_ptr_array_new_with_free_func (waiting_free);
  for (guint i = 0; i < all->len; i++)
    {
      const Waiting *waiting = g_ptr_array_index (all, i);

      if (gtk_widget_get_root (waiting->widget) == NULL)
        continue; /* it went with what it was in */
      if (find_on (waiting->widget) != NULL)
        wait_for (fingers, waiting->widget, waiting->run);
      else
        waiting->run (waiting->widget);
    }
}

static void
come_down (Fingers *fingers, GdkEvent *event)
{
  GtkWidget *target = NULL;
  double x, y, left, top;

  if (gdk_event_get_position (event, &x, &y))
    {
      gtk_native_get_surface_transform (GTK_NATIVE (fingers->window), &left, &top);
      target = gtk_widget_pick (fingers->window, x - left, y - top, GTK_PICK_DEFAULT);
    }
  if (target != NULL)
    g_hash_table_replace (fingers->down, gdk_event_get_event_sequence (event), g_object_ref (target));
}

/* GTK has taken the touch off its count by now, and what is touched has not heard of it yet: what waits, waits for that. */
static void
lift (Fingers *fingers, GdkEvent *event)
{
  if (g_hash_table_remove (fingers->down, gdk_event_get_event_sequence (event)) && fingers->waiting->len > 0)
    birge_widget_later (fingers->window, run_waiting);
}

static gboolean
on_event (Fingers *fingers, GdkEvent *event)
{
  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_TOUCH_BEGIN:
    case GDK_BUTTON_PRESS:
      come_down (fingers, event);
      break;
    case GDK_TOUCH_END:
    case GDK_TOUCH_CANCEL:
    case GDK_BUTTON_RELEASE:
      lift (fingers, event);
      break;
    default:
      break;
    }
  return GDK_EVENT_PROPAGATE;
}

void
birge_fingers_watch (GtkWidget *window)
{
  GtkEventController *all;
  Fingers *fingers;

  g_return_if_fail (GTK_IS_WINDOW (window));

  all = gtk_event_controller_legacy_new ();
  fingers = g_new0 (Fingers, 1);
  fingers->window = window;
  fingers->down = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  fingers->waiting = g_ptr_array_new_with_free_func (waiting_free);
  g_object_set_data_full (G_OBJECT (window), FINGERS, fingers, fingers_free);
  gtk_event_controller_set_propagation_phase (all, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (all, "event", G_CALLBACK (on_event), fingers);
  gtk_widget_add_controller (window, all);
}

static gboolean
is_leaving (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), LEAVING) != NULL;
}

void
birge_fingers_take_away (GtkWidget *widget, void (*remove) (GtkWidget *widget))
{
  Fingers *fingers;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (!is_leaving (widget));

  fingers = find_on (widget);
  if (fingers == NULL)
    {
      remove (widget);
      return;
    }
  g_object_set_data (G_OBJECT (widget), LEAVING, fingers);
  let_go (fingers, widget);
  if (gtk_widget_get_focus_child (widget) != NULL || gtk_widget_is_focus (widget))
    gtk_window_set_focus (GTK_WINDOW (fingers->window), NULL);
  gtk_widget_set_can_focus (widget, FALSE);
  gtk_widget_set_can_target (widget, FALSE);
  gtk_widget_set_opacity (widget, 0);
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  wait_for (fingers, widget, remove);
}

void
birge_fingers_replace (GtkWidget *parent, GtkWidget *child)
{
  GtkWidget *next;

  g_return_if_fail (GTK_IS_WIDGET (parent));

  for (GtkWidget *old = gtk_widget_get_first_child (parent); old != NULL; old = next)
    {
      next = gtk_widget_get_next_sibling (old);
      if (!is_leaving (old))
        birge_fingers_take_away (old, gtk_widget_unparent);
    }
  if (child != NULL)
    gtk_widget_set_parent (child, parent);
}

static void
hide (GtkWidget *widget)
{
  if (g_object_get_data (G_OBJECT (widget), HIDING) != NULL) /* nobody wanted it back meanwhile */
    gtk_widget_set_visible (widget, FALSE);
}

void
birge_fingers_set_visible (GtkWidget *widget, gboolean visible)
{
  Fingers *fingers;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  fingers = visible ? NULL : find_on (widget);
  if (fingers == NULL)
    gtk_widget_set_visible (widget, visible);
  else if (g_object_get_data (G_OBJECT (widget), HIDING) == NULL)
    {
      let_go (fingers, widget);
      wait_for (fingers, widget, hide);
    }
  g_object_set_data (G_OBJECT (widget), HIDING, fingers);
}
