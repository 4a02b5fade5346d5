/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-player-private.h"

#include <string.h>

/* Which of a film's tracks speaks which language. A container knows languages only roughly ("zh", "uz"), so a wanted
 * "zh-Hans" is answered by a track of the same tag or, failing that, of the same primary language. */

static gboolean
is_audio (GstStream *stream)
{
  return (gst_stream_get_stream_type (stream) & GST_STREAM_TYPE_AUDIO) != 0;
}

static char *
dup_stream_language (GstStream *stream)
{
  g_autoptr(GstTagList) tags = gst_stream_get_tags (stream);
  char *language = NULL;

  if (tags == NULL || !gst_tag_list_get_string (tags, GST_TAG_LANGUAGE_CODE, &language))
    return NULL;

  return language;
}

static gboolean
same_primary_language (const char *a,
                       const char *b)
{
  gsize length = strcspn (a, "-");

  return length == strcspn (b, "-") && g_ascii_strncasecmp (a, b, length) == 0;
}

/* Returns: (transfer full): the languages one can choose from, in the order of the film */
char **
_birge_tracks_list_languages (GstStreamCollection *tracks)
{
  g_autoptr(GStrvBuilder) languages = g_strv_builder_new ();
  guint n = tracks != NULL ? gst_stream_collection_get_size (tracks) : 0;

  for (guint i = 0; i < n; i++)
    {
      GstStream *stream = gst_stream_collection_get_stream (tracks, i);
      g_autofree char *language = is_audio (stream) ? dup_stream_language (stream) : NULL;

      if (language != NULL)
        g_strv_builder_add (languages, language);
    }

  return g_strv_builder_end (languages);
}

/* Returns: (transfer none) (nullable): the id of the best track for a language */
const char *
_birge_tracks_find_audio (GstStreamCollection *tracks,
                          const char          *language)
{
  const char *similar = NULL;
  guint n = tracks != NULL ? gst_stream_collection_get_size (tracks) : 0;

  for (guint i = 0; i < n; i++)
    {
      GstStream *stream = gst_stream_collection_get_stream (tracks, i);
      g_autofree char *spoken = is_audio (stream) ? dup_stream_language (stream) : NULL;

      if (spoken == NULL)
        continue;
      if (g_ascii_strcasecmp (spoken, language) == 0)
        return gst_stream_get_stream_id (stream);
      if (similar == NULL && same_primary_language (spoken, language))
        similar = gst_stream_get_stream_id (stream);
    }

  return similar;
}

/* Returns: (transfer full) (nullable): the language of a track */
char *
_birge_tracks_dup_language (GstStreamCollection *tracks,
                            const char          *stream_id)
{
  guint n = tracks != NULL ? gst_stream_collection_get_size (tracks) : 0;

  for (guint i = 0; i < n; i++)
    {
      GstStream *stream = gst_stream_collection_get_stream (tracks, i);

      if (g_strcmp0 (gst_stream_get_stream_id (stream), stream_id) == 0)
        return dup_stream_language (stream);
    }

  return NULL;
}

/* The first picture and the given sound; never text tracks, which playbin3 can neither show nor leave alone.
 * Returns: (transfer container): ids that live as long as @tracks and @audio_id */
GList *
_birge_tracks_list_wanted_ids (GstStreamCollection *tracks,
                               const char          *audio_id)
{
  GList *ids = g_list_prepend (NULL, (gpointer) audio_id);
  guint n = gst_stream_collection_get_size (tracks);

  for (guint i = 0; i < n; i++)
    {
      GstStream *stream = gst_stream_collection_get_stream (tracks, i);

      if ((gst_stream_get_stream_type (stream) & GST_STREAM_TYPE_VIDEO) != 0)
        return g_list_prepend (ids, (gpointer) gst_stream_get_stream_id (stream));
    }

  return ids;
}

/* Returns: (transfer full) (nullable): the audio track a STREAMS_SELECTED message tells of */
char *
_birge_tracks_dup_selected_audio (GstMessage *message)
{
  guint n = gst_message_streams_selected_get_size (message);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GstStream) stream = gst_message_streams_selected_get_stream (message, i);

      if (is_audio (stream))
        return g_strdup (gst_stream_get_stream_id (stream));
    }

  return NULL;
}
