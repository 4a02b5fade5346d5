/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/ui/kiosk-fixture.h"

#include "ui/films/birge-film-choices.h"

/* The page of a film whose file is damaged, as the one of the sample content is; films that play are in tests/e2e. */

#define FILM "film/burns"
#define PLACE_US 1000000

static GtkWidget *
open_page (Kiosk *self)
{
  g_autoptr(BirgeRoute) route = birge_route_new (BIRGE_PLACE_FILM, FILM, NULL, PLACE_US);

  birge_shell_set_language (self->shell, "en");
  birge_shell_home (self->shell);
  birge_shell_go (self->shell, route);
  return find (self->window, BIRGE_TYPE_PAGE);
}

static void
assert_notice (Kiosk *self, const char *language)
{
  static const char *const words = "This film cannot be played now. The steps beside it say the same.";
  GtkWidget *notice = find_class (self->window, "notice");
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (!g_str_equal (gtk_label_get_label (GTK_LABEL (notice)), birge_tr (language, words)) && g_get_monotonic_time () < end_us)
    run_for (10);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (notice)), ==, birge_tr (language, words));
  g_assert_true (gtk_widget_get_visible (notice));
}

static void
test_the_notice_speaks_the_visitors_language (Kiosk *self, gconstpointer unused)
{
  open_page (self);
  assert_notice (self, "en");
  birge_shell_set_language (self->shell, "ru");
  assert_notice (self, "ru");
}

/* Whoever goes on before the film has begun comes back to the same place. */
static void
test_a_place_is_kept_until_it_is_reached (Kiosk *self, gconstpointer unused)
{
  GtkWidget *page = open_page (self);

  g_assert_cmpint (birge_page_get_position (BIRGE_PAGE (page)), ==, PLACE_US);
  assert_notice (self, "en");
  g_assert_cmpint (birge_page_get_position (BIRGE_PAGE (page)), ==, PLACE_US);
}

static gboolean
is_inside (GtkWidget *choices)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (choices));

  return focus != NULL && gtk_widget_is_ancestor (focus, choices);
}

/* It lies over the film, before the button that opens it: Tab alone would lead away from it. */
static void
test_who_opens_the_sheet_with_a_key_is_on_it (Kiosk *self, gconstpointer unused)
{
  GtkWidget *choices;

  open_page (self);
  assert_notice (self, "en");
  choices = find (self->window, BIRGE_TYPE_FILM_CHOICES);
  gtk_window_set_focus_visible (GTK_WINDOW (self->window), FALSE);
  gtk_widget_set_visible (choices, TRUE);
  run_for (50);
  g_assert_false (is_inside (choices));
  gtk_widget_set_visible (choices, FALSE);
  run_for (50);
  gtk_window_set_focus_visible (GTK_WINDOW (self->window), TRUE);
  gtk_widget_set_visible (choices, TRUE);
  run_for (50);
  g_assert_true (is_inside (choices));
}

/* The sample film has its words in Russian alone: they are a visitor's first and second choice. */
static void
test_the_same_words_are_not_shown_twice (Kiosk *self, gconstpointer unused)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  GtkWidget *first, *second;

  open_page (self);
  first = find_class (find_class (self->window, "captions"), "first");
  second = find_class (find_class (self->window, "captions"), "second");
  while (!gtk_widget_get_visible (first) && g_get_monotonic_time () < end_us)
    run_for (10);
  g_assert_true (gtk_widget_get_visible (first));
  run_for (200);
  g_assert_false (gtk_widget_get_visible (second));
}

/* One step again and again plays for ever: it is no visitor. */
static void
test_a_loop_shows_for_ten_minutes_that_somebody_is_there (void)
{
  g_autoptr(BirgePlayer) player = birge_player_new ();
  g_autoptr(BirgeFilmWalk) walk = birge_film_walk_new (player);
  const gint64 minute_us = 60 * G_USEC_PER_SEC;

  birge_clock_set_for_tests (minute_us, -1);
  birge_film_walk_set_mode (walk, BIRGE_FILM_WALK_LOOP);
  birge_clock_set_for_tests (10 * minute_us, -1);
  g_assert_false (birge_film_walk_is_endless (walk));
  birge_film_walk_touch (walk);
  birge_clock_set_for_tests (19 * minute_us, -1);
  g_assert_false (birge_film_walk_is_endless (walk));
  birge_clock_set_for_tests (21 * minute_us, -1);
  g_assert_true (birge_film_walk_is_endless (walk));
  birge_film_walk_set_mode (walk, BIRGE_FILM_WALK_STEPS); /* comes to an end */
  birge_clock_set_for_tests (90 * minute_us, -1);
  g_assert_false (birge_film_walk_is_endless (walk));
  birge_clock_set_for_tests (-1, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  birge_ui_init ();
  KIOSK_TEST ("/film-page/the-notice-speaks-the-visitors-language", test_the_notice_speaks_the_visitors_language);
  KIOSK_TEST ("/film-page/a-place-is-kept-until-it-is-reached", test_a_place_is_kept_until_it_is_reached);
  KIOSK_TEST ("/film-page/who-opens-the-sheet-with-a-key-is-on-it", test_who_opens_the_sheet_with_a_key_is_on_it);
  KIOSK_TEST ("/film-page/the-same-words-are-not-shown-twice", test_the_same_words_are_not_shown_twice);
  g_test_add_func ("/film-page/a-loop-shows-for-ten-minutes-that-somebody-is-there",
                   test_a_loop_shows_for_ten_minutes_that_somebody_is_there);
  return g_test_run ();
}
