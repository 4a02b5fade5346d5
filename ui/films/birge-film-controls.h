/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/birge-player.h"
#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* The dark line under a film. Emits "captions" and "more" when those buttons are touched. */
#define BIRGE_TYPE_FILM_CONTROLS (birge_film_controls_get_type ())
G_DECLARE_FINAL_TYPE (BirgeFilmControls, birge_film_controls, BIRGE, FILM_CONTROLS, GtkWidget)

GtkWidget *birge_film_controls_new            (BirgePage   *page,
                                               BirgePlayer *player);
void       birge_film_controls_set_film       (BirgeFilmControls *self,
                                               BirgeFilm         *film);
void       birge_film_controls_locale_changed (BirgeFilmControls *self);
/* The line of the film above the buttons, as long as the glass is wide. */
void       birge_film_controls_set_narrow     (BirgeFilmControls *self,
                                               gboolean           narrow);

G_END_DECLS
