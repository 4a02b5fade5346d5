/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-catalogue.h"

#include "data/formats/birge-digest.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/formats/broken.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define HEADER "{\"birge\":1,\"channel\":\"starter\",\"release\":7,\"issued\":\"2026-11-23\",\"parts\":1}\n"
#define PART_BEGIN "{\"id\":\"guide/wages\",\"part\":\"text\",\"type\":\"application/json\",\"lang\":\"kk\",\"tier\":0,"
#define PART_END "\"sha256\":\"" A "\",\"stored\":\"" B "\",\"obj\":\"" B "\",\"off\":0,\"len\":10,\"enc\":\"zstd\"}\n"
#define PART PART_BEGIN "\"group\":\"guide/wages\",\"min\":1,\"size\":20," PART_END

static void
add (BirgeCatalogue *catalogue, const char *id, const char *name, const char *lang)
{
  BirgeCataloguePart *part = birge_catalogue_add (catalogue);

  part->id = g_strdup (id);
  part->part = g_strdup (name);
  part->lang = g_strdup (lang);
  part->type = g_strdup ("text/vtt");
  part->group = g_strdup (id);
  part->tier = 2;
  part->min = BIRGE_FEATURE_LEVEL;
  part->size = 20;
  part->sha256 = g_strdup (A);
  part->stored = g_strdup (B);
  part->obj = g_strdup (B);
  part->off = 5;
  part->len = 10;
  part->enc = g_strdup ("zstd");
}

static BirgeCatalogue *
make (gboolean backwards)
{
  BirgeCatalogue *catalogue = birge_catalogue_new ("starter", 7, "2026-11-23");

  if (backwards)
    add (catalogue, "guide/wages", "text", "ru");
  add (catalogue, "film/cpr", "captions", "kk");
  add (catalogue, "guide/wages", "text", "kk");
  add (catalogue, "guide/wages", "meta", NULL);
  if (!backwards)
    add (catalogue, "guide/wages", "text", "ru");
  return catalogue;
}

static BirgeCatalogue *
read_lines (const char *lines, GError **error)
{
  g_autoptr(GBytes) plain = bytes_of (lines);
  g_autoptr(GBytes) frame = birge_zstd_compress (plain);

  return birge_catalogue_from_bytes (frame, error);
}

static void
test_same_parts_give_same_bytes (void)
{
  g_autoptr(BirgeCatalogue) first = make (FALSE);
  g_autoptr(BirgeCatalogue) second = make (TRUE);
  g_autoptr(GBytes) first_bytes = birge_catalogue_to_bytes (first);
  g_autoptr(GBytes) second_bytes = birge_catalogue_to_bytes (second);

  g_assert_true (g_bytes_equal (first_bytes, second_bytes));
}

static void
test_reads_what_it_writes (void)
{
  g_autoptr(BirgeCatalogue) catalogue = make (TRUE);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GBytes) again_bytes = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeCatalogue) again = NULL;
  BirgeCataloguePart *large = birge_catalogue_add (catalogue);
  const BirgeCataloguePart *part = NULL;

  large->id = g_strdup ("film/cpr");
  large->part = g_strdup ("film");
  large->type = g_strdup ("video/webm");
  large->group = g_strdup ("film/cpr");
  large->tier = 3;
  large->size = large->len = 4 * 1024 * 1024 + 1;
  large->sha256 = g_strdup (A);
  large->stored = g_strdup (A);
  large->obj = g_strdup (A);
  large->enc = g_strdup ("none");
  large->blocks = g_new0 (char *, 3);
  large->blocks[0] = g_strdup (A);
  large->blocks[1] = g_strdup (B);

  bytes = birge_catalogue_to_bytes (catalogue);
  again = birge_catalogue_from_bytes (bytes, &error);
  g_assert_no_error (error);
  again_bytes = birge_catalogue_to_bytes (again);
  g_assert_true (g_bytes_equal (bytes, again_bytes));
  g_assert_cmpstr (again->channel, ==, "starter");
  g_assert_cmpint (again->release, ==, 7);
  g_assert_cmpuint (again->parts->len, ==, 5);
  part = g_ptr_array_index (again->parts, 1);
  g_assert_cmpstr (part->part, ==, "film");
  g_assert_cmpstr (part->blocks[1], ==, B);
  g_assert_null (part->blocks[2]);
  g_assert_null (part->lang);
}

static void
test_passes_over_unknown_fields (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeCatalogue) catalogue = read_lines (HEADER PART_BEGIN "\"new\":[{}],\"group\":\"x\",\"min\":9,\"size\":20," PART_END, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (((BirgeCataloguePart *) g_ptr_array_index (catalogue->parts, 0))->min, ==, 9);
}

static char *
replaced (const char *from, const char *to)
{
  g_autoptr(GString) text = g_string_new (HEADER PART);

  g_assert_cmpuint (g_string_replace (text, from, to, 0), >=, 1);
  return g_strdup (text->str);
}

