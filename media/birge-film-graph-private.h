/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* One film, opened once: its pictures and one of its sound tracks. */
typedef struct _BirgeFilmGraph BirgeFilmGraph;

/* From where to where it plays. */
typedef struct {
  double   rate;
  gint64   start_us;
  gint64   stop_us;  /* -1: the film's end */
  gboolean loops;    /* says SEGMENT_DONE at the stop instead of ending there */
  gboolean goes_on;  /* behind what is under way, without a gap, instead of now */
} BirgeFilmSeek;

/* Name of the message that asks for _birge_film_graph_connect(). */
#define BIRGE_FILM_GRAPH_TRACKS_FOUND "birge-tracks-found"

BirgeFilmGraph *_birge_film_graph_new           (const char       *path,
                                                 GstElement       *video_sink,
                                                 GstElement       *audio_sink,
                                                 GError          **error);
void            _birge_film_graph_free          (BirgeFilmGraph   *self);
GstElement     *_birge_film_graph_get_pipeline  (BirgeFilmGraph   *self);
gboolean        _birge_film_graph_connect       (BirgeFilmGraph   *self,
                                                 const char       *language,
                                                 GError          **error);
gboolean        _birge_film_graph_is_connected  (BirgeFilmGraph   *self);
guint32         _birge_film_graph_seek          (BirgeFilmGraph   *self,
                                                 const BirgeFilmSeek *seek);
void            _birge_film_graph_set_volume    (BirgeFilmGraph   *self,
                                                 double            volume);
gboolean        _birge_film_graph_is_mute       (BirgeFilmGraph   *self);
gboolean        _birge_film_graph_is_sound      (BirgeFilmGraph   *self,
                                                 GstMessage       *message);
char          **_birge_film_graph_list_languages (BirgeFilmGraph  *self);
const char     *_birge_film_graph_get_language  (BirgeFilmGraph   *self);
gboolean        _birge_film_graph_has_better    (BirgeFilmGraph   *self,
                                                 const char       *language);

G_END_DECLS
