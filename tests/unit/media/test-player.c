/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/birge-media.h"
#include "media/birge-player-private.h"
#include "media/birge-player.h"

#include "tests/unit/media/media-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define PATIENCE_MS 30000

static char *film;

typedef struct {
  Ear          ear;
  BirgePlayer *player;
  GArray      *states;
  guint        n_frames;
  int          last_number; /* of the frame seen last */
  gint64       last_pts_us;
  gint64       wanted_us;
  BirgePlayerState wanted_state;
} Fixture;

static void
on_frame (BirgePlayer *player,
          BirgeFrame  *frame,
          Fixture     *fixture)
{
  g_assert_cmpint (frame->width, ==, 64);
  g_assert_cmpint (frame->height, ==, 48);
  g_assert_cmpint (frame->stride, >=, 64 * 4);
  g_assert_cmpuint (frame->size_bytes, >=, 47 * 64 * 4);
  g_assert_cmpfloat (frame->pixel_aspect, ==, 1.0);
  g_assert_cmpint (frame->data[frame->size_bytes - 1], ==, 255); /* opaque to the last pixel */
  fixture->n_frames++;
  fixture->last_number = fixture_read_number (frame);
  fixture->last_pts_us = frame->pts_us;
}

static void
on_state (BirgePlayer *player,
          GParamSpec  *pspec,
          Fixture     *fixture)
{
  BirgePlayerState state = birge_player_get_state (player);

  g_array_append_val (fixture->states, state);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  unused)
{
  fixture->states = g_array_new (FALSE, FALSE, sizeof (BirgePlayerState));
  fixture->player = birge_player_new ();
  fixture->last_number = -1;
  fixture->last_pts_us = -1;
  _birge_player_set_sinks (fixture->player, NULL, ear_new_sink (&fixture->ear));
  g_signal_connect (fixture->player, "frame", G_CALLBACK (on_frame), fixture);
  g_signal_connect (fixture->player, "notify::state", G_CALLBACK (on_state), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  unused)
{
  birge_player_close (fixture->player);
  g_assert_cmpint (birge_player_get_state (fixture->player), ==, BIRGE_PLAYER_EMPTY);
  g_assert_finalize_object (fixture->player);
  g_array_unref (fixture->states);
}

static gboolean
has_state (gpointer data)
{
  Fixture *fixture = data;

  return birge_player_get_state (fixture->player) == fixture->wanted_state;
}

static void
expect_state (Fixture          *fixture,
              BirgePlayerState  state)
{
  fixture->wanted_state = state;
  if (!wait_until (has_state, fixture, PATIENCE_MS))
    g_error ("state is %d, not %d", birge_player_get_state (fixture->player), state);
}

static void
open_film (Fixture *fixture)
{
  birge_player_set_path (fixture->player, film);
  g_assert_cmpint (birge_player_get_state (fixture->player), ==, BIRGE_PLAYER_LOADING);
  expect_state (fixture, BIRGE_PLAYER_READY);
}

static gboolean
shows_wanted_place (gpointer data)
{
  Fixture *fixture = data;

  return fixture->last_pts_us == fixture->wanted_us;
}

static void
expect_frame_at (Fixture *fixture,
                 gint64   position_us)
{
  fixture->wanted_us = position_us;
  if (!wait_until (shows_wanted_place, fixture, PATIENCE_MS))
    g_error ("frame of %" G_GINT64_FORMAT " µs is shown, not %" G_GINT64_FORMAT, fixture->last_pts_us, position_us);
  g_assert_cmpint (fixture->last_number, ==, position_us * FILM_FPS / G_USEC_PER_SEC);
}

static gboolean
is_past_wanted (gpointer data)
{
  Fixture *fixture = data;

  return birge_player_get_position_us (fixture->player) >= fixture->wanted_us;
}

static void
play_until (Fixture *fixture,
            gint64   position_us)
{
  birge_player_play (fixture->player);
  expect_state (fixture, BIRGE_PLAYER_PLAYING);
  fixture->wanted_us = position_us;
  g_assert_true (wait_until (is_past_wanted, fixture, PATIENCE_MS));
}

static gboolean
has_heard_enough (gpointer data)
{
  return ear_get_heard (&((Fixture *) data)->ear) > 48000 / 4;
}

static void
expect_tone (Fixture *fixture,
             double   tone)
{
  ear_reset (&fixture->ear);
  g_assert_true (wait_until (has_heard_enough, fixture, PATIENCE_MS));
  g_assert_cmpfloat (fabs (ear_get_tone (&fixture->ear) - tone), <, tone * 0.08);
}

static gboolean
shows_newest (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr(BirgeFrame) newest = birge_player_dup_frame (fixture->player);

  return newest != NULL && newest->pts_us == fixture->last_pts_us;
}

static void
test_plays_to_the_end (Fixture       *fixture,
                       gconstpointer  unused)
{
  static const BirgePlayerState way[] = { BIRGE_PLAYER_LOADING, BIRGE_PLAYER_READY, BIRGE_PLAYER_PLAYING,
                                          BIRGE_PLAYER_ENDED };
  BirgePlayerStats stats;

  open_film (fixture);
  expect_frame_at (fixture, 0);
  g_assert_cmpint (birge_player_get_position_us (fixture->player), ==, 0);
  g_assert_cmpint (llabs (birge_player_get_duration_us (fixture->player) - FILM_US), <, 60000);
  g_assert_false (birge_player_is_silent (fixture->player));

  birge_player_play (fixture->player);
  expect_state (fixture, BIRGE_PLAYER_ENDED);
  g_assert_true (wait_until (shows_newest, fixture, PATIENCE_MS));
  g_assert_cmpint (birge_player_get_position_us (fixture->player), ==, birge_player_get_duration_us (fixture->player));
  g_assert_cmpmem (fixture->states->data, fixture->states->len * sizeof (BirgePlayerState), way, sizeof way);

  /* Each frame is told of exactly once, or counted as dropped. */
  birge_player_get_stats (fixture->player, &stats);
  g_assert_cmpuint (stats.shown, ==, fixture->n_frames);
  g_assert_cmpuint (stats.shown + stats.dropped, ==, FILM_FRAMES);
  if (stats.late == 0) /* a late one is left out, also the last */
    g_assert_cmpint (fixture->last_number, ==, FILM_FRAMES - 1);
}

static void
test_plays_again_after_the_end (Fixture       *fixture,
                                gconstpointer  unused)
{
  open_film (fixture);
  birge_player_seek (fixture->player, FILM_US - 200000);
  birge_player_play (fixture->player);
  expect_state (fixture, BIRGE_PLAYER_ENDED);

  birge_player_play (fixture->player);
  g_assert_cmpint (birge_player_get_position_us (fixture->player), ==, 0);
  expect_state (fixture, BIRGE_PLAYER_PLAYING);
  birge_player_seek (fixture->player, FILM_US - 200000);
  expect_state (fixture, BIRGE_PLAYER_ENDED);

  /* From the end one can also just look at another place. */
  birge_player_seek (fixture->player, 1000000);
  expect_state (fixture, BIRGE_PLAYER_READY);
  expect_frame_at (fixture, 1000000);
}

static void
test_seeks_to_the_exact_frame (Fixture       *fixture,
                               gconstpointer  unused)
{
  static const gint64 places_us[] = { 1000000, 40000, 2960000, 1960000, 2000000, 2040000, 1500000, 0, 2500000, 520000 };

  open_film (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (places_us); i++)
    {
      birge_player_seek (fixture->player, places_us[i]);
      g_assert_cmpint (birge_player_get_position_us (fixture->player), ==, places_us[i]);
      expect_frame_at (fixture, places_us[i]);
      expect_state (fixture, BIRGE_PLAYER_READY);
    }
}

static void
test_last_of_many_seeks_wins (Fixture       *fixture,
                              gconstpointer  unused)
{
  open_film (fixture);
  for (gint64 place_us = 0; place_us <= 2400000; place_us += 40000)
    {
      birge_player_seek (fixture->player, place_us);
      if (place_us % 400000 == 0)
        wait_ms (5);
    }
  expect_frame_at (fixture, 2400000);
  g_assert_cmpint (birge_player_get_position_us (fixture->player), ==, 2400000);
  /* Far fewer frames than wishes: they did not pile up. */
  g_assert_cmpuint (fixture->n_frames, <, 45);
}

static void
test_wishes_while_loading_are_kept (Fixture       *fixture,
                                    gconstpointer  unused)
{
  g_autofree char *language = NULL;

  birge_player_set_path (fixture->player, film);
  birge_player_set_audio_language (fixture->player, "ru");
  birge_player_seek (fixture->player, 2000000);
  birge_player_play (fixture->player);
  birge_player_pause (fixture->player);
  g_assert_cmpint (birge_player_get_state (fixture->player), ==, BIRGE_PLAYER_LOADING);
  expect_state (fixture, BIRGE_PLAYER_READY);
  expect_frame_at (fixture, 2000000);
  language = birge_player_dup_audio_language (fixture->player);
  g_assert_cmpstr (language, ==, "ru");
}

static void
test_skips_add_up_within_the_film (Fixture       *fixture,
                                   gconstpointer  unused)
{
  open_film (fixture);
  birge_player_skip (fixture->player, 800000);
  birge_player_skip (fixture->player, 800000);
  birge_player_skip (fixture->player, -400000);
  expect_frame_at (fixture, 1200000);

  birge_player_skip (fixture->player, -10 * G_USEC_PER_SEC);
  expect_frame_at (fixture, 0);

  birge_player_skip (fixture->player, 10 * G_USEC_PER_SEC);
  g_assert_cmpint (birge_player_get_position_us (fixture->player), ==, birge_player_get_duration_us (fixture->player));
  birge_player_play (fixture->player);
  expect_state (fixture, BIRGE_PLAYER_ENDED);
}

static void
test_pauses_and_goes_on (Fixture       *fixture,
                         gconstpointer  unused)
{
  gint64 here_us;

  open_film (fixture);
  play_until (fixture, 400000);
  birge_player_pause (fixture->player);
  expect_state (fixture, BIRGE_PLAYER_READY);
  wait_ms (60); /* the frame on its way */
  here_us = birge_player_get_position_us (fixture->player);
  wait_ms (300);
  g_assert_cmpint (birge_player_get_position_us (fixture->player), ==, here_us);
  play_until (fixture, here_us + 200000);

  /* A seek while playing goes on playing, and nobody is told of a pause. */
  g_array_set_size (fixture->states, 0);
  birge_player_seek (fixture->player, 2000000);
  fixture->wanted_us = 2200000;
  g_assert_true (wait_until (is_past_wanted, fixture, PATIENCE_MS));
  g_assert_cmpuint (fixture->states->len, ==, 0);
}

static void
test_position_ticks_only_while_playing (Fixture       *fixture,
                                        gconstpointer  unused)
{
  open_film (fixture);
  g_assert_cmpuint (fixture->player->tick_id, ==, 0);
  play_until (fixture, 200000);
  g_assert_cmpuint (fixture->player->tick_id, !=, 0);
  birge_player_pause (fixture->player);
  g_assert_cmpuint (fixture->player->tick_id, ==, 0);
}

static void
test_switches_the_language_at_once (Fixture       *fixture,
                                    gconstpointer  unused)
{
  g_auto(GStrv) languages = NULL;
  g_autofree char *heard = NULL;
  static const char *const all[] = { "kk", "ru", NULL };
  gint64 before_us;

  open_film (fixture);
  languages = birge_player_get_audio_languages (fixture->player);
  g_assert_true (g_strv_equal ((const char *const *) languages, all));

  play_until (fixture, 200000);
  expect_tone (fixture, TONE_KK);

  before_us = birge_player_get_position_us (fixture->player);
  birge_player_set_audio_language (fixture->player, "ru-KZ");
  g_assert_cmpint (birge_player_get_position_us (fixture->player), >=, before_us); /* goes on from where it was */
  g_assert_cmpint (birge_player_get_state (fixture->player), ==, BIRGE_PLAYER_PLAYING);
  expect_tone (fixture, TONE_RU);
  heard = birge_player_dup_audio_language (fixture->player);
  g_assert_cmpstr (heard, ==, "ru");

  /* One that the film does not speak changes nothing. */
  birge_player_set_audio_language (fixture->player, "tg");
  expect_tone (fixture, TONE_RU);
}

static void
test_language_stays_for_the_next_film (Fixture       *fixture,
                                       gconstpointer  unused)
{
  birge_player_set_audio_language (fixture->player, "ru");
  for (int i = 0; i < 3; i++)
    {
      g_autofree char *heard = NULL;

      open_film (fixture);
      heard = birge_player_dup_audio_language (fixture->player);
      g_assert_cmpstr (heard, ==, "ru");
      play_until (fixture, 100000);
      expect_tone (fixture, TONE_RU);
    }
}

static void
test_speed_keeps_the_pitch (Fixture       *fixture,
                            gconstpointer  unused)
{
  open_film (fixture);
  birge_player_set_rate (fixture->player, 9.0);
  g_assert_cmpfloat (birge_player_get_rate (fixture->player), ==, BIRGE_PLAYER_MAX_RATE);
  play_until (fixture, 100000);
  expect_tone (fixture, TONE_KK);
  expect_state (fixture, BIRGE_PLAYER_ENDED);
  /* Three seconds of film make a second and a half of sound. */
  g_assert_cmpint (fixture->ear.n_samples, >, 48000 * 13 / 10);
  g_assert_cmpint (fixture->ear.n_samples, <, 48000 * 17 / 10);
}

/* A quarter of a second in which nothing is louder than half, or heard at all; what was on its way before may come first. */
static gboolean
is_below (Fixture *fixture,
          int      peak)
{
  if (!has_heard_enough (fixture))
    return FALSE;
  if (ear_get_peak (&fixture->ear) <= peak)
    return TRUE;

  ear_reset (&fixture->ear);
  return FALSE;
}

static gboolean
is_soft (gpointer data)
{
  return is_below (data, 4000);
}

static gboolean
is_mute (gpointer data)
{
  return is_below (data, 0);
}

static void
test_volume_is_heard (Fixture       *fixture,
                      gconstpointer  unused)
{
  open_film (fixture);
  birge_player_set_loop (fixture->player, 0, FILM_US - 200000); /* for as long as it takes */
  play_until (fixture, 200000);
  expect_tone (fixture, TONE_KK);
  g_assert_cmpint (ear_get_peak (&fixture->ear), >, 8000);

  birge_player_set_volume (fixture->player, 0.5);
  g_assert_true (wait_until (is_soft, fixture, PATIENCE_MS));
  g_assert_cmpint (ear_get_peak (&fixture->ear), >, 500);

  birge_player_set_volume (fixture->player, -1.0);
  ear_reset (&fixture->ear);
  g_assert_true (wait_until (is_mute, fixture, PATIENCE_MS));
}

static void
test_slow_screen_drops_frames (Fixture       *fixture,
                               gconstpointer  unused)
{
  BirgePlayerStats stats, before;
  guint n_before;

  open_film (fixture);
  play_until (fixture, 200000);
  n_before = fixture->n_frames;
  birge_player_get_stats (fixture->player, &before);
  for (guint i = 0; i < 3000; i++) /* the main context stands still while frames come */
    {
      g_usleep (10000);
      birge_player_get_stats (fixture->player, &stats);
      if (stats.dropped >= before.dropped + 10)
        break;
    }
  g_assert_cmpuint (stats.dropped, >=, before.dropped + 10);
  while (fixture->n_frames == n_before)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_frames, ==, n_before + 1); /* the newest only */
  birge_player_get_stats (fixture->player, &stats);
  g_assert_cmpuint (stats.late, <=, stats.dropped);
  g_assert_cmpuint (stats.shown, ==, fixture->n_frames);
}

