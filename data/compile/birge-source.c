/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-source-private.h"

#include "data/compile/birge-parallel.h"

#include <string.h>

static const struct {
  const char *name;
  BirgeKind   kind;
} kinds[] = {
  { "section", BIRGE_KIND_SECTION }, { "guide", BIRGE_KIND_GUIDE },   { "topic", BIRGE_KIND_TOPIC },
  { "film", BIRGE_KIND_FILM },       { "course", BIRGE_KIND_COURSE }, { "lesson", BIRGE_KIND_LESSON },
  { "notice", BIRGE_KIND_NOTICE },   { "place", BIRGE_KIND_PLACE },   { "shared", BIRGE_KIND_SHARED },
};

/* Kinds whose items are folders. */
#define FOLDER_KINDS (BIRGE_KIND_GUIDE | BIRGE_KIND_TOPIC | BIRGE_KIND_FILM | BIRGE_KIND_COURSE | BIRGE_KIND_NOTICE)

/* Files of the folder itself that need no loading here, and are no mistake. */
static const char *const known_files[] = {
  "LICENSE", "README.md", "facts.csv", "meson.build", "places.csv", "sections.ini", "sources.csv", "values.csv", NULL,
};

const char *
birge_kind_to_string (BirgeKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == kind)
      return kinds[i].name;
  g_return_val_if_reached (NULL);
}

BirgeKind
birge_kind_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, name) == 0)
      return kinds[i].kind;
  return 0;
}

static void
ref_free (gpointer data)
{
  BirgeRef *ref = data;

  g_free (ref->name);
  g_free (ref->file);
  g_free (ref);
}

static void
text_free (gpointer data)
{
  BirgeSourceText *text = data;

  g_bytes_unref (text->blocks);
  g_free (text->file);
  g_free (text);
}

static void
file_free (gpointer data)
{
  BirgeSourceFile *file = data;

  g_free (file->name);
  g_free (file->path);
  g_free (file->made_for);
  g_clear_pointer (&file->bytes, g_bytes_unref);
  g_free (file);
}

static void
chapter_free (gpointer data)
{
  BirgeSourceChapter *chapter = data;

  birge_texts_clear (&chapter->title);
  g_free (chapter);
}

static void
stop_free (gpointer data)
{
  BirgeSourceStop *stop = data;

  g_free (stop->practice);
  g_free (stop);
}

static void
fact_free (gpointer data)
{
  BirgeSourceFact *fact = data;

  g_free (fact->id);
  g_strfreev (fact->sources);
  g_free (fact->check_again);
  g_free (fact);
}

static void
origin_free (gpointer data)
{
  BirgeSourceOrigin *origin = data;

  g_free (origin->key);
  g_free (origin->title);
  birge_texts_clear (&origin->titles);
  g_free (origin);
}

/* Takes @bytes. */
BirgeSourceFile *
_birge_source_file_new (const char *name, int slot, const char *path, GBytes *bytes)
{
  BirgeSourceFile *file = g_new0 (BirgeSourceFile, 1);

  file->name = g_strdup (name);
  file->slot = slot;
  file->path = g_strdup (path);
  file->bytes = bytes;
  return file;
}

static void
line_free (gpointer data)
{
  birge_texts_clear (data);
  g_free (data);
}

BirgeSourceItem *
_birge_source_item_new (BirgeKind kind, const char *id, const char *file, guint line)
{
  BirgeSourceItem *self = g_new0 (BirgeSourceItem, 1);

  self->kind = kind;
  self->id = g_strdup (id);
  self->file = g_strdup (file);
  self->line = line;
  self->order = 100;
  self->min = 1;
  self->texts = g_ptr_array_new_with_free_func (text_free);
  self->pictures = g_ptr_array_new_with_free_func (file_free);
  self->voices = g_ptr_array_new_with_free_func (file_free);
  self->captions = g_ptr_array_new_with_free_func (file_free);
  self->chapters = g_ptr_array_new_with_free_func (chapter_free);
  self->stops = g_ptr_array_new_with_free_func (stop_free);
  self->stills = g_ptr_array_new_with_free_func (file_free);
  self->lines = g_ptr_array_new_with_free_func (line_free);
  self->refs = g_ptr_array_new_with_free_func (ref_free);
  return self;
}

static void
free_strings (BirgeSourceItem *self)
{
  char **strings[] = {
    &self->id,       &self->folder,      &self->file, &self->section, &self->picture, &self->written, &self->reviewed,
    &self->reviewed_by, &self->check_again, &self->film, &self->journey, &self->target, &self->words, &self->course,
    &self->number,   &self->category,    &self->confidence, &self->hours, &self->film_path, &self->poster_path,
  };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (*strings[i]);
  g_strfreev (self->sources);
  g_strfreev (self->facts);
  g_strfreev (self->related);
}

