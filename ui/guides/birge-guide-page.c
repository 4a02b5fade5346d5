/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/guides/birge-guide-page.h"

#include "ui/guides/birge-block-view.h"
#include "ui/guides/birge-flow.h"
#include "ui/guides/birge-guide-head.h"
#include "ui/guides/birge-guide-parts.h"
#include "ui/places/birge-centre-card.h"
#include "ui/places/birge-contact-row.h"
#include "ui/practice/birge-practice-offer.h"

/* Widths of the two columns of a wide screen, as shares. */
#define MAIN_SHARE 9
#define SIDE_SHARE 5

/* A widget of the page in the order of the text, and where it stands on a wide screen. */
typedef struct
{
  GtkWidget *widget; /* owned */
  gboolean   beside;
} Piece;

struct _BirgeGuidePage
{
  BirgePage      parent_instance;
  GCancellable  *cancellable; /* borrowed: of what is being loaded */
  BirgeDocument *document; /* or NULL */
  GHashTable    *items;    /* id → BirgeItem: what the text leads to */
  char          *section;  /* title of its shelf, or NULL */
  guint          n_pending;
  GPtrArray     *pieces;
  GtkWidget     *box;
  GtkWidget     *columns; /* or NULL: one column only */
  GtkWidget     *main;
  GtkWidget     *side;
  GtkWidget     *listen; /* or NULL */
  gboolean       one_column; /* steps with large pictures need the width */
};

G_DEFINE_FINAL_TYPE (BirgeGuidePage, birge_guide_page, BIRGE_TYPE_PAGE)

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_object_unref (piece->widget);
  g_free (piece);
}

static GtkWidget *
add_piece (BirgeGuidePage *self, GtkWidget *widget, gboolean beside)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->widget = g_object_ref_sink (widget);
  piece->beside = beside;
  g_ptr_array_add (self->pieces, piece);
  return widget;
}

/* Listening */

static void
show_listen (BirgeGuidePage *self)
{
  BirgePage *page = BIRGE_PAGE (self);

  if (self->listen != NULL)
    birge_guide_head_set_listening (page, self->listen, birge_shell_is_speaking (birge_page_get_shell (page)));
}

/* Arrangement: on a wide screen cards stand beside the text, on a tall one they stand where the text has them. */

static void
arrange (BirgeGuidePage *self)
{
  BirgeStyle *style = birge_shell_get_style (birge_page_get_shell (BIRGE_PAGE (self)));
  gboolean wide = !self->one_column && !birge_style_is_portrait (style);

  if (self->columns == NULL)
    return;
  birge_box_clear (self->main);
  birge_box_clear (self->side);
  for (guint i = 0; i < self->pieces->len; i++)
    {
      const Piece *piece = g_ptr_array_index (self->pieces, i);

      birge_box_add (wide && piece->beside ? self->side : self->main, piece->widget);
    }
  g_object_ref (self->side);
  if (gtk_widget_get_parent (self->side) != NULL)
    gtk_grid_remove (GTK_GRID (self->columns), self->side);
  if (wide)
    gtk_grid_attach (GTK_GRID (self->columns), self->side, MAIN_SHARE, 0, SIDE_SHARE, 1);
  g_object_unref (self->side);
}

static void
add_columns (BirgeGuidePage *self)
{
  self->columns = birge_box_add (self->box, gtk_grid_new ());
  gtk_grid_set_column_homogeneous (GTK_GRID (self->columns), TRUE);
  self->main = birge_box_new (GTK_ORIENTATION_VERTICAL, "guide-main");
  self->side = g_object_ref_sink (birge_box_new (GTK_ORIENTATION_VERTICAL, "guide-side"));
  gtk_widget_set_hexpand (self->main, TRUE);
  gtk_grid_attach (GTK_GRID (self->columns), self->main, 0, 0, MAIN_SHARE, 1);
}

/* What follows the text */

static void
add_beside_button (BirgeGuidePage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  const char *const *languages = birge_document_get_languages (self->document);

  if (languages == NULL || languages[0] == NULL || languages[1] == NULL)
    return;
  add_piece (self, birge_parts_new_way (page, "two-languages", birge_page_tr (page, N_("Two languages side by side")), "plain",
                                        BIRGE_PLACE_BESIDE, birge_page_get_route (page)->item),
             TRUE);
}

