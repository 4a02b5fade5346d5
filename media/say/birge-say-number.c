/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/say/birge-say-private.h"

#include <string.h>

/* Words only for languages whose voice reads digits wrongly (uz, zh), or where a number takes endings (kk, ru, ky, tr). */

/* Nobody says longer numbers as one. */
#define MAX_NUMBER G_GUINT64_CONSTANT (999999999999)

/* Turkic: the number from its parts, and the last one takes the ending of "fifth". */
typedef struct {
  const char *language;
  const char *digits[10], *tens[10], *powers[4];       /* powers: hundred, thousand, million, milliard */
  const char *nth_digits[10], *nth_tens[10], *nth_powers[4];
  gboolean    says_one; /* "one hundred", "one thousand" */
} Turkic;

static const Turkic turkic[] = {
  { "kk",
    { "нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз" },
    { "", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан" },
    { "жүз", "мың", "миллион", "миллиард" },
    { "нөлінші", "бірінші", "екінші", "үшінші", "төртінші", "бесінші", "алтыншы", "жетінші", "сегізінші", "тоғызыншы" },
    { "", "оныншы", "жиырмасыншы", "отызыншы", "қырқыншы", "елуінші", "алпысыншы", "жетпісінші", "сексенінші",
      "тоқсаныншы" },
    { "жүзінші", "мыңыншы", "миллионыншы", "миллиардыншы" }, FALSE },
  { "ky",
    { "нөл", "бир", "эки", "үч", "төрт", "беш", "алты", "жети", "сегиз", "тогуз" },
    { "", "он", "жыйырма", "отуз", "кырк", "элүү", "алтымыш", "жетимиш", "сексен", "токсон" },
    { "жүз", "миң", "миллион", "миллиард" },
    { "нөлүнчү", "биринчи", "экинчи", "үчүнчү", "төртүнчү", "бешинчи", "алтынчы", "жетинчи", "сегизинчи", "тогузунчу" },
    { "", "онунчу", "жыйырманчы", "отузунчу", "кыркынчы", "элүүнчү", "алтымышынчы", "жетимишинчи", "сексенинчи",
      "токсонунчу" },
    { "жүзүнчү", "миңинчи", "миллионунчу", "миллиардынчы" }, FALSE },
  { "uz",
    { "nol", "bir", "ikki", "uch", "toʻrt", "besh", "olti", "yetti", "sakkiz", "toʻqqiz" },
    { "", "oʻn", "yigirma", "oʻttiz", "qirq", "ellik", "oltmish", "yetmish", "sakson", "toʻqson" },
    { "yuz", "ming", "million", "milliard" },
    { "nolinchi", "birinchi", "ikkinchi", "uchinchi", "toʻrtinchi", "beshinchi", "oltinchi", "yettinchi", "sakkizinchi",
      "toʻqqizinchi" },
    { "", "oʻninchi", "yigirmanchi", "oʻttizinchi", "qirqinchi", "ellikinchi", "oltmishinchi", "yetmishinchi",
      "saksoninchi", "toʻqsoninchi" },
    { "yuzinchi", "minginchi", "millioninchi", "milliardinchi" }, TRUE },
  { "tr",
    { "sıfır", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz" },
    { "", "on", "yirmi", "otuz", "kırk", "elli", "altmış", "yetmiş", "seksen", "doksan" },
    { "yüz", "bin", "milyon", "milyar" },
    { "sıfırıncı", "birinci", "ikinci", "üçüncü", "dördüncü", "beşinci", "altıncı", "yedinci", "sekizinci", "dokuzuncu" },
    { "", "onuncu", "yirminci", "otuzuncu", "kırkıncı", "ellinci", "altmışıncı", "yetmişinci", "sekseninci",
      "doksanıncı" },
    { "yüzüncü", "bininci", "milyonuncu", "milyarıncı" }, FALSE },
};

static const Turkic *
find_turkic (const char *language)
{
  for (guint i = 0; i < G_N_ELEMENTS (turkic); i++)
    if (strcmp (turkic[i].language, language) == 0)
      return &turkic[i];
  return NULL;
}

static void
add_word (GString    *words,
          const char *word)
{
  if (words->len > 0)
    g_string_append_c (words, ' ');
  g_string_append (words, word);
}

/* @nth: receives what the last word of all becomes in "fifth". */
static void
add_turkic_group (GString       *words,
                  const Turkic  *table,
                  guint          number,
                  gboolean       says_one,
                  const char   **nth)
{
  guint hundreds = number / 100, tens = number / 10 % 10, ones = number % 10;

  if (hundreds > 1 || (hundreds == 1 && says_one))
    add_word (words, table->digits[hundreds]);
  if (hundreds > 0)
    add_word (words, *nth = table->powers[0]);
  if (tens > 0)
    add_word (words, table->tens[tens]);
  if (ones > 0)
    add_word (words, table->digits[ones]);

  if (ones > 0)
    *nth = table->nth_digits[ones];
  else if (tens > 0)
    *nth = table->nth_tens[tens];
  else if (hundreds > 0)
    *nth = table->nth_powers[0];
}

static char *
say_turkic (const Turkic *table,
            guint64       number,
            gboolean      ordinal)
{
  static const guint64 sizes[] = { 1000000000, 1000000, 1000 };
  GString *words = g_string_new (NULL);
  const char *nth = table->nth_digits[0];
  const char *last;

  if (number == 0)
    g_string_append (words, table->digits[0]);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint power = G_N_ELEMENTS (sizes) - i;
      guint count = (guint) (number / sizes[i]);

      number %= sizes[i];
      if (count == 0)
        continue;
      if (count > 1 || power > 1 || table->says_one)
        add_turkic_group (words, table, count, table->says_one, &nth);
      add_word (words, table->powers[power]);
      nth = table->nth_powers[power];
    }
  add_turkic_group (words, table, (guint) number, table->says_one, &nth);

  if (ordinal)
    {
      last = strrchr (words->str, ' ');
      g_string_truncate (words, last != NULL ? (gsize) (last + 1 - words->str) : 0);
      g_string_append (words, nth);
    }
  return g_string_free (words, FALSE);
}

static const char *const ru_small[] = {
  "ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать",
  "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать",
};
static const char *const ru_small_of[] = {
  "ноля", "одного", "двух", "трёх", "четырёх", "пяти", "шести", "семи", "восьми", "девяти", "десяти", "одиннадцати",
  "двенадцати", "тринадцати", "четырнадцати", "пятнадцати", "шестнадцати", "семнадцати", "восемнадцати", "девятнадцати",
};
static const char *const ru_tens[] = {
  "", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто",
};
static const char *const ru_tens_of[] = {
  "", "", "двадцати", "тридцати", "сорока", "пятидесяти", "шестидесяти", "семидесяти", "восьмидесяти", "девяноста",
};
static const char *const ru_hundreds[] = {
  "", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот",
};
static const char *const ru_hundreds_of[] = {
  "", "ста", "двухсот", "трёхсот", "четырёхсот", "пятисот", "шестисот", "семисот", "восьмисот", "девятисот",
};
/* Stems of "fifth"; the ending comes behind. */
static const char *const ru_small_nth[] = {
  "нулев", "перв", "втор", "трет", "четвёрт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат",
  "двенадцат", "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат", "семнадцат", "восемнадцат", "девятнадцат",
};
static const char *const ru_tens_nth[] = {
  "", "", "двадцат", "тридцат", "сороков", "пятидесят", "шестидесят", "семидесят", "восьмидесят", "девяност",
};
static const char *const ru_hundreds_nth[] = {
  "", "сот", "двухсот", "трёхсот", "четырёхсот", "пятисот", "шестисот", "семисот", "восьмисот", "девятисот",
};
/* One, two to four, five and more; and the last two after "of". */
static const char *const ru_powers[][3] = {
  { "миллиард", "миллиарда", "миллиардов" }, { "миллион", "миллиона", "миллионов" }, { "тысяча", "тысячи", "тысяч" },
};

static const char *
ru_one_or_two (guint        number,
               BirgeSayForm form)
{
  if (form == BIRGE_SAY_OF)
    return ru_small_of[number];
  if (number == 2)
    return form == BIRGE_SAY_FEMININE || form == BIRGE_SAY_FEMININE_4 ? "две" : "два";
  if (form == BIRGE_SAY_FEMININE)
    return "одна";
  if (form == BIRGE_SAY_FEMININE_4)
    return "одну";

  return form == BIRGE_SAY_NEUTER ? "одно" : "один";
}

static void
add_ru_group (GString      *words,
              guint         number,
              BirgeSayForm  form)
{
  gboolean of = form == BIRGE_SAY_OF;
  guint rest = number % 100;

  if (number >= 100)
    add_word (words, (of ? ru_hundreds_of : ru_hundreds)[number / 100]);
  if (rest >= 20)
    {
      add_word (words, (of ? ru_tens_of : ru_tens)[rest / 10]);
      rest %= 10;
    }
  if (rest == 1 || rest == 2)
    add_word (words, ru_one_or_two (rest, form));
  else if (rest > 0)
    add_word (words, (of ? ru_small_of : ru_small)[rest]);
}

static const char *
ru_power (guint        i,
          guint        count,
          BirgeSayForm form)
{
  guint last = count % 100 >= 11 && count % 100 <= 14 ? 9 : count % 10;

  if (last == 1)
    return ru_powers[i][form == BIRGE_SAY_OF ? 1 : 0];
  if (last >= 2 && last <= 4 && form != BIRGE_SAY_OF)
    return ru_powers[i][1];

  return ru_powers[i][2];
}

/* Returns what is left below a thousand. */
static guint
add_ru_powers (GString      *words,
               guint64       number,
               BirgeSayForm  form)
{
  static const guint64 sizes[] = { 1000000000, 1000000, 1000 };
  BirgeSayForm own = form == BIRGE_SAY_OF ? form : BIRGE_SAY_PLAIN;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint count = (guint) (number / sizes[i]);
      gboolean thousand = i == G_N_ELEMENTS (sizes) - 1;

      number %= sizes[i];
      if (count == 0)
        continue;
      if (count > 1) /* "тысяча", not "одна тысяча" */
        add_ru_group (words, count, thousand && own == BIRGE_SAY_PLAIN ? BIRGE_SAY_FEMININE : own);
      add_word (words, ru_power (i, count, form));
    }

  return (guint) number;
}

