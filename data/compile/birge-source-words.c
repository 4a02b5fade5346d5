/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-source-private.h"

#include <string.h>

/* Two digits in lesson/<course>/NN. */
#define MAX_MODULES 99

/* A module of the vocabulary: the lesson of every course that has words in it. */
typedef struct {
  gint64     number;
  char      *picture;
  BirgeTexts titles;
  BirgeTranslation translation[BIRGE_TEXTS_MAX];
  guint      line;
} Module;

static void
module_free (gpointer data)
{
  Module *module = data;

  g_free (module->picture);
  birge_texts_clear (&module->titles);
  g_free (module);
}

static void
word_free (gpointer data)
{
  BirgeSourceWord *word = data;

  g_free (word->concept);
  g_free (word->picture);
  birge_texts_clear (&word->text);
  birge_texts_clear (&word->sentence);
  g_free (word);
}

static const Module *
find_module (GPtrArray *modules, gint64 number)
{
  for (guint i = 0; i < modules->len; i++)
    {
      const Module *module = g_ptr_array_index (modules, i);

      if (module->number == number)
        return module;
    }
  return NULL;
}

static gboolean
read_module_number (BirgeCsv *csv, guint row, const char *file, gint64 *number, BirgeProblems *problems)
{
  const char *cell = birge_csv_get (csv, row, "module_no");

  if (_birge_rules_parse_number (cell, 1, MAX_MODULES, number))
    return TRUE;

  _birge_rules_refuse (problems, file, birge_csv_get_line (csv, row), "bad-value", "modules become the lessons 01 to 99",
                       "write the number of the module", "“%s” is not a number of a module", cell);
  return FALSE;
}

/* Array of modules in the order of their numbers. */
GPtrArray *
_birge_source_load_modules (BirgeFolder *root, BirgeProblems *problems)
{
  static const char *const needed[] = { "module_no", "module", "picture", "en", NULL };
  static const char *const optional[] = { "drafts", NULL };
  static const char *const localised[] = { "", NULL };
  static const BirgeCsvForm form = { needed, optional, localised };
  const char *file = "vocabulary/modules.csv";
  GPtrArray *modules = g_ptr_array_new_with_free_func (module_free);
  g_autoptr(BirgeCsv) csv = _birge_csv_read (root, "modules.csv", &form, problems);

  for (guint i = 0; csv != NULL && i < birge_csv_get_n_rows (csv); i++)
    {
      const char *picture = _birge_csv_get_filled (csv, i, "picture");
      guint line = birge_csv_get_line (csv, i);
      gint64 number;
      Module *module;

      if (!read_module_number (csv, i, file, &number, problems))
        continue;
      if (find_module (modules, number) != NULL)
        {
          _birge_rules_refuse (problems, file, line, "duplicate-id", "a module becomes one lesson",
                               "give it another number", "module %d is there already", (int) number);
          continue;
        }

      module = g_new0 (Module, 1);
      module->number = number;
      module->line = line;
      module->picture = picture == NULL ? NULL : _birge_rules_dup_picture (picture, file, line, problems);
      _birge_csv_get_texts (csv, i, "", &module->titles);
      _birge_csv_get_drafts (csv, i, file, module->translation, problems);
      if (birge_texts_get (&module->titles, "en") == NULL)
        _birge_rules_refuse (problems, file, line, "missing-title", "English is the last language to fall back on",
                             "fill en", "module %d has no English name", (int) number);
      g_ptr_array_add (modules, module);
    }

  return modules;
}

static BirgeSourceWord *
read_word (BirgeCsv *csv, guint row, gint64 number, const char *file, BirgeProblems *problems)
{
  BirgeSourceWord *word = g_new0 (BirgeSourceWord, 1);
  const char *picture = _birge_csv_get_filled (csv, row, "picture");

  word->line = birge_csv_get_line (csv, row);
  word->module = number;
  word->concept = g_strdup (birge_csv_get (csv, row, "concept_id"));
  if (picture != NULL)
    word->picture = _birge_rules_dup_picture (picture, file, word->line, problems);
  _birge_csv_get_texts (csv, row, "", &word->text);
  _birge_csv_get_texts (csv, row, "sentence_", &word->sentence);
  birge_texts_derive (&word->text);
  birge_texts_derive (&word->sentence);
  return word;
}

