/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-problem.h"

G_BEGIN_DECLS

/* A film as its editor writes it: film/<name>/storyboard.ini, described in data/content/film/README.md.
 *
 * Places and lengths are in points of a canvas of 1280 by 720, whatever the size of the film. Times are in seconds
 * from the start of the scene. Maps go from language tag to text. */
#define BIRGE_STORYBOARD_CANVAS_WIDTH  1280
#define BIRGE_STORYBOARD_CANVAS_HEIGHT 720
#define BIRGE_STORYBOARD_MAX_SCENES    40
#define BIRGE_QUESTION_MAX_SCENES      6

/* The name of a motion's part that means the whole picture. */
#define BIRGE_STORYBOARD_WHOLE_PICTURE "picture"

/* A stretch of a scene. "end-1.5" is kept as 1.5 counted back, because a scene grows with its narration. */
typedef struct {
  double   from_s;
  double   to_s;
  gboolean from_back;
  gboolean to_back;
} BirgeSpan;

typedef enum {
  BIRGE_MOTION_SHOW,  /* seen in the span only */
  BIRGE_MOTION_SHIFT, /* from[], to[]: x and y */
  BIRGE_MOTION_TURN,  /* degrees, clockwise, around the pivot */
  BIRGE_MOTION_GROW,  /* factor, around the pivot */
  BIRGE_MOTION_FADE,  /* 0 unseen, 1 fully seen */
} BirgeMotionKind;

typedef enum {
  BIRGE_RHYTHM_ONCE,
  BIRGE_RHYTHM_SWING, /* there and back in one period */
  BIRGE_RHYTHM_LOOP,  /* there in one period, then again from the start */
} BirgeRhythm;

typedef struct {
  BirgeMotionKind kind;
  char           *part; /* id in the picture */
  double          from[2];
  double          to[2];
  double          pivot[2];
  BirgeSpan       span;
  BirgeRhythm     rhythm;
  double          period_s;
  gboolean        even; /* else gently in and out */
  guint           line;
} BirgeMotion;

typedef enum {
  BIRGE_FIGURE_NUMBER,  /* text stands as it is */
  BIRGE_FIGURE_COUNTER, /* counts from first to last */
  BIRGE_FIGURE_CLOCK,   /* the same in a ring that fills */
} BirgeFigureKind;

typedef struct {
  BirgeFigureKind kind;
  char           *text;
  int             first;
  int             last;
  double          at[2]; /* the middle */
  double          size;  /* height of the figures; of a clock, its diameter */
  guint32         rgb;
  double          beat;  /* counts a minute; 0 spreads the counts over the span */
  BirgeSpan       span;
  guint           line;
} BirgeFigure;

typedef enum {
  BIRGE_SCENE_SOUND_CLICK,
  BIRGE_SCENE_SOUND_BREATH,
  BIRGE_SCENE_SOUND_BEEP,
  BIRGE_SCENE_SOUND_RING,
} BirgeSceneSoundKind;

typedef struct {
  BirgeSceneSoundKind kind;
  double         beat; /* times a minute; 0 is once */
  BirgeSpan      span;
  guint          line;
} BirgeSceneSound;

typedef struct {
  guint       number; /* from 1 */
  guint       line;
  char       *picture; /* relative to the film's folder */
  guint       picture_line;
  double      seconds; /* at least */
  double      say_at_s;
  char       *corner; /* emergency number, or NULL */
  GHashTable *captions;
  GHashTable *says; /* complete: what has no Say has its caption */
  GHashTable *chapters; /* empty unless the scene begins a chapter */
  GPtrArray  *motions;
  GPtrArray  *figures;
  GPtrArray  *sounds;
  gboolean    stops; /* a checkpoint */
  double      stop_s;
  gboolean    stop_back;
  char       *practice; /* name of the exercise at the checkpoint, or NULL */
} BirgeScene;

typedef enum {
  BIRGE_QUESTION_CHOICE, /* one right answer, one to three wrong ones */
  BIRGE_QUESTION_ORDER,  /* put the pictures of scenes in order */
  BIRGE_QUESTION_TOUCH,  /* touch the right parts of a scene's picture */
} BirgeQuestionKind;

typedef struct {
  BirgeQuestionKind kind;
  guint             number;
  guint             line;
  GHashTable       *ask;
  GHashTable       *right;
  GPtrArray        *wrong;  /* of GHashTable */
  GArray           *scenes; /* of guint: the right order, or the one scene to touch */
  char            **right_parts;
  char            **wrong_parts;
} BirgeQuestion;

typedef struct {
  guint      width; /* of the film, pixels */
  guint      height;
  guint      rate; /* frames a second */
  guint32    ground_rgb;
  char     **narration; /* languages to be spoken */
  guint      poster_scene;
  double     poster_s;
  GPtrArray *scenes;    /* of BirgeScene */
  GPtrArray *questions; /* of BirgeQuestion */
} BirgeStoryboard;

/* Problems are added; what could be read is returned, never NULL. Render only what gave no error. */
BirgeStoryboard *birge_storyboard_parse          (GBytes          *bytes,
                                                  const char      *file,
                                                  BirgeProblems   *problems);
void             birge_storyboard_free           (BirgeStoryboard *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeStoryboard, birge_storyboard_free)

/* Reads the pictures in @dir: missing, unsafe or broken ones and parts they do not have are problems of @file, or of
 * the picture, named @file's folder/picture. */
void             birge_storyboard_check_pictures (BirgeStoryboard *self,
                                                  const char      *dir,
                                                  const char      *file,
                                                  BirgeProblems   *problems);

/* Whether a language that is spoken in @n_spoken of the @n_lines scenes that say something is worth a sound track: in half of
 * them. Below that a track of another language, or the captions, tell more than the silence. */
gboolean         birge_storyboard_speaks_enough  (guint            n_spoken,
                                                  guint            n_lines);
/* Languages that have a caption in every scene, sorted; (transfer container). */
GPtrArray       *birge_storyboard_list_captions  (BirgeStoryboard *self);

double           birge_span_get_start_s          (const BirgeSpan *self,
                                                  double           scene_s);
double           birge_span_get_end_s            (const BirgeSpan *self,
                                                  double           scene_s);
/* How far a motion is between from (0) and to (1). */
double           birge_motion_get_progress       (const BirgeMotion *self,
                                                  double             at_s,
                                                  double             scene_s);
/* What a figure shows, or NULL when it is unseen; @filled is how much of a clock's ring is full. */
char            *birge_figure_dup_text           (const BirgeFigure *self,
                                                  double             at_s,
                                                  double             scene_s,
                                                  double            *filled);

G_END_DECLS
