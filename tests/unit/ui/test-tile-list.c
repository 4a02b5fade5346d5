/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/library/birge-item-private.h"
#include "tests/unit/ui/kiosk-fixture.h"
#include "ui/widgets/birge-scroller.h"
#include "ui/widgets/birge-tile-list.h"

/* A list of thousands in a window of its own, with the style of the kiosk. */

#define MANY 5000
#define WIDTH 960
#define HEIGHT 500

typedef struct
{
  GtkWidget     *window;
  GtkWidget     *list;
  GtkAdjustment *adjustment;
  BirgeItem     *chosen;
  double         gap;    /* below a tile */
  double         button; /* height of one that scrolls */
} Shown;

#define AWAIT(condition)                                              \
  G_STMT_START                                                        \
  {                                                                   \
    gint64 end_us = g_get_monotonic_time () + PATIENCE_US;            \
                                                                      \
    while (!(condition) && g_get_monotonic_time () < end_us)          \
      run_for (5);                                                    \
    g_assert_true (condition);                                        \
  }                                                                   \
  G_STMT_END

static BirgeItem *
new_item (guint i)
{
  BirgeItem *item = g_object_new (BIRGE_TYPE_ITEM, NULL);

  item->id = g_strdup_printf ("guide/g%u", i);
  item->kind = g_intern_string ("guide");
  item->title = g_strdup_printf ("Guide %u%s", i, i % 7 == 0 ? " with a name that needs more than one line of its tile, whatever one does" : "");
  item->title_language = g_intern_string (i % 5 == 0 ? "en" : "ru");
  item->summary = g_strdup (i % 3 == 0 ? "" : "What to do, and whom to ask when it does not help at once");
  item->summary_language = item->title_language;
  return item;
}

static GListModel *
new_items (guint n)
{
  GListStore *items = g_list_store_new (BIRGE_TYPE_ITEM);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BirgeItem) item = new_item (i);

      g_list_store_append (items, item);
    }
  return G_LIST_MODEL (items);
}

static void
on_chosen (BirgeItem *item, gpointer shown)
{
  ((Shown *) shown)->chosen = item;
}

static void
show (Kiosk *kiosk, Shown *self, guint n)
{
  g_autoptr(GListModel) items = new_items (n);
  GtkWidget *scroller = birge_tile_list_new (kiosk->shell, items, on_chosen, self);

  self->chosen = NULL;
  self->gap = 20 * birge_style_get_unit (kiosk->style);
  self->button = 88 * birge_style_get_unit (kiosk->style);
  self->window = gtk_window_new ();
  self->adjustment = gtk_scrolled_window_get_vadjustment (birge_scroller_get (scroller));
  self->list = find (scroller, BIRGE_TYPE_TILE_LIST);
  gtk_window_set_decorated (GTK_WINDOW (self->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (self->window), WIDTH, HEIGHT);
  gtk_widget_add_css_class (self->window, "birge");
  gtk_window_set_child (GTK_WINDOW (self->window), scroller);
  gtk_window_present (GTK_WINDOW (self->window));
  AWAIT (gtk_widget_get_height (self->list) == HEIGHT);
}

static void
close_list (Shown *self)
{
  GtkWidget *list = self->list;

  g_object_add_weak_pointer (G_OBJECT (list), (gpointer *) &list);
  gtk_window_destroy (GTK_WINDOW (self->window));
  assert_goes ((gpointer *) &list);
}

static gboolean
is_tile (GtkWidget *child)
{
  return BIRGE_IS_TILE (child) && birge_tile_get_item (BIRGE_TILE (child)) != NULL;
}

static guint
get_number (GtkWidget *tile)
{
  return (guint) g_ascii_strtoull (birge_item_get_id (birge_tile_get_item (BIRGE_TILE (tile))) + strlen ("guide/g"), NULL, 10);
}

static gboolean
get_place (Shown *self, GtkWidget *tile, graphene_rect_t *bounds)
{
  return gtk_widget_get_mapped (tile) && gtk_widget_compute_bounds (tile, self->list, bounds) && bounds->size.height > 0;
}

/* Every place of the glass has a tile, each tile stands in the place of its item and in reading order, and there are as many
 * as the glass holds, and few more. */
static gboolean
is_right (Shown *self, guint n, guint columns, gboolean rtl)
{
  double value = gtk_adjustment_get_value (self->adjustment), top = HEIGHT, bottom = 0;
  guint tiles = 0, next = G_MAXUINT;

  for (GtkWidget *child = gtk_widget_get_first_child (self->list); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      graphene_rect_t bounds;
      guint number;

      if (!is_tile (child))
        continue;
      number = get_number (child);
      if (!get_place (self, child, &bounds) || (next != G_MAXUINT && number != next) ||
          fabs (bounds.origin.y - (number / columns * (bounds.size.height + self->gap) - value)) > 1 ||
          (bounds.origin.x < WIDTH / 2.0 - 1) != (columns == 1 || (number % 2 == 0) != rtl))
        return FALSE;
      next = number + 1;
      tiles++;
      top = MIN (top, bounds.origin.y);
      bottom = MAX (bottom, bounds.origin.y + bounds.size.height);
    }
  return tiles >= 4 && tiles <= 16 && top <= self->gap &&
         (bottom + self->gap >= HEIGHT || (next == n && bottom < HEIGHT - self->button));
}

static guint
get_first_seen (Shown *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->list); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      graphene_rect_t bounds;

      if (is_tile (child) && get_place (self, child, &bounds) && bounds.origin.y + bounds.size.height > 0)
        return get_number (child);
    }
  return G_MAXUINT;
}

