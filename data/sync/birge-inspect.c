/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-store-private.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "data/library/birge-generation.h"
#include "data/library/birge-object.h"
#include "data/sync/birge-install-private.h"
#include "data/sync/birge-release.h"

/* Which objects of a state folder are missing or damaged, and taking damaged ones away without losing what is still right
 * in them. */

typedef enum {
  OBJECT_WHOLE = 1, /* as far as somebody looked */
  OBJECT_MISSING,
  OBJECT_DAMAGED,
} Condition;

typedef struct {
  Condition condition;
  gint64    length;
} Pack;

typedef struct {
  const char *state_dir;
  gboolean    thorough;
  GHashTable *packs;     /* name (borrowed) → Pack */
} Inspection;

/* An object of @len bytes, or of any length with -1. */
static Condition
look_at_object (Inspection *self, const char *name, gint64 len)
{
  g_autofree char *path = birge_object_dup_path (self->state_dir, name);
  gint64 length;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return OBJECT_MISSING;
  length = birge_object_get_length (self->state_dir, name);
  if (length < 0 || (len >= 0 && length != len))
    return OBJECT_DAMAGED;
  return !self->thorough || birge_object_verify (self->state_dir, name) ? OBJECT_WHOLE : OBJECT_DAMAGED;
}

/* Tens of thousands of parts lie in one pack: it is looked at once. */
static Condition
look_at_pack (Inspection *self, const BirgeObject *object)
{
  Pack *pack = g_hash_table_lookup (self->packs, object->pack);

  if (pack == NULL)
    {
      pack = g_new (Pack, 1);
      pack->condition = look_at_object (self, object->pack, -1);
      pack->length = birge_object_get_length (self->state_dir, object->pack);
      g_hash_table_insert (self->packs, (char *) object->pack, pack);
    }
  if (pack->condition == OBJECT_WHOLE && pack->length < object->off + object->len)
    return OBJECT_DAMAGED;
  return pack->condition;
}

void
_birge_store_inspect (const char *state_dir, GPtrArray *parts, gboolean thorough, GHashTable *missing, GHashTable *damaged)
{
  g_autoptr(GHashTable) packs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Inspection self = { state_dir, thorough, packs };

  for (guint i = 0; i < parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (parts, i);
      BirgeObject object = birge_object_of_part (part);
      Condition in_pack = OBJECT_MISSING;
      Condition alone;

      if (part->min > BIRGE_FEATURE_LEVEL || !g_hash_table_add (seen, part->stored))
        continue;
      if (object.pack != NULL)
        in_pack = look_at_pack (&self, &object);
      if (in_pack == OBJECT_DAMAGED)
        g_hash_table_add (damaged, g_strdup (object.pack));
      if (in_pack == OBJECT_WHOLE)
        continue;
      alone = look_at_object (&self, object.stored, object.len);
      if (alone == OBJECT_DAMAGED)
        g_hash_table_add (damaged, g_strdup (object.stored));
      else if (alone == OBJECT_MISSING && in_pack == OBJECT_MISSING)
        g_hash_table_add (missing, g_strdup (object.pack != NULL ? object.pack : object.stored));
    }
}

/* Writes aside what is still right in a damaged pack. FALSE when the disk refuses. */
static gboolean
save_part (const char *state_dir, const char *partial, const BirgeObject *object, GHashTable *saved, GError **error)
{
  g_autofree char *path = g_build_filename (partial, object->stored, NULL);
  g_autoptr(GBytes) bytes = birge_object_load_stored (state_dir, object, NULL);
  g_autoptr(GError) local = NULL;

  if (bytes == NULL)
    return TRUE;
  if (g_mkdir_with_parents (partial, 0755) != 0)
    return _birge_store_failed (partial, errno, error);
  if (!g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                 G_FILE_SET_CONTENTS_NONE, 0644, &local))
    return _birge_store_failed_by (local, error);
  g_hash_table_add (saved, g_strdup (object->stored));
  return TRUE;
}

static gboolean
save_parts (const char *state_dir, const char *partial, GHashTable *damaged, GPtrArray *parts, GHashTable *saved,
            GError **error)
{
  for (guint i = 0; i < parts->len; i++)
    {
      BirgeObject object = birge_object_of_part (g_ptr_array_index (parts, i));

      if (object.pack != NULL && g_hash_table_contains (damaged, object.pack) &&
          !g_hash_table_contains (saved, object.stored) && birge_object_get_length (state_dir, object.pack) >= 0 &&
          birge_object_get_length (state_dir, object.stored) != object.len &&
          !save_part (state_dir, partial, &object, saved, error))
        return FALSE;
    }
  return TRUE;
}

/* Of every generation: one that nobody shows now may be shown again. */
static gboolean
save_all (const char *state_dir, const char *partial, GHashTable *damaged, GHashTable *saved, GError **error)
{
  g_autoptr(GArray) numbers = _birge_store_list (state_dir);

  if (numbers == NULL)
    return _birge_store_failed (state_dir, EIO, error);
  for (guint i = 0; i < numbers->len; i++)
    {
      g_autofree char *dir = birge_generation_dup_dir (state_dir, g_array_index (numbers, guint, i));
      g_autoptr(BirgeRelease) release = birge_release_load (dir, NULL);

      if (release != NULL && !save_parts (state_dir, partial, damaged, release->parts, saved, error))
        return FALSE;
      if (release != NULL && release->kept != NULL &&
          !save_parts (state_dir, partial, damaged, release->kept->parts, saved, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
place_saved (const char *state_dir, const char *partial, GHashTable *saved, GError **error)
{
  GHashTableIter iter;
  gpointer name;

  if (g_hash_table_size (saved) == 0)
    return TRUE;
  if (!_birge_store_sync_disk (partial, error))
    return FALSE;
  g_hash_table_iter_init (&iter, saved);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!_birge_store_place (state_dir, partial, name, error))
      return FALSE;
  return _birge_store_sync_disk (partial, error);
}

/* A large object goes back to where objects come together: the next update hashes its blocks and brings those that are
 * wrong. */
static void
take_away (const char *state_dir, const char *name)
{
  g_autofree char *path = birge_object_dup_path (state_dir, name);
  g_autofree char *folder = g_build_filename (state_dir, "partial", NULL);
  g_autofree char *partial = g_build_filename (folder, name, NULL);

  if (birge_object_get_length (state_dir, name) > BIRGE_PACK_MAX_BYTES && g_mkdir_with_parents (folder, 0755) == 0 &&
      g_rename (path, partial) == 0)
    return;
  g_unlink (path);
}

gboolean
_birge_store_drop (const char *state_dir, GHashTable *damaged, GError **error)
{
  g_autofree char *partial = g_build_filename (state_dir, BIRGE_STORE_PARTIAL, NULL);
  g_autoptr(GHashTable) saved = _birge_install_set_new ();
  GHashTableIter iter;
  gpointer name;
  gboolean done = save_all (state_dir, partial, damaged, saved, error) && place_saved (state_dir, partial, saved, error);

  _birge_store_remove (partial);
  if (!done)
    return FALSE;
  g_hash_table_iter_init (&iter, damaged);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    take_away (state_dir, name);
  return TRUE;
}
