/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* <state>/sync.db: what an update must remember when the power fails. Nothing in it is needed to show content, and a file
 * that is damaged, of a later Birge or of another program is set aside and begun anew: that costs bytes, no more.
 *
 * Whoever opens it for writing holds the lock of the state folder. Any thread; every write is on the disk when the call
 * returns. */

#define BIRGE_SYNC_DB_ERROR (birge_sync_db_error_quark ())
GQuark birge_sync_db_error_quark (void);
typedef enum {
  BIRGE_SYNC_DB_ERROR_STORAGE,  /* the disk refuses */
  BIRGE_SYNC_DB_ERROR_NO_SPACE,
} BirgeSyncDbError;

#define BIRGE_TYPE_SYNC_DB (birge_sync_db_get_type ())
G_DECLARE_FINAL_TYPE (BirgeSyncDb, birge_sync_db, BIRGE, SYNC_DB, GObject)

/* For writing; raises the floor of BirgeClock to the one remembered. */
BirgeSyncDb *birge_sync_db_open        (const char      *state_dir,
                                        GError         **error) G_GNUC_WARN_UNUSED_RESULT;
/* To look only, beside one who writes: changes and repairs nothing. NULL without an error when there is no file or none
 * that can be read. */
BirgeSyncDb *birge_sync_db_look        (const char      *state_dir,
                                        GError         **error) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): where the file went that could not be used, when that happened at birge_sync_db_open() */
const char  *birge_sync_db_get_aside   (BirgeSyncDb     *self);

/* Blocks of objects under way that are right and on the disk; @stored: name of the object. */
gboolean     birge_sync_db_mark_blocks (BirgeSyncDb     *self,
                                        const char      *stored,
                                        const guint     *numbers,
                                        guint            n_numbers,
                                        GError         **error);
GArray      *birge_sync_db_list_blocks (BirgeSyncDb     *self,
                                        const char      *stored,
                                        GError         **error) G_GNUC_WARN_UNUSED_RESULT; /* of guint, rising */
/* @stored: NULL-terminated. */
gboolean     birge_sync_db_forget_blocks (BirgeSyncDb       *self,
                                          const char *const *stored,
                                          GError           **error);

/* Budgets: bytes are reserved before they are spent, so that no crash and no race spends more. What was reserved by a run
 * that died counts as spent. Days and months are those of the kiosk's time zone. */
typedef struct {
  gint64 day_bytes;   /* 0: no limit */
  gint64 month_bytes; /* 0: no limit */
} BirgeBudget;

typedef struct {
  char   day[sizeof "9999-12-31"];
  gint64 bytes;       /* granted: 0 when the budget is used up */
} BirgeReservation;

/* Grants @wanted bytes or as many as are left. */
gboolean     birge_sync_db_reserve     (BirgeSyncDb       *self,
                                        const BirgeBudget *budget,
                                        gint64             wanted,
                                        BirgeReservation  *reservation,
                                        GError           **error);
/* Gives the reservation back and counts @spent bytes, more than were reserved if need be. */
gboolean     birge_sync_db_settle      (BirgeSyncDb       *self,
                                        BirgeReservation  *reservation,
                                        gint64             spent,
                                        GError           **error);
/* Spent and reserved, today and this month. */
gboolean     birge_sync_db_get_spent   (BirgeSyncDb       *self,
                                        gint64            *day_bytes,
                                        gint64            *month_bytes,
                                        GError           **error);
/* When there will be something left again: 0 for now, else seconds since 1970; -1 on error. */
gint64       birge_sync_db_get_budget_at_s (BirgeSyncDb       *self,
                                            const BirgeBudget *budget,
                                            GError           **error);

/* What is remembered of a source, by its name (address of a mirror). */
#define BIRGE_SYNC_DB_LONGEST_WAIT_S (6 * 60 * 60)
typedef struct {
  guint  fails;       /* in a row */
  gint64 next_at_s;   /* not to be asked before; at most BIRGE_SYNC_DB_LONGEST_WAIT_S ahead, whatever the clock did */
  char  *etag;        /* of timestamp.json, behind the SHA-256 of the bytes it was said of; or NULL */
  char  *modified;    /* its Last-Modified, or NULL */
} BirgeSourceRecord;
void         birge_source_record_clear (BirgeSourceRecord *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BirgeSourceRecord, birge_source_record_clear)
/* All zero for one that was never asked. */
gboolean     birge_sync_db_get_source  (BirgeSyncDb             *self,
                                        const char              *name,
                                        BirgeSourceRecord       *record,
                                        GError                 **error);
gboolean     birge_sync_db_set_source  (BirgeSyncDb             *self,
                                        const char              *name,
                                        const BirgeSourceRecord *record,
                                        GError                 **error);

/* Notes for those who come later, see birge-update-notes.h. (nullable) */
char        *birge_sync_db_dup_note    (BirgeSyncDb     *self,
                                        const char      *key,
                                        GError         **error) G_GNUC_WARN_UNUSED_RESULT;
/* All of them or none, in one write. A value of NULL takes the note away. */
typedef struct {
  const char *key;
  const char *value;
} BirgeSyncNote;
gboolean     birge_sync_db_set_notes   (BirgeSyncDb         *self,
                                        const BirgeSyncNote *notes,
                                        guint                n_notes,
                                        GError             **error);
/* The same for one. */
gboolean     birge_sync_db_set_note    (BirgeSyncDb     *self,
                                        const char      *key,
                                        const char      *value,
                                        GError         **error);

/* The latest signed time ever verified, 0 for none; kept with a checksum, since a wrong one would stop all updates. Raising
 * it raises BirgeClock's, too; it never falls. */
gint64       birge_sync_db_get_floor_s   (BirgeSyncDb  *self,
                                          GError      **error); /* -1 on error */
gboolean     birge_sync_db_raise_floor_s (BirgeSyncDb  *self,
                                          gint64        signed_s,
                                          GError      **error);

G_END_DECLS
