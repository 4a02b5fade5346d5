/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-source.h"

G_BEGIN_DECLS

/* What `birge content build` wrote, signed with keys that exist only while this is made: an editor sees a change on the
 * screen through the same door as everything else, and nobody can ever sign anything with those keys. */
#define BIRGE_TYPE_BUILD_SOURCE (birge_build_source_get_type ())
G_DECLARE_FINAL_TYPE (BirgeBuildSource, birge_build_source, BIRGE, BUILD_SOURCE, GObject)

/* @build_dir: with catalog/ and objects/. A source of a whole repository; the metadata lies in memory only.
 * Errors: BIRGE_SOURCE_ERROR. */
BirgeBuildSource *birge_build_source_new  (const char        *build_dir,
                                           GError           **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
