/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/trust/birge-json.h"

G_BEGIN_DECLS

/* A public key as metadata carries it. Never changes; counted references. */
typedef struct _BirgeKey BirgeKey;

/* Reads {"keytype", "scheme", "keyval": {"public"}, …}. A key of an unknown kind, or too weak, is a key too: it
 * verifies nothing. */
BirgeKey   *birge_key_from_json (const json_t *object,
                                 GError      **error) G_GNUC_WARN_UNUSED_RESULT;
BirgeKey   *birge_key_ref       (BirgeKey     *self);
void        birge_key_unref     (BirgeKey     *self);
/* SHA-256 of the canonical form of the whole object, in hexadecimal. */
const char *birge_key_get_id    (BirgeKey     *self);
/* The same text for the same key material, however it is written and whatever stands beside it. */
const char *birge_key_get_print (BirgeKey     *self);
/* (transfer full): the object for metadata */
json_t     *birge_key_dup_json  (BirgeKey     *self);
/* @signature: in hexadecimal, as metadata carries it */
gboolean    birge_key_verify    (BirgeKey     *self,
                                 GBytes       *data,
                                 const char   *signature);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeKey, birge_key_unref)

G_END_DECLS