static void
on_tile_chosen (BirgeTile *tile, BirgeShell *shell)
{
  birge_shell_open_item (shell, birge_item_get_id (birge_tile_get_item (tile)));
}

static void
add_related (BirgeGuidePage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  BirgeShell *shell = birge_page_get_shell (page);
  const char *const *related = birge_document_get_related (self->document);
  GtkWidget *box = NULL;

  for (guint i = 0; related != NULL && related[i] != NULL; i++)
    {
      BirgeItem *item = g_hash_table_lookup (self->items, related[i]);
      GtkWidget *tile;

      if (item == NULL)
        continue;
      if (box == NULL)
        {
          box = add_piece (self, birge_box_new (GTK_ORIENTATION_VERTICAL, "related"), FALSE);
          birge_parts_add_words (page, box, NULL, birge_page_tr (page, N_("See also")), "title2");
        }
      if (g_str_equal (birge_item_get_kind (item), "place"))
        {
          birge_box_add (box, birge_contact_row_new (page, NULL, item));
          continue;
        }
      tile = birge_box_add (box, birge_tile_new (shell, "rights"));
      gtk_widget_add_css_class (tile, "wide");
      birge_tile_set_item (BIRGE_TILE (tile), item);
      g_signal_connect_object (tile, "chosen", G_CALLBACK (on_tile_chosen), shell, 0);
    }
}

static void
add_end (BirgeGuidePage *self)
{
  GtkWidget *sources = birge_guide_head_new_sources (BIRGE_PAGE (self), self->document);

  add_related (self);
  if (sources != NULL)
    add_piece (self, sources, FALSE);
}

/* Text */

static gboolean
stands_beside (const BirgeBlock *block)
{
  return block->kind == BIRGE_BLOCK_SAY_THIS || block->kind == BIRGE_BLOCK_CALL;
}

static void
add_guide (BirgeGuidePage *self, BirgeBlockView *view, const BirgeBlock *body)
{
  for (guint i = 0; i < body->children->len; i++)
    {
      const BirgeBlock *block = g_ptr_array_index (body->children, i);

      add_piece (self, birge_block_view_new_widget (view, block), stands_beside (block));
    }
  add_piece (self, birge_centre_card_new (BIRGE_PAGE (self)), TRUE);
  add_beside_button (self);
  add_end (self);
}

static const BirgeBlock *
find_first_call (const BirgeBlock *body)
{
  for (guint i = 0; i < body->children->len; i++)
    if (((BirgeBlock *) g_ptr_array_index (body->children, i))->kind == BIRGE_BLOCK_CALL)
      return g_ptr_array_index (body->children, i);
  return NULL;
}

static GtkWidget *
new_film_tile (BirgeGuidePage *self)
{
  const char *id = birge_document_get_film (self->document);
  BirgeItem *film = id != NULL ? g_hash_table_lookup (self->items, id) : NULL;

  if (film == NULL)
    return NULL;
  return birge_parts_new_film_tile (BIRGE_PAGE (self), film, birge_page_tr (BIRGE_PAGE (self), N_("Watch the film")));
}

static void
add_first (GtkWidget *first, GtkWidget *widget)
{
  if (widget != NULL)
    birge_flow_add (first, widget);
}

/* What saves a life comes first: the number to call, and the film. */
static void
add_topic (BirgeGuidePage *self, BirgeBlockView *view, const BirgeBlock *body)
{
  BirgeShell *shell = birge_page_get_shell (BIRGE_PAGE (self));
  const BirgeBlock *call = find_first_call (body);
  GtkWidget *film = new_film_tile (self);
  GtkWidget *first = call != NULL || film != NULL ? add_piece (self, birge_flow_new (shell, 2, 1), FALSE) : NULL;
  GtkWidget *phrases = NULL;
  GtkWidget *warning = NULL;
  GtkWidget *call_card = NULL;

  for (guint i = 0; i < body->children->len; i++)
    {
      const BirgeBlock *block = g_ptr_array_index (body->children, i);
      GtkWidget *widget = birge_block_view_new_widget (view, block);

      if (block == call)
        call_card = widget;
      else if (block->kind == BIRGE_BLOCK_WARNING && i == 0 && first != NULL && film == NULL)
        warning = widget; /* the look round before anything else stands beside the number */
      else if (stands_beside (block))
        {
          if (phrases == NULL)
            phrases = add_piece (self, birge_flow_new (shell, 2, 1), FALSE);
          birge_flow_add (phrases, widget);
        }
      else
        add_piece (self, widget, FALSE);
    }
  add_first (first, call_card);
  add_first (first, warning);
  add_first (first, film);
  if (birge_document_has_rhythm (self->document))
    add_piece (self, birge_practice_rhythm_button_new (BIRGE_PAGE (self), birge_page_get_route (BIRGE_PAGE (self))->item), TRUE);
  add_beside_button (self);
  add_piece (self, birge_centre_card_new (BIRGE_PAGE (self)), FALSE);
  add_end (self);
}

