/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-source-private.h"

#include "data/formats/birge-ini.h"
#include "data/formats/birge-name.h"

#include <string.h>

/* Letters that fit on a tile and on a line of a list. */
#define TITLE_LETTERS 80
#define SUMMARY_LETTERS 120

typedef enum {
  FIELD_TEXTS,       /* BirgeTexts; Key[lang] */
  FIELD_TRANSLATION, /* BirgeTranslation[]; Key[lang] */
  FIELD_STRING,
  FIELD_NAME,
  FIELD_DATE,
  FIELD_DATE_OR_NO,  /* NULL for "no" */
  FIELD_NUMBER,      /* gint64 */
  FIELD_LANGUAGE,
  FIELD_PICTURE,
  FIELD_LIST,        /* GStrv */
} FieldType;

/* A key of item.ini or sections.ini. */
typedef struct {
  const char *key;
  FieldType   type;
  guint       allowed; /* BirgeKind flags */
  guint       needed;  /* BirgeKind flags */
  gsize       offset;  /* of the member of BirgeSourceItem */
  int         ref;     /* BirgeRefType of what the value names, or -1 */
} Field;

#define ALL (BIRGE_KIND_SECTION | BIRGE_KIND_GUIDE | BIRGE_KIND_TOPIC | BIRGE_KIND_FILM | BIRGE_KIND_COURSE | BIRGE_KIND_NOTICE)
#define FOLDERS (ALL & ~BIRGE_KIND_SECTION)
#define ARTICLES (FOLDERS & ~BIRGE_KIND_COURSE)
#define AT(member) G_STRUCT_OFFSET (BirgeSourceItem, member)

static const Field fields[] = {
  { "Title", FIELD_TEXTS, ALL, ALL, AT (title), -1 },
  { "Summary", FIELD_TEXTS, ALL, ARTICLES, AT (summary), -1 },
  { "Translation", FIELD_TRANSLATION, ALL, 0, AT (translation), -1 },
  { "Section", FIELD_NAME, ARTICLES, BIRGE_KIND_GUIDE | BIRGE_KIND_TOPIC, AT (section), BIRGE_REF_SECTION },
  { "Order", FIELD_NUMBER, ALL, 0, AT (order), -1 },
  { "Picture", FIELD_PICTURE, ALL, ALL, AT (picture), BIRGE_REF_PICTURE },
  { "Source", FIELD_LIST, ARTICLES, BIRGE_KINDS_CHECKED, AT (sources), BIRGE_REF_SOURCE },
  { "Facts", FIELD_LIST, ARTICLES, BIRGE_KINDS_CHECKED, AT (facts), BIRGE_REF_FACT },
  { "Written", FIELD_DATE, FOLDERS, FOLDERS, AT (written), -1 },
  { "Reviewed", FIELD_DATE_OR_NO, FOLDERS, FOLDERS, AT (reviewed), -1 },
  { "ReviewedBy", FIELD_STRING, FOLDERS, 0, AT (reviewed_by), -1 },
  { "CheckAgain", FIELD_DATE, ARTICLES, BIRGE_KINDS_CHECKED, AT (check_again), -1 },
  { "Film", FIELD_STRING, ARTICLES & ~BIRGE_KIND_FILM, 0, AT (film), BIRGE_REF_FILM },
  { "Related", FIELD_LIST, ARTICLES, 0, AT (related), BIRGE_REF_ITEM },
  { "Minimum", FIELD_NUMBER, FOLDERS, 0, AT (min), -1 },
  { "Target", FIELD_LANGUAGE, BIRGE_KIND_COURSE, BIRGE_KIND_COURSE, AT (target), -1 },
  { "Words", FIELD_NAME, BIRGE_KIND_COURSE, BIRGE_KIND_COURSE, AT (words), BIRGE_REF_LIST },
  { "Journey", FIELD_NAME, BIRGE_KIND_SECTION, BIRGE_KIND_SECTION, AT (journey), -1 },
};

static const Field *
find_field (const char *key, BirgeKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (strcmp (fields[i].key, key) == 0)
      return (fields[i].allowed & kind) != 0 ? &fields[i] : NULL;
  return NULL;
}

static void
check_length (const Field *field, const BirgeIniEntry *entry, const char *file, BirgeProblems *problems)
{
  glong most = g_str_equal (field->key, "Title") ? TITLE_LETTERS : SUMMARY_LETTERS;
  glong letters = g_utf8_strlen (entry->value, -1);
  g_autofree char *why = NULL;

  if (letters <= most)
    return;
  why = g_strdup_printf ("a %s has room for %ld", most == TITLE_LETTERS ? "tile" : "line", most);
  _birge_rules_warn (problems, file, entry->line, "long-title", why, "say it in fewer words", "%s[%s] has %ld letters",
                     field->key, entry->language, letters);
}

