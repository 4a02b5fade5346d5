/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/film/birge-film-private.h"

#include <math.h>
#include <pango/pangocairo.h>

/* Height of Noto Sans's figures by its size. */
#define FIGURE_HEIGHT 0.714

#define INK   0x1D2733
#define PAPER 0xFFFFFF
#define LINE  0xDED3C0
#define ALARM 0xB3261E

static void
use_colour (cairo_t *cr, guint32 rgb)
{
  cairo_set_source_rgb (cr, (rgb >> 16 & 0xFF) / 255.0, (rgb >> 8 & 0xFF) / 255.0, (rgb & 0xFF) / 255.0);
}

static PangoLayout *
layout_new (cairo_t *cr, const char *text, double height)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Noto Sans Bold");

  pango_font_description_set_absolute_size (font, height / FIGURE_HEIGHT * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  pango_font_description_free (font);
  return layout;
}

static double
layout_width (PangoLayout *layout)
{
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  return (double) logical.width / PANGO_SCALE;
}

/* @x is the left edge, @y the middle of the figures. */
static void
show_layout (cairo_t *cr, PangoLayout *layout, double x, double y, double height)
{
  double baseline = (double) pango_layout_get_baseline (layout) / PANGO_SCALE;

  cairo_move_to (cr, x, y + height / 2 - baseline);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_centred (cairo_t *cr, const char *text, double x, double y, double height, guint32 rgb)
{
  g_autoptr(PangoLayout) layout = layout_new (cr, text, height);

  use_colour (cr, rgb);
  show_layout (cr, layout, x - layout_width (layout) / 2, y, height);
}

static void
draw_clock (cairo_t *cr, const BirgeFigure *figure, const char *text, double filled)
{
  double radius = figure->size / 2;
  double width = figure->size * 0.1;
  double x = figure->at[0], y = figure->at[1];

  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  use_colour (cr, PAPER);
  cairo_fill (cr);

  cairo_set_line_width (cr, width);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_arc (cr, x, y, radius - width / 2, 0, 2 * G_PI);
  use_colour (cr, LINE);
  cairo_stroke (cr);

  if (filled > 0)
    {
      cairo_arc (cr, x, y, radius - width / 2, -G_PI / 2, -G_PI / 2 + 2 * G_PI * MIN (filled, 1));
      use_colour (cr, figure->rgb);
      cairo_stroke (cr);
    }

  draw_centred (cr, text, x, y, figure->size * 0.34, INK);
}

void
_birge_film_draw_figure (cairo_t *cr, const BirgeFigure *figure, const char *text, double filled)
{
  if (figure->kind == BIRGE_FIGURE_CLOCK)
    draw_clock (cr, figure, text, filled);
  else
    draw_centred (cr, text, figure->at[0], figure->at[1], figure->size, figure->rgb);
}

static void
round_rectangle (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

/* The handset of the interface's pictograms, on their grid of 96. */
static void
draw_handset (cairo_t *cr, double x, double y, double size)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, size / 96, size / 96);
  cairo_move_to (cr, 28, 14);
  cairo_rel_curve_to (cr, -8, 2, -14, 8, -13, 18);
  cairo_rel_curve_to (cr, 3, 26, 23, 46, 49, 49);
  cairo_rel_curve_to (cr, 10, 1, 16, -5, 18, -13);
  cairo_line_to (cr, 66, 56);
  cairo_rel_line_to (cr, -10, 8);
  cairo_rel_curve_to (cr, -10, -4, -20, -14, -24, -24);
  cairo_rel_line_to (cr, 8, -10);
  cairo_close_path (cr);
  use_colour (cr, PAPER);
  cairo_fill (cr);
  cairo_restore (cr);
}

/* The emergency number, always in the same corner. */
void
_birge_film_draw_corner (cairo_t *cr, const char *numbers)
{
  const double height = 76, edge = 28, figures = 36, handset = 52;
  g_autoptr(PangoLayout) layout = layout_new (cr, numbers, figures);
  double width = 22 + handset + 12 + layout_width (layout) + 28;
  double x = BIRGE_STORYBOARD_CANVAS_WIDTH - edge - width;

  round_rectangle (cr, x, edge, width, height, 24);
  use_colour (cr, ALARM);
  cairo_fill (cr);
  draw_handset (cr, x + 22, edge + (height - handset) / 2, handset);
  use_colour (cr, PAPER);
  show_layout (cr, layout, x + 22 + handset + 12, edge + height / 2, figures);
}
