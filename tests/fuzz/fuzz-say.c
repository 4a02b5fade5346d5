/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz-formats.h"

#include "media/say/birge-say.h"

#include <string.h>

/* Any text becomes something to say, and everything that is said stands somewhere in it. */

static const struct {
  char        letter;
  const char *language;
} readers[] = {
  { 'k', "kk" }, { 'r', "ru" }, { 'u', "uz" }, { 'c', "uz-Cyrl" }, { 'y', "ky" }, { 't', "tr" }, { 'e', "en" }, { 'f', "fa" },
  { 'z', "zh-Hans" },
};

static void
check_part (const BirgeSayPart *part, gsize length)
{
  const BirgeSayText *said = part->said;

  g_assert (g_utf8_validate (said->text->str, (gssize) said->text->len, NULL));
  g_assert (said->origin->len == said->text->len);
  for (guint i = 0; i < said->origin->len; i++)
    {
      BirgeSayRange range = g_array_index (said->origin, BirgeSayRange, i);

      g_assert (range.start < range.end && range.end <= length);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr(GPtrArray) parts = NULL;
  g_autofree char *text = NULL;
  gsize chosen = 0;

  if (size < 2)
    return 0;
  chosen = fuzz_get_letter (data) % G_N_ELEMENTS (readers);
  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    if (readers[i].letter == fuzz_get_letter (data))
      chosen = i;

  text = g_utf8_make_valid ((const char *) data + 1, (gssize) size - 1);
  parts = birge_say_prepare (readers[chosen].language, text);
  g_assert (parts != NULL);
  for (guint i = 0; i < parts->len; i++)
    check_part (g_ptr_array_index (parts, i), strlen (text));
  return 0;
}
