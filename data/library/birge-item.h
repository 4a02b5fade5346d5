/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "data/formats/birge-block.h"
#include "data/library/birge-task.h"

G_BEGIN_DECLS

/* One thing of the content as a list shows it. Immutable; any thread.
 *
 * Each text says in which language it really is: when that is not the language asked for, the page shows a badge. */
#define BIRGE_TYPE_ITEM (birge_item_get_type ())
G_DECLARE_FINAL_TYPE (BirgeItem, birge_item, BIRGE, ITEM, GObject)

const char *birge_item_get_id               (BirgeItem *self); /* "guide/wages" */
const char *birge_item_get_kind             (BirgeItem *self); /* "guide" */
const char *birge_item_get_section          (BirgeItem *self); /* "work", or NULL */
const char *birge_item_get_title            (BirgeItem *self);
const char *birge_item_get_title_language   (BirgeItem *self);
const char *birge_item_get_summary          (BirgeItem *self); /* "" when there is none */
const char *birge_item_get_summary_language (BirgeItem *self);
const char *birge_item_get_picture          (BirgeItem *self); /* SHA-256 of an SVG object, or an emoji, or NULL */
const char *birge_item_get_poster           (BirgeItem *self); /* of a film: SHA-256 of a PNG object; or NULL */
gboolean    birge_item_is_draft             (BirgeItem *self); /* the translation shown was read by nobody else yet */
gboolean    birge_item_is_here              (BirgeItem *self); /* FALSE: media still missing on this kiosk */
gint64      birge_item_get_size_bytes       (BirgeItem *self); /* of the media that are missing, else 0 */
/* Places only; NULL elsewhere. */
const char *birge_item_get_number           (BirgeItem *self); /* phone number or address of the web */
const char *birge_item_get_category         (BirgeItem *self);
const char *birge_item_get_hours            (BirgeItem *self);
gboolean    birge_item_is_free              (BirgeItem *self);
const char *birge_item_get_why_off          (BirgeItem *self); /* for staff */

/* Everything a page of text needs. Immutable; any thread. */
#define BIRGE_TYPE_DOCUMENT (birge_document_get_type ())
G_DECLARE_FINAL_TYPE (BirgeDocument, birge_document, BIRGE, DOCUMENT, GObject)

BirgeItem        *birge_document_get_item        (BirgeDocument *self);
/* When the text asked for is missing or damaged, in the next language; NULL when no text can be read: show the picture,
 * the title and whom to ask. */
const BirgeBlock *birge_document_get_body        (BirgeDocument *self);
const char       *birge_document_get_language    (BirgeDocument *self); /* of the body */
const char       *birge_document_get_written     (BirgeDocument *self); /* ISO date */
const char       *birge_document_get_reviewed_on (BirgeDocument *self); /* ISO date, or NULL: nobody yet */
const char       *birge_document_get_reviewed_by (BirgeDocument *self); /* or NULL */
gboolean          birge_document_is_overdue      (BirgeDocument *self); /* past its date to check again */
const char       *birge_document_get_sources     (BirgeDocument *self); /* "Labour Code · eGov", shown as it is; may be "" */
const char       *birge_document_get_film        (BirgeDocument *self); /* item id, or NULL */
gboolean          birge_document_has_rhythm      (BirgeDocument *self); /* its film lets people press in time */
const char *const *birge_document_get_related    (BirgeDocument *self); /* item ids, NULL-terminated */
const char *const *birge_document_get_languages  (BirgeDocument *self); /* in which the body exists */
/* SHA-256 of the picture a step names, or NULL. */
const char       *birge_document_find_picture    (BirgeDocument *self,
                                                  const char    *name);
/* SHA-256 of the recorded voice of reading unit @number (0 = title), or NULL. */
const char       *birge_document_find_voice      (BirgeDocument *self,
                                                  guint          number);

/* A word of a lesson. Immutable; any thread. */
#define BIRGE_TYPE_WORD (birge_word_get_type ())
G_DECLARE_FINAL_TYPE (BirgeWord, birge_word, BIRGE, WORD, GObject)

const char *birge_word_get_target           (BirgeWord *self); /* in the language that is learnt */
const char *birge_word_get_target_language  (BirgeWord *self);
const char *birge_word_get_meaning          (BirgeWord *self);
const char *birge_word_get_meaning_language (BirgeWord *self);
const char *birge_word_get_sentence         (BirgeWord *self); /* in the target language, "" when none */
const char *birge_word_get_picture          (BirgeWord *self); /* emoji, or SHA-256, or NULL: word and sound only */

/* A film and what belongs to it. Immutable; any thread. */
#define BIRGE_TYPE_FILM (birge_film_get_type ())
G_DECLARE_FINAL_TYPE (BirgeFilm, birge_film, BIRGE, FILM, GObject)

BirgeItem        *birge_film_get_item          (BirgeFilm *self);
const char       *birge_film_get_path          (BirgeFilm *self); /* absolute path, NULL when not here or damaged */
const char       *birge_film_get_poster        (BirgeFilm *self); /* SHA-256 or NULL */
const char *const *birge_film_get_audio_languages (BirgeFilm *self);
const char *const *birge_film_get_caption_languages (BirgeFilm *self);
const char       *birge_film_find_captions     (BirgeFilm *self, const char *language); /* SHA-256 of a VTT, or NULL */
guint             birge_film_get_n_chapters    (BirgeFilm *self);
gint64            birge_film_get_chapter_us    (BirgeFilm *self, guint i);
const char       *birge_film_get_chapter_title (BirgeFilm *self, guint i); /* in the language asked for, or its fallback */
const char       *birge_film_get_chapter_title_language (BirgeFilm *self, guint i); /* which it really is in */
/* Checkpoints, in order of time: where the film rests when it is watched step by step. */
guint             birge_film_get_n_stops       (BirgeFilm *self);
gint64            birge_film_get_stop_us       (BirgeFilm *self, guint i);
const char       *birge_film_get_stop_practice (BirgeFilm *self, guint i); /* exercise offered there ("rhythm"), or NULL */
/* What is asked after the film: only what can be asked here, with all its pictures. */
guint             birge_film_get_n_tasks       (BirgeFilm *self);
const BirgeTask  *birge_film_get_task          (BirgeFilm *self, guint i);

G_END_DECLS
