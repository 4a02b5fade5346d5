/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-home-page.h"

#include "ui/widgets/birge-tile.h"

static const struct
{
  const char *icon;
  const char *hue;
  const char *title;
  const char *summary;
  BirgePlace  place;
  const char *item;
} journeys[] = {
  { "rights", "rights", N_("My rights"), N_("Papers, work, wages"), BIRGE_PLACE_SHELF, "rights" },
  { "aid", "aid", N_("First aid"), N_("Films and steps"), BIRGE_PLACE_SHELF, "first-aid" },
  { "learn", "learn", N_("Learn a language"), N_("Kazakh, Russian"), BIRGE_PLACE_COURSES, NULL },
  { "help-people", "help", N_("People who help"), N_("Places, numbers"), BIRGE_PLACE_PEOPLE, NULL },
  { "bell", "help", N_("Call a person"), N_("A bell rings"), BIRGE_PLACE_CALL, NULL },
  { "search", "sky", N_("Find"), N_("Write or choose"), BIRGE_PLACE_SEARCH, NULL },
};

struct _BirgeHomePage
{
  BirgePage  parent_instance;
  GtkWidget *box;
  GtkWidget *head;
  GtkWidget *title;
  GtkWidget *promise;
  GtkWidget *grid;
  GtkWidget *tiles[G_N_ELEMENTS (journeys)];
};

G_DEFINE_FINAL_TYPE (BirgeHomePage, birge_home_page, BIRGE_TYPE_PAGE)

static void
on_tile_chosen (GtkWidget *tile, BirgePage *page)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (tile), "birge-journey"));

  birge_shell_go_to (birge_page_get_shell (page), journeys[i].place, journeys[i].item);
}

static void
on_promise_clicked (BirgePage *page)
{
  birge_shell_go_to (birge_page_get_shell (page), BIRGE_PLACE_PRIVACY, NULL);
}

static void
set_words (BirgeHomePage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (page));
  g_autofree char *title = g_strdup_printf ("%s %s", birge_language_get_greeting (language),
                                            birge_page_tr (page, N_("What do you need?")));

  birge_label_set (self->title, title, birge_language_get_tag (language));
  birge_button_set_text (self->promise, birge_page_tr (page, N_("This machine does not remember you")));
  for (guint i = 0; i < G_N_ELEMENTS (journeys); i++)
    birge_tile_set_text (BIRGE_TILE (self->tiles[i]), birge_page_tr (page, journeys[i].title), NULL,
                         birge_page_tr (page, journeys[i].summary), NULL);
}

static void
birge_home_page_arrange (BirgePage *page, gboolean turned)
{
  BirgeHomePage *self = BIRGE_HOME_PAGE (page);
  BirgeShell *shell = birge_page_get_shell (page);
  gboolean portrait = birge_style_is_portrait (birge_shell_get_style (shell));
  gboolean tall = portrait || birge_session_get_letter_scale (birge_shell_get_session (shell)) > 1; /* large words need the whole width */
  int columns = portrait ? 2 : 3;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->head), portrait ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  if (tall)
    gtk_widget_add_css_class (self->grid, "tall");
  else
    gtk_widget_remove_css_class (self->grid, "tall");
  for (guint i = 0; i < G_N_ELEMENTS (journeys); i++)
    {
      birge_tile_set_tall (BIRGE_TILE (self->tiles[i]), tall);
      g_object_ref (self->tiles[i]);
      if (gtk_widget_get_parent (self->tiles[i]) != NULL)
        gtk_grid_remove (GTK_GRID (self->grid), self->tiles[i]);
      gtk_grid_attach (GTK_GRID (self->grid), self->tiles[i], (int) i % columns, (int) i / columns, 1, 1);
      g_object_unref (self->tiles[i]);
    }
}

static void
birge_home_page_open (BirgePage *page, const BirgeRoute *route)
{
  BirgeHomePage *self = BIRGE_HOME_PAGE (page);
  BirgeShell *shell = birge_page_get_shell (page);

  self->box = birge_box_new (GTK_ORIENTATION_VERTICAL, "page-box");
  self->head = birge_box_add (self->box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "choices"));
  self->title = birge_box_add (self->head, birge_label_new (NULL, NULL, "title1"));
  gtk_widget_set_hexpand (self->title, TRUE);
  self->promise = birge_box_add (self->head, birge_button_new ("shield", "", "chip"));
  gtk_label_set_wrap (GTK_LABEL (gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (self->promise)))), FALSE);
  gtk_widget_set_halign (self->promise, GTK_ALIGN_START);
  gtk_widget_set_valign (self->promise, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->promise, "clicked", G_CALLBACK (on_promise_clicked), self);

  self->grid = birge_box_add (self->box, gtk_grid_new ());
  gtk_widget_add_css_class (self->grid, "home-grid");
  gtk_grid_set_row_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_widget_set_vexpand (self->grid, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (journeys); i++)
    {
      self->tiles[i] = birge_tile_new (shell, journeys[i].hue);
      birge_tile_set_icon (BIRGE_TILE (self->tiles[i]), journeys[i].icon);
      gtk_widget_set_hexpand (self->tiles[i], TRUE);
      gtk_widget_set_vexpand (self->tiles[i], TRUE);
      g_object_set_data (G_OBJECT (self->tiles[i]), "birge-journey", GUINT_TO_POINTER (i));
      g_signal_connect (self->tiles[i], "chosen", G_CALLBACK (on_tile_chosen), self);
    }
  set_words (self);
  birge_home_page_arrange (page, TRUE);
  birge_page_set_scrolled_child (page, self->box);
}

static void
birge_home_page_locale_changed (BirgePage *page)
{
  set_words (BIRGE_HOME_PAGE (page));
}

/* Each piece on its own, as the loudspeakers of the tiles read it too: a volunteer records it once. */
#define WORDS_BEFORE 2
#define WORDS_OF_TILE 2

GPtrArray *
birge_home_page_list_words (const char *language)
{
  const BirgeLanguage *info = birge_language_find (language);
  GPtrArray *utterances = birge_utterances_new ();

  birge_utterances_add (utterances, info != NULL ? birge_language_get_greeting (info) : NULL, language);
  birge_utterances_add (utterances, birge_tr (language, N_("What do you need?")), language);
  for (guint i = 0; i < G_N_ELEMENTS (journeys); i++)
    {
      birge_utterances_add (utterances, birge_tr (language, journeys[i].title), language);
      birge_utterances_add (utterances, birge_tr (language, journeys[i].summary), language);
    }
  return utterances;
}

static GPtrArray *
birge_home_page_dup_utterances (BirgePage *page)
{
  return birge_home_page_list_words (birge_shell_get_language (birge_page_get_shell (page)));
}

static void
birge_home_page_mark (BirgePage *page, int index)
{
  BirgeHomePage *self = BIRGE_HOME_PAGE (page);

  for (int i = 0; i < (int) G_N_ELEMENTS (journeys); i++)
    birge_tile_set_spoken (BIRGE_TILE (self->tiles[i]), index >= WORDS_BEFORE && (index - WORDS_BEFORE) / WORDS_OF_TILE == i);
}

static void
birge_home_page_class_init (BirgeHomePageClass *klass)
{
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  page_class->open = birge_home_page_open;
  page_class->locale_changed = birge_home_page_locale_changed;
  page_class->arrange = birge_home_page_arrange;
  page_class->dup_utterances = birge_home_page_dup_utterances;
  page_class->mark = birge_home_page_mark;
}

static void
birge_home_page_init (BirgeHomePage *self)
{
}
