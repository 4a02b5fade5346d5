/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/library/birge-task.h"
#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* The right answer was found: @at_once, or after others. Who is wrong is told so gently and tries again. */
typedef void (*BirgeTaskDone) (gboolean at_once,
                               gpointer user_data);

/* One question after a film. @task lives as long as the view does; @done is called once. */
GtkWidget *birge_task_view_new (BirgePage       *page,
                                const BirgeTask *task,
                                BirgeTaskDone    done,
                                gpointer         user_data);

G_END_DECLS
