/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-source-private.h"

#include "data/formats/birge-name.h"

#include <string.h>

/* No amount of the country's law comes near this many tenge; multiplied by a count it still fits. */
#define MAX_AMOUNT G_GINT64_CONSTANT (1000000000000)

static const char *const categories[] = {
  "emergency", "violence", "state", "city", "embassy", "online", "centre", "other", NULL,
};

/* TRUE when @id can be the key of a table; else reported. */
static gboolean
check_key (GHashTable *table, const char *id, const char *file, guint line, BirgeProblems *problems)
{
  if (id[0] == '\0' || strpbrk (id, " \t\n/") != NULL || strlen (id) > 64)
    {
      _birge_rules_refuse (problems, file, line, "bad-name", "others name the row by it, in lists with spaces between",
                           "write a short id without spaces", "“%s” cannot be an id", id);
      return FALSE;
    }

  if (table == NULL || !g_hash_table_contains (table, id))
    return TRUE;

  _birge_rules_refuse (problems, file, line, "duplicate-id", "an id means one thing only",
                       "give one of the rows another id", "“%s” is there already", id);
  return FALSE;
}

static GStrv
split_words (const char *text)
{
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();
  g_auto(GStrv) parts = g_strsplit_set (text != NULL ? text : "", " \t", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0')
      g_strv_builder_add (words, parts[i]);
  return g_strv_builder_end (words);
}

static void
check_date (const char *date, const char *file, guint line, BirgeProblems *problems)
{
  if (date != NULL && !birge_name_is_date (date))
    _birge_rules_refuse (problems, file, line, "bad-date", "dates are compared, so all have one form",
                         "write year, month and day: 2026-11-23", "“%s” is not a date", date);
}

/* TRUE for `high`, FALSE for `to-verify`; anything else is reported. */
static gboolean
read_confidence (const char *cell, const char *file, guint line, BirgeProblems *problems)
{
  if (g_str_equal (cell, "high") || g_str_equal (cell, "to-verify"))
    return cell[0] == 'h';

  _birge_rules_refuse (problems, file, line, "bad-value", "a fact is sure or it is not",
                       "write high or to-verify", "“%s” is not a confidence", cell);
  return FALSE;
}

static gboolean
read_flag (BirgeCsv *csv, guint row, const char *column, const char *file, BirgeProblems *problems)
{
  const char *cell = birge_csv_get (csv, row, column);

  if (g_strcmp0 (cell, "yes") == 0 || g_strcmp0 (cell, "no") == 0)
    return cell[0] == 'y';

  _birge_rules_refuse (problems, file, birge_csv_get_line (csv, row), "bad-value", "only yes and no are answers here",
                       "write yes or no", "“%s” is not an answer to “%s”", cell, column);
  return FALSE;
}

static void
load_origins (BirgeSource *self, BirgeFolder *root)
{
  static const char *const needed[] = { "key", "title", "address", NULL };
  static const char *const localised[] = { "title_", NULL };
  static const BirgeCsvForm form = { needed, NULL, localised };
  const char *file = "sources.csv";
  g_autoptr(BirgeCsv) csv = _birge_csv_read (root, file, &form, self->problems);

  for (guint i = 0; csv != NULL && i < birge_csv_get_n_rows (csv); i++)
    {
      const char *key = birge_csv_get (csv, i, "key");
      const char *title = birge_csv_get (csv, i, "title");
      guint line = birge_csv_get_line (csv, i);
      BirgeSourceOrigin *origin;

      if (!check_key (self->origins, key, file, line, self->problems))
        continue;
      if (title[0] == '\0')
        _birge_rules_refuse (self->problems, file, line, "missing-title", "visitors see it below the text",
                             "write what the source is called", "the source “%s” has no title", key);

      origin = g_new0 (BirgeSourceOrigin, 1);
      origin->key = g_strdup (key);
      origin->title = g_strdup (title);
      _birge_csv_get_texts (csv, i, "title_", &origin->titles);
      birge_texts_derive (&origin->titles);
      g_hash_table_insert (self->origins, origin->key, origin);
    }
}

static void
load_facts (BirgeSource *self, BirgeFolder *root)
{
  static const char *const needed[] = { "id", "claim", "source", "date", "confidence", "check_again", NULL };
  static const BirgeCsvForm form = { needed, NULL, NULL };
  const char *file = "facts.csv";
  g_autoptr(BirgeCsv) csv = _birge_csv_read (root, file, &form, self->problems);

  for (guint i = 0; csv != NULL && i < birge_csv_get_n_rows (csv); i++)
    {
      const char *id = birge_csv_get (csv, i, "id");
      guint line = birge_csv_get_line (csv, i);
      BirgeSourceFact *fact;

      if (!check_key (self->facts, id, file, line, self->problems))
        continue;

      fact = g_new0 (BirgeSourceFact, 1);
      fact->id = g_strdup (id);
      fact->line = line;
      fact->sources = split_words (birge_csv_get (csv, i, "source"));
      fact->high = read_confidence (birge_csv_get (csv, i, "confidence"), file, line, self->problems);
      fact->check_again = g_strdup (_birge_csv_get_filled (csv, i, "check_again"));
      check_date (fact->check_again, file, line, self->problems);
      g_hash_table_insert (self->facts, fact->id, fact);

      for (guint j = 0; fact->sources[j] != NULL; j++)
        if (!g_hash_table_contains (self->origins, fact->sources[j]))
          _birge_rules_refuse (self->problems, file, line, "unknown-source", "nobody could look the fact up",
                               "add it to sources.csv, or correct the key", "no source “%s”", fact->sources[j]);
    }
}

/* The fact behind an amount: it must be sure, and the amount holds no longer than it does. */
static void
limit_by_fact (BirgeSource *self, BirgeSourceValue *value, const char *id, const char *file, guint line)
{
  const BirgeSourceFact *fact = id == NULL ? NULL : g_hash_table_lookup (self->facts, id);

  if (fact == NULL)
    _birge_rules_refuse (self->problems, file, line, "unknown-fact", "an amount stands on a fact of facts.csv",
                         "add the fact, or correct its id", "no fact “%s”", id != NULL ? id : "");
  else if (!fact->high)
    _birge_rules_refuse (self->problems, file, line, "to-verify", "amounts are stated firmly, and nobody is sure of this one",
                         "let the fact be verified, or leave the amount out", "the fact “%s” is to be verified", id);
  else if (fact->check_again != NULL && strcmp (fact->check_again, value->until) < 0)
    {
      g_free (value->until);
      value->until = g_strdup (fact->check_again);
    }
}

static void
value_free (gpointer data)
{
  BirgeSourceValue *value = data;

  g_free (value->until);
  g_free (value);
}

static BirgeSourceValue *
read_value (BirgeSource *self, BirgeCsv *csv, guint row, const char *file)
{
  guint line = birge_csv_get_line (csv, row);
  const char *year = birge_csv_get (csv, row, "year");
  const char *amount = birge_csv_get (csv, row, "value");
  const char *unit = birge_csv_get (csv, row, "unit");
  BirgeSourceValue *value = g_new0 (BirgeSourceValue, 1);

  if (_birge_rules_parse_number (year, 2000, 2199, &value->year)
      && _birge_rules_parse_number (amount, 1, MAX_AMOUNT, &value->amount) && g_str_equal (unit, "KZT"))
    {
      value->until = g_strdup_printf ("%" G_GINT64_FORMAT "-12-31", value->year);
      limit_by_fact (self, value, _birge_csv_get_filled (csv, row, "fact"), file, line);
      return value;
    }

  _birge_rules_refuse (self->problems, file, line, "bad-value", "a value is a year, whole tenge, and the unit KZT",
                       "write for example mci,2026,4325,KZT,V1", "“%s, %s, %s” is no value", year, amount, unit);
  value_free (value);
  return NULL;
}

static void
load_values (BirgeSource *self, BirgeFolder *root)
{
  static const char *const needed[] = { "id", "year", "value", "unit", "fact", NULL };
  static const BirgeCsvForm form = { needed, NULL, NULL };
  const char *file = "values.csv";
  g_autoptr(BirgeCsv) csv = _birge_csv_read (root, file, &form, self->problems);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; csv != NULL && i < birge_csv_get_n_rows (csv); i++)
    {
      const char *id = birge_csv_get (csv, i, "id");
      g_autofree char *key = g_strconcat (id, "-", birge_csv_get (csv, i, "year"), NULL);
      BirgeSourceValue *value;
      const BirgeSourceValue *other;

      if (!check_key (NULL, id, file, birge_csv_get_line (csv, i), self->problems)
          || !check_key (seen, key, file, birge_csv_get_line (csv, i), self->problems))
        continue;
      g_hash_table_add (seen, g_steal_pointer (&key));

      value = read_value (self, csv, i, file);
      if (value == NULL)
        continue;
      other = g_hash_table_lookup (self->values, id);
      if (other == NULL || other->year < value->year)
        g_hash_table_insert (self->values, g_strdup (id), value);
      else
        value_free (value);
    }
}