static void
test_frame_outlives_the_player (Fixture       *fixture,
                                gconstpointer  unused)
{
  g_autoptr(BirgeFrame) frame = NULL;

  open_film (fixture);
  birge_player_seek (fixture->player, 1000000);
  expect_frame_at (fixture, 1000000);
  frame = birge_player_dup_frame (fixture->player);
  birge_player_close (fixture->player);
  g_assert_null (birge_player_dup_frame (fixture->player));
  g_assert_cmpint (fixture_read_number (frame), ==, 25);

  /* Closed is not broken. */
  open_film (fixture);
}

static void
on_any_change (BirgePlayer *player,
               GParamSpec  *pspec,
               gpointer     wanted)
{
  if (g_str_equal (pspec->name, wanted))
    birge_player_close (player);
}

static void
test_listener_may_close (Fixture       *fixture,
                         gconstpointer  unused)
{
  static const char *const names[] = { "state", "position-us", "duration-us", "audio-language" };
  g_autofree char *none = fixture_dup_path ("none.webm");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gulong id;

      open_film (fixture);
      birge_player_seek (fixture->player, FILM_US - 400000);
      birge_player_play (fixture->player);
      id = g_signal_connect (fixture->player, "notify", G_CALLBACK (on_any_change), (gpointer) names[i]);
      birge_player_set_path (fixture->player, film);
      birge_player_play (fixture->player);
      expect_state (fixture, BIRGE_PLAYER_EMPTY);
      birge_player_set_path (fixture->player, none);
      g_signal_handler_disconnect (fixture->player, id);
    }
}

