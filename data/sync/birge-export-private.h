/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-export.h"
#include "data/sync/birge-release.h"
#include "data/trust/birge-updater.h"

G_BEGIN_DECLS

/* A small file of the repository. */
typedef struct {
  char   *path;  /* "metadata/7.snapshot.json" */
  GBytes *bytes;
} BirgeExportFile;

/* What goes on a stick besides objects: all that was signed, and the lists of what there is. */
typedef struct {
  GPtrArray     *catalogues;  /* of BirgeExportFile */
  GPtrArray     *metadata;    /* of BirgeExportFile, in the order in which they are to be written */
  GPtrArray     *roots;       /* of BirgeExportFile: those among the metadata, the oldest first */
  GPtrArray     *lists;       /* of BirgeRelease: one a catalogue, never closed */
  BirgeVerified *root;        /* the latest */
  BirgeVerified *timestamp;
  GStrv          left_out;    /* channels */
} BirgeExportPlan;

/* Errors: BIRGE_EXPORT_ERROR_NOTHING. */
BirgeExportPlan *_birge_export_plan_new  (const char       *state_dir,
                                          GError          **error) G_GNUC_WARN_UNUSED_RESULT;
void             _birge_export_plan_free (BirgeExportPlan  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeExportPlan, _birge_export_plan_free)

G_END_DECLS
