/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-library.h"

#include <string.h>

#include "data/formats/birge-clock.h"
#include "data/library/birge-library-private.h"
#include "data/library/birge-meta.h"

/* What a whole page needs: a text, a film, the words of a lesson. A missing or damaged object makes the page poorer,
 * never an error. */

typedef struct {
  char  *part;
  guint  language; /* number; 0: none */
  char  *sha256;
} Part;

static void
clear_part (gpointer part)
{
  g_free (((Part *) part)->part);
  g_free (((Part *) part)->sha256);
}

static GArray *
list_parts (BirgeLibrary *self, gint64 row, GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = _birge_library_prepare (self,
    "SELECT part, language, sha256 FROM part WHERE item = ?1 ORDER BY part, language;", error);
  g_autoptr(GArray) parts = g_array_new (FALSE, FALSE, sizeof (Part));
  int rc;

  if (stmt == NULL)
    return NULL;
  g_array_set_clear_func (parts, clear_part);
  sqlite3_bind_int64 (stmt, 1, row);
  while ((rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      Part part = { _birge_content_dup_text (stmt, 0), (guint) sqlite3_column_int (stmt, 1),
                    _birge_content_dup_text (stmt, 2) };

      g_array_append_val (parts, part);
      if (part.part == NULL || part.sha256 == NULL)
        {
          rc = SQLITE_CORRUPT;
          break;
        }
    }
  if (rc != SQLITE_DONE)
    {
      _birge_library_failed (self, rc, "reading an item's parts", error);
      return NULL;
    }
  return g_steal_pointer (&parts);
}

/* The best-ranked language of part @name after @worse_than; NULL when there is none left. */
static const Part *
best_part (GArray *parts, const char *name, BirgeRanks *ranks, gint64 worse_than)
{
  const Part *best = NULL;
  gint64 best_rank = G_MAXINT64;

  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);
      gint64 rank = ranks->ranks[part->language < ranks->n ? part->language : 0];

      if (g_str_equal (part->part, name) && rank > worse_than && rank < best_rank)
        {
          best = part;
          best_rank = rank;
        }
    }
  return best;
}

/* Tags in which @name exists, in the order of the table of languages. */
static GStrv
dup_tags (BirgeLibrary *self, GArray *parts, const char *name)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);

      if (g_str_equal (part->part, name) && _birge_library_get_tag (self, part->language) != NULL)
        g_strv_builder_add (builder, _birge_library_get_tag (self, part->language));
    }
  return g_strv_builder_end (builder);
}

static GBytes *
load_meta_bytes (BirgeLibrary *self, GArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    if (g_str_equal (g_array_index (parts, Part, i).part, "meta"))
      return _birge_library_load (self, g_array_index (parts, Part, i).sha256, NULL);
  return NULL;
}

static BirgeMeta *
load_meta (BirgeLibrary *self, GArray *parts)
{
  g_autoptr(GBytes) bytes = load_meta_bytes (self, parts);

  return bytes != NULL ? birge_meta_parse (bytes, NULL) : NULL;
}

/* Chooses the best of a map of texts by language. */
typedef struct {
  BirgeLibrary *library;
  BirgeRanks   *ranks;
  const char   *text;
  const char   *tag;
  guint         rank;
} Choice;

static void
choose_text (const char *tag, const char *text, gpointer user_data)
{
  Choice *choice = user_data;
  guint rank = G_MAXUINT - 2; /* a language this content has nothing else in */

  for (guint i = 1; i < choice->ranks->n; i++)
    if (g_str_equal (_birge_library_get_tag (choice->library, i), tag))
      rank = choice->ranks->ranks[i];
  if (choice->text == NULL || rank < choice->rank)
    {
      choice->text = text;
      choice->tag = g_intern_string (tag);
      choice->rank = rank;
    }
}

static void
add_pictures (BirgeDocument *document, GArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);

      if (g_str_has_prefix (part->part, "picture/"))
        g_hash_table_insert (document->pictures, g_strdup (part->part + strlen ("picture/")), g_strdup (part->sha256));
    }
}

static void
add_voices (BirgeLibrary *self, BirgeDocument *document, GArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);
      const char *name = part->part;
      guint64 number = 0;

      if (g_str_has_prefix (name, "voice/") &&
          g_ascii_string_to_unsigned (name + strlen ("voice/"), 10, 0, 9999, &number, NULL) &&
          g_strcmp0 (_birge_library_get_tag (self, part->language), document->language) == 0)
        g_hash_table_insert (document->voices, GUINT_TO_POINTER ((guint) number), g_strdup (part->sha256));
    }
}

