/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* What stands in the place of the controls while a film rests at a checkpoint or at its end: again, go on, and what can be
 * practised now. Emits "again" and "go-on". */
#define BIRGE_TYPE_FILM_REST (birge_film_rest_get_type ())
G_DECLARE_FINAL_TYPE (BirgeFilmRest, birge_film_rest, BIRGE, FILM_REST, GtkWidget)

GtkWidget *birge_film_rest_new            (BirgePage     *page);
void       birge_film_rest_locale_changed (BirgeFilmRest *self);
/* @ended: there is nothing to go on to. Takes away what was offered before. */
void       birge_film_rest_begin          (BirgeFilmRest *self,
                                           gboolean       ended);
/* One more big button, behind the others. */
void       birge_film_rest_offer          (BirgeFilmRest *self,
                                           GtkWidget     *button);
/* Words below their pictures. */
void       birge_film_rest_set_narrow     (BirgeFilmRest *self,
                                           gboolean       narrow);

G_END_DECLS
