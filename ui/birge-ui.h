/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Once, before the first widget: resources, translations, fonts, and a toolkit without its own theme. */
void birge_ui_init (void);

G_END_DECLS