/* The text is missing on this kiosk: title, picture, and whom to ask. */
static void
add_missing (BirgeGuidePage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  BirgeItem *item = birge_document_get_item (self->document);
  GtkWidget *frame = birge_box_new (GTK_ORIENTATION_VERTICAL, "sign");
  GtkWidget *picture = birge_box_add (frame, birge_picture_new ());
  GtkWidget *box = add_piece (self, birge_box_new (GTK_ORIENTATION_VERTICAL, "friendly"), FALSE);

  gtk_widget_add_css_class (frame, "rights");
  gtk_widget_set_halign (frame, GTK_ALIGN_START);
  birge_shell_load_picture (birge_page_get_shell (page), picture, birge_item_get_picture (item), "rights");
  birge_box_add (box, frame);
  birge_parts_add_friendly (page, box, birge_page_tr (page, N_("This text is not on this machine.")));
  add_piece (self, birge_centre_card_new (page), TRUE);
  add_end (self);
}

static void
build (BirgeGuidePage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  const BirgeBlock *body = birge_document_get_body (self->document);
  g_autoptr(GPtrArray) utterances = NULL;
  BirgeBlockView view;

  birge_block_view_init (&view, page, self->document, birge_page_get_spoken (page), self->items);
  add_columns (self);
  add_piece (self, birge_guide_head_new (&view, self->section, &self->listen), FALSE);
  g_signal_connect_object (self->listen, "clicked", G_CALLBACK (birge_shell_listen), birge_page_get_shell (page), G_CONNECT_SWAPPED);
  show_listen (self);
  if (body == NULL)
    add_missing (self);
  else if (view.large)
    add_topic (self, &view, body);
  else
    add_guide (self, &view, body);
  self->one_column = view.large;
  birge_block_view_clear (&view);
  arrange (self);
  utterances = birge_page_dup_utterances (page);
  gtk_widget_set_visible (self->listen, birge_shell_can_read (birge_page_get_shell (page), utterances));
  birge_page_utterances_changed (page);
}

static void
build_error (BirgeGuidePage *self)
{
  BirgePage *page = BIRGE_PAGE (self);

  birge_parts_add_friendly (page, self->box, birge_page_tr (page, N_("This page cannot be shown now.")));
  birge_page_utterances_changed (page);
}

static void
clear (BirgeGuidePage *self)
{
  self->listen = NULL;
  g_ptr_array_set_size (self->pieces, 0);
  if (self->box != NULL)
    birge_box_clear (self->box);
  g_clear_object (&self->side);
  self->columns = self->main = NULL;
  g_clear_object (&self->document);
  g_hash_table_remove_all (self->items);
  g_clear_pointer (&self->section, g_free);
}

/* Loading: the document, then what it leads to and what its shelf is called. */

static void
loaded_one (BirgeGuidePage *self)
{
  if (--self->n_pending == 0)
    build (self);
}

