/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-markdown.h"

#include <cmark.h>

G_BEGIN_DECLS

/* What one file is read with; shared by the reader of blocks (birge-markdown.c) and of lines (birge-markdown-inline.c). */
typedef struct {
  BirgeMarkdown              *result;
  const BirgeMarkdownContext *context;
  const char                 *file;
  BirgeProblems              *problems;
} BirgeMarkdownReader;

void  _birge_markdown_report      (BirgeMarkdownReader *reader,
                                   BirgeSeverity        severity,
                                   guint                line,
                                   const char          *code,
                                   const char          *what,
                                   const char          *why,
                                   const char          *todo);
/* Runs of a paragraph or heading, all of it. */
void  _birge_markdown_read_runs   (BirgeMarkdownReader *reader,
                                   cmark_node          *paragraph,
                                   guint                line_offset,
                                   BirgeBlock          *block);
/* A paragraph of a step: picture lines set @step's picture; the first line goes to @title if it is not NULL, the others
 * to @details. */
void  _birge_markdown_read_step   (BirgeMarkdownReader *reader,
                                   cmark_node          *paragraph,
                                   guint                line_offset,
                                   BirgeBlock          *step,
                                   BirgeBlock          *title,
                                   BirgeBlock          *details);

G_END_DECLS
