/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* The questions after a film, one after the other. Nothing of it is kept. */
#define BIRGE_TYPE_PRACTICE_PAGE (birge_practice_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgePracticePage, birge_practice_page, BIRGE, PRACTICE_PAGE, BirgePage)

G_END_DECLS
