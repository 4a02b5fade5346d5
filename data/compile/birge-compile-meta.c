/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-compile.h"

#include "data/compile/birge-source-private.h"

#include <jansson.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

static const char between_sources[] = " · ";

/* Sorted keys and no spaces: the same content gives the same bytes. */
static GBytes *
write_json (const json_t *root)
{
  char *text = json_dumps (root, JSON_COMPACT | JSON_SORT_KEYS);

  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}

static void
set_string (json_t *object, const char *key, const char *text)
{
  if (text != NULL)
    json_object_set_new (object, key, json_string (text));
}

static void
set_texts (json_t *object, const char *key, const BirgeTexts *texts)
{
  json_t *map;

  if (birge_texts_is_empty (texts))
    return;
  map = json_object ();
  for (guint i = 0; i < birge_texts_get_n_languages (); i++)
    set_string (map, birge_texts_get_tag (i), texts->text[i]);
  json_object_set_new (object, key, map);
}

static void
set_list (json_t *object, const char *key, char **words)
{
  json_t *list;

  if (words == NULL || words[0] == NULL)
    return;
  list = json_array ();
  for (guint i = 0; words[i] != NULL; i++)
    json_array_append_new (list, json_string (words[i]));
  json_object_set_new (object, key, list);
}

static void
set_translation (json_t *object, const BirgeSourceItem *item)
{
  json_t *map = json_object ();

  for (guint i = 0; i < birge_texts_get_n_languages (); i++)
    if (item->translation[i] != BIRGE_TRANSLATION_UNSAID && item->title.text[i] != NULL)
      set_string (map, birge_texts_get_tag (i), item->translation[i] == BIRGE_TRANSLATION_DRAFT ? "draft" : "checked");

  if (json_object_size (map) > 0)
    json_object_set_new (object, "translation", map);
  else
    json_decref (map);
}

/* Titles of the sources as visitors read them, in every language that has at least one; English stands for the rest. */
static void
set_sources (json_t *object, BirgeSource *source, const BirgeSourceItem *item)
{
  json_t *map;

  if (item->sources == NULL || item->sources[0] == NULL)
    return;

  map = json_object ();
  for (guint slot = 0; slot < birge_texts_get_n_languages (); slot++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      gboolean wanted = strcmp (birge_texts_get_tag (slot), "en") == 0;

      for (guint i = 0; item->sources[i] != NULL; i++)
        {
          const BirgeSourceOrigin *origin = g_hash_table_lookup (source->origins, item->sources[i]);
          const char *title = origin == NULL ? NULL : origin->titles.text[slot];

          if (origin == NULL)
            continue;
          wanted |= title != NULL;
          g_string_append_printf (text, "%s%s", text->len > 0 ? between_sources : "", title != NULL ? title : origin->title);
        }
      if (wanted)
        set_string (map, birge_texts_get_tag (slot), text->str);
    }
  json_object_set_new (object, "sources", map);
}

static void
set_stops (json_t *object, const BirgeSourceItem *item)
{
  json_t *stops = json_array ();

  for (guint i = 0; i < item->stops->len; i++)
    {
      const BirgeSourceStop *stop = g_ptr_array_index (item->stops, i);
      json_t *entry = json_pack ("{sI}", "at_us", (json_int_t) stop->at_us);

      set_string (entry, "practice", stop->practice);
      json_array_append_new (stops, entry);
    }
  json_object_set_new (object, "stops", stops);
}

/* What the renderer noted goes on as it is, read once and written anew. */
static void
set_notes (json_t *object, const BirgeFilmNotes *notes)
{
  g_autoptr(GBytes) bytes = birge_film_notes_to_bytes (notes);
  g_autoptr(json_t) root = json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, NULL);

  json_object_update (object, root);
}