static void
read_localised (BirgeSourceItem *item, const Field *field, const BirgeIniEntry *entry, BirgeProblems *problems)
{
  int slot;

  if (entry->language == NULL)
    {
      _birge_rules_refuse (problems, item->file, entry->line, "missing-language", "every text has a language",
                           "write for example Title[en]=…", "“%s” says no language", field->key);
      return;
    }

  slot = _birge_rules_check_language (entry->language, item->file, entry->line, problems);
  if (slot < 0)
    return;

  if (field->type == FIELD_TRANSLATION)
    {
      BirgeTranslation *translation = G_STRUCT_MEMBER_P (item, field->offset);

      if (g_str_equal (entry->value, "draft") || g_str_equal (entry->value, "checked"))
        translation[slot] = entry->value[0] == 'd' ? BIRGE_TRANSLATION_DRAFT : BIRGE_TRANSLATION_CHECKED;
      else
        _birge_rules_refuse (problems, item->file, entry->line, "bad-value", "a translation was checked or it was not",
                             "write draft or checked", "“%s” says nothing about a translation", entry->value);
      return;
    }

  if (entry->value[0] == '\0')
    return; /* as if the line were not there */
  check_length (field, entry, item->file, problems);
  _birge_rules_check_amounts (entry->value, strlen (entry->value), item->file, entry->line, problems);
  _birge_rules_check_emblems (entry->value, item->file, entry->line, problems);
  birge_texts_set (G_STRUCT_MEMBER_P (item, field->offset), slot, entry->value);
}

static void
read_list (BirgeSourceItem *item, const Field *field, const BirgeIniEntry *entry)
{
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();
  g_auto(GStrv) parts = g_strsplit_set (entry->value, " \t", -1);
  GStrv *member = G_STRUCT_MEMBER_P (item, field->offset);

  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0')
      {
        g_strv_builder_add (words, parts[i]);
        _birge_source_item_refer (item, field->ref, parts[i], item->file, entry->line);
      }
  g_strfreev (*member);
  *member = g_strv_builder_end (words);
}

static void
read_number (BirgeSourceItem *item, const Field *field, const BirgeIniEntry *entry, BirgeProblems *problems)
{
  gint64 *number = G_STRUCT_MEMBER_P (item, field->offset);

  if (!_birge_rules_parse_number (entry->value, 0, 1000000, number))
    _birge_rules_refuse (problems, item->file, entry->line, "bad-value", "this key takes a whole number",
                         "write for example 10", "“%s” is not a number", entry->value);
}

/* The text to keep, or NULL: reported, or "no". */
static char *
read_string (BirgeSourceItem *item, const Field *field, const BirgeIniEntry *entry, BirgeProblems *problems)
{
  const char *value = entry->value;

  if (field->type == FIELD_PICTURE)
    return _birge_rules_dup_picture (value, item->file, entry->line, problems);

  if (field->type == FIELD_DATE_OR_NO && g_str_equal (value, "no"))
    return NULL;

  if ((field->type == FIELD_DATE || field->type == FIELD_DATE_OR_NO) && !birge_name_is_date (value))
    {
      _birge_rules_refuse (problems, item->file, entry->line, "bad-date", "dates are compared, so all have one form",
                           "write year, month and day: 2026-11-23", "“%s” is not a date", value);
      return NULL;
    }

  if (field->type == FIELD_NAME && !birge_name_is_name (value))
    {
      _birge_rules_refuse (problems, item->file, entry->line, "bad-name", "names become parts of addresses",
                           "use lower-case letters, digits and hyphens", "“%s” cannot be a name", value);
      return NULL;
    }

  if (field->type == FIELD_LANGUAGE && _birge_rules_check_language (value, item->file, entry->line, problems) < 0)
    return NULL;

  return g_strdup (value);
}

static void
read_entry (BirgeSourceItem *item, const BirgeIniEntry *entry, BirgeProblems *problems)
{
  const Field *field = find_field (entry->key, item->kind);
  gboolean localised = field != NULL && (field->type == FIELD_TEXTS || field->type == FIELD_TRANSLATION);

  if (field == NULL || (!localised && entry->language != NULL))
    {
      _birge_rules_refuse (problems, item->file, entry->line, "unknown-key",
                           field == NULL ? "no item of this kind has it" : "it is the same in every language",
                           field == NULL ? "see README.md for the keys, or check the spelling" : "take the […] away",
                           "unknown key “%s%s%s%s”", entry->key, entry->language ? "[" : "",
                           entry->language ? entry->language : "", entry->language ? "]" : "");
      return;
    }

  if (localised)
    read_localised (item, field, entry, problems);
  else if (entry->value[0] == '\0')
    return; /* as if it were not there; said below when it is needed */
  else if (field->type == FIELD_LIST)
    read_list (item, field, entry);
  else if (field->type == FIELD_NUMBER)
    read_number (item, field, entry, problems);
  else
    {
      char **member = G_STRUCT_MEMBER_P (item, field->offset);

      g_free (*member);
      *member = read_string (item, field, entry, problems);
      if (*member != NULL && field->type == FIELD_PICTURE && g_str_has_prefix (*member, "svg:"))
        _birge_source_item_refer (item, BIRGE_REF_PICTURE, *member + strlen ("svg:"), item->file, entry->line);
      else if (*member != NULL && field->type != FIELD_PICTURE && field->ref >= 0)
        _birge_source_item_refer (item, field->ref, *member, item->file, entry->line);
    }
}

