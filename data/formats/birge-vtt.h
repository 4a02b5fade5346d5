/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-problem.h"

G_BEGIN_DECLS

/* A cue of a WebVTT file. Styles, regions, notes and the settings that place a cue are passed over, tags are taken out of
 * the text (what stands in small letters above another word, <rt>, follows it in brackets), entities become letters. */
typedef struct {
  gint64 start_us;
  gint64 end_us;
  char  *text;
} BirgeCue;

#define BIRGE_VTT_MAX_BYTES (1024 * 1024)
#define BIRGE_VTT_MAX_CUE_BYTES 2000

/* Cues in order of start; each bad one is reported as an error and left out, so that the errors in @problems are their count.
 * Letters that cannot be read are reported once and shown as U+FFFD. Returns (transfer full) an array of BirgeCue, never NULL. */
GPtrArray *birge_vtt_parse (GBytes        *bytes,
                            const char    *file,
                            BirgeProblems *problems);
/* Writes cues back, byte for byte the same for the same cues. */
GBytes    *birge_vtt_write (GPtrArray *cues);
BirgeCue  *birge_cue_new   (gint64 start_us, gint64 end_us, const char *text);
void       birge_cue_free  (BirgeCue *self);

G_END_DECLS
