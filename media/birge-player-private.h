/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "media/birge-film-graph-private.h"
#include "media/birge-frame-sink-private.h"
#include "media/birge-player.h"

G_BEGIN_DECLS

/* How a film is to be played. */
typedef struct {
  double rate;
  gint64 loop_us; /* from where it plays again when it comes to stop_us; -1: no loop */
  gint64 stop_us; /* where it rests, or the loop ends; -1: the film's end */
} BirgePlayerWay;

/* Main context only, all of it: GStreamer's threads speak to the player through the bus and the frame sink. */
struct _BirgePlayer
{
  GObject parent_instance;

  /* What was asked for. */
  char    *path;
  char    *wanted_language;
  double   volume;
  gboolean wants_play;
  BirgePlayerWay way;
  gint64   queued_seek_us; /* the newest wish, done when the seek under way has arrived; -1 for none */

  /* What is. */
  BirgePlayerState state;
  gint64           position_us;
  gint64           duration_us;
  gboolean         is_silent;
  GError          *error;

  /* How it is done. */
  BirgeFilmGraph *graph; /* NULL without a film and after a failure, as are the sinks */
  GSource        *bus_source;
  BirgeFrameSink *frame_sink;
  GstElement     *audio_sink; /* NULL too when the film's sound cannot be decoded */
  GstElement     *test_video_sink;
  GstElement     *test_audio_sink;
  gboolean        is_loaded; /* the first frame has been there */
  gboolean        is_seeking;
  BirgePlayerWay  applied_way;
  gint64          bound_us;    /* stop of the last seek, -1 for none */
  gboolean        is_at_stop;  /* rests there, and has to seek to go on */
  guint32         loop_number; /* of the last seek in a loop */
  gboolean        loop_read;   /* the file has been read to the loop's end… */
  gboolean        loop_ahead;  /* …and what comes again is on its way already */
  guint64         late_frames; /* dropped inside the graph */
  guint           tick_id;
  int             ticks_at_end;
  int             still_ticks;
  guint64         n_frames; /* at the last tick */
  guint           settle_timeout_id;
};

typedef enum {
  BIRGE_PLAYER_PROP_STATE = 1,
  BIRGE_PLAYER_PROP_POSITION_US,
  BIRGE_PLAYER_PROP_DURATION_US,
  BIRGE_PLAYER_PROP_RATE,
  BIRGE_PLAYER_PROP_VOLUME,
  BIRGE_PLAYER_PROP_SILENT,
  BIRGE_PLAYER_PROP_ERROR,
  BIRGE_PLAYER_PROP_AUDIO_LANGUAGE,
  BIRGE_PLAYER_N_PROPS,
} BirgePlayerProp;

/* birge-player.c */
void        _birge_player_notify          (BirgePlayer         *self,
                                           BirgePlayerProp      prop);
void        _birge_player_hand_out        (BirgeFrame          *frame,
                                           gpointer             self);

void        _birge_player_tell_stopped    (BirgePlayer         *self);

/* birge-player-course.c */
void        _birge_player_load            (BirgePlayer         *self);
void        _birge_player_unload          (BirgePlayer         *self);
void        _birge_player_follow_wishes   (BirgePlayer         *self);
gint64      _birge_player_query_position  (BirgePlayer         *self);

/* For tests, before the first film. NULL keeps the real one. */
void        _birge_player_set_sinks       (BirgePlayer         *self,
                                           GstElement          *video_sink,
                                           GstElement          *audio_sink);

G_END_DECLS
