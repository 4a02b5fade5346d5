/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/films/birge-film-page.h"

#include "data/library/birge-troubles.h"
#include "ui/films/birge-caption-box.h"
#include "ui/films/birge-film-captions.h"
#include "ui/films/birge-film-choices.h"
#include "ui/films/birge-film-controls.h"
#include "ui/films/birge-film-keys.h"
#include "ui/films/birge-film-list.h"
#include "ui/films/birge-film-rest.h"
#include "ui/films/birge-film-screen.h"
#include "ui/films/birge-film-walk.h"
#include "ui/practice/birge-practice-offer.h"
#include "ui/widgets/birge-fingers.h"
#include "ui/widgets/birge-scroller.h"
#include "ui/widgets/birge-slot.h"
#include "ui/widgets/birge-widgets.h"

/* Shares of the glass: beside the film the steps have what a film of 16 by 9 leaves, below it the words come first. */
#define ALL_COLUMNS 25
#define SIDE_COLUMNS 6
#define SIDE_COLUMNS_LARGE 9 /* for letters larger than this */
#define LARGE_LETTERS 1.3
#define ALL_ROWS 72
#define STAGE_ROWS 35
#define CONTROL_ROWS 9
#define CAPTION_ROWS 8
#define CAPTION_ROWS_LARGE 12
#define VOLUME_STEP 10 /* percent, of a key */
#define SKIP_US (10 * G_USEC_PER_SEC)

struct _BirgeFilmPage
{
  BirgePage          parent_instance;
  BirgePlayer       *player;
  BirgeFilmWalk     *walk;
  BirgeFilm         *film; /* NULL until read */
  BirgeFilmCaptions *captions;
  GtkWidget         *grid;     /* stage and steps, beside or below each other */
  GtkWidget         *column;   /* the stage: film, captions, controls */
  GtkWidget         *side;     /* the steps */
  GtkWidget         *stage;    /* overlay of screen and captions */
  GtkWidget         *screen;
  GtkWidget         *controls;
  GtkWidget         *rest;     /* in their place while the film rests */
  GtkWidget         *choices;  /* over the film, when asked for */
  GtkWidget         *caption_box;
  GtkWidget         *title;
  GtkWidget         *notice;   /* no sound, or why there is no film */
  GtkWidget         *list;     /* steps, or all the words */
  GtkWidget         *scroller; /* around all of these */
  GtkWidget         *ways;     /* grid below them */
  GtkWidget         *by_steps; /* the trainer's button there */
  GtkWidget         *practice; /* slot: what can be practised after the film */
  gboolean           is_wide;  /* the film alone */
  int                volume;   /* before it was muted */
  gint64             wanted_us; /* place to begin at, 0 once it was reached */
  GCancellable      *cancellable;
};

G_DEFINE_FINAL_TYPE (BirgeFilmPage, birge_film_page, BIRGE_TYPE_PAGE)

static void birge_film_page_arrange (BirgePage *page, gboolean turned);

/* It was looked for. */
static gboolean
is_missing (BirgeFilmPage *self)
{
  return self->film != NULL && birge_film_get_path (self->film) == NULL;
}

/* None under the poster of a film that is not here: they would stand still and explain another picture. */
static void
show_captions (BirgeFilmPage *self)
{
  gboolean here = self->film != NULL && !is_missing (self);
  gboolean have_room = birge_film_captions_are_wanted (self->captions) && !is_missing (self) &&
                       birge_player_get_state (self->player) != BIRGE_PLAYER_ENDED;

  birge_film_captions_show (self->captions, here);
  if (gtk_widget_get_visible (self->caption_box) != have_room)
    {
      gtk_widget_set_visible (self->caption_box, have_room);
      birge_film_page_arrange (BIRGE_PAGE (self), FALSE);
    }
}

static void
on_captions_button (BirgeFilmPage *self)
{
  birge_film_captions_turn (self->captions);
  show_captions (self);
}

static void
on_position (BirgeFilmPage *self)
{
  gint64 position_us = birge_player_get_position_us (self->player);

  birge_film_captions_set_position_us (self->captions, position_us);
  show_captions (self);
  birge_film_list_set_position (BIRGE_FILM_LIST (self->list), position_us);
}

static void
show_notice (BirgeFilmPage *self, const char *text)
{
  birge_label_set (self->notice, text, NULL);
  gtk_widget_set_visible (self->notice, text != NULL);
}

