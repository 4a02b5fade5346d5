/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-metadata-fetcher.h"

struct _BirgeMetadataFetcher {
  GObject parent;

  BirgeSource     *source; /* owned */
  BirgeTrustStore *store;  /* owned */
  GError          *error;  /* of the last request */
};

static void birge_metadata_fetcher_init_fetcher (BirgeFetcherInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BirgeMetadataFetcher, birge_metadata_fetcher, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BIRGE_TYPE_FETCHER, birge_metadata_fetcher_init_fetcher))

static int
trust_code_of (const GError *error)
{
  if (g_error_matches (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND))
    return BIRGE_TRUST_ERROR_NOT_FOUND;
  if (g_error_matches (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_TOO_LARGE))
    return BIRGE_TRUST_ERROR_TOO_LARGE;
  return BIRGE_TRUST_ERROR_SOURCE;
}

static GBytes *
birge_metadata_fetcher_fetch (BirgeFetcher *fetcher, const char *name, gsize max_bytes, GCancellable *cancellable,
                              GError **error)
{
  BirgeMetadataFetcher *self = BIRGE_METADATA_FETCHER (fetcher);
  g_autofree char *path = g_strconcat ("metadata/", name, NULL);
  g_autoptr(GBytes) known = NULL;
  GBytes *bytes;

  /* The one name whose bytes change. */
  if (g_str_equal (name, "timestamp.json"))
    known = birge_trust_store_read (self->store, "timestamp", max_bytes, NULL);
  g_clear_error (&self->error);
  bytes = birge_source_read (self->source, path, max_bytes, known, cancellable, &self->error);
  if (bytes == NULL && g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_error_copy (self->error));
  else if (bytes == NULL)
    g_set_error_literal (error, BIRGE_TRUST_ERROR, trust_code_of (self->error), self->error->message);
  return bytes;
}

static void
birge_metadata_fetcher_init_fetcher (BirgeFetcherInterface *iface)
{
  iface->fetch = birge_metadata_fetcher_fetch;
}

static void
birge_metadata_fetcher_finalize (GObject *object)
{
  BirgeMetadataFetcher *self = BIRGE_METADATA_FETCHER (object);

  g_object_unref (self->source);
  birge_trust_store_unref (self->store);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (birge_metadata_fetcher_parent_class)->finalize (object);
}

static void
birge_metadata_fetcher_class_init (BirgeMetadataFetcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = birge_metadata_fetcher_finalize;
}

static void
birge_metadata_fetcher_init (BirgeMetadataFetcher *self)
{
}

BirgeMetadataFetcher *
birge_metadata_fetcher_new (BirgeSource *source, BirgeTrustStore *store)
{
  BirgeMetadataFetcher *self = g_object_new (BIRGE_TYPE_METADATA_FETCHER, NULL);

  self->source = g_object_ref (source);
  self->store = birge_trust_store_ref (store);
  return self;
}

GError *
birge_metadata_fetcher_dup_error (BirgeMetadataFetcher *self)
{
  g_return_val_if_fail (BIRGE_IS_METADATA_FETCHER (self), NULL);

  return self->error != NULL ? g_error_copy (self->error) : NULL;
}
