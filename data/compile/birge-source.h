/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "data/compile/birge-texts.h"
#include "data/formats/birge-film-notes.h"
#include "data/formats/birge-problem.h"

G_BEGIN_DECLS

/* Kinds of items, as flags so that a rule can name several. */
typedef enum {
  BIRGE_KIND_SECTION = 1 << 0,
  BIRGE_KIND_GUIDE   = 1 << 1,
  BIRGE_KIND_TOPIC   = 1 << 2,
  BIRGE_KIND_FILM    = 1 << 3,
  BIRGE_KIND_COURSE  = 1 << 4,
  BIRGE_KIND_LESSON  = 1 << 5,
  BIRGE_KIND_NOTICE  = 1 << 6,
  BIRGE_KIND_PLACE   = 1 << 7,
  BIRGE_KIND_SHARED  = 1 << 8, /* no item: pictures and voices that all use */
} BirgeKind;

#define BIRGE_KINDS_WITH_TEXT (BIRGE_KIND_GUIDE | BIRGE_KIND_TOPIC | BIRGE_KIND_NOTICE)
#define BIRGE_KINDS_CHECKED   (BIRGE_KIND_GUIDE | BIRGE_KIND_TOPIC | BIRGE_KIND_FILM)
#define BIRGE_KINDS_REVIEWED  (BIRGE_KINDS_CHECKED | BIRGE_KIND_NOTICE | BIRGE_KIND_COURSE)

const char *birge_kind_to_string (BirgeKind   kind);
BirgeKind   birge_kind_find      (const char *name); /* 0 when there is none */

typedef enum {
  BIRGE_TRANSLATION_UNSAID,
  BIRGE_TRANSLATION_DRAFT,
  BIRGE_TRANSLATION_CHECKED,
} BirgeTranslation;

/* Something an item names that must exist elsewhere. */
typedef enum {
  BIRGE_REF_ITEM,
  BIRGE_REF_FILM,
  BIRGE_REF_SECTION,
  BIRGE_REF_PICTURE,
  BIRGE_REF_SOURCE,
  BIRGE_REF_FACT,      /* stated firmly */
  BIRGE_REF_ANY_FACT,  /* named in an ask block, or by a place that is off */
  BIRGE_REF_LIST,      /* of words */
} BirgeRefType;

typedef struct {
  BirgeRefType type;
  char        *name;
  char        *file;
  guint        line;
} BirgeRef;

/* A text of an item in one language, compiled. */
typedef struct {
  guint   slot;
  GBytes *blocks;
  guint   n_units;  /* paragraphs, headings and steps: what a voice reads, without the title */
  gboolean derived; /* written by rule */
  char   *file;
} BirgeSourceText;

/* A file that becomes a part as it is, read when it is needed. */
typedef struct {
  char  *name;   /* "01" of a voice */
  int    slot;   /* language, or -1 */
  char  *path;   /* from the content folder */
  GBytes *bytes; /* or NULL: read it from @path */
  gboolean derived; /* written by rule */
  char  *made_for; /* key of the text a voice says it reads (birge-voice-text.h), or NULL */
} BirgeSourceFile;

/* Where a part of a film begins. */
typedef struct {
  gint64     at_us;
  BirgeTexts title;
} BirgeSourceChapter;

/* Where a film rests when it is watched step by step. */
typedef struct {
  gint64 at_us;
  char  *practice; /* name of the exercise offered there, or NULL */
} BirgeSourceStop;

/* A word of a list. */
typedef struct {
  guint      module;
  char      *concept;
  char      *picture;     /* emoji, "svg:name", or NULL */
  BirgeTexts text;
  BirgeTexts sentence;
  guint      line;
} BirgeSourceWord;

