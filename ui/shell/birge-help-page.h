/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* Help: which number, what to say, where this kiosk stands. It does not dial. */
#define BIRGE_TYPE_HELP_PAGE (birge_help_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgeHelpPage, birge_help_page, BIRGE, HELP_PAGE, BirgePage)

/* What it reads aloud but for the address of a centre: (transfer full) array of BirgeUtterance. */
GPtrArray *birge_help_page_list_words (const char *language);

G_END_DECLS