static void
set_film (json_t *object, const BirgeSourceItem *item)
{
  json_t *audio = json_array ();
  json_t *chapters = json_array ();

  for (guint i = 0; i < birge_texts_get_n_languages (); i++)
    if ((item->spoken & (1u << i)) != 0)
      json_array_append_new (audio, json_string (birge_texts_get_tag (i)));
  for (guint i = 0; i < item->chapters->len; i++)
    {
      const BirgeSourceChapter *chapter = g_ptr_array_index (item->chapters, i);
      json_t *entry = json_pack ("{sI}", "at_us", (json_int_t) chapter->at_us);

      set_texts (entry, "title", &chapter->title);
      json_array_append_new (chapters, entry);
    }

  json_object_set_new (object, "duration_us", json_integer (item->duration_us));
  json_object_set_new (object, "audio", audio);
  json_object_set_new (object, "chapters", chapters);
  set_stops (object, item);
  if (item->notes != NULL && item->notes->questions->len > 0)
    set_notes (object, item->notes);
}

static void
set_place (json_t *object, const BirgeSourceItem *item)
{
  set_string (object, "number", item->number);
  set_string (object, "category", item->category);
  set_string (object, "confidence", item->confidence);
  set_string (object, "hours", item->hours);
  set_texts (object, "why_off", &item->why_off);
  json_object_set_new (object, "on", json_boolean (item->on));
  json_object_set_new (object, "free", json_boolean (item->free));
}

GBytes *
birge_compile_meta (BirgeSource *source, BirgeSourceItem *item)
{
  g_autoptr(json_t) object = json_object ();

  set_string (object, "id", item->id);
  set_string (object, "kind", birge_kind_to_string (item->kind));
  json_object_set_new (object, "order", json_integer (item->order));
  json_object_set_new (object, "min", json_integer (item->min));
  set_string (object, "picture", item->picture);
  set_texts (object, "title", &item->title);
  set_texts (object, "summary", &item->summary);
  set_translation (object, item);
  set_sources (object, source, item);
  set_string (object, "section", item->section);
  set_string (object, "journey", item->journey);
  set_string (object, "written", item->written);
  set_string (object, "reviewed", item->reviewed);
  set_string (object, "reviewed_by", item->reviewed_by);
  set_string (object, "check_again", item->check_again);
  set_string (object, "film", item->film);
  set_string (object, "target", item->target);
  set_string (object, "course", item->course);
  set_list (object, "related", item->related);
  set_list (object, "facts", item->facts);
  if (item->kind == BIRGE_KIND_LESSON)
    json_object_set_new (object, "number", json_integer (item->number_in_course));
  if (item->kind == BIRGE_KIND_FILM && item->film_path != NULL)
    set_film (object, item);
  if (item->kind == BIRGE_KIND_PLACE)
    set_place (object, item);
  return write_json (object);
}

GBytes *
birge_compile_words (BirgeSource *source, BirgeSourceItem *lesson)
{
  g_autoptr(json_t) list = json_array ();

  for (guint i = 0; i < lesson->lesson_words->len; i++)
    {
      const BirgeSourceWord *word = g_ptr_array_index (lesson->lesson_words, i);
      json_t *entry = json_object ();
      gboolean drawn = word->picture != NULL && g_str_has_prefix (word->picture, "svg:");

      set_string (entry, "concept", word->concept);
      set_texts (entry, "text", &word->text);
      set_texts (entry, "sentence", &word->sentence);
      if (!drawn || birge_source_find_picture (source, lesson, word->picture + strlen ("svg:")) != NULL)
        set_string (entry, "picture", word->picture);
      json_array_append_new (list, entry);
    }
  return write_json (list);
}

/* Scene after scene: what is said, and which recordings the editors have of it as it is now. */
GBytes *
birge_compile_lines (const BirgeSourceItem *film)
{
  g_autoptr(json_t) list = json_array ();

  for (guint scene = 1; scene <= film->lines->len; scene++)
    {
      g_autofree char *name = g_strdup_printf ("%02u", scene);
      json_t *entry = json_object (), *recorded = json_object ();

      set_texts (entry, "text", g_ptr_array_index (film->lines, scene - 1));
      for (guint slot = 0; slot < birge_texts_get_n_languages (); slot++)
        if (_birge_source_get_line (film, slot, scene) != NULL && _birge_source_has_voice (film, slot, scene))
          set_string (recorded, birge_texts_get_tag (slot), name);
      json_object_set_new (entry, "recorded", recorded);
      json_array_append_new (list, entry);
    }
  return write_json (list);
}
