/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/practice/birge-task-view.h"

G_BEGIN_DECLS

/* After so many wrong touches the right one is shown: nobody is left alone with a question. */
#define BIRGE_TASK_PATIENCE 2

/* What the three kinds of question share. Owned by the view's box. */
typedef struct {
  BirgePage       *page; /* borrowed: the view is inside it */
  const BirgeTask *task; /* borrowed */
  GtkWidget       *box;
  GtkWidget       *sign;   /* of what is told */
  GtkWidget       *words;  /* the same in words */
  guint            misses; /* since the last right touch */
  gboolean         at_once;
  gboolean         is_done;
  BirgeTaskDone    done;
  gpointer         user_data;
  gpointer         own;    /* of the kind of question; freed with g_free() */
} BirgeTaskView;

void _birge_task_view_fill_order  (BirgeTaskView *self);
void _birge_task_view_fill_touch  (BirgeTaskView *self);
void _birge_task_view_fill_choice (BirgeTaskView *self);

/* A right touch: heard, and told in these words (NULL: praise). */
void _birge_task_view_right       (BirgeTaskView *self,
                                   const char    *text,
                                   const char    *language);
/* A wrong one, gently. */
void _birge_task_view_wrong       (BirgeTaskView *self,
                                   const char    *msgid);
/* The last right touch was that. */
void _birge_task_view_finish      (BirgeTaskView *self);
/* A sign in the corner of a button whose child is an overlay; the one before goes. NULL: none. */
void _birge_task_view_mark        (GtkWidget     *button,
                                   GtkWidget     *sign);
GtkWidget *_birge_task_view_sign_new (gboolean    right);

G_END_DECLS
