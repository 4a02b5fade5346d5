/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-shell.h"

G_BEGIN_DECLS

/* Equal columns, as many as the glass and the letters allow; class "flow". */
GtkWidget *birge_flow_new (BirgeShell *shell,
                           guint       columns_landscape,
                           guint       columns_portrait);
/* Appends and returns @child. */
GtkWidget *birge_flow_add (GtkWidget  *flow,
                           GtkWidget  *child);

G_END_DECLS
