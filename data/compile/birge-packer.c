/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-packer.h"

#include "data/formats/birge-digest.h"

#include <string.h>

#define DEAD_PERCENT 30

/* An object of the folder that holds frames. */
typedef struct {
  char    *name;
  gint64   length;
  gint64   live;     /* bytes that this release names */
  guint    tier;     /* of the first part of this release in it */
  gboolean is_zstd;
  char    *lang;
  gboolean given_up;
} Pack;

/* The bytes of a part as stored; however many parts have them. */
typedef struct {
  char        *key;    /* encoding and sha256: a picture may be a poster, too */
  char        *stored;
  gint64       size;
  gint64       len;
  GBytes      *bytes;  /* NULL: they lie in the pack, or in the file */
  BirgeFolder *folder; /* (borrowed) where the file lies, or NULL */
  char        *path;
  Pack        *pack;   /* NULL: not yet in any */
  gint64       off;
  gboolean     named;  /* in this release */
} Frame;

/* A pack that is being filled. */
typedef struct {
  GByteArray *bytes;
  GPtrArray  *frames; /* of Frame, borrowed */
} Filling;

struct _BirgePacker {
  BirgeDepot *depot;  /* borrowed */
  GMutex      lock;   /* guards the tables */
  GHashTable *frames; /* key → Frame */
  GHashTable *packs;  /* name → Pack */
};

static char *
dup_key (gboolean is_zstd, const char *sha256)
{
  return g_strconcat (is_zstd ? "zstd " : "none ", sha256, NULL);
}

static void
frame_free (gpointer data)
{
  Frame *frame = data;

  g_free (frame->key);
  g_free (frame->stored);
  g_free (frame->path);
  g_clear_pointer (&frame->bytes, g_bytes_unref);
  g_free (frame);
}

static void
pack_free (gpointer data)
{
  Pack *pack = data;

  g_free (pack->name);
  g_free (pack->lang);
  g_free (pack);
}

static Pack *
add_pack (BirgePacker *self, const char *name, gint64 length)
{
  Pack *pack = g_new0 (Pack, 1);

  pack->name = g_strdup (name);
  pack->length = length;
  g_hash_table_replace (self->packs, pack->name, pack);
  return pack;
}

static void
remember (BirgePacker *self, const BirgeCataloguePart *part)
{
  g_autofree char *key = dup_key (strcmp (part->enc, "zstd") == 0, part->sha256);
  Pack *pack = g_hash_table_lookup (self->packs, part->obj);
  Frame *frame;

  if (pack == NULL)
    pack = add_pack (self, part->obj, birge_depot_verify (self->depot, part->obj, BIRGE_PACK_MAX_BYTES));
  if (part->off + part->len > pack->length || g_hash_table_contains (self->frames, key))
    return;

  frame = g_new0 (Frame, 1);
  frame->key = g_steal_pointer (&key);
  frame->stored = g_strdup (part->stored);
  frame->size = part->size;
  frame->len = part->len;
  frame->pack = pack;
  frame->off = part->off;
  g_hash_table_insert (self->frames, frame->key, frame);
}

BirgePacker *
birge_packer_new (BirgeDepot *depot, const BirgeCatalogue *before)
{
  BirgePacker *self = g_new0 (BirgePacker, 1);

  self->depot = depot;
  g_mutex_init (&self->lock);
  self->frames = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, frame_free);
  self->packs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, pack_free);
  for (guint i = 0; before != NULL && i < before->parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (before->parts, i);

      if (strcmp (part->enc, "zstd") == 0 || part->len < BIRGE_PACK_PART_MAX_BYTES)
        remember (self, part);
    }
  return self;
}

void
birge_packer_free (BirgePacker *self)
{
  if (self == NULL)
    return;

  g_mutex_clear (&self->lock);
  g_hash_table_unref (self->frames);
  g_hash_table_unref (self->packs);
  g_free (self);
}

/* Where the frame of that key is, or @made, which is taken over. */
static Frame *
insert_frame (BirgePacker *self, Frame *made)
{
  Frame *frame = g_hash_table_lookup (self->frames, made->key);

  if (frame == NULL)
    {
      g_hash_table_insert (self->frames, made->key, made);
      return made;
    }
  frame_free (made); /* another thread was as quick, or it is there from before */
  return frame;
}

static void
set_deposit (BirgeDeposit *stored, const Frame *frame, gboolean packed)
{
  stored->size = frame->size;
  stored->len = frame->len;
  stored->stored = g_strdup (frame->stored);
  stored->packed = packed;
  stored->alone = FALSE;
}

static Frame *
make_frame (GBytes *bytes, char *key)
{
  Frame *frame = g_new0 (Frame, 1);

  frame->key = key;
  frame->size = g_bytes_get_size (bytes);
  frame->bytes = birge_zstd_compress (bytes);
  frame->len = g_bytes_get_size (frame->bytes);
  frame->stored = birge_digest_bytes (frame->bytes);
  return frame;
}