/* One list; its words in the order of the file. */
static GPtrArray *
load_list (BirgeFolder *folder, const char *name, GPtrArray *modules, BirgeProblems *problems)
{
  static const char *const needed[] = { "module_no", "concept_id", "picture", NULL };
  static const char *const optional[] = { "module", "item_no", "note", NULL };
  static const char *const localised[] = { "sentence_", "", NULL };
  static const BirgeCsvForm form = { needed, optional, localised };
  g_autofree char *file = birge_folder_dup_path (folder, name);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *words = g_ptr_array_new_with_free_func (word_free);
  g_autoptr(BirgeCsv) csv = _birge_csv_read (folder, name, &form, problems);

  for (guint i = 0; csv != NULL && i < birge_csv_get_n_rows (csv); i++)
    {
      const char *concept = birge_csv_get (csv, i, "concept_id");
      guint line = birge_csv_get_line (csv, i);
      gint64 number;

      if (!read_module_number (csv, i, file, &number, problems))
        continue;
      if (find_module (modules, number) == NULL)
        _birge_rules_refuse (problems, file, line, "bad-value", "the word would be in no lesson",
                             "add the module to modules.csv", "there is no module %d", (int) number);
      if (concept[0] == '\0' || !g_hash_table_add (seen, (char *) concept))
        _birge_rules_refuse (problems, file, line, "duplicate-id", "learners' exercises tell words apart by it",
                             "give every word its own concept_id", "the concept_id “%s” is empty or there already", concept);
      g_ptr_array_add (words, read_word (csv, i, number, file, problems));
    }

  return words;
}

void
_birge_source_load_words (BirgeSource *self, BirgeFolder *root, GPtrArray *modules)
{
  g_autoptr(GPtrArray) entries = birge_folder_list (root, self->problems);

  for (guint i = 0; i < entries->len; i++)
    {
      const BirgeFolderEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *name = NULL;

      if (g_str_equal (entry->name, "modules.csv") || g_str_equal (entry->name, "README.md"))
        continue;
      if (entry->is_folder || !g_str_has_suffix (entry->name, ".csv"))
        {
          _birge_source_warn_unknown (root, entry->name, self->problems);
          continue;
        }
      name = g_strndup (entry->name, strlen (entry->name) - strlen (".csv"));
      g_hash_table_insert (self->lists, g_steal_pointer (&name), load_list (root, entry->name, modules, self->problems));
    }
}

static void
add_lesson (BirgeSource *self, const BirgeSourceItem *course, const Module *module, GPtrArray *words)
{
  g_autoptr(GPtrArray) own = g_ptr_array_new ();
  g_autofree char *id = g_strdup_printf ("lesson/%s/%02d", course->id + strlen ("course/"), (int) module->number);
  BirgeSourceItem *lesson;

  for (guint i = 0; i < words->len; i++)
    {
      BirgeSourceWord *word = g_ptr_array_index (words, i);

      if (word->module == module->number)
        g_ptr_array_add (own, word);
    }
  if (own->len == 0)
    return;

  lesson = _birge_source_item_new (BIRGE_KIND_LESSON, id, "vocabulary/modules.csv", module->line);
  lesson->course = g_strdup (course->id);
  lesson->target = g_strdup (course->target);
  lesson->order = module->number;
  lesson->number_in_course = module->number;
  lesson->picture = g_strdup (module->picture);
  lesson->lesson_words = g_steal_pointer (&own);
  for (guint i = 0; i < BIRGE_TEXTS_MAX; i++)
    {
      lesson->title.text[i] = g_strdup (module->titles.text[i]);
      lesson->translation[i] = module->translation[i];
    }
  if (lesson->picture != NULL && g_str_has_prefix (lesson->picture, "svg:"))
    _birge_source_item_refer (lesson, BIRGE_REF_PICTURE, lesson->picture + 4, lesson->file, lesson->line);
  g_ptr_array_add (self->items, lesson);
}

/* The lessons of every course that was loaded. */
void
_birge_source_add_lessons (BirgeSource *self, GPtrArray *modules)
{
  guint n_items = self->items->len;

  for (guint i = 0; i < n_items; i++)
    {
      const BirgeSourceItem *course = g_ptr_array_index (self->items, i);
      GPtrArray *words;

      if (course->kind != BIRGE_KIND_COURSE || course->words == NULL)
        continue;
      words = g_hash_table_lookup (self->lists, course->words);
      for (guint j = 0; words != NULL && j < modules->len; j++)
        add_lesson (self, course, g_ptr_array_index (modules, j), words);
    }
}
