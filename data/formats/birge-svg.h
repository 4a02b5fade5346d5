/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-problem.h"

G_BEGIN_DECLS

#define BIRGE_SVG_MAX_BYTES (512 * 1024)

/* Reports what a picture must not have: scripts, event handlers, external or data references, entities, foreign
 * objects, text set in a font, or no well-formed XML at all. Returns TRUE when nothing was found. */
gboolean birge_svg_check (GBytes        *bytes,
                          const char    *file,
                          BirgeProblems *problems);

G_END_DECLS
