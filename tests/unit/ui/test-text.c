/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/widgets/birge-text.h"
#include "ui/widgets/birge-widgets.h"

/* A text takes the same place as a plain GtkLabel, without asking Pango more than once for each width. */

#define CSS "window { font-family: 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans CJK SC'; font-size: 28px; line-height: 1.03; }" \
            ".large { font-size: 56px; line-height: 0.85; }"
#define LONG_BYTES (100 * 1024)

static const struct { const char *language, *text; } samples[] = {
  { "uz", "Ish haqi toʻlanmasa, avval shartnomani toping va nusxasini oling. Keyin mehnat inspeksiyasiga boring." },
  { "ru", "Если зарплату не платят, сначала найдите договор. Потом идите в инспекцию труда, вас выслушают бесплатно." },
  { "fa", "اگر مزد پرداخت نشد، نخست قرارداد را پیدا کنید. سپس به بازرسی کار بروید، رایگان به شما گوش می‌دهند." },
  { "zh-Hans", "如果没有收到工资，请先找到合同并复印。然后去劳动监察部门，他们会免费听取您的意见，并告诉您下一步怎么做。" },
  { "kk", "Төлқұжат" },
  { "en", "" },
};

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural)
{
  int unused;

  *minimum = *natural = 0;
  GTK_WIDGET_GET_CLASS (widget)->measure (widget, orientation, for_size, minimum, natural, &unused, &unused);
}

static int
get_height (GtkWidget *widget, int width)
{
  int minimum, natural;

  measure (widget, GTK_ORIENTATION_VERTICAL, width, &minimum, &natural);
  g_assert_cmpint (minimum, ==, natural);
  return natural;
}

static int
get_natural_width (GtkWidget *widget)
{
  int minimum, natural;

  measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural);
  g_assert_cmpint (minimum, <=, natural);
  return natural;
}

/* Time enough for the slowest machine, and none more than needed. */
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

/* On a window, so that it has fonts. Ended by close_window(). */
static GtkWidget *
show (GtkWidget *label, int width)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), width, 200);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_EXTERNAL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_window_set_child (GTK_WINDOW (window), scrolled);
  gtk_window_present (GTK_WINDOW (window));
  AWAIT (gtk_widget_get_width (label) == width);
  return window;
}

static void
close_window (GtkWidget *window)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  AWAIT (window == NULL);
}

static GtkWidget *
new_plain_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  return label;
}

static void
test_takes_the_place_of_a_label (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    for (guint large = 0; large < 2; large++)
      {
        GtkWidget *text = birge_label_new (samples[i].text, samples[i].language, large ? "large" : NULL);
        GtkWidget *window = show (text, 600);
        GtkWidget *label = new_plain_label (samples[i].text);

        gtk_label_set_attributes (GTK_LABEL (label), gtk_label_get_attributes (GTK_LABEL (text)));
        if (large)
          gtk_widget_add_css_class (label, "large");
        gtk_box_append (GTK_BOX (gtk_widget_get_parent (text)), label);
        AWAIT (gtk_widget_get_width (label) == 600);
        g_assert_cmpint (get_natural_width (text), ==, get_natural_width (label));
        gtk_label_set_max_width_chars (GTK_LABEL (text), 20);
        gtk_label_set_max_width_chars (GTK_LABEL (label), 20);
        g_assert_cmpint (get_natural_width (text), >=, get_natural_width (label));
        g_assert_cmpint (get_natural_width (text), <, 20 * 56); /* a label would look where its lines really end */
        for (int width = 150; width < 2000; width += 370)
          g_assert_cmpint (get_height (text, width), ==, get_height (label, width));
        close_window (window);
      }
}

static void
test_shapes_once_for_each_width (void)
{
  GtkWidget *text = birge_label_new (samples[0].text, "uz", NULL);
  GtkWidget *window = show (text, 700);
  PangoLayout *layout = birge_text_get_layout (text);
  int height = get_height (text, 700);
  int natural = get_natural_width (text);
  guint serial = pango_layout_get_serial (layout);

  for (guint i = 0; i < 100; i++)
    {
      g_assert_cmpint (get_height (text, 700), ==, height);
      g_assert_cmpint (get_natural_width (text), ==, natural);
    }
  g_assert_true (birge_text_get_layout (text) == layout);
  g_assert_cmpuint (pango_layout_get_serial (layout), ==, serial); /* it would be another after each new break of lines */
  close_window (window);
}

/* A question about another width must not move the lines that are on the glass. */
static void
test_is_drawn_in_the_width_it_was_given (void)
{
  GtkWidget *text = birge_label_new (samples[1].text, "ru", NULL);
  GtkWidget *window = show (text, 640);
  int lines = pango_layout_get_line_count (birge_text_get_layout (text));

  g_assert_cmpint (lines, >, 1);
  g_assert_cmpint (get_height (text, 2000), <, get_height (text, 640));
  g_assert_cmpint (pango_layout_get_width (birge_text_get_layout (text)), ==, gtk_widget_get_width (text) * PANGO_SCALE);
  g_assert_cmpint (pango_layout_get_line_count (birge_text_get_layout (text)), ==, lines);
  close_window (window);
}

static void
test_persian_begins_on_the_right (void)
{
  GtkWidget *text = birge_label_new ("سلام", "fa", NULL);
  GtkWidget *window;
  PangoRectangle first;

  gtk_widget_set_direction (text, GTK_TEXT_DIR_RTL);
  window = show (text, 600);
  g_assert_cmpint (gtk_widget_get_width (text), ==, 600);
  pango_layout_index_to_pos (birge_text_get_layout (text), 0, &first);
  g_assert_cmpint (PANGO_PIXELS (first.x), >, 590);
  g_assert_true (gtk_widget_has_css_class (text, "arabic"));
  close_window (window);
}

