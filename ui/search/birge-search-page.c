/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/search/birge-search-page.h"

#include "ui/search/birge-letter-grid.h"
#include "ui/widgets/birge-scroller.h"
#include "ui/widgets/birge-slot.h"
#include "ui/widgets/birge-tile-list.h"

#define MAX_QUERY_LETTERS 60

struct _BirgeSearchPage
{
  BirgePage     parent_instance;
  GtkWidget    *box;
  GtkWidget    *field;
  BirgeSlot    *results; /* holds the list, or the ways without letters */
  BirgeSlot    *keys;
  GtkIMContext *im;
  GCancellable *cancellable; /* of the search under way */
};

G_DEFINE_FINAL_TYPE (BirgeSearchPage, birge_search_page, BIRGE_TYPE_PAGE)

static const struct { const char *icon, *hue, *title; BirgePlace place; const char *item; } ways[] = {
  { "rights", "rights", N_("My rights"), BIRGE_PLACE_SHELF, "rights" },
  { "aid", "aid", N_("First aid"), BIRGE_PLACE_SHELF, "first-aid" },
  { "help-people", "help", N_("People who help"), BIRGE_PLACE_PEOPLE, NULL },
  { "bell", "help", N_("Call a person"), BIRGE_PLACE_CALL, NULL },
};

static BirgeSession *
get_session (BirgeSearchPage *self)
{
  return birge_shell_get_session (birge_page_get_shell (BIRGE_PAGE (self)));
}

static gboolean
is_portrait (BirgeSearchPage *self)
{
  return birge_style_is_portrait (birge_shell_get_style (birge_page_get_shell (BIRGE_PAGE (self))));
}

static void
on_way_chosen (GtkWidget *tile, BirgePage *page)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (tile), "birge-way"));

  birge_shell_go_to (birge_page_get_shell (page), ways[i].place, ways[i].item);
}

/* A keyboard goes on writing although what had the focus is gone. */
static void
replace (BirgeSearchPage *self, BirgeSlot *slot, GtkWidget *child)
{
  if (gtk_widget_get_focus_child (GTK_WIDGET (slot)) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  birge_slot_set_child (slot, child);
}

static void
show_results (BirgeSearchPage *self, GtkWidget *scroller)
{
  replace (self, self->results, scroller);
  birge_page_name_scroller (BIRGE_PAGE (self), scroller);
}

/* There is always a way on, with letters or without. */
static void
show_ways (BirgeSearchPage *self, const char *message)
{
  BirgePage *page = BIRGE_PAGE (self);
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "numbers");

  birge_box_add (box, birge_label_new (message, NULL, "title3"));
  birge_box_add (box, grid);
  gtk_widget_add_css_class (grid, "numbers");
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  for (int i = 0; i < (int) G_N_ELEMENTS (ways); i++)
    {
      GtkWidget *tile = birge_tile_new (birge_page_get_shell (page), ways[i].hue);

      birge_tile_set_icon (BIRGE_TILE (tile), ways[i].icon);
      birge_tile_set_text (BIRGE_TILE (tile), birge_page_tr (page, ways[i].title), NULL, NULL, NULL);
      gtk_widget_set_hexpand (tile, TRUE);
      g_object_set_data (G_OBJECT (tile), "birge-way", GUINT_TO_POINTER (i));
      g_signal_connect (tile, "chosen", G_CALLBACK (on_way_chosen), self);
      gtk_grid_attach (GTK_GRID (grid), tile, is_portrait (self) ? 0 : i % 2, is_portrait (self) ? i : i / 2, 1, 1);
    }
  show_results (self, birge_scroller_new (box));
}

static void
on_result_chosen (BirgeItem *item, gpointer user_data)
{
  birge_shell_open_item (birge_page_get_shell (BIRGE_PAGE (user_data)), birge_item_get_id (item));
}

static void
on_found (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) items = birge_library_list_finish (BIRGE_LIBRARY (library), result, &error);
  BirgeSearchPage *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* a newer search runs, or the page is gone */
  self = user_data;
  if (items == NULL || g_list_model_get_n_items (items) == 0)
    {
      show_ways (self, birge_page_tr (BIRGE_PAGE (self), N_("Nothing found. Try other letters, or choose here.")));
      return;
    }
  show_results (self, birge_tile_list_new (birge_page_get_shell (BIRGE_PAGE (self)), items, on_result_chosen, self));
}

static void
search (BirgeSearchPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  BirgeLibrary *library = birge_shell_get_library (birge_page_get_shell (page));
  const char *query = birge_session_get_query (get_session (self));
  g_autofree char *shown = g_strdup_printf ("%s▏", query);

  birge_label_set (self->field, *query != '\0' ? shown : birge_page_tr (page, N_("Write what you look for")), NULL);
  explicit_bzero (shown, strlen (shown));
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (*query == '\0' || library == NULL)
    show_ways (self, birge_page_tr (page, N_("Or choose here")));
  else
    birge_library_list_async (library, BIRGE_LIST_SEARCH, query, birge_shell_get_language (birge_page_get_shell (page)),
                              self->cancellable, on_found, self);
}

