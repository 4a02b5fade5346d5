/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-media.h"
#include "media/birge-media-private.h"

/**
 * birge_media_init:
 * @error: return location for an error
 *
 * Reads GStreamer's list of plugins, once in the life of the program.
 *
 * Everything in this folder calls it when it first needs it. A program may call it earlier, after its first picture is
 * on the screen, so that the first touch of *play* does not pay for it.
 *
 * Errors: what GStreamer says when it cannot start.
 * Threads: any thread; blocks on the disk the first time.
 *
 * Returns: whether media can be used
 */
gboolean
birge_media_init (GError **error)
{
  return gst_is_initialized () || gst_init_check (NULL, NULL, error);
}

/* A sink that takes sound at its proper pace and drops it: a clock without a loudspeaker.
 * Returns: (transfer floating): it is part of GStreamer's core and always there */
GstElement *
_birge_media_make_silent_sink (void)
{
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);

  g_object_set (sink, "sync", TRUE, NULL);
  return sink;
}

/* Returns: (transfer floating): the machine's own sound output, or a silent one when even its plugin is missing */
GstElement *
_birge_media_make_audio_sink (void)
{
  GstElement *sink = gst_element_factory_make ("autoaudiosink", NULL);

  return sink != NULL ? sink : _birge_media_make_silent_sink ();
}

gboolean
_birge_media_is_inside (GstMessage *message,
                        GstElement *element)
{
  GstObject *source = GST_MESSAGE_SRC (message);

  return source != NULL && element != NULL
         && (source == GST_OBJECT (element) || gst_object_has_as_ancestor (source, GST_OBJECT (element)));
}
