/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The value of a Content-Range header (RFC 9110, 14.4): "bytes 0-499/1234"; with a star for 1234 when the server does
 * not know how long the file is; with a star for 0-499 when the file has no such range. */
typedef struct {
  gint64 first; /* -1: the range cannot be had */
  gint64 last;  /* the last byte, not the one behind it; -1 like first */
  gint64 total; /* -1: not said */
} BirgeContentRange;

/* FALSE for all that is not exactly one of the three forms, and for ranges that contradict themselves. @text need not end
 * with a zero. */
gboolean birge_content_range_parse (const char        *text,
                                    gsize              length,
                                    BirgeContentRange *range);

G_END_DECLS