typedef struct {
  guint       n;
  const char *next; /* another film, or NULL */
} Closer;

static void
on_second_place (BirgePlayer *player,
                 GParamSpec  *pspec,
                 Closer      *closer)
{
  if (++closer->n != 2)
    return;
  if (closer->next != NULL)
    birge_player_set_path (player, closer->next);
  else
    birge_player_close (player);
}

/* The second time it is told of the place, the film is on its way there. */
static void
test_listener_may_close_in_a_seek (Fixture       *fixture,
                                   gconstpointer  unused)
{
  Closer closers[] = { { 0, NULL }, { 0, film } };

  for (guint i = 0; i < G_N_ELEMENTS (closers); i++)
    {
      gulong id;

      open_film (fixture);
      id = g_signal_connect (fixture->player, "notify::position-us", G_CALLBACK (on_second_place), &closers[i]);
      birge_player_seek (fixture->player, 1000000);
      g_assert_cmpuint (closers[i].n, >=, 2);
      g_assert_cmpint (birge_player_get_state (fixture->player), ==,
                       closers[i].next != NULL ? BIRGE_PLAYER_LOADING : BIRGE_PLAYER_EMPTY);
      g_signal_handler_disconnect (fixture->player, id);
    }
  expect_state (fixture, BIRGE_PLAYER_READY);
}

