/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-updates.h"

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (BirgeUpdates, birge_updates, G_TYPE_OBJECT)

static void
birge_updates_default_init (BirgeUpdatesInterface *iface)
{
  signals[CHANGED] = g_signal_new ("changed", BIRGE_TYPE_UPDATES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

const BirgeUpdatesState *
birge_updates_get_state (BirgeUpdates *self)
{
  g_return_val_if_fail (BIRGE_IS_UPDATES (self), NULL);

  return BIRGE_UPDATES_GET_IFACE (self)->get_state (self);
}

gboolean
birge_updates_has_servers (BirgeUpdates *self)
{
  g_return_val_if_fail (BIRGE_IS_UPDATES (self), FALSE);

  return BIRGE_UPDATES_GET_IFACE (self)->has_servers (self);
}

GPtrArray *
birge_updates_list_sticks (BirgeUpdates *self, BirgeUpdatesSticks *sticks)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_updates_stick_free);

  g_return_val_if_fail (BIRGE_IS_UPDATES (self) && sticks != NULL, list);

  *sticks = BIRGE_UPDATES_GET_IFACE (self)->list_sticks (self, list);
  return list;
}

gboolean
birge_updates_start (BirgeUpdates *self, BirgeUpdatesTask task, guint stick, BirgeUpdatesFlags flags)
{
  g_return_val_if_fail (BIRGE_IS_UPDATES (self), FALSE);

  if (birge_updates_get_state (self)->phase == BIRGE_UPDATES_RUNNING)
    return FALSE;
  return BIRGE_UPDATES_GET_IFACE (self)->start (self, task, stick, flags);
}

void
birge_updates_stop (BirgeUpdates *self)
{
  g_return_if_fail (BIRGE_IS_UPDATES (self));

  if (birge_updates_get_state (self)->phase == BIRGE_UPDATES_RUNNING)
    BIRGE_UPDATES_GET_IFACE (self)->stop (self);
}

void
birge_updates_forget (BirgeUpdates *self)
{
  g_return_if_fail (BIRGE_IS_UPDATES (self));

  if (birge_updates_get_state (self)->phase == BIRGE_UPDATES_ENDED)
    BIRGE_UPDATES_GET_IFACE (self)->forget (self);
}

void
birge_updates_changed (BirgeUpdates *self)
{
  g_return_if_fail (BIRGE_IS_UPDATES (self));

  g_signal_emit (self, signals[CHANGED], 0);
}

void
birge_updates_state_clear (BirgeUpdatesState *state)
{
  birge_preview_clear (&state->preview);
  g_free (state->issued);
  g_free (state->held);
  g_free (state->why);
  *state = (BirgeUpdatesState) { 0 };
}

BirgeUpdatesStick *
birge_updates_stick_new (guint id, const char *name, gint64 size_bytes)
{
  BirgeUpdatesStick *stick = g_new0 (BirgeUpdatesStick, 1);

  stick->id = id;
  stick->name = g_strdup (name);
  stick->size_bytes = size_bytes;
  return stick;
}

void
birge_updates_stick_free (BirgeUpdatesStick *stick)
{
  g_free (stick->name);
  g_free (stick);
}
