/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/birge-pcm-private.h"
#include "media/say/birge-say-private.h"

#include "tests/unit/media/media-fixture.h"

#include <string.h>

typedef struct {
  const char *shown;
  const char *said;
} Pair;

/* What all voices say, one after another; "|" where another voice goes on. */
static char *
say (const char *language,
     const char *text)
{
  g_autoptr(GPtrArray) parts = birge_say_prepare (language, text);
  GString *said = g_string_new (NULL);

  g_assert_nonnull (parts);
  for (guint i = 0; i < parts->len; i++)
    {
      BirgeSayPart *part = g_ptr_array_index (parts, i);

      g_assert_cmpuint (part->said->text->len, ==, part->said->origin->len);
      g_string_append_printf (said, "%s%s", i > 0 ? "|" : "", part->said->text->str);
    }
  return g_string_free (said, FALSE);
}

static void
check (const char *language,
       const Pair *pairs,
       gsize       n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *said = say (language, pairs[i].shown);

      g_test_message ("%s: %s", language, pairs[i].shown);
      g_assert_cmpstr (g_strstrip (said), ==, pairs[i].said);
    }
}

static void
test_kazakh (void)
{
  static const Pair pairs[] = {
    { "103-ке, 112-ге қоңырау шалыңыз.", "жүз үшке, жүз он екіге қоңырау шалыңыз." },
    { "5–6 см, минутына 100–120 рет", "бес алты сантиметр, минутына жүз, жүз жиырма рет" },
    { "айдың 10-күнінен, 518-бап, 43-үй", "айдың оныншы күнінен, бес жүз он сегізінші бап, қырық үшінші үй" },
    { "1 қаңтардан, 2023 жылғы, 23.11.2026",
      "бірінші қаңтардан, екі мың жиырма үшінші жылғы, жиырма үшінші қараша екі мың жиырма алтыншы жыл" },
    { "43\u00a0250\u00a0₸, 50 %, 38,5 °C", "қырық үш мың екі жүз елу теңге, елу пайыз, отыз сегіз бүтін оннан бес градус" },
    { "ЖСН, ТМД және т.б.", "же эс эн, те эм де және тағы басқалар." },
    { "№ 123, 2-ші, сағат 09:05", "нөмір жүз жиырма үш, екінші, сағат тоғыз нөл бес" },
    { "+7 777 588 31 15", "плюс жеті, жеті жүз жетпіс жеті, бес жүз сексен сегіз, отыз бір, он бес" },
    { "1414", "он төрт он төрт" },
    { "2024 ж.", "екі мың жиырма төртінші жыл." },
  };

  check ("kk", pairs, G_N_ELEMENTS (pairs));
}

static void
test_russian (void)
{
  static const Pair pairs[] = {
    { "Звоните 103 или 112.", "Звоните сто три или сто двенадцать." },
    { "5–6 см, 100–120 раз, на 5–6 дней", "от пяти до шести сантиметров, от ста до ста двадцати раз, на пять-шесть дней" },
    { "от 1 года до 5 дней, дольше 30 дней", "от одного года до пяти дней, дольше тридцати дней" },
    { "2 минуты, 2 вдоха, 1 минуту, 21 минута, 2 искусственных вдоха",
      "две минуты, два вдоха, одну минуту, двадцать одна минута, два искусственных вдоха" },
    { "с 1 января 2024 года, в 2022 году, 2025 год",
      "с первого января две тысячи двадцать четвёртого года, в две тысячи двадцать втором году, две тысячи двадцать пятый год" },
    { "до 30-го, 3-я, 3-й, 2-й, 40-й, 100-й", "до тридцатого, третья, третий, второй, сороковой, сотый" },
    { "23.11.2026", "двадцать третьего ноября две тысячи двадцать шестого года" },
    { "43\u00a0250\u00a0₸, 1 000 000 тенге", "сорок три тысячи двести пятьдесят тенге, миллион тенге" },
    { "1 %, 2%, 5 %, 11 %, 21 %, 1,5 часа, 38,5 °C",
      "один процент, два процента, пять процентов, одиннадцать процентов, двадцать один процент, полтора часа, "
      "тридцать восемь и пять градуса" },
    { "8 800 080 7777", "восемь, восемьсот, ноль восемьдесят, семьдесят семь семьдесят семь" },
    { "+7 (7172) 55-10-03", "плюс семь, семьдесят один семьдесят два, пятьдесят пять, десять, ноль три" },
    { "23:50, 09:00", "двадцать три пятьдесят, девять ноль-ноль" },
    { "ст. 15, ул. Абая, д. 5, т.е. ИИН и т.д.", "статья пятнадцать, улица Абая, дом пять, то есть и и эн и так далее." },
    { "см. 5 см", "смотрите пять сантиметров" },
    { "30:2 и 1414", "тридцать на два и четырнадцать четырнадцать" },
    { "30-дневный, 34travel, 040507601234",
      "тридцатидневный, 34travel, ноль четыре ноль пять ноль семь шесть ноль один два три четыре" },
    { "Не входите. 112 звоните, 150–300 мг, № ҚР 269/2020",
      "Не входите. Сто двенадцать звоните, от ста пятидесяти до трёхсот миллиграммов, номер ка эр двести шестьдесят девять, "
      "две тысячи двадцать" },
    { "2000 год, 0, 100 200 300", "две тысячи год, ноль, сто двести триста" },
    { "в 2026 г. Он, с 2024 г. он, 23 ноября 2025 г., 1945 г.",
      "в две тысячи двадцать шестом году. Он, с две тысячи двадцать четвёртого года он, "
      "двадцать третьего ноября две тысячи двадцать пятого года, тысяча девятьсот сорок пятый год." },
    { "к 2000 г. готово, 500 г сахара, 1950 г", "к двухтысячному году готово, пятьсот граммов сахара, тысяча девятьсот пятьдесят граммов" },
  };

  check ("ru", pairs, G_N_ELEMENTS (pairs));
}

