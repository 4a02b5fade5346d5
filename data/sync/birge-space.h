/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether what is wanted has room on the disk. When it has not, tiers are left out, films first: a kiosk with all texts and
 * no films is of use, one with a full disk is not. */

#define BIRGE_SPACE_N_TIERS 4

typedef struct {
  gint64 total_bytes;   /* of the file system */
  gint64 free_bytes;    /* for us */
  gint64 reserve_bytes; /* stays free; see birge_space_get_reserve() */
} BirgeDisk;

typedef struct {
  guint  n_tiers;       /* tiers 0 … n_tiers - 1 have room: 4 is all, 0 is not even the texts */
  gint64 need_bytes;    /* of those tiers, with all that has to stay free */
  gint64 all_bytes;     /* of all tiers */
  gint64 short_bytes;   /* what is missing on the disk for all tiers; 0: nothing */
  gint64 tier_bytes[BIRGE_SPACE_N_TIERS]; /* to bring */
} BirgeSpace;

/* The larger of 500 MB and 5 % of the disk, unless the settings say otherwise (@asked_bytes > 0). */
gint64     birge_space_get_reserve (gint64            total_bytes,
                                    gint64            asked_bytes);
/* @asked_bytes: as above. FALSE and G_IO_ERROR when the disk gives no answer. */
gboolean   birge_space_look        (const char       *state_dir,
                                    gint64            asked_bytes,
                                    BirgeDisk        *disk,
                                    GError          **error);
/* @wants: of BirgeWant. What of them came in an earlier run, in <state_dir>/partial, needs no room again; @state_dir NULL:
 * nothing did. */
BirgeSpace birge_space_plan        (const BirgeDisk  *disk,
                                    GPtrArray        *wants,
                                    const char       *state_dir);

G_END_DECLS