/* The parts of the item all others share pictures from; empty when the content has none. */
static GArray *
list_shared (BirgeLibrary *self, GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = _birge_library_prepare (self, "SELECT n FROM item WHERE id = 'shared/pictures';", error);

  if (stmt == NULL)
    return NULL;
  return list_parts (self, sqlite3_step (stmt) == SQLITE_ROW ? sqlite3_column_int64 (stmt, 0) : -1, error);
}

/* The first language, from the best on, whose text can be read. */
static void
load_body (BirgeLibrary *self, BirgeDocument *document, GArray *parts, BirgeRanks *ranks)
{
  gint64 rank = -1;
  const Part *part;

  document->language = ranks->asked;
  while (document->body == NULL && (part = best_part (parts, "text", ranks, rank)) != NULL)
    {
      g_autoptr(GBytes) bytes = _birge_library_load (self, part->sha256, NULL);

      rank = ranks->ranks[part->language < ranks->n ? part->language : 0];
      if (bytes != NULL)
        document->body = birge_block_from_bytes (bytes, NULL);
      if (document->body != NULL)
        document->language = _birge_library_get_tag (self, part->language);
    }
}

static gboolean
load_dates (BirgeLibrary *self, BirgeDocument *document, gint64 row, GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = _birge_library_prepare (self,
    "SELECT written, reviewed, reviewed_by, film, check_again FROM item WHERE n = ?1;", error);
  g_autofree char *today = birge_clock_dup_today ();
  g_autofree char *check_again = NULL;
  int rc;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, row);
  rc = sqlite3_step (stmt);
  if (rc != SQLITE_ROW)
    return _birge_library_failed (self, rc, "reading an item", error);
  document->written = _birge_content_dup_text (stmt, 0);
  document->reviewed_on = _birge_content_dup_text (stmt, 1);
  document->reviewed_by = _birge_content_dup_text (stmt, 2);
  document->film = _birge_content_dup_text (stmt, 3);
  if (g_strcmp0 (document->reviewed_on, "no") == 0)
    g_clear_pointer (&document->reviewed_on, g_free);
  check_again = _birge_content_dup_text (stmt, 4);
  document->is_overdue = check_again != NULL && strcmp (check_again, today) < 0;
  return TRUE;
}

