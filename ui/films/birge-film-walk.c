/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/films/birge-film-walk.h"

#include "data/formats/birge-clock.h"

/* Two places this near are the same one. */
#define SAME_US (G_USEC_PER_SEC / 5)
/* Later in a chapter than this, "previous" means its start. */
#define WELL_INSIDE_US (2 * G_USEC_PER_SEC)
/* A part that went round for so long without a touch goes round for nobody. */
#define ENDLESS_US (10 * 60 * G_USEC_PER_SEC)

struct _BirgeFilmWalk
{
  GObject           parent_instance;
  BirgePlayer      *player; /* owned */
  BirgeFilm        *film;   /* owned, or NULL */
  GArray           *stops;  /* of gint64: where to rest, in order */
  BirgeFilmWalkMode mode;
  gint64            left_us; /* the stop that it went on from last, or -1 */
  gint64            touched_us; /* monotonic */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BirgeFilmWalk, birge_film_walk, G_TYPE_OBJECT)

static gint64
get_stop (BirgeFilmWalk *self, guint i)
{
  return g_array_index (self->stops, gint64, i);
}

/* Just behind a stop it is still to come: sound and picture end there, and the player has not rested yet. The one that it
 * goes on from is over a frame before. -1: none is left. */
static gint64
find_next_stop (BirgeFilmWalk *self, gint64 position_us)
{
  for (guint i = 0; i < self->stops->len; i++)
    {
      gint64 ahead_us = get_stop (self, i) - position_us;

      if (ahead_us > (get_stop (self, i) == self->left_us ? SAME_US : -SAME_US))
        return get_stop (self, i);
    }
  return -1;
}

/* Where the step that is shown there began. */
static gint64
find_step_start (BirgeFilmWalk *self, gint64 position_us)
{
  gint64 start_us = 0;

  for (guint i = 0; i < self->stops->len; i++)
    if (get_stop (self, i) < position_us - SAME_US)
      start_us = get_stop (self, i);
  return start_us;
}

/* Lets the player rest at the next checkpoint. Not where it rests already: that would move it. */
static void
follow_position (BirgeFilmWalk *self)
{
  gint64 position_us = birge_player_get_position_us (self->player);

  if (ABS (position_us - self->left_us) > SAME_US)
    self->left_us = -1; /* who comes to it again stops again */
  if (self->mode == BIRGE_FILM_WALK_STEPS && self->film != NULL && !birge_film_walk_is_resting (self))
    birge_player_set_stop (self->player, find_next_stop (self, position_us));
}

static void
loop_chapter_at (BirgeFilmWalk *self, gint64 position_us)
{
  int chapter = birge_film_walk_find_chapter (self, position_us);
  guint n = self->film != NULL ? birge_film_get_n_chapters (self->film) : 0;
  gint64 start_us = chapter >= 0 ? birge_film_get_chapter_us (self->film, (guint) chapter) : 0;
  gint64 end_us = (guint) (chapter + 1) < n ? birge_film_get_chapter_us (self->film, (guint) (chapter + 1))
                                            : birge_player_get_duration_us (self->player);

  birge_player_set_loop (self->player, start_us, end_us);
}

static void
birge_film_walk_dispose (GObject *object)
{
  BirgeFilmWalk *self = BIRGE_FILM_WALK (object);

  g_clear_object (&self->player);
  g_clear_object (&self->film);
  g_clear_pointer (&self->stops, g_array_unref);
  G_OBJECT_CLASS (birge_film_walk_parent_class)->dispose (object);
}

