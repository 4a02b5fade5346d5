/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/trust/birge-fetcher.h"
#include "data/trust/birge-verified.h"

G_BEGIN_DECLS

/* Files below one address, one after the other, each in one blocking request: HTTPS, or plain HTTP to this very
 * computer. As a fetcher it gets metadata. For one thread. */
#define BIRGE_TYPE_HTTP (birge_http_get_type ())
G_DECLARE_FINAL_TYPE (BirgeHttp, birge_http, BIRGE, HTTP, GObject)

/* Takes a piece of what arrives; FALSE ends the transfer with @error. */
typedef gboolean (*BirgeHttpWriteFunc) (gconstpointer   data,
                                        gsize           size,
                                        gpointer        user_data,
                                        GError        **error);

/* Errors: SOURCE when the address is none that may be used. */
BirgeHttp *birge_http_new      (const char          *base_url,
                                GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* @path: below the base, percent-encoded. Errors: NOT_FOUND, SOURCE, what @write sets, G_IO_ERROR_CANCELLED. */
gboolean   birge_http_download (BirgeHttp           *self,
                                const char          *path,
                                BirgeHttpWriteFunc   write,
                                gpointer             user_data,
                                GCancellable        *cancellable,
                                GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/* Keeps a target as a file of @folder, named by its percent-encoded path; does nothing if it is there already, right.
 * The base is that of targets. Errors: those of birge_http_download, TOO_LARGE, MISMATCH, STORAGE. */
gboolean   birge_http_save_target (BirgeHttp            *self,
                                   BirgeVerifiedTarget  *target,
                                   gboolean              consistent,
                                   const char           *folder,
                                   GCancellable         *cancellable,
                                   GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
