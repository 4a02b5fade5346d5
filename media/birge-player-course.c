/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-player-private.h"

#include "media/birge-media-private.h"
#include "media/birge-media.h"
#include "media/birge-player-error-private.h"

/* The course of a film: the rule by which wishes and the messages of the film's graph become the player's state.
 *
 * A film goes to PAUSED first. When its first frame is there ("settled"), wishes that came meanwhile are done: another
 * sound track by opening the film anew, place and speed by one accurate seek; after each the film settles again. Only
 * when no wish is left does it play or rest. Wishes that come during a seek wait in the same way, newest first, so that
 * a finger dragging the position never piles up seeks. */

#define TICK_MS 100
/* A film begins, or is at another place, within a second on the slowest kiosk; after this it never will. */
#define SETTLE_TIMEOUT_MS 8000
/* Ticks at the very end after which it is the end: a demuxer that stops without a word leaves the clock running on, and a
 * loop that was not fed in time stands still. */
#define MAX_TICKS_AT_END 20
/* Ticks without a new picture, half a minute, after which damaged times are to blame and not a patient film. */
#define MAX_STILL_TICKS 300
/* What comes again in a loop is read this long before it is needed: time for the decoder, and no more in memory. */
#define LOOP_LEAD_US G_USEC_PER_SEC
/* A stop this near to the end is the end. */
#define STOP_EDGE_US (G_USEC_PER_SEC / 10)

static gint64
clamp_position (BirgePlayer *self,
                gint64       position_us)
{
  return CLAMP (position_us, 0, self->duration_us > 0 ? self->duration_us : G_MAXINT64);
}

gint64
_birge_player_query_position (BirgePlayer *self)
{
  gint64 position;

  if (self->queued_seek_us >= 0)
    return self->queued_seek_us;
  if (self->is_seeking || !self->is_loaded || self->is_at_stop
      || !gst_element_query_position (_birge_film_graph_get_pipeline (self->graph), GST_FORMAT_TIME, &position))
    return self->position_us;

  return clamp_position (self, position / 1000);
}

static void
set_position (BirgePlayer *self,
              gint64       position_us)
{
  if (self->position_us == position_us)
    return;

  self->position_us = position_us;
  _birge_player_notify (self, BIRGE_PLAYER_PROP_POSITION_US);
}

static gboolean on_tick (gpointer data);

static void
set_state (BirgePlayer      *self,
           BirgePlayerState  state)
{
  if (state == BIRGE_PLAYER_PLAYING && self->tick_id == 0)
    self->tick_id = g_timeout_add (TICK_MS, on_tick, self);
  else if (state != BIRGE_PLAYER_PLAYING)
    g_clear_handle_id (&self->tick_id, g_source_remove);

  if (self->state == state)
    return;

  self->state = state;
  _birge_player_notify (self, BIRGE_PLAYER_PROP_STATE);
}

static void
set_silent (BirgePlayer *self,
            gboolean     silent)
{
  if (self->is_silent == silent)
    return;

  self->is_silent = silent;
  _birge_player_notify (self, BIRGE_PLAYER_PROP_SILENT);
}

static void
drop_graph (BirgePlayer *self)
{
  if (self->bus_source != NULL)
    g_source_destroy (self->bus_source);
  g_clear_pointer (&self->bus_source, g_source_unref);
  g_clear_pointer (&self->graph, _birge_film_graph_free);
}

static void
drop_sinks (BirgePlayer *self)
{
  if (self->frame_sink != NULL)
    _birge_frame_sink_set_handler (self->frame_sink, NULL, NULL);
  g_clear_object (&self->frame_sink);
  g_clear_object (&self->audio_sink);
}

static void
fail (BirgePlayer *self,
      GError      *take_error)
{
  g_debug ("%s", take_error->message); /* no message: it names what was looked at */
  if (self->graph != NULL)
    GST_DEBUG_BIN_TO_DOT_FILE (GST_BIN (_birge_film_graph_get_pipeline (self->graph)), GST_DEBUG_GRAPH_SHOW_ALL,
                               "birge-player-failed");
  g_clear_handle_id (&self->settle_timeout_id, g_source_remove);
  drop_graph (self);
  drop_sinks (self);

  g_clear_error (&self->error);
  self->error = take_error;
  self->wants_play = FALSE;
  self->is_seeking = FALSE;
  self->is_at_stop = FALSE;
  self->queued_seek_us = -1;
  set_state (self, BIRGE_PLAYER_FAILED); /* whoever is told may open another film */
  _birge_player_notify (self, BIRGE_PLAYER_PROP_ERROR);
}

static gboolean
on_settle_timeout (gpointer data)
{
  BirgePlayer *self = data;

  self->settle_timeout_id = 0;
  fail (self, _birge_player_make_error (BIRGE_PLAYER_ERROR_DAMAGED, self->path));
  return G_SOURCE_REMOVE;
}