static void
on_poster_loaded (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GBytes) bytes = birge_library_load_object_finish (BIRGE_LIBRARY (library), result, NULL);
  BirgeFilmPage *self = user_data;

  if (bytes != NULL) /* else cancelled, or damaged: the steps stand there alone */
    birge_film_screen_set_poster (BIRGE_FILM_SCREEN (self->screen), bytes);
}

/* Where the film would be. */
static void
load_poster (BirgeFilmPage *self)
{
  BirgeShell *shell = birge_page_get_shell (BIRGE_PAGE (self));
  const char *object = birge_film_get_poster (self->film);

  if (object != NULL)
    birge_library_load_object_async (birge_shell_get_library (shell), object, self->cancellable, on_poster_loaded, self);
}

/* At a checkpoint the exercise that belongs there; at the end all there are. */
static void
offer_practice (BirgeFilmPage *self, gboolean ended)
{
  const char *practice = ended ? NULL : birge_film_walk_get_practice (self->walk);
  GtkWidget *rhythm, *tasks;

  if (!ended && practice == NULL)
    return;
  rhythm = birge_practice_rhythm_button (BIRGE_PAGE (self), self->film, practice);
  tasks = birge_practice_tasks_button (BIRGE_PAGE (self), self->film, practice);
  if (rhythm != NULL)
    birge_film_rest_offer (BIRGE_FILM_REST (self->rest), rhythm);
  if (tasks != NULL)
    birge_film_rest_offer (BIRGE_FILM_REST (self->rest), tasks);
}

/* The film rests at a checkpoint or at its end, or it goes on. @anew: what is offered there is said in other words now. */
static void
show_rest (BirgeFilmPage *self, gboolean anew)
{
  gboolean ended = birge_player_get_state (self->player) == BIRGE_PLAYER_ENDED;
  gboolean resting = birge_film_walk_is_resting (self->walk);
  gboolean playable = self->film != NULL && birge_film_get_path (self->film) != NULL
                      && birge_player_get_state (self->player) != BIRGE_PLAYER_FAILED;

  if (playable && resting && (anew || !gtk_widget_get_visible (self->rest)))
    {
      birge_film_rest_begin (BIRGE_FILM_REST (self->rest), ended);
      offer_practice (self, ended);
    }
  birge_fingers_set_visible (self->rest, playable && resting);
  birge_fingers_set_visible (self->controls, playable && !resting);
  birge_fingers_set_visible (self->by_steps, playable);
  show_captions (self);
}

/* For who looks after the machine. */
static void
note_troubles (BirgeFilmPage *self)
{
  static const char *const words[] = {
    [BIRGE_PLAYER_ERROR_MISSING_FILE] = "missing-file",
    [BIRGE_PLAYER_ERROR_MISSING_PLUGIN] = "missing-decoder",
    [BIRGE_PLAYER_ERROR_DAMAGED] = "damaged",
    [BIRGE_PLAYER_ERROR_FAILED] = "failed",
  };
  const char *state_dir = birge_shell_get_state_dir (birge_page_get_shell (BIRGE_PAGE (self)));
  const char *item = birge_page_get_route (BIRGE_PAGE (self))->item;
  const GError *error = birge_player_get_error (self->player);

  if (state_dir == NULL)
    return;
  if (error != NULL)
    birge_troubles_set (state_dir, item, words[MIN ((guint) error->code, G_N_ELEMENTS (words) - 1)]);
  else if (birge_player_get_state (self->player) == BIRGE_PLAYER_PLAYING)
    {
      birge_troubles_set (state_dir, BIRGE_TROUBLES_SOUND, birge_player_is_silent (self->player) ? "no-device" : NULL);
      birge_troubles_set (state_dir, item, NULL);
    }
}

/* Also for another language. */
static void
show_trouble (BirgeFilmPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);

  if (birge_player_get_state (self->player) == BIRGE_PLAYER_FAILED)
    show_notice (self, birge_page_tr (page, N_("This film cannot be played now. The steps beside it say the same.")));
  else if (birge_player_is_silent (self->player))
    show_notice (self, birge_page_tr (page, N_("This machine has no sound. Read the words under the film.")));
}

