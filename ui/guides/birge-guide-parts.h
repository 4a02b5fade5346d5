/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/guides/birge-spoken.h"
#include "ui/shell/birge-page.h"
#include "ui/widgets/birge-tile.h"

G_BEGIN_DECLS

/* Small parts that several pages of guides and places share. */

/* A scroller with one box of class "page-box" (and @css_class), set as the page's child. Returns the box, to fill. */
GtkWidget *birge_parts_add_frame     (BirgePage   *page,
                                      const char  *css_class);

/* A round loudspeaker that reads @text; NULL when nobody speaks the language. */
GtkWidget *birge_parts_new_say       (BirgePage   *page,
                                      const char  *text,
                                      const char  *language);

/* A label in the visitor's language that "listen" reads too. Appended to @box, returned. */
GtkWidget *birge_parts_add_words     (BirgePage   *page,
                                      GtkWidget   *box,
                                      BirgeSpoken *spoken,
                                      const char  *text,
                                      const char  *css_class);

/* Picture and title of a page. Appended to @box. */
void       birge_parts_add_title     (BirgePage   *page,
                                      GtkWidget   *box,
                                      const char  *icon,
                                      const char  *hue,
                                      const char  *title);

/* What a part of a page is about; "listen" reads it. @picture: of the content, or NULL for @icon. Appended to @box. */
void       birge_parts_add_heading   (BirgePage   *page,
                                      GtkWidget   *box,
                                      const char  *picture,
                                      const char  *icon,
                                      const char  *hue,
                                      const char  *text,
                                      const char  *language);

/* A button that goes to a place of the program. */
GtkWidget *birge_parts_new_way       (BirgePage   *page,
                                      const char  *icon,
                                      const char  *text,
                                      const char  *css_class,
                                      BirgePlace   place,
                                      const char  *item);

/* A button that opens an item of the content. */
GtkWidget *birge_parts_new_link      (BirgePage   *page,
                                      const char  *text,
                                      const char  *language,
                                      const char  *item);

/* A tile with a picture out of a film and a play sign, which opens it. @title: in the visitor's language, or NULL for that of the film. */
GtkWidget *birge_parts_new_film_tile (BirgePage   *page,
                                      BirgeItem   *film,
                                      const char  *title);

/* What stands where there is nothing to show: never an empty window, always a way to people. Appended to @box. */
void       birge_parts_add_friendly  (BirgePage   *page,
                                      GtkWidget   *box,
                                      const char  *title);

/* A number as it is dialled: from left to right on every page. (transfer full) */
char      *birge_parts_dup_number    (const char  *number);
/* Figure by figure, for a voice; NULL for an address of the web. (transfer full) */
char      *birge_parts_dup_spoken_number (const char *number);
/* FALSE: an address of the web. */
gboolean   birge_parts_is_phone      (const char  *number);

G_END_DECLS
