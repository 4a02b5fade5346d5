/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-film-notes.h"

#include <string.h>

#include "tests/unit/formats/broken.h"

#define STILLS \
  "\"stills\":[{\"scene\":1,\"at_us\":0,\"text\":{\"en\":\"Look\",\"uz\":\"Qarang\"}}," \
  "{\"scene\":3,\"at_us\":6000000,\"text\":{\"en\":\"Press\"}}]"
#define CHOICE \
  "{\"kind\":\"choice\",\"ask\":{\"en\":\"How deep?\"},\"right\":{\"en\":\"5 cm\"},\"wrong\":[{\"en\":\"1 cm\"},{\"en\":\"9 cm\"}]}"
#define ORDER "{\"kind\":\"order\",\"ask\":{\"en\":\"Order\"},\"scenes\":[3,1]}"
#define PART(name, right, x) \
  "{\"name\":\"" name "\",\"right\":" right ",\"x\":" x ",\"y\":100,\"width\":400,\"height\":900}"
#define TOUCH \
  "{\"kind\":\"touch\",\"ask\":{\"en\":\"Danger\"},\"scenes\":[3],\"parts\":[" PART ("wire", "true", "0") "," \
  PART ("tree", "false", "600") "]}"
#define GOOD \
  "{\"chapters\":[]," STILLS ",\"questions\":[" CHOICE "," ORDER "," TOUCH "]}"

static BirgeFilmNotes *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = bytes_of (text);
  BirgeFilmNotes *notes = birge_film_notes_parse (bytes, &error);

  g_assert_no_error (error);
  return notes;
}

static void
assert_refused (const char *text, const char *why)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = bytes_of (text);
  g_autoptr(BirgeFilmNotes) notes = birge_film_notes_parse (bytes, &error);

  g_assert_null (notes);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, why));
}

static void
test_reads_stills_and_questions (void)
{
  g_autoptr(BirgeFilmNotes) notes = parse (GOOD);
  const BirgeFilmQuestion *question;
  const BirgeFilmPart *part;

  g_assert_cmpuint (notes->stills->len, ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (birge_film_notes_find_still (notes, 1)->text, "uz"), ==, "Qarang");
  g_assert_cmpint (birge_film_notes_find_still (notes, 3)->at_us, ==, 6000000);
  g_assert_null (birge_film_notes_find_still (notes, 2));

  g_assert_cmpuint (notes->questions->len, ==, 3);
  question = g_ptr_array_index (notes->questions, 0);
  g_assert_cmpint (question->kind, ==, BIRGE_QUESTION_CHOICE);
  g_assert_cmpstr (g_hash_table_lookup (question->right, "en"), ==, "5 cm");
  g_assert_cmpuint (question->wrong->len, ==, 2);
  question = g_ptr_array_index (notes->questions, 1);
  g_assert_cmpint (question->kind, ==, BIRGE_QUESTION_ORDER);
  g_assert_cmpuint (g_array_index (question->scenes, guint, 0), ==, 3);
  g_assert_cmpuint (g_array_index (question->scenes, guint, 1), ==, 1);
  question = g_ptr_array_index (notes->questions, 2);
  g_assert_cmpint (question->kind, ==, BIRGE_QUESTION_TOUCH);
  part = g_ptr_array_index (question->parts, 1);
  g_assert_cmpstr (part->name, ==, "tree");
  g_assert_false (part->right);
  g_assert_cmpfloat_with_epsilon (part->x, 0.6, 1e-9);
  g_assert_cmpfloat_with_epsilon (part->y + part->height, 1, 1e-9);
}

static void
test_a_film_may_ask_nothing (void)
{
  g_autoptr(BirgeFilmNotes) notes = parse ("{}");

  g_assert_cmpuint (notes->stills->len + notes->questions->len, ==, 0);
}

static void
test_writes_what_it_reads (void)
{
  g_autoptr(BirgeFilmNotes) notes = parse (GOOD);
  g_autoptr(GBytes) first = birge_film_notes_to_bytes (notes);
  g_autoptr(BirgeFilmNotes) again = birge_film_notes_parse (first, NULL);
  g_autoptr(GBytes) second = birge_film_notes_to_bytes (again);

  g_assert_true (g_bytes_equal (first, second));
  g_assert_cmpuint (again->questions->len, ==, 3);
}

