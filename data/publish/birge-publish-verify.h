/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/publish/birge-publisher.h"

G_BEGIN_DECLS

/* Until when a signature counts. */
typedef struct {
  char    *role;
  gint64   version;
  gint64   expires_s;
  gint64   warn_s;      /* from then on it should be renewed */
  gboolean is_due;
  gboolean has_expired;
} BirgePublishExpiry;

typedef struct {
  GPtrArray *expiries;  /* of BirgePublishExpiry: root, targets, channels, snapshot, timestamp */
  char      *releases;  /* "guides 7, guides 8 for some"; NULL when nothing is published yet */
  guint      n_objects; /* read and found right */
  gint64     bytes;
  GStrv      problems;  /* sentences: what is wrong, and what to do */
  GStrv      warnings;  /* the same, for what will be wrong soon */
} BirgePublishReport;

void     birge_publish_report_clear (BirgePublishReport *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BirgePublishReport, birge_publish_report_clear)

/* Lets a kiosk's client go over v1 as it is now, and reads every object of what is released. FALSE only when that could not
 * be done; what it finds is in @report. */
gboolean birge_publisher_verify (BirgePublisher      *self,
                                 BirgePublishReport  *report,
                                 GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
