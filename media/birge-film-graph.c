/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-film-graph-private.h"

#include "media/birge-media-private.h"
#include "media/birge-player-error-private.h"

#include <gst/audio/streamvolume.h>
#include <stdio.h>
#include <string.h>

/* The pipeline of one film:
 *
 *   file ! demuxer ─┬─ queue ! decoder ! convert ! queue ! video sink
 *                   └─ queue ! decoder ! convert ! stretch ! convert ! volume ! audio sink
 *
 * Put together by hand, as in GStreamer 1.22 neither ready-made one can be trusted under load: playbin3 loses the start
 * or the end of a film about once in ten times, and playbin can block for ever in the seek that follows a change of the
 * sound track. Here every part is made on the main context, none by a thread of GStreamer, and only one sound track is
 * connected, so a change of language opens the film anew.
 *
 * The demuxer is held before its first frame until the main context has looked at the tracks and connected two. */

/* Compressed data read ahead: far more than two tracks of one film lie apart, so that neither waits for the other. */
#define READ_AHEAD_BYTES (32 * 1024 * 1024)
/* Converted frames that wait for their time. */
#define READY_FRAMES 3

typedef struct {
  GstPad  *pad;      /* of the demuxer */
  gulong   probe_id; /* which holds it */
  GstCaps *caps;     /* what it is, "audio/x-opus, rate=…" */
  char    *language; /* as the file says, NULL if it does not */
} Track;

struct _BirgeFilmGraph
{
  char       *path;
  GstElement *pipeline;
  GstElement *demuxer;    /* inside the pipeline */
  GstElement *video_sink;
  GstElement *audio_sink; /* NULL: without sound */
  GstElement *sound;      /* bin inside the pipeline, NULL until connected */
  GstElement *volume;     /* inside the sound */
  double      level;
  GPtrArray  *tracks;     /* of Track, NULL until connected */
  Track      *spoken;     /* the one that is heard, or NULL */
};

static void
track_free (gpointer data)
{
  Track *self = data;

  gst_object_unref (self->pad);
  gst_caps_unref (self->caps);
  g_free (self->language);
  g_free (self);
}

static gboolean
is_kind (const Track *track,
         const char  *prefix)
{
  return g_str_has_prefix (gst_structure_get_name (gst_caps_get_structure (track->caps, 0)), prefix);
}

/* Demuxer's thread. Lets what describes a track pass, and holds its first frame, or its end when there is none. */
static GstPadProbeReturn
on_track_data (GstPad          *pad,
               GstPadProbeInfo *info,
               gpointer         pipeline)
{
  if ((GST_PAD_PROBE_INFO_TYPE (info) & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM) != 0
      && GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) != GST_EVENT_EOS)
    return GST_PAD_PROBE_PASS;

  gst_element_post_message (pipeline,
                            gst_message_new_application (GST_OBJECT (pipeline),
                                                         gst_structure_new_empty (BIRGE_FILM_GRAPH_TRACKS_FOUND)));
  return GST_PAD_PROBE_OK;
}

/* Demuxer's thread. */
static void
on_track_found (GstElement *demuxer,
                GstPad     *pad,
                gpointer    pipeline)
{
  gulong id = gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BLOCK | GST_PAD_PROBE_TYPE_BUFFER
                                 | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_track_data, pipeline, NULL);

  g_object_set_data (G_OBJECT (pad), "birge-probe", GSIZE_TO_POINTER (id));
}

/* The two containers of films by their first bytes. Returns NULL for anything else. */
static const char *
find_demuxer (const char *path)
{
  char head[12] = { 0 };
  FILE *file = fopen (path, "rb");
  gsize n;

  if (file == NULL)
    return NULL;

  n = fread (head, 1, sizeof head, file);
  fclose (file);
  if (n == sizeof head && memcmp (head, "\x1a\x45\xdf\xa3", 4) == 0)
    return "matroskademux";
  if (n == sizeof head && memcmp (head + 4, "ftyp", 4) == 0)
    return "qtdemux";

  return NULL;
}

