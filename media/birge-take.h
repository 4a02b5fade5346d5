/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What can be better about a recording; a volunteer is told each in words and pictures. */
typedef enum {
  BIRGE_TAKE_GOOD = 0,
  BIRGE_TAKE_EMPTY = 1 << 0, /* nobody was heard: nothing to keep */
  BIRGE_TAKE_QUIET = 1 << 1, /* too far from the microphone */
  BIRGE_TAKE_LOUD = 1 << 2,  /* too near: the sound breaks */
  BIRGE_TAKE_NOISY = 1 << 3, /* others are heard, or a machine */
  BIRGE_TAKE_LONG = 1 << 4,  /* broken off at BIRGE_TAKE_MAX_S */
} BirgeTakeFlaws;

#define BIRGE_TAKE_MAX_S 120

/* One recording of one text: silence at both ends cut off, as loud as all the others. */
typedef struct {
  GBytes        *opus;          /* Opus in Ogg, mono, at most 24 kbit/s; NULL when EMPTY */
  gint64         duration_ms;
  double         spoken_lufs;   /* loudness of the voice in the room… */
  double         loudness_lufs; /* …and in the recording (EBU R128) */
  double         over_noise_db; /* how far the voice stands above what else is heard */
  BirgeTakeFlaws flaws;
} BirgeTake;

void birge_take_free (BirgeTake *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeTake, birge_take_free)

G_END_DECLS
