/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "data/library/birge-item-private.h"
#include "ui/lessons/birge-sitting.h"

/* @with_pictures: how many of the words have one. */
static GListModel *
make_words (guint n, guint with_pictures)
{
  GListStore *words = g_list_store_new (BIRGE_TYPE_WORD);

  for (guint i = 0; i < n; i++)
    {
      BirgeWord *word = g_object_new (BIRGE_TYPE_WORD, NULL);

      word->target = g_strdup_printf ("сөз%u", i);
      word->target_language = "kk";
      word->meaning = g_strdup_printf ("soʻz%u", i);
      word->meaning_language = "uz";
      word->picture = i < with_pictures ? g_strdup_printf ("%c", (int) (0x21 + i)) : NULL;
      g_list_store_append (words, word);
      g_object_unref (word);
    }
  return G_LIST_MODEL (words);
}

static guint
place_of (const BirgeExercise *exercise)
{
  for (guint i = 0; i < exercise->n_options; i++)
    if (exercise->options[i] == exercise->word)
      return i;
  g_assert_not_reached ();
}

static void
test_parts_cover_the_lesson_once (void)
{
  for (guint n_words = 2; n_words < 60; n_words++)
    {
      guint parts = birge_sitting_count_parts (n_words), next = 0;

      for (guint part = 0; part < parts; part++)
        {
          guint first, n;

          birge_sitting_get_part (n_words, part, &first, &n);
          g_assert_cmpuint (first, ==, next);
          g_assert_cmpuint (n, >=, 1);
          g_assert_cmpuint (n, <=, 7);
          next = first + n;
        }
      g_assert_cmpuint (next, ==, n_words);
    }
}

static void
test_every_word_is_shown_before_it_is_asked (void)
{
  g_autoptr(GListModel) words = make_words (25, 25);
  g_autoptr(BirgeSitting) sitting = birge_sitting_new (words, 7, 7, 1);
  BirgeExercise exercise;
  guint seen = 0, matches = 0, total = 0;

  while (birge_sitting_next (sitting, &exercise))
    {
      g_assert_cmpuint (++total, <, 200);
      if (exercise.kind == BIRGE_EXERCISE_MATCH_PAIRS)
        matches++;
      else if (exercise.kind == BIRGE_EXERCISE_PRESENT)
        seen |= 1u << exercise.word;
      else
        g_assert_true (seen & (1u << exercise.word));
      birge_sitting_answer (sitting, TRUE);
    }
  g_assert_cmphex (seen, ==, 0x7Fu << 7);
  g_assert_cmpuint (matches, ==, 1);
  g_assert_cmpfloat (birge_sitting_get_progress (sitting), ==, 1.0);
}

static void
test_options_never_leave_a_doubt (void)
{
  g_autoptr(GListModel) words = make_words (25, 20);
  guint places[BIRGE_EXERCISE_MAX_OPTIONS] = { 0 }, fours = 0;

  for (guint32 seed = 0; seed < 400; seed++)
    {
      g_autoptr(BirgeSitting) sitting = birge_sitting_new (words, 18, 7, seed);
      BirgeExercise exercise;

      while (birge_sitting_next (sitting, &exercise))
        {
          if (exercise.kind == BIRGE_EXERCISE_LISTEN_PICK_PICTURE || exercise.kind == BIRGE_EXERCISE_PICTURE_PICK_WORD)
            {
              g_assert_cmpuint (exercise.n_options, >=, 2);
              if (exercise.n_options == 4)
                {
                  places[place_of (&exercise)]++;
                  fours++;
                }
              for (guint i = 0; i < exercise.n_options; i++)
                {
                  g_autoptr(BirgeWord) word = g_list_model_get_item (words, exercise.options[i]);

                  g_assert_true (exercise.kind != BIRGE_EXERCISE_LISTEN_PICK_PICTURE || birge_word_get_picture (word) != NULL);
                  for (guint j = 0; j < i; j++)
                    g_assert_cmpuint (exercise.options[i], !=, exercise.options[j]);
                }
            }
          birge_sitting_answer (sitting, seed % 3 != 0);
        }
    }
  /* the right answer stands everywhere about equally often */
  g_assert_cmpuint (fours, >, 200);
  for (guint i = 0; i < BIRGE_EXERCISE_MAX_OPTIONS; i++)
    g_assert_cmpfloat (fabs ((double) places[i] / fours - 0.25), <, 0.08);
}

