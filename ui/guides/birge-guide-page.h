/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* A guide, a first-aid topic or a notice: text as native widgets, with what helps beside it. */
#define BIRGE_TYPE_GUIDE_PAGE (birge_guide_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgeGuidePage, birge_guide_page, BIRGE, GUIDE_PAGE, BirgePage)

G_END_DECLS
