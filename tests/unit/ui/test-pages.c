/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/ui/kiosk-fixture.h"

/* Every page in a real window: it comes, follows the language and the glass, and leaves nothing behind. */

static const BirgeRoute routes[] = {
  { BIRGE_PLACE_HOME, NULL, NULL, 0 },
  { BIRGE_PLACE_SHELF, (char *) "rights", NULL, 500 },
  { BIRGE_PLACE_SHELF, (char *) "first-aid", NULL, 0 },
  { BIRGE_PLACE_GUIDE, (char *) "guide/wages", NULL, 500 },
  { BIRGE_PLACE_GUIDE, (char *) "topic/burns", NULL, 0 },
  { BIRGE_PLACE_GUIDE, (char *) "guide/no-such", NULL, 0 },
  { BIRGE_PLACE_BESIDE, (char *) "guide/wages", NULL, 0 },
  { BIRGE_PLACE_PHRASE, (char *) "guide/wages", (char *) "0", 0 },
  { BIRGE_PLACE_FILM, (char *) "film/burns", NULL, 1000000 },
  { BIRGE_PLACE_PRACTICE, (char *) "film/burns", NULL, 0 },
  { BIRGE_PLACE_PRACTICE, (char *) "film/no-such", NULL, 0 },
  { BIRGE_PLACE_RHYTHM, (char *) "film/burns", NULL, 0 },
  { BIRGE_PLACE_COURSES, NULL, NULL, 0 },
  { BIRGE_PLACE_COURSE, (char *) "course/basic", NULL, 500 },
  { BIRGE_PLACE_LESSON, (char *) "lesson/basic/01", NULL, 0 },
  { BIRGE_PLACE_PEOPLE, NULL, NULL, 0 },
  { BIRGE_PLACE_CONTACT, (char *) "place/102", NULL, 0 },
  { BIRGE_PLACE_CALL, NULL, NULL, 0 },
  { BIRGE_PLACE_HELP, NULL, NULL, 0 },
  { BIRGE_PLACE_SEARCH, NULL, NULL, 0 },
  { BIRGE_PLACE_PRIVACY, NULL, NULL, 0 },
  { BIRGE_PLACE_STAFF, NULL, NULL, 0 },
  { BIRGE_PLACE_STAFF, NULL, (char *) "status", 0 },
  { BIRGE_PLACE_STAFF, NULL, (char *) "hide", 0 },
  { BIRGE_PLACE_STAFF, NULL, (char *) "centre", 0 },
  { BIRGE_PLACE_STAFF, NULL, (char *) "settings", 0 },
  { BIRGE_PLACE_STAFF, NULL, (char *) "numbers", 0 },
  { BIRGE_PLACE_STAFF, NULL, (char *) "updates", 0 },
};

static const char *const ten[] = { "uz", "fa", "ru", "zh-Hans", "kk", "fa", "tg", "en", "tr", "ky" };

static void
set_up_safe (Kiosk *self, gconstpointer unused)
{
  const BirgeWindowOptions options = { .windowed = TRUE, .width = 960, .height = 540, .safe = TRUE };

  kiosk_begin (self, &options);
}

static void
enter (Kiosk *self, const char *language)
{
  birge_shell_set_language (self->shell, language);
  birge_shell_home (self->shell);
}

static void
go (Kiosk *self, const BirgeRoute *route)
{
  if (route->place == BIRGE_PLACE_STAFF)
    birge_shell_set_staff (self->shell, TRUE);
  birge_shell_go (self->shell, route);
}

static void
turn (Kiosk *self)
{
  birge_style_set_glass (self->style, 540, 960, 0);
  run_for (20);
  birge_style_set_glass (self->style, 960, 540, 0);
  run_for (20);
}

/* The page of @route is shown in ten languages and both ways of the glass, left, and gone. */
static void
visit (Kiosk *self, const BirgeRoute *route)
{
  GtkWidget *page;

  g_test_message ("place %d %s %s", route->place, route->item, route->anchor);
  go (self, route);
  page = find (self->window, BIRGE_TYPE_PAGE);
  g_assert_true (birge_route_same (birge_page_get_route (BIRGE_PAGE (page)), route));
  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  run_for (60);
  for (guint i = 0; i < G_N_ELEMENTS (ten); i++)
    {
      g_autoptr(GPtrArray) utterances = NULL;

      birge_shell_set_language (self->shell, ten[i]);
      if (i % 3 != 0) /* sometimes the next change comes before what was asked for */
        run_for (15);
      utterances = birge_page_dup_utterances (BIRGE_PAGE (page));
    }
  run_for (60);
  turn (self);
  birge_session_set_letter_size (birge_shell_get_session (self->shell), 3);
  run_for (20);
  birge_session_set_letter_size (birge_shell_get_session (self->shell), 1);
  if (route->place == BIRGE_PLACE_HOME)
    birge_shell_go_to (self->shell, BIRGE_PLACE_HELP, NULL);
  else
    birge_shell_back (self->shell);
  assert_goes ((gpointer *) &page);
}

