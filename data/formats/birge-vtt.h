/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-problem.h"

G_BEGIN_DECLS

/* A cue of a WebVTT file. Styles, regions and notes are passed over, tags are taken out of the text. */
typedef struct {
  gint64 start_us;
  gint64 end_us;
  char  *text;
} BirgeCue;

#define BIRGE_VTT_MAX_BYTES (1024 * 1024)

/* Cues in order of start; bad cues are reported and left out. Returns (transfer full) an array of BirgeCue, never NULL. */
GPtrArray *birge_vtt_parse (GBytes        *bytes,
                            const char    *file,
                            BirgeProblems *problems);
/* Writes cues back, byte for byte the same for the same cues. */
GBytes    *birge_vtt_write (GPtrArray *cues);
BirgeCue  *birge_cue_new   (gint64 start_us, gint64 end_us, const char *text);
void       birge_cue_free  (BirgeCue *self);

G_END_DECLS
