/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/compile/birge-source.h"

G_BEGIN_DECLS

#define BIRGE_COMPILE_CHANNEL "starter" /* unless somebody names another */

typedef struct {
  guint n_items;
  guint n_parts;
  guint n_written; /* objects that were not there */
  guint n_removed; /* objects that nothing names any more */
} BirgeCompileResult;

/* Writes objects and the catalogue of content that was checked and has no errors. */
gboolean birge_compile (BirgeSource         *source,
                        const char          *out_dir,
                        const char          *channel,
                        BirgeSourceProgress  progress,
                        gpointer             user_data,
                        BirgeCompileResult  *result,
                        GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/* The part `meta` of an item, the part `words` of a lesson, and the part `lines` of a film. */
GBytes  *birge_compile_meta  (BirgeSource         *source,
                              BirgeSourceItem     *item);
GBytes  *birge_compile_words (BirgeSource         *source,
                              BirgeSourceItem     *lesson);
GBytes  *birge_compile_lines (const BirgeSourceItem *film);

G_END_DECLS
