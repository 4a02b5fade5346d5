/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-wall-page.h"

#include "ui/widgets/birge-scroller.h"
#include "ui/widgets/birge-widgets.h"

/* After the greeting a still second means "yes, this one". */
#define STILL_MS 1200

struct _BirgeWallPage
{
  BirgePage  parent_instance;
  GtkWidget *box;
  GtkWidget *grid;
  GtkWidget *chosen; /* borrowed: the tile that greets, or NULL */
  guint      still_id;
};

G_DEFINE_FINAL_TYPE (BirgeWallPage, birge_wall_page, BIRGE_TYPE_PAGE)

/* Words of the wall's head: no language is chosen yet, so they stand in several. */
static const struct { const char *tag, *text; } heads[] = {
  { "kk", "Тілді таңдаңыз" }, { "ru", "Выберите язык" }, { "uz", "Tilingizni tanlang" }, { "ky", "Тилди тандаңыз" },
  { "tg", "Забонро интихоб кунед" }, { "zh-Hans", "请选择语言" }, { "tr", "Dilinizi seçin" }, { "en", "Touch your language" }, { "fa", "زبان خود را انتخاب کنید" },
};

const char *
birge_wall_page_find_head (const char *tag)
{
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    if (g_str_equal (heads[i].tag, tag))
      return heads[i].text;
  return NULL;
}

static void
enter (BirgeWallPage *self, GtkWidget *button)
{
  BirgeShell *shell = birge_page_get_shell (BIRGE_PAGE (self));

  g_clear_handle_id (&self->still_id, g_source_remove);
  birge_shell_set_language (shell, g_object_get_data (G_OBJECT (button), "birge-tag"));
  birge_shell_home (shell);
}

static gboolean
on_still (gpointer user_data)
{
  BirgeWallPage *self = user_data;

  if (birge_speech_is_speaking (birge_shell_get_speech (birge_page_get_shell (BIRGE_PAGE (self)))))
    return G_SOURCE_CONTINUE; /* let the greeting end */
  self->still_id = 0;
  enter (self, self->chosen);
  return G_SOURCE_REMOVE;
}

static void
on_tile_clicked (GtkWidget *button, BirgeWallPage *self)
{
  BirgeShell *shell = birge_page_get_shell (BIRGE_PAGE (self));
  const BirgeLanguage *language = birge_language_find (g_object_get_data (G_OBJECT (button), "birge-tag"));

  if (self->chosen == button)
    {
      enter (self, button);
      return;
    }
  if (self->chosen != NULL)
    gtk_widget_remove_css_class (self->chosen, "chosen");
  self->chosen = button;
  gtk_widget_add_css_class (button, "chosen");
  g_clear_handle_id (&self->still_id, g_source_remove);
  birge_shell_say (shell, birge_language_get_greeting (language), birge_language_get_tag (language));
  self->still_id = g_timeout_add (STILL_MS, on_still, self);
}

static GtkWidget *
make_tile (BirgeWallPage *self, const BirgeLanguage *language)
{
  BirgeShell *shell = birge_page_get_shell (BIRGE_PAGE (self));
  const char *tag = birge_language_get_tag (language);
  gboolean speaks = birge_shell_can_say (shell, birge_language_get_greeting (language), tag);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *content = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "content");
  GtkWidget *dot = birge_box_add (content, birge_box_new (GTK_ORIENTATION_VERTICAL, "dot"));
  GtkWidget *picture = birge_box_add (dot, birge_picture_new_icon (speaks ? "speaker" : "hand-touch"));
  GtkWidget *words = birge_box_add (content, birge_box_new (GTK_ORIENTATION_VERTICAL, NULL));

  gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
  gtk_widget_set_vexpand (picture, TRUE);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (picture, TRUE);
  gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (dot, FALSE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  birge_box_add (words, birge_label_new (birge_language_get_name (language), tag, "name"));
  birge_box_add (words, birge_label_new (birge_language_get_greeting (language), tag, "greeting"));
  if (birge_language_is_rtl (language))
    {
      gtk_widget_set_direction (content, GTK_TEXT_DIR_RTL);
      gtk_widget_set_direction (words, GTK_TEXT_DIR_RTL);
      for (GtkWidget *label = gtk_widget_get_first_child (words); label != NULL; label = gtk_widget_get_next_sibling (label))
        gtk_widget_set_direction (label, GTK_TEXT_DIR_RTL);
    }
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_vexpand (button, TRUE);
  birge_name_control (button, birge_language_get_name (language));
  g_object_set_data (G_OBJECT (button), "birge-tag", (gpointer) tag);
  g_signal_connect (button, "clicked", G_CALLBACK (on_tile_clicked), self);
  return button;
}

