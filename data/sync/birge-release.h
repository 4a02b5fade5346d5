/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "data/formats/birge-catalogue.h"
#include "data/trust/birge-verified.h"

G_BEGIN_DECLS

/* All catalogues of one release, read as one: what a source offers, or what a generation was made of. Never changes once
 * it is closed or loaded. */
typedef struct {
  GPtrArray *names;      /* of char*: "guides.cat.zst", sorted; without the one of kept items */
  GPtrArray *bytes;      /* of GBytes, as they lie on the disk */
  GPtrArray *catalogues; /* of BirgeCatalogue */
  GArray    *may_shrink; /* of gboolean: the publisher says that it is meant when a channel holds much less than before */
  GPtrArray *parts;      /* of BirgeCataloguePart, borrowed; ordered by id, part, lang; the first channel wins */
  BirgeCatalogue *kept;  /* of older versions that a generation kept; NULL when there are none */
  char      *issued;     /* the latest date */
  char      *releases;   /* "guides 7, lessons 3" */
  char      *languages;  /* "uz tg": texts of others are not among the parts; NULL: all are */
  char      *publisher;  /* whose it is, see birge_repository_dup_publisher(); NULL: not known */
} BirgeRelease;

/* A generation keeps older versions of items in a catalogue of its own. No channel may have this name. */
#define BIRGE_RELEASE_KEPT "kept"

/* What a publisher offers: begin empty, add catalogues that signed metadata vouches for, close. Nothing else can be
 * installed. */
BirgeRelease *birge_release_new   (void);
/* @bytes: of the catalogue; refused unless they are what @target says. Errors: BIRGE_TRUST_ERROR, BIRGE_CATALOGUE_ERROR. */
gboolean      birge_release_add   (BirgeRelease         *self,
                                   BirgeVerifiedTarget  *target,
                                   GBytes               *bytes,
                                   GError              **error);
/* The catalogue of a channel that is shown now, if there is one: for a source that does not carry this channel. */
void          birge_release_add_shown (BirgeRelease       *self,
                                       const char         *channel,
                                       const BirgeRelease *current);
/* In place of a channel's catalogue the one that is shown now; if none is shown, the channel is left out. */
void          birge_release_keep  (BirgeRelease         *self,
                                   guint                 channel,
                                   const BirgeRelease   *current);
/* @languages: the texts and sounds of others are left out; NULL or empty: all. */
void          birge_release_close (BirgeRelease         *self,
                                   const char *const    *languages);

/* Reads what a generation in this state folder was made of: it was verified when it came. Errors:
 * BIRGE_INSTALL_ERROR_SOURCE. */
BirgeRelease *birge_release_load  (const char         *dir,
                                   GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* Writes <dir>/catalog, kept items included when @kept (of BirgeCataloguePart) is not empty. */
gboolean      birge_release_write (const BirgeRelease *self,
                                   GPtrArray          *kept,
                                   const char         *dir,
                                   GError            **error);
void          birge_release_free  (BirgeRelease       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeRelease, birge_release_free)
/* Whether they are of one publisher, as far as is known. */
gboolean      birge_release_have_one_publisher (const BirgeRelease *a,
                                                const BirgeRelease *b);
/* Whether both hold the same catalogues, byte for byte, for the same languages. */
gboolean      birge_release_equal (const BirgeRelease *a,
                                   const BirgeRelease *b);

G_END_DECLS
