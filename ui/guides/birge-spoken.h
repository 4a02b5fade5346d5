/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-shell.h"

G_BEGIN_DECLS

/* What "listen" reads on a page, in order, and where each piece of it stands: the sentence that is being spoken is marked
 * and scrolled into view. Main thread only. */
typedef struct _BirgeSpoken BirgeSpoken;

BirgeSpoken *birge_spoken_new            (void);
void         birge_spoken_free           (BirgeSpoken *self);
void         birge_spoken_clear          (BirgeSpoken *self);
/* Where recordings are looked for; borrowed, and outlives this. */
void         birge_spoken_set_shell      (BirgeSpoken *self,
                                          BirgeShell  *shell);

/* The text of a label: as a whole when somebody recorded it, else sentence by sentence. @language: NULL: it is not read. */
void         birge_spoken_add_label      (BirgeSpoken *self,
                                          GtkWidget   *label,
                                          const char  *language);
/* Text that stands somewhere in @widget; all of it is marked. @recording_path: a human voice, or NULL. */
void         birge_spoken_add_widget     (BirgeSpoken *self,
                                          GtkWidget   *widget,
                                          const char  *text,
                                          const char  *language,
                                          const char  *recording_path);

/* For the page's functions of these names. */
GPtrArray   *birge_spoken_dup_utterances (BirgeSpoken *self);
void         birge_spoken_mark           (BirgeSpoken *self,
                                          int          index);
/* The word that is heard, in bytes of the marked sentence. */
void         birge_spoken_mark_word      (BirgeSpoken *self,
                                          guint        start,
                                          guint        length);

G_END_DECLS
