/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/films/birge-film-controls.h"

#include "ui/widgets/birge-widgets.h"

#define SKIP_US (10 * G_USEC_PER_SEC)
#define STEP_US G_USEC_PER_SEC /* of somebody who moves the line without a finger */

struct _BirgeFilmControls
{
  GtkWidget    parent_instance;
  BirgePage   *page;   /* borrowed: the controls are inside it */
  BirgePlayer *player; /* owned */
  GtkWidget   *rows;
  GtkWidget   *row;     /* the lower one: buttons */
  GtkWidget   *play;
  GtkWidget   *back;
  GtkWidget   *forward;
  GtkWidget   *time;    /* box: in the row, or above it */
  GtkWidget   *gap;     /* in its place there */
  GtkWidget   *now;
  GtkWidget   *line;
  GtkWidget   *whole;
  GtkWidget   *captions;
  GtkWidget   *more;
  BirgeFilm   *film; /* owned, or NULL */
};

enum { CAPTIONS, MORE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BirgeFilmControls, birge_film_controls, GTK_TYPE_WIDGET)

static void
show_state (BirgeFilmControls *self)
{
  gboolean playing = birge_player_get_state (self->player) == BIRGE_PLAYER_PLAYING;

  birge_picture_set_icon (BIRGE_PICTURE (gtk_button_get_child (GTK_BUTTON (self->play))), playing ? "pause" : "play");
  birge_name_control (self->play, playing ? birge_page_tr (self->page, N_("Pause")) : birge_page_tr (self->page, N_("Play")));
}

static void
show_time (BirgeFilmControls *self)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (self->page));
  gint64 position_us = birge_player_get_position_us (self->player), duration_us = birge_player_get_duration_us (self->player);
  g_autofree char *now = birge_language_format_seconds (language, position_us / G_USEC_PER_SEC);
  g_autofree char *whole = birge_language_format_seconds (language, MAX (duration_us, 0) / G_USEC_PER_SEC);

  if (!g_str_equal (gtk_label_get_label (GTK_LABEL (self->now)), now)) /* asked at every frame */
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->line), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, now, -1);
  gtk_label_set_label (GTK_LABEL (self->now), now);
  gtk_label_set_label (GTK_LABEL (self->whole), whole);
  gtk_range_set_value (GTK_RANGE (self->line), (double) position_us);
}

/* The scale places its marks by the range it has when they are added. */
static void
show_chapters (BirgeFilmControls *self)
{
  gint64 duration_us = birge_player_get_duration_us (self->player);

  gtk_scale_clear_marks (GTK_SCALE (self->line));
  if (duration_us <= 0)
    return;
  gtk_range_set_range (GTK_RANGE (self->line), 0, (double) duration_us);
  for (guint i = 1; self->film != NULL && i < birge_film_get_n_chapters (self->film); i++)
    gtk_scale_add_mark (GTK_SCALE (self->line), (double) birge_film_get_chapter_us (self->film, i), GTK_POS_TOP, NULL);
}

static void
on_duration (BirgeFilmControls *self)
{
  show_chapters (self);
  show_time (self);
}

static void
on_play_clicked (BirgeFilmControls *self)
{
  if (birge_player_get_state (self->player) == BIRGE_PLAYER_PLAYING)
    birge_player_pause (self->player);
  else
    birge_player_play (self->player);
}

static void
on_back_clicked (BirgeFilmControls *self)
{
  birge_player_skip (self->player, -SKIP_US);
}

static void
on_forward_clicked (BirgeFilmControls *self)
{
  birge_player_skip (self->player, SKIP_US);
}

static gboolean
on_line_changed (BirgeFilmControls *self, GtkScrollType type, double value)
{
  birge_player_seek (self->player, CLAMP ((gint64) value, 0, MAX (birge_player_get_duration_us (self->player), 0)));
  return FALSE;
}

static void
on_captions_clicked (BirgeFilmControls *self)
{
  g_signal_emit (self, signals[CAPTIONS], 0);
}

static void
on_more_clicked (BirgeFilmControls *self)
{
  g_signal_emit (self, signals[MORE], 0);
}

void
birge_film_controls_set_film (BirgeFilmControls *self, BirgeFilm *film)
{
  g_return_if_fail (BIRGE_IS_FILM_CONTROLS (self));

  g_set_object (&self->film, film);
  show_chapters (self);
}

void
birge_film_controls_locale_changed (BirgeFilmControls *self)
{
  birge_name_control (self->back, birge_page_tr (self->page, N_("Ten seconds back")));
  birge_name_control (self->forward, birge_page_tr (self->page, N_("Ten seconds on")));
  birge_name_control (self->more, birge_page_tr (self->page, N_("Voice and speed")));
  birge_name_control (self->line, birge_page_tr (self->page, N_("Place in the film")));
  birge_name_control (self->captions, birge_page_tr (self->page, N_("Words under the film")));
  show_state (self);
  show_time (self);
}

