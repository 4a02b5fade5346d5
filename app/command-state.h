/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-status.h"

G_BEGIN_DECLS

/* What the commands share that work on the state folder of a kiosk. */

#define COMMAND_STATE_ENTRY(variable) \
  { "state", 's', 0, G_OPTION_ARG_FILENAME, variable, "State folder of the kiosk; without it the one it uses by itself", "DIR" }

/* The folder to work on, @state or the usual one, with the rights of its owner; NULL when it cannot be worked on, which was
 * then said. */
const char *command_state_enter          (char              **state);
/* The messages of data/ already say what, why and what to do. Returns BIRGE_EXIT_FAILED. */
int         command_state_fail           (const GError       *error);

/* "content 0007 is shown: guides 8, of 2026-11-23" */
void        command_state_print_content  (const BirgeStatus  *status,
                                          const char         *words);
/* One line a fact, in English. */
void        command_state_print_problems (const BirgeStatus  *status,
                                          const char         *before);

G_END_DECLS
