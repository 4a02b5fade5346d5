/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Forms of names that come from outside and may become part of a path or a key. */
#define BIRGE_NAME_MAX_LENGTH 128

/* Lower-case letters, digits and hyphens, no hyphen at either end: "no-money". */
gboolean birge_name_is_name    (const char *text);
/* Two to four names with slashes between: "guide/wages", "lesson/basic/01". */
gboolean birge_name_is_item_id (const char *text);
/* A part of an item: "meta", "voice/03". */
gboolean birge_name_is_part    (const char *text);
/* Form of a BCP 47 tag, known or not: "kk", "zh-Hans". */
gboolean birge_name_is_tag     (const char *text);
/* A day of the calendar in ISO form: "2026-11-23". */
gboolean birge_name_is_date    (const char *text);

G_END_DECLS
