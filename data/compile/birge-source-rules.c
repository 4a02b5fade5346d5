/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-source-private.h"

#include "data/formats/birge-language.h"
#include "data/formats/birge-name.h"

#include <string.h>

/* An emoji with its joiners and skin tones has up to 35 bytes; some words are shown by two or three of them. */
#define MAX_EMOJI 96

/* Signs that fonts draw with a red cross or red crescent, or that are one. The emblems protect people in war; they may
 * not decorate anything. */
static const gunichar emblems[] = {
  0x1F691, /* ambulance */
  0x1F3E5, /* hospital */
  0x26D1,  /* helmet with a cross */
  0x26E8,  /* cross on a shield */
  0x271A,  /* heavy cross */
  0x2719,  0x271B, 0x271C, 0x1F7A1, 0x1F7A2, 0x1F7A3, 0x1F7A4, 0x1F7A5, 0x1F7A6, 0x1F7A7, 0x1F542, /* other crosses */
  0x262A,  /* star and crescent */
};

/* What tenge are called, whatever the language. */
static const char *const currencies[] = { "₸", "KZT", "тенге", "теңге", "tenge", "坚戈", "تنگه", "ТЕНГЕ", "Тенге", "Tenge", NULL };

void
_birge_rules_refuse (BirgeProblems *problems, const char *file, guint line, const char *code, const char *why,
                     const char *todo, const char *what_format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, what_format);
  what = g_strdup_vprintf (what_format, args);
  va_end (args);
  birge_problems_add (problems, BIRGE_PROBLEM_ERROR, file, line, code, what, why, todo);
}

void
_birge_rules_warn (BirgeProblems *problems, const char *file, guint line, const char *code, const char *why,
                   const char *todo, const char *what_format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, what_format);
  what = g_strdup_vprintf (what_format, args);
  va_end (args);
  birge_problems_add (problems, BIRGE_PROBLEM_WARNING, file, line, code, what, why, todo);
}

gboolean
_birge_rules_parse_number (const char *text, gint64 min, gint64 max, gint64 *number)
{
  return g_ascii_string_to_signed (text, 10, min, max, number, NULL);
}

/* The slot of the language, or -1 when there is none of that name; reported. */
int
_birge_rules_check_language (const char *tag, const char *file, guint line, BirgeProblems *problems)
{
  int slot = birge_texts_find_slot (tag);
  const BirgeLanguage *meant;

  if (slot >= 0)
    return slot;

  meant = birge_language_find (tag);
  if (meant != NULL)
    {
      g_autofree char *todo = g_strdup_printf ("write “%s”", birge_language_get_tag (meant));

      _birge_rules_refuse (problems, file, line, "bad-language", "one spelling keeps files and keys together", todo,
                           "“%s” is written differently", tag);
    }
  else
    {
      g_autofree char *tags = g_strjoinv (" ", (char **) birge_language_list_tags ());
      g_autofree char *todo = g_strdup_printf ("use one of: %s", tags);

      _birge_rules_refuse (problems, file, line, "bad-language", "no such language is known", todo,
                           "“%s” is not a language tag", tag);
    }
  return -1;
}

static const GRegex *
get_amount_regex (void)
{
  static GRegex *regex;

  /* Figures, perhaps grouped, perhaps followed by one word ("5 thousand tenge"), then the currency; or the other way
   * round. */
  if (g_once_init_enter (&regex))
    {
      GRegex *made = g_regex_new ("\\d[\\d\\s.,'\\x{A0}\\x{202F}]*(?:\\p{L}+\\.?\\s+)?(?:₸|KZT\\b|те[нң]ге|tenge|坚戈|تنگه)"
                                  "|[一二三四五六七八九十百千万]+坚戈"
                                  "|(?:₸|\\bKZT)\\s*\\d",
                                  G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
      g_assert (made != NULL);
      g_once_init_leave (&regex, made);
    }

  return regex;
}

/* Reports amounts of tenge that are written as figures. */
void
_birge_rules_check_amounts (const char *text, gsize length, const char *file, guint line, BirgeProblems *problems)
{
  g_autoptr(GMatchInfo) match = NULL;
  g_autofree char *found = NULL;
  gboolean candidate = FALSE;

  for (guint i = 0; currencies[i] != NULL && !candidate; i++)
    candidate = g_strstr_len (text, length, currencies[i]) != NULL;
  if (!candidate || !g_regex_match_full (get_amount_regex (), text, length, 0, 0, &match, NULL))
    return;

  found = g_match_info_fetch (match, 0);
  _birge_rules_refuse (problems, file, line, "typed-figure", "amounts change every year, and a wrong one costs somebody money",
                       "write it as a value of values.csv, for example {30 mci}, or leave it out of titles",
                       "“%s” is an amount typed as figures", g_strstrip (found));
}

/* Reports signs that show a protected emblem. TRUE when there is none. */
gboolean
_birge_rules_check_emblems (const char *text, const char *file, guint line, BirgeProblems *problems)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    for (guint i = 0; (guchar) *p >= 0xE0 && i < G_N_ELEMENTS (emblems); i++) /* all have three bytes or four */
      if (g_utf8_get_char (p) == emblems[i])
        {
          _birge_rules_refuse (problems, file, line, "protected-emblem",
                               "fonts draw it with a red cross or a red crescent, and the law protects these emblems",
                               "take another picture; first aid's sign is a white cross on green",
                               "“%.*s” shows an emblem", (int) (g_utf8_next_char (p) - p), p);
          return FALSE;
        }
  return TRUE;
}

/* Signs, not words: a letter means that somebody mistyped a name. Keycaps begin with a digit, flags of regions end in
 * tag letters that are no letters to Unicode. */
static gboolean
is_emoji (const char *text)
{
  if (strlen (text) > MAX_EMOJI)
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalpha (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

char *
_birge_rules_dup_picture (const char *text, const char *file, guint line, BirgeProblems *problems)
{
  const char *name = g_str_has_prefix (text, "svg:") ? text + 4 : text;

  if (birge_name_is_name (name) && (name != text || g_ascii_isalpha (name[0])))
    return g_strconcat ("svg:", name, NULL);

  if (name == text && is_emoji (text))
    return _birge_rules_check_emblems (text, file, line, problems) ? g_strdup (text) : NULL;

  _birge_rules_refuse (problems, file, line, "bad-picture", "a picture is the name of an SVG file, or an emoji",
                       "write the file's name without .svg: lower-case letters, digits and hyphens",
                       "“%s” is not a picture", text);
  return NULL;
}
