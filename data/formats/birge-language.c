/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-language.h"

#include "data/formats/birge-formats-resources.h"
#include "data/formats/birge-ini.h"
#include "data/formats/birge-name.h"

#include <gio/gio.h>
#include <string.h>

#define TABLE_PATH "/org/birge/formats/languages.ini"
#define NO_BREAK_SPACE "\u00A0"
#define TENGE "\u20B8"
#define N_MONTHS 12
#define N_DIGITS 10

typedef enum {
  PLURAL_ONE_OTHER,
  PLURAL_RUSSIAN,
  PLURAL_ZERO_ONE,
  PLURAL_NONE,
} PluralRule;

static const struct {
  const char *name;
  PluralRule  rule;
} plural_rules[] = {
  { "one-other", PLURAL_ONE_OTHER },
  { "russian", PLURAL_RUSSIAN },
  { "zero-one", PLURAL_ZERO_ONE },
  { "none", PLURAL_NONE },
};

struct _BirgeLanguage {
  char      *tag;
  char      *name;
  char      *greeting;
  char      *voice; /* or NULL */
  char      *pango_tag;
  char      *derived_from; /* or NULL */
  GStrv      fallbacks;
  GStrv      months;
  GStrv      letters;
  char      *date;
  gunichar   digits[N_DIGITS];
  char       group[8];
  gboolean   rtl;
  PluralRule plural;
};

typedef struct {
  GPtrArray *languages; /* of BirgeLanguage */
  GPtrArray *tags;      /* borrowed, NULL-terminated */
} Table;

/* The table is part of the program: a hole in it is a mistake of ours that the first test finds. */
static const char *
need (BirgeIni *ini, const char *tag, const char *key)
{
  const char *value = birge_ini_get (ini, tag, key, NULL);

  if (value == NULL || *value == '\0')
    g_error ("languages.ini: [%s] has no %s", tag, key);
  return value;
}

static PluralRule
read_plural (const char *tag, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (plural_rules); i++)
    if (strcmp (plural_rules[i].name, name) == 0)
      return plural_rules[i].rule;
  g_error ("languages.ini: [%s] Plural=%s is no rule", tag, name);
}

static void
read_digits (BirgeLanguage *self, const char *digits)
{
  if (g_utf8_strlen (digits, -1) != N_DIGITS)
    g_error ("languages.ini: [%s] Digits must be ten", self->tag);

  for (guint i = 0; i < N_DIGITS; i++, digits = g_utf8_next_char (digits))
    self->digits[i] = g_utf8_get_char (digits);
}

static void
read_group (BirgeLanguage *self, const char *code_point)
{
  guint64 code = g_str_has_prefix (code_point, "U+") ? g_ascii_strtoull (code_point + 2, NULL, 16) : 0;

  if (code == 0 || !g_unichar_validate ((gunichar) code))
    g_error ("languages.ini: [%s] Group=%s is no code point", self->tag, code_point);
  self->group[g_unichar_to_utf8 ((gunichar) code, self->group)] = '\0';
}

static BirgeLanguage *
read_language (BirgeIni *ini, const char *tag)
{
  BirgeLanguage *self = g_new0 (BirgeLanguage, 1);
  const char *pango_tag = birge_ini_get (ini, tag, "Pango", NULL);
  const char *digits = birge_ini_get (ini, tag, "Digits", NULL);

  self->tag = g_strdup (tag);
  self->name = g_strdup (need (ini, tag, "Name"));
  self->greeting = g_strdup (need (ini, tag, "Greeting"));
  self->voice = g_strdup (birge_ini_get (ini, tag, "Voice", NULL));
  self->pango_tag = g_strdup (pango_tag != NULL ? pango_tag : tag);
  self->derived_from = g_strdup (birge_ini_get (ini, tag, "Derived", NULL));
  self->fallbacks = g_strsplit (need (ini, tag, "Fallback"), " ", -1);
  self->months = g_strsplit (need (ini, tag, "Months"), " ", -1);
  self->letters = g_strsplit (need (ini, tag, "Letters"), " ", -1);
  self->date = g_strdup (need (ini, tag, "Date"));
  self->rtl = strcmp (need (ini, tag, "Direction"), "rtl") == 0;
  self->plural = read_plural (tag, need (ini, tag, "Plural"));
  read_digits (self, digits != NULL ? digits : "0123456789");
  read_group (self, need (ini, tag, "Group"));
  if (g_strv_length (self->months) != N_MONTHS)
    g_error ("languages.ini: [%s] Months must be twelve", tag);
  return self;
}

