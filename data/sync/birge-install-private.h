/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-install.h"
#include "data/sync/birge-plan.h"
#include "data/sync/birge-release.h"
#include "data/sync/birge-status.h"

G_BEGIN_DECLS

/* One install or one rebuild under way. */
typedef struct {
  const char           *source_dir; /* NULL when nothing can be copied again */
  const char           *state_dir;
  BirgeRelease         *release;    /* what is to be shown */
  BirgeRelease         *older;      /* where older versions come from, or NULL */
  BirgeInstallProgress  progress;
  gpointer              user_data;
  GCancellable         *cancellable;
} BirgeInstallRun;
void          _birge_install_run_clear (BirgeInstallRun *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BirgeInstallRun, _birge_install_run_clear)

BirgePlan    *_birge_install_plan      (BirgeInstallRun *self);
/* Writes content.db from @plan. @damaged: a set from _birge_install_set_new(), see birge_content_db_build(). */
gboolean      _birge_install_build     (BirgeInstallRun *self,
                                        BirgePlan       *plan,
                                        const char      *path,
                                        GHashTable      *damaged,
                                        guint           *n_lost,
                                        GError         **error);
/* A set of names of objects. */
GHashTable   *_birge_install_set_new   (void);
/* NULL when there is no such generation or its catalogues cannot be read. */
BirgeRelease *_birge_install_load      (const char      *state_dir,
                                        guint            number);
/* Whether content.db of a generation is as it was built. */
gboolean      _birge_install_is_whole  (const char      *state_dir,
                                        guint            number);
/* Takes damaged objects away, notes that, and builds what is shown again if it used one of them. The caller holds the lock. */
gboolean      _birge_install_drop      (const char      *state_dir,
                                        GHashTable      *damaged,
                                        GError         **error);
/* A status after every object was read: not again. @all: and none that is here was found damaged. */
BirgeStatus  *_birge_status_new_after_reading (const char *state_dir,
                                               gboolean    all,
                                               GError    **error);

G_END_DECLS
