/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-ini.h"

#include "data/formats/birge-name.h"
#include "data/formats/birge-text-private.h"

#include <string.h>

struct _BirgeIni {
  GPtrArray  *entries; /* of BirgeIniEntry, owned */
  GHashTable *index;   /* "section\nkey\nlanguage" → BirgeIniEntry, borrowed */
};

typedef struct {
  BirgeIni      *ini;
  const char    *file;
  BirgeProblems *problems;
  GHashTable    *sections; /* names seen → line */
  char          *section;  /* the one we are in, or NULL */
  gboolean       repeated; /* the section was there before, so its keys are passed over */
  guint          line;
} Reader;

static void
entry_free (gpointer data)
{
  BirgeIniEntry *self = data;

  g_free (self->section);
  g_free (self->key);
  g_free (self->language);
  g_free (self->value);
  g_free (self);
}

static char *
index_key (const char *section, const char *key, const char *language)
{
  return g_strjoin ("\n", section, key, language != NULL ? language : "", NULL);
}

static void G_GNUC_PRINTF (4, 5)
report (Reader *reader, const char *code, const char *todo, const char *format, ...)
{
  va_list arguments;
  g_autofree char *what = NULL;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  birge_problems_add (reader->problems, BIRGE_PROBLEM_ERROR, reader->file, reader->line, code, what,
                      "the file is read line by line, and each line must be clear by itself", todo);
}

/* Letters, digits, '-', '_', '.' and letters of any script: what a person can type and read back. */
static gboolean
is_word (const char *text)
{
  if (*text == '\0')
    return FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isalnum (c) && strchr ("-_./", (int) (c < 128 ? c : '[')) == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
read_section (Reader *reader, char *text)
{
  gsize length = strlen (text);
  gpointer first = NULL;

  g_clear_pointer (&reader->section, g_free);
  if (text[length - 1] != ']')
    {
      report (reader, "syntax", "close the name of the section with ]", "“%s” is not a section", text);
      return;
    }

  text[length - 1] = '\0';
  g_strstrip (text + 1);
  if (!is_word (text + 1))
    {
      report (reader, "syntax", "give the section a name of letters, digits and hyphens", "“[%s]” is not a section", text + 1);
      return;
    }

  reader->section = g_strdup (text + 1);
  first = g_hash_table_lookup (reader->sections, reader->section);
  reader->repeated = first != NULL;
  if (reader->repeated)
    report (reader, "repeated-section", "join the two", "the section [%s] began in line %u already", reader->section,
            GPOINTER_TO_UINT (first));
  else
    g_hash_table_insert (reader->sections, g_strdup (reader->section), GUINT_TO_POINTER (reader->line));
}

static void
add_entry (Reader *reader, const char *key, const char *language, const char *value)
{
  g_autofree char *name = index_key (reader->section, key, language);
  const BirgeIniEntry *first = g_hash_table_lookup (reader->ini->index, name);
  BirgeIniEntry *entry = NULL;

  if (first != NULL)
    {
      report (reader, "repeated-key", "keep one of them", "%s%s%s%s stood in line %u already", key, language ? "[" : "",
              language ? language : "", language ? "]" : "", first->line);
      return;
    }

  entry = g_new0 (BirgeIniEntry, 1);
  entry->section = g_strdup (reader->section);
  entry->key = g_strdup (key);
  entry->language = g_strdup (language);
  entry->value = g_strdup (value);
  entry->line = reader->line;
  g_ptr_array_add (reader->ini->entries, entry);
  g_hash_table_insert (reader->ini->index, g_steal_pointer (&name), entry);
}

static void
read_pair (Reader *reader, char *text)
{
  char *equals = strchr (text, '=');
  char *bracket = NULL;
  char *language = NULL;

  if (equals == NULL)
    {
      report (reader, "syntax", "write Key=value, or begin a comment with #", "“%s” has no “=”", text);
      return;
    }
  if (reader->section == NULL)
    {
      report (reader, "syntax", "write a line such as [Item] first", "“%s” stands in no section", text);
      return;
    }
  if (reader->repeated)
    return;

  *equals = '\0';
  g_strstrip (text);
  bracket = strchr (text, '[');
  if (bracket != NULL)
    {
      gsize length = strlen (bracket);

      language = bracket + 1;
      if (bracket[length - 1] == ']')
        bracket[length - 1] = '\0';
      else
        language = NULL;
      *bracket = '\0';
      if (!birge_name_is_tag (language))
        {
          report (reader, "syntax", "write for example Title[uz-Cyrl]=…", "the language behind “%s” cannot be read", text);
          return;
        }
    }

  if (!is_word (text))
    report (reader, "syntax", "write a key of letters, digits and hyphens", "“%s” is not a key", text);
  else
    add_entry (reader, text, language, g_strstrip (equals + 1));
}

static void
read_lines (Reader *reader, char *text)
{
  for (char *line = text; line != NULL;)
    {
      char *end = strchr (line, '\n');
      char *next = end != NULL ? end + 1 : NULL;

      if (end != NULL)
        *end = '\0';
      reader->line++;
      g_strstrip (line);
      if (*line == '[')
        read_section (reader, line);
      else if (*line != '\0' && *line != '#')
        read_pair (reader, line);
      line = next;
    }
}

/**
 * birge_ini_parse:
 * @file: name to tell in problems
 *
 * Reads an editors' key file.
 *
 * Errors: problems `too-large`, `nul-byte`, `invalid-utf8`, `syntax`, `repeated-section`, `repeated-key`.
 *
 * Returns: (transfer full): what could be read, never NULL
 */
BirgeIni *
birge_ini_parse (GBytes *bytes, const char *file, BirgeProblems *problems)
{
  BirgeIni *self = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GHashTable) sections = NULL;
  Reader reader = { 0 };

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (problems != NULL, NULL);

  self = g_new0 (BirgeIni, 1);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  text = _birge_text_from_bytes (bytes, BIRGE_INI_MAX_BYTES, file, problems);
  if (text == NULL)
    return self;

  sections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader = (Reader) { .ini = self, .file = file, .problems = problems, .sections = sections };
  read_lines (&reader, text);
  g_free (reader.section);
  return self;
}

void
birge_ini_free (BirgeIni *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->index);
  g_ptr_array_unref (self->entries);
  g_free (self);
}

const GPtrArray *
birge_ini_get_entries (BirgeIni *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->entries;
}

/**
 * birge_ini_find:
 * @language: tag behind the key, as written, or NULL for a key without one
 *
 * Finds one entry.
 *
 * Returns: (nullable): the entry, owned by @self
 */
const BirgeIniEntry *
birge_ini_find (BirgeIni *self, const char *section, const char *key, const char *language)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (section != NULL && key != NULL, NULL);

  name = index_key (section, key, language);
  return g_hash_table_lookup (self->index, name);
}

const char *
birge_ini_get (BirgeIni *self, const char *section, const char *key, const char *language)
{
  const BirgeIniEntry *entry = birge_ini_find (self, section, key, language);

  return entry != NULL ? entry->value : NULL;
}
