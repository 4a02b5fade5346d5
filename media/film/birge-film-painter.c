/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/film/birge-film-private.h"

#include "data/formats/birge-svg-parts.h"

#include <librsvg/rsvg.h>
#include <string.h>

/* A picture is moved as text: each part that moves is wrapped in a group whose transformation is written anew for each
 * frame, and librsvg reads the result. Nested parts, order and style stay as they were drawn, no second drawing model
 * is needed, and a frame costs about two milliseconds. */

/* Where text goes into the picture. */
typedef struct {
  gsize    at;
  gboolean opens;
  guint    part; /* index into parts */
} Insert;

struct _BirgeFilmPainter {
  const BirgeFilmPlan *plan;    /* borrowed */
  const BirgeScene    *scene;   /* borrowed; the one that is set up */
  double               scene_s;
  double               at_s;
  GBytes              *picture; /* borrowed from the plan */
  GPtrArray           *parts;   /* ids that move, borrowed from the storyboard */
  GArray              *inserts; /* of Insert, in order of place */
  GPtrArray           *states;  /* of char*: what each part looks like now */
  char                *look;    /* everything that is seen now, as text */
};

BirgeFilmPainter *
_birge_film_painter_new (const BirgeFilmPlan *plan)
{
  BirgeFilmPainter *self = g_new0 (BirgeFilmPainter, 1);

  self->plan = plan;
  self->parts = g_ptr_array_new ();
  self->inserts = g_array_new (FALSE, FALSE, sizeof (Insert));
  self->states = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
_birge_film_painter_free (BirgeFilmPainter *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->parts);
  g_array_unref (self->inserts);
  g_ptr_array_unref (self->states);
  g_free (self->look);
  g_free (self);
}

static int
compare_inserts (gconstpointer a, gconstpointer b)
{
  const Insert *x = a, *y = b;

  if (x->at != y->at)
    return x->at < y->at ? -1 : 1;

  return (int) x->opens - (int) y->opens; /* neighbours: first the end of one, then the start of the next */
}

static void
set_scene (BirgeFilmPainter *self, guint number)
{
  g_autoptr(GPtrArray) found = NULL;

  self->scene = g_ptr_array_index (self->plan->storyboard->scenes, number);
  self->scene_s = _birge_film_plan_scene_s (self->plan, number);
  self->picture = g_hash_table_lookup (self->plan->pictures, self->scene->picture);
  g_ptr_array_set_size (self->parts, 0);
  g_array_set_size (self->inserts, 0);
  g_clear_pointer (&self->look, g_free);

  found = birge_svg_parts_new (self->picture);
  for (guint i = 0; i < self->scene->motions->len; i++)
    {
      const BirgeMotion *motion = g_ptr_array_index (self->scene->motions, i);
      const BirgeSvgPart *part = birge_svg_parts_find (found, motion->part);
      guint index = self->parts->len;

      if (part == NULL || g_ptr_array_find_with_equal_func (self->parts, motion->part, g_str_equal, NULL))
        continue;
      g_ptr_array_add (self->parts, motion->part);
      g_array_append_val (self->inserts, ((Insert) { part->start, TRUE, index }));
      g_array_append_val (self->inserts, ((Insert) { part->end, FALSE, index }));
    }
  g_array_sort (self->inserts, compare_inserts);
}

static double
between (const BirgeMotion *motion, guint i, double progress)
{
  return motion->from[i] + (motion->to[i] - motion->from[i]) * progress;
}

static void
append_number (GString *text, double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.3f", number));
  g_string_append_c (text, ' ');
}

static void
append_call (GString *text, const char *name, const double *numbers, guint n_numbers)
{
  g_string_append (text, name);
  g_string_append_c (text, '(');
  for (guint i = 0; i < n_numbers; i++)
    append_number (text, numbers[i]);
  g_string_append (text, ") ");
}

static void
append_transform (GString *text, const BirgeMotion *motion, double progress)
{
  const double *pivot = motion->pivot;
  double value = between (motion, 0, progress);

  switch (motion->kind)
    {
    case BIRGE_MOTION_SHIFT:
      append_call (text, "translate", (double[]) { value, between (motion, 1, progress) }, 2);
      break;
    case BIRGE_MOTION_TURN:
      append_call (text, "rotate", (double[]) { value, pivot[0], pivot[1] }, 3);
      break;
    case BIRGE_MOTION_GROW:
      append_call (text, "translate", pivot, 2);
      append_call (text, "scale", &value, 1);
      append_call (text, "translate", (double[]) { -pivot[0], -pivot[1] }, 2);
      break;
    case BIRGE_MOTION_FADE:
    case BIRGE_MOTION_SHOW:
    default:
      break;
    }
}