static void
expect_to_settle (BirgePlayer *self)
{
  g_clear_handle_id (&self->settle_timeout_id, g_source_remove);
  self->settle_timeout_id = g_timeout_add (SETTLE_TIMEOUT_MS, on_settle_timeout, self);
}

static gboolean
is_this_way (const BirgePlayerWay *a,
             const BirgePlayerWay *b)
{
  return a->rate == b->rate && a->loop_us == b->loop_us && a->stop_us == b->stop_us;
}

/* Returns whether the pipeline is on its way; it will settle again. Whoever is told of the place may have closed the film. */
static gboolean
start_queued_seek (BirgePlayer *self)
{
  gint64 target_us = clamp_position (self, self->queued_seek_us);
  BirgeFilmSeek seek = { .rate = self->way.rate, .stop_us = self->way.stop_us, .loops = self->way.loop_us >= 0 };

  if (seek.loops)
    target_us = CLAMP (target_us, self->way.loop_us, seek.stop_us - 1);
  else if (seek.stop_us <= target_us)
    seek.stop_us = -1;
  seek.start_us = target_us;

  self->queued_seek_us = -1;
  self->applied_way = self->way;
  self->bound_us = seek.stop_us;
  self->is_at_stop = self->is_at_stop && !self->wants_play && target_us == self->position_us; /* another speed, another voice */
  self->loop_read = FALSE;
  self->loop_ahead = FALSE;
  self->loop_number = _birge_film_graph_seek (self->graph, &seek);
  self->is_seeking = self->loop_number != 0;
  if (!self->is_seeking)
    {
      g_debug ("the film does not seek");
      return FALSE;
    }

  expect_to_settle (self);
  set_position (self, target_us);
  return TRUE;
}

static void
update_duration (BirgePlayer *self)
{
  gint64 duration;

  if (!gst_element_query_duration (_birge_film_graph_get_pipeline (self->graph), GST_FORMAT_TIME, &duration)
      || duration < 0)
    return;
  if (self->duration_us == duration / 1000)
    return;

  self->duration_us = duration / 1000;
  _birge_player_notify (self, BIRGE_PLAYER_PROP_DURATION_US);
}

static void open_graph (BirgePlayer *self);

/* Opens the film again, to go on where it is: with another sound track, or another way of making sound. The state and
 * the picture stay while it does. */
static void
reopen (BirgePlayer *self)
{
  gboolean at_stop = self->is_at_stop;

  self->queued_seek_us = _birge_player_query_position (self);
  drop_graph (self);
  open_graph (self);
  self->is_at_stop = at_stop && self->graph != NULL;
}

static GstState
wanted_gst_state (BirgePlayer *self)
{
  return self->wants_play ? GST_STATE_PLAYING : GST_STATE_PAUSED;
}

/* Does the next open wish. Called when a wish comes and when the film has settled after one. */
void
_birge_player_follow_wishes (BirgePlayer *self)
{
  if (self->is_seeking || !self->is_loaded
      || self->state == BIRGE_PLAYER_EMPTY || self->state == BIRGE_PLAYER_FAILED)
    return;

  if (_birge_film_graph_has_better (self->graph, self->wanted_language))
    {
      reopen (self);
      return;
    }

  if (!is_this_way (&self->applied_way, &self->way) && self->queued_seek_us < 0)
    self->queued_seek_us = _birge_player_query_position (self);
  if (self->queued_seek_us >= 0 && start_queued_seek (self))
    return;

  gst_element_set_state (_birge_film_graph_get_pipeline (self->graph), wanted_gst_state (self));
  set_position (self, _birge_player_query_position (self));
  if (self->is_loaded) /* whoever was told of the position may have closed the film, or opened another */
    set_state (self, self->wants_play ? BIRGE_PLAYER_PLAYING : BIRGE_PLAYER_READY);
}

static void
on_settled (BirgePlayer *self)
{
  if (!_birge_film_graph_is_connected (self->graph) || (self->state == BIRGE_PLAYER_ENDED && !self->is_seeking))
    return;

  g_clear_handle_id (&self->settle_timeout_id, g_source_remove);
  self->is_loaded = TRUE;
  self->is_seeking = FALSE;
  update_duration (self);
  _birge_player_follow_wishes (self);
}

static void
on_tracks_found (BirgePlayer *self)
{
  GError *error = NULL;

  if (!_birge_film_graph_connect (self->graph, self->wanted_language, &error))
    {
      fail (self, error);
      return;
    }

  if (_birge_film_graph_is_mute (self->graph))
    set_silent (self, TRUE);
  _birge_player_notify (self, BIRGE_PLAYER_PROP_AUDIO_LANGUAGE);
}

