/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text as the search sees it: words in small letters without marks, one space between. The index and what is typed go
 * through the same rule, so nothing in either can ever be syntax of a query.
 *  - "Тоʻланмаган" and "то'ланмаган" are one word without the apostrophe; "й" reads as "и", "ё" as "е";
 *  - Chinese has no spaces: each pair of neighbouring characters is a word, and the last character alone. */

/* Appends the words of @text, a space behind each. */
void  birge_fold_append (GString    *words,
                         const char *text);
/* Query for FTS5 of what was typed, each word a beginning; NULL when there is no word in it. At most eight words count.
 * With @whole_short, words of one or two letters must be there whole, because half the texts have a word that begins so;
 * NULL when that leaves nothing to look for. */
char *birge_fold_query  (const char *typed,
                         gboolean    whole_short);

G_END_DECLS
