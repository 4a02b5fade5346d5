/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/say/birge-say-private.h"

#include <string.h>

BirgeSayText *
_birge_say_text_new (void)
{
  BirgeSayText *self = g_new0 (BirgeSayText, 1);

  self->text = g_string_new (NULL);
  self->origin = g_array_new (FALSE, FALSE, sizeof (BirgeSayRange));
  return self;
}

/* Each letter stands where it stands. */
BirgeSayText *
_birge_say_text_new_shown (const char *text)
{
  BirgeSayText *self = _birge_say_text_new ();
  const char *end = text + strlen (text);

  g_string_append_len (self->text, text, end - text);
  for (const char *at = text; at < end; at = g_utf8_next_char (at))
    {
      BirgeSayRange letter = { (guint32) (at - text), (guint32) (g_utf8_next_char (at) - text) };

      for (guint32 i = letter.start; i < letter.end; i++)
        g_array_append_val (self->origin, letter);
    }
  return self;
}

void
_birge_say_text_free (BirgeSayText *self)
{
  if (self == NULL)
    return;

  g_string_free (self->text, TRUE);
  g_array_unref (self->origin);
  g_free (self);
}

void
_birge_say_text_copy (BirgeSayText       *self,
                      const BirgeSayText *from,
                      gsize               start,
                      gsize               end)
{
  g_string_append_len (self->text, from->text->str + start, (gssize) (end - start));
  g_array_append_vals (self->origin, &g_array_index (from->origin, BirgeSayRange, start), (guint) (end - start));
}

void
_birge_say_text_put (BirgeSayText       *self,
                     const BirgeSayText *from,
                     gsize               start,
                     gsize               end,
                     const char         *words)
{
  BirgeSayRange place = {
    g_array_index (from->origin, BirgeSayRange, start).start,
    g_array_index (from->origin, BirgeSayRange, end - 1).end,
  };

  g_string_append (self->text, words);
  for (gsize i = strlen (words); i > 0; i--)
    g_array_append_val (self->origin, place);
}
