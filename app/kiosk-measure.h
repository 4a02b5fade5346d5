/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-shell.h"

G_BEGIN_DECLS

/* A window for tests and benchmarks, open only when BIRGE_MEASURE names a file: a JSON line when words and pictures of a
 * page are painted, with the number of both that are seen of it; and, on SIGUSR1, a line for each control on the screen
 * with its size as it really is, and one with the same numbers and the visitor's settings. Says nothing about what a
 * visitor typed. */
void kiosk_measure_start (BirgeShell *shell,
                          GtkWindow  *window);

G_END_DECLS
