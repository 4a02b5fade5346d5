/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/widgets/birge-tile.h"

#include "ui/widgets/birge-say-button.h"

/* Of a line whose length nobody asks for. */
#define LEAST_LETTERS 8

struct _BirgeTile
{
  GtkWidget   parent_instance;
  BirgeShell *shell; /* owned */
  BirgeItem  *item;  /* owned, or NULL */
  char       *hue;
  GtkWidget  *overlay;
  GtkWidget  *button;
  GtkWidget  *picture_frame;
  GtkWidget  *picture;
  GtkWidget  *words;
  GtkWidget  *title;
  GtkWidget  *summary;
  GtkWidget  *badge; /* or NULL */
  GtkWidget  *say;
};

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BirgeTile, birge_tile, GTK_TYPE_WIDGET)

static const char *
or_visitors (BirgeTile *self, const char *language)
{
  return language != NULL ? language : birge_shell_get_language (self->shell);
}

static void
on_clicked (BirgeTile *self)
{
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
set_badge (BirgeTile *self, const char *title, const char *language)
{
  const BirgeLanguage *info = birge_language_find (language);

  if (self->badge != NULL)
    gtk_box_remove (GTK_BOX (self->words), self->badge);
  self->badge = NULL;
  if (language == NULL || g_ascii_strcasecmp (language, birge_shell_get_language (self->shell)) == 0)
    return;
  if (info != NULL && g_strcmp0 (birge_language_get_name (info), title) == 0)
    return; /* the name of a language, in itself */
  self->badge = birge_language_badge_new (language);
  gtk_box_append (GTK_BOX (self->words), self->badge);
}

void
birge_tile_set_text (BirgeTile *self, const char *title, const char *title_language, const char *summary,
                     const char *summary_language)
{
  g_autoptr(GPtrArray) utterances = birge_utterances_new ();

  g_return_if_fail (BIRGE_IS_TILE (self));

  birge_label_set (self->title, title, or_visitors (self, title_language));
  birge_label_set (self->summary, summary, or_visitors (self, summary_language));
  gtk_widget_set_visible (self->summary, summary != NULL && *summary != '\0');
  set_badge (self, title, title_language);

  birge_name_control (self->button, title);
  birge_utterances_add (utterances, title, or_visitors (self, title_language));
  birge_utterances_add (utterances, summary, or_visitors (self, summary_language));
  birge_say_button_set (self->say, title, utterances);
}

static void
set_hue (BirgeTile *self, const char *hue)
{
  if (g_strcmp0 (hue, self->hue) == 0)
    return;
  if (self->hue != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), self->hue);
  g_free (self->hue);
  self->hue = g_strdup (hue);
  gtk_widget_add_css_class (GTK_WIDGET (self), hue);
}

void
birge_tile_set_icon (BirgeTile *self, const char *icon)
{
  birge_picture_set_icon (BIRGE_PICTURE (self->picture), icon);
}

void
birge_tile_set_view (BirgeTile *self, GtkWidget *view)
{
  g_return_if_fail (BIRGE_IS_TILE (self));
  g_return_if_fail (GTK_IS_WIDGET (view));

  gtk_widget_set_visible (self->picture, FALSE);
  gtk_widget_add_css_class (self->picture_frame, "view");
  birge_box_add (self->picture_frame, view);
}

static const char *
hue_of (BirgeItem *item)
{
  static const struct { const char *kind, *hue; } hues[] = {
    { "guide", "rights" }, { "topic", "aid" }, { "film", "aid" },   { "course", "learn" },
    { "lesson", "learn" }, { "place", "help" }, { "notice", "sky" },
  };
  const char *kind = birge_item_get_kind (item);

  for (guint i = 0; i < G_N_ELEMENTS (hues); i++)
    if (g_strcmp0 (kind, hues[i].kind) == 0)
      return hues[i].hue;
  return "sky";
}

