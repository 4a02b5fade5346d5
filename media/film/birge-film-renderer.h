/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "data/formats/birge-problem.h"

G_BEGIN_DECLS

#define BIRGE_FILM_ERROR (birge_film_error_quark ())
GQuark birge_film_error_quark (void);

typedef enum {
  BIRGE_FILM_ERROR_STORYBOARD, /* the problems say what and where */
  BIRGE_FILM_ERROR_PICTURE,    /* a picture cannot be drawn */
  BIRGE_FILM_ERROR_VOICE,      /* the speech engine broke; a missing voice is no error */
  BIRGE_FILM_ERROR_ENCODER,    /* a plugin is missing or gave up; the message carries its text */
  BIRGE_FILM_ERROR_OUTPUT,     /* the result cannot be written */
} BirgeFilmError;

/* @done of @total pictures. Called on the thread that renders. */
typedef void (*BirgeFilmProgress) (gint64   done,
                                   gint64   total,
                                   gpointer user_data);

typedef struct {
  const char *const *languages; /* to be spoken, instead of those the storyboard names; or NULL */
  BirgeFilmProgress  progress;  /* or NULL */
  gpointer           user_data;
  guint              scene; /* the only one to preview, from 1; or 0 */
} BirgeFilmOptions;

gboolean birge_film_render  (const char              *dir,
                             const char              *out_dir,
                             const BirgeFilmOptions  *options,
                             BirgeProblems           *problems,
                             gboolean                *drawn,
                             GCancellable            *cancellable,
                             GError                 **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean birge_film_preview (const char              *dir,
                             const char              *png_dir,
                             const BirgeFilmOptions  *options,
                             BirgeProblems           *problems,
                             GCancellable            *cancellable,
                             GError                 **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