static void
test_says_what_is_wrong (void)
{
  assert_refused ("[]", "no JSON object");
  assert_refused ("{\"stills\":[", "no JSON object");
  assert_refused ("{\"stills\":[],\"stills\":[]}", "no JSON object");
  assert_refused ("{\"stills\":[{\"scene\":0,\"at_us\":0,\"text\":{\"en\":\"Look\"}}]}", "still");
  assert_refused ("{\"stills\":[{\"scene\":41,\"at_us\":0,\"text\":{\"en\":\"Look\"}}]}", "still");
  assert_refused ("{\"stills\":[{\"scene\":1,\"at_us\":0}]}", "text is missing");
  assert_refused ("{\"stills\":[{\"scene\":1,\"at_us\":0,\"text\":{\"../en\":\"Look\"}}]}", "text has no language");
  assert_refused ("{\"stills\":[{\"scene\":1,\"at_us\":0,\"text\":{\"en\":\"\"}}]}", "text has no language");
  assert_refused ("{\"questions\":[7]}", "no known kind");
  assert_refused ("{\"questions\":[{\"kind\":\"essay\",\"ask\":{\"en\":\"Why?\"}}]}", "no known kind");
  assert_refused ("{\"questions\":[{\"kind\":\"choice\"}]}", "text is missing");
  assert_refused ("{\"questions\":[{\"kind\":\"choice\",\"ask\":{\"en\":\"Why?\"},\"right\":{\"en\":\"So\"}}]}", "no answer");
  assert_refused ("{\"questions\":[{\"kind\":\"choice\",\"ask\":{\"en\":\"Why?\"},\"right\":{\"en\":\"So\"},\"wrong\":[5]}]}", "text");
  assert_refused ("{\"questions\":[" ORDER "]}", "without a still");
  assert_refused ("{" STILLS ",\"questions\":[{\"kind\":\"order\",\"ask\":{\"en\":\"O\"},\"scenes\":[1,1]}]}", "twice");
  assert_refused ("{" STILLS ",\"questions\":[{\"kind\":\"order\",\"ask\":{\"en\":\"O\"},\"scenes\":[1]}]}", "no answer");
  assert_refused ("{" STILLS ",\"questions\":[{\"kind\":\"order\",\"ask\":{\"en\":\"O\"},\"scenes\":[1,3,1,3,1,3,1]}]}", "too many");
  assert_refused ("{" STILLS ",\"questions\":[{\"kind\":\"order\",\"ask\":{\"en\":\"O\"},\"scenes\":[\"1\",3]}]}", "without a still");
  assert_refused ("{" STILLS ",\"questions\":[{\"kind\":\"touch\",\"ask\":{\"en\":\"T\"},\"scenes\":[3],\"parts\":["
                  PART ("tree", "false", "0") "]}]}", "no answer");
  assert_refused ("{" STILLS ",\"questions\":[{\"kind\":\"touch\",\"ask\":{\"en\":\"T\"},\"scenes\":[3],\"parts\":["
                  PART ("wire", "true", "601") "]}]}", "outside");
  assert_refused ("{" STILLS ",\"questions\":[{\"kind\":\"touch\",\"ask\":{\"en\":\"T\"},\"scenes\":[3],\"parts\":["
                  PART ("", "true", "0") "]}]}", "part of a picture");
}

static void
test_has_limits (void)
{
  g_autoptr(GBytes) many = repeat ("{\"questions\":[" CHOICE, "," CHOICE, 21 * strlen ("," CHOICE));
  g_autofree char *list = g_strndup (g_bytes_get_data (many, NULL), g_bytes_get_size (many));
  g_autofree char *whole = g_strconcat (list, "]}", NULL);
  g_autoptr(GBytes) large = repeat ("{\"stills\":[", "          ", BIRGE_FILM_NOTES_MAX_BYTES + 1);
  g_autofree char *blanks = g_strndup (g_bytes_get_data (large, NULL), g_bytes_get_size (large));

  assert_refused (whole, "too many questions");
  assert_refused (blanks, "too large");
}

static void
swallow (GBytes *bytes)
{
  g_autoptr(BirgeFilmNotes) notes = birge_film_notes_parse (bytes, NULL);
  g_autoptr(GBytes) again = notes != NULL ? birge_film_notes_to_bytes (notes) : NULL;
  g_autoptr(BirgeFilmNotes) same = again != NULL ? birge_film_notes_parse (again, NULL) : NULL;

  g_assert_true ((notes == NULL) == (same == NULL));
}

static void
test_survives_damage (void)
{
  g_autoptr(GBytes) good = bytes_of (GOOD);

  feed_broken (good, swallow);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/film-notes/reads", test_reads_stills_and_questions);
  g_test_add_func ("/formats/film-notes/a-film-may-ask-nothing", test_a_film_may_ask_nothing);
  g_test_add_func ("/formats/film-notes/writes-what-it-reads", test_writes_what_it_reads);
  g_test_add_func ("/formats/film-notes/says-what-is-wrong", test_says_what_is_wrong);
  g_test_add_func ("/formats/film-notes/has-limits", test_has_limits);
  g_test_add_func ("/formats/film-notes/survives-damage", test_survives_damage);
  return g_test_run ();
}
