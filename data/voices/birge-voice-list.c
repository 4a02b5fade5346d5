/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-voices"

#include "data/voices/birge-voice-list.h"

#include <string.h>

#include "data/formats/birge-clock.h"
#include "data/formats/birge-voice-text.h"

struct _BirgeVoiceList
{
  char       *language;
  GPtrArray  *tasks; /* of BirgeVoiceTask */
  GHashTable *keys;  /* set of those that are in the list; owned */
};

static void
task_free (gpointer data)
{
  BirgeVoiceTask *task = data;

  g_free (task->text.text);
  g_free (task->text.place);
  g_free (task->title);
  g_free (task);
}

BirgeVoiceList *
birge_voice_list_new (const char *language)
{
  BirgeVoiceList *self = g_new0 (BirgeVoiceList, 1);

  self->language = g_strdup (language);
  self->tasks = g_ptr_array_new_with_free_func (task_free);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
birge_voice_list_free (BirgeVoiceList *self)
{
  g_free (self->language);
  g_ptr_array_unref (self->tasks);
  g_hash_table_unref (self->keys);
  g_free (self);
}

/* Takes @place. NULL when the text is there already. */
static BirgeVoiceTask *
add (BirgeVoiceList *self, BirgeVoiceGroup group, const char *title, const char *text, char *place, gboolean is_recorded)
{
  BirgeVoiceTask *task;

  if (*text == '\0' || !g_hash_table_add (self->keys, birge_voice_text_dup_key (text))) /* it takes the key in any case */
    {
      g_free (place);
      return NULL;
    }
  task = g_new0 (BirgeVoiceTask, 1);
  task->text.text = g_strdup (text);
  task->text.place = place;
  task->group = group;
  task->title = g_strdup (title);
  task->is_recorded = is_recorded;
  g_ptr_array_add (self->tasks, task);
  return task;
}

void
birge_voice_list_add (BirgeVoiceList *self, BirgeVoiceGroup group, const char *title, const char *text, BirgeLibrary *library)
{
  g_autofree char *key = NULL;

  g_return_if_fail (self != NULL && text != NULL);

  key = birge_voice_text_dup_key (text);
  add (self, group, title, text, g_strdup (BIRGE_VOICES_SHARED),
       library != NULL && birge_library_find_shared_voice (library, key, self->language) != NULL);
}

/* Texts of items */

typedef struct
{
  BirgeVoiceList *list;
  BirgeVoiceGroup group;
  BirgeLibrary   *library;
} Walk;

static gboolean
hides_figure (BirgeDocument *document, const BirgeBlock *block, const char *today)
{
  for (guint i = 0; i < block->runs->len; i++)
    {
      const BirgeRun *run = g_ptr_array_index (block->runs, i);

      if (run->until != NULL && (strcmp (today, run->until) > 0 || birge_document_is_overdue (document)))
        return TRUE;
    }
  return FALSE;
}

static void
add_unit (Walk *walk, BirgeDocument *document, guint number, const char *text)
{
  BirgeItem *item = birge_document_get_item (document);
  char *place = g_strdup_printf ("%s/%02u", birge_item_get_id (item), number);

  add (walk->list, walk->group, birge_item_get_title (item), text, place, birge_document_find_voice (document, number) != NULL);
}

/* Sentences to hold out to somebody stand on a page of their own too: they are nobody's paragraph. */
static void
add_phrases (Walk *walk, const char *title, const BirgeBlock *block)
{
  for (guint i = 0; i + 1 < block->phrases->len; i += 2)
    if (g_strcmp0 (g_ptr_array_index (block->phrases, i), walk->list->language) == 0)
      birge_voice_list_add (walk->list, walk->group, title, g_ptr_array_index (block->phrases, i + 1), walk->library);
  for (guint i = 0; i < block->children->len; i++)
    add_phrases (walk, title, g_ptr_array_index (block->children, i));
}

static gboolean
add_document (Walk *walk, const char *id, GError **error)
{
  g_autoptr(BirgeDocument) document = birge_library_get_document (walk->library, id, walk->list->language, error);
  g_autofree char *today = birge_clock_dup_today ();
  g_autoptr(GPtrArray) units = NULL;

  if (document == NULL)
    return FALSE;
  if (birge_document_get_body (document) == NULL || g_strcmp0 (birge_document_get_language (document), walk->list->language) != 0)
    return TRUE;
  add_unit (walk, document, 0, birge_item_get_title (birge_document_get_item (document)));
  units = birge_voice_text_list_units (birge_document_get_body (document));
  for (guint i = 0; i < units->len; i++)
    {
      const BirgeBlock *block = g_ptr_array_index (units, i);
      g_autofree char *text = birge_block_dup_text (block, NULL, NULL);

      if (!hides_figure (document, block, today))
        add_unit (walk, document, i + 1, text);
    }
  add_phrases (walk, birge_item_get_title (birge_document_get_item (document)), birge_document_get_body (document));
  return TRUE;
}

static void
add_names (Walk *walk, BirgeItem *item)
{
  if (g_strcmp0 (birge_item_get_title_language (item), walk->list->language) == 0)
    birge_voice_list_add (walk->list, walk->group, NULL, birge_item_get_title (item), walk->library);
  if (g_strcmp0 (birge_item_get_summary_language (item), walk->list->language) == 0)
    birge_voice_list_add (walk->list, walk->group, birge_item_get_title (item), birge_item_get_summary (item), walk->library);
}

/* @each: what is done with each item, in order; stops when it fails. */
static gboolean
for_each (Walk *walk, BirgeListKind kind, const char *filter, gboolean (*each) (Walk *walk, BirgeItem *item, GError **error),
          GError **error)
{
  g_autoptr(GListModel) items = birge_library_list (walk->library, kind, filter, walk->list->language, error);

  for (guint i = 0; items != NULL && i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(BirgeItem) item = g_list_model_get_item (items, i);

      if (!each (walk, item, error))
        return FALSE;
    }
  return items != NULL;
}

static gboolean
add_name (Walk *walk, BirgeItem *item, GError **error)
{
  add_names (walk, item);
  return TRUE;
}

/* The page first: its title is a unit of its own, and its summary stands in lists. */
static gboolean
add_page (Walk *walk, BirgeItem *item, GError **error)
{
  if (!add_document (walk, birge_item_get_id (item), error))
    return FALSE;
  add_names (walk, item);
  return TRUE;
}

/* Its narration, scene after scene. */
static gboolean
add_film (Walk *walk, BirgeItem *item, GError **error)
{
  g_autoptr(GPtrArray) lines = birge_library_list_narration (walk->library, birge_item_get_id (item), walk->list->language, error);

  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      const BirgeNarration *line = g_ptr_array_index (lines, i);
      char *place = g_strdup_printf ("%s/%02u", birge_item_get_id (item), line->scene);
      BirgeVoiceTask *task = add (walk->list, walk->group, birge_item_get_title (item), line->text, place, line->is_recorded);

      if (task != NULL)
        task->scene = line->scene;
    }
  return lines != NULL;
}