static void
test_uzbek (void)
{
  static const Pair pairs[] = {
    { "103 ga, 112 ga qoʻngʻiroq qiling", "bir yuz uchga, bir yuz oʻn ikkiga qoʻngʻiroq qiling" },
    { "5–6 sm, 30 marta, 10 daqiqa", "besh olti santimetr, oʻttiz marta, oʻn daqiqa" },
    { "10-kunidan, 1-yanvardan, 2024-yil", "oʻninchi kunidan, birinchi yanvardan, ikki ming yigirma toʻrtinchi yil" },
    { "43\u00a0250\u00a0₸, 50%, IIN", "qirq uch ming ikki yuz ellik tenge, ellik foiz, i i en" },
    { "23.11.2026", "yigirma uchinchi noyabr ikki ming yigirma oltinchi yil" },
    { "ЦОН", "ЦОН" },
  };
  static const Pair cyrillic[] = {
    { "103 га қўнғироқ қилинг, 10-кун", "bir yuz uchga qoʻngʻiroq qiling, oʻninchi kun" },
  };

  check ("uz", pairs, G_N_ELEMENTS (pairs));
  check ("uz-Cyrl", cyrillic, G_N_ELEMENTS (cyrillic));
}

static void
test_kyrgyz (void)
{
  static const Pair pairs[] = {
    { "103кө, 112-ге чалыңыз", "жүз үчкө, жүз он экиге чалыңыз" },
    { "5–6 см, 10-күн, КМШ ж.б.", "беш алты сантиметр, онунчу күн, ка эм ша жана башкалар." },
    { "1 январь 2024-жыл", "биринчи январь эки миң жыйырма төртүнчү жыл" },
    { "43\u00a0250\u00a0₸, 50 %", "кырк үч миң эки жүз элүү теңге, элүү пайыз" },
  };

  check ("ky", pairs, G_N_ELEMENTS (pairs));
}

static void
test_turkish (void)
{
  static const Pair pairs[] = {
    { "112'yi arayın, 1. gün, %50, 50 %", "yüz on ikiyi arayın, birinci gün, yüzde elli, yüzde elli" },
    { "5–6 cm, 100–120 kez", "beş ila altı santimetre, yüz ila yüz yirmi kez" },
    { "43\u00a0250\u00a0₸, 1,5 km, vb.", "kırk üç bin iki yüz elli tenge, bir virgül beş kilometre, ve benzeri." },
    { "en az 85.000\u00a0₸, 1.234.567", "en az seksen beş bin tenge, bir milyon iki yüz otuz dört bin beş yüz altmış yedi" },
    { "ЦОН ve IIN", "ЦОН |ve i i ne" },
  };

  check ("tr", pairs, G_N_ELEMENTS (pairs));
}