static void
expect_failure (Fixture          *fixture,
                const char       *path,
                BirgePlayerError  code)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr(GString) lines = g_string_new (NULL);

  log_begin (lines);
  birge_player_set_path (fixture->player, path);
  birge_player_play (fixture->player);
  expect_state (fixture, BIRGE_PLAYER_FAILED);
  g_assert_error (birge_player_get_error (fixture->player), BIRGE_PLAYER_ERROR, (int) code);

  /* It stays failed, whatever is touched. */
  birge_player_play (fixture->player);
  birge_player_seek (fixture->player, 1000000);
  birge_player_set_rate (fixture->player, 1.5);
  birge_player_set_audio_language (fixture->player, "ru");
  wait_ms (50);
  g_assert_cmpint (birge_player_get_state (fixture->player), ==, BIRGE_PLAYER_FAILED);
  log_end ();
  g_assert_null (strstr (lines->str, name)); /* who looks after the machine need not know what was looked at, and when */
}

static void
test_missing_file_is_told (Fixture       *fixture,
                           gconstpointer  unused)
{
  g_autofree char *path = fixture_dup_path ("none.webm");
  g_autofree char *folder = g_path_get_dirname (path);

  expect_failure (fixture, path, BIRGE_PLAYER_ERROR_MISSING_FILE);
  g_assert_nonnull (strstr (birge_player_get_error (fixture->player)->message, "none.webm: cannot be opened: "));
  expect_failure (fixture, folder, BIRGE_PLAYER_ERROR_MISSING_FILE);

  /* Another film makes it well. */
  open_film (fixture);
  g_assert_null (birge_player_get_error (fixture->player));
}

