/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-updates.h"

G_BEGIN_DECLS

/* A line of `birge sync --progress=json`, or of another command that writes such lines. */
typedef enum {
  KIOSK_UPDATE_LINE_UNKNOWN,  /* damaged, or of a later Birge: the state stays as it is */
  KIOSK_UPDATE_LINE_PROGRESS,
  KIOSK_UPDATE_LINE_END,      /* what it came to; the phase is left to the caller */
} KioskUpdateLine;

/* Reads @length bytes into @state. */
KioskUpdateLine kiosk_update_line_take (BirgeUpdatesState *state,
                                        const char        *line,
                                        gsize              length);

G_END_DECLS