void
birge_film_controls_set_narrow (BirgeFilmControls *self, gboolean narrow)
{
  g_autoptr(GtkWidget) time = NULL;

  g_return_if_fail (BIRGE_IS_FILM_CONTROLS (self));

  time = g_object_ref (self->time);
  if ((gtk_widget_get_parent (time) == self->rows) == narrow)
    return;
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (time)), time);
  if (narrow)
    gtk_box_prepend (GTK_BOX (self->rows), time);
  else
    gtk_box_insert_child_after (GTK_BOX (self->row), time, self->forward);
  gtk_widget_set_visible (self->gap, narrow);
}

static void
birge_film_controls_dispose (GObject *object)
{
  BirgeFilmControls *self = BIRGE_FILM_CONTROLS (object);

  g_clear_pointer (&self->rows, gtk_widget_unparent);
  g_clear_object (&self->player);
  g_clear_object (&self->film);
  G_OBJECT_CLASS (birge_film_controls_parent_class)->dispose (object);
}

static void
birge_film_controls_class_init (BirgeFilmControlsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = birge_film_controls_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "filmcontrols");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[MORE] = g_signal_new ("more", BIRGE_TYPE_FILM_CONTROLS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CAPTIONS] = g_signal_new ("captions", BIRGE_TYPE_FILM_CONTROLS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
birge_film_controls_init (BirgeFilmControls *self)
{
  self->rows = birge_box_new (GTK_ORIENTATION_VERTICAL, "rows");
  gtk_widget_set_parent (self->rows, GTK_WIDGET (self));
  self->row = birge_box_add (self->rows, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "row"));
  gtk_widget_set_direction (self->row, GTK_TEXT_DIR_LTR); /* time runs from left to right in every film */
  self->play = birge_box_add (self->row, birge_round_button_new ("play", "", "play"));
  self->back = birge_box_add (self->row, birge_round_button_new ("rewind", "", "plain-dark"));
  self->forward = birge_box_add (self->row, birge_round_button_new ("forward", "", "plain-dark"));
  self->time = birge_box_add (self->row, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "time"));
  gtk_widget_set_direction (self->time, GTK_TEXT_DIR_LTR);
  self->gap = birge_box_add (self->row, birge_box_new (GTK_ORIENTATION_HORIZONTAL, NULL));
  gtk_widget_set_hexpand (self->gap, TRUE);
  gtk_widget_set_visible (self->gap, FALSE);
  self->now = birge_box_add (self->time, birge_label_new ("", NULL, NULL));
  self->line = birge_box_add (self->time, gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, STEP_US));
  self->whole = birge_box_add (self->time, birge_label_new ("", NULL, NULL));
  self->captions = birge_box_add (self->row, birge_round_button_new ("captions", "", "plain-dark"));
  self->more = birge_box_add (self->row, birge_round_button_new ("more", "", "plain-dark"));
  for (GtkWidget *child = self->play; child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_valign (child, GTK_ALIGN_CENTER);
  for (GtkWidget *child = self->now; child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_valign (child, GTK_ALIGN_CENTER);
  gtk_label_set_wrap (GTK_LABEL (self->now), FALSE);
  gtk_label_set_wrap (GTK_LABEL (self->whole), FALSE);
  gtk_widget_set_hexpand (self->line, TRUE);
  gtk_widget_set_direction (self->line, GTK_TEXT_DIR_LTR);
  gtk_scale_set_draw_value (GTK_SCALE (self->line), FALSE);
  g_signal_connect_swapped (self->play, "clicked", G_CALLBACK (on_play_clicked), self);
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (on_back_clicked), self);
  g_signal_connect_swapped (self->forward, "clicked", G_CALLBACK (on_forward_clicked), self);
  g_signal_connect_swapped (self->more, "clicked", G_CALLBACK (on_more_clicked), self);
  g_signal_connect_swapped (self->line, "change-value", G_CALLBACK (on_line_changed), self);
  g_signal_connect_swapped (self->captions, "clicked", G_CALLBACK (on_captions_clicked), self);
}

GtkWidget *
birge_film_controls_new (BirgePage *page, BirgePlayer *player)
{
  BirgeFilmControls *self = g_object_new (BIRGE_TYPE_FILM_CONTROLS, NULL);

  self->page = page;
  self->player = g_object_ref (player);
  g_signal_connect_object (player, "notify::state", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (player, "notify::position-us", G_CALLBACK (show_time), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (player, "notify::duration-us", G_CALLBACK (on_duration), self, G_CONNECT_SWAPPED);
  birge_film_controls_locale_changed (self);
  return GTK_WIDGET (self);
}
