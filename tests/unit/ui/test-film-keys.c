/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/films/birge-film-keys.h"

#include <gdk/gdk.h>

/* A keyboard of any layout here, and a remote control for slides. */

static void
test_each_key_does_its_own (void)
{
  static const struct {
    guint        keyval;
    BirgeFilmKey key;
  } keys[] = {
    { GDK_KEY_space, BIRGE_FILM_KEY_PLAY },     { GDK_KEY_Left, BIRGE_FILM_KEY_BACK },    { GDK_KEY_Right, BIRGE_FILM_KEY_FORWARD },
    { GDK_KEY_Page_Up, BIRGE_FILM_KEY_PREVIOUS }, { GDK_KEY_Page_Down, BIRGE_FILM_KEY_NEXT }, { GDK_KEY_Home, BIRGE_FILM_KEY_START },
    { GDK_KEY_Up, BIRGE_FILM_KEY_LOUDER },      { GDK_KEY_Down, BIRGE_FILM_KEY_QUIETER }, { GDK_KEY_m, BIRGE_FILM_KEY_MUTE },
    { GDK_KEY_f, BIRGE_FILM_KEY_WIDE },         { GDK_KEY_F, BIRGE_FILM_KEY_WIDE },       { GDK_KEY_Cyrillic_a, BIRGE_FILM_KEY_WIDE },
    { GDK_KEY_Cyrillic_A, BIRGE_FILM_KEY_WIDE }, { GDK_KEY_c, BIRGE_FILM_KEY_CAPTIONS },  { GDK_KEY_s, BIRGE_FILM_KEY_STEPS },
    { GDK_KEY_l, BIRGE_FILM_KEY_LOOP },         { GDK_KEY_Escape, BIRGE_FILM_KEY_CLOSE },
    /* what presenters send */
    { GDK_KEY_F5, BIRGE_FILM_KEY_PLAY },        { GDK_KEY_period, BIRGE_FILM_KEY_PLAY },  { GDK_KEY_b, BIRGE_FILM_KEY_PLAY },
    { GDK_KEY_AudioNext, BIRGE_FILM_KEY_NEXT }, { GDK_KEY_AudioPlay, BIRGE_FILM_KEY_PLAY },
    { GDK_KEY_AudioMute, BIRGE_FILM_KEY_MUTE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_cmpint (birge_film_key_find (keys[i].keyval), ==, keys[i].key);
}

/* Moving from control to control, pressing them, and the help of assistive programs. */
static void
test_other_keys_are_left_alone (void)
{
  static const guint others[] = { GDK_KEY_Tab, GDK_KEY_ISO_Left_Tab, GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_KEY_Shift_L, GDK_KEY_x,
                                  GDK_KEY_1, GDK_KEY_VoidSymbol, 0, GDK_KEY_F1 };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_cmpint (birge_film_key_find (others[i]), ==, BIRGE_FILM_KEY_NONE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/film-keys/each-key-does-its-own", test_each_key_does_its_own);
  g_test_add_func ("/film-keys/other-keys-are-left-alone", test_other_keys_are_left_alone);
  return g_test_run ();
}
