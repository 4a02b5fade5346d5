/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A sentence inside a text: bytes, white space around it left out. */
typedef struct {
  gsize start;
  gsize length;
} BirgeSentence;

/* Cuts a text into what a voice reads in one breath. (transfer full): array of BirgeSentence, in order; empty when there
 * is nothing to read. */
GArray *birge_sentences_split (const char *text);

G_END_DECLS
