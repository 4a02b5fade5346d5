/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BIRGE_INSTALL_ERROR (birge_install_error_quark ())
GQuark birge_install_error_quark (void);
typedef enum {
  BIRGE_INSTALL_ERROR_SOURCE,   /* the folder to install from is missing, damaged or not ours */
  BIRGE_INSTALL_ERROR_STORAGE,  /* the state folder cannot be written */
  BIRGE_INSTALL_ERROR_NO_SPACE,
  BIRGE_INSTALL_ERROR_BUSY,     /* another install runs; the message says which process */
  BIRGE_INSTALL_ERROR_NOTHING,  /* no previous generation to go back to */
  BIRGE_INSTALL_ERROR_CANCELLED,
} BirgeInstallError;

typedef enum {
  BIRGE_INSTALL_PHASE_CHECK,    /* reading catalogues */
  BIRGE_INSTALL_PHASE_COPY,     /* objects */
  BIRGE_INSTALL_PHASE_BUILD,    /* content.db */
  BIRGE_INSTALL_PHASE_VERIFY,   /* integrity_check, fsync */
  BIRGE_INSTALL_PHASE_SWITCH,
} BirgeInstallPhase;

/* @done of @total in bytes (COPY) or items (BUILD); total 0 when unknown. Same thread as the install. */
typedef void (*BirgeInstallProgress) (BirgeInstallPhase phase,
                                      gint64            done,
                                      gint64            total,
                                      gpointer          user_data);

/* Makes a new generation of @state_dir from a folder that `birge content build` wrote and switches to it. Whatever
 * happens, and whenever the process is killed, the state folder serves the old generation or the new one. Blocks.
 * Returns the number of the generation, 0 on error. Installing what is already current builds nothing and returns its
 * number. */
guint    birge_install            (const char            *source_dir,
                                   const char            *state_dir,
                                   BirgeInstallProgress   progress,
                                   gpointer               user_data,
                                   GCancellable          *cancellable,
                                   GError               **error);
/* Switches back to the previous generation and writes <state_dir>/hold. Returns its number, 0 on error. */
guint    birge_install_rollback   (const char            *state_dir,
                                   GError               **error);
/* Builds content.db of the current generation again from its catalogues and objects (after damage, or when a later
 * Birge wants another form); when that cannot be done, goes to the previous generation. */
guint    birge_install_repair     (const char            *state_dir,
                                   GError               **error);

/* What `birge status` prints. Items, kinds and drafts are those of content.db, data/library/birge-content-stats.h. */
typedef struct {
  char *kind;
  char *language;
  guint items;
  guint drafts;
} BirgeStatusCount;

/* What a person has to do something about. A fact holds no words: whoever shows it makes the sentence, in the reader's
 * language. */
typedef enum {
  BIRGE_STATUS_NOTHING_INSTALLED,
  BIRGE_STATUS_CONTENT_GONE,
  BIRGE_STATUS_LIST_UNREADABLE,    /* detail: why */
  BIRGE_STATUS_FILES_MISSING,      /* number: of files */
  BIRGE_STATUS_FILES_DAMAGED,      /* number: of files */
  BIRGE_STATUS_DATABASE_DAMAGED,   /* detail: why */
  BIRGE_STATUS_TEXTS_OVERDUE,      /* number: of items past their date to check again */
  BIRGE_STATUS_RELEASE_HELD,       /* detail: which was rolled back */
  BIRGE_STATUS_DAMAGE_REPAIRED,    /* detail: what and when */
} BirgeStatusCode;

typedef struct {
  BirgeStatusCode code;
  guint           number;
  char           *detail;          /* for a technician, in English; NULL where the list above names none */
} BirgeStatusFact;

/* "files-missing", as in the JSON. */
const char *birge_status_code_get_name (BirgeStatusCode code);

typedef struct {
  guint      generation;          /* 0: none */
  guint      previous_generation; /* 0: none */
  char      *issued;              /* ISO date of the current content, or NULL */
  char      *releases;            /* "guides 7, lessons 3", or NULL */
  GPtrArray *counts;              /* of BirgeStatusCount: items by kind and language */
  guint      n_items;
  guint      n_drafts;            /* texts */
  guint      n_unreviewed;        /* items */
  guint      n_overdue;           /* items */
  GStrv      missing_objects;     /* SHA-256 */
  GStrv      damaged_objects;
  GPtrArray *problems;            /* of BirgeStatusFact; empty when all is well */
} BirgeStatus;

/* @thorough hashes every object and reads all of content.db; when it finds nothing, notes of past damage are dropped.
 * Never fails for damage: that is what it reports. */
BirgeStatus *birge_status_new     (const char *state_dir,
                                   gboolean    thorough,
                                   GError    **error);
void         birge_status_free    (BirgeStatus *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeStatus, birge_status_free)
char        *birge_status_to_json (const BirgeStatus *self);

G_END_DECLS
