/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-player-private.h"

#include "media/birge-media-private.h"
#include "media/birge-media.h"

#include <gst/audio/streamvolume.h>

/* The player's pipeline: one playbin3, and the rule by which its messages become the player's state.
 *
 * A film goes to PAUSED first. When its first frame is there ("settled"), wishes that came meanwhile are done one by
 * one: the audio track, then place and speed by one accurate seek; after each the pipeline settles again. Only when no
 * wish is left does it play or rest. Wishes that come during a seek wait in the same way, newest first, so that a
 * finger dragging the position never piles up seeks. */

#define TICK_MS 100
/* Decoding starts within a second on the slowest kiosk; a file that shows nothing after this never will. */
#define LOAD_TIMEOUT_S 20
/* GstPlayFlags: pictures, sound, and a volume that works with every sound output. No text, no colour balance. */
#define PLAY_PICTURES 0x01
#define PLAY_ALL 0x13

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
  if (self->is_seeking || !gst_element_query_position (self->pipeline, GST_FORMAT_TIME, &position))
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

static gboolean
on_tick (gpointer data)
{
  BirgePlayer *self = data;

  set_position (self, _birge_player_query_position (self));
  return G_SOURCE_CONTINUE;
}

static void
set_state (BirgePlayer      *self,
           BirgePlayerState  state)
{
  if (state == BIRGE_PLAYER_PLAYING && self->tick_id == 0)
    self->tick_id = g_timeout_add (TICK_MS, on_tick, self);
  else if (state != BIRGE_PLAYER_PLAYING)
    g_clear_handle_id (&self->tick_id, g_source_remove);

  if (state != BIRGE_PLAYER_LOADING)
    g_clear_handle_id (&self->load_timeout_id, g_source_remove);

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

/* Blocks until GStreamer's threads have left it; they never wait for the main context. */
static void
drop_pipeline (BirgePlayer *self)
{
  if (self->bus_source != NULL)
    g_source_destroy (self->bus_source);
  g_clear_pointer (&self->bus_source, g_source_unref);
  if (self->frame_sink != NULL)
    _birge_frame_sink_set_handler (self->frame_sink, NULL, NULL);
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);

  g_clear_pointer (&self->pipeline, gst_object_unref);
  g_clear_object (&self->frame_sink);
  g_clear_object (&self->audio_sink);
}

static void
fail (BirgePlayer *self,
      GError      *take_error)
{
  g_message ("%s", take_error->message);
  if (self->pipeline != NULL)
    GST_DEBUG_BIN_TO_DOT_FILE (GST_BIN (self->pipeline), GST_DEBUG_GRAPH_SHOW_ALL, "birge-player-failed");
  drop_pipeline (self);

  g_clear_error (&self->error);
  self->error = take_error;
  self->wants_play = FALSE;
  self->is_seeking = FALSE;
  self->queued_seek_us = -1;
  _birge_player_notify (self, BIRGE_PLAYER_PROP_ERROR);
  set_state (self, BIRGE_PLAYER_FAILED);
}

/* Returns whether the pipeline is on its way; it will settle again. */
static gboolean
start_queued_seek (BirgePlayer *self)
{
  gint64 target_us = clamp_position (self, self->queued_seek_us);

  self->queued_seek_us = -1;
  self->applied_rate = self->rate;
  self->is_seeking = gst_element_seek (self->pipeline, self->rate, GST_FORMAT_TIME,
                                       GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE, GST_SEEK_TYPE_SET,
                                       target_us * 1000, GST_SEEK_TYPE_NONE, -1);
  if (self->is_seeking)
    set_position (self, target_us);
  else
    g_debug ("the film does not seek");

  return self->is_seeking;
}

/* Chooses the track of the wanted language. Returns whether one has to be chosen.
 * The caller follows it by a flushing seek: what is already decoded would else be heard for another second. */
