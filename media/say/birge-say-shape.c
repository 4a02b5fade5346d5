/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/say/birge-say-private.h"

#include "data/formats/birge-name.h"

#include <stdlib.h>
#include <string.h>

#define MAX_STRETCH_BYTES 120

/* The shapes numbers have in texts, longest first. Figures may be Persian. */
#define D "[0-9۰-۹]"
#define GAP "[ \u00a0\u202f\u2009-]"
#define DASH "[ \u00a0]?[–—‑-][ \u00a0]?"
#define WHOLE \
  "(?:" D "{1,3}(?:[\u00a0\u202f\u2009٬]" D "{3})+|" \
  D "{1,3}(?: 000)+|" D "{1,3}(?: " D "{3})+(?= ?(?:₸|тг|тенге|теңге|tenge|تنگه))|" D "+)"
#define FRACTION "(?:[.,٫](" D "{1,2})(?![.,]?[0-9۰-۹]))?" /* not in a list: 1,2,3 */
#define END "(?![0-9۰-۹])"

static const struct {
  BirgeSayKind  kind;
  const char   *pattern;
} shapes[] = {
  { BIRGE_SAY_PHONE, "(\\+?" D "{1,3}" GAP "?\\(?" D "{3,4}\\)?(?:" GAP D "{2,4}){2,4})" END },
  { BIRGE_SAY_DATE, "(" D "{4})-(" D "{2})-(" D "{2})" END },
  { BIRGE_SAY_DATE, "(" D "{1,2})\\.(" D "{1,2})\\.(" D "{4})" END },
  { BIRGE_SAY_TIME, "((?:[01۰۱]?" D "|[2۲][0-3۰-۳])):([0-5۰-۵]" D ")" END },
  { BIRGE_SAY_RATIO, "(" D "{1,3})[:比](" D "{1,2})" END },
  { BIRGE_SAY_RANGE, "(" WHOLE ")" DASH "(" WHOLE ")(?![0-9۰-۹]|[–—‑-][0-9۰-۹])" },
  { BIRGE_SAY_NUMBER, "(" WHOLE ")" FRACTION END },
};

static GRegex *
get_shape (guint i)
{
  static GRegex *regexes[G_N_ELEMENTS (shapes)];
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      for (guint each = 0; each < G_N_ELEMENTS (shapes); each++)
        regexes[each] = g_regex_new (shapes[each].pattern, G_REGEX_OPTIMIZE, 0, NULL);
      g_once_init_leave (&ready, 1);
    }
  return regexes[i];
}

/* ASCII digits; everything between them becomes one space, or nothing with @joined. */
static char *
to_ascii (const char *text,
          gboolean    joined)
{
  GString *digits = g_string_new (NULL);

  for (; text != NULL && *text != '\0'; text = g_utf8_next_char (text))
    {
      int digit = g_unichar_digit_value (g_utf8_get_char (text));

      if (digit >= 0)
        g_string_append_c (digits, (char) ('0' + digit));
      else if (*text == '+')
        g_string_append_c (digits, '+');
      else if (!joined && digits->len > 0 && digits->str[digits->len - 1] != ' ' && digits->str[digits->len - 1] != '+')
        g_string_append_c (digits, ' ');
    }
  return g_string_free (digits, FALSE);
}

static char *
fetch_ascii (GMatchInfo *match,
             int         group,
             gboolean    joined)
{
  g_autofree char *text = g_match_info_fetch (match, group);

  return to_ascii (text, joined);
}

/* With its country in front, or the 8 that stands for it; so that "100 200 300" is no telephone. */
static gboolean
take_phone (BirgeSayShape *shape,
            GMatchInfo    *match)
{
  gsize n = 0;

  shape->digits = fetch_ascii (match, 1, FALSE);
  for (const char *at = shape->digits; *at != '\0'; at++)
    n += g_ascii_isdigit (*at) ? 1 : 0;
  return n >= 10 && n <= 13 && (shape->digits[0] == '+' || g_str_has_prefix (shape->digits, "8 "));
}

