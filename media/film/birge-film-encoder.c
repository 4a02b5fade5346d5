/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/film/birge-film-private.h"

#include "data/formats/birge-language.h"
#include "media/birge-media.h"

#include <glib/gstdio.h>
#include <gst/app/gstappsrc.h>
#include <gst/gst.h>

/* Drawn films: one quality for all, 2 s between keyframes so that a touch on the bar lands at once. The quick mode of
 * the encoder: on flat colours it takes a tenth of the time and a fourth more bytes. Tiles instead of rows for the
 * second thread, because rows would make the bytes depend on chance. */
#define VIDEO \
  "webmmux name=mux ! filesink name=file " \
  "appsrc name=video format=time max-bytes=0 ! videoconvert n-threads=1 ! video/x-raw,format=I420,colorimetry=bt709 ! " \
  "vp9enc deadline=1 cpu-used=5 end-usage=cq cq-level=34 target-bitrate=3000000 lag-in-frames=0 " \
  "keyframe-max-dist=%u threads=2 tile-columns=1 row-mt=0 ! mux. "

#define AUDIO \
  "appsrc name=audio%u format=time max-bytes=0 caps=audio/x-raw,format=S16LE,rate=%d,channels=1,layout=interleaved ! " \
  "audioresample ! audio/x-raw,rate=24000 ! opusenc bitrate=24000 bitrate-type=vbr complexity=6 audio-type=voice ! " \
  "taginject name=tags%u ! mux. "

/* Pictures that wait for the encoder: enough that it never waits for a drawing. */
#define WAITING 6
#define POLL_US (2 * G_TIME_SPAN_MILLISECOND)
/* Seconds after which an encoder that took nothing is given up. */
#define PATIENCE_S 120

typedef struct {
  const BirgeFilmPlan *plan;
  GstElement          *pipeline;
  GstAppSrc           *video;
  GstBus              *bus;
  GCancellable        *cancellable;
  gsize                frame_bytes;
  GAsyncQueue         *canvases; /* pixels that nobody looks at any more, to be drawn on again */
} Encoder;

static void
encoder_clear (Encoder *self)
{
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->video);
  gst_clear_object (&self->bus);
  gst_clear_object (&self->pipeline);
  g_async_queue_unref (self->canvases);
}

static char *
describe (const BirgeFilmPlan *plan)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, VIDEO, 2 * plan->storyboard->rate);
  for (guint i = 0; i < MAX (plan->tracks->len, 1); i++)
    g_string_append_printf (text, AUDIO, i, BIRGE_FILM_SOUND_RATE, i);

  return g_string_free (text, FALSE);
}

/* One language per track; a film nobody speaks in still has its sounds, in no language. */
static void
feed_sound (Encoder *self, guint i)
{
  const BirgeFilmTrack *track = i < self->plan->tracks->len ? g_ptr_array_index (self->plan->tracks, i) : NULL;
  g_autofree char *source_name = g_strdup_printf ("audio%u", i);
  g_autofree char *tags_name = g_strdup_printf ("tags%u", i);
  g_autoptr(GstElement) source = gst_bin_get_by_name (GST_BIN (self->pipeline), source_name);
  g_autoptr(GstElement) tags = gst_bin_get_by_name (GST_BIN (self->pipeline), tags_name);
  g_autoptr(GBytes) sound = _birge_film_sound_mix (self->plan, track);
  gsize step = BIRGE_FILM_SOUND_RATE * sizeof (gint16);

  if (track != NULL)
    {
      const BirgeLanguage *language = birge_language_find (track->language);
      g_autofree char *text = g_strdup_printf ("language-code=%s,title=\"%s\"", track->language,
                                               birge_language_get_name (language));

      g_object_set (tags, "tags", text, NULL);
    }

  for (gsize at = 0; at < g_bytes_get_size (sound); at += step)
    {
      g_autoptr(GBytes) second = g_bytes_new_from_bytes (sound, at, MIN (step, g_bytes_get_size (sound) - at));
      GstBuffer *buffer = gst_buffer_new_wrapped_bytes (second);

      GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (at / sizeof (gint16), GST_SECOND, BIRGE_FILM_SOUND_RATE);
      GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (g_bytes_get_size (second) / sizeof (gint16), GST_SECOND,
                                                            BIRGE_FILM_SOUND_RATE);
      gst_app_src_push_buffer (GST_APP_SRC (source), buffer);
    }
  gst_app_src_end_of_stream (GST_APP_SRC (source));
}

