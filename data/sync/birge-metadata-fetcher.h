/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-source.h"
#include "data/trust/birge-fetcher.h"
#include "data/trust/birge-trust-store.h"

G_BEGIN_DECLS

/* Lets data/trust ask a source of content for metadata. */
#define BIRGE_TYPE_METADATA_FETCHER (birge_metadata_fetcher_get_type ())
G_DECLARE_FINAL_TYPE (BirgeMetadataFetcher, birge_metadata_fetcher, BIRGE, METADATA_FETCHER, GObject)

/* @store: what is trusted already, so that a source can answer that nothing has changed. */
BirgeMetadataFetcher *birge_metadata_fetcher_new       (BirgeSource           *source,
                                                        BirgeTrustStore       *store);
/* (transfer full) (nullable): why the last request failed, as the source said it; data/trust knows fewer reasons. */
GError               *birge_metadata_fetcher_dup_error (BirgeMetadataFetcher  *self);

G_END_DECLS
