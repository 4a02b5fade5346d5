/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-frame.h"
#include "media/birge-frame-private.h"

/* The public fields first, so that a BirgeFrame * is a MappedFrame *. */
typedef struct {
  BirgeFrame    frame;
  GstVideoFrame mapped; /* holds the buffer */
} MappedFrame;

G_DEFINE_BOXED_TYPE (BirgeFrame, birge_frame, birge_frame_ref, birge_frame_unref)

static void
mapped_frame_clear (gpointer data)
{
  MappedFrame *self = data;

  gst_video_frame_unmap (&self->mapped);
}

/**
 * birge_frame_ref:
 * @self: a frame
 *
 * Holds a frame once more.
 *
 * Threads: any thread.
 *
 * Returns: (transfer full): the frame
 */
BirgeFrame *
birge_frame_ref (BirgeFrame *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * birge_frame_unref:
 * @self: (transfer full): a frame
 *
 * Gives up one hold of a frame; the last one gives its memory back to the decoder.
 *
 * Threads: any thread.
 */
void
birge_frame_unref (BirgeFrame *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, mapped_frame_clear);
}

/* NULL when the buffer cannot be read as the picture @info describes. */
BirgeFrame *
_birge_frame_new (GstBuffer          *buffer,
                  const GstVideoInfo *info,
                  gint64              pts_us)
{
  MappedFrame *self = g_atomic_rc_box_new0 (MappedFrame);

  if (!gst_video_frame_map (&self->mapped, info, buffer, GST_MAP_READ))
    {
      g_atomic_rc_box_release (self);
      return NULL;
    }

  self->frame.width = GST_VIDEO_FRAME_WIDTH (&self->mapped);
  self->frame.height = GST_VIDEO_FRAME_HEIGHT (&self->mapped);
  self->frame.stride = GST_VIDEO_FRAME_PLANE_STRIDE (&self->mapped, 0);
  self->frame.data = GST_VIDEO_FRAME_PLANE_DATA (&self->mapped, 0);
  /* The last row may end right after its pixels. */
  self->frame.size_bytes = (gsize) self->frame.stride * (self->frame.height - 1) + (gsize) self->frame.width * 4;
  self->frame.pixel_aspect = (double) GST_VIDEO_INFO_PAR_N (info) / GST_VIDEO_INFO_PAR_D (info);
  self->frame.pts_us = pts_us;
  return &self->frame;
}

/* Whether this is the very same picture in memory, not only an equal one. */
gboolean
_birge_frame_shows (BirgeFrame *self,
                    GstBuffer  *buffer)
{
  return ((MappedFrame *) self)->mapped.buffer == buffer;
}
