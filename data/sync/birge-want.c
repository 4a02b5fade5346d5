/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-want.h"

BirgeWant *
birge_want_new (const BirgeCataloguePart *part, guint priority)
{
  BirgeWant *self = g_new0 (BirgeWant, 1);

  self->part = part;
  self->priority = priority;
  return self;
}

void
birge_want_free (BirgeWant *self)
{
  g_free (self);
}
