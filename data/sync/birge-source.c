/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-source.h"

G_DEFINE_QUARK (birge-source-error-quark, birge_source_error)
G_DEFINE_INTERFACE (BirgeSource, birge_source, G_TYPE_OBJECT)

static void
birge_source_default_init (BirgeSourceInterface *iface)
{
}

/**
 * birge_source_read:
 *
 * Reads a small file.
 *
 * Errors: all of `BIRGE_SOURCE_ERROR` but `CHANGED`; `G_IO_ERROR_CANCELLED`.
 * Threads: one at a time for each source; blocks.
 *
 * Returns: (transfer full): its bytes, at most @max_bytes
 */
GBytes *
birge_source_read (BirgeSource *self, const char *path, gsize max_bytes, GBytes *known, GCancellable *cancellable,
                   GError **error)
{
  g_return_val_if_fail (BIRGE_IS_SOURCE (self), NULL);
  g_return_val_if_fail (path != NULL && *path != '/', NULL);
  return BIRGE_SOURCE_GET_IFACE (self)->read (self, path, max_bytes, known, cancellable, error);
}

/**
 * birge_source_fetch:
 *
 * Brings parts of a release into the store.
 *
 * Errors: all of `BIRGE_SOURCE_ERROR` but `NOT_FOUND`, `TOO_LARGE` and `DAMAGED`, which cost the want and no more;
 * `G_IO_ERROR_CANCELLED`; those of BirgeIncoming.
 * Threads: one at a time for each source; blocks.
 */
gboolean
birge_source_fetch (BirgeSource *self, GPtrArray *wants, BirgeIncoming *incoming, BirgeFetchProgress progress,
                    gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (BIRGE_IS_SOURCE (self), FALSE);
  g_return_val_if_fail (wants != NULL && incoming != NULL, FALSE);
  return BIRGE_SOURCE_GET_IFACE (self)->fetch (self, wants, incoming, progress, user_data, cancellable, error);
}

const char *
birge_source_get_name (BirgeSource *self)
{
  g_return_val_if_fail (BIRGE_IS_SOURCE (self), NULL);
  return BIRGE_SOURCE_GET_IFACE (self)->get_name (self);
}

gint64
birge_source_get_retry_s (BirgeSource *self)
{
  g_return_val_if_fail (BIRGE_IS_SOURCE (self), 0);
  if (BIRGE_SOURCE_GET_IFACE (self)->get_retry_s == NULL)
    return 0;
  return BIRGE_SOURCE_GET_IFACE (self)->get_retry_s (self);
}

gint64
birge_source_get_date_s (BirgeSource *self)
{
  g_return_val_if_fail (BIRGE_IS_SOURCE (self), 0);
  if (BIRGE_SOURCE_GET_IFACE (self)->get_date_s == NULL)
    return 0;
  return BIRGE_SOURCE_GET_IFACE (self)->get_date_s (self);
}

gboolean
birge_source_is_remote (BirgeSource *self)
{
  g_return_val_if_fail (BIRGE_IS_SOURCE (self), FALSE);
  return BIRGE_SOURCE_GET_IFACE (self)->is_remote;
}
