/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* Rings for a person of the centre and tells them which language the visitor speaks. */
#define BIRGE_TYPE_CALL_PAGE (birge_call_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgeCallPage, birge_call_page, BIRGE, CALL_PAGE, BirgePage)

G_END_DECLS
