/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "data/formats/birge-catalogue.h"

G_BEGIN_DECLS

/* Where the bytes of a part lie. An object is a file <state>/objects/ab/ab12…, named by the SHA-256 of its bytes, complete
 * and checked before it gets that name: a part of its own, or a pack that holds many. A part is looked for in its pack,
 * then in an object of its own: so one that was damaged in a pack can lie beside it.
 *
 * Disks fail later, too: nothing read is used before it has been checked again. Borrows its words. Any thread. */
typedef struct {
  const char *sha256; /* of the unpacked bytes */
  const char *stored; /* of the bytes as stored: the name of an object of its own */
  const char *enc;    /* "zstd" or "none" */
  gint64      size;   /* unpacked */
  gint64      len;    /* as stored */
  const char *pack;   /* name of the pack, or NULL */
  gint64      off;    /* where in the pack */
} BirgeObject;

#define BIRGE_OBJECT_MAX_BYTES (4 * 1024 * 1024) /* of a part that is read into memory, unpacked */

/* Lent by @part. */
BirgeObject birge_object_of_part  (const BirgeCataloguePart *part);
/* @name: of an object, whether a part or a pack. */
char    *birge_object_dup_path (const char         *state_dir,
                                const char         *name);
/* -1 when no such object is there. */
gint64   birge_object_get_length (const char       *state_dir,
                                const char         *name);
/* TRUE when a file that is long enough lies there; says nothing about its bytes. */
gboolean birge_object_is_here  (const char         *state_dir,
                                const BirgeObject  *object);
/* Reads, checks the stored hash, unpacks, checks length and hash again. Errors: G_IO_ERROR: NOT_FOUND, INVALID_DATA, what
 * the disk says. */
GBytes  *birge_object_load     (const char         *state_dir,
                                const BirgeObject  *object,
                                GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* The bytes as stored, their hash checked; at most twice BIRGE_OBJECT_MAX_BYTES. Errors as above. */
GBytes  *birge_object_load_stored (const char         *state_dir,
                                   const BirgeObject  *object,
                                   GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* Hashes the object that lies there under @name, whatever its size. */
gboolean birge_object_verify   (const char         *state_dir,
                                const char         *name);

G_END_DECLS
