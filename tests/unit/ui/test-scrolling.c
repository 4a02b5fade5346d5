/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/ui/kiosk-fixture.h"
#include "ui/widgets/birge-scroller.h"

/* At the end of a page nothing that can be touched lies under the buttons that scroll. */

static const BirgeRoute routes[] = {
  { BIRGE_PLACE_SHELF, (char *) "rights", NULL, 0 },
  { BIRGE_PLACE_GUIDE, (char *) "guide/wages", NULL, 0 },
  { BIRGE_PLACE_GUIDE, (char *) "topic/burns", NULL, 0 },
  { BIRGE_PLACE_BESIDE, (char *) "guide/wages", NULL, 0 },
  { BIRGE_PLACE_COURSE, (char *) "course/basic", NULL, 0 },
  { BIRGE_PLACE_PEOPLE, NULL, NULL, 0 },
  { BIRGE_PLACE_CONTACT, (char *) "place/102", NULL, 0 },
  { BIRGE_PLACE_HELP, NULL, NULL, 0 },
  { BIRGE_PLACE_PRIVACY, NULL, NULL, 0 },
  { BIRGE_PLACE_STAFF, NULL, (char *) "hide", 0 },
  { BIRGE_PLACE_STAFF, NULL, (char *) "settings", 0 },
};

static guint seen; /* controls that were compared */

/* The first control below @widget that lies under the button, or NULL. */
static GtkWidget *
find_covered (GtkWidget *widget, GtkWidget *scroller, const graphene_rect_t *button)
{
  GtkWidget *covered = NULL;
  graphene_rect_t bounds;

  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) && gtk_widget_compute_bounds (widget, scroller, &bounds))
    {
      seen++;
      if (graphene_rect_intersection (&bounds, button, NULL))
        return widget;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && covered == NULL;
       child = gtk_widget_get_next_sibling (child))
    covered = find_covered (child, scroller, button);
  return covered;
}

static GtkWidget *
find_covered_on_page (GtkWidget *scroller)
{
  GtkWidget *buttons = find_class (scroller, "scroll-buttons");
  GtkWidget *covered = NULL;

  for (GtkWidget *button = gtk_widget_get_first_child (buttons); button != NULL && covered == NULL;
       button = gtk_widget_get_next_sibling (button))
    {
      graphene_rect_t bounds;

      if (gtk_widget_get_mapped (button) && gtk_widget_compute_bounds (button, scroller, &bounds))
        covered = find_covered (GTK_WIDGET (birge_scroller_get (scroller)), scroller, &bounds);
    }
  return covered;
}

static gboolean
is_at_end (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_value (adjustment) >=
         gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - 1;
}

/* Texts arrive after the page, and a list learns how long it is on the way: what counts is how it stands in the end. */
static void
check_page (Kiosk *self)
{
  GtkWidget *scroller = find_class (find (self->window, BIRGE_TYPE_PAGE), "scroller");
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (birge_scroller_get (scroller));
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  GtkWidget *covered = NULL;
  double upper = -1;
  guint still = 0;

  while ((still < 4 || covered != NULL || !is_at_end (adjustment)) && g_get_monotonic_time () < end_us)
    {
      still = upper == gtk_adjustment_get_upper (adjustment) ? still + 1 : 0;
      upper = gtk_adjustment_get_upper (adjustment);
      gtk_adjustment_set_value (adjustment, upper);
      run_for (40);
      covered = find_covered_on_page (scroller);
    }
  if (covered != NULL)
    g_test_message ("%s.%s lies under a button", G_OBJECT_TYPE_NAME (covered), gtk_widget_get_css_classes (covered)[0]);
  g_assert_null (covered);
  g_assert_true (is_at_end (adjustment));
}

static void
check_pages (Kiosk *self, const char *language)
{
  birge_shell_set_language (self->shell, language);
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      g_test_message ("%s %d %s", language, routes[i].place, routes[i].item != NULL ? routes[i].item : routes[i].anchor);
      if (routes[i].place == BIRGE_PLACE_STAFF)
        birge_shell_set_staff (self->shell, TRUE);
      birge_shell_go (self->shell, &routes[i]);
      run_for (100);
      check_page (self);
    }
}

static void
test_nothing_lies_under_the_buttons (Kiosk *self, gconstpointer unused)
{
  check_pages (self, "uz");
  check_pages (self, "fa");
  birge_session_set_letter_size (birge_shell_get_session (self->shell), 3);
  check_pages (self, "ru");
  gtk_window_set_default_size (GTK_WINDOW (self->window), 540, 960);
  run_for (200);
  g_assert_true (birge_style_is_portrait (self->style));
  check_pages (self, "fa");
  check_pages (self, "uz");
  g_assert_cmpuint (seen, >, 100);
}

/* No empty room is added to a page that fits. */
static void
test_a_short_page_does_not_scroll (Kiosk *self, gconstpointer unused)
{
  GtkWidget *scroller;
  GtkAdjustment *adjustment;

  birge_shell_set_language (self->shell, "ru");
  birge_shell_open_item (self->shell, "guide/no-such");
  assert_comes (self, "friendly");
  run_for (100);
  scroller = find_class (find (self->window, BIRGE_TYPE_PAGE), "scroller");
  adjustment = gtk_scrolled_window_get_vadjustment (birge_scroller_get (scroller));
  g_assert_cmpfloat (gtk_adjustment_get_upper (adjustment), <=, gtk_adjustment_get_page_size (adjustment));
}

/* The focus goes to a control further down by itself. */
static void
test_a_page_opens_at_its_top (Kiosk *self, gconstpointer unused)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  GtkAdjustment *adjustment;

  birge_shell_set_language (self->shell, "uz");
  birge_shell_home (self->shell);
  birge_session_set_letter_size (birge_shell_get_session (self->shell), 3);
  run_for (100);
  gtk_widget_child_focus (find (self->window, BIRGE_TYPE_PAGE), GTK_DIR_TAB_FORWARD);
  gtk_window_set_focus_visible (GTK_WINDOW (self->window), FALSE); /* by a finger */
  birge_shell_go_to (self->shell, BIRGE_PLACE_CALL, NULL);
  adjustment = gtk_scrolled_window_get_vadjustment (birge_scroller_get (find_class (find (self->window, BIRGE_TYPE_PAGE), "scroller")));
  while (gtk_adjustment_get_page_size (adjustment) == 0 && g_get_monotonic_time () < end_us)
    run_for (20);
  g_assert_cmpfloat (gtk_adjustment_get_upper (adjustment), >, gtk_adjustment_get_page_size (adjustment));
  gtk_widget_child_focus (find (self->window, BIRGE_TYPE_PAGE), GTK_DIR_TAB_FORWARD);
  run_for (100);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  birge_ui_init ();
  KIOSK_TEST ("/scrolling/nothing-lies-under-the-buttons", test_nothing_lies_under_the_buttons);
  KIOSK_TEST ("/scrolling/a-page-opens-at-its-top", test_a_page_opens_at_its_top);
  KIOSK_TEST ("/scrolling/a-short-page-does-not-scroll", test_a_short_page_does_not_scroll);
  return g_test_run ();
}