/* Whether a checkpoint of the film wants it. A film that cannot be read wants nothing. */
static gboolean
has_rhythm (BirgeLibrary *self, const char *film, const char *language)
{
  gint64 row = 0;
  g_autoptr(BirgeItem) item = film != NULL ? _birge_library_find_item (self, film, language, &row, NULL) : NULL;
  g_autoptr(GArray) parts = item != NULL ? list_parts (self, row, NULL) : NULL;
  g_autoptr(BirgeMeta) meta = parts != NULL ? load_meta (self, parts) : NULL;

  for (guint i = 0; meta != NULL && i < birge_meta_get_n_stops (meta); i++)
    {
      const char *practice = NULL;

      birge_meta_get_stop (meta, i, &practice);
      if (g_strcmp0 (practice, "rhythm") == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * birge_library_get_document:
 * @id: a guide, topic, notice or anything else with a text
 * @language: the visitor's language
 *
 * Reads all that a page of text shows.
 *
 * Errors: `NOT_FOUND` (also for hidden items), `STORAGE`, `DAMAGED`; never for a text that cannot be read.
 * Threads: any; blocks on the disk.
 *
 * Returns: (transfer full): the document
 */
BirgeDocument *
birge_library_get_document (BirgeLibrary *self, const char *id, const char *language, GError **error)
{
  g_autoptr(GRecMutexLocker) locker = NULL;
  g_autoptr(BirgeDocument) document = g_object_new (BIRGE_TYPE_DOCUMENT, NULL);
  g_autoptr(GArray) parts = NULL;
  g_autoptr(GArray) shared = NULL;
  g_autoptr(BirgeMeta) meta = NULL;
  g_auto(BirgeRanks) ranks = { 0 };
  Choice sources = { 0 };
  gint64 row = 0;

  g_return_val_if_fail (BIRGE_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (id != NULL && language != NULL, NULL);

  locker = g_rec_mutex_locker_new (&self->lock);
  document->item = _birge_library_find_item (self, id, language, &row, error);
  if (document->item == NULL || !load_dates (self, document, row, error))
    return NULL;
  parts = list_parts (self, row, error);
  shared = list_shared (self, error);
  if (parts == NULL || shared == NULL)
    return NULL;

  ranks = _birge_library_rank (self, language);
  load_body (self, document, parts, &ranks);
  document->languages = dup_tags (self, parts, "text");
  document->has_rhythm = has_rhythm (self, document->film, language);
  add_pictures (document, shared);
  add_pictures (document, parts); /* its own come over shared ones */
  add_voices (self, document, parts);

  meta = load_meta (self, parts);
  sources = (Choice) { self, &ranks };
  if (meta != NULL)
    {
      const char *translation = birge_meta_get_text (meta, "translation", document->language);

      birge_meta_foreach (meta, "sources", choose_text, &sources);
      document->related = birge_meta_dup_list (meta, "related");
      if (document->body != NULL) /* the page is a draft if its text is; the list only knows the title */
        document->item->is_draft = g_strcmp0 (translation, "draft") == 0;
    }
  document->sources = g_strdup (sources.text != NULL ? sources.text : "");
  if (document->related == NULL)
    document->related = g_new0 (char *, 1);
  return g_steal_pointer (&document);
}

static void
add_media (BirgeLibrary *self, BirgeFilm *film, GArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);
      const char *tag = _birge_library_get_tag (self, part->language);
      guint64 scene;

      if (g_str_equal (part->part, "captions") && tag != NULL)
        g_hash_table_insert (film->captions, g_strdup (tag), g_strdup (part->sha256));
      else if (g_str_equal (part->part, "poster"))
        film->poster = (g_free (film->poster), g_strdup (part->sha256));
      else if (g_str_has_prefix (part->part, "still/") &&
               g_ascii_string_to_unsigned (part->part + strlen ("still/"), 10, 1, BIRGE_STORYBOARD_MAX_SCENES, &scene, NULL))
        g_hash_table_insert (film->stills, GUINT_TO_POINTER ((guint) scene), g_strdup (part->sha256));
      else if (g_str_equal (part->part, "film") && film->path == NULL)
        film->path = _birge_library_dup_path (self, part->sha256);
    }
}

static void
add_chapters (BirgeLibrary *self, BirgeFilm *film, BirgeMeta *meta, BirgeRanks *ranks)
{
  for (guint i = 0; i < birge_meta_get_n_chapters (meta); i++)
    {
      Choice title = { self, ranks };
      BirgeChapter chapter = { 0 };

      chapter.at_us = birge_meta_get_chapter (meta, i, choose_text, &title);
      chapter.title = g_strdup (title.text != NULL ? title.text : "");
      chapter.title_language = title.tag;
      g_array_append_val (film->chapters, chapter);
    }
}

static void
add_stops (BirgeFilm *film, BirgeMeta *meta)
{
  for (guint i = 0; i < birge_meta_get_n_stops (meta); i++)
    {
      const char *practice = NULL;
      BirgeStop stop = { 0 };

      stop.at_us = birge_meta_get_stop (meta, i, &practice);
      stop.practice = g_strdup (practice);
      g_array_append_val (film->stops, stop);
    }
}

/* The best text of a map. */
static void
take_text (BirgeLibrary *self, BirgeRanks *ranks, GHashTable *texts, BirgeWording *wording)
{
  Choice best = { self, ranks };
  GHashTableIter iter;
  gpointer tag, text;

  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, &tag, &text))
    choose_text (tag, text, &best);
  birge_wording_set (wording, best.text, best.tag);
}

/* NULL when a picture it needs is not here. */
static BirgeTask *
make_task (BirgeLibrary *self, BirgeFilm *film, const BirgeFilmNotes *notes, const BirgeFilmQuestion *question, BirgeRanks *ranks)
{
  g_autoptr(BirgeTask) task = birge_task_new (question->kind);

  take_text (self, ranks, question->ask, &task->ask);
  if (question->kind == BIRGE_QUESTION_CHOICE)
    take_text (self, ranks, question->right, birge_task_add_answer (task, NULL, NULL));
  for (guint i = 0; i < question->wrong->len; i++)
    take_text (self, ranks, g_ptr_array_index (question->wrong, i), birge_task_add_answer (task, NULL, NULL));
  for (guint i = 0; i < question->scenes->len; i++)
    {
      guint scene = g_array_index (question->scenes, guint, i);
      const BirgeFilmStill *still = birge_film_notes_find_still (notes, scene);
      const char *object = g_hash_table_lookup (film->stills, GUINT_TO_POINTER (scene));

      if (object == NULL)
        return NULL;
      take_text (self, ranks, still->text, &birge_task_add_picture (task, object, still->at_us)->text);
    }
  for (guint i = 0; i < question->parts->len; i++)
    g_ptr_array_add (task->parts, birge_film_part_copy (g_ptr_array_index (question->parts, i)));
  return g_steal_pointer (&task);
}

