/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-route.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (BirgeRoute, birge_route, birge_route_copy, birge_route_free)

static const struct
{
  const char *prefix;
  BirgePlace  place;
} kinds[] = {
  { "guide/", BIRGE_PLACE_GUIDE },   { "topic/", BIRGE_PLACE_GUIDE },    { "notice/", BIRGE_PLACE_GUIDE },
  { "film/", BIRGE_PLACE_FILM },     { "course/", BIRGE_PLACE_COURSE },  { "lesson/", BIRGE_PLACE_LESSON },
  { "place/", BIRGE_PLACE_CONTACT },
};

BirgeRoute *
birge_route_new (BirgePlace place, const char *item, const char *anchor, gint64 position)
{
  BirgeRoute *self = g_new0 (BirgeRoute, 1);

  self->place = place;
  self->item = g_strdup (item);
  self->anchor = g_strdup (anchor);
  self->position = position;
  return self;
}

BirgeRoute *
birge_route_new_for_item (const char *item)
{
  g_return_val_if_fail (item != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (item, kinds[i].prefix) && item[strlen (kinds[i].prefix)] != '\0')
      return birge_route_new (kinds[i].place, item, NULL, 0);
  return NULL;
}

BirgeRoute *
birge_route_copy (const BirgeRoute *self)
{
  return birge_route_with_position (self, self->position);
}

BirgeRoute *
birge_route_with_position (const BirgeRoute *self, gint64 position)
{
  return birge_route_new (self->place, self->item, self->anchor, position);
}

void
birge_route_free (BirgeRoute *self)
{
  if (self == NULL)
    return;
  g_free (self->item);
  g_free (self->anchor);
  g_free (self);
}

gboolean
birge_route_same (const BirgeRoute *a, const BirgeRoute *b)
{
  return a->place == b->place && g_strcmp0 (a->item, b->item) == 0 && g_strcmp0 (a->anchor, b->anchor) == 0;
}