static gboolean
select_wanted_track (BirgePlayer *self)
{
  g_autoptr(GList) ids = NULL;
  const char *audio_id = NULL;

  if (self->wanted_language != NULL && !self->is_soundless)
    audio_id = _birge_tracks_find_audio (self->tracks, self->wanted_language);
  if (audio_id == NULL || g_strcmp0 (audio_id, self->audio_id) == 0 || g_strcmp0 (audio_id, self->asked_audio_id) == 0)
    return FALSE;

  ids = _birge_tracks_list_wanted_ids (self->tracks, audio_id);
  if (!gst_element_send_event (self->pipeline, gst_event_new_select_streams (ids)))
    return FALSE;

  g_free (self->asked_audio_id);
  self->asked_audio_id = g_strdup (audio_id); /* once: what cannot be had must not be asked for for ever */
  return TRUE;
}

static void
update_duration (BirgePlayer *self)
{
  gint64 duration;

  if (!gst_element_query_duration (self->pipeline, GST_FORMAT_TIME, &duration) || duration < 0)
    return;
  if (self->duration_us == duration / 1000)
    return;

  self->duration_us = duration / 1000;
  _birge_player_notify (self, BIRGE_PLAYER_PROP_DURATION_US);
}

/* Does the next open wish. Called when a wish comes and when the pipeline has settled after one. */
void
_birge_player_follow_wishes (BirgePlayer *self)
{
  gint64 here_us;

  if (self->is_seeking || !self->is_loaded
      || self->state == BIRGE_PLAYER_EMPTY || self->state == BIRGE_PLAYER_FAILED)
    return;

  here_us = _birge_player_query_position (self);
  if (select_wanted_track (self) || self->applied_rate != self->rate)
    self->queued_seek_us = here_us;
  if (self->queued_seek_us >= 0 && start_queued_seek (self))
    return;

  gst_element_set_state (self->pipeline, self->wants_play ? GST_STATE_PLAYING : GST_STATE_PAUSED);
  set_position (self, _birge_player_query_position (self));
  set_state (self, self->wants_play ? BIRGE_PLAYER_PLAYING : BIRGE_PLAYER_READY);
}

static void
on_settled (BirgePlayer *self)
{
  if (self->state == BIRGE_PLAYER_ENDED && !self->is_seeking)
    return;

  self->is_seeking = FALSE;
  update_duration (self);
  if (!self->is_loaded)
    {
      self->is_loaded = TRUE;
      _birge_player_notify (self, BIRGE_PLAYER_PROP_AUDIO_LANGUAGE); /* the tracks' tags are known now */
    }
  _birge_player_follow_wishes (self);
}

static void
on_end_of_stream (BirgePlayer *self)
{
  /* During a seek it is the end of what was played before. */
  if (self->state != BIRGE_PLAYER_PLAYING || self->is_seeking)
    return;

  self->wants_play = FALSE;
  gst_element_set_state (self->pipeline, GST_STATE_PAUSED);
  if (self->duration_us > 0)
    set_position (self, self->duration_us);
  set_state (self, BIRGE_PLAYER_ENDED);
}

static gboolean
on_load_timeout (gpointer data)
{
  BirgePlayer *self = data;

  self->load_timeout_id = 0;
  fail (self, _birge_player_make_error (BIRGE_PLAYER_ERROR_DAMAGED, self->uri));
  return G_SOURCE_REMOVE;
}

static gboolean start_loading (BirgePlayer *self);

/* What breaks in the sound (its device unplugged, its server gone, no decoder) takes the sound, never the film. */
static void
go_on_silently (BirgePlayer *self)
{
  self->queued_seek_us = _birge_player_query_position (self);
  set_silent (self, TRUE);
  drop_pipeline (self);
  if (!start_loading (self))
    fail (self, _birge_player_make_error (BIRGE_PLAYER_ERROR_MISSING_PLUGIN, self->uri));
}

