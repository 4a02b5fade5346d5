/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-problem.h"

G_BEGIN_DECLS

typedef enum {
  BIRGE_METERED_AUTO, /* as the network manager says; no if there is none */
  BIRGE_METERED_YES,
  BIRGE_METERED_NO,
} BirgeMetered;

/* What the operator of a kiosk sets, in one file that all programs read. What the file leaves out has its default. */
typedef struct {
  /* [Kiosk] */
  char  *state;            /* NULL: the usual folder */
  double diagonal_inches;  /* of the glass; 0: ask the monitor */
  guint  idle_seconds;     /* 0: by the length of the page */

  /* [Updates] */
  GStrv  mirrors;          /* URLs without a slash at the end, in the order in which they are asked; empty: none */
  char  *root;             /* root.json whose keys are trusted; NULL: what the content came with */
  GStrv  channels;         /* empty: all */
  GStrv  languages;        /* tags, the most wanted first; empty: all */
  GStrv  pinned;           /* item ids brought before all others */
  guint  cap_kilobytes;    /* per second; 0: as fast as it goes */
  guint  day_megabytes;    /* 0: no limit */
  guint  month_megabytes;  /* the same */
  int    from_hour;        /* films only between these hours of local time; equal: at any time */
  int    to_hour;
  guint  reserve_megabytes; /* what stays free on the disk */
  guint  check_hours;
  int    metered;          /* BirgeMetered */
  char  *certificate_file; /* further certificates to trust for HTTPS, or NULL */
  char  *stick_folder;     /* looked at in place of USB sticks, or NULL */
} BirgeSettings;

#define BIRGE_SETTINGS_MAX_BYTES (64 * 1024)

/* All defaults. */
BirgeSettings *birge_settings_new        (void);
/* Reads a file's bytes. Problems are added: with errors among them the settings must not be used. Never NULL. */
BirgeSettings *birge_settings_parse      (GBytes         *bytes,
                                          const char     *file,
                                          BirgeProblems  *problems);
void           birge_settings_free       (BirgeSettings  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeSettings, birge_settings_free)

/* (transfer full): one line per key, "Key=value", in a file that would be read back to the same settings */
char          *birge_settings_to_string  (const BirgeSettings *self);

/* For documentation and messages: the keys in order, NULL behind the last; a line on each. */
const char    *birge_settings_get_key    (guint           i,
                                          const char    **section,
                                          const char    **example,
                                          const char    **words);

G_END_DECLS
