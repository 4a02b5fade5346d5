/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/lessons/birge-sitting.h"

#include <string.h>

#include "data/library/birge-item.h"

#define PART_WORDS 7
#define GAP_WRONG 2
#define GAP_RIGHT 5
#define MAX_SHOWINGS 4
#define NEEDED_KINDS 2

typedef struct
{
  guint    index;    /* into the list */
  guint    showings; /* of questions, not of the presentation */
  guint    kinds;    /* bits of kinds answered rightly */
  gboolean has_picture;
  gboolean presented;
  gboolean done;
  guint    due; /* turn before which it does not come back */
} Learnt;

struct _BirgeSitting
{
  GListModel *words;
  GRand      *random;
  Learnt     *learnt;
  guint       n;
  guint       turn;
  int         current; /* into learnt, -1 for none */
  BirgeExerciseKind kind;
  gboolean    matched;
};

guint
birge_sitting_count_parts (guint n_words)
{
  return (n_words + PART_WORDS - 1) / PART_WORDS;
}

void
birge_sitting_get_part (guint n_words, guint part, guint *first, guint *n)
{
  guint parts = MAX (birge_sitting_count_parts (n_words), 1);

  part = MIN (part, parts - 1);
  *first = part * n_words / parts;
  *n = (part + 1) * n_words / parts - *first;
}

BirgeSitting *
birge_sitting_new (GListModel *words, guint first, guint n, guint32 seed)
{
  BirgeSitting *self = g_new0 (BirgeSitting, 1);

  self->words = g_object_ref (words);
  self->random = g_rand_new_with_seed (seed);
  self->n = n;
  self->learnt = g_new0 (Learnt, n);
  self->current = -1;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BirgeWord) word = g_list_model_get_item (words, first + i);

      self->learnt[i].index = first + i;
      self->learnt[i].has_picture = birge_word_get_picture (word) != NULL;
    }
  return self;
}

void
birge_sitting_free (BirgeSitting *self)
{
  g_object_unref (self->words);
  g_rand_free (self->random);
  g_free (self->learnt);
  g_free (self);
}

/* Two options must differ in everything that could be the answer. */
static gboolean
differ (BirgeWord *a, BirgeWord *b, gboolean need_picture)
{
  if (need_picture && birge_word_get_picture (b) == NULL)
    return FALSE;
  return g_strcmp0 (birge_word_get_target (a), birge_word_get_target (b)) != 0 &&
         g_strcmp0 (birge_word_get_meaning (a), birge_word_get_meaning (b)) != 0 &&
         (birge_word_get_picture (a) == NULL || g_strcmp0 (birge_word_get_picture (a), birge_word_get_picture (b)) != 0);
}

static gboolean
fits (BirgeSitting *self, const guint *options, guint n, guint candidate, gboolean need_picture)
{
  g_autoptr(BirgeWord) word = g_list_model_get_item (self->words, candidate);

  if (need_picture && birge_word_get_picture (word) == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(BirgeWord) other = g_list_model_get_item (self->words, options[i]);

      if (options[i] == candidate || !differ (other, word, FALSE))
        return FALSE;
    }
  return TRUE;
}

/* Fills up with other words of the lesson, then puts the right one at a place that is uniform over the options. */
static void
choose_options (BirgeSitting *self, BirgeExercise *exercise, guint wanted, gboolean need_picture)
{
  guint n_words = g_list_model_get_n_items (self->words);
  guint offset = (guint) g_rand_int_range (self->random, 0, (gint32) n_words);
  guint place;

  exercise->options[0] = exercise->word;
  exercise->n_options = 1;
  for (guint i = 0; i < n_words && exercise->n_options < wanted; i++)
    {
      guint candidate = (offset + i * 7) % n_words; /* 7 steps over the lesson, so that neighbours do not stay together */

      if (fits (self, exercise->options, exercise->n_options, candidate, need_picture))
        exercise->options[exercise->n_options++] = candidate;
    }
  for (guint i = 0; i < n_words && exercise->n_options < wanted; i++) /* where 7 divides the number of words */
    if (fits (self, exercise->options, exercise->n_options, i, need_picture))
      exercise->options[exercise->n_options++] = i;
  place = (guint) g_rand_int_range (self->random, 0, (gint32) exercise->n_options);
  exercise->options[0] = exercise->options[place];
  exercise->options[place] = exercise->word;
}

