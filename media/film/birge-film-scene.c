/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/film/birge-film-scene-private.h"

#include "data/formats/birge-digest.h"
#include "media/film/birge-film-pipeline-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <gst/app/gstappsink.h>
#include <string.h>

/* Each scene is encoded for itself: its first picture needs no other. So the encoded scenes of a film can be put one
 * after the other as they are, and a scene that was encoded once is kept beside the film until it changes. */

/* Drawn films: one quality for all, 2 s between keyframes so that a touch on the bar lands at once. The quick mode of
 * the encoder: on flat colours it takes a tenth of the time and a fourth more bytes. Tiles instead of rows for the
 * second thread, because rows would make the bytes depend on chance. */
#define VIDEO \
  "appsrc name=video format=time max-bytes=0 ! videoconvert n-threads=1 ! video/x-raw,format=I420,colorimetry=bt709 ! " \
  "vp9enc deadline=1 cpu-used=5 end-usage=cq cq-level=34 target-bitrate=3000000 lag-in-frames=0 " \
  "keyframe-max-dist=%u threads=2 tile-columns=1 row-mt=0 ! appsink name=encoded sync=false wait-on-eos=false"

/* Pictures that wait for the encoder: enough that it never waits for a drawing. */
#define WAITING 6

/* A kept scene: the digest of all that follows, then each picture's length and bytes. */
#define KEYFRAME  0x80000000u
#define MAX_BYTES (256 * 1024 * 1024)

typedef struct {
  const BirgeFilmPlan *plan;
  BirgeFilmPipeline    pipeline;
  gsize                frame_bytes;
  GAsyncQueue         *canvases; /* pixels that nobody looks at any more, to be drawn on again */
} Encoder;

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
push_scene (Encoder *self, guint scene, BirgeFilmSceneProgress progress, gpointer user_data, GError **error)
{
  const BirgeFilmPlan *plan = self->plan;
  guint rate = plan->storyboard->rate, n_frames = plan->first_frame[scene + 1] - plan->first_frame[scene];
  g_autoptr(BirgeFilmPainter) painter = _birge_film_painter_new (plan);
  g_autoptr(GstBuffer) picture = NULL;

  for (guint frame = 0; frame < n_frames; frame++)
    {
      if (_birge_film_painter_set (painter, scene, (double) frame / rate) || picture == NULL)
        {
          gst_clear_buffer (&picture);
          picture = draw_frame (self, painter, error);
        }
      if (picture == NULL
          || !_birge_film_pipeline_wait_for_room (&self->pipeline, WAITING * self->frame_bytes, error)
          || !_birge_film_pipeline_push (&self->pipeline, gst_buffer_copy (picture) /* shares the pixels */, frame, rate, error))
        return FALSE;
      progress (plan->first_frame[scene] + frame + 1, user_data);
    }

  return _birge_film_pipeline_finish (&self->pipeline, error);
}

/* What the encoder made, without the times: the scene may begin anywhere in the film. */
static GPtrArray *
collect (Encoder *self)
{
  g_autoptr(GstElement) sink = gst_bin_get_by_name (GST_BIN (self->pipeline.pipeline), "encoded");
  GPtrArray *pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_buffer_unref);
  GstSample *sample;

  while ((sample = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), 0)) != NULL)
    {
      g_ptr_array_add (pictures, gst_buffer_ref (gst_sample_get_buffer (sample)));
      gst_sample_unref (sample);
    }

  return pictures;
}

static gboolean
is_keyframe (const GstBuffer *picture)
{
  return !GST_BUFFER_FLAG_IS_SET (picture, GST_BUFFER_FLAG_DELTA_UNIT);
}

/* As many pictures as the scene has, and the first needs no other. */
static gboolean
is_whole (const BirgeFilmPlan *plan, guint scene, GPtrArray *pictures)
{
  return pictures->len == plan->first_frame[scene + 1] - plan->first_frame[scene] && pictures->len > 0
         && is_keyframe (g_ptr_array_index (pictures, 0));
}

static GPtrArray *
encode (const BirgeFilmPlan *plan, guint scene, BirgeFilmSceneProgress progress, gpointer user_data, GCancellable *cancellable,
        GError **error)
{
  const BirgeStoryboard *film = plan->storyboard;
  Encoder self = { .plan = plan, .frame_bytes = (gsize) film->width * film->height * 4 };
  g_autofree char *description = g_strdup_printf (VIDEO, 2 * film->rate);
  g_autoptr(GPtrArray) pictures = NULL;

  self.canvases = g_async_queue_new_full (g_free);
  if (_birge_film_pipeline_open (&self.pipeline, description, cancellable, error))
    {
      g_autoptr(GstCaps) caps = gst_caps_new_simple (
        "video/x-raw", "format", G_TYPE_STRING, "BGRx", "width", G_TYPE_INT, (int) film->width, "height", G_TYPE_INT,
        (int) film->height, "framerate", GST_TYPE_FRACTION, (int) film->rate, 1, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1,
        NULL);

      gst_app_src_set_caps (self.pipeline.video, caps);
      gst_element_set_state (self.pipeline.pipeline, GST_STATE_PLAYING);
      if (push_scene (&self, scene, progress, user_data, error))
        pictures = collect (&self);
    }
  _birge_film_pipeline_clear (&self.pipeline);
  g_async_queue_unref (self.canvases);

  if (pictures != NULL && !is_whole (plan, scene, pictures))
    {
      g_set_error (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_ENCODER, "the encoder lost a picture of scene %u", scene + 1);
      return NULL;
    }

  return g_steal_pointer (&pictures);
}