static void
on_state (BirgeFilmPage *self)
{
  BirgePlayerState state = birge_player_get_state (self->player);

  if (state == BIRGE_PLAYER_FAILED) /* without the message, which names what was looked at, and when */
    g_message ("a film is not played: error %d: run birge verify", birge_player_get_error (self->player)->code);
  else if (birge_player_is_silent (self->player) && !birge_film_captions_are_wanted (self->captions))
    birge_film_captions_want_both (self->captions);
  if (state == BIRGE_PLAYER_PLAYING)
    birge_shell_hush (birge_page_get_shell (BIRGE_PAGE (self))); /* one voice at a time */
  show_trouble (self);
  if ((state == BIRGE_PLAYER_READY || state == BIRGE_PLAYER_PLAYING) && self->wanted_us > 0)
    {
      birge_player_seek (self->player, self->wanted_us);
      self->wanted_us = 0;
    }
  show_rest (self, FALSE);
  note_troubles (self);
}

static void
on_chosen (BirgeFilmPage *self, gint64 position_us)
{
  birge_shell_hush (birge_page_get_shell (BIRGE_PAGE (self)));
  birge_film_walk_go_to (self->walk, position_us);
}

static void
on_walk_changed (BirgeFilmPage *self)
{
  gboolean steps = birge_film_walk_get_mode (self->walk) == BIRGE_FILM_WALK_STEPS;

  if (steps)
    gtk_widget_add_css_class (self->by_steps, "chosen");
  else
    gtk_widget_remove_css_class (self->by_steps, "chosen");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->by_steps), GTK_ACCESSIBLE_STATE_PRESSED,
                               steps ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

static void
toggle_mode (BirgeFilmPage *self, BirgeFilmWalkMode mode)
{
  birge_film_walk_set_mode (self->walk, birge_film_walk_get_mode (self->walk) == mode ? BIRGE_FILM_WALK_THROUGH : mode);
}

static void
on_by_steps_clicked (BirgeFilmPage *self)
{
  toggle_mode (self, BIRGE_FILM_WALK_STEPS);
}

static void
show_choices (BirgeFilmPage *self, gboolean shown)
{
  birge_fingers_set_visible (self->choices, shown);
}

static void
on_more (BirgeFilmPage *self)
{
  show_choices (self, !gtk_widget_get_visible (self->choices));
}

static void
on_words (BirgeFilmPage *self)
{
  BirgeFilmList *list = BIRGE_FILM_LIST (self->list);

  birge_film_list_show_words (list, !birge_film_list_shows_words (list));
  birge_film_choices_mark_words (BIRGE_FILM_CHOICES (self->choices), birge_film_list_shows_words (list));
  show_choices (self, FALSE);
}

static void
play_or_pause (BirgeFilmPage *self)
{
  if (birge_player_get_state (self->player) == BIRGE_PLAYER_PLAYING)
    birge_player_pause (self->player);
  else if (birge_film_walk_is_resting (self->walk))
    birge_film_walk_go_on (self->walk);
  else
    birge_player_play (self->player);
}

/* The film itself is the largest button: it plays and pauses, and closes what lies over it. */
static void
on_film_touched (BirgeFilmPage *self)
{
  if (gtk_widget_get_visible (self->choices))
    show_choices (self, FALSE);
  else
    play_or_pause (self);
}

static void
on_captions_read (BirgeFilmPage *self, GPtrArray *cues, const char *language)
{
  birge_film_list_set_cues (BIRGE_FILM_LIST (self->list), cues, language);
}

static void
take_film (BirgeFilmPage *self, BirgeFilm *film)
{
  BirgePage *page = BIRGE_PAGE (self);
  BirgeShell *shell = birge_page_get_shell (page);
  BirgeSession *session = birge_shell_get_session (shell);
  const char *path = birge_film_get_path (film);
  const char *voice;
  gboolean first = self->film == NULL;

  g_set_object (&self->film, film);
  birge_label_set (self->title, birge_item_get_title (birge_film_get_item (film)),
                   birge_item_get_title_language (birge_film_get_item (film)));
  birge_name_control (self->screen, birge_item_get_title (birge_film_get_item (film)));
  birge_film_walk_set_film (self->walk, film);
  birge_film_list_set_film (BIRGE_FILM_LIST (self->list), film);
  birge_slot_set_child (BIRGE_SLOT (self->practice), birge_practice_entry_new (page, film));
  birge_film_list_set_position (BIRGE_FILM_LIST (self->list), birge_player_get_position_us (self->player));
  birge_film_captions_read (self->captions, birge_shell_get_library (shell), film, birge_shell_get_language (shell),
                            birge_session_get_second_language (session), self->cancellable);
  birge_film_controls_set_film (BIRGE_FILM_CONTROLS (self->controls), film);
  voice = birge_film_choose_language (birge_film_get_audio_languages (film), birge_shell_get_language (shell));
  birge_player_set_audio_language (self->player, voice);
  birge_film_choices_set_film (BIRGE_FILM_CHOICES (self->choices), film, voice);
  show_rest (self, TRUE);
  birge_page_utterances_changed (page);
  load_poster (self); /* until the first picture, and when there is none */
  if (path == NULL)
    show_notice (self, birge_page_tr (page, N_("This film is not on this machine yet. The steps beside it say the same.")));
  else if (first)
    {
      birge_player_set_volume (self->player, birge_session_get_volume (session) / 100.0);
      birge_player_set_path (self->player, path);
      birge_player_play (self->player);
    }
  else
    show_trouble (self);
}