static guint
get_last (Shown *self)
{
  GtkWidget *last = gtk_widget_get_last_child (self->list);

  return is_tile (last) ? get_number (last) : G_MAXUINT;
}

static void
test_only_what_is_seen_exists (Kiosk *kiosk, gconstpointer unused)
{
  Shown shown;
  double row, upper;

  birge_shell_set_language (kiosk->shell, "ru");
  show (kiosk, &shown, MANY);
  upper = gtk_adjustment_get_upper (shown.adjustment);
  row = floor (upper / (MANY / 2));
  g_assert_cmpfloat (row, >, 50);
  g_assert_cmpfloat (row, <, HEIGHT / 2.0);
  AWAIT (is_right (&shown, MANY, 2, FALSE));
  for (guint i = 0; i <= 40; i++) /* slowly, in great steps, and back */
    {
      double at = i <= 20 ? i * 0.25 : floor ((40 - i) * (upper - HEIGHT) / row / 20) - 0.3; /* row, none at its lower end */

      gtk_adjustment_set_value (shown.adjustment, at * row);
      AWAIT (is_right (&shown, MANY, 2, FALSE) && get_first_seen (&shown) / 2 == (guint) MAX (at, 0));
      g_assert_cmpfloat (gtk_adjustment_get_upper (shown.adjustment), ==, upper);
    }
  close_list (&shown);
}

static void
test_the_last_one_can_be_reached (Kiosk *kiosk, gconstpointer unused)
{
  Shown shown;

  birge_shell_set_language (kiosk->shell, "ru");
  show (kiosk, &shown, MANY - 1);
  gtk_adjustment_set_value (shown.adjustment, gtk_adjustment_get_upper (shown.adjustment));
  AWAIT (is_right (&shown, MANY - 1, 2, FALSE) && get_last (&shown) == MANY - 2);
  close_list (&shown);
}

static void
test_persian_begins_on_the_right (Kiosk *kiosk, gconstpointer unused)
{
  Shown shown;

  birge_shell_set_language (kiosk->shell, "fa");
  show (kiosk, &shown, MANY);
  AWAIT (is_right (&shown, MANY, 2, TRUE));
  close_list (&shown);
}