static void
check_needed (BirgeSourceItem *item, BirgeIni *ini, const char *section, BirgeProblems *problems)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const Field *field = &fields[i];
      const char *language = field->type == FIELD_TEXTS ? "en" : NULL;
      const char *value = birge_ini_get (ini, section, field->key, language);

      if ((field->needed & item->kind) == 0 || (value != NULL && value[0] != '\0'))
        continue;
      if (language != NULL)
        _birge_rules_refuse (problems, item->file, item->line, "missing-title",
                             "English is the last language to fall back on", "write the English text",
                             "%s[en] is missing", field->key);
      else
        _birge_rules_refuse (problems, item->file, item->line, "missing-key", "an item of this kind needs it",
                             "see README.md for what to write", "the key “%s” is missing", field->key);
    }
}

static void
check_together (BirgeSourceItem *item, BirgeProblems *problems)
{
  if (item->reviewed != NULL && item->reviewed_by == NULL)
    _birge_rules_refuse (problems, item->file, item->line, "missing-key", "visitors see who answers for the text",
                         "write the name or the office in ReviewedBy", "it was reviewed by nobody");
  if (item->written != NULL && item->check_again != NULL && strcmp (item->check_again, item->written) <= 0)
    _birge_rules_refuse (problems, item->file, item->line, "bad-date", "the text was written after that day",
                         "choose a day to read it again", "CheckAgain=%s lies before Written=%s", item->check_again,
                         item->written);
  if (item->journey != NULL && !g_str_equal (item->journey, "rights") && !g_str_equal (item->journey, "first-aid"))
    _birge_rules_refuse (problems, item->file, item->line, "bad-value", "shelves stand in one of two rooms",
                         "write rights or first-aid", "“%s” is not a journey", item->journey);
}

static void
read_section (BirgeSourceItem *item, BirgeIni *ini, const char *section, BirgeProblems *problems)
{
  const GPtrArray *entries = birge_ini_get_entries (ini);

  for (guint i = 0; i < entries->len; i++)
    {
      const BirgeIniEntry *entry = g_ptr_array_index (entries, i);

      if (g_strcmp0 (entry->section, section) == 0)
        read_entry (item, entry, problems);
    }
  check_needed (item, ini, section, problems);
  check_together (item, problems);
}

/* Fills @item from its item.ini. */
void
_birge_source_read_item_ini (BirgeSourceItem *item, BirgeFolder *folder, BirgeProblems *problems)
{
  g_autoptr(GBytes) bytes = birge_folder_read_text (folder, "item.ini", BIRGE_INI_MAX_BYTES, problems);
  g_autoptr(BirgeIni) ini = bytes == NULL ? NULL : birge_ini_parse (bytes, item->file, problems);
  const GPtrArray *entries;

  if (ini == NULL)
    return;

  entries = birge_ini_get_entries (ini);
  for (guint i = 0; i < entries->len; i++)
    {
      const BirgeIniEntry *entry = g_ptr_array_index (entries, i);

      if (g_strcmp0 (entry->section, "Item") != 0)
        _birge_rules_refuse (problems, item->file, entry->line, "unknown-key", "an item has the section [Item] only",
                             "move it there, or take it away", "“%s” stands in an unknown section", entry->key);
    }
  read_section (item, ini, "Item", problems);
}

/* sections.ini: each section of the file is a shelf. */
void
_birge_source_load_sections (BirgeSource *self, BirgeFolder *root)
{
  const char *file = "sections.ini";
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(BirgeIni) ini = NULL;
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const GPtrArray *entries;

  if (!birge_folder_has_file (root, file))
    return;
  bytes = birge_folder_read_text (root, file, BIRGE_INI_MAX_BYTES, self->problems);
  if (bytes == NULL)
    return;

  ini = birge_ini_parse (bytes, file, self->problems);
  entries = birge_ini_get_entries (ini);
  for (guint i = 0; i < entries->len; i++)
    {
      const BirgeIniEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *id = g_strconcat ("section/", entry->section, NULL);
      BirgeSourceItem *item;

      if (!g_hash_table_add (seen, entry->section))
        continue;
      if (!birge_name_is_name (entry->section))
        {
          _birge_rules_refuse (self->problems, file, entry->line, "bad-name", "items name the shelf by it",
                               "use lower-case letters, digits and hyphens", "“%s” cannot be a name", entry->section);
          continue;
        }
      item = _birge_source_item_new (BIRGE_KIND_SECTION, id, file, entry->line);
      read_section (item, ini, entry->section, self->problems);
      g_ptr_array_add (self->items, item);
    }
}