static void
on_film (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeFilm) film = birge_library_get_film_finish (BIRGE_LIBRARY (library), result, &error);
  BirgeFilmPage *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  if (film != NULL)
    take_film (self, film);
  else
    show_notice (self, birge_page_tr (BIRGE_PAGE (self), N_("This film is not on this machine yet. Ask the staff.")));
}

static void
birge_film_page_locale_changed (BirgePage *page)
{
  BirgeFilmPage *self = BIRGE_FILM_PAGE (page);
  BirgeShell *shell = birge_page_get_shell (page);

  birge_film_controls_locale_changed (BIRGE_FILM_CONTROLS (self->controls));
  birge_film_rest_locale_changed (BIRGE_FILM_REST (self->rest));
  birge_button_set_text (self->by_steps, birge_page_tr (page, N_("Step by step")));
  birge_page_name_scroller (page, self->scroller);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (birge_shell_get_library (shell) != NULL)
    birge_library_get_film_async (birge_shell_get_library (shell), birge_page_get_route (page)->item, birge_shell_get_language (shell),
                                  self->cancellable, on_film, self);
  else
    show_notice (self, birge_page_tr (page, N_("This film is not on this machine yet. Ask the staff.")));
}

/* Over the film where it is as high as the glass, below it where there is room: what is shown there is seen whole. */
static void
place_captions (BirgeFilmPage *self, gboolean below)
{
  g_autoptr(GtkWidget) box = g_object_ref (self->caption_box);

  if ((gtk_widget_get_parent (box) == self->column) == below)
    return;
  if (below)
    {
      gtk_overlay_remove_overlay (GTK_OVERLAY (self->stage), box);
      gtk_box_insert_child_after (GTK_BOX (self->column), box, self->stage);
    }
  else
    {
      gtk_box_remove (GTK_BOX (self->column), box);
      gtk_overlay_add_overlay (GTK_OVERLAY (self->stage), box);
      gtk_widget_insert_after (self->choices, self->stage, box); /* stays on top */
    }
  birge_caption_box_set_below (BIRGE_CAPTION_BOX (box), below);
}

/* One below the other beside the film, one beside the other below it. */
static void
place_ways (BirgeFilmPage *self, gboolean portrait)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (self->ways);

  if (portrait)
    gtk_widget_add_css_class (self->ways, "row");
  else
    gtk_widget_remove_css_class (self->ways, "row");
  birge_button_set_upright (self->by_steps, portrait);
  g_object_set (gtk_layout_manager_get_layout_child (layout, self->by_steps), "column-span", portrait ? 1 : 3, NULL);
  g_object_set (gtk_layout_manager_get_layout_child (layout, self->practice), "column", portrait ? 1 : 0, "row", portrait ? 0 : 1,
                "column-span", portrait ? 2 : 3, NULL);
}