/* One moment before the stop, so that words, chapter and picture are those of what ends there. */
static void
rest_at_stop (BirgePlayer *self)
{
  gint64 position_us = self->bound_us - 1;

  self->is_at_stop = TRUE;
  self->bound_us = -1;
  self->way.stop_us = -1;
  self->applied_way.stop_us = -1;
  set_position (self, position_us);
  if (!self->is_loaded)
    return;
  set_state (self, BIRGE_PLAYER_READY);
  if (self->is_at_stop)
    _birge_player_tell_stopped (self);
}

static void
on_end_of_stream (BirgePlayer *self)
{
  /* During a seek it is the end of what was played before. */
  if (self->state != BIRGE_PLAYER_PLAYING || self->is_seeking)
    return;

  self->wants_play = FALSE;
  gst_element_set_state (_birge_film_graph_get_pipeline (self->graph), GST_STATE_PAUSED);
  if (self->bound_us >= 0 && self->bound_us < self->duration_us - STOP_EDGE_US)
    {
      rest_at_stop (self);
      return;
    }
  self->position_us = self->duration_us > 0 ? self->duration_us : self->position_us;
  set_state (self, BIRGE_PLAYER_ENDED);
  if (self->state == BIRGE_PLAYER_ENDED) /* first the state: who is told of the position and wishes for something knows of it */
    _birge_player_notify (self, BIRGE_PLAYER_PROP_POSITION_US);
}

static gboolean
is_frozen (BirgePlayer *self)
{
  guint64 shown, unseen;

  _birge_frame_sink_get_counts (self->frame_sink, &shown, &unseen);
  self->still_ticks = shown + unseen + self->late_frames == self->n_frames ? self->still_ticks + 1 : 0;
  self->n_frames = shown + unseen + self->late_frames;
  return self->still_ticks > MAX_STILL_TICKS && self->test_video_sink == NULL;
}

/* Lets the beginning of a loop follow its end while that is still heard and seen. */
static void
keep_looping (BirgePlayer *self,
              gint64       before_us)
{
  BirgeFilmSeek seek = { .rate = self->applied_way.rate, .start_us = self->applied_way.loop_us,
                         .stop_us = self->applied_way.stop_us, .loops = TRUE, .goes_on = TRUE };

  if (self->graph == NULL || self->is_seeking || self->applied_way.loop_us < 0)
    return;

  if (self->position_us < before_us)
    self->loop_ahead = FALSE; /* it has come round */
  if (!self->loop_read || self->loop_ahead || self->position_us < seek.stop_us - LOOP_LEAD_US)
    return;

  self->loop_read = FALSE;
  self->loop_ahead = TRUE;
  self->loop_number = _birge_film_graph_seek (self->graph, &seek);
}

/* Stands at the end of the film, or of the loop, for so long that no message will come. Sound and pictures end some
 * milliseconds apart. */
static void
leave_end (BirgePlayer *self,
           gint64       before_us)
{
  gint64 end_us = self->duration_us;

  if (self->applied_way.loop_us >= 0 && (end_us <= 0 || self->bound_us < end_us))
    end_us = self->bound_us;
  self->ticks_at_end = end_us > 0 && self->position_us == before_us && before_us > end_us - STOP_EDGE_US
                         ? self->ticks_at_end + 1 : 0;
  if (self->ticks_at_end <= MAX_TICKS_AT_END)
    return;

  self->ticks_at_end = 0;
  if (self->applied_way.loop_us < 0)
    on_end_of_stream (self);
  else if (!self->is_seeking)
    {
      self->queued_seek_us = self->applied_way.loop_us;
      _birge_player_follow_wishes (self);
    }
}

static gboolean
on_tick (gpointer data)
{
  g_autoptr(BirgePlayer) self = g_object_ref (data);
  gint64 before_us = self->position_us;

  if (is_frozen (self))
    {
      fail (self, _birge_player_make_error (BIRGE_PLAYER_ERROR_DAMAGED, self->path));
      return G_SOURCE_CONTINUE;
    }

  set_position (self, _birge_player_query_position (self));
  keep_looping (self, before_us);
  leave_end (self, before_us);
  return G_SOURCE_CONTINUE;
}

/* What breaks in the sound (its device unplugged, its server gone, no decoder) takes the sound, never the film. */
static void
go_on_silently (BirgePlayer *self,
                GstMessage  *message)
{
  if (_birge_media_is_inside (message, self->audio_sink))
    {
      g_object_unref (self->audio_sink);
      self->audio_sink = gst_object_ref_sink (_birge_media_make_silent_sink ());
    }
  else
    g_clear_object (&self->audio_sink); /* the sound itself is the trouble: open without */

  set_silent (self, TRUE);
  reopen (self);
}

static void
on_error (BirgePlayer *self,
          GstMessage  *message)
{
  if (_birge_film_graph_is_sound (self->graph, message))
    go_on_silently (self, message);
  else
    fail (self, _birge_player_translate_error (message, self->path));
}

