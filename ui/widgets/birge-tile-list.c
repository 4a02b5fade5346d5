/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/widgets/birge-tile-list.h"

#include "ui/widgets/birge-fingers.h"
#include "ui/widgets/birge-scroller.h"

/* Long lists. Only the tiles on the glass exist, and one row more on each side for the keyboard, so that 5,000 items open
 * as fast as five. GtkGridView keeps some sixty of them, whatever the glass shows.
 *
 * All rows are of one height: that of a tile with as many lines as the longest words of the list need. So a place in the
 * list is a plain product, and the list stands still while rows come and go. Tiles change with the scroll position, before
 * sizes are given out, or, when it turns out only then that there are too few, a moment later. */

/* From this letter size on, words need all of the width. */
#define LARGE_LETTERS 1.3
/* What a name or a summary may have, and how much of a column beside picture and loudspeaker is theirs. */
#define MAX_LINES 2
#define WORDS_SHARE 0.62
/* Average widths of a letter, in units: of names and of summaries. */
#define TITLE_LETTER_UNITS 20.0
#define SUMMARY_LETTER_UNITS 15.5

/* As in style.css. */
#define SCROLL_BUTTON_UNITS 88
#define SCROLL_MARGIN_UNITS 16

struct _BirgeTileList
{
  GtkWidget       parent_instance;
  BirgeShell     *shell; /* owned, and the next */
  GListModel     *items;
  BirgeItemChosen chosen;
  gpointer        user_data;
  GtkAdjustment  *adjustments[2]; /* by GtkOrientation, owned, or NULL */
  GtkWidget      *model;          /* never seen: a tile that says how high the others are */
  GPtrArray      *tiles;          /* in the order of the items, borrowed: children */
  guint           first;          /* the item of the first of them */
  int             title_lines, summary_lines; /* of all tiles */
  guint           update_id;
  gboolean        allocating;
};

enum { PROP_0, PROP_HADJUSTMENT, PROP_VADJUSTMENT, PROP_HSCROLL_POLICY, PROP_VSCROLL_POLICY };

G_DEFINE_FINAL_TYPE_WITH_CODE (BirgeTileList, birge_tile_list, GTK_TYPE_WIDGET, G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

/* Measures */

static guint
count_columns (BirgeTileList *self)
{
  gboolean portrait = birge_style_is_portrait (birge_shell_get_style (self->shell));

  return portrait || birge_session_get_letter_scale (birge_shell_get_session (self->shell)) > LARGE_LETTERS ? 1 : 2;
}

static guint
count_rows (BirgeTileList *self)
{
  guint columns = count_columns (self);

  return (g_list_model_get_n_items (self->items) + columns - 1) / columns;
}

static int
get_row_height (BirgeTileList *self, int width)
{
  int height;

  gtk_widget_measure (self->model, GTK_ORIENTATION_VERTICAL, MAX (width, 1) / (int) count_columns (self), &height, NULL, NULL, NULL);
  return MAX (height, 1);
}

/* A Chinese sign is as wide as two letters. */
static double
count_letters (const char *text, const char *language)
{
  return (double) g_utf8_strlen (text, -1) * (language != NULL && g_str_has_prefix (language, "zh") ? 2 : 1);
}

static int
count_lines (BirgeTileList *self, double letters, double letter_units)
{
  BirgeStyle *style = birge_shell_get_style (self->shell);
  double letter = letter_units * birge_style_get_unit (style) * birge_session_get_letter_scale (birge_shell_get_session (self->shell));
  int glass;

  birge_style_get_glass (style, &glass, NULL);
  return CLAMP ((int) ceil (letters * letter * count_columns (self) / (WORDS_SHARE * glass)), 1, MAX_LINES);
}

/* So many lines, in the letters of @sample. */
static char *
dup_lines (const char *sample, int lines)
{
  g_autofree char *letter = g_utf8_substring (sample, 0, MIN (1, g_utf8_strlen (sample, -1)));
  GString *text = g_string_new (letter);

  for (int i = 1; i < lines; i++)
    g_string_append_printf (text, "\n%s", letter);
  return g_string_free (text, FALSE);
}

/* A badge takes the place of one line of the summary. */
static gboolean
has_badge (BirgeTileList *self, BirgeItem *item)
{
  return g_ascii_strcasecmp (birge_item_get_title_language (item), birge_shell_get_language (self->shell)) != 0;
}

static int
count_summary_lines (BirgeTileList *self, BirgeItem *item)
{
  return has_badge (self, item) ? 1 : self->summary_lines;
}

static void
limit_lines (BirgeTileList *self, GtkWidget *tile, BirgeItem *item)
{
  birge_tile_set_lines (BIRGE_TILE (tile), self->title_lines, count_summary_lines (self, item));
}

/* As many lines as the longest name and the longest summary need, and a badge if there is one in the list. */
static void
fill_model (BirgeTileList *self)
{
  g_autoptr(BirgeItem) sample = g_list_model_get_item (self->items, 0);
  g_autofree char *title = NULL, *summary = NULL;
  double title_letters = 0, summary_letters = 0;

  for (guint i = 0; i < g_list_model_get_n_items (self->items); i++)
    {
      g_autoptr(BirgeItem) item = g_list_model_get_item (self->items, i);

      title_letters = MAX (title_letters, count_letters (birge_item_get_title (item), birge_item_get_title_language (item)));
      summary_letters = MAX (summary_letters, count_letters (birge_item_get_summary (item), birge_item_get_summary_language (item)));
      if (has_badge (self, item))
        g_set_object (&sample, item);
    }
  self->title_lines = count_lines (self, title_letters, TITLE_LETTER_UNITS);
  self->summary_lines = count_lines (self, summary_letters, SUMMARY_LETTER_UNITS);
  if (sample == NULL)
    return;
  title = dup_lines (birge_item_get_title (sample), self->title_lines);
  summary = summary_letters > 0 ? dup_lines (birge_item_get_summary (sample), count_summary_lines (self, sample)) : NULL;
  limit_lines (self, self->model, sample);
  birge_tile_set_text (BIRGE_TILE (self->model), title, birge_item_get_title_language (sample), summary,
                       birge_item_get_summary_language (sample));
}

static double
get_value (BirgeTileList *self)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];

  return adjustment != NULL ? gtk_adjustment_get_value (adjustment) : 0;
}