void
_birge_source_item_free (BirgeSourceItem *self)
{
  if (self == NULL)
    return;

  free_strings (self);
  birge_texts_clear (&self->title);
  birge_texts_clear (&self->summary);
  birge_texts_clear (&self->why_off);
  g_ptr_array_unref (self->texts);
  g_ptr_array_unref (self->pictures);
  g_ptr_array_unref (self->voices);
  g_ptr_array_unref (self->captions);
  g_ptr_array_unref (self->chapters);
  g_ptr_array_unref (self->stops);
  g_ptr_array_unref (self->stills);
  g_ptr_array_unref (self->lines);
  birge_film_notes_free (self->notes);
  g_ptr_array_unref (self->refs);
  g_clear_pointer (&self->lesson_words, g_ptr_array_unref);
  g_free (self);
}

void
_birge_source_item_refer (BirgeSourceItem *self, BirgeRefType type, const char *name, const char *file, guint line)
{
  BirgeRef *ref = g_new0 (BirgeRef, 1);

  ref->type = type;
  ref->name = g_strdup (name);
  ref->file = g_strdup (file);
  ref->line = line;
  g_ptr_array_add (self->refs, ref);
}

void
_birge_source_warn_unknown (BirgeFolder *folder, const char *name, BirgeProblems *problems)
{
  g_autofree char *path = birge_folder_dup_path (folder, name);

  _birge_rules_warn (problems, path, 0, "unknown-file", "nothing is made of it",
                     "check the name, or take it away", "“%s” is not known here", name);
}

/* The folders of one kind, loaded side by side. */
typedef struct {
  BirgeSource      *source;
  BirgeFolder      *folder;
  BirgeKind         kind;
  GPtrArray        *entries;  /* of BirgeFolderEntry */
  BirgeSourceItem **items;    /* one for each entry, NULL where it was none */
  BirgeProblems   **problems; /* one for each entry */
} Batch;

static void
load_entry (guint i, gpointer user_data)
{
  Batch *batch = user_data;
  const BirgeFolderEntry *entry = g_ptr_array_index (batch->entries, i);

  batch->problems[i] = birge_problems_new ();
  if (entry->is_folder)
    batch->items[i] = _birge_source_load_item (batch->source, batch->folder, batch->kind, entry->name, batch->problems[i]);
  else if (!g_str_equal (entry->name, "README.md"))
    _birge_source_warn_unknown (batch->folder, entry->name, batch->problems[i]);
}

static void
move_problems (BirgeProblems *to, BirgeProblems *from)
{
  for (guint i = 0; i < birge_problems_get_length (from); i++)
    {
      const BirgeProblem *p = birge_problems_get (from, i);

      birge_problems_add (to, p->severity, p->file, p->line, p->code, p->what, p->why, p->todo);
    }
}

static void
load_kind (BirgeSource *self, BirgeFolder *root, const char *name, BirgeSourceProgress progress, gpointer user_data)
{
  g_autoptr(BirgeFolder) folder = birge_folder_open_child (root, name, self->problems);
  g_autoptr(GPtrArray) entries = folder == NULL ? NULL : birge_folder_list (folder, self->problems);
  g_autofree BirgeSourceItem **items = NULL;
  g_autofree BirgeProblems **problems = NULL;
  Batch batch = { self, folder, birge_kind_find (name), entries };

  if (entries == NULL)
    return;

  batch.items = items = g_new0 (BirgeSourceItem *, entries->len + 1);
  batch.problems = problems = g_new0 (BirgeProblems *, entries->len + 1);
  _birge_parallel_run (entries->len, load_entry, &batch, "reading", progress, user_data);

  for (guint i = 0; i < entries->len; i++)
    {
      if (items[i] != NULL)
        g_ptr_array_add (self->items, items[i]);
      move_problems (self->problems, problems[i]);
      birge_problems_free (problems[i]);
    }
}

static void
load_shared (BirgeSource *self, BirgeFolder *root, const char *name)
{
  g_autoptr(BirgeFolder) folder = birge_folder_open_child (root, name, self->problems);

  if (folder == NULL)
    return;
  if (g_str_equal (name, "pictures"))
    _birge_source_load_pictures (self->shared_pictures, folder, self->problems);
  else
    _birge_source_load_voices (self->shared_voices, folder, self->problems);
}

static void
load_folder (BirgeSource *self, BirgeFolder *root, const char *name, BirgeSourceProgress progress, gpointer user_data)
{
  if ((birge_kind_find (name) & FOLDER_KINDS) != 0)
    load_kind (self, root, name, progress, user_data);
  else if (g_str_equal (name, "pictures") || g_str_equal (name, "voices"))
    load_shared (self, root, name);
  else if (!g_str_equal (name, "vocabulary"))
    _birge_source_warn_unknown (root, name, self->problems);
}

