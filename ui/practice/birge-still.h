/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-film-notes.h"
#include "ui/shell/birge-shell.h"

G_BEGIN_DECLS

/* A picture out of a film, as large as its place allows, with widgets over its parts. */
#define BIRGE_TYPE_STILL (birge_still_get_type ())
G_DECLARE_FINAL_TYPE (BirgeStill, birge_still, BIRGE, STILL, GtkWidget)

/* @object: SHA-256 of a PNG of the content; a picture that cannot be read stays empty. */
GtkWidget *birge_still_new  (BirgeShell          *shell,
                             const char          *object);
/* One of many on a page: read at @width pixels, and as large as the style sheet says. */
GtkWidget *birge_still_new_small (BirgeShell   *shell,
                                  const char   *object,
                                  int           width);
/* @child lies over @part, or where a finger can hit it if the part is smaller than that. */
void       birge_still_add  (BirgeStill          *self,
                             GtkWidget           *child,
                             const BirgeFilmPart *part);

G_END_DECLS
