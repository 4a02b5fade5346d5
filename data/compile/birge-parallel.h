/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/compile/birge-source.h"

G_BEGIN_DECLS

/* Calls @work for 0 to @n - 1, in no order, on as many threads as the machine has cores; comes back when all is done. */
void _birge_parallel_run (guint               n,
                          void              (*work) (guint i, gpointer work_data),
                          gpointer            work_data,
                          const char         *what,
                          BirgeSourceProgress progress,
                          gpointer            user_data);

G_END_DECLS
