/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/lessons/birge-sitting.h"
#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* One exercise on the screen. It answers @done once, with whether the first try was right; until then there is no way to
 * be wrong for ever: a wrong touch shows the right one. */
typedef void (*BirgeExerciseDone) (gboolean right, gpointer user_data);
GtkWidget *birge_exercise_view_new (BirgePage           *page,
                                    GListModel          *words,
                                    const BirgeExercise *exercise,
                                    BirgeExerciseDone    done,
                                    gpointer             user_data);
/* The pairs, in a file of their own. */
GtkWidget *birge_match_view_new    (BirgePage           *page,
                                    GListModel          *words,
                                    const BirgeExercise *exercise,
                                    BirgeExerciseDone    done,
                                    gpointer             user_data);
/* Picture of a word, or its meaning when there is none, as the inside of a button. */
GtkWidget *birge_exercise_meaning_new (BirgePage *page,
                                       BirgeWord *word);

G_END_DECLS
