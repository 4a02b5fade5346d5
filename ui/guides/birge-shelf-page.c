/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/guides/birge-shelf-page.h"

#include "ui/guides/birge-flow.h"
#include "ui/guides/birge-guide-parts.h"
#include "ui/widgets/birge-tile-list.h"

/* More than these become one long list, of which only what is on the screen exists. */
#define MOST_IN_SECTIONS 60

enum { SECTIONS, ITEMS, FILMS, N_LISTS };

struct _BirgeShelfPage
{
  BirgePage     parent_instance;
  GtkWidget    *box; /* or NULL while a long list fills the page */
  GListModel   *lists[N_LISTS];
  guint         n_pending;
};

G_DEFINE_FINAL_TYPE (BirgeShelfPage, birge_shelf_page, BIRGE_TYPE_PAGE)

static gboolean
is_first_aid (BirgeShelfPage *self)
{
  return g_strcmp0 (birge_page_get_route (BIRGE_PAGE (self))->item, "first-aid") == 0;
}

static void
open_item (BirgeItem *item, gpointer shell)
{
  birge_shell_open_item (shell, birge_item_get_id (item));
}

static void
on_tile_chosen (BirgeTile *tile, BirgeShell *shell)
{
  open_item (birge_tile_get_item (tile), shell);
}

static void
read_tile (BirgeShelfPage *self, GtkWidget *tile, BirgeItem *item)
{
  birge_spoken_add_widget (birge_page_get_spoken (BIRGE_PAGE (self)), tile, birge_item_get_title (item),
                           birge_item_get_title_language (item), NULL);
}

static GtkWidget *
new_item_tile (BirgeShelfPage *self, BirgeItem *item)
{
  BirgeShell *shell = birge_page_get_shell (BIRGE_PAGE (self));
  GtkWidget *tile = birge_tile_new (shell, "rights");

  gtk_widget_add_css_class (tile, "wide");
  birge_tile_set_item (BIRGE_TILE (tile), item);
  g_signal_connect_object (tile, "chosen", G_CALLBACK (on_tile_chosen), shell, 0);
  read_tile (self, tile, item);
  return tile;
}

static GtkWidget *
new_film_tile (BirgeShelfPage *self, BirgeItem *item)
{
  GtkWidget *tile = birge_parts_new_film_tile (BIRGE_PAGE (self), item, NULL);

  read_tile (self, tile, item);
  return tile;
}

static void
add_heading (BirgeShelfPage *self, const char *text, const char *language, const char *picture, const char *icon)
{
  birge_parts_add_heading (BIRGE_PAGE (self), self->box, picture, icon, is_first_aid (self) ? "aid" : "rights", text, language);
}

static guint
length (GListModel *list)
{
  return list != NULL ? g_list_model_get_n_items (list) : 0;
}

/* Tiles of one section (NULL: of those that name none), with its heading when there are several shelves. */
static void
add_section (BirgeShelfPage *self, BirgeItem *section, gboolean with_heading)
{
  GtkWidget *flow = NULL;
  const char *name = section != NULL ? birge_item_get_id (section) + strlen ("section/") : NULL;

  for (guint i = 0; i < length (self->lists[ITEMS]); i++)
    {
      g_autoptr(BirgeItem) item = g_list_model_get_item (self->lists[ITEMS], i);

      if (g_strcmp0 (birge_item_get_section (item), name) != 0)
        continue;
      if (flow == NULL)
        {
          if (section != NULL && with_heading)
            add_heading (self, birge_item_get_title (section), birge_item_get_title_language (section),
                         birge_item_get_picture (section), "list");
          flow = birge_box_add (self->box, birge_flow_new (birge_page_get_shell (BIRGE_PAGE (self)), 2, 1));
        }
      birge_flow_add (flow, new_item_tile (self, item));
    }
}

static void
add_films (BirgeShelfPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  GtkWidget *flow;

  if (length (self->lists[FILMS]) == 0)
    return;
  add_heading (self, birge_page_tr (page, N_("Films")), birge_shell_get_language (birge_page_get_shell (page)), NULL, "play");
  flow = birge_box_add (self->box, birge_flow_new (birge_page_get_shell (page), 2, 1));
  for (guint i = 0; i < length (self->lists[FILMS]); i++)
    {
      g_autoptr(BirgeItem) item = g_list_model_get_item (self->lists[FILMS], i);

      birge_flow_add (flow, new_film_tile (self, item));
    }
}

