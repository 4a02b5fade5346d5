/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/media/media-fixture.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#define WIDTH 64
#define HEIGHT 48
#define BAR 8
#define RATE 48000

static char *folder;

char *
fixture_dup_path (const char *name)
{
  if (folder == NULL)
    {
      g_autoptr(GError) error = NULL;

      folder = g_dir_make_tmp ("birge-media-XXXXXX", &error);
      g_assert_no_error (error);
    }

  return g_build_filename (folder, name, NULL);
}

void
fixture_remove_folder (void)
{
  g_autoptr(GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }

  if (folder != NULL)
    g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_clear_pointer (&folder, g_free);
}

char *
fixture_write (const char *name,
               const void *bytes,
               gsize       size)
{
  g_autoptr(GError) error = NULL;
  char *path = fixture_dup_path (name);

  g_file_set_contents (path, bytes, size, &error);
  g_assert_no_error (error);
  return path;
}

static void
run_to_end (GstElement *pipeline)
{
  g_autoptr(GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr(GstMessage) message = NULL;

  message = gst_bus_timed_pop_filtered (bus, 30 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpstr (GST_MESSAGE_TYPE_NAME (message), ==, "eos");
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static void
push_frame (GstElement *source,
            int         i)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, WIDTH * HEIGHT * 3 / 2, NULL);
  GstFlowReturn flow;

  for (int y = 0; y < HEIGHT; y++)
    for (int bit = 0; bit < WIDTH / BAR; bit++)
      gst_buffer_memset (buffer, y * WIDTH + bit * BAR, (i >> bit & 1) ? 235 : 16, BAR);
  gst_buffer_memset (buffer, WIDTH * HEIGHT, 128, WIDTH * HEIGHT / 2);
  GST_BUFFER_PTS (buffer) = i * GST_SECOND / FILM_FPS;
  GST_BUFFER_DURATION (buffer) = GST_SECOND / FILM_FPS;
  g_signal_emit_by_name (source, "push-buffer", buffer, &flow);
  gst_buffer_unref (buffer);
  g_assert_cmpint (flow, ==, GST_FLOW_OK);
}

char *
fixture_make_film (const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = fixture_dup_path (name);
  g_autofree char *text = g_strdup_printf (
    "webmmux name=mux ! filesink location=\"%s\" "
    "appsrc name=pictures format=time max-bytes=0 caps=video/x-raw,format=I420,width=%d,height=%d,framerate=%d/1 ! "
    "vp8enc deadline=1 keyframe-max-dist=50 target-bitrate=2000000 min-quantizer=0 max-quantizer=4 ! queue ! mux. "
    "audiotestsrc freq=%g num-buffers=%d samplesperbuffer=480 volume=0.5 ! audio/x-raw,rate=%d,channels=1 ! "
    "taginject tags=language-code=kk ! opusenc ! queue ! mux. "
    "audiotestsrc freq=%g num-buffers=%d samplesperbuffer=480 volume=0.5 ! audio/x-raw,rate=%d,channels=1 ! "
    "taginject tags=language-code=ru ! opusenc ! queue ! mux.",
    path, WIDTH, HEIGHT, FILM_FPS, TONE_KK, 300, RATE, TONE_RU, 300, RATE);
  GstElement *pipeline = gst_parse_launch (text, &error);
  GstElement *pictures;
  GstFlowReturn flow;

  g_assert_no_error (error);
  pictures = gst_bin_get_by_name (GST_BIN (pipeline), "pictures");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (int i = 0; i < FILM_FRAMES; i++)
    push_frame (pictures, i);
  g_signal_emit_by_name (pictures, "end-of-stream", &flow);
  run_to_end (pipeline);
  gst_object_unref (pictures);
  gst_object_unref (pipeline);
  return g_steal_pointer (&path);
}

int
fixture_read_number (const BirgeFrame *frame)
{
  const guint8 *row = frame->data + frame->height / 2 * frame->stride;
  int number = 0;

  for (int bit = 0; bit < WIDTH / BAR; bit++)
    if (row[(bit * BAR + BAR / 2) * 4 + 1] > 127)
      number |= 1 << bit;

  return number;
}

char *
fixture_make_voice (const char *name,
                    double      frequency,
                    int         length_ms)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = fixture_dup_path (name);
  g_autofree char *text = g_strdup_printf (
    "audiotestsrc freq=%g num-buffers=%d samplesperbuffer=480 volume=0.5 ! audio/x-raw,rate=%d,channels=2 ! "
    "opusenc ! oggmux ! filesink location=\"%s\"", frequency, length_ms / 10, RATE, path);
  GstElement *pipeline = gst_parse_launch (text, &error);

  g_assert_no_error (error);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  run_to_end (pipeline);
  gst_object_unref (pipeline);
  return g_steal_pointer (&path);
}

static void
on_handoff (GstElement *sink,
            GstBuffer  *buffer,
            GstPad     *pad,
            gpointer    data)
{
  Ear *ear = data;
  GstMapInfo map;
  const gint16 *samples;
  gint64 n;

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
  samples = (const gint16 *) (gconstpointer) map.data;
  n = map.size / sizeof (gint16);
  g_mutex_lock (&ear->lock);
  for (gint64 i = 0; i < n; i++)
    {
      ear->crossings += (ear->last < 0) != (samples[i] < 0);
      ear->peak = MAX (ear->peak, abs (samples[i]));
      ear->last = samples[i];
    }
  ear->n_samples += n;
  ear->since += n;
  g_mutex_unlock (&ear->lock);
  gst_buffer_unmap (buffer, &map);
}

