/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-pcm-private.h"

#include "media/birge-media.h"

#include <gst/app/gstappsink.h>
#include <gst/audio/audio.h>
#include <stdio.h>
#include <string.h>

/* Reads a recorded voice, Opus or Vorbis in Ogg, whatever its rate and channels. */

#define READER \
  "filesrc name=file ! oggdemux ! %s ! audioconvert ! audioresample ! " \
  "appsink name=out sync=false max-buffers=8 " \
  "caps=audio/x-raw,format=" GST_AUDIO_NE (S16) ",rate=48000,channels=1,layout=interleaved"
/* Where the first page of an Ogg file holds the name of what is inside. */
#define NAME_OFFSET 28
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

/* The decoder by the first bytes of the file. Returns NULL for anything but the two kinds. */
static const char *
find_decoder (const char *path)
{
  char head[NAME_OFFSET + 8] = { 0 };
  FILE *file = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? fopen (path, "rb") : NULL;
  gsize n;

  if (file == NULL)
    return NULL;

  n = fread (head, 1, sizeof head, file);
  fclose (file);
  if (n < sizeof head || memcmp (head, "OggS", 4) != 0)
    return NULL;
  if (memcmp (head + NAME_OFFSET, "OpusHead", 8) == 0)
    return "opusdec";
  if (memcmp (head + NAME_OFFSET, "\x01vorbis", 7) == 0)
    return "vorbisdec";

  return NULL;
}

/* Returns: (transfer full) (nullable): everything from the file to the samples, made before data moves */
static GstElement *
make_reader (const char *path)
{
  const char *decoder = find_decoder (path);
  g_autofree char *text = decoder != NULL ? g_strdup_printf (READER, decoder) : NULL;
  g_autoptr(GstElement) file = NULL;
  GstElement *pipeline;

  if (text == NULL || !birge_media_init (NULL))
    return NULL;

  pipeline = gst_parse_launch_full (text, NULL, GST_PARSE_FLAG_FATAL_ERRORS, NULL);
  if (pipeline == NULL)
    return NULL;

  gst_object_ref_sink (pipeline);
  file = gst_bin_get_by_name (GST_BIN (pipeline), "file");
  g_object_set (file, "location", path, NULL);
  return pipeline;
}

gboolean
_birge_recording_read (const char   *path,
                       BirgePcmFunc  func,
                       gpointer      user_data)
{
  g_autoptr(GstElement) pipeline = make_reader (path);
  gboolean read = FALSE;

  if (pipeline != NULL)
    {
      gst_element_set_state (pipeline, GST_STATE_PLAYING);
      read = pull_all (pipeline, func, user_data);
      gst_element_set_state (pipeline, GST_STATE_NULL);
    }
  return read;
}
