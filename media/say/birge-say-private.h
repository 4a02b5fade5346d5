/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/say/birge-say.h"

G_BEGIN_DECLS

/* birge-say-text.c */
BirgeSayText  *_birge_say_text_new       (void);
BirgeSayText  *_birge_say_text_new_shown (const char         *text);
void           _birge_say_text_free      (BirgeSayText       *self);
void           _birge_say_text_copy      (BirgeSayText       *self,
                                          const BirgeSayText *from,
                                          gsize               start,
                                          gsize               end);
/* @words instead of the bytes from @start to @end. */
void           _birge_say_text_put       (BirgeSayText       *self,
                                          const BirgeSayText *from,
                                          gsize               start,
                                          gsize               end,
                                          const char         *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeSayText, _birge_say_text_free)

/* birge-say-words.c: numbers and abbreviations in words. @language: as in data/formats/languages.ini, but never uz-Cyrl */
BirgeSayText  *_birge_say_words          (const BirgeSayText *shown,
                                          const char         *language);

/* birge-say-shape.c: what stands at a place of a text and is a number of some kind */
typedef enum {
  BIRGE_SAY_NO_NUMBER,
  BIRGE_SAY_NUMBER,  /* first; with @fraction */
  BIRGE_SAY_RANGE,   /* first to second */
  BIRGE_SAY_RATIO,   /* first to second, as 30:2 */
  BIRGE_SAY_TIME,    /* hours, minutes */
  BIRGE_SAY_DATE,    /* @digits is the ISO date */
  BIRGE_SAY_PHONE,   /* @digits: groups between spaces, after a plus or not */
} BirgeSayKind;

typedef struct {
  BirgeSayKind kind;
  gsize        length;   /* bytes of the text */
  guint64      first;
  guint64      second;
  char        *digits;   /* ASCII; of a number all that stood there, with its leading zeros */
  char        *fraction; /* ASCII, or NULL */
} BirgeSayShape;

void           _birge_say_shape_read     (const char         *text,
                                          gsize               at,
                                          const char         *language,
                                          BirgeSayShape      *shape);
void           _birge_say_shape_clear    (BirgeSayShape      *shape);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BirgeSayShape, _birge_say_shape_clear)

/* birge-say-number.c: numbers in words. */
typedef enum {
  BIRGE_SAY_PLAIN,
  BIRGE_SAY_FEMININE,   /* Russian: "две минуты" */
  BIRGE_SAY_FEMININE_4, /* "одну минуту" */
  BIRGE_SAY_NEUTER,     /* "одно" */
  BIRGE_SAY_OF,         /* "до пяти" */
} BirgeSayForm;

/* NULL where digits are best left to the voice. */
char          *_birge_say_cardinal       (const char         *language,
                                          guint64             number,
                                          BirgeSayForm        form);
/* @ending: Russian only: "ый", "ого", "ом"… NULL where there is no such word. */
char          *_birge_say_ordinal        (const char         *language,
                                          guint64             number,
                                          const char         *ending);
/* One after another, and a comma between the groups. */
char          *_birge_say_digits         (const char         *language,
                                          const char         *digits);

/* birge-say-list.c: the tables of words */
typedef struct {
  const char *language;
  const char *sign;    /* behind a number: "%", "km" */
  const char *before;  /* said before the number, or NULL */
  const char *after;   /* said after it, for one… */
  const char *few;     /* …for two to four in Russian, for many elsewhere; NULL: the same */
  const char *many;
} BirgeSayUnit;

typedef enum {
  BIRGE_SAY_ALWAYS,
  BIRGE_SAY_BEFORE_NUMBER,
  BIRGE_SAY_BEFORE_NAME, /* a capital letter */
} BirgeSayNeed;

typedef struct {
  const char   *language;
  const char   *shown;
  const char   *said;
  BirgeSayNeed  need;
} BirgeSayPhrase;

/* The longest that stands at @text, NULL if none does. */
const BirgeSayUnit   *_birge_say_find_unit   (const char *language,
                                              const char *text);
const BirgeSayPhrase *_birge_say_find_phrase (const char *language,
                                              const char *text);
/* Whether @text begins with the name of a month, in any case. */
gboolean              _birge_say_is_month    (const char *language,
                                              const char *text);
/* Whether @text, up to @length bytes, is the ending of a case that is written with a hyphen behind a number. */
gboolean              _birge_say_is_ending   (const char *language,
                                              const char *text,
                                              gsize       length);
/* Whether @word before a number says that it is a telephone number. */
gboolean              _birge_say_is_call     (const char *language,
                                              const char *word);

/* birge-say-grammar.c: what a number becomes among its neighbours */
typedef struct {
  const BirgeSayText *shown;
  const char         *language;
  BirgeSayText       *said;
  gsize               at; /* in @shown */
} BirgeSayPass;

gboolean       _birge_say_is (const BirgeSayPass *pass,
                              const char         *language);
const char    *_birge_say_skip_space (const char *text);
const char    *_birge_say_skip_word (const char *text);
/* In small letters; of Chinese the one character. */
char          *_birge_say_dup_before (const BirgeSayPass *pass);
char          *_birge_say_dup_after (const char *text);
/* In words, or in digits where the voice reads those best. */
char          *_birge_say_number (const BirgeSayPass *pass,
                                  guint64             number,
                                  BirgeSayForm        form);
/* The gender that shows in "one" and "two" is that of the word behind. */
BirgeSayForm   _birge_say_ru_form (guint64     number,
                                   const char *after);
/* Whether a number behind this word stands in the genitive. */
gboolean       _birge_say_is_ru_of (const char *word);
/* @after: the text behind the number. */
BirgeSayForm   _birge_say_get_form (const BirgeSayPass *pass,
                                    guint64             number,
                                    const char         *after);
/* @broken: there is a fraction. @of: in the genitive. */
const char    *_birge_say_unit_word (const BirgeSayPass *pass,
                                     const BirgeSayUnit *unit,
                                     guint64             number,
                                     gboolean            broken,
                                     gboolean            of);
/* These return NULL when it is nothing of the kind; @end moves behind what is said with the number. */
char          *_birge_say_ru_ordinal (const BirgeSayPass *pass,
                                      guint64             number,
                                      gsize              *end);
char          *_birge_say_ru_year (const BirgeSayPass *pass,
                                   guint64             number,
                                   gsize              *end);
char          *_birge_say_turkic_ending (const BirgeSayPass *pass,
                                         guint64             number,
                                         gsize              *end);
char          *_birge_say_turkic_date (const BirgeSayPass *pass,
                                       guint64             number,
                                       gsize               end);
char          *_birge_say_short_number (const BirgeSayPass  *pass,
                                        const BirgeSayShape *shape);
char          *_birge_say_zh_number (const BirgeSayPass *pass,
                                     guint64             number,
                                     gsize               end);

/* birge-pinyin.c */
/* For tests: whether this file is a dictionary. */
gboolean       _birge_pinyin_can_use     (const char         *path);
/* Chinese characters and punctuation as pinyin with tone numbers. NULL when the dictionary cannot be read. */
BirgeSayText  *_birge_pinyin_read        (const BirgeSayText *characters);

G_END_DECLS