static char *
say_ru (guint64      number,
        BirgeSayForm form)
{
  GString *words = g_string_new (number == 0 ? (form == BIRGE_SAY_OF ? "ноля" : "ноль") : NULL);

  add_ru_group (words, add_ru_powers (words, number, form), form);
  return g_string_free (words, FALSE);
}

/* "третий" is soft, and "второй" bears its stress on the ending. */
static void
add_ru_nth (GString    *words,
            const char *stem,
            const char *ending)
{
  static const char *const stressed[] = { "нулев", "втор", "шест", "седьм", "восьм", "сороков" };
  gboolean soft = strcmp (stem, "трет") == 0;

  add_word (words, stem);
  if (soft && strcmp (ending, "ый") != 0)
    g_string_append (words, strcmp (ending, "ая") == 0 || strcmp (ending, "ую") == 0 ? "ь" : "ье");
  for (guint i = 0; i < G_N_ELEMENTS (stressed); i++)
    if (strcmp (ending, "ый") == 0 && strcmp (stem, stressed[i]) == 0)
      ending = "ой";

  if (!soft)
    g_string_append (words, ending);
  else if (strcmp (ending, "ый") == 0)
    g_string_append (words, "ий");
  else if (strcmp (ending, "ая") == 0 || strcmp (ending, "ую") == 0)
    g_string_append (words, strcmp (ending, "ая") == 0 ? "я" : "ю");
  else if (strcmp (ending, "ое") != 0)
    g_string_append (words, ending + strlen ("о"));
}

