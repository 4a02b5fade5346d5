/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BIRGE_TYPE_SLOT (birge_slot_get_type ())
G_DECLARE_FINAL_TYPE (BirgeSlot, birge_slot, BIRGE, SLOT, GtkWidget)

/* A place for one widget, which may be replaced at any time, even under a finger. */
GtkWidget *birge_slot_new       (void);
/* @child: (nullable): shown from now on, in the room of the slot. */
void       birge_slot_set_child (BirgeSlot *self,
                                 GtkWidget *child);

G_END_DECLS
