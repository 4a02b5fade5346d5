/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/evp.h>

#include "data/trust/birge-key.h"

G_BEGIN_DECLS

/* A way to sign, as keys name it. */
typedef struct {
  const char *type;
  const char *name;
  int base;    /* EVP_PKEY_… */
  int padding; /* of RSA; 0 for the others */
} BirgeScheme;

const BirgeScheme *_birge_scheme_find  (const char        *type,
                                        const char        *name);
gboolean           _birge_scheme_apply (const BirgeScheme *scheme,
                                        EVP_PKEY_CTX      *context,
                                        int                salt_length);
const EVP_MD      *_birge_scheme_digest (const BirgeScheme *scheme);
GByteArray        *_birge_hex_to_bytes (const char        *hex);

G_END_DECLS
