/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-parallel.h"

#define MAX_THREADS 8

/* Pieces taken at once: the counter is touched rarely, and no thread is left with much at the end. */
#define STRIDE 16

typedef struct {
  guint    n;
  void   (*work) (guint i, gpointer work_data);
  gpointer work_data;
  gint     next; /* atomic */
} Run;

/* FALSE when nothing is left. */
static gboolean
do_some (Run *run, guint *done)
{
  guint from = (guint) g_atomic_int_add (&run->next, STRIDE);

  for (guint i = from; i < MIN (from + STRIDE, run->n); i++)
    run->work (i, run->work_data);
  *done = MIN (from + STRIDE, run->n);
  return from < run->n;
}

static gpointer
help (gpointer data)
{
  guint done;

  while (do_some (data, &done))
    ;
  return NULL;
}

void
_birge_parallel_run (guint n, void (*work) (guint i, gpointer work_data), gpointer work_data, const char *what,
                     BirgeSourceProgress progress, gpointer user_data)
{
  Run run = { n, work, work_data, 0 };
  guint n_helpers = n <= STRIDE ? 0 : CLAMP (g_get_num_processors (), 1, MAX_THREADS) - 1;
  GThread *helpers[MAX_THREADS];
  guint done;

  for (guint i = 0; i < n_helpers; i++)
    helpers[i] = g_thread_new ("birge-compile", help, &run);
  while (do_some (&run, &done))
    if (progress != NULL)
      progress (what, done, n, user_data);
  for (guint i = 0; i < n_helpers; i++)
    g_thread_join (helpers[i]);
}
