/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/say/birge-say-private.h"

#include <string.h>

/* Only what the voices get wrong: "СНГ", "HIV" and the like are spelled rightly by themselves. */

static const BirgeSayUnit units[] = {
  { "kk", "%", NULL, "пайыз" },     { "kk", "°C", NULL, "градус" },        { "kk", "°", NULL, "градус" },
  { "kk", "₸", NULL, "теңге" },     { "kk", "мм", NULL, "миллиметр" },     { "kk", "см", NULL, "сантиметр" },
  { "kk", "м", NULL, "метр" },      { "kk", "км", NULL, "километр" },      { "kk", "г", NULL, "грамм" },
  { "kk", "кг", NULL, "килограмм" }, { "kk", "мл", NULL, "миллилитр" },    { "kk", "л", NULL, "литр" },
  { "kk", "мин", NULL, "минут" },   { "kk", "сек", NULL, "секунд" },       { "kk", "тг", NULL, "теңге" },
  { "kk", "млн", NULL, "миллион" }, { "kk", "млрд", NULL, "миллиард" },    { "kk", "мг", NULL, "миллиграмм" },

  { "ky", "%", NULL, "пайыз" },     { "ky", "°C", NULL, "градус" },        { "ky", "°", NULL, "градус" },
  { "ky", "₸", NULL, "теңге" },     { "ky", "мм", NULL, "миллиметр" },     { "ky", "см", NULL, "сантиметр" },
  { "ky", "м", NULL, "метр" },      { "ky", "км", NULL, "километр" },      { "ky", "г", NULL, "грамм" },
  { "ky", "кг", NULL, "килограмм" }, { "ky", "мл", NULL, "миллилитр" },    { "ky", "л", NULL, "литр" },
  { "ky", "мин", NULL, "мүнөт" },   { "ky", "сек", NULL, "секунд" },       { "ky", "мг", NULL, "миллиграмм" },

  { "ru", "%", NULL, "процент", "процента", "процентов" },    { "ru", "°C", NULL, "градус", "градуса", "градусов" },
  { "ru", "°", NULL, "градус", "градуса", "градусов" },       { "ru", "₸", NULL, "тенге" },
  { "ru", "тг", NULL, "тенге" },
  { "ru", "мм", NULL, "миллиметр", "миллиметра", "миллиметров" },
  { "ru", "см", NULL, "сантиметр", "сантиметра", "сантиметров" },
  { "ru", "м", NULL, "метр", "метра", "метров" },             { "ru", "км", NULL, "километр", "километра", "километров" },
  { "ru", "г", NULL, "грамм", "грамма", "граммов" },
  { "ru", "мг", NULL, "миллиграмм", "миллиграмма", "миллиграммов" },
  { "ru", "кг", NULL, "килограмм", "килограмма", "килограммов" },
  { "ru", "мл", NULL, "миллилитр", "миллилитра", "миллилитров" }, { "ru", "л", NULL, "литр", "литра", "литров" },
  { "ru", "мин", NULL, "минута", "минуты", "минут" },         { "ru", "сек", NULL, "секунда", "секунды", "секунд" },
  { "ru", "тыс", NULL, "тысяча", "тысячи", "тысяч" },         { "ru", "млн", NULL, "миллион", "миллиона", "миллионов" },
  { "ru", "млрд", NULL, "миллиард", "миллиарда", "миллиардов" },

  { "uz", "%", NULL, "foiz" },      { "uz", "°C", NULL, "daraja" },        { "uz", "°", NULL, "daraja" },
  { "uz", "₸", NULL, "tenge" },     { "uz", "mm", NULL, "millimetr" },     { "uz", "sm", NULL, "santimetr" },
  { "uz", "m", NULL, "metr" },      { "uz", "km", NULL, "kilometr" },      { "uz", "g", NULL, "gramm" },
  { "uz", "kg", NULL, "kilogramm" }, { "uz", "ml", NULL, "millilitr" },    { "uz", "l", NULL, "litr" },
  { "uz", "mg", NULL, "milligramm" },

  { "tr", "%", "yüzde", "" },       { "tr", "°C", NULL, "derece" },        { "tr", "°", NULL, "derece" },
  { "tr", "₸", NULL, "tenge" },     { "tr", "mm", NULL, "milimetre" },     { "tr", "cm", NULL, "santimetre" },
  { "tr", "m", NULL, "metre" },     { "tr", "km", NULL, "kilometre" },     { "tr", "g", NULL, "gram" },
  { "tr", "kg", NULL, "kilogram" }, { "tr", "ml", NULL, "mililitre" },     { "tr", "l", NULL, "litre" },
  { "tr", "dk", NULL, "dakika" },   { "tr", "sn", NULL, "saniye" },        { "tr", "mg", NULL, "miligram" },

  { "en", "%", NULL, "percent" },   { "en", "°C", NULL, "degree", "degrees" }, { "en", "°", NULL, "degree", "degrees" },
  { "en", "₸", NULL, "tenge" },     { "en", "mm", NULL, "millimetre", "millimetres" },
  { "en", "cm", NULL, "centimetre", "centimetres" },  { "en", "m", NULL, "metre", "metres" },
  { "en", "km", NULL, "kilometre", "kilometres" },    { "en", "g", NULL, "gram", "grams" },
  { "en", "kg", NULL, "kilogram", "kilograms" },      { "en", "ml", NULL, "millilitre", "millilitres" },
  { "en", "min", NULL, "minute", "minutes" },         { "en", "mg", NULL, "milligram", "milligrams" },

  { "fa", "%", NULL, "درصد" },      { "fa", "٪", NULL, "درصد" },           { "fa", "°C", NULL, "درجه" },
  { "fa", "°", NULL, "درجه" },      { "fa", "₸", NULL, "تنگه" },

  { "zh-Hans", "%", "百分之", "" }, { "zh-Hans", "°C", NULL, "度" },       { "zh-Hans", "°", NULL, "度" },
  { "zh-Hans", "℃", NULL, "度" },   { "zh-Hans", "₸", NULL, "坚戈" },
};

