/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-item.h"

#include "data/library/birge-item-private.h"

G_DEFINE_FINAL_TYPE (BirgeFilm, birge_film, G_TYPE_OBJECT)

static void
birge_film_finalize (GObject *object)
{
  BirgeFilm *self = BIRGE_FILM (object);

  g_clear_object (&self->item);
  g_free (self->path);
  g_free (self->poster);
  g_strfreev (self->audio_languages);
  g_strfreev (self->caption_languages);
  g_hash_table_unref (self->captions);
  g_array_unref (self->chapters);
  g_array_unref (self->stops);
  g_hash_table_unref (self->stills);
  g_ptr_array_unref (self->tasks);
  G_OBJECT_CLASS (birge_film_parent_class)->finalize (object);
}

static void
birge_film_class_init (BirgeFilmClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = birge_film_finalize;
}

static void
clear_chapter (gpointer chapter)
{
  g_free (((BirgeChapter *) chapter)->title);
}

static void
clear_stop (gpointer stop)
{
  g_free (((BirgeStop *) stop)->practice);
}

static void
birge_film_init (BirgeFilm *self)
{
  self->captions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->chapters = g_array_new (FALSE, TRUE, sizeof (BirgeChapter));
  g_array_set_clear_func (self->chapters, clear_chapter);
  self->stops = g_array_new (FALSE, TRUE, sizeof (BirgeStop));
  g_array_set_clear_func (self->stops, clear_stop);
  self->stills = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->tasks = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_task_free);
}

BirgeItem *
birge_film_get_item (BirgeFilm *self)
{
  g_return_val_if_fail (BIRGE_IS_FILM (self), NULL);

  return self->item;
}

const char *
birge_film_get_path (BirgeFilm *self)
{
  g_return_val_if_fail (BIRGE_IS_FILM (self), NULL);

  return self->path;
}

const char *
birge_film_get_poster (BirgeFilm *self)
{
  g_return_val_if_fail (BIRGE_IS_FILM (self), NULL);

  return self->poster;
}

const char *const *
birge_film_get_audio_languages (BirgeFilm *self)
{
  g_return_val_if_fail (BIRGE_IS_FILM (self), NULL);

  return (const char *const *) self->audio_languages;
}

const char *const *
birge_film_get_caption_languages (BirgeFilm *self)
{
  g_return_val_if_fail (BIRGE_IS_FILM (self), NULL);

  return (const char *const *) self->caption_languages;
}

const char *
birge_film_find_captions (BirgeFilm *self, const char *language)
{
  g_return_val_if_fail (BIRGE_IS_FILM (self), NULL);
  g_return_val_if_fail (language != NULL, NULL);

  return g_hash_table_lookup (self->captions, language);
}

guint
birge_film_get_n_chapters (BirgeFilm *self)
{
  g_return_val_if_fail (BIRGE_IS_FILM (self), 0);

  return self->chapters->len;
}

gint64
birge_film_get_chapter_us (BirgeFilm *self, guint i)
{
  g_return_val_if_fail (BIRGE_IS_FILM (self), 0);
  g_return_val_if_fail (i < self->chapters->len, 0);

  return g_array_index (self->chapters, BirgeChapter, i).at_us;
}

const char *
birge_film_get_chapter_title (BirgeFilm *self, guint i)
{
  g_return_val_if_fail (BIRGE_IS_FILM (self), NULL);
  g_return_val_if_fail (i < self->chapters->len, NULL);

  return g_array_index (self->chapters, BirgeChapter, i).title;
}

const char *
birge_film_get_chapter_title_language (BirgeFilm *self, guint i)
{
  g_return_val_if_fail (BIRGE_IS_FILM (self), NULL);
  g_return_val_if_fail (i < self->chapters->len, NULL);

  return g_array_index (self->chapters, BirgeChapter, i).title_language;
}

guint
birge_film_get_n_stops (BirgeFilm *self)
{
  g_return_val_if_fail (BIRGE_IS_FILM (self), 0);

  return self->stops->len;
}

gint64
birge_film_get_stop_us (BirgeFilm *self, guint i)
{
  g_return_val_if_fail (BIRGE_IS_FILM (self), 0);
  g_return_val_if_fail (i < self->stops->len, 0);

  return g_array_index (self->stops, BirgeStop, i).at_us;
}

const char *
birge_film_get_stop_practice (BirgeFilm *self, guint i)
{
  g_return_val_if_fail (BIRGE_IS_FILM (self), NULL);
  g_return_val_if_fail (i < self->stops->len, NULL);

  return g_array_index (self->stops, BirgeStop, i).practice;
}

guint
birge_film_get_n_tasks (BirgeFilm *self)
{
  g_return_val_if_fail (BIRGE_IS_FILM (self), 0);

  return self->tasks->len;
}

const BirgeTask *
birge_film_get_task (BirgeFilm *self, guint i)
{
  g_return_val_if_fail (BIRGE_IS_FILM (self), NULL);
  g_return_val_if_fail (i < self->tasks->len, NULL);

  return g_ptr_array_index (self->tasks, i);
}
