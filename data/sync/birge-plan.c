/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-plan.h"

#include "data/library/birge-object.h"

#define TIER_TEXT 0
#define TIER_ALL  G_MAXUINT

/* The parts of one item in one level. */
typedef struct {
  BirgeCataloguePart **parts; /* borrowed, a run of the level's array */
  guint                n;
} Version;

void
birge_plan_free (BirgePlan *self)
{
  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->kept);
  g_free (self->missing_text);
  g_free (self);
}

static guint
run_length (GPtrArray *parts, guint from)
{
  const char *id = ((BirgeCataloguePart *) g_ptr_array_index (parts, from))->id;
  guint end = from + 1;

  while (end < parts->len && g_str_equal (((BirgeCataloguePart *) g_ptr_array_index (parts, end))->id, id))
    end++;
  return end - from;
}

/* id → Version */
static GHashTable *
index_level (GPtrArray *parts)
{
  GHashTable *index = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  for (guint i = 0; i < parts->len;)
    {
      Version *version = g_new (Version, 1);

      *version = (Version) { (BirgeCataloguePart **) parts->pdata + i, run_length (parts, i) };
      g_hash_table_insert (index, version->parts[0]->id, version);
      i += version->n;
    }
  return index;
}

static gboolean
is_understood (const Version *version)
{
  for (guint i = 0; i < version->n; i++)
    if (version->parts[i]->min > BIRGE_FEATURE_LEVEL)
      return FALSE;
  return TRUE;
}

/* What is in the store, while nobody changes it: thousands of parts lie in one pack, which is looked at once. */
typedef struct {
  const char *state_dir;
  GHashTable *lengths; /* name of a pack (borrowed) → gint64 */
} Store;

static void
store_open (Store *self, const char *state_dir)
{
  self->state_dir = state_dir;
  self->lengths = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
}

static void
store_close (Store *self)
{
  g_hash_table_unref (self->lengths);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Store, store_close)

static gint64
get_pack_length (Store *self, const char *pack)
{
  gint64 *length = g_hash_table_lookup (self->lengths, pack);

  if (length == NULL)
    {
      length = g_new (gint64, 1);
      *length = birge_object_get_length (self->state_dir, pack);
      g_hash_table_insert (self->lengths, (char *) pack, length);
    }
  return *length;
}

static gboolean
is_part_here (Store *self, const BirgeCataloguePart *part)
{
  BirgeObject object = birge_object_of_part (part);

  return (object.pack != NULL && get_pack_length (self, object.pack) >= object.off + object.len) ||
         birge_object_get_length (self->state_dir, object.stored) == object.len;
}

static gboolean
is_here (Store *store, const Version *version, guint most_tier)
{
  for (guint i = 0; i < version->n; i++)
    if (version->parts[i]->tier <= most_tier && !is_part_here (store, version->parts[i]))
      return FALSE;
  return TRUE;
}

/* The level chosen for an item, or -1. @versions: by level, with NULL where the level does not have it. */
static int
choose (Store *store, const Version *const *versions, guint n_levels)
{
  static const guint demands[] = { TIER_ALL, TIER_TEXT };

  for (guint k = 0; k < G_N_ELEMENTS (demands); k++)
    for (guint level = 0; level < n_levels; level++)
      if (versions[level] != NULL && is_understood (versions[level]) && is_here (store, versions[level], demands[k]))
        return (int) level;
  for (guint level = 0; level < n_levels; level++)
    if (versions[level] != NULL && is_understood (versions[level]))
      return (int) level;
  return -1;
}

BirgePlan *
birge_plan_new (const char *state_dir, GPtrArray *levels)
{
  GPtrArray *newest = g_ptr_array_index (levels, 0);
  g_autoptr(GPtrArray) indices = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  g_autofree const Version **versions = g_new0 (const Version *, levels->len);
  g_auto(Store) store = { 0 };
  BirgePlan *self = g_new0 (BirgePlan, 1);

  store_open (&store, state_dir);
  self->parts = g_ptr_array_new ();
  self->kept = g_ptr_array_new ();
  for (guint i = 1; i < levels->len; i++)
    g_ptr_array_add (indices, index_level (g_ptr_array_index (levels, i)));

  for (guint i = 0; i < newest->len;)
    {
      Version own = { (BirgeCataloguePart **) newest->pdata + i, run_length (newest, i) };
      int level;

      versions[0] = &own;
      for (guint k = 1; k < levels->len; k++)
        versions[k] = g_hash_table_lookup (g_ptr_array_index (indices, k - 1), own.parts[0]->id);
      level = choose (&store, versions, levels->len);
      for (guint k = 0; level >= 0 && k < versions[level]->n; k++)
        {
          g_ptr_array_add (self->parts, versions[level]->parts[k]);
          if (level > 0)
            g_ptr_array_add (self->kept, versions[level]->parts[k]);
        }
      if (level >= 0 && self->missing_text == NULL && !is_here (&store, versions[level], TIER_TEXT))
        self->missing_text = g_strdup (own.parts[0]->id);
      i += own.n;
    }
  return self;
}

static GPtrArray *
without_incomplete (GPtrArray *parts, Store *store)
{
  GPtrArray *complete = g_ptr_array_new ();

  for (guint i = 0; i < parts->len;)
    {
      Version version = { (BirgeCataloguePart **) parts->pdata + i, run_length (parts, i) };

      if (is_here (store, &version, TIER_TEXT))
        for (guint k = 0; k < version.n; k++)
          g_ptr_array_add (complete, version.parts[k]);
      i += version.n;
    }
  g_ptr_array_unref (parts);
  return complete;
}

void
birge_plan_drop_incomplete (BirgePlan *self, const char *state_dir)
{
  g_auto(Store) store = { 0 };

  store_open (&store, state_dir);
  if (self->missing_text == NULL)
    return;
  self->parts = without_incomplete (self->parts, &store);
  self->kept = without_incomplete (self->kept, &store);
}
