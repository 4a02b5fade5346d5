/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-session.h"

#include <string.h>

/* A visitor who walks in circles must not fill the memory. */
#define MAX_HISTORY 64

#define DEFAULT_LETTER_SIZE 1

struct _BirgeSession
{
  GObject    parent_instance;
  char      *language;
  char      *second_language;
  char      *query;
  GPtrArray *history; /* of BirgeRoute */
  guint      letter_size;
  int        volume;
  int        first_volume;
  gboolean   contrast;
  gboolean   lowered;
};

enum { PROP_0, PROP_LANGUAGE, PROP_SECOND_LANGUAGE, PROP_LETTER_SIZE, PROP_CONTRAST, PROP_LOWERED, PROP_VOLUME, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (BirgeSession, birge_session, G_TYPE_OBJECT)

static const double letter_scales[BIRGE_SESSION_N_LETTER_SIZES] = { 0.85, 1.0, 1.25, 1.5 };

/* The visitor's words are overwritten before the memory is given back. */
static void
wipe (char **text)
{
  if (*text != NULL)
    explicit_bzero (*text, strlen (*text));
  g_clear_pointer (text, g_free);
}

static void
set_text (BirgeSession *self, char **field, const char *text, GParamSpec *pspec)
{
  if (g_strcmp0 (*field, text) == 0)
    return;
  wipe (field);
  *field = g_strdup (text);
  if (pspec != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

const char *
birge_session_get_language (BirgeSession *self)
{
  return self->language;
}

void
birge_session_set_language (BirgeSession *self, const char *tag)
{
  g_return_if_fail (BIRGE_IS_SESSION (self));
  set_text (self, &self->language, tag, props[PROP_LANGUAGE]);
}

const char *
birge_session_get_second_language (BirgeSession *self)
{
  if (self->second_language != NULL)
    return self->second_language;
  return g_strcmp0 (self->language, "kk") == 0 ? "ru" : "kk";
}

void
birge_session_set_second_language (BirgeSession *self, const char *tag)
{
  g_return_if_fail (BIRGE_IS_SESSION (self));
  set_text (self, &self->second_language, tag, props[PROP_SECOND_LANGUAGE]);
}

guint
birge_session_get_letter_size (BirgeSession *self)
{
  return self->letter_size;
}

void
birge_session_set_letter_size (BirgeSession *self, guint size)
{
  g_return_if_fail (BIRGE_IS_SESSION (self));
  g_return_if_fail (size < BIRGE_SESSION_N_LETTER_SIZES);

  if (size == self->letter_size)
    return;
  self->letter_size = size;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LETTER_SIZE]);
}

double
birge_session_get_letter_scale (BirgeSession *self)
{
  return letter_scales[self->letter_size];
}

gboolean
birge_session_get_contrast (BirgeSession *self)
{
  return self->contrast;
}

void
birge_session_set_contrast (BirgeSession *self, gboolean high)
{
  g_return_if_fail (BIRGE_IS_SESSION (self));

  if (high == self->contrast)
    return;
  self->contrast = high;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTRAST]);
}

gboolean
birge_session_get_lowered (BirgeSession *self)
{
  return self->lowered;
}

void
birge_session_set_lowered (BirgeSession *self, gboolean lowered)
{
  g_return_if_fail (BIRGE_IS_SESSION (self));

  if (lowered == self->lowered)
    return;
  self->lowered = lowered;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOWERED]);
}

int
birge_session_get_volume (BirgeSession *self)
{
  return self->volume;
}

void
birge_session_set_volume (BirgeSession *self, int volume)
{
  g_return_if_fail (BIRGE_IS_SESSION (self));

  volume = CLAMP (volume, 0, 100);
  if (volume == self->volume)
    return;
  self->volume = volume;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VOLUME]);
}

const char *
birge_session_get_query (BirgeSession *self)
{
  return self->query != NULL ? self->query : "";
}

void
birge_session_set_query (BirgeSession *self, const char *query)
{
  g_return_if_fail (BIRGE_IS_SESSION (self));
  set_text (self, &self->query, query, NULL);
}

