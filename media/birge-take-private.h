/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/birge-take.h"

G_BEGIN_DECLS

#define BIRGE_TAKE_RATE 48000

/* birge-take.c: no device, no element; any thread. */

/* Cuts, cleans and evens what a microphone gave (mono, BIRGE_TAKE_RATE, full scale ±1), and judges it. Returns the samples
 * to keep, empty when nobody was heard. @take: all but the bytes is filled in. */
GArray   *_birge_take_shape   (const float *samples,
                               gsize        n_samples,
                               BirgeTake   *take);

/* birge-take-encode.c; blocks for some tenths of a second */
GBytes   *_birge_take_encode  (const GArray *samples,
                               GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
