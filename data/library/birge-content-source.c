/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-content-private.h"

#include <string.h>

#include "data/formats/birge-block.h"
#include "data/library/birge-fold.h"

/* The reading side of making content.db: objects are loaded, checked and folded by a few threads, ahead of the one that
 * writes, and handed over in shelf order. */

#define MAX_THREADS 4
#define CHUNK       32  /* items a thread takes at once; waking somebody for each would cost more than the work */
#define WINDOW      256 /* items read ahead; bounds memory */

struct _BirgeContentSources
{
  const char *state_dir;  /* borrowed */
  GPtrArray  *sources;    /* of BirgeContentSource */
  GHashTable *pictures;   /* name → SHA-256, of shared/pictures; both borrowed */
  GHashTable *damaged;    /* borrowed; guarded by lock */
  GError     *refused;    /* why something could not be read that may well be right; guarded by lock */
  GMutex      lock;
  GCond       done;
};

static void
content_words_free (gpointer data)
{
  BirgeContentWords *words = data;

  g_string_free (words->title, TRUE);
  g_string_free (words->text, TRUE);
  g_free (words);
}

static void
source_free (gpointer data)
{
  BirgeContentSource *source = data;

  g_clear_pointer (&source->meta, birge_meta_free);
  g_clear_pointer (&source->words, g_ptr_array_unref);
  g_free (source->here);
  g_free (source);
}

static const char *
kind_of (const char *id)
{
  g_autofree char *kind = g_strndup (id, strcspn (id, "/"));

  return g_intern_string (kind);
}

static guint
rank_of (const char *kind)
{
  static const char *const kinds[] = { "section", "guide", "topic", "film", "course", "lesson", "place", "notice", NULL };
  guint i = 0;

  while (kinds[i] != NULL && !g_str_equal (kinds[i], kind))
    i++;
  return i;
}

BirgeContentSources *
_birge_content_sources_new (const char *state_dir, GPtrArray *parts, GHashTable *damaged)
{
  BirgeContentSources *self = g_new0 (BirgeContentSources, 1);
  BirgeContentSource *source = NULL;

  self->state_dir = state_dir;
  self->sources = g_ptr_array_new_with_free_func (source_free);
  self->pictures = g_hash_table_new (g_str_hash, g_str_equal);
  self->damaged = damaged;
  g_mutex_init (&self->lock);
  g_cond_init (&self->done);

  for (guint i = 0; i < parts->len; i++)
    {
      BirgeCataloguePart *part = g_ptr_array_index (parts, i);

      if (source == NULL || !g_str_equal (source->id, part->id))
        {
          source = g_new0 (BirgeContentSource, 1);
          source->id = part->id;
          source->kind = kind_of (part->id);
          source->kind_rank = rank_of (source->kind);
          source->parts = (BirgeCataloguePart **) parts->pdata + i;
          g_ptr_array_add (self->sources, source);
        }
      source->n_parts++;
      if (g_str_equal (part->id, "shared/pictures") && g_str_has_prefix (part->part, "picture/"))
        g_hash_table_insert (self->pictures, part->part + strlen ("picture/"), part->sha256);
    }
  return self;
}

void
_birge_content_sources_free (BirgeContentSources *self)
{
  g_ptr_array_unref (self->sources);
  g_hash_table_unref (self->pictures);
  g_clear_error (&self->refused);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->done);
  g_free (self);
}

const GError *
_birge_content_sources_get_refusal (BirgeContentSources *self)
{
  return self->refused;
}

const char *
_birge_content_sources_picture (BirgeContentSources *self, BirgeContentSource *source, const char *name)
{
  for (guint i = 0; i < source->n_parts; i++)
    if (g_str_has_prefix (source->parts[i]->part, "picture/") &&
        g_str_equal (source->parts[i]->part + strlen ("picture/"), name))
      return source->parts[i]->sha256;
  return g_hash_table_lookup (self->pictures, name);
}

/* Too many open files, or rights that are not there, say nothing about the bytes. */
static gboolean
is_about_bytes (const GError *error)
{
  return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES) &&
         !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) &&
         !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
note_trouble (BirgeContentSources *self, const BirgeObject *object, GError *error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (!is_about_bytes (error))
    {
      if (self->refused == NULL)
        self->refused = g_error_copy (error);
      return;
    }
  g_hash_table_add (self->damaged, g_strdup (object->stored));
  if (object->pack != NULL)
    g_hash_table_add (self->damaged, g_strdup (object->pack));
}

