/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-shell.h"

G_BEGIN_DECLS

/* The window: a page, the bar, and what lies over them for a moment. It follows the shell. */
#define BIRGE_TYPE_WINDOW (birge_window_get_type ())
G_DECLARE_FINAL_TYPE (BirgeWindow, birge_window, BIRGE, WINDOW, GtkWindow)

typedef struct {
  gboolean windowed;        /* may be closed and resized; keys of the desktop work */
  int      width, height;   /* when windowed */
  guint    idle_seconds;    /* 0: as staff set it */
  gboolean idle_fixed;      /* exactly this long, whatever the page */
  double   diagonal_inches; /* of the glass; 0: as the monitor says */
  gboolean safe;            /* only the safe page */
} BirgeWindowOptions;

GtkWidget *birge_window_new         (GtkApplication           *application,
                                     BirgeShell               *shell,
                                     const BirgeWindowOptions *options);
/* Covers everything with @cover (first installation, nothing to show), or uncovers when NULL. */
void       birge_window_set_cover   (BirgeWindow *self,
                                     GtkWidget   *cover);

G_END_DECLS
