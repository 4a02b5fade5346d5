/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/films/birge-film-keys.h"

#include <gdk/gdk.h>

/* A remote control for slides sends Page Up and Page Down, F5 to begin, and a full stop or B to darken the screen. Letters
 * also as they come from the same key of a Russian keyboard. */
static const struct {
  guint        keyval;
  BirgeFilmKey key;
} keys[] = {
  { GDK_KEY_space, BIRGE_FILM_KEY_PLAY },
  { GDK_KEY_KP_Space, BIRGE_FILM_KEY_PLAY },
  { GDK_KEY_k, BIRGE_FILM_KEY_PLAY },
  { GDK_KEY_Cyrillic_el, BIRGE_FILM_KEY_PLAY },
  { GDK_KEY_b, BIRGE_FILM_KEY_PLAY },
  { GDK_KEY_Cyrillic_i, BIRGE_FILM_KEY_PLAY },
  { GDK_KEY_period, BIRGE_FILM_KEY_PLAY },
  { GDK_KEY_F5, BIRGE_FILM_KEY_PLAY },
  { GDK_KEY_AudioPlay, BIRGE_FILM_KEY_PLAY },
  { GDK_KEY_AudioPause, BIRGE_FILM_KEY_PLAY },
  { GDK_KEY_Left, BIRGE_FILM_KEY_BACK },
  { GDK_KEY_KP_Left, BIRGE_FILM_KEY_BACK },
  { GDK_KEY_AudioRewind, BIRGE_FILM_KEY_BACK },
  { GDK_KEY_Right, BIRGE_FILM_KEY_FORWARD },
  { GDK_KEY_KP_Right, BIRGE_FILM_KEY_FORWARD },
  { GDK_KEY_AudioForward, BIRGE_FILM_KEY_FORWARD },
  { GDK_KEY_Page_Up, BIRGE_FILM_KEY_PREVIOUS },
  { GDK_KEY_KP_Page_Up, BIRGE_FILM_KEY_PREVIOUS },
  { GDK_KEY_AudioPrev, BIRGE_FILM_KEY_PREVIOUS },
  { GDK_KEY_Page_Down, BIRGE_FILM_KEY_NEXT },
  { GDK_KEY_KP_Page_Down, BIRGE_FILM_KEY_NEXT },
  { GDK_KEY_AudioNext, BIRGE_FILM_KEY_NEXT },
  { GDK_KEY_Home, BIRGE_FILM_KEY_START },
  { GDK_KEY_KP_Home, BIRGE_FILM_KEY_START },
  { GDK_KEY_Up, BIRGE_FILM_KEY_LOUDER },
  { GDK_KEY_KP_Up, BIRGE_FILM_KEY_LOUDER },
  { GDK_KEY_AudioRaiseVolume, BIRGE_FILM_KEY_LOUDER },
  { GDK_KEY_Down, BIRGE_FILM_KEY_QUIETER },
  { GDK_KEY_KP_Down, BIRGE_FILM_KEY_QUIETER },
  { GDK_KEY_AudioLowerVolume, BIRGE_FILM_KEY_QUIETER },
  { GDK_KEY_m, BIRGE_FILM_KEY_MUTE },
  { GDK_KEY_Cyrillic_softsign, BIRGE_FILM_KEY_MUTE },
  { GDK_KEY_AudioMute, BIRGE_FILM_KEY_MUTE },
  { GDK_KEY_f, BIRGE_FILM_KEY_WIDE },
  { GDK_KEY_Cyrillic_a, BIRGE_FILM_KEY_WIDE },
  { GDK_KEY_c, BIRGE_FILM_KEY_CAPTIONS },
  { GDK_KEY_Cyrillic_es, BIRGE_FILM_KEY_CAPTIONS },
  { GDK_KEY_s, BIRGE_FILM_KEY_STEPS },
  { GDK_KEY_Cyrillic_yeru, BIRGE_FILM_KEY_STEPS },
  { GDK_KEY_l, BIRGE_FILM_KEY_LOOP },
  { GDK_KEY_Cyrillic_de, BIRGE_FILM_KEY_LOOP },
  { GDK_KEY_Escape, BIRGE_FILM_KEY_CLOSE },
};

BirgeFilmKey
birge_film_key_find (guint keyval)
{
  guint lower = gdk_keyval_to_lower (keyval);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].keyval == lower)
      return keys[i].key;
  return BIRGE_FILM_KEY_NONE;
}
