/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-block.h"
#include "data/formats/birge-problem.h"

G_BEGIN_DECLS

/* What the reader of a guide's text asks its surroundings for. All may be NULL. */
typedef struct {
  /* Text of the amount {30 mci}; NULL when there is no such value. @until: (out) (transfer full) ISO date or NULL. */
  char *(*format_value)  (double count, const char *id, char **until, gpointer user_data);
  /* (transfer full) Phrase by id: array of char*: tag, text, …, or NULL. */
  GPtrArray *(*find_phrase) (const char *id, gpointer user_data);
  gpointer user_data;
} BirgeMarkdownContext;

typedef struct {
  BirgeBlock *document;
  GPtrArray  *ask_facts; /* of char*: fact ids named by ask blocks, with… */
  GArray     *ask_lines; /* …their lines (guint) */
  GPtrArray  *links;     /* of char*: item ids that are linked to or called, with… */
  GArray     *link_lines;
  GPtrArray  *pictures;  /* of char*: picture names used, with… */
  GArray     *picture_lines;
} BirgeMarkdown;

#define BIRGE_MARKDOWN_MAX_BYTES (128 * 1024)

/* CommonMark with the fences steps, warning, call, say-this and ask; see data/content/README.md. Never NULL. */
BirgeMarkdown *birge_markdown_parse (GBytes                     *bytes,
                                     const char                 *file,
                                     const BirgeMarkdownContext *context,
                                     BirgeProblems              *problems);
void           birge_markdown_free  (BirgeMarkdown *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeMarkdown, birge_markdown_free)

G_END_DECLS
