/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/library/birge-library.h"
#include "ui/films/birge-caption-box.h"

G_BEGIN_DECLS

/* What a film says, in the visitor's language and in a second one: read from the library, followed as the film goes on, and
 * shown in a caption box as the visitor wants it. Emits "read" (GPtrArray *cues, const char *language) when the first is here.
 * Main thread only. */
#define BIRGE_TYPE_FILM_CAPTIONS (birge_film_captions_get_type ())
G_DECLARE_FINAL_TYPE (BirgeFilmCaptions, birge_film_captions, BIRGE, FILM_CAPTIONS, GObject)

BirgeFilmCaptions *birge_film_captions_new             (BirgeCaptionBox   *box);
/* In place of those before, with what @cancellable ends. @second may be NULL. */
void               birge_film_captions_read            (BirgeFilmCaptions *self,
                                                        BirgeLibrary      *library,
                                                        BirgeFilm         *film,
                                                        const char        *first,
                                                        const char        *second,
                                                        GCancellable      *cancellable);
void               birge_film_captions_set_position_us (BirgeFilmCaptions *self,
                                                        gint64             position_us);
/* Both, the first alone, none, and around. */
void               birge_film_captions_turn            (BirgeFilmCaptions *self);
gboolean           birge_film_captions_are_wanted      (BirgeFilmCaptions *self);
/* After a turn to none: nothing is heard. */
void               birge_film_captions_want_both       (BirgeFilmCaptions *self);
/* @here: there is a picture that they belong to. */
void               birge_film_captions_show            (BirgeFilmCaptions *self,
                                                        gboolean           here);

/* (transfer none) (nullable): the wanted language, or the first of its fallbacks that is there, or the first that is */
const char        *birge_film_choose_language          (const char *const *there,
                                                        const char        *wanted);

G_END_DECLS
