/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BIRGE_INSTALL_ERROR (birge_install_error_quark ())
GQuark birge_install_error_quark (void);
typedef enum {
  BIRGE_INSTALL_ERROR_SOURCE,   /* the folder to install from is missing, damaged or not ours */
  BIRGE_INSTALL_ERROR_STORAGE,  /* the state folder cannot be written */
  BIRGE_INSTALL_ERROR_NO_SPACE,
  BIRGE_INSTALL_ERROR_BUSY,     /* another install runs; the message says which process */
  BIRGE_INSTALL_ERROR_NOTHING,  /* no previous generation to go back to */
  BIRGE_INSTALL_ERROR_CANCELLED,
} BirgeInstallError;

typedef enum {
  BIRGE_INSTALL_PHASE_CHECK,    /* reading catalogues */
  BIRGE_INSTALL_PHASE_COPY,     /* objects */
  BIRGE_INSTALL_PHASE_BUILD,    /* content.db */
  BIRGE_INSTALL_PHASE_VERIFY,   /* integrity_check, fsync */
  BIRGE_INSTALL_PHASE_SWITCH,
} BirgeInstallPhase;

/* @done of @total in bytes (COPY) or items (BUILD); total 0 when unknown. Same thread as the install. */
typedef void (*BirgeInstallProgress) (BirgeInstallPhase phase,
                                      gint64            done,
                                      gint64            total,
                                      gpointer          user_data);

/* Makes a new generation of @state_dir from a folder that `birge content build` wrote and switches to it. Whatever
 * happens, and whenever the process is killed, the state folder serves the old generation or the new one. Blocks.
 * Returns the number of the generation, 0 on error. Installing what is already current builds nothing and returns its
 * number. */
guint    birge_install            (const char            *source_dir,
                                   const char            *state_dir,
                                   BirgeInstallProgress   progress,
                                   gpointer               user_data,
                                   GCancellable          *cancellable,
                                   GError               **error);
/* Switches back to the previous generation and writes <state_dir>/hold. Returns its number, 0 on error. */
guint    birge_install_rollback   (const char            *state_dir,
                                   GError               **error);
/* Builds content.db of the current generation again from its catalogues and objects (after damage, or when a later
 * Birge wants another form); when that cannot be done, goes to the previous generation. */
guint    birge_install_repair     (const char            *state_dir,
                                   GError               **error);

G_END_DECLS