/* What cannot be read is not asked. */
static void
add_tasks (BirgeLibrary *self, BirgeFilm *film, GBytes *bytes, BirgeRanks *ranks)
{
  g_autoptr(BirgeFilmNotes) notes = birge_film_notes_parse (bytes, NULL);

  for (guint i = 0; notes != NULL && i < notes->questions->len; i++)
    {
      BirgeTask *task = make_task (self, film, notes, g_ptr_array_index (notes->questions, i), ranks);

      if (task != NULL)
        g_ptr_array_add (film->tasks, task);
    }
}

/**
 * birge_library_get_film:
 * @id: a film
 * @language: the visitor's language, for chapters and title
 *
 * Reads what the player and the page around it need. The file is hashed the first time.
 *
 * Errors: `NOT_FOUND`, `STORAGE`, `DAMAGED`; a film that is not here or damaged has no path instead.
 * Threads: any; blocks on the disk.
 *
 * Returns: (transfer full): the film
 */
BirgeFilm *
birge_library_get_film (BirgeLibrary *self, const char *id, const char *language, GError **error)
{
  g_autoptr(GRecMutexLocker) locker = NULL;
  g_autoptr(BirgeFilm) film = g_object_new (BIRGE_TYPE_FILM, NULL);
  g_autoptr(GArray) parts = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(BirgeMeta) meta = NULL;
  g_auto(BirgeRanks) ranks = { 0 };
  gint64 row = 0;

  g_return_val_if_fail (BIRGE_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (id != NULL && language != NULL, NULL);

  locker = g_rec_mutex_locker_new (&self->lock);
  film->item = _birge_library_find_item (self, id, language, &row, error);
  parts = film->item != NULL ? list_parts (self, row, error) : NULL;
  if (parts == NULL)
    return NULL;

  ranks = _birge_library_rank (self, language);
  add_media (self, film, parts);
  film->caption_languages = dup_tags (self, parts, "captions");
  bytes = load_meta_bytes (self, parts);
  meta = bytes != NULL ? birge_meta_parse (bytes, NULL) : NULL;
  if (meta != NULL)
    {
      film->audio_languages = birge_meta_dup_list (meta, "audio");
      add_chapters (self, film, meta, &ranks);
      add_stops (film, meta);
      add_tasks (self, film, bytes, &ranks);
    }
  if (film->audio_languages == NULL)
    film->audio_languages = g_new0 (char *, 1);
  return g_steal_pointer (&film);
}

static char *
dup_picture (const char *picture, GHashTable *pictures)
{
  if (picture != NULL && g_str_has_prefix (picture, "svg:"))
    return g_strdup (g_hash_table_lookup (pictures, picture + strlen ("svg:")));
  return g_strdup (picture);
}

static BirgeWord *
read_word (BirgeLibrary *self, BirgeWords *words, guint i, const char *target, BirgeRanks *ranks, GHashTable *pictures)
{
  const char *text = birge_words_get_text (words, i, "text", target);
  const char *sentence = birge_words_get_text (words, i, "sentence", target);
  Choice meaning = { self, ranks };
  BirgeWord *word;

  birge_words_foreach (words, i, "text", choose_text, &meaning);
  if (text == NULL || meaning.text == NULL)
    return NULL; /* nothing to learn */

  word = g_object_new (BIRGE_TYPE_WORD, NULL);
  word->target = g_strdup (text);
  word->target_language = g_intern_string (target);
  word->meaning = g_strdup (meaning.text);
  word->meaning_language = meaning.tag;
  word->sentence = g_strdup (sentence != NULL ? sentence : "");
  word->picture = dup_picture (birge_words_get (words, i, "picture"), pictures);
  return word;
}

/**
 * birge_library_list_words:
 * @lesson_id: a lesson
 * @language: the visitor's language, for the meanings
 *
 * Lists the words of a lesson that exist in the language it teaches, course order.
 *
 * Shape: a list of [class@Word]; empty when the word list is missing or damaged.
 * Errors: `NOT_FOUND`, `STORAGE`, `DAMAGED` (content.db only).
 * Threads: any; blocks on the disk.
 *
 * Returns: (transfer full): the words
 */
GListModel *
birge_library_list_words (BirgeLibrary *self, const char *lesson_id, const char *language, GError **error)
{
  g_autoptr(GRecMutexLocker) locker = NULL;
  g_autoptr(GListStore) list = g_list_store_new (BIRGE_TYPE_WORD);
  g_autoptr(BirgeDocument) pictures = g_object_new (BIRGE_TYPE_DOCUMENT, NULL);
  g_autoptr(BirgeItem) item = NULL;
  g_autoptr(GArray) parts = NULL;
  g_autoptr(GArray) shared = NULL;
  g_autoptr(BirgeWords) words = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_auto(BirgeRanks) ranks = { 0 };
  const Part *part;
  gint64 row = 0;

  g_return_val_if_fail (BIRGE_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (lesson_id != NULL && language != NULL, NULL);

  locker = g_rec_mutex_locker_new (&self->lock);
  item = _birge_library_find_item (self, lesson_id, language, &row, error);
  parts = item != NULL ? list_parts (self, row, error) : NULL;
  shared = parts != NULL ? list_shared (self, error) : NULL;
  if (shared == NULL)
    return NULL;

  ranks = _birge_library_rank (self, language);
  part = best_part (parts, "words", &ranks, -1);
  bytes = part != NULL ? _birge_library_load (self, part->sha256, NULL) : NULL;
  words = bytes != NULL ? birge_words_parse (bytes, NULL) : NULL;
  add_pictures (pictures, shared);
  add_pictures (pictures, parts);
  for (guint i = 0; words != NULL && item->target != NULL && i < birge_words_get_length (words); i++)
    {
      g_autoptr(BirgeWord) word = read_word (self, words, i, item->target, &ranks, pictures->pictures);

      if (word != NULL)
        g_list_store_append (list, word);
    }
  return G_LIST_MODEL (g_steal_pointer (&list));
}

void
birge_narration_free (BirgeNarration *self)
{
  g_free (self->text);
  g_free (self);
}

/**
 * birge_library_list_narration:
 * @film_id: a film
 * @language: the language it is said in
 *
 * Lists what is said in the scenes of a film, in exactly this language.
 *
 * Shape: empty when the film says nothing in it, or the content does not tell.
 * Errors: `NOT_FOUND`, `STORAGE`, `DAMAGED` (content.db only).
 * Threads: any; blocks on the disk.
 *
 * Returns: (transfer full): of BirgeNarration
 */
GPtrArray *
birge_library_list_narration (BirgeLibrary *self, const char *film_id, const char *language, GError **error)
{
  g_autoptr(GRecMutexLocker) locker = NULL;
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_narration_free);
  g_autoptr(BirgeItem) item = NULL;
  g_autoptr(GArray) parts = NULL;
  g_autoptr(BirgeWords) lines = NULL;
  g_autoptr(GBytes) bytes = NULL;
  gint64 row = 0;

  g_return_val_if_fail (BIRGE_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (film_id != NULL && language != NULL, NULL);

  locker = g_rec_mutex_locker_new (&self->lock);
  item = _birge_library_find_item (self, film_id, language, &row, error);
  parts = item != NULL ? list_parts (self, row, error) : NULL;
  if (parts == NULL)
    return NULL;

  for (guint i = 0; i < parts->len && bytes == NULL; i++)
    if (g_str_equal (g_array_index (parts, Part, i).part, "lines"))
      bytes = _birge_library_load (self, g_array_index (parts, Part, i).sha256, NULL);
  lines = bytes != NULL ? birge_words_parse (bytes, NULL) : NULL;
  for (guint i = 0; lines != NULL && i < MIN (birge_words_get_length (lines), BIRGE_STORYBOARD_MAX_SCENES); i++)
    {
      const char *text = birge_words_get_text (lines, i, "text", language);
      BirgeNarration *narration;

      if (text == NULL)
        continue;
      narration = g_new0 (BirgeNarration, 1);
      narration->scene = i + 1;
      narration->text = g_strdup (text);
      narration->is_recorded = birge_words_get_text (lines, i, "recorded", language) != NULL;
      g_ptr_array_add (list, narration);
    }
  return g_steal_pointer (&list);
}
