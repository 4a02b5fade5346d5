/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/film/birge-film-private.h"

G_BEGIN_DECLS

/* @drawn: pictures of the film up to this one. */
typedef void (*BirgeFilmSceneProgress) (guint    drawn,
                                        gpointer user_data);

GPtrArray *_birge_film_scene_get            (const BirgeFilmPlan     *plan,
                                             guint                    scene,
                                             const char              *out_dir,
                                             BirgeFilmSceneProgress   progress,
                                             gpointer                 user_data,
                                             GCancellable            *cancellable,
                                             GError                 **error);
void       _birge_film_scene_forget_others  (const BirgeFilmPlan     *plan,
                                             const char              *out_dir);

G_END_DECLS
