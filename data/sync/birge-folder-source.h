/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-source.h"

G_BEGIN_DECLS

/* A repository in a folder: a USB stick, the starter content of the package. Whoever filled it is not trusted: nothing is
 * read but regular files below it, no link is followed, no folder listed, and a medium that hangs, errs or is taken away
 * costs time and no more. */
#define BIRGE_TYPE_FOLDER_SOURCE (birge_folder_source_get_type ())
G_DECLARE_FINAL_TYPE (BirgeFolderSource, birge_folder_source, BIRGE, FOLDER_SOURCE, GObject)

/* @dir: the top of a stick (the repository is its BIRGE/v1), what `birge publish` wrote (v1), or the repository itself.
 * @name: for people, "USB stick KINGSTON"; NULL: the path. Errors: BIRGE_SOURCE_ERROR: NOT_FOUND, UNREACHABLE. */
BirgeFolderSource *birge_folder_source_open (const char  *dir,
                                             const char  *name,
                                             GError     **error) G_GNUC_WARN_UNUSED_RESULT;
/* A folder that `birge content build` wrote: objects and catalogues, with no metadata beside them. */
BirgeFolderSource *birge_folder_source_open_build (const char  *dir,
                                                   GError     **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
