/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/guides/birge-beside-page.h"

#include "ui/guides/birge-block-view.h"
#include "ui/guides/birge-guide-parts.h"

/* Texts are translated block by block; where one has a block more, the other is searched this far for where it goes on. */
#define LOOK_AHEAD 4

enum { OWN, SECOND, N_COLUMNS };

struct _BirgeBesidePage
{
  BirgePage      parent_instance;
  GtkWidget     *box;
  BirgeDocument *documents[N_COLUMNS];
  guint          n_pending;
};

G_DEFINE_FINAL_TYPE (BirgeBesidePage, birge_beside_page, BIRGE_TYPE_PAGE)

/* One row's worth of a text. */
typedef struct
{
  const BirgeBlock *block;
  guint             step; /* its number, or 0 */
} Part;

static void
append_part (GArray *parts, const BirgeBlock *block, guint step)
{
  Part part = { block, step };

  g_array_append_val (parts, part);
}

static GArray *
list_parts (const BirgeBlock *body)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (Part));

  for (guint i = 0; body != NULL && i < body->children->len; i++)
    {
      const BirgeBlock *block = g_ptr_array_index (body->children, i);

      if (block->kind != BIRGE_BLOCK_STEPS)
        append_part (parts, block, 0);
      for (guint j = 0; block->kind == BIRGE_BLOCK_STEPS && j < block->children->len; j++)
        append_part (parts, g_ptr_array_index (block->children, j), j + 1);
    }
  return parts;
}

static gboolean
match (const Part *a, const Part *b)
{
  return a->block->kind == b->block->kind && a->step == b->step && g_strcmp0 (a->block->target, b->block->target) == 0;
}

/* How many parts from @from on have to pass until one matches @part; LOOK_AHEAD when none does. */
static guint
distance (const GArray *parts, guint from, const Part *part)
{
  for (guint i = 0; i < LOOK_AHEAD; i++)
    if (from + i < parts->len && match (&g_array_index (parts, Part, from + i), part))
      return i;
  return LOOK_AHEAD;
}

/* Two parts that do not belong together: the one that finds its match sooner, further down, waits for it. */
static void
leave_gap (const GArray *a, guint at_a, const Part **part_a, const GArray *b, guint at_b, const Part **part_b)
{
  guint a_waits = distance (b, at_b, *part_a);
  guint b_waits = distance (a, at_a, *part_b);

  if (a_waits == 0 || (a_waits == LOOK_AHEAD && b_waits == LOOK_AHEAD))
    return;
  if (a_waits <= b_waits)
    *part_a = NULL;
  else
    *part_b = NULL;
}

/* A cell */

typedef struct
{
  BirgePage     *page;
  BirgeDocument *document;
  const char    *language;
  BirgeSpoken   *spoken; /* or NULL */
  BirgeBlockView view;
  GString       *text; /* of the cell under way, for its loudspeaker */
} Column;

/* A widget does not inherit the direction of the one around it. */
static void
set_direction (GtkWidget *widget, GtkTextDirection direction)
{
  gtk_widget_set_direction (widget, direction);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    set_direction (child, direction);
}

static void
add_label (Column *column, GtkWidget *box, GtkWidget *label)
{
  const char *text = gtk_label_get_text (GTK_LABEL (label));

  birge_box_add (box, label);
  if (*text == '\0')
    {
      gtk_widget_set_visible (label, FALSE);
      return;
    }
  g_string_append_printf (column->text, "%s%s", column->text->len > 0 ? "\n" : "", text);
  if (column->spoken != NULL)
    birge_spoken_add_label (column->spoken, label, column->language);
}

static void
add_words (Column *column, GtkWidget *box, const char *text, const char *css_class)
{
  if (text != NULL)
    add_label (column, box, birge_label_new (text, column->language, css_class));
}

static const char *
class_of (const BirgeBlock *block, gboolean inside)
{
  if (block->kind == BIRGE_BLOCK_HEADING)
    return "title3";
  if (block->kind == BIRGE_BLOCK_STEP)
    return "step-title";
  return inside ? "sub" : "paragraph";
}

static void
add_block (Column *column, GtkWidget *box, const BirgeBlock *block, gboolean inside)
{
  if (block->kind == BIRGE_BLOCK_ASK)
    add_words (column, box, birge_tr (column->language, N_("Ask the centre:")), "head");
  if (block->kind == BIRGE_BLOCK_CALL && block->target != NULL)
    add_words (column, box, strchr (block->target, '/') != NULL ? strchr (block->target, '/') + 1 : block->target, "number");
  if (block->kind == BIRGE_BLOCK_SAY_THIS)
    {
      add_words (column, box, birge_tr (column->language, N_("Show this")), "head");
      add_words (column, box, birge_block_find_phrase (block, column->language, NULL), "paragraph");
    }
  if (block->runs->len > 0)
    add_label (column, box, birge_block_view_new_label (&column->view, block, class_of (block, inside)));
  for (guint i = 0; i < block->children->len; i++)
    add_block (column, box, g_ptr_array_index (block->children, i), block->kind == BIRGE_BLOCK_STEP || inside);
}