static const char *
icon_of (BirgeItem *item)
{
  static const struct { const char *hue, *icon; } icons[] = {
    { "rights", "rights" }, { "aid", "aid" }, { "learn", "learn" }, { "help", "phone" }, { "sky", "info" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    if (g_strcmp0 (hue_of (item), icons[i].hue) == 0)
      return icons[i].icon;
  return "info";
}

void
birge_tile_set_item (BirgeTile *self, BirgeItem *item)
{
  g_return_if_fail (BIRGE_IS_TILE (self));

  g_set_object (&self->item, item);
  birge_picture_set_svg (BIRGE_PICTURE (self->picture), NULL);
  if (item == NULL)
    {
      birge_shell_load_picture (self->shell, self->picture, NULL, NULL);
      return;
    }
  set_hue (self, hue_of (item));
  birge_tile_set_text (self, birge_item_get_title (item), birge_item_get_title_language (item), birge_item_get_summary (item),
                       birge_item_get_summary_language (item));
  birge_shell_load_picture (self->shell, self->picture, birge_item_get_picture (item), icon_of (item));
}

BirgeItem *
birge_tile_get_item (BirgeTile *self)
{
  return self->item;
}

void
birge_tile_set_tall (BirgeTile *self, gboolean tall)
{
  g_return_if_fail (BIRGE_IS_TILE (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_button_get_child (GTK_BUTTON (self->button))),
                                  tall ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_valign (self->picture_frame, tall ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->words, tall ? GTK_ALIGN_END : GTK_ALIGN_CENTER);
  gtk_widget_set_vexpand (self->words, tall);
}

static void
set_lines (GtkWidget *label, int lines)
{
  gtk_label_set_lines (GTK_LABEL (label), lines);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), LEAST_LETTERS); /* its line is as long as its place, not as the words */
}

void
birge_tile_set_lines (BirgeTile *self, int title, int summary)
{
  g_return_if_fail (BIRGE_IS_TILE (self));

  set_lines (self->title, title);
  set_lines (self->summary, summary);
}

void
birge_tile_set_spoken (BirgeTile *self, gboolean spoken)
{
  g_return_if_fail (BIRGE_IS_TILE (self));

  if (spoken)
    gtk_widget_add_css_class (self->words, "spoken");
  else
    gtk_widget_remove_css_class (self->words, "spoken");
}

static void
birge_tile_dispose (GObject *object)
{
  BirgeTile *self = BIRGE_TILE (object);

  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  g_clear_object (&self->shell);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (birge_tile_parent_class)->dispose (object);
}

static void
birge_tile_finalize (GObject *object)
{
  BirgeTile *self = BIRGE_TILE (object);

  g_free (self->hue);
  G_OBJECT_CLASS (birge_tile_parent_class)->finalize (object);
}

static void
birge_tile_class_init (BirgeTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = birge_tile_dispose;
  G_OBJECT_CLASS (klass)->finalize = birge_tile_finalize;
  gtk_widget_class_set_css_name (widget_class, "tile");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  signals[CHOSEN] = g_signal_new ("chosen", BIRGE_TYPE_TILE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
birge_tile_init (BirgeTile *self)
{
  GtkWidget *content = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "content");

  self->overlay = gtk_overlay_new ();
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  self->button = gtk_button_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->button);
  gtk_button_set_child (GTK_BUTTON (self->button), content);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_clicked), self);

  self->picture_frame = birge_box_add (content, birge_box_new (GTK_ORIENTATION_VERTICAL, "frame"));
  gtk_widget_set_valign (self->picture_frame, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (self->picture_frame, GTK_ALIGN_START);
  self->picture = birge_box_add (self->picture_frame, birge_picture_new ());

  self->words = birge_box_add (content, birge_box_new (GTK_ORIENTATION_VERTICAL, "words"));
  gtk_widget_set_valign (self->words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (self->words, TRUE);
  self->title = birge_box_add (self->words, birge_label_new (NULL, NULL, "title"));
  self->summary = birge_box_add (self->words, birge_label_new (NULL, NULL, "summary"));
}

GtkWidget *
birge_tile_new (BirgeShell *shell, const char *hue)
{
  BirgeTile *self = g_object_new (BIRGE_TYPE_TILE, NULL);

  self->shell = g_object_ref (shell);
  self->say = birge_say_button_new (shell, "say");
  gtk_widget_set_halign (self->say, GTK_ALIGN_END);
  gtk_widget_set_valign (self->say, GTK_ALIGN_START);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->say);
  set_hue (self, hue);
  return GTK_WIDGET (self);
}
