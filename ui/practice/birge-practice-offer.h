/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* Whether there is anything to practise after a film, and whether it has the rhythm in it. */
gboolean   birge_practice_has_tasks      (BirgeFilm  *film,
                                          const char *practice);
gboolean   birge_practice_has_rhythm     (BirgeFilm  *film);

/* Big buttons that lead from a page to what can be practised; NULL when there is nothing of it. @practice: the exercise of
 * a checkpoint ("rhythm", "order"), or NULL for all. */
GtkWidget *birge_practice_tasks_button   (BirgePage  *page,
                                          BirgeFilm  *film,
                                          const char *practice);
GtkWidget *birge_practice_rhythm_button  (BirgePage  *page,
                                          BirgeFilm  *film,
                                          const char *practice);
/* All that can be practised after a film, for the side of its page; NULL: nothing. */
GtkWidget *birge_practice_entry_new      (BirgePage  *page,
                                          BirgeFilm  *film);
/* One that needs no film. @item: where it stands. */
GtkWidget *birge_practice_rhythm_button_new (BirgePage  *page,
                                             const char *item);

G_END_DECLS
