/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-digest.h"

#include <glib/gstdio.h>
#include <string.h>
#include <zstd.h>

#include "tests/unit/formats/broken.h"

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void
test_digests_bytes (void)
{
  g_autoptr(GBytes) abc = bytes_of ("abc");
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);
  g_autofree char *first = birge_digest_bytes (abc);
  g_autofree char *second = birge_digest_bytes (nothing);

  g_assert_cmpstr (first, ==, ABC);
  g_assert_cmpstr (second, ==, NOTHING);
}

static void
test_digests_files (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("birge-digest-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "file", NULL);
  g_autoptr(GBytes) large = repeat ("", "0123456789", 1000 * 1000);
  g_autofree char *of_bytes = birge_digest_bytes (large);
  g_autofree char *of_file = NULL;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (large, NULL), (gssize) g_bytes_get_size (large), NULL));
  of_file = birge_digest_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (of_file, ==, of_bytes);

  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_null (birge_digest_file (path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_knows_a_digest (void)
{
  g_assert_true (birge_digest_is_valid (ABC));
  g_assert_false (birge_digest_is_valid (NULL));
  g_assert_false (birge_digest_is_valid (""));
  g_assert_false (birge_digest_is_valid (ABC "0"));
  g_assert_false (birge_digest_is_valid ("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
  g_assert_false (birge_digest_is_valid ("../../../../../../../../../../../../../../../../../../etc/passwd"));
}

static void
test_packs_the_same_bytes_the_same_way (void)
{
  g_autoptr(GBytes) plain = repeat ("", "Маған жалақы төленбеді. ", 100000);
  g_autoptr(GBytes) first = birge_zstd_compress (plain);
  g_autoptr(GBytes) second = birge_zstd_compress (plain);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) again = birge_zstd_decompress (first, g_bytes_get_size (plain), &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (first, second));
  g_assert_true (g_bytes_equal (plain, again));
  g_assert_cmpuint (g_bytes_get_size (first), <, 1000);
}

static void
test_packs_nothing (void)
{
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr(GBytes) frame = birge_zstd_compress (nothing);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) again = birge_zstd_decompress (frame, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (again), ==, 0);
}

static void
assert_refused (GBytes *frame, gsize max_bytes, int code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (birge_zstd_decompress (frame, max_bytes, &error));
  g_assert_error (error, G_IO_ERROR, code);
}

static void
test_refuses_bombs (void)
{
  g_autoptr(GBytes) plain = repeat ("", "0", 1000 * 1000);
  g_autoptr(GBytes) frame = birge_zstd_compress (plain);
  ZSTD_CCtx *context = ZSTD_createCCtx ();
  gsize size = ZSTD_compressBound (g_bytes_get_size (plain));
  g_autofree guint8 *wide = g_malloc (size);
  g_autoptr(GBytes) wide_frame = NULL;

  assert_refused (frame, g_bytes_get_size (plain) - 1, G_IO_ERROR_MESSAGE_TOO_LARGE);

  /* A small frame that asks for a window of 128 MiB, without telling its size. */
  ZSTD_CCtx_setParameter (context, ZSTD_c_windowLog, 27);
  ZSTD_CCtx_setParameter (context, ZSTD_c_contentSizeFlag, 0);
  {
    ZSTD_inBuffer in = { g_bytes_get_data (plain, NULL), 1000, 0 };
    ZSTD_outBuffer out = { wide, size, 0 };

    g_assert_cmpuint (ZSTD_compressStream2 (context, &out, &in, ZSTD_e_continue), <, 1000000);
    g_assert_cmpuint (ZSTD_compressStream2 (context, &out, &in, ZSTD_e_end), ==, 0);
    wide_frame = g_bytes_new (wide, out.pos);
  }
  ZSTD_freeCCtx (context);
  assert_refused (wide_frame, 2000, G_IO_ERROR_INVALID_DATA);
}

static void
test_refuses_damage (void)
{
  g_autoptr(GBytes) plain = repeat ("", "0123456789", 10000);
  g_autoptr(GBytes) frame = birge_zstd_compress (plain);
  gsize size = g_bytes_get_size (frame);
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr(GBytes) shorter = g_bytes_new_from_bytes (frame, 0, size - 1);
  g_autoptr(GByteArray) longer = g_byte_array_new ();
  g_autoptr(GBytes) tail = NULL;
  g_autoptr(GBytes) text = bytes_of ("this is no frame");

  g_byte_array_append (longer, g_bytes_get_data (frame, NULL), (guint) size);
  g_byte_array_append (longer, g_bytes_get_data (frame, NULL), (guint) size);
  tail = g_byte_array_free_to_bytes (g_steal_pointer (&longer));
  assert_refused (nothing, 100000, G_IO_ERROR_PARTIAL_INPUT);
  assert_refused (shorter, 100000, G_IO_ERROR_PARTIAL_INPUT);
  assert_refused (tail, 100000, G_IO_ERROR_INVALID_DATA);
  assert_refused (text, 100000, G_IO_ERROR_INVALID_DATA);
}

static void
swallow (GBytes *bytes)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) plain = birge_zstd_decompress (bytes, 10000, &error);

  g_assert_true ((plain == NULL) == (error != NULL));
  g_assert_true (plain == NULL || g_bytes_get_size (plain) <= 10000);
}

static void
test_survives_damage (void)
{
  g_autoptr(GBytes) plain = bytes_of ("Кім, қайда, не болды, қанша адам? Who, where, what, how many?");
  g_autoptr(GBytes) frame = birge_zstd_compress (plain);

  feed_broken (frame, swallow);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/digest/digests-bytes", test_digests_bytes);
  g_test_add_func ("/digest/digests-files", test_digests_files);
  g_test_add_func ("/digest/knows-a-digest", test_knows_a_digest);
  g_test_add_func ("/zstd/packs-the-same-bytes-the-same-way", test_packs_the_same_bytes_the_same_way);
  g_test_add_func ("/zstd/packs-nothing", test_packs_nothing);
  g_test_add_func ("/zstd/refuses-bombs", test_refuses_bombs);
  g_test_add_func ("/zstd/refuses-damage", test_refuses_damage);
  g_test_add_func ("/zstd/survives-damage", test_survives_damage);
  return g_test_run ();
}
