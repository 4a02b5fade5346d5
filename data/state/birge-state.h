/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BIRGE_STATE_ERROR (birge_state_error_quark ())
GQuark birge_state_error_quark (void);
typedef enum {
  BIRGE_STATE_ERROR_STORAGE,  /* disk full, not writable, damaged */
  BIRGE_STATE_ERROR_TOO_NEW,  /* written by a later Birge */
  BIRGE_STATE_ERROR_BUSY,     /* another kiosk has this state folder */
  BIRGE_STATE_ERROR_WRONG_PIN,
  BIRGE_STATE_ERROR_TOO_SOON, /* after wrong PINs: wait; see birge_state_get_pin_wait_s() */
  BIRGE_STATE_ERROR_BAD_PIN,  /* too short, not digits, or too easy */
} BirgeStateError;

/* What the kiosk itself knows: state.db. Counters without people, what staff set and hid, the centre's card, the log of
 * staff actions. Main thread only; writes are small. If the disk refuses, the kiosk goes on in memory and is_volatile()
 * says so. */
#define BIRGE_TYPE_STATE (birge_state_get_type ())
G_DECLARE_FINAL_TYPE (BirgeState, birge_state, BIRGE, STATE, GObject)

/* Opens or creates <state_dir>/state.db (0700 folder). A damaged file is set aside as state.db.damaged-DATE and the last
 * good copy taken. Never fails for a read-only or full disk: then it is volatile. */
BirgeState *birge_state_open              (const char   *state_dir,
                                           GError      **error) G_GNUC_WARN_UNUSED_RESULT;
/* Writes what is pending. */
void        birge_state_close             (BirgeState   *self);
gboolean    birge_state_is_volatile       (BirgeState   *self);

/* The lock that makes one kiosk of one state folder: <state_dir>/kiosk.lock. Errors: BUSY with the holder's process id. */
gboolean    birge_state_lock              (BirgeState   *self,
                                           GError      **error);

/* Settings of the centre: text by key; NULL when unset. Keys in birge-state.c. */
const char *birge_state_get               (BirgeState   *self,
                                           const char   *key);
gboolean    birge_state_set               (BirgeState   *self,
                                           const char   *key,
                                           const char   *value,
                                           GError      **error);
int         birge_state_get_int           (BirgeState   *self,
                                           const char   *key,
                                           int           fallback);
#define BIRGE_STATE_LANGUAGE_ORDER "language-order" /* tags separated by spaces */
#define BIRGE_STATE_VOLUME         "volume"         /* 0 to 100, at the start of each visit */
#define BIRGE_STATE_IDLE_SECONDS   "idle-seconds"
/* The centre's form: "centre-name", "-city", "-address", "-room", "-hours", "-languages", "-staff", "-phones", "-kiosk"
 * (where this kiosk stands); staff write them as they are to be shown. */
#define BIRGE_STATE_CENTRE(field)  "centre-" field

/* Hidden items. Each change is logged and can be undone. */
GStrv       birge_state_dup_hidden        (BirgeState   *self);
gboolean    birge_state_set_hidden        (BirgeState   *self,
                                           const char   *item_id,
                                           gboolean      hidden,
                                           GError      **error);

/* Counters per day, item and language; kept in memory and written together, in key order. */
void        birge_state_count             (BirgeState   *self,
                                           const char   *item_id,
                                           const char   *language);
void        birge_state_flush             (BirgeState   *self);
/* The raw counters, for the privacy page: rows of BirgeCount, newest day first. */
typedef struct {
  char *day;
  char *item_id;
  char *language;
  guint count;
} BirgeCount;
GPtrArray  *birge_state_dup_counts        (BirgeState   *self);

/* The staff PIN: 4 to 12 digits, kept as a yescrypt hash. */
gboolean    birge_state_has_pin           (BirgeState   *self);
gboolean    birge_state_set_pin           (BirgeState   *self,
                                           const char   *pin,
                                           GError      **error);
/* Slows down after the third wrong PIN (5 s doubling to 5 min, kept over restarts), never locks for ever. Blocks for the
 * time of one hash (about 0.1 s); use the async form from the screen. */
gboolean    birge_state_check_pin         (BirgeState   *self,
                                           const char   *pin,
                                           GError      **error);
void        birge_state_check_pin_async   (BirgeState   *self,
                                           const char   *pin,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer      user_data);
gboolean    birge_state_check_pin_finish  (BirgeState   *self,
                                           GAsyncResult *result,
                                           GError      **error);
guint       birge_state_get_pin_wait_s    (BirgeState   *self);

/* Log of staff actions, append-only: time, action, detail. Never a visitor. */
void        birge_state_log               (BirgeState   *self,
                                           const char   *action,
                                           const char   *detail);
typedef struct {
  char *time;
  char *action;
  char *detail;
} BirgeLogEntry;
GPtrArray  *birge_state_dup_log           (BirgeState   *self,
                                           guint         most);

G_END_DECLS
