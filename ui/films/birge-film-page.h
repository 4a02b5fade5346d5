/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* A film: picture, two captions, play, ten seconds back, a line with chapter marks, and its steps beside it. */
#define BIRGE_TYPE_FILM_PAGE (birge_film_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgeFilmPage, birge_film_page, BIRGE, FILM_PAGE, BirgePage)

G_END_DECLS
