/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-space.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "data/sync/birge-want.h"

#define MARGIN_BYTES  (G_GINT64_CONSTANT (64) * 1024 * 1024) /* content.db, journals, packs larger than what is wanted of them */
#define RESERVE_BYTES (G_GINT64_CONSTANT (500) * 1000 * 1000)
#define RESERVE_SHARE 20                                    /* a twentieth */

gint64
birge_space_get_reserve (gint64 total_bytes, gint64 asked_bytes)
{
  return asked_bytes > 0 ? asked_bytes : MAX (RESERVE_BYTES, total_bytes / RESERVE_SHARE);
}

gboolean
birge_space_look (const char *state_dir, gint64 asked_bytes, BirgeDisk *disk, GError **error)
{
  struct statvfs info;

  g_return_val_if_fail (state_dir != NULL && disk != NULL, FALSE);

  if (statvfs (state_dir, &info) != 0)
    {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, (gint) g_io_error_from_errno (saved),
                   "%s: %s: check that the folder is there and the disk works", state_dir, g_strerror (saved));
      return FALSE;
    }
  disk->total_bytes = (gint64) info.f_blocks * (gint64) info.f_frsize;
  disk->free_bytes = (gint64) info.f_bavail * (gint64) info.f_frsize;
  disk->reserve_bytes = birge_space_get_reserve (disk->total_bytes, asked_bytes);
  return TRUE;
}

/* What of an object lies on the disk already. */
static gint64
get_partial_bytes (const char *state_dir, const BirgeCataloguePart *part)
{
  g_autofree char *path = NULL;
  struct stat info;

  if (state_dir == NULL)
    return 0;
  path = g_build_filename (state_dir, "partial", part->stored, NULL);
  if (lstat (path, &info) != 0 || !S_ISREG (info.st_mode))
    return 0;
  return MIN ((gint64) info.st_blocks * 512, part->len); /* without its holes */
}

/* The largest of several; it may be there twice while it is put in its place. */
static gint64
add_up (const gint64 *bytes, const gint64 *largest, guint n_tiers, const BirgeDisk *disk)
{
  gint64 sum = 0;
  gint64 most = 0;

  for (guint tier = 0; tier < n_tiers; tier++)
    {
      sum += bytes[tier];
      most = MAX (most, largest[tier]);
    }
  return sum == 0 ? 0 : sum + most + MARGIN_BYTES + disk->reserve_bytes;
}

/**
 * birge_space_plan:
 *
 * Says how many tiers have room: missing bytes, the biggest item, 64 MiB and the reserve must fit into what is free.
 */
BirgeSpace
birge_space_plan (const BirgeDisk *disk, GPtrArray *wants, const char *state_dir)
{
  BirgeSpace space = { 0 };
  gint64 largest[BIRGE_SPACE_N_TIERS] = { 0 };
  g_autoptr(GHashTable) seen = NULL;

  g_return_val_if_fail (disk != NULL && wants != NULL, space);

  seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < wants->len; i++)
    {
      const BirgeCataloguePart *part = ((BirgeWant *) g_ptr_array_index (wants, i))->part;
      guint tier = MIN (part->tier, BIRGE_SPACE_N_TIERS - 1);

      if (!g_hash_table_add (seen, part->stored))
        continue;
      space.tier_bytes[tier] += part->len - get_partial_bytes (state_dir, part);
      largest[tier] = MAX (largest[tier], part->len);
    }

  space.all_bytes = add_up (space.tier_bytes, largest, BIRGE_SPACE_N_TIERS, disk);
  space.short_bytes = MAX (space.all_bytes - disk->free_bytes, 0);
  for (space.n_tiers = BIRGE_SPACE_N_TIERS; space.n_tiers > 0; space.n_tiers--)
    {
      space.need_bytes = add_up (space.tier_bytes, largest, space.n_tiers, disk);
      if (space.need_bytes <= disk->free_bytes)
        return space;
    }
  return space; /* need_bytes: of the texts, which would be the least */
}
