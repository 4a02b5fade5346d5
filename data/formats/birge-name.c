/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-name.h"

#include <string.h>

#define MAX_SEGMENTS 4
#define MAX_TAG_LENGTH 35 /* RFC 5646, section 4.4.1 */

static gboolean
is_segment (const char *text, gsize length)
{
  if (length == 0 || text[0] == '-' || text[length - 1] == '-')
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_islower (text[i]) && !g_ascii_isdigit (text[i]) && text[i] != '-')
      return FALSE;
  return TRUE;
}

static gboolean
has_segments (const char *text, guint least)
{
  guint n = 0;

  if (text == NULL || strlen (text) > BIRGE_NAME_MAX_LENGTH)
    return FALSE;

  for (const char *start = text; start != NULL;)
    {
      const char *slash = strchr (start, '/');

      if (!is_segment (start, slash != NULL ? (gsize) (slash - start) : strlen (start)))
        return FALSE;
      n++;
      start = slash != NULL ? slash + 1 : NULL;
    }
  return n >= least && n <= MAX_SEGMENTS;
}

gboolean
birge_name_is_name (const char *text)
{
  return text != NULL && strlen (text) <= BIRGE_NAME_MAX_LENGTH && is_segment (text, strlen (text));
}

gboolean
birge_name_is_item_id (const char *text)
{
  return has_segments (text, 2);
}

gboolean
birge_name_is_part (const char *text)
{
  return has_segments (text, 1);
}

gboolean
birge_name_is_tag (const char *text)
{
  gsize run = 0;

  if (text == NULL || !g_ascii_isalpha (text[0]) || strlen (text) > MAX_TAG_LENGTH)
    return FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_isalnum (*p))
        run++;
      else if (*p == '-' && run > 0)
        run = 0;
      else
        return FALSE;
      if (run > 8)
        return FALSE;
    }
  return run > 0 && strlen (text) >= 2;
}

gboolean
birge_name_is_date (const char *text)
{
  if (text == NULL || strlen (text) != strlen ("2026-11-23") || text[4] != '-' || text[7] != '-')
    return FALSE;

  for (guint i = 0; i < 10; i++)
    if (i != 4 && i != 7 && !g_ascii_isdigit (text[i]))
      return FALSE;

  return g_date_valid_dmy ((GDateDay) g_ascii_strtoull (text + 8, NULL, 10),
                           (GDateMonth) g_ascii_strtoull (text + 5, NULL, 10),
                           (GDateYear) g_ascii_strtoull (text, NULL, 10));
}
