/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-uzbek.h"

#include <string.h>

#include "tests/unit/formats/broken.h"

typedef struct {
  const char *latin;
  const char *cyrillic;
} Pair;

static const Pair both_ways[] = {
  { "Assalomu alaykum! Nima kerak?", "Ассалому алайкум! Нима керак?" },
  { "Maosh toʻlanmadi. Nima qilaman?", "Маош тўланмади. Нима қиламан?" },
  { "Ertaga poyezd yoʻq, yer yaxshi", "Эртага поезд йўқ, ер яхши" },
  { "aeroport, duet, eʼlon, sanʼat, masʼul", "аэропорт, дуэт, эълон, санъат, масъул" },
  { "shahar, choy, gʻisht, qogʻoz, xona, hafta", "шаҳар, чой, ғишт, қоғоз, хона, ҳафта" },
  { "Isʼhoq ashob", "Исҳоқ ашоб" },
  { "YOʻQ! SHAHAR. OʻZBEKISTON. SANʼAT", "ЙЎҚ! ШАҲАР. ЎЗБЕКИСТОН. САНЪАТ" },
  { "Shahar Yoʻl Oʻn Gʻisht Yaxshi Chap", "Шаҳар Йўл Ўн Ғишт Яхши Чап" },
  { "U keldi. Oʻ!", "У келди. Ў!" },
  { "politsiya, registratsiya, aksiya, konsert, sement, retsept", "полиция, регистрация, акция, концерт, цемент, рецепт" },
  { "sentabr, oktabr, noyabr, dekabr", "сентябр, октябр, ноябр, декабр" },
  { "film, filmlar, kompyuter, obyekt, mebel", "фильм, фильмлар, компьютер, объект, мебель" },
  { "sirk va sirka, pulsiz, profil va profilaktika", "цирк ва сирка, пулсиз, профиль ва профилактика" },
  { "ketsa, aytsa, otsiz", "кетса, айтса, отсиз" },
  { "mavzeʼ bor", "мавзеъ бор" },
  { "103 ga qoʻngʻiroq qiling", "103 га қўнғироқ қилинг" },
};

static void
assert_cyrillic (const char *latin, const char *wanted)
{
  g_autofree char *text = birge_uz_to_cyrillic (latin);

  g_assert_cmpstr (text, ==, wanted);
}

static void
assert_latin (const char *cyrillic, const char *wanted)
{
  g_autofree char *text = birge_uz_to_latin (cyrillic);

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_goes_both_ways (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (both_ways); i++)
    {
      assert_cyrillic (both_ways[i].latin, both_ways[i].cyrillic);
      assert_latin (both_ways[i].cyrillic, both_ways[i].latin);
    }
}

static void
test_takes_every_apostrophe (void)
{
  static const char *const signs[] = { "'", "`", "\u00B4", "\u2018", "\u2019", "\u02BB", "\u02BC", "\u2032" };

  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      g_autofree char *latin = g_strdup_printf ("o%sn tog%s, san%sat, YO%sQ", signs[i], signs[i], signs[i], signs[i]);

      assert_cyrillic (latin, "ўн тоғ, санъат, ЙЎҚ");
    }
}

static void
test_leaves_quotation_marks (void)
{
  assert_cyrillic ("'bozor' ‘salom’ “non”", "'бозор' ‘салом’ “нон”");
  assert_cyrillic ("' ʼ ʻ", "' ʼ ʻ");
}

static void
test_leaves_what_is_not_a_word (void)
{
  assert_cyrillic ("{30 mci} va {min-wage}", "{30 mci} ва {min-wage}");
  assert_cyrillic ("%d ta, %s, %1$s, %5.2f, %%, %lld", "%d та, %s, %1$s, %5.2f, %%, %lld");
  assert_cyrillic ("50% dan, 50%dan", "50% дан, 50%дан");
  assert_cyrillic ("<b>Salom</b> &amp; <span size='large'>non</span>", "<b>Салом</b> &amp; <span size='large'>нон</span>");
  assert_cyrillic ("www.egov.kz/uz, https://egov.kz/a?b=c, egov.kz, markaz@egov.kz da", "www.egov.kz/uz, https://egov.kz/a?b=c, egov.kz, markaz@egov.kz да");
  assert_cyrillic ("QR, USB, Wi-Fi, WhatsApp, COVID-19, XX asr", "QR, USB, Wi-Fi, WhatsApp, COVID-19, XX аср");
  assert_cyrillic ("Türkçe, қазақша 中文", "Türkçe, қазақша 中文");
  assert_cyrillic ("", "");
  assert_latin ("{30 мci} Қазақ әже 中文 salom", "{30 мci} Qazaq әje 中文 salom");
}

static void
test_soft_sign_is_lost_before_vowels (void)
{
  assert_cyrillic ("avtomobili, avtomobillar, paroli, modelyer", "автомобили, автомобильлар, пароли, модельер");
}

static void
test_other_latin_of_cyrillic (void)
{
  assert_latin ("борщ, съезд, павильон, подъезд, рыба, июль", "borsh, syezd, pavilyon, podyezd, riba, iyul");
  assert_latin ("ЦЕХ, Цирк, шприц, центр, медицина", "SEX, Sirk, shprits, sentr, meditsina");
  assert_latin ("Щ Ш Ю ЩИ", "Sh Sh Yu SHI");
}

static void
swallow (GBytes *bytes)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL) ? g_bytes_get_data (bytes, NULL) : "", g_bytes_get_size (bytes));
  g_autofree char *cyrillic = birge_uz_to_cyrillic (text);
  g_autofree char *latin = birge_uz_to_latin (text);

  g_assert_true (g_utf8_validate (cyrillic, -1, NULL));
  g_assert_true (g_utf8_validate (latin, -1, NULL));
}

static void
test_survives_damage (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GBytes) good = NULL;
  g_autoptr(GBytes) towers = repeat ("", "a.a@{%<&", 20000);
  g_autoptr(GBytes) word = repeat ("", "oʻ", 20000);

  for (gsize i = 0; i < G_N_ELEMENTS (both_ways); i++)
    g_string_append_printf (text, "%s %s\n", both_ways[i].latin, both_ways[i].cyrillic);
  good = bytes_of (text->str);
  feed_broken (good, swallow);
  swallow (towers);
  swallow (word);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/uzbek/goes-both-ways", test_goes_both_ways);
  g_test_add_func ("/uzbek/takes-every-apostrophe", test_takes_every_apostrophe);
  g_test_add_func ("/uzbek/leaves-quotation-marks", test_leaves_quotation_marks);
  g_test_add_func ("/uzbek/leaves-what-is-not-a-word", test_leaves_what_is_not_a_word);
  g_test_add_func ("/uzbek/soft-sign-is-lost-before-vowels", test_soft_sign_is_lost_before_vowels);
  g_test_add_func ("/uzbek/other-latin-of-cyrillic", test_other_latin_of_cyrillic);
  g_test_add_func ("/uzbek/survives-damage", test_survives_damage);
  return g_test_run ();
}
