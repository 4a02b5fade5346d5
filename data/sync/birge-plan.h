/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-catalogue.h"

G_BEGIN_DECLS

/* Which version of each item a generation shows: the best that is complete. */
typedef struct {
  GPtrArray *parts;        /* of BirgeCataloguePart, borrowed, ordered by id: one version of each item */
  GPtrArray *kept;         /* those among them that are older than the release */
  char      *missing_text; /* an item of the release whose texts are not here and which no older version replaces */
} BirgePlan;

/* @levels: arrays of parts (of BirgeCataloguePart, ordered by id), the newest first. Items that the newest does not name
 * are gone. For the others, in this order: the first version that this kiosk understands and that is here with all its
 * parts; the first whose texts are here; the first it understands. */
BirgePlan *birge_plan_new  (const char *state_dir,
                            GPtrArray  *levels);
/* Takes out items whose texts are not here in any version. */
void       birge_plan_drop_incomplete (BirgePlan  *self,
                                       const char *state_dir);
void       birge_plan_free (BirgePlan  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgePlan, birge_plan_free)

G_END_DECLS