/* Of what is seen; of the whole glass before the list has a size. */
static int
get_page_height (BirgeTileList *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  if (height == 0)
    birge_style_get_glass (birge_shell_get_style (self->shell), NULL, &height);
  return height;
}

static int
get_given_width (BirgeTileList *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  if (width == 0)
    birge_style_get_glass (birge_shell_get_style (self->shell), &width, NULL);
  return width;
}

/* The items whose tiles must be there: from @first up to and without @end. */
static void
get_wanted (BirgeTileList *self, int page_height, int row_height, guint *first, guint *end)
{
  guint columns = count_columns (self);
  guint top = (guint) (MAX (get_value (self), 0) / row_height);
  guint rows = (guint) page_height / (guint) row_height + 2; /* two may be cut by the edges */

  *first = MIN ((top > 0 ? top - 1 : 0) * columns, g_list_model_get_n_items (self->items));
  *end = MIN ((top + rows + 1) * columns, g_list_model_get_n_items (self->items));
}

/* The last row can be scrolled out from under the scroll buttons. */
static int
get_room (BirgeTileList *self)
{
  BirgeStyle *style = birge_shell_get_style (self->shell);
  double unit = birge_style_get_unit (style);

  return (int) ceil (MAX (birge_style_get_target (style), SCROLL_BUTTON_UNITS * unit) + 2 * SCROLL_MARGIN_UNITS * unit);
}

static void
configure (BirgeTileList *self, int page_height, int row_height)
{
  double height = (double) row_height * count_rows (self);

  if (height > page_height)
    height += get_room (self);
  if (self->adjustments[GTK_ORIENTATION_VERTICAL] == NULL)
    return;
  gtk_adjustment_configure (self->adjustments[GTK_ORIENTATION_VERTICAL], CLAMP (get_value (self), 0, MAX (height - page_height, 0)), 0,
                            MAX (height, page_height), row_height, page_height * 0.9, page_height);
}

/* Tiles */

static void
on_tile_chosen (BirgeTile *tile, BirgeTileList *self)
{
  BirgeItem *item = birge_tile_get_item (tile);

  if (item != NULL)
    self->chosen (item, self->user_data);
}

static GtkWidget *
new_tile (BirgeTileList *self)
{
  GtkWidget *tile = birge_tile_new (self->shell, "sky");

  gtk_widget_add_css_class (tile, "row");
  g_signal_connect (tile, "chosen", G_CALLBACK (on_tile_chosen), self);
  return tile;
}

