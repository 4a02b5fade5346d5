/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* SHA-256 in lower-case hexadecimal, and Zstandard frames with a fixed level, so that equal bytes in give equal bytes
 * out. */
#define BIRGE_DIGEST_LENGTH 64

char     *birge_digest_bytes   (GBytes *bytes);
char     *birge_digest_file    (const char *path, GError **error);
gboolean  birge_digest_is_valid (const char *hex); /* ^[0-9a-f]{64}$ */

GBytes   *birge_zstd_compress   (GBytes *bytes);
/* Refuses frames that would unpack to more than @max_bytes. */
GBytes   *birge_zstd_decompress (GBytes *bytes, gsize max_bytes, GError **error);

G_END_DECLS
