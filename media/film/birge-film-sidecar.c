/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/film/birge-film-private.h"

#include "data/formats/birge-language.h"
#include "data/formats/birge-uzbek.h"
#include "data/formats/birge-vtt.h"

#include <glib/gstdio.h>
#include <jansson.h>

/* What lies beside a film: captions, poster, and the index that says where its chapters and checkpoints are and what is
 * asked. The index is written last and carries the digest of all inputs: where it is and agrees, everything is. */

/* A new number writes all this anew, without encoding the film again. */
#define INDEX_FORM 3

static char *
output_path (const BirgeFilmPlan *plan, const char *out_dir, const char *ending)
{
  g_autofree char *name = g_strconcat (plan->name, ending, NULL);

  return g_build_filename (out_dir, name, NULL);
}

char *
_birge_film_index_path (const BirgeFilmPlan *plan, const char *out_dir)
{
  return output_path (plan, out_dir, ".json");
}

static gboolean
write_file (const char *path, const void *contents, gsize length, GError **error)
{
  return g_file_set_contents_full (path, contents, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}

/* The text of a language, made by rule where it is written that way. */
static char *
dup_text (GHashTable *map, const char *tag)
{
  const BirgeLanguage *language = birge_language_find (tag);
  const char *base = language ? birge_language_get_derived_from (language) : NULL;
  const char *text = g_hash_table_lookup (map, tag);

  if (text != NULL)
    return g_strdup (text);

  text = base ? g_hash_table_lookup (map, base) : NULL;
  return text ? birge_uz_to_cyrillic (text) : NULL;
}

/* Languages that have a caption in every scene, those made by rule among them. */
static GPtrArray *
list_languages (const BirgeFilmPlan *plan)
{
  g_autoptr(GPtrArray) written = birge_storyboard_list_captions (plan->storyboard);
  GPtrArray *languages = g_ptr_array_new ();
  const char *const *all = birge_language_list_tags ();

  for (guint i = 0; all[i] != NULL; i++)
    {
      const char *base = birge_language_get_derived_from (birge_language_find (all[i]));

      if (g_ptr_array_find_with_equal_func (written, all[i], g_str_equal, NULL)
          || (base != NULL && g_ptr_array_find_with_equal_func (written, base, g_str_equal, NULL)))
        g_ptr_array_add (languages, (gpointer) all[i]);
    }

  return languages;
}

static char *
captions_path (const BirgeFilmPlan *plan, const char *out_dir, const char *language)
{
  g_autofree char *ending = g_strdup_printf (".%s.vtt", language);

  return output_path (plan, out_dir, ending);
}

gboolean
_birge_film_write_captions (const BirgeFilmPlan *plan, const char *out_dir, GError **error)
{
  g_autoptr(GPtrArray) languages = list_languages (plan);

  for (guint i = 0; i < languages->len; i++)
    {
      const char *language = g_ptr_array_index (languages, i);
      g_autofree char *path = captions_path (plan, out_dir, language);
      g_autoptr(GPtrArray) cues = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_cue_free);
      g_autoptr(GBytes) bytes = NULL;

      for (guint j = 0; j < plan->storyboard->scenes->len; j++)
        {
          const BirgeScene *scene = g_ptr_array_index (plan->storyboard->scenes, j);
          g_autofree char *text = dup_text (scene->captions, language);

          g_ptr_array_add (cues, birge_cue_new (_birge_film_plan_frame_us (plan, plan->first_frame[j]),
                                                _birge_film_plan_frame_us (plan, plan->first_frame[j + 1]), text));
        }
      bytes = birge_vtt_write (cues);
      if (!write_file (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error))
        return FALSE;
    }

  return TRUE;
}

static cairo_status_t
append_png (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

gboolean
_birge_film_write_png (cairo_surface_t *surface, const char *path, GError **error)
{
  g_autoptr(GByteArray) png = g_byte_array_new ();

  if (cairo_surface_write_to_png_stream (surface, append_png, png) != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_PICTURE, "no PNG can be made for %s", path);
      return FALSE;
    }

  return write_file (path, png->data, png->len, error);
}