static gboolean
take_date (BirgeSayShape *shape,
           GMatchInfo    *match)
{
  g_autofree char *first = fetch_ascii (match, 1, TRUE);
  g_autofree char *month = fetch_ascii (match, 2, TRUE);
  g_autofree char *third = fetch_ascii (match, 3, TRUE);
  gboolean iso = strlen (first) == 4;

  shape->digits = g_strdup_printf ("%04d-%02d-%02d", atoi (iso ? first : third), atoi (month), atoi (iso ? third : first));
  return birge_name_is_date (shape->digits);
}

static gboolean
take_numbers (BirgeSayShape *shape,
              GMatchInfo    *match)
{
  g_autofree char *second = NULL;

  shape->digits = fetch_ascii (match, 1, TRUE);
  shape->first = g_ascii_strtoull (shape->digits, NULL, 10);
  if (g_match_info_get_match_count (match) < 3)
    return TRUE;

  second = fetch_ascii (match, 2, TRUE);
  if (shape->kind == BIRGE_SAY_NUMBER)
    shape->fraction = *second != '\0' ? g_steal_pointer (&second) : NULL;
  else
    shape->second = g_ascii_strtoull (second, NULL, 10);
  return TRUE;
}

static gboolean
take (BirgeSayShape *shape,
      GMatchInfo    *match)
{
  switch (shape->kind)
    {
    case BIRGE_SAY_PHONE:
      return take_phone (shape, match);
    case BIRGE_SAY_DATE:
      return take_date (shape, match);
    case BIRGE_SAY_NO_NUMBER:
    case BIRGE_SAY_NUMBER:
    case BIRGE_SAY_RANGE:
    case BIRGE_SAY_RATIO:
    case BIRGE_SAY_TIME:
    default:
      return take_numbers (shape, match);
    }
}

void
_birge_say_shape_clear (BirgeSayShape *shape)
{
  g_clear_pointer (&shape->digits, g_free);
  g_clear_pointer (&shape->fraction, g_free);
  *shape = (BirgeSayShape){ 0 };
}

/* English and Chinese write 85,000, Turkish 85.000. */
static gboolean
read_with_marks (const char    *text,
                 const char    *language,
                 BirgeSayShape *shape)
{
  gboolean comma = strcmp (language, "en") == 0 || strcmp (language, "zh-Hans") == 0;
  char mark = comma ? ',' : '.';
  gsize digits = strspn (text, "0123456789");
  gsize length = digits;
  g_autofree char *number = NULL;

  if ((!comma && strcmp (language, "tr") != 0) || digits == 0 || digits > 3)
    return FALSE;
  while (text[length] == mark && strspn (text + length + 1, "0123456789") == 3)
    length += 4;
  if (length == digits)
    return FALSE;

  number = g_strndup (text, length);
  shape->kind = BIRGE_SAY_NUMBER;
  shape->length = length;
  shape->digits = to_ascii (number, TRUE);
  shape->first = g_ascii_strtoull (shape->digits, NULL, 10);
  return TRUE;
}

static char *
dup_stretch (const char *text)
{
  gsize length = strnlen (text, MAX_STRETCH_BYTES);

  if (length == MAX_STRETCH_BYTES)
    length = (gsize) (g_utf8_find_prev_char (text, text + length) - text);
  return g_strndup (text, length);
}

/* @shape: cleared; afterwards its kind tells whether there is anything. Looks no further than a number can reach, so that a
 * long text takes no longer for each of its numbers. */
void
_birge_say_shape_read (const char    *text,
                       gsize          at,
                       const char    *language,
                       BirgeSayShape *shape)
{
  g_autofree char *here = NULL;

  if (!g_unichar_isdigit (g_utf8_get_char (text + at)) && text[at] != '+')
    return;

  here = dup_stretch (text + at);
  if (read_with_marks (here, language, shape))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr(GMatchInfo) match = NULL;
      int start, end;

      _birge_say_shape_clear (shape);
      if (!g_regex_match (get_shape (i), here, G_REGEX_MATCH_ANCHORED, &match))
        continue;
      shape->kind = shapes[i].kind;
      g_match_info_fetch_pos (match, 0, &start, &end);
      shape->length = (gsize) (end - start);
      if (take (shape, match))
        return;
    }
  _birge_say_shape_clear (shape);
}