static void
add_title (BirgeShelfPage *self, GtkWidget *box)
{
  BirgePage *page = BIRGE_PAGE (self);

  if (is_first_aid (self))
    birge_parts_add_title (page, box, "aid", "aid", birge_page_tr (page, N_("First aid")));
  else
    birge_parts_add_title (page, box, "rights", "rights", birge_page_tr (page, N_("My rights")));
}

static void
build_long_list (BirgeShelfPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  BirgeShell *shell = birge_page_get_shell (page);
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "page-box");
  GtkWidget *list = birge_tile_list_new (shell, self->lists[ITEMS], open_item, shell);

  add_title (self, box);
  gtk_widget_set_vexpand (birge_box_add (box, list), TRUE);
  self->box = NULL;
  birge_page_set_child (page, box);
  birge_page_set_scroller (page, list);
}

static void
build (BirgeShelfPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  guint n_sections = length (self->lists[SECTIONS]);

  if (length (self->lists[ITEMS]) > MOST_IN_SECTIONS)
    {
      build_long_list (self);
      birge_page_utterances_changed (page);
      return;
    }
  add_title (self, self->box);
  if (is_first_aid (self))
    add_films (self);
  for (guint i = 0; i < n_sections; i++)
    {
      g_autoptr(BirgeItem) section = g_list_model_get_item (self->lists[SECTIONS], i);

      add_section (self, section, n_sections > 1 || length (self->lists[FILMS]) > 0);
    }
  add_section (self, NULL, FALSE);
  if (length (self->lists[ITEMS]) == 0 && length (self->lists[FILMS]) == 0)
    birge_parts_add_friendly (page, self->box, birge_page_tr (page, N_("There is nothing here yet.")));
  birge_page_utterances_changed (page);
}

static void
loaded (BirgeShelfPage *self, GObject *library, GAsyncResult *result, guint which)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = birge_library_list_finish (BIRGE_LIBRARY (library), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (list == NULL)
    g_message ("shelf not complete: %s", error->message);
  g_set_object (&self->lists[which], list);
  if (--self->n_pending == 0)
    build (self);
}

static void
on_sections (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(BirgeShelfPage) self = user_data;

  loaded (self, library, result, SECTIONS);
}

static void
on_items (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(BirgeShelfPage) self = user_data;

  loaded (self, library, result, ITEMS);
}

static void
on_films (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(BirgeShelfPage) self = user_data;

  loaded (self, library, result, FILMS);
}

static void
clear (BirgeShelfPage *self)
{
  for (guint i = 0; i < N_LISTS; i++)
    g_clear_object (&self->lists[i]);
}

static void
load (BirgeShelfPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  GCancellable *cancellable = birge_page_begin_loading (page);
  BirgeShell *shell = birge_page_get_shell (page);
  BirgeLibrary *library = birge_shell_get_library (shell);
  const char *language = birge_shell_get_language (shell);
  const char *journey = is_first_aid (self) ? "first-aid" : "rights";

  clear (self);
  self->box = birge_parts_add_frame (page, "shelf");
  if (library == NULL)
    {
      build (self);
      return;
    }
  self->n_pending = is_first_aid (self) ? 3 : 2;
  birge_library_list_async (library, BIRGE_LIST_SECTIONS, journey, language, cancellable, on_sections, g_object_ref (self));
  birge_library_list_async (library, BIRGE_LIST_JOURNEY, journey, language, cancellable, on_items, g_object_ref (self));
  if (is_first_aid (self))
    birge_library_list_async (library, BIRGE_LIST_FILMS, NULL, language, cancellable, on_films, g_object_ref (self));
}

static void
birge_shelf_page_open (BirgePage *page, const BirgeRoute *route)
{
  load (BIRGE_SHELF_PAGE (page));
}

static void
birge_shelf_page_locale_changed (BirgePage *page)
{
  load (BIRGE_SHELF_PAGE (page));
}

static void
birge_shelf_page_dispose (GObject *object)
{
  clear (BIRGE_SHELF_PAGE (object));
  G_OBJECT_CLASS (birge_shelf_page_parent_class)->dispose (object);
}

static void
birge_shelf_page_class_init (BirgeShelfPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  object_class->dispose = birge_shelf_page_dispose;
  page_class->open = birge_shelf_page_open;
  page_class->locale_changed = birge_shelf_page_locale_changed;
}

static void
birge_shelf_page_init (BirgeShelfPage *self)
{
}