static void
test_every_page_goes_when_it_is_left (Kiosk *self, gconstpointer unused)
{
  enter (self, "uz");
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    visit (self, &routes[i]);
}

/* Left before anything it asked for has arrived. */
static void
test_pages_are_left_at_once (Kiosk *self, gconstpointer unused)
{
  enter (self, "ru");
  for (guint i = 1; i < G_N_ELEMENTS (routes); i++)
    {
      GtkWidget *page;

      go (self, &routes[i]);
      page = find (self->window, BIRGE_TYPE_PAGE);
      g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
      birge_shell_set_language (self->shell, i % 2 == 0 ? "fa" : "ru");
      birge_shell_home (self->shell);
      assert_goes ((gpointer *) &page);
    }
}

static void
test_every_page_stands_without_content (Kiosk *self, gconstpointer unused)
{
  birge_shell_set_library (self->shell, NULL);
  enter (self, "tg");
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    visit (self, &routes[i]);
}

static void
test_a_visit_leaves_nothing (Kiosk *self, gconstpointer unused)
{
  BirgeSession *session = birge_shell_get_session (self->shell);

  g_object_add_weak_pointer (G_OBJECT (session), (gpointer *) &session);
  enter (self, "fa");
  g_assert_cmpint (gtk_widget_get_default_direction (), ==, GTK_TEXT_DIR_RTL);
  birge_shell_go_to (self->shell, BIRGE_PLACE_SEARCH, NULL);
  birge_session_set_query (session, "دستمزد");
  birge_session_set_letter_size (session, 3);
  birge_session_set_contrast (session, TRUE);
  birge_session_set_lowered (session, TRUE);
  birge_session_set_second_language (session, "en");
  birge_session_set_volume (session, 100);
  run_for (50);
  birge_shell_finish (self->shell);
  assert_goes ((gpointer *) &session);
  g_assert_cmpint (gtk_widget_get_default_direction (), ==, GTK_TEXT_DIR_LTR);
  g_assert_true (birge_session_is_new (birge_shell_get_session (self->shell)));
  g_assert_cmpint (birge_page_get_route (BIRGE_PAGE (find (self->window, BIRGE_TYPE_PAGE)))->place, ==, BIRGE_PLACE_WALL);
}

/* Help is opened from the wall, a language is chosen there, and Back leads to the wall again: a new visit. */
static void
test_back_to_the_wall_is_a_new_visit (Kiosk *self, gconstpointer unused)
{
  g_assert_true (birge_session_is_new (birge_shell_get_session (self->shell)));
  birge_shell_go_to (self->shell, BIRGE_PLACE_HELP, NULL);
  g_assert_false (birge_session_is_new (birge_shell_get_session (self->shell)));
  birge_shell_set_language (self->shell, "fa");
  birge_shell_back (self->shell);
  g_assert_true (birge_session_is_new (birge_shell_get_session (self->shell)));
  g_assert_cmpint (gtk_widget_get_default_direction (), ==, GTK_TEXT_DIR_LTR);
  birge_session_set_volume (birge_shell_get_session (self->shell), 20);
  g_assert_false (birge_session_is_new (birge_shell_get_session (self->shell)));
}

static void
test_a_hidden_page_in_the_history_is_not_shown (Kiosk *self, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  GtkWidget *page;

  enter (self, "ru");
  birge_shell_open_item (self->shell, "guide/wages");
  assert_comes (self, "guide-main");
  birge_shell_go_to (self->shell, BIRGE_PLACE_HELP, NULL);
  birge_state_set_hidden (self->state, "guide/wages", TRUE, &error);
  g_assert_no_error (error);
  birge_shell_update_hidden (self->shell);
  birge_shell_back (self->shell);
  assert_comes (self, "friendly");
  page = find (self->window, BIRGE_TYPE_PAGE);
  g_assert_cmpint (birge_page_get_route (BIRGE_PAGE (page))->place, ==, BIRGE_PLACE_GUIDE);
  g_assert_null (find_class (page, "guide-main"));
}

/* A lesson's list that is gone after a change of language must not be asked where it was. */
static void
test_a_list_may_go_while_it_is_shown (Kiosk *self, gconstpointer unused)
{
  enter (self, "en");
  birge_shell_go_to (self->shell, BIRGE_PLACE_COURSE, "course/basic");
  assert_comes (self, "scroller");
  birge_state_set_hidden (self->state, "lesson/basic/01", TRUE, NULL);
  birge_state_set_hidden (self->state, "lesson/basic/02", TRUE, NULL);
  birge_shell_update_hidden (self->shell);
  birge_shell_set_language (self->shell, "ru");
  assert_comes (self, "card"); /* "there are no lessons" */
  birge_shell_set_language (self->shell, "uz");
  run_for (50);
}