static void
test_what_went_wrong_comes_back_soon_and_not_for_ever (void)
{
  g_autoptr(GListModel) words = make_words (7, 7);
  g_autoptr(GRand) learner = g_rand_new_with_seed (7);

  for (guint32 seed = 0; seed < 100; seed++)
    {
      g_autoptr(BirgeSitting) sitting = birge_sitting_new (words, 0, 7, seed);
      guint showings[7] = { 0 };
      int wrong_at[7] = { -1, -1, -1, -1, -1, -1, -1 };
      BirgeExercise exercise;
      int turn = 0;

      while (birge_sitting_next (sitting, &exercise))
        {
          gboolean right = g_rand_double (learner) < 0.6;

          turn++;
          if (exercise.kind == BIRGE_EXERCISE_LISTEN_PICK_PICTURE || exercise.kind == BIRGE_EXERCISE_PICTURE_PICK_WORD)
            {
              g_assert_cmpuint (++showings[exercise.word], <=, 4);
              if (wrong_at[exercise.word] >= 0)
                g_assert_cmpint (turn - wrong_at[exercise.word], <=, 16);
              wrong_at[exercise.word] = right ? -1 : turn;
            }
          birge_sitting_answer (sitting, right);
        }
    }
}

static void
test_a_second_answer_does_not_count (void)
{
  g_autoptr(GListModel) words = make_words (4, 4);
  g_autoptr(BirgeSitting) a = birge_sitting_new (words, 0, 4, 5);
  g_autoptr(BirgeSitting) b = birge_sitting_new (words, 0, 4, 5);
  BirgeExercise one, two;

  while (birge_sitting_next (a, &one))
    {
      g_assert_true (birge_sitting_next (b, &two));
      g_assert_cmpint (one.kind, ==, two.kind);
      g_assert_cmpuint (one.word, ==, two.word);
      birge_sitting_answer (a, TRUE);
      birge_sitting_answer (b, TRUE);
      birge_sitting_answer (b, FALSE);
      birge_sitting_answer (b, TRUE);
    }
  g_assert_false (birge_sitting_next (b, &two));
}

static void
test_words_without_pictures_are_asked_by_their_meaning (void)
{
  g_autoptr(GListModel) words = make_words (5, 0);
  g_autoptr(BirgeSitting) sitting = birge_sitting_new (words, 0, 5, 2);
  BirgeExercise exercise;

  while (birge_sitting_next (sitting, &exercise))
    {
      g_assert_cmpint (exercise.kind, !=, BIRGE_EXERCISE_LISTEN_PICK_PICTURE);
      birge_sitting_answer (sitting, TRUE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sitting/parts-cover-the-lesson-once", test_parts_cover_the_lesson_once);
  g_test_add_func ("/sitting/every-word-is-shown-before-it-is-asked", test_every_word_is_shown_before_it_is_asked);
  g_test_add_func ("/sitting/options-never-leave-a-doubt", test_options_never_leave_a_doubt);
  g_test_add_func ("/sitting/what-went-wrong-comes-back-soon-and-not-for-ever", test_what_went_wrong_comes_back_soon_and_not_for_ever);
  g_test_add_func ("/sitting/a-second-answer-does-not-count", test_a_second_answer_does_not_count);
  g_test_add_func ("/sitting/words-without-pictures-are-asked-by-their-meaning", test_words_without_pictures_are_asked_by_their_meaning);
  return g_test_run ();
}
