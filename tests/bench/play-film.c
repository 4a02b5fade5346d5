/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Plays a film as the kiosk does, without a screen: its player, its film graph, and each frame painted by cairo as the film's
 * page paints it, onto a picture of the screen's size.
 *
 *   play-film FILM SECONDS WIDTH HEIGHT
 *
 * Writes "playing", then one line of JSON: frames shown, dropped, and late by more than a frame's length. */
#include "media/birge-media.h"
#include "media/birge-player-private.h"
#include "media/birge-player.h"

#include <cairo.h>
#include <stdio.h>
#include <sys/resource.h>

#define LATE_US (G_USEC_PER_SEC / 25)
#define FIRST_FRAMES 5 /* those that say when a film began */

typedef struct {
  GMainLoop       *loop;
  BirgePlayer     *player;
  cairo_surface_t *screen;
  BirgePlayerStats before; /* when it began to play */
  gint64           seconds;
  gint64           began_us; /* where the film's zero lies on the clock */
  gint64           worst_us;
  guint            n_frames, n_late;
} Play;

static void
paint (Play      *self,
       BirgeFrame *frame)
{
  cairo_surface_t *surface = cairo_image_surface_create_for_data ((guchar *) frame->data, CAIRO_FORMAT_ARGB32, frame->width,
                                                                  frame->height, frame->stride);
  cairo_t *cr = cairo_create (self->screen);

  cairo_scale (cr, (double) cairo_image_surface_get_width (self->screen) / frame->width,
               (double) cairo_image_surface_get_height (self->screen) / frame->height);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
on_frame (BirgePlayer *player,
          BirgeFrame  *frame,
          Play        *self)
{
  gint64 zero_us = g_get_monotonic_time () - frame->pts_us;

  if (birge_player_get_state (player) != BIRGE_PLAYER_PLAYING)
    return;
  paint (self, frame);
  if (self->n_frames < FIRST_FRAMES)
    self->began_us = self->n_frames == 0 ? zero_us : MIN (self->began_us, zero_us);
  else if (zero_us - self->began_us > LATE_US)
    self->n_late++;
  self->worst_us = MAX (self->worst_us, zero_us - self->began_us);
  self->n_frames++;
}

static gboolean
on_end (gpointer data)
{
  Play *self = data;
  BirgePlayerStats stats;
  struct rusage usage;

  birge_player_get_stats (self->player, &stats);
  getrusage (RUSAGE_SELF, &usage);
  printf ("{\"shown\": %" G_GUINT64_FORMAT ", \"dropped\": %" G_GUINT64_FORMAT ", \"late\": %u, \"worst_ms\": %.1f, "
          "\"cpu_s\": %.2f}\n",
          stats.shown - self->before.shown, stats.dropped - self->before.dropped, self->n_late,
          (double) self->worst_us / 1000,
          (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
            (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static void
on_state (BirgePlayer *player,
          GParamSpec  *pspec,
          Play        *self)
{
  switch (birge_player_get_state (player))
    {
    case BIRGE_PLAYER_PLAYING:
      birge_player_get_stats (player, &self->before);
      puts ("playing");
      fflush (stdout);
      g_timeout_add_seconds ((guint) self->seconds, on_end, self);
      break;
    case BIRGE_PLAYER_ENDED:
      g_printerr ("play-film: the film is too short\n");
      exit (1);
    case BIRGE_PLAYER_FAILED:
      g_printerr ("play-film: %s\n", birge_player_get_error (player)->message);
      exit (1);
    default:
      break;
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  Play play = { 0 };

  if (argc != 5 || !birge_media_init (&error))
    {
      g_printerr ("play-film: %s\n", error != NULL ? error->message : "usage: play-film FILM SECONDS WIDTH HEIGHT");
      return 2;
    }
  play.seconds = g_ascii_strtoll (argv[2], NULL, 10);
  play.screen = cairo_image_surface_create (CAIRO_FORMAT_RGB24, atoi (argv[3]), atoi (argv[4]));
  play.loop = g_main_loop_new (NULL, FALSE);
  play.player = birge_player_new ();
  /* At its proper pace, as a sound card takes it. */
  _birge_player_set_sinks (play.player, NULL, gst_element_factory_make ("fakesink", NULL));
  g_object_set (play.player->test_audio_sink, "sync", TRUE, NULL);
  g_signal_connect (play.player, "frame", G_CALLBACK (on_frame), &play);
  g_signal_connect (play.player, "notify::state", G_CALLBACK (on_state), &play);
  birge_player_set_path (play.player, argv[1]);
  birge_player_play (play.player);
  g_main_loop_run (play.loop);
  birge_player_close (play.player);
  g_object_unref (play.player);
  g_main_loop_unref (play.loop);
  cairo_surface_destroy (play.screen);
  return 0;
}
