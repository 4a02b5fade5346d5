/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* An object: bytes named by the SHA-256 of how they are stored, <state>/objects/ab/ab12…, as they are or as one Zstandard
 * frame. Nothing read from one is used before it has been checked. Any thread. */
typedef struct {
  const char *sha256; /* of the unpacked bytes */
  const char *stored; /* of the bytes as stored: the file's name */
  const char *enc;    /* "zstd" or "none" */
  gint64      size;   /* unpacked */
  gint64      len;    /* as stored */
} BirgeObject;

#define BIRGE_OBJECT_MAX_BYTES (4 * 1024 * 1024) /* of one that is read into memory, unpacked */

char    *birge_object_dup_path (const char         *state_dir,
                                const char         *stored);
/* TRUE when a file of the right length lies there; says nothing about its bytes. */
gboolean birge_object_is_here  (const char         *state_dir,
                                const BirgeObject  *object);
/* Reads, checks the stored hash, unpacks, checks length and hash again. Errors: G_IO_ERROR: NOT_FOUND, INVALID_DATA, what
 * the disk says. */
GBytes  *birge_object_load     (const char         *state_dir,
                                const BirgeObject  *object,
                                GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* Hashes the file, whatever its size. */
gboolean birge_object_verify   (const char         *state_dir,
                                const BirgeObject  *object);

G_END_DECLS
