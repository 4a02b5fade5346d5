/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-take-private.h"

#include "media/birge-media.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/audio/audio.h>
#include <string.h>

/* Bits for the voice; the container adds what is left to 24 kbit/s. */
#define ENCODER                                                                                                        \
  "appsrc name=in format=time block=false max-bytes=0 caps=audio/x-raw,format=" GST_AUDIO_NE (F32)                     \
  ",rate=48000,channels=1,layout=interleaved ! audioconvert ! "                                                        \
  "opusenc bitrate=20000 bitrate-type=constrained-vbr audio-type=voice complexity=10 ! oggmux ! "                      \
  "appsink name=out sync=false"
#define PATIENCE (10 * GST_SECOND)

static void
feed (GstElement *pipeline, const GArray *samples)
{
  g_autoptr(GstElement) in = gst_bin_get_by_name (GST_BIN (pipeline), "in");
  GstBuffer *buffer = gst_buffer_new_memdup (samples->data, samples->len * sizeof (float));

  GST_BUFFER_PTS (buffer) = 0;
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (samples->len, GST_SECOND, BIRGE_TAKE_RATE);
  gst_app_src_push_buffer (GST_APP_SRC (in), buffer);
  gst_app_src_end_of_stream (GST_APP_SRC (in));
}

/* Headers of an Ogg stream come in the caps too, and as the first buffers: those are taken. */
static gboolean
collect (GstElement *pipeline, GByteArray *bytes)
{
  g_autoptr(GstElement) out = gst_bin_get_by_name (GST_BIN (pipeline), "out");

  for (;;)
    {
      g_autoptr(GstSample) sample = gst_app_sink_try_pull_sample (GST_APP_SINK (out), PATIENCE);
      GstMapInfo map;

      if (sample == NULL)
        return gst_app_sink_is_eos (GST_APP_SINK (out)) && bytes->len > 0;
      if (!gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ))
        return FALSE;
      g_byte_array_append (bytes, map.data, (guint) map.size);
      gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
    }
}

GBytes *
_birge_take_encode (const GArray *samples, GError **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GstElement) pipeline = NULL;
  gboolean done;

  if (!birge_media_init (error))
    return NULL;
  pipeline = gst_parse_launch_full (ENCODER, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
  if (pipeline == NULL)
    return NULL;

  gst_object_ref_sink (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  feed (pipeline, samples);
  done = collect (pipeline, bytes);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  if (done)
    return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the recording cannot be saved as Opus: the encoder broke off: install gstreamer1.0-plugins-base again");
  return NULL;
}
