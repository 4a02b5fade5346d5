/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* After three crashes: only help, in all languages, without content or state. */
#define BIRGE_TYPE_SAFE_PAGE (birge_safe_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgeSafePage, birge_safe_page, BIRGE, SAFE_PAGE, BirgePage)

G_END_DECLS