static Table *
read_table (void)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(BirgeIni) ini = NULL;
  Table *table = g_new0 (Table, 1);
  const GPtrArray *entries = NULL;

  bytes = g_resource_lookup_data (birge_formats_get_resource (), TABLE_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  if (bytes == NULL)
    g_error ("languages.ini: %s", error->message);

  ini = birge_ini_parse (bytes, "languages.ini", problems);
  if (birge_problems_get_length (problems) > 0)
    g_error ("%s", birge_problem_to_string (birge_problems_get (problems, 0)));

  table->languages = g_ptr_array_new ();
  table->tags = g_ptr_array_new ();
  entries = birge_ini_get_entries (ini);
  for (guint i = 0; i < entries->len; i++)
    {
      const BirgeIniEntry *entry = g_ptr_array_index (entries, i);
      BirgeLanguage *language = NULL;

      if (strcmp (entry->key, "Name") != 0)
        continue;
      language = read_language (ini, entry->section);
      g_ptr_array_add (table->languages, language);
      g_ptr_array_add (table->tags, language->tag);
    }
  g_ptr_array_add (table->tags, NULL);
  return table;
}

static const Table *
get_table (void)
{
  static gsize table = 0;

  if (g_once_init_enter (&table))
    g_once_init_leave (&table, (gsize) read_table ());
  return (const Table *) table;
}

const char *const *
birge_language_get_letters (const BirgeLanguage *self)
{
  return (const char *const *) self->letters;
}

const char *const *
birge_language_list_tags (void)
{
  return (const char *const *) get_table ()->tags->pdata;
}

const BirgeLanguage *
birge_language_find (const char *tag)
{
  const Table *table = get_table ();

  if (tag == NULL)
    return NULL;

  for (guint i = 0; i < table->languages->len; i++)
    {
      const BirgeLanguage *language = g_ptr_array_index (table->languages, i);

      if (g_ascii_strcasecmp (language->tag, tag) == 0)
        return language;
    }
  return NULL;
}

const char *
birge_language_get_tag (const BirgeLanguage *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->tag;
}

const char *
birge_language_get_name (const BirgeLanguage *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->name;
}

const char *
birge_language_get_greeting (const BirgeLanguage *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->greeting;
}

gboolean
birge_language_is_rtl (const BirgeLanguage *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->rtl;
}

const char *
birge_language_get_voice (const BirgeLanguage *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->voice;
}

const char *
birge_language_get_pango_tag (const BirgeLanguage *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->pango_tag;
}

const char *const *
birge_language_get_fallbacks (const BirgeLanguage *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return (const char *const *) self->fallbacks;
}

const char *
birge_language_get_derived_from (const BirgeLanguage *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->derived_from;
}

/**
 * birge_language_plural_index:
 *
 * Which form of a message goes with a number.
 *
 * Source: CLDR 47, cardinal rules; the same order as `Plural-Forms` in po/.
 */