/* A tile for item @i, behind the tile @after: one of the @spare, or a new one. */
static GtkWidget *
take_tile (BirgeTileList *self, GPtrArray *spare, guint i, GtkWidget *after)
{
  GtkWidget *tile = spare->len > 0 ? g_ptr_array_steal_index_fast (spare, spare->len - 1) : new_tile (self);
  g_autoptr(BirgeItem) item = g_list_model_get_item (self->items, i);

  gtk_widget_insert_after (tile, GTK_WIDGET (self), after); /* children stand in reading order */
  limit_lines (self, tile, item);
  birge_tile_set_item (BIRGE_TILE (tile), item);
  birge_name_control (tile, birge_item_get_title (item));
  return tile;
}

static void
drop_tile (BirgeTileList *self, GPtrArray *spare, guint at)
{
  GtkWidget *tile = g_ptr_array_steal_index (self->tiles, at);

  if (gtk_widget_get_focus_child (GTK_WIDGET (self)) == tile) /* it shows something else in a moment */
    gtk_root_set_focus (gtk_widget_get_root (tile), NULL);
  g_ptr_array_add (spare, tile);
}

/* Tiles for the items from @first up to and without @end, and no others. */
static void
show_range (BirgeTileList *self, guint first, guint end)
{
  g_autoptr(GPtrArray) spare = g_ptr_array_new ();

  while (self->tiles->len > 0 && (self->first < first || self->first >= end))
    {
      drop_tile (self, spare, 0);
      self->first++;
    }
  while (self->tiles->len > 0 && self->first + self->tiles->len > end)
    drop_tile (self, spare, self->tiles->len - 1);
  if (self->tiles->len == 0)
    self->first = first;
  while (self->first > first)
    g_ptr_array_insert (self->tiles, 0, take_tile (self, spare, --self->first, self->model));
  while (self->first + self->tiles->len < end)
    g_ptr_array_add (self->tiles, take_tile (self, spare, self->first + self->tiles->len,
                                             self->tiles->len > 0 ? g_ptr_array_index (self->tiles, self->tiles->len - 1) : self->model));
  for (guint i = 0; i < spare->len; i++)
    birge_fingers_take_away (g_ptr_array_index (spare, i), gtk_widget_unparent);
}

static void
update (BirgeTileList *self)
{
  int row_height, page_height = get_page_height (self);
  guint first, end;

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return; /* there are no fonts yet */
  row_height = get_row_height (self, get_given_width (self));
  configure (self, page_height, row_height);
  get_wanted (self, page_height, row_height, &first, &end);
  show_range (self, first, end);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static gboolean
on_update (gpointer user_data)
{
  BirgeTileList *self = user_data;

  self->update_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
on_value_changed (BirgeTileList *self)
{
  if (!self->allocating)
    update (self);
}

/* The glass was turned, or the letters have another size. */
static void
on_style_changed (BirgeTileList *self)
{
  fill_model (self);
  for (guint i = 0; i < self->tiles->len; i++)
    {
      GtkWidget *tile = g_ptr_array_index (self->tiles, i);

      limit_lines (self, tile, birge_tile_get_item (BIRGE_TILE (tile)));
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* Widget */

static void
birge_tile_list_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  BirgeTileList *self = BIRGE_TILE_LIST (widget);
  int columns = (int) count_columns (self);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (self->model, orientation, -1, minimum, natural, NULL, NULL);
      *minimum *= columns;
      *natural *= columns;
      return;
    }
  *minimum = get_row_height (self, for_size >= 0 ? for_size : get_given_width (self));
  *natural = *minimum * (int) CLAMP (count_rows (self), 1, G_MAXINT / 2 / (guint) *minimum);
}

static void
birge_tile_list_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BirgeTileList *self = BIRGE_TILE_LIST (widget);
  int row_height = get_row_height (self, width);
  int columns = (int) count_columns (self);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  guint first, end;

  self->allocating = TRUE;
  configure (self, height, row_height);
  self->allocating = FALSE;
  get_wanted (self, height, row_height, &first, &end);
  if ((first < self->first || end > self->first + self->tiles->len) && self->update_id == 0)
    self->update_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_update, self, NULL);
  for (guint i = 0; i < self->tiles->len; i++)
    {
      int column = (int) (self->first + i) % columns;
      int row = (int) (self->first + i) / columns;
      GtkAllocation place = { width / columns * (rtl ? columns - 1 - column : column),
                              (int) ((double) row * row_height - round (get_value (self))), width / columns, row_height };

      gtk_widget_size_allocate (g_ptr_array_index (self->tiles, i), &place, -1);
    }
}