/* What a place must say before visitors may see it. */
static void
check_place (BirgeSourceItem *item, const char *fact, BirgeProblems *problems)
{
  gboolean high = read_confidence (item->confidence, item->file, item->line, problems);

  if (item->on && !high)
    _birge_rules_refuse (problems, item->file, item->line, "to-verify", "a wrong number sends a person nowhere",
                         "write no, or let the number be verified", "“%s” is on but to be verified", item->id);
  if (item->on && item->number[0] == '\0')
    _birge_rules_refuse (problems, item->file, item->line, "missing-key", "a place that is on is shown to visitors",
                         "write the number, or write no", "“%s” has no number", item->id);
  if (!item->on && birge_texts_is_empty (&item->why_off))
    _birge_rules_refuse (problems, item->file, item->line, "missing-key", "staff must know what to do about it",
                         "fill why_off_en", "“%s” is off and says not why", item->id);
  if (!g_strv_contains (categories, item->category))
    _birge_rules_refuse (problems, item->file, item->line, "bad-value", "places are listed by category",
                         "write emergency, violence, state, city, embassy, online, centre or other",
                         "“%s” is not a category", item->category);
  if (birge_texts_get (&item->title, "en") == NULL)
    _birge_rules_refuse (problems, item->file, item->line, "missing-title", "English is the last language to fall back on",
                         "fill name_en", "“%s” has no English name", item->id);
  if (fact != NULL)
    _birge_source_item_refer (item, item->on ? BIRGE_REF_FACT : BIRGE_REF_ANY_FACT, fact, item->file, item->line);
}

