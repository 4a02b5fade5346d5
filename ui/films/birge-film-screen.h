/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "media/birge-player.h"

G_BEGIN_DECLS

/* Shows the frames of a player, as large as fits, in their own proportions; before the first one the poster, if there is one. */
#define BIRGE_TYPE_FILM_SCREEN (birge_film_screen_get_type ())
G_DECLARE_FINAL_TYPE (BirgeFilmScreen, birge_film_screen, BIRGE, FILM_SCREEN, GtkWidget)

GtkWidget *birge_film_screen_new        (BirgePlayer     *player);
void       birge_film_screen_set_poster (BirgeFilmScreen *self,
                                         GBytes          *picture); /* a PNG; what cannot be read is not shown */

G_END_DECLS
