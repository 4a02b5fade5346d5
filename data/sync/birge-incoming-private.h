/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-incoming.h"

G_BEGIN_DECLS

struct _BirgeIncoming
{
  GObject      parent_instance;

  char        *state_dir;
  char        *partial_dir;
  int          partial_fd;
  BirgeSyncDb *db;            /* owned */

  GHashTable  *batch;         /* names (char *, owned) of objects that are right, but perhaps not on the disk */
  GPtrArray   *marked;        /* those of them that have marks in sync.db; borrowed from batch, NULL-terminated when used */
  gint64       batch_bytes;
  gint64       batch_began_us;
  gint64       arrived_bytes;
};

#define BIRGE_BLOCK_BYTES (4 * 1024 * 1024)

/* Takes a file of partial/ that is right into the batch, and ends the batch when it is time. */
gboolean _birge_incoming_queue  (BirgeIncoming *self,
                                 const char    *name,
                                 gint64         length,
                                 gboolean       has_marks,
                                 GError       **error);
/* STORAGE or NO_SPACE; always FALSE. */
gboolean _birge_incoming_failed (BirgeIncoming *self,
                                 const char    *name,
                                 int            saved_errno,
                                 GError       **error);
/* The same, for what sync.db says. */
gboolean _birge_incoming_failed_by (GError     *cause,
                                    GError    **error);
/* WRONG or CATALOGUE; always FALSE. */
gboolean _birge_incoming_refuse (const char          *name,
                                 BirgeIncomingError   code,
                                 const char          *why,
                                 GError             **error);
/* All of it or FALSE and errno. */
gboolean _birge_incoming_write  (int            fd,
                                 gconstpointer  data,
                                 gsize          length,
                                 gint64         offset);

G_END_DECLS
