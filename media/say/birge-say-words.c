/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/say/birge-say-private.h"

#include "data/formats/birge-language.h"

#include <string.h>

/* Goes through a text once; what is neither a number nor an abbreviation stays as it is. */

/* What belongs to a number in the text behind it. */
typedef struct {
  const BirgeSayUnit *unit;
  gsize               end; /* of number and unit in the text */
} Tail;

static Tail
find_tail (const BirgeSayPass *pass,
           gsize               end)
{
  const char *text = pass->shown->text->str;
  const char *next = _birge_say_skip_space (text + end);
  const BirgeSayUnit *unit = _birge_say_find_unit (pass->language, next);

  if (unit == NULL)
    return (Tail){ NULL, end };

  return (Tail){ unit, (gsize) (next - text) + strlen (unit->sign) };
}

/* A voice that meets a small letter behind a full stop takes the stop for that of an abbreviation. */
static gboolean
begins_sentence (const BirgeSayPass *pass)
{
  const GString *said = pass->said->text;
  gsize end = said->len;

  while (end > 0 && said->str[end - 1] == ' ')
    end--;
  return end > 0 && end < said->len && strchr (".!?", said->str[end - 1]) != NULL;
}

static void
capitalise (GString *words)
{
  gssize length = words->len > 0 ? g_utf8_next_char (words->str) - words->str : 0;
  g_autofree char *first = g_utf8_strup (words->str, length);

  g_string_erase (words, 0, length);
  g_string_prepend (words, first);
}

/* @words: (transfer full). Says the number with its unit, and moves on. */
static void
put_with_unit (BirgeSayPass *pass,
               char         *words,
               const Tail   *tail,
               const char   *unit_word)
{
  g_autofree char *number = words;
  g_autoptr(GString) all = g_string_new (NULL);

  if (tail->unit != NULL && tail->unit->before != NULL)
    {
      g_string_append (all, tail->unit->before);
      if (!_birge_say_is (pass, "zh-Hans"))
        g_string_append_c (all, ' ');
    }
  g_string_append (all, number);
  if (unit_word != NULL && *unit_word != '\0')
    {
      if (!_birge_say_is (pass, "zh-Hans"))
        g_string_append_c (all, ' ');
      g_string_append (all, unit_word);
    }
  if (begins_sentence (pass))
    capitalise (all);
  _birge_say_text_put (pass->said, pass->shown, pass->at, tail->end, all->str);
  pass->at = tail->end;
}

static void
put_words (BirgeSayPass *pass,
           gsize         end,
           char         *words)
{
  put_with_unit (pass, words, &(Tail){ NULL, end }, NULL);
}

/* By groups, as it is written; four digits as two and two. English and Chinese say one digit after another. */
static char *
say_phone (const BirgeSayPass *pass,
           const char         *digits)
{
  static const struct { const char *language, *word; } pluses[] = {
    { "kk", "плюс " }, { "ky", "плюс " }, { "ru", "плюс " }, { "uz", "plyus " }, { "tr", "artı " }, { "en", "plus " },
    { "fa", "به علاوه " }, { "zh-Hans", "加" },
  };
  gboolean single = _birge_say_is (pass, "en") || _birge_say_is (pass, "zh-Hans");
  g_auto(GStrv) groups = g_strsplit (*digits == '+' ? digits + 1 : digits, " ", -1);
  GString *words = g_string_new (NULL);

  for (guint i = 0; *digits == '+' && i < G_N_ELEMENTS (pluses); i++)
    if (_birge_say_is (pass, pluses[i].language))
      g_string_append (words, pluses[i].word);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      const char *group = groups[i];

      g_string_append (words, i > 0 ? ", " : "");
      if (single && !(_birge_say_is (pass, "en") && strlen (group) == 3 && g_str_has_suffix (group, "00")))
        {
          g_autofree char *one_by_one = _birge_say_digits (pass->language, group);

          g_string_append (words, one_by_one);
          continue;
        }
      while (*group != '\0')
        {
          gsize n = *group == '0' ? 1 : strlen (group) > 3 ? 2 : strlen (group);
          g_autofree char *figures = g_strndup (group, n);
          g_autofree char *number = _birge_say_number (pass, g_ascii_strtoull (figures, NULL, 10), BIRGE_SAY_PLAIN);

          g_string_append (words, number);
          group += n;
          g_string_append (words, *group != '\0' ? " " : "");
        }
    }
  return g_string_free (words, FALSE);
}