static void
on_items (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(BirgeGuidePage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = birge_library_list_finish (BIRGE_LIBRARY (library), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(BirgeItem) item = g_list_model_get_item (list, i);
      const char *id = birge_item_get_id (item);

      g_hash_table_replace (self->items, g_strdup (id), g_object_ref (item));
    }
  loaded_one (self);
}

static void
on_sections (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(BirgeGuidePage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = birge_library_list_finish (BIRGE_LIBRARY (library), result, &error);
  const char *section;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  section = birge_item_get_section (birge_document_get_item (self->document));
  for (guint i = 0; list != NULL && section != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(BirgeItem) item = g_list_model_get_item (list, i);
      const char *id = birge_item_get_id (item);

      if (g_str_has_prefix (id, "section/") && g_str_equal (id + strlen ("section/"), section))
        {
          g_free (self->section);
          self->section = g_strdup (birge_item_get_title (item));
        }
    }
  loaded_one (self);
}

static char *
dup_wanted_ids (BirgeDocument *document)
{
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *const *related = birge_document_get_related (document);
  g_autofree gpointer *keys = NULL;

  if (birge_document_get_body (document) != NULL)
    birge_block_collect_targets (birge_document_get_body (document), ids);
  for (guint i = 0; related != NULL && related[i] != NULL; i++)
    g_hash_table_add (ids, g_strdup (related[i]));
  if (birge_document_get_film (document) != NULL)
    g_hash_table_add (ids, g_strdup (birge_document_get_film (document)));
  keys = g_hash_table_get_keys_as_array (ids, NULL);
  return g_strjoinv (" ", (char **) keys);
}

static void
on_document (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(BirgeGuidePage) self = user_data;
  BirgeLibrary *library = BIRGE_LIBRARY (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeDocument) document = birge_library_get_document_finish (library, result, &error);
  const char *language;
  g_autofree char *ids = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (document == NULL)
    {
      /* without the message, which names what was looked at, and when */
      g_message ("a text is not shown: error %d of %s: run birge verify", error->code, g_quark_to_string (error->domain));
      build_error (self);
      return;
    }
  language = birge_shell_get_language (birge_page_get_shell (BIRGE_PAGE (self)));
  self->document = g_steal_pointer (&document);
  self->n_pending = 2;
  ids = dup_wanted_ids (self->document);
  birge_library_list_async (library, BIRGE_LIST_IDS, ids, language, self->cancellable, on_items, g_object_ref (self));
  birge_library_list_async (library, BIRGE_LIST_SECTIONS,
                            g_str_equal (birge_item_get_kind (birge_document_get_item (self->document)), "topic") ? "first-aid" : "rights",
                            language, self->cancellable, on_sections, g_object_ref (self));
}

static void
load (BirgeGuidePage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  BirgeShell *shell = birge_page_get_shell (page);

  self->cancellable = birge_page_begin_loading (page);
  clear (self);
  if (birge_shell_get_library (shell) == NULL)
    build_error (self);
  else
    birge_library_get_document_async (birge_shell_get_library (shell), birge_page_get_route (page)->item,
                                      birge_shell_get_language (shell), self->cancellable, on_document, g_object_ref (self));
}

static void
birge_guide_page_open (BirgePage *page, const BirgeRoute *route)
{
  BirgeGuidePage *self = BIRGE_GUIDE_PAGE (page);

  self->box = birge_parts_add_frame (page, "guide");
  g_signal_connect_object (birge_page_get_shell (page), "speaking-changed", G_CALLBACK (show_listen), self, G_CONNECT_SWAPPED);
  load (self);
}

static void
birge_guide_page_locale_changed (BirgePage *page)
{
  load (BIRGE_GUIDE_PAGE (page));
}

static void
birge_guide_page_arrange (BirgePage *page, gboolean turned)
{
  if (turned)
    arrange (BIRGE_GUIDE_PAGE (page));
}

static void
birge_guide_page_dispose (GObject *object)
{
  BirgeGuidePage *self = BIRGE_GUIDE_PAGE (object);

  self->box = NULL;
  self->listen = NULL;
  if (self->pieces != NULL)
    clear (self);
  G_OBJECT_CLASS (birge_guide_page_parent_class)->dispose (object);
}

static void
birge_guide_page_finalize (GObject *object)
{
  BirgeGuidePage *self = BIRGE_GUIDE_PAGE (object);

  g_ptr_array_unref (self->pieces);
  g_hash_table_unref (self->items);
  G_OBJECT_CLASS (birge_guide_page_parent_class)->finalize (object);
}

static void
birge_guide_page_class_init (BirgeGuidePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  object_class->dispose = birge_guide_page_dispose;
  object_class->finalize = birge_guide_page_finalize;
  page_class->open = birge_guide_page_open;
  page_class->locale_changed = birge_guide_page_locale_changed;
  page_class->arrange = birge_guide_page_arrange;
}

static void
birge_guide_page_init (BirgeGuidePage *self)
{
  self->pieces = g_ptr_array_new_with_free_func (piece_free);
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}
