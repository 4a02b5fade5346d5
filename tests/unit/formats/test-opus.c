/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-opus.h"

#include <string.h>

#include "tests/unit/formats/broken.h"

static GBytes *
load_tone (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "formats", "tone.opus", NULL);
  char *data;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  return g_bytes_new_take (data, size);
}

static void
test_reads_length_and_tags (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = load_tone ();
  g_autoptr(BirgeOpus) opus = birge_opus_read (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (opus->n_channels, ==, 1);
  g_assert_cmpint (opus->duration_ms, >=, 290);
  g_assert_cmpint (opus->duration_ms, <=, 320);
  g_assert_null (birge_opus_get_tag (opus, "BIRGE_TEXT"));
}

static void
test_writes_tags_the_same_each_time (void)
{
  static const char *const tags[] = { "LANGUAGE=tg", "TITLE=Салом = салом", "EMPTY=", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = load_tone ();
  g_autoptr(GBytes) tagged = birge_opus_with_tags (bytes, tags, &error);
  g_autoptr(GBytes) again = birge_opus_with_tags (tagged, tags, &error);
  g_autoptr(BirgeOpus) before = birge_opus_read (bytes, &error);
  g_autoptr(BirgeOpus) opus = birge_opus_read (tagged, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (tagged, again));
  g_assert_cmpint (opus->duration_ms, ==, before->duration_ms);
  g_assert_cmpuint (opus->tags->len, ==, 3);
  g_assert_cmpstr (birge_opus_get_tag (opus, "TITLE"), ==, "Салом = салом");
  g_assert_cmpstr (birge_opus_get_tag (opus, "language"), ==, "tg");
  g_assert_cmpstr (birge_opus_get_tag (opus, "EMPTY"), ==, "");
  g_assert_null (birge_opus_get_tag (opus, "TITL"));
}

static void
test_takes_a_long_text (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = load_tone ();
  g_autofree char *text = g_strnfill (60000, 'a');
  g_autofree char *longer = g_strnfill (70000, 'a');
  g_autofree char *medium = g_strnfill (8000, 'a');
  const char *const tags[] = { "A=1", medium, NULL };
  const char *const large[] = { text, NULL };
  const char *const too_large[] = { longer, NULL };
  g_autoptr(GBytes) tagged = birge_opus_with_tags (bytes, tags, &error);
  g_autoptr(BirgeOpus) opus = tagged != NULL ? birge_opus_read (tagged, &error) : NULL;
  g_autoptr(GBytes) with_large = birge_opus_with_tags (bytes, large, &error);
  g_autoptr(BirgeOpus) left_out = with_large != NULL ? birge_opus_read (with_large, &error) : NULL;
  g_autoptr(GBytes) refused = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (opus->tags->len, ==, 2);
  g_assert_cmpuint (left_out->tags->len, ==, 0); /* nobody needs a tag of this length */
  refused = birge_opus_with_tags (bytes, too_large, &error);
  g_assert_null (refused);
  g_assert_error (error, BIRGE_OPUS_ERROR, BIRGE_OPUS_ERROR_TOO_LARGE);
}

static void
assert_refused (const void *data, gsize size, BirgeOpusError code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  g_autoptr(BirgeOpus) opus = birge_opus_read (bytes, &error);

  g_assert_null (opus);
  g_assert_error (error, BIRGE_OPUS_ERROR, (gint) code);
  g_assert_nonnull (strchr (error->message, ':')); /* why: what to do */
}

static void
test_refuses_what_is_no_whole_recording (void)
{
  g_autoptr(GBytes) tone = load_tone ();
  gsize size;
  const guint8 *data = g_bytes_get_data (tone, &size);
  g_autofree guint8 *changed = g_memdup2 (data, size);
  g_autofree guint8 *twice = g_malloc (2 * size);
  g_autofree guint8 *large = g_malloc0 (BIRGE_OPUS_MAX_BYTES + 1);

  memcpy (twice, data, size);
  memcpy (twice + size, data, size);
  changed[size - 5] ^= 1;
  assert_refused ("", 0, BIRGE_OPUS_ERROR_NOT_OPUS);
  assert_refused ("RIFF....WAVE", 12, BIRGE_OPUS_ERROR_NOT_OPUS);
  assert_refused (data, size / 2, BIRGE_OPUS_ERROR_DAMAGED);
  assert_refused (data, size - 1, BIRGE_OPUS_ERROR_DAMAGED);
  assert_refused (changed, size, BIRGE_OPUS_ERROR_DAMAGED);
  assert_refused (twice, 2 * size, BIRGE_OPUS_ERROR_DAMAGED);
  assert_refused (large, BIRGE_OPUS_MAX_BYTES + 1, BIRGE_OPUS_ERROR_TOO_LARGE);
}

static void
swallow (GBytes *bytes)
{
  static const char *const tags[] = { "A=b", NULL };
  g_autoptr(BirgeOpus) opus = birge_opus_read (bytes, NULL);
  g_autoptr(GBytes) tagged = birge_opus_with_tags (bytes, tags, NULL);

  g_assert_true ((opus == NULL) == (tagged == NULL));
}

static void
test_survives_damage (void)
{
  g_autoptr(GBytes) tone = load_tone ();

  feed_broken (tone, swallow);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/opus/reads-length-and-tags", test_reads_length_and_tags);
  g_test_add_func ("/opus/writes-tags-the-same-each-time", test_writes_tags_the_same_each_time);
  g_test_add_func ("/opus/takes-a-long-text", test_takes_a_long_text);
  g_test_add_func ("/opus/refuses-what-is-no-whole-recording", test_refuses_what_is_no_whole_recording);
  g_test_add_func ("/opus/survives-damage", test_survives_damage);
  return g_test_run ();
}
