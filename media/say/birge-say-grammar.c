/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/say/birge-say-private.h"

#include <string.h>

/* What a number becomes among its neighbours: which case and gender, ordinal or not, telephone or not. */

gboolean
_birge_say_is (const BirgeSayPass *pass,
               const char         *language)
{
  return strcmp (pass->language, language) == 0;
}

const char *
_birge_say_skip_space (const char *text)
{
  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return text;
}

const char *
_birge_say_skip_word (const char *text)
{
  while (g_unichar_isalpha (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return text;
}

/* In small letters; of Chinese the one character. */
char *
_birge_say_dup_before (const BirgeSayPass *pass)
{
  const char *text = pass->shown->text->str;
  const char *end = text + pass->at, *start;

  while (end > text && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  start = end;
  while (start > text && g_unichar_isalpha (g_utf8_get_char (g_utf8_prev_char (start))))
    {
      start = g_utf8_prev_char (start);
      if (_birge_say_is (pass, "zh-Hans"))
        break;
    }
  return g_utf8_strdown (start, end - start);
}

char *
_birge_say_dup_after (const char *text)
{
  const char *start = _birge_say_skip_space (text);

  return g_utf8_strdown (start, _birge_say_skip_word (start) - start);
}

static gboolean
ends_with_one_of (const char        *word,
                  const char *const *endings)
{
  for (guint i = 0; endings[i] != NULL; i++)
    if (g_str_has_suffix (word, endings[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_emergency (guint64 number)
{
  return (number >= 101 && number <= 104) || number == 111 || number == 112 || number == 911;
}

char *
_birge_say_number (const BirgeSayPass *pass,
                   guint64             number,
                   BirgeSayForm        form)
{
  char *words = _birge_say_cardinal (pass->language, number, form);

  return words != NULL ? words : g_strdup_printf ("%" G_GUINT64_FORMAT, number);
}

/* No "или", no "для": a noun. */
static gboolean
is_long (const char *word)
{
  return g_utf8_strlen (word, -1) > 3;
}

/* The gender that shows in "one" and "two" is that of the word behind. */
BirgeSayForm
_birge_say_ru_form (guint64     number,
                    const char *after)
{
  static const char *const many[] = { "ых", "их", NULL }, *const feminine[] = { "ы", "и", NULL };
  static const char *const one[] = { "а", "я", NULL }, *const one_4[] = { "у", "ю", NULL };
  static const char *const neuter[] = { "о", "е", NULL };
  g_autofree char *word = _birge_say_dup_after (after);
  guint last = number % 100 / 10 == 1 ? 0 : (guint) (number % 10);

  if (last == 2 && ends_with_one_of (word, many))
    {
      g_autofree char *noun = _birge_say_dup_after (_birge_say_skip_word (_birge_say_skip_space (after)));

      return ends_with_one_of (noun, feminine) ? BIRGE_SAY_FEMININE : BIRGE_SAY_PLAIN;
    }
  if (last == 2 && is_long (word) && ends_with_one_of (word, feminine))
    return BIRGE_SAY_FEMININE;
  if (last == 1 && is_long (word) && ends_with_one_of (word, one))
    return BIRGE_SAY_FEMININE;
  if (last == 1 && is_long (word) && ends_with_one_of (word, one_4))
    return BIRGE_SAY_FEMININE_4;

  return last == 1 && is_long (word) && ends_with_one_of (word, neuter) ? BIRGE_SAY_NEUTER : BIRGE_SAY_PLAIN;
}

gboolean
_birge_say_is_ru_of (const char *word)
{
  static const char *const words[] = {
    "от", "до", "после", "около", "более", "менее", "больше", "меньше", "дольше", "старше", "младше", "длиннее", "выше",
    "ниже", "позже", "раньше", "свыше", "течение", "без", "из", "для", "кроме", NULL,
  };

  return g_strv_contains (words, word);
}

BirgeSayForm
_birge_say_get_form (const BirgeSayPass *pass,
                     guint64             number,
                     const char         *after)
{
  g_autofree char *before = NULL;
  g_autofree char *next = NULL;

  if (!_birge_say_is (pass, "ru"))
    return BIRGE_SAY_PLAIN;

  before = _birge_say_dup_before (pass);
  next = _birge_say_dup_after (after);
  /* After "of" stands a noun in the same case; "до 103" is a telephone. */
  if (_birge_say_is_ru_of (before) && (*next != '\0' || g_unichar_isdigit (g_utf8_get_char (_birge_say_skip_space (after)))))
    return BIRGE_SAY_OF;

  return _birge_say_ru_form (number, after);
}

const char *
_birge_say_unit_word (const BirgeSayPass *pass,
                      const BirgeSayUnit *unit,
                      guint64             number,
                      gboolean            broken,
                      gboolean            of)
{
  guint last = number % 100 >= 11 && number % 100 <= 14 ? 9 : (guint) (number % 10);

  if (unit->few == NULL)
    return unit->after;
  if (!_birge_say_is (pass, "ru"))
    return number == 1 && !broken ? unit->after : unit->few;
  if (broken || (of && last == 1))
    return unit->few;
  if (last == 1)
    return unit->after;

  return last >= 2 && last <= 4 && !of ? unit->few : unit->many;
}

/* "23 ноября 2026", and no word for "year" behind it. */
static gboolean
is_year_of_date (const BirgeSayPass *pass,
                 guint64             number)
{
  g_autofree char *before = number >= 1900 && number < 2100 ? _birge_say_dup_before (pass) : NULL;

  return before != NULL && _birge_say_is_month (pass->language, before);
}

/* Years, days and "30-го" in Russian. Returns NULL when it is no ordinal; @end moves behind what is written with it. */
char *
_birge_say_ru_ordinal (const BirgeSayPass *pass,
                       guint64             number,
                       gsize              *end)
{
  static const struct { const char *written, *ending; } behind[] = {
    { "й", "ый" }, { "ый", "ый" }, { "го", "ого" }, { "ого", "ого" }, { "м", "ом" }, { "ом", "ом" }, { "е", "ое" },
    { "ое", "ое" }, { "я", "ая" }, { "ая", "ая" }, { "ю", "ую" }, { "ую", "ую" }, { "ой", "ой" }, { "му", "ому" },
  };
  static const struct { const char *word, *ending; } years[] = {
    { "год", "ый" }, { "года", "ого" }, { "году", "ом" }, { "годом", "ым" },
  };
  const char *text = pass->shown->text->str + *end;
  g_autofree char *word = *text == '-' ? g_strndup (text + 1, (gsize) (_birge_say_skip_word (text + 1) - text - 1)) : NULL;
  g_autofree char *next = _birge_say_dup_after (text);

  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (behind); i++)
    if (strcmp (word, behind[i].written) == 0)
      {
        *end += 1 + strlen (word);
        return _birge_say_ordinal ("ru", number, behind[i].ending);
      }
  for (guint i = 0; number >= 1900 && number < 2100 && i < G_N_ELEMENTS (years); i++)
    if (strcmp (next, years[i].word) == 0)
      return _birge_say_ordinal ("ru", number, years[i].ending);
  if (number >= 1 && number <= 31 && _birge_say_is_month ("ru", next))
    return _birge_say_ordinal ("ru", number, "ого");
  if (is_year_of_date (pass, number))
    {
      g_autofree char *year = _birge_say_ordinal ("ru", number, "ого");

      return year != NULL ? g_strconcat (year, " года", NULL) : NULL;
    }

  return NULL;
}

/* "2026 г." is a year, and no grams. Returns NULL when it is none; @end moves behind it, but not behind a full stop that ends the
 * sentence too. */
char *
_birge_say_ru_year (const BirgeSayPass *pass,
                    guint64             number,
                    gsize              *end)
{
  static const char *const in[] = { "в", "во", "о", "об", NULL }, *const to[] = { "к", "ко", "по", NULL };
  const char *text = pass->shown->text->str, *sign = _birge_say_skip_space (text + *end);
  const char *ending = "ый", *noun = "год", *next;
  g_autofree char *before = NULL;
  g_autofree char *year = NULL;

  if (number < 1900 || number >= 2100 || !g_str_has_prefix (sign, "г."))
    return NULL;

  before = _birge_say_dup_before (pass);
  if (g_strv_contains (in, before))
    ending = "ом", noun = "году";
  else if (g_strv_contains (to, before))
    ending = "ому", noun = "году";
  else if (strcmp (before, "с") == 0 || _birge_say_is_ru_of (before) || _birge_say_is_month ("ru", before))
    ending = "ого", noun = "года";

  year = number == 2000 ? g_strconcat ("двухтысячн", ending, NULL) : _birge_say_ordinal ("ru", number, ending);
  next = _birge_say_skip_space (sign + strlen ("г."));
  *end = (gsize) (sign - text) + strlen (*next == '\0' || g_unichar_isupper (g_utf8_get_char (next)) ? "г" : "г.");
  return g_strconcat (year, " ", noun, NULL);
}

/* "10-күн" and "2024-yil" are ordinals, so are Turkic days and years; in "103-ке" and "112'yi" the ending is spoken with
 * the number. Returns NULL when it is neither. */
char *
_birge_say_turkic_ending (const BirgeSayPass *pass,
                          guint64             number,
                          gsize              *end)
{
  static const char *const nth[] = { "ші", "шы", "інші", "ыншы", "нші", "ншы", "чы", "чи", "чу", "чү", "инчи", "ынчы",
                                     "унчу", "үнчү", "нчи", "нчы", "chi", "inchi", "nchi", NULL };
  const char *text = pass->shown->text->str + *end;
  gunichar mark = g_utf8_get_char (text);
  gboolean hyphen = mark == '-' || mark == 0x2011, apostrophe = mark == '\'' || mark == 0x2019;
  gboolean spaced_uz = _birge_say_is (pass, "uz") && g_unichar_isspace (mark);
  const char *word = hyphen || apostrophe || spaced_uz ? g_utf8_next_char (text) : text;
  gsize length = (gsize) (_birge_say_skip_word (word) - word);
  g_autofree char *ending = g_strndup (word, length);

  if (length > 0 && ((apostrophe && _birge_say_is (pass, "tr")) || ((hyphen || spaced_uz || word == text)
                     && _birge_say_is_ending (pass->language, word, length))))
    {
      g_autofree char *cardinal = _birge_say_number (pass, number, BIRGE_SAY_PLAIN);

      *end += (gsize) (word - text) + length;
      return g_strconcat (cardinal, ending, NULL);
    }
  if (hyphen && length > 0 && g_strv_contains (nth, ending))
    {
      *end += (gsize) (word - text) + length;
      return _birge_say_ordinal (pass->language, number, NULL);
    }
  if (hyphen && length > 0 && !_birge_say_is (pass, "tr"))
    {
      g_autofree char *ordinal = _birge_say_ordinal (pass->language, number, NULL);

      *end += (gsize) (word - text);
      return g_strconcat (ordinal, " ", NULL);
    }
  if (_birge_say_is (pass, "tr") && mark == '.' && text[1] == ' ' && g_unichar_islower (g_utf8_get_char (text + 2)))
    {
      *end += 1;
      return _birge_say_ordinal (pass->language, number, NULL);
    }

  return NULL;
}

char *
_birge_say_turkic_date (const BirgeSayPass *pass,
                        guint64             number,
                        gsize               end)
{
  g_autofree char *next = _birge_say_dup_after (pass->shown->text->str + end);

  if (_birge_say_is (pass, "tr"))
    return NULL;
  if (number >= 1900 && number < 2100
      && (g_str_has_prefix (next, "жыл") || g_str_has_prefix (next, "yil") || strcmp (next, "ж") == 0))
    return _birge_say_ordinal (pass->language, number, NULL);

  if (is_year_of_date (pass, number))
    {
      g_autofree char *year = _birge_say_ordinal (pass->language, number, NULL);

      return g_strconcat (year, _birge_say_is (pass, "uz") ? " yil" : " жыл", NULL);
    }

  return number >= 1 && number <= 31 && _birge_say_is_month (pass->language, next)
           ? _birge_say_ordinal (pass->language, number, NULL) : NULL;
}

/* Telephone numbers without a country: 103 and 112 wherever they stand, others behind a word like "call"; four digits
 * as two and two. NULL: it is an ordinary number. */
char *
_birge_say_short_number (const BirgeSayPass  *pass,
                         const BirgeSayShape *shape)
{
  gboolean single = _birge_say_is (pass, "en") || _birge_say_is (pass, "zh-Hans");
  gsize n = strlen (shape->digits);
  g_autofree char *before = _birge_say_dup_before (pass);
  gboolean call = _birge_say_is_call (pass->language, before);

  if (single && ((n == 3 && (call || is_emergency (shape->first))) || (n == 4 && (call || shape->first == 1414))))
    return _birge_say_digits (pass->language, shape->digits);
  if (n == 4 && shape->first == 1414)
    {
      g_autofree char *pair = _birge_say_number (pass, 14, BIRGE_SAY_PLAIN);

      return g_strconcat (pair, " ", pair, NULL);
    }
  if ((n > 1 && shape->digits[0] == '0') || (n > 6 && shape->length == n))
    return _birge_say_digits (pass->language, shape->digits);

  return is_emergency (shape->first) && n == 3 ? _birge_say_number (pass, shape->first, BIRGE_SAY_PLAIN) : NULL;
}

/* Two of something is 两, unless it is a day, a month, or the second. */
char *
_birge_say_zh_number (const BirgeSayPass *pass,
                      guint64             number,
                      gsize               end)
{
  g_autofree char *before = _birge_say_dup_before (pass);
  gunichar next = g_utf8_get_char (pass->shown->text->str + end);

  if (number >= 1000 && number < 10000 && next == 0x5E74) /* 年 */
    {
      g_autofree char *figures = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
      g_autofree char *digits = _birge_say_digits ("zh-Hans", figures);
      GString *year = g_string_new (digits);

      g_string_replace (year, "幺", "一", 0);
      g_string_replace (year, " ", "", 0);
      return g_string_free (year, FALSE);
    }
  if (number == 2 && next >= 0x4E00 && next <= 0x9FFF
      && g_utf8_strchr ("月日号级比和", -1, next) == NULL && strcmp (before, "第") != 0 && strcmp (before, "期") != 0
      && strcmp (before, "周") != 0)
    return g_strdup ("两");

  return _birge_say_number (pass, number, BIRGE_SAY_PLAIN);
}
