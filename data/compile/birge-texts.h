/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One text in the languages of the table: the slot of a language is its place in birge_language_list_tags(). */
#define BIRGE_TEXTS_MAX 24

typedef struct {
  char *text[BIRGE_TEXTS_MAX]; /* (owned), NULL where the language lacks it */
} BirgeTexts;

guint       birge_texts_get_n_languages (void);
const char *birge_texts_get_tag         (guint             slot);
/* Only the spelling of the table counts. -1 when there is no such language. */
int         birge_texts_find_slot       (const char       *tag);
/* The language a slot is written from by rule, as a slot; -1 for all others. */
int         birge_texts_get_derived_from (guint            slot);

void        birge_texts_set             (BirgeTexts       *self,
                                         guint             slot,
                                         const char       *text);
const char *birge_texts_get             (const BirgeTexts *self,
                                         const char       *tag);
gboolean    birge_texts_is_empty        (const BirgeTexts *self);
/* Fills the languages that are written by rule and that nobody wrote by hand. */
void        birge_texts_derive          (BirgeTexts       *self);
/* The same for one text; (transfer full). */
char       *birge_texts_derive_one      (guint             slot,
                                         const char       *text);
void        birge_texts_clear           (BirgeTexts       *self);

G_END_DECLS
