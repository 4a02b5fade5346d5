/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The part `meta` of an item, data/README.md. A key of the wrong type reads as if it were absent. Any thread. */
typedef struct _BirgeMeta BirgeMeta;

#define BIRGE_META_MAX_BYTES (1024 * 1024)

/* Errors: G_IO_ERROR_INVALID_DATA: too large, no JSON object, a repeated key. */
BirgeMeta  *birge_meta_parse     (GBytes       *bytes,
                                  GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void        birge_meta_free      (BirgeMeta    *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeMeta, birge_meta_free)

/* NULL when absent or empty. */
const char *birge_meta_get       (BirgeMeta    *self,
                                  const char   *key);
gint64      birge_meta_get_int   (BirgeMeta    *self,
                                  const char   *key,
                                  gint64        fallback);
gboolean    birge_meta_get_bool  (BirgeMeta    *self,
                                  const char   *key,
                                  gboolean      fallback);
/* Texts of a list; empty when absent. */
GStrv       birge_meta_dup_list  (BirgeMeta    *self,
                                  const char   *key);

/* A map from language tag to text. */
typedef void (*BirgeMetaTextFunc) (const char *tag, const char *text, gpointer user_data);
void        birge_meta_foreach   (BirgeMeta    *self,
                                  const char   *key,
                                  BirgeMetaTextFunc func,
                                  gpointer      user_data);
const char *birge_meta_get_text  (BirgeMeta    *self,
                                  const char   *key,
                                  const char   *tag);

/* Chapters of a film. */
guint       birge_meta_get_n_chapters (BirgeMeta *self);
/* Gives its titles to @func and returns its time in microseconds. */
gint64      birge_meta_get_chapter    (BirgeMeta *self,
                                       guint      i,
                                       BirgeMetaTextFunc func,
                                       gpointer   user_data);

/* Places where a film rests when it is watched step by step. */
guint       birge_meta_get_n_stops    (BirgeMeta *self);
/* Its time in microseconds. @practice (borrowed): name of the exercise offered there, or NULL. */
gint64      birge_meta_get_stop       (BirgeMeta *self,
                                       guint      i,
                                       const char **practice);

/* The part `words` of a lesson, or `lines` of a film: a list, each with plain texts and with maps from language tag to text. */
typedef struct _BirgeWords BirgeWords;
BirgeWords *birge_words_parse    (GBytes       *bytes,
                                  GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void        birge_words_free     (BirgeWords   *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeWords, birge_words_free)
guint       birge_words_get_length (BirgeWords *self);
const char *birge_words_get      (BirgeWords   *self,
                                  guint         i,
                                  const char   *key);
const char *birge_words_get_text (BirgeWords   *self,
                                  guint         i,
                                  const char   *key,
                                  const char   *tag);
void        birge_words_foreach  (BirgeWords   *self,
                                  guint         i,
                                  const char   *key,
                                  BirgeMetaTextFunc func,
                                  gpointer      user_data);

G_END_DECLS
