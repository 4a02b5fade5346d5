/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* What this machine remembers about you: the raw counters, in plain words. */
#define BIRGE_TYPE_PRIVACY_PAGE (birge_privacy_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgePrivacyPage, birge_privacy_page, BIRGE, PRIVACY_PAGE, BirgePage)

G_END_DECLS
