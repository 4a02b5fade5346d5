/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/widgets/birge-text.h"

/* GtkLabel 4.8 shapes a wrapping text anew for each width it is asked about, finds its least width by breaking it at every
 * letter, and on top of that searches for the width that goes with a height: half of the time a page took to come. Here a
 * text is shaped once in one line, when it is short enough to fit in one, and once for each width it is really given.
 * Fonts, line heights, drawing, and what a screen reader is told stay those of GtkLabel. A widget of our own would not be
 * told the line height of the style sheet: hence a subclass, whose sizes GType is asked for, as language bindings do. */

/* Longer texts fill any line: how long they would be in one is estimated. */
#define LINE_LETTERS 120
/* The least width, in letters: of a text that has many words, and of one that has few: its longest, within reason. */
#define FEW_WORDS_LETTERS 24
#define LEAST_OF_WORDS 8
#define MOST_OF_WORD 10

/* Wider than any glass. */
#define MAX_WIDTH 16384

#define MAX_HEIGHTS 4

typedef struct
{
  PangoLayout *layout; /* of the label, when the figures below were taken; NULL: they are not known */
  int          most; /* letters in a line, or -1, as the label had it then */
  int          least, natural;
  struct { int width, height; } heights[MAX_HEIGHTS]; /* the last that were asked for */
  guint        n_heights;
} Measured;

static int measured_offset;
static GtkWidgetClass *parent_class;

static Measured *
get_measured (gpointer text)
{
  return G_STRUCT_MEMBER_P (text, measured_offset);
}

static void
forget (Measured *measured)
{
  g_clear_object (&measured->layout);
  measured->n_heights = 0;
}

static int
letters_to_pixels (GtkWidget *widget, int letters)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (widget), NULL, NULL);
  int width = MAX (pango_font_metrics_get_approximate_char_width (metrics), pango_font_metrics_get_approximate_digit_width (metrics));

  pango_font_metrics_unref (metrics);
  return PANGO_PIXELS_CEIL (MIN (letters, MAX_WIDTH) * width);
}

/* A name such as "Қазақша" is not broken where there is room for it. Chinese breaks at each character. */
static int
count_longest_word (const char *text)
{
  int longest = 1, length = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      length = g_unichar_isspace (c) || g_unichar_iswide (c) ? 0 : length + 1;
      longest = MAX (longest, length);
    }
  return MIN (longest, MOST_OF_WORD);
}

/* In one line. The label makes another layout when its words or attributes change, which tells that the figures are old. */
static void
measure_line (GtkWidget *widget, Measured *measured)
{
  PangoLayout *layout = gtk_label_get_layout (GTK_LABEL (widget));
  int letters = pango_layout_get_character_count (layout);
  int most = gtk_label_get_max_width_chars (GTK_LABEL (widget));
  int least;

  if (layout == measured->layout && most == measured->most)
    return;
  forget (measured);
  measured->layout = g_object_ref (layout);
  measured->most = most;
  if (letters <= LINE_LETTERS && (most < 0 || letters < 2 * most))
    {
      pango_layout_set_width (layout, -1);
      pango_layout_get_pixel_size (layout, &measured->natural, NULL);
    }
  else
    measured->natural = letters_to_pixels (widget, letters);
  measured->natural = MIN (measured->natural, most > 0 ? letters_to_pixels (widget, most) : MAX_WIDTH);
  least = letters > FEW_WORDS_LETTERS ? LEAST_OF_WORDS : count_longest_word (pango_layout_get_text (layout));
  measured->least = least == letters ? measured->natural : MIN (measured->natural, letters_to_pixels (widget, least));
}

static int
get_height_for_width (Measured *measured, int width)
{
  guint at = measured->n_heights % MAX_HEIGHTS;

  width = MIN (width, MAX_WIDTH);
  for (guint i = 0; i < MIN (measured->n_heights, MAX_HEIGHTS); i++)
    if (measured->heights[i].width == width)
      return measured->heights[i].height;
  pango_layout_set_width (measured->layout, width * PANGO_SCALE);
  pango_layout_get_pixel_size (measured->layout, NULL, &measured->heights[at].height);
  measured->heights[at].width = width;
  measured->n_heights++;
  return measured->heights[at].height;
}

static void
birge_text_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                    int *minimum_baseline, int *natural_baseline)
{
  Measured *measured = get_measured (widget);

  if (!gtk_label_get_wrap (GTK_LABEL (widget)))
    {
      parent_class->measure (widget, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
      return;
    }
  measure_line (widget, measured);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = measured->least;
      *natural = measured->natural;
    }
  else
    *minimum = *natural = get_height_for_width (measured, for_size >= 0 ? for_size : measured->natural);
}

static void
use_given_width (GtkWidget *widget)
{
  if (gtk_label_get_wrap (GTK_LABEL (widget)))
    pango_layout_set_width (gtk_label_get_layout (GTK_LABEL (widget)), gtk_widget_get_width (widget) * PANGO_SCALE);
}

static void
birge_text_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  use_given_width (widget);
  parent_class->snapshot (widget, snapshot);
}

/* Fonts and line heights are others now, in the layout there is. */
static void
birge_text_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  forget (get_measured (widget));
  parent_class->css_changed (widget, change);
}

static void
birge_text_finalize (GObject *object)
{
  forget (get_measured (object));
  G_OBJECT_CLASS (parent_class)->finalize (object);
}

static void
birge_text_class_init (gpointer klass, gpointer unused)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  parent_class = g_type_class_peek_parent (klass);
  g_type_class_adjust_private_offset (klass, &measured_offset);
  G_OBJECT_CLASS (klass)->finalize = birge_text_finalize;
  widget_class->measure = birge_text_measure;
  widget_class->snapshot = birge_text_snapshot;
  widget_class->css_changed = birge_text_css_changed;
}

GType
birge_text_get_type (void)
{
  static GType type;

  if (g_once_init_enter (&type))
    {
      GTypeInfo info = { .class_init = birge_text_class_init };
      GTypeQuery label;
      GType made;

      g_type_query (GTK_TYPE_LABEL, &label);
      info.class_size = (guint16) label.class_size;
      info.instance_size = (guint16) label.instance_size;
      made = g_type_register_static (GTK_TYPE_LABEL, "BirgeText", &info, G_TYPE_FLAG_NONE);
      measured_offset = g_type_add_instance_private (made, sizeof (Measured));
      g_once_init_leave (&type, made);
    }
  return type;
}

GtkWidget *
birge_text_new (void)
{
  return g_object_new (BIRGE_TYPE_TEXT, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0F, NULL);
}

PangoLayout *
birge_text_get_layout (GtkWidget *text)
{
  g_return_val_if_fail (GTK_IS_LABEL (text), NULL);

  use_given_width (text);
  return gtk_label_get_layout (GTK_LABEL (text));
}
