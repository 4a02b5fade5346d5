/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/trust/birge-trust.h"

G_BEGIN_DECLS

/* Sets "NAME: WHY: WHAT TO DO" and returns FALSE. */
gboolean _birge_trust_refuse (GError     **error,
                              int          code,
                              const char  *name,
                              const char  *format,
                              ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
