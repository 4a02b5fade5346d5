/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-pcm-private.h"

#include "media/birge-media.h"

#include <gst/app/gstappsink.h>
#include <gst/audio/audio.h>

/* Reads a recorded voice, Opus or Vorbis in Ogg, whatever its rate and channels. */

#define DECODER \
  "filesrc name=file ! decodebin ! audioconvert ! audioresample ! " \
  "appsink name=out sync=false max-buffers=8 " \
  "caps=audio/x-raw,format=" GST_AUDIO_NE (S16) ",rate=48000,channels=1,layout=interleaved"
#define RATE 48000
/* How long to wait before looking whether the reader has lost interest. */
#define PATIENCE (20 * GST_MSECOND)
#define MAX_SILENT_WAITS 250 /* 5 s without a sample: the file will never give one */
#define MAX_SAMPLES (600 * (gsize) RATE) /* nobody listens to one paragraph for longer than ten minutes */

static gboolean
hand_over (GstSample    *sample,
           gsize        *total,
           BirgePcmFunc  func,
           gpointer      user_data)
{
  GstMapInfo map;
  gboolean wants_more;

  if (!gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ))
    return FALSE;

  *total += map.size / sizeof (gint16);
  wants_more = func ((const gint16 *) (gconstpointer) map.data, map.size / sizeof (gint16), RATE, user_data);
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
  return wants_more && *total < MAX_SAMPLES;
}

/* Returns whether all of it was read, or as much of it as @func wanted. */
static gboolean
pull_all (GstElement   *pipeline,
          BirgePcmFunc  func,
          gpointer      user_data)
{
  g_autoptr(GstElement) out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  g_autoptr(GstBus) bus = gst_element_get_bus (pipeline);
  gsize total = 0;
  guint waits = 0;

  while (waits < MAX_SILENT_WAITS)
    {
      g_autoptr(GstSample) sample = gst_app_sink_try_pull_sample (GST_APP_SINK (out), PATIENCE);
      g_autoptr(GstMessage) error = NULL;

      if (sample != NULL)
        {
          waits = 0;
          if (!hand_over (sample, &total, func, user_data))
            return TRUE;
          continue;
        }

      error = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
      if (error != NULL)
        return FALSE;
      if (gst_app_sink_is_eos (GST_APP_SINK (out)))
        return total > 0;
      if (!func (NULL, 0, RATE, user_data))
        return TRUE;
      waits++;
    }

  return FALSE;
}

gboolean
_birge_recording_read (const char   *path,
                       BirgePcmFunc  func,
                       gpointer      user_data)
{
  g_autoptr(GstElement) pipeline = NULL;
  g_autoptr(GstElement) file = NULL;
  gboolean read;

  if (!birge_media_init (NULL))
    return FALSE;

  pipeline = gst_parse_launch (DECODER, NULL);
  if (pipeline == NULL)
    return FALSE;

  gst_object_ref_sink (pipeline);
  file = gst_bin_get_by_name (GST_BIN (pipeline), "file");
  g_object_set (file, "location", path, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  read = pull_all (pipeline, func, user_data);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  if (!read)
    g_message ("%s: cannot be heard: the recording is damaged or no Opus or Vorbis file: record it again", path);

  return read;
}
