/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How the kiosk was started: the command line before the settings file before the defaults. */
typedef struct {
  char    *state;
  char    *open;
  char    *language; /* a tag of the table of languages, or NULL */
  gboolean windowed;
  int      width, height; /* of the window when windowed */
  guint    idle_seconds;
  gboolean idle_fixed;
  double   diagonal_inches;
  char    *config;       /* the settings file somebody named, or NULL */
  char    *stick_folder; /* stands in the place of USB sticks, or NULL */
  gboolean has_servers;  /* to bring new content from */
  gboolean safe;
} KioskSettings;

/* FALSE: the program ends with @status (help and version, or wrong usage, which was said on stderr). */
gboolean kiosk_settings_parse (KioskSettings *self,
                               int           *argc,
                               char        ***argv,
                               int           *status);
void     kiosk_settings_clear (KioskSettings *self);

G_END_DECLS
