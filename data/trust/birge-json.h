/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/* Strict JSON: what is signed has one meaning, and one canonical form. */
#define BIRGE_JSON_MAX_DEPTH 32

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

/* Refuses more than @max_bytes, more than BIRGE_JSON_MAX_DEPTH, repeated names, and numbers that are not whole. */
json_t *birge_json_read      (GBytes       *bytes,
                              gsize         max_bytes,
                              GError      **error) G_GNUC_WARN_UNUSED_RESULT;
/* The bytes that are signed and hashed ("Canonical JSON" of the OLPC project). */
GBytes *birge_json_canonical (const json_t *value);

G_END_DECLS
