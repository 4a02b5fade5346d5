/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-idle.h"

#define WORDS_PER_MINUTE 90
#define MOST_SECONDS (4 * 60)

guint
birge_idle_get_seconds (const BirgeIdle *self, guint words)
{
  guint reading = MIN (words * 60 / WORDS_PER_MINUTE, MOST_SECONDS);

  return self->fixed ? self->base_seconds : MAX (self->base_seconds, reading);
}

void
birge_idle_touch (BirgeIdle *self, gint64 now_us)
{
  self->last_us = now_us;
}

BirgeIdleState
birge_idle_tick (BirgeIdle *self, gint64 now_us, guint words, gboolean busy, guint *left_seconds)
{
  gint64 quiet_s, limit_s = birge_idle_get_seconds (self, words);

  if (busy)
    self->last_us = now_us;
  quiet_s = (now_us - self->last_us) / G_USEC_PER_SEC;
  if (left_seconds != NULL)
    *left_seconds = (guint) CLAMP (limit_s + BIRGE_IDLE_ASK_SECONDS - quiet_s, 0, BIRGE_IDLE_ASK_SECONDS);
  if (quiet_s < limit_s)
    return BIRGE_IDLE_ACTIVE;
  return quiet_s < limit_s + BIRGE_IDLE_ASK_SECONDS ? BIRGE_IDLE_ASKING : BIRGE_IDLE_OVER;
}
