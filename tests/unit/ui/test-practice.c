/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/birge-metronome.h"
#include "media/birge-pulse.h"
#include "tests/unit/ui/kiosk-fixture.h"
#include "ui/practice/birge-rhythm-stage.h"
#include "ui/practice/birge-still.h"

/* Exercises after a film: whoever is wrong goes on trying, and is helped. The sample film asks a choice, an order of two
 * pictures and a touch. */

static GtkWidget *
open_page (Kiosk *self, BirgePlace place, const char *item, const char *kind)
{
  g_autoptr(BirgeRoute) route = birge_route_new (place, item, kind, 0);

  birge_shell_set_language (self->shell, "en");
  birge_shell_home (self->shell);
  birge_shell_go (self->shell, route);
  return find (self->window, BIRGE_TYPE_PAGE);
}

static GtkWidget *
open_question (Kiosk *self, const char *kind)
{
  GtkWidget *page = open_page (self, BIRGE_PLACE_PRACTICE, "film/burns", kind);
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while ((find_class (page, "task") == NULL || gtk_widget_get_width (find_class (page, "task")) == 0)
         && g_get_monotonic_time () < end_us)
    run_for (20);
  g_assert_nonnull (find_class (page, "task"));
  run_for (100);
  return page;
}

static gboolean
may_go_on (GtkWidget *page)
{
  return gtk_widget_is_sensitive (find_class (page, "practice-next"));
}

static GtkWidget *
find_with_data (GtkWidget *widget, const char *key, guint number)
{
  GtkWidget *found = GTK_IS_BUTTON (widget) && GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), key)) == number
                         && gtk_widget_has_css_class (widget, g_str_equal (key, "birge-part-number") ? "part" : "option")
                       ? widget
                       : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_with_data (child, key, number);
  return found;
}

static void
click (GtkWidget *button)
{
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  run_for (20);
}

static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  GtkWidget *found = GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);
  return found;
}

static void
test_pictures_get_their_numbers (Kiosk *self, gconstpointer unused)
{
  GtkWidget *page = open_question (self, "order");
  GtkWidget *first = find_with_data (page, "birge-place", 0), *second = find_with_data (page, "birge-place", 1);

  click (second);
  g_assert_true (gtk_widget_has_css_class (second, "wrong"));
  g_assert_false (gtk_widget_has_css_class (first, "hint"));
  g_assert_false (may_go_on (page));
  click (second);
  g_assert_true (gtk_widget_has_css_class (first, "hint")); /* nobody is left alone */
  click (first);
  g_assert_true (gtk_widget_has_css_class (first, "right"));
  g_assert_false (gtk_widget_has_css_class (first, "hint"));
  g_assert_false (gtk_widget_has_css_class (second, "wrong"));
  g_assert_false (may_go_on (page));
  click (first); /* says it again, and changes nothing */
  click (second);
  g_assert_true (may_go_on (page));
}

static void
test_places_are_found (Kiosk *self, gconstpointer unused)
{
  GtkWidget *page = open_question (self, "touch");
  GtkWidget *still = find (page, BIRGE_TYPE_STILL), *fire = find_with_data (page, "birge-part-number", 0);
  graphene_rect_t place, whole;

  g_assert_true (gtk_widget_compute_bounds (fire, still, &place));
  g_assert_true (gtk_widget_compute_bounds (still, still, &whole));
  g_assert_true (graphene_rect_contains_rect (&whole, &place));
  g_assert_cmpfloat (place.size.width + 1, >=, birge_style_get_target (self->style));
  g_assert_cmpfloat (place.size.height + 1, >=, birge_style_get_target (self->style));
  g_assert_false (may_go_on (page));
  click (fire);
  g_assert_true (gtk_widget_has_css_class (fire, "right"));
  g_assert_true (may_go_on (page));
}

/* An answer may have to be touched twice: the first touch speaks. */
static void
choose (GtkWidget *button)
{
  for (guint i = 0; i < 2 && !gtk_widget_has_css_class (button, "right") && !gtk_widget_has_css_class (button, "wrong"); i++)
    click (button);
}

static void
test_a_wrong_answer_is_no_end (Kiosk *self, gconstpointer unused)
{
  GtkWidget *page = open_question (self, "choice");
  GtkWidget *right = find_with_data (page, "birge-answer", 0), *wrong = find_with_data (page, "birge-answer", 1);

  choose (wrong);
  g_assert_true (gtk_widget_has_css_class (wrong, "wrong"));
  g_assert_false (may_go_on (page));
  g_assert_nonnull (find_label (page, "Not this one. Try again."));
  choose (right);
  g_assert_true (gtk_widget_has_css_class (right, "right"));
  g_assert_true (may_go_on (page));
}

