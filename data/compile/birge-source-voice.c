/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-compile"

#include "data/compile/birge-source-private.h"

#include <stdlib.h>
#include <string.h>

#include "data/formats/birge-voice-text.h"

static const BirgeSourceText *
find_text (const BirgeSourceItem *item, int slot)
{
  for (guint i = 0; i < item->texts->len; i++)
    {
      const BirgeSourceText *text = g_ptr_array_index (item->texts, i);

      if ((int) text->slot == slot)
        return text;
    }
  return NULL;
}

const char *
_birge_source_get_line (const BirgeSourceItem *item, guint slot, guint scene)
{
  if (scene == 0 || scene > item->lines->len)
    return NULL;
  return ((const BirgeTexts *) g_ptr_array_index (item->lines, scene - 1))->text[slot];
}

/* (transfer full) (nullable): the words that recording @number reads */
static char *
dup_words (const BirgeSourceItem *item, int slot, guint number)
{
  const BirgeSourceText *text = find_text (item, slot);
  g_autoptr(BirgeBlock) document = NULL;
  g_autoptr(GPtrArray) units = NULL;

  if (item->kind == BIRGE_KIND_FILM)
    return g_strdup (_birge_source_get_line (item, (guint) slot, number));
  if (number == 0)
    return g_strdup (item->title.text[slot]);
  document = text != NULL ? birge_block_from_bytes (text->blocks, NULL) : NULL;
  units = document != NULL ? birge_voice_text_list_units (document) : NULL;
  return units != NULL && number <= units->len ? birge_block_dup_text (g_ptr_array_index (units, number - 1), NULL, NULL) : NULL;
}

gboolean
_birge_source_voice_is_right (const BirgeSourceItem *item, const BirgeSourceFile *voice)
{
  g_autofree char *words = NULL;
  g_autofree char *key = NULL;

  if (voice->made_for == NULL || item->kind == BIRGE_KIND_SHARED)
    return TRUE; /* nobody knows better; the name of a shared one is its text's */
  words = dup_words (item, voice->slot, (guint) atoi (voice->name));
  key = words != NULL ? birge_voice_text_dup_key (words) : NULL;
  return key == NULL || g_str_equal (key, voice->made_for); /* of no paragraph at all: that is told as such */
}

gboolean
_birge_source_voice_has_text (const BirgeSourceItem *item, const BirgeSourceFile *voice)
{
  const BirgeSourceText *text = find_text (item, voice->slot);
  guint number = (guint) atoi (voice->name);

  if (item->kind == BIRGE_KIND_FILM)
    return _birge_source_get_line (item, (guint) voice->slot, number) != NULL;
  return (item->kind & BIRGE_KINDS_WITH_TEXT) == 0 || (text != NULL && number <= text->n_units);
}

gboolean
_birge_source_has_voice (const BirgeSourceItem *item, guint slot, guint number)
{
  g_autofree char *name = g_strdup_printf ("%02u", number);

  for (guint i = 0; i < item->voices->len; i++)
    {
      const BirgeSourceFile *voice = g_ptr_array_index (item->voices, i);

      if (voice->slot == (int) slot && strcmp (voice->name, name) == 0 && _birge_source_voice_is_right (item, voice))
        return TRUE;
    }
  return FALSE;
}
