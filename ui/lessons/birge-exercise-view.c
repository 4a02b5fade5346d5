/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/lessons/birge-exercise-view.h"

#include "ui/widgets/birge-widgets.h"

typedef struct
{
  BirgePage        *page; /* borrowed */
  GListModel       *words;
  BirgeExercise     exercise;
  BirgeWord        *word;
  GtkWidget        *options[BIRGE_EXERCISE_MAX_OPTIONS];
  int               touched; /* option that spoke and waits for the second touch, or -1 */
  gboolean          answered;
  BirgeExerciseDone done;
  gpointer          user_data;
} View;

static void
view_free (gpointer data)
{
  View *self = data;

  g_object_unref (self->words);
  g_clear_object (&self->word);
  g_free (self);
}

static BirgeShell *
get_shell (View *self)
{
  return birge_page_get_shell (self->page);
}

static void
say_target (View *self, BirgeWord *word, gboolean slow)
{
  birge_speech_set_slow (birge_shell_get_speech (get_shell (self)), slow);
  birge_shell_say (get_shell (self), birge_word_get_target (word), birge_word_get_target_language (word));
  birge_speech_set_slow (birge_shell_get_speech (get_shell (self)), FALSE);
}

static void
on_say_clicked (GtkWidget *button, View *self)
{
  say_target (self, self->word, FALSE);
}

static void
on_slow_clicked (GtkWidget *button, View *self)
{
  say_target (self, self->word, TRUE);
}

static void
on_meaning_clicked (GtkWidget *button, View *self)
{
  birge_shell_say (get_shell (self), birge_word_get_meaning (self->word), birge_word_get_meaning_language (self->word));
}

/* Right and wrong are told by colour, by a sign, and by sound. */
static void
mark (GtkWidget *option, gboolean right)
{
  GtkWidget *sign = birge_picture_new_icon (right ? "check" : "cross");

  gtk_widget_add_css_class (option, right ? "right" : "wrong");
  gtk_widget_add_css_class (sign, "sign");
  gtk_widget_set_halign (sign, GTK_ALIGN_START);
  gtk_widget_set_valign (sign, GTK_ALIGN_START);
  gtk_overlay_add_overlay (GTK_OVERLAY (gtk_button_get_child (GTK_BUTTON (option))), sign);
}

static void
answer (View *self, guint option)
{
  gboolean right = self->exercise.options[option] == self->exercise.word;

  self->answered = TRUE;
  birge_sounds_play (birge_shell_get_sounds (get_shell (self)), right ? BIRGE_SOUND_RIGHT : BIRGE_SOUND_WRONG);
  mark (self->options[option], right);
  for (guint i = 0; i < self->exercise.n_options; i++)
    {
      if (!right && self->exercise.options[i] == self->exercise.word)
        mark (self->options[i], TRUE);
      gtk_widget_set_can_target (self->options[i], FALSE);
      gtk_widget_set_focusable (self->options[i], FALSE);
    }
  say_target (self, self->word, FALSE);
  self->done (right, self->user_data);
}

/* A word speaks at the first touch and is the answer at the second; a picture does not speak, as that would tell. */
static void
on_option_clicked (GtkWidget *button, View *self)
{
  int option = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "birge-option"));
  gboolean speaks = self->exercise.kind == BIRGE_EXERCISE_PICTURE_PICK_WORD;
  g_autoptr(BirgeWord) word = g_list_model_get_item (self->words, self->exercise.options[option]);

  if (self->answered)
    return;
  if (!speaks || self->touched == option || !birge_shell_can_speak (get_shell (self), birge_word_get_target_language (word)))
    {
      answer (self, (guint) option);
      return;
    }
  if (self->touched >= 0)
    gtk_widget_remove_css_class (self->options[self->touched], "touched");
  self->touched = option;
  gtk_widget_add_css_class (button, "touched");
  say_target (self, word, FALSE);
}

GtkWidget *
birge_exercise_meaning_new (BirgePage *page, BirgeWord *word)
{
  GtkWidget *picture;

  if (birge_word_get_picture (word) == NULL)
    return birge_label_new (birge_word_get_meaning (word), birge_word_get_meaning_language (word), "word");
  picture = birge_picture_new ();
  birge_shell_load_picture (birge_page_get_shell (page), picture, birge_word_get_picture (word), "learn");
  return picture;
}

static GtkWidget *
make_option (View *self, guint i)
{
  g_autoptr(BirgeWord) word = g_list_model_get_item (self->words, self->exercise.options[i]);
  gboolean is_word = self->exercise.kind == BIRGE_EXERCISE_PICTURE_PICK_WORD;
  GtkWidget *button = gtk_button_new ();
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *inside = is_word ? birge_label_new (birge_word_get_target (word), birge_word_get_target_language (word), "word")
                              : birge_exercise_meaning_new (self->page, word);

  if (GTK_IS_LABEL (inside)) /* a picture is as large as its place */
    {
      gtk_widget_set_halign (inside, GTK_ALIGN_CENTER);
      gtk_widget_set_valign (inside, GTK_ALIGN_CENTER);
      gtk_label_set_justify (GTK_LABEL (inside), GTK_JUSTIFY_CENTER);
      gtk_label_set_xalign (GTK_LABEL (inside), 0.5);
    }
  gtk_overlay_set_child (GTK_OVERLAY (overlay), inside);
  gtk_button_set_child (GTK_BUTTON (button), overlay);
  gtk_widget_add_css_class (button, "option");
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_vexpand (button, TRUE);
  birge_name_control (button, is_word ? birge_word_get_target (word) : birge_word_get_meaning (word));
  g_object_set_data (G_OBJECT (button), "birge-option", GUINT_TO_POINTER (i));
  g_signal_connect (button, "clicked", G_CALLBACK (on_option_clicked), self);
  self->options[i] = button;
  return button;
}