static BirgeSourceItem *
read_place (BirgeCsv *csv, guint row, const char *file, BirgeProblems *problems)
{
  guint line = birge_csv_get_line (csv, row);
  g_autofree char *id = g_strconcat ("place/", birge_csv_get (csv, row, "id"), NULL);
  BirgeSourceItem *item = _birge_source_item_new (BIRGE_KIND_PLACE, id, file, line);
  const char *order = _birge_csv_get_filled (csv, row, "order");
  const char *picture = _birge_csv_get_filled (csv, row, "picture");

  item->number = g_strdup (birge_csv_get (csv, row, "number"));
  item->category = g_strdup (birge_csv_get (csv, row, "category"));
  item->confidence = g_strdup (birge_csv_get (csv, row, "confidence"));
  item->hours = g_strdup (_birge_csv_get_filled (csv, row, "hours"));
  item->on = read_flag (csv, row, "on", file, problems);
  item->free = read_flag (csv, row, "free", file, problems);
  _birge_csv_get_texts (csv, row, "name_", &item->title);
  _birge_csv_get_texts (csv, row, "help_", &item->summary);
  _birge_csv_get_texts (csv, row, "why_off_", &item->why_off);
  _birge_csv_get_drafts (csv, row, file, item->translation, problems);

  if (order != NULL && !_birge_rules_parse_number (order, 0, 1000000, &item->order))
    _birge_rules_refuse (problems, file, line, "bad-value", "places stand in the order of these numbers",
                         "write a whole number, or nothing", "“%s” is not a number", order);
  if (picture != NULL)
    item->picture = _birge_rules_dup_picture (picture, file, line, problems);
  if (item->picture != NULL && g_str_has_prefix (item->picture, "svg:"))
    _birge_source_item_refer (item, BIRGE_REF_PICTURE, item->picture + 4, file, line);

  check_place (item, _birge_csv_get_filled (csv, row, "fact"), problems);
  return item;
}