static void
save (GPtrArray *pictures, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GByteArray) payload = g_byte_array_new ();
  g_autoptr(GByteArray) all = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *digest = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < pictures->len; i++)
    {
      GstBuffer *picture = g_ptr_array_index (pictures, i);
      GstMapInfo map;
      guint32 head;

      if (!gst_buffer_map (picture, &map, GST_MAP_READ))
        return;
      head = GUINT32_TO_BE ((guint32) map.size | (is_keyframe (picture) ? KEYFRAME : 0));
      g_byte_array_append (payload, (const guint8 *) &head, sizeof head);
      g_byte_array_append (payload, map.data, (guint) map.size);
      gst_buffer_unmap (picture, &map);
    }
  bytes = g_bytes_new (payload->data, payload->len);
  digest = birge_digest_bytes (bytes);
  g_byte_array_append (all, (const guint8 *) digest, BIRGE_DIGEST_LENGTH);
  g_byte_array_append (all, payload->data, payload->len);

  /* Keeping it only saves time: without it the film is whole all the same. */
  if (g_mkdir_with_parents (folder, 0755) != 0)
    g_message ("%s: a scene is not kept: %s", folder, g_strerror (errno));
  else if (!g_file_set_contents_full (path, (const char *) all->data, all->len, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &error))
    g_message ("a scene is not kept: %s", error->message);
}

/* NULL when the rest of @payload cannot be a picture. */
static GstBuffer *
take_picture (GBytes *payload, gsize *at)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (payload, &length);
  guint32 head;
  gsize size;
  GBytes *part;
  GstBuffer *picture;

  if (length - *at < sizeof head)
    return NULL;
  memcpy (&head, data + *at, sizeof head);
  head = GUINT32_FROM_BE (head);
  size = head & ~KEYFRAME;
  *at += sizeof head;
  if (size == 0 || size > length - *at)
    return NULL;

  part = g_bytes_new_from_bytes (payload, *at, size);
  picture = gst_buffer_new_wrapped_bytes (part);
  g_bytes_unref (part);
  if (!(head & KEYFRAME))
    GST_BUFFER_FLAG_SET (picture, GST_BUFFER_FLAG_DELTA_UNIT);
  *at += size;
  return picture;
}

/* The pictures that were kept; NULL when there are none, or when they are not what was written. */
static GPtrArray *
load (const BirgeFilmPlan *plan, guint scene, const char *path)
{
  g_autoptr(GBytes) all = NULL;
  g_autoptr(GBytes) payload = NULL;
  g_autoptr(GPtrArray) pictures = NULL;
  g_autofree char *digest = NULL;
  char *contents = NULL;
  gsize length = 0;
  GStatBuf info;

  if (g_stat (path, &info) != 0 || info.st_size > MAX_BYTES || !g_file_get_contents (path, &contents, &length, NULL))
    return NULL;
  all = g_bytes_new_take (contents, length);
  if (length < BIRGE_DIGEST_LENGTH)
    return NULL;
  payload = g_bytes_new_from_bytes (all, BIRGE_DIGEST_LENGTH, length - BIRGE_DIGEST_LENGTH);
  digest = birge_digest_bytes (payload);
  if (memcmp (digest, contents, BIRGE_DIGEST_LENGTH) != 0)
    return NULL;

  pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_buffer_unref);
  for (gsize at = 0; at < g_bytes_get_size (payload);)
    {
      GstBuffer *picture = take_picture (payload, &at);

      if (picture == NULL)
        return NULL;
      g_ptr_array_add (pictures, picture);
    }

  return is_whole (plan, scene, pictures) ? g_steal_pointer (&pictures) : NULL;
}

static char *
scenes_folder (const BirgeFilmPlan *plan, const char *out_dir)
{
  return g_build_filename (out_dir, ".scenes", plan->name, NULL);
}

/**
 * _birge_film_scene_get:
 * @plan: the film
 * @scene: counted from 0
 * @out_dir: where the film goes; encoded scenes are kept in its folder `.scenes`
 * @progress: told of each picture that was drawn
 *
 * The encoded pictures of a scene: those that were kept when nothing of the scene has changed, else drawn anew.
 *
 * Returns: (transfer full) (element-type GstBuffer): the pictures without times, or NULL
 */
GPtrArray *
_birge_film_scene_get (const BirgeFilmPlan     *plan,
                       guint                    scene,
                       const char              *out_dir,
                       BirgeFilmSceneProgress   progress,
                       gpointer                 user_data,
                       GCancellable            *cancellable,
                       GError                 **error)
{
  g_autofree char *folder = scenes_folder (plan, out_dir);
  g_autofree char *path = g_build_filename (folder, plan->scene_inputs[scene], NULL);
  GPtrArray *pictures = load (plan, scene, path);

  if (pictures != NULL)
    return pictures;
  pictures = encode (plan, scene, progress, user_data, cancellable, error);
  if (pictures != NULL)
    save (pictures, path);
  return pictures;
}

/* Takes away what was kept of scenes as they were before. */
void
_birge_film_scene_forget_others (const BirgeFilmPlan *plan, const char *out_dir)
{
  g_autofree char *folder = scenes_folder (plan, out_dir);
  g_autoptr(GDir) entries = g_dir_open (folder, 0, NULL);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!g_strv_contains ((const char *const *) plan->scene_inputs, name))
        g_unlink (path);
    }
}
