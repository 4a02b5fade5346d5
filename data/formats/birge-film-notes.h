/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "data/formats/birge-storyboard.h"

G_BEGIN_DECLS

/* What a film's description says beside chapters and checkpoints: what is asked after the film, and the still pictures
 * that the questions need. The renderer writes it, the content carries it, the kiosk reads it: one form for all. Texts are
 * maps from language tag to text, as in a storyboard. */
#define BIRGE_FILM_NOTES_MAX_BYTES (1024 * 1024)
#define BIRGE_FILM_NOTES_MAX_QUESTIONS 20
#define BIRGE_FILM_NOTES_MAX_WRONG 3
#define BIRGE_FILM_NOTES_MAX_PARTS 40
/* Parts of a still are told in so many steps of its width and height. */
#define BIRGE_FILM_NOTES_STEPS 1000

/* A picture out of a scene. */
typedef struct {
  guint       scene; /* from 1 */
  gint64      at_us; /* where the scene begins */
  GHashTable *text;  /* what it shows */
} BirgeFilmStill;

/* A place in a still: of its width and height, 0 to 1. */
typedef struct {
  char    *name;
  gboolean right;
  double   x;
  double   y;
  double   width;
  double   height;
} BirgeFilmPart;

typedef struct {
  BirgeQuestionKind kind;
  GHashTable       *ask;
  GHashTable       *right;  /* choice */
  GPtrArray        *wrong;  /* choice: of GHashTable */
  GArray           *scenes; /* order: of guint, the right order; touch: the one to touch */
  GPtrArray        *parts;  /* touch: of BirgeFilmPart */
} BirgeFilmQuestion;

typedef struct {
  GPtrArray *stills;    /* of BirgeFilmStill, in order of scenes */
  GPtrArray *questions; /* of BirgeFilmQuestion */
} BirgeFilmNotes;

BirgeFilmNotes       *birge_film_notes_new        (void);
/* Reads the keys "stills" and "questions" of a JSON object, both of which may be missing; others belong to somebody else.
 * All or nothing. Errors: G_IO_ERROR_INVALID_DATA, which says what is wrong where. */
BirgeFilmNotes       *birge_film_notes_parse      (GBytes          *bytes,
                                                   GError         **error) G_GNUC_WARN_UNUSED_RESULT;
/* A JSON object with the two keys; the same notes give the same bytes. */
GBytes               *birge_film_notes_to_bytes   (const BirgeFilmNotes *self);
void                  birge_film_notes_free       (BirgeFilmNotes  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeFilmNotes, birge_film_notes_free)

/* Empty ones, added to the notes. Names are copied. */
BirgeFilmStill       *birge_film_notes_add_still    (BirgeFilmNotes    *self,
                                                     guint              scene,
                                                     gint64             at_us);
BirgeFilmQuestion    *birge_film_notes_add_question (BirgeFilmNotes    *self,
                                                     BirgeQuestionKind  kind);
GHashTable           *birge_film_question_add_wrong (BirgeFilmQuestion *self);
BirgeFilmPart        *birge_film_question_add_part  (BirgeFilmQuestion *self,
                                                     const char        *name,
                                                     gboolean           right);
/* NULL when there is none of that scene. */
const BirgeFilmStill *birge_film_notes_find_still   (const BirgeFilmNotes *self,
                                                     guint                 scene);
BirgeFilmPart        *birge_film_part_copy          (const BirgeFilmPart  *self);
void                  birge_film_part_free          (BirgeFilmPart        *self);

G_END_DECLS