static void
birge_film_page_arrange (BirgePage *page, gboolean turned)
{
  BirgeFilmPage *self = BIRGE_FILM_PAGE (page);
  BirgeShell *shell = birge_page_get_shell (page);
  gboolean portrait = birge_style_is_portrait (birge_shell_get_style (shell));
  gboolean large = birge_session_get_letter_scale (birge_shell_get_session (shell)) > LARGE_LETTERS;
  int columns = large ? SIDE_COLUMNS_LARGE : SIDE_COLUMNS;
  int rows = is_missing (self) ? STAGE_ROWS - CONTROL_ROWS : STAGE_ROWS;
  GtkGridLayout *layout = GTK_GRID_LAYOUT (gtk_widget_get_layout_manager (self->grid));
  GtkLayoutChild *stage = gtk_layout_manager_get_layout_child (GTK_LAYOUT_MANAGER (layout), self->column);
  GtkLayoutChild *side = gtk_layout_manager_get_layout_child (GTK_LAYOUT_MANAGER (layout), self->side);

  if (self->is_wide) /* the film has it all */
    columns = 0;
  if (gtk_widget_get_visible (self->caption_box))
    rows += large ? CAPTION_ROWS_LARGE : CAPTION_ROWS;
  if (portrait)
    gtk_widget_add_css_class (self->grid, "portrait");
  else
    gtk_widget_remove_css_class (self->grid, "portrait");
  place_captions (self, portrait);
  place_ways (self, portrait);
  birge_film_controls_set_narrow (BIRGE_FILM_CONTROLS (self->controls), portrait);
  birge_film_rest_set_narrow (BIRGE_FILM_REST (self->rest), portrait);
  birge_film_choices_set_narrow (BIRGE_FILM_CHOICES (self->choices), portrait && large);
  birge_fingers_set_visible (self->side, !self->is_wide);
  gtk_grid_layout_set_row_homogeneous (layout, portrait && !self->is_wide);
  gtk_grid_layout_set_column_homogeneous (layout, !portrait);
  g_object_set (stage, "column-span", portrait ? 1 : ALL_COLUMNS - columns, "row-span", portrait ? rows : 1, NULL);
  g_object_set (side, "column", portrait ? 0 : ALL_COLUMNS - columns, "row", portrait ? rows : 0, "column-span",
                portrait ? 1 : MAX (columns, 1), "row-span", portrait ? ALL_ROWS - rows : 1, NULL);
}

static void
on_volume (BirgeFilmPage *self)
{
  BirgeShell *shell = birge_page_get_shell (BIRGE_PAGE (self));

  birge_player_set_volume (self->player, birge_session_get_volume (birge_shell_get_session (shell)) / 100.0);
}

static GtkWidget *
make_stage (BirgeFilmPage *self)
{
  GtkWidget *column = birge_box_new (GTK_ORIENTATION_VERTICAL, "stage");
  GtkGesture *touch;

  self->screen = birge_film_screen_new (self->player);
  self->stage = birge_box_add (column, gtk_overlay_new ());
  gtk_widget_set_vexpand (self->stage, TRUE);
  gtk_widget_set_hexpand (self->stage, TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (self->stage), self->screen);
  self->caption_box = birge_caption_box_new ();
  gtk_overlay_add_overlay (GTK_OVERLAY (self->stage), self->caption_box);
  self->captions = birge_film_captions_new (BIRGE_CAPTION_BOX (self->caption_box));
  g_signal_connect_object (self->captions, "read", G_CALLBACK (on_captions_read), self, G_CONNECT_SWAPPED);
  self->choices = birge_film_choices_new (BIRGE_PAGE (self), self->player, self->walk);
  gtk_widget_set_visible (self->choices, FALSE);
  gtk_widget_set_valign (self->choices, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->stage), self->choices);
  touch = gtk_gesture_click_new ();
  g_signal_connect_swapped (touch, "released", G_CALLBACK (on_film_touched), self);
  gtk_widget_add_controller (self->screen, GTK_EVENT_CONTROLLER (touch));
  self->controls = birge_box_add (column, birge_film_controls_new (BIRGE_PAGE (self), self->player));
  gtk_widget_set_visible (self->controls, FALSE); /* until there is something to play */
  g_signal_connect_swapped (self->controls, "captions", G_CALLBACK (on_captions_button), self);
  g_signal_connect_swapped (self->controls, "more", G_CALLBACK (on_more), self);
  g_signal_connect_swapped (self->choices, "words", G_CALLBACK (on_words), self);
  self->rest = birge_box_add (column, birge_film_rest_new (BIRGE_PAGE (self)));
  gtk_widget_set_visible (self->rest, FALSE);
  g_signal_connect_swapped (self->rest, "again", G_CALLBACK (birge_film_walk_again), self->walk);
  g_signal_connect_swapped (self->rest, "go-on", G_CALLBACK (birge_film_walk_go_on), self->walk);
  return column;
}