gboolean
_birge_film_write_poster (const BirgeFilmPlan *plan, const char *out_dir, GError **error)
{
  const BirgeStoryboard *film = plan->storyboard;
  g_autoptr(BirgeFilmPainter) painter = _birge_film_painter_new (plan);
  g_autofree char *path = output_path (plan, out_dir, ".png");
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) film->width, (int) film->height);
  gboolean written;

  _birge_film_painter_set (painter, film->poster_scene - 1, film->poster_s);
  written = _birge_film_painter_draw (painter, surface, error) && _birge_film_write_png (surface, path, error);
  cairo_surface_destroy (surface);
  return written;
}

/* A map of texts in all languages that have one. */
static json_t *
texts_to_json (GHashTable *map)
{
  json_t *object = json_object ();
  const char *const *all = birge_language_list_tags ();

  for (guint i = 0; all[i] != NULL; i++)
    {
      g_autofree char *text = dup_text (map, all[i]);

      if (text != NULL)
        json_object_set_new (object, all[i], json_string (text));
    }

  return object;
}

/* Scenes that open a chapter say so; where none does, each one is a chapter named by its caption. */
static json_t *
chapters_to_json (const BirgeFilmPlan *plan)
{
  json_t *list = json_array ();
  gboolean marked = FALSE;

  for (guint i = 0; i < plan->storyboard->scenes->len; i++)
    marked |= g_hash_table_size (((BirgeScene *) g_ptr_array_index (plan->storyboard->scenes, i))->chapters) > 0;

  for (guint i = 0; i < plan->storyboard->scenes->len; i++)
    {
      const BirgeScene *scene = g_ptr_array_index (plan->storyboard->scenes, i);
      GHashTable *title = marked ? scene->chapters : scene->captions;

      if (g_hash_table_size (title) > 0)
        json_array_append_new (list, json_pack ("{s:I,s:o}", "at_us",
                                                (json_int_t) _birge_film_plan_frame_us (plan, plan->first_frame[i]),
                                                "title", texts_to_json (title)));
    }

  return list;
}

static json_t *
stops_to_json (const BirgeFilmPlan *plan)
{
  json_t *list = json_array ();

  for (guint i = 0; i < plan->storyboard->scenes->len; i++)
    {
      const BirgeScene *scene = g_ptr_array_index (plan->storyboard->scenes, i);
      double scene_s = _birge_film_plan_scene_s (plan, i);
      double at_s = scene->stop_back ? scene_s - scene->stop_s : scene->stop_s;
      json_t *stop;

      if (!scene->stops)
        continue;
      stop = json_pack ("{s:I,s:i}", "at_us",
                        (json_int_t) (_birge_film_plan_frame_us (plan, plan->first_frame[i])
                                      + (gint64) (CLAMP (at_s, 0, scene_s) * G_USEC_PER_SEC)),
                        "scene", (int) scene->number);
      if (scene->practice != NULL)
        json_object_set_new (stop, "practice", json_string (scene->practice));
      json_array_append_new (list, stop);
    }

  return list;
}

static void
fill_texts (GHashTable *to, GHashTable *from)
{
  const char *const *all = birge_language_list_tags ();

  for (guint i = 0; all[i] != NULL; i++)
    {
      char *text = dup_text (from, all[i]);

      if (text != NULL)
        g_hash_table_insert (to, g_strdup (all[i]), text);
    }
}

static gboolean
note_question (const BirgeFilmPlan *plan, BirgeFilmPainter *painter, const BirgeQuestion *question, BirgeFilmNotes *notes,
               GError **error)
{
  BirgeFilmQuestion *noted = birge_film_notes_add_question (notes, question->kind);

  fill_texts (noted->ask, question->ask);
  fill_texts (noted->right, question->right);
  for (guint i = 0; i < question->wrong->len; i++)
    fill_texts (birge_film_question_add_wrong (noted), g_ptr_array_index (question->wrong, i));
  g_array_append_vals (noted->scenes, question->scenes->data, question->scenes->len);
  return _birge_film_locate_parts (plan, painter, question, noted, error);
}