static gboolean
set_up (Encoder *self, const char *path, GError **error)
{
  const BirgeStoryboard *film = self->plan->storyboard;
  g_autofree char *text = describe (self->plan);
  g_autoptr(GstElement) mux = NULL;
  g_autoptr(GstElement) file = NULL;
  g_autoptr(GstCaps) caps = NULL;
  g_autoptr(GDateTime) date = g_date_time_new_utc (2001, 1, 1, 0, 0, 0);
  g_autoptr(GError) local = NULL;

  g_random_set_seed (2001); /* the muxer's ids are by chance; this way they are at least of one length */
  self->pipeline = gst_parse_launch_full (text, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &local);
  if (self->pipeline == NULL)
    {
      g_set_error (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_ENCODER,
                   "a plugin of GStreamer is missing (%s): install gstreamer1.0-plugins-base and -good", local->message);
      return FALSE;
    }

  gst_object_ref_sink (self->pipeline);
  self->bus = gst_element_get_bus (self->pipeline);
  mux = gst_bin_get_by_name (GST_BIN (self->pipeline), "mux");
  file = gst_bin_get_by_name (GST_BIN (self->pipeline), "file");
  self->video = GST_APP_SRC (gst_bin_get_by_name (GST_BIN (self->pipeline), "video"));
  g_object_set (mux, "creation-time", date, NULL);
  g_object_set (file, "location", path, NULL);

  caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "BGRx", "width", G_TYPE_INT, (int) film->width,
                              "height", G_TYPE_INT, (int) film->height, "framerate", GST_TYPE_FRACTION,
                              (int) film->rate, 1, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, NULL);
  gst_app_src_set_caps (self->video, caps);
  return TRUE;
}

