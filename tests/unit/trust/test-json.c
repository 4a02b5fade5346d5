/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/trust/birge-json.h"

#include <string.h>

#include "data/trust/birge-trust.h"

static json_t *
read_text (const char *text, GError **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  return birge_json_read (bytes, 1000, error);
}

static void
assert_canonical (const char *text, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) value = read_text (text, &error);
  g_autoptr(GBytes) bytes = NULL;

  g_assert_no_error (error);
  bytes = birge_json_canonical (value);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, strlen (expected));
}

static void
test_writes_the_canonical_form (void)
{
  assert_canonical (" { } ", "{}");
  assert_canonical ("{\"b\": [1, -2, 0, true, false, null], \"a\": {\"y\": [], \"x\": {}}}",
                    "{\"a\":{\"x\":{},\"y\":[]},\"b\":[1,-2,0,true,false,null]}");
  assert_canonical ("{\"n\": 9223372036854775807}", "{\"n\":9223372036854775807}");
}

/* Only the quotation mark and the backslash are escaped; all else is itself, a line end too. */
static void
test_escapes_two_letters_only (void)
{
  assert_canonical ("{\"t\": \"\\\"\\\\\\/\\n\\t\\u0001\\u04a3\\ud83d\\ude00\x7f\"}", "{\"t\":\"\\\"\\\\/\n\t\x01ң😀\x7f\"}");
}

static void
test_sorts_names_by_code_points (void)
{
  assert_canonical ("{\"\\uff61\":1, \"\\ud83d\\ude00\":2, \"a\":3, \"B\":4, \"aa\":5, \"\":6}", "{\"\":6,\"B\":4,\"a\":3,\"aa\":5,\"｡\":1,\"😀\":2}");
}

static void
test_refuses_what_is_not_strict (void)
{
  static const char *const broken[] = {
    "", " ", "[]", "1", "\"text\"", "null", "{", "{\"a\":}", "{\"a\":1}}", "{\"a\":1} x", "{'a':1}", "{a:1}", "{\"a\":1,}",
    "{\"a\":1, \"a\":2}",       /* which one was signed? */
    "{\"o\":{\"a\":1,\"a\":1}}",
    "{\"a\":1.0}", "{\"a\":1e3}", "{\"a\":[{\"b\":-0.5}]}",
    "{\"a\":9223372036854775808}", /* larger than 64 bits */
    "{\"a\":01}", "{\"a\":+1}", "{\"a\":NaN}",
    "{\"a\":\"\xff\"}", "{\"a\":\"\xc3\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\n\"}", "{\"a\":\"\\u0000\"}", "{\"a\":\"\\x\"}",
    "{\"a\\u0000b\":1}",
    "\xef\xbb\xbf{}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("case %u", i); /* not its text, which may be no UTF-8 */
      g_assert_null (read_text (broken[i], &error));
      g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SYNTAX);
    }
}

static void
test_refuses_a_byte_of_zero (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new_static ("{}\0", 3);

  g_assert_null (birge_json_read (bytes, 1000, &error));
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SYNTAX);
}

static char *
nest (guint depth, const char *open, const char *close)
{
  GString *text = g_string_new ("{\"a\":");

  for (guint i = 1; i < depth; i++)
    g_string_append (text, open);
  for (guint i = 1; i < depth; i++)
    g_string_append (text, close);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static void
test_has_a_limit_of_depth (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *deepest = nest (BIRGE_JSON_MAX_DEPTH, "[", "]");
  g_autofree char *deeper = nest (BIRGE_JSON_MAX_DEPTH + 1, "[", "]");
  g_autofree char *abyss = nest (1000 * 1000, "[", "");
  g_autoptr(json_t) value = read_text (deepest, &error);
  g_autoptr(GBytes) bytes = g_bytes_new (abyss, strlen (abyss));

  g_assert_no_error (error);
  g_assert_nonnull (value);
  g_assert_null (read_text (deeper, &error));
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_null (birge_json_read (bytes, G_MAXUINT, &error));
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SYNTAX);
}

/* Brackets in texts are letters. */
static void
test_counts_brackets_outside_of_texts_only (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) value = read_text ("{\"a\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"{{{{{{{{{{{{{\"}", &error);

  g_assert_no_error (error);
  g_assert_nonnull (value);
}

static void
test_has_a_limit_of_size (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new_static ("{\"a\":1}", 7);
  g_autoptr(json_t) value = birge_json_read (bytes, 7, &error);

  g_assert_no_error (error);
  g_assert_nonnull (value);
  g_assert_null (birge_json_read (bytes, 6, &error));
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trust/json/writes-the-canonical-form", test_writes_the_canonical_form);
  g_test_add_func ("/trust/json/escapes-two-letters-only", test_escapes_two_letters_only);
  g_test_add_func ("/trust/json/sorts-names-by-code-points", test_sorts_names_by_code_points);
  g_test_add_func ("/trust/json/refuses-what-is-not-strict", test_refuses_what_is_not_strict);
  g_test_add_func ("/trust/json/refuses-a-byte-of-zero", test_refuses_a_byte_of_zero);
  g_test_add_func ("/trust/json/has-a-limit-of-depth", test_has_a_limit_of_depth);
  g_test_add_func ("/trust/json/counts-brackets-outside-of-texts-only", test_counts_brackets_outside_of_texts_only);
  g_test_add_func ("/trust/json/has-a-limit-of-size", test_has_a_limit_of_size);
  return g_test_run ();
}
