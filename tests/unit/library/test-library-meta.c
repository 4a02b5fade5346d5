/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/library/birge-meta.h"

#include <string.h>

static BirgeMeta *
parse (const char *json, GError **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (json, strlen (json));

  return birge_meta_parse (bytes, error);
}

static void
append (const char *tag, const char *text, gpointer string)
{
  g_string_append_printf (string, "%s=%s;", tag, text);
}

static void
test_reads_each_kind_of_value (void)
{
  g_autoptr(GString) titles = g_string_new (NULL);
  g_autoptr(GString) chapter = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) list = NULL;
  g_autoptr(BirgeMeta) meta = parse ("{\"section\":\"work\",\"order\":7,\"on\":false,\"empty\":\"\","
    "\"title\":{\"en\":\"A\",\"uz\":\"B\",\"ru\":\"\",\"no tag\\n\":\"C\"},\"related\":[\"a/b\",3,\"c/d\"],"
    "\"chapters\":[{\"at_us\":5,\"title\":{\"en\":\"X\"}}],"
    "\"stops\":[{\"at_us\":7},{\"at_us\":8,\"practice\":\"rhythm\"}]}", &error);
  const char *practice = "";

  g_assert_no_error (error);
  g_assert_cmpstr (birge_meta_get (meta, "section"), ==, "work");
  g_assert_null (birge_meta_get (meta, "empty"));
  g_assert_null (birge_meta_get (meta, "order"));
  g_assert_cmpint (birge_meta_get_int (meta, "order", 1), ==, 7);
  g_assert_cmpint (birge_meta_get_int (meta, "section", 1), ==, 1);
  g_assert_false (birge_meta_get_bool (meta, "on", TRUE));
  g_assert_true (birge_meta_get_bool (meta, "absent", TRUE));
  birge_meta_foreach (meta, "title", append, titles);
  birge_meta_foreach (meta, "section", append, titles);
  g_assert_cmpstr (titles->str, ==, "en=A;uz=B;");
  g_assert_cmpstr (birge_meta_get_text (meta, "title", "uz"), ==, "B");
  g_assert_null (birge_meta_get_text (meta, "title", "ru"));
  list = birge_meta_dup_list (meta, "related");
  g_assert_cmpstrv (list, ((const char *[]) { "a/b", "c/d", NULL }));
  g_assert_cmpuint (birge_meta_get_n_chapters (meta), ==, 1);
  g_assert_cmpint (birge_meta_get_chapter (meta, 0, append, chapter), ==, 5);
  g_assert_cmpstr (chapter->str, ==, "en=X;");
  g_assert_cmpuint (birge_meta_get_n_stops (meta), ==, 2);
  g_assert_cmpint (birge_meta_get_stop (meta, 0, &practice), ==, 7);
  g_assert_null (practice);
  g_assert_cmpint (birge_meta_get_stop (meta, 1, &practice), ==, 8);
  g_assert_cmpstr (practice, ==, "rhythm");
}

static void
test_wrong_types_read_as_absent (void)
{
  g_autoptr(BirgeMeta) meta = parse ("{\"section\":[],\"title\":\"A\",\"related\":{},\"chapters\":7,\"stops\":{},\"order\":1.5}", NULL);
  const char *practice = "";
  g_autoptr(GString) titles = g_string_new (NULL);
  g_auto(GStrv) list = NULL;

  g_assert_nonnull (meta);
  g_assert_null (birge_meta_get (meta, "section"));
  birge_meta_foreach (meta, "title", append, titles);
  g_assert_cmpstr (titles->str, ==, "");
  list = birge_meta_dup_list (meta, "related");
  g_assert_cmpuint (g_strv_length (list), ==, 0);
  g_assert_cmpuint (birge_meta_get_n_chapters (meta), ==, 0);
  g_assert_cmpint (birge_meta_get_int (meta, "order", 3), ==, 3);
  g_assert_cmpint (birge_meta_get_chapter (meta, 4, append, titles), ==, 0);
  g_assert_cmpuint (birge_meta_get_n_stops (meta), ==, 0);
  g_assert_cmpint (birge_meta_get_stop (meta, 4, &practice), ==, 0);
  g_assert_null (practice);
}

static void
test_refuses_what_is_no_object (void)
{
  g_autofree char *deep = g_strnfill (200000, '[');
  g_autofree char *big = g_strnfill (BIRGE_META_MAX_BYTES + 1, ' ');
  const char *const bad[] = { "", "[]", "{", "nonsense", "{\"a\":1,\"a\":2}", "{\"a\":\"\xff\"}", "{} {}", deep, big };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (parse (bad[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
}

static void
test_words_pass_over_broken_entries (void)
{
  const char *json = "[3, {\"concept\":\"a\",\"text\":{\"kk\":\"A\"}}, {\"text\":[]}]";
  g_autoptr(GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr(GBytes) object = g_bytes_new ("{}", 2);
  g_autoptr(BirgeWords) words = birge_words_parse (bytes, NULL);

  g_assert_cmpuint (birge_words_get_length (words), ==, 3);
  g_assert_null (birge_words_get (words, 0, "concept"));
  g_assert_cmpstr (birge_words_get (words, 1, "concept"), ==, "a");
  g_assert_cmpstr (birge_words_get_text (words, 1, "text", "kk"), ==, "A");
  g_assert_null (birge_words_get_text (words, 2, "text", "kk"));
  g_assert_null (birge_words_get_text (words, 9, "text", "kk"));
  g_assert_null (birge_words_parse (object, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/library-meta/reads-each-kind-of-value", test_reads_each_kind_of_value);
  g_test_add_func ("/library-meta/wrong-types-read-as-absent", test_wrong_types_read_as_absent);
  g_test_add_func ("/library-meta/refuses-what-is-no-object", test_refuses_what_is_no_object);
  g_test_add_func ("/library-meta/words-pass-over-broken-entries", test_words_pass_over_broken_entries);
  return g_test_run ();
}
