/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-compile"

#include "data/compile/birge-source-private.h"

#include <stdlib.h>

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

/* (transfer full) (nullable): the words that recording @number reads */
static char *
dup_words (const BirgeSourceItem *item, int slot, guint number)
{
  const BirgeSourceText *text = find_text (item, slot);
  g_autoptr(BirgeBlock) document = NULL;
  g_autoptr(GPtrArray) units = NULL;

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
