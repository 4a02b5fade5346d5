/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "data/library/birge-fold.h"
#include "ui/staff/birge-staff-rooms.h"
#include "ui/widgets/birge-scroller.h"
#include "ui/widgets/birge-widgets.h"

/* Every page a visitor can open, what is hidden first, with one button: hide, or show again. Both are logged and undone by
 * the other. Rows exist only for what is on the screen; letters narrow the list down. */
typedef struct
{
  BirgePage    *page;   /* borrowed */
  GHashTable   *hidden; /* ids */
  GListStore   *lists;  /* of GListModel: the hidden ones, all others */
  GtkFilter    *filter; /* owned by the list */
  GStrv         words;  /* what was typed, folded; a space before each */
  GtkWidget    *nothing;
  GCancellable *cancellable;
} Hide;

static void
hide_free (gpointer data)
{
  Hide *self = data;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->hidden);
  g_object_unref (self->lists);
  g_strfreev (self->words);
  g_free (self);
}

static void
read_hidden (Hide *self)
{
  g_auto(GStrv) ids = birge_state_dup_hidden (birge_shell_get_state (birge_page_get_shell (self->page)));

  g_hash_table_remove_all (self->hidden);
  for (guint i = 0; ids[i] != NULL; i++)
    g_hash_table_add (self->hidden, g_strdup (ids[i]));
}

static void
show_button (Hide *self, GtkWidget *button, BirgeItem *item)
{
  gboolean hidden = g_hash_table_contains (self->hidden, birge_item_get_id (item));
  const char *text = hidden ? birge_page_tr (self->page, N_("Show again")) : birge_page_tr (self->page, N_("Hide now"));
  g_autofree char *name = g_strdup_printf ("%s: %s", text, birge_item_get_title (item));

  birge_button_set_text (button, text);
  birge_name_control (button, name);
  birge_picture_set_icon (BIRGE_PICTURE (birge_button_get_picture (button)), hidden ? "eye" : "hide");
  if (hidden)
    gtk_widget_add_css_class (button, "chosen");
  else
    gtk_widget_remove_css_class (button, "chosen");
}

static void
on_hide_clicked (GtkWidget *button, GtkListItem *list_item)
{
  Hide *self = g_object_get_data (G_OBJECT (list_item), "birge-hide");
  BirgeShell *shell = birge_page_get_shell (self->page);
  BirgeItem *item = gtk_list_item_get_item (list_item);
  g_autoptr(GError) error = NULL;

  if (item == NULL)
    return;
  if (!birge_state_set_hidden (birge_shell_get_state (shell), birge_item_get_id (item),
                               !g_hash_table_contains (self->hidden, birge_item_get_id (item)), &error))
    g_warning ("hidden only until the next start: %s", error->message);
  birge_shell_update_hidden (shell);
  read_hidden (self);
  show_button (self, button, item);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item, Hide *self)
{
  GtkWidget *row = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "staff-row");
  GtkWidget *words = birge_box_add (row, birge_box_new (GTK_ORIENTATION_VERTICAL, NULL));
  GtkWidget *button = birge_box_add (row, birge_button_new ("hide", "", "choice"));
  GtkWidget *id;

  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_focus_on_click (button, FALSE); /* a keyboard goes on writing into the field */
  birge_box_add (words, birge_label_new (NULL, NULL, NULL));
  id = birge_box_add (words, birge_label_new (NULL, NULL, "small"));
  /* Labels that need not wrap are measured three times faster, and there are many. */
  gtk_label_set_wrap (GTK_LABEL (id), FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (id), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_wrap (GTK_LABEL (gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (button)))), FALSE);
  g_object_set_data (G_OBJECT (list_item), "birge-hide", self);
  g_signal_connect (button, "clicked", G_CALLBACK (on_hide_clicked), list_item);
  gtk_list_item_set_child (list_item, row);
  gtk_list_item_set_activatable (list_item, FALSE);
  gtk_list_item_set_selectable (list_item, FALSE);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, Hide *self)
{
  BirgeItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *row = gtk_list_item_get_child (list_item);
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (row));

  birge_label_set (title, birge_item_get_title (item), birge_item_get_title_language (item));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (title)), birge_item_get_id (item));
  show_button (self, gtk_widget_get_last_child (row), item);
  birge_name_control (gtk_widget_get_parent (row), birge_item_get_title (item)); /* GTK 4.8 leaves the row unnamed */
}

