/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* Five journeys and a person to call. */
#define BIRGE_TYPE_HOME_PAGE (birge_home_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgeHomePage, birge_home_page, BIRGE, HOME_PAGE, BirgePage)

/* What it reads aloud, in order: (transfer full) array of BirgeUtterance. */
GPtrArray *birge_home_page_list_words (const char *language);

G_END_DECLS