static gboolean
add_lesson (Walk *walk, BirgeItem *item, GError **error)
{
  g_autoptr(GListModel) words = NULL;

  add_names (walk, item);
  words = birge_library_list_words (walk->library, birge_item_get_id (item), walk->list->language, error);
  for (guint i = 0; words != NULL && i < g_list_model_get_n_items (words); i++)
    {
      g_autoptr(BirgeWord) word = g_list_model_get_item (words, i);

      if (g_strcmp0 (birge_word_get_meaning_language (word), walk->list->language) == 0)
        birge_voice_list_add (walk->list, walk->group, birge_item_get_title (item), birge_word_get_meaning (word), walk->library);
    }
  return words != NULL;
}

static gboolean
add_course (Walk *walk, BirgeItem *item, GError **error)
{
  add_names (walk, item);
  return for_each (walk, BIRGE_LIST_LESSONS, birge_item_get_id (item), add_lesson, error);
}

gboolean
birge_voice_list_add_content (BirgeVoiceList *self, BirgeVoiceGroup group, BirgeLibrary *library, GError **error)
{
  Walk walk = { self, group, library };

  g_return_val_if_fail (self != NULL && BIRGE_IS_LIBRARY (library), FALSE);

  switch (group)
    {
    case BIRGE_VOICE_GROUP_FIRST_AID:
      return for_each (&walk, BIRGE_LIST_SECTIONS, "first-aid", add_name, error) &&
             for_each (&walk, BIRGE_LIST_JOURNEY, "first-aid", add_page, error) &&
             for_each (&walk, BIRGE_LIST_FILMS, NULL, add_name, error);
    case BIRGE_VOICE_GROUP_FILMS:
      return for_each (&walk, BIRGE_LIST_FILMS, NULL, add_film, error);
    case BIRGE_VOICE_GROUP_RIGHTS:
      return for_each (&walk, BIRGE_LIST_SECTIONS, "rights", add_name, error) &&
             for_each (&walk, BIRGE_LIST_JOURNEY, "rights", add_page, error);
    case BIRGE_VOICE_GROUP_LESSONS:
      return for_each (&walk, BIRGE_LIST_COURSES, NULL, add_course, error);
    case BIRGE_VOICE_GROUP_WALL:
    case BIRGE_VOICE_GROUP_HOME:
    case BIRGE_VOICE_GROUP_HELP:
    case BIRGE_VOICE_GROUP_PEOPLE:
    case BIRGE_VOICE_GROUP_OTHER:
    default:
      return TRUE; /* these are no texts of items */
    }
}

const char *
birge_voice_list_get_language (BirgeVoiceList *self)
{
  return self->language;
}

guint
birge_voice_list_get_length (BirgeVoiceList *self)
{
  return self->tasks->len;
}

const BirgeVoiceTask *
birge_voice_list_get (BirgeVoiceList *self, guint i)
{
  g_return_val_if_fail (i < self->tasks->len, NULL);

  return g_ptr_array_index (self->tasks, i);
}
