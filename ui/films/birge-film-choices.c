/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/films/birge-film-choices.h"

#include "ui/widgets/birge-scroller.h"
#include "ui/widgets/birge-slot.h"
#include "ui/widgets/birge-widgets.h"

#define N_SPEEDS 4
#define LANGUAGES_A_ROW 4 /* as many as speeds */
#define FEW_A_ROW 3
#define LEFT_TO_RIGHT "\u200E" /* a number and its fraction, in every script */

/* Fractions are read alike in every language; a decimal point is not. */
static const struct {
  double      rate;
  const char *text;
} speeds[N_SPEEDS] = { { 0.5, "½ ×" }, { 0.75, "¾ ×" }, { 1.0, "1 ×" }, { 1.5, "1½ ×" } };

struct _BirgeFilmChoices
{
  GtkWidget      parent_instance;
  BirgePage     *page;   /* borrowed: this is inside it */
  BirgePlayer   *player; /* owned */
  BirgeFilmWalk *walk;   /* owned */
  GtkWidget     *slot;
  GtkWidget     *voices; /* inside the slot, or NULL */
  GtkWidget     *speeds;
  GtkWidget     *loop;
  GtkWidget     *words;
  const char    *voice;  /* static, or NULL */
  gboolean       shows_words;
  gboolean       is_narrow;
};

enum { WORDS, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BirgeFilmChoices, birge_film_choices, GTK_TYPE_WIDGET)

static void
mark_chosen (GtkWidget *button, gboolean chosen)
{
  if (chosen)
    gtk_widget_add_css_class (button, "chosen");
  else
    gtk_widget_remove_css_class (button, "chosen");
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED,
                               chosen ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

static void
mark_all (BirgeFilmChoices *self)
{
  guint i = 0;

  if (self->speeds == NULL)
    return;
  for (GtkWidget *button = gtk_widget_get_first_child (self->speeds); button != NULL; button = gtk_widget_get_next_sibling (button))
    mark_chosen (button, birge_player_get_rate (self->player) == speeds[i++].rate);
  for (GtkWidget *button = self->voices != NULL ? gtk_widget_get_first_child (self->voices) : NULL; button != NULL;
       button = gtk_widget_get_next_sibling (button))
    mark_chosen (button, g_strcmp0 (g_object_get_data (G_OBJECT (button), "birge-tag"), self->voice) == 0);
  mark_chosen (self->loop, birge_film_walk_get_mode (self->walk) == BIRGE_FILM_WALK_LOOP);
  mark_chosen (self->words, self->shows_words);
}

static void
on_voice_clicked (GtkWidget *button, BirgeFilmChoices *self)
{
  self->voice = g_object_get_data (G_OBJECT (button), "birge-tag");
  birge_player_set_audio_language (self->player, self->voice);
  mark_all (self);
}

static void
on_speed_clicked (GtkWidget *button, BirgeFilmChoices *self)
{
  guint i = 0;

  while ((button = gtk_widget_get_prev_sibling (button)) != NULL)
    i++;
  birge_player_set_rate (self->player, speeds[MIN (i, N_SPEEDS - 1)].rate);
  mark_all (self);
}

static void
on_loop_clicked (BirgeFilmChoices *self)
{
  gboolean loops = birge_film_walk_get_mode (self->walk) == BIRGE_FILM_WALK_LOOP;

  birge_film_walk_set_mode (self->walk, loops ? BIRGE_FILM_WALK_THROUGH : BIRGE_FILM_WALK_LOOP);
}

static void
on_words_clicked (BirgeFilmChoices *self)
{
  g_signal_emit (self, signals[WORDS], 0);
}

static void
place_voices (BirgeFilmChoices *self)
{
  int a_row = self->is_narrow ? FEW_A_ROW : LANGUAGES_A_ROW, i = 0;
  GtkLayoutManager *layout = self->voices != NULL ? gtk_widget_get_layout_manager (self->voices) : NULL;

  for (GtkWidget *button = layout != NULL ? gtk_widget_get_first_child (self->voices) : NULL; button != NULL;
       button = gtk_widget_get_next_sibling (button), i++)
    g_object_set (gtk_layout_manager_get_layout_child (layout, button), "column", i % a_row, "row", i / a_row, NULL);
}

/* Each under its own name. Nothing to choose: no row. */
static void
add_voices (BirgeFilmChoices *self, GtkWidget *panel, BirgeFilm *film)
{
  const char *const *tags = birge_film_get_audio_languages (film);

  self->voices = NULL;
  if (g_strv_length ((char **) tags) < 2)
    return;
  self->voices = birge_box_add (panel, gtk_grid_new ());
  gtk_widget_add_css_class (self->voices, "languages");
  gtk_grid_set_column_homogeneous (GTK_GRID (self->voices), TRUE);
  for (int i = 0; tags[i] != NULL; i++)
    {
      const BirgeLanguage *language = birge_language_find (tags[i]);
      GtkWidget *button = birge_button_new (i == 0 ? "speaker" : NULL, language != NULL ? birge_language_get_name (language) : tags[i],
                                            "choice");

      g_object_set_data (G_OBJECT (button), "birge-tag", (gpointer) g_intern_string (tags[i]));
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_voice_clicked), self, 0);
      gtk_widget_set_hexpand (button, TRUE);
      gtk_grid_attach (GTK_GRID (self->voices), button, i, 0, 1, 1);
    }
  place_voices (self);
}

