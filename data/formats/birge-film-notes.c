/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/formats/birge-film-notes.h"

#include <jansson.h>
#include <string.h>

#include "data/formats/birge-name.h"

/* A film ends within these, and no text of a storyboard is longer. */
#define MAX_US (G_GINT64_CONSTANT (6) * 3600 * G_USEC_PER_SEC)
#define MAX_TEXT_BYTES 2000

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

static const char *const kinds[] = {
  [BIRGE_QUESTION_CHOICE] = "choice", [BIRGE_QUESTION_ORDER] = "order", [BIRGE_QUESTION_TOUCH] = "touch",
};

static GHashTable *
text_map_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
still_free (gpointer data)
{
  BirgeFilmStill *still = data;

  g_hash_table_unref (still->text);
  g_free (still);
}

static void
question_free (gpointer data)
{
  BirgeFilmQuestion *question = data;

  g_hash_table_unref (question->ask);
  g_hash_table_unref (question->right);
  g_ptr_array_unref (question->wrong);
  g_array_unref (question->scenes);
  g_ptr_array_unref (question->parts);
  g_free (question);
}

void
birge_film_part_free (BirgeFilmPart *self)
{
  g_free (self->name);
  g_free (self);
}

BirgeFilmPart *
birge_film_part_copy (const BirgeFilmPart *self)
{
  BirgeFilmPart *copy = g_new (BirgeFilmPart, 1);

  *copy = *self;
  copy->name = g_strdup (self->name);
  return copy;
}

BirgeFilmNotes *
birge_film_notes_new (void)
{
  BirgeFilmNotes *self = g_new0 (BirgeFilmNotes, 1);

  self->stills = g_ptr_array_new_with_free_func (still_free);
  self->questions = g_ptr_array_new_with_free_func (question_free);
  return self;
}

void
birge_film_notes_free (BirgeFilmNotes *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->stills);
  g_ptr_array_unref (self->questions);
  g_free (self);
}

BirgeFilmStill *
birge_film_notes_add_still (BirgeFilmNotes *self, guint scene, gint64 at_us)
{
  BirgeFilmStill *still = g_new0 (BirgeFilmStill, 1);

  still->scene = scene;
  still->at_us = at_us;
  still->text = text_map_new ();
  g_ptr_array_add (self->stills, still);
  return still;
}

BirgeFilmQuestion *
birge_film_notes_add_question (BirgeFilmNotes *self, BirgeQuestionKind kind)
{
  BirgeFilmQuestion *question = g_new0 (BirgeFilmQuestion, 1);

  question->kind = kind;
  question->ask = text_map_new ();
  question->right = text_map_new ();
  question->wrong = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  question->scenes = g_array_new (FALSE, FALSE, sizeof (guint));
  question->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_film_part_free);
  g_ptr_array_add (self->questions, question);
  return question;
}

GHashTable *
birge_film_question_add_wrong (BirgeFilmQuestion *self)
{
  GHashTable *text = text_map_new ();

  g_ptr_array_add (self->wrong, text);
  return text;
}

BirgeFilmPart *
birge_film_question_add_part (BirgeFilmQuestion *self, const char *name, gboolean right)
{
  BirgeFilmPart *part = g_new0 (BirgeFilmPart, 1);

  part->name = g_strdup (name);
  part->right = right;
  g_ptr_array_add (self->parts, part);
  return part;
}

const BirgeFilmStill *
birge_film_notes_find_still (const BirgeFilmNotes *self, guint scene)
{
  for (guint i = 0; i < self->stills->len; i++)
    {
      const BirgeFilmStill *still = g_ptr_array_index (self->stills, i);

      if (still->scene == scene)
        return still;
    }

  return NULL;
}

/* Reading. Each function says in @why what it did not like, and returns FALSE. */

static gboolean
refuse (const char **why, const char *text)
{
  *why = text;
  return FALSE;
}

/* An integer from @least to @most. */
static gboolean
read_number (const json_t *object, const char *key, gint64 least, gint64 most, gint64 *number)
{
  const json_t *value = json_object_get (object, key);

  if (!json_is_integer (value) || json_integer_value (value) < least || json_integer_value (value) > most)
    return FALSE;
  *number = json_integer_value (value);
  return TRUE;
}

static gboolean
read_texts (json_t *object, const char *key, GHashTable *texts, gboolean needed, const char **why)
{
  json_t *map = json_object_get (object, key);
  const char *tag;
  json_t *text;

  if (map == NULL && !needed)
    return TRUE;
  if (!json_is_object (map) || (needed && json_object_size (map) == 0))
    return refuse (why, "a text is missing");
  json_object_foreach (map, tag, text)
    {
      if (!birge_name_is_tag (tag) || json_string_length (text) == 0 || json_string_length (text) > MAX_TEXT_BYTES)
        return refuse (why, "a text has no language, no words, or too many");
      g_hash_table_insert (texts, g_strdup (tag), g_strdup (json_string_value (text)));
    }
  return TRUE;
}

