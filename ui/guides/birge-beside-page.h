/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* The same text in two languages, block beside block. */
#define BIRGE_TYPE_BESIDE_PAGE (birge_beside_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgeBesidePage, birge_beside_page, BIRGE, BESIDE_PAGE, BirgePage)

G_END_DECLS
