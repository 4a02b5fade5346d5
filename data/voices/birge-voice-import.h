/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/compile/birge-source.h"

G_BEGIN_DECLS

typedef enum {
  BIRGE_VOICE_IMPORT_NEW,     /* nothing is there yet */
  BIRGE_VOICE_IMPORT_REPLACE, /* an older recording, or one of a text that has changed since, is there */
  BIRGE_VOICE_IMPORT_SAME,    /* it is there already */
  BIRGE_VOICE_IMPORT_LEAVE,   /* what is there is newer, or nobody knows: it stays */
} BirgeVoiceImportAction;

typedef struct {
  BirgeVoiceImportAction action;
  char   *from; /* below the folder that is imported */
  char   *to;   /* below the content folder */
  char   *text; /* what is read, "" when nobody knows */
  GBytes *bytes;
} BirgeVoiceImportStep;

typedef enum {
  BIRGE_VOICE_IMPORT_DEFAULT = 0,
  BIRGE_VOICE_IMPORT_OVER_NEWER = 1 << 0, /* what would be left is replaced too */
} BirgeVoiceImportFlags;

/* What a folder of recordings would change in a content folder, and what is wrong with it. */
typedef struct {
  GPtrArray     *steps;    /* of BirgeVoiceImportStep, in order of @to */
  BirgeProblems *problems; /* errors: files that are not taken */
} BirgeVoiceImport;

#define BIRGE_VOICE_IMPORT_MAX_FILES 20000
#define BIRGE_VOICE_IMPORT_MAX_MS    180000
#define BIRGE_VOICE_IMPORT_MAX_FILM_MS 60000 /* what a film says in one scene */
#define BIRGE_VOICE_IMPORT_MIN_MS    200

/* @dir: a folder in the editors' layout, or a stick that holds one as `birge export --voices` wrote it. Nothing is changed.
 * Errors: the folder cannot be read at all; all else is a problem of its file. */
BirgeVoiceImport *birge_voice_import_plan  (const char            *dir,
                                            BirgeSource           *into,
                                            BirgeVoiceImportFlags  flags,
                                            GError               **error) G_GNUC_WARN_UNUSED_RESULT;
/* Writes NEW and REPLACE, each whole or not at all. Errors: G_FILE_ERROR. */
gboolean          birge_voice_import_apply (BirgeVoiceImport      *self,
                                            const char            *into_dir,
                                            GError               **error);
guint             birge_voice_import_count (BirgeVoiceImport      *self,
                                            BirgeVoiceImportAction action);
void              birge_voice_import_free  (BirgeVoiceImport      *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeVoiceImport, birge_voice_import_free)

G_END_DECLS
