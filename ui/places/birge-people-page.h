/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* People who help: the centre's own card, then places by category. */
#define BIRGE_TYPE_PEOPLE_PAGE (birge_people_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgePeoplePage, birge_people_page, BIRGE, PEOPLE_PAGE, BirgePage)

G_END_DECLS
