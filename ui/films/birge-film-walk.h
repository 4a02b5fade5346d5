/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/library/birge-library.h"
#include "media/birge-player.h"

G_BEGIN_DECLS

/* The way a film is watched: through to its end, from checkpoint to checkpoint as trainers do, or one chapter again and
 * again. A film that names no checkpoints stops at the end of each chapter. Main thread only. */
typedef enum {
  BIRGE_FILM_WALK_THROUGH,
  BIRGE_FILM_WALK_STEPS,
  BIRGE_FILM_WALK_LOOP,
} BirgeFilmWalkMode;

#define BIRGE_TYPE_FILM_WALK (birge_film_walk_get_type ())
G_DECLARE_FINAL_TYPE (BirgeFilmWalk, birge_film_walk, BIRGE, FILM_WALK, GObject)

/* Emits "changed" when the mode is another one. */
BirgeFilmWalk    *birge_film_walk_new          (BirgePlayer       *player);
void              birge_film_walk_set_film     (BirgeFilmWalk     *self,
                                                BirgeFilm         *film);
BirgeFilmWalkMode birge_film_walk_get_mode     (BirgeFilmWalk     *self);
void              birge_film_walk_set_mode     (BirgeFilmWalk     *self,
                                                BirgeFilmWalkMode  mode);
/* Somebody is there. */
void              birge_film_walk_touch        (BirgeFilmWalk     *self);
/* Whether one chapter goes round and nobody has touched anything for ten minutes: it does not show that somebody is there. */
gboolean          birge_film_walk_is_endless   (BirgeFilmWalk     *self);
/* Number of the chapter that is shown there; -1 before the first. */
int               birge_film_walk_find_chapter (BirgeFilmWalk     *self,
                                                gint64             position_us);
/* Plays from a place; a loop becomes that of its chapter. */
void              birge_film_walk_go_to        (BirgeFilmWalk     *self,
                                                gint64             position_us);
/* To the next chapter, or on from where the film rests; back to the start of this chapter, or to the one before. */
void              birge_film_walk_next         (BirgeFilmWalk     *self);
void              birge_film_walk_previous     (BirgeFilmWalk     *self);
/* Whether the film rests at a checkpoint or at its end, and is to be asked how to go on. */
gboolean          birge_film_walk_is_resting   (BirgeFilmWalk     *self);
/* The exercise that belongs to the place where it rests ("rhythm"), or NULL. */
const char       *birge_film_walk_get_practice (BirgeFilmWalk     *self);
void              birge_film_walk_go_on        (BirgeFilmWalk     *self);
/* The step that ended there once more: from the checkpoint before it; of a film watched through, all of it. */
void              birge_film_walk_again        (BirgeFilmWalk     *self);

G_END_DECLS
