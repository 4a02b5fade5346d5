/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/film/birge-film-private.h"

#include "data/formats/birge-language.h"
#include "media/birge-media.h"
#include "media/film/birge-film-pipeline-private.h"
#include "media/film/birge-film-scene-private.h"

#include <glib/gstdio.h>
#include <string.h>

/* What is drawn, spoken and written into one file. The encoded scenes are put one after the other as they are. */

#define VIDEO "webmmux name=mux ! filesink name=file appsrc name=video format=time max-bytes=0 ! mux. "

#define AUDIO \
  "appsrc name=audio%u format=time max-bytes=0 caps=audio/x-raw,format=S16LE,rate=%d,channels=1,layout=interleaved ! " \
  "audioresample ! audio/x-raw,rate=24000 ! opusenc bitrate=24000 bitrate-type=vbr complexity=6 audio-type=voice ! " \
  "taginject name=tags%u ! mux. "

/* Encoded pictures that wait for the sound beside them. */
#define WAITING_BYTES (1024 * 1024)

typedef struct {
  const BirgeFilmPlan    *plan;
  const char             *out_dir;
  const BirgeFilmOptions *options;
  GCancellable           *cancellable;
  BirgeFilmPipeline       pipeline;
} Encoder;

static char *
describe (const BirgeFilmPlan *plan)
{
  GString *text = g_string_new (NULL);

  g_string_append (text, VIDEO);
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
  g_autoptr(GstElement) source = gst_bin_get_by_name (GST_BIN (self->pipeline.pipeline), source_name);
  g_autoptr(GstElement) tags = gst_bin_get_by_name (GST_BIN (self->pipeline.pipeline), tags_name);
  g_autoptr(GBytes) sound = _birge_film_sound_mix (self->plan, track);
  gsize step = BIRGE_FILM_SOUND_RATE * sizeof (gint16);

  if (track != NULL)
    {
      const BirgeLanguage *language = birge_language_find (track->language);
      /* a container knows "zh"; of "zh-Hans" it makes English without a word */
      g_autofree char *text = g_strdup_printf ("language-code=%.*s,title=\"%s\"", (int) strcspn (track->language, "-"),
                                               track->language, birge_language_get_name (language));

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

  g_random_set_seed (2001); /* the muxer's ids are by chance; this way they are at least of one length */
  if (!_birge_film_pipeline_open (&self->pipeline, text, self->cancellable, error))
    return FALSE;

  mux = gst_bin_get_by_name (GST_BIN (self->pipeline.pipeline), "mux");
  file = gst_bin_get_by_name (GST_BIN (self->pipeline.pipeline), "file");
  g_object_set (mux, "creation-time", date, NULL);
  g_object_set (file, "location", path, NULL);

  /* As the encoder says it; not asked, as a scene that was kept needs none. */
  caps = gst_caps_new_simple ("video/x-vp9", "profile", G_TYPE_STRING, "0", "width", G_TYPE_INT, (int) film->width, "height",
                              G_TYPE_INT, (int) film->height, "framerate", GST_TYPE_FRACTION, (int) film->rate, 1,
                              "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, "colorimetry", G_TYPE_STRING, "bt709", NULL);
  gst_app_src_set_caps (self->pipeline.video, caps);
  return TRUE;
}

static void
on_drawn (guint drawn, gpointer user_data)
{
  Encoder *self = user_data;

  if (self->options != NULL && self->options->progress != NULL)
    self->options->progress (drawn, _birge_film_plan_count (self->plan), self->options->user_data);
}

static gboolean
push_scene (Encoder *self, guint scene, GPtrArray *pictures, GError **error)
{
  for (guint i = 0; i < pictures->len; i++)
    {
      GstBuffer *picture = gst_buffer_copy (g_ptr_array_index (pictures, i));

      GST_BUFFER_DTS (picture) = GST_CLOCK_TIME_NONE;
      if (!_birge_film_pipeline_push (&self->pipeline, picture, self->plan->first_frame[scene] + i, self->plan->storyboard->rate, error)
          || !_birge_film_pipeline_wait_for_room (&self->pipeline, WAITING_BYTES, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
push_film (Encoder *self, GError **error)
{
  for (guint scene = 0; scene < self->plan->storyboard->scenes->len; scene++)
    {
      g_autoptr(GPtrArray) pictures = _birge_film_scene_get (self->plan, scene, self->out_dir, on_drawn, self, self->cancellable,
                                                             error);

      if (pictures == NULL || !push_scene (self, scene, pictures, error))
        return FALSE;
    }

  return _birge_film_pipeline_finish (&self->pipeline, error);
}

static gboolean
encode_into (Encoder *self, const char *path, GError **error)
{
  gboolean done = birge_media_init (error) && set_up (self, path, error);

  if (done)
    {
      for (guint i = 0; i < MAX (self->plan->tracks->len, 1); i++)
        feed_sound (self, i);
      gst_element_set_state (self->pipeline.pipeline, GST_STATE_PLAYING);
      done = push_film (self, error);
    }

  _birge_film_pipeline_clear (&self->pipeline);
  return done;
}

/**
 * _birge_film_encode:
 * @plan: the film
 * @path: where it goes
 *
 * Draws, speaks and encodes a film. What is at @path is always whole: the film from before, with its index, until the
 * new one is.
 */
gboolean
_birge_film_encode (const BirgeFilmPlan     *plan,
                    const char              *path,
                    const BirgeFilmOptions  *options,
                    GCancellable            *cancellable,
                    GError                 **error)
{
  g_autofree char *raw = g_strconcat (path, ".part", NULL);
  g_autofree char *out_dir = g_path_get_dirname (path);
  g_autofree char *index = _birge_film_index_path (plan, out_dir);
  Encoder self = { .plan = plan, .out_dir = out_dir, .options = options, .cancellable = cancellable };
  gboolean encoded = encode_into (&self, raw, error);
  char *contents = NULL;
  gsize length = 0;

  if (encoded)
    encoded = g_file_get_contents (raw, &contents, &length, error);
  g_unlink (raw);
  if (encoded)
    {
      g_autoptr(GBytes) webm = g_bytes_new_take (contents, length);
      g_autoptr(GBytes) settled = _birge_film_webm_settle (webm, error);

      if (settled != NULL)
        g_unlink (index);
      encoded = settled != NULL
                && g_file_set_contents_full (path, g_bytes_get_data (settled, NULL), (gssize) g_bytes_get_size (settled),
                                             G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
    }
  if (encoded)
    _birge_film_scene_forget_others (plan, out_dir);

  return encoded;
}
