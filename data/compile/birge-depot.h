/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A folder of objects, each a file named by the SHA-256 of its bytes: OUT/objects/ab/ab12…, a part of its own or a pack of
 * many. What is there already is not written again; what is written appears whole, by rename. Any thread may put. */
typedef struct _BirgeDepot BirgeDepot;

/* What became of a part. Members as in a line of the catalogue. */
typedef struct {
  gint64 size;
  gint64 len;
  char  *sha256;
  char  *stored;
  GStrv  blocks; /* or NULL */
  gboolean packed; /* as a Zstandard frame */
  gboolean alone;  /* written as an object of its own */
} BirgeDeposit;

BirgeDepot *birge_depot_open        (const char  *out_dir,
                                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;
void        birge_depot_close       (BirgeDepot  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeDepot, birge_depot_close)

/* @name: the SHA-256 of @bytes. */
gboolean    birge_depot_put         (BirgeDepot  *self,
                                     GBytes      *bytes,
                                     const char  *name,
                                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;
/* All that @fd reads, as it is; memory does not grow with the file. */
gboolean    birge_depot_put_file    (BirgeDepot  *self,
                                     int          fd,
                                     BirgeDeposit *stored,
                                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;
/* How long an object is that has the bytes its name says; -1 when there is none or it is longer than @max_bytes. */
gint64      birge_depot_verify      (BirgeDepot  *self,
                                     const char  *name,
                                     gint64       max_bytes);
/* A range of an object. */
GBytes     *birge_depot_read        (BirgeDepot  *self,
                                     const char  *name,
                                     gint64       off,
                                     gint64       len,
                                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;
void        birge_deposit_clear      (BirgeDeposit *stored);

/* Removes every object that is no key of @named, and what an interrupted build left behind. */
guint       birge_depot_remove_others (BirgeDepot *self,
                                     GHashTable  *named);
guint       birge_depot_get_n_written (BirgeDepot *self);

/* Writes a file whole or not at all, unless it has these bytes already. */
gboolean    birge_depot_write_file  (const char  *path,
                                     GBytes      *bytes,
                                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;

#define BIRGE_DEPOT_BLOCK_BYTES (4 * 1024 * 1024)

G_END_DECLS
