/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-meta.h"

#include <jansson.h>

#include "data/formats/birge-name.h"

struct _BirgeMeta
{
  json_t *root; /* an object */
};

struct _BirgeWords
{
  json_t *list; /* an array */
};

static json_t *
parse (GBytes *bytes, json_type type, GError **error)
{
  json_error_t problem = { 0 };
  json_t *root = NULL;
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  if (size > BIRGE_META_MAX_BYTES)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "description of an item: it is too large: build the content again");
      return NULL;
    }
  root = json_loadb (data != NULL ? data : "", size, JSON_REJECT_DUPLICATES, &problem);
  if (root == NULL || json_typeof (root) != type)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "description of an item: %s: build the content again",
                   root == NULL ? problem.text : "it has another form than expected");
      json_decref (root);
      return NULL;
    }
  return root;
}

static const char *
text_of (json_t *value)
{
  const char *text = json_string_value (value);

  return text != NULL && *text != '\0' ? text : NULL;
}

static void
foreach_text (json_t *map, BirgeMetaTextFunc func, gpointer user_data)
{
  const char *tag;
  json_t *value;

  json_object_foreach (map, tag, value)
    {
      if (text_of (value) != NULL && birge_name_is_tag (tag))
        func (tag, text_of (value), user_data);
    }
}

BirgeMeta *
birge_meta_parse (GBytes *bytes, GError **error)
{
  json_t *root = parse (bytes, JSON_OBJECT, error);
  BirgeMeta *self;

  if (root == NULL)
    return NULL;
  self = g_new0 (BirgeMeta, 1);
  self->root = root;
  return self;
}

void
birge_meta_free (BirgeMeta *self)
{
  json_decref (self->root);
  g_free (self);
}

const char *
birge_meta_get (BirgeMeta *self, const char *key)
{
  return text_of (json_object_get (self->root, key));
}

gint64
birge_meta_get_int (BirgeMeta *self, const char *key, gint64 fallback)
{
  json_t *value = json_object_get (self->root, key);

  return json_is_integer (value) ? (gint64) json_integer_value (value) : fallback;
}

gboolean
birge_meta_get_bool (BirgeMeta *self, const char *key, gboolean fallback)
{
  json_t *value = json_object_get (self->root, key);

  return json_is_boolean (value) ? json_is_true (value) : fallback;
}

GStrv
birge_meta_dup_list (BirgeMeta *self, const char *key)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  json_t *list = json_object_get (self->root, key);

  for (gsize i = 0; i < json_array_size (list); i++)
    if (text_of (json_array_get (list, i)) != NULL)
      g_strv_builder_add (builder, text_of (json_array_get (list, i)));
  return g_strv_builder_end (builder);
}

void
birge_meta_foreach (BirgeMeta *self, const char *key, BirgeMetaTextFunc func, gpointer user_data)
{
  foreach_text (json_object_get (self->root, key), func, user_data);
}

const char *
birge_meta_get_text (BirgeMeta *self, const char *key, const char *tag)
{
  return text_of (json_object_get (json_object_get (self->root, key), tag));
}

guint
birge_meta_get_n_chapters (BirgeMeta *self)
{
  return (guint) json_array_size (json_object_get (self->root, "chapters"));
}

gint64
birge_meta_get_chapter (BirgeMeta *self, guint i, BirgeMetaTextFunc func, gpointer user_data)
{
  json_t *chapter = json_array_get (json_object_get (self->root, "chapters"), i);

  foreach_text (json_object_get (chapter, "title"), func, user_data);
  return (gint64) json_integer_value (json_object_get (chapter, "at_us"));
}

guint
birge_meta_get_n_stops (BirgeMeta *self)
{
  return (guint) json_array_size (json_object_get (self->root, "stops"));
}

gint64
birge_meta_get_stop (BirgeMeta *self, guint i, const char **practice)
{
  json_t *stop = json_array_get (json_object_get (self->root, "stops"), i);

  *practice = text_of (json_object_get (stop, "practice"));
  return (gint64) json_integer_value (json_object_get (stop, "at_us"));
}

BirgeWords *
birge_words_parse (GBytes *bytes, GError **error)
{
  json_t *list = parse (bytes, JSON_ARRAY, error);
  BirgeWords *self;

  if (list == NULL)
    return NULL;
  self = g_new0 (BirgeWords, 1);
  self->list = list;
  return self;
}

void
birge_words_free (BirgeWords *self)
{
  json_decref (self->list);
  g_free (self);
}

guint
birge_words_get_length (BirgeWords *self)
{
  return (guint) json_array_size (self->list);
}

const char *
birge_words_get (BirgeWords *self, guint i, const char *key)
{
  return text_of (json_object_get (json_array_get (self->list, i), key));
}

const char *
birge_words_get_text (BirgeWords *self, guint i, const char *key, const char *tag)
{
  return text_of (json_object_get (json_object_get (json_array_get (self->list, i), key), tag));
}

void
birge_words_foreach (BirgeWords *self, guint i, const char *key, BirgeMetaTextFunc func, gpointer user_data)
{
  foreach_text (json_object_get (json_array_get (self->list, i), key), func, user_data);
}
