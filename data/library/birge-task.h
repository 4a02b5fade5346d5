/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-film-notes.h"

G_BEGIN_DECLS

/* What is asked after a film, in the visitor's language. Plain data, lent by its BirgeFilm; nobody changes it. */

/* A text, and the language it really is in. */
typedef struct {
  char       *text;
  const char *language; /* interned */
} BirgeWording;

/* A picture of a scene. */
typedef struct {
  char        *object; /* SHA-256 of a PNG */
  BirgeWording text;   /* what it shows */
  gint64       at_us;  /* where the scene begins in the film */
} BirgeTaskPicture;

typedef struct {
  BirgeQuestionKind kind;
  BirgeWording      ask;
  GPtrArray        *answers;  /* choice: of BirgeWording, the right one first */
  GPtrArray        *pictures; /* of BirgeTaskPicture: order: the right order; touch: one */
  GPtrArray        *parts;    /* touch: of BirgeFilmPart */
} BirgeTask;

BirgeTask *birge_task_new  (BirgeQuestionKind kind);
void       birge_task_free (BirgeTask        *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeTask, birge_task_free)

BirgeWording     *birge_task_add_answer  (BirgeTask  *self,
                                          const char *text,
                                          const char *language);
BirgeTaskPicture *birge_task_add_picture (BirgeTask  *self,
                                          const char *object,
                                          gint64      at_us);
void              birge_wording_set      (BirgeWording *self,
                                          const char   *text,
                                          const char   *language);

G_END_DECLS
