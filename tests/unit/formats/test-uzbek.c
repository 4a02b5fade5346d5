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
  { "auksion, produksiya, distansiya, pensiya", "аукцион, продукция, дистанция, пенсия" },
  { "rayon, mayor, konveyer, podyezd, syezd", "район, майор, конвейер, подъезд, съезд" },
  { "budjet, broshura, polietilen, sotsial, sentr", "бюджет, брошюра, полиэтилен, социал, центр" },
  { "insult, prinsip, defitsit, 220 volt, poyabzal", "инсульт, принцип, дефицит, 220 вольт, пойабзал" },
  { "meʼyor, subyekt, maʼyus", "меъёр, субъект, маъюс" },
  { "ayol, hayot, daryo, tayanch, uyushma", "аёл, ҳаёт, дарё, таянч, уюшма" },
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
  assert_cyrillic ("COVID-19, XX asr", "COVID-19, XX аср");
  assert_cyrillic ("Türkçe, қазақша 中文", "Türkçe, қазақша 中文");
  assert_cyrillic ("", "");
  assert_latin ("{30 мci} Қазақ әже 中文 salom", "{30 мci} Qazaq әje 中文 salom");
}

/* A reader looks for them on the screen or the package as they are written there. */
static void
test_leaves_names (void)
{
  static const char *const names[] = { "E-Otinish", "eOtinish", "eQonaq",   "eGov", "Enbek Migration", "AED", "GPS", "ID",
                                       "PDF",       "PIN",      "QR",       "SIM",  "SMS",             "USB", "Wi-Fi",
                                       "WhatsApp",  "UNHCR" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *latin = g_strdup_printf ("yoki %s orqali, %s-kod", names[i], names[i]);
      g_autofree char *cyrillic = g_strdup_printf ("ёки %s орқали, %s-код", names[i], names[i]);

      assert_cyrillic (latin, cyrillic);
    }
  assert_cyrillic ("eGovda, SMSni, WhatsAppdan, QRlarning, SIMsiz", "eGovда, SMSни, WhatsAppдан, QRларнинг, SIMсиз");
  assert_cyrillic ("Muhojir ilovasi. Muhojir ishchi. IDORA, USBEK", "Muhojir иловаси. Муҳожир ишчи. ИДОРА, УСБЕК");
  assert_cyrillic ("**eGov** (SMS) «E-Otinish»", "**eGov** (SMS) «E-Otinish»");
}

static void
test_writes_abbreviations_over (void)
{
  assert_cyrillic ("IIN (ЖСН, ИИН), JSN, MDH, OIV testi, 5–6 sm, 20 MB", "ИИН (ЖСН, ИИН), ЖСН, МДҲ, ОИВ тести, 5–6 см, 20 МБ");
  assert_cyrillic ("gepatit B, C vitamini, I guruh, 5-B sinf", "гепатит B, C витамини, I гуруҳ, 5-B синф");
  assert_cyrillic ("B. Karimov, G‘. Usmon, U keldi", "Б. Каримов, Ғ. Усмон, У келди");
}

static void
test_leaves_numbers (void)
{
  assert_cyrillic ("103 ga, 30-kungacha, 23:50 da, 2024-yil 1-yanvardan, 5%dan, +7 727 258",
                   "103 га, 30-кунгача, 23:50 да, 2024-йил 1-январдан, 5%дан, +7 727 258");
}

static void
test_tells_e_from_ye (void)
{
  assert_cyrillic ("elektr, eski, Ertaga, ekran; yelka, yer", "электр, эски, Эртага, экран; елка, ер");
  assert_cyrillic ("poema, elektroenergiya, uesiz; dieta, klient", "поэма, электроэнергия, уэсиз; диета, клиент");
}

static void
test_soft_sign_is_lost_before_endings (void)
{
  assert_cyrillic ("avtomobil, avtomobili, avtomobillar, detalni", "автомобиль, автомобили, автомобиллар, детални");
  assert_cyrillic ("parol, paroli, parolsiz, nol, nolinchi", "пароль, пароли, паролсиз, ноль, нолинчи");
  assert_cyrillic ("modelyer, medalyon, ventilyator, filmlar", "модельер, медальон, вентилятор, фильмлар");
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
  g_test_add_func ("/uzbek/leaves-names", test_leaves_names);
  g_test_add_func ("/uzbek/writes-abbreviations-over", test_writes_abbreviations_over);
  g_test_add_func ("/uzbek/leaves-numbers", test_leaves_numbers);
  g_test_add_func ("/uzbek/tells-e-from-ye", test_tells_e_from_ye);
  g_test_add_func ("/uzbek/soft-sign-is-lost-before-endings", test_soft_sign_is_lost_before_endings);
  g_test_add_func ("/uzbek/other-latin-of-cyrillic", test_other_latin_of_cyrillic);
  g_test_add_func ("/uzbek/survives-damage", test_survives_damage);
  return g_test_run ();
}