static void
on_error (BirgePlayer *self,
          GstMessage  *message)
{
  if (self->state == BIRGE_PLAYER_EMPTY || self->state == BIRGE_PLAYER_FAILED)
    return;

  if (!self->is_silent && _birge_media_is_inside (message, self->audio_sink))
    go_on_silently (self);
  else
    fail (self, _birge_player_translate_error (message, self->uri));
}

/* A film that is heard but not seen is no film; one that is seen but not heard still has its captions. It has to be
 * opened anew without its sound, for which playbin3 would wait for ever. */
static void
on_element_message (BirgePlayer *self,
                    GstMessage  *message)
{
  const GstStructure *said = gst_message_get_structure (message);
  const GValue *detail;

  if (said == NULL || !gst_structure_has_name (said, "missing-plugin")
      || self->state == BIRGE_PLAYER_EMPTY || self->state == BIRGE_PLAYER_FAILED)
    return;

  detail = gst_structure_get_value (said, "detail");
  if (detail == NULL || !GST_VALUE_HOLDS_CAPS (detail) || gst_caps_get_size (gst_value_get_caps (detail)) == 0)
    return;

  said = gst_caps_get_structure (gst_value_get_caps (detail), 0);
  if (g_str_has_prefix (gst_structure_get_name (said), "video/"))
    fail (self, _birge_player_make_error (BIRGE_PLAYER_ERROR_MISSING_PLUGIN, self->uri));
  else if (g_str_has_prefix (gst_structure_get_name (said), "audio/") && !self->is_soundless)
    {
      self->is_soundless = TRUE;
      go_on_silently (self);
    }
}

static void
on_tracks_selected (BirgePlayer *self,
                    GstMessage  *message)
{
  g_autofree char *audio_id = _birge_tracks_dup_selected_audio (message);

  if (g_strcmp0 (audio_id, self->audio_id) == 0)
    return;

  g_free (self->audio_id);
  self->audio_id = g_steal_pointer (&audio_id);
  _birge_player_notify (self, BIRGE_PLAYER_PROP_AUDIO_LANGUAGE);
}

static void
on_tracks (BirgePlayer *self,
           GstMessage  *message)
{
  g_clear_object (&self->tracks);
  gst_message_parse_stream_collection (message, &self->tracks);
}