static GstElement *
make_demuxer (const char  *path,
              GError     **error)
{
  BirgePlayerError code = BIRGE_PLAYER_ERROR_MISSING_FILE;
  GstElement *demuxer = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      const char *factory = find_demuxer (path);

      code = factory == NULL ? BIRGE_PLAYER_ERROR_DAMAGED : BIRGE_PLAYER_ERROR_MISSING_PLUGIN;
      demuxer = factory != NULL ? gst_element_factory_make (factory, NULL) : NULL;
    }

  if (demuxer == NULL)
    g_propagate_error (error, _birge_player_make_error (code, path));
  return demuxer;
}

/* Without @audio_sink the film is opened without its sound.
 * Errors: `MISSING_FILE`, `DAMAGED`, `MISSING_PLUGIN` as far as the first bytes tell. */
BirgeFilmGraph *
_birge_film_graph_new (const char  *path,
                       GstElement  *video_sink,
                       GstElement  *audio_sink,
                       GError     **error)
{
  GstElement *demuxer = make_demuxer (path, error);
  GstElement *source;
  BirgeFilmGraph *self;

  if (demuxer == NULL)
    return NULL;

  self = g_new0 (BirgeFilmGraph, 1);
  self->path = g_strdup (path);
  self->level = 1.0;
  self->demuxer = demuxer;
  self->video_sink = gst_object_ref (video_sink);
  self->audio_sink = audio_sink != NULL ? gst_object_ref (audio_sink) : NULL;
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  source = gst_element_factory_make ("filesrc", NULL); /* of GStreamer's core, always there */
  g_object_set (source, "location", path, NULL);
  g_signal_connect (demuxer, "pad-added", G_CALLBACK (on_track_found), self->pipeline);
  gst_bin_add_many (GST_BIN (self->pipeline), source, demuxer, NULL);
  gst_element_link (source, demuxer);
  return self;
}

static void
release_sink (GstElement **sink)
{
  g_autoptr(GstObject) bin = *sink != NULL ? gst_object_get_parent (GST_OBJECT (*sink)) : NULL;

  /* A message under way may keep the bin alive, but the sink may be wanted by the next graph now. */
  if (bin != NULL)
    gst_bin_remove (GST_BIN (bin), *sink);
  g_clear_pointer (sink, gst_object_unref);
}

/* Blocks until GStreamer's threads have left it; where they are held before the first frame, this lets them go. */
void
_birge_film_graph_free (BirgeFilmGraph *self)
{
  /* The sound apart: on its way down the pipeline would ask a sink that never opened to open, and stop at its no. */
  if (self->sound != NULL)
    {
      gst_element_set_locked_state (self->sound, TRUE);
      gst_element_set_state (self->sound, GST_STATE_NULL);
    }
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  release_sink (&self->video_sink);
  release_sink (&self->audio_sink);
  g_clear_pointer (&self->tracks, g_ptr_array_unref);
  gst_object_unref (self->pipeline);
  g_free (self->path);
  g_free (self);
}

GstElement *
_birge_film_graph_get_pipeline (BirgeFilmGraph *self)
{
  return self->pipeline;
}

static char *
dup_language (GstPad *pad)
{
  GstEvent *event;

  for (guint i = 0; (event = gst_pad_get_sticky_event (pad, GST_EVENT_TAG, i)) != NULL; i++)
    {
      g_autoptr(GstEvent) owned = event;
      GstTagList *tags;
      char *language = NULL;

      gst_event_parse_tag (owned, &tags);
      if (gst_tag_list_get_string (tags, GST_TAG_LANGUAGE_CODE, &language))
        return language;
    }

  return NULL;
}

