/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Why an update did not come to its end, as far as it matters to those who stand before the machine: each reason asks
 * something else of them. Whoever shows it makes the sentence, in the reader's language. */
typedef enum {
  BIRGE_SYNC_REASON_NONE,
  BIRGE_SYNC_REASON_OTHER,         /* only the words for a technician say it */
  BIRGE_SYNC_REASON_STOPPED,       /* somebody stopped it */
  BIRGE_SYNC_REASON_BUSY,          /* another update is at work */
  BIRGE_SYNC_REASON_NO_SOURCE,     /* no server is named in the settings */
  BIRGE_SYNC_REASON_NO_PUBLISHER,  /* nobody said yet whom to trust, or nobody trusted vouches for what is wanted */
  BIRGE_SYNC_REASON_UNREACHABLE,   /* no link, no server; a medium that fails or was taken away */
  BIRGE_SYNC_REASON_PORTAL,        /* somebody between us and the server answers */
  BIRGE_SYNC_REASON_NO_CONTENT,    /* there is no repository */
  BIRGE_SYNC_REASON_FOREIGN,       /* another publisher's, or nobody's */
  BIRGE_SYNC_REASON_OLDER,         /* older than what is here */
  BIRGE_SYNC_REASON_EXPIRED,       /* the publisher's word has run out */
  BIRGE_SYNC_REASON_DAMAGED,       /* not all of it is there, or not as it was signed */
  BIRGE_SYNC_REASON_NO_SPACE,
  BIRGE_SYNC_REASON_DISK,          /* this machine's own disk refuses */
  BIRGE_SYNC_REASON_NO_PREVIOUS,   /* there is nothing to go back to */
  BIRGE_SYNC_REASON_GONE,          /* the stick is not in the machine any more */
  BIRGE_SYNC_REASON_NOT_ALLOWED,   /* this machine's system does not let us read sticks */
  BIRGE_SYNC_REASON_FORMAT,        /* a stick in a format that is not read here */
} BirgeSyncReason;

/* @error: of birge_sync_run() and its like, or NULL */
BirgeSyncReason birge_sync_reason_of       (const GError    *error);
/* "no-content", as in JSON; never NULL. */
const char     *birge_sync_reason_get_name (BirgeSyncReason  reason);
/* OTHER for a name of a later Birge; NONE for NULL. */
BirgeSyncReason birge_sync_reason_parse    (const char      *name);

G_END_DECLS
