/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-problem.h"

/* What the tests of the parsers share: bytes from text, the one problem that is expected, and damaged input. */

static inline GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

/* Exactly these codes, separated by spaces, in the order found. */
static inline void
assert_codes (BirgeProblems *problems, const char *codes)
{
  g_autoptr(GString) found = g_string_new (NULL);

  for (guint i = 0; i < birge_problems_get_length (problems); i++)
    g_string_append_printf (found, "%s%s", i > 0 ? " " : "", birge_problems_get (problems, i)->code);
  g_assert_cmpstr (found->str, ==, codes);
}

/* Each problem tells what to do, in one line. */
static inline void
assert_helpful (BirgeProblems *problems)
{
  for (guint i = 0; i < birge_problems_get_length (problems); i++)
    {
      const BirgeProblem *problem = birge_problems_get (problems, i);
      g_autofree char *line = birge_problem_to_string (problem);

      g_assert_nonnull (problem->why);
      g_assert_nonnull (problem->todo);
      g_assert_true (g_utf8_validate (line, -1, NULL));
    }
}

/* Feeds every beginning of @good (at most 600 of them) and 600 damaged copies to a parser, always the same ones. */
static inline void
feed_broken (GBytes *good, void (*swallow) (GBytes *bytes))
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (20261123);
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (good, &size);
  gsize step = MAX (size / 600, 1);

  for (gsize length = 0; length < size; length += step)
    {
      g_autoptr(GBytes) beginning = g_bytes_new (data, length); /* a copy, so that a read behind it is seen */

      swallow (beginning);
    }
  for (guint round = 0; round < 600; round++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr(GBytes) damaged = NULL;

      for (int n = g_rand_int_range (rand, 1, 5); n > 0; n--)
        copy[g_rand_int_range (rand, 0, (gint32) size)] = (guint8) g_rand_int_range (rand, 0, 256);
      damaged = g_bytes_new_take (g_steal_pointer (&copy), size);
      swallow (damaged);
    }
}

/* A piece of text, again and again, up to a size. */
static inline GBytes *
repeat (const char *head, const char *piece, gsize size)
{
  GString *text = g_string_new (head);

  while (text->len < size)
    g_string_append (text, piece);
  return g_string_free_to_bytes (text);
}