static void
test_damaged_file_is_told (Fixture       *fixture,
                           gconstpointer  unused)
{
  g_autofree char *contents = NULL;
  g_autofree char *garbage = g_malloc (20000);
  g_autofree char *noise = NULL, *empty = NULL, *beginning = NULL, *words = NULL;
  gsize length;

  for (int i = 0; i < 20000; i++)
    garbage[i] = (char) (i * 7919 >> 3);
  g_assert_true (g_file_get_contents (film, &contents, &length, NULL));
  noise = fixture_write ("noise.webm", garbage, 20000);
  empty = fixture_write ("empty.webm", "", 0);
  words = fixture_write ("words.webm", "This is no film, only a sentence or two. And another one.", 57);
  memcpy (contents + 60, garbage, 3000);
  beginning = fixture_write ("beginning.webm", contents, length);

  expect_failure (fixture, noise, BIRGE_PLAYER_ERROR_DAMAGED);
  expect_failure (fixture, empty, BIRGE_PLAYER_ERROR_DAMAGED);
  expect_failure (fixture, words, BIRGE_PLAYER_ERROR_DAMAGED);
  expect_failure (fixture, beginning, BIRGE_PLAYER_ERROR_DAMAGED);
}

static gboolean
is_over (gpointer data)
{
  BirgePlayerState state = birge_player_get_state (((Fixture *) data)->player);

  return state == BIRGE_PLAYER_ENDED || state == BIRGE_PLAYER_FAILED;
}

