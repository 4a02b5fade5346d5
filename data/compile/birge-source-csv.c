/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-source-private.h"

#include <string.h>

/* TRUE when @column is @prefix and a language. A wrong language behind a prefix is reported and counts as one. */
static gboolean
is_localised (const char *column, const char *const *prefixes, const char *file, BirgeProblems *problems)
{
  for (guint i = 0; prefixes != NULL && prefixes[i] != NULL; i++)
    {
      if (!g_str_has_prefix (column, prefixes[i]))
        continue;
      if (birge_texts_find_slot (column + strlen (prefixes[i])) >= 0)
        return TRUE;
      if (prefixes[i][0] != '\0')
        {
          _birge_rules_check_language (column + strlen (prefixes[i]), file, 1, problems);
          return TRUE;
        }
    }
  return FALSE;
}

static void
check_columns (BirgeCsv *csv, const char *file, const BirgeCsvForm *form, BirgeProblems *problems)
{
  const char *const *columns = birge_csv_get_columns (csv);

  for (guint i = 0; columns[i] != NULL; i++)
    {
      if (g_strv_contains (form->needed, columns[i])
          || (form->optional != NULL && g_strv_contains (form->optional, columns[i]))
          || is_localised (columns[i], form->localised, file, problems))
        continue;
      _birge_rules_refuse (problems, file, 1, "unknown-column", "it is no column of this table and no language",
                           "see README.md for the columns, or check the spelling", "unknown column “%s”", columns[i]);
    }
}

BirgeCsv *
_birge_csv_read (BirgeFolder *folder, const char *name, const BirgeCsvForm *form, BirgeProblems *problems)
{
  g_autofree char *file = birge_folder_dup_path (folder, name);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(BirgeCsv) csv = NULL;
  gboolean complete = TRUE;

  if (!birge_folder_has_file (folder, name))
    return NULL;

  bytes = birge_folder_read_text (folder, name, BIRGE_CSV_MAX_BYTES, problems);
  if (bytes == NULL)
    return NULL;

  csv = birge_csv_parse (bytes, file, problems);
  check_columns (csv, file, form, problems);
  for (guint i = 0; form->needed[i] != NULL; i++)
    if (birge_csv_find_column (csv, form->needed[i]) < 0)
      {
        _birge_rules_refuse (problems, file, 1, "missing-column", "its rows cannot be understood without it",
                             "add it to the first row", "the column “%s” is missing", form->needed[i]);
        complete = FALSE;
      }

  return complete ? g_steal_pointer (&csv) : NULL;
}

const char *
_birge_csv_get_filled (BirgeCsv *csv, guint row, const char *column)
{
  const char *cell = birge_csv_get (csv, row, column);

  return cell == NULL || cell[0] == '\0' ? NULL : cell;
}

void
_birge_csv_get_texts (BirgeCsv *csv, guint row, const char *prefix, BirgeTexts *texts)
{
  for (guint i = 0; i < birge_texts_get_n_languages (); i++)
    {
      g_autofree char *column = g_strconcat (prefix, birge_texts_get_tag (i), NULL);
      const char *cell = _birge_csv_get_filled (csv, row, column);

      if (cell != NULL)
        birge_texts_set (texts, i, cell);
    }
}

void
_birge_csv_get_drafts (BirgeCsv *csv, guint row, const char *file, BirgeTranslation *translation, BirgeProblems *problems)
{
  const char *cell = _birge_csv_get_filled (csv, row, "drafts");
  g_auto(GStrv) tags = g_strsplit (cell != NULL ? cell : "", " ", -1);

  for (guint i = 0; tags[i] != NULL; i++)
    {
      int slot = tags[i][0] == '\0' ? -1
                                    : _birge_rules_check_language (tags[i], file, birge_csv_get_line (csv, row), problems);

      if (slot >= 0)
        translation[slot] = BIRGE_TRANSLATION_DRAFT;
    }
}
