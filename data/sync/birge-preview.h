/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-release.h"

G_BEGIN_DECLS

/* What a release would change on this kiosk: for a person who is to say yes. */
typedef struct {
  GStrv  added;          /* item ids, sorted */
  GStrv  changed;
  GStrv  removed;
  gint64 missing_bytes;  /* to bring */
} BirgePreview;

/* @current: what is shown now, or NULL. @missing_bytes is left to the caller. */
void birge_preview_compare (BirgePreview       *self,
                            const BirgeRelease *current,
                            const BirgeRelease *next);
void birge_preview_clear   (BirgePreview       *self);

G_END_DECLS