static void
test_cut_file_comes_to_an_end (Fixture       *fixture,
                               gconstpointer  unused)
{
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (film, &contents, &length, NULL));
  for (gsize part = 1; part <= 7; part += 2)
    {
      g_autofree char *path = fixture_write ("cut.webm", contents, length * part / 8);

      birge_player_set_path (fixture->player, path);
      birge_player_play (fixture->player);
      g_assert_true (wait_until (is_over, fixture, PATIENCE_MS));
    }
}

/* A codec nobody knows, in the place of the codec's name in the film's header. */
static char *
make_foreign_film (const char *name,
                   gboolean    with_known_pictures,
                   gboolean    with_known_sound)
{
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (film, &contents, &length, NULL));
  for (gsize i = 0; i + 6 < MIN (length, 2000); i++)
    {
      if (!with_known_pictures && memcmp (contents + i, "V_VP8", 5) == 0)
        memcpy (contents + i, "V_QQ8", 5);
      if (!with_known_sound && memcmp (contents + i, "A_OPUS", 6) == 0)
        memcpy (contents + i, "A_QQUS", 6);
    }

  return fixture_write (name, contents, length);
}

static void
test_missing_decoder_is_told (Fixture       *fixture,
                              gconstpointer  unused)
{
  g_autofree char *foreign = make_foreign_film ("foreign.webm", FALSE, FALSE);
  g_autofree char *blind = make_foreign_film ("blind.webm", FALSE, TRUE);
  g_autofree char *mute = make_foreign_film ("mute.webm", TRUE, FALSE);

  expect_failure (fixture, foreign, BIRGE_PLAYER_ERROR_MISSING_PLUGIN);
  /* A film that would be heard but not seen is no film. */
  expect_failure (fixture, blind, BIRGE_PLAYER_ERROR_MISSING_PLUGIN);

  /* One that is seen but not heard still has its captions. */
  birge_player_set_path (fixture->player, mute);
  birge_player_play (fixture->player);
  expect_state (fixture, BIRGE_PLAYER_ENDED);
  g_assert_true (birge_player_is_silent (fixture->player));
  g_assert_cmpint (fixture->last_number, >, FILM_FRAMES / 2);
}

/* New content takes the old files away while somebody watches one of them: it plays on, and what it would have to be opened
 * again for is told, not shown as a black picture. */
static void
test_removed_file_plays_on (Fixture       *fixture,
                            gconstpointer  unused)
{
  g_autofree char *bytes = NULL;
  g_autofree char *path = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (film, &bytes, &size, NULL));
  path = fixture_write ("removed.webm", bytes, size);
  birge_player_set_path (fixture->player, path);
  play_until (fixture, 200000);
  g_assert_cmpint (g_unlink (path), ==, 0);
  birge_player_seek (fixture->player, 2000000);
  expect_state (fixture, BIRGE_PLAYER_ENDED);
  g_assert_cmpint (fixture->last_number, >, FILM_FRAMES * 6 / 10); /* pictures from behind that place */

  birge_player_seek (fixture->player, 1000000);
  expect_state (fixture, BIRGE_PLAYER_READY);
  birge_player_set_audio_language (fixture->player, "ru");
  expect_state (fixture, BIRGE_PLAYER_FAILED);
  g_assert_error ((GError *) birge_player_get_error (fixture->player), BIRGE_PLAYER_ERROR, BIRGE_PLAYER_ERROR_MISSING_FILE);
}