/* TRUE when @list is missing, or an array of at most @most. */
static gboolean
is_list (const json_t *list, gsize most)
{
  return list == NULL || (json_is_array (list) && json_array_size (list) <= most);
}

static gboolean
read_stills (BirgeFilmNotes *self, json_t *list, const char **why)
{
  gint64 at_us, scene, last_scene = 0;

  if (!is_list (list, BIRGE_STORYBOARD_MAX_SCENES))
    return refuse (why, "there are too many stills, or they are no list");
  for (gsize i = 0; i < json_array_size (list); i++)
    {
      json_t *object = json_array_get (list, i);
      BirgeFilmStill *still;

      if (!read_number (object, "at_us", 0, MAX_US, &at_us)
          || !read_number (object, "scene", last_scene + 1, BIRGE_STORYBOARD_MAX_SCENES, &scene))
        return refuse (why, "a still has no time or no scene, or not in order");
      last_scene = scene;
      still = birge_film_notes_add_still (self, (guint) scene, at_us);
      if (!read_texts (object, "text", still->text, TRUE, why))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_part (BirgeFilmQuestion *question, json_t *object, const char **why)
{
  const char *name = json_string_value (json_object_get (object, "name"));
  gint64 x, y, width, height;
  BirgeFilmPart *part;

  if (name == NULL || *name == '\0' || strlen (name) > BIRGE_NAME_MAX_LENGTH || !json_is_boolean (json_object_get (object, "right"))
      || !read_number (object, "x", 0, BIRGE_FILM_NOTES_STEPS - 1, &x)
      || !read_number (object, "y", 0, BIRGE_FILM_NOTES_STEPS - 1, &y)
      || !read_number (object, "width", 1, BIRGE_FILM_NOTES_STEPS - x, &width)
      || !read_number (object, "height", 1, BIRGE_FILM_NOTES_STEPS - y, &height))
    return refuse (why, "a part of a picture has no name, or lies outside of it");

  part = birge_film_question_add_part (question, name, json_is_true (json_object_get (object, "right")));
  part->x = (double) x / BIRGE_FILM_NOTES_STEPS;
  part->y = (double) y / BIRGE_FILM_NOTES_STEPS;
  part->width = (double) width / BIRGE_FILM_NOTES_STEPS;
  part->height = (double) height / BIRGE_FILM_NOTES_STEPS;
  return TRUE;
}

static gboolean
read_wrong (BirgeFilmQuestion *question, json_t *list, const char **why)
{
  if (!is_list (list, BIRGE_FILM_NOTES_MAX_WRONG))
    return refuse (why, "a question has too many wrong answers");
  for (gsize i = 0; i < json_array_size (list); i++)
    {
      g_autoptr(json_t) holder = json_pack ("{sO}", "text", json_array_get (list, i));

      if (!read_texts (holder, "text", birge_film_question_add_wrong (question), TRUE, why))
        return FALSE;
    }
  return TRUE;
}

/* Each scene once, and each with a still. */
static gboolean
read_scenes (const BirgeFilmNotes *self, BirgeFilmQuestion *question, json_t *list, const char **why)
{
  if (!is_list (list, BIRGE_QUESTION_MAX_SCENES))
    return refuse (why, "a question has too many scenes");
  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *value = json_array_get (list, i);
      guint scene = json_is_integer (value) ? (guint) CLAMP (json_integer_value (value), 0, G_MAXINT) : 0;

      if (birge_film_notes_find_still (self, scene) == NULL)
        return refuse (why, "a question is about a scene without a still");
      for (guint j = 0; j < question->scenes->len; j++)
        if (g_array_index (question->scenes, guint, j) == scene)
          return refuse (why, "a question has a scene twice");
      g_array_append_val (question->scenes, scene);
    }
  return TRUE;
}

static gboolean
has_right_part (const BirgeFilmQuestion *question)
{
  for (guint i = 0; i < question->parts->len; i++)
    if (((const BirgeFilmPart *) g_ptr_array_index (question->parts, i))->right)
      return TRUE;
  return FALSE;
}

static gboolean
has_answer (const BirgeFilmQuestion *question)
{
  switch (question->kind)
    {
    case BIRGE_QUESTION_CHOICE:
      return g_hash_table_size (question->right) > 0 && question->wrong->len > 0;
    case BIRGE_QUESTION_ORDER:
      return question->scenes->len >= 2;
    case BIRGE_QUESTION_TOUCH:
      return question->scenes->len == 1 && has_right_part (question);
    default:
      return FALSE;
    }
}

static gboolean
read_question (BirgeFilmNotes *self, json_t *object, const char **why)
{
  const char *kind = json_string_value (json_object_get (object, "kind"));
  json_t *parts = json_object_get (object, "parts");
  BirgeFilmQuestion *question;
  guint i = 0;

  while (i < G_N_ELEMENTS (kinds) && g_strcmp0 (kind, kinds[i]) != 0)
    i++;
  if (i == G_N_ELEMENTS (kinds))
    return refuse (why, "a question is of no known kind");

  question = birge_film_notes_add_question (self, (BirgeQuestionKind) i);
  if (!read_texts (object, "ask", question->ask, TRUE, why) || !read_texts (object, "right", question->right, FALSE, why)
      || !read_wrong (question, json_object_get (object, "wrong"), why)
      || !read_scenes (self, question, json_object_get (object, "scenes"), why))
    return FALSE;
  if (!is_list (parts, BIRGE_FILM_NOTES_MAX_PARTS))
    return refuse (why, "a question has too many parts of a picture");
  for (gsize j = 0; j < json_array_size (parts); j++)
    if (!read_part (question, json_array_get (parts, j), why))
      return FALSE;
  return has_answer (question) || refuse (why, "a question has no answer");
}

static gboolean
read_questions (BirgeFilmNotes *self, json_t *list, const char **why)
{
  if (!is_list (list, BIRGE_FILM_NOTES_MAX_QUESTIONS))
    return refuse (why, "there are too many questions, or they are no list");
  for (gsize i = 0; i < json_array_size (list); i++)
    if (!read_question (self, json_array_get (list, i), why))
      return FALSE;
  return TRUE;
}

BirgeFilmNotes *
birge_film_notes_parse (GBytes *bytes, GError **error)
{
  g_autoptr(BirgeFilmNotes) self = birge_film_notes_new ();
  g_autoptr(json_t) root = NULL;
  const char *why = "it is no JSON object";
  gsize size = 0;
  const char *data;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  if (size > BIRGE_FILM_NOTES_MAX_BYTES)
    why = "it is too large";
  else
    root = json_loadb (data != NULL ? data : "", size, JSON_REJECT_DUPLICATES, NULL);
  if (json_is_object (root) && read_stills (self, json_object_get (root, "stills"), &why)
      && read_questions (self, json_object_get (root, "questions"), &why))
    return g_steal_pointer (&self);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, why);
  return NULL;
}