static void
test_refuses_malformed_fields (void)
{
  static const struct {
    const char *from;
    const char *to;
  } bad[] = {
    { "\"birge\":1", "\"birge\":2" },
    { "\"birge\":1", "\"birge\":0" },
    { "\"channel\":\"starter\"", "\"channel\":\"../x\"" },
    { "\"release\":7", "\"release\":\"7\"" },
    { "\"release\":7", "\"release\":7,\"release\":8" },
    { "2026-11-23", "2026-11-31" },
    { "\"parts\":1", "\"parts\":2" },
    { "\"parts\":1", "\"parts\":0" },
    { "guide/wages\",\"part\"", "../../etc\",\"part\"" },
    { "guide/wages\",\"part\"", "guide\",\"part\"" },
    { "\"part\":\"text\"", "\"part\":\"../text\"" },
    { "\"part\":\"text\"", "\"part\":7" },
    { "\"type\":\"application/json\"", "\"type\":\"a\\nb\"" },
    { "\"type\":\"application/json\"", "\"type\":\"\"" },
    { "\"lang\":\"kk\"", "\"lang\":\"k/k\"" },
    { "\"lang\":\"kk\"", "\"lang\":null" },
    { "\"tier\":0", "\"tier\":4" },
    { "\"tier\":0", "\"tier\":0.0" },
    { "\"tier\":0,", "" },
    { "\"min\":1", "\"min\":-1" },
    { "\"size\":20", "\"size\":-20" },
    { "\"size\":20", "\"size\":20.5" },
    { "\"size\":20", "\"size\":1099511627777" },
    { "\"size\":20", "\"size\":99999999999999999999999" },
    { "\"stored\":\"b", "\"stored\":\"B" },
    { "\"obj\":\"b", "\"obj\":\"" },
    { "\"off\":0", "\"off\":true" },
    { "\"enc\":\"zstd\"", "\"enc\":\"gzip\"" },
    { "\"enc\":\"zstd\"", "\"enc\":\"none\"" },
    { "\"enc\":\"zstd\"", "\"enc\":\"zstd\",\"blocks\":[]" },
    { "\"enc\":\"zstd\"", "\"enc\":\"zstd\",\"blocks\":[\"x\"]" },
    { "\"enc\":\"zstd\"", "\"enc\":\"zstd\",\"blocks\":{}" },
    { "\"enc\":\"zstd\"}\n", "\"enc\":\"zstd\"}" },
    { "\"enc\":\"zstd\"}\n", "\"enc\":\"zstd\"}\n\n" },
    { "\"enc\":\"zstd\"}\n", "\"enc\":\"zstd\"} x\n" },
    { "{\"id\"", "[{\"id\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *lines = replaced (bad[i].from, bad[i].to);
      g_autoptr(GError) error = NULL;

      g_assert_null (read_lines (lines, &error));
      g_assert_error (error, BIRGE_CATALOGUE_ERROR, BIRGE_CATALOGUE_ERROR_SYNTAX);
    }
}

static void
test_refuses_repeated_and_unsorted_parts (void)
{
  g_autofree char *header = replaced ("\"parts\":1", "\"parts\":2");
  g_autofree char *twice = g_strconcat (header, PART, NULL);
  g_autofree char *other = g_strconcat (header, PART, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeCatalogue) good = NULL;

  g_assert_null (read_lines (twice, &error));
  g_assert_error (error, BIRGE_CATALOGUE_ERROR, BIRGE_CATALOGUE_ERROR_SYNTAX);
  g_clear_error (&error);

  memcpy (strrchr (other, '{') + strlen ("{\"id\":\""), "aaaaa", 5); /* before guide/wages */
  g_assert_null (read_lines (other, &error));
  g_assert_error (error, BIRGE_CATALOGUE_ERROR, BIRGE_CATALOGUE_ERROR_SYNTAX);
  g_clear_error (&error);

  memcpy (strrchr (other, '{') + strlen ("{\"id\":\""), "zzzzz", 5);
  good = read_lines (other, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (good->parts->len, ==, 2);
}

static void
test_refuses_bombs (void)
{
  g_autoptr(GBytes) plain = repeat (HEADER, " ", BIRGE_CATALOGUE_MAX_BYTES + 1);
  g_autoptr(GBytes) frame = birge_zstd_compress (plain);
  g_autoptr(GError) error = NULL;

  g_assert_null (birge_catalogue_from_bytes (frame, &error));
  g_assert_error (error, BIRGE_CATALOGUE_ERROR, BIRGE_CATALOGUE_ERROR_TOO_LARGE);
}

static void
test_refuses_what_is_not_packed (void)
{
  g_autoptr(GBytes) plain = bytes_of (HEADER PART);
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr(GError) error = NULL;

  g_assert_null (birge_catalogue_from_bytes (plain, &error));
  g_assert_error (error, BIRGE_CATALOGUE_ERROR, BIRGE_CATALOGUE_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_null (birge_catalogue_from_bytes (nothing, &error));
  g_assert_error (error, BIRGE_CATALOGUE_ERROR, BIRGE_CATALOGUE_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_null (read_lines ("", &error));
  g_assert_error (error, BIRGE_CATALOGUE_ERROR, BIRGE_CATALOGUE_ERROR_SYNTAX);
}

static void
swallow_frame (GBytes *bytes)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeCatalogue) catalogue = birge_catalogue_from_bytes (bytes, &error);

  g_assert_true ((catalogue == NULL) == (error != NULL));
}

static void
swallow_lines (GBytes *bytes)
{
  g_autoptr(GBytes) frame = birge_zstd_compress (bytes);

  swallow_frame (frame);
}

static void
test_survives_damage (void)
{
  g_autoptr(BirgeCatalogue) catalogue = make (FALSE);
  g_autoptr(GBytes) frame = birge_catalogue_to_bytes (catalogue);
  g_autoptr(GBytes) lines = birge_zstd_decompress (frame, BIRGE_CATALOGUE_MAX_BYTES, NULL);

  feed_broken (frame, swallow_frame);
  feed_broken (lines, swallow_lines);
}

#define MANY 4000

/* Lines of a catalogue so large that several threads read it. */
static GPtrArray *
make_many (void)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (lines, g_strdup_printf ("{\"birge\":1,\"channel\":\"starter\",\"release\":7,\"issued\":\"2026-11-23\",\"parts\":%d}\n", MANY));
  for (guint i = 0; i < MANY; i++)
    g_ptr_array_add (lines, g_strdup_printf ("{\"id\":\"guide/g%04u\",\"part\":\"text\",\"type\":\"application/json\",\"lang\":\"kk\","
                                             "\"tier\":0,\"group\":\"guide/g\",\"min\":1,\"size\":20," PART_END, i));
  return lines;
}

static BirgeCatalogue *
read_many (GPtrArray *lines, GError **error)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append (text, g_ptr_array_index (lines, i));
  return read_lines (text->str, error);
}