/* A sentence that is read aloud is marked: nothing moves. */
static void
test_a_mark_moves_nothing (void)
{
  GtkWidget *text = birge_label_new (samples[1].text, "ru", NULL);
  GtkWidget *window = show (text, 640);
  g_autoptr(PangoAttrList) marked = pango_attr_list_copy (gtk_label_get_attributes (GTK_LABEL (text)));
  PangoAttribute *mark = pango_attr_background_new (0xFFFF, 0xE9E9, 0xA8A8);
  int height = gtk_widget_get_height (text), natural = get_natural_width (text);

  mark->start_index = 10;
  mark->end_index = 60;
  pango_attr_list_insert (marked, mark);
  gtk_label_set_attributes (GTK_LABEL (text), marked);
  g_assert_cmpint (get_height (text, 640), ==, height);
  g_assert_cmpint (get_natural_width (text), ==, natural);
  close_window (window);
}

static void
test_follows_words_language_and_letter_size (void)
{
  GtkWidget *text = birge_label_new (samples[4].text, "kk", NULL);
  GtkWidget *window = show (text, 640);
  int height = gtk_widget_get_height (text);

  birge_label_set (text, samples[0].text, "uz");
  AWAIT (gtk_widget_get_height (text) > 2 * height);
  gtk_widget_add_css_class (text, "large");
  AWAIT (gtk_widget_get_height (text) > 4 * height);
  gtk_widget_remove_css_class (text, "large");
  birge_label_set (text, samples[2].text, "fa");
  AWAIT (gtk_widget_get_height (text) < 4 * height);
  g_assert_cmpint (gtk_widget_get_height (text), ==, get_height (text, 640));
  birge_label_set (text, samples[4].text, "kk");
  AWAIT (gtk_widget_get_height (text) == height);
  close_window (window);
}

static void
test_one_very_long_word_is_broken (void)
{
  g_autofree char *word = g_strnfill (300, 'm');
  GtkWidget *text = birge_label_new (word, "en", NULL);
  GtkWidget *window = show (text, 640);
  int width;

  g_assert_cmpint (gtk_widget_get_width (text), ==, 640);
  pango_layout_get_pixel_size (birge_text_get_layout (text), &width, NULL);
  g_assert_cmpint (width, <=, 640);
  g_assert_cmpint (gtk_widget_get_height (text), ==, get_height (text, 640));
  close_window (window);
}

static void
test_a_very_long_text_takes_no_width (void)
{
  g_autoptr(GString) words = g_string_sized_new (LONG_BYTES + 100);
  GtkWidget *text, *window;
  int minimum, natural;

  while (words->len < LONG_BYTES)
    g_string_append (words, "Ish haqi toʻlanmasa, shartnomani toping. ");
  text = birge_label_new (words->str, "uz", NULL);
  window = show (text, 640);
  measure (text, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural);
  g_assert_cmpint (gtk_widget_get_width (text), ==, 640);
  g_assert_cmpint (minimum, <, 300);
  g_assert_cmpint (natural, >, 1280);
  g_assert_cmpint (gtk_widget_get_height (text), >, 10000);
  close_window (window);
}

static void
test_lines_are_limited (void)
{
  GtkWidget *text = birge_label_new (samples[0].text, "uz", NULL);
  GtkWidget *window = show (text, 400);
  int height = gtk_widget_get_height (text);

  gtk_label_set_lines (GTK_LABEL (text), 2);
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (text), 8);
  AWAIT (gtk_widget_get_height (text) < height);
  g_assert_cmpint (get_natural_width (text), <, 300);
  g_assert_cmpint (gtk_widget_get_width (text), ==, 400);
  g_assert_cmpint (pango_layout_get_line_count (birge_text_get_layout (text)), ==, 2);
  close_window (window);
}

static void
test_leaves_nothing (void)
{
  GtkWidget *text = birge_label_new (samples[0].text, "uz", NULL);
  GtkWidget *window = show (text, 400);
  PangoLayout *layout = birge_text_get_layout (text);

  g_object_add_weak_pointer (G_OBJECT (text), (gpointer *) &text);
  g_object_add_weak_pointer (G_OBJECT (layout), (gpointer *) &layout);
  close_window (window);
  g_assert_null (text);
  g_assert_null (layout);
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
  g_test_add_func ("/text/takes-the-place-of-a-label", test_takes_the_place_of_a_label);
  g_test_add_func ("/text/shapes-once-for-each-width", test_shapes_once_for_each_width);
  g_test_add_func ("/text/is-drawn-in-the-width-it-was-given", test_is_drawn_in_the_width_it_was_given);
  g_test_add_func ("/text/persian-begins-on-the-right", test_persian_begins_on_the_right);
  g_test_add_func ("/text/a-mark-moves-nothing", test_a_mark_moves_nothing);
  g_test_add_func ("/text/follows-words-language-and-letter-size", test_follows_words_language_and_letter_size);
  g_test_add_func ("/text/one-very-long-word-is-broken", test_one_very_long_word_is_broken);
  g_test_add_func ("/text/a-very-long-text-takes-no-width", test_a_very_long_text_takes_no_width);
  g_test_add_func ("/text/lines-are-limited", test_lines_are_limited);
  g_test_add_func ("/text/leaves-nothing", test_leaves_nothing);
  return g_test_run ();
}