/* An item as its editors wrote it. Plain data; who checks and compiles reads the members. */
typedef struct {
  char         *id;
  BirgeKind     kind;
  char         *folder;   /* "guide/wages", or NULL when it comes from a table */
  char         *file;     /* "guide/wages/item.ini" */
  guint         line;     /* in that file; 0: all of it */
  BirgeTexts    title;
  BirgeTexts    summary;
  BirgeTexts    why_off;
  BirgeTranslation translation[BIRGE_TEXTS_MAX];
  char         *section;
  char         *picture;  /* "svg:NAME", an emoji, or NULL */
  char         *written;
  char         *reviewed; /* NULL: by nobody yet */
  char         *reviewed_by;
  char         *check_again;
  char         *film;
  char         *journey;
  char         *target;
  char         *words;
  char         *course;
  char         *number;
  char         *category;
  char         *confidence;
  char         *hours;
  GStrv         sources;
  GStrv         facts;
  GStrv         related;
  gint64        order;
  gint64        min;
  guint         number_in_course;
  gboolean      on;
  gboolean      free;
  gboolean      has_storyboard;
  guint32       told;     /* films: a bit for each slot that has captions in the storyboard… */
  guint32       spoken;   /* …and for each that is narrated, there or in the media */
  GPtrArray    *lines;    /* of BirgeTexts: what is said in scene after scene of a storyboard */
  gint64        duration_us;
  GPtrArray    *chapters; /* of BirgeSourceChapter, in order of time */
  GPtrArray    *stops;    /* of BirgeSourceStop, in order of time */
  char         *film_path;   /* from the media folder, or NULL */
  char         *poster_path; /* the same */
  BirgeFilmNotes *notes;  /* what is asked after the film, or NULL */
  GPtrArray    *stills;   /* of BirgeSourceFile, by scene ("04"), from the media folder */
  GPtrArray    *texts;    /* of BirgeSourceText, by slot */
  GPtrArray    *pictures; /* of BirgeSourceFile, by name */
  GPtrArray    *voices;   /* of BirgeSourceFile, by slot and name */
  GPtrArray    *captions; /* of BirgeSourceFile, by slot */
  GPtrArray    *lesson_words; /* of BirgeSourceWord, owned by the list; or NULL */
  GPtrArray    *refs;     /* of BirgeRef */
} BirgeSourceItem;

typedef struct {
  char    *id;
  GStrv    sources;
  gboolean high;
  char    *check_again; /* or NULL */
  guint    line;
} BirgeSourceFact;

typedef struct {
  char      *key;
  char      *title;
  BirgeTexts titles;
} BirgeSourceOrigin;

/* All of a content folder. Immutable once loaded: any thread may read it. */
typedef struct _BirgeSource BirgeSource;
struct _BirgeSource {
  char          *dir;
  char          *media_dir; /* or NULL */
  GPtrArray     *items;    /* of BirgeSourceItem, ordered by id */
  GHashTable    *by_id;    /* id → item (borrowed) */
  GHashTable    *facts;    /* id → BirgeSourceFact */
  GHashTable    *origins;  /* key → BirgeSourceOrigin: sources.csv */
  GHashTable    *values;   /* id → BirgeSourceValue, see birge-source-private.h */
  GHashTable    *lists;    /* name → GPtrArray of BirgeSourceWord */
  BirgeSourceItem *shared_pictures;
  BirgeSourceItem *shared_voices;
  BirgeProblems *problems; /* everything found so far */
};

/* @done of @total steps of @what. Called on the thread that waits. */
typedef void (*BirgeSourceProgress) (const char *what, guint done, guint total, gpointer user_data);

BirgeSource     *birge_source_load      (const char         *dir,
                                         BirgeSourceProgress progress,
                                         gpointer            user_data,
                                         GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* Adds what `birge film render` made of the storyboards. Before birge_check(). */
gboolean         birge_source_add_media (BirgeSource        *self,
                                         const char         *media_dir,
                                         GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void             birge_source_free      (BirgeSource        *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeSource, birge_source_free)

BirgeSourceItem *birge_source_find_item    (BirgeSource     *self,
                                            const char      *id);
/* The picture @name as an item sees it: its own, else the shared one, else NULL. */
BirgeSourceFile *birge_source_find_picture (BirgeSource     *self,
                                            BirgeSourceItem *item,
                                            const char      *name);

G_END_DECLS