static char *
say_time (const BirgeSayPass *pass,
          guint64             hours,
          guint64             minutes)
{
  g_autofree char *hour = _birge_say_number (pass, hours, BIRGE_SAY_PLAIN);
  g_autofree char *minute = _birge_say_number (pass, minutes, BIRGE_SAY_PLAIN);
  g_autofree char *zero = _birge_say_digits (pass->language, "0");
  const char *gap = minutes > 0 && minutes < 10 ? zero : "";
  const char *space = *gap != '\0' ? " " : "";

  if (_birge_say_is (pass, "zh-Hans"))
    return minutes == 0 ? g_strdup_printf ("%s点", hour)
                        : g_strdup_printf ("%s点%s%s分", hour, minutes < 10 ? "零" : "", minute);
  if (_birge_say_is (pass, "fa"))
    return minutes == 0 ? g_strdup (hour) : g_strdup_printf ("%s و %s دقیقه", hour, minute);
  if (minutes > 0)
    return g_strdup_printf ("%s %s%s%s", hour, gap, space, minute);
  if (_birge_say_is (pass, "en"))
    return g_strdup_printf ("%s o'clock", hour);

  return _birge_say_is (pass, "ru") ? g_strdup_printf ("%s ноль-ноль", hour) : g_steal_pointer (&hour);
}

static char *
say_ru_range (const BirgeSayPass *pass,
              guint64             first,
              guint64             second,
              gboolean           *of)
{
  static const char *const prepositions[] = { "на", "в", "за", "через", "по", "от", "до", "к", "под", "старые", NULL };
  g_autofree char *before = _birge_say_dup_before (pass);
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  *of = !g_strv_contains (prepositions, before) && second < 1000;
  one = _birge_say_number (pass, first, *of ? BIRGE_SAY_OF : BIRGE_SAY_PLAIN);
  two = _birge_say_number (pass, second, *of ? BIRGE_SAY_OF : BIRGE_SAY_PLAIN);
  if (*of)
    return g_strdup_printf ("от %s до %s", one, two);

  return g_strdup_printf (second == first + 1 ? "%s-%s" : "%s, %s", one, two);
}

static void
put_range (BirgeSayPass        *pass,
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
    if (_birge_say_is (pass, words[i].language))
      between = words[i].between;
  if (_birge_say_is (pass, "ru"))
    said = say_ru_range (pass, shape->first, shape->second, &of);
  else
    {
      g_autofree char *one = _birge_say_number (pass, shape->first, BIRGE_SAY_PLAIN);
      g_autofree char *two = _birge_say_number (pass, shape->second, BIRGE_SAY_PLAIN);

      said = g_strconcat (one, between, two, NULL);
    }
  put_with_unit (pass, said, &tail,
                 tail.unit != NULL ? _birge_say_unit_word (pass, tail.unit, shape->second, FALSE, of) : NULL);
}

static void
put_ratio (BirgeSayPass        *pass,
           const BirgeSayShape *shape)
{
  static const struct { const char *language, *between; } words[] = {
    { "en", " to " }, { "fa", " به " }, { "zh-Hans", "比" }, { "ru", " на " },
  };
  const char *between = ", ";
  g_autofree char *one = _birge_say_number (pass, shape->first, BIRGE_SAY_PLAIN);
  g_autofree char *two = _birge_say_number (pass, shape->second, BIRGE_SAY_PLAIN);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (_birge_say_is (pass, words[i].language))
      between = words[i].between;
  put_words (pass, pass->at + shape->length, g_strconcat (one, between, two, NULL));
}

