/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/say/birge-say.h"
#include "media/say/birge-say-private.h"

#include "data/formats/birge-language.h"
#include "data/formats/birge-uzbek.h"
#include "media/birge-pcm-private.h"

#include <string.h>

#define CHINESE "zh-Hans"

static void
part_free (gpointer data)
{
  BirgeSayPart *self = data;

  g_free (self->voice);
  _birge_say_text_free (self->said);
  g_free (self);
}

/* No voice reads Cyrillic Uzbek: it is spoken from the letters it was derived from, word by word, so that each word still
 * knows its place. */
static BirgeSayText *
to_latin (const BirgeSayText *cyrillic)
{
  const char *text = cyrillic->text->str, *at = text;
  BirgeSayText *latin = _birge_say_text_new ();

  while (*at != '\0')
    {
      const char *end = at;
      g_autofree char *word = NULL;
      g_autofree char *written = NULL;

      while (g_unichar_isalpha (g_utf8_get_char (end)))
        end = g_utf8_next_char (end);
      if (end == at)
        end = g_utf8_next_char (at);
      word = g_strndup (at, (gsize) (end - at));
      written = birge_uz_to_latin (word);
      if (strcmp (word, written) == 0)
        _birge_say_text_copy (latin, cyrillic, (gsize) (at - text), (gsize) (end - text));
      else
        _birge_say_text_put (latin, cyrillic, (gsize) (at - text), (gsize) (end - text), written);
      at = end;
    }
  return latin;
}

/* Of a stretch of Cyrillic: Kazakh letters tell Kazakh from Russian. */
static const char *
get_cyrillic_voice (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar letter = g_utf8_get_char (text);
      GUnicodeScript script = g_unichar_get_script (letter);

      if (script != G_UNICODE_SCRIPT_CYRILLIC && script != G_UNICODE_SCRIPT_COMMON)
        break;
      if (g_utf8_strchr ("әғқңөұүһіӘҒҚҢӨҰҮҺІ", -1, letter) != NULL && _birge_espeak_has_voice ("kk"))
        return "kk";
    }
  return "ru";
}

/* A voice that meets letters of another script spells them, or worse: the pinyin voice reads English as pinyin. Those
 * words are left to a voice that knows them. @current: that of the letter before. */
static const char *
get_voice_of_letter (const char *language,
                     const char *own,
                     const char *current,
                     const char *text)
{
  gunichar letter = g_utf8_get_char (text);
  GUnicodeScript script = g_unichar_get_script (letter);
  gboolean cyrillic_own = strcmp (language, "kk") == 0 || strcmp (language, "ru") == 0 || strcmp (language, "ky") == 0;

  if (script == G_UNICODE_SCRIPT_CYRILLIC && (cyrillic_own || !_birge_espeak_has_voice ("ru")))
    return own;
  if (script == G_UNICODE_SCRIPT_CYRILLIC)
    return strcmp (current, "ru") == 0 || strcmp (current, "kk") == 0 ? current : get_cyrillic_voice (text);
  if (script == G_UNICODE_SCRIPT_LATIN)
    return strcmp (language, CHINESE) == 0 && _birge_espeak_has_voice ("en") ? "en" : own;
  if (script == G_UNICODE_SCRIPT_COMMON && letter >= 0x3000) /* Chinese marks, which only the way to pinyin knows */
    return own;

  return script == G_UNICODE_SCRIPT_COMMON || script == G_UNICODE_SCRIPT_INHERITED ? NULL : own;
}

static void
add_part (GPtrArray          *parts,
          const BirgeSayText *whole,
          gsize               start,
          gsize               end,
          const char         *voice)
{
  BirgeSayPart *part;

  if (start == end)
    return;

  part = g_new0 (BirgeSayPart, 1);
  part->voice = g_strdup (voice);
  part->said = _birge_say_text_new ();
  _birge_say_text_copy (part->said, whole, start, end);
  g_ptr_array_add (parts, part);
}

/* Where another script begins, another voice does; what stands between, such as a space, goes with what came before. */
static GPtrArray *
split_by_voice (const BirgeSayText *whole,
                const char         *language,
                const char         *own)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (part_free);
  const char *text = whole->text->str;
  const char *current = own;
  gsize start = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      const char *voice = get_voice_of_letter (language, own, current, at);

      if (voice == NULL || voice == current || strcmp (voice, current) == 0)
        continue;
      add_part (parts, whole, start, (gsize) (at - text), current);
      start = (gsize) (at - text);
      current = voice;
    }
  add_part (parts, whole, start, whole->text->len, current);
  return parts;
}

static gboolean
read_as_pinyin (GPtrArray  *parts,
                const char *own)
{
  for (guint i = 0; i < parts->len; i++)
    {
      BirgeSayPart *part = g_ptr_array_index (parts, i);
      BirgeSayText *pinyin;

      if (strcmp (part->voice, own) != 0)
        continue;
      pinyin = _birge_pinyin_read (part->said);
      if (pinyin == NULL)
        return FALSE;
      _birge_say_text_free (part->said);
      part->said = pinyin;
    }
  return TRUE;
}

GPtrArray *
birge_say_prepare (const char *language,
                    const char *text)
{
  const BirgeLanguage *known = birge_language_find (language);
  const char *voice = known != NULL ? birge_language_get_voice (known) : NULL;
  const char *origin = known != NULL ? birge_language_get_derived_from (known) : NULL;
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr(BirgeSayText) shown = NULL;
  g_autoptr(BirgeSayText) words = NULL;
  g_autoptr(GPtrArray) parts = NULL;
  const char *tag;

  if (voice == NULL)
    return NULL;

  tag = origin != NULL ? origin : birge_language_get_tag (known);
  shown = _birge_say_text_new_shown (valid);
  if (g_strcmp0 (origin, "uz") == 0)
    {
      BirgeSayText *latin = to_latin (shown);

      _birge_say_text_free (shown);
      shown = latin;
    }
  words = _birge_say_words (shown, tag);
  parts = split_by_voice (words, tag, voice);
  if (strcmp (tag, CHINESE) == 0 && !read_as_pinyin (parts, voice))
    return NULL;

  return g_steal_pointer (&parts);
}

gboolean
birge_say_part_find (const BirgeSayPart *part,
                      gsize               first,
                      gsize               n,
                      BirgeSayRange      *place)
{
  const char *text = part->said->text->str;
  const char *start = text, *end;

  while (first > 0 && *start != '\0')
    {
      start = g_utf8_next_char (start);
      first--;
    }
  for (end = start; n > 0 && *end != '\0'; n--)
    end = g_utf8_next_char (end);
  if (start == end)
    return FALSE;

  place->start = g_array_index (part->said->origin, BirgeSayRange, start - text).start;
  place->end = g_array_index (part->said->origin, BirgeSayRange, end - text - 1).end;
  return TRUE;
}
