/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-tr.h"

#include "data/formats/birge-language.h"
#include "po/birge-po.h"

#include <string.h>

#include "tests/unit/formats/broken.h"

typedef struct {
  const char *id; /* plural forms after "|", as the file has them after NUL */
  const char *text;
} Message;

static void
put_word (GByteArray *bytes, guint32 word, gboolean swapped)
{
  word = swapped ? GUINT32_SWAP_LE_BE (word) : word;
  g_byte_array_append (bytes, (const guint8 *) &word, sizeof word);
}

/* Writes a .mo file as msgfmt does, in either byte order. */
static GBytes *
make_mo (const Message *messages, guint32 n, gboolean swapped)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GByteArray) texts = g_byte_array_new ();
  guint32 text_offset = 28 + n * 16;

  put_word (bytes, 0x950412de, swapped);
  put_word (bytes, 0, swapped);
  put_word (bytes, n, swapped);
  put_word (bytes, 28, swapped);
  put_word (bytes, 28 + n * 8, swapped);
  put_word (bytes, 0, swapped);
  put_word (bytes, 0, swapped);
  for (guint side = 0; side < 2; side++)
    for (guint32 i = 0; i < n; i++)
      {
        g_autofree char *text = g_strdup (side == 0 ? messages[i].id : messages[i].text);
        guint32 length = (guint32) strlen (text);

        put_word (bytes, length, swapped);
        put_word (bytes, text_offset + texts->len, swapped);
        g_strdelimit (text, "|", '\0');
        g_byte_array_append (texts, (const guint8 *) text, length + 1);
      }
  g_byte_array_append (bytes, texts->data, texts->len);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static void
add (const char *language, const Message *messages, guint32 n, gboolean swapped)
{
  g_autoptr(GBytes) mo = make_mo (messages, n, swapped);
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_tr_add_catalogue (language, mo, &error));
  g_assert_no_error (error);
}

static void
add_all (void)
{
  static gboolean done = FALSE;
  static const Message ru[] = {
    { "", "Content-Type: text/plain; charset=UTF-8\n" },
    { "%d guide|%d guides", "%d памятка|%d памятки|%d памяток" },
    { "Back", "Назад" },
    { "Only Russian", "Только по-русски" },
    { "verb\004Listen", "Слушать" },
  };
  static const Message uz[] = { { "%d guide|%d guides", "%d ta qoʻllanma|%d ta qoʻllanma" }, { "Back", "Orqaga" }, { "Help", "Yordam" }, { "Empty", "" } };
  static const Message cyrillic[] = { { "Help", "Ёрдам!" } };
  static const Message kk[] = { { "%d guide|%d guides", "%d" } };

  if (done)
    return;
  done = TRUE;
  add ("ru", ru, G_N_ELEMENTS (ru), FALSE);
  add ("uz", uz, G_N_ELEMENTS (uz), TRUE);
  add ("UZ-cyrl", cyrillic, G_N_ELEMENTS (cyrillic), FALSE);
  add ("kk", kk, G_N_ELEMENTS (kk), FALSE);
}

static void
test_translates (void)
{
  add_all ();
  g_assert_cmpstr (birge_tr ("ru", "Back"), ==, "Назад");
  g_assert_cmpstr (birge_tr ("uz", "Back"), ==, "Orqaga");
  g_assert_cmpstr (birge_trc ("ru", "verb", "Listen"), ==, "Слушать");
  g_assert_cmpstr (birge_trc ("ru", "noun", "Listen"), ==, "Listen");
  g_assert_cmpstr (birge_tr ("ru", "Listen"), ==, "Listen");
  g_assert_cmpstr (birge_tr ("ru", ""), ==, ""); /* never the header */
}

static void
test_derives_letters (void)
{
  const char *first = NULL;

  add_all ();
  first = birge_tr ("uz-Cyrl", "Back");
  g_assert_cmpstr (first, ==, "Орқага");
  g_assert_true (birge_tr ("uz-Cyrl", "Back") == first);
  g_assert_cmpstr (birge_tr ("uz-Cyrl", "Help"), ==, "Ёрдам!");
  g_assert_cmpstr (birge_trn ("uz-Cyrl", "%d guide", "%d guides", 5), ==, "%d та қўлланма");
}

