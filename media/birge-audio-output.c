/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-audio-output-private.h"

#include "media/birge-media-private.h"
#include "media/birge-media.h"

#include <gst/app/gstappsrc.h>
#include <gst/audio/audio.h>
#include <gst/audio/streamvolume.h>

/* From samples in memory to the loudspeaker, with a clock that says what has been heard.
 *
 * Between two runs the pipeline rests in READY, where the device stays open and the next sound starts at once; after a
 * while it is given back. One that failed is given back at once: the next run looks for a device anew. */
#define KEEP_DEVICE_S 10
/* A sink's usual fifth of a second of buffer is time between the touch and the sound. */
#define BUFFER_TIME_US 40000
#define LATENCY_TIME_US 10000
/* One format for every device, so that a change of voice never sets the device up anew. */
#define OUTPUT_CAPS "audio/x-raw,rate=48000,channels=1"

struct _BirgeAudioOutput
{
  BirgeAudioOutputHandler handler;
  gpointer                handler_data;

  GstElement *pipeline; /* NULL before the first start */
  GstAppSrc  *source;   /* inside the pipeline */
  GstElement *volume;   /* inside the pipeline */
  GstElement *sink;
  GSource    *bus_source;
  double      level;
  guint       close_id;
  gboolean    is_silent; /* the device that is open is none; told once, when it is opened */
  gboolean    is_broken; /* it failed */

  int     rate; /* of the samples pushed last */
  guint64 pushed_ns;
};

static void
handle_message (BirgeAudioOutput *self,
                GstMessage       *message)
{
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    self->handler (BIRGE_AUDIO_OUTPUT_ENDED, self->handler_data);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    {
      self->is_broken = TRUE;
      self->handler (BIRGE_AUDIO_OUTPUT_FAILED, self->handler_data);
    }
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING && _birge_media_is_inside (message, self->sink))
    {
      self->is_silent = TRUE;
      self->handler (BIRGE_AUDIO_OUTPUT_SILENT, self->handler_data);
    }
}

static gboolean
on_message (GstBus     *bus,
            GstMessage *message,
            gpointer    data)
{
  handle_message (data, message);
  return G_SOURCE_CONTINUE;
}

static void
ask_for_short_buffer (GstElement *sink)
{
  GObjectClass *klass = G_OBJECT_GET_CLASS (sink);

  if (g_object_class_find_property (klass, "buffer-time") != NULL)
    g_object_set (sink, "buffer-time", (gint64) BUFFER_TIME_US, NULL);
  if (g_object_class_find_property (klass, "latency-time") != NULL)
    g_object_set (sink, "latency-time", (gint64) LATENCY_TIME_US, NULL);
}

static void
on_sink_found (GstBin     *bin,
               GstElement *sink,
               gpointer    unused)
{
  ask_for_short_buffer (sink);
}

/* Returns whether every part of the pipeline exists on this computer. */
static gboolean
add_parts (BirgeAudioOutput *self)
{
  GstElement *source = gst_element_factory_make ("appsrc", NULL);
  GstElement *convert = gst_element_factory_make ("audioconvert", NULL);
  GstElement *resample = gst_element_factory_make ("audioresample", NULL);
  GstElement *volume = gst_element_factory_make ("volume", NULL);
  GstElement *format = gst_element_factory_make ("capsfilter", NULL);
  GstElement *parts[] = { source, convert, resample, volume, format, self->sink };
  g_autoptr(GstCaps) caps = gst_caps_from_string (OUTPUT_CAPS);
  gboolean complete = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    complete = parts[i] != NULL && gst_bin_add (GST_BIN (self->pipeline), parts[i]) && complete;
  for (guint i = 1; complete && i < G_N_ELEMENTS (parts); i++)
    complete = gst_element_link (parts[i - 1], parts[i]);
  if (!complete)
    return FALSE;

  g_object_set (format, "caps", caps, NULL);
  g_object_set (source, "format", GST_FORMAT_TIME, "max-bytes", G_GUINT64_CONSTANT (0), NULL);
  self->source = GST_APP_SRC (source);
  self->volume = volume;
  return TRUE;
}

static gboolean
build_pipeline (BirgeAudioOutput *self)
{
  g_autoptr(GstBus) bus = NULL;

  if (self->pipeline != NULL)
    return self->source != NULL;
  if (!birge_media_init (NULL))
    return FALSE;

  if (self->sink == NULL)
    {
      self->sink = gst_object_ref_sink (_birge_media_make_audio_sink ());
      if (GST_IS_BIN (self->sink))
        g_signal_connect (self->sink, "element-added", G_CALLBACK (on_sink_found), NULL);
    }

  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  if (!add_parts (self))
    {
      g_message ("sound: not available: a part of GStreamer is missing: install gstreamer1.0-plugins-base");
      return FALSE;
    }

  bus = gst_element_get_bus (self->pipeline);
  self->bus_source = gst_bus_create_watch (bus);
  g_source_set_callback (self->bus_source, G_SOURCE_FUNC (on_message), self, NULL);
  g_source_attach (self->bus_source, NULL);
  return TRUE;
}

static void
close_device (BirgeAudioOutput *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  self->is_silent = FALSE;
  self->is_broken = FALSE;
}