/* Each word that was typed begins a word of the title or of the id. */
static gboolean
matches (gpointer item, gpointer user_data)
{
  Hide *self = user_data;
  g_autoptr(GString) own = NULL;

  if (self->words == NULL || self->words[0] == NULL)
    return TRUE;
  own = g_string_new (" ");
  birge_fold_append (own, birge_item_get_title (item));
  birge_fold_append (own, birge_item_get_id (item));
  for (guint i = 0; self->words[i] != NULL; i++)
    if (strstr (own->str, self->words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static void
on_words_changed (const char *text, gpointer user_data)
{
  Hide *self = user_data;
  g_autoptr(GString) folded = g_string_new (NULL);
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();
  g_auto(GStrv) parts = NULL;

  birge_fold_append (folded, text);
  parts = g_strsplit (folded->str, " ", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      {
        g_autofree char *beginning = g_strconcat (" ", parts[i], NULL);

        g_strv_builder_add (words, beginning);
      }
  g_strfreev (self->words);
  self->words = g_strv_builder_end (words);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
on_items_changed (GListModel *shown, guint position, guint removed, guint added, Hide *self)
{
  gtk_widget_set_visible (self->nothing, g_list_model_get_n_items (shown) == 0);
}

static void
on_listed (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) items = birge_library_list_finish (BIRGE_LIBRARY (library), result, &error);
  Hide *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  if (items != NULL)
    g_list_store_append (self->lists, items);
  else
    g_message ("the pages that could be hidden are not listed: %s", error->message);
}

static GtkWidget *
make_list (Hide *self)
{
  GtkFlattenListModel *all = gtk_flatten_list_model_new (g_object_ref (G_LIST_MODEL (self->lists)));
  GtkFilterListModel *shown;
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *view;

  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  shown = gtk_filter_list_model_new (G_LIST_MODEL (all), self->filter);
  g_signal_connect (shown, "items-changed", G_CALLBACK (on_items_changed), self);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  /* A grid of one column: it keeps a few rows beyond the glass, a list would keep two hundred. */
  view = gtk_grid_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (shown))), factory);
  gtk_grid_view_set_max_columns (GTK_GRID_VIEW (view), 1);
  return view;
}

GtkWidget *
birge_staff_hide_new (BirgePage *page)
{
  static const BirgeListKind kinds[] = { BIRGE_LIST_HIDDEN, BIRGE_LIST_ALL }; /* what can be undone comes first */
  BirgeShell *shell = birge_page_get_shell (page);
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "staff-find");
  Hide *self = g_new0 (Hide, 1);
  GtkWidget *scroller;

  self->page = page;
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->lists = g_list_store_new (G_TYPE_LIST_MODEL);
  self->cancellable = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (box), "birge-hide", self, hide_free);
  read_hidden (self);
  scroller = birge_scroller_new (make_list (self));
  self->nothing = birge_label_new (birge_page_tr (page, N_("No page has this in its name.")), NULL, "title3");
  birge_box_add (box, birge_staff_text_new (page, birge_page_tr (page, N_("Write a part of the name")), "", BIRGE_STAFF_TEXT_SEARCH,
                                            on_words_changed, self));
  birge_box_add (box, self->nothing);
  birge_scroller_stand_beside (scroller);
  birge_page_set_scroller (page, birge_box_add (box, scroller));
  gtk_widget_set_visible (self->nothing, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (kinds) && birge_shell_get_library (shell) != NULL; i++)
    birge_library_list_async (birge_shell_get_library (shell), kinds[i], NULL, birge_shell_get_language (shell), self->cancellable,
                              on_listed, self);
  return box;
}
