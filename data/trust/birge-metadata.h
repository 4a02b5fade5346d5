/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/trust/birge-envelope.h"

G_BEGIN_DECLS

/* The signed parts of a repository's metadata (TUF specification 1.0.34, section 4), to be put into an envelope and signed.
 * All (transfer full). @expires_s: seconds since 1970. */

/* Who may sign for a role. */
typedef struct {
  const char *role;      /* "root", "snapshot", or the name of a channel */
  GPtrArray  *keys;      /* of BirgeKey */
  guint       threshold;
} BirgeRoleKeys;

/* @roles: root, timestamp, snapshot and targets. */
json_t *birge_metadata_new_root      (gint64               version,
                                      gint64               expires_s,
                                      const BirgeRoleKeys *roles,
                                      guint                n_roles);
/* The top role, which vouches for nothing itself: it hands each of @channels its two catalogues. */
json_t *birge_metadata_new_targets   (gint64               version,
                                      gint64               expires_s,
                                      const BirgeRoleKeys *channels,
                                      guint                n_channels);
/* The role of a channel, to be filled by birge_metadata_add_target(). */
json_t *birge_metadata_new_channel   (gint64               version,
                                      gint64               expires_s);
/* @custom: (transfer none) (nullable): an object */
void    birge_metadata_add_target    (json_t              *channel,
                                      const char          *path,
                                      GBytes              *bytes,
                                      const json_t        *custom);
/* To be filled by birge_metadata_add_role(). */
json_t *birge_metadata_new_snapshot  (gint64               version,
                                      gint64               expires_s);
void    birge_metadata_add_role      (json_t              *snapshot,
                                      const char          *role,
                                      gint64               version);
/* @snapshot: the file. */
json_t *birge_metadata_new_timestamp (gint64               version,
                                      gint64               expires_s,
                                      gint64               snapshot_version,
                                      GBytes              *snapshot);

G_END_DECLS