static void
test_follows_glass_and_letters (Kiosk *kiosk, gconstpointer unused)
{
  Shown shown;
  double upper;

  birge_shell_set_language (kiosk->shell, "ru");
  show (kiosk, &shown, MANY);
  upper = gtk_adjustment_get_upper (shown.adjustment);
  birge_session_set_letter_size (birge_shell_get_session (kiosk->shell), 3);
  AWAIT (gtk_adjustment_get_upper (shown.adjustment) > 2 * upper); /* one column, and larger */
  AWAIT (is_right (&shown, MANY, 1, FALSE));
  birge_session_set_letter_size (birge_shell_get_session (kiosk->shell), 1);
  AWAIT (gtk_adjustment_get_upper (shown.adjustment) == upper);
  AWAIT (is_right (&shown, MANY, 2, FALSE));
  close_list (&shown);
}

static void
test_short_lists (Kiosk *kiosk, gconstpointer unused)
{
  birge_shell_set_language (kiosk->shell, "ru");
  for (guint n = 0; n < 4; n++)
    {
      Shown shown;
      guint tiles = 0;

      show (kiosk, &shown, n);
      for (GtkWidget *child = gtk_widget_get_first_child (shown.list); child != NULL; child = gtk_widget_get_next_sibling (child))
        tiles += is_tile (child);
      g_assert_cmpuint (tiles, ==, n);
      g_assert_cmpfloat (gtk_adjustment_get_upper (shown.adjustment), ==, HEIGHT);
      close_list (&shown);
    }
}

static void
test_a_touch_chooses (Kiosk *kiosk, gconstpointer unused)
{
  Shown shown;
  GtkWidget *tile;

  birge_shell_set_language (kiosk->shell, "ru");
  show (kiosk, &shown, MANY);
  tile = gtk_widget_get_last_child (shown.list);
  g_signal_emit_by_name (tile, "chosen");
  g_assert_true (shown.chosen == birge_tile_get_item (BIRGE_TILE (tile)));
  close_list (&shown);
}

/* By keyboard alone, from the first to the twentieth: what has the focus is in view. */
static void
test_a_keyboard_goes_through_it (Kiosk *kiosk, gconstpointer unused)
{
  Shown shown;
  guint number = 0;

  birge_shell_set_language (kiosk->shell, "ru");
  show (kiosk, &shown, MANY);
  gtk_window_set_focus_visible (GTK_WINDOW (shown.window), TRUE);
  for (guint i = 0; i < 100 && number < 20; i++)
    {
      GtkWidget *tile;
      graphene_rect_t bounds;

      g_assert_true (gtk_widget_child_focus (shown.list, GTK_DIR_TAB_FORWARD));
      tile = gtk_widget_get_focus_child (shown.list);
      g_assert_nonnull (tile);
      g_assert_cmpuint (get_number (tile), >=, number);
      g_assert_cmpuint (get_number (tile), <=, number + 1);
      number = get_number (tile);
      AWAIT (get_place (&shown, tile, &bounds) && bounds.origin.y > -1 && bounds.origin.y + bounds.size.height < HEIGHT + 1);
    }
  g_assert_cmpuint (number, ==, 20);
  close_list (&shown);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  birge_ui_init ();
  KIOSK_TEST ("/tile-list/only-what-is-seen-exists", test_only_what_is_seen_exists);
  KIOSK_TEST ("/tile-list/the-last-one-can-be-reached", test_the_last_one_can_be_reached);
  KIOSK_TEST ("/tile-list/persian-begins-on-the-right", test_persian_begins_on_the_right);
  KIOSK_TEST ("/tile-list/follows-glass-and-letters", test_follows_glass_and_letters);
  KIOSK_TEST ("/tile-list/short-lists", test_short_lists);
  KIOSK_TEST ("/tile-list/a-touch-chooses", test_a_touch_chooses);
  KIOSK_TEST ("/tile-list/a-keyboard-goes-through-it", test_a_keyboard_goes_through_it);
  return g_test_run ();
}
