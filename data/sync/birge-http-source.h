/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-source.h"
#include "data/sync/birge-sync-db.h"

G_BEGIN_DECLS

/* A repository on web servers that hold the same files: HTTPS, or plain HTTP on this very computer. Nothing that comes is
 * trusted; what is asked for, how much, how fast and how often is. */
#define BIRGE_TYPE_HTTP_SOURCE (birge_http_source_get_type ())
G_DECLARE_FINAL_TYPE (BirgeHttpSource, birge_http_source, BIRGE, HTTP_SOURCE, GObject)

typedef struct {
  const char *const *mirrors;              /* addresses, in the order in which to try them; paths are appended */
  const char        *certificate_file;     /* authorities to trust besides the system's (PEM), or NULL */
  gint64             cap_bytes_per_second; /* over all transfers; 0: none */
  BirgeBudget        budget;
} BirgeHttpOptions;

#define BIRGE_HTTP_MAX_MIRRORS 16

/* @db (nullable): remembers budgets, waits and what is unchanged; without it nothing is. Copies @options.
 * Errors: G_IO_ERROR_INVALID_ARGUMENT. */
BirgeHttpSource *birge_http_source_open            (const BirgeHttpOptions *options,
                                                    BirgeSyncDb            *db,
                                                    GError                **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether an address may be used: one host, no user name, no question mark. Errors: G_IO_ERROR_INVALID_ARGUMENT. */
gboolean         birge_http_source_check_address   (const char             *address,
                                                    GError                **error);
/* Asks all mirrors again at once: the network changed, or a person wants to know now. */
void             birge_http_source_forget_waits    (BirgeHttpSource        *self);
/* Whether an answer was taken whose certificate's dates could not be judged, because this clock is not set. */
gboolean         birge_http_source_is_time_doubted (BirgeHttpSource        *self);
/* All that came and went since it was opened, as near as can be told: headers and handshakes included. */
gint64           birge_http_source_get_wire_bytes  (BirgeHttpSource        *self);

G_END_DECLS
