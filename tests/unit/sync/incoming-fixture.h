/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "data/formats/birge-clock.h"
#include "data/formats/birge-digest.h"
#include "data/library/birge-object.h"
#include "data/sync/birge-incoming.h"
#include "tests/unit/library/content-maker.h"

/* A state folder with its gate, and parts with bytes that anybody can make again. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeCataloguePart, birge_catalogue_part_free)

#define MIB   (1024 * 1024)
#define BLOCK (4 * MIB)

typedef struct {
  char          *root;
  char          *state;
  char          *partial;
  BirgeSyncDb   *db;
  BirgeIncoming *incoming;
} Gate;

static inline void
gate_open (Gate *gate)
{
  g_autoptr(GError) error = NULL;

  gate->db = birge_sync_db_open (gate->state, &error);
  g_assert_no_error (error);
  gate->incoming = birge_incoming_open (gate->state, gate->db, &error);
  g_assert_no_error (error);
}

static inline void
gate_close (Gate *gate)
{
  g_assert_finalize_object (g_steal_pointer (&gate->incoming));
  g_assert_finalize_object (g_steal_pointer (&gate->db));
}

static inline void
gate_again (Gate *gate)
{
  gate_close (gate);
  gate_open (gate);
}

static inline void
gate_set_up (Gate *gate, gconstpointer unused)
{
  gate->root = g_dir_make_tmp ("birge-incoming-XXXXXX", NULL);
  gate->state = g_build_filename (gate->root, "state", NULL);
  gate->partial = g_build_filename (gate->state, "partial", NULL);
  g_assert_cmpint (g_mkdir (gate->state, 0700), ==, 0);
  birge_clock_set_for_tests (1, G_GINT64_CONSTANT (1795392000)); /* time stands still: no batch ends by itself */
  gate_open (gate);
}

static inline void
gate_tear_down (Gate *gate, gconstpointer unused)
{
  birge_clock_set_for_tests (-1, -1);
  gate_close (gate);
  content_remove (gate->root);
  g_assert_false (g_file_test (gate->root, G_FILE_TEST_EXISTS));
  g_free (gate->root);
  g_free (gate->state);
  g_free (gate->partial);
}

/* @length bytes that look like noise and are the same for the same @seed. */
static inline guint8 *
noise_new (guint32 seed, gsize length)
{
  guint8 *data = g_malloc (length + 8);
  guint64 x = seed * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + 1;

  for (gsize i = 0; i < length; i += 8)
    {
      x ^= x << 13;
      x ^= x >> 7;
      x ^= x << 17;
      memcpy (data + i, &x, 8);
    }
  return data;
}

static inline char *
digest_new (const guint8 *data, gsize length)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (data, length);

  return birge_digest_bytes (bytes);
}

/* A film, say: stored as it is, alone. */
static inline BirgeCataloguePart *
part_new (const guint8 *data, gsize length)
{
  BirgeCataloguePart *part = g_new0 (BirgeCataloguePart, 1);
  gsize n_blocks = (length + BLOCK - 1) / BLOCK;

  part->id = g_strdup ("film/test");
  part->part = g_strdup ("film");
  part->type = g_strdup ("video/webm");
  part->tier = 3;
  part->group = g_strdup ("film/test");
  part->min = 1;
  part->size = part->len = (gint64) length;
  part->stored = digest_new (data, length);
  part->sha256 = g_strdup (part->stored);
  part->obj = g_strdup (part->stored);
  part->enc = g_strdup ("none");
  if (n_blocks > 1)
    {
      part->blocks = g_new0 (char *, n_blocks + 1);
      for (gsize i = 0; i < n_blocks; i++)
        part->blocks[i] = digest_new (data + i * BLOCK, MIN (BLOCK, length - i * BLOCK));
    }
  return part;
}

static inline gboolean
is_in_store (Gate *gate, const char *name)
{
  return birge_object_verify (gate->state, name);
}

static inline guint
count_partials (Gate *gate)
{
  g_autoptr(GDir) dir = g_dir_open (gate->partial, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static inline void
gate_flush (Gate *gate)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_incoming_flush (gate->incoming, &error));
  g_assert_no_error (error);
}

static inline BirgePartial *
gate_begin (Gate *gate, const BirgeCataloguePart *part)
{
  g_autoptr(GError) error = NULL;
  BirgePartial *partial = birge_incoming_begin (gate->incoming, part, &error);

  g_assert_no_error (error);
  g_assert_nonnull (partial);
  return partial;
}

static inline void
partial_write (BirgePartial *partial, const guint8 *data, gsize from, gsize to)
{
  g_autoptr(GError) error = NULL;

  birge_partial_write (partial, (gint64) from, data + from, to - from, &error);
  g_assert_no_error (error);
}

static inline void
partial_finish (BirgePartial *partial)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_partial_finish (partial, &error));
  g_assert_no_error (error);
}

static inline void
assert_missing (BirgePartial *partial, gint64 from, gint64 offset, gint64 length)
{
  gint64 found = 0;

  g_assert_cmpint (birge_partial_get_missing (partial, from, &found), ==, offset);
  if (offset >= 0)
    g_assert_cmpint (found, ==, length);
}

#define GATE_TEST(path, function) g_test_add (path, Gate, NULL, gate_set_up, function, gate_tear_down)
