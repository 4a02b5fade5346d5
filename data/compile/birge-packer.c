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
  char    *lang;
  gboolean given_up;
} Pack;

/* The bytes of a part as stored; however many parts have them. */
typedef struct {
  char    *sha256;
  char    *stored;
  gint64   size;
  gint64   len;
  GBytes  *bytes;    /* NULL: they lie in the pack only */
  Pack    *pack;     /* NULL: not yet in any */
  gint64   off;
  gboolean named;    /* in this release */
} Frame;

/* A pack that is being filled. */
typedef struct {
  GByteArray *bytes;
  GPtrArray  *frames; /* of Frame, borrowed */
} Filling;

struct _BirgePacker {
  BirgeDepot *depot;  /* borrowed */
  GMutex      lock;   /* guards the tables */
  GHashTable *frames; /* sha256 → Frame */
  GHashTable *packs;  /* name → Pack */
};

static void
frame_free (gpointer data)
{
  Frame *frame = data;

  g_free (frame->sha256);
  g_free (frame->stored);
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
  Pack *pack = g_hash_table_lookup (self->packs, part->obj);
  Frame *frame;

  if (pack == NULL)
    pack = add_pack (self, part->obj, birge_depot_verify (self->depot, part->obj, BIRGE_PACK_MAX_BYTES));
  if (part->off + part->len > pack->length || g_hash_table_contains (self->frames, part->sha256))
    return;

  frame = g_new0 (Frame, 1);
  *frame = (Frame) { g_strdup (part->sha256), g_strdup (part->stored), part->size, part->len, NULL, pack, part->off };
  g_hash_table_insert (self->frames, frame->sha256, frame);
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

      if (strcmp (part->enc, "zstd") == 0)
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

static void
set_deposit (BirgeDeposit *stored, const Frame *frame)
{
  stored->size = frame->size;
  stored->len = frame->len;
  stored->sha256 = g_strdup (frame->sha256);
  stored->stored = g_strdup (frame->stored);
  stored->packed = TRUE;
}

static Frame *
make_frame (GBytes *bytes, char *sha256)
{
  Frame *frame = g_new0 (Frame, 1);

  frame->sha256 = sha256;
  frame->size = g_bytes_get_size (bytes);
  frame->bytes = birge_zstd_compress (bytes);
  frame->len = g_bytes_get_size (frame->bytes);
  frame->stored = birge_digest_bytes (frame->bytes);
  return frame;
}

gboolean
birge_packer_add (BirgePacker *self, GBytes *bytes, BirgeDeposit *stored, GError **error)
{
  g_autofree char *sha256 = birge_digest_bytes (bytes);
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Frame *frame = g_hash_table_lookup (self->frames, sha256);

  if (frame == NULL)
    {
      Frame *made;

      g_mutex_unlock (&self->lock);
      made = make_frame (bytes, g_steal_pointer (&sha256));
      g_mutex_lock (&self->lock);
      frame = g_hash_table_lookup (self->frames, made->sha256);
      if (frame == NULL)
        {
          frame = made;
          g_hash_table_insert (self->frames, frame->sha256, frame);
        }
      else
        frame_free (made); /* another thread was as quick */
    }
  set_deposit (stored, frame);
  if (frame->pack != NULL || frame->len < BIRGE_PACK_PART_MAX_BYTES)
    return TRUE;

  frame->pack = add_pack (self, frame->stored, frame->len);
  if (!birge_depot_put (self->depot, frame->bytes, frame->stored, error))
    return FALSE;
  g_clear_pointer (&frame->bytes, g_bytes_unref);
  return TRUE;
}

static gint
compare_lines (gconstpointer a, gconstpointer b)
{
  const BirgeCataloguePart *first = *(const BirgeCataloguePart *const *) a;
  const BirgeCataloguePart *second = *(const BirgeCataloguePart *const *) b;
  int order = (first->tier > second->tier) - (first->tier < second->tier);

  if (order == 0)
    order = g_strcmp0 (first->lang, second->lang);
  if (order == 0)
    order = strcmp (first->id, second->id);
  return order != 0 ? order : strcmp (first->part, second->part);
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
      Frame *frame = g_hash_table_lookup (self->frames, line->sha256);
      Pack *pack = frame->pack;

      if (frame->named)
        continue;
      frame->named = TRUE;
      if (pack == NULL)
        continue;
      if (pack->live == 0)
        {
          pack->tier = line->tier;
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

/* Packs of one tier and language that are small. */
static guint
count_beside (BirgePacker *self, const Pack *pack)
{
  GHashTableIter iter;
  gpointer value;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->packs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Pack *other = value;

      n += is_small (other) && other->tier == pack->tier && g_strcmp0 (other->lang, pack->lang) == 0;
    }
  return n;
}

static void
give_up_packs (BirgePacker *self)
{
  g_autoptr(GPtrArray) crowded = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->packs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Pack *pack = value;

      pack->given_up = (pack->length - pack->live) * 100 > pack->length * DEAD_PERCENT;
    }
  g_hash_table_iter_init (&iter, self->packs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (is_small (value) && count_beside (self, value) > BIRGE_PACKER_SMALL_PACKS)
      g_ptr_array_add (crowded, value);
  for (guint i = 0; i < crowded->len; i++)
    ((Pack *) g_ptr_array_index (crowded, i))->given_up = TRUE;
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

static gboolean
fill_in (BirgePacker *self, Filling *filling, Frame *frame, GError **error)
{
  g_autoptr(GBytes) bytes = NULL;

  bytes = frame->bytes != NULL ? g_bytes_ref (frame->bytes)
                               : birge_depot_read (self->depot, frame->pack->name, frame->off, frame->len, error);
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
      Frame *frame = g_hash_table_lookup (self->frames, line->sha256);

      if (!g_hash_table_add (taken, frame) || (frame->pack != NULL && !frame->pack->given_up))
        continue;
      if (last != NULL && (last->tier != line->tier || g_strcmp0 (last->lang, line->lang) != 0 ||
                           bytes->len + frame->len > BIRGE_PACK_MAX_BYTES) &&
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
      const Frame *frame = g_hash_table_lookup (self->frames, line->sha256);

      line->obj = g_strdup (frame->pack->name);
      line->off = frame->off;
    }
  return TRUE;
}
