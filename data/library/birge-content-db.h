/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* content.db: what the library reads, made of catalogues and objects. A cache: it can always be made again. */
#define BIRGE_CONTENT_APPLICATION_ID 0x62697267 /* "birg" */
#define BIRGE_CONTENT_VERSION        2          /* PRAGMA user_version; another one means: make it again */

/* Texts of an item by field; numbers stand in the file. */
enum {
  BIRGE_FIELD_TITLE = 1,
  BIRGE_FIELD_SUMMARY = 2,
  BIRGE_FIELD_WHY_OFF = 3,
};

typedef struct {
  const char *issued;   /* ISO date, the latest of the catalogues */
  const char *releases; /* "guides 7, lessons 3" */
} BirgeContentInfo;

typedef void (*BirgeContentProgress) (gint64 done, gint64 total, gpointer user_data);

/**
 * Writes a new content.db from @parts (of BirgeCataloguePart, ordered by id; one version of each item) and the objects of
 * @state_dir. An item whose `meta` cannot be read is left out and counted in @n_lost; other missing parts are noted in it.
 * Names of objects that are there but damaged are added to @damaged (a set of char*, owned by the set), those of a part's
 * pack and of its own object alike. The file is complete and on the disk when this returns TRUE, and its hash in the file
 * beside it, @path with ".sum".
 *
 * Errors: G_IO_ERROR: NO_SPACE, CANCELLED, FAILED with SQLite's words.
 * Threads: blocks; reads objects with threads of its own.
 */
gboolean birge_content_db_build (const char             *path,
                                 const char             *state_dir,
                                 GPtrArray              *parts,
                                 const BirgeContentInfo *info,
                                 GHashTable             *damaged,
                                 guint                  *n_lost,
                                 BirgeContentProgress    progress,
                                 gpointer                user_data,
                                 GCancellable           *cancellable,
                                 GError                **error);

/* Whether a file is whole: form, version, hash, and PRAGMA integrity_check, or with @quick PRAGMA quick_check. */
gboolean birge_content_db_check (const char *path,
                                 gboolean    quick,
                                 GError    **error);

G_END_DECLS
