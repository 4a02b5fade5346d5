/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "data/formats/birge-film-notes.h"
#include "data/formats/birge-storyboard.h"
#include "media/film/birge-film-renderer.h"

G_BEGIN_DECLS

/* A new number draws every film again: raise it when the renderer draws or encodes differently. */
#define BIRGE_FILM_RENDERER_VERSION 2

/* All sound is made at the voices' own rate, one channel. */
#define BIRGE_FILM_SOUND_RATE 22050

/* What is said in one scene in one language. */
typedef struct {
  const char *language;  /* borrowed from the track */
  const char *text;      /* borrowed from the storyboard; or NULL */
  char       *recording; /* path, or NULL */
  GArray     *sound;     /* of gint16; NULL until it was spoken */
  gboolean    spoken;    /* a person or a voice speaks the language */
} BirgeFilmLine;

typedef struct {
  char      *language;
  GPtrArray *lines; /* of BirgeFilmLine, one per scene */
} BirgeFilmTrack;

/* Everything that is known before the first picture is drawn. */
typedef struct {
  char            *dir;
  char            *name;
  BirgeStoryboard *storyboard;
  GHashTable      *pictures; /* name → GBytes */
  GPtrArray       *tracks;   /* of BirgeFilmTrack */
  guint           *first_frame; /* of each scene, and one more: the film's length */
  char            *inputs;   /* digest of all that goes in */
  char           **scene_inputs; /* of all that a scene's pictures are made of */
} BirgeFilmPlan;

BirgeFilmPlan *_birge_film_plan_new        (const char              *dir,
                                            const BirgeFilmOptions  *options,
                                            BirgeProblems           *problems,
                                            GCancellable            *cancellable,
                                            GError                 **error);
void           _birge_film_plan_free       (BirgeFilmPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeFilmPlan, _birge_film_plan_free)
guint          _birge_film_plan_count      (const BirgeFilmPlan *self);
double         _birge_film_plan_scene_s    (const BirgeFilmPlan *self,
                                            guint                scene);
gint64         _birge_film_plan_frame_us   (const BirgeFilmPlan *self,
                                            guint                frame);

/* Draws the pictures of a film, in any order; quick when asked in order. Not thread-safe. */
typedef struct _BirgeFilmPainter BirgeFilmPainter;

BirgeFilmPainter *_birge_film_painter_new  (const BirgeFilmPlan *plan);
void              _birge_film_painter_free (BirgeFilmPainter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeFilmPainter, _birge_film_painter_free)
/* Takes the moment to draw; FALSE when the picture before it looks the same. */
gboolean          _birge_film_painter_set  (BirgeFilmPainter *self,
                                            guint             scene,
                                            double            at_s);
gboolean          _birge_film_painter_draw (BirgeFilmPainter *self,
                                            cairo_surface_t  *surface,
                                            GError          **error);
gboolean          _birge_film_painter_locate (BirgeFilmPainter  *self,
                                            const char        *part,
                                            cairo_rectangle_t *place);
/* Numbers, clocks and the emergency number, over the picture. */
void              _birge_film_draw_figure  (cairo_t           *cr,
                                            const BirgeFigure *figure,
                                            const char        *text,
                                            double             filled);
void              _birge_film_draw_corner  (cairo_t           *cr,
                                            const char        *numbers);

gboolean _birge_film_voice_speak (GPtrArray  *lines,
                                  GError    **error);

/* The whole sound of a track: speech and the scenes' sounds. @track may be NULL for sounds alone. */
GBytes  *_birge_film_sound_mix (const BirgeFilmPlan  *plan,
                                const BirgeFilmTrack *track);

/* Encodes into @path; the file is there only after success. */
gboolean _birge_film_encode    (const BirgeFilmPlan     *plan,
                                const char              *path,
                                const BirgeFilmOptions  *options,
                                GCancellable            *cancellable,
                                GError                 **error);
/* Takes out of a finished WebM file what differs from one run to the next. */
GBytes  *_birge_film_webm_settle (GBytes  *webm,
                                  GError **error);

/* Captions, poster, chapters. */
gboolean _birge_film_write_captions (const BirgeFilmPlan *plan, const char *out_dir, GError **error);
gboolean _birge_film_write_poster   (const BirgeFilmPlan *plan, const char *out_dir, GError **error);
gboolean _birge_film_write_index    (const BirgeFilmPlan *plan, const char *out_dir, GError **error);
char    *_birge_film_index_path     (const BirgeFilmPlan *plan, const char *out_dir);
/* TRUE when everything @plan would make is in @out_dir already. */
gboolean _birge_film_is_fresh       (const BirgeFilmPlan *plan, const char *out_dir);
/* TRUE when the film itself is, whatever lies beside it. */
gboolean _birge_film_is_encoded     (const BirgeFilmPlan *plan, const char *out_dir);
gboolean _birge_film_write_png      (cairo_surface_t *surface, const char *path, GError **error);

/* Pictures for the exercises after the film, and where in them its parts lie. Scenes count from 1. */
gboolean _birge_film_needs_still    (const BirgeFilmPlan *plan, guint scene);
char    *_birge_film_still_path     (const BirgeFilmPlan *plan, const char *out_dir, guint scene);
gboolean _birge_film_write_stills   (const BirgeFilmPlan *plan, const char *out_dir, GError **error);
gboolean _birge_film_locate_parts   (const BirgeFilmPlan *plan, BirgeFilmPainter *painter, const BirgeQuestion *question,
                                     BirgeFilmQuestion *noted, GError **error);

G_END_DECLS
