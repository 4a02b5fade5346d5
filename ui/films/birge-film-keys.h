/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the keys of a keyboard and of a presenter's remote control mean while a film is shown. */
typedef enum {
  BIRGE_FILM_KEY_NONE,
  BIRGE_FILM_KEY_PLAY,     /* or pause, or on from a checkpoint */
  BIRGE_FILM_KEY_BACK,     /* ten seconds */
  BIRGE_FILM_KEY_FORWARD,
  BIRGE_FILM_KEY_PREVIOUS, /* step */
  BIRGE_FILM_KEY_NEXT,
  BIRGE_FILM_KEY_START,    /* of the film */
  BIRGE_FILM_KEY_LOUDER,
  BIRGE_FILM_KEY_QUIETER,
  BIRGE_FILM_KEY_MUTE,
  BIRGE_FILM_KEY_WIDE,     /* the film alone, or with its steps */
  BIRGE_FILM_KEY_CAPTIONS,
  BIRGE_FILM_KEY_STEPS,
  BIRGE_FILM_KEY_LOOP,
  BIRGE_FILM_KEY_CLOSE,    /* the choices */
} BirgeFilmKey;

BirgeFilmKey birge_film_key_find (guint keyval);

G_END_DECLS
