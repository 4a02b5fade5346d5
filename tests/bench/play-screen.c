/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Plays a film in a window, as the film's page does: its player and its screen, nothing around them.
 *
 *   play-screen FILM WIDTH HEIGHT SEEKS
 *
 * Opens the film, shows SEEKS places of it one after the other, then plays it from its start to its end, and writes one line of
 * JSON: milliseconds from the touch to the first painted picture, from each seek to its painted picture (mean and worst), and
 * the pictures of the whole film: shown, dropped, late. */
#include "media/birge-media.h"
#include "media/birge-player-private.h"
#include "ui/films/birge-film-screen.h"

#include <stdio.h>
#include <stdlib.h>

#define SETTLE_MS 500 /* until the window stands */
#define FRAME_US (G_USEC_PER_SEC / 25)

typedef struct {
  GMainLoop       *loop;
  BirgePlayer     *player;
  GtkWidget       *window;
  int              n_seeks, seek; /* how many, and which is under way from 1 on; 0: the first picture */
  gint64           asked_us;      /* when */
  gint64           wanted_us;     /* place; -1: nothing is waited for */
  gboolean         is_there;      /* it has come, and is not painted yet */
  double           first_ms, sum_ms, worst_ms;
  BirgePlayerStats before;
} Run;

static void
ask_for_next (Run *run)
{
  gint64 length_us = birge_player_get_duration_us (run->player);

  if (run->seek++ == run->n_seeks)
    {
      run->wanted_us = -1;
      birge_player_get_stats (run->player, &run->before);
      birge_player_seek (run->player, 0);
      birge_player_play (run->player);
      return;
    }
  /* Back and forth over the film, never to a whole second. */
  run->wanted_us = length_us / 100 * ((run->seek * 37) % 90) + 123456;
  run->is_there = FALSE;
  run->asked_us = g_get_monotonic_time ();
  birge_player_seek (run->player, run->wanted_us);
}

static void
on_painted (GdkFrameClock *clock,
            Run           *run)
{
  double took_ms = (double) (g_get_monotonic_time () - run->asked_us) / 1000;

  if (!run->is_there || run->wanted_us < 0)
    return;
  run->is_there = FALSE;
  if (run->seek == 0)
    run->first_ms = took_ms;
  else
    {
      run->sum_ms += took_ms;
      run->worst_ms = MAX (run->worst_ms, took_ms);
    }
  run->wanted_us = -1;
  if (birge_player_get_state (run->player) == BIRGE_PLAYER_READY)
    ask_for_next (run);
}

static void
on_frame (BirgePlayer *player,
          BirgeFrame  *frame,
          Run         *run)
{
  if (run->wanted_us >= 0 && frame->pts_us <= run->wanted_us && frame->pts_us > run->wanted_us - FRAME_US)
    run->is_there = TRUE; /* the screen is told of it after us, and paints */
}

static void
finish (Run *run)
{
  BirgePlayerStats stats;

  birge_player_get_stats (run->player, &stats);
  printf ("{\"first_ms\": %.1f, \"seek_ms\": %.1f, \"worst_seek_ms\": %.1f, \"shown\": %" G_GUINT64_FORMAT ", \"dropped\": %"
          G_GUINT64_FORMAT ", \"late\": %" G_GUINT64_FORMAT "}\n", run->first_ms, run->sum_ms / MAX (run->n_seeks, 1), run->worst_ms,
          stats.shown - run->before.shown, stats.dropped - run->before.dropped, stats.late - run->before.late);
  g_main_loop_quit (run->loop);
}

static void
on_state (BirgePlayer *player,
          GParamSpec  *pspec,
          Run         *run)
{
  switch (birge_player_get_state (player))
    {
    case BIRGE_PLAYER_READY:
      if (run->wanted_us < 0 && run->seek <= run->n_seeks)
        ask_for_next (run); /* the picture before was painted while this one was on its way to rest */
      break;
    case BIRGE_PLAYER_ENDED:
      finish (run);
      break;
    case BIRGE_PLAYER_FAILED:
      g_printerr ("play-screen: %s\n", birge_player_get_error (player)->message);
      exit (1);
    default:
      break;
    }
}

static gboolean
on_touch (gpointer data)
{
  Run *run = data;

  g_signal_connect (gtk_widget_get_frame_clock (run->window), "after-paint", G_CALLBACK (on_painted), run);
  run->wanted_us = 0;
  run->asked_us = g_get_monotonic_time ();
  birge_player_set_path (run->player, g_object_get_data (G_OBJECT (run->window), "path"));
  return G_SOURCE_REMOVE;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GtkCssProvider) provider = gtk_css_provider_new ();
  g_autoptr(GError) error = NULL;
  Run run = { .wanted_us = -1 };

  if (argc != 5 || !birge_media_init (&error))
    {
      g_printerr ("play-screen: %s\n", error != NULL ? error->message : "usage: play-screen FILM WIDTH HEIGHT SEEKS");
      return 2;
    }
  gtk_init ();
  run.n_seeks = atoi (argv[4]);
  run.loop = g_main_loop_new (NULL, FALSE);
  run.player = birge_player_new ();
  _birge_player_set_sinks (run.player, NULL, gst_element_factory_make ("fakesink", NULL));
  g_object_set (run.player->test_audio_sink, "sync", TRUE, NULL); /* at its proper pace, as a sound card takes it */
  run.window = gtk_window_new ();
  g_object_set_data (G_OBJECT (run.window), "path", argv[1]);
  gtk_css_provider_load_from_data (provider, "window { background: black; }", -1);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_window_set_decorated (GTK_WINDOW (run.window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (run.window), atoi (argv[2]), atoi (argv[3]));
  gtk_window_set_child (GTK_WINDOW (run.window), birge_film_screen_new (run.player));
  g_signal_connect (run.player, "frame", G_CALLBACK (on_frame), &run);
  g_signal_connect (run.player, "notify::state", G_CALLBACK (on_state), &run);
  gtk_window_present (GTK_WINDOW (run.window));
  g_timeout_add (SETTLE_MS, on_touch, &run);
  g_main_loop_run (run.loop);
  birge_player_close (run.player);
  gtk_window_destroy (GTK_WINDOW (run.window));
  g_object_unref (run.player);
  g_main_loop_unref (run.loop);
  return 0;
}