gboolean
birge_session_is_new (BirgeSession *self)
{
  const BirgeRoute *here = birge_session_peek (self);

  return (here == NULL || (here->place == BIRGE_PLACE_WALL && self->history->len == 1)) && self->language == NULL &&
         self->second_language == NULL && *birge_session_get_query (self) == '\0' && self->letter_size == DEFAULT_LETTER_SIZE &&
         !self->contrast && !self->lowered && self->volume == self->first_volume;
}

void
birge_session_push (BirgeSession *self, const BirgeRoute *route)
{
  g_return_if_fail (BIRGE_IS_SESSION (self));

  if (self->history->len >= MAX_HISTORY)
    g_ptr_array_remove_index (self->history, 1); /* the first entry is home */
  g_ptr_array_add (self->history, birge_route_copy (route));
}

const BirgeRoute *
birge_session_peek (BirgeSession *self)
{
  return self->history->len == 0 ? NULL : g_ptr_array_index (self->history, self->history->len - 1);
}

void
birge_session_replace (BirgeSession *self, const BirgeRoute *route)
{
  g_return_if_fail (BIRGE_IS_SESSION (self));
  g_return_if_fail (self->history->len > 0);

  birge_route_free (g_ptr_array_index (self->history, self->history->len - 1));
  g_ptr_array_index (self->history, self->history->len - 1) = birge_route_copy (route);
}

gboolean
birge_session_pop (BirgeSession *self)
{
  if (self->history->len <= 1)
    return FALSE;
  g_ptr_array_set_size (self->history, (int) self->history->len - 1);
  return TRUE;
}

void
birge_session_clear_history (BirgeSession *self)
{
  g_ptr_array_set_size (self->history, 0);
}

static void
birge_session_finalize (GObject *object)
{
  BirgeSession *self = BIRGE_SESSION (object);

  wipe (&self->query);
  wipe (&self->language);
  wipe (&self->second_language);
  g_ptr_array_unref (self->history);
  G_OBJECT_CLASS (birge_session_parent_class)->finalize (object);
}

static void
birge_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BirgeSession *self = BIRGE_SESSION (object);

  switch (id)
    {
    case PROP_LANGUAGE:
      g_value_set_string (value, self->language);
      break;
    case PROP_SECOND_LANGUAGE:
      g_value_set_string (value, birge_session_get_second_language (self));
      break;
    case PROP_LETTER_SIZE:
      g_value_set_uint (value, self->letter_size);
      break;
    case PROP_CONTRAST:
      g_value_set_boolean (value, self->contrast);
      break;
    case PROP_LOWERED:
      g_value_set_boolean (value, self->lowered);
      break;
    case PROP_VOLUME:
      g_value_set_int (value, self->volume);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
birge_session_class_init (BirgeSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = birge_session_finalize;
  object_class->get_property = birge_session_get_property;
  props[PROP_LANGUAGE] = g_param_spec_string ("language", NULL, NULL, NULL, flags);
  props[PROP_SECOND_LANGUAGE] = g_param_spec_string ("second-language", NULL, NULL, NULL, flags);
  props[PROP_LETTER_SIZE] = g_param_spec_uint ("letter-size", NULL, NULL, 0, BIRGE_SESSION_N_LETTER_SIZES - 1, DEFAULT_LETTER_SIZE, flags);
  props[PROP_CONTRAST] = g_param_spec_boolean ("contrast", NULL, NULL, FALSE, flags);
  props[PROP_LOWERED] = g_param_spec_boolean ("lowered", NULL, NULL, FALSE, flags);
  props[PROP_VOLUME] = g_param_spec_int ("volume", NULL, NULL, 0, 100, 60, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
birge_session_init (BirgeSession *self)
{
  self->letter_size = DEFAULT_LETTER_SIZE;
  self->history = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_route_free);
}

BirgeSession *
birge_session_new (int volume)
{
  BirgeSession *self = g_object_new (BIRGE_TYPE_SESSION, NULL);

  self->volume = self->first_volume = CLAMP (volume, 0, 100);
  return self;
}
