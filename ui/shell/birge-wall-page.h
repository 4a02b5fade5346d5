/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* The language wall: the first touch greets aloud, the second (or a still second) enters. */
#define BIRGE_TYPE_WALL_PAGE (birge_wall_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgeWallPage, birge_wall_page, BIRGE, WALL_PAGE, BirgePage)

/* "Choose your language", or NULL. */
const char *birge_wall_page_find_head (const char *tag);

G_END_DECLS
