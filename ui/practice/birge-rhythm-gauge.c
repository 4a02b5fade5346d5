/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/practice/birge-rhythm-gauge.h"

#include "ui/practice/birge-rhythm-stage.h"

/* What is drawn; who is slower or faster than that is at the edge. */
#define LEAST 60.0
#define MOST 160.0

struct _BirgeRhythmGauge
{
  GtkWidget  parent_instance;
  BirgePage *page;  /* borrowed: this is inside it */
  double     rate;
  GArray    *rates; /* of double: a chart; NULL: a gauge */
};

G_DEFINE_FINAL_TYPE (BirgeRhythmGauge, birge_rhythm_gauge, GTK_TYPE_WIDGET)

static BirgeStyle *
get_style (BirgeRhythmGauge *self)
{
  return birge_shell_get_style (birge_page_get_shell (self->page));
}

static void
set_colour (BirgeRhythmGauge *self, cairo_t *cr, const char *name)
{
  GdkRGBA colour = { 0 };

  birge_style_get_colour (get_style (self), name, &colour);
  gdk_cairo_set_source_rgba (cr, &colour);
}

/* 0 to 1, slow to fast. */
static double
place (double rate)
{
  return CLAMP ((rate - LEAST) / (MOST - LEAST), 0, 1);
}

static void
write_number (BirgeRhythmGauge *self, cairo_t *cr, guint number, double x, double y, double size)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (self->page));
  g_autofree char *digits = g_strdup_printf ("%u", number);
  g_autofree char *text = birge_language_localise_digits (language, digits);
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr(PangoFontDescription) font
    = pango_font_description_copy (pango_context_get_font_description (pango_layout_get_context (layout)));
  PangoRectangle ink;

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  pango_layout_get_pixel_extents (layout, &ink, NULL);
  set_colour (self, cr, "ink2");
  cairo_move_to (cr, x - ink.width / 2.0 - ink.x, y - ink.height / 2.0 - ink.y);
  pango_cairo_show_layout (cr, layout);
}

static void
paint_hand (BirgeRhythmGauge *self, cairo_t *cr, double x, double top, double unit)
{
  set_colour (self, cr, "ink");
  cairo_set_line_width (cr, 12 * unit);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (cr, x, top + 30 * unit);
  cairo_line_to (cr, x, top + 118 * unit);
  cairo_stroke (cr);
  cairo_move_to (cr, x - 28 * unit, top);
  cairo_line_to (cr, x + 28 * unit, top);
  cairo_line_to (cr, x, top + 44 * unit);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
paint_gauge (BirgeRhythmGauge *self, cairo_t *cr, int width, int height, double unit)
{
  static const struct
  {
    BirgePulseVerdict verdict;
    double            from, to;
  } zones[] = { { BIRGE_PULSE_SLOW, LEAST, BIRGE_PULSE_LEAST },
                { BIRGE_PULSE_GOOD, BIRGE_PULSE_LEAST, BIRGE_PULSE_MOST },
                { BIRGE_PULSE_FAST, BIRGE_PULSE_MOST, MOST } };
  double top = MAX ((height - 170 * unit) / 2, 0), edge = 30 * unit, span = width - 2 * edge;

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      set_colour (self, cr, birge_rhythm_colour (zones[i].verdict));
      cairo_rectangle (cr, edge + place (zones[i].from) * span + 3 * unit, top + 50 * unit,
                       (place (zones[i].to) - place (zones[i].from)) * span - 6 * unit, 56 * unit);
      cairo_fill (cr);
    }
  write_number (self, cr, BIRGE_PULSE_LEAST, edge + place (BIRGE_PULSE_LEAST) * span, top + 146 * unit, 34 * unit);
  write_number (self, cr, BIRGE_PULSE_MOST, edge + place (BIRGE_PULSE_MOST) * span, top + 146 * unit, 34 * unit);
  if (self->rate > 0)
    paint_hand (self, cr, edge + place (self->rate) * span, top, unit);
}

/* Fast is above, slow below, and the band in the middle is where all should be. */
static void
paint_chart (BirgeRhythmGauge *self, cairo_t *cr, int width, int height, double unit)
{
  double edge = 24 * unit, span = height - 2 * edge;
  double step = (width - 2 * edge) / MAX (BIRGE_PULSE_ROUND, self->rates->len);

  set_colour (self, cr, "aid-tint");
  cairo_rectangle (cr, 0, height - edge - place (BIRGE_PULSE_MOST) * span, width,
                   (place (BIRGE_PULSE_MOST) - place (BIRGE_PULSE_LEAST)) * span);
  cairo_fill (cr);
  for (guint i = 0; i < self->rates->len; i++)
    {
      double rate = g_array_index (self->rates, double, i);
      double x = edge + (i + 0.5) * step;

      if (rate <= 0)
        continue;
      set_colour (self, cr, birge_rhythm_colour (birge_pulse_judge_rate (rate)));
      cairo_new_path (cr);
      cairo_arc (cr, x, height - edge - place (rate) * span, MIN (step * 0.42, 18 * unit), 0, 2 * G_PI);
      cairo_fill (cr);
    }
}

static void
birge_rhythm_gauge_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BirgeRhythmGauge *self = BIRGE_RHYTHM_GAUGE (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

  if (self->rates != NULL)
    paint_chart (self, cr, width, height, birge_style_get_unit (get_style (self)));
  else
    paint_gauge (self, cr, width, height, birge_style_get_unit (get_style (self)));
  cairo_destroy (cr);
}

static void
birge_rhythm_gauge_finalize (GObject *object)
{
  g_clear_pointer (&BIRGE_RHYTHM_GAUGE (object)->rates, g_array_unref);
  G_OBJECT_CLASS (birge_rhythm_gauge_parent_class)->finalize (object);
}

static void
birge_rhythm_gauge_class_init (BirgeRhythmGaugeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = birge_rhythm_gauge_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = birge_rhythm_gauge_snapshot;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "rhythmgauge");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
birge_rhythm_gauge_init (BirgeRhythmGauge *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
birge_rhythm_gauge_new (BirgePage *page)
{
  BirgeRhythmGauge *self = g_object_new (BIRGE_TYPE_RHYTHM_GAUGE, NULL);

  self->page = page;
  return GTK_WIDGET (self);
}

void
birge_rhythm_gauge_set_rate (BirgeRhythmGauge *self, double rate)
{
  g_return_if_fail (BIRGE_IS_RHYTHM_GAUGE (self));

  self->rate = rate;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
birge_rhythm_gauge_set_taps (BirgeRhythmGauge *self, BirgePulse *pulse)
{
  g_return_if_fail (BIRGE_IS_RHYTHM_GAUGE (self));
  g_return_if_fail (pulse != NULL);

  g_clear_pointer (&self->rates, g_array_unref);
  self->rates = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < birge_pulse_get_n_taps (pulse); i++)
    {
      double rate = birge_pulse_get_tap_rate (pulse, i);

      g_array_append_val (self->rates, rate);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