static gboolean
on_close_device (gpointer data)
{
  BirgeAudioOutput *self = data;

  self->close_id = 0;
  close_device (self);
  return G_SOURCE_REMOVE;
}

/* The handler is called on the main context. */
BirgeAudioOutput *
_birge_audio_output_new (BirgeAudioOutputHandler handler,
                         gpointer                user_data)
{
  BirgeAudioOutput *self = g_new0 (BirgeAudioOutput, 1);

  self->handler = handler;
  self->handler_data = user_data;
  self->level = 1.0;
  return self;
}

void
_birge_audio_output_free (BirgeAudioOutput *self)
{
  g_clear_handle_id (&self->close_id, g_source_remove);
  if (self->bus_source != NULL)
    g_source_destroy (self->bus_source);
  g_clear_pointer (&self->bus_source, g_source_unref);
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_pointer (&self->pipeline, gst_object_unref);
  g_clear_pointer (&self->sink, gst_object_unref);
  g_free (self);
}

/* For tests, before the first start. */
void
_birge_audio_output_set_sink (BirgeAudioOutput *self,
                              GstElement       *sink)
{
  g_return_if_fail (self->sink == NULL);

  self->sink = gst_object_ref_sink (sink);
}

void
_birge_audio_output_set_volume (BirgeAudioOutput *self,
                                double            volume)
{
  self->level = volume;
  if (self->volume != NULL)
    gst_stream_volume_set_volume (GST_STREAM_VOLUME (self->volume), GST_STREAM_VOLUME_FORMAT_CUBIC, volume);
}

/* Ready for samples, from time 0. Returns FALSE when this computer can make no sound at all. */
gboolean
_birge_audio_output_start (BirgeAudioOutput *self)
{
  if (!build_pipeline (self))
    return FALSE;

  g_clear_handle_id (&self->close_id, g_source_remove);
  self->rate = 0;
  self->pushed_ns = 0;
  _birge_audio_output_set_volume (self, self->level);
  if (gst_element_set_state (self->pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
    return TRUE;

  self->is_broken = TRUE;
  _birge_audio_output_stop (self);
  return FALSE;
}

/* Silence at once, what was not heard yet is dropped. */
void
_birge_audio_output_stop (BirgeAudioOutput *self)
{
  g_autoptr(GstBus) bus = NULL;
  GstMessage *message;

  if (self->source == NULL || GST_STATE_TARGET (self->pipeline) == GST_STATE_NULL)
    return;

  gst_element_set_state (self->pipeline, GST_STATE_READY);
  g_clear_handle_id (&self->close_id, g_source_remove);

  /* An end that is still on its way must not end the next run; that there is no device stays true. */
  bus = gst_element_get_bus (self->pipeline);
  while ((message = gst_bus_pop (bus)) != NULL)
    {
      if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING)
        handle_message (self, message);
      self->is_broken = self->is_broken || GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR;
      gst_message_unref (message);
    }

  if (self->is_broken)
    close_device (self);
  else
    self->close_id = g_timeout_add_seconds (KEEP_DEVICE_S, on_close_device, self);
}

/* Whether what plays is heard by nobody, as far as is known: a device just opened tells in a moment, by SILENT. */
gboolean
_birge_audio_output_is_silent (BirgeAudioOutput *self)
{
  return self->is_silent;
}

/* Between start and stop: the sound stands still, and its clock with it. */
void
_birge_audio_output_set_paused (BirgeAudioOutput *self,
                                gboolean          paused)
{
  gst_element_set_state (self->pipeline, paused ? GST_STATE_PAUSED : GST_STATE_PLAYING);
}

void
_birge_audio_output_push (BirgeAudioOutput *self,
                          const gint16     *samples,
                          gsize             n_samples,
                          int               rate)
{
  GstBuffer *buffer = gst_buffer_new_memdup (samples, n_samples * sizeof (gint16));

  if (self->rate != rate)
    {
      g_autoptr(GstCaps) caps = gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING, GST_AUDIO_NE (S16),
                                                     "layout", G_TYPE_STRING, "interleaved",
                                                     "rate", G_TYPE_INT, rate, "channels", G_TYPE_INT, 1, NULL);
      gst_app_src_set_caps (self->source, caps);
      self->rate = rate;
    }

  GST_BUFFER_PTS (buffer) = self->pushed_ns;
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale_int (n_samples, GST_SECOND, rate);
  self->pushed_ns += GST_BUFFER_DURATION (buffer);
  gst_app_src_push_buffer (self->source, buffer);
}

/* No more samples will come. */
void
_birge_audio_output_finish (BirgeAudioOutput *self)
{
  gst_app_src_end_of_stream (self->source);
}

gint64
_birge_audio_output_get_pushed_us (BirgeAudioOutput *self)
{
  return (gint64) (self->pushed_ns / 1000);
}

/* How much of it has left the loudspeaker. */
gint64
_birge_audio_output_get_heard_us (BirgeAudioOutput *self)
{
  gint64 position;

  if (!gst_element_query_position (self->pipeline, GST_FORMAT_TIME, &position) || position < 0)
    return 0;

  return position / 1000;
}
