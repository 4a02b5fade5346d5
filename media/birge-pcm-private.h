/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Takes sound as it is made, mono, 16 bit, native byte order. No samples: only a question whether more is wanted.
 * FALSE: wants no more. */
typedef gboolean (*BirgePcmFunc) (const gint16 *samples,
                                  gsize         n_samples,
                                  int           rate,
                                  gpointer      user_data);

/* birge-espeak.c; any thread */
gboolean _birge_espeak_has_voice (const char   *voice);
gboolean _birge_espeak_read      (const char   *voice,
                                  const char   *text,
                                  int           words_per_minute,
                                  BirgePcmFunc  func,
                                  gpointer      user_data);

/* birge-recording.c; any thread but the main one, as it blocks */
gboolean _birge_recording_read   (const char   *path,
                                  BirgePcmFunc  func,
                                  gpointer      user_data);

G_END_DECLS
