/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* The people of this centre, as staff wrote them; without that: ask the staff. With a button that calls one. */
GtkWidget *birge_centre_card_new (BirgePage *page);

G_END_DECLS
