/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BIRGE_PUBLISH_ERROR (birge_publish_error_quark ())
GQuark birge_publish_error_quark (void);
typedef enum {
  BIRGE_PUBLISH_ERROR_FOLDER,  /* no publisher's folder, or a damaged one */
  BIRGE_PUBLISH_ERROR_BUSY,    /* another run works in it */
  BIRGE_PUBLISH_ERROR_KEY,     /* a key is missing, or no pass phrase opens it */
  BIRGE_PUBLISH_ERROR_CONTENT, /* what is to be published is not right */
  BIRGE_PUBLISH_ERROR_REFUSED, /* it can be done, but surely was not meant */
  BIRGE_PUBLISH_ERROR_STORAGE, /* the disk refused */
} BirgePublishError;

/* Whose signatures run out separately. */
typedef enum {
  BIRGE_PUBLISH_ROOT,
  BIRGE_PUBLISH_TARGETS,
  BIRGE_PUBLISH_CHANNEL,
  BIRGE_PUBLISH_SNAPSHOT,
  BIRGE_PUBLISH_TIMESTAMP,
  BIRGE_PUBLISH_N_KINDS,
} BirgePublishKind;

/* Numbers to begin with. Who may sign, and how many must, stands in the signed metadata alone from then on. */
typedef struct {
  const char *name;
  struct {
    guint keys;
    guint threshold;
    guint days;
  } kinds[BIRGE_PUBLISH_N_KINDS];
} BirgePublishProfile;

/* "small", "organisation"; NULL for any other name. */
const BirgePublishProfile *birge_publish_profile_find (const char *name);

/* publish.ini. */
typedef struct {
  const BirgePublishProfile *profile;
  guint days[BIRGE_PUBLISH_N_KINDS]; /* how long a signature counts */
} BirgePublishSettings;

/* Errors: FOLDER, with the line. */
gboolean         birge_publish_settings_read   (BirgePublishSettings       *self,
                                                GBytes                     *bytes,
                                                GError                    **error) G_GNUC_WARN_UNUSED_RESULT;
char            *birge_publish_settings_write  (const BirgePublishProfile  *profile);
/* How long before its end a signature should be renewed: a third of its life, from 14 to 120 days, never more than half. */
gint64           birge_publish_settings_warn_s (const BirgePublishSettings *self,
                                                BirgePublishKind            kind);
/* By the name of a role; all but the four top ones are channels. */
BirgePublishKind birge_publish_kind_of         (const char                 *role);

G_END_DECLS