static void
test_all_questions_come_and_end (Kiosk *self, gconstpointer unused)
{
  GtkWidget *page = open_question (self, NULL);

  choose (find_with_data (page, "birge-answer", 0));
  click (find_class (page, "practice-next"));
  for (guint i = 0; i < 2; i++)
    click (find_with_data (page, "birge-place", i));
  click (find_class (page, "practice-next"));
  click (find_with_data (page, "birge-part-number", 0));
  click (find_class (page, "practice-next"));
  g_assert_nonnull (find_label (page, "Well done!"));
  g_assert_nonnull (find_label (page, "Press in time")); /* a checkpoint of the film wants it */
  g_assert_false (gtk_widget_get_visible (find_class (page, "practice-next")));
}

static void
test_nothing_is_counted (Kiosk *self, gconstpointer unused)
{
  g_autoptr(GPtrArray) counts = NULL;

  open_question (self, NULL);
  open_page (self, BIRGE_PLACE_RHYTHM, "film/burns", NULL);
  counts = birge_state_dup_counts (self->state);
  g_assert_cmpuint (counts->len, ==, 0);
}

static void
test_without_questions_it_says_so (Kiosk *self, gconstpointer unused)
{
  GtkWidget *page = open_page (self, BIRGE_PLACE_PRACTICE, "film/no-such", NULL);

  assert_comes (self, "card");
  g_assert_nonnull (find_label (page, "There is nothing to practise here yet. Go back and watch the film."));
}

static void
press (GtkWidget *stage, guint n, double rate, guint start_ms)
{
  for (guint i = 0; i < n; i++)
    g_signal_emit_by_name (stage, "tap", start_ms + (guint) (i * 60000 / rate));
}

/* What counts is the time of the events: here they come all at once. */
static void
test_rate_is_told_in_words (Kiosk *self, gconstpointer unused)
{
  static const struct
  {
    double      rate;
    const char *word;
  } rates[] = { { 90, "Faster" }, { 110, "Good" }, { 135, "Slower" } };

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      GtkWidget *page = open_page (self, BIRGE_PLACE_RHYTHM, NULL, NULL);
      GtkWidget *stage = find (page, BIRGE_TYPE_RHYTHM_STAGE);

      run_for (50);
      g_assert_nonnull (find_label (page, "Touch in time"));
      press (stage, 8, rates[i].rate, G_MAXUINT - 2000);
      run_for (20);
      g_assert_nonnull (find_label (page, rates[i].word));
    }
}

static void
test_a_round_ends_in_a_picture (Kiosk *self, gconstpointer unused)
{
  GtkWidget *page = open_page (self, BIRGE_PLACE_RHYTHM, NULL, NULL);
  gint64 end_us;

  run_for (50);
  g_assert_true (birge_page_is_busy (BIRGE_PAGE (page)));
  press (find (page, BIRGE_TYPE_RHYTHM_STAGE), BIRGE_PULSE_ROUND, 110, 5000);
  run_for (20);
  g_assert_nonnull (find_label (page, "Two breaths"));
  birge_shell_set_language (self->shell, "ru"); /* the breaths go on */
  run_for (50);
  birge_shell_set_language (self->shell, "en");
  g_assert_nonnull (find_label (page, "Two breaths"));
  end_us = g_get_monotonic_time () + PATIENCE_US;
  while (find_class (page, "rhythm-result") == NULL && g_get_monotonic_time () < end_us)
    run_for (50);
  g_assert_nonnull (find_class (page, "rhythm-result"));
  g_assert_nonnull (find_label (page, "Well done!"));
  g_assert_nonnull (find_label (page, "28")); /* of thirty, as two say nothing about the rate */
  g_assert_nonnull (find_label (page, "Even"));
  g_assert_false (birge_page_is_busy (BIRGE_PAGE (page)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  birge_ui_init ();
  KIOSK_TEST ("/practice/pictures-get-their-numbers", test_pictures_get_their_numbers);
  KIOSK_TEST ("/practice/places-are-found", test_places_are_found);
  KIOSK_TEST ("/practice/a-wrong-answer-is-no-end", test_a_wrong_answer_is_no_end);
  KIOSK_TEST ("/practice/all-questions-come-and-end", test_all_questions_come_and_end);
  KIOSK_TEST ("/practice/nothing-is-counted", test_nothing_is_counted);
  KIOSK_TEST ("/practice/without-questions-it-says-so", test_without_questions_it_says_so);
  KIOSK_TEST ("/practice/rate-is-told-in-words", test_rate_is_told_in_words);
  KIOSK_TEST ("/practice/a-round-ends-in-a-picture", test_a_round_ends_in_a_picture);
  return g_test_run ();
}
