/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* A journey's guides and topics, by section; with the films of first aid. */
#define BIRGE_TYPE_SHELF_PAGE (birge_shelf_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgeShelfPage, birge_shelf_page, BIRGE, SHELF_PAGE, BirgePage)

G_END_DECLS