/* A keyboard finds its way: what it comes to is brought into view. A finger touches only what is there. */
static void
birge_tile_list_set_focus_child (GtkWidget *widget, GtkWidget *child)
{
  BirgeTileList *self = BIRGE_TILE_LIST (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  int row_height = get_row_height (self, get_given_width (self));
  guint at;

  GTK_WIDGET_CLASS (birge_tile_list_parent_class)->set_focus_child (widget, child);
  if (child == NULL || self->adjustments[GTK_ORIENTATION_VERTICAL] == NULL || !GTK_IS_WINDOW (root) ||
      !gtk_window_get_focus_visible (GTK_WINDOW (root)) || !g_ptr_array_find (self->tiles, child, &at))
    return;
  at = (self->first + at) / count_columns (self);
  gtk_adjustment_clamp_page (self->adjustments[GTK_ORIENTATION_VERTICAL], (double) at * row_height, (double) (at + 1) * row_height);
}

static void
birge_tile_list_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (birge_tile_list_parent_class)->root (widget);
  update (BIRGE_TILE_LIST (widget));
}

static void
set_adjustment (BirgeTileList *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  if (self->adjustments[orientation] != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustments[orientation], self);
  g_set_object (&self->adjustments[orientation], adjustment);
  if (adjustment != NULL && orientation == GTK_ORIENTATION_VERTICAL)
    g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (on_value_changed), self);
}

static void
birge_tile_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BirgeTileList *self = BIRGE_TILE_LIST (object);

  if (id == PROP_HADJUSTMENT || id == PROP_VADJUSTMENT)
    set_adjustment (self, id == PROP_VADJUSTMENT ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
  /* The policies: it is as wide as its place, and scrolls when it is higher. */
}

static void
birge_tile_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BirgeTileList *self = BIRGE_TILE_LIST (object);

  if (id == PROP_HADJUSTMENT || id == PROP_VADJUSTMENT)
    g_value_set_object (value, self->adjustments[id == PROP_VADJUSTMENT ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL]);
  else
    g_value_set_enum (value, GTK_SCROLL_MINIMUM);
}

static void
birge_tile_list_dispose (GObject *object)
{
  BirgeTileList *self = BIRGE_TILE_LIST (object);
  GtkWidget *child;

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_ptr_array_set_size (self->tiles, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, NULL);
  set_adjustment (self, GTK_ORIENTATION_VERTICAL, NULL);
  G_OBJECT_CLASS (birge_tile_list_parent_class)->dispose (object);
}

static void
birge_tile_list_finalize (GObject *object)
{
  BirgeTileList *self = BIRGE_TILE_LIST (object);

  g_ptr_array_unref (self->tiles);
  g_clear_object (&self->items);
  g_clear_object (&self->shell);
  G_OBJECT_CLASS (birge_tile_list_parent_class)->finalize (object);
}

static void
birge_tile_list_class_init (BirgeTileListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = birge_tile_list_set_property;
  object_class->get_property = birge_tile_list_get_property;
  object_class->dispose = birge_tile_list_dispose;
  object_class->finalize = birge_tile_list_finalize;
  widget_class->measure = birge_tile_list_measure;
  widget_class->size_allocate = birge_tile_list_size_allocate;
  widget_class->set_focus_child = birge_tile_list_set_focus_child;
  widget_class->root = birge_tile_list_root;
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
  gtk_widget_class_set_css_name (widget_class, "tilelist");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
birge_tile_list_init (BirgeTileList *self)
{
  self->tiles = g_ptr_array_new ();
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
birge_tile_list_new (BirgeShell *shell, GListModel *items, BirgeItemChosen chosen, gpointer user_data)
{
  BirgeTileList *self = g_object_new (BIRGE_TYPE_TILE_LIST, NULL);

  self->shell = g_object_ref (shell);
  self->items = g_object_ref (items);
  self->chosen = chosen;
  self->user_data = user_data;
  self->model = new_tile (self);
  gtk_widget_set_parent (self->model, GTK_WIDGET (self));
  gtk_widget_set_child_visible (self->model, FALSE);
  fill_model (self);
  g_signal_connect_object (birge_shell_get_style (shell), "changed", G_CALLBACK (on_style_changed), self, G_CONNECT_SWAPPED);
  return birge_scroller_new (GTK_WIDGET (self));
}
