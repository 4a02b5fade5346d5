/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/birge-media.h"
#include "media/birge-player-private.h"
#include "media/birge-player.h"

#include "tests/unit/media/media-fixture.h"

/* A film that rests at stops, and parts of it that go round. */

#define PATIENCE_MS 30000

static char *film;

typedef struct {
  Ear              ear;
  BirgePlayer     *player;
  int              last_number; /* of the frame seen last */
  gint64           last_pts_us;
  gint64           wanted_us;
  BirgePlayerState wanted_state;
} Fixture;

static void
on_frame (BirgePlayer *player,
          BirgeFrame  *frame,
          Fixture     *fixture)
{
  fixture->last_number = fixture_read_number (frame);
  fixture->last_pts_us = frame->pts_us;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  unused)
{
  fixture->player = birge_player_new ();
  fixture->last_number = -1;
  fixture->last_pts_us = -1;
  _birge_player_set_sinks (fixture->player, NULL, ear_new_sink (&fixture->ear));
  g_signal_connect (fixture->player, "frame", G_CALLBACK (on_frame), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  unused)
{
  birge_player_close (fixture->player);
  g_assert_finalize_object (fixture->player);
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

static void
on_stopped (BirgePlayer *player,
            guint       *n)
{
  (*n)++;
}

static gboolean
has_stopped (gpointer n)
{
  return *(guint *) n > 0;
}

static gboolean
shows_newest (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr(BirgeFrame) newest = birge_player_dup_frame (fixture->player);

  return newest != NULL && newest->pts_us == fixture->last_pts_us;
}

/* A late one is left out, also the last; what comes after the stop is never seen. */
static void
expect_last_before (Fixture *fixture,
                    gint64   position_us)
{
  int next = (int) (position_us * FILM_FPS / G_USEC_PER_SEC);
  BirgePlayerStats stats;

  g_assert_true (wait_until (shows_newest, fixture, PATIENCE_MS));
  birge_player_get_stats (fixture->player, &stats);
  g_assert_cmpint (fixture->last_number, <, next);
  if (stats.late == 0)
    g_assert_cmpint (fixture->last_number, ==, next - 1);
}

/* Plays from where it is to the stop, and looks whether exactly the frames before it came. */
static void
expect_stop_at (Fixture *fixture,
                gint64   position_us)
{
  guint n = 0;
  gulong id = g_signal_connect (fixture->player, "stopped", G_CALLBACK (on_stopped), &n);

  birge_player_set_stop (fixture->player, position_us);
  birge_player_play (fixture->player);
  g_assert_true (wait_until (has_stopped, &n, PATIENCE_MS));
  g_assert_cmpint (birge_player_get_state (fixture->player), ==, BIRGE_PLAYER_READY);
  g_assert_true (birge_player_is_at_stop (fixture->player));
  g_assert_cmpint (birge_player_get_position_us (fixture->player), ==, position_us - 1);
  expect_last_before (fixture, position_us);
  wait_ms (200);
  g_assert_cmpuint (n, ==, 1);
  g_signal_handler_disconnect (fixture->player, id);
}

static void
test_rests_at_each_stop (Fixture       *fixture,
                         gconstpointer  unused)
{
  open_film (fixture);
  expect_stop_at (fixture, 600000);
  expect_stop_at (fixture, 1200000);

  /* Again from the start of the step, at another speed. */
  birge_player_seek (fixture->player, 600000);
  g_assert_cmpint (birge_player_get_position_us (fixture->player), ==, 600000);
  birge_player_set_rate (fixture->player, 1.5);
  expect_stop_at (fixture, 1200000);

  /* A stop that is behind, and none at all: on to the end. */
  birge_player_set_stop (fixture->player, 400000);
  birge_player_play (fixture->player);
  expect_state (fixture, BIRGE_PLAYER_PLAYING);
  g_assert_false (birge_player_is_at_stop (fixture->player));
  birge_player_set_stop (fixture->player, FILM_US); /* the end is no stop */
  expect_state (fixture, BIRGE_PLAYER_ENDED);
  g_assert_false (birge_player_is_at_stop (fixture->player));

  /* The next film knows nothing of it. */
  birge_player_set_stop (fixture->player, 400000);
  open_film (fixture);
  birge_player_seek (fixture->player, 300000);
  birge_player_play (fixture->player);
  expect_state (fixture, BIRGE_PLAYER_ENDED);
}

static gboolean
shows_last_of_stop (gpointer data)
{
  return ((Fixture *) data)->last_number == 39;
}

static void
test_stop_may_be_set_while_playing (Fixture       *fixture,
                                    gconstpointer  unused)
{
  guint n = 0;

  open_film (fixture);
  g_signal_connect (fixture->player, "stopped", G_CALLBACK (on_stopped), &n);
  play_until (fixture, 300000);
  birge_player_set_stop (fixture->player, 1600000);
  birge_player_set_audio_language (fixture->player, "ru"); /* opens the film anew, and the stop stays */
  g_assert_true (wait_until (has_stopped, &n, PATIENCE_MS));
  expect_last_before (fixture, 1600000);
  birge_player_set_audio_language (fixture->player, "kk"); /* opens it again, at the frame that was to be the last */
  g_assert_true (wait_until (shows_last_of_stop, fixture, PATIENCE_MS));
  expect_state (fixture, BIRGE_PLAYER_READY);
}

static gboolean
has_applied_rate (gpointer player)
{
  BirgePlayer *self = player;

  return self->is_loaded && !self->is_seeking && self->applied_way.rate == self->way.rate;
}

static gboolean
speaks_russian (gpointer player)
{
  g_autofree char *language = birge_player_dup_audio_language (player);

  return g_strcmp0 (language, "ru") == 0 && has_applied_rate (player);
}

/* Another speed or voice chosen at a checkpoint: it rests there still, and goes on from there. */
static void
test_rests_on_with_another_speed_and_voice (Fixture       *fixture,
                                            gconstpointer  unused)
{
  open_film (fixture);
  expect_stop_at (fixture, 600000);
  birge_player_set_rate (fixture->player, 1.5);
  g_assert_true (wait_until (has_applied_rate, fixture->player, PATIENCE_MS));
  g_assert_true (birge_player_is_at_stop (fixture->player));
  birge_player_set_audio_language (fixture->player, "ru");
  g_assert_true (wait_until (speaks_russian, fixture->player, PATIENCE_MS));
  g_assert_true (birge_player_is_at_stop (fixture->player));
  g_assert_cmpint (birge_player_get_state (fixture->player), ==, BIRGE_PLAYER_READY);
  g_assert_cmpint (birge_player_get_position_us (fixture->player), ==, 599999);
  expect_stop_at (fixture, 1200000);
  birge_player_seek (fixture->player, 1200000);
  g_assert_false (birge_player_is_at_stop (fixture->player)); /* another place */
}

typedef struct {
  guint  rounds;
  gint64 last_us;
  gint64 least_us, most_us;
  gint64 told_us, longest_us; /* between two frames that were told of */
} Rounds;

static void
count_round (BirgePlayer *player,
             BirgeFrame  *frame,
             Rounds      *rounds)
{
  gint64 now_us = g_get_monotonic_time ();

  rounds->longest_us = MAX (rounds->longest_us, rounds->told_us > 0 ? now_us - rounds->told_us : 0);
  rounds->told_us = now_us;
  rounds->rounds += frame->pts_us < rounds->last_us;
  rounds->last_us = frame->pts_us;
  rounds->least_us = MIN (rounds->least_us, frame->pts_us);
  rounds->most_us = MAX (rounds->most_us, frame->pts_us);
}

static gboolean
has_gone_round (gpointer rounds)
{
  return ((Rounds *) rounds)->rounds >= 3;
}

static gboolean
has_heard_rounds (gpointer data)
{
  return ear_get_heard (&((Fixture *) data)->ear) > 48000 * 3;
}

static GstPadProbeReturn
count_flush (GstPad          *pad,
             GstPadProbeInfo *info,
             gpointer         n)
{
  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_FLUSH_START)
    g_atomic_int_inc ((gint *) n);
  return GST_PAD_PROBE_OK;
}

/* What is thrown away on the way to the ear makes a gap. */
static void
test_loops_without_a_gap (Fixture       *fixture,
                          gconstpointer  unused)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (fixture->player->test_audio_sink, "sink");
  Rounds rounds = { .least_us = G_MAXINT64 };
  BirgePlayerStats stats;
  gint n_flushes = 0;
  gulong id;

  open_film (fixture);
  birge_player_set_loop (fixture->player, 400000, 1600000);
  birge_player_seek (fixture->player, 0); /* outside of it */
  expect_frame_at (fixture, 400000);
  birge_player_play (fixture->player);
  expect_state (fixture, BIRGE_PLAYER_PLAYING);
  ear_reset (&fixture->ear);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_FLUSH, count_flush, &n_flushes, NULL);
  id = g_signal_connect (fixture->player, "frame", G_CALLBACK (count_round), &rounds);
  g_assert_true (wait_until (has_gone_round, &rounds, PATIENCE_MS));
  g_signal_handler_disconnect (fixture->player, id);
  g_assert_true (wait_until (has_heard_rounds, fixture, PATIENCE_MS)); /* the sound goes round, too */
  if (rounds.longest_us < G_USEC_PER_SEC / 2) /* else nobody was there to let the beginning follow the end */
    g_assert_cmpint (g_atomic_int_get (&n_flushes), ==, 0);
  birge_player_get_stats (fixture->player, &stats);
  g_assert_cmpint (rounds.least_us, >=, 400000);
  g_assert_cmpint (rounds.most_us, <, 1600000);
  if (stats.dropped == 0)
    {
      g_assert_cmpint (rounds.least_us, ==, 400000);
      g_assert_cmpint (rounds.most_us, ==, 1560000);
    }

  /* And out of it. */
  birge_player_set_loop (fixture->player, 0, 0);
  expect_state (fixture, BIRGE_PLAYER_ENDED);
}

