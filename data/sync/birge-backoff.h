/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long to leave a server alone that cannot serve us now. */
#define BIRGE_BACKOFF_FIRST_S 60
#define BIRGE_BACKOFF_MOST_S  (6 * 60 * 60)

/* A number from 0 up to, not including, 1. */
typedef double (*BirgeRandom) (gpointer user_data);

/* Seconds to wait after the @fails-th failure in a row: a random part ("full jitter") of a minute, of two, of four, up to
 * six hours, so that many kiosks that failed at once do not come back at once. @retry_after_s: what the server asked for, at
 * most six hours, then a random tenth more; -1: nothing. At least a second. @random may be NULL for the real one. */
gint64 birge_backoff_get_wait_s        (guint        fails,
                                        gint64       retry_after_s,
                                        BirgeRandom  random,
                                        gpointer     user_data);
/* The value of a Retry-After header, "120" or "Fri, 31 Dec 2027 23:59:59 GMT": seconds from @now_s, never below zero, at
 * most BIRGE_BACKOFF_MOST_S; -1 for anything else. */
gint64 birge_backoff_parse_retry_after (const char  *text,
                                        gint64       now_s);
/* A date as HTTP has it (RFC 9110, 5.6.7; the form of today only): seconds since 1970, -1 for anything else. */
gint64 birge_backoff_parse_http_date   (const char  *text);

G_END_DECLS
