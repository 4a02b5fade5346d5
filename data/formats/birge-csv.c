/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-csv.h"

#include "data/formats/birge-text-private.h"

#include <string.h>

/* After so many bad rows the file is probably no table at all. */
#define MAX_PROBLEMS 100

typedef struct {
  GStrv cells;
  guint line;
} Row;

struct _BirgeCsv {
  GStrv       columns; /* never NULL */
  GHashTable *index;   /* column name → number + 1, keys borrowed from columns */
  GArray     *rows;    /* of Row */
};

typedef struct {
  const char    *at;
  guint          line;
  const char    *file;
  BirgeProblems *problems;
  guint          n_problems;
} Reader;

static void
row_clear (gpointer data)
{
  g_strfreev (((Row *) data)->cells);
}

static void
report (Reader *reader, guint line, const char *code, const char *what, const char *why, const char *todo)
{
  reader->n_problems++;
  birge_problems_add (reader->problems, BIRGE_PROBLEM_ERROR, reader->file, line, code, what, why, todo);
}

static gboolean
at_line_end (const char *at)
{
  return *at == '\0' || *at == '\n' || *at == '\r';
}

static void
skip_line_end (Reader *reader)
{
  if (*reader->at == '\r')
    reader->at++;
  if (*reader->at == '\n')
    reader->at++;
  reader->line++;
}

/* Reads on behind the opening quote; FALSE when the quote is never closed. Line breaks inside become '\n'. */
static gboolean
read_quoted (Reader *reader, GString *cell)
{
  while (*reader->at != '\0')
    {
      char c = *reader->at++;

      if (c == '"' && *reader->at == '"')
        reader->at++;
      else if (c == '"')
        return TRUE;
      else if (c == '\r' && *reader->at == '\n')
        continue;
      else if (c == '\r')
        c = '\n';
      reader->line += c == '\n';
      g_string_append_c (cell, c);
    }
  return FALSE;
}

/* One row, with its line end; NULL when it could not be read (the problem is reported). */
static GStrv
read_row (Reader *reader)
{
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) cell = g_string_new (NULL);
  guint first_line = reader->line;
  gboolean stray = FALSE;

  while (TRUE)
    {
      gboolean quoted = *reader->at == '"';
      gsize plain = 0;

      g_string_truncate (cell, 0);
      if (quoted)
        {
          guint quote_line = reader->line;

          reader->at++;
          if (!read_quoted (reader, cell))
            {
              report (reader, quote_line, "unclosed-quote", "a quotation mark is not closed",
                      "everything behind it would be one cell", "close it, or write \"\" for the sign itself");
              return NULL;
            }
        }
      plain = strcspn (reader->at, ",\r\n");
      stray = stray || (quoted && plain > 0) || memchr (reader->at, '"', plain) != NULL;
      g_string_append_len (cell, reader->at, (gssize) plain);
      reader->at += plain;
      g_ptr_array_add (cells, g_strndup (cell->str, cell->len));

      if (at_line_end (reader->at))
        break;
      reader->at++;
    }
  skip_line_end (reader);

  if (stray)
    {
      report (reader, first_line, "stray-quote", "a quotation mark stands inside a cell",
              "a cell is in quotation marks as a whole or not at all", "put the cell in \"…\" and write \"\" for the sign itself");
      return NULL;
    }
  g_ptr_array_add (cells, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&cells), FALSE);
}

static gboolean
read_columns (BirgeCsv *self, Reader *reader)
{
  g_auto(GStrv) columns = read_row (reader);

  if (columns == NULL)
    return FALSE;
  if (g_strv_length (columns) > BIRGE_CSV_MAX_COLUMNS)
    {
      report (reader, 1, "too-many-columns", "the table has too many columns",
              "at most " G_STRINGIFY (BIRGE_CSV_MAX_COLUMNS) " are read", "take some out");
      return FALSE;
    }

  for (guint i = 0; columns[i] != NULL; i++)
    {
      g_strstrip (columns[i]);
      if (*columns[i] == '\0')
        report (reader, 1, "empty-column", "a column has no name", "the first row names the columns",
                "name it or take it out");
      else if (g_hash_table_contains (self->index, columns[i]))
        {
          g_autofree char *what = g_strdup_printf ("the column “%s” is there twice", columns[i]);

          report (reader, 1, "repeated-column", what, "nobody could tell which one counts", "rename one of them");
        }
      else
        g_hash_table_insert (self->index, columns[i], GUINT_TO_POINTER (i + 1));
    }

  g_strfreev (self->columns);
  self->columns = g_steal_pointer (&columns);
  return TRUE;
}