static void
test_a_panel_has_the_focus (Kiosk *self, gconstpointer unused)
{
  GtkWidget *bar, *focus;

  enter (self, "uz");
  run_for (50);
  bar = find (self->window, g_type_from_name ("BirgeBar"));
  g_signal_emit_by_name (bar, "panel", "comfort");
  run_for (50);
  focus = gtk_window_get_focus (GTK_WINDOW (self->window));
  g_assert_true (gtk_widget_is_ancestor (focus, find_class (self->window, "panel")));
  g_signal_emit_by_name (bar, "panel", "comfort"); /* as Escape and the veil do */
  run_for (50);
  g_assert_null (find_class (self->window, "panel"));
  focus = gtk_window_get_focus (GTK_WINDOW (self->window));
  g_assert_true (gtk_widget_is_ancestor (focus, bar));
}

/* A keyboard finds the next page's controls, wherever the focus was. */
static void
test_the_focus_survives_a_change_of_page (Kiosk *self, gconstpointer unused)
{
  enter (self, "uz");
  assert_comes (self, "home-grid");
  g_assert_true (gtk_widget_child_focus (find (self->window, BIRGE_TYPE_PAGE), GTK_DIR_TAB_FORWARD));
  birge_shell_go_to (self->shell, BIRGE_PLACE_PEOPLE, NULL);
  assert_comes (self, "centre");
  gtk_widget_child_focus (self->window, GTK_DIR_TAB_FORWARD);
  g_assert_nonnull (gtk_window_get_focus (GTK_WINDOW (self->window)));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (self->window)), find (self->window, BIRGE_TYPE_PAGE)));
}

static void
test_the_safe_page_is_all_there_is (Kiosk *self, gconstpointer unused)
{
  birge_shell_go_to (self->shell, BIRGE_PLACE_HOME, NULL);
  run_for (20);
  g_assert_cmpint (birge_page_get_route (BIRGE_PAGE (find (self->window, BIRGE_TYPE_PAGE)))->place, ==, BIRGE_PLACE_SAFE);
  birge_session_set_letter_size (birge_shell_get_session (self->shell), 3);
  turn (self);
  birge_shell_finish (self->shell);
  g_assert_cmpint (birge_page_get_route (BIRGE_PAGE (find (self->window, BIRGE_TYPE_PAGE)))->place, ==, BIRGE_PLACE_SAFE);
}

/* What a cover hides cannot be pressed by keyboard either. */
static void
test_a_cover_keeps_the_focus (Kiosk *self, gconstpointer unused)
{
  birge_window_set_cover (BIRGE_WINDOW (self->window), gtk_label_new ("112"));
  gtk_widget_child_focus (self->window, GTK_DIR_TAB_FORWARD);
  g_assert_null (gtk_window_get_focus (GTK_WINDOW (self->window)));
  birge_window_set_cover (BIRGE_WINDOW (self->window), NULL);
  gtk_widget_child_focus (self->window, GTK_DIR_TAB_FORWARD);
  g_assert_nonnull (gtk_window_get_focus (GTK_WINDOW (self->window)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  birge_ui_init ();
  KIOSK_TEST ("/pages/every-page-goes-when-it-is-left", test_every_page_goes_when_it_is_left);
  KIOSK_TEST ("/pages/pages-are-left-at-once", test_pages_are_left_at_once);
  KIOSK_TEST ("/pages/every-page-stands-without-content", test_every_page_stands_without_content);
  KIOSK_TEST ("/pages/a-visit-leaves-nothing", test_a_visit_leaves_nothing);
  KIOSK_TEST ("/pages/back-to-the-wall-is-a-new-visit", test_back_to_the_wall_is_a_new_visit);
  KIOSK_TEST ("/pages/a-hidden-page-in-the-history-is-not-shown", test_a_hidden_page_in_the_history_is_not_shown);
  KIOSK_TEST ("/pages/a-list-may-go-while-it-is-shown", test_a_list_may_go_while_it_is_shown);
  KIOSK_TEST ("/pages/a-panel-has-the-focus", test_a_panel_has_the_focus);
  KIOSK_TEST ("/pages/the-focus-survives-a-change-of-page", test_the_focus_survives_a_change_of_page);
  KIOSK_TEST ("/pages/a-cover-keeps-the-focus", test_a_cover_keeps_the_focus);
  g_test_add ("/pages/the-safe-page-is-all-there-is", Kiosk, NULL, set_up_safe, test_the_safe_page_is_all_there_is, tear_down);
  return g_test_run ();
}
