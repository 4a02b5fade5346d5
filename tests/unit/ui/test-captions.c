/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/films/birge-caption-box.h"

/* The film is seen above its captions, however large the letters are. */

#define CSS "window { font-family: 'Noto Sans', 'Noto Sans Arabic'; }" \
            ".captions { margin: 10px; padding: 10px; }" \
            ".normal .captions label { font-size: 18px; }" \
            ".large .captions label { font-size: 32px; }" \
            ".huge .captions label { font-size: 60px; }"
#define WIDTH  800
#define HEIGHT 450
#define FIRST  "سر را به عقب ببرید و حداکثر ۱۰ ثانیه به سینه نگاه کنید. عادی نفس نمی‌کشد."
#define SECOND "Басын шалқайтып, кеудесіне ең көбі 10 секунд қараңыз. Қалыпты дем алмайды."

#define PATIENCE_US (20 * G_USEC_PER_SEC)

#define AWAIT(condition)                                              \
  G_STMT_START                                                        \
  {                                                                   \
    gint64 end_us = g_get_monotonic_time () + PATIENCE_US;            \
                                                                      \
    while (!(condition) && g_get_monotonic_time () < end_us)          \
      {                                                               \
        while (g_main_context_iteration (NULL, FALSE))                \
          ;                                                           \
        g_usleep (1000);                                              \
      }                                                               \
    g_assert_true (condition);                                        \
  }                                                                   \
  G_STMT_END

/* Its words have their place, whichever of the ways they are shown in. */
static gboolean
is_placed (GtkWidget *box)
{
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child) && gtk_widget_get_width (child) > 0)
      return TRUE;
  return FALSE;
}

static GtkWidget *
show (const char *letters, GtkWidget **box)
{
  GtkWidget *window = gtk_window_new ();

  *box = birge_caption_box_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_widget_add_css_class (window, letters);
  gtk_window_set_child (GTK_WINDOW (window), *box);
  birge_caption_box_set_text (BIRGE_CAPTION_BOX (*box), 0, FIRST, "fa");
  birge_caption_box_set_text (BIRGE_CAPTION_BOX (*box), 1, SECOND, "kk");
  gtk_window_present (GTK_WINDOW (window));
  AWAIT (gtk_widget_get_width (*box) == WIDTH && gtk_widget_get_height (*box) == HEIGHT && is_placed (*box));
  return window;
}

/* The one label with @text that can be seen, or NULL. */
static GtkWidget *
find_seen (GtkWidget *widget, const char *text)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_LABEL (widget))
    return g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text) ? widget : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *inner = find_seen (child, text);

      g_assert_true (inner == NULL || found == NULL);
      found = inner != NULL ? inner : found;
    }
  return found;
}

/* Part of the film's height from the upper edge of the words down; they are wholly inside. */
static double
get_covered (GtkWidget *box, GtkWidget *label)
{
  graphene_rect_t bounds;

  g_assert_nonnull (label);
  g_assert_true (gtk_widget_compute_bounds (label, box, &bounds));
  g_assert_cmpfloat (bounds.origin.x, >=, 0);
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, WIDTH);
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, HEIGHT);
  return (HEIGHT - bounds.origin.y) / HEIGHT;
}

static void
test_two_languages (void)
{
  GtkWidget *box;
  GtkWidget *window = show ("normal", &box);

  g_assert_cmpfloat (get_covered (box, find_seen (box, FIRST)), <=, BIRGE_CAPTION_BOX_SHARE);
  g_assert_cmpfloat (get_covered (box, find_seen (box, SECOND)), <, get_covered (box, find_seen (box, FIRST)));
  g_assert_cmpint (gtk_widget_get_direction (find_seen (box, FIRST)), ==, GTK_TEXT_DIR_RTL);
  g_assert_cmpint (gtk_widget_get_direction (find_seen (box, SECOND)), ==, GTK_TEXT_DIR_LTR);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_large_letters_leave_the_second_out (void)
{
  GtkWidget *box;
  GtkWidget *window = show ("large", &box);

  g_assert_cmpfloat (get_covered (box, find_seen (box, FIRST)), <=, BIRGE_CAPTION_BOX_SHARE);
  g_assert_null (find_seen (box, SECOND));
  birge_caption_box_set_text (BIRGE_CAPTION_BOX (box), 0, "۳۰", "fa");
  birge_caption_box_set_text (BIRGE_CAPTION_BOX (box), 1, "30", "kk");
  AWAIT (find_seen (box, "۳۰") != NULL && find_seen (box, "30") != NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_very_large_letters_get_smaller (void)
{
  GtkWidget *box;
  GtkWidget *window = show ("huge", &box);

  g_assert_cmpfloat (get_covered (box, find_seen (box, FIRST)), <=, BIRGE_CAPTION_BOX_SHARE);
  g_assert_null (find_seen (box, SECOND));
  birge_caption_box_set_text (BIRGE_CAPTION_BOX (box), 0, NULL, NULL);
  AWAIT (find_seen (box, SECOND) != NULL);
  g_assert_cmpfloat (get_covered (box, find_seen (box, SECOND)), <=, BIRGE_CAPTION_BOX_SHARE);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* With a place of its own it covers nothing, and has room for both where over the film there was none. */
static void
test_below_the_film (void)
{
  GtkWidget *box;
  GtkWidget *window = show ("large", &box);

  birge_caption_box_set_below (BIRGE_CAPTION_BOX (box), TRUE);
  AWAIT (find_seen (box, SECOND) != NULL);
  g_assert_cmpfloat (get_covered (box, find_seen (box, FIRST)), >, 0.9);
  g_assert_cmpfloat (get_covered (box, find_seen (box, SECOND)), <, get_covered (box, find_seen (box, FIRST)));
  birge_caption_box_set_below (BIRGE_CAPTION_BOX (box), FALSE);
  AWAIT (find_seen (box, SECOND) == NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_no_words (void)
{
  GtkWidget *box;
  GtkWidget *window = show ("normal", &box);

  birge_caption_box_set_text (BIRGE_CAPTION_BOX (box), 0, NULL, "fa");
  AWAIT (find_seen (box, FIRST) == NULL && find_seen (box, SECOND) != NULL);
  birge_caption_box_set_text (BIRGE_CAPTION_BOX (box), 1, "", NULL);
  AWAIT (find_seen (box, SECOND) == NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL; child = gtk_widget_get_next_sibling (child))
    g_assert_false (gtk_widget_get_mapped (child));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr(GtkCssProvider) provider = NULL;

  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_data (provider, CSS, -1);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_test_add_func ("/captions/two-languages", test_two_languages);
  g_test_add_func ("/captions/large-letters-leave-the-second-out", test_large_letters_leave_the_second_out);
  g_test_add_func ("/captions/very-large-letters-get-smaller", test_very_large_letters_get_smaller);
  g_test_add_func ("/captions/below-the-film", test_below_the_film);
  g_test_add_func ("/captions/no-words", test_no_words);
  return g_test_run ();
}