static void
test_english (void)
{
  static const Pair pairs[] = {
    { "Call 103. Call 112, line 150, 1414.", "Call one oh three. Call one one two, line one five oh, one four one four." },
    { "5–6 cm, 1 cm, 100–120 times", "5 to 6 centimetres, 1 centimetre, 100 to 120 times" },
    { "85,000 ₸, 1,2,3", "85000 tenge, 1,2,3" },
    { "4,325 ₸, 50%, 38.5 °C, the 10th", "4325 tenge, 50 percent, 38.5 degrees, the 10th" },
    { "+7 777 588 31 15", "plus seven, seven seven seven, five eight eight, three one, one five" },
    { "8 800 080 7777", "eight, 800, oh eight oh, seven seven seven seven" },
    { "23:50, 09:00, 30:2", "23 50, 9 o'clock, 30 to 2" },
    { "AED, CPR, e.g. HIV", "A.E.D., CPR, for example HIV" },
    { "150 people, 1, 2, 3", "150 people, 1, 2, 3" },
  };

  check ("en", pairs, G_N_ELEMENTS (pairs));
}

static void
test_persian (void)
{
  static const Pair pairs[] = {
    { "به 112 زنگ بزنید", "به 112 زنگ بزنید" },
    { "۵–۶ سانتی‌متر", "5 تا 6 سانتی‌متر" },
    { "۲۳:۵۰، ۵۰٪، ۴۳٬۲۵۰\u00a0₸", "23 و 50 دقیقه، 50 درصد، 43250 تنگه" },
  };

  check ("fa", pairs, G_N_ELEMENTS (pairs));
}

static void
test_chinese (void)
{
  static const Pair pairs[] = {
    /* one character, two readings */
    { "银行行动", "yin2hang2 xing2 dong4" },
    { "工长长大了", "gong1zhang3 zhang3da4 le5" },
    { "重复很重要", "chong2fu4 hen3 zhong4 yao4" },
    { "还有人还钱", "hai2you3 ren2 huan2qian2" },
    { "觉得得到，做得好", "jue2de5 de2dao4, zuo4de5 hao3" },
    { "了解了", "liao3jie3 le5" },
    { "慢慢地按地址", "man4 man4 de5 an4 di4zhi3" },
    { "数三个数字", "shu3san1 ge5 shu4 zi4" },
    { "便宜，方便", "pian2yi5, fang1 bian4" },
    { "胸部完全弹起", "xiong1 bu4 wan2 quan2 tan2 qi3" },
    { "着火了，看着", "zhao2huo3 le5, kan4 zhe5" },
    { "大量出血", "da4liang4 chu1 xue4" },
    { "星期一是第1天，私人家庭", "xing1qi1yi1 shi4 di4yi1tian1, si1ren2 jia1 ting2" },
    { "用手掌量，音量", "yong4 shou3zhang3liang2, yin1 liang4" },
    { "不给工资，不是，不认", "bu4gei3 gong1 zi1, bu2shi4, bu2ren4" },
    /* numbers */
    { "打103，打112。", "da3 yao1 ling2 san1, da3 yao1 yao1 er4." },
    { "5–6厘米，100–120次，30比2", "wu3 dao4 liu4 li2mi3, yi4bai3 dao4 yi4bai3 er4 shi2 ci4, san1 shi2 bi3 er4" },
    { "第2天，2分钟，2月2日，21次", "di4 er4 tian1, liang3 fen1 zhong1, er4 yue4 er4 ri4, er4 shi2 yi1 ci4" },
    { "2024年1月1日", "er4 ling2 er4 si4 nian2 yi1 yue4 yi1 ri4" },
    { "43\u00a0250\u00a0₸，50%", "si4 wan4 san1 qian1 er4bai3 wu3 shi2 jian1 ge1, bai3 fen1 zhi1 wu3 shi2" },
    { "23:50", "er4 shi2 san1dian3 wu3 shi2 fen1" },
    { "1005, 10 000 000", "yi4qian1 ling2 wu3, yi4qian1 wan4" },
    /* other scripts have other voices */
    { "eGov、银行", "eGov|, yin2hang2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *said = say ("zh-Hans", pairs[i].shown);
      g_autoptr(GRegex) spaces = g_regex_new (" +", 0, 0, NULL);
      g_autoptr(GRegex) before = g_regex_new (" ([,.])", 0, 0, NULL);
      g_autofree char *once = g_regex_replace_literal (spaces, said, -1, 0, " ", 0, NULL);
      g_autofree char *tidy = g_regex_replace (before, once, -1, 0, "\\1", 0, NULL);

      g_test_message ("%s", pairs[i].shown);
      g_assert_cmpstr (g_strstrip (tidy), ==, pairs[i].said);
    }
}

/* Sound by sound what the voice makes of a text: digits and words must come to the same. */
static gboolean
count (const gint16 *samples,
       gsize         n_samples,
       int           rate,
       gpointer      data)
{
  *(gsize *) data += n_samples;
  return TRUE;
}

static gsize
length_of (const char *language,
           const char *text)
{
  g_autoptr(GPtrArray) parts = birge_say_prepare (language, text);
  gsize n = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      BirgeSayPart *part = g_ptr_array_index (parts, i);

      g_assert_true (_birge_espeak_read (part->voice, part->said->text->str, 150, count, &n));
    }
  return n;
}

