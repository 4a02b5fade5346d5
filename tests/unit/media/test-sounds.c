/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/birge-media.h"
#include "media/birge-sounds-private.h"
#include "media/birge-sounds.h"

#include "tests/unit/media/media-fixture.h"

#include <stdlib.h>

#define PATIENCE_MS 10000

static gboolean
hears_something (gpointer data)
{
  return ear_get_peak (data) > 500;
}

static gboolean
has_heard_all (gpointer data)
{
  return ear_get_heard (data) >= 48000 * 43 / 100; /* the sound for a right answer lasts 430 ms */
}

static void
test_sounds_are_soft_and_whole (void)
{
  for (BirgeSound sound = 0; sound < BIRGE_N_SOUNDS; sound++)
    {
      g_autoptr(GArray) samples = _birge_sounds_make (sound);
      int peak = 0, biggest_step = 0;

      g_assert_cmpuint (samples->len, >=, BIRGE_SOUNDS_RATE / 1000 * 30);
      g_assert_cmpuint (samples->len, <=, BIRGE_SOUNDS_RATE * 5 / 4);
      for (guint i = 0; i < samples->len; i++)
        {
          int here = g_array_index (samples, gint16, i);
          int before = i > 0 ? g_array_index (samples, gint16, i - 1) : 0;

          peak = MAX (peak, abs (here));
          biggest_step = MAX (biggest_step, abs (here - before));
        }
      g_assert_cmpint (peak, >, G_MAXINT16 / 10);
      g_assert_cmpint (peak, <, G_MAXINT16 / 2);
      g_assert_cmpint (biggest_step, <, peak / 3); /* no click, also not at the ends */
      g_assert_cmpint (abs (g_array_index (samples, gint16, samples->len - 1)), <, 100);
    }
}

/* How soon is measured in tests/bench/say.c. */
static void
test_sound_cuts_the_one_before_short (void)
{
  Ear ear = { 0 };
  BirgeSounds *sounds = birge_sounds_new ();

  _birge_sounds_set_sink (sounds, ear_new_sink (&ear));
  for (int i = 0; i < 8; i++)
    {
      ear_reset (&ear);
      birge_sounds_play (sounds, BIRGE_SOUND_RIGHT);
      g_assert_true (wait_until (hears_something, &ear, PATIENCE_MS));
      wait_ms (20);
    }

  ear_reset (&ear);
  birge_sounds_play (sounds, BIRGE_SOUND_RIGHT);
  g_assert_true (wait_until (has_heard_all, &ear, PATIENCE_MS));
  wait_ms (100);
  g_assert_cmpint (ear_get_heard (&ear), ==, 48000 * 43 / 100);
  g_assert_finalize_object (sounds);
}

static void
test_volume_is_obeyed (void)
{
  Ear ear = { 0 };
  BirgeSounds *sounds = birge_sounds_new ();

  _birge_sounds_set_sink (sounds, ear_new_sink (&ear));
  birge_sounds_set_volume (sounds, 0.5);
  birge_sounds_play (sounds, BIRGE_SOUND_RIGHT);
  g_assert_true (wait_until (has_heard_all, &ear, PATIENCE_MS));
  g_assert_cmpint (ear_get_peak (&ear), >, 500);
  g_assert_cmpint (ear_get_peak (&ear), <, G_MAXINT16 / 8);

  birge_sounds_set_volume (sounds, -3.0);
  ear_reset (&ear);
  birge_sounds_play (sounds, BIRGE_SOUND_WRONG);
  wait_ms (200);
  g_assert_cmpint (ear_get_heard (&ear), ==, 0);
  g_assert_finalize_object (sounds);
}

static void
test_stop_is_silence (void)
{
  Ear ear = { 0 };
  BirgeSounds *sounds = birge_sounds_new ();

  _birge_sounds_set_sink (sounds, ear_new_sink (&ear));
  birge_sounds_stop (sounds); /* before anything was played, too */
  birge_sounds_play (sounds, BIRGE_SOUND_ATTENTION);
  g_assert_true (wait_until (hears_something, &ear, PATIENCE_MS));
  birge_sounds_stop (sounds);
  ear_reset (&ear);
  wait_ms (200);
  g_assert_cmpint (ear_get_heard (&ear), ==, 0);
  g_assert_finalize_object (sounds);
}

static gboolean
is_closed (gpointer device)
{
  return ((Device *) device)->n_closed > 0;
}

/* Silence where there is silence asks no device for it, which may take its time. */
static void
test_stop_opens_no_device (void)
{
  Device device = { 0 };
  BirgeSounds *sounds = birge_sounds_new ();

  _birge_sounds_set_sink (sounds, device_new_sink (&device));
  birge_sounds_play (sounds, BIRGE_SOUND_ATTENTION);
  g_atomic_int_set (&device.is_pulled, TRUE);
  birge_sounds_play (sounds, BIRGE_SOUND_TAP); /* the device is open, and fails with the first of it */
  g_assert_true (wait_until (is_closed, &device, PATIENCE_MS));
  g_atomic_int_set (&device.is_pulled, FALSE);
  birge_sounds_stop (sounds);
  g_assert_cmpuint (device.n_opened, ==, 1);
  birge_sounds_play (sounds, BIRGE_SOUND_TAP);
  g_assert_cmpuint (device.n_opened, ==, 2);
  g_assert_finalize_object (sounds);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (birge_media_init (NULL));
  g_test_add_func ("/sounds/sounds-are-soft-and-whole", test_sounds_are_soft_and_whole);
  g_test_add_func ("/sounds/sound-cuts-the-one-before-short", test_sound_cuts_the_one_before_short);
  g_test_add_func ("/sounds/volume-is-obeyed", test_volume_is_obeyed);
  g_test_add_func ("/sounds/stop-is-silence", test_stop_is_silence);
  g_test_add_func ("/sounds/stop-opens-no-device", test_stop_opens_no_device);
  return g_test_run ();
}