static char *
say_fraction (const BirgeSayPass  *pass,
              const BirgeSayShape *shape)
{
  static const struct { const char *language, *tenths, *hundredths; } words[] = {
    { "kk", " бүтін оннан ", " бүтін жүзден " }, { "ky", " бүтүн ондон ", " бүтүн жүздөн " },
    { "uz", " butun oʻndan ", " butun yuzdan " }, { "tr", " virgül ", " virgül " }, { "en", ".", "." },
    { "fa", " ممیز ", " ممیز " }, { "ru", " и ", " и " }, { "zh-Hans", "点", "点" },
  };
  g_autofree char *whole = _birge_say_number (pass, shape->first, BIRGE_SAY_PLAIN);
  g_autofree char *part = _birge_say_number (pass, g_ascii_strtoull (shape->fraction, NULL, 10), BIRGE_SAY_PLAIN);

  if (_birge_say_is (pass, "ru") && shape->first == 1 && strcmp (shape->fraction, "5") == 0)
    return g_strdup ("полтора");
  if (_birge_say_is (pass, "zh-Hans") || _birge_say_is (pass, "en"))
    {
      g_free (part);
      part = _birge_say_is (pass, "en") ? g_strdup (shape->fraction) : _birge_say_digits (pass->language, shape->fraction);
    }
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (_birge_say_is (pass, words[i].language))
      return g_strconcat (whole, shape->fraction[1] != '\0' ? words[i].hundredths : words[i].tenths, part, NULL);
  return g_steal_pointer (&whole);
}

/* What the voice of English and Persian reads rightly stays in digits. Returns NULL for nothing special. */
static char *
say_special (BirgeSayPass        *pass,
             const BirgeSayShape *shape,
             gsize               *end)
{
  char *words = NULL;

  if (_birge_say_is (pass, "ru"))
    words = _birge_say_ru_ordinal (pass, shape->first, end);
  else if (_birge_say_is (pass, "zh-Hans"))
    words = _birge_say_short_number (pass, shape);
  else if (!_birge_say_is (pass, "en") && !_birge_say_is (pass, "fa"))
    words = _birge_say_turkic_ending (pass, shape->first, end);
  if (words == NULL && (_birge_say_is (pass, "kk") || _birge_say_is (pass, "ky") || _birge_say_is (pass, "uz")))
    words = _birge_say_turkic_date (pass, shape->first, *end);

  return words != NULL ? words : _birge_say_short_number (pass, shape);
}

static void
put_plain (BirgeSayPass        *pass,
           const BirgeSayShape *shape,
           const Tail          *tail)
{
  const char *after = pass->shown->text->str + tail->end;
  gsize end = pass->at + shape->length;
  BirgeSayForm form = _birge_say_get_form (pass, shape->first, pass->shown->text->str + end);
  const char *unit_word = NULL;
  char *words;

  if (tail->unit != NULL)
    {
      g_autofree char *before = _birge_say_is (pass, "ru") ? _birge_say_dup_before (pass) : NULL;
      gboolean of = before != NULL && _birge_say_is_ru_of (before);

      unit_word = _birge_say_unit_word (pass, tail->unit, shape->first, shape->fraction != NULL, of);
      form = of ? BIRGE_SAY_OF : _birge_say_is (pass, "ru") ? _birge_say_ru_form (shape->first, unit_word) : BIRGE_SAY_PLAIN;
    }
  if (shape->fraction != NULL)
    words = say_fraction (pass, shape);
  else if (_birge_say_is (pass, "zh-Hans"))
    words = _birge_say_zh_number (pass, shape->first, tail->unit != NULL ? tail->end : end);
  else
    words = _birge_say_number (pass, shape->first, form);

  /* "30-дневный", "5-летний": the number is part of the word */
  if (_birge_say_is (pass, "ru") && shape->fraction == NULL && tail->unit == NULL && *after == '-' && _birge_say_skip_word (after + 1) > after + 2)
    {
      g_free (words);
      words = _birge_say_number (pass, shape->first, BIRGE_SAY_OF);
      put_words (pass, tail->end + 1, words);
      return;
    }
  put_with_unit (pass, words, tail, unit_word);
}

