/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* The page of a place: the one list of all pages. */
BirgePage *birge_pages_new (BirgeShell *shell,
                            BirgePlace  place);

G_END_DECLS
