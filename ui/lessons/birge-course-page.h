/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* Which language to learn, or, when the route names a course, its lessons. */
#define BIRGE_TYPE_COURSE_PAGE (birge_course_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgeCoursePage, birge_course_page, BIRGE, COURSE_PAGE, BirgePage)

G_END_DECLS