static void
read_rows (BirgeCsv *self, Reader *reader)
{
  guint n_columns = g_strv_length (self->columns);

  while (*reader->at != '\0' && reader->n_problems < MAX_PROBLEMS)
    {
      guint line = reader->line;
      GStrv cells = NULL;

      if (at_line_end (reader->at)) /* an empty line, often the last one */
        {
          skip_line_end (reader);
          continue;
        }

      cells = read_row (reader);
      if (cells == NULL)
        continue;
      if (g_strv_length (cells) != n_columns)
        {
          g_autofree char *what = g_strdup_printf ("the row has %u cells, the table %u columns", g_strv_length (cells), n_columns);

          report (reader, line, "cell-count", what, "a comma is missing or too many", "put cells with commas in \"…\"");
          g_strfreev (cells);
          continue;
        }
      g_array_append_val (self->rows, ((Row) { cells, line }));
    }

  if (*reader->at != '\0')
    report (reader, reader->line, "too-many-problems", "the rest was not read",
            G_STRINGIFY (MAX_PROBLEMS) " rows were wrong before", "save the file as comma-separated values in UTF-8");
}

/**
 * birge_csv_parse:
 * @file: name to tell in problems
 *
 * Reads a table.
 *
 * Errors: problems `too-large`, `nul-byte`, `invalid-utf8`, `empty`, `unclosed-quote`, `stray-quote`, `cell-count`,
 * `empty-column`, `repeated-column`, `too-many-columns`, `too-many-problems`.
 *
 * Returns: (transfer full): what could be read, never NULL
 */
BirgeCsv *
birge_csv_parse (GBytes *bytes, const char *file, BirgeProblems *problems)
{
  BirgeCsv *self = NULL;
  g_autofree char *text = NULL;
  Reader reader = { 0 };

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (problems != NULL, NULL);

  self = g_new0 (BirgeCsv, 1);
  self->columns = g_new0 (char *, 1);
  self->index = g_hash_table_new (g_str_hash, g_str_equal);
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (self->rows, row_clear);

  text = _birge_text_from_bytes (bytes, BIRGE_CSV_MAX_BYTES, file, problems);
  if (text == NULL)
    return self;

  reader = (Reader) { .at = text, .line = 1, .file = file, .problems = problems };
  if (at_line_end (text))
    report (&reader, 1, "empty", "there are no columns", "the first row names the columns", "write the names of the columns");
  else if (read_columns (self, &reader))
    read_rows (self, &reader);
  return self;
}

void
birge_csv_free (BirgeCsv *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->rows);
  g_hash_table_unref (self->index);
  g_strfreev (self->columns);
  g_free (self);
}

guint
birge_csv_get_n_rows (BirgeCsv *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->rows->len;
}

int
birge_csv_find_column (BirgeCsv *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, -1);
  return (int) GPOINTER_TO_UINT (g_hash_table_lookup (self->index, name)) - 1;
}

const char *const *
birge_csv_get_columns (BirgeCsv *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return (const char *const *) self->columns;
}

/**
 * birge_csv_get:
 *
 * Lends one cell.
 *
 * Returns: (nullable): "" for an empty cell, NULL when the column does not exist
 */
const char *
birge_csv_get (BirgeCsv *self, guint row, const char *column)
{
  int number = birge_csv_find_column (self, column);

  g_return_val_if_fail (self != NULL && row < self->rows->len, NULL);
  return number >= 0 ? g_array_index (self->rows, Row, row).cells[number] : NULL;
}

guint
birge_csv_get_line (BirgeCsv *self, guint row)
{
  g_return_val_if_fail (self != NULL && row < self->rows->len, 0);
  return g_array_index (self->rows, Row, row).line;
}
