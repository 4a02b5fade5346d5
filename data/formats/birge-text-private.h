/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-problem.h"

G_BEGIN_DECLS

char *_birge_text_from_bytes (GBytes        *bytes,
                              gsize          max_bytes,
                              const char    *file,
                              BirgeProblems *problems) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
