/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-catalogue.h"
#include "data/sync/birge-install.h"

G_BEGIN_DECLS

/* The writing side of a state folder: switch, remove. It is the caller's turn (birge-turn.h). */

/* Removes what an interrupted run left: half-made generations, copies under way. */
void     _birge_store_clean     (const char *state_dir);
/* Numbers (guint) of all generations, the latest first; NULL when the disk does not say. */
GArray  *_birge_store_list      (const char *state_dir);
/* The first number above the current one that no generation has. */
guint    _birge_store_next      (const char *state_dir);
/* Points `current` at a generation, durably. */
gboolean _birge_store_switch    (const char *state_dir,
                                 guint       number,
                                 GError    **error);
/* birge-collect.c: removes generations that are neither current nor previous nor being read, and objects that none of the
 * rest names, however young; for the whole of it birge_collect(). */
void     _birge_store_collect   (const char *state_dir);
gboolean _birge_store_sync_dir  (const char *dir,
                                 GError    **error);
gboolean _birge_store_sync_disk (const char *dir,
                                 GError    **error);
void     _birge_store_remove    (const char *path);
/* NO_SPACE or STORAGE, from errno or from a GLib error. */
gboolean _birge_store_failed    (const char *path,
                                 int         saved_errno,
                                 GError    **error);
gboolean _birge_store_failed_by (GError     *cause,
                                 GError    **error);

/* A note for people, one line per finding: what was damaged and what was done about it. */
void     _birge_store_note      (const char *state_dir,
                                 const char *line);

/* Gives a file in @partial, which is on the disk, the name of an object. */
gboolean _birge_store_place     (const char *state_dir,
                                 const char *partial,
                                 const char *name,
                                 GError    **error);

/* birge-inspect.c: adds names of objects that @parts (of BirgeCataloguePart) need and that are missing or damaged, to sets
 * from _birge_install_set_new(). @thorough hashes, else only the length is looked at. */
void     _birge_store_inspect   (const char *state_dir,
                                 GPtrArray  *parts,
                                 gboolean    thorough,
                                 GHashTable *missing,
                                 GHashTable *damaged);
/* Takes damaged objects away, so that the next install brings them again, of large ones the blocks that are wrong. What is still right in a damaged pack stays, each
 * part as an object of its own; birge_collect() removes those when the pack is back. When the disk has no room for
 * that, nothing is removed. */
gboolean _birge_store_drop      (const char *state_dir,
                                 GHashTable *damaged,
                                 GError    **error);

#define BIRGE_STORE_PARTIAL "partial/install" /* copies under way, below the state folder */
#define BIRGE_STORE_HOLD    "hold"
#define BIRGE_STORE_NOTES   "damage"

G_END_DECLS
