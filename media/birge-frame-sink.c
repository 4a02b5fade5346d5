/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-frame-sink-private.h"

#include "media/birge-frame-private.h"

/* The end of the picture branch: keeps the newest frame, and wakes the main context to fetch it.
 *
 * An own sink, because appsink of 1.22 breaks when a program holds a sample over a seek. The main context is woken only
 * if it is not on its way already, so a slow screen makes frames go unseen, never a queue. */
struct _BirgeFrameSink
{
  GstVideoSink parent_instance;

  GstVideoInfo info; /* streaming thread only */

  GMutex       lock;
  BirgeFrame  *newest;       /* under lock */
  gboolean     is_unseen;    /* under lock: newest has not been handed over */
  gboolean     wake_pending; /* under lock */
  guint64      shown;        /* under lock */
  guint64      unseen;       /* under lock: replaced before anybody looked */

  BirgeFrameHandler handler; /* main context only */
  gpointer          handler_data;
};

G_DEFINE_FINAL_TYPE (BirgeFrameSink, birge_frame_sink, GST_TYPE_VIDEO_SINK)

static GstStaticPadTemplate sink_template =
  GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_VIDEO_CAPS_MAKE ("BGRA")));

static gboolean
on_wake (gpointer data)
{
  BirgeFrameSink *self = data;
  g_autoptr(BirgeFrame) frame = NULL;

  g_mutex_lock (&self->lock);
  self->wake_pending = FALSE;
  if (self->is_unseen && self->newest != NULL && self->handler != NULL)
    {
      frame = birge_frame_ref (self->newest);
      self->is_unseen = FALSE;
      self->shown++;
    }
  g_mutex_unlock (&self->lock);

  if (frame != NULL)
    self->handler (frame, self->handler_data);

  return G_SOURCE_REMOVE;
}

static gboolean
is_newest (BirgeFrameSink *self,
           GstBuffer      *buffer)
{
  gboolean same;

  g_mutex_lock (&self->lock);
  same = self->newest != NULL && _birge_frame_shows (self->newest, buffer);
  g_mutex_unlock (&self->lock);
  return same;
}

static GstFlowReturn
birge_frame_sink_show_frame (GstVideoSink *sink,
                             GstBuffer    *buffer)
{
  BirgeFrameSink *self = BIRGE_FRAME_SINK (sink);
  GstClockTime place =
    gst_segment_to_stream_time (&GST_BASE_SINK (self)->segment, GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  BirgeFrame *frame, *old;
  gboolean must_wake;

  /* The frame shown while paused is rendered again when playing starts. */
  if (is_newest (self, buffer))
    return GST_FLOW_OK;

  frame = _birge_frame_new (buffer, &self->info, GST_CLOCK_TIME_IS_VALID (place) ? (gint64) (place / 1000) : 0);
  if (frame == NULL)
    {
      GST_ELEMENT_ERROR (self, STREAM, DECODE, (NULL), ("frame cannot be mapped"));
      return GST_FLOW_ERROR;
    }

  g_mutex_lock (&self->lock);
  old = self->newest;
  self->newest = frame;
  if (self->is_unseen)
    self->unseen++;
  self->is_unseen = TRUE;
  must_wake = !self->wake_pending;
  self->wake_pending = TRUE;
  g_mutex_unlock (&self->lock);

  g_clear_pointer (&old, birge_frame_unref);
  if (must_wake)
    g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_wake, g_object_ref (self), g_object_unref);

  return GST_FLOW_OK;
}

static gboolean
birge_frame_sink_set_info (GstVideoSink       *sink,
                           GstCaps            *caps,
                           const GstVideoInfo *info)
{
  BIRGE_FRAME_SINK (sink)->info = *info;
  return TRUE;
}

/* With the video meta a decoder may hand over its own strides instead of repacking every picture. */
static gboolean
birge_frame_sink_propose_allocation (GstBaseSink *sink,
                                     GstQuery    *query)
{
  gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  return TRUE;
}

static void
birge_frame_sink_finalize (GObject *object)
{
  BirgeFrameSink *self = BIRGE_FRAME_SINK (object);

  g_clear_pointer (&self->newest, birge_frame_unref);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (birge_frame_sink_parent_class)->finalize (object);
}

static void
birge_frame_sink_class_init (BirgeFrameSinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSinkClass *base_class = GST_BASE_SINK_CLASS (klass);
  GstVideoSinkClass *video_class = GST_VIDEO_SINK_CLASS (klass);

  object_class->finalize = birge_frame_sink_finalize;
  base_class->propose_allocation = birge_frame_sink_propose_allocation;
  video_class->set_info = birge_frame_sink_set_info;
  video_class->show_frame = birge_frame_sink_show_frame;

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_set_static_metadata (element_class, "Birge frame sink", "Sink/Video",
                                         "Hands the newest frame to the main context", "Birge");
}

static void
birge_frame_sink_init (BirgeFrameSink *self)
{
  g_mutex_init (&self->lock);
}

/* Returns: (transfer full): a sink, not floating */
BirgeFrameSink *
_birge_frame_sink_new (void)
{
  return g_object_ref_sink (g_object_new (BIRGE_TYPE_FRAME_SINK, NULL));
}

/* Main context only. The handler gets each frame that is still the newest when the main context comes to it. */
void
_birge_frame_sink_set_handler (BirgeFrameSink    *self,
                               BirgeFrameHandler  handler,
                               gpointer           user_data)
{
  self->handler = handler;
  self->handler_data = user_data;
}

/* Any thread. Returns: (transfer full) (nullable): the newest frame */
BirgeFrame *
_birge_frame_sink_dup_frame (BirgeFrameSink *self)
{
  BirgeFrame *frame;

  g_mutex_lock (&self->lock);
  frame = self->newest != NULL ? birge_frame_ref (self->newest) : NULL;
  g_mutex_unlock (&self->lock);
  return frame;
}

/* Any thread. */
void
_birge_frame_sink_get_counts (BirgeFrameSink *self,
                              guint64        *shown,
                              guint64        *unseen)
{
  g_mutex_lock (&self->lock);
  *shown = self->shown;
  *unseen = self->unseen;
  g_mutex_unlock (&self->lock);
}
