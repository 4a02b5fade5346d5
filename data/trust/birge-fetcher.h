/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "data/trust/birge-trust.h"

G_BEGIN_DECLS

/* Where metadata comes from: a web server, a stick, a test. Nothing of what it gives is trusted. */
#define BIRGE_TYPE_FETCHER (birge_fetcher_get_type ())
G_DECLARE_INTERFACE (BirgeFetcher, birge_fetcher, BIRGE, FETCHER, GObject)

struct _BirgeFetcherInterface {
  GTypeInterface parent;

  /* @name: below the base of metadata, "timestamp.json" or "3.a%2Fb.json": already percent-encoded, one path segment.
   * Errors: NOT_FOUND when the source says that there is no such file (404, 403, ENOENT), TOO_LARGE past @max_bytes,
   * SOURCE for all else. Blocks. */
  GBytes *(*fetch) (BirgeFetcher  *self,
                    const char    *name,
                    gsize          max_bytes,
                    GCancellable  *cancellable,
                    GError       **error);
};

GBytes *birge_fetcher_fetch (BirgeFetcher  *self,
                             const char    *name,
                             gsize          max_bytes,
                             GCancellable  *cancellable,
                             GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
