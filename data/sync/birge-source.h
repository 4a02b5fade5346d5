/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "data/sync/birge-incoming.h"
#include "data/sync/birge-want.h"

G_BEGIN_DECLS

/* What a caller can act on. Nothing here is a reason for alarm: a source proves nothing, whatever it says. */
#define BIRGE_SOURCE_ERROR (birge_source_error_quark ())
GQuark birge_source_error_quark (void);
typedef enum {
  BIRGE_SOURCE_ERROR_NOT_FOUND,   /* there is no such file */
  BIRGE_SOURCE_ERROR_TOO_LARGE,   /* more bytes than were asked for */
  BIRGE_SOURCE_ERROR_DAMAGED,     /* an answer that no good server or stick gives; another source may do better */
  BIRGE_SOURCE_ERROR_UNREACHABLE, /* no link, no such host, too slow, stick pulled out */
  BIRGE_SOURCE_ERROR_BUSY,        /* asked to come back later, see birge_source_get_retry_s() */
  BIRGE_SOURCE_ERROR_PORTAL,      /* somebody between us and the server answers: a captive portal */
  BIRGE_SOURCE_ERROR_BUDGET,      /* what may be spent today or this month is spent */
  BIRGE_SOURCE_ERROR_CHANGED,     /* a newer release was published meanwhile: read the metadata again */
} BirgeSourceError;
/* Besides these: G_IO_ERROR_CANCELLED, and what BirgeIncoming says of our own disk, handed on as it is. */

/* Never more than ten a second, on the thread that fetches. */
typedef struct {
  gint64 done_bytes;       /* of the wants, as stored; what was here from an earlier run counts */
  gint64 total_bytes;
  gint64 wire_bytes;       /* what this fetch cost on the link, or was read from the stick */
  gint64 bytes_per_second; /* of late, on the link */
  guint  n_here;           /* wants that are here */
  guint  n_left_out;       /* MISSING or DAMAGED */
  guint  n_total;
} BirgeFetchStatus;

typedef void (*BirgeFetchProgress) (const BirgeFetchStatus *status,
                                    gpointer                user_data);

/* A repository's files, wherever they lie: a web server, a stick. */
#define BIRGE_TYPE_SOURCE (birge_source_get_type ())
G_DECLARE_INTERFACE (BirgeSource, birge_source, BIRGE, SOURCE, GObject)

struct _BirgeSourceInterface {
  GTypeInterface parent;

  GBytes     *(*read)        (BirgeSource        *self,
                              const char         *path,
                              gsize               max_bytes,
                              GBytes             *known,
                              GCancellable       *cancellable,
                              GError            **error);
  gboolean    (*fetch)       (BirgeSource        *self,
                              GPtrArray          *wants,
                              BirgeIncoming      *incoming,
                              BirgeFetchProgress  progress,
                              gpointer            user_data,
                              GCancellable       *cancellable,
                              GError            **error);
  const char *(*get_name)    (BirgeSource        *self);
  gint64      (*get_retry_s) (BirgeSource        *self); /* may be NULL */
  gint64      (*get_date_s)  (BirgeSource        *self); /* may be NULL */
  gboolean    is_remote;
};

/* A small file, whole. @path: below the base of the repository, each segment percent-encoded: "metadata/timestamp.json",
 * "targets/catalog/<sha256>.guides.cat.zst". @known (nullable): what we have under this path; the source may answer with
 * another reference to it when the file has not changed. Blocks. */
GBytes     *birge_source_read        (BirgeSource         *self,
                                      const char          *path,
                                      gsize                max_bytes,
                                      GBytes              *known,
                                      GCancellable        *cancellable,
                                      GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* Brings @wants (of BirgeWant) into the store and sets their states. What the source does not have, or has wrong, is left
 * out and is no error. FALSE when it had to stop; what came until then stays. Blocks. */
gboolean    birge_source_fetch       (BirgeSource         *self,
                                      GPtrArray           *wants,
                                      BirgeIncoming       *incoming,
                                      BirgeFetchProgress   progress,
                                      gpointer             user_data,
                                      GCancellable        *cancellable,
                                      GError             **error);
/* For people: "https://a.example/birge", "USB stick KINGSTON". */
const char *birge_source_get_name    (BirgeSource         *self);
/* When it may be asked again, seconds since 1970 on the clock of birge_clock_get_real_s(); 0: at once. */
gint64      birge_source_get_retry_s (BirgeSource         *self);
/* What the last answer gave as its date, seconds since 1970; 0: nothing. A hint and no more: nobody signed it. */
gint64      birge_source_get_date_s  (BirgeSource         *self);
/* Whether it lies behind a link, which costs, breaks and is listened to; not a folder or a stick. */
gboolean    birge_source_is_remote   (BirgeSource         *self);

G_END_DECLS