/* Writing. */

static json_t *
texts_to_json (GHashTable *texts)
{
  json_t *map = json_object ();
  GHashTableIter iter;
  gpointer tag, text;

  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, &tag, &text))
    json_object_set_new (map, tag, json_string (text));
  return map;
}

static json_int_t
to_steps (double share)
{
  return (json_int_t) (share * BIRGE_FILM_NOTES_STEPS + 0.5);
}

static json_t *
question_to_json (const BirgeFilmQuestion *question)
{
  json_t *object = json_pack ("{s:s,s:o}", "kind", kinds[question->kind], "ask", texts_to_json (question->ask));
  json_t *list = json_array ();

  if (g_hash_table_size (question->right) > 0)
    json_object_set_new (object, "right", texts_to_json (question->right));
  for (guint i = 0; i < question->wrong->len; i++)
    json_array_append_new (list, texts_to_json (g_ptr_array_index (question->wrong, i)));
  json_object_set_new (object, "wrong", list);

  list = json_array ();
  for (guint i = 0; i < question->scenes->len; i++)
    json_array_append_new (list, json_integer (g_array_index (question->scenes, guint, i)));
  json_object_set_new (object, "scenes", list);

  list = json_array ();
  for (guint i = 0; i < question->parts->len; i++)
    {
      const BirgeFilmPart *part = g_ptr_array_index (question->parts, i);

      json_array_append_new (list, json_pack ("{s:s,s:b,s:I,s:I,s:I,s:I}", "name", part->name, "right", part->right, "x",
                                              to_steps (part->x), "y", to_steps (part->y), "width", to_steps (part->width),
                                              "height", to_steps (part->height)));
    }
  json_object_set_new (object, "parts", list);
  return object;
}

GBytes *
birge_film_notes_to_bytes (const BirgeFilmNotes *self)
{
  json_t *stills = json_array (), *questions = json_array ();
  g_autoptr(json_t) root = json_pack ("{s:o,s:o}", "stills", stills, "questions", questions);
  char *text;

  for (guint i = 0; i < self->stills->len; i++)
    {
      const BirgeFilmStill *still = g_ptr_array_index (self->stills, i);

      json_array_append_new (stills, json_pack ("{s:I,s:i,s:o}", "at_us", (json_int_t) still->at_us, "scene", (int) still->scene,
                                                "text", texts_to_json (still->text)));
    }
  for (guint i = 0; i < self->questions->len; i++)
    json_array_append_new (questions, question_to_json (g_ptr_array_index (self->questions, i)));

  text = json_dumps (root, JSON_COMPACT | JSON_SORT_KEYS);
  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}
