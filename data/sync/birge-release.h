/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "data/formats/birge-catalogue.h"

G_BEGIN_DECLS

/* All catalogues of one folder, read as one: what a source offers, or what a generation was made of. Immutable. */
typedef struct {
  GPtrArray *names;      /* of char*: "guides.cat.zst", sorted; without the one of kept items */
  GPtrArray *bytes;      /* of GBytes, as they lie on the disk */
  GPtrArray *catalogues; /* of BirgeCatalogue */
  GPtrArray *parts;      /* of BirgeCataloguePart, borrowed; ordered by id, part, lang; the first channel wins */
  BirgeCatalogue *kept;  /* of older versions that a generation kept; NULL when there are none */
  char      *issued;     /* the latest date */
  char      *releases;   /* "guides 7, lessons 3" */
} BirgeRelease;

/* A generation keeps older versions of items in a catalogue of its own. No channel may have this name. */
#define BIRGE_RELEASE_KEPT "kept"

/* Reads <dir>/catalog. Errors: BIRGE_INSTALL_ERROR_SOURCE. */
BirgeRelease *birge_release_load  (const char         *dir,
                                   GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* Writes <dir>/catalog, kept items included when @kept (of BirgeCataloguePart) is not empty. */
gboolean      birge_release_write (const BirgeRelease *self,
                                   GPtrArray          *kept,
                                   const char         *dir,
                                   GError            **error);
void          birge_release_free  (BirgeRelease       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeRelease, birge_release_free)
/* Whether both hold the same catalogues, byte for byte. */
gboolean      birge_release_equal (const BirgeRelease *a,
                                   const BirgeRelease *b);

G_END_DECLS
