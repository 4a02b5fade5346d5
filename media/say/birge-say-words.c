/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/say/birge-say-private.h"

#include "data/formats/birge-language.h"

#include <string.h>

/* Goes through a text once; what is neither a number nor an abbreviation stays as it is. */

typedef struct {
  const BirgeSayText *shown;
  const char         *language;
  BirgeSayText       *said;
  gsize               at;
} Pass;

/* What belongs to a number in the text behind it. */
typedef struct {
  const BirgeSayUnit *unit;
  gsize               end; /* of number and unit in the text */
} Tail;

static gboolean
is (const Pass *pass,
    const char *language)
{
  return strcmp (pass->language, language) == 0;
}

static const char *
skip_space (const char *text)
{
  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return text;
}

static const char *
skip_word (const char *text)
{
  while (g_unichar_isalpha (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return text;
}

/* In small letters; of Chinese the one character. */
static char *
dup_word_before (const Pass *pass)
{
  const char *text = pass->shown->text->str;
  const char *end = text + pass->at, *start;

  while (end > text && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  start = end;
  while (start > text && g_unichar_isalpha (g_utf8_get_char (g_utf8_prev_char (start))))
    {
      start = g_utf8_prev_char (start);
      if (is (pass, "zh-Hans"))
        break;
    }
  return g_utf8_strdown (start, end - start);
}

static char *
dup_word_after (const char *text)
{
  const char *start = skip_space (text);

  return g_utf8_strdown (start, skip_word (start) - start);
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
  return (number >= 101 && number <= 104) || number == 112;
}

static char *
say_cardinal (const Pass   *pass,
              guint64       number,
              BirgeSayForm  form)
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
static BirgeSayForm
ru_form_by_noun (guint64     number,
                 const char *after)
{
  static const char *const many[] = { "ых", "их", NULL }, *const feminine[] = { "ы", "и", NULL };
  static const char *const one[] = { "а", "я", NULL }, *const one_4[] = { "у", "ю", NULL };
  static const char *const neuter[] = { "о", "е", NULL };
  g_autofree char *word = dup_word_after (after);
  guint last = number % 100 / 10 == 1 ? 0 : (guint) (number % 10);

  if (last == 2 && ends_with_one_of (word, many))
    {
      g_autofree char *noun = dup_word_after (skip_word (skip_space (after)));

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

static gboolean
is_ru_of (const char *word)
{
  static const char *const words[] = {
    "от", "до", "после", "около", "более", "менее", "больше", "меньше", "дольше", "старше", "младше", "длиннее", "выше",
    "ниже", "позже", "раньше", "свыше", "течение", "без", "из", "для", "кроме", NULL,
  };

  return g_strv_contains (words, word);
}

static BirgeSayForm
get_form (const Pass *pass,
          guint64     number,
          const char *after)
{
  g_autofree char *before = NULL;
  g_autofree char *next = NULL;

  if (!is (pass, "ru"))
    return BIRGE_SAY_PLAIN;

  before = dup_word_before (pass);
  next = dup_word_after (after);
  /* After "of" stands a noun in the same case; "до 103" is a telephone. */
  if (is_ru_of (before) && (*next != '\0' || g_unichar_isdigit (g_utf8_get_char (skip_space (after)))))
    return BIRGE_SAY_OF;

  return ru_form_by_noun (number, after);
}

static const char *
get_unit_word (const Pass         *pass,
               const BirgeSayUnit *unit,
               guint64             number,
               gboolean            broken,
               gboolean            of)
{
  guint last = number % 100 >= 11 && number % 100 <= 14 ? 9 : (guint) (number % 10);

  if (unit->few == NULL)
    return unit->after;
  if (!is (pass, "ru"))
    return number == 1 && !broken ? unit->after : unit->few;
  if (broken || (of && last == 1))
    return unit->few;
  if (last == 1)
    return unit->after;

  return last >= 2 && last <= 4 && !of ? unit->few : unit->many;
}

static Tail
find_tail (const Pass *pass,
           gsize       end)
{
  const char *text = pass->shown->text->str;
  const char *next = skip_space (text + end);
  const BirgeSayUnit *unit = _birge_say_find_unit (pass->language, next);

  if (unit == NULL)
    return (Tail){ NULL, end };

  return (Tail){ unit, (gsize) (next - text) + strlen (unit->sign) };
}

/* @words: (transfer full). Says the number with its unit, and moves on. */
static void
put_with_unit (Pass       *pass,
               char       *words,
               const Tail *tail,
               const char *unit_word)
{
  g_autofree char *number = words;
  g_autoptr(GString) all = g_string_new (NULL);

  if (tail->unit != NULL && tail->unit->before != NULL)
    {
      g_string_append (all, tail->unit->before);
      if (!is (pass, "zh-Hans"))
        g_string_append_c (all, ' ');
    }
  g_string_append (all, number);
  if (unit_word != NULL && *unit_word != '\0')
    {
      if (!is (pass, "zh-Hans"))
        g_string_append_c (all, ' ');
      g_string_append (all, unit_word);
    }
  _birge_say_text_put (pass->said, pass->shown, pass->at, tail->end, all->str);
  pass->at = tail->end;
}

static void
put_words (Pass       *pass,
           gsize       end,
           char       *words)
{
  put_with_unit (pass, words, &(Tail){ NULL, end }, NULL);
}

/* By groups, as it is written; four digits as two and two. English and Chinese say one digit after another. */
static char *
say_phone (const Pass *pass,
           const char *digits)
{
  static const struct { const char *language, *word; } pluses[] = {
    { "kk", "плюс " }, { "ky", "плюс " }, { "ru", "плюс " }, { "uz", "plyus " }, { "tr", "artı " }, { "en", "plus " },
    { "fa", "به علاوه " }, { "zh-Hans", "加" },
  };
  gboolean single = is (pass, "en") || is (pass, "zh-Hans");
  g_auto(GStrv) groups = g_strsplit (*digits == '+' ? digits + 1 : digits, " ", -1);
  GString *words = g_string_new (NULL);

  for (guint i = 0; *digits == '+' && i < G_N_ELEMENTS (pluses); i++)
    if (is (pass, pluses[i].language))
      g_string_append (words, pluses[i].word);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      const char *group = groups[i];

      g_string_append (words, i > 0 ? ", " : "");
      if (single && !(is (pass, "en") && strlen (group) == 3 && g_str_has_suffix (group, "00")))
        {
          g_autofree char *one_by_one = _birge_say_digits (pass->language, group);

          g_string_append (words, one_by_one);
          continue;
        }
      while (*group != '\0')
        {
          gsize n = *group == '0' ? 1 : strlen (group) > 3 ? 2 : strlen (group);
          g_autofree char *figures = g_strndup (group, n);
          g_autofree char *number = say_cardinal (pass, g_ascii_strtoull (figures, NULL, 10), BIRGE_SAY_PLAIN);

          g_string_append (words, number);
          group += n;
          g_string_append (words, *group != '\0' ? " " : "");
        }
    }
  return g_string_free (words, FALSE);
}

static char *
say_time (const Pass *pass,
          guint64     hours,
          guint64     minutes)
{
  g_autofree char *hour = say_cardinal (pass, hours, BIRGE_SAY_PLAIN);
  g_autofree char *minute = say_cardinal (pass, minutes, BIRGE_SAY_PLAIN);
  g_autofree char *zero = _birge_say_digits (pass->language, "0");
  const char *gap = minutes > 0 && minutes < 10 ? zero : "";
  const char *space = *gap != '\0' ? " " : "";

  if (is (pass, "zh-Hans"))
    return minutes == 0 ? g_strdup_printf ("%s点", hour)
                        : g_strdup_printf ("%s点%s%s分", hour, minutes < 10 ? "零" : "", minute);
  if (is (pass, "fa"))
    return minutes == 0 ? g_strdup (hour) : g_strdup_printf ("%s و %s دقیقه", hour, minute);
  if (minutes > 0)
    return g_strdup_printf ("%s %s%s%s", hour, gap, space, minute);
  if (is (pass, "en"))
    return g_strdup_printf ("%s o'clock", hour);

  return is (pass, "ru") ? g_strdup_printf ("%s ноль-ноль", hour) : g_steal_pointer (&hour);
}

static char *
say_ru_range (const Pass *pass,
              guint64     first,
              guint64     second,
              gboolean   *of)
{
  static const char *const prepositions[] = { "на", "в", "за", "через", "по", "от", "до", "к", "под", "старые", NULL };
  g_autofree char *before = dup_word_before (pass);
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  *of = !g_strv_contains (prepositions, before) && second < 1000;
  one = say_cardinal (pass, first, *of ? BIRGE_SAY_OF : BIRGE_SAY_PLAIN);
  two = say_cardinal (pass, second, *of ? BIRGE_SAY_OF : BIRGE_SAY_PLAIN);
  if (*of)
    return g_strdup_printf ("от %s до %s", one, two);

  return g_strdup_printf (second == first + 1 ? "%s-%s" : "%s, %s", one, two);
}

static void
put_range (Pass                *pass,
           const BirgeSayShape *shape)
{
  static const struct { const char *language, *between; } words[] = {
    { "en", " to " }, { "fa", " تا " }, { "tr", " ila " }, { "zh-Hans", "到" },
  };
  Tail tail = find_tail (pass, pass->at + shape->length);
  const char *between = shape->second == shape->first + 1 ? " " : ", ";
  gboolean of = FALSE;
  char *said;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (is (pass, words[i].language))
      between = words[i].between;
  if (is (pass, "ru"))
    said = say_ru_range (pass, shape->first, shape->second, &of);
  else
    {
      g_autofree char *one = say_cardinal (pass, shape->first, BIRGE_SAY_PLAIN);
      g_autofree char *two = say_cardinal (pass, shape->second, BIRGE_SAY_PLAIN);

      said = g_strconcat (one, between, two, NULL);
    }
  put_with_unit (pass, said, &tail,
                 tail.unit != NULL ? get_unit_word (pass, tail.unit, shape->second, FALSE, of) : NULL);
}

static void
put_ratio (Pass                *pass,
           const BirgeSayShape *shape)
{
  static const struct { const char *language, *between; } words[] = {
    { "en", " to " }, { "fa", " به " }, { "zh-Hans", "比" }, { "ru", " на " },
  };
  const char *between = ", ";
  g_autofree char *one = say_cardinal (pass, shape->first, BIRGE_SAY_PLAIN);
  g_autofree char *two = say_cardinal (pass, shape->second, BIRGE_SAY_PLAIN);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (is (pass, words[i].language))
      between = words[i].between;
  put_words (pass, pass->at + shape->length, g_strconcat (one, between, two, NULL));
}

static char *
say_fraction (const Pass          *pass,
              const BirgeSayShape *shape)
{
  static const struct { const char *language, *tenths, *hundredths; } words[] = {
    { "kk", " бүтін оннан ", " бүтін жүзден " }, { "ky", " бүтүн ондон ", " бүтүн жүздөн " },
    { "uz", " butun oʻndan ", " butun yuzdan " }, { "tr", " virgül ", " virgül " }, { "en", ".", "." },
    { "fa", " ممیز ", " ممیز " }, { "ru", " и ", " и " }, { "zh-Hans", "点", "点" },
  };
  g_autofree char *whole = say_cardinal (pass, shape->first, BIRGE_SAY_PLAIN);
  g_autofree char *part = say_cardinal (pass, g_ascii_strtoull (shape->fraction, NULL, 10), BIRGE_SAY_PLAIN);

  if (is (pass, "ru") && shape->first == 1 && strcmp (shape->fraction, "5") == 0)
    return g_strdup ("полтора");
  if (is (pass, "zh-Hans") || is (pass, "en"))
    {
      g_free (part);
      part = is (pass, "en") ? g_strdup (shape->fraction) : _birge_say_digits (pass->language, shape->fraction);
    }
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (is (pass, words[i].language))
      return g_strconcat (whole, shape->fraction[1] != '\0' ? words[i].hundredths : words[i].tenths, part, NULL);
  return g_steal_pointer (&whole);
}

/* Telephone numbers without a country: 103 and 112 wherever they stand, others behind a word like "call"; four digits
 * as two and two. NULL: it is an ordinary number. */
static char *
say_short_number (const Pass          *pass,
                  const BirgeSayShape *shape)
{
  gboolean single = is (pass, "en") || is (pass, "zh-Hans");
  gsize n = strlen (shape->digits);
  g_autofree char *before = dup_word_before (pass);
  gboolean call = _birge_say_is_call (pass->language, before);

  if (single && ((n == 3 && (call || is_emergency (shape->first))) || (n == 4 && (call || shape->first == 1414))))
    return _birge_say_digits (pass->language, shape->digits);
  if (n == 4 && shape->first == 1414)
    {
      g_autofree char *pair = say_cardinal (pass, 14, BIRGE_SAY_PLAIN);

      return g_strconcat (pair, " ", pair, NULL);
    }
  if ((n > 1 && shape->digits[0] == '0') || (n > 6 && shape->length == n))
    return _birge_say_digits (pass->language, shape->digits);

  return is_emergency (shape->first) && n == 3 ? say_cardinal (pass, shape->first, BIRGE_SAY_PLAIN) : NULL;
}

/* "23 ноября 2026", and no word for "year" behind it. */
static gboolean
is_year_of_date (const Pass *pass,
                 guint64     number)
{
  g_autofree char *before = number >= 1900 && number < 2100 ? dup_word_before (pass) : NULL;

  return before != NULL && _birge_say_is_month (pass->language, before);
}

/* Years, days and "30-го" in Russian. Returns NULL when it is no ordinal; @end moves behind what is written with it. */
static char *
say_ru_ordinal (const Pass *pass,
                guint64     number,
                gsize      *end)
{
  static const struct { const char *written, *ending; } behind[] = {
    { "й", "ый" }, { "ый", "ый" }, { "го", "ого" }, { "ого", "ого" }, { "м", "ом" }, { "ом", "ом" }, { "е", "ое" },
    { "ое", "ое" }, { "я", "ая" }, { "ая", "ая" }, { "ю", "ую" }, { "ую", "ую" }, { "ой", "ой" }, { "му", "ому" },
  };
  static const struct { const char *word, *ending; } years[] = {
    { "год", "ый" }, { "года", "ого" }, { "году", "ом" }, { "годом", "ым" },
  };
  const char *text = pass->shown->text->str + *end;
  g_autofree char *word = *text == '-' ? g_strndup (text + 1, (gsize) (skip_word (text + 1) - text - 1)) : NULL;
  g_autofree char *next = dup_word_after (text);

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

/* "10-күн" and "2024-yil" are ordinals, so are Turkic days and years; in "103-ке" and "112'yi" the ending is spoken with
 * the number. Returns NULL when it is neither. */
static char *
say_turkic_with_ending (const Pass *pass,
                        guint64     number,
                        gsize      *end)
{
  static const char *const nth[] = { "ші", "шы", "інші", "ыншы", "нші", "ншы", "чы", "чи", "чу", "чү", "инчи", "ынчы",
                                     "унчу", "үнчү", "нчи", "нчы", "chi", "inchi", "nchi", NULL };
  const char *text = pass->shown->text->str + *end;
  gunichar mark = g_utf8_get_char (text);
  gboolean hyphen = mark == '-' || mark == 0x2011, apostrophe = mark == '\'' || mark == 0x2019;
  gboolean spaced_uz = is (pass, "uz") && g_unichar_isspace (mark);
  const char *word = hyphen || apostrophe || spaced_uz ? g_utf8_next_char (text) : text;
  gsize length = (gsize) (skip_word (word) - word);
  g_autofree char *ending = g_strndup (word, length);

  if (length > 0 && ((apostrophe && is (pass, "tr")) || ((hyphen || spaced_uz || word == text)
                     && _birge_say_is_ending (pass->language, word, length))))
    {
      g_autofree char *cardinal = say_cardinal (pass, number, BIRGE_SAY_PLAIN);

      *end += (gsize) (word - text) + length;
      return g_strconcat (cardinal, ending, NULL);
    }
  if (hyphen && length > 0 && g_strv_contains (nth, ending))
    {
      *end += (gsize) (word - text) + length;
      return _birge_say_ordinal (pass->language, number, NULL);
    }
  if (hyphen && length > 0 && !is (pass, "tr"))
    {
      g_autofree char *ordinal = _birge_say_ordinal (pass->language, number, NULL);

      *end += (gsize) (word - text);
      return g_strconcat (ordinal, " ", NULL);
    }
  if (is (pass, "tr") && mark == '.' && text[1] == ' ' && g_unichar_islower (g_utf8_get_char (text + 2)))
    {
      *end += 1;
      return _birge_say_ordinal (pass->language, number, NULL);
    }

  return NULL;
}

static char *
say_turkic_date (const Pass *pass,
                 guint64     number,
                 gsize       end)
{
  g_autofree char *next = dup_word_after (pass->shown->text->str + end);

  if (is (pass, "tr"))
    return NULL;
  if (number >= 1900 && number < 2100 && (g_str_has_prefix (next, "жыл") || g_str_has_prefix (next, "yil")))
    return _birge_say_ordinal (pass->language, number, NULL);

  if (is_year_of_date (pass, number))
    {
      g_autofree char *year = _birge_say_ordinal (pass->language, number, NULL);

      return g_strconcat (year, is (pass, "uz") ? " yil" : " жыл", NULL);
    }

  return number >= 1 && number <= 31 && _birge_say_is_month (pass->language, next)
           ? _birge_say_ordinal (pass->language, number, NULL) : NULL;
}

/* Two of something is 两, unless it is a day, a month, or the second. */
static char *
say_zh_number (const Pass *pass,
               guint64     number,
               gsize       end)
{
  g_autofree char *before = dup_word_before (pass);
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

  return say_cardinal (pass, number, BIRGE_SAY_PLAIN);
}

/* What the voice of English and Persian reads rightly stays in digits. Returns NULL for nothing special. */
static char *
say_special (Pass                *pass,
             const BirgeSayShape *shape,
             gsize               *end)
{
  char *words = NULL;

  if (is (pass, "ru"))
    words = say_ru_ordinal (pass, shape->first, end);
  else if (is (pass, "zh-Hans"))
    words = say_short_number (pass, shape);
  else if (!is (pass, "en") && !is (pass, "fa"))
    words = say_turkic_with_ending (pass, shape->first, end);
  if (words == NULL && (is (pass, "kk") || is (pass, "ky") || is (pass, "uz")))
    words = say_turkic_date (pass, shape->first, *end);

  return words != NULL ? words : say_short_number (pass, shape);
}

static void
put_plain (Pass                *pass,
           const BirgeSayShape *shape,
           const Tail          *tail)
{
  const char *after = pass->shown->text->str + tail->end;
  gsize end = pass->at + shape->length;
  BirgeSayForm form = get_form (pass, shape->first, pass->shown->text->str + end);
  const char *unit_word = NULL;
  char *words;

  if (tail->unit != NULL)
    {
      g_autofree char *before = is (pass, "ru") ? dup_word_before (pass) : NULL;
      gboolean of = before != NULL && is_ru_of (before);

      unit_word = get_unit_word (pass, tail->unit, shape->first, shape->fraction != NULL, of);
      form = of ? BIRGE_SAY_OF : is (pass, "ru") ? ru_form_by_noun (shape->first, unit_word) : BIRGE_SAY_PLAIN;
    }
  if (shape->fraction != NULL)
    words = say_fraction (pass, shape);
  else if (is (pass, "zh-Hans"))
    words = say_zh_number (pass, shape->first, tail->unit != NULL ? tail->end : end);
  else
    words = say_cardinal (pass, shape->first, form);

  /* "30-дневный", "5-летний": the number is part of the word */
  if (is (pass, "ru") && shape->fraction == NULL && tail->unit == NULL && *after == '-' && skip_word (after + 1) > after + 2)
    {
      g_free (words);
      words = say_cardinal (pass, shape->first, BIRGE_SAY_OF);
      put_words (pass, tail->end + 1, words);
      return;
    }
  put_with_unit (pass, words, tail, unit_word);
}

static void
put_number (Pass                *pass,
            const BirgeSayShape *shape)
{
  gsize end = pass->at + shape->length;
  const char *text = pass->shown->text->str;
  Tail tail = find_tail (pass, end);
  char *words;

  if (tail.unit != NULL || shape->fraction != NULL)
    {
      put_plain (pass, shape, &tail);
      return;
    }
  if (!is (pass, "zh-Hans") && g_unichar_isalpha (g_utf8_get_char (text + end))
      && !_birge_say_is_ending (pass->language, text + end, (gsize) (skip_word (text + end) - text) - end))
    { /* "10th", "34travel" */
      end = (gsize) (skip_word (text + end) - text);
      _birge_say_text_copy (pass->said, pass->shown, pass->at, end);
      pass->at = end;
      return;
    }

  words = say_special (pass, shape, &end);
  if (words != NULL)
    put_words (pass, end, words);
  else
    put_plain (pass, shape, &tail);
}

/* In the words of the long date, which are said in their turn. */
static void
put_date (Pass                *pass,
          const BirgeSayShape *shape)
{
  const BirgeLanguage *language = birge_language_find (pass->language);
  g_autofree char *date = birge_language_format_date (language, shape->digits);
  g_autoptr(BirgeSayText) shown = _birge_say_text_new_shown (date);
  g_autoptr(BirgeSayText) said = _birge_say_words (shown, pass->language);

  put_words (pass, pass->at + shape->length, g_strdup (said->text->str));
}

static gboolean
put_shape (Pass *pass)
{
  g_auto(BirgeSayShape) shape = { 0 };

  _birge_say_shape_read (pass->shown->text->str, pass->at, pass->language, &shape);
  switch (shape.kind)
    {
    case BIRGE_SAY_NUMBER:
      put_number (pass, &shape);
      return TRUE;
    case BIRGE_SAY_RANGE:
      put_range (pass, &shape);
      return TRUE;
    case BIRGE_SAY_RATIO:
      put_ratio (pass, &shape);
      return TRUE;
    case BIRGE_SAY_TIME:
      put_words (pass, pass->at + shape.length, say_time (pass, shape.first, shape.second));
      return TRUE;
    case BIRGE_SAY_DATE:
      put_date (pass, &shape);
      return TRUE;
    case BIRGE_SAY_PHONE:
      put_words (pass, pass->at + shape.length, say_phone (pass, shape.digits));
      return TRUE;
    case BIRGE_SAY_NO_NUMBER:
    default:
      return FALSE;
    }
}

/* Turkish writes "%50". */
static gboolean
put_percent_before (Pass *pass)
{
  const char *here = pass->shown->text->str + pass->at;

  if (!is (pass, "tr") || *here != '%' || !g_ascii_isdigit (*skip_space (here + 1)))
    return FALSE;

  put_words (pass, (gsize) (skip_space (here + 1) - pass->shown->text->str), g_strdup ("yüzde "));
  return TRUE;
}

static gboolean
put_phrase (Pass *pass)
{
  const char *text = pass->shown->text->str;
  const BirgeSayPhrase *phrase = _birge_say_find_phrase (pass->language, text + pass->at);
  gsize end;

  if (phrase == NULL)
    return FALSE;

  end = pass->at + strlen (phrase->shown);
  if (g_str_has_suffix (phrase->said, " ")) /* "№ 5", "№5" */
    end = (gsize) (skip_space (text + end) - text);
  if (g_str_has_suffix (phrase->shown, ".") && text[end] == '\0') /* its full stop ended the sentence too */
    put_words (pass, end, g_strconcat (phrase->said, ".", NULL));
  else
    put_words (pass, end, g_strdup (phrase->said));
  return TRUE;
}

BirgeSayText *
_birge_say_words (const BirgeSayText *shown,
                  const char         *language)
{
  const char *text = shown->text->str;
  Pass pass = { shown, language, _birge_say_text_new (), 0 };
  gboolean inside = FALSE; /* a word: what stands in the middle of one is none of ours */

  while (pass.at < shown->text->len)
    {
      const char *here = text + pass.at;
      gunichar letter = g_utf8_get_char (here);
      gsize next = (gsize) (g_utf8_next_char (here) - text);

      if (!inside && (put_phrase (&pass) || put_percent_before (&pass) || put_shape (&pass)))
        {
          inside = FALSE;
          continue;
        }
      _birge_say_text_copy (pass.said, shown, pass.at, next);
      inside = g_unichar_isalnum (letter) && !(letter >= 0x3400 && letter <= 0x9FFF);
      pass.at = next;
    }
  return pass.said;
}
