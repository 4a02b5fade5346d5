/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-voice-text.h"

#include <string.h>

static gboolean
is_mark_of_direction (gunichar letter)
{
  return letter == 0x200E || letter == 0x200F || letter == 0x061C || (letter >= 0x202A && letter <= 0x202E) ||
         (letter >= 0x2066 && letter <= 0x2069);
}

/* White space as single spaces, none at the ends. */
static char *
tidy (const char *text)
{
  GString *tidied = g_string_new (NULL);
  gboolean space = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (is_mark_of_direction (letter))
        continue;
      if (g_unichar_isspace (letter))
        {
          space = tidied->len > 0;
          continue;
        }
      if (space)
        g_string_append_c (tidied, ' ');
      space = FALSE;
      g_string_append_unichar (tidied, letter);
    }
  return g_string_free (tidied, FALSE);
}

char *
birge_voice_text_dup_key (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);
  g_autofree char *tidied = tidy (composed != NULL ? composed : valid);
  char *key = g_compute_checksum_for_string (G_CHECKSUM_SHA256, tidied, -1);

  key[BIRGE_VOICE_KEY_LENGTH] = '\0';
  return key;
}

gboolean
birge_voice_text_is_key (const char *key)
{
  return strlen (key) == BIRGE_VOICE_KEY_LENGTH && strspn (key, "0123456789abcdef") == BIRGE_VOICE_KEY_LENGTH;
}

static void
add_units (const BirgeBlock *block, GPtrArray *units)
{
  if (block->runs->len > 0)
    g_ptr_array_add (units, (gpointer) block);
  for (guint i = 0; i < block->children->len; i++)
    add_units (g_ptr_array_index (block->children, i), units);
}

GPtrArray *
birge_voice_text_list_units (const BirgeBlock *document)
{
  GPtrArray *units = g_ptr_array_new ();

  g_return_val_if_fail (document != NULL, units);

  add_units (document, units);
  return units;
}