static char *
dup_number (Column *column, guint number)
{
  const BirgeLanguage *info = birge_language_find (column->language);
  g_autofree char *figures = g_strdup_printf ("%u", number);

  return info != NULL ? birge_language_localise_digits (info, figures) : g_steal_pointer (&figures);
}

static GtkWidget *
new_cell (Column *column, const Part *part)
{
  const BirgeLanguage *info = birge_language_find (column->language);
  GtkWidget *cell = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "cell");
  GtkWidget *words, *say;

  gtk_widget_set_hexpand (cell, TRUE);
  if (part == NULL)
    return cell;
  if (part->block->kind == BIRGE_BLOCK_WARNING)
    gtk_widget_add_css_class (cell, "warning");
  if (part->step > 0)
    {
      g_autofree char *number = dup_number (column, part->step);
      GtkWidget *label = birge_box_add (cell, birge_label_new (number, column->language, "num"));

      gtk_label_set_xalign (GTK_LABEL (label), 0.5);
      gtk_label_set_wrap (GTK_LABEL (label), FALSE);
      gtk_widget_set_valign (label, GTK_ALIGN_START);
      gtk_widget_add_css_class (cell, column->view.hue);
    }
  g_string_truncate (column->text, 0);
  words = birge_box_add (cell, birge_box_new (GTK_ORIENTATION_VERTICAL, "words"));
  gtk_widget_set_hexpand (words, TRUE);
  add_block (column, words, part->block, FALSE);
  say = birge_parts_new_say (column->page, column->text->str, column->language);
  if (say != NULL)
    {
      gtk_widget_set_valign (say, GTK_ALIGN_START);
      birge_box_add (cell, say);
    }
  set_direction (cell, info != NULL && birge_language_is_rtl (info) ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  return cell;
}

static void
column_init (Column *column, BirgeBesidePage *self, guint which)
{
  BirgeDocument *document = self->documents[which];

  column->page = BIRGE_PAGE (self);
  column->document = document;
  column->language = birge_document_get_language (document);
  if (column->language == NULL)
    column->language = birge_item_get_title_language (birge_document_get_item (document));
  column->spoken = which == OWN ? birge_page_get_spoken (BIRGE_PAGE (self)) : NULL;
  column->text = g_string_new (NULL);
  birge_block_view_init (&column->view, BIRGE_PAGE (self), document, NULL, NULL);
}

static void
column_clear (Column *column)
{
  birge_block_view_clear (&column->view);
  g_string_free (column->text, TRUE);
}

/* Head: which languages, and which other one could stand there. */

static void load (BirgeBesidePage *self);

static void
on_language_clicked (GtkWidget *button, BirgeBesidePage *self)
{
  BirgeShell *shell = birge_page_get_shell (BIRGE_PAGE (self));

  birge_shell_hush (shell);
  birge_session_set_second_language (birge_shell_get_session (shell), g_object_get_data (G_OBJECT (button), "birge-language"));
  load (self);
}

static GtkWidget *
new_language_choice (BirgeBesidePage *self)
{
  static const char *const offered[] = { "kk", "ru", "en" };
  BirgeShell *shell = birge_page_get_shell (BIRGE_PAGE (self));
  const char *second = birge_session_get_second_language (birge_shell_get_session (shell));
  GtkWidget *row = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "choices");

  for (guint i = 0; i < G_N_ELEMENTS (offered); i++)
    {
      const BirgeLanguage *info = birge_language_find (offered[i]);
      GtkWidget *button;

      if (g_str_equal (offered[i], birge_shell_get_language (shell)))
        continue;
      button = birge_box_add (row, birge_button_new (NULL, birge_language_get_name (info), "choice"));
      if (g_strcmp0 (offered[i], second) == 0)
        gtk_widget_add_css_class (button, "chosen");
      gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED,
                                   g_strcmp0 (offered[i], second) == 0 ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE,
                                   -1);
      g_object_set_data (G_OBJECT (button), "birge-language", (gpointer) offered[i]);
      g_signal_connect (button, "clicked", G_CALLBACK (on_language_clicked), self);
    }
  return row;
}

static void
add_head (BirgeBesidePage *self, GtkWidget *grid, Column *columns)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      BirgeItem *item = birge_document_get_item (columns[i].document);
      const BirgeLanguage *info = birge_language_find (columns[i].language);
      GtkWidget *head = birge_box_new (GTK_ORIENTATION_VERTICAL, "beside-head");
      GtkWidget *badge, *title;

      badge = birge_box_add (head, birge_language_badge_new (columns[i].language));
      title = birge_box_add (head, birge_label_new (birge_item_get_title (item), birge_item_get_title_language (item), "title2"));
      if (i == OWN)
        birge_spoken_add_label (birge_page_get_spoken (BIRGE_PAGE (self)), title, birge_item_get_title_language (item));
      set_direction (head, info != NULL && birge_language_is_rtl (info) ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
      gtk_widget_set_halign (badge, GTK_ALIGN_START);
      gtk_grid_attach (GTK_GRID (grid), head, (int) i, 0, 1, 1);
    }
}