static GtkWidget *
make_side (BirgeFilmPage *self)
{
  GtkWidget *side = birge_box_new (GTK_ORIENTATION_VERTICAL, "film-side");
  GtkWidget *words = birge_box_new (GTK_ORIENTATION_VERTICAL, "film-words");

  self->title = birge_box_add (words, birge_label_new ("", NULL, "title2"));
  self->notice = birge_box_add (words, birge_label_new ("", NULL, "notice"));
  gtk_widget_set_visible (self->notice, FALSE);
  self->list = birge_box_add (words, birge_film_list_new (BIRGE_PAGE (self)));
  g_signal_connect_swapped (self->list, "chosen", G_CALLBACK (on_chosen), self);
  /* All of them scroll: in a narrow column a notice in large letters would leave the steps no room. */
  self->scroller = birge_box_add (side, birge_scroller_new (words));
  gtk_widget_set_vexpand (self->scroller, TRUE);
  self->ways = birge_box_add (side, gtk_grid_new ());
  gtk_widget_add_css_class (self->ways, "film-ways");
  gtk_grid_set_column_homogeneous (GTK_GRID (self->ways), TRUE);
  self->by_steps = birge_button_new ("steps", "", "choice");
  gtk_grid_attach (GTK_GRID (self->ways), self->by_steps, 0, 0, 3, 1);
  gtk_widget_add_css_class (self->by_steps, "by-steps");
  gtk_widget_set_visible (self->by_steps, FALSE);
  g_signal_connect_swapped (self->by_steps, "clicked", G_CALLBACK (on_by_steps_clicked), self);
  self->practice = birge_slot_new ();
  gtk_grid_attach (GTK_GRID (self->ways), self->practice, 0, 1, 3, 1);
  return side;
}

static void
birge_film_page_open (BirgePage *page, const BirgeRoute *route)
{
  BirgeFilmPage *self = BIRGE_FILM_PAGE (page);
  BirgeShell *shell = birge_page_get_shell (page);

  self->wanted_us = route->position;
  self->grid = gtk_grid_new ();
  gtk_widget_add_css_class (self->grid, "film");
  self->column = make_stage (self);
  self->side = make_side (self);
  gtk_grid_attach (GTK_GRID (self->grid), self->column, 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), self->side, 1, 0, 1, 1);
  birge_film_page_arrange (page, TRUE);
  show_captions (self);
  birge_page_set_child (page, self->grid);
  g_signal_connect_object (self->player, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->walk, "changed", G_CALLBACK (on_walk_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->player, "notify::silent", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->player, "notify::position-us", G_CALLBACK (on_position), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (birge_shell_get_session (shell), "notify::volume", G_CALLBACK (on_volume), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shell, "touched", G_CALLBACK (birge_film_walk_touch), self->walk, G_CONNECT_SWAPPED);
  birge_film_page_locale_changed (page);
}

static gint64
birge_film_page_get_position (BirgePage *page)
{
  BirgeFilmPage *self = BIRGE_FILM_PAGE (page);

  return self->wanted_us > 0 ? self->wanted_us : birge_player_get_position_us (self->player);
}

/* While the film speaks nobody else does: "listen" reads the steps when it is paused. */
static GPtrArray *
birge_film_page_dup_utterances (BirgePage *page)
{
  BirgeFilmPage *self = BIRGE_FILM_PAGE (page);
  GPtrArray *utterances = birge_utterances_new ();

  for (guint i = 0; self->film != NULL && i < birge_film_get_n_chapters (self->film); i++)
    birge_utterances_add (utterances, birge_film_get_chapter_title (self->film, i),
                          birge_film_get_chapter_title_language (self->film, i));
  return utterances;
}

static void
birge_film_page_mark (BirgePage *page, int index)
{
  if (index >= 0)
    birge_player_pause (BIRGE_FILM_PAGE (page)->player);
}

static gboolean
birge_film_page_is_busy (BirgePage *page)
{
  BirgeFilmPage *self = BIRGE_FILM_PAGE (page);

  return birge_player_get_state (self->player) == BIRGE_PLAYER_PLAYING && !birge_film_walk_is_endless (self->walk);
}

/* Whoever goes from control to control with the keyboard presses them with the space bar. */
static gboolean
has_visible_focus (BirgeFilmPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) && gtk_window_get_focus_visible (GTK_WINDOW (root)) && GTK_IS_BUTTON (gtk_root_get_focus (root));
}

