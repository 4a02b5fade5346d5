/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/trust/birge-key.h"

G_BEGIN_DECLS

/* A private key. It is written only encrypted (PKCS #8, scrypt, AES-256), and wiped when freed. */
typedef struct _BirgeSigner BirgeSigner;

typedef enum {
  BIRGE_SIGNER_ED25519, /* what Birge makes unless told otherwise */
  BIRGE_SIGNER_ECDSA,   /* P-256 with SHA-256 */
  BIRGE_SIGNER_RSA,     /* 3072 bits, PSS with SHA-256 */
} BirgeSignerType;

BirgeSigner *birge_signer_generate (BirgeSignerType type);
/* Errors: KEY, also for a wrong pass phrase. */
BirgeSigner *birge_signer_from_pem (GBytes       *pem,
                                    const char   *passphrase,
                                    GError      **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes      *birge_signer_to_pem   (BirgeSigner  *self,
                                    const char   *passphrase);
BirgeSigner *birge_signer_ref      (BirgeSigner  *self);
void         birge_signer_unref    (BirgeSigner  *self);
/* (transfer none): the public half */
BirgeKey    *birge_signer_get_key  (BirgeSigner  *self);
/* The signature in hexadecimal. */
char        *birge_signer_sign     (BirgeSigner  *self,
                                    GBytes       *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeSigner, birge_signer_unref)

G_END_DECLS