static BirgeExerciseKind
choose_kind (BirgeSitting *self, const Learnt *learnt)
{
  if (!learnt->presented)
    return BIRGE_EXERCISE_PRESENT;
  if (!learnt->has_picture || (learnt->kinds & (1 << BIRGE_EXERCISE_LISTEN_PICK_PICTURE)) != 0)
    return BIRGE_EXERCISE_PICTURE_PICK_WORD;
  return BIRGE_EXERCISE_LISTEN_PICK_PICTURE;
}

/* What is due and was seen already comes before what is new, but no more than two new words stand in a row. */
static int
choose_word (BirgeSitting *self)
{
  int fresh = -1, due = -1, earliest = -1;
  guint open = 0;

  for (guint i = 0; i < self->n; i++)
    {
      const Learnt *learnt = &self->learnt[i];

      if (learnt->done)
        continue;
      if (!learnt->presented)
        {
          fresh = fresh < 0 ? (int) i : fresh;
          continue;
        }
      open++;
      if (earliest < 0 || learnt->due < self->learnt[earliest].due)
        earliest = (int) i;
      if (learnt->due <= self->turn && (due < 0 || learnt->due < self->learnt[due].due))
        due = (int) i;
    }
  if (due >= 0 && (open >= 2 || fresh < 0))
    return due;
  if (fresh >= 0)
    return fresh;
  return earliest; /* nothing is due: rather early than an empty screen */
}

static gboolean
give_match (BirgeSitting *self, BirgeExercise *exercise)
{
  exercise->kind = BIRGE_EXERCISE_MATCH_PAIRS;
  exercise->n_options = 0;
  for (guint i = 0; i < self->n && exercise->n_options < BIRGE_EXERCISE_MAX_OPTIONS; i++)
    if (fits (self, exercise->options, exercise->n_options, self->learnt[i].index, FALSE))
      exercise->options[exercise->n_options++] = self->learnt[i].index;
  self->matched = TRUE;
  self->current = -1;
  return exercise->n_options >= 2;
}

gboolean
birge_sitting_next (BirgeSitting *self, BirgeExercise *exercise)
{
  Learnt *learnt;

  memset (exercise, 0, sizeof *exercise);
  self->current = choose_word (self);
  if (self->current < 0)
    return !self->matched && give_match (self, exercise);
  self->turn++;
  learnt = &self->learnt[self->current];
  exercise->word = learnt->index;
  exercise->kind = self->kind = choose_kind (self, learnt);
  if (exercise->kind != BIRGE_EXERCISE_PRESENT)
    choose_options (self, exercise, MIN (2 + learnt->showings, BIRGE_EXERCISE_MAX_OPTIONS),
                    exercise->kind == BIRGE_EXERCISE_LISTEN_PICK_PICTURE);
  return TRUE;
}

void
birge_sitting_answer (BirgeSitting *self, gboolean right)
{
  Learnt *learnt;
  gboolean presented_now;

  if (self->current < 0)
    return; /* the pairs */
  learnt = &self->learnt[self->current];
  self->current = -1; /* a second answer to the same exercise does not count */
  presented_now = !learnt->presented;
  learnt->presented = TRUE;
  learnt->due = self->turn + (presented_now ? 1 : right ? GAP_RIGHT : GAP_WRONG) + 1;
  if (presented_now)
    return;
  learnt->showings++;
  if (right)
    learnt->kinds |= 1u << self->kind;
  learnt->done = learnt->showings >= MAX_SHOWINGS || __builtin_popcount (learnt->kinds) >= NEEDED_KINDS ||
                 (!learnt->has_picture && learnt->kinds != 0);
}

double
birge_sitting_get_progress (BirgeSitting *self)
{
  double sum = self->matched ? 1 : 0;

  for (guint i = 0; i < self->n; i++)
    sum += self->learnt[i].done ? 3 : (self->learnt[i].presented ? 1 : 0) + MIN (self->learnt[i].showings, 1);
  return sum / (self->n * 3 + 1);
}