static void
assert_refused_at (GPtrArray *lines, guint line, const char *why)
{
  g_autofree char *where = g_strdup_printf ("line %u: ", line);
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeCatalogue) catalogue = read_many (lines, &error);

  g_assert_null (catalogue);
  g_assert_error (error, BIRGE_CATALOGUE_ERROR, BIRGE_CATALOGUE_ERROR_SYNTAX);
  if (strstr (error->message, where) == NULL || strstr (error->message, why) == NULL)
    g_error ("expected %s%s: %s", where, why, error->message);
}

/* Wherever a thread's lines end and another's begin: the lines at the ends of halves, thirds and quarters, and their
 * neighbours. */
static void
test_large_ones_are_as_strict (void)
{
  static const guint places[] = { 2, MANY / 4, MANY / 3, MANY / 2, MANY * 2 / 3, MANY * 3 / 4, MANY - 3 };
  g_autoptr(GPtrArray) lines = make_many ();
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeCatalogue) all = read_many (lines, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (all->parts->len, ==, MANY);
  for (guint i = 0; i < MANY; i++)
    g_assert_cmpuint (atoi (((BirgeCataloguePart *) g_ptr_array_index (all->parts, i))->id + strlen ("guide/g")), ==, i);

  for (guint k = 0; k < G_N_ELEMENTS (places); k++)
    for (guint i = places[k] - 1; i <= places[k] + 2; i++)
      {
        gpointer right = lines->pdata[i];

        lines->pdata[i] = (char *) "{}\n";
        assert_refused_at (lines, i + 1, "“id” is missing");
        lines->pdata[i] = lines->pdata[i - 1];
        if (i > 1)
          assert_refused_at (lines, i + 1, "is there twice");
        lines->pdata[i] = right;
      }

  g_free (g_ptr_array_steal_index (lines, MANY / 2));
  assert_refused_at (lines, 1, "the number of parts");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalogue/same-parts-give-same-bytes", test_same_parts_give_same_bytes);
  g_test_add_func ("/catalogue/reads-what-it-writes", test_reads_what_it_writes);
  g_test_add_func ("/catalogue/passes-over-unknown-fields", test_passes_over_unknown_fields);
  g_test_add_func ("/catalogue/refuses-malformed-fields", test_refuses_malformed_fields);
  g_test_add_func ("/catalogue/refuses-repeated-and-unsorted-parts", test_refuses_repeated_and_unsorted_parts);
  g_test_add_func ("/catalogue/large-ones-are-as-strict", test_large_ones_are_as_strict);
  g_test_add_func ("/catalogue/refuses-bombs", test_refuses_bombs);
  g_test_add_func ("/catalogue/refuses-what-is-not-packed", test_refuses_what_is_not_packed);
  g_test_add_func ("/catalogue/survives-damage", test_survives_damage);
  return g_test_run ();
}