/* The word lists, and the lessons that courses make of them. */
static void
load_vocabulary (BirgeSource *self, BirgeFolder *root)
{
  g_autoptr(BirgeFolder) folder = birge_folder_open_child (root, "vocabulary", self->problems);
  g_autoptr(GPtrArray) modules = NULL;

  if (folder == NULL)
    return;
  modules = _birge_source_load_modules (folder, self->problems);
  _birge_source_load_words (self, folder, modules);
  _birge_source_add_lessons (self, modules);
}

static gint
compare_items (gconstpointer a, gconstpointer b)
{
  const BirgeSourceItem *first = *(const BirgeSourceItem *const *) a;
  const BirgeSourceItem *second = *(const BirgeSourceItem *const *) b;

  return strcmp (first->id, second->id);
}

/* What follows by rule is as good as what it follows from. */
static void
derive_titles (BirgeSourceItem *item)
{
  birge_texts_derive (&item->title);
  birge_texts_derive (&item->summary);
  birge_texts_derive (&item->why_off);
  for (guint i = 0; i < birge_texts_get_n_languages (); i++)
    {
      int origin = birge_texts_get_derived_from (i);

      if (origin >= 0 && item->translation[i] == BIRGE_TRANSLATION_UNSAID)
        item->translation[i] = item->translation[origin];
    }
}

static BirgeSource *
source_new (const char *dir)
{
  BirgeSource *self = g_new0 (BirgeSource, 1);

  self->dir = g_strdup (dir);
  self->problems = birge_problems_new ();
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) _birge_source_item_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->facts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, fact_free);
  self->origins = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, origin_free);
  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->shared_pictures = _birge_source_item_new (BIRGE_KIND_SHARED, "shared/pictures", "pictures", 0);
  self->shared_voices = _birge_source_item_new (BIRGE_KIND_SHARED, "shared/voices", "voices", 0);
  return self;
}

/**
 * birge_source_load:
 * @dir: the content folder
 * @progress: (nullable): told how far it is
 * @user_data: for @progress
 * @error: return location for an error
 *
 * Reads everything editors wrote. What is wrong with it stands in the problems of the result, not in @error: only a
 * folder that cannot be opened is an error.
 *
 * Errors: G_FILE_ERROR.
 * Threads: any; starts helpers of its own and waits for them.
 *
 * Returns: (transfer full): the content, or NULL
 */
BirgeSource *
birge_source_load (const char *dir, BirgeSourceProgress progress, gpointer user_data, GError **error)
{
  g_autoptr(BirgeFolder) root = birge_folder_open (dir, error);
  g_autoptr(GPtrArray) entries = NULL;
  gboolean has_vocabulary = FALSE;
  BirgeSource *self;

  if (root == NULL)
    return NULL;

  self = source_new (dir);
  _birge_source_load_tables (self, root);
  _birge_source_load_sections (self, root);

  entries = birge_folder_list (root, self->problems);
  for (guint i = 0; i < entries->len; i++)
    {
      const BirgeFolderEntry *entry = g_ptr_array_index (entries, i);

      if (entry->is_folder)
        load_folder (self, root, entry->name, progress, user_data);
      else if (!g_strv_contains (known_files, entry->name))
        _birge_source_warn_unknown (root, entry->name, self->problems);
      has_vocabulary |= entry->is_folder && g_str_equal (entry->name, "vocabulary");
    }
  if (has_vocabulary)
    load_vocabulary (self, root); /* last: lessons are made of the courses */

  g_ptr_array_sort (self->items, compare_items);
  for (guint i = 0; i < self->items->len; i++)
    {
      BirgeSourceItem *item = g_ptr_array_index (self->items, i);

      derive_titles (item);
      g_hash_table_insert (self->by_id, item->id, item);
    }
  return self;
}

void
birge_source_free (BirgeSource *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->items);
  g_clear_pointer (&self->values, g_hash_table_unref);
  g_hash_table_unref (self->facts);
  g_hash_table_unref (self->origins);
  g_hash_table_unref (self->lists);
  _birge_source_item_free (self->shared_pictures);
  _birge_source_item_free (self->shared_voices);
  birge_problems_free (self->problems);
  g_free (self->media_dir);
  g_free (self->dir);
  g_free (self);
}

BirgeSourceItem *
birge_source_find_item (BirgeSource *self, const char *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

static BirgeSourceFile *
find_picture_of (BirgeSourceItem *item, const char *name)
{
  for (guint i = 0; i < item->pictures->len; i++)
    {
      BirgeSourceFile *picture = g_ptr_array_index (item->pictures, i);

      if (strcmp (picture->name, name) == 0)
        return picture;
    }
  return NULL;
}

BirgeSourceFile *
birge_source_find_picture (BirgeSource *self, BirgeSourceItem *item, const char *name)
{
  BirgeSourceFile *own = find_picture_of (item, name);

  return own != NULL ? own : find_picture_of (self->shared_pictures, name);
}
