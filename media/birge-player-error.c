/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-player-error-private.h"

G_DEFINE_QUARK (birge-player-error-quark, birge_player_error)

/* What went wrong, why, and what to do, for the four things a caller can tell apart. */
GError *
_birge_player_make_error (BirgePlayerError code,
                          const char      *path)
{
  g_autofree char *name = g_filename_display_basename (path);

  switch (code)
    {
    case BIRGE_PLAYER_ERROR_MISSING_FILE:
      return g_error_new (BIRGE_PLAYER_ERROR, code,
                          "%s: cannot be opened: the file is not there or not readable: install the content again",
                          name);
    case BIRGE_PLAYER_ERROR_MISSING_PLUGIN:
      return g_error_new (BIRGE_PLAYER_ERROR, code,
                          "%s: cannot be played: this computer has no decoder for it: install "
                          "gstreamer1.0-plugins-base and gstreamer1.0-plugins-good, or supply the film as WebM with VP9 and Opus", name);
    case BIRGE_PLAYER_ERROR_DAMAGED:
      return g_error_new (BIRGE_PLAYER_ERROR, code,
                          "%s: cannot be played: the file is damaged or no film: install the content again", name);
    case BIRGE_PLAYER_ERROR_FAILED:
    default:
      return g_error_new (BIRGE_PLAYER_ERROR, BIRGE_PLAYER_ERROR_FAILED,
                          "%s: cannot be played: the player stopped: try again, then restart the kiosk", name);
    }
}

static BirgePlayerError
classify (const GError *error)
{
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND)
      || g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ)
      || g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED))
    return BIRGE_PLAYER_ERROR_MISSING_FILE;

  if (g_error_matches (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN)
      || g_error_matches (error, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND))
    return BIRGE_PLAYER_ERROR_MISSING_PLUGIN;

  /* A disk that cannot be read shows itself as a file with holes. */
  if (error->domain == GST_STREAM_ERROR
      || g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ)
      || g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SEEK))
    return BIRGE_PLAYER_ERROR_DAMAGED;

  return BIRGE_PLAYER_ERROR_FAILED;
}

/* Turns an ERROR message of the pipeline into one of ours. GStreamer's own words go to the debug log only. */
GError *
_birge_player_translate_error (GstMessage *message,
                               const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *details = NULL;

  gst_message_parse_error (message, &error, &details);
  g_debug ("%s: %s (%s)", GST_MESSAGE_SRC_NAME (message), error->message, details != NULL ? details : "no details");
  return _birge_player_make_error (classify (error), path);
}
