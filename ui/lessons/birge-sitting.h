/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  BIRGE_EXERCISE_PRESENT,             /* see, hear, hear it slowly */
  BIRGE_EXERCISE_LISTEN_PICK_PICTURE, /* hear the word, touch its picture */
  BIRGE_EXERCISE_PICTURE_PICK_WORD,   /* see the picture (or the meaning), touch the word */
  BIRGE_EXERCISE_MATCH_PAIRS,         /* pictures and words, touch two that belong together */
} BirgeExerciseKind;

#define BIRGE_EXERCISE_MAX_OPTIONS 4

typedef struct {
  BirgeExerciseKind kind;
  guint             word;                                /* index into the list of words; unused by MATCH_PAIRS */
  guint             options[BIRGE_EXERCISE_MAX_OPTIONS]; /* words to choose from, or to match */
  guint             n_options;
} BirgeExercise;

/* One sitting over a few words of a lesson: which exercise comes next. A word that went wrong returns after two others,
 * one that went right after five, in another kind; it is done after two right answers in different kinds, or after four
 * showings. At the end the words are matched. Nothing is stored. Pure: no widget, no clock; the same seed gives the same
 * sitting. */
typedef struct _BirgeSitting BirgeSitting;

/* @words: of BirgeWord, the whole lesson; @first and @n: the part to be learnt. */
BirgeSitting *birge_sitting_new      (GListModel    *words,
                                      guint          first,
                                      guint          n,
                                      guint32        seed);
void          birge_sitting_free     (BirgeSitting  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeSitting, birge_sitting_free)

/* FALSE: the sitting is over. */
gboolean      birge_sitting_next     (BirgeSitting  *self,
                                      BirgeExercise *exercise);
/* How the exercise just given went: right at the first try. */
void          birge_sitting_answer   (BirgeSitting  *self,
                                      gboolean       right);
/* 0 to 1. */
double        birge_sitting_get_progress (BirgeSitting *self);

/* Words a sitting has, so that a lesson is cut into parts of about the same size. */
guint         birge_sitting_count_parts (guint n_words);
void          birge_sitting_get_part    (guint  n_words,
                                         guint  part,
                                         guint *first,
                                         guint *n);

G_END_DECLS