static const BirgeSayPhrase phrases[] = {
  { "kk", "т.б.", "тағы басқалар" },        { "kk", "т. б.", "тағы басқалар" },      { "kk", "т.с.с.", "тағы сол сияқтылар" },
  { "kk", "№", "нөмір " },
  { "kk", "ж.", "жыл", BIRGE_SAY_ALWAYS },  { "kk", "көш.", "көшесі" },              { "kk", "тел.", "телефон" },
  { "kk", "ҚР", "Қазақстан Республикасы" }, { "kk", "БҰҰ", "Біріккен Ұлттар Ұйымы" },
  { "kk", "ЖСН", "же эс эн" },              { "kk", "ТМД", "те эм де" },             { "kk", "АИТВ", "а и те ве" },
  { "kk", "ХҚО", "ха қа о" },               { "kk", "АЕК", "а е ка" },               { "kk", "ДСМ", "де эс эм" },
  { "kk", "БЖКБ", "бе же ка бе" },          { "kk", "УТР", "у те эр" },              { "kk", "РВП", "эр ве пе" },
  { "kk", "МӘМС", "мәмс" },

  { "ky", "ж.б.", "жана башкалар" },        { "ky", "№", "номер " },
  { "ky", "КМШ", "ка эм ша" },              { "ky", "БУУ", "Бириккен Улуттар Уюму" }, { "ky", "ХҚО", "ха ка о" },
  { "ky", "ЖСН", "же эс эн" },              { "ky", "УТР", "у тэ эр" },              { "ky", "РВП", "эр вэ пэ" },
  { "ky", "ИИН", "и и эн" },                { "ky", "тел.", "телефон" },             { "ky", "КР", "Кыргыз Республикасы" },

  { "ru", "т.е.", "то есть" },              { "ru", "т. е.", "то есть" },            { "ru", "т.к.", "так как" },
  { "ru", "т. к.", "так как" },             { "ru", "т.д.", "так далее" },           { "ru", "т. д.", "так далее" },
  { "ru", "т.п.", "тому подобное" },        { "ru", "т. п.", "тому подобное" },      { "ru", "и др.", "и другие" },
  { "ru", "см.", "смотрите" },              { "ru", "тел.", "телефон" },             { "ru", "ул.", "улица" },
  { "ru", "пр.", "проспект", BIRGE_SAY_BEFORE_NAME }, { "ru", "просп.", "проспект" }, { "ru", "мкр.", "микрорайон" },
  { "ru", "ст.", "статья", BIRGE_SAY_BEFORE_NUMBER },  { "ru", "п.", "пункт", BIRGE_SAY_BEFORE_NUMBER },
  { "ru", "стр.", "страница", BIRGE_SAY_BEFORE_NUMBER }, { "ru", "д.", "дом", BIRGE_SAY_BEFORE_NUMBER },
  { "ru", "кв.", "квартира", BIRGE_SAY_BEFORE_NUMBER }, { "ru", "каб.", "кабинет", BIRGE_SAY_BEFORE_NUMBER },
  { "ru", "г.", "город", BIRGE_SAY_BEFORE_NAME },       { "ru", "№", "номер " },
  { "ru", "ИИН", "и и эн" },                { "ru", "УВКБ", "у вэ ка бэ" },          { "ru", "ХҚО", "ха ка о" },
  { "ru", "ЖСН", "же эс эн" },              { "ru", "ҚР", "ка эр" },                 { "ru", "ДСМ", "дэ эс эм" },

  { "uz", "IIN", "i i en" },                { "uz", "OIV", "o i ve" },               { "uz", "ID", "aydi" },
  { "uz", "SIM", "sim" },                   { "uz", "UNHCR", "yu en eych si ar" },   { "uz", "va h.k.", "va hokazo" },
  { "uz", "v.b.", "va boshqalar" },         { "uz", "tel.", "telefon" },             { "uz", "BMT", "be em te" },
  { "uz", "№", "raqami " },

  { "tr", "vb.", "ve benzeri" },            { "tr", "vs.", "vesaire" },              { "tr", "No.", "numara", BIRGE_SAY_BEFORE_NUMBER },
  { "tr", "No:", "numara ", BIRGE_SAY_BEFORE_NUMBER }, { "tr", "№", "numara " },
  { "tr", "IIN", "i i ne" },                { "tr", "SIM", "sim" },                  { "tr", "ID", "aydi" },
  { "tr", "PIN", "pin" },                   { "tr", "UNHCR", "birleşmiş milletler mülteci örgütü" },
  { "tr", "HIV", "ha i ve" },               { "tr", "tel.", "telefon" },             { "tr", "ör.", "örneğin" },

  { "en", "AED", "A.E.D." },                { "en", "CIS", "C.I.S." },               { "en", "IIN", "I.I.N." },
  { "en", "e.g.", "for example" },          { "en", "i.e.", "that is" },             { "en", "etc.", "et cetera" },
  { "en", "No.", "number", BIRGE_SAY_BEFORE_NUMBER },  { "en", "№", "number " },
  { "en", "tel.", "telephone" },

  { "fa", "№", "شمارهٔ " },
  { "zh-Hans", "№", "号码" },               { "zh-Hans", "IIN", "I.I.N." },
};

