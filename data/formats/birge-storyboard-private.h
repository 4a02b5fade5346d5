/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-ini.h"
#include "data/formats/birge-storyboard.h"

G_BEGIN_DECLS

/* Where problems go, and in which file they are. */
typedef struct {
  const char    *file;
  BirgeProblems *problems;
} BirgeStoryboardReader;

/* One line of a scene each. A line that is not understood is a problem and NULL. */
BirgeMotion *_birge_storyboard_read_show   (BirgeStoryboardReader *reader,
                                            const BirgeIniEntry   *entry);
BirgeMotion *_birge_storyboard_read_move   (BirgeStoryboardReader *reader,
                                            const BirgeIniEntry   *entry);
BirgeFigure *_birge_storyboard_read_figure (BirgeStoryboardReader *reader,
                                            const BirgeIniEntry   *entry,
                                            BirgeFigureKind        kind);
BirgeSceneSound  *_birge_storyboard_read_sound  (BirgeStoryboardReader *reader,
                                            const BirgeIniEntry   *entry);
gboolean     _birge_storyboard_read_time   (BirgeStoryboardReader *reader,
                                            const BirgeIniEntry   *entry,
                                            double                *at_s,
                                            gboolean              *back);
gboolean     _birge_storyboard_read_number (BirgeStoryboardReader *reader,
                                            const BirgeIniEntry   *entry,
                                            double                 least,
                                            double                 most,
                                            double                *number);
gboolean     _birge_storyboard_read_colour (BirgeStoryboardReader *reader,
                                            const BirgeIniEntry   *entry,
                                            guint32               *rgb);

void         _birge_motion_free            (gpointer data);
void         _birge_figure_free            (gpointer data);

G_END_DECLS