gboolean
birge_packer_add (BirgePacker *self, GBytes *bytes, BirgeDeposit *stored, GError **error)
{
  g_autoptr(GMutexLocker) locker = NULL;
  g_autofree char *key = NULL;
  Frame *frame;

  stored->sha256 = birge_digest_bytes (bytes);
  key = dup_key (TRUE, stored->sha256);
  locker = g_mutex_locker_new (&self->lock);
  frame = g_hash_table_lookup (self->frames, key);
  if (frame == NULL)
    {
      g_mutex_unlock (&self->lock);
      frame = make_frame (bytes, g_steal_pointer (&key));
      g_mutex_lock (&self->lock);
      frame = insert_frame (self, frame);
    }
  set_deposit (stored, frame, TRUE);
  if (frame->pack != NULL || frame->len < BIRGE_PACK_PART_MAX_BYTES)
    return TRUE;

  frame->pack = add_pack (self, frame->stored, frame->len);
  if (!birge_depot_put (self->depot, frame->bytes, frame->stored, error))
    return FALSE;
  g_clear_pointer (&frame->bytes, g_bytes_unref);
  return TRUE;
}

static GBytes *
read_file (BirgeFolder *folder, const char *path, GError **error)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  GBytes *bytes = birge_folder_read (folder, path, BIRGE_PACK_PART_MAX_BYTES, problems);

  if (bytes == NULL)
    {
      const BirgeProblem *problem = birge_problems_get (problems, 0);

      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s: %s", path, problem->what, problem->why);
    }
  return bytes;
}

gboolean
birge_packer_add_file (BirgePacker *self, BirgeFolder *folder, const char *path, BirgeDeposit *stored, GError **error)
{
  g_autoptr(GMutexLocker) locker = NULL;
  g_autoptr(GBytes) bytes = read_file (folder, path, error);
  Frame *frame;

  if (bytes == NULL)
    return FALSE;
  stored->sha256 = birge_digest_bytes (bytes);
  frame = g_new0 (Frame, 1);
  frame->key = dup_key (FALSE, stored->sha256);
  frame->stored = g_strdup (stored->sha256);
  frame->size = frame->len = g_bytes_get_size (bytes);
  frame->folder = folder;
  frame->path = g_strdup (path);

  locker = g_mutex_locker_new (&self->lock);
  set_deposit (stored, insert_frame (self, frame), FALSE);
  return TRUE;
}

static gint
compare_lines (gconstpointer a, gconstpointer b)
{
  const BirgeCataloguePart *first = *(const BirgeCataloguePart *const *) a;
  const BirgeCataloguePart *second = *(const BirgeCataloguePart *const *) b;
  int order = (first->tier > second->tier) - (first->tier < second->tier);

  if (order == 0)
    order = strcmp (first->enc, second->enc);
  if (order == 0)
    order = g_strcmp0 (first->lang, second->lang);
  if (order == 0)
    order = strcmp (first->id, second->id);
  return order != 0 ? order : strcmp (first->part, second->part);
}

static gboolean
is_zstd (const BirgeCataloguePart *line)
{
  return strcmp (line->enc, "zstd") == 0;
}

static Frame *
find_frame (BirgePacker *self, const BirgeCataloguePart *line)
{
  g_autofree char *key = dup_key (is_zstd (line), line->sha256);

  return g_hash_table_lookup (self->frames, key);
}

/* Whether two parts belong into one pack. */
static gboolean
are_alike (const BirgeCataloguePart *first, const BirgeCataloguePart *second)
{
  return first->tier == second->tier && g_strcmp0 (first->lang, second->lang) == 0 && is_zstd (first) == is_zstd (second);
}

/* The parts to pack, by tier and language. */
static GPtrArray *
list_lines (const BirgeCatalogue *catalogue)
{
  GPtrArray *lines = g_ptr_array_new ();

  for (guint i = 0; i < catalogue->parts->len; i++)
    {
      BirgeCataloguePart *line = g_ptr_array_index (catalogue->parts, i);

      if (line->obj == NULL)
        g_ptr_array_add (lines, line);
    }
  g_ptr_array_sort (lines, compare_lines);
  return lines;
}

static void
count_live (BirgePacker *self, GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const BirgeCataloguePart *line = g_ptr_array_index (lines, i);
      Frame *frame = find_frame (self, line);
      Pack *pack = frame->pack;

      if (frame->named)
        continue;
      frame->named = TRUE;
      if (pack == NULL)
        continue;
      if (pack->live == 0)
        {
          pack->tier = line->tier;
          pack->is_zstd = is_zstd (line);
          g_free (pack->lang);
          pack->lang = g_strdup (line->lang);
        }
      pack->live += frame->len;
    }
}

static gboolean
is_small (const Pack *pack)
{
  return pack->live > 0 && !pack->given_up && pack->length < BIRGE_PACKER_SMALL_BYTES;
}

