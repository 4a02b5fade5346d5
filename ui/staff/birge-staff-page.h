/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* The staff's door: the PIN, then the page the route's anchor names (NULL: the menu). */
#define BIRGE_TYPE_STAFF_PAGE (birge_staff_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgeStaffPage, birge_staff_page, BIRGE, STAFF_PAGE, BirgePage)

G_END_DECLS
