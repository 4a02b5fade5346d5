/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/shell/birge-shell.h"

G_BEGIN_DECLS

/* A round loudspeaker that reads some words aloud. While it does so it is a pause sign, and a touch ends it. */
GtkWidget *birge_say_button_new (BirgeShell *shell,
                                 const char *css_class);
/* What it reads, and the visible text it is called after. Hidden while nobody can speak any of it. */
void       birge_say_button_set (GtkWidget  *button,
                                 const char *name,
                                 GPtrArray  *utterances);
/* What it reads: array of BirgeUtterance, borrowed. */
GPtrArray *birge_say_button_get_utterances (GtkWidget *button);

G_END_DECLS
