/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/lessons/birge-exercise-view.h"

#include "ui/widgets/birge-widgets.h"

/* Pairs: touch a picture and then its word, or the other way round. No dragging. */
typedef struct
{
  BirgePage        *page; /* borrowed */
  GListModel       *words;
  BirgeExercise     exercise;
  GtkWidget        *sides[2][BIRGE_EXERCISE_MAX_OPTIONS]; /* pictures, words; by option */
  int               chosen[2];                            /* option of each side, or -1 */
  guint             found;
  gboolean          clean; /* no wrong pair so far */
  BirgeExerciseDone done;
  gpointer          user_data;
} Match;

enum { PICTURES, WORDS };

static void
match_free (gpointer data)
{
  Match *self = data;

  g_object_unref (self->words);
  g_free (self);
}

static void
unchoose (Match *self)
{
  for (int side = PICTURES; side <= WORDS; side++)
    {
      if (self->chosen[side] >= 0)
        gtk_widget_remove_css_class (self->sides[side][self->chosen[side]], "touched");
      self->chosen[side] = -1;
    }
}

static void
check (Match *self)
{
  gboolean right = self->chosen[PICTURES] == self->chosen[WORDS];
  int option = self->chosen[WORDS];

  birge_sounds_play (birge_shell_get_sounds (birge_page_get_shell (self->page)), right ? BIRGE_SOUND_RIGHT : BIRGE_SOUND_WRONG);
  if (!right)
    {
      self->clean = FALSE;
      unchoose (self);
      return;
    }
  unchoose (self);
  for (int side = PICTURES; side <= WORDS; side++)
    {
      GtkWidget *sign = birge_picture_new_icon ("check");

      gtk_widget_add_css_class (sign, "sign");
      gtk_widget_set_halign (sign, GTK_ALIGN_START);
      gtk_widget_set_valign (sign, GTK_ALIGN_START);
      gtk_overlay_add_overlay (GTK_OVERLAY (gtk_button_get_child (GTK_BUTTON (self->sides[side][option]))), sign);
      gtk_widget_add_css_class (self->sides[side][option], "right");
      gtk_widget_set_can_target (self->sides[side][option], FALSE);
      gtk_widget_set_focusable (self->sides[side][option], FALSE);
    }
  if (++self->found == self->exercise.n_options)
    self->done (self->clean, self->user_data);
}

static void
on_clicked (GtkWidget *button, Match *self)
{
  int side = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "birge-side"));
  int option = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "birge-option"));
  g_autoptr(BirgeWord) word = g_list_model_get_item (self->words, self->exercise.options[option]);

  if (self->chosen[side] >= 0)
    gtk_widget_remove_css_class (self->sides[side][self->chosen[side]], "touched");
  self->chosen[side] = option;
  gtk_widget_add_css_class (button, "touched");
  if (side == WORDS)
    birge_shell_say (birge_page_get_shell (self->page), birge_word_get_target (word), birge_word_get_target_language (word));
  if (self->chosen[PICTURES] >= 0 && self->chosen[WORDS] >= 0)
    check (self);
}

static GtkWidget *
make_button (Match *self, int side, guint option)
{
  g_autoptr(BirgeWord) word = g_list_model_get_item (self->words, self->exercise.options[option]);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *inside = side == PICTURES ? birge_exercise_meaning_new (self->page, word)
                                       : birge_label_new (birge_word_get_target (word), birge_word_get_target_language (word), "word");

  gtk_widget_set_halign (inside, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (inside, GTK_ALIGN_CENTER);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), inside);
  gtk_button_set_child (GTK_BUTTON (button), overlay);
  gtk_widget_add_css_class (button, "option");
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_vexpand (button, TRUE);
  birge_name_control (button, side == PICTURES ? birge_word_get_meaning (word) : birge_word_get_target (word));
  g_object_set_data (G_OBJECT (button), "birge-side", GINT_TO_POINTER (side));
  g_object_set_data (G_OBJECT (button), "birge-option", GUINT_TO_POINTER (option));
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), self);
  self->sides[side][option] = button;
  return button;
}

GtkWidget *
birge_match_view_new (BirgePage *page, GListModel *words, const BirgeExercise *exercise, BirgeExerciseDone done, gpointer user_data)
{
  Match *self = g_new0 (Match, 1);
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "exercise");
  GtkWidget *grid;
  gboolean portrait = birge_style_is_portrait (birge_shell_get_style (birge_page_get_shell (page)));

  self->page = page;
  self->words = g_object_ref (words);
  self->exercise = *exercise;
  self->chosen[PICTURES] = self->chosen[WORDS] = -1;
  self->clean = TRUE;
  self->done = done;
  self->user_data = user_data;
  gtk_widget_set_vexpand (box, TRUE);
  g_object_set_data_full (G_OBJECT (box), "birge-match", self, match_free);
  birge_box_add (box, birge_label_new (birge_page_tr (page, N_("Touch what belongs together")), NULL, "title2"));
  grid = birge_box_add (box, gtk_grid_new ());
  gtk_widget_add_css_class (grid, "options");
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_row_homogeneous (GTK_GRID (grid), TRUE);
  gtk_widget_set_vexpand (grid, TRUE);
  for (guint i = 0; i < exercise->n_options; i++)
    {
      int place = (int) ((i * 3 + 1) % exercise->n_options); /* the words stand in another order than their pictures… */

      if (exercise->n_options == 3) /* …where 3 does not divide */
        place = (int) ((i + 1) % 3);
      gtk_grid_attach (GTK_GRID (grid), make_button (self, PICTURES, i), portrait ? 0 : (int) i, portrait ? (int) i : 0, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), make_button (self, WORDS, i), portrait ? 1 : place, portrait ? place : 1, 1, 1);
    }
  return box;
}