static gboolean
add_track (GstElement *demuxer,
           GstPad     *pad,
           gpointer    tracks)
{
  GstCaps *caps = gst_pad_get_current_caps (pad);
  Track *track = g_new0 (Track, 1);

  track->pad = gst_object_ref (pad);
  track->probe_id = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (pad), "birge-probe"));
  track->caps = caps != NULL ? caps : gst_caps_new_empty_simple ("unknown/unknown");
  track->language = dup_language (pad);
  g_ptr_array_add (tracks, track);
  return TRUE;
}

static Track *
find_first (BirgeFilmGraph *self,
            const char     *kind)
{
  for (guint i = 0; i < self->tracks->len; i++)
    if (is_kind (g_ptr_array_index (self->tracks, i), kind))
      return g_ptr_array_index (self->tracks, i);

  return NULL;
}

static gboolean
same_primary_language (const char *a,
                       const char *b)
{
  gsize length = strcspn (a, "-");

  return length == strcspn (b, "-") && g_ascii_strncasecmp (a, b, length) == 0;
}

/* The track that speaks a language. A container knows languages only roughly ("zh", "uz"), so a wanted "zh-Hans" is
 * answered by a track of the same tag or, failing that, of the same primary language. */
static Track *
find_speaker (BirgeFilmGraph *self,
              const char     *language)
{
  Track *similar = NULL;

  for (guint i = 0; language != NULL && i < self->tracks->len; i++)
    {
      Track *track = g_ptr_array_index (self->tracks, i);

      if (!is_kind (track, "audio/") || track->language == NULL)
        continue;
      if (g_ascii_strcasecmp (track->language, language) == 0)
        return track;
      if (similar == NULL && same_primary_language (track->language, language))
        similar = track;
    }

  return similar;
}

/* The best decoder for a track, by software, as what a graphics card promises is not always kept.
 * Returns: (transfer floating) (nullable): NULL when this computer has none */
static GstElement *
make_decoder (Track *track)
{
  GList *all = gst_element_factory_list_get_elements (GST_ELEMENT_FACTORY_TYPE_DECODER, GST_RANK_MARGINAL);
  GList *fitting = gst_element_factory_list_filter (all, track->caps, GST_PAD_SINK, FALSE);
  GstElement *decoder = NULL;

  fitting = g_list_sort (fitting, gst_plugin_feature_rank_compare_func);
  for (GList *each = fitting; each != NULL && decoder == NULL; each = each->next)
    if (strstr (gst_element_factory_get_metadata (each->data, GST_ELEMENT_METADATA_KLASS), "Hardware") == NULL)
      decoder = gst_element_factory_create (each->data, NULL);

  gst_plugin_feature_list_free (fitting);
  gst_plugin_feature_list_free (all);
  return decoder;
}

static GstElement *
make_queue (guint max_bytes,
            guint max_buffers)
{
  GstElement *queue = gst_element_factory_make ("queue", NULL);

  g_object_set (queue, "max-size-bytes", max_bytes, "max-size-buffers", max_buffers,
                "max-size-time", (guint64) 0, NULL);
  return queue;
}

/* Decoder's thread. A decoder answers what lies behind the end of a loop with "end", upon which a queue of GStreamer 1.22
 * stops for ever, though the beginning of the loop stands in it already: so none of it reaches the decoder. */