GstElement *
ear_new_sink (Ear *ear)
{
  g_autoptr(GError) error = NULL;
  GstElement *bin = gst_parse_bin_from_description (
    "capsfilter caps=audio/x-raw,format=S16LE,rate=48000,channels=1 ! "
    "fakesink name=ear sync=true signal-handoffs=true", TRUE, &error);
  g_autoptr(GstElement) sink = NULL;

  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (bin), "ear");
  g_signal_connect (sink, "handoff", G_CALLBACK (on_handoff), ear);
  return bin;
}

void
ear_reset (Ear *ear)
{
  g_mutex_lock (&ear->lock);
  ear->crossings = 0;
  ear->since = 0;
  ear->peak = 0;
  g_mutex_unlock (&ear->lock);
}

double
ear_get_tone (Ear *ear)
{
  double tone;

  g_mutex_lock (&ear->lock);
  tone = ear->since > 0 ? ear->crossings / 2.0 * RATE / (double) ear->since : 0.0;
  g_mutex_unlock (&ear->lock);
  return tone;
}

int
ear_get_peak (Ear *ear)
{
  int peak;

  g_mutex_lock (&ear->lock);
  peak = ear->peak;
  g_mutex_unlock (&ear->lock);
  return peak;
}

gint64
ear_get_heard (Ear *ear)
{
  gint64 heard;

  g_mutex_lock (&ear->lock);
  heard = ear->since;
  g_mutex_unlock (&ear->lock);
  return heard;
}

typedef struct {
  GstBin   parent_instance;
  Device  *device;
  gboolean is_lost; /* streaming thread only, and while it does not run */
} DeviceSink;

typedef GstBinClass DeviceSinkClass;

static GType device_sink_get_type (void);
G_DEFINE_TYPE (DeviceSink, device_sink, GST_TYPE_BIN)

static GstStateChangeReturn
device_sink_change_state (GstElement     *element,
                          GstStateChange  change)
{
  DeviceSink *self = (DeviceSink *) element;

  if (change == GST_STATE_CHANGE_NULL_TO_READY)
    {
      if (g_atomic_int_get (&self->device->is_pulled))
        {
          GST_ELEMENT_ERROR (self, RESOURCE, OPEN_WRITE, (NULL), ("pulled out"));
          return GST_STATE_CHANGE_FAILURE;
        }
      if (self->device->is_missing)
        GST_ELEMENT_WARNING (self, RESOURCE, NOT_FOUND, (NULL), ("no device"));
      self->device->n_opened++;
      self->is_lost = FALSE;
    }
  else if (change == GST_STATE_CHANGE_READY_TO_NULL)
    self->device->n_closed++;

  return GST_ELEMENT_CLASS (device_sink_parent_class)->change_state (element, change);
}

static void
device_sink_class_init (DeviceSinkClass *klass)
{
  GST_ELEMENT_CLASS (klass)->change_state = device_sink_change_state;
}

static void
device_sink_init (DeviceSink *self)
{
}

static GstPadProbeReturn
on_device_buffer (GstPad          *pad,
                  GstPadProbeInfo *info,
                  gpointer         data)
{
  DeviceSink *self = data;

  self->is_lost = self->is_lost || g_atomic_int_get (&self->device->is_pulled);
  if (!self->is_lost)
    return GST_PAD_PROBE_OK;

  GST_ELEMENT_ERROR (self, RESOURCE, WRITE, (NULL), ("pulled out"));
  return GST_PAD_PROBE_DROP;
}

GstElement *
device_new_sink (Device *device)
{
  DeviceSink *self = g_object_new (device_sink_get_type (), NULL);
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  g_autoptr(GstPad) pad = gst_element_get_static_pad (sink, "sink");

  self->device = device;
  g_object_set (sink, "sync", TRUE, NULL);
  gst_bin_add (GST_BIN (self), sink);
  gst_element_add_pad (GST_ELEMENT (self), gst_ghost_pad_new ("sink", pad));
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_device_buffer, self, NULL);
  return GST_ELEMENT (self);
}

static GMutex log_lock;
static guint log_id;

static void
on_log (const char     *domain,
        GLogLevelFlags  level,
        const char     *message,
        gpointer        lines)
{
  g_mutex_lock (&log_lock);
  g_string_append (lines, message);
  g_string_append_c (lines, '\n');
  g_mutex_unlock (&log_lock);
}

void
log_begin (GString *lines)
{
  log_id = g_log_set_handler ("birge-media", G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_WARNING | G_LOG_LEVEL_INFO, on_log, lines);
}

void
log_end (void)
{
  g_log_remove_handler ("birge-media", log_id);
}

static gboolean
on_timeout (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
on_look_again (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

gboolean
wait_until (Condition condition,
            gpointer  data,
            int       at_most_ms)
{
  gboolean is_over = FALSE;
  guint id = g_timeout_add (at_most_ms, on_timeout, &is_over);
  guint look_id = g_timeout_add (2, on_look_again, NULL); /* conditions may change without the main context */
  gboolean holds = condition (data);

  while (!holds && !is_over)
    {
      g_main_context_iteration (NULL, TRUE);
      holds = condition (data);
    }

  if (!is_over)
    g_source_remove (id);
  g_source_remove (look_id);
  return holds;
}

static gboolean
never (gpointer unused)
{
  return FALSE;
}

void
wait_ms (int ms)
{
  wait_until (never, NULL, ms);
}