static gboolean
on_message (GstBus     *bus,
            GstMessage *message,
            gpointer    data)
{
  BirgePlayer *self = data;
  gboolean is_whole = GST_MESSAGE_SRC (message) == GST_OBJECT (self->pipeline);

  switch (GST_MESSAGE_TYPE (message))
    {
    case GST_MESSAGE_ASYNC_DONE:
      if (is_whole)
        on_settled (self);
      break;
    case GST_MESSAGE_EOS:
      on_end_of_stream (self);
      break;
    case GST_MESSAGE_ERROR:
      on_error (self, message);
      break;
    case GST_MESSAGE_WARNING:
      /* autoaudiosink found no device; it has put a silent clock in its place. */
      if (_birge_media_is_inside (message, self->audio_sink))
        set_silent (self, TRUE);
      break;
    case GST_MESSAGE_ELEMENT:
      on_element_message (self, message);
      break;
    case GST_MESSAGE_STREAM_COLLECTION:
      on_tracks (self, message);
      break;
    case GST_MESSAGE_STREAMS_SELECTED:
      on_tracks_selected (self, message);
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

/* GStreamer 1.22 splits the file outside decodebin3, which then now and then loses a stream while it is set up, and the
 * film never begins. Left to itself decodebin3 splits the file inside, as in 1.20, and does not. */
static void
on_part_added (GstBin     *pipeline,
               GstBin     *bin,
               GstElement *part,
               gpointer    unused)
{
  GstElementFactory *factory = gst_element_get_factory (part);

  if (factory != NULL && g_str_equal (GST_OBJECT_NAME (factory), "urisourcebin"))
    g_object_set (part, "parse-streams", FALSE, NULL);
}

static GstElement *
choose_audio_sink (BirgePlayer *self)
{
  if (self->is_silent)
    return _birge_media_make_silent_sink ();

  return self->test_audio_sink != NULL ? self->test_audio_sink : _birge_media_make_audio_sink ();
}

static void
use_sinks (BirgePlayer *self)
{
  self->frame_sink = _birge_frame_sink_new ();
  _birge_frame_sink_set_handler (self->frame_sink, _birge_player_hand_out, self);
  self->audio_sink = gst_object_ref_sink (choose_audio_sink (self));
  g_object_set (self->pipeline,
                "video-sink", self->test_video_sink != NULL ? self->test_video_sink : GST_ELEMENT (self->frame_sink),
                "audio-sink", self->audio_sink, NULL);
}

/* A new pipeline for each film: playbin3 of 1.22 aborts the program when it is used again after it was stopped half
 * set up. Returns FALSE when a part is missing on this computer. */
static gboolean
build_pipeline (BirgePlayer *self)
{
  g_autoptr(GstBus) bus = NULL;
  GstElement *stretch;

  if (!birge_media_init (NULL))
    return FALSE;

  self->pipeline = gst_element_factory_make ("playbin3", NULL);
  if (self->pipeline == NULL)
    return FALSE;

  gst_object_ref_sink (self->pipeline);
  g_signal_connect (self->pipeline, "deep-element-added", G_CALLBACK (on_part_added), NULL);
  g_object_set (self->pipeline, "flags", self->is_soundless ? PLAY_PICTURES : PLAY_ALL, "uri", self->uri, NULL);
  stretch = gst_element_factory_make ("scaletempo", NULL);
  if (stretch != NULL) /* without it other speeds change the pitch: no reason to show nothing */
    g_object_set (self->pipeline, "audio-filter", stretch, NULL);
  use_sinks (self);
  _birge_player_apply_volume (self);

  bus = gst_element_get_bus (self->pipeline);
  self->bus_source = gst_bus_create_watch (bus);
  g_source_set_callback (self->bus_source, G_SOURCE_FUNC (on_message), self, NULL);
  g_source_attach (self->bus_source, NULL);
  return TRUE;
}

static gboolean
start_loading (BirgePlayer *self)
{
  g_clear_pointer (&self->asked_audio_id, g_free);
  self->is_loaded = FALSE;
  self->is_seeking = FALSE;
  self->applied_rate = 1.0;
  set_state (self, BIRGE_PLAYER_LOADING);
  if (!build_pipeline (self))
    return FALSE;

  g_clear_handle_id (&self->load_timeout_id, g_source_remove);
  self->load_timeout_id = g_timeout_add_seconds (LOAD_TIMEOUT_S, on_load_timeout, self);
  gst_element_set_state (self->pipeline, GST_STATE_PAUSED); /* a failure comes by the bus */
  return TRUE;
}

void
_birge_player_apply_volume (BirgePlayer *self)
{
  if (self->pipeline != NULL)
    gst_stream_volume_set_volume (GST_STREAM_VOLUME (self->pipeline), GST_STREAM_VOLUME_FORMAT_CUBIC, self->volume);
}

/* Opens self->uri. The sound is tried anew with each film. */
void
_birge_player_load (BirgePlayer *self)
{
  self->is_soundless = FALSE;
  set_silent (self, FALSE);
  if (!start_loading (self))
    fail (self, _birge_player_make_error (BIRGE_PLAYER_ERROR_MISSING_PLUGIN, self->uri));
}

/* Back to no film. */
void
_birge_player_unload (BirgePlayer *self)
{
  drop_pipeline (self);

  g_clear_pointer (&self->uri, g_free);
  g_clear_pointer (&self->audio_id, g_free);
  g_clear_pointer (&self->asked_audio_id, g_free);
  g_clear_object (&self->tracks);
  self->wants_play = FALSE;
  self->is_seeking = FALSE;
  self->queued_seek_us = -1;
  self->late_frames = 0;

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
  set_position (self, 0);
  set_state (self, BIRGE_PLAYER_EMPTY);
}
