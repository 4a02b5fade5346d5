/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "data/sync/birge-install.h"
#include "ui/staff/birge-staff-rooms.h"
#include "ui/widgets/birge-widgets.h"

#define LOG_ENTRIES 30

static void
status_worker (GTask *task, gpointer source, gpointer state_dir, GCancellable *cancellable)
{
  GError *error = NULL;
  BirgeStatus *status = birge_status_new (state_dir, FALSE, &error);

  if (status == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, status, (GDestroyNotify) birge_status_free);
}

static void
add_row (GtkWidget *grid, int row, const char *name, const char *value)
{
  gtk_grid_attach (GTK_GRID (grid), birge_label_new (name, NULL, "sub"), 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), birge_label_new (value, NULL, NULL), 1, row, 1, 1);
}

static void
add_number (BirgePage *page, GtkWidget *grid, int row, const char *name, gint64 number)
{
  g_autofree char *text = birge_language_format_number (birge_shell_get_language_info (birge_page_get_shell (page)), number);

  add_row (grid, row, name, text);
}

static void
show_status (BirgePage *page, GtkWidget *box, const BirgeStatus *status)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (page));
  g_autofree char *issued = birge_language_format_date (language, status->issued != NULL ? status->issued : "");
  gboolean fine = status->problems == NULL || status->problems[0] == NULL;
  GtkWidget *card = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, "card"));
  GtkWidget *grid;

  gtk_widget_add_css_class (card, fine ? "aid" : "alarm");
  birge_box_add (card, birge_label_new (fine ? birge_page_tr (page, N_("Everything is in order.")) : birge_page_tr (page, N_("Please do this next:")),
                                        NULL, "title3"));
  for (guint i = 0; !fine && status->problems[i] != NULL; i++)
    birge_box_add (card, birge_label_new (status->problems[i], "en", NULL));

  grid = birge_box_add (box, gtk_grid_new ());
  gtk_widget_add_css_class (grid, "counts");
  add_row (grid, 0, birge_page_tr (page, N_("Date of the content")), issued);
  add_number (page, grid, 1, birge_page_tr (page, N_("Version on this machine")), status->generation);
  add_number (page, grid, 2, birge_page_tr (page, N_("Previous version, to go back to")), status->previous_generation);
  add_number (page, grid, 3, birge_page_tr (page, N_("Pages, films, lessons, numbers")), status->n_items);
  add_number (page, grid, 4, birge_page_tr (page, N_("Translations nobody has checked yet")), status->n_drafts);
  add_number (page, grid, 5, birge_page_tr (page, N_("Pages no expert has read yet")), status->n_unreviewed);
  add_number (page, grid, 6, birge_page_tr (page, N_("Pages past their date to check again")), status->n_overdue);
}

static void
show_log (BirgePage *page, GtkWidget *box)
{
  BirgeState *state = birge_shell_get_state (birge_page_get_shell (page));
  g_autoptr(GPtrArray) log = birge_state_dup_log (state, LOG_ENTRIES);
  GtkWidget *grid;

  if (birge_state_is_volatile (state))
    birge_box_add (box, birge_label_new (birge_page_tr (page, N_("The disk is full or cannot be written: settings are lost at the next start.")),
                                         NULL, "title3"));
  birge_box_add (box, birge_label_new (birge_page_tr (page, N_("What the staff did")), NULL, "title2"));
  grid = birge_box_add (box, gtk_grid_new ());
  gtk_widget_add_css_class (grid, "counts");
  for (guint i = 0; i < log->len; i++)
    {
      const BirgeLogEntry *entry = g_ptr_array_index (log, i);

      gtk_grid_attach (GTK_GRID (grid), birge_label_new (entry->time, NULL, "sub"), 0, (int) i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), birge_label_new (entry->action, NULL, NULL), 1, (int) i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), birge_label_new (entry->detail, NULL, NULL), 2, (int) i, 1, 1);
    }
}

static void
on_status_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GtkWidget) box = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeStatus) status = g_task_propagate_pointer (G_TASK (result), &error);
  BirgePage *page = BIRGE_PAGE (gtk_widget_get_ancestor (box, BIRGE_TYPE_PAGE));

  if (page == NULL)
    return; /* left meanwhile */
  if (status != NULL)
    show_status (page, box, status);
  else
    birge_box_add (box, birge_label_new (error->message, "en", "title3"));
  show_log (page, box);
}

GtkWidget *
birge_staff_status_new (BirgePage *page)
{
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "numbers");
  g_autoptr(GTask) task = g_task_new (NULL, NULL, on_status_ready, g_object_ref_sink (box));

  g_task_set_source_tag (task, birge_staff_status_new);
  g_task_set_task_data (task, g_strdup (birge_shell_get_state_dir (birge_page_get_shell (page))), g_free);
  g_task_run_in_thread (task, status_worker);
  return box;
}