/* Only the last word of an ordinal is one: "две тысячи двадцать шестого". */
static char *
say_ru_ordinal (guint64     number,
                const char *ending)
{
  GString *words = g_string_new (NULL);
  guint rest;

  if (number > 9999 || (number > 0 && number % 1000 == 0))
    return g_string_free (words, TRUE), NULL;

  rest = add_ru_powers (words, number, BIRGE_SAY_PLAIN);
  if (rest % 100 == 0 && rest > 0)
    add_ru_nth (words, ru_hundreds_nth[rest / 100], ending);
  else if (rest % 100 < 20 || rest % 10 == 0)
    {
      add_ru_group (words, rest / 100 * 100, BIRGE_SAY_PLAIN);
      add_ru_nth (words, rest % 100 < 20 ? ru_small_nth[rest % 100] : ru_tens_nth[rest % 100 / 10], ending);
    }
  else
    {
      add_ru_group (words, rest / 10 * 10, BIRGE_SAY_PLAIN);
      add_ru_nth (words, ru_small_nth[rest % 10], ending);
    }
  return g_string_free (words, FALSE);
}

static const char *const zh_digits[] = { "零", "一", "二", "三", "四", "五", "六", "七", "八", "九" };

static void
add_zh_group (GString  *words,
              guint     number,
              gboolean  first)
{
  static const char *const powers[] = { "千", "百", "十", "" };
  static const guint sizes[] = { 1000, 100, 10, 1 };
  gboolean gap = !first && number < 1000;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint digit = number / sizes[i] % 10;

      if (digit == 0)
        {
          gap = gap || words->len > 0;
          continue;
        }
      if (gap)
        g_string_append (words, zh_digits[0]);
      gap = FALSE;
      if (!(digit == 1 && sizes[i] == 10 && words->len == 0)) /* 十五, but 一百一十五 */
        g_string_append (words, zh_digits[digit]);
      g_string_append (words, powers[i]);
    }
}

