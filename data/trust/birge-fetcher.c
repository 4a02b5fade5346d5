/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-trust"

#include "data/trust/birge-fetcher.h"

#include "data/trust/birge-trust-private.h"

G_DEFINE_INTERFACE (BirgeFetcher, birge_fetcher, G_TYPE_OBJECT)

static void
birge_fetcher_default_init (BirgeFetcherInterface *interface)
{
}

/**
 * birge_fetcher_fetch:
 * @name: one path segment below the base of metadata, percent-encoded
 * @max_bytes: more is an error
 *
 * Gets a metadata file.
 *
 * Errors: `NOT_FOUND`, `TOO_LARGE`, `SOURCE`; `G_IO_ERROR_CANCELLED`.
 * Threads: blocks.
 *
 * Returns: (transfer full) (nullable): its bytes, not trusted
 */
GBytes *
birge_fetcher_fetch (BirgeFetcher *self, const char *name, gsize max_bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr(GBytes) bytes = NULL;

  g_return_val_if_fail (BIRGE_IS_FETCHER (self), NULL);
  g_return_val_if_fail (name != NULL && *name != '\0', NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  bytes = BIRGE_FETCHER_GET_IFACE (self)->fetch (self, name, max_bytes, cancellable, error);
  if (bytes != NULL && g_bytes_get_size (bytes) > max_bytes)
    {
      _birge_trust_refuse (error, BIRGE_TRUST_ERROR_TOO_LARGE, name, "it has more than %" G_GSIZE_FORMAT " bytes", max_bytes);
      return NULL;
    }
  return g_steal_pointer (&bytes);
}
