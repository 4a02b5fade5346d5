/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-text-private.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

static guint
line_of (const char *data, const char *where)
{
  guint line = 1;

  for (const char *p = data; p < where; p++)
    line += *p == '\n';
  return line;
}

/**
 * _birge_text_from_bytes:
 *
 * The first step of every reader of editors' text: bounds the size and lets only UTF-8 without NUL through. A byte
 * order mark, which spreadsheets like to write, is taken off.
 *
 * Errors: problems `too-large`, `nul-byte`, `invalid-utf8`, and then NULL.
 */
char *
_birge_text_from_bytes (GBytes *bytes, gsize max_bytes, const char *file, BirgeProblems *problems)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *end = NULL;

  if (size == 0)
    return g_strdup ("");

  if (size > max_bytes)
    {
      g_autofree char *what = g_strdup_printf ("the file has %" G_GSIZE_FORMAT " bytes", size);
      g_autofree char *why = g_strdup_printf ("such a file has at most %" G_GSIZE_FORMAT, max_bytes);

      birge_problems_add (problems, BIRGE_PROBLEM_ERROR, file, 0, "too-large", what, why, "split it or take something out");
      return NULL;
    }

  end = memchr (data, '\0', size);
  if (end != NULL)
    {
      birge_problems_add (problems, BIRGE_PROBLEM_ERROR, file, line_of (data, end), "nul-byte",
                          "there is a NUL byte", "text has none, so this may be another kind of file",
                          "save it as text in UTF-8");
      return NULL;
    }

  if (!g_utf8_validate (data, size, &end))
    {
      birge_problems_add (problems, BIRGE_PROBLEM_ERROR, file, line_of (data, end), "invalid-utf8",
                          "the letters cannot be read", "the file is not UTF-8", "save it as UTF-8");
      return NULL;
    }

  if (size >= strlen (BYTE_ORDER_MARK) && memcmp (data, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0)
    {
      data += strlen (BYTE_ORDER_MARK);
      size -= strlen (BYTE_ORDER_MARK);
    }
  return g_strndup (data, size);
}
