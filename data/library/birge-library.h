/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/library/birge-item.h"

G_BEGIN_DECLS

#define BIRGE_LIBRARY_ERROR (birge_library_error_quark ())
GQuark birge_library_error_quark (void);
typedef enum {
  BIRGE_LIBRARY_ERROR_STORAGE,   /* SQLite refused; the message carries its text */
  BIRGE_LIBRARY_ERROR_EMPTY,     /* the state folder holds no generation yet */
  BIRGE_LIBRARY_ERROR_DAMAGED,   /* content.db or an object fails its check */
  BIRGE_LIBRARY_ERROR_TOO_NEW,   /* built by a later Birge */
  BIRGE_LIBRARY_ERROR_NOT_FOUND, /* no such item */
} BirgeLibraryError;

/* One generation of content, open for reading. Holds a shared lock, so that nothing it shows is collected.
 *
 * The blocking functions may be called from any thread, one query runs at a time; the _async forms run on the
 * library's one reader thread, in order. A cancelled query is interrupted. */
#define BIRGE_TYPE_LIBRARY (birge_library_get_type ())
G_DECLARE_FINAL_TYPE (BirgeLibrary, birge_library, BIRGE, LIBRARY, GObject)

/* Opens <state_dir>/content/current. */
BirgeLibrary  *birge_library_open             (const char    *state_dir,
                                               GError       **error) G_GNUC_WARN_UNUSED_RESULT;
/* Stops the reader thread and lets go of the generation. Call before the last unref. */
void           birge_library_close            (BirgeLibrary  *self);
guint          birge_library_get_generation   (BirgeLibrary  *self);
/* Item ids staff have hidden: never listed, found or opened. Copied. */
void           birge_library_set_hidden       (BirgeLibrary  *self,
                                               const char *const *ids);

typedef enum {
  BIRGE_LIST_SECTIONS, /* filter: journey, "rights" or "first-aid"; id "section/work" */
  BIRGE_LIST_SECTION,  /* filter: section; its guides or topics; NULL: of all sections */
  BIRGE_LIST_JOURNEY,  /* filter: journey; all its guides or topics, shelf order */
  BIRGE_LIST_FILMS,
  BIRGE_LIST_COURSES,
  BIRGE_LIST_LESSONS,  /* filter: course id */
  BIRGE_LIST_PLACES,   /* filter: category or NULL; only those that are on */
  BIRGE_LIST_PLACES_OFF, /* for staff */
  BIRGE_LIST_NOTICES,
  BIRGE_LIST_IDS,      /* filter: ids separated by spaces, that order */
  BIRGE_LIST_SEARCH,   /* filter: what was typed; prefix of titles and words of texts; at most 50 */
  BIRGE_LIST_ALL,      /* every item a visitor can open; for staff */
  BIRGE_LIST_HIDDEN,   /* what staff have hidden, to show it again; for staff */
} BirgeListKind;

/* List of BirgeItem. Empty is an answer, not an error. */
GListModel    *birge_library_list             (BirgeLibrary  *self,
                                               BirgeListKind  kind,
                                               const char    *filter,
                                               const char    *language,
                                               GError       **error) G_GNUC_WARN_UNUSED_RESULT;
BirgeItem     *birge_library_get_item         (BirgeLibrary  *self,
                                               const char    *id,
                                               const char    *language,
                                               GError       **error) G_GNUC_WARN_UNUSED_RESULT;
BirgeDocument *birge_library_get_document     (BirgeLibrary  *self,
                                               const char    *id,
                                               const char    *language,
                                               GError       **error) G_GNUC_WARN_UNUSED_RESULT;
/* List of BirgeWord, course order. */
GListModel    *birge_library_list_words       (BirgeLibrary  *self,
                                               const char    *lesson_id,
                                               const char    *language,
                                               GError       **error) G_GNUC_WARN_UNUSED_RESULT;
BirgeFilm     *birge_library_get_film         (BirgeLibrary  *self,
                                               const char    *id,
                                               const char    *language,
                                               GError       **error) G_GNUC_WARN_UNUSED_RESULT;
/* What is said in a scene of a film, for who reads it aloud. */
typedef struct {
  guint    scene; /* from 1 */
  char    *text;
  gboolean is_recorded; /* by somebody, for the next time the film is made */
} BirgeNarration;
void           birge_narration_free           (BirgeNarration *self);
/* (transfer full): of BirgeNarration, in order of scenes. */
GPtrArray     *birge_library_list_narration   (BirgeLibrary  *self,
                                               const char    *film_id,
                                               const char    *language,
                                               GError       **error) G_GNUC_WARN_UNUSED_RESULT;
/* Bytes of an object, unpacked and checked against its hash; at most 4 MiB. */
GBytes        *birge_library_load_object      (BirgeLibrary  *self,
                                               const char    *sha256,
                                               GError       **error) G_GNUC_WARN_UNUSED_RESULT;
/* Path of an object that is stored as it is (films, voices), or NULL when it is not there. */
char          *birge_library_dup_object_path  (BirgeLibrary  *self,
                                               const char    *sha256);
/* SHA-256 of a recording that no item has for itself (voices/<language>/<name>.opus of the editors), or NULL. Any thread, at
 * once. */
const char    *birge_library_find_shared_voice (BirgeLibrary *self,
                                               const char    *name,
                                               const char    *language);
/* PRAGMA quick_check, for after the first paint. */
gboolean       birge_library_check            (BirgeLibrary  *self,
                                               GError       **error);

/* The same on the reader thread. */
void           birge_library_list_async       (BirgeLibrary  *self,
                                               BirgeListKind  kind,
                                               const char    *filter,
                                               const char    *language,
                                               GCancellable  *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer       user_data);
GListModel    *birge_library_list_finish      (BirgeLibrary  *self, GAsyncResult *result, GError **error);
void           birge_library_get_document_async (BirgeLibrary *self,
                                               const char    *id,
                                               const char    *language,
                                               GCancellable  *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer       user_data);
BirgeDocument *birge_library_get_document_finish (BirgeLibrary *self, GAsyncResult *result, GError **error);
void           birge_library_list_words_async (BirgeLibrary  *self,
                                               const char    *lesson_id,
                                               const char    *language,
                                               GCancellable  *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer       user_data);
GListModel    *birge_library_list_words_finish (BirgeLibrary *self, GAsyncResult *result, GError **error);
void           birge_library_get_film_async   (BirgeLibrary  *self,
                                               const char    *id,
                                               const char    *language,
                                               GCancellable  *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer       user_data);
BirgeFilm     *birge_library_get_film_finish  (BirgeLibrary *self, GAsyncResult *result, GError **error);
void           birge_library_load_object_async (BirgeLibrary *self,
                                               const char    *sha256,
                                               GCancellable  *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer       user_data);
GBytes        *birge_library_load_object_finish (BirgeLibrary *self, GAsyncResult *result, GError **error);

G_END_DECLS
