/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A folder of objects, each a file named by the SHA-256 of its bytes: OUT/objects/ab/ab12…. What is there already is not
 * written again; what is written appears whole, by rename. Any thread may put. */
typedef struct _BirgeStore BirgeStore;

/* What became of an object. Members as in a line of the catalogue. */
typedef struct {
  gint64 size;
  gint64 len;
  char  *sha256;
  char  *stored;
  GStrv  blocks; /* or NULL */
  gboolean packed;
} BirgeStored;

BirgeStore *birge_store_open        (const char  *out_dir,
                                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;
void        birge_store_close       (BirgeStore  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeStore, birge_store_close)

/* @pack: as a Zstandard frame. */
gboolean    birge_store_put         (BirgeStore  *self,
                                     GBytes      *bytes,
                                     gboolean     pack,
                                     BirgeStored *stored,
                                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;
/* All that @fd reads, as it is; memory does not grow with the file. */
gboolean    birge_store_put_file    (BirgeStore  *self,
                                     int          fd,
                                     BirgeStored *stored,
                                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;
void        birge_stored_clear      (BirgeStored *stored);

/* Removes every object that is no key of @named, and what an interrupted build left behind. */
guint       birge_store_remove_others (BirgeStore *self,
                                     GHashTable  *named);
guint       birge_store_get_n_written (BirgeStore *self);
/* Lets the next build know what was packed: OUT/.build-cache. */
gboolean    birge_store_save_memory (BirgeStore  *self,
                                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes a file whole or not at all, unless it has these bytes already. */
gboolean    birge_store_write_file  (const char  *path,
                                     GBytes      *bytes,
                                     GError     **error) G_GNUC_WARN_UNUSED_RESULT;

#define BIRGE_STORE_BLOCK_BYTES (4 * 1024 * 1024)

G_END_DECLS
