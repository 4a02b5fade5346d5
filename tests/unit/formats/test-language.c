/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-language.h"

#include <string.h>

static void
test_lists_the_languages_of_the_wall (void)
{
  static const char *const wall[] = { "kk", "ru", "uz", "uz-Cyrl", "ky", "tg", "zh-Hans", "tr", "en", "fa" };
  const char *const *tags = birge_language_list_tags ();

  g_assert_cmpuint (g_strv_length ((char **) tags), ==, G_N_ELEMENTS (wall));
  for (gsize i = 0; i < G_N_ELEMENTS (wall); i++)
    g_assert_cmpstr (tags[i], ==, wall[i]);
}

static void
test_every_language_is_whole (void)
{
  for (const char *const *tag = birge_language_list_tags (); *tag != NULL; tag++)
    {
      const BirgeLanguage *language = birge_language_find (*tag);
      const char *const *fallbacks = birge_language_get_fallbacks (language);
      const char *base = birge_language_get_derived_from (language);

      g_assert_cmpstr (birge_language_get_tag (language), ==, *tag);
      g_assert_true (*birge_language_get_name (language) != '\0');
      g_assert_true (*birge_language_get_greeting (language) != '\0');
      g_assert_true (*birge_language_get_pango_tag (language) != '\0');
      g_assert_true (base == NULL || birge_language_find (base) != NULL);
      g_assert_true (strcmp (*tag, "en") == 0 || g_strv_contains (fallbacks, "en"));
      for (guint i = 0; fallbacks[i] != NULL; i++)
        {
          g_assert_nonnull (birge_language_find (fallbacks[i]));
          g_assert_cmpstr (fallbacks[i], !=, *tag);
        }
    }
}

static void
test_finds_without_regard_to_case (void)
{
  g_assert_cmpstr (birge_language_get_tag (birge_language_find ("UZ-cyrl")), ==, "uz-Cyrl");
  g_assert_null (birge_language_find ("xx"));
  g_assert_null (birge_language_find (""));
  g_assert_null (birge_language_find (NULL));
}

static void
test_knows_direction_voice_and_origin (void)
{
  g_assert_true (birge_language_is_rtl (birge_language_find ("fa")));
  g_assert_false (birge_language_is_rtl (birge_language_find ("kk")));
  g_assert_null (birge_language_get_voice (birge_language_find ("tg")));
  g_assert_cmpstr (birge_language_get_voice (birge_language_find ("zh-Hans")), ==, "cmn-latn-pinyin");
  g_assert_cmpstr (birge_language_get_voice (birge_language_find ("uz-Cyrl")), ==, "uz");
  g_assert_cmpstr (birge_language_get_derived_from (birge_language_find ("uz-Cyrl")), ==, "uz");
  g_assert_null (birge_language_get_derived_from (birge_language_find ("uz")));
  g_assert_cmpstr (birge_language_get_fallbacks (birge_language_find ("uz-Cyrl"))[0], ==, "uz");
}

static void
test_picks_plural_forms (void)
{
  static const gint64 numbers[] = { 0, 1, 2, 5, 11, 12, 21, 22, 25, 100, 101, 111, -1 };
  static const struct {
    const char *tag;
    const char *forms; /* a digit for each number */
  } rules[] = {
    { "kk", "1011111111110" },
    { "uz-Cyrl", "1011111111110" },
    { "en", "1011111111110" },
    { "ru", "2012220122020" },
    { "fa", "0011111111110" },
    { "tg", "0000000000000" },
    { "zh-Hans", "0000000000000" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    for (gsize n = 0; n < G_N_ELEMENTS (numbers); n++)
      g_assert_cmpuint (birge_language_plural_index (birge_language_find (rules[i].tag), numbers[n]), ==,
                        (guint) (rules[i].forms[n] - '0'));
  g_assert_cmpuint (birge_language_plural_index (birge_language_find ("ru"), G_MININT64), ==, 2);
}

static void
assert_number (const char *tag, gint64 number, const char *wanted)
{
  g_autofree char *text = birge_language_format_number (birge_language_find (tag), number);

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_writes_numbers (void)
{
  g_autofree char *tenge = birge_language_format_tenge (birge_language_find ("kk"), 4325);
  g_autofree char *digits = birge_language_localise_digits (birge_language_find ("fa"), "1 از 20%");

  assert_number ("ru", 0, "0");
  assert_number ("ru", 999, "999");
  assert_number ("ru", 129750, "129\u00A0750");
  assert_number ("en", 1234567, "1,234,567");
  assert_number ("en", -1234, "\u22121,234");
  assert_number ("tr", 4325, "4.325");
  assert_number ("fa", 4325, "۴٬۳۲۵");
  assert_number ("en", G_MININT64, "\u22129,223,372,036,854,775,808");
  g_assert_cmpstr (tenge, ==, "4\u00A0325\u00A0₸");
  g_assert_cmpstr (digits, ==, "۱ از ۲۰%");
}

static void
assert_date (const char *tag, const char *iso, const char *wanted)
{
  g_autofree char *text = birge_language_format_date (birge_language_find (tag), iso);

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_writes_dates (void)
{
  assert_date ("kk", "2026-11-23", "23 қараша 2026");
  assert_date ("ru", "2027-01-01", "1 января 2027");
  assert_date ("uz", "2026-11-23", "23-noyabr 2026");
  assert_date ("uz-Cyrl", "2026-09-05", "5-сентябр 2026");
  assert_date ("zh-Hans", "2026-11-03", "2026年11月3日");
  assert_date ("fa", "2026-11-23", "۲۳ نوامبر ۲۰۲۶");
  assert_date ("en", "2026-02-30", "2026-02-30");
  assert_date ("en", "soon", "soon");
}

static void
assert_seconds (const char *tag, gint64 seconds, const char *wanted)
{
  g_autofree char *text = birge_language_format_seconds (birge_language_find (tag), seconds);

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_writes_lengths_of_time (void)
{
  assert_seconds ("en", 83, "1:23");
  assert_seconds ("en", 5, "0:05");
  assert_seconds ("en", 3723, "1:02:03");
  assert_seconds ("en", -4, "0:00");
  assert_seconds ("fa", 83, "۱:۲۳");
}

static gpointer
find_kazakh (gpointer unused)
{
  return (gpointer) birge_language_find ("kk");
}

static void
test_is_one_table_for_all_threads (void)
{
  GThread *threads[8];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", find_kazakh, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (g_thread_join (threads[i]) == find_kazakh (NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/language/is-one-table-for-all-threads", test_is_one_table_for_all_threads);
  g_test_add_func ("/language/lists-the-languages-of-the-wall", test_lists_the_languages_of_the_wall);
  g_test_add_func ("/language/every-language-is-whole", test_every_language_is_whole);
  g_test_add_func ("/language/finds-without-regard-to-case", test_finds_without_regard_to_case);
  g_test_add_func ("/language/knows-direction-voice-and-origin", test_knows_direction_voice_and_origin);
  g_test_add_func ("/language/picks-plural-forms", test_picks_plural_forms);
  g_test_add_func ("/language/writes-numbers", test_writes_numbers);
  g_test_add_func ("/language/writes-dates", test_writes_dates);
  g_test_add_func ("/language/writes-lengths-of-time", test_writes_lengths_of_time);
  return g_test_run ();
}