static BirgeFilmNotes *
make_notes (const BirgeFilmPlan *plan, GError **error)
{
  g_autoptr(BirgeFilmNotes) notes = birge_film_notes_new ();
  g_autoptr(BirgeFilmPainter) painter = _birge_film_painter_new (plan);

  for (guint i = 0; i < plan->storyboard->scenes->len; i++)
    if (_birge_film_needs_still (plan, i + 1))
      fill_texts (birge_film_notes_add_still (notes, i + 1, _birge_film_plan_frame_us (plan, plan->first_frame[i]))->text,
                  ((BirgeScene *) g_ptr_array_index (plan->storyboard->scenes, i))->captions);
  for (guint i = 0; i < plan->storyboard->questions->len; i++)
    if (!note_question (plan, painter, g_ptr_array_index (plan->storyboard->questions, i), notes, error))
      return NULL;

  return g_steal_pointer (&notes);
}

static json_t *
index_to_json (const BirgeFilmPlan *plan, const BirgeFilmNotes *notes)
{
  g_autoptr(GPtrArray) languages = list_languages (plan);
  g_autoptr(GBytes) bytes = birge_film_notes_to_bytes (notes);
  json_t *index = json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, NULL);
  json_t *audio = json_array (), *captions = json_array ();

  for (guint i = 0; i < plan->tracks->len; i++)
    json_array_append_new (audio, json_string (((BirgeFilmTrack *) g_ptr_array_index (plan->tracks, i))->language));
  for (guint i = 0; i < languages->len; i++)
    json_array_append_new (captions, json_string (g_ptr_array_index (languages, i)));

  json_object_set_new (index, "audio", audio);
  json_object_set_new (index, "captions", captions);
  json_object_set_new (index, "chapters", chapters_to_json (plan));
  json_object_set_new (index, "duration_us", json_integer (_birge_film_plan_frame_us (plan, _birge_film_plan_count (plan))));
  json_object_set_new (index, "form", json_integer (INDEX_FORM));
  json_object_set_new (index, "inputs", json_string (plan->inputs));
  json_object_set_new (index, "stops", stops_to_json (plan));
  return index;
}

gboolean
_birge_film_write_index (const BirgeFilmPlan *plan, const char *out_dir, GError **error)
{
  g_autofree char *path = _birge_film_index_path (plan, out_dir);
  g_autoptr(BirgeFilmNotes) notes = make_notes (plan, error);
  json_t *index;
  char *text;
  gboolean written;

  if (notes == NULL)
    return FALSE;
  index = index_to_json (plan, notes);
  text = json_dumps (index, JSON_SORT_KEYS | JSON_INDENT (1));
  json_decref (index);
  written = write_file (path, text, strlen (text), error);
  free (text);
  return written;
}

/* What the index of the last time says; (transfer full), or NULL. */
static json_t *
load_index (const BirgeFilmPlan *plan, const char *out_dir)
{
  g_autofree char *path = _birge_film_index_path (plan, out_dir);

  return json_load_file (path, JSON_REJECT_DUPLICATES, NULL);
}

gboolean
_birge_film_is_encoded (const BirgeFilmPlan *plan, const char *out_dir)
{
  g_autofree char *film = output_path (plan, out_dir, ".webm");
  json_t *index = load_index (plan, out_dir);
  gboolean encoded = g_strcmp0 (json_string_value (json_object_get (index, "inputs")), plan->inputs) == 0
                     && g_file_test (film, G_FILE_TEST_IS_REGULAR);

  json_decref (index);
  return encoded;
}

gboolean
_birge_film_is_fresh (const BirgeFilmPlan *plan, const char *out_dir)
{
  g_autofree char *poster = output_path (plan, out_dir, ".png");
  g_autoptr(GPtrArray) languages = list_languages (plan);
  json_t *index = load_index (plan, out_dir);
  gboolean fresh = json_integer_value (json_object_get (index, "form")) == INDEX_FORM && _birge_film_is_encoded (plan, out_dir)
                   && g_file_test (poster, G_FILE_TEST_IS_REGULAR);

  json_decref (index);
  for (guint i = 0; i < languages->len && fresh; i++)
    {
      g_autofree char *captions = captions_path (plan, out_dir, g_ptr_array_index (languages, i));

      fresh = g_file_test (captions, G_FILE_TEST_IS_REGULAR);
    }
  for (guint scene = 1; scene <= plan->storyboard->scenes->len && fresh; scene++)
    {
      g_autofree char *still = _birge_film_still_path (plan, out_dir, scene);

      fresh = !_birge_film_needs_still (plan, scene) || g_file_test (still, G_FILE_TEST_IS_REGULAR);
    }

  return fresh;
}
