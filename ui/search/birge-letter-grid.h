/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/widgets/birge-widgets.h"

G_BEGIN_DECLS

#define BIRGE_LETTER_BACKSPACE "\b"
#define BIRGE_LETTER_CLEAR "\x7f"

/* Keys for a finger: letters in rows, then space, backspace and clear. @pressed gets the text of the key, or one of the
 * two above. @names: what space, backspace and clear are called. */
typedef void (*BirgeLetterPressed) (const char *text, gpointer user_data);
GtkWidget *birge_letter_grid_new (const char *const  *letters,
                                  guint               columns,
                                  const char *const   names[3],
                                  BirgeLetterPressed  pressed,
                                  gpointer            user_data);

G_END_DECLS
