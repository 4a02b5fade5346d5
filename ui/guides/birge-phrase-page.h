/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* One sentence to hold out to somebody: the whole screen in Kazakh, Russian and the visitor's language. */
#define BIRGE_TYPE_PHRASE_PAGE (birge_phrase_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgePhrasePage, birge_phrase_page, BIRGE, PHRASE_PAGE, BirgePage)

G_END_DECLS
