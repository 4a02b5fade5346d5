/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/compile/birge-folder.h"
#include "data/compile/birge-source.h"
#include "data/formats/birge-csv.h"

G_BEGIN_DECLS

#define BIRGE_VOICE_MAX_BYTES (1024 * 1024)

/* The amount of the latest year. */
typedef struct {
  gint64 year;
  gint64 amount; /* tenge */
  char  *until;  /* ISO date of the last day it holds */
} BirgeSourceValue;

/* Phrases of an item: id → GPtrArray of tag, text, tag, text … */

/* birge-source.c */
BirgeSourceItem *_birge_source_item_new     (BirgeKind kind, const char *id, const char *file, guint line);
void             _birge_source_item_free    (BirgeSourceItem *self);
void             _birge_source_item_refer   (BirgeSourceItem *self, BirgeRefType type, const char *name,
                                             const char *file, guint line);
BirgeSourceFile *_birge_source_file_new     (const char *name, int slot, const char *path, GBytes *bytes);
void             _birge_source_warn_unknown (BirgeFolder *folder, const char *name, BirgeProblems *problems);

/* birge-source-rules.c: what single words may be. */
void             _birge_rules_refuse        (BirgeProblems *problems, const char *file, guint line, const char *code,
                                             const char *why, const char *todo, const char *what_format,
                                             ...) G_GNUC_PRINTF (7, 8);
void             _birge_rules_warn          (BirgeProblems *problems, const char *file, guint line, const char *code,
                                             const char *why, const char *todo, const char *what_format,
                                             ...) G_GNUC_PRINTF (7, 8);
gboolean         _birge_rules_parse_number  (const char *text, gint64 min, gint64 max, gint64 *number);
int              _birge_rules_check_language (const char *tag, const char *file, guint line, BirgeProblems *problems);
void             _birge_rules_check_amounts (const char *text, gsize length, const char *file, guint line,
                                             BirgeProblems *problems);
gboolean         _birge_rules_check_emblems (const char *text, const char *file, guint line, BirgeProblems *problems);
/* Reads what an editor wrote as a picture: "name", "svg:name" or emoji. NULL when it was none of them; reported. */
char            *_birge_rules_dup_picture   (const char *text, const char *file, guint line, BirgeProblems *problems);

/* birge-source-tables.c: everything that is a table for all items. */
void             _birge_source_load_tables  (BirgeSource *self, BirgeFolder *root);
GHashTable      *_birge_source_load_phrases (BirgeFolder *folder, BirgeProblems *problems);
/* birge-source-words.c */
void             _birge_source_load_words   (BirgeSource *self, BirgeFolder *root, GPtrArray *modules);
GPtrArray       *_birge_source_load_modules (BirgeFolder *root, BirgeProblems *problems);
void             _birge_source_add_lessons  (BirgeSource *self, GPtrArray *modules);

/* birge-source-ini.c */
void             _birge_source_load_sections (BirgeSource *self, BirgeFolder *root);
void             _birge_source_read_item_ini (BirgeSourceItem *item, BirgeFolder *folder, BirgeProblems *problems);

/* birge-source-item.c: one item folder. Any thread: touches nothing but the item. */
BirgeSourceItem *_birge_source_load_item    (BirgeSource *self, BirgeFolder *kind_folder, BirgeKind kind,
                                             const char *name, BirgeProblems *problems);
void             _birge_source_load_pictures (BirgeSourceItem *item, BirgeFolder *folder, BirgeProblems *problems);
void             _birge_source_load_voices   (BirgeSourceItem *item, BirgeFolder *folder, BirgeProblems *problems);
void             _birge_source_take_captions (BirgeSourceItem *item, GBytes *bytes, guint slot, const char *file,
                                              gboolean derived, BirgeProblems *problems);
void             _birge_source_sort_captions  (BirgeSourceItem *item);

/* birge-source-text.c: one <lang>.md. */
void             _birge_source_load_text    (BirgeSource *self, BirgeSourceItem *item, BirgeFolder *folder,
                                             const char *name, guint slot, GHashTable *phrases,
                                             BirgeProblems *problems);

/* birge-source-voice.c: FALSE when the text has changed since the voice was recorded. */
gboolean         _birge_source_voice_is_right (const BirgeSourceItem *item, const BirgeSourceFile *voice);
/* TRUE when there is such a text for the voice to read. */
gboolean         _birge_source_voice_has_text (const BirgeSourceItem *item, const BirgeSourceFile *voice);
/* TRUE when somebody reads paragraph, or scene, @number as it is now. */
gboolean         _birge_source_has_voice      (const BirgeSourceItem *item, guint slot, guint number);
/* What is said in a scene of a film, from 1, or NULL. */
const char      *_birge_source_get_line       (const BirgeSourceItem *item, guint slot, guint scene);

/* birge-source-csv.c: a table whose columns are known. */
typedef struct {
  const char *const *needed;    /* NULL-terminated */
  const char *const *optional;  /* NULL-terminated, or NULL */
  const char *const *localised; /* prefixes: "name_" takes name_kk, name_ru …; "" takes kk, ru …; or NULL */
} BirgeCsvForm;

/* NULL when the file is not there or cannot be used. */
BirgeCsv        *_birge_csv_read            (BirgeFolder *folder, const char *name, const BirgeCsvForm *form,
                                             BirgeProblems *problems) G_GNUC_WARN_UNUSED_RESULT;
void             _birge_csv_get_texts       (BirgeCsv *csv, guint row, const char *prefix, BirgeTexts *texts);
/* The cell, or NULL when it is empty. */
const char      *_birge_csv_get_filled      (BirgeCsv *csv, guint row, const char *column);
/* The optional column "drafts": tags of languages nobody has checked. */
void             _birge_csv_get_drafts      (BirgeCsv *csv, guint row, const char *file, BirgeTranslation *translation,
                                             BirgeProblems *problems);

G_END_DECLS
