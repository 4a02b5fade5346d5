/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-storyboard.h"

#include "data/formats/birge-svg-parts.h"
#include "data/formats/birge-svg.h"

/* What a storyboard says about its pictures, held against the pictures themselves. */
typedef struct {
  BirgeStoryboard *film;
  const char      *dir;
  const char      *file;
  BirgeProblems   *problems;
  GHashTable      *parts; /* of pictures that were read: name → array of BirgeSvgPart */
} Check;

static void
picture_problem (Check *self, guint line, const char *code, const char *picture, const char *why, const char *todo)
{
  g_autofree char *what = g_strdup_printf ("the picture \"%s\"", picture);

  birge_problems_add (self->problems, BIRGE_PROBLEM_ERROR, self->file, line, code, what, why, todo);
}

static GBytes *
load_picture (Check *self, const BirgeScene *scene)
{
  g_autofree char *path = g_build_filename (self->dir, scene->picture, NULL);
  g_autoptr(GError) error = NULL;
  char *contents = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &contents, &length, &error))
    {
      picture_problem (self, scene->picture_line, "missing-picture", scene->picture,
                       "it cannot be read", "draw it, or correct its name");
      return NULL;
    }
  if (length > BIRGE_SVG_MAX_BYTES)
    {
      g_free (contents);
      picture_problem (self, scene->picture_line, "big-picture", scene->picture,
                       "it is larger than 512 KiB", "simplify the drawing");
      return NULL;
    }

  return g_bytes_new_take (contents, length);
}

/* The parts of the scene's picture, NULL when there is no use in looking for them. */
static GPtrArray *
get_parts (Check *self, const BirgeScene *scene)
{
  g_autofree char *folder = g_path_get_dirname (self->file);
  g_autofree char *name = g_build_filename (folder, scene->picture, NULL);
  g_autoptr(GBytes) bytes = NULL;
  GPtrArray *parts = NULL;

  if (g_hash_table_lookup_extended (self->parts, scene->picture, NULL, (gpointer *) &parts))
    return parts;

  bytes = load_picture (self, scene);
  if (bytes != NULL && birge_svg_check (bytes, g_str_has_prefix (name, "./") ? name + 2 : name, self->problems))
    parts = birge_svg_parts_new (bytes);
  g_hash_table_insert (self->parts, scene->picture, parts);
  return parts;
}

static void
need_part (Check *self, GPtrArray *parts, const BirgeScene *scene, const char *id, guint line)
{
  g_autofree char *why = g_strdup_printf ("it has no part with the id \"%s\"", id);

  if (!g_str_equal (id, BIRGE_STORYBOARD_WHOLE_PICTURE) && birge_svg_parts_find (parts, id) == NULL)
    picture_problem (self, line, "unknown-part", scene->picture, why, "name the part in the drawing, or correct this line");
}

static void
check_question_parts (Check *self, const BirgeQuestion *question)
{
  const BirgeScene *scene;
  GPtrArray *parts;

  if (question->kind != BIRGE_QUESTION_TOUCH || question->scenes->len != 1
      || g_array_index (question->scenes, guint, 0) > self->film->scenes->len)
    return;

  scene = g_ptr_array_index (self->film->scenes, g_array_index (question->scenes, guint, 0) - 1);
  parts = scene->picture ? get_parts (self, scene) : NULL;
  for (guint i = 0; parts != NULL && question->right_parts && question->right_parts[i] != NULL; i++)
    need_part (self, parts, scene, question->right_parts[i], question->line);
  for (guint i = 0; parts != NULL && question->wrong_parts && question->wrong_parts[i] != NULL; i++)
    need_part (self, parts, scene, question->wrong_parts[i], question->line);
}

static void
free_parts (gpointer parts)
{
  if (parts != NULL)
    g_ptr_array_unref (parts);
}

/**
 * birge_storyboard_check_pictures:
 * @self: a storyboard
 * @dir: its folder
 * @file: the storyboard's name for problems
 * @problems: where they go
 *
 * Looks whether every picture is there, is safe, and has the parts that move.
 */
void
birge_storyboard_check_pictures (BirgeStoryboard *self, const char *dir, const char *file, BirgeProblems *problems)
{
  Check check = { self, dir, file, problems, NULL };

  g_return_if_fail (self != NULL && dir != NULL && file != NULL && problems != NULL);

  check.parts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_parts);
  for (guint i = 0; i < self->scenes->len; i++)
    {
      const BirgeScene *scene = g_ptr_array_index (self->scenes, i);
      GPtrArray *parts = scene->picture ? get_parts (&check, scene) : NULL;

      for (guint j = 0; parts != NULL && j < scene->motions->len; j++)
        {
          const BirgeMotion *motion = g_ptr_array_index (scene->motions, j);
          need_part (&check, parts, scene, motion->part, motion->line);
        }
    }
  for (guint i = 0; i < self->questions->len; i++)
    check_question_parts (&check, g_ptr_array_index (self->questions, i));
  g_hash_table_unref (check.parts);
}
