/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-catalogue.h"

G_BEGIN_DECLS

/* What became of a want. Set by the source that fetches it. */
typedef enum {
  BIRGE_WANT_WAITING, /* not tried, or tried and worth trying again */
  BIRGE_WANT_HERE,    /* complete, checked and handed to BirgeIncoming */
  BIRGE_WANT_MISSING, /* the source does not have it */
  BIRGE_WANT_DAMAGED, /* the source has other bytes than the catalogue vouches for */
} BirgeWantState;

/* A part that is not here yet. The planner makes them in the order in which they are to come: what the operator pinned,
 * then by tier, by the order of languages wanted, small before large. */
typedef struct {
  const BirgeCataloguePart *part;     /* lent by the release, which outlives the want */
  guint                     priority; /* smaller first; equal ones in any order, so that neighbours come together */
  BirgeWantState            state;
} BirgeWant;

BirgeWant *birge_want_new  (const BirgeCataloguePart *part,
                            guint                     priority);
void       birge_want_free (BirgeWant *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeWant, birge_want_free)

G_END_DECLS
