/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text as it is shown, made into text as it is said: numbers, telephone numbers and abbreviations in words, Chinese as
 * pinyin. Each byte remembers where it came from, so that the word that is heard can be marked where it is shown. */

/* Bytes of the text that was given first. */
typedef struct {
  guint32 start;
  guint32 end;
} BirgeSayRange;

typedef struct {
  GString *text;
  GArray  *origin; /* of BirgeSayRange, one for each byte of @text */
} BirgeSayText;

/* What one voice says in a stretch. */
typedef struct {
  char         *voice; /* of espeak-ng */
  BirgeSayText *said;
} BirgeSayPart;

/* Any thread. What to read aloud, in order. Returns NULL when no machine voice can say it. */
GPtrArray *birge_say_prepare     (const char         *language,
                                  const char         *text);
/* The place in the shown text of @n letters of a part, from letter @first on. FALSE: it stands nowhere. */
gboolean   birge_say_part_find   (const BirgeSayPart *part,
                                  gsize               first,
                                  gsize               n,
                                  BirgeSayRange      *place);
/* Whether this computer has what is needed to read Chinese characters: a look at the disk, no more. */
gboolean   birge_say_has_chinese (void);

G_END_DECLS