/* Stems: "январь", "января", "январе". */
static const struct { const char *language, *stem; } months[] = {
  { "ru", "январ" }, { "ru", "феврал" }, { "ru", "март" }, { "ru", "апрел" }, { "ru", "мая" }, { "ru", "июн" },
  { "ru", "июл" }, { "ru", "август" }, { "ru", "сентябр" }, { "ru", "октябр" }, { "ru", "ноябр" }, { "ru", "декабр" },
  { "kk", "қаңтар" }, { "kk", "ақпан" }, { "kk", "наурыз" }, { "kk", "сәуір" }, { "kk", "мамыр" }, { "kk", "маусым" },
  { "kk", "шілде" }, { "kk", "тамыз" }, { "kk", "қыркүйек" }, { "kk", "қазан" }, { "kk", "қараша" },
  { "kk", "желтоқсан" },
  { "uz", "yanvar" }, { "uz", "fevral" }, { "uz", "mart" }, { "uz", "aprel" }, { "uz", "may" }, { "uz", "iyun" },
  { "uz", "iyul" }, { "uz", "avgust" }, { "uz", "sentabr" }, { "uz", "oktabr" }, { "uz", "noyabr" }, { "uz", "dekabr" },
  { "ky", "январ" }, { "ky", "феврал" }, { "ky", "март" }, { "ky", "апрел" }, { "ky", "май" }, { "ky", "июн" },
  { "ky", "июл" }, { "ky", "август" }, { "ky", "сентябр" }, { "ky", "октябр" }, { "ky", "ноябр" }, { "ky", "декабр" },
};

