/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/widgets/birge-slot.h"

#include "ui/widgets/birge-fingers.h"

struct _BirgeSlot
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (BirgeSlot, birge_slot, GTK_TYPE_WIDGET)

static void
birge_slot_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (birge_slot_parent_class)->dispose (object);
}

static void
birge_slot_class_init (BirgeSlotClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = birge_slot_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "slot");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
birge_slot_init (BirgeSlot *self)
{
}

GtkWidget *
birge_slot_new (void)
{
  return g_object_new (BIRGE_TYPE_SLOT, NULL);
}

void
birge_slot_set_child (BirgeSlot *self, GtkWidget *child)
{
  g_return_if_fail (BIRGE_IS_SLOT (self));
  g_return_if_fail (child == NULL || GTK_IS_WIDGET (child));

  birge_fingers_replace (GTK_WIDGET (self), child);
}
