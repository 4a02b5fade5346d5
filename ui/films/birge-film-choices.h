/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/films/birge-film-walk.h"
#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* What most visitors never need, on a sheet over the film: the language that is spoken, how fast, one step again and again,
 * and all the words beside the film. Emits "words" when those are asked for, or not any more. */
#define BIRGE_TYPE_FILM_CHOICES (birge_film_choices_get_type ())
G_DECLARE_FINAL_TYPE (BirgeFilmChoices, birge_film_choices, BIRGE, FILM_CHOICES, GtkWidget)

GtkWidget *birge_film_choices_new       (BirgePage        *page,
                                         BirgePlayer      *player,
                                         BirgeFilmWalk    *walk);
/* @voice: (nullable): the language that is spoken now. Sets all words in the visitor's language. */
void       birge_film_choices_set_film  (BirgeFilmChoices *self,
                                         BirgeFilm        *film,
                                         const char       *voice);
/* Large letters on a narrow glass: fewer languages in a row. */
void       birge_film_choices_set_narrow (BirgeFilmChoices *self,
                                         gboolean          narrow);
void       birge_film_choices_mark_words (BirgeFilmChoices *self,
                                         gboolean          words);

G_END_DECLS
