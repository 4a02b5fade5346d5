/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* One place: its number, when it is open, what it helps with, what to say. */
#define BIRGE_TYPE_CONTACT_PAGE (birge_contact_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgeContactPage, birge_contact_page, BIRGE, CONTACT_PAGE, BirgePage)

G_END_DECLS
