/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <unistd.h>

#include "data/sync/birge-folder-source.h"
#include "tests/unit/sync/incoming-fixture.h"

/* A gate, and a stick whose repository has whatever a test puts there. */
typedef struct {
  Gate       gate;
  char      *stick;    /* its top */
  char      *base;     /* its BIRGE/v1 */
  GPtrArray *parts;    /* of BirgeCataloguePart */
  GPtrArray *wants;    /* of BirgeWant */
} Stick;

static inline char *
stick_dup_path (Stick *stick, const char *path)
{
  return g_build_filename (stick->base, path, NULL);
}

static inline char *
stick_dup_object (Stick *stick, const char *name)
{
  return g_strdup_printf ("%s/objects/%.2s/%s", stick->base, name, name);
}

static inline void
stick_write (const char *path, const guint8 *data, gsize length)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_file_set_contents_full (path, (const char *) data, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0644, &error);
  g_assert_no_error (error);
}

static inline void
stick_set_up (Stick *stick, gconstpointer unused)
{
  g_autofree char *mark = NULL;

  gate_set_up (&stick->gate, NULL);
  stick->stick = g_build_filename (stick->gate.root, "stick", NULL);
  stick->base = g_build_filename (stick->stick, "BIRGE", "v1", NULL);
  stick->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_catalogue_part_free);
  stick->wants = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_want_free);
  mark = stick_dup_path (stick, "metadata/timestamp.json");
  stick_write (mark, (const guint8 *) "{}", 2);
}

static inline void
stick_tear_down (Stick *stick, gconstpointer unused)
{
  g_ptr_array_unref (stick->wants);
  g_ptr_array_unref (stick->parts);
  g_free (stick->stick);
  g_free (stick->base);
  gate_tear_down (&stick->gate, NULL);
}

/* Wants a part of @length bytes of noise; its object is put on the stick when @present. */
static inline BirgeCataloguePart *
stick_add (Stick *stick, guint32 seed, gsize length, gboolean present)
{
  g_autofree guint8 *data = noise_new (seed, length);
  BirgeCataloguePart *part = part_new (data, length);
  g_autofree char *path = stick_dup_object (stick, part->stored);

  g_ptr_array_add (stick->parts, part);
  g_ptr_array_add (stick->wants, birge_want_new (part, 0));
  if (present)
    stick_write (path, data, length);
  return part;
}

/* Wants @n packed parts of @length bytes each, and puts their pack on the stick; noise of (seed + i). Between any two lie
 * @dead bytes that nobody wants. Returns the pack's name, lent by the parts. */
static inline const char *
stick_add_pack (Stick *stick, guint32 seed, guint n, gsize length, gsize dead)
{
  g_autoptr(GByteArray) pack = g_byte_array_new ();
  g_autofree guint8 *zeros = g_malloc0 (dead + 1);
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  guint first = stick->parts->len;

  for (guint i = 0; i < n; i++)
    {
      g_autofree guint8 *data = noise_new (seed + i, length);
      BirgeCataloguePart *part = part_new (data, length);

      g_free (part->enc);
      part->enc = g_strdup ("zstd");
      part->off = pack->len;
      g_byte_array_append (pack, data, (guint) length);
      g_byte_array_append (pack, zeros, (guint) dead);
      g_ptr_array_add (stick->parts, part);
      g_ptr_array_add (stick->wants, birge_want_new (part, 0));
    }
  name = digest_new (pack->data, pack->len);
  path = stick_dup_object (stick, name);
  stick_write (path, pack->data, pack->len);
  for (guint i = 0; i < n; i++)
    {
      BirgeCataloguePart *part = stick->parts->pdata[first + i];

      g_free (part->obj);
      part->obj = g_strdup (name);
    }
  return ((BirgeCataloguePart *) stick->parts->pdata[first])->obj;
}

static inline BirgeSource *
stick_open (Stick *stick)
{
  g_autoptr(GError) error = NULL;
  BirgeFolderSource *source = birge_folder_source_open (stick->stick, "USB stick TEST", &error);

  g_assert_no_error (error);
  return BIRGE_SOURCE (source);
}

static inline void
stick_fetch (Stick *stick)
{
  g_autoptr(BirgeSource) source = stick_open (stick);
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_source_fetch (source, stick->wants, stick->gate.incoming, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
}

static inline BirgeWantState
stick_get_state (Stick *stick, guint i)
{
  return ((BirgeWant *) g_ptr_array_index (stick->wants, i))->state;
}

static inline void
stick_assert_all_here (Stick *stick)
{
  for (guint i = 0; i < stick->wants->len; i++)
    {
      const BirgeCataloguePart *part = stick->parts->pdata[i];

      g_assert_cmpint (stick_get_state (stick, i), ==, BIRGE_WANT_HERE);
      g_assert_true (birge_incoming_has (stick->gate.incoming, part));
    }
  g_assert_cmpuint (count_partials (&stick->gate), ==, 0);
}

#define STICK_TEST(path, function) g_test_add (path, Stick, NULL, stick_set_up, function, stick_tear_down)