static char *
say_zh (guint64 number)
{
  GString *words = g_string_new (NULL);
  guint high = (guint) (number / 100000000), middle = (guint) (number / 10000 % 10000), low = (guint) (number % 10000);

  if (number == 0)
    g_string_append (words, zh_digits[0]);
  if (high > 0)
    {
      add_zh_group (words, high, TRUE);
      g_string_append (words, "亿");
    }
  if (middle > 0)
    {
      add_zh_group (words, middle, high == 0);
      g_string_append (words, "万");
    }
  if (low > 0)
    add_zh_group (words, low, high == 0 && middle == 0);
  return g_string_free (words, FALSE);
}

char *
_birge_say_cardinal (const char   *language,
                     guint64       number,
                     BirgeSayForm  form)
{
  const Turkic *table = find_turkic (language);

  if (number > MAX_NUMBER)
    return NULL;
  if (table != NULL)
    return say_turkic (table, number, FALSE);
  if (strcmp (language, "ru") == 0)
    return say_ru (number, form);
  if (strcmp (language, "zh-Hans") == 0)
    return say_zh (number);

  return NULL;
}

char *
_birge_say_ordinal (const char *language,
                    guint64     number,
                    const char *ending)
{
  const Turkic *table = find_turkic (language);

  if (number > MAX_NUMBER)
    return NULL;
  if (table != NULL)
    return say_turkic (table, number, TRUE);
  if (strcmp (language, "ru") == 0 && ending != NULL)
    return say_ru_ordinal (number, ending);

  return NULL;
}

static const char *
find_digit (const char *language,
            guint       digit)
{
  static const char *const en[] = { "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine" };
  static const char *const fa[] = { "صفر", "یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه" };
  const Turkic *table = find_turkic (language);

  if (table != NULL)
    return table->digits[digit];
  if (strcmp (language, "ru") == 0)
    return ru_small[digit];
  if (strcmp (language, "zh-Hans") == 0)
    return digit == 1 ? "幺" : zh_digits[digit]; /* as everybody says on the telephone, lest 一 be heard as 七 */

  return strcmp (language, "fa") == 0 ? fa[digit] : en[digit];
}

char *
_birge_say_digits (const char *language,
                   const char *digits)
{
  GString *words = g_string_new (NULL);

  for (const char *at = digits; *at != '\0'; at++)
    if (g_ascii_isdigit (*at))
      add_word (words, find_digit (language, (guint) (*at - '0')));
    else if (words->len > 0)
      g_string_append_c (words, ',');
  return g_string_free (words, FALSE);
}
