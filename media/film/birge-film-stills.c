/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/film/birge-film-private.h"

#include <math.h>

/* What the exercises after a film need: a picture of each scene that is asked about, and where in it the parts lie that
 * are to be touched. */

/* Late in a scene most of it is there, and nothing has begun to go. */
#define STILL_AT 0.8
/* Moments of a scene that are looked at for the one in which its parts are seen. */
#define N_MOMENTS 20
/* Less of a part than this is not seen: a share of the canvas. */
#define LEAST_SHARE 0.01

static gboolean
is_about (const BirgeQuestion *question, guint scene)
{
  for (guint i = 0; i < question->scenes->len; i++)
    if (g_array_index (question->scenes, guint, i) == scene)
      return TRUE;
  return FALSE;
}

gboolean
_birge_film_needs_still (const BirgeFilmPlan *plan, guint scene)
{
  for (guint i = 0; i < plan->storyboard->questions->len; i++)
    if (is_about (g_ptr_array_index (plan->storyboard->questions, i), scene))
      return TRUE;
  return FALSE;
}

/* Touched, so drawn as large as the film; else half of that is enough. */
static gboolean
is_touched (const BirgeFilmPlan *plan, guint scene)
{
  for (guint i = 0; i < plan->storyboard->questions->len; i++)
    {
      const BirgeQuestion *question = g_ptr_array_index (plan->storyboard->questions, i);

      if (question->kind == BIRGE_QUESTION_TOUCH && is_about (question, scene))
        return TRUE;
    }
  return FALSE;
}

/* What can be seen of a part now, as shares of the canvas; FALSE when it cannot. */
static gboolean
locate (BirgeFilmPainter *painter, const char *id, BirgeFilmPart *part)
{
  cairo_rectangle_t place;
  double left, top, right, bottom;

  if (!_birge_film_painter_locate (painter, id, &place))
    return FALSE;

  left = CLAMP (place.x / BIRGE_STORYBOARD_CANVAS_WIDTH, 0, 1);
  top = CLAMP (place.y / BIRGE_STORYBOARD_CANVAS_HEIGHT, 0, 1);
  right = CLAMP ((place.x + place.width) / BIRGE_STORYBOARD_CANVAS_WIDTH, 0, 1);
  bottom = CLAMP ((place.y + place.height) / BIRGE_STORYBOARD_CANVAS_HEIGHT, 0, 1);
  if (right - left < LEAST_SHARE || bottom - top < LEAST_SHARE)
    return FALSE;

  /* whole steps, so that what is written is inside the picture when it is read */
  part->x = floor (left * BIRGE_FILM_NOTES_STEPS) / BIRGE_FILM_NOTES_STEPS;
  part->y = floor (top * BIRGE_FILM_NOTES_STEPS) / BIRGE_FILM_NOTES_STEPS;
  part->width = floor ((right - part->x) * BIRGE_FILM_NOTES_STEPS + 1e-6) / BIRGE_FILM_NOTES_STEPS;
  part->height = floor ((bottom - part->y) * BIRGE_FILM_NOTES_STEPS + 1e-6) / BIRGE_FILM_NOTES_STEPS;
  return TRUE;
}

static guint
count_seen (BirgeFilmPainter *painter, char **ids)
{
  BirgeFilmPart part;
  guint n = 0;

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    if (*ids[i] != '\0' && locate (painter, ids[i], &part))
      n++;
  return n;
}

/* The moment of a scene at which the most parts are seen that somebody asks for, and of those the one nearest to the usual. */
static double
choose_moment (const BirgeFilmPlan *plan, BirgeFilmPainter *painter, guint scene)
{
  double scene_s = _birge_film_plan_scene_s (plan, scene - 1);
  double best_s = STILL_AT * scene_s;
  guint best = 0;

  for (guint i = 0; is_touched (plan, scene) && i <= N_MOMENTS; i++)
    {
      double at_s = i == 0 ? STILL_AT * scene_s : scene_s * i / (N_MOMENTS + 1);
      guint n = 0;

      _birge_film_painter_set (painter, scene - 1, at_s);
      for (guint j = 0; j < plan->storyboard->questions->len; j++)
        {
          const BirgeQuestion *question = g_ptr_array_index (plan->storyboard->questions, j);

          if (question->kind == BIRGE_QUESTION_TOUCH && is_about (question, scene))
            n += count_seen (painter, question->right_parts) + count_seen (painter, question->wrong_parts);
        }
      if (n > best || (n == best && i > 0 && fabs (at_s - STILL_AT * scene_s) < fabs (best_s - STILL_AT * scene_s)))
        {
          best = n;
          best_s = at_s;
        }
    }
  return best_s;
}

static gboolean
add_parts (BirgeFilmPainter *painter, const BirgeQuestion *question, char **ids, gboolean right, BirgeFilmQuestion *noted,
           GError **error)
{
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      if (*ids[i] == '\0')
        continue;
      if (!locate (painter, ids[i], birge_film_question_add_part (noted, ids[i], right)))
        {
          g_set_error (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_STORYBOARD,
                       "question %u: the part \"%s\" is never seen in its scene: name another part, or show it", question->number,
                       ids[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/* Fills in where the parts of a question lie. */
gboolean
_birge_film_locate_parts (const BirgeFilmPlan *plan, BirgeFilmPainter *painter, const BirgeQuestion *question,
                          BirgeFilmQuestion *noted, GError **error)
{
  guint scene;

  if (question->kind != BIRGE_QUESTION_TOUCH)
    return TRUE;

  scene = g_array_index (question->scenes, guint, 0);
  _birge_film_painter_set (painter, scene - 1, choose_moment (plan, painter, scene));
  return add_parts (painter, question, question->right_parts, TRUE, noted, error)
         && add_parts (painter, question, question->wrong_parts, FALSE, noted, error);
}

char *
_birge_film_still_path (const BirgeFilmPlan *plan, const char *out_dir, guint scene)
{
  g_autofree char *name = g_strdup_printf ("%s.scene-%02u.png", plan->name, scene);

  return g_build_filename (out_dir, name, NULL);
}

static gboolean
write_still (const BirgeFilmPlan *plan, BirgeFilmPainter *painter, guint scene, const char *out_dir, GError **error)
{
  const BirgeStoryboard *film = plan->storyboard;
  int share = is_touched (plan, scene) ? 1 : 2;
  g_autofree char *path = _birge_film_still_path (plan, out_dir, scene);
  cairo_surface_t *surface
    = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) film->width / share, (int) film->height / share);
  gboolean written;

  _birge_film_painter_set (painter, scene - 1, choose_moment (plan, painter, scene));
  written = _birge_film_painter_draw (painter, surface, error) && _birge_film_write_png (surface, path, error);
  cairo_surface_destroy (surface);
  return written;
}

/* `NAME.scene-04.png` for each scene that a question is about. */
gboolean
_birge_film_write_stills (const BirgeFilmPlan *plan, const char *out_dir, GError **error)
{
  g_autoptr(BirgeFilmPainter) painter = _birge_film_painter_new (plan);

  for (guint scene = 1; scene <= plan->storyboard->scenes->len; scene++)
    if (_birge_film_needs_still (plan, scene) && !write_still (plan, painter, scene, out_dir, error))
      return FALSE;
  return TRUE;
}
