/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz-formats.h"

#include <glib.h>
#include <string.h>

/* What a fuzzer does, but always the same: each file of the corpus as it is, then damaged again and again. A crash, a
 * sanitizer or an assertion ends the program. BIRGE_TEST_LONG goes on for a hundred times as long. */

#define ROUNDS 200
#define ROUNDS_LONG 20000

static char *corpus;

static GBytes *
read_file (const char *name)
{
  g_autofree char *path = g_build_filename (corpus, name, NULL);
  g_autoptr(GError) error = NULL;
  char *data = NULL;
  gsize size = 0;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

static void
damage (GByteArray *bytes, GRand *rand)
{
  static const guint8 telling[] = "\0\n\r\"'<>[](){}=,:;!`*#&%-\\\xff\xef\xbb\xbf\xc2\xa0" "019az";
  guint at = 1 + (guint) g_rand_int_range (rand, 0, (gint32) bytes->len); /* the first byte names the reader */
  guint n = (guint) g_rand_int_range (rand, 1, 9);
  guint8 byte = g_rand_boolean (rand) ? telling[g_rand_int_range (rand, 0, sizeof telling - 1)] : (guint8) g_rand_int_range (rand, 0, 256);
  g_autofree guint8 *piece = NULL;

  if (at >= bytes->len)
    {
      g_byte_array_append (bytes, &byte, 1);
      return;
    }
  n = MIN (n, bytes->len - at);
  switch (g_rand_int_range (rand, 0, 4))
    {
    case 0:
      bytes->data[at] = byte;
      break;
    case 1:
      g_byte_array_remove_range (bytes, at, n);
      break;
    case 2: /* say it again */
      piece = g_memdup2 (bytes->data + at, n);
      g_byte_array_append (bytes, piece, n);
      break;
    default:
      bytes->data[at] ^= (guint8) (1u << g_rand_int_range (rand, 0, 8));
      break;
    }
}

static void
test_survives (gconstpointer name)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (20261123);
  g_autoptr(GBytes) good = read_file (name);
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (good, &size);
  guint rounds = g_getenv ("BIRGE_TEST_LONG") != NULL ? ROUNDS_LONG : ROUNDS;

  g_assert_cmpuint (size, >, 1);
  LLVMFuzzerTestOneInput (data, size);
  for (guint round = 0; round < rounds; round++)
    {
      g_autoptr(GByteArray) bytes = g_byte_array_new ();

      g_byte_array_append (bytes, data, (guint) size);
      for (int n = g_rand_int_range (rand, 1, 12); n > 0; n--)
        damage (bytes, rand);
      LLVMFuzzerTestOneInput (bytes->data, bytes->len);
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr(GDir) folder = NULL;
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  const char *name = NULL;
  int result = 0;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2); /* the name of the corpus */
  corpus = g_test_build_filename (G_TEST_DIST, "corpus", argv[1], NULL);
  folder = g_dir_open (corpus, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, (GCompareFunc) g_strcmp0);
  g_assert_cmpuint (names->len, >, 0);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_strdup_printf ("/fuzz/%s/%s", argv[1], (const char *) g_ptr_array_index (names, i));

      g_test_add_data_func (path, g_ptr_array_index (names, i), test_survives);
    }
  result = g_test_run ();
  g_free (corpus);
  return result;
}
