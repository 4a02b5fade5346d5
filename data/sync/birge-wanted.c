/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-wanted.h"

#define PINNED_PRIORITY 0
#define MAX_LANGUAGES   64
#define SIZE_CLASSES    32

/* The larger the later, a class per power of two from a megabyte up: below that, neighbours in a pack matter more. */
static guint
get_size_class (gint64 bytes)
{
  guint class = 0;

  for (gint64 left = bytes >> 20; left > 0 && class < SIZE_CLASSES - 1; left >>= 1)
    class++;
  return class;
}

static guint
get_language_rank (const BirgeSettings *settings, const char *lang)
{
  if (settings == NULL || lang == NULL)
    return 0;
  for (guint i = 0; settings->languages[i] != NULL && i < MAX_LANGUAGES - 1; i++)
    if (g_str_equal (settings->languages[i], lang))
      return i;
  return MAX_LANGUAGES - 1;
}

static gboolean
is_pinned (const BirgeSettings *settings, const char *id)
{
  return settings != NULL && g_strv_contains ((const char *const *) settings->pinned, id);
}

static guint
get_priority (const BirgeCataloguePart *part, const BirgeSettings *settings)
{
  if (is_pinned (settings, part->id))
    return PINNED_PRIORITY;
  return 1 + (part->tier * MAX_LANGUAGES + get_language_rank (settings, part->lang)) * SIZE_CLASSES + get_size_class (part->len);
}

static gint
compare_wants (gconstpointer a, gconstpointer b)
{
  const BirgeWant *first = *(BirgeWant *const *) a;
  const BirgeWant *second = *(BirgeWant *const *) b;

  return (first->priority > second->priority) - (first->priority < second->priority);
}

GPtrArray *
birge_wanted_new (const BirgeRelease *release, BirgeIncoming *incoming, const BirgeSettings *settings)
{
  GPtrArray *wants = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_want_free);

  for (guint i = 0; i < release->parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (release->parts, i);

      if (part->min <= BIRGE_FEATURE_LEVEL && !birge_incoming_has (incoming, part))
        g_ptr_array_add (wants, birge_want_new (part, get_priority (part, settings)));
    }
  g_ptr_array_sort (wants, compare_wants); /* stable */
  return wants;
}

GPtrArray *
birge_wanted_of_tier (GPtrArray *wants, guint tier)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < wants->len; i++)
    {
      BirgeWant *want = g_ptr_array_index (wants, i);
      guint step = want->priority == PINNED_PRIORITY ? 0 : want->part->tier;

      if (step == tier && want->state == BIRGE_WANT_WAITING)
        g_ptr_array_add (chosen, want);
    }
  return chosen;
}

gboolean
birge_wanted_is_film_hour (const BirgeSettings *settings, int hour)
{
  if (settings->from_hour == settings->to_hour)
    return TRUE;
  if (settings->from_hour < settings->to_hour)
    return hour >= settings->from_hour && hour < settings->to_hour;
  return hour >= settings->from_hour || hour < settings->to_hour;
}
