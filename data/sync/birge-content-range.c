/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-content-range.h"

#define MAX_DIGITS 18 /* so that no number and no sum of two overflows */

typedef struct {
  const char *at;
  const char *end;
} Cursor;

static gboolean
take_char (Cursor *cursor, char wanted)
{
  if (cursor->at == cursor->end || *cursor->at != wanted)
    return FALSE;
  cursor->at++;
  return TRUE;
}

static gboolean
take_number (Cursor *cursor, gint64 *number)
{
  const char *start = cursor->at;

  *number = 0;
  while (cursor->at < cursor->end && g_ascii_isdigit (*cursor->at) && cursor->at - start < MAX_DIGITS)
    *number = *number * 10 + (*cursor->at++ - '0');
  return cursor->at > start;
}

/* The unit, in any case, and the one space behind it. */
static gboolean
take_unit (Cursor *cursor)
{
  static const char unit[] = "bytes ";
  const gsize length = sizeof unit - 1;

  if ((gsize) (cursor->end - cursor->at) < length || g_ascii_strncasecmp (cursor->at, unit, length) != 0)
    return FALSE;
  cursor->at += length;
  return TRUE;
}

gboolean
birge_content_range_parse (const char *text, gsize length, BirgeContentRange *range)
{
  Cursor cursor = { text, text + length };
  gint64 first = -1, last = -1, total = -1;

  if (!take_unit (&cursor))
    return FALSE;
  if (take_char (&cursor, '*'))
    {
      if (!take_char (&cursor, '/') || !take_number (&cursor, &total))
        return FALSE;
    }
  else if (!take_number (&cursor, &first) || !take_char (&cursor, '-') || !take_number (&cursor, &last) ||
           !take_char (&cursor, '/') || !(take_char (&cursor, '*') || take_number (&cursor, &total)))
    return FALSE;
  if (cursor.at != cursor.end || last < first || (total >= 0 && last >= total))
    return FALSE;

  *range = (BirgeContentRange) { first, last, total };
  return TRUE;
}
