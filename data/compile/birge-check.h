/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/compile/birge-source.h"

G_BEGIN_DECLS

/* What there is in one language, and what it lacks. */
typedef struct {
  guint items;
  guint drafts;
  guint no_sound;
  guint no_captions;
  guint unreviewed;
  guint overdue;
} BirgeReportLine;

typedef struct {
  BirgeReportLine lines[BIRGE_TEXTS_MAX]; /* by slot */
} BirgeReport;

/* Looks at everything together: what is named must exist, what is unsure must not be stated, what is missing is said.
 * Adds to the problems of @source and sorts them. @today is an ISO date. */
void  birge_check            (BirgeSource       *source,
                              const char        *today,
                              BirgeReport       *report);

/* All problems, then the table; ends with a line of sums. */
char *birge_report_to_text   (const BirgeReport *report,
                              BirgeProblems     *problems);
/* {"problems":[…],"errors":n,"warnings":n,"languages":[…]}, one line. */
char *birge_report_to_json   (const BirgeReport *report,
                              BirgeProblems     *problems);

G_END_DECLS
