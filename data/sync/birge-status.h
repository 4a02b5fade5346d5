/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-install.h"
#include "data/sync/birge-update-notes.h"

G_BEGIN_DECLS

/* What `birge status` prints. Items, kinds and drafts are those of content.db, data/library/birge-content-stats.h. */
typedef struct {
  char *kind;
  char *language;
  guint items;
  guint drafts;
} BirgeStatusCount;

/* What a person has to do something about. A fact holds no words: whoever shows it makes the sentence, in the reader's
 * language (app/command-status.c, ui/staff/birge-staff-status.c). */
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
  BIRGE_STATUS_UPDATE_ALARM,       /* detail: which source is not what was signed, and why */
  BIRGE_STATUS_UPDATE_STALE,       /* detail: ISO date since which the content is not proven fresh */
  BIRGE_STATUS_UPDATE_FAILED,      /* detail: why this computer could not take an update */
  BIRGE_STATUS_UPDATE_NO_SPACE,    /* number: first tier without room (0 texts … 3 films); detail: room needed, or NULL */
  BIRGE_STATUS_UPDATE_INCOMPLETE,  /* detail: the source that lacks what it announces */
  BIRGE_STATUS_UPDATE_SHRUNK,      /* detail: "guides 8", which lost much of its content and was not taken */
  /* What the kiosk notices while it shows content, see data/library/birge-troubles.h. */
  BIRGE_STATUS_FILMS_FAILED,       /* number: of films that do not play; detail: which, why and since when */
  BIRGE_STATUS_NO_SOUND,           /* detail: ISO date since which films have found no sound device */
} BirgeStatusCode;
#define BIRGE_STATUS_N_CODES (BIRGE_STATUS_NO_SOUND + 1)

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
  GStrv      missing_objects;     /* SHA-256; without those that an update still has to bring */
  GStrv      damaged_objects;
  guint      n_dropped;           /* objects that birge_verify() found damaged and took away just now */
  BirgeUpdateNotes updates;
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
