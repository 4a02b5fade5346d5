/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/trust/birge-trust.h"

G_BEGIN_DECLS

/* The folder of trusted metadata: root.json, timestamp.json, snapshot.json, targets.json and <percent-encoded
 * role>.json, each byte for byte as it was served. */
typedef struct _BirgeTrustStore BirgeTrustStore;

typedef enum {
  BIRGE_TRUST_STORE_NONE = 0,
  BIRGE_TRUST_STORE_KEEP_ROOTS = 1 << 0, /* each root also as roots/N.root.json, for sticks that are made from here */
} BirgeTrustStoreFlags;

/* Makes the folder if need be. Errors: STORAGE. */
BirgeTrustStore *birge_trust_store_open       (const char           *folder,
                                               BirgeTrustStoreFlags  flags,
                                               GError              **error) G_GNUC_WARN_UNUSED_RESULT;
BirgeTrustStore *birge_trust_store_ref        (BirgeTrustStore      *self);
void             birge_trust_store_unref      (BirgeTrustStore      *self);
const char      *birge_trust_store_get_folder (BirgeTrustStore      *self);
/* Errors: NOT_FOUND, TOO_LARGE, STORAGE. What is read was trusted once and must be verified again. */
GBytes          *birge_trust_store_read       (BirgeTrustStore      *self,
                                               const char           *role,
                                               gsize                 max_bytes,
                                               GError              **error) G_GNUC_WARN_UNUSED_RESULT;
/* Aside, fsync, rename, fsync of the folder: after a power cut it is the old or the new file. Errors: STORAGE. */
gboolean         birge_trust_store_write      (BirgeTrustStore      *self,
                                               const char           *role,
                                               gint64                version,
                                               GBytes               *bytes,
                                               GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/* A role's name as one segment of a path or URL: all but letters, figures and "-._~" becomes %XX. */
char            *birge_trust_encode_role      (const char           *role);
/* A name as a file name: the same, with @suffix; names too long for a file go by their hash. */
char            *birge_trust_file_name        (const char           *name,
                                               const char           *suffix);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeTrustStore, birge_trust_store_unref)

G_END_DECLS
