/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-recorder.h"
#include "media/birge-recorder-private.h"

#include "media/birge-media.h"
#include "media/birge-take-private.h"

#include <gst/app/gstappsink.h>
#include <gst/audio/audio.h>
#include <math.h>

/* Without a device autoaudiosrc says so in a warning and goes on with silence: that is no microphone. */
#define MICROPHONE "autoaudiosrc"
#define GRAPH                                                                                                          \
  "%s ! audioconvert ! audioresample ! appsink name=out sync=false max-buffers=0 "                                     \
  "caps=audio/x-raw,format=" GST_AUDIO_NE (F32) ",rate=48000,channels=1,layout=interleaved"
#define MAX_SAMPLES   ((guint) (BIRGE_TAKE_MAX_S * BIRGE_TAKE_RATE))
#define SILENT_MS     5000    /* a microphone that is there answers long before */
#define FLOOR_DB      (-54.0) /* of the meter: a quiet room */

/* What the microphone's thread writes and the screen's thread looks at. */
typedef struct
{
  gatomicrefcount ref_count;
  GMutex          lock;
  GArray         *samples; /* of float */
  float           peak;
  gboolean        is_full;
} Tape;

struct _BirgeRecorder
{
  GObject parent_instance;

  char       *microphone;
  GstElement *pipeline;  /* NULL while nothing is recorded */
  Tape       *tape;      /* the same */
  guint       watch_id;
  guint       silent_id; /* until the first sound */
};

enum { FAILED, FULL, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_QUARK (birge-recorder-error-quark, birge_recorder_error)
G_DEFINE_FINAL_TYPE (BirgeRecorder, birge_recorder, G_TYPE_OBJECT)

static Tape *
tape_new (void)
{
  Tape *self = g_new0 (Tape, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->samples = g_array_new (FALSE, FALSE, sizeof (float));
  return self;
}

static Tape *
tape_ref (Tape *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
tape_unref (gpointer data)
{
  Tape *self = data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->samples);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
tape_write (Tape *self, const float *samples, gsize n)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  n = MIN (n, MAX_SAMPLES - self->samples->len);
  g_array_append_vals (self->samples, samples, (guint) n);
  self->is_full = self->samples->len == MAX_SAMPLES;
  for (gsize i = 0; i < n; i++)
    self->peak = MAX (self->peak, fabsf (samples[i]));
}

static GstFlowReturn
on_sample (GstAppSink *sink, gpointer user_data)
{
  Tape *tape = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);
  GstMapInfo map;

  if (sample == NULL || !gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ))
    return GST_FLOW_OK;
  tape_write (tape, (const float *) (gconstpointer) map.data, map.size / sizeof (float));
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
  return GST_FLOW_OK;
}

/* The microphone is let go. */
static void
end (BirgeRecorder *self)
{
  g_clear_handle_id (&self->watch_id, g_source_remove);
  g_clear_handle_id (&self->silent_id, g_source_remove);
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->pipeline);
}

static void
fail (BirgeRecorder *self, const char *why)
{
  g_autoptr(BirgeRecorder) alive = g_object_ref (self);
  g_autoptr(GError) error = g_error_new (BIRGE_RECORDER_ERROR, BIRGE_RECORDER_ERROR_NO_MICROPHONE,
                                         "microphone: nothing is heard: %s: plug a headset in, and try again", why);

  birge_recorder_cancel (self);
  g_message ("%s", error->message);
  g_signal_emit (self, signals[FAILED], 0, error);
}

/* A file in the place of a microphone comes to its end: whoever records stops then. */
static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  BirgeRecorder *self = user_data;
  g_autoptr(GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, NULL);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING)
    gst_message_parse_warning (message, &error, NULL);
  if (error == NULL || (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING && error->domain != GST_RESOURCE_ERROR))
    return G_SOURCE_CONTINUE; /* a warning about anything else is no reason to stop somebody who reads */

  self->watch_id = 0;
  fail (self, error->message);
  return G_SOURCE_REMOVE;
}

static gboolean
on_silent (gpointer user_data)
{
  BirgeRecorder *self = user_data;
  gboolean heard;

  g_mutex_lock (&self->tape->lock);
  heard = self->tape->samples->len > 0;
  g_mutex_unlock (&self->tape->lock);
  self->silent_id = 0;
  if (!heard)
    fail (self, "it gives no sound");
  return G_SOURCE_REMOVE;
}

static void
birge_recorder_dispose (GObject *object)
{
  birge_recorder_cancel (BIRGE_RECORDER (object));
  G_OBJECT_CLASS (birge_recorder_parent_class)->dispose (object);
}

static void
birge_recorder_finalize (GObject *object)
{
  g_free (BIRGE_RECORDER (object)->microphone);
  G_OBJECT_CLASS (birge_recorder_parent_class)->finalize (object);
}