guint
birge_language_plural_index (const BirgeLanguage *self, gint64 n)
{
  guint64 count = n < 0 ? (guint64) 0 - (guint64) n : (guint64) n;
  guint64 ones = count % 10;
  guint64 tens = count % 100;

  g_return_val_if_fail (self != NULL, 0);

  switch (self->plural)
    {
    case PLURAL_ONE_OTHER:
      return count != 1;
    case PLURAL_ZERO_ONE:
      return count > 1;
    case PLURAL_RUSSIAN:
      if (ones == 1 && tens != 11)
        return 0;
      return ones >= 2 && ones <= 4 && (tens < 12 || tens > 14) ? 1 : 2;
    case PLURAL_NONE:
    default:
      return 0;
    }
}

/**
 * birge_language_localise_digits:
 *
 * Replaces ASCII digits by the language's own; all else stays.
 *
 * Returns: (transfer full): the text
 */
char *
birge_language_localise_digits (const BirgeLanguage *self, const char *text)
{
  GString *result = NULL;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  result = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isdigit (*p))
      g_string_append_unichar (result, self->digits[*p - '0']);
    else
      g_string_append_c (result, *p);
  return g_string_free (result, FALSE);
}

/**
 * birge_language_format_number:
 *
 * A whole number with the language's group mark and digits.
 *
 * Returns: (transfer full): for example "4 325" with a no-break space
 */
char *
birge_language_format_number (const BirgeLanguage *self, gint64 number)
{
  g_autofree char *plain = NULL;
  const char *figures = NULL;
  GString *result = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  plain = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  figures = *plain == '-' ? plain + 1 : plain;
  result = g_string_new (*plain == '-' ? "\u2212" : NULL); /* a true minus */
  for (gsize left = strlen (figures); left > 0; left--, figures++)
    {
      g_string_append_unichar (result, self->digits[*figures - '0']);
      if (left > 1 && left % 3 == 1)
        g_string_append (result, self->group);
    }
  return g_string_free (result, FALSE);
}

char *
birge_language_format_tenge (const BirgeLanguage *self, gint64 tenge)
{
  g_autofree char *number = birge_language_format_number (self, tenge);

  return number != NULL ? g_strconcat (number, NO_BREAK_SPACE TENGE, NULL) : NULL;
}

/**
 * birge_language_format_date:
 * @iso_date: for example "2026-11-23"
 *
 * Writes a day in the one long form that all pages use.
 *
 * Returns: (transfer full): the day, or @iso_date itself when it is no date
 */
char *
birge_language_format_date (const BirgeLanguage *self, const char *iso_date)
{
  g_autoptr(GString) text = NULL;
  g_autofree char *day = NULL;
  g_autofree char *year = NULL;
  guint month = 0;

  g_return_val_if_fail (self != NULL && iso_date != NULL, NULL);

  if (!birge_name_is_date (iso_date))
    return g_strdup (iso_date);

  day = g_strdup (iso_date[8] == '0' ? iso_date + 9 : iso_date + 8);
  year = g_strndup (iso_date, 4);
  month = (guint) g_ascii_strtoull (iso_date + 5, NULL, 10);
  text = g_string_new (self->date);
  g_string_replace (text, "{d}", day, 0);
  g_string_replace (text, "{month}", self->months[month - 1], 0);
  g_string_replace (text, "{y}", year, 0);
  return birge_language_localise_digits (self, text->str);
}

/**
 * birge_language_format_seconds:
 *
 * A length of time: "1:23", from an hour on "1:02:03".
 *
 * Returns: (transfer full): in the language's own digits
 */
char *
birge_language_format_seconds (const BirgeLanguage *self, gint64 seconds)
{
  g_autofree char *text = NULL;
  gint64 hours = MAX (seconds, 0) / 3600;
  int minutes = (int) (MAX (seconds, 0) % 3600 / 60);
  int rest = (int) (MAX (seconds, 0) % 60);

  g_return_val_if_fail (self != NULL, NULL);

  text = hours > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT ":%02d:%02d", hours, minutes, rest)
                   : g_strdup_printf ("%d:%02d", minutes, rest);
  return birge_language_localise_digits (self, text);
}
