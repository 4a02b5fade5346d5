/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "data/sync/birge-install.h"
#include "ui/staff/birge-staff-rooms.h"
#include "ui/widgets/birge-widgets.h"

/* Back to what was shown before; and the places that are off, with the reason. */

static void
rollback_worker (GTask *task, gpointer source, gpointer state_dir, GCancellable *cancellable)
{
  GError *error = NULL;
  guint generation = birge_install_rollback (state_dir, &error);

  if (generation == 0)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, generation);
}

static void
on_rolled_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GtkWidget) label = user_data;
  g_autoptr(GError) error = NULL;
  BirgePage *page = BIRGE_PAGE (gtk_widget_get_ancestor (label, BIRGE_TYPE_PAGE));
  gssize generation = g_task_propagate_int (G_TASK (result), &error);

  if (page == NULL)
    return; /* left meanwhile */
  if (generation > 0)
    birge_state_log (birge_shell_get_state (birge_page_get_shell (page)), "content", "back to the previous content");
  gtk_label_set_label (GTK_LABEL (label), generation > 0 ? birge_page_tr (page, N_("Done. The previous content is shown again."))
                                          : g_error_matches (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_NOTHING)
                                            ? birge_page_tr (page, N_("There is no previous content on this machine."))
                                            : error->message);
}

static void
on_rollback_clicked (GtkWidget *button, GtkWidget *label)
{
  BirgePage *page = BIRGE_PAGE (gtk_widget_get_ancestor (button, BIRGE_TYPE_PAGE));
  g_autoptr(GTask) task = g_task_new (NULL, NULL, on_rolled_back, g_object_ref (label));

  gtk_widget_set_sensitive (button, FALSE);
  gtk_label_set_label (GTK_LABEL (label), birge_page_tr (page, N_("One moment")));
  g_task_set_source_tag (task, on_rollback_clicked);
  g_task_set_task_data (task, g_strdup (birge_shell_get_state_dir (birge_page_get_shell (page))), g_free);
  g_task_run_in_thread (task, rollback_worker);
}

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
birge_staff_content_new (BirgePage *page)
{
  BirgeShell *shell = birge_page_get_shell (page);
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "staff-list");
  GtkWidget *button = birge_box_add (box, birge_button_new ("undo", birge_page_tr (page, N_("Back to the previous content")), "big"));
  GtkWidget *label = birge_box_add (box, birge_label_new ("", NULL, NULL));
  GtkWidget *list;

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect (button, "clicked", G_CALLBACK (on_rollback_clicked), label);
  birge_box_add (box, birge_label_new (birge_page_tr (page, N_("Numbers that are switched off, and why")), NULL, "title2"));
  list = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, "staff-list"));
  if (birge_shell_get_library (shell) != NULL)
    birge_library_list_async (birge_shell_get_library (shell), BIRGE_LIST_PLACES_OFF, NULL, birge_shell_get_language (shell), NULL,
                              on_listed, g_object_ref (list));
  return box;
}
