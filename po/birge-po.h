/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Hands the translations that are part of the program to birge_tr(). Once, at the start of main() or of a test; a second
 * call changes nothing. Any thread. */
void birge_po_init (void);

G_END_DECLS
