/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/birge-media.h"
#include "media/birge-pcm-private.h"
#include "media/birge-player-private.h"
#include "media/birge-player.h"

#include "tests/unit/media/media-fixture.h"

/* Films and recordings with random bytes in them. A program of its own: GStreamer's demuxers warn, and leak a little,
 * in error paths of their own, which the other tests must not excuse. */

#define PATIENCE_MS 60000 /* the longest way to an end: a picture that stands still for half a minute */

static gboolean
is_decided (gpointer player)
{
  return birge_player_get_state (player) != BIRGE_PLAYER_LOADING;
}

static gboolean
is_over (gpointer player)
{
  BirgePlayerState state = birge_player_get_state (player);

  return state == BIRGE_PLAYER_ENDED || state == BIRGE_PLAYER_FAILED;
}

static gboolean
is_ready (gpointer player)
{
  return birge_player_get_state (player) == BIRGE_PLAYER_READY;
}

/* Changes some bytes of @contents from @first on, before @end. */
static char *
damage (const char *contents,
        gsize       length,
        int         first,
        int         end,
        int         n_bytes)
{
  char *damaged = g_memdup2 (contents, length);

  for (int i = 0; i < n_bytes; i++)
    damaged[g_test_rand_int_range (first, end)] = (char) g_test_rand_int ();
  return damaged;
}

static void
test_film_comes_to_an_end (void)
{
  Ear ear = { 0 };
  g_autofree char *film = fixture_make_film ("film.webm");
  g_autofree char *contents = NULL;
  BirgePlayer *player = birge_player_new ();
  gsize length;

  g_test_timer_start ();
  _birge_player_set_sinks (player, NULL, ear_new_sink (&ear));
  g_assert_true (g_file_get_contents (film, &contents, &length, NULL));
  for (int i = 0; i < 16 && g_test_timer_elapsed () < 60.0; i++)
    {
      /* One half in the description of the film, the other anywhere; byte 12 on, before that it is not even tried. */
      g_autofree char *damaged = damage (contents, length, 12, i % 2 ? (int) length : 700, 1 + i);
      g_autofree char *path = fixture_write ("damaged.webm", damaged, length);

      birge_player_set_path (player, path);
      birge_player_play (player);
      g_assert_true (wait_until (is_decided, player, PATIENCE_MS));
      birge_player_seek (player, FILM_US - 300000);
      g_assert_true (wait_until (is_over, player, PATIENCE_MS));
    }

  birge_player_set_path (player, film);
  g_assert_true (wait_until (is_ready, player, PATIENCE_MS));
  birge_player_close (player);
  g_assert_finalize_object (player);
}

static gboolean
count_samples (const gint16 *samples,
               gsize         n_samples,
               int           rate,
               gpointer      data)
{
  *(gsize *) data += n_samples;
  return TRUE;
}

static void
test_recording_comes_to_an_end (void)
{
  g_autofree char *whole = fixture_make_voice ("whole.opus", 440.0, 900);
  g_autofree char *contents = NULL;
  gsize length, n = 0;

  g_assert_true (g_file_get_contents (whole, &contents, &length, NULL));
  g_assert_true (_birge_recording_read (whole, count_samples, &n));
  g_assert_cmpuint (n, >, 48000 * 8 / 10);

  for (int i = 0; i < 60; i++)
    {
      g_autofree char *damaged = damage (contents, length, 36, (int) length, 1 + i / 6);
      g_autofree char *path = fixture_write ("damaged.opus", damaged, i % 3 == 0 ? length : length * (i + 1) / 61);

      n = 0;
      _birge_recording_read (path, count_samples, &n); /* whichever it says, it comes back, and soon */
      g_assert_cmpuint (n, <, 48000 * 60);
    }
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_assert_true (birge_media_init (NULL));
  g_test_add_func ("/damage/film-comes-to-an-end", test_film_comes_to_an_end);
  g_test_add_func ("/damage/recording-comes-to-an-end", test_recording_comes_to_an_end);
  result = g_test_run ();
  fixture_remove_folder ();
  return result;
}