static void
test_falls_back_along_the_table (void)
{
  add_all ();
  g_assert_cmpstr (birge_tr ("tg", "Back"), ==, "Назад");
  g_assert_cmpstr (birge_tr ("uz", "Only Russian"), ==, "Только по-русски");
  g_assert_cmpstr (birge_tr ("uz-Cyrl", "Only Russian"), ==, "Только по-русски");
  g_assert_cmpstr (birge_tr ("tr", "Only Russian"), ==, "Only Russian"); /* English before Russian */
  g_assert_cmpstr (birge_tr ("en", "Back"), ==, "Back");
  g_assert_cmpstr (birge_tr ("uz", "Empty"), ==, "Empty");
  g_assert_cmpstr (birge_tr ("kk", "Nowhere"), ==, "Nowhere");
  g_assert_cmpstr (birge_tr ("xx", "Back"), ==, "Back");
  g_assert_cmpstr (birge_tr (NULL, "Back"), ==, "Back");
}

static void
test_picks_plural_forms (void)
{
  add_all ();
  g_assert_cmpstr (birge_trn ("ru", "%d guide", "%d guides", 21), ==, "%d памятка");
  g_assert_cmpstr (birge_trn ("ru", "%d guide", "%d guides", 22), ==, "%d памятки");
  g_assert_cmpstr (birge_trn ("ru", "%d guide", "%d guides", 25), ==, "%d памяток");
  g_assert_cmpstr (birge_trn ("tg", "%d guide", "%d guides", 22), ==, "%d памятки"); /* the rule of the language found */
  g_assert_cmpstr (birge_trn ("kk", "%d guide", "%d guides", 22), ==, "%d"); /* a file with too few forms */
  g_assert_cmpstr (birge_trn ("en", "%d guide", "%d guides", 1), ==, "%d guide");
  g_assert_cmpstr (birge_trn ("en", "%d guide", "%d guides", 0), ==, "%d guides");
}

static void
test_later_catalogue_goes_first (void)
{
  static const Message first[] = { { "One", "Bir" }, { "Two", "İki" } };
  static const Message second[] = { { "One", "BİR" } };

  add ("tr", first, 2, FALSE);
  add ("tr", second, 1, FALSE);
  g_assert_cmpstr (birge_tr ("tr", "One"), ==, "BİR");
  g_assert_cmpstr (birge_tr ("tr", "Two"), ==, "İki");
}

static void
assert_refused (const char *language, GBytes *mo, int code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (birge_tr_add_catalogue (language, mo, &error));
  g_assert_error (error, BIRGE_TR_ERROR, code);
}

/* The good file with one word of its header or tables changed. */
static GBytes *
patched (gsize offset, guint32 word)
{
  static const Message messages[] = { { "Back", "Назад" } };
  g_autoptr(GBytes) good = make_mo (messages, 1, FALSE);
  gsize size = g_bytes_get_size (good);
  guint8 *copy = g_memdup2 (g_bytes_get_data (good, NULL), size);

  memcpy (copy + offset, &word, sizeof word);
  return g_bytes_new_take (copy, size);
}

static void
test_refuses_malformed_files (void)
{
  static const Message invalid[] = { { "Back", "\xff" } };
  static const struct {
    gsize   offset;
    guint32 word;
  } patches[] = {
    { 0, 0x12345678 }, { 4, 0x20000 }, { 8, 2 }, { 8, 0xffffffff }, { 8, 0x20000001 }, { 12, 0xffffffff }, { 12, 60 }, { 16, 0xfffffff8 },
    { 28, 0xffffffff }, { 28, 3 }, { 32, 0xffffffff }, { 36, 1000 }, { 40, 0x7fffffff },
  };
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr(GBytes) large = repeat ("\xde\x12\x04\x95", "0", BIRGE_TR_MAX_BYTES + 1);
  g_autoptr(GBytes) not_utf8 = make_mo (invalid, 1, FALSE);
  g_autoptr(GBytes) good = patched (4, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (patches); i++)
    {
      g_autoptr(GBytes) mo = patched (patches[i].offset, patches[i].word);

      assert_refused ("fa", mo, BIRGE_TR_ERROR_SYNTAX);
    }
  assert_refused ("fa", nothing, BIRGE_TR_ERROR_SYNTAX);
  assert_refused ("fa", not_utf8, BIRGE_TR_ERROR_SYNTAX);
  assert_refused ("fa", large, BIRGE_TR_ERROR_TOO_LARGE);
  assert_refused ("xx", good, BIRGE_TR_ERROR_LANGUAGE);
  g_assert_cmpstr (birge_tr ("fa", "Back"), ==, "Back");
}

