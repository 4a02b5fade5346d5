/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* Find: letters by finger or keyboard, results below as they come. Without letters, and when nothing is found, the ways
 * that need none. */
#define BIRGE_TYPE_SEARCH_PAGE (birge_search_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgeSearchPage, birge_search_page, BIRGE, SEARCH_PAGE, BirgePage)

G_END_DECLS
