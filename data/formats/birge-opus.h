/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A recorded voice: Opus in Ogg (RFC 3533, RFC 7845), one stream, as small as a paragraph is. Nothing is decoded here: the
 * pages are checked, and what the file says about itself is read. */
#define BIRGE_OPUS_MAX_BYTES (1024 * 1024)
#define BIRGE_OPUS_MAX_MS    (10 * 60 * 1000)
#define BIRGE_OPUS_MAX_TAGS  64
#define BIRGE_OPUS_MAX_TAG_BYTES 8192 /* one of them */

typedef struct {
  guint      n_channels;
  gint64     duration_ms;
  GPtrArray *tags; /* of char*: "KEY=value", UTF-8 */
} BirgeOpus;

/* Errors: BIRGE_OPUS_ERROR, worded "why: what to do". */
BirgeOpus  *birge_opus_read      (GBytes            *bytes,
                                  GError           **error) G_GNUC_WARN_UNUSED_RESULT;
void        birge_opus_free      (BirgeOpus         *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeOpus, birge_opus_free)
/* Value of the first tag of that name (in capitals), or NULL. */
const char *birge_opus_get_tag   (const BirgeOpus   *self,
                                  const char        *key);

/* The same sound with these tags and no others: "KEY=value", NULL-terminated. Equal sound and tags give equal bytes. */
GBytes     *birge_opus_with_tags (GBytes            *bytes,
                                  const char *const *tags,
                                  GError           **error) G_GNUC_WARN_UNUSED_RESULT;

#define BIRGE_OPUS_ERROR (birge_opus_error_quark ())
GQuark birge_opus_error_quark (void);
typedef enum {
  BIRGE_OPUS_ERROR_TOO_LARGE,
  BIRGE_OPUS_ERROR_NOT_OPUS, /* something else, or another stream beside it */
  BIRGE_OPUS_ERROR_DAMAGED,  /* cut off, or changed since it was written */
} BirgeOpusError;

G_END_DECLS