/* Case endings as they are written behind numbers: "103-ке", "112'yi". Another word there makes an ordinal: "10-күн". */
static const struct { const char *language, *endings; } cases[] = {
  { "kk", " ге ға ке қа не на ден дан тен тан нен нан де да те та ні ны ді ды ті ты нің ның дің дың тің тың мен бен пен "
          "сі сы і ы лік лық дік дық тік тық " },
  { "ky", " га ге го гө ка ке ко кө дан ден дон дөн тан тен тон төн да де до дө та те то тө ны ни ну нү ды ди ду дү ты ти "
          "ту тү нын нин нун нүн дын дин дун дүн тын тин тун түн " },
  { "uz", " ga ka qa dan da ni ning gacha dagi ta tasi tadan " },
};

static const struct { const char *language, *words; } calls[] = {
  { "en", " call calls dial line phone number hotline " },
  { "zh-Hans", " 打 拨 话 线 叫 码 " },
};

static gboolean
is_word (const char *text)
{
  gunichar letter = g_utf8_get_char (text);

  return g_unichar_isalnum (letter) || g_unichar_ismark (letter);
}

const BirgeSayUnit *
_birge_say_find_unit (const char *language,
                      const char *text)
{
  const BirgeSayUnit *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      const BirgeSayUnit *each = &units[i];
      gsize length = strlen (each->sign);

      if (strcmp (each->language, language) != 0 || !g_str_has_prefix (text, each->sign))
        continue;
      if (g_unichar_isalpha (g_utf8_get_char (each->sign)) && is_word (text + length))
        continue;
      if (found == NULL || length > strlen (found->sign))
        found = each;
    }

  return found;
}

static gboolean
is_needed_there (BirgeSayNeed  need,
                 const char   *next)
{
  while (g_unichar_isspace (g_utf8_get_char (next)))
    next = g_utf8_next_char (next);

  switch (need)
    {
    case BIRGE_SAY_BEFORE_NUMBER:
      return g_unichar_isdigit (g_utf8_get_char (next));
    case BIRGE_SAY_BEFORE_NAME:
      return g_unichar_isupper (g_utf8_get_char (next));
    case BIRGE_SAY_ALWAYS:
    default:
      return TRUE;
    }
}

const BirgeSayPhrase *
_birge_say_find_phrase (const char *language,
                        const char *text)
{
  const BirgeSayPhrase *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++)
    {
      const BirgeSayPhrase *each = &phrases[i];
      gsize length = strlen (each->shown);

      if (strcmp (each->language, language) != 0 || !g_str_has_prefix (text, each->shown))
        continue;
      if (is_word (each->shown) && each->shown[length - 1] != '.' && is_word (text + length))
        continue;
      if (is_needed_there (each->need, text + length) && (found == NULL || length > strlen (found->shown)))
        found = each;
    }

  return found;
}

gboolean
_birge_say_is_ending (const char *language,
                      const char *text,
                      gsize       length)
{
  g_autofree char *ending = g_strdup_printf (" %.*s ", (int) length, text);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (strcmp (cases[i].language, language) == 0 && strstr (cases[i].endings, ending) != NULL)
      return TRUE;
  return FALSE;
}

gboolean
_birge_say_is_call (const char *language,
                    const char *word)
{
  g_autofree char *spaced = g_strdup_printf (" %s ", word);

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    if (strcmp (calls[i].language, language) == 0 && strstr (calls[i].words, spaced) != NULL)
      return TRUE;
  return FALSE;
}

/* Short ones begin other words, too: "mart" and "marta", "май" and "майда"; only an ending of a case may follow them. */
gboolean
_birge_say_is_month (const char *language,
                     const char *text)
{
  const char *end = text;
  g_autofree char *small = NULL;

  while (g_unichar_isalpha (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  small = g_utf8_strdown (text, end - text);

  for (guint i = 0; i < G_N_ELEMENTS (months); i++)
    {
      const char *stem = months[i].stem, *rest = small + strlen (stem);

      if (strcmp (months[i].language, language) != 0 || !g_str_has_prefix (small, stem))
        continue;
      if (*rest == '\0' || strcmp (language, "ru") == 0 || g_utf8_strlen (stem, -1) > 4
          || _birge_say_is_ending (language, rest, strlen (rest)))
        return TRUE;
    }

  return FALSE;
}