/* What went wrong inside, if anything did. */
static gboolean
look_for_error (Encoder *self, GError **error)
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
static gboolean
wait_for_room (Encoder *self, GError **error)
{
  gint64 deadline_us = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  while (gst_app_src_get_current_level_bytes (self->video) > WAITING * self->frame_bytes)
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

/* Fresh memory for each picture would cost as much time as drawing does. */
typedef struct {
  GAsyncQueue *canvases;
  guint8       pixels[];
} Canvas;

static void
canvas_return (gpointer data)
{
  Canvas *canvas = data;
  GAsyncQueue *canvases = g_async_queue_ref (canvas->canvases);

  g_async_queue_push (canvases, canvas);
  g_async_queue_unref (canvases);
}

static Canvas *
canvas_take (Encoder *self)
{
  Canvas *canvas = g_async_queue_try_pop (self->canvases);

  if (canvas == NULL)
    {
      canvas = g_malloc (sizeof *canvas + self->frame_bytes);
      canvas->canvases = self->canvases;
    }
  return canvas;
}

static GstBuffer *
draw_frame (Encoder *self, BirgeFilmPainter *painter, GError **error)
{
  const BirgeStoryboard *film = self->plan->storyboard;
  Canvas *canvas = canvas_take (self);
  cairo_surface_t *surface = cairo_image_surface_create_for_data (canvas->pixels, CAIRO_FORMAT_RGB24, (int) film->width,
                                                                  (int) film->height, (int) film->width * 4);
  gboolean drawn = _birge_film_painter_draw (painter, surface, error);

  cairo_surface_destroy (surface);
  if (drawn)
    return gst_buffer_new_wrapped_full (GST_MEMORY_FLAG_READONLY, canvas->pixels, self->frame_bytes, 0, self->frame_bytes,
                                        canvas, canvas_return);

  canvas_return (canvas);
  return NULL;
}

static gboolean
push_frame (Encoder *self, GstBuffer *picture, guint frame, GError **error)
{
  guint rate = self->plan->storyboard->rate;
  GstBuffer *buffer = gst_buffer_copy (picture); /* shares the pixels */

  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (frame, GST_SECOND, rate);
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (frame + 1, GST_SECOND, rate) - GST_BUFFER_PTS (buffer);
  if (gst_app_src_push_buffer (self->video, buffer) == GST_FLOW_OK)
    return TRUE;

  if (look_for_error (self, error))
    g_set_error_literal (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_ENCODER, "the encoder takes no more pictures");
  return FALSE;
}

static gboolean
push_film (Encoder *self, const BirgeFilmOptions *options, GError **error)
{
  const BirgeFilmPlan *plan = self->plan;
  g_autoptr(BirgeFilmPainter) painter = _birge_film_painter_new (plan);
  g_autoptr(GstBuffer) picture = NULL;

  for (guint scene = 0; scene < plan->storyboard->scenes->len; scene++)
    for (guint frame = plan->first_frame[scene]; frame < plan->first_frame[scene + 1]; frame++)
      {
        double at_s = (double) (frame - plan->first_frame[scene]) / plan->storyboard->rate;

        if (_birge_film_painter_set (painter, scene, at_s) || picture == NULL)
          {
            gst_clear_buffer (&picture);
            picture = draw_frame (self, painter, error);
          }
        if (picture == NULL || !wait_for_room (self, error) || !push_frame (self, picture, frame, error))
          return FALSE;
        if (options != NULL && options->progress != NULL)
          options->progress (frame + 1, _birge_film_plan_count (plan), options->user_data);
      }

  gst_app_src_end_of_stream (self->video);
  return TRUE;
}

static gboolean
wait_for_end (Encoder *self, GError **error)
{
  for (;;)
    {
      g_autoptr(GstMessage) end = gst_bus_timed_pop_filtered (self->bus, 50 * GST_MSECOND, GST_MESSAGE_EOS);

      if (end != NULL)
        return TRUE;
      if (!look_for_error (self, error))
        return FALSE;
    }
}

static gboolean
encode_into (const BirgeFilmPlan     *plan,
             const char              *path,
             const BirgeFilmOptions  *options,
             GCancellable            *cancellable,
             GError                 **error)
{
  Encoder self = { .plan = plan, .cancellable = cancellable };
  gboolean done;

  self.canvases = g_async_queue_new_full (g_free);
  self.frame_bytes = (gsize) plan->storyboard->width * plan->storyboard->height * 4;
  done = birge_media_init (error) && set_up (&self, path, error);
  if (done)
    {
      for (guint i = 0; i < MAX (plan->tracks->len, 1); i++)
        feed_sound (&self, i);
      gst_element_set_state (self.pipeline, GST_STATE_PLAYING);
      done = push_film (&self, options, error) && wait_for_end (&self, error);
    }

  encoder_clear (&self);
  return done;
}

/**
 * _birge_film_encode:
 * @plan: the film
 * @path: where it goes
 *
 * Draws, speaks and encodes a film. Nothing is at @path unless it is whole.
 */
gboolean
_birge_film_encode (const BirgeFilmPlan     *plan,
                    const char              *path,
                    const BirgeFilmOptions  *options,
                    GCancellable            *cancellable,
                    GError                 **error)
{
  g_autofree char *raw = g_strconcat (path, ".part", NULL);
  gboolean encoded = encode_into (plan, raw, options, cancellable, error);
  char *contents = NULL;
  gsize length = 0;

  if (encoded)
    encoded = g_file_get_contents (raw, &contents, &length, error);
  g_unlink (raw);
  if (encoded)
    {
      g_autoptr(GBytes) webm = g_bytes_new_take (contents, length);
      g_autoptr(GBytes) settled = _birge_film_webm_settle (webm, error);

      encoded = settled != NULL
                && g_file_set_contents_full (path, g_bytes_get_data (settled, NULL), (gssize) g_bytes_get_size (settled),
                                             G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
    }

  return encoded;
}