static void
birge_film_walk_class_init (BirgeFilmWalkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = birge_film_walk_dispose;
  signals[CHANGED] = g_signal_new ("changed", BIRGE_TYPE_FILM_WALK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
birge_film_walk_init (BirgeFilmWalk *self)
{
  self->stops = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->left_us = -1;
}

BirgeFilmWalk *
birge_film_walk_new (BirgePlayer *player)
{
  BirgeFilmWalk *self = g_object_new (BIRGE_TYPE_FILM_WALK, NULL);

  self->player = g_object_ref (player);
  g_signal_connect_object (player, "notify::position-us", G_CALLBACK (follow_position), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (player, "notify::state", G_CALLBACK (follow_position), self, G_CONNECT_SWAPPED);
  return self;
}

void
birge_film_walk_set_film (BirgeFilmWalk *self, BirgeFilm *film)
{
  g_return_if_fail (BIRGE_IS_FILM_WALK (self));
  g_return_if_fail (BIRGE_IS_FILM (film));

  g_set_object (&self->film, film);
  g_array_set_size (self->stops, 0);
  for (guint i = 0; i < birge_film_get_n_stops (film); i++)
    {
      gint64 stop_us = birge_film_get_stop_us (film, i);

      g_array_append_val (self->stops, stop_us);
    }
  for (guint i = 1; birge_film_get_n_stops (film) == 0 && i < birge_film_get_n_chapters (film); i++)
    {
      gint64 stop_us = birge_film_get_chapter_us (film, i);

      g_array_append_val (self->stops, stop_us);
    }
  follow_position (self);
}

BirgeFilmWalkMode
birge_film_walk_get_mode (BirgeFilmWalk *self)
{
  g_return_val_if_fail (BIRGE_IS_FILM_WALK (self), BIRGE_FILM_WALK_THROUGH);

  return self->mode;
}

void
birge_film_walk_set_mode (BirgeFilmWalk *self, BirgeFilmWalkMode mode)
{
  g_return_if_fail (BIRGE_IS_FILM_WALK (self));

  if (self->mode == mode)
    return;
  self->mode = mode;
  birge_film_walk_touch (self);
  if (mode == BIRGE_FILM_WALK_LOOP)
    loop_chapter_at (self, birge_player_get_position_us (self->player));
  else if (mode == BIRGE_FILM_WALK_THROUGH)
    birge_player_set_stop (self->player, -1);
  else if (birge_film_walk_is_resting (self))
    birge_player_set_loop (self->player, 0, 0);
  else
    follow_position (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
birge_film_walk_touch (BirgeFilmWalk *self)
{
  g_return_if_fail (BIRGE_IS_FILM_WALK (self));

  self->touched_us = birge_clock_get_monotonic_us ();
}

gboolean
birge_film_walk_is_endless (BirgeFilmWalk *self)
{
  g_return_val_if_fail (BIRGE_IS_FILM_WALK (self), FALSE);

  return self->mode == BIRGE_FILM_WALK_LOOP && birge_clock_get_monotonic_us () - self->touched_us > ENDLESS_US;
}

int
birge_film_walk_find_chapter (BirgeFilmWalk *self, gint64 position_us)
{
  int found = -1;

  g_return_val_if_fail (BIRGE_IS_FILM_WALK (self), -1);

  for (guint i = 0; self->film != NULL && i < birge_film_get_n_chapters (self->film); i++)
    if (birge_film_get_chapter_us (self->film, i) <= position_us)
      found = (int) i;
  return found;
}

void
birge_film_walk_go_to (BirgeFilmWalk *self, gint64 position_us)
{
  g_return_if_fail (BIRGE_IS_FILM_WALK (self));

  self->left_us = -1;
  for (guint i = 0; i < self->stops->len; i++)
    if (ABS (get_stop (self, i) - position_us) <= SAME_US)
      self->left_us = get_stop (self, i); /* a step begins where the one before it stopped */
  if (self->mode == BIRGE_FILM_WALK_LOOP)
    loop_chapter_at (self, position_us);
  birge_player_seek (self->player, position_us);
  if (self->mode == BIRGE_FILM_WALK_STEPS)
    birge_player_set_stop (self->player, find_next_stop (self, position_us));
  birge_player_play (self->player);
}

void
birge_film_walk_next (BirgeFilmWalk *self)
{
  int chapter;

  g_return_if_fail (BIRGE_IS_FILM_WALK (self));

  chapter = birge_film_walk_find_chapter (self, birge_player_get_position_us (self->player)) + 1;
  if (birge_player_is_at_stop (self->player))
    birge_film_walk_go_on (self);
  else if (self->film != NULL && (guint) chapter < birge_film_get_n_chapters (self->film))
    birge_film_walk_go_to (self, birge_film_get_chapter_us (self->film, (guint) chapter));
}

void
birge_film_walk_previous (BirgeFilmWalk *self)
{
  gint64 position_us;
  int chapter;

  g_return_if_fail (BIRGE_IS_FILM_WALK (self));

  position_us = birge_player_get_position_us (self->player);
  chapter = birge_film_walk_find_chapter (self, position_us);
  if (chapter > 0 && position_us - birge_film_get_chapter_us (self->film, (guint) chapter) < WELL_INSIDE_US)
    chapter--;
  birge_film_walk_go_to (self, chapter >= 0 ? birge_film_get_chapter_us (self->film, (guint) chapter) : 0);
}

gboolean
birge_film_walk_is_resting (BirgeFilmWalk *self)
{
  g_return_val_if_fail (BIRGE_IS_FILM_WALK (self), FALSE);

  return birge_player_is_at_stop (self->player) || birge_player_get_state (self->player) == BIRGE_PLAYER_ENDED;
}

const char *
birge_film_walk_get_practice (BirgeFilmWalk *self)
{
  gint64 position_us;

  g_return_val_if_fail (BIRGE_IS_FILM_WALK (self), NULL);

  if (self->film == NULL || !birge_film_walk_is_resting (self))
    return NULL;
  position_us = birge_player_get_position_us (self->player);
  for (guint i = 0; i < birge_film_get_n_stops (self->film); i++)
    if (ABS (birge_film_get_stop_us (self->film, i) - position_us) <= SAME_US)
      return birge_film_get_stop_practice (self->film, i);
  return NULL;
}

void
birge_film_walk_go_on (BirgeFilmWalk *self)
{
  g_return_if_fail (BIRGE_IS_FILM_WALK (self));

  if (birge_player_is_at_stop (self->player))
    self->left_us = birge_player_get_position_us (self->player) + 1;
  if (self->mode == BIRGE_FILM_WALK_STEPS)
    birge_player_set_stop (self->player, find_next_stop (self, birge_player_get_position_us (self->player)));
  birge_player_play (self->player);
}

void
birge_film_walk_again (BirgeFilmWalk *self)
{
  gint64 position_us;

  g_return_if_fail (BIRGE_IS_FILM_WALK (self));

  position_us = birge_player_get_position_us (self->player);
  birge_film_walk_go_to (self, self->mode == BIRGE_FILM_WALK_STEPS ? find_step_start (self, position_us) : 0);
}