static void
swallow (GBytes *bytes)
{
  birge_tr_add_catalogue ("ky", bytes, NULL);
  g_assert_true (g_utf8_validate (birge_tr ("ky", "Back"), -1, NULL));
  g_assert_true (g_utf8_validate (birge_trn ("ky", "%d guide", "%d guides", 3), -1, NULL));
}

static void
test_survives_damage (void)
{
  static const Message messages[] = { { "%d guide|%d guides", "%d колдонмо|%d колдонмо" }, { "Back", "Артка" } };
  g_autoptr(GBytes) good = make_mo (messages, 2, FALSE);

  feed_broken (good, swallow);
}

static gpointer
translate_often (gpointer unused)
{
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpstr (birge_tr ("uz-Cyrl", "Back"), ==, "Орқага");
  return NULL;
}

static void
test_any_thread_may_ask (void)
{
  GThread *threads[4];

  add_all ();
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", translate_often, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* The rules as the .po files write them, and how languages.ini counts: they must agree, or forms get mixed up. */
static guint
russian (guint n)
{
  return n % 10 == 1 && n % 100 != 11 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2;
}

static guint
one_other (guint n)
{
  return n != 1;
}

static guint
zero_one (guint n)
{
  return n > 1;
}

static guint
none (guint n)
{
  return 0;
}

static const struct {
  const char *line;
  guint (*rule) (guint n);
} rules[] = {
  { "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);", russian },
  { "nplurals=2; plural=(n != 1);", one_other },
  { "nplurals=2; plural=(n > 1);", zero_one },
  { "nplurals=1; plural=0;", none },
};

static void
test_plural_forms_agree_with_the_table (void)
{
  guint n_files = 0;

  for (const char *const *tag = birge_language_list_tags (); *tag != NULL; tag++)
    {
      g_autofree char *name = g_strconcat (*tag, ".po", NULL);
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "..", "po", name, NULL);
      g_autofree char *po = NULL;
      guint (*rule) (guint n) = NULL;

      if (!g_file_get_contents (path, &po, NULL, NULL))
        {
          g_assert_cmpstr (*tag, ==, "en");
          continue;
        }
      for (gsize i = 0; i < G_N_ELEMENTS (rules) && rule == NULL; i++)
        if (strstr (po, rules[i].line) != NULL)
          rule = rules[i].rule;
      g_assert_nonnull (rule);
      for (guint n = 0; n < 250; n++)
        g_assert_cmpuint (birge_language_plural_index (birge_language_find (*tag), n), ==, rule (n));
      n_files++;
    }
  g_assert_cmpuint (n_files, ==, 9);
}

static void
test_takes_the_catalogues_of_the_program (void)
{
  birge_po_init (); /* ends the program when msgfmt's files cannot be read */
  birge_po_init ();
  g_assert_cmpstr (birge_tr ("kk", "No such text"), ==, "No such text");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tr/translates", test_translates);
  g_test_add_func ("/tr/derives-letters", test_derives_letters);
  g_test_add_func ("/tr/falls-back-along-the-table", test_falls_back_along_the_table);
  g_test_add_func ("/tr/picks-plural-forms", test_picks_plural_forms);
  g_test_add_func ("/tr/later-catalogue-goes-first", test_later_catalogue_goes_first);
  g_test_add_func ("/tr/refuses-malformed-files", test_refuses_malformed_files);
  g_test_add_func ("/tr/survives-damage", test_survives_damage);
  g_test_add_func ("/tr/any-thread-may-ask", test_any_thread_may_ask);
  g_test_add_func ("/tr/plural-forms-agree-with-the-table", test_plural_forms_agree_with_the_table);
  g_test_add_func ("/tr/takes-the-catalogues-of-the-program", test_takes_the_catalogues_of_the_program);
  return g_test_run ();
}