static void
change_volume (BirgeFilmPage *self, BirgeFilmKey key)
{
  BirgeSession *session = birge_shell_get_session (birge_page_get_shell (BIRGE_PAGE (self)));
  int volume = birge_session_get_volume (session);

  if (key == BIRGE_FILM_KEY_LOUDER)
    volume = MIN (volume + VOLUME_STEP, 100);
  else if (key == BIRGE_FILM_KEY_QUIETER)
    volume = MAX (volume - VOLUME_STEP, 0);
  else if (volume > 0)
    {
      self->volume = volume;
      volume = 0;
    }
  else
    volume = self->volume;
  birge_session_set_volume (session, volume);
}

static void
change_view (BirgeFilmPage *self, BirgeFilmKey key)
{
  if (key == BIRGE_FILM_KEY_CAPTIONS)
    on_captions_button (self);
  else if (key == BIRGE_FILM_KEY_WIDE)
    {
      self->is_wide = !self->is_wide;
      birge_film_page_arrange (BIRGE_PAGE (self), TRUE);
    }
  else
    toggle_mode (self, key == BIRGE_FILM_KEY_STEPS ? BIRGE_FILM_WALK_STEPS : BIRGE_FILM_WALK_LOOP);
}

static gboolean
birge_film_page_key (BirgePage *page, guint keyval)
{
  BirgeFilmPage *self = BIRGE_FILM_PAGE (page);
  BirgeFilmKey key = birge_film_key_find (keyval);

  if (key == BIRGE_FILM_KEY_NONE || (key == BIRGE_FILM_KEY_CLOSE && !gtk_widget_get_visible (self->choices))
      || (keyval == GDK_KEY_space && has_visible_focus (self)) || !gtk_widget_get_visible (self->by_steps))
    return FALSE;

  switch (key)
    {
    case BIRGE_FILM_KEY_PLAY:
      play_or_pause (self);
      break;
    case BIRGE_FILM_KEY_BACK:
      birge_player_skip (self->player, -SKIP_US);
      break;
    case BIRGE_FILM_KEY_FORWARD:
      birge_player_skip (self->player, SKIP_US);
      break;
    case BIRGE_FILM_KEY_PREVIOUS:
      birge_film_walk_previous (self->walk);
      break;
    case BIRGE_FILM_KEY_NEXT:
      birge_film_walk_next (self->walk);
      break;
    case BIRGE_FILM_KEY_START:
      birge_player_seek (self->player, 0);
      break;
    case BIRGE_FILM_KEY_LOUDER:
    case BIRGE_FILM_KEY_QUIETER:
    case BIRGE_FILM_KEY_MUTE:
      change_volume (self, key);
      break;
    case BIRGE_FILM_KEY_CLOSE:
      show_choices (self, FALSE);
      break;
    case BIRGE_FILM_KEY_WIDE:
    case BIRGE_FILM_KEY_CAPTIONS:
    case BIRGE_FILM_KEY_STEPS:
    case BIRGE_FILM_KEY_LOOP:
    case BIRGE_FILM_KEY_NONE:
    default:
      change_view (self, key);
    }
  return TRUE;
}

static void
birge_film_page_leave (BirgePage *page)
{
  BirgeFilmPage *self = BIRGE_FILM_PAGE (page);

  g_cancellable_cancel (self->cancellable);
  birge_player_close (self->player);
}

static void
birge_film_page_dispose (GObject *object)
{
  BirgeFilmPage *self = BIRGE_FILM_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (birge_film_page_parent_class)->dispose (object);
  g_clear_object (&self->captions);
  g_clear_object (&self->film);
  g_clear_object (&self->walk);
  g_clear_object (&self->player);
}

static void
birge_film_page_class_init (BirgeFilmPageClass *klass)
{
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = birge_film_page_dispose;
  page_class->open = birge_film_page_open;
  page_class->locale_changed = birge_film_page_locale_changed;
  page_class->arrange = birge_film_page_arrange;
  page_class->get_position = birge_film_page_get_position;
  page_class->dup_utterances = birge_film_page_dup_utterances;
  page_class->mark = birge_film_page_mark;
  page_class->is_busy = birge_film_page_is_busy;
  page_class->key = birge_film_page_key;
  page_class->leave = birge_film_page_leave;
}

static void
birge_film_page_init (BirgeFilmPage *self)
{
  self->player = birge_player_new ();
  self->walk = birge_film_walk_new (self->player);
  self->cancellable = g_cancellable_new ();
}
