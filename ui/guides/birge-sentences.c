/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/guides/birge-sentences.h"

#include <string.h>

/* A full stop ends a sentence in most cases; these are the others. The lists are short on purpose: a wrong cut is heard
 * as a pause, no more. All in lower case. */

/* Stands before a name or a number: never the end. */
static const char *const before_names[] = {
  "ул",  "пр",  "просп", "пер", "мкр", "обл", "гор", "пос", "им",  "тел", "тов", "көш", "даң", "шағ", "ауд",
  "dr",  "mr",  "mrs",   "ms",  "st",  "tel", "koʻch", "ko'ch", "prof", "sh",  "кӯч", "ноҳ", "маҳ", "кўч", "шаҳ",
};
/* Stands before a number: the end when something else follows ("No. 148", but "No. Do not sign."). */
static const char *const before_numbers[] = {
  "no", "nr", "art", "p", "pp", "fig", "ст", "стр", "пп", "кв", "бет", "мад", "ch", "sec",
};

static gboolean
is_listed (const char *const *list, guint n, const char *word)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (list[i], word) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_full_width_end (gunichar letter)
{
  return letter == 0x3002 || letter == 0xFF01 || letter == 0xFF1F || letter == 0xFF61; /* 。！？｡ */
}

static gboolean
is_end (gunichar letter)
{
  return letter == '.' || letter == '!' || letter == '?' || letter == 0x2026 || /* … */
         letter == 0x061F || letter == 0x06D4 ||                                /* Arabic ؟ ۔ */
         is_full_width_end (letter);
}

static gboolean
is_closer (gunichar letter)
{
  GUnicodeType type = g_unichar_type (letter);

  return letter == '"' || letter == '\'' || type == G_UNICODE_CLOSE_PUNCTUATION || type == G_UNICODE_FINAL_PUNCTUATION;
}

/* The word that ends just before @dot, dots inside it included ("т.б", "No"), in lower case. */
static char *
dup_word_before (const char *text, const char *dot)
{
  const char *start = dot;

  while (start > text)
    {
      const char *before = g_utf8_prev_char (start);
      gunichar letter = g_utf8_get_char (before);

      if (!g_unichar_isalnum (letter) && letter != '.' && letter != '\'' && letter != 0x02BB)
        break;
      start = before;
    }
  return g_utf8_strdown (start, dot - start);
}

/* @dot: a full stop with white space behind it; @next: what stands behind the white space. */
static gboolean
is_abbreviation (const char *text, const char *start, const char *dot, gunichar next)
{
  g_autofree char *word = dup_word_before (text, dot);
  glong letters = g_utf8_strlen (word, -1);
  gboolean number_follows = g_unichar_isdigit (next) || next == '+' || next == '(' || next == 0x2116; /* № */

  if (letters == 0)
    return FALSE;
  if (strspn (word, "0123456789") == strlen (word)) /* "1. Write": the number of a list, when nothing stands before it */
    return dot - strlen (word) == start;
  if (letters == 1 && g_unichar_isalpha (g_utf8_get_char (word))) /* initials, "г. Алматы", "д. 5" */
    return TRUE;
  return is_listed (before_names, G_N_ELEMENTS (before_names), word) ||
         (number_follows && is_listed (before_numbers, G_N_ELEMENTS (before_numbers), word));
}

/* Moves from the first mark of an end behind all that belongs to it; NULL when the sentence goes on. */
static const char *
find_end (const char *text, const char *start, const char *mark)
{
  gunichar first = g_utf8_get_char (mark);
  const char *at = mark;
  const char *next;

  while (*at != '\0' && (is_end (g_utf8_get_char (at)) || is_closer (g_utf8_get_char (at))))
    at = g_utf8_next_char (at);
  if (*at == '\0' || is_full_width_end (first))
    return at;
  if (!g_unichar_isspace (g_utf8_get_char (at)))
    return NULL; /* "103.kz", "2.5" */
  for (next = at; *next != '\0' && g_unichar_isspace (g_utf8_get_char (next));)
    next = g_utf8_next_char (next);
  if (g_unichar_islower (g_utf8_get_char (next)))
    return NULL;
  if (first == '.' && at == mark + 1 && is_abbreviation (text, start, mark, g_utf8_get_char (next)))
    return NULL;
  return at;
}

static void
append (GArray *sentences, const char *text, const char *start, const char *end)
{
  BirgeSentence sentence;
  gboolean says_something = FALSE;

  while (end > start && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  for (const char *at = start; at < end && !says_something; at = g_utf8_next_char (at))
    says_something = g_unichar_isalnum (g_utf8_get_char (at));
  if (!says_something)
    return;
  sentence = (BirgeSentence){ .start = (gsize) (start - text), .length = (gsize) (end - start) };
  g_array_append_val (sentences, sentence);
}

GArray *
birge_sentences_split (const char *text)
{
  GArray *sentences = g_array_new (FALSE, FALSE, sizeof (BirgeSentence));
  const char *start = text;
  const char *at = text;

  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), sentences);

  while (*at != '\0')
    {
      gunichar letter = g_utf8_get_char (at);
      const char *end = NULL;

      if (at == start && g_unichar_isspace (letter))
        {
          start = at = g_utf8_next_char (at);
          continue;
        }
      if (letter == '\n' || letter == 0x2028 || letter == 0x2029)
        end = g_utf8_next_char (at);
      else if (is_end (letter))
        end = find_end (text, start, at);
      if (end == NULL)
        {
          at = g_utf8_next_char (at);
          continue;
        }
      append (sentences, text, start, end);
      start = at = end;
    }
  append (sentences, text, start, at);
  return sentences;
}
