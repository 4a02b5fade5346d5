/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-task.h"

static void
answer_free (gpointer data)
{
  BirgeWording *answer = data;

  g_free (answer->text);
  g_free (answer);
}

static void
picture_free (gpointer data)
{
  BirgeTaskPicture *picture = data;

  g_free (picture->object);
  g_free (picture->text.text);
  g_free (picture);
}

BirgeTask *
birge_task_new (BirgeQuestionKind kind)
{
  BirgeTask *self = g_new0 (BirgeTask, 1);

  self->kind = kind;
  self->answers = g_ptr_array_new_with_free_func (answer_free);
  self->pictures = g_ptr_array_new_with_free_func (picture_free);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_film_part_free);
  return self;
}

void
birge_task_free (BirgeTask *self)
{
  if (self == NULL)
    return;

  g_free (self->ask.text);
  g_ptr_array_unref (self->answers);
  g_ptr_array_unref (self->pictures);
  g_ptr_array_unref (self->parts);
  g_free (self);
}

void
birge_wording_set (BirgeWording *self, const char *text, const char *language)
{
  g_free (self->text);
  self->text = g_strdup (text != NULL ? text : "");
  self->language = language;
}

BirgeWording *
birge_task_add_answer (BirgeTask *self, const char *text, const char *language)
{
  BirgeWording *answer = g_new0 (BirgeWording, 1);

  birge_wording_set (answer, text, language);
  g_ptr_array_add (self->answers, answer);
  return answer;
}

BirgeTaskPicture *
birge_task_add_picture (BirgeTask *self, const char *object, gint64 at_us)
{
  BirgeTaskPicture *picture = g_new0 (BirgeTaskPicture, 1);

  picture->object = g_strdup (object);
  picture->at_us = at_us;
  birge_wording_set (&picture->text, NULL, NULL);
  g_ptr_array_add (self->pictures, picture);
  return picture;
}
