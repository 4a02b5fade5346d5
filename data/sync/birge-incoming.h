/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-catalogue.h"
#include "data/sync/birge-sync-db.h"

G_BEGIN_DECLS

/* The only writer of new objects. Bytes are taken only against the catalogue line that names them, hashed while they are
 * written to <state>/partial, and renamed into <state>/objects when they are right and on the disk. Kill the process or cut
 * the power at any moment: what counts is never wrong, and the next run goes on where this one was.
 *
 * One thread; whoever opens it holds the lock of the state folder. All calls block on the disk. */

#define BIRGE_INCOMING_ERROR (birge_incoming_error_quark ())
GQuark birge_incoming_error_quark (void);
typedef enum {
  BIRGE_INCOMING_ERROR_STORAGE,   /* the disk refuses */
  BIRGE_INCOMING_ERROR_NO_SPACE,  /* it is full: go on when there is room */
  BIRGE_INCOMING_ERROR_WRONG,     /* not the bytes of the catalogue: they were dropped, what else is here stays */
  BIRGE_INCOMING_ERROR_CATALOGUE, /* no bytes can be right: the line's own hashes contradict each other */
} BirgeIncomingError;

#define BIRGE_TYPE_INCOMING (birge_incoming_get_type ())
G_DECLARE_FINAL_TYPE (BirgeIncoming, birge_incoming, BIRGE, INCOMING, GObject)

BirgeIncoming *birge_incoming_open  (const char               *state_dir,
                                     BirgeSyncDb              *db,
                                     GError                  **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the part is in the store, or will be after the next flush. */
gboolean       birge_incoming_has   (BirgeIncoming            *self,
                                     const BirgeCataloguePart *part);
/* A small part, whole. */
gboolean       birge_incoming_put   (BirgeIncoming            *self,
                                     const BirgeCataloguePart *part,
                                     GBytes                   *bytes,
                                     GError                  **error);
/* What was put and finished counts after this, or when enough of it has come together. Call it at the end of a fetch. */
gboolean       birge_incoming_flush (BirgeIncoming            *self,
                                     GError                  **error);
/* Bytes of objects that came to count since it was opened. */
gint64         birge_incoming_get_arrived_bytes (BirgeIncoming *self);

/* An object that comes piece by piece, in any order, perhaps over several runs. */
typedef struct _BirgePartial BirgePartial;
BirgePartial  *birge_incoming_begin      (BirgeIncoming            *self,
                                          const BirgeCataloguePart *part,
                                          GError                  **error) G_GNUC_WARN_UNUSED_RESULT;
/* The pack that holds @parts (of BirgeCataloguePart, at least one), whole: worth it when most of them are missing. @length:
 * what the source says; a lie makes the pack wrong. */
BirgePartial  *birge_incoming_begin_pack (BirgeIncoming            *self,
                                          GPtrArray                *parts,
                                          gint64                    length,
                                          GError                  **error) G_GNUC_WARN_UNUSED_RESULT;
/* All of it will come, from its beginning to its end, and quickly: so the hash of the whole alone says whether it is right, and
 * blocks are looked at only when it says no. What comes in another order is judged as ever. */
void           birge_partial_expect_order (BirgePartial            *self);
/* The first bytes at or after @from that are missing: their offset, and in @length how many in a row. -1: none. */
gint64         birge_partial_get_missing (BirgePartial             *self,
                                          gint64                    from,
                                          gint64                   *length);
/* WRONG: a block was completed and dropped; ask birge_partial_get_missing() again. Bytes that are here already are passed
 * over. */
gboolean       birge_partial_write       (BirgePartial             *self,
                                          gint64                    offset,
                                          gconstpointer             data,
                                          gsize                     length,
                                          GError                  **error);
/* When nothing is missing any more: checks the whole. WRONG as above. */
gboolean       birge_partial_finish      (BirgePartial             *self,
                                          GError                  **error);
/* Keeps what came for the next run. */
void           birge_partial_free        (BirgePartial             *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgePartial, birge_partial_free)

G_END_DECLS
