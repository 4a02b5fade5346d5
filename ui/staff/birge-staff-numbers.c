/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/staff/birge-staff-rooms.h"
#include "ui/widgets/birge-widgets.h"

/* The places that are off, with the reason. */

static void
on_listed (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GtkWidget) box = user_data;
  g_autoptr(GListModel) items = birge_library_list_finish (BIRGE_LIBRARY (library), result, NULL);

  for (guint i = 0; items != NULL && i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(BirgeItem) item = g_list_model_get_item (items, i);
      GtkWidget *row = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, "staff-row"));

      birge_box_add (row, birge_label_new (birge_item_get_number (item), NULL, "title3"));
      birge_box_add (row, birge_label_new (birge_item_get_title (item), birge_item_get_title_language (item), NULL));
      birge_box_add (row, birge_label_new (birge_item_get_why_off (item), NULL, "sub"));
    }
}

GtkWidget *
birge_staff_numbers_new (BirgePage *page)
{
  BirgeShell *shell = birge_page_get_shell (page);
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "staff-list");
  GtkWidget *list;

  birge_box_add (box, birge_label_new (birge_page_tr (page, N_("Numbers that are switched off, and why")), NULL, "title2"));
  list = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, "staff-list"));
  if (birge_shell_get_library (shell) != NULL)
    birge_library_list_async (birge_shell_get_library (shell), BIRGE_LIST_PLACES_OFF, NULL, birge_shell_get_language (shell), NULL,
                              on_listed, g_object_ref (list));
  return box;
}