static gboolean
on_message (GstBus     *bus,
            GstMessage *message,
            gpointer    data)
{
  g_autoptr(BirgePlayer) self = g_object_ref (data);

  switch (GST_MESSAGE_TYPE (message))
    {
    case GST_MESSAGE_ASYNC_DONE:
      if (GST_MESSAGE_SRC (message) == GST_OBJECT (_birge_film_graph_get_pipeline (self->graph)))
        on_settled (self);
      break;
    case GST_MESSAGE_APPLICATION:
      if (gst_message_has_name (message, BIRGE_FILM_GRAPH_TRACKS_FOUND))
        on_tracks_found (self);
      break;
    case GST_MESSAGE_EOS:
      on_end_of_stream (self);
      break;
    case GST_MESSAGE_SEGMENT_DONE:
      if (gst_message_get_seqnum (message) == self->loop_number)
        self->loop_read = TRUE;
      break;
    case GST_MESSAGE_ERROR:
      on_error (self, message);
      break;
    case GST_MESSAGE_WARNING:
      /* autoaudiosink found no device; it has put a silent clock in its place. */
      if (_birge_media_is_inside (message, self->audio_sink))
        set_silent (self, TRUE);
      break;
    case GST_MESSAGE_DURATION_CHANGED:
      update_duration (self);
      break;
    case GST_MESSAGE_QOS:
      self->late_frames++; /* one message for each frame that came too late */
      break;
    default:
      break;
    }

  return G_SOURCE_CONTINUE;
}

static void
open_graph (BirgePlayer *self)
{
  GstElement *video_sink = self->test_video_sink != NULL ? self->test_video_sink : GST_ELEMENT (self->frame_sink);
  g_autoptr(GstBus) bus = NULL;
  GError *error = NULL;

  self->is_loaded = FALSE;
  self->is_seeking = FALSE;
  self->is_at_stop = FALSE;
  self->applied_way = (BirgePlayerWay) { .rate = 1.0, .loop_us = -1, .stop_us = -1 };
  self->bound_us = -1;
  self->graph = _birge_film_graph_new (self->path, video_sink, self->audio_sink, &error);
  if (self->graph == NULL)
    {
      fail (self, error);
      return;
    }

  _birge_film_graph_set_volume (self->graph, self->volume);
  bus = gst_element_get_bus (_birge_film_graph_get_pipeline (self->graph));
  self->bus_source = gst_bus_create_watch (bus);
  g_source_set_callback (self->bus_source, G_SOURCE_FUNC (on_message), self, NULL);
  g_source_attach (self->bus_source, NULL);

  expect_to_settle (self);
  /* A failure comes by the bus. */
  gst_element_set_state (_birge_film_graph_get_pipeline (self->graph), GST_STATE_PAUSED);
}

/* The sound is tried anew with each film. */
static void
make_sinks (BirgePlayer *self)
{
  self->frame_sink = _birge_frame_sink_new ();
  _birge_frame_sink_set_handler (self->frame_sink, _birge_player_hand_out, self);
  self->audio_sink = gst_object_ref_sink (self->test_audio_sink != NULL ? self->test_audio_sink
                                                                        : _birge_media_make_audio_sink ());
}

/* Opens self->path. */
void
_birge_player_load (BirgePlayer *self)
{
  set_state (self, BIRGE_PLAYER_LOADING);
  if (self->state != BIRGE_PLAYER_LOADING)
    return; /* whoever was told has closed it again */

  if (!birge_media_init (NULL))
    {
      fail (self, _birge_player_make_error (BIRGE_PLAYER_ERROR_MISSING_PLUGIN, self->path));
      return;
    }

  make_sinks (self);
  open_graph (self);
}

/* Back to no film. */
void
_birge_player_unload (BirgePlayer *self)
{
  g_clear_handle_id (&self->settle_timeout_id, g_source_remove);
  drop_graph (self);
  drop_sinks (self);

  g_clear_pointer (&self->path, g_free);
  self->wants_play = FALSE;
  self->is_seeking = FALSE;
  self->is_loaded = FALSE;
  self->is_at_stop = FALSE;
  self->way.loop_us = -1;
  self->way.stop_us = -1;
  self->queued_seek_us = -1;
  self->late_frames = 0;
  self->still_ticks = 0;

  if (self->error != NULL)
    {
      g_clear_error (&self->error);
      _birge_player_notify (self, BIRGE_PLAYER_PROP_ERROR);
    }
  if (self->duration_us != 0)
    {
      self->duration_us = 0;
      _birge_player_notify (self, BIRGE_PLAYER_PROP_DURATION_US);
    }
  set_silent (self, FALSE);
  set_position (self, 0);
  set_state (self, BIRGE_PLAYER_EMPTY);
}
