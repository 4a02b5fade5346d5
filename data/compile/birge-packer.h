/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/compile/birge-depot.h"
#include "data/compile/birge-folder.h"
#include "data/formats/birge-catalogue.h"

G_BEGIN_DECLS

/* Puts the small parts of a release together into packs, by tier and language, in the order of the catalogue: texts and
 * pictures as a Zstandard frame each, media as they are. What an earlier build packed stays where it is, so that who has that
 * pack need not fetch it again; only what is new goes into new packs. A pack is given up, and what lives in it packed anew,
 * when more than 30 % of it is dead, or when its tier and language have more than BIRGE_PACKER_SMALL_PACKS small ones.
 *
 * The catalogue of the earlier build is all the memory there is: its packs are hashed before they are relied upon. Frames of
 * BIRGE_PACK_PART_MAX_BYTES or more become objects of their own. */
typedef struct _BirgePacker BirgePacker;

#define BIRGE_PACKER_SMALL_PACKS 16
#define BIRGE_PACKER_SMALL_BYTES (512 * 1024)

/* @before: what the folder was last built to, or NULL. */
BirgePacker *birge_packer_new    (BirgeDepot           *depot,
                                  const BirgeCatalogue *before);
void         birge_packer_free   (BirgePacker          *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgePacker, birge_packer_free)

/* Any thread. Keeps the frame in memory unless it lies in the folder already. */
gboolean     birge_packer_add    (BirgePacker          *self,
                                  GBytes               *bytes,
                                  BirgeDeposit         *stored,
                                  GError              **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same for a medium of less than BIRGE_PACK_PART_MAX_BYTES. It is read again when its pack is written; @folder must live
 * until then. */
gboolean     birge_packer_add_file (BirgePacker        *self,
                                  BirgeFolder          *folder,
                                  const char           *path,
                                  BirgeDeposit         *stored,
                                  GError              **error) G_GNUC_WARN_UNUSED_RESULT;
/* Once, after all were added: writes the packs, and sets `obj` and `off` of every part of @catalogue without an `obj`. */
gboolean     birge_packer_finish (BirgePacker          *self,
                                  BirgeCatalogue       *catalogue,
                                  GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