static void
test_broken_sound_output_goes_on_silently (void)
{
  Fixture fixture = { 0 };

  fixture.player = birge_player_new ();
  _birge_player_set_sinks (fixture.player, NULL, gst_element_factory_make ("pulsesink", NULL));
  birge_player_set_path (fixture.player, film);
  birge_player_play (fixture.player);
  expect_state (&fixture, BIRGE_PLAYER_ENDED);
  g_assert_true (birge_player_is_silent (fixture.player));
  g_assert_null (birge_player_get_error (fixture.player));
  birge_player_close (fixture.player);
  g_assert_finalize_object (fixture.player);
}

static gboolean
is_audio_sink (GstPluginFeature *feature,
               gpointer          unused)
{
  return GST_IS_ELEMENT_FACTORY (feature)
         && gst_element_factory_list_is_type (GST_ELEMENT_FACTORY (feature), GST_ELEMENT_FACTORY_TYPE_SINK
                                              | GST_ELEMENT_FACTORY_TYPE_MEDIA_AUDIO);
}

/* As on a computer without any sound device: nothing is left for the automatic choice. */
static void
test_no_sound_device_goes_on_silently (void)
{
  GList *sinks = gst_registry_feature_filter (gst_registry_get (), is_audio_sink, FALSE, NULL);
  Fixture fixture = { 0 };

  for (GList *each = sinks; each != NULL; each = each->next)
    if (!g_str_equal (GST_OBJECT_NAME (each->data), "autoaudiosink"))
      gst_plugin_feature_set_rank (each->data, GST_RANK_NONE);
  gst_plugin_feature_list_free (sinks);

  fixture.player = birge_player_new ();
  birge_player_set_path (fixture.player, film);
  birge_player_play (fixture.player);
  expect_state (&fixture, BIRGE_PLAYER_PLAYING);
  expect_state (&fixture, BIRGE_PLAYER_ENDED);
  g_assert_true (birge_player_is_silent (fixture.player));
  birge_player_close (fixture.player);
  g_assert_finalize_object (fixture.player);
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_setenv ("PULSE_SERVER", "unix:/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_true (birge_media_init (NULL));
  film = fixture_make_film ("film.webm");

#define ADD(name, func) g_test_add ("/player/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("plays-to-the-end", test_plays_to_the_end);
  ADD ("plays-again-after-the-end", test_plays_again_after_the_end);
  ADD ("seeks-to-the-exact-frame", test_seeks_to_the_exact_frame);
  ADD ("last-of-many-seeks-wins", test_last_of_many_seeks_wins);
  ADD ("wishes-while-loading-are-kept", test_wishes_while_loading_are_kept);
  ADD ("skips-add-up-within-the-film", test_skips_add_up_within_the_film);
  ADD ("pauses-and-goes-on", test_pauses_and_goes_on);
  ADD ("position-ticks-only-while-playing", test_position_ticks_only_while_playing);
  ADD ("switches-the-language-at-once", test_switches_the_language_at_once);
  ADD ("language-stays-for-the-next-film", test_language_stays_for_the_next_film);
  ADD ("speed-keeps-the-pitch", test_speed_keeps_the_pitch);
  ADD ("volume-is-heard", test_volume_is_heard);
  ADD ("slow-screen-drops-frames", test_slow_screen_drops_frames);
  ADD ("frame-outlives-the-player", test_frame_outlives_the_player);
  ADD ("listener-may-close", test_listener_may_close);
  ADD ("listener-may-close-in-a-seek", test_listener_may_close_in_a_seek);
  ADD ("missing-file-is-told", test_missing_file_is_told);
  ADD ("damaged-file-is-told", test_damaged_file_is_told);
  ADD ("cut-file-comes-to-an-end", test_cut_file_comes_to_an_end);
  ADD ("missing-decoder-is-told", test_missing_decoder_is_told);
  ADD ("removed-file-plays-on", test_removed_file_plays_on);
  g_test_add_func ("/player/broken-sound-output-goes-on-silently", test_broken_sound_output_goes_on_silently);
  g_test_add_func ("/player/no-sound-device-goes-on-silently", test_no_sound_device_goes_on_silently);

  result = g_test_run ();
  fixture_remove_folder ();
  g_free (film);
  return result;
}