static GtkWidget *
make_say (View *self, const char *icon, const char *name, const char *css_class, GCallback on_clicked)
{
  GtkWidget *button = birge_round_button_new (icon, name, css_class);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect (button, "clicked", on_clicked, self);
  return button;
}

static GtkWidget *
make_prompt (View *self)
{
  GtkWidget *row = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "prompt");
  GtkWidget *words;
  const char *task = self->exercise.kind == BIRGE_EXERCISE_LISTEN_PICK_PICTURE ? birge_page_tr (self->page, N_("Listen and touch the picture"))
                                                                              : birge_page_tr (self->page, N_("Touch the word twice"));

  gtk_widget_set_halign (row, GTK_ALIGN_CENTER);
  if (self->exercise.kind == BIRGE_EXERCISE_LISTEN_PICK_PICTURE)
    birge_box_add (row, make_say (self, "speaker", birge_page_tr (self->page, N_("Listen")), "big-say", G_CALLBACK (on_say_clicked)));
  else
    birge_box_add (row, birge_exercise_meaning_new (self->page, self->word));
  words = birge_box_add (row, birge_box_new (GTK_ORIENTATION_VERTICAL, NULL));
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  if (self->exercise.kind == BIRGE_EXERCISE_LISTEN_PICK_PICTURE)
    birge_box_add (words, birge_label_new (birge_word_get_target (self->word), birge_word_get_target_language (self->word), "target"));
  birge_box_add (words, birge_label_new (task, NULL, "sub"));
  return row;
}

static void
fill_question (View *self, GtkWidget *box)
{
  BirgeStyle *style = birge_shell_get_style (get_shell (self));
  guint columns = !birge_style_is_portrait (style) ? self->exercise.n_options : self->exercise.n_options > 2 ? 2 : 1;
  GtkWidget *grid;

  birge_box_add (box, make_prompt (self));
  grid = birge_box_add (box, gtk_grid_new ());
  gtk_widget_add_css_class (grid, "options");
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_row_homogeneous (GTK_GRID (grid), TRUE);
  gtk_widget_set_vexpand (grid, TRUE);
  for (guint i = 0; i < self->exercise.n_options; i++)
    gtk_grid_attach (GTK_GRID (grid), make_option (self, i), (int) (i % columns), (int) (i / columns), 1, 1);
  if (self->exercise.kind == BIRGE_EXERCISE_LISTEN_PICK_PICTURE)
    say_target (self, self->word, FALSE);
}

static void
fill_presentation (View *self, GtkWidget *box)
{
  GtkWidget *card = birge_box_add (box, birge_box_new (birge_style_is_portrait (birge_shell_get_style (get_shell (self)))
                                                         ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, "presentation"));
  GtkWidget *words, *row;
  const char *sentence = birge_word_get_sentence (self->word);

  gtk_widget_set_vexpand (card, TRUE);
  gtk_widget_set_halign (card, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (card, GTK_ALIGN_CENTER);
  if (birge_word_get_picture (self->word) != NULL)
    birge_box_add (card, birge_exercise_meaning_new (self->page, self->word));
  words = birge_box_add (card, birge_box_new (GTK_ORIENTATION_VERTICAL, "numbers"));
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  birge_box_add (words, birge_label_new (birge_word_get_target (self->word), birge_word_get_target_language (self->word), "target"));
  row = birge_box_add (words, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "choices"));
  birge_box_add (row, make_say (self, "speaker", birge_page_tr (self->page, N_("Listen")), "big-say", G_CALLBACK (on_say_clicked)));
  birge_box_add (row, make_say (self, "slow", birge_page_tr (self->page, N_("Listen slowly")), "big-say", G_CALLBACK (on_slow_clicked)));
  row = birge_box_add (words, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "choices"));
  birge_box_add (row, birge_label_new (birge_word_get_meaning (self->word), birge_word_get_meaning_language (self->word), "title2"));
  if (birge_shell_can_say (get_shell (self), birge_word_get_meaning (self->word), birge_word_get_meaning_language (self->word)))
    birge_box_add (row, make_say (self, "speaker", birge_page_tr (self->page, N_("Listen to the meaning")), NULL, G_CALLBACK (on_meaning_clicked)));
  if (sentence != NULL && *sentence != '\0')
    birge_box_add (words, birge_label_new (sentence, birge_word_get_target_language (self->word), "sub"));
  say_target (self, self->word, FALSE);
  self->done (TRUE, self->user_data);
}

GtkWidget *
birge_exercise_view_new (BirgePage *page, GListModel *words, const BirgeExercise *exercise, BirgeExerciseDone done, gpointer user_data)
{
  View *self;
  GtkWidget *box;

  if (exercise->kind == BIRGE_EXERCISE_MATCH_PAIRS)
    return birge_match_view_new (page, words, exercise, done, user_data);

  self = g_new0 (View, 1);
  box = birge_box_new (GTK_ORIENTATION_VERTICAL, "exercise");
  self->page = page;
  self->words = g_object_ref (words);
  self->exercise = *exercise;
  self->word = g_list_model_get_item (words, exercise->word);
  self->touched = -1;
  self->done = done;
  self->user_data = user_data;
  gtk_widget_set_vexpand (box, TRUE);
  g_object_set_data_full (G_OBJECT (box), "birge-view", self, view_free);
  if (exercise->kind == BIRGE_EXERCISE_PRESENT)
    fill_presentation (self, box);
  else
    fill_question (self, box);
  return box;
}