static void
add_speeds (BirgeFilmChoices *self, GtkWidget *panel)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (self->page));
  const char *word = birge_page_tr (self->page, N_("Speed"));

  self->speeds = birge_box_add (panel, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "choices"));
  gtk_widget_set_direction (self->speeds, GTK_TEXT_DIR_LTR);
  gtk_box_set_homogeneous (GTK_BOX (self->speeds), TRUE);
  for (guint i = 0; i < N_SPEEDS; i++)
    {
      g_autofree char *text = birge_language_localise_digits (language, speeds[i].text);
      g_autofree char *name = g_strdup_printf ("%s %s", word, text);
      g_autofree char *shown = g_strconcat (LEFT_TO_RIGHT, text, NULL);
      GtkWidget *button = birge_box_add (self->speeds, birge_button_new (i == 0 ? "slow" : NULL, shown, "choice"));

      birge_name_control (button, name);
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_speed_clicked), self, 0);
    }
}

static GtkWidget *
make_panel (BirgeFilmChoices *self, BirgeFilm *film)
{
  GtkWidget *panel = birge_box_new (GTK_ORIENTATION_VERTICAL, "sheet");
  GtkWidget *row;

  add_voices (self, panel, film);
  add_speeds (self, panel);
  row = birge_box_add (panel, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "choices"));
  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  self->loop = birge_box_add (row, birge_button_new ("repeat", birge_page_tr (self->page, N_("This step again and again")), "choice"));
  self->words = birge_box_add (row, birge_button_new ("list", birge_page_tr (self->page, N_("All the words")), "choice"));
  g_signal_connect_object (self->loop, "clicked", G_CALLBACK (on_loop_clicked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->words, "clicked", G_CALLBACK (on_words_clicked), self, G_CONNECT_SWAPPED);
  return panel;
}

/* Who opened it with a key goes on inside. */
static void
birge_film_choices_map (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  GTK_WIDGET_CLASS (birge_film_choices_parent_class)->map (widget);
  if (GTK_IS_WINDOW (root) && gtk_window_get_focus_visible (GTK_WINDOW (root)))
    gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
birge_film_choices_dispose (GObject *object)
{
  BirgeFilmChoices *self = BIRGE_FILM_CHOICES (object);

  g_clear_pointer (&self->slot, gtk_widget_unparent);
  self->speeds = NULL;
  self->voices = NULL;
  g_clear_object (&self->player);
  g_clear_object (&self->walk);
  G_OBJECT_CLASS (birge_film_choices_parent_class)->dispose (object);
}

static void
birge_film_choices_class_init (BirgeFilmChoicesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = birge_film_choices_dispose;
  GTK_WIDGET_CLASS (klass)->map = birge_film_choices_map;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "filmchoices");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[WORDS] = g_signal_new ("words", BIRGE_TYPE_FILM_CHOICES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
birge_film_choices_init (BirgeFilmChoices *self)
{
  self->slot = birge_slot_new ();
  gtk_widget_set_parent (self->slot, GTK_WIDGET (self));
}

GtkWidget *
birge_film_choices_new (BirgePage *page, BirgePlayer *player, BirgeFilmWalk *walk)
{
  BirgeFilmChoices *self = g_object_new (BIRGE_TYPE_FILM_CHOICES, NULL);

  self->page = page;
  self->player = g_object_ref (player);
  self->walk = g_object_ref (walk);
  g_signal_connect_object (player, "notify::rate", G_CALLBACK (mark_all), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (walk, "changed", G_CALLBACK (mark_all), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
birge_film_choices_set_film (BirgeFilmChoices *self, BirgeFilm *film, const char *voice)
{
  GtkWidget *scroller;

  g_return_if_fail (BIRGE_IS_FILM_CHOICES (self));
  g_return_if_fail (BIRGE_IS_FILM (film));

  self->voice = g_intern_string (voice);
  scroller = birge_scroller_new (make_panel (self, film)); /* very large letters */
  gtk_scrolled_window_set_propagate_natural_height (birge_scroller_get (scroller), TRUE);
  birge_page_name_scroller (self->page, scroller);
  birge_slot_set_child (BIRGE_SLOT (self->slot), scroller);
  mark_all (self);
}

void
birge_film_choices_set_narrow (BirgeFilmChoices *self, gboolean narrow)
{
  g_return_if_fail (BIRGE_IS_FILM_CHOICES (self));

  self->is_narrow = narrow;
  place_voices (self);
}

void
birge_film_choices_mark_words (BirgeFilmChoices *self, gboolean words)
{
  g_return_if_fail (BIRGE_IS_FILM_CHOICES (self));

  self->shows_words = words;
  mark_all (self);
}
