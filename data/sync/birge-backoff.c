/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-backoff.h"

#include <string.h>

static double
real_random (gpointer unused)
{
  return g_random_double ();
}

gint64
birge_backoff_get_wait_s (guint fails, gint64 retry_after_s, BirgeRandom random, gpointer user_data)
{
  const guint doublings = CLAMP (fails, 1, 16) - 1;
  const gint64 most = MIN ((gint64) BIRGE_BACKOFF_FIRST_S << doublings, BIRGE_BACKOFF_MOST_S);
  const double part = (random != NULL ? random : real_random) (user_data);

  if (retry_after_s >= 0)
    {
      gint64 asked = MIN (retry_after_s, BIRGE_BACKOFF_MOST_S);

      return MAX (1, MIN (asked + (gint64) ((double) asked / 10 * part), BIRGE_BACKOFF_MOST_S));
    }
  return MAX (1, (gint64) ((double) most * part));
}

static gboolean
take_digits (const char **at, guint n, int *number)
{
  *number = 0;
  for (guint i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit (**at))
        return FALSE;
      *number = *number * 10 + (*(*at)++ - '0');
    }
  return TRUE;
}

static gboolean
take_text (const char **at, const char *text)
{
  if (!g_str_has_prefix (*at, text))
    return FALSE;
  *at += strlen (text);
  return TRUE;
}

/* Which of the three-letter words between spaces in @names stands here, from 1; 0 for none. */
static int
take_name (const char **at, const char *names)
{
  for (int i = 0; names[i * 3] != '\0'; i++)
    if (strncmp (*at, names + i * 3, 3) == 0)
      {
        *at += 3;
        return i + 1;
      }
  return 0;
}

gint64
birge_backoff_parse_http_date (const char *text)
{
  g_autoptr(GDateTime) date = NULL;
  int day = 0, month = 0, year = 0, hour = 0, minute = 0, second = 0;

  if (take_name (&text, "MonTueWedThuFriSatSun") == 0 || !take_text (&text, ", ") || !take_digits (&text, 2, &day) ||
      !take_text (&text, " "))
    return -1;
  month = take_name (&text, "JanFebMarAprMayJunJulAugSepOctNovDec");
  if (month == 0 || !take_text (&text, " ") || !take_digits (&text, 4, &year) || !take_text (&text, " ") ||
      !take_digits (&text, 2, &hour) || !take_text (&text, ":") || !take_digits (&text, 2, &minute) ||
      !take_text (&text, ":") || !take_digits (&text, 2, &second) || !g_str_equal (text, " GMT"))
    return -1;

  /* A leap second is the second before it; what else is no date has no GDateTime. */
  date = year < 1970 ? NULL : g_date_time_new_utc (year, month, day, hour, minute, MIN (second, 59));
  return date != NULL && second <= 60 ? g_date_time_to_unix (date) : -1;
}

gint64
birge_backoff_parse_retry_after (const char *text, gint64 now_s)
{
  gsize digits = strspn (text, "0123456789");
  gint64 date_s;

  if (digits > 0 && text[digits] == '\0')
    return digits > 9 ? BIRGE_BACKOFF_MOST_S : MIN (g_ascii_strtoll (text, NULL, 10), BIRGE_BACKOFF_MOST_S);
  date_s = birge_backoff_parse_http_date (text);
  return date_s < 0 ? -1 : CLAMP (date_s - now_s, 0, BIRGE_BACKOFF_MOST_S);
}
