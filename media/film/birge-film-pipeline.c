/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/film/birge-film-pipeline-private.h"

#include "media/film/birge-film-renderer.h"

/* Seconds after which an encoder that took nothing is given up. */
#define PATIENCE_S 120
#define POLL_US (2 * G_TIME_SPAN_MILLISECOND)

gboolean
_birge_film_pipeline_open (BirgeFilmPipeline *self, const char *description, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) local = NULL;

  self->cancellable = cancellable;
  self->pipeline = gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &local);
  if (self->pipeline == NULL)
    {
      g_set_error (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_ENCODER,
                   "a plugin of GStreamer is missing (%s): install gstreamer1.0-plugins-base and -good", local->message);
      return FALSE;
    }

  gst_object_ref_sink (self->pipeline);
  self->bus = gst_element_get_bus (self->pipeline);
  self->video = GST_APP_SRC (gst_bin_get_by_name (GST_BIN (self->pipeline), "video"));
  return TRUE;
}

void
_birge_film_pipeline_clear (BirgeFilmPipeline *self)
{
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->video);
  gst_clear_object (&self->bus);
  gst_clear_object (&self->pipeline);
}

/* What went wrong inside, if anything did. */
static gboolean
look_for_error (BirgeFilmPipeline *self, GError **error)
{
  g_autoptr(GstMessage) message = gst_bus_pop_filtered (self->bus, GST_MESSAGE_ERROR);
  g_autoptr(GError) local = NULL;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (message == NULL)
    return TRUE;

  gst_message_parse_error (message, &local, NULL);
  g_set_error (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_ENCODER, "the film cannot be encoded: %s", local->message);
  return FALSE;
}

/* Not appsrc's own blocking: that would wait for ever behind an encoder that gave up. */
gboolean
_birge_film_pipeline_wait_for_room (BirgeFilmPipeline *self, guint64 max_bytes, GError **error)
{
  gint64 deadline_us = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  while (gst_app_src_get_current_level_bytes (self->video) > max_bytes)
    {
      if (!look_for_error (self, error))
        return FALSE;
      if (g_get_monotonic_time () > deadline_us)
        {
          g_set_error_literal (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_ENCODER, "the encoder stands still");
          return FALSE;
        }
      g_usleep (POLL_US);
    }

  return look_for_error (self, error);
}

gboolean
_birge_film_pipeline_push (BirgeFilmPipeline *self, GstBuffer *buffer, guint frame, guint rate, GError **error)
{
  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (frame, GST_SECOND, rate);
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (frame + 1, GST_SECOND, rate) - GST_BUFFER_PTS (buffer);
  if (gst_app_src_push_buffer (self->video, buffer) == GST_FLOW_OK)
    return TRUE;

  if (look_for_error (self, error))
    g_set_error_literal (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_ENCODER, "the encoder takes no more pictures");
  return FALSE;
}

gboolean
_birge_film_pipeline_finish (BirgeFilmPipeline *self, GError **error)
{
  gst_app_src_end_of_stream (self->video);
  for (;;)
    {
      g_autoptr(GstMessage) end = gst_bus_timed_pop_filtered (self->bus, 50 * GST_MSECOND, GST_MESSAGE_EOS);

      if (end != NULL)
        return TRUE;
      if (!look_for_error (self, error))
        return FALSE;
    }
}