static void
build (BirgeBesidePage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  Column columns[N_COLUMNS];
  GArray *parts[N_COLUMNS];
  guint at[N_COLUMNS] = { 0, 0 };
  GtkWidget *top = birge_box_add (self->box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "title-row"));
  GtkWidget *grid;

  gtk_widget_set_hexpand (birge_parts_add_words (page, top, NULL, birge_page_tr (page, N_("Two languages side by side")), "title3"), TRUE);
  birge_box_add (top, new_language_choice (self));
  grid = birge_box_add (self->box, gtk_grid_new ());
  gtk_widget_add_css_class (grid, "beside");
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      column_init (&columns[i], self, i);
      parts[i] = list_parts (birge_document_get_body (columns[i].document));
    }
  add_head (self, grid, columns);
  for (int row = 1; at[OWN] < parts[OWN]->len || at[SECOND] < parts[SECOND]->len; row++)
    {
      const Part *own = at[OWN] < parts[OWN]->len ? &g_array_index (parts[OWN], Part, at[OWN]) : NULL;
      const Part *second = at[SECOND] < parts[SECOND]->len ? &g_array_index (parts[SECOND], Part, at[SECOND]) : NULL;

      if (own != NULL && second != NULL)
        leave_gap (parts[OWN], at[OWN], &own, parts[SECOND], at[SECOND], &second);
      gtk_grid_attach (GTK_GRID (grid), new_cell (&columns[OWN], own), OWN, row, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), new_cell (&columns[SECOND], second), SECOND, row, 1, 1);
      at[OWN] += own != NULL;
      at[SECOND] += second != NULL;
    }
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      g_array_unref (parts[i]);
      column_clear (&columns[i]);
    }
  birge_page_utterances_changed (page);
}

/* Loading */

static void
loaded (BirgeBesidePage *self, GObject *library, GAsyncResult *result, guint which)
{
  BirgePage *page = BIRGE_PAGE (self);
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeDocument) document = birge_library_get_document_finish (BIRGE_LIBRARY (library), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_set_object (&self->documents[which], document);
  if (--self->n_pending > 0)
    return;
  if (self->documents[OWN] != NULL && self->documents[SECOND] != NULL && birge_document_get_body (self->documents[OWN]) != NULL)
    build (self);
  else
    birge_parts_add_friendly (page, self->box, birge_page_tr (page, N_("This page cannot be shown now.")));
}

static void
on_own (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(BirgeBesidePage) self = user_data;

  loaded (self, library, result, OWN);
}

static void
on_second (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(BirgeBesidePage) self = user_data;

  loaded (self, library, result, SECOND);
}

static void
clear (BirgeBesidePage *self)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    g_clear_object (&self->documents[i]);
}

static void
load (BirgeBesidePage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  GCancellable *cancellable = birge_page_begin_loading (page);
  BirgeShell *shell = birge_page_get_shell (page);
  BirgeLibrary *library = birge_shell_get_library (shell);
  const char *item = birge_page_get_route (page)->item;

  clear (self);
  self->box = birge_parts_add_frame (page, "beside-page");
  if (library == NULL)
    {
      birge_parts_add_friendly (page, self->box, birge_page_tr (page, N_("This page cannot be shown now.")));
      return;
    }
  self->n_pending = N_COLUMNS;
  birge_library_get_document_async (library, item, birge_shell_get_language (shell), cancellable, on_own,
                                    g_object_ref (self));
  birge_library_get_document_async (library, item, birge_session_get_second_language (birge_shell_get_session (shell)),
                                    cancellable, on_second, g_object_ref (self));
}

static void
birge_beside_page_open (BirgePage *page, const BirgeRoute *route)
{
  load (BIRGE_BESIDE_PAGE (page));
}

static void
birge_beside_page_locale_changed (BirgePage *page)
{
  load (BIRGE_BESIDE_PAGE (page));
}

static void
birge_beside_page_dispose (GObject *object)
{
  clear (BIRGE_BESIDE_PAGE (object));
  G_OBJECT_CLASS (birge_beside_page_parent_class)->dispose (object);
}

static void
birge_beside_page_class_init (BirgeBesidePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  object_class->dispose = birge_beside_page_dispose;
  page_class->open = birge_beside_page_open;
  page_class->locale_changed = birge_beside_page_locale_changed;
}

static void
birge_beside_page_init (BirgeBesidePage *self)
{
}
