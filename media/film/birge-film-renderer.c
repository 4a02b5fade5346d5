/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/film/birge-film-renderer.h"

#include "media/birge-media.h"
#include "media/film/birge-film-private.h"

#include <errno.h>
#include <glib/gstdio.h>

static gboolean
make_folder (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0755) == 0)
    return TRUE;

  g_set_error (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_OUTPUT, "cannot make the folder %s: %s", path,
               g_strerror (errno));
  return FALSE;
}

/**
 * birge_film_render:
 * @dir: folder of the film, with `storyboard.ini`
 * @out_dir: where the results go; made if needed
 * @options: (nullable): what to speak, whom to tell
 * @problems: what is wrong with the storyboard and its pictures, with file and line
 * @drawn: (out) (optional): FALSE when nothing had changed since the last time
 *
 * Makes a film: `NAME.webm`, `NAME.png`, `NAME.<language>.vtt`, `NAME.scene-04.png` of the scenes that questions are about,
 * `NAME.json`. The same files in give the same bytes out.
 * The index `NAME.json` is written last and taken away first: without it the rest is not to be trusted.
 *
 * Errors: `STORYBOARD` when @problems has errors; `CANCELLED` of GIO.
 * Threads: one film at a time; blocks for half the length of the film.
 *
 * Returns: whether the film is there
 */
gboolean
birge_film_render (const char              *dir,
                   const char              *out_dir,
                   const BirgeFilmOptions  *options,
                   BirgeProblems           *problems,
                   gboolean                *drawn,
                   GCancellable            *cancellable,
                   GError                 **error)
{
  g_autoptr(BirgeFilmPlan) plan = NULL;
  g_autofree char *index = NULL;
  g_autofree char *name = NULL;
  g_autofree char *film = NULL;

  g_return_val_if_fail (dir != NULL && out_dir != NULL && problems != NULL, FALSE);

  if (drawn != NULL)
    *drawn = FALSE;
  if (!birge_media_init (error))
    return FALSE;
  plan = _birge_film_plan_new (dir, options, problems, cancellable, error);
  if (plan == NULL)
    return FALSE;
  if (_birge_film_is_fresh (plan, out_dir))
    return TRUE;

  index = _birge_film_index_path (plan, out_dir);
  name = g_strconcat (plan->name, ".webm", NULL);
  film = g_build_filename (out_dir, name, NULL);
  if (!make_folder (out_dir, error))
    return FALSE;
  if (drawn != NULL)
    *drawn = TRUE;
  if (!_birge_film_is_encoded (plan, out_dir) && !_birge_film_encode (plan, film, options, cancellable, error))
    return FALSE;

  g_unlink (index);
  return _birge_film_write_poster (plan, out_dir, error)
         && _birge_film_write_captions (plan, out_dir, error)
         && _birge_film_write_stills (plan, out_dir, error)
         && _birge_film_write_index (plan, out_dir, error);
}

static gboolean
preview_scene (const BirgeFilmPlan *plan, BirgeFilmPainter *painter, guint scene, const char *png_dir, GError **error)
{
  static const char *const names[] = { "a", "b", "c" };
  const BirgeStoryboard *film = plan->storyboard;
  double last_s = _birge_film_plan_scene_s (plan, scene) - 1.0 / film->rate;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s-%02u%s.png", plan->name, scene + 1, names[i]);
      g_autofree char *path = g_build_filename (png_dir, name, NULL);
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) film->width, (int) film->height);
      gboolean written;

      _birge_film_painter_set (painter, scene, last_s * i / (G_N_ELEMENTS (names) - 1));
      written = _birge_film_painter_draw (painter, surface, error) && _birge_film_write_png (surface, path, error);
      cairo_surface_destroy (surface);
      if (!written)
        return FALSE;
    }

  return TRUE;
}

/**
 * birge_film_preview:
 * @dir: folder of the film
 * @png_dir: where the pictures go; made if needed
 *
 * Draws start, middle and end of each scene, or of one, as `NAME-01a.png`, `NAME-01b.png`, `NAME-01c.png`.
 */
gboolean
birge_film_preview (const char              *dir,
                    const char              *png_dir,
                    const BirgeFilmOptions  *options,
                    BirgeProblems           *problems,
                    GCancellable            *cancellable,
                    GError                 **error)
{
  g_autoptr(BirgeFilmPlan) plan = NULL;
  g_autoptr(BirgeFilmPainter) painter = NULL;
  guint first = 0, last;

  g_return_val_if_fail (dir != NULL && png_dir != NULL && problems != NULL, FALSE);

  if (!birge_media_init (error))
    return FALSE;
  plan = _birge_film_plan_new (dir, options, problems, cancellable, error);
  if (plan == NULL || !make_folder (png_dir, error))
    return FALSE;

  last = plan->storyboard->scenes->len;
  if (options != NULL && options->scene > last)
    {
      g_set_error (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_STORYBOARD, "%s has no scene %u, only %u", plan->name, options->scene,
                   last);
      return FALSE;
    }
  if (options != NULL && options->scene > 0)
    {
      first = options->scene - 1;
      last = options->scene;
    }

  painter = _birge_film_painter_new (plan);
  for (guint i = first; i < last; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !preview_scene (plan, painter, i, png_dir, error))
        return FALSE;
      if (options != NULL && options->progress != NULL)
        options->progress (i + 1 - first, last - first, options->user_data);
    }

  return TRUE;
}
