/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* One lesson: a line of exercises with one big next. The route's anchor is the part ("1" …). */
#define BIRGE_TYPE_LESSON_PAGE (birge_lesson_page_get_type ())
G_DECLARE_FINAL_TYPE (BirgeLessonPage, birge_lesson_page, BIRGE, LESSON_PAGE, BirgePage)

G_END_DECLS
