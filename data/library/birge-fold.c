/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-fold.h"

#include <string.h>

#define MAX_QUERY_WORDS 8
#define MAX_QUERY_BYTES 256
#define MAX_WORD_CHARS  40 /* longer ones are no words of a language */
#define PREFIX_CHARS    3  /* from here on a beginning says enough to look into texts */

/* Marks that are written within a word and typed in many ways, or not at all. */
static gboolean
is_silent (gunichar c)
{
  return c == '\'' || c == '`' || c == 0x00ad || c == 0x00b4 || (c >= 0x02b9 && c <= 0x02bf) || c == 0x02c8 ||
         c == 0x2018 || c == 0x2019 || c == 0x200c || c == 0x200d || c == 0xfeff || g_unichar_ismark (c);
}

static gboolean
is_han (gunichar c)
{
  return (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

typedef struct {
  GString *words;
  gunichar han;    /* last character of a run of Chinese, not yet written alone */
  guint    length; /* characters of the word being written */
} Folder;

static void
end_word (Folder *folder)
{
  if (folder->han != 0)
    {
      g_string_append_unichar (folder->words, folder->han);
      folder->length = 1;
    }
  if (folder->length > 0)
    g_string_append_c (folder->words, ' ');
  folder->han = 0;
  folder->length = 0;
}

static void
add_han (Folder *folder, gunichar c)
{
  if (folder->han == 0)
    end_word (folder);
  else
    {
      g_string_append_unichar (folder->words, folder->han);
      g_string_append_unichar (folder->words, c);
      g_string_append_c (folder->words, ' ');
    }
  folder->han = c;
}

static void
add_char (Folder *folder, gunichar c)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n_parts = 1;

  parts[0] = c;
  if (c >= 0x80)
    n_parts = g_unichar_fully_decompose (c, TRUE, parts, G_N_ELEMENTS (parts));
  for (gsize i = 0; i < n_parts; i++)
    {
      c = g_unichar_tolower (parts[i]);
      if (is_silent (c))
        continue;
      if (is_han (c))
        {
          add_han (folder, c);
          continue;
        }
      if (!g_unichar_isalnum (c) || folder->han != 0)
        end_word (folder);
      if (!g_unichar_isalnum (c) || folder->length >= MAX_WORD_CHARS)
        continue;
      g_string_append_unichar (folder->words, c);
      folder->length++;
    }
}

void
birge_fold_append (GString *words, const char *text)
{
  Folder folder = { words, 0, 0 };

  for (const char *p = text; *p != '\0';)
    {
      guchar byte = (guchar) *p;

      if ((byte >= 'a' && byte <= 'z') && folder.han == 0 && folder.length < MAX_WORD_CHARS)
        {
          g_string_append_c (words, (char) byte); /* the commonest case, without tables */
          folder.length++;
          p++;
          continue;
        }
      add_char (&folder, g_utf8_get_char (p));
      p = g_utf8_next_char (p);
    }
  end_word (&folder);
}

char *
birge_fold_query (const char *typed, gboolean whole_short)
{
  g_autoptr(GString) words = g_string_new (NULL);
  g_autoptr(GString) query = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (typed, (gssize) strnlen (typed, MAX_QUERY_BYTES));
  g_auto(GStrv) list = NULL;
  gboolean any_long = FALSE;
  guint n = 0;

  birge_fold_append (words, valid);
  list = g_strsplit (words->str, " ", -1);
  for (guint i = 0; list[i] != NULL && n < MAX_QUERY_WORDS; i++)
    {
      glong length = g_utf8_strlen (list[i], -1);
      gboolean han = length > 0 && is_han (g_utf8_get_char (list[i]));
      gboolean is_long = length >= PREFIX_CHARS || (han && length == 2);

      if (length == 0)
        continue;
      if (han && length == 1 && i > 0 && is_han (g_utf8_get_char (list[i - 1])))
        continue; /* the pair before it says it already */
      g_string_append_printf (query, "%s\"%s\"%s", n > 0 ? " " : "", list[i], is_long || !whole_short ? "*" : "");
      any_long = any_long || is_long;
      n++;
    }
  if (n == 0 || (whole_short && !any_long))
    return NULL;
  return g_strdup (query->str);
}
