/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/library/birge-item.h"

G_BEGIN_DECLS

/* Filled by the library before anybody else sees them, then never changed. "Interned" strings belong to GLib. */

struct _BirgeItem
{
  GObject     parent_instance;

  char       *id;
  const char *kind;             /* interned */
  const char *section;          /* interned or NULL */
  char       *title;
  const char *title_language;   /* interned */
  char       *summary;
  const char *summary_language; /* interned */
  char       *picture;
  char       *poster;
  char       *number;
  const char *category;         /* interned or NULL */
  char       *hours;
  char       *why_off;
  const char *target;           /* language that is learnt, interned; courses and lessons, else NULL */
  gint64      size_bytes;
  gboolean    is_draft;
  gboolean    is_here;
  gboolean    is_free;
};

struct _BirgeDocument
{
  GObject     parent_instance;

  BirgeItem  *item;
  BirgeBlock *body;
  const char *language; /* interned */
  char       *written;
  char       *reviewed_on;
  char       *reviewed_by;
  gboolean    is_overdue;
  char       *sources;
  char       *film;
  gboolean    has_rhythm;
  GStrv       related;
  GStrv       languages;
  GHashTable *pictures; /* name → SHA-256 */
  GHashTable *voices;   /* number → SHA-256 */
};

struct _BirgeWord
{
  GObject     parent_instance;

  char       *target;
  const char *target_language;  /* interned */
  char       *meaning;
  const char *meaning_language; /* interned */
  char       *sentence;
  char       *picture;
};

typedef struct {
  gint64      at_us;
  char       *title;
  const char *title_language; /* interned; NULL without a title */
} BirgeChapter;

typedef struct {
  gint64  at_us;
  char   *practice; /* or NULL */
} BirgeStop;

struct _BirgeFilm
{
  GObject     parent_instance;

  BirgeItem  *item;
  char       *path;
  char       *poster;
  GStrv       audio_languages;
  GStrv       caption_languages;
  GHashTable *captions; /* tag → SHA-256 */
  GArray     *chapters; /* of BirgeChapter */
  GArray     *stops;    /* of BirgeStop */
  GHashTable *stills;   /* scene → SHA-256 */
  GPtrArray  *tasks;    /* of BirgeTask */
};

G_END_DECLS