static GstPadProbeReturn
on_read_ahead (GstPad          *pad,
               GstPadProbeInfo *info,
               gpointer         unused)
{
  GstClockTime time = GST_BUFFER_PTS (GST_PAD_PROBE_INFO_BUFFER (info));
  g_autoptr(GstEvent) event = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  const GstSegment *segment;

  if (event == NULL || !GST_CLOCK_TIME_IS_VALID (time))
    return GST_PAD_PROBE_OK;

  gst_event_parse_segment (event, &segment);
  return (segment->flags & GST_SEGMENT_FLAG_SEGMENT) != 0 && GST_CLOCK_TIME_IS_VALID (segment->stop)
         && time >= segment->stop ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

/* Between demuxer and decoder. */
static GstElement *
make_read_ahead (void)
{
  GstElement *queue = make_queue (READ_AHEAD_BYTES, 0);
  g_autoptr(GstPad) pad = gst_element_get_static_pad (queue, "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_read_ahead, NULL, NULL);
  return queue;
}

/* Puts @parts one after another into a bin. Takes them. NULL when one is missing or two do not fit. */
static GstElement *
make_branch (GstElement **parts,
             guint        n_parts)
{
  GstElement *bin = gst_object_ref_sink (gst_bin_new (NULL));
  gboolean complete = TRUE;
  g_autoptr(GstPad) entry = NULL;

  for (guint i = 0; i < n_parts; i++)
    complete = parts[i] != NULL && gst_bin_add (GST_BIN (bin), parts[i]) && complete;
  for (guint i = 1; complete && i < n_parts; i++)
    complete = gst_element_link (parts[i - 1], parts[i]);
  if (!complete)
    {
      gst_object_unref (bin);
      return NULL;
    }

  entry = gst_element_get_static_pad (parts[0], "sink");
  gst_element_add_pad (bin, gst_ghost_pad_new ("sink", entry));
  return bin;
}

static GstElement *
make_pictures (BirgeFilmGraph *self,
               Track          *track)
{
  GstElement *parts[] = {
    make_read_ahead (),
    make_decoder (track),
    gst_element_factory_make ("videoconvert", NULL),
    make_queue (0, READY_FRAMES),
    self->video_sink,
  };

  return make_branch (parts, G_N_ELEMENTS (parts));
}

static GstElement *
make_sound (BirgeFilmGraph *self,
            Track          *track)
{
  GstElement *stretch = gst_element_factory_make ("scaletempo", NULL); /* keeps the pitch at other speeds */
  GstElement *volume = gst_element_factory_make ("volume", NULL);
  GstElement *parts[] = {
    make_read_ahead (),
    make_decoder (track),
    gst_element_factory_make ("audioconvert", NULL),
    stretch != NULL ? stretch : gst_element_factory_make ("identity", NULL),
    gst_element_factory_make ("audioconvert", NULL),
    gst_element_factory_make ("audioresample", NULL),
    volume,
    self->audio_sink,
  };
  GstElement *sound = make_branch (parts, G_N_ELEMENTS (parts));

  self->volume = sound != NULL ? volume : NULL;
  return sound;
}

static gboolean
connect_branch (BirgeFilmGraph *self,
                GstElement     *branch,
                Track          *track)
{
  g_autoptr(GstPad) entry = gst_element_get_static_pad (branch, "sink");

  gst_bin_add (GST_BIN (self->pipeline), branch);
  gst_object_unref (branch); /* the pipeline has it */
  return gst_pad_link (track->pad, entry) == GST_PAD_LINK_OK && gst_element_sync_state_with_parent (branch);
}

static void
look_at_tracks (BirgeFilmGraph *self,
                const char     *language)
{
  self->tracks = g_ptr_array_new_with_free_func (track_free);
  gst_element_foreach_src_pad (self->demuxer, add_track, self->tracks);
  self->spoken = find_speaker (self, language);
  if (self->spoken == NULL)
    self->spoken = find_first (self, "audio/");
}

/* Main context, on the message BIRGE_FILM_GRAPH_TRACKS_FOUND: connects the pictures and the sound of @language, or of
 * the first track, and lets the film go. Both sinks are in place before the first frame moves. A sound that cannot be
 * decoded is left out; a sink that does not open tells so by the bus.
 * Errors: `DAMAGED` when there are no pictures, `MISSING_PLUGIN` when they cannot be decoded. */
gboolean
_birge_film_graph_connect (BirgeFilmGraph *self,
                           const char     *language,
                           GError        **error)
{
  GstElement *pictures;
  Track *track;

  if (self->tracks != NULL)
    return TRUE;

  look_at_tracks (self, language);
  track = find_first (self, "video/");
  pictures = track != NULL ? make_pictures (self, track) : NULL;
  if (pictures == NULL || !connect_branch (self, pictures, track))
    {
      BirgePlayerError code = track == NULL ? BIRGE_PLAYER_ERROR_DAMAGED : BIRGE_PLAYER_ERROR_MISSING_PLUGIN;

      g_propagate_error (error, _birge_player_make_error (code, self->path));
      return FALSE;
    }

  if (self->spoken != NULL && self->audio_sink != NULL)
    self->sound = make_sound (self, self->spoken);
  if (self->sound != NULL)
    {
      _birge_film_graph_set_volume (self, self->level);
      connect_branch (self, self->sound, self->spoken);
    }

  for (guint i = 0; i < self->tracks->len; i++)
    {
      Track *each = g_ptr_array_index (self->tracks, i);

      gst_pad_remove_probe (each->pad, each->probe_id);
    }

  return TRUE;
}

/* Whether the film speaks but cannot be heard. */
gboolean
_birge_film_graph_is_mute (BirgeFilmGraph *self)
{
  return self->spoken != NULL && self->sound == NULL;
}

gboolean
_birge_film_graph_is_connected (BirgeFilmGraph *self)
{
  return self->tracks != NULL;
}

/* By way of one sink only: the demuxer then moves all tracks once.
 * Returns: the number that its messages bear, 0 when the film does not seek */
guint32
_birge_film_graph_seek (BirgeFilmGraph      *self,
                        const BirgeFilmSeek *seek)
{
  GstSeekFlags flags = GST_SEEK_FLAG_ACCURATE | (seek->goes_on ? 0 : GST_SEEK_FLAG_FLUSH)
                       | (seek->loops ? GST_SEEK_FLAG_SEGMENT : 0);
  GstEvent *event = gst_event_new_seek (seek->rate, GST_FORMAT_TIME, flags, GST_SEEK_TYPE_SET, seek->start_us * 1000,
                                        GST_SEEK_TYPE_SET, seek->stop_us < 0 ? -1 : seek->stop_us * 1000);
  guint32 number = gst_event_get_seqnum (event);

  return gst_element_send_event (self->video_sink, event) ? number : 0;
}

void
_birge_film_graph_set_volume (BirgeFilmGraph *self,
                              double          volume)
{
  self->level = volume;
  if (self->volume != NULL)
    gst_stream_volume_set_volume (GST_STREAM_VOLUME (self->volume), GST_STREAM_VOLUME_FORMAT_CUBIC, volume);
}

/* Whether a message comes from the way of the sound, its sink included. */
gboolean
_birge_film_graph_is_sound (BirgeFilmGraph *self,
                            GstMessage     *message)
{
  return _birge_media_is_inside (message, self->sound);
}

/* Returns: (transfer full): the languages one can choose from, in the order of the film */
char **
_birge_film_graph_list_languages (BirgeFilmGraph *self)
{
  g_autoptr(GStrvBuilder) languages = g_strv_builder_new ();

  for (guint i = 0; self->tracks != NULL && i < self->tracks->len; i++)
    {
      const Track *track = g_ptr_array_index (self->tracks, i);

      if (is_kind (track, "audio/") && track->language != NULL)
        g_strv_builder_add (languages, track->language);
    }

  return g_strv_builder_end (languages);
}

/* Returns: (nullable): the language that is heard */
const char *
_birge_film_graph_get_language (BirgeFilmGraph *self)
{
  return self->spoken != NULL ? self->spoken->language : NULL;
}

/* Whether the film has a track for @language other than the one that is heard. */
gboolean
_birge_film_graph_has_better (BirgeFilmGraph *self,
                              const char     *language)
{
  Track *speaker = self->tracks != NULL ? find_speaker (self, language) : NULL;

  return speaker != NULL && speaker != self->spoken;
}