static void
put_number (BirgeSayPass        *pass,
            const BirgeSayShape *shape)
{
  gsize end = pass->at + shape->length;
  const char *text = pass->shown->text->str;
  Tail tail = find_tail (pass, end);
  char *words = _birge_say_is (pass, "ru") && shape->fraction == NULL ? _birge_say_ru_year (pass, shape->first, &end) : NULL;

  if (words != NULL)
    {
      put_words (pass, end, words);
      return;
    }
  if (tail.unit != NULL || shape->fraction != NULL)
    {
      put_plain (pass, shape, &tail);
      return;
    }
  if (!_birge_say_is (pass, "zh-Hans") && g_unichar_isalpha (g_utf8_get_char (text + end))
      && !_birge_say_is_ending (pass->language, text + end, (gsize) (_birge_say_skip_word (text + end) - text) - end))
    { /* "10th", "34travel" */
      end = (gsize) (_birge_say_skip_word (text + end) - text);
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
put_date (BirgeSayPass        *pass,
          const BirgeSayShape *shape)
{
  const BirgeLanguage *language = birge_language_find (pass->language);
  g_autofree char *date = birge_language_format_date (language, shape->digits);
  g_autoptr(BirgeSayText) shown = _birge_say_text_new_shown (date);
  g_autoptr(BirgeSayText) said = _birge_say_words (shown, pass->language);

  put_words (pass, pass->at + shape->length, g_strdup (said->text->str));
}

static gboolean
put_shape (BirgeSayPass *pass)
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
put_percent_before (BirgeSayPass *pass)
{
  const char *here = pass->shown->text->str + pass->at;

  if (!_birge_say_is (pass, "tr") || *here != '%' || !g_ascii_isdigit (*_birge_say_skip_space (here + 1)))
    return FALSE;

  put_words (pass, (gsize) (_birge_say_skip_space (here + 1) - pass->shown->text->str), g_strdup ("yüzde "));
  return TRUE;
}

/* "269/2020", "24/7" */
static gboolean
put_slash (BirgeSayPass *pass)
{
  const char *here = pass->shown->text->str + pass->at;

  if (*here != '/' || pass->at == 0 || !g_ascii_isdigit (here[-1]) || !g_ascii_isdigit (here[1]))
    return FALSE;

  put_words (pass, pass->at + 1, g_strdup (", "));
  return TRUE;
}

static gboolean
put_phrase (BirgeSayPass *pass)
{
  const char *text = pass->shown->text->str;
  const BirgeSayPhrase *phrase = _birge_say_find_phrase (pass->language, text + pass->at);
  gsize end;

  if (phrase == NULL)
    return FALSE;

  end = pass->at + strlen (phrase->shown);
  if (g_str_has_suffix (phrase->said, " ")) /* "№ 5", "№5" */
    end = (gsize) (_birge_say_skip_space (text + end) - text);
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
  BirgeSayPass pass = { shown, language, _birge_say_text_new (), 0 };
  gboolean inside = FALSE; /* a word: what stands in the middle of one is none of ours */

  while (pass.at < shown->text->len)
    {
      const char *here = text + pass.at;
      gunichar letter = g_utf8_get_char (here);
      gsize next = (gsize) (g_utf8_next_char (here) - text);

      if (!inside && (put_phrase (&pass) || put_percent_before (&pass) || put_slash (&pass) || put_shape (&pass)))
        {
          inside = FALSE;
          continue;
        }
      _birge_say_text_copy (pass.said, shown, pass.at, next);
      /* …nor is what goes on behind a dot or comma, as in "1,2,3" and "v1.10.2" */
      inside = (g_unichar_isalnum (letter) && !(letter >= 0x3400 && letter <= 0x9FFF))
               || ((letter == '.' || letter == ',') && pass.at > 0 && g_ascii_isdigit (here[-1]) && g_ascii_isdigit (here[1]));
      pass.at = next;
    }
  return pass.said;
}