static void
birge_wall_page_arrange (BirgePage *page, gboolean turned)
{
  BirgeWallPage *self = BIRGE_WALL_PAGE (page);
  BirgeShell *shell = birge_page_get_shell (page);
  gboolean portrait = birge_style_is_portrait (birge_shell_get_style (shell));
  g_auto(GStrv) tags = birge_shell_dup_languages (shell);
  gboolean large = birge_session_get_letter_scale (birge_shell_get_session (shell)) > 1; /* no name is broken */
  int columns = portrait ? (large ? 1 : 2) : (large ? 3 : 4);
  GtkWidget *child;

  self->chosen = NULL;
  g_clear_handle_id (&self->still_id, g_source_remove);
  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  for (int i = 0; tags[i] != NULL; i++)
    gtk_grid_attach (GTK_GRID (self->grid), make_tile (self, birge_language_find (tags[i])), i % columns, i / columns, 1, 1);
}

static GtkWidget *
make_head (void)
{
  GtkWidget *head = birge_box_new (GTK_ORIENTATION_VERTICAL, NULL);
  g_autofree char *title = g_strdup_printf ("%s · %s", heads[0].text, heads[1].text);
  g_autoptr(GString) sub = g_string_new (NULL);

  for (guint i = 2; i < G_N_ELEMENTS (heads); i++)
    g_string_append_printf (sub, "%s%s", i == 2 ? "" : " · ", heads[i].text);
  birge_box_add (head, birge_label_new (title, "kk", "title1"));
  birge_box_add (head, birge_label_new (sub->str, "zh-Hans", "sub"));
  return head;
}

static void
birge_wall_page_open (BirgePage *page, const BirgeRoute *route)
{
  BirgeWallPage *self = BIRGE_WALL_PAGE (page);
  GtkWidget *scroller;

  self->box = birge_box_new (GTK_ORIENTATION_VERTICAL, "page-box");
  birge_box_add (self->box, make_head ());
  self->grid = birge_box_add (self->box, gtk_grid_new ());
  gtk_widget_add_css_class (self->grid, "wall");
  gtk_grid_set_row_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_widget_set_vexpand (self->grid, TRUE);
  scroller = birge_scroller_new (self->box);
  birge_scroller_set_names (scroller, "↑", "↓");
  birge_wall_page_arrange (page, TRUE);
  birge_page_set_child (page, scroller);
}

static void
birge_wall_page_locale_changed (BirgePage *page)
{
  /* Its words are in all languages at once. */
}

static GPtrArray *
birge_wall_page_dup_utterances (BirgePage *page)
{
  GPtrArray *utterances = birge_utterances_new ();

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    birge_utterances_add (utterances, heads[i].text, heads[i].tag);
  return utterances;
}

static void
birge_wall_page_leave (BirgePage *page)
{
  g_clear_handle_id (&BIRGE_WALL_PAGE (page)->still_id, g_source_remove);
}

static void
birge_wall_page_dispose (GObject *object)
{
  g_clear_handle_id (&BIRGE_WALL_PAGE (object)->still_id, g_source_remove);
  G_OBJECT_CLASS (birge_wall_page_parent_class)->dispose (object);
}

static void
birge_wall_page_class_init (BirgeWallPageClass *klass)
{
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = birge_wall_page_dispose;
  page_class->open = birge_wall_page_open;
  page_class->locale_changed = birge_wall_page_locale_changed;
  page_class->arrange = birge_wall_page_arrange;
  page_class->dup_utterances = birge_wall_page_dup_utterances;
  page_class->leave = birge_wall_page_leave;
}

static void
birge_wall_page_init (BirgeWallPage *self)
{
}
