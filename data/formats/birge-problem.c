/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-problem.h"

struct _BirgeProblems {
  GPtrArray *list; /* of BirgeProblem, owned */
};

static void
problem_free (gpointer data)
{
  BirgeProblem *self = data;

  g_free (self->file);
  g_free (self->code);
  g_free (self->what);
  g_free (self->why);
  g_free (self->todo);
  g_free (self);
}

BirgeProblems *
birge_problems_new (void)
{
  BirgeProblems *self = g_new0 (BirgeProblems, 1);

  self->list = g_ptr_array_new_with_free_func (problem_free);
  return self;
}

void
birge_problems_free (BirgeProblems *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->list);
  g_free (self);
}

/* What is told may quote a file that is no text at all. */
static char *
dup_sentence (const char *text)
{
  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

/**
 * birge_problems_add:
 * @line: from 1; 0 when the whole file is meant
 * @code: stable short name that tests and translations may rely on
 * @what: what is wrong
 * @why: why it is, or NULL when @what says it all
 * @todo: what to do about it, or NULL
 *
 * Adds a problem to the end of the list.
 */
void
birge_problems_add (BirgeProblems *self, BirgeSeverity severity, const char *file, guint line, const char *code,
                    const char *what, const char *why, const char *todo)
{
  BirgeProblem *problem = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (code != NULL);
  g_return_if_fail (what != NULL);

  problem = g_new0 (BirgeProblem, 1);
  problem->severity = severity;
  problem->file = dup_sentence (file);
  problem->line = line;
  problem->code = g_strdup (code);
  problem->what = dup_sentence (what);
  problem->why = dup_sentence (why);
  problem->todo = dup_sentence (todo);
  g_ptr_array_add (self->list, problem);
}

guint
birge_problems_get_length (BirgeProblems *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->list->len;
}

guint
birge_problems_count (BirgeProblems *self, BirgeSeverity severity)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->list->len; i++)
    n += birge_problems_get (self, i)->severity == severity;
  return n;
}

const BirgeProblem *
birge_problems_get (BirgeProblems *self, guint i)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (i < self->list->len, NULL);
  return g_ptr_array_index (self->list, i);
}

/**
 * birge_problem_to_string:
 *
 * One line for people: "file:line: error: what: why: what to do".
 *
 * Returns: (transfer full): the line, without a line break
 */
char *
birge_problem_to_string (const BirgeProblem *problem)
{
  GString *text = NULL;

  g_return_val_if_fail (problem != NULL, NULL);

  text = g_string_new (NULL);
  if (problem->file != NULL)
    g_string_append_printf (text, "%s:", problem->file);
  if (problem->file != NULL && problem->line > 0)
    g_string_append_printf (text, "%u:", problem->line);
  if (text->len > 0)
    g_string_append_c (text, ' ');

  g_string_append (text, problem->severity == BIRGE_PROBLEM_ERROR ? "error: " : "warning: ");
  g_string_append (text, problem->what);
  if (problem->why != NULL)
    g_string_append_printf (text, ": %s", problem->why);
  if (problem->todo != NULL)
    g_string_append_printf (text, ": %s", problem->todo);
  return g_string_free (text, FALSE);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const BirgeProblem *left = *(const BirgeProblem *const *) a;
  const BirgeProblem *right = *(const BirgeProblem *const *) b;
  int by_file = g_strcmp0 (left->file, right->file);

  if (by_file != 0)
    return by_file;
  return (left->line > right->line) - (left->line < right->line);
}

void
birge_problems_sort (BirgeProblems *self)
{
  g_return_if_fail (self != NULL);
  g_ptr_array_sort (self->list, compare_places); /* stable, as GLib promises */
}
