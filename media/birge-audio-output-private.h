/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef enum {
  BIRGE_AUDIO_OUTPUT_ENDED,  /* the last sample has been heard */
  BIRGE_AUDIO_OUTPUT_FAILED, /* the sound device broke off */
  BIRGE_AUDIO_OUTPUT_SILENT, /* there is no sound device; time goes on without one */
} BirgeAudioOutputEvent;

typedef void (*BirgeAudioOutputHandler) (BirgeAudioOutputEvent event,
                                         gpointer              user_data);

typedef struct _BirgeAudioOutput BirgeAudioOutput;

BirgeAudioOutput *_birge_audio_output_new          (BirgeAudioOutputHandler  handler,
                                                    gpointer                 user_data);
void              _birge_audio_output_free         (BirgeAudioOutput        *self);
void              _birge_audio_output_set_sink     (BirgeAudioOutput        *self,
                                                    GstElement              *sink);
void              _birge_audio_output_set_volume   (BirgeAudioOutput        *self,
                                                    double                   volume);
gboolean          _birge_audio_output_start        (BirgeAudioOutput        *self);
void              _birge_audio_output_stop         (BirgeAudioOutput        *self);
gboolean          _birge_audio_output_is_silent    (BirgeAudioOutput        *self);
void              _birge_audio_output_set_paused   (BirgeAudioOutput        *self,
                                                    gboolean                 paused);

/* Between start and stop these may be called from any thread, one at a time. */
void              _birge_audio_output_push         (BirgeAudioOutput        *self,
                                                    const gint16            *samples,
                                                    gsize                    n_samples,
                                                    int                      rate);
void              _birge_audio_output_finish       (BirgeAudioOutput        *self);
gint64            _birge_audio_output_get_pushed_us (BirgeAudioOutput       *self);
gint64            _birge_audio_output_get_heard_us (BirgeAudioOutput        *self);

G_END_DECLS
