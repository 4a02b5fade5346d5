/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/birge-take.h"

G_BEGIN_DECLS

#define BIRGE_RECORDER_ERROR (birge_recorder_error_quark ())
GQuark birge_recorder_error_quark (void);
typedef enum {
  BIRGE_RECORDER_ERROR_NO_MICROPHONE, /* none is there, or it was pulled out */
  BIRGE_RECORDER_ERROR_ENCODER,       /* a part of GStreamer is missing */
} BirgeRecorderError;

/* Hears a volunteer read. Sound stays in memory, and is forgotten when the recorder goes. Main context only.
 *
 * The microphone is the system's, or what the environment variable BIRGE_MICROPHONE describes as gst-launch-1.0 does
 * ("alsasrc device=hw:1"), for machines with several. */
#define BIRGE_TYPE_RECORDER (birge_recorder_get_type ())
G_DECLARE_FINAL_TYPE (BirgeRecorder, birge_recorder, BIRGE, RECORDER, GObject)

BirgeRecorder *birge_recorder_new          (void);

/* Begins anew. The signal "failed" (GError) tells when the microphone does not answer, or not any more; "full" when the
 * longest time is over: stop it then. */
gboolean       birge_recorder_start        (BirgeRecorder       *self,
                                            GError             **error);
gboolean       birge_recorder_is_recording (BirgeRecorder       *self);
/* The loudest since the last question, 0 (silence) to 1 (the sound breaks), in steps that the ear takes as equal. */
double         birge_recorder_get_level    (BirgeRecorder       *self);
/* Forgets what was heard. */
void           birge_recorder_cancel       (BirgeRecorder       *self);

/* Stops, cuts and evens on another thread. */
void           birge_recorder_stop_async   (BirgeRecorder       *self,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
BirgeTake     *birge_recorder_stop_finish  (BirgeRecorder       *self,
                                            GAsyncResult        *result,
                                            GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
