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

/* A word begins to sound: @n letters of the text, from letter @first on, so long after the text's own beginning. Comes
 * before the samples it is in. */
typedef void (*BirgeWordFunc) (gsize    first,
                               gsize    n,
                               gint64   at_us,
                               gpointer user_data);

/* birge-espeak.c; any thread */
gboolean _birge_espeak_has_voice (const char   *voice);
/* Returns: (transfer full): where a file of espeak-ng's data lies */
char    *_birge_espeak_dup_data_path (const char *name);
/* As below; @words may be NULL. */
gboolean _birge_espeak_read_words (const char   *voice,
                                  const char   *text,
                                  int           words_per_minute,
                                  BirgePcmFunc  func,
                                  BirgeWordFunc words,
                                  gpointer      user_data);
gboolean _birge_espeak_read      (const char   *voice,
                                  const char   *text,
                                  int           words_per_minute,
                                  BirgePcmFunc  func,
                                  gpointer      user_data);

/* birge-recording.c; any thread but the main one, as it blocks. FALSE: damaged, or no Opus or Vorbis. */
gboolean _birge_recording_read   (const char   *path,
                                  BirgePcmFunc  func,
                                  gpointer      user_data);

G_END_DECLS