static void
on_letter (const char *text, gpointer user_data)
{
  BirgeSearchPage *self = user_data;
  g_autoptr(GString) query = g_string_new (birge_session_get_query (get_session (self)));

  if (strcmp (text, BIRGE_LETTER_CLEAR) == 0)
    g_string_truncate (query, 0);
  else if (strcmp (text, BIRGE_LETTER_BACKSPACE) == 0)
    {
      const char *last = g_utf8_find_prev_char (query->str, query->str + query->len);

      g_string_truncate (query, last != NULL ? (gsize) (last - query->str) : 0);
    }
  else if (g_utf8_strlen (query->str, -1) + g_utf8_strlen (text, -1) <= MAX_QUERY_LETTERS)
    g_string_append (query, text);
  birge_session_set_query (get_session (self), query->str);
  explicit_bzero (query->str, query->allocated_len);
  search (self);
}

static void
on_commit (BirgeSearchPage *self, const char *text)
{
  on_letter (text, self);
}

static gboolean
on_key (BirgeSearchPage *self, guint keyval)
{
  if (keyval != GDK_KEY_BackSpace)
    return GDK_EVENT_PROPAGATE;
  on_letter (BIRGE_LETTER_BACKSPACE, self);
  return GDK_EVENT_STOP;
}

static void
fill_keys (BirgeSearchPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  const char *const names[3] = { birge_page_tr (page, N_("Space")), birge_page_tr (page, N_("Delete the last letter")),
                                 birge_page_tr (page, N_("Delete everything")) };

  replace (self, self->keys,
           birge_letter_grid_new (birge_language_get_letters (birge_shell_get_language_info (birge_page_get_shell (page))),
                                  is_portrait (self) ? 9 : 12, names, on_letter, self));
}

static void
birge_search_page_arrange (BirgePage *page, gboolean turned)
{
  if (!turned)
    return;
  fill_keys (BIRGE_SEARCH_PAGE (page));
  search (BIRGE_SEARCH_PAGE (page));
}

static void
birge_search_page_open (BirgePage *page, const BirgeRoute *route)
{
  BirgeSearchPage *self = BIRGE_SEARCH_PAGE (page);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *row;

  self->box = birge_box_new (GTK_ORIENTATION_VERTICAL, "page-box");
  gtk_widget_add_css_class (self->box, "search");
  row = birge_box_add (self->box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "search-field"));
  birge_box_add (row, birge_picture_new_icon ("search"));
  self->field = birge_box_add (row, birge_label_new (NULL, NULL, "title2"));
  gtk_widget_set_hexpand (self->field, TRUE);
  self->results = BIRGE_SLOT (birge_box_add (self->box, birge_slot_new ()));
  gtk_widget_set_vexpand (GTK_WIDGET (self->results), TRUE);
  self->keys = BIRGE_SLOT (birge_box_add (self->box, birge_slot_new ()));
  fill_keys (self);
  birge_page_set_child (page, self->box);

  /* A physical keyboard writes here wherever the focus is; a button that has it keeps Enter and Space for itself. */
  gtk_event_controller_key_set_im_context (GTK_EVENT_CONTROLLER_KEY (keys), self->im);
  g_signal_connect_object (self->im, "commit", G_CALLBACK (on_commit), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  birge_name_control (GTK_WIDGET (self), birge_page_tr (page, N_("Write what you look for")));
  search (self);
}

static void
birge_search_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (birge_search_page_parent_class)->map (widget);
  gtk_widget_grab_focus (widget);
}

static void
birge_search_page_locale_changed (BirgePage *page)
{
  BirgeSearchPage *self = BIRGE_SEARCH_PAGE (page);

  birge_name_control (GTK_WIDGET (self), birge_page_tr (page, N_("Write what you look for")));
  fill_keys (self);
  search (self);
}

static void
birge_search_page_leave (BirgePage *page)
{
  g_cancellable_cancel (BIRGE_SEARCH_PAGE (page)->cancellable);
}

static void
birge_search_page_dispose (GObject *object)
{
  BirgeSearchPage *self = BIRGE_SEARCH_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->im);
  G_OBJECT_CLASS (birge_search_page_parent_class)->dispose (object);
}

static void
birge_search_page_class_init (BirgeSearchPageClass *klass)
{
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = birge_search_page_dispose;
  GTK_WIDGET_CLASS (klass)->map = birge_search_page_map;
  page_class->open = birge_search_page_open;
  page_class->locale_changed = birge_search_page_locale_changed;
  page_class->arrange = birge_search_page_arrange;
  page_class->leave = birge_search_page_leave;
}

static void
birge_search_page_init (BirgeSearchPage *self)
{
  /* Letters and dead keys; the desktop's input methods keep the page alive, or outlive it, and bring a keyboard of theirs. */
  self->im = gtk_im_context_simple_new ();
}
