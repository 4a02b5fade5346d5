/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-settings.h"

#include <string.h>

#include "tests/unit/formats/broken.h"

static BirgeSettings *
parse (const char *text, const char *codes)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) bytes = bytes_of (text);
  BirgeSettings *settings = birge_settings_parse (bytes, "birge.ini", problems);

  assert_codes (problems, codes);
  assert_helpful (problems);
  return settings;
}

static void
test_has_defaults (void)
{
  g_autoptr(BirgeSettings) settings = parse ("", "");
  g_autofree char *text = birge_settings_to_string (settings);

  g_assert_null (settings->state);
  g_assert_cmpuint (g_strv_length (settings->mirrors), ==, 0);
  g_assert_cmpuint (settings->reserve_megabytes, ==, 500);
  g_assert_cmpuint (settings->check_hours, ==, 6);
  g_assert_cmpint (settings->metered, ==, BIRGE_METERED_AUTO);
  g_assert_cmpstr (text, ==, "");
}

/* What the documentation shows for each key is right, and is read back as it was written. */
static void
test_takes_all_its_examples (void)
{
  g_autoptr(GString) file = g_string_new (NULL);
  g_autoptr(BirgeSettings) settings = NULL;
  g_autoptr(BirgeSettings) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *same = NULL;
  const char *section, *example, *words, *key;
  const char *before = "";

  for (guint i = 0; (key = birge_settings_get_key (i, &section, &example, &words)) != NULL; i++)
    {
      if (!g_str_equal (section, before))
        g_string_append_printf (file, "[%s]\n", section);
      g_string_append_printf (file, "%s=%s\n", key, example);
      g_assert_cmpuint (strlen (words), >, 10);
      before = section;
    }
  settings = parse (file->str, "");
  text = birge_settings_to_string (settings);
  again = parse (text, "");
  same = birge_settings_to_string (again);

  g_assert_cmpstr (text, ==, same);
  g_assert_cmpstr (settings->mirrors[0], ==, "https://content.example.org/birge");
  g_assert_cmpstr (settings->channels[2], ==, "first-aid");
  g_assert_cmpstr (settings->languages[0], ==, "uz");
  g_assert_cmpint (settings->from_hour, ==, 22);
  g_assert_cmpint (settings->to_hour, ==, 6);
  g_assert_cmpuint (settings->cap_kilobytes, ==, 50);
  g_assert_cmpfloat (settings->diagonal_inches, ==, 42.5);
}

static void
test_keeps_the_order_of_mirrors (void)
{
  g_autoptr(BirgeSettings) settings =
    parse ("[Updates]\nMirrors=https://b.example/x/   http://127.0.0.1:8080 https://a.example\n", "");

  g_assert_cmpuint (g_strv_length (settings->mirrors), ==, 3);
  g_assert_cmpstr (settings->mirrors[0], ==, "https://b.example/x");
  g_assert_cmpstr (settings->mirrors[1], ==, "http://127.0.0.1:8080");
}

static void
test_refuses_what_is_unsafe_or_unclear (void)
{
  static const char *const bad[] = {
    "Mirrors=http://content.example.org", "Mirrors=ftp://content.example.org", "Mirrors=content.example.org",
    "Mirrors=https://me:secret@content.example.org", "Mirrors=https://content.example.org/?a=b", "Mirrors=",
    "Root=root.json", "Channels=../guides", "Languages=uz klingon", "Pinned=wages", "CapKilobytesPerSecond=0",
    "CapKilobytesPerSecond=50k", "DayMegabytes=-1", "FilmHours=22", "FilmHours=22-22", "FilmHours=22-6x", "FilmHours=25-6",
    "Metered=perhaps", "ReserveMegabytes=10", "CheckHours=0.5", "CertificateFile=ca.pem", "StickFolder=stick",
    "[Kiosk]\nDiagonalInches=4235", "[Kiosk]\nDiagonalInches=-1", "[Kiosk]\nDiagonalInches=nan", "[Kiosk]\nIdleSeconds=5",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *text = g_strdup_printf ("[Updates]\n%s\n", bad[i]);
      g_autoptr(BirgeSettings) settings = parse (text, "bad-setting");
      g_autofree char *kept = birge_settings_to_string (settings);

      g_assert_cmpstr (kept, ==, ""); /* what was refused sets nothing */
    }
}

static void
test_refuses_keys_it_does_not_know (void)
{
  birge_settings_free (parse ("[Updates]\nMirror=https://a.example\n", "unknown-key"));
  birge_settings_free (parse ("[Kiosk]\nMirrors=https://a.example\n", "unknown-key"));
  birge_settings_free (parse ("[Updates]\nRoot[ru]=/x\n", "unknown-key"));
}

static void
test_refuses_a_file_too_large (void)
{
  g_autofree char *text = g_strnfill (BIRGE_SETTINGS_MAX_BYTES + 1, '#');

  birge_settings_free (parse (text, "too-large"));
}

static void
test_warns_of_a_day_larger_than_its_month (void)
{
  birge_settings_free (parse ("[Updates]\nDayMegabytes=100\nMonthMegabytes=50\n", "bad-setting"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/has-defaults", test_has_defaults);
  g_test_add_func ("/settings/takes-all-its-examples", test_takes_all_its_examples);
  g_test_add_func ("/settings/keeps-the-order-of-mirrors", test_keeps_the_order_of_mirrors);
  g_test_add_func ("/settings/refuses-what-is-unsafe-or-unclear", test_refuses_what_is_unsafe_or_unclear);
  g_test_add_func ("/settings/refuses-keys-it-does-not-know", test_refuses_keys_it_does_not_know);
  g_test_add_func ("/settings/refuses-a-file-too-large", test_refuses_a_file_too_large);
  g_test_add_func ("/settings/warns-of-a-day-larger-than-its-month", test_warns_of_a_day_larger_than_its_month);
  return g_test_run ();
}