/* Whoever looks ten times a second sees a part come round; not so when the screen had other work for as long as the part
 * lasts, and what is read ahead has come to its end. */
static void
test_loops_on_behind_a_busy_screen (Fixture       *fixture,
                                    gconstpointer  unused)
{
  Rounds rounds = { .least_us = G_MAXINT64 };

  open_film (fixture);
  birge_player_set_loop (fixture->player, 400000, 1600000);
  birge_player_play (fixture->player);
  expect_state (fixture, BIRGE_PLAYER_PLAYING);
  for (guint i = 0; i < 3; i++)
    {
      g_usleep (1240 * 1000);
      wait_ms (20);
    }
  g_signal_connect (fixture->player, "frame", G_CALLBACK (count_round), &rounds);
  if (!wait_until (has_gone_round, &rounds, 3 * PATIENCE_MS))
    g_error ("state is %d, place %" G_GINT64_FORMAT, birge_player_get_state (fixture->player),
             birge_player_get_position_us (fixture->player));
  g_signal_handlers_disconnect_by_func (fixture->player, count_round, &rounds);
  g_assert_cmpint (rounds.least_us, >=, 400000);
  g_assert_cmpint (rounds.most_us, <, 1600000);
}

/* A chapter of no length, or of two pictures. */
static void
test_next_to_nothing_is_no_loop (Fixture       *fixture,
                                 gconstpointer  unused)
{
  static const gint64 ends_us[] = { 400000, 400001, 480000 };

  for (guint i = 0; i < G_N_ELEMENTS (ends_us); i++)
    {
      open_film (fixture);
      birge_player_set_loop (fixture->player, 400000, ends_us[i]);
      birge_player_seek (fixture->player, 2000000);
      expect_frame_at (fixture, 2000000);
      birge_player_play (fixture->player);
      expect_state (fixture, BIRGE_PLAYER_ENDED);
    }
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (birge_media_init (NULL));
  film = fixture_make_film ("film.webm");

#define ADD(name, func) g_test_add ("/way/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("rests-at-each-stop", test_rests_at_each_stop);
  ADD ("stop-may-be-set-while-playing", test_stop_may_be_set_while_playing);
  ADD ("rests-on-with-another-speed-and-voice", test_rests_on_with_another_speed_and_voice);
  ADD ("loops-without-a-gap", test_loops_without_a_gap);
  ADD ("loops-on-behind-a-busy-screen", test_loops_on_behind_a_busy_screen);
  ADD ("next-to-nothing-is-no-loop", test_next_to_nothing_is_no_loop);

  result = g_test_run ();
  fixture_remove_folder ();
  g_free (film);
  return result;
}
