/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-release.h"
#include "data/sync/birge-sync-db.h"

G_BEGIN_DECLS

/* Takes away what nobody needs: generations that are neither current nor previous nor being read, and objects that neither
 * they nor a release under way name. Whoever calls holds the lock of the state folder. When it cannot be said what is needed
 * (a link or a catalogue is damaged), nothing is taken away. */

#define BIRGE_COLLECT_AGE_S (14 * 24 * 60 * 60) /* what came lately may be wanted again soon: a release taken back, a stick */

typedef struct {
  guint    n_generations;
  guint    n_objects;
  gint64   freed_bytes;
  gboolean has_thinned; /* the previous generation lacks pictures, sound or films now */
} BirgeCollected;

/* @pending: being fetched, or NULL. @db: whose marks of objects under way go with them, or NULL. @pressure_bytes: 0: only
 * what is older than BIRGE_COLLECT_AGE_S. More: so many bytes are needed now: all that nobody needs and then, until it is
 * enough, films, sound and pictures that only the previous generation has; its texts always stay. */
BirgeCollected birge_collect (const char         *state_dir,
                              const BirgeRelease *pending,
                              BirgeSyncDb        *db,
                              gint64              pressure_bytes);

G_END_DECLS
