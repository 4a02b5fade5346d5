/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A folder of objects, each a file named by the SHA-256 of its bytes: OUT/objects/ab/ab12…. What is there already is not
 * written again; what is written appears whole, by rename. Any thread may put. */
typedef struct _BirgeDepot BirgeDepot;

/* What became of an object. Members as in a line of the catalogue. */
typedef struct {
  gint64 size;
  gint64 len;
  char  *sha256;
  char  *stored;
  GStrv  blocks; /* or NULL */
  gboolean packed;
} BirgeDeposit;

BirgeDepot *birge_depot_open        (const char  *out_dir,
                                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;
void        birge_depot_close       (BirgeDepot  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeDepot, birge_depot_close)

/* @pack: as a Zstandard frame. */
gboolean    birge_depot_put         (BirgeDepot  *self,
                                     GBytes      *bytes,
                                     gboolean     pack,
                                     BirgeDeposit *stored,
                                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;
/* All that @fd reads, as it is; memory does not grow with the file. */
gboolean    birge_depot_put_file    (BirgeDepot  *self,
                                     int          fd,
                                     BirgeDeposit *stored,
                                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;
void        birge_deposit_clear      (BirgeDeposit *stored);

/* Removes every object that is no key of @named, and what an interrupted build left behind. */
guint       birge_depot_remove_others (BirgeDepot *self,
                                     GHashTable  *named);
guint       birge_depot_get_n_written (BirgeDepot *self);
/* Lets the next build know what was packed. Where that cannot be written, it packs all again. */
void        birge_depot_save_memory (BirgeDepot  *self);

/* Writes a file whole or not at all, unless it has these bytes already. */
gboolean    birge_depot_write_file  (const char  *path,
                                     GBytes      *bytes,
                                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;

#define BIRGE_DEPOT_BLOCK_BYTES (4 * 1024 * 1024)

G_END_DECLS
