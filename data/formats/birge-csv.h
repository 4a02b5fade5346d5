/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-problem.h"

G_BEGIN_DECLS

/* Comma-separated values after RFC 4180, UTF-8 with or without a byte order mark, first row the column names. A row
 * with another number of cells, an unclosed quote or a NUL is an error with its line. */
typedef struct _BirgeCsv BirgeCsv;

#define BIRGE_CSV_MAX_BYTES (8 * 1024 * 1024)
#define BIRGE_CSV_MAX_COLUMNS 256

/* Bad rows are reported and left out; never NULL. */
BirgeCsv   *birge_csv_parse      (GBytes        *bytes,
                                  const char    *file,
                                  BirgeProblems *problems);
void        birge_csv_free       (BirgeCsv *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeCsv, birge_csv_free)

guint       birge_csv_get_n_rows (BirgeCsv *self);
/* Column number, or -1. */
int         birge_csv_find_column (BirgeCsv *self, const char *name);
const char *const *birge_csv_get_columns (BirgeCsv *self); /* NULL-terminated */
/* "" for an empty cell; NULL when the column does not exist. */
const char *birge_csv_get        (BirgeCsv *self, guint row, const char *column);
guint       birge_csv_get_line   (BirgeCsv *self, guint row);

G_END_DECLS
