/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The list of all parts of a channel: one Zstandard frame of JSON lines, a header and then a line per part.
 *
 * A *part* is a piece of an item: a text in a language, a picture, a film. An *object* is a file named by the SHA-256 of its
 * bytes. Where the bytes of a part lie: in an object of their own, whose name is `stored`; or, as one Zstandard frame, at
 * `off` of a *pack*, an object that holds many small parts one behind the other, whose name is `obj`. A folder may hold
 * either or both, and both are checked by name. */
typedef struct {
  char  *id;      /* item id, "guide/wages" */
  char  *part;    /* "meta", "text", "picture/NAME", "voice/NN", "film", "poster", "captions", "words" … */
  char  *type;    /* media type, "application/vnd.birge.blocks+json", "image/svg+xml", "video/webm" … */
  char  *lang;    /* or NULL */
  guint  tier;    /* 0 texts, 1 pictures, 2 sound, 3 films */
  char  *group;   /* parts that switch together; the item id unless said otherwise */
  guint  min;     /* feature level an older kiosk must have */
  gint64 size;    /* of the unpacked bytes */
  char  *sha256;  /* of the unpacked bytes: how everybody names the object */
  char  *stored;  /* SHA-256 of the bytes as stored: the name of the part's own object */
  char  *obj;     /* the object that holds them: a pack, or the same as `stored` */
  gint64 off;     /* where in it */
  gint64 len;     /* how many stored bytes */
  char  *enc;     /* "zstd" or "none" */
  GStrv  blocks;  /* SHA-256 per 4 MiB of stored bytes, when over 4 MiB; else NULL */
} BirgeCataloguePart;

typedef struct {
  char      *channel;
  gint64     release;
  char      *issued; /* ISO date */
  GPtrArray *parts;  /* of BirgeCataloguePart, ordered by id, part, lang */
} BirgeCatalogue;

#define BIRGE_CATALOGUE_MAX_BYTES (64 * 1024 * 1024) /* unpacked */
#define BIRGE_FEATURE_LEVEL 1                        /* what this kiosk understands */

#define BIRGE_PACK_MAX_BYTES      (8 * 1024 * 1024) /* of a pack */
#define BIRGE_PACK_PART_MAX_BYTES (1024 * 1024)     /* a part of this size or more has an object of its own */

BirgeCatalogue     *birge_catalogue_new        (const char *channel, gint64 release, const char *issued);
void                birge_catalogue_free       (BirgeCatalogue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeCatalogue, birge_catalogue_free)
BirgeCataloguePart *birge_catalogue_add        (BirgeCatalogue *self); /* a zeroed part to fill; owned by the catalogue */
void                birge_catalogue_part_free  (BirgeCataloguePart *self);
/* Whether it is read out of a pack. What is stored as it is never is: it is played from a file of its own, for which an
 * install takes it out. */
gboolean            birge_catalogue_part_is_packed (const BirgeCataloguePart *self);

/* Sorts; same parts give same bytes. */
GBytes             *birge_catalogue_to_bytes   (BirgeCatalogue *self);
/* Strict: unknown fields are passed over, but wrong types, bad hashes, negative or huge numbers, parts out of order or
 * with the same (id, part, lang), names that are no ids refuse the whole. Errors: BIRGE_CATALOGUE_ERROR. */
BirgeCatalogue     *birge_catalogue_from_bytes (GBytes *bytes, GError **error);

#define BIRGE_CATALOGUE_ERROR (birge_catalogue_error_quark ())
GQuark birge_catalogue_error_quark (void);
typedef enum {
  BIRGE_CATALOGUE_ERROR_TOO_LARGE,
  BIRGE_CATALOGUE_ERROR_SYNTAX,
} BirgeCatalogueError;

G_END_DECLS
