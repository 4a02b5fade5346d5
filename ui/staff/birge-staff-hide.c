/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/staff/birge-staff-rooms.h"
#include "ui/widgets/birge-tile.h"

/* Every page a visitor can open, with one button: hide, or show again. Both are logged and undone by the other. */
typedef struct
{
  BirgePage    *page; /* borrowed */
  GtkWidget    *box;
  GCancellable *cancellable;
} Hide;

static void
hide_free (gpointer data)
{
  Hide *self = data;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_free (self);
}

static gboolean
is_hidden (BirgeShell *shell, const char *id)
{
  g_auto(GStrv) hidden = birge_state_dup_hidden (birge_shell_get_state (shell));

  return g_strv_contains ((const char *const *) hidden, id);
}

static void
show_button (Hide *self, GtkWidget *button, const char *title, gboolean hidden)
{
  const char *text = hidden ? birge_page_tr (self->page, N_("Show again")) : birge_page_tr (self->page, N_("Hide now"));
  g_autofree char *name = g_strdup_printf ("%s: %s", text, title);

  birge_button_set_text (button, text);
  birge_name_control (button, name);
  birge_picture_set_icon (BIRGE_PICTURE (birge_button_get_picture (button)), hidden ? "eye" : "hide");
  if (hidden)
    gtk_widget_add_css_class (button, "chosen");
  else
    gtk_widget_remove_css_class (button, "chosen");
}

static void
on_hide_clicked (GtkWidget *button, Hide *self)
{
  BirgeShell *shell = birge_page_get_shell (self->page);
  const char *id = g_object_get_data (G_OBJECT (button), "birge-id");
  const char *title = g_object_get_data (G_OBJECT (button), "birge-title");
  gboolean hidden = !is_hidden (shell, id);
  g_autoptr(GError) error = NULL;

  if (!birge_state_set_hidden (birge_shell_get_state (shell), id, hidden, &error))
    g_warning ("hidden only until the next start: %s", error->message);
  birge_shell_update_hidden (shell);
  show_button (self, button, title, is_hidden (shell, id));
}

static void
add_row (Hide *self, const char *id, const char *title, const char *language)
{
  GtkWidget *row = birge_box_add (self->box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "staff-row"));
  GtkWidget *words = birge_box_add (row, birge_box_new (GTK_ORIENTATION_VERTICAL, NULL));
  GtkWidget *button = birge_box_add (row, birge_button_new ("hide", "", "choice"));

  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  birge_box_add (words, birge_label_new (title, language, NULL));
  birge_box_add (words, birge_label_new (id, NULL, "small"));
  g_object_set_data_full (G_OBJECT (button), "birge-id", g_strdup (id), g_free);
  g_object_set_data_full (G_OBJECT (button), "birge-title", g_strdup (title), g_free);
  show_button (self, button, title, is_hidden (birge_page_get_shell (self->page), id));
  g_signal_connect (button, "clicked", G_CALLBACK (on_hide_clicked), self);
}

static void
on_listed (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) items = birge_library_list_finish (BIRGE_LIBRARY (library), result, &error);
  Hide *self = user_data;

  if (items == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        birge_box_add (self->box, birge_label_new (error->message, "en", NULL));
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(BirgeItem) item = g_list_model_get_item (items, i);

      add_row (self, birge_item_get_id (item), birge_item_get_title (item), birge_item_get_title_language (item));
    }
}

GtkWidget *
birge_staff_hide_new (BirgePage *page)
{
  static const BirgeListKind kinds[] = { BIRGE_LIST_HIDDEN, BIRGE_LIST_ALL }; /* what can be undone comes first */
  BirgeShell *shell = birge_page_get_shell (page);
  Hide *self = g_new0 (Hide, 1);

  self->page = page;
  self->cancellable = g_cancellable_new ();
  self->box = birge_box_new (GTK_ORIENTATION_VERTICAL, "staff-list");
  g_object_set_data_full (G_OBJECT (self->box), "birge-hide", self, hide_free);
  for (guint i = 0; i < G_N_ELEMENTS (kinds) && birge_shell_get_library (shell) != NULL; i++)
    birge_library_list_async (birge_shell_get_library (shell), kinds[i], NULL, birge_shell_get_language (shell), self->cancellable,
                              on_listed, self);
  return self->box;
}
