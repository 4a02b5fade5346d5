/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a parser or checker has to say about a file: always what, why and what to do. */
typedef enum {
  BIRGE_PROBLEM_WARNING, /* the content works, somebody should still look */
  BIRGE_PROBLEM_ERROR,   /* the content is refused */
} BirgeSeverity;

typedef struct {
  BirgeSeverity severity;
  char         *file;   /* relative to the folder that is checked */
  guint         line;   /* from 1; 0 when the whole file is meant */
  char         *code;   /* stable short name, for example "unknown-key"; data/content/README.md lists all */
  char         *what;
  char         *why;
  char         *todo;
} BirgeProblem;

/* A list of problems in the order they were found. Not thread-safe. */
typedef struct _BirgeProblems BirgeProblems;

BirgeProblems      *birge_problems_new        (void);
void                birge_problems_free       (BirgeProblems *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeProblems, birge_problems_free)

void                birge_problems_add        (BirgeProblems *self,
                                               BirgeSeverity  severity,
                                               const char    *file,
                                               guint          line,
                                               const char    *code,
                                               const char    *what,
                                               const char    *why,
                                               const char    *todo);
guint               birge_problems_get_length (BirgeProblems *self);
guint               birge_problems_count      (BirgeProblems *self,
                                               BirgeSeverity  severity);
const BirgeProblem *birge_problems_get        (BirgeProblems *self,
                                               guint          i);
/* "file:line: error: what: why: what to do" */
char               *birge_problem_to_string   (const BirgeProblem *problem);
/* Orders by file, then line; stable. */
void                birge_problems_sort       (BirgeProblems *self);

G_END_DECLS
