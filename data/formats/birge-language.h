/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One language as the table data/formats/languages.ini describes it. Static for the life of the program. */
typedef struct _BirgeLanguage BirgeLanguage;

/* NULL-terminated, in the order of the table (the default order of the wall). */
const char *const   *birge_language_list_tags     (void);
/* NULL when the table does not have it. Tags compare without regard to case. */
const BirgeLanguage *birge_language_find          (const char *tag);

const char          *birge_language_get_tag       (const BirgeLanguage *self);
const char          *birge_language_get_name      (const BirgeLanguage *self); /* in its own script */
const char          *birge_language_get_greeting  (const BirgeLanguage *self);
gboolean             birge_language_is_rtl        (const BirgeLanguage *self);
const char          *birge_language_get_voice     (const BirgeLanguage *self); /* espeak-ng voice, NULL when none speaks it */
const char          *birge_language_get_pango_tag (const BirgeLanguage *self); /* for pango_language_from_string() */
/* Order in which a missing text is looked for, without the language itself; NULL-terminated. */
const char *const   *birge_language_get_fallbacks (const BirgeLanguage *self);
/* What the letter grid offers, in the order of the alphabet; NULL-terminated. */
const char *const   *birge_language_get_letters   (const BirgeLanguage *self);
/* The language this one is written from by rule ("uz" for "uz-Cyrl"), or NULL. */
const char          *birge_language_get_derived_from (const BirgeLanguage *self);

/* Index of the plural form, as in the catalogue's Plural-Forms. */
guint                birge_language_plural_index  (const BirgeLanguage *self,
                                                   gint64               n);
/* Whole number with the language's group mark and digits. */
char                *birge_language_format_number (const BirgeLanguage *self,
                                                   gint64               number);
/* Replaces ASCII digits by the language's own; for step numbers, dates, percentages. Phone numbers stay as they are. */
char                *birge_language_localise_digits (const BirgeLanguage *self,
                                                     const char          *text);
/* "4 325 ₸" */
char                *birge_language_format_tenge  (const BirgeLanguage *self,
                                                   gint64               tenge);
/* Day, month name, four-digit year of an ISO date ("2026-11-23"); the text itself when it is no date. */
char                *birge_language_format_date   (const BirgeLanguage *self,
                                                   const char          *iso_date);
/* Minutes and seconds, "1:23", own digits. */
char                *birge_language_format_seconds (const BirgeLanguage *self,
                                                    gint64               seconds);

G_END_DECLS
