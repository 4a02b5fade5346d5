/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/guides/birge-spoken.h"
#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* Makes widgets of the blocks of one document. Call it block by block in the order of the text: it counts the reading
 * units, so that each finds its recorded voice. The title is unit 0, then each block with words of its own is one. */
typedef struct {
  BirgePage     *page;     /* borrowed */
  BirgeDocument *document; /* borrowed */
  BirgeSpoken   *spoken;   /* borrowed; NULL: nothing is read aloud */
  GHashTable    *items;    /* borrowed: id → BirgeItem, what links and calls may lead to; NULL: none */
  const char    *hue;      /* "rights" or "aid" */
  gboolean       large;    /* steps as cards with a large picture */
  char          *today;
  guint          unit;     /* the next one */
  guint          n_phrases;
  gboolean       hides_figure; /* the label made last */
} BirgeBlockView;

void       birge_block_view_init      (BirgeBlockView *self,
                                       BirgePage      *page,
                                       BirgeDocument  *document,
                                       BirgeSpoken    *spoken,
                                       GHashTable     *items);
void       birge_block_view_clear     (BirgeBlockView *self);

/* Any block but the document itself. Never NULL. */
GtkWidget *birge_block_view_new_widget (BirgeBlockView   *self,
                                        const BirgeBlock *block);
/* The next reading unit: the text of @label. */
void       birge_block_view_read      (BirgeBlockView *self,
                                       GtkWidget      *label,
                                       const char     *language);
/* A label with the runs of a block. */
GtkWidget *birge_block_view_new_label (BirgeBlockView   *self,
                                       const BirgeBlock *block,
                                       const char       *css_class);
/* The block's own words and the widgets of its children, one below the other. */
void       birge_block_view_add_children (BirgeBlockView   *self,
                                          GtkWidget        *box,
                                          const BirgeBlock *block);

/* Ids of the items that links and calls of a text lead to, added to @ids (a set of char*). */
void       birge_block_collect_targets (const BirgeBlock *block,
                                        GHashTable       *ids);
/* The phrase in @language or the nearest there is; NULL when there is none at all. @found: (out) (optional). */
const char *birge_block_find_phrase   (const BirgeBlock *block,
                                       const char       *language,
                                       const char      **found);
/* The n-th "say this" of a text, or NULL. */
const BirgeBlock *birge_block_find_say_this (const BirgeBlock *document,
                                             guint             n);

/* In birge-block-cards.c. */
GtkWidget *birge_block_view_new_call     (BirgeBlockView   *self,
                                          const BirgeBlock *block);
GtkWidget *birge_block_view_new_say_this (BirgeBlockView   *self,
                                          const BirgeBlock *block);

G_END_DECLS