/* The attributes of a part's group at this moment. Several motions of a part add up. */
static char *
describe_part (const BirgeFilmPainter *self, const char *part)
{
  g_autoptr(GString) text = g_string_new ("transform=\"");
  double opacity = 1, shown = 0;
  gboolean has_show = FALSE;

  for (guint i = 0; i < self->scene->motions->len; i++)
    {
      const BirgeMotion *motion = g_ptr_array_index (self->scene->motions, i);
      double progress;

      if (!g_str_equal (motion->part, part))
        continue;
      progress = birge_motion_get_progress (motion, self->at_s, self->scene_s);
      append_transform (text, motion, progress);
      if (motion->kind == BIRGE_MOTION_FADE)
        opacity *= between (motion, 0, progress);
      if (motion->kind == BIRGE_MOTION_SHOW)
        {
          has_show = TRUE;
          shown = MAX (shown, progress);
        }
    }

  if (has_show)
    opacity *= shown;
  if (opacity < 0.004)
    return g_strdup ("display=\"none\"");
  g_string_append_c (text, '"');
  if (opacity < 0.996)
    {
      g_string_append (text, " opacity=\"");
      append_number (text, opacity);
      g_string_append_c (text, '"');
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_look (BirgeFilmPainter *self)
{
  g_autoptr(GString) look = g_string_new (self->scene->picture);
  g_autofree char *whole = describe_part (self, BIRGE_STORYBOARD_WHOLE_PICTURE);

  g_ptr_array_set_size (self->states, 0);
  for (guint i = 0; i < self->parts->len; i++)
    {
      g_ptr_array_add (self->states, describe_part (self, g_ptr_array_index (self->parts, i)));
      g_string_append_printf (look, "\n%s", (char *) g_ptr_array_index (self->states, i));
    }

  for (guint i = 0; i < self->scene->figures->len; i++)
    {
      double filled = 0;
      g_autofree char *text = birge_figure_dup_text (g_ptr_array_index (self->scene->figures, i), self->at_s,
                                                     self->scene_s, &filled);

      g_string_append_printf (look, "\n%s %d", text ? text : "", (int) (filled * 1000));
    }

  g_string_append (look, whole);
  return g_string_free (g_steal_pointer (&look), FALSE);
}

gboolean
_birge_film_painter_set (BirgeFilmPainter *self, guint scene, double at_s)
{
  char *look;

  if (self->scene != g_ptr_array_index (self->plan->storyboard->scenes, scene))
    set_scene (self, scene);

  self->at_s = at_s;
  look = describe_look (self);
  if (g_strcmp0 (look, self->look) == 0)
    {
      g_free (look);
      return FALSE;
    }

  g_free (self->look);
  self->look = look;
  return TRUE;
}

/* The picture of this moment as SVG text. */
static GString *
compose (const BirgeFilmPainter *self)
{
  gsize length;
  const char *picture = g_bytes_get_data (self->picture, &length);
  GString *text = g_string_sized_new (length + self->inserts->len * 64);
  gsize at = 0;

  for (guint i = 0; i < self->inserts->len; i++)
    {
      const Insert *insert = &g_array_index (self->inserts, Insert, i);

      g_string_append_len (text, picture + at, insert->at - at);
      at = insert->at;
      if (insert->opens)
        g_string_append_printf (text, "<g %s>", (char *) g_ptr_array_index (self->states, insert->part));
      else
        g_string_append (text, "</g>");
    }
  g_string_append_len (text, picture + at, length - at);

  return text;
}

/* Motions of the whole picture are the camera. */
static double
aim (const BirgeFilmPainter *self, cairo_t *cr)
{
  double opacity = 1;

  for (guint i = 0; i < self->scene->motions->len; i++)
    {
      const BirgeMotion *motion = g_ptr_array_index (self->scene->motions, i);
      double progress, value;

      if (!g_str_equal (motion->part, BIRGE_STORYBOARD_WHOLE_PICTURE))
        continue;
      progress = birge_motion_get_progress (motion, self->at_s, self->scene_s);
      value = between (motion, 0, progress);
      if (motion->kind == BIRGE_MOTION_SHIFT)
        cairo_translate (cr, value, between (motion, 1, progress));
      else if (motion->kind == BIRGE_MOTION_FADE)
        opacity *= value;
      else if (motion->kind == BIRGE_MOTION_SHOW)
        opacity *= progress;
      else
        {
          cairo_translate (cr, motion->pivot[0], motion->pivot[1]);
          if (motion->kind == BIRGE_MOTION_TURN)
            cairo_rotate (cr, value * G_PI / 180);
          else
            cairo_scale (cr, value, value);
          cairo_translate (cr, -motion->pivot[0], -motion->pivot[1]);
        }
    }

  return opacity;
}

static gboolean
draw_picture (const BirgeFilmPainter *self, cairo_t *cr, GError **error)
{
  const RsvgRectangle canvas = { 0, 0, BIRGE_STORYBOARD_CANVAS_WIDTH, BIRGE_STORYBOARD_CANVAS_HEIGHT };
  GString *text = compose (self);
  g_autoptr(GBytes) bytes = g_string_free_to_bytes (text);
  RsvgHandle *handle;
  g_autoptr(GError) local = NULL;
  double opacity;

  handle = rsvg_handle_new_from_data (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &local);
  if (handle != NULL)
    {
      cairo_save (cr);
      opacity = aim (self, cr);
      if (opacity < 1)
        cairo_push_group (cr);
      rsvg_handle_render_document (handle, cr, &canvas, &local);
      if (opacity < 1)
        {
          cairo_pop_group_to_source (cr);
          cairo_paint_with_alpha (cr, opacity);
        }
      cairo_restore (cr);
      g_object_unref (handle);
    }

  if (local == NULL)
    return TRUE;

  g_set_error (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_PICTURE, "cannot draw %s/%s: %s", self->plan->dir,
               self->scene->picture, local->message);
  return FALSE;
}

static void
draw_figures (const BirgeFilmPainter *self, cairo_t *cr)
{
  for (guint i = 0; i < self->scene->figures->len; i++)
    {
      const BirgeFigure *figure = g_ptr_array_index (self->scene->figures, i);
      double filled;
      g_autofree char *text = birge_figure_dup_text (figure, self->at_s, self->scene_s, &filled);

      if (text != NULL)
        _birge_film_draw_figure (cr, figure, text, filled);
    }
}

/* Draws what was set, over the whole surface. */
gboolean
_birge_film_painter_draw (BirgeFilmPainter *self, cairo_surface_t *surface, GError **error)
{
  const BirgeStoryboard *film = self->plan->storyboard;
  cairo_t *cr = cairo_create (surface);
  gboolean drawn;

  cairo_scale (cr, (double) cairo_image_surface_get_width (surface) / BIRGE_STORYBOARD_CANVAS_WIDTH,
               (double) cairo_image_surface_get_height (surface) / BIRGE_STORYBOARD_CANVAS_HEIGHT);
  cairo_set_source_rgb (cr, (film->ground_rgb >> 16) / 255.0, (film->ground_rgb >> 8 & 0xFF) / 255.0,
                        (film->ground_rgb & 0xFF) / 255.0);
  cairo_paint (cr);

  drawn = draw_picture (self, cr, error);
  if (drawn)
    {
      draw_figures (self, cr);
      _birge_film_draw_corner (cr, self->scene->corner);
    }
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return drawn;
}

/* A part is looked for on a small picture of it: what is hidden, faded or clipped is not there. */
#define LOOK_SHARE 4
#define LOOK_ALPHA 48

static gboolean
find_drawn (cairo_surface_t *surface, cairo_rectangle_t *place)
{
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  int left = width, right = -1, top = height, bottom = -1;

  cairo_surface_flush (surface);
  for (int y = 0; y < height; y++)
    {
      const unsigned char *row = cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);

      for (int x = 0; x < width; x++)
        if (row[x] >= LOOK_ALPHA)
          {
            left = MIN (left, x);
            right = MAX (right, x);
            top = MIN (top, y);
            bottom = y;
          }
    }
  *place = (cairo_rectangle_t) { left * LOOK_SHARE, top * LOOK_SHARE, (right + 1 - left) * LOOK_SHARE,
                                 (bottom + 1 - top) * LOOK_SHARE };
  return right >= 0;
}

/* Where a part of the picture lies now, in points of the canvas, with all that moves it. FALSE when it is not seen. */
gboolean
_birge_film_painter_locate (BirgeFilmPainter *self, const char *part, cairo_rectangle_t *place)
{
  const RsvgRectangle canvas = { 0, 0, BIRGE_STORYBOARD_CANVAS_WIDTH, BIRGE_STORYBOARD_CANVAS_HEIGHT };
  g_autoptr(GBytes) bytes = g_string_free_to_bytes (compose (self));
  RsvgHandle *handle = rsvg_handle_new_from_data (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  g_autofree char *id = g_strconcat ("#", part, NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, BIRGE_STORYBOARD_CANVAS_WIDTH / LOOK_SHARE,
                                                         BIRGE_STORYBOARD_CANVAS_HEIGHT / LOOK_SHARE);
  cairo_t *cr = cairo_create (surface);
  gboolean seen;

  cairo_scale (cr, 1.0 / LOOK_SHARE, 1.0 / LOOK_SHARE);
  seen = handle != NULL && aim (self, cr) > 0 && rsvg_handle_render_layer (handle, cr, id, &canvas, NULL)
         && find_drawn (surface, place);
  g_clear_object (&handle);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return seen;
}
