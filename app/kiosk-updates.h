/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/state/birge-state.h"
#include "ui/shell/birge-updates.h"

G_BEGIN_DECLS

/* New content for this kiosk: `birge sync` and `birge rollback` do the work, as subprocesses that outlive any page; here they
 * are started, listened to and stopped, and the stick they read from is opened and closed. This process opens no socket of a
 * network. Main thread only. */
#define KIOSK_TYPE_UPDATES (kiosk_updates_get_type ())
G_DECLARE_FINAL_TYPE (KioskUpdates, kiosk_updates, KIOSK, UPDATES, GObject)

typedef struct {
  const char *state_dir;
  const char *config;       /* settings file somebody named, or NULL */
  gboolean    has_servers;
  const char *stick_folder; /* looked at in place of sticks, or NULL */
} KioskUpdatesOptions;

/* Copies @options. @state: where it is logged what the staff asked for. */
KioskUpdates *kiosk_updates_new   (const KioskUpdatesOptions *options,
                                   BirgeState                *state);
/* Whatever is at work is asked to end; before the last unref. */
void          kiosk_updates_close (KioskUpdates              *self);

G_END_DECLS
