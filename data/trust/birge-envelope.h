/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/trust/birge-signer.h"

G_BEGIN_DECLS

/* The writer's side of a metadata file, {"signatures": […], "signed": {…}}. What is read back for trust goes through
 * birge-trusted-set.h instead; an envelope proves nothing. */
typedef struct _BirgeEnvelope BirgeEnvelope;

/* @content: (transfer none): what is signed, a JSON object; copied */
BirgeEnvelope *birge_envelope_new           (const json_t   *content);
/* Reads a file to add signatures to it or look at it. Errors: SYNTAX, TOO_LARGE. */
BirgeEnvelope *birge_envelope_from_bytes    (GBytes         *bytes,
                                             gsize           max_bytes,
                                             GError        **error) G_GNUC_WARN_UNUSED_RESULT;
void           birge_envelope_free          (BirgeEnvelope  *self);
const json_t  *birge_envelope_get_content   (BirgeEnvelope  *self);
/* (transfer none): the bytes that are signed */
GBytes        *birge_envelope_get_canonical (BirgeEnvelope  *self);
/* Adds the key's signature, or puts it in the place of an older one of the same key. */
void           birge_envelope_sign          (BirgeEnvelope  *self,
                                             BirgeSigner    *signer);
/* The same with a signature that was made elsewhere. FALSE when it is not this key's signature of this content. */
gboolean       birge_envelope_add_signature (BirgeEnvelope  *self,
                                             BirgeKey       *key,
                                             const char     *signature);
/* Takes away the signature of a key; FALSE when there is none. */
gboolean       birge_envelope_remove        (BirgeEnvelope  *self,
                                             const char     *key_id);
/* How many different keys of @keys (of BirgeKey) have signed. */
guint          birge_envelope_count         (BirgeEnvelope  *self,
                                             GPtrArray      *keys);
/* NULL when that key has not signed. */
const char    *birge_envelope_get_signature (BirgeEnvelope  *self,
                                             const char     *key_id);
/* The file, compact and sorted, so that same content and signatures give same bytes. */
GBytes        *birge_envelope_to_bytes      (BirgeEnvelope  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeEnvelope, birge_envelope_free)

G_END_DECLS
