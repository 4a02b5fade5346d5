/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a state folder shows: id → its parts with their hashes, one a line. @lacking (nullable): a set of the ids whose parts
 * are not all there; every byte is hashed. */
GHashTable *update_oracle_read           (const char *state_dir,
                                          GHashTable *lacking);
/* The two releases differ as they should: else tests would prove nothing. */
void        update_oracle_check_releases (GHashTable *before,
                                          GHashTable *after);

G_END_DECLS