static void
birge_recorder_class_init (BirgeRecorderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = birge_recorder_dispose;
  G_OBJECT_CLASS (klass)->finalize = birge_recorder_finalize;
  signals[FAILED] = g_signal_new ("failed", BIRGE_TYPE_RECORDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[FULL] = g_signal_new ("full", BIRGE_TYPE_RECORDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
birge_recorder_init (BirgeRecorder *self)
{
  const char *named = g_getenv ("BIRGE_MICROPHONE");

  self->microphone = g_strdup (named != NULL && *named != '\0' ? named : MICROPHONE);
}

BirgeRecorder *
birge_recorder_new (void)
{
  return g_object_new (BIRGE_TYPE_RECORDER, NULL);
}

void
_birge_recorder_set_microphone (BirgeRecorder *self, const char *description)
{
  g_free (self->microphone);
  self->microphone = g_strdup (description);
}

static gboolean
build (BirgeRecorder *self, GError **error)
{
  g_autofree char *text = g_strdup_printf (GRAPH, self->microphone);
  g_autoptr(GError) why = NULL;

  if (birge_media_init (&why))
    self->pipeline = gst_parse_launch_full (text, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &why);
  if (self->pipeline == NULL)
    {
      g_set_error (error, BIRGE_RECORDER_ERROR, BIRGE_RECORDER_ERROR_NO_MICROPHONE,
                   "microphone: cannot be opened: %s: see what BIRGE_MICROPHONE says, and that gstreamer1.0-plugins-good is installed",
                   why->message);
      return FALSE;
    }
  gst_object_ref_sink (self->pipeline);
  return TRUE;
}

gboolean
birge_recorder_start (BirgeRecorder *self, GError **error)
{
  static GstAppSinkCallbacks callbacks = { .new_sample = on_sample };
  g_autoptr(GstElement) out = NULL;
  g_autoptr(GstBus) bus = NULL;

  g_return_val_if_fail (BIRGE_IS_RECORDER (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  birge_recorder_cancel (self);
  if (!build (self, error))
    return FALSE;

  self->tape = tape_new ();
  out = gst_bin_get_by_name (GST_BIN (self->pipeline), "out");
  gst_app_sink_set_callbacks (GST_APP_SINK (out), &callbacks, tape_ref (self->tape), tape_unref);
  bus = gst_element_get_bus (self->pipeline);
  self->watch_id = gst_bus_add_watch (bus, on_message, self);
  self->silent_id = g_timeout_add (SILENT_MS, on_silent, self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING); /* a refusal comes on the bus too, with the reason */
  return TRUE;
}

gboolean
birge_recorder_is_recording (BirgeRecorder *self)
{
  g_return_val_if_fail (BIRGE_IS_RECORDER (self), FALSE);

  return self->pipeline != NULL;
}

double
birge_recorder_get_level (BirgeRecorder *self)
{
  gboolean is_full;
  float peak;

  g_return_val_if_fail (BIRGE_IS_RECORDER (self), 0);

  if (self->pipeline == NULL)
    return 0;
  g_mutex_lock (&self->tape->lock);
  peak = self->tape->peak;
  is_full = self->tape->is_full;
  self->tape->peak = 0;
  g_mutex_unlock (&self->tape->lock);
  if (is_full)
    g_signal_emit (self, signals[FULL], 0);
  return CLAMP (1 - 20 * log10 (MAX (peak, 1e-6)) / FLOOR_DB, 0, 1);
}

void
birge_recorder_cancel (BirgeRecorder *self)
{
  g_return_if_fail (BIRGE_IS_RECORDER (self));

  end (self);
  g_clear_pointer (&self->tape, tape_unref);
}

static void
shape_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Tape *tape = data;
  g_autoptr(BirgeTake) take = g_new0 (BirgeTake, 1);
  g_autoptr(GArray) words = _birge_take_shape ((const float *) (gconstpointer) tape->samples->data, tape->samples->len, take);
  g_autoptr(GError) error = NULL;

  if (words->len > 0)
    take->opus = _birge_take_encode (words, &error);
  if (error != NULL)
    g_task_return_new_error (task, BIRGE_RECORDER_ERROR, BIRGE_RECORDER_ERROR_ENCODER, "%s", error->message);
  else
    g_task_return_pointer (task, g_steal_pointer (&take), (GDestroyNotify) birge_take_free);
}

void
birge_recorder_stop_async (BirgeRecorder *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (BIRGE_IS_RECORDER (self));

  g_task_set_source_tag (task, birge_recorder_stop_async);
  end (self); /* nobody writes on the tape any more */
  g_task_set_task_data (task, self->tape != NULL ? g_steal_pointer (&self->tape) : tape_new (), tape_unref);
  g_task_run_in_thread (task, shape_worker);
}

BirgeTake *
birge_recorder_stop_finish (BirgeRecorder *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
