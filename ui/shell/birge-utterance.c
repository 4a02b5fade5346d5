/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-utterance.h"

BirgeUtterance *
birge_utterance_new (const char *text, const char *language, const char *recording_path)
{
  BirgeUtterance *self = g_new0 (BirgeUtterance, 1);

  self->text = g_strdup (text);
  self->language = g_strdup (language);
  self->recording_path = g_strdup (recording_path);
  return self;
}

void
birge_utterance_free (BirgeUtterance *self)
{
  if (self == NULL)
    return;
  g_free ((char *) self->text);
  g_free ((char *) self->language);
  g_free ((char *) self->recording_path);
  g_free (self);
}

GPtrArray *
birge_utterances_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) birge_utterance_free);
}

void
birge_utterances_add (GPtrArray *utterances, const char *text, const char *language)
{
  if (text != NULL && *text != '\0')
    g_ptr_array_add (utterances, birge_utterance_new (text, language, NULL));
}