static void
load_places (BirgeSource *self, BirgeFolder *root)
{
  static const char *const needed[] = { "id",   "number", "category", "on",    "confidence",
                                        "free", "hours",  "fact",     "picture", "order", NULL };
  static const char *const optional[] = { "drafts", NULL };
  static const char *const localised[] = { "name_", "help_", "why_off_", NULL };
  static const BirgeCsvForm form = { needed, optional, localised };
  const char *file = "places.csv";
  g_autoptr(BirgeCsv) csv = _birge_csv_read (root, file, &form, self->problems);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; csv != NULL && i < birge_csv_get_n_rows (csv); i++)
    {
      const char *id = birge_csv_get (csv, i, "id");
      guint line = birge_csv_get_line (csv, i);

      if (!check_key (seen, id, file, line, self->problems))
        continue;
      if (!birge_name_is_name (id))
        {
          _birge_rules_refuse (self->problems, file, line, "bad-name", "it becomes a part of place/…",
                               "use lower-case letters, digits and hyphens", "“%s” cannot be an id", id);
          continue;
        }
      g_hash_table_add (seen, (char *) id);
      g_ptr_array_add (self->items, read_place (csv, i, file, self->problems));
    }
}

/* values.csv rests on facts.csv, which rests on sources.csv. */
void
_birge_source_load_tables (BirgeSource *self, BirgeFolder *root)
{
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, value_free);
  load_origins (self, root);
  load_facts (self, root);
  load_values (self, root);
  load_places (self, root);
}

static GPtrArray *
make_phrase (const BirgeTexts *texts)
{
  GPtrArray *phrase = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < birge_texts_get_n_languages (); i++)
    if (texts->text[i] != NULL)
      {
        g_ptr_array_add (phrase, g_strdup (birge_texts_get_tag (i)));
        g_ptr_array_add (phrase, g_strdup (texts->text[i]));
      }
  return phrase;
}

/* Never NULL; empty when the item has no phrases. */
GHashTable *
_birge_source_load_phrases (BirgeFolder *folder, BirgeProblems *problems)
{
  static const char *const needed[] = { "id", "kk", "ru", NULL };
  static const char *const localised[] = { "", NULL };
  static const BirgeCsvForm form = { needed, NULL, localised };
  g_autofree char *file = birge_folder_dup_path (folder, "phrases.csv");
  g_autoptr(BirgeCsv) csv = _birge_csv_read (folder, "phrases.csv", &form, problems);
  GHashTable *phrases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; csv != NULL && i < birge_csv_get_n_rows (csv); i++)
    {
      const char *id = birge_csv_get (csv, i, "id");
      guint line = birge_csv_get_line (csv, i);
      BirgeTexts texts = { 0 };

      if (!check_key (phrases, id, file, line, problems))
        continue;

      _birge_csv_get_texts (csv, i, "", &texts);
      if (birge_texts_get (&texts, "kk") == NULL || birge_texts_get (&texts, "ru") == NULL)
        _birge_rules_refuse (problems, file, line, "missing-title", "it is held out to people who read Kazakh or Russian",
                             "fill both kk and ru", "the phrase “%s” lacks Kazakh or Russian", id);
      for (guint j = 0; j < birge_texts_get_n_languages (); j++)
        if (texts.text[j] != NULL)
          {
            _birge_rules_check_amounts (texts.text[j], strlen (texts.text[j]), file, line, problems);
            _birge_rules_check_emblems (texts.text[j], file, line, problems);
          }

      birge_texts_derive (&texts);
      g_hash_table_insert (phrases, g_strdup (id), make_phrase (&texts));
      birge_texts_clear (&texts);
    }

  return phrases;
}
