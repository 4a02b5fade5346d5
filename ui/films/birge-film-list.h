/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* What stands beside a film: its steps, or all its words. Each line leads to its place in the film: "chosen" (gint64, in
 * microseconds) is emitted when one is touched. */
#define BIRGE_TYPE_FILM_LIST (birge_film_list_get_type ())
G_DECLARE_FINAL_TYPE (BirgeFilmList, birge_film_list, BIRGE, FILM_LIST, GtkWidget)

GtkWidget *birge_film_list_new          (BirgePage     *page);
void       birge_film_list_set_film     (BirgeFilmList *self,
                                         BirgeFilm     *film);
/* @cues: (nullable): of BirgeCue in @language, held from now on. */
void       birge_film_list_set_cues     (BirgeFilmList *self,
                                         GPtrArray     *cues,
                                         const char    *language);
void       birge_film_list_show_words   (BirgeFilmList *self,
                                         gboolean       words);
gboolean   birge_film_list_shows_words  (BirgeFilmList *self);
/* Marks the line of this moment. */
void       birge_film_list_set_position (BirgeFilmList *self,
                                         gint64         position_us);

G_END_DECLS