static void
test_digits_sound_like_words (void)
{
  static const struct { const char *language, *digits, *words; } same[] = {
    { "uz", "10 daqiqa", "oʻn daqiqa" },       { "uz-Cyrl", "10 дақиқа", "ўн дақиқа" },
    { "ru", "2 минуты", "две минуты" },         { "kk", "112-ге", "жүз он екіге" },
    { "zh-Hans", "30次", "三十次" },             { "en", "Call 103", "Call one oh three" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (same); i++)
    {
      gsize digits = length_of (same[i].language, same[i].digits), words = length_of (same[i].language, same[i].words);

      g_test_message ("%s: %s", same[i].language, same[i].digits);
      g_assert_cmpuint (words, >, 5000);
      g_assert_cmpuint (MAX (digits, words) - MIN (digits, words), <, words / 20);
    }
}

static void
expect_place (const char *language,
              const char *text,
              const char *said,
              const char *shown)
{
  g_autoptr(GPtrArray) parts = birge_say_prepare (language, text);

  for (guint i = 0; i < parts->len; i++)
    {
      BirgeSayPart *part = g_ptr_array_index (parts, i);
      const char *found = strstr (part->said->text->str, said);
      BirgeSayRange place;

      if (found == NULL)
        continue;
      g_assert_true (birge_say_part_find (part, (gsize) g_utf8_pointer_to_offset (part->said->text->str, found),
                                           (gsize) g_utf8_strlen (said, -1), &place));
      {
        g_autofree char *there = g_strndup (text + place.start, place.end - place.start);

        g_assert_cmpstr (there, ==, shown);
      }
      return;
    }
  g_test_message ("%s is not said in %s", said, text);
  g_test_fail ();
}

/* Names of papers stand in Kazakh and Russian in the texts of all languages. */
static void
test_other_letters_have_other_voices (void)
{
  g_autoptr(GPtrArray) parts = birge_say_prepare ("tr", "Adı уақытша тұруға рұқсат (УТР), Rusçası разрешение.");
  static const char *const voices[] = { "tr", "kk", "tr", "ru" };

  g_assert_cmpuint (parts->len, ==, G_N_ELEMENTS (voices));
  for (guint i = 0; i < parts->len; i++)
    g_assert_cmpstr (((BirgeSayPart *) g_ptr_array_index (parts, i))->voice, ==, voices[i]);
}

static void
test_words_know_their_place (void)
{
  expect_place ("ru", "Звоните 112 сразу.", "двенадцать", "112");
  expect_place ("ru", "Звоните 112 сразу.", "сразу", "сразу");
  expect_place ("ru", "Звоните 112 сразу.", "Звоните", "Звоните");
  expect_place ("kk", "Тез 103-ке соғыңыз", "үшке", "103-ке");
  expect_place ("kk", "Тез 103-ке соғыңыз", "соғыңыз", "соғыңыз");
  expect_place ("ru", "Глубина 5–6 см здесь", "сантиметров", "5–6 см");
  expect_place ("uz-Cyrl", "Тез 103 га қўнғироқ қилинг", "qoʻngʻiroq", "қўнғироқ");
  expect_place ("uz-Cyrl", "Тез 103 га қўнғироқ қилинг", "uchga", "103 га");
  expect_place ("zh-Hans", "请去银行等2分钟。", "yin2hang2", "银行");
  expect_place ("zh-Hans", "请去银行等2分钟。", "liang3", "2");
  expect_place ("zh-Hans", "请去银行等2分钟。", "deng3", "等");
  expect_place ("fa", "۵–۶ سانتی‌متر", "تا", "۵–۶");
}

static void
test_any_text_is_survived (void)
{
  static const char *const languages[] = { "kk", "ru", "uz", "uz-Cyrl", "ky", "tr", "en", "fa", "zh-Hans" };
  static const char *const texts[] = {
    "", " ", "+", "%", "№", "-", "5", "5-", "5–", "–5", "1:", ":1", "1.", "т.", "т.б", "99999999999999999999999", "00:00",
    "31.02.2026", "2026-13-45", "+7", "+7 777", "1 2 3 4 5 6 7 8 9 0 1 2 3 4", "0,0", "1,", "۱", "۱٬", "一", "不", "一一一",
    "𠀀㐀", "\xff\xfe 5", "5\xcc", "2‑3", "%%5%%", "5 %", "1/2", "1–2–3", "12:60", "1:23:45", "103103103", "т.е.т.д.",
  };
  g_autoptr(GRand) dice = g_rand_new_with_seed (4);

  for (gsize l = 0; l < G_N_ELEMENTS (languages); l++)
    for (gsize i = 0; i < G_N_ELEMENTS (texts) + 60; i++)
      {
        g_autoptr(GString) text = g_string_new (i < G_N_ELEMENTS (texts) ? texts[i] : NULL);
        g_autofree char *said = NULL;

        while (i >= G_N_ELEMENTS (texts) && text->len < 60)
          g_string_append (text, texts[g_rand_int_range (dice, 0, G_N_ELEMENTS (texts))]);
        said = say (languages[l], text->str);
        g_assert_true (g_utf8_validate (said, -1, NULL));
      }
}

static void
test_language_without_voice_has_nothing (void)
{
  g_assert_null (birge_say_prepare ("tg", "Салом"));
  g_assert_null (birge_say_prepare ("xx", "Hello"));
}

/* A dictionary that is not whole is none: Chinese is off then, never wrong. */
static void
test_broken_dictionary_is_refused (void)
{
  g_autofree char *path = _birge_espeak_dup_data_path ("cmn_dict");
  g_autofree char *whole = NULL;
  gsize length;

  g_assert_true (birge_say_has_chinese ());
  g_assert_true (_birge_pinyin_can_use (path));
  g_assert_true (g_file_get_contents (path, &whole, &length, NULL));
  g_test_expect_message ("birge-media", G_LOG_LEVEL_MESSAGE, "Chinese voice: not available: * install *");
  g_assert_false (_birge_pinyin_can_use ("/nonexistent"));
  g_test_assert_expected_messages ();
  for (gsize cut = 0; cut < 900000; cut = cut * 2 + 3)
    {
      g_autofree char *broken = fixture_write ("cut_dict", whole, (gssize) cut);

      g_test_expect_message ("birge-media", G_LOG_LEVEL_MESSAGE, "Chinese voice: not available: * install *");
      g_assert_false (_birge_pinyin_can_use (broken));
      g_test_assert_expected_messages ();
    }
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/say/kazakh", test_kazakh);
  g_test_add_func ("/say/russian", test_russian);
  g_test_add_func ("/say/uzbek", test_uzbek);
  g_test_add_func ("/say/kyrgyz", test_kyrgyz);
  g_test_add_func ("/say/turkish", test_turkish);
  g_test_add_func ("/say/english", test_english);
  g_test_add_func ("/say/persian", test_persian);
  g_test_add_func ("/say/chinese", test_chinese);
  g_test_add_func ("/say/digits-sound-like-words", test_digits_sound_like_words);
  g_test_add_func ("/say/other-letters-have-other-voices", test_other_letters_have_other_voices);
  g_test_add_func ("/say/words-know-their-place", test_words_know_their_place);
  g_test_add_func ("/say/any-text-is-survived", test_any_text_is_survived);
  g_test_add_func ("/say/language-without-voice-has-nothing", test_language_without_voice_has_nothing);
  g_test_add_func ("/say/broken-dictionary-is-refused", test_broken_dictionary_is_refused);

  result = g_test_run ();
  fixture_remove_folder ();
  return result;
}