/* What may lie in one pack with it. */
static char *
dup_group (const Pack *pack)
{
  return g_strdup_printf ("%u %d %s", pack->tier, pack->is_zstd, pack->lang != NULL ? pack->lang : "");
}

/* Group → how many small packs it has. */
static GHashTable *
count_small (BirgePacker *self)
{
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer pack;

  g_hash_table_iter_init (&iter, self->packs);
  while (g_hash_table_iter_next (&iter, NULL, &pack))
    if (is_small (pack))
      {
        char *group = dup_group (pack);
        guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, group));

        g_hash_table_insert (counts, group, GUINT_TO_POINTER (n + 1));
      }
  return counts;
}

static void
give_up_packs (BirgePacker *self)
{
  g_autoptr(GHashTable) counts = NULL;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->packs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Pack *pack = value;

      pack->given_up = (pack->length - pack->live) * 100 > pack->length * DEAD_PERCENT;
    }
  counts = count_small (self);
  g_hash_table_iter_init (&iter, self->packs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Pack *pack = value;
      g_autofree char *group = is_small (pack) ? dup_group (pack) : NULL;

      if (group != NULL && GPOINTER_TO_UINT (g_hash_table_lookup (counts, group)) > BIRGE_PACKER_SMALL_PACKS)
        pack->given_up = TRUE;
    }
}

/* Writes what was filled, and tells its frames where they lie. */
static gboolean
close_filling (BirgePacker *self, Filling *filling, GError **error)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *name = NULL;
  gint64 off = 0;
  Pack *pack;

  if (filling->frames->len == 0)
    return TRUE;
  bytes = g_bytes_new (filling->bytes->data, filling->bytes->len);
  name = birge_digest_bytes (bytes);
  if (!birge_depot_put (self->depot, bytes, name, error))
    return FALSE;

  pack = g_hash_table_lookup (self->packs, name);
  if (pack == NULL)
    pack = add_pack (self, name, 0);
  pack->length = g_bytes_get_size (bytes);
  pack->given_up = FALSE;
  for (guint i = 0; i < filling->frames->len; i++)
    {
      Frame *frame = g_ptr_array_index (filling->frames, i);

      frame->pack = pack;
      frame->off = off;
      off += frame->len;
      g_clear_pointer (&frame->bytes, g_bytes_unref);
    }
  g_byte_array_set_size (filling->bytes, 0);
  g_ptr_array_set_size (filling->frames, 0);
  return TRUE;
}

static GBytes *
read_frame (BirgePacker *self, const Frame *frame, GError **error)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *digest = NULL;

  if (frame->bytes != NULL)
    return g_bytes_ref (frame->bytes);
  if (frame->pack != NULL)
    return birge_depot_read (self->depot, frame->pack->name, frame->off, frame->len, error);

  bytes = read_file (frame->folder, frame->path, error);
  digest = bytes != NULL ? birge_digest_bytes (bytes) : NULL;
  if (digest == NULL || strcmp (digest, frame->stored) == 0)
    return g_steal_pointer (&bytes);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: it changed while it was read", frame->path);
  return NULL;
}

static gboolean
fill_in (BirgePacker *self, Filling *filling, Frame *frame, GError **error)
{
  g_autoptr(GBytes) bytes = read_frame (self, frame, error);

  if (bytes == NULL)
    return FALSE;
  g_byte_array_append (filling->bytes, g_bytes_get_data (bytes, NULL), (guint) frame->len);
  g_ptr_array_add (filling->frames, frame);
  return TRUE;
}

static gboolean
fill_packs (BirgePacker *self, GPtrArray *lines, GError **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GPtrArray) frames = g_ptr_array_new ();
  g_autoptr(GHashTable) taken = g_hash_table_new (NULL, NULL);
  Filling filling = { bytes, frames };
  const BirgeCataloguePart *last = NULL;

  for (guint i = 0; i < lines->len; i++)
    {
      const BirgeCataloguePart *line = g_ptr_array_index (lines, i);
      Frame *frame = find_frame (self, line);

      if (!g_hash_table_add (taken, frame) || (frame->pack != NULL && !frame->pack->given_up))
        continue;
      if (last != NULL && (!are_alike (last, line) || bytes->len + frame->len > BIRGE_PACK_MAX_BYTES) &&
          !close_filling (self, &filling, error))
        return FALSE;
      if (!fill_in (self, &filling, frame, error))
        return FALSE;
      last = line;
    }
  return close_filling (self, &filling, error);
}

gboolean
birge_packer_finish (BirgePacker *self, BirgeCatalogue *catalogue, GError **error)
{
  g_autoptr(GPtrArray) lines = list_lines (catalogue);

  count_live (self, lines);
  give_up_packs (self);
  if (!fill_packs (self, lines, error))
    return FALSE;

  for (guint i = 0; i < lines->len; i++)
    {
      BirgeCataloguePart *line = g_ptr_array_index (lines, i);
      const Frame *frame = find_frame (self, line);

      line->obj = g_strdup (frame->pack->name);
      line->off = frame->off;
    }
  return TRUE;
}