/* Any thread. An object that is there but wrong is noted; one that is not there is simply missing. */
static GBytes *
load_part (BirgeContentSources *self, const BirgeCataloguePart *part)
{
  BirgeObject object = birge_object_of_part (part);
  g_autoptr(GError) error = NULL;
  GBytes *bytes = birge_object_load (self->state_dir, &object, &error);

  if (bytes == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    note_trouble (self, &object, error);
  return bytes;
}

static void
read_meta (BirgeContentSources *self, BirgeContentSource *source)
{
  for (guint i = 0; i < source->n_parts; i++)
    {
      g_autoptr(GBytes) bytes = NULL;

      if (!g_str_equal (source->parts[i]->part, "meta"))
        continue;
      bytes = load_part (self, source->parts[i]);
      if (bytes != NULL)
        source->meta = birge_meta_parse (bytes, NULL);
      return; /* an item has one description, whatever a catalogue says */
    }
}

static BirgeContentWords *
words_in (BirgeContentSource *source, const char *tag)
{
  BirgeContentWords *words;

  for (guint i = 0; i < source->words->len; i++)
    {
      words = g_ptr_array_index (source->words, i);
      if (g_str_equal (words->tag, tag))
        return words;
    }
  words = g_new0 (BirgeContentWords, 1);
  words->tag = g_intern_string (tag);
  words->title = g_string_new (NULL);
  words->text = g_string_new (NULL);
  g_ptr_array_add (source->words, words);
  return words;
}

static void
fold_title (const char *tag, const char *text, gpointer source)
{
  birge_fold_append (words_in (source, tag)->title, text);
}

static void
fold_text (const char *tag, const char *text, gpointer source)
{
  birge_fold_append (words_in (source, tag)->text, text);
}

static void
fold_block (const BirgeBlock *block, const char *tag, GString *words)
{
  for (guint i = 0; i < block->runs->len; i++)
    birge_fold_append (words, ((BirgeRun *) g_ptr_array_index (block->runs, i))->text);
  for (guint i = 0; i + 1 < block->phrases->len; i += 2)
    if (g_str_equal (g_ptr_array_index (block->phrases, i), tag))
      birge_fold_append (words, g_ptr_array_index (block->phrases, i + 1));
  for (guint i = 0; i < block->children->len; i++)
    fold_block (g_ptr_array_index (block->children, i), tag, words);
}

static void
fold_part (BirgeContentSources *self, BirgeContentSource *source, const BirgeCataloguePart *part, gboolean *here)
{
  g_autoptr(GBytes) bytes = load_part (self, part);

  *here = bytes != NULL;
  if (bytes == NULL)
    return;
  if (g_str_equal (part->part, "text") && part->lang != NULL)
    {
      g_autoptr(BirgeBlock) document = birge_block_from_bytes (bytes, NULL);

      if (document != NULL)
        fold_block (document, part->lang, words_in (source, part->lang)->text);
    }
  else if (g_str_equal (part->part, "words"))
    {
      g_autoptr(BirgeWords) list = birge_words_parse (bytes, NULL);

      for (guint i = 0; list != NULL && i < birge_words_get_length (list); i++)
        birge_words_foreach (list, i, "text", fold_text, source);
    }
}

/* Sections are shelves and pictures are no items: neither is found. A place that is off is not shown at all. */
static gboolean
is_findable (BirgeContentSource *source)
{
  if (source->meta == NULL || source->kind_rank == 0 || g_str_equal (source->kind, "shared"))
    return FALSE;
  return birge_meta_get_bool (source->meta, "on", TRUE);
}

static void
read_texts (BirgeContentSources *self, BirgeContentSource *source)
{
  gboolean findable = is_findable (source);
  const char *number = source->meta != NULL ? birge_meta_get (source->meta, "number") : NULL;

  source->words = g_ptr_array_new_with_free_func (content_words_free);
  source->here = g_new0 (gboolean, source->n_parts);
  if (findable)
    {
      birge_meta_foreach (source->meta, "title", fold_title, source);
      birge_meta_foreach (source->meta, "summary", fold_text, source);
    }
  for (guint i = 0; i < source->n_parts; i++)
    {
      const BirgeCataloguePart *part = source->parts[i];
      BirgeObject object = birge_object_of_part (part);

      if (findable && (g_str_equal (part->part, "text") || g_str_equal (part->part, "words")))
        fold_part (self, source, part, &source->here[i]);
      else
        source->here[i] = birge_object_is_here (self->state_dir, &object);
    }
  for (guint i = 0; number != NULL && i < source->words->len; i++)
    birge_fold_append (((BirgeContentWords *) g_ptr_array_index (source->words, i))->title, number);
}

typedef void (*Work) (BirgeContentSources *self, BirgeContentSource *source);

typedef struct {
  BirgeContentSources *self;
  Work                 work;
} Pass;

/* @data: number of the first item, from 1. */
static void
run_work (gpointer data, gpointer user_data)
{
  Pass *pass = user_data;
  GPtrArray *sources = pass->self->sources;
  guint from = GPOINTER_TO_UINT (data) - 1;
  guint end = MIN (from + CHUNK, sources->len);

  for (guint i = from; i < end; i++)
    pass->work (pass->self, g_ptr_array_index (sources, i));
  g_mutex_lock (&pass->self->lock);
  for (guint i = from; i < end; i++)
    ((BirgeContentSource *) g_ptr_array_index (sources, i))->is_done = TRUE;
  g_cond_signal (&pass->self->done);
  g_mutex_unlock (&pass->self->lock);
}

/* Does @work for every item on several threads and hands the items to @func in order. */
static gboolean
run_pass (BirgeContentSources *self, Work work, BirgeContentSourceFunc func, gpointer user_data,
          GCancellable *cancellable)
{
  Pass pass = { self, work };
  gint n_threads = (gint) CLAMP (g_get_num_processors (), 1, MAX_THREADS);
  GThreadPool *pool = g_thread_pool_new (run_work, &pass, n_threads, FALSE, NULL);
  guint n = self->sources->len;
  gboolean going = TRUE;
  guint pushed = 0;

  for (guint i = 0; i < n; i++)
    ((BirgeContentSource *) g_ptr_array_index (self->sources, i))->is_done = FALSE;
  for (guint i = 0; i < n && going; i++)
    {
      BirgeContentSource *source = g_ptr_array_index (self->sources, i);

      for (; pushed < n && pushed < i + WINDOW; pushed += CHUNK)
        g_thread_pool_push (pool, GUINT_TO_POINTER (pushed + 1), NULL);
      g_mutex_lock (&self->lock);
      while (!source->is_done)
        g_cond_wait (&self->done, &self->lock);
      g_mutex_unlock (&self->lock);

      going = !g_cancellable_is_cancelled (cancellable) && (func == NULL || func (source, i, n, user_data));
      g_clear_pointer (&source->words, g_ptr_array_unref);
      g_clear_pointer (&source->here, g_free);
    }
  g_thread_pool_free (pool, TRUE, TRUE);
  return going;
}

static const char *
strip_prefix (const char *text, const char *prefix)
{
  return g_str_has_prefix (text, prefix) ? text + strlen (prefix) : text;
}

/* What orders an item within its kind. */
static void
find_place (BirgeContentSource *source, GHashTable *sections)
{
  BirgeContentSource *section;

  source->section = "";
  source->course = "";
  source->order = 100;
  if (source->meta == NULL)
    return;
  source->order = birge_meta_get_int (source->meta, "order", 100);
  source->number = birge_meta_get_int (source->meta, "number", 0);
  if (birge_meta_get (source->meta, "course") != NULL)
    {
      const char *name = strip_prefix (birge_meta_get (source->meta, "course"), "course/");
      g_autofree char *course = g_strconcat ("course/", name, NULL);

      source->course = g_intern_string (course);
    }
  if (source->kind_rank == 0)
    source->journey = birge_meta_get (source->meta, "journey");
  else if (birge_meta_get (source->meta, "section") != NULL)
    {
      source->section = strip_prefix (birge_meta_get (source->meta, "section"), "section/");
      section = g_hash_table_lookup (sections, source->section);
      if (section != NULL)
        {
          source->journey = birge_meta_get (section->meta, "journey");
          source->section_order = birge_meta_get_int (section->meta, "order", 100);
        }
    }
}

#define COMPARE(a, b) do { if ((a) != (b)) return (a) < (b) ? -1 : 1; } while (0)

static gint
compare_sources (gconstpointer a, gconstpointer b)
{
  const BirgeContentSource *first = *(BirgeContentSource *const *) a;
  const BirgeContentSource *second = *(BirgeContentSource *const *) b;
  int order;

  COMPARE (first->kind_rank, second->kind_rank);
  COMPARE (first->section_order, second->section_order);
  order = strcmp (first->section, second->section);
  if (order == 0)
    order = strcmp (first->course, second->course);
  if (order != 0)
    return order;
  COMPARE (first->number, second->number);
  COMPARE (first->order, second->order);
  return strcmp (first->id, second->id);
}

gboolean
_birge_content_sources_prepare (BirgeContentSources *self, GCancellable *cancellable)
{
  g_autoptr(GHashTable) sections = g_hash_table_new (g_str_hash, g_str_equal);

  if (!run_pass (self, read_meta, NULL, NULL, cancellable))
    return FALSE;
  for (guint i = 0; i < self->sources->len; i++)
    {
      BirgeContentSource *source = g_ptr_array_index (self->sources, i);

      if (source->kind_rank == 0 && source->meta != NULL)
        g_hash_table_insert (sections, (char *) strip_prefix (source->id, "section/"), source);
    }
  for (guint i = 0; i < self->sources->len; i++)
    find_place (g_ptr_array_index (self->sources, i), sections);
  g_ptr_array_sort (self->sources, compare_sources);
  return TRUE;
}

gboolean
_birge_content_sources_foreach (BirgeContentSources *self, BirgeContentSourceFunc func, gpointer user_data,
                                GCancellable *cancellable)
{
  return run_pass (self, read_texts, func, user_data, cancellable);
}
