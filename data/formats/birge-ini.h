/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-problem.h"

G_BEGIN_DECLS

/* The editors' key files, read strictly and with line numbers:
 *   [Section]
 *   Key=value
 *   Key[uz]=value in a language
 * Comments begin a line with '#'. Spaces around '=' are dropped. A repeated key or section is an error. */
typedef struct {
  char *section;
  char *key;
  char *language; /* or NULL */
  char *value;
  guint line;
} BirgeIniEntry;

typedef struct _BirgeIni BirgeIni;

#define BIRGE_INI_MAX_BYTES (256 * 1024)

/* Problems (syntax, repeated key, invalid UTF-8, too large) are added; what could be read is returned, never NULL. */
BirgeIni            *birge_ini_parse        (GBytes        *bytes,
                                             const char    *file,
                                             BirgeProblems *problems);
void                 birge_ini_free         (BirgeIni *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeIni, birge_ini_free)

const GPtrArray     *birge_ini_get_entries  (BirgeIni *self); /* of BirgeIniEntry, file order */
const BirgeIniEntry *birge_ini_find         (BirgeIni   *self,
                                             const char *section,
                                             const char *key,
                                             const char *language);
const char          *birge_ini_get          (BirgeIni   *self,
                                             const char *section,
                                             const char *key,
                                             const char *language);

G_END_DECLS
